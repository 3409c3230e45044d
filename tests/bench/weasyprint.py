"""The tagged PDF of a page in FOLDER, as a worker's process renders it: `python -m tests.bench.weasyprint FOLDER`.

This process holds nothing that a worker's does not: lxml comes with a package of the tests only.
"""

import gc
import json
import resource
import sys
from pathlib import Path
from typing import Any

MB = 1_000_000


def main(folder: Path) -> None:
    """Fonts asked for first, PDF/UA-1; leaves the PDF and its figures: pages, CPU seconds and MB of the start."""
    sys.modules["lxml"] = None
    from reporting.report.pdf import check_fonts, render_pdf

    check_fonts()
    page = (folder / "report.html").read_text()
    used = resource.getrusage(resource.RUSAGE_SELF)
    start = {"start_s": used.ru_utime + used.ru_stime, "start_mb": used.ru_maxrss * 1024 / MB}
    rendered = render_pdf(page, identifier="0" * 64)
    (folder / "weasyprint.pdf").write_bytes(rendered.content)
    figures: dict[str, Any] = {"pages": rendered.pages, **start}
    (folder / "weasyprint.json").write_text(json.dumps(figures))
    gc.freeze()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

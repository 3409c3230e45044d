"""The process that renders one job: `python -m reporting.queue.render MEMORY_BYTES CPU_SECONDS`.

It has no database, no secret and no settings of the portal. It reads its libraries, then one line of JSON on its
standard input (kind, folder, dataset, digest, as_of, language, catalogues, and the number of an edition), writes
report.pdf and report.xlsx into the folder, and says on its standard output, a line of JSON each, what it is doing and
how it ended. When its standard input closes, because whoever asked is gone, it ends at once.
"""

import errno
import gc
import hashlib
import json
import os
import resource
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import translation

from commit_portal.i18n import OFFICE_ZONE, load_messages, message, to_plain
from reporting.dataset.serialization import digest_of_json, form_from_json, from_json
from reporting.report.numbering import Imprint
from reporting.report.pdf import Mistaken, check_fonts, form_html, list_html, render_pdf, report_html
from reporting.report.printed_form import write_form
from reporting.report.printed_list import list_from_json, write_list
from reporting.report.workbook import write_workbook
from reporting.statuses import ReportStep

PDF_NAME, WORKBOOK_NAME = "report.pdf", "report.xlsx"
# Of the figures of a form or a list, about.
LETTERS_ON_A_PAGE = 8000
NO_SPACE = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


def main(memory_bytes: int, cpu_seconds: int) -> int:
    """Render one job from standard input inside its limits (bytes, seconds); 0, or 1 where it failed in words."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    line = sys.stdin.buffer.readline()
    if not line:
        return 0
    job = json.loads(line)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _speak(job["language"], job["catalogues"])
    try:
        _say(done=_render(job, Path(job["folder"])))
        # What was made goes with the process. Otherwise all of it is looked through once more: a fifteenth of its time.
        gc.freeze()
        return 0
    except Mistaken as problem:
        why = problem.why
    except MemoryError:
        why = message("failure.too_large")
    except OSError as problem:
        if problem.errno not in NO_SPACE:
            raise
        why = message("failure.no_space")
    _say(failed=to_plain(why))
    return 1


def _speak(language: str, catalogues: list[str]) -> None:
    """Say every sentence in the language of the edition, from the portal's catalogues."""
    settings.configure(
        USE_I18N=True, LANGUAGE_CODE=language, LOCALE_PATHS=catalogues, USE_TZ=True, TIME_ZONE=OFFICE_ZONE
    )
    # Django reads no catalogue before it knows that there are no apps.
    apps.populate(())
    translation.activate(language)
    # No app has made known what the codes of the dataset and of failures say. A draft's form has the ministries' too.
    load_messages("reporting")
    import_module("workplans.ministries.messages")


# A job as it is printed: its page, the identifier of its PDF, how many pages to expect, and what writes its workbook.
type Rendering = tuple[str, str, int, Callable[[Path], None]]


def _edition(job: dict[str, Any]) -> Rendering:
    dataset = from_json(job["dataset"])
    imprint = Imprint(job["edition"], job["digest"], datetime.fromisoformat(job["as_of"]))
    _say(step=ReportStep.CHAPTERS)
    # A draft has no check number.
    identifier, expected = imprint.check_number or job["as_of"], 12 + 4 * len(dataset.countries)
    return report_html(dataset, imprint), identifier, expected, partial(write_workbook, dataset, imprint)


def _page(read: Callable[[str], Any], page: Any, write: Any, job: dict[str, Any]) -> Rendering:
    """A form or a list."""
    found = read(job["dataset"])
    said = {"as_of": datetime.fromisoformat(job["as_of"]), "digest": job["digest"]}
    _say(step=ReportStep.CHAPTERS)
    expected = 1 + len(job["dataset"]) // LETTERS_ON_A_PAGE
    return page(found, **said), job["digest"], expected, partial(write, found, **said)


KINDS: dict[str, Callable[[dict[str, Any]], Rendering]] = {
    "edition": _edition,
    "form": partial(_page, form_from_json, form_html, write_form),
    "list": partial(_page, list_from_json, list_html, write_list),
}


def _render(job: dict[str, Any], folder: Path) -> dict[str, object]:
    _say(step=ReportStep.FONTS)
    check_fonts()
    if digest_of_json(job["dataset"]) != job["digest"]:
        raise Mistaken(message("failure.tampered"))
    try:
        html, identifier, expected, write_tables = KINDS[job["kind"]](job)
    except ValueError as problem:
        raise Mistaken(message("failure.unreadable")) from problem
    reached = 0

    def progress(doing: ReportStep, page: int) -> None:
        nonlocal reached
        if page > reached:
            reached = page
            # A guess that the progress bar may run on; the real number is known at the end.
            _say(step=ReportStep.PAGES, part=min(1.0, page / expected))
        elif doing is ReportStep.PDF:
            _say(step=ReportStep.PDF)

    rendered = render_pdf(html, identifier=identifier, progress=progress)
    pdf = folder / PDF_NAME
    _write(pdf, rendered.content)
    _say(step=ReportStep.WORKBOOK)
    workbook = folder / WORKBOOK_NAME
    write_tables(workbook)
    return {
        "pages": rendered.pages,
        "log": rendered.log,
        "files": {
            path.name: {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "size": path.stat().st_size}
            for path in (pdf, workbook)
        },
    }


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a full disk raises here, and leaves no file under its name."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _say(**words: object) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    """Blocks until the other end of the pipe is gone; then nobody waits for this report any more."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os._exit(3)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))

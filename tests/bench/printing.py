"""The report's tagged PDF beside Chromium printing the same page: CPU seconds and memory.

`python -m tests.bench.printing html|chromium FOLDER [COUNTRIES]` and `python -m tests.bench.weasyprint FOLDER`
do one part each in a process of its own and leave its figures in FOLDER.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from tests import services
from tests.bench.child import Trouble

MB = 1_000_000
LOOK_EVERY_S = 0.03


@dataclass(frozen=True)
class Print:
    """CPU seconds of whole process trees; the `start` of each is its part before it saw the page."""

    countries: int
    pages: int
    cpu_s: float
    start_s: float
    peak_mb: float
    start_mb: float
    chromium_s: float
    chromium_start_s: float
    chromium_pages: int

    @property
    def ratio(self) -> float:
        return self.cpu_s / self.chromium_s

    @property
    def work_ratio(self) -> float:
        """Without the start of either."""
        return self.work_s / (self.chromium_s - self.chromium_start_s)

    @property
    def work_s(self) -> float:
        return self.cpu_s - self.start_s

    @property
    def mb_a_page(self) -> float:
        return self.peak_mb / self.pages

    @property
    def growth_mb_a_page(self) -> float:
        """Above what the process holds before it sees the page."""
        return (self.peak_mb - self.start_mb) / self.pages


def run(countries: int, times: int, seconds: float, folder: Path, *, chromium: bool = True) -> Print:
    """Both printers in turn, `times` times or until so many seconds are over; medians."""
    until = time.monotonic() + seconds
    folder.mkdir(parents=True)
    try:
        _part("html", folder, str(countries))
        ours, theirs = [], []
        for _ in range(times):
            ours.append(_part("weasyprint", folder))
            if chromium:
                theirs.append(_part("chromium", folder))
            if time.monotonic() > until:
                break
    except subprocess.CalledProcessError as trouble:
        raise Trouble(str(trouble)) from trouble

    def middle(rows: list[dict[str, Any]], name: str) -> float:
        return median(row[name] for row in rows) if rows else 0.0

    return Print(
        countries,
        pages=ours[0]["pages"],
        cpu_s=middle(ours, "cpu_s"),
        start_s=middle(ours, "start_s"),
        peak_mb=middle(ours, "peak_mb"),
        start_mb=middle(ours, "start_mb"),
        chromium_s=middle(theirs, "cpu_s"),
        chromium_start_s=middle(theirs, "start_s"),
        chromium_pages=int(middle(theirs, "pages")),
    )


def _part(name: str, folder: Path, *more: str) -> dict[str, Any]:
    """Runs one part; CPU and peak memory of a printer that is one process are the kernel's own figures."""
    words = ["tests.bench.weasyprint"] if name == "weasyprint" else ["tests.bench.printing", name]
    child = subprocess.Popen([sys.executable, "-m", *words, str(folder), *more], cwd=services.BASE_DIR)
    _pid, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, name)
    if name == "html":
        return {}
    figures: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
    if name == "weasyprint":
        figures |= {"cpu_s": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss * 1024 / MB}
    return figures


def html(folder: Path, countries: str) -> None:
    """The page and its files in one folder, as both printers read them."""
    from django.conf import settings

    from commit_portal.i18n import load_messages
    from reporting.dataset.serialization import digest
    from reporting.report.numbering import Imprint
    from reporting.report.pdf import PRINT_FILES, report_html
    from tests.report_samples import AS_OF, sample_2009

    settings.configure(USE_I18N=False, USE_TZ=True)
    load_messages("reporting")
    shutil.copytree(PRINT_FILES, folder, dirs_exist_ok=True)
    dataset = sample_2009(int(countries))
    page = report_html(dataset, Imprint(1, digest(dataset), AS_OF))
    (folder / "report.html").write_text(page)


def chromium(folder: Path) -> None:
    """Chromium's own tagged PDF of the page, on the paper that its style sheet names."""
    import pikepdf
    from playwright.sync_api import sync_playwright

    path = services.chromium(with_windows=True)
    tree = Tree()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=services.CHROMIUM_ARGUMENTS)
        page = browser.new_page()
        with tree:
            start = tree.cpu_s
            page.goto((folder / "report.html").as_uri())
            page.pdf(
                path=folder / "chromium.pdf", prefer_css_page_size=True, print_background=True, tagged=True
            )
        cpu = tree.cpu_s
        browser.close()
    with pikepdf.open(folder / "chromium.pdf") as printed:
        pages = len(printed.pages)
    (folder / "chromium.json").write_text(json.dumps({"cpu_s": cpu, "start_s": start, "pages": pages}))


class Tree:
    """CPU seconds of all Chromium processes under this one, those that ended meanwhile too.

    Chromium's helpers are not children that somebody waits for, so the kernel adds them up for nobody: they
    are looked at while they run. Playwright's own driver is left out.
    """

    def __init__(self) -> None:
        self._seen: dict[tuple[int, float], float] = {}
        self._done = threading.Event()
        self._looking = threading.Thread(target=self._look_on, daemon=True)

    def __enter__(self) -> "Tree":
        self._look()
        self._looking.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._done.set()
        self._looking.join()
        self._look()

    @property
    def cpu_s(self) -> float:
        return sum(self._seen.values())

    def _look_on(self) -> None:
        while not self._done.wait(LOOK_EVERY_S):
            self._look()

    def _look(self) -> None:
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                if "chrom" in process.name():
                    times = process.cpu_times()
                    self._seen[process.pid, process.create_time()] = times.user + times.system


if __name__ == "__main__":
    {"html": html, "chromium": chromium}[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])

"""HTML to the tagged PDF. Only this module knows WeasyPrint.

It reads nothing but the files of static/print, by an allow-list of their names: an address outside it stops
the rendering, wherever it came from.
"""

import gc
import logging
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from cssselect2 import ElementWrapper
from defusedxml.ElementTree import fromstring
from django.template import Context, Engine
from django.utils.translation import get_language
from pydyf import Array, Dictionary, String
from weasyprint import CSS, HTML
from weasyprint.pdf.stream import Stream
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from commit_portal.i18n import Message, language_of, message
from reporting.dataset import Dataset
from reporting.dataset.printed_form import SignedForm
from reporting.report.cells import CONTROLS, OPPORTUNITY
from reporting.report.context import print_context
from reporting.report.numbering import Imprint
from reporting.report.printed_form import form_context
from reporting.report.printed_list import FrozenList, list_context
from reporting.report_text.editions import page_words
from reporting.statuses import ReportStep

BASE_DIR = Path(__file__).resolve().parents[2]
PRINT_FILES = BASE_DIR / "static" / "print"
# No such host exists; the fetcher knows the names under it and nothing else.
PRINT_ROOT = "https://print.invalid/"
# Each with the Debian package that brings it.
FAMILIES = {
    "Noto Serif Display": "fonts-noto-core",
    "Noto Serif": "fonts-noto-core",
    "Noto Sans": "fonts-noto-core",
    "Noto Sans Khmer": "fonts-noto-core",
    "Noto Sans Lao": "fonts-noto-core",
    "Noto Sans Myanmar": "fonts-noto-core",
    "Noto Sans Thai": "fonts-noto-core",
    "Noto Serif Khmer": "fonts-noto-core",
    "Noto Serif Lao": "fonts-noto-core",
    "Noto Serif Thai": "fonts-noto-core",
    "Noto Sans CJK SC": "fonts-noto-cjk",
    "Noto Serif CJK SC": "fonts-noto-cjk",
}

Progress = Callable[[ReportStep, int], None]

_LINE_ENDS = re.compile(r">\s*\n\s*<")


class Mistaken(Exception):
    """The job itself is wrong, so that trying again changes nothing."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.code)
        self.why = why


@dataclass(frozen=True)
class Rendered:
    """The whole PDF, its number of pages, and every line that WeasyPrint logged (none, when all is well)."""

    content: bytes
    pages: int
    log: tuple[str, ...]


def check_fonts() -> None:
    """Raise `Mistaken` with the packages to install, for families that fontconfig does not list.

    A silent substitute would change every page break.
    """
    asked = (shutil.which("fc-list") or "fc-list", ":", "family")
    listed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    missing = [family for family in FAMILIES if family not in listed.replace(",", "\n").splitlines()]
    if missing:
        packages = tuple(sorted({FAMILIES[family] for family in missing}))
        raise Mistaken(message("failure.fonts_missing", fonts=tuple(missing), packages=packages))


def report_html(dataset: Dataset, imprint: Imprint) -> str:
    """The page that is printed, well-formed XML; its addresses are relative to the print files."""
    return _page("reporting/print/report.html", print_context(dataset, imprint), imprint.as_of)


def form_html(form: SignedForm, *, as_of: datetime, digest: str) -> str:
    """The page of a form, as `report_html` makes that of an edition."""
    return _page("reporting/print/form.html", form_context(form, as_of=as_of, digest=digest), as_of)


def list_html(found: FrozenList, *, as_of: datetime, digest: str) -> str:
    """The page of a list, as `report_html` makes that of an edition."""
    return _page("reporting/print/list.html", list_context(found, as_of=as_of, digest=digest), as_of)


def render_pdf(html: str, *, identifier: str, progress: Progress = lambda step, page: None) -> Rendered:
    """PDF/UA-1, tagged. The same page and identifier give the same octets.

    Raises `Mistaken` where the page asks for something outside the print files.
    """
    fetcher = PrintFiles()
    with _listening(progress) as log, _without_collecting():
        try:
            document = Page(html, fetcher).render(pdf_variant="pdf/ua-1")
            # What only the layout needed, before the fonts are read: 3 MB at 6 countries, for a fiftieth of the time.
            gc.collect()
            written = document.write_pdf(finisher=name_heads, pdf_variant="pdf/ua-1")
            content = _identified(written, identifier.encode())
        except FatalURLFetchingError as blocked:
            raise Mistaken(message("failure.address_blocked", addresses=(str(blocked),))) from blocked
    # WeasyPrint swallows the error for an <image> inside an SVG: ask again at the end.
    if fetcher.blocked:
        raise Mistaken(message("failure.address_blocked", addresses=tuple(fetcher.blocked)))
    return Rendered(content, len(document.pages), tuple(log))


def name_heads(document: Any, pdf: Any) -> None:
    """Say of each head of a table whether it is of a row or a column, and list the heads by their names.

    WeasyPrint leaves both out: the cells name their heads, and readers that look for a list find none.
    """
    heads: dict[str, Any] = {}
    for page in document.pages:
        for box in page._page_box.descendants():
            if box.element_tag == "th" and "ID" in (head := getattr(box, "mark", {})):
                head["A"]["Scope"] = "/Row" if box.element.get("scope") == "row" else "/Column"
                heads[head["ID"].string] = head
    names = Dictionary({"Names": Array()})
    for name in sorted(heads):
        names["Names"] += [heads[name]["ID"], heads[name].reference]
    pdf.add_object(names)
    root = pdf.objects[int(pdf.catalog["StructTreeRoot"].split()[0])]
    root["IDTree"] = names.reference


def _identified(content: bytes, identifier: bytes) -> bytes:
    """The same PDF with its identifier in the dictionary of its last object, the list of the others.

    WeasyPrint would make and compress every object a second time for it: a tenth of the time.
    """
    last = int(content.rsplit(b"startxref\n", 1)[1].split(b"\n", 1)[0])
    inside = content.index(b"<<", last) + len(b"<<")
    name = b"<" + identifier.hex().encode() + b">"
    return content[:inside] + b"/ID [" + name + name + b"]" + content[inside:]


def _page(template: str, context: dict[str, object], as_of: datetime) -> str:
    engine = Engine(dirs=[str(BASE_DIR / "templates")], libraries={"i18n": "django.templatetags.i18n"})
    about = {"language": get_language(), "created": as_of.isoformat(), "page_words": page_words()}
    page = engine.get_template(template).render(Context(about | context, use_l10n=False))
    # Line ends between tags are the templates' own: without them there is less to parse and to lay out.
    return CONTROLS.sub("", _LINE_ENDS.sub("><", page))


class Page(HTML):
    """The report's page, read and styled by less than WeasyPrint does for any page of the world (docs/adr/0005).

    It is well-formed, so the XML parser reads it. elements.css replaces WeasyPrint's own style sheet, which gives each
    element six pseudo-elements: they take a tenth of the time and a quarter of the memory.
    """

    def __init__(self, html: str, fetcher: URLFetcher) -> None:
        self.base_url, self.url_fetcher, self.media_type = PRINT_ROOT, fetcher, "print"
        self.wrapper_element = ElementWrapper.from_html_root(fromstring(html), content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [CSS(filename=PRINT_FILES / "elements.css")]


marked = Stream.marked


@contextmanager
def _marked_with_letters(stream: Any, box: Any, tag: str) -> Iterator[None]:
    """Mark a run of text with its letters, where they cannot be told from its glyphs (docs/adr/0005).

    In these scripts glyphs stand in another order than their letters, or for several of them.
    """
    with marked(stream, box, tag):
        text = getattr(box, "text", "").replace(OPPORTUNITY, "")
        if (language := language_of(text)) and stream._tags is not None:
            # The dictionary stands between the tag and the operator.
            stream.stream[-2].update(ActualText=String(text), Lang=String(language))
        yield


Stream.marked = _marked_with_letters


class PrintFiles(URLFetcher):
    """Serves the files of static/print by name; remembers and refuses all else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=[], allow_redirects=False, fail_on_errors=True)
        self.files = {f"{PRINT_ROOT}{path.name}": path for path in PRINT_FILES.iterdir() if path.is_file()}
        self.blocked: list[str] = []

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        path = self.files.get(url)
        if path is None:
            self.blocked.append(url[:200])
            raise FatalURLFetchingError(f"The report asked for {url[:200]!r}; only its own files are served.")
        kind = guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


class _Lines(logging.Handler):
    """Collects what WeasyPrint says, and turns its progress into ours."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        if record.name != "weasyprint.progress":
            self.lines.append(f"{record.levelname}: {record.getMessage()}")
        elif found := re.match(r"Step (\d) - .*?(?:Page (\d+))?$", record.getMessage()):
            step = int(found[1])
            doing = ReportStep.PAGES if step <= 5 else ReportStep.PDF
            self.progress(doing, int(found[2] or 0))


@contextmanager
def _listening(progress: Progress) -> Iterator[list[str]]:
    handler = _Lines(progress)
    levels = {"weasyprint": logging.WARNING, "weasyprint.progress": logging.INFO}
    loggers = [(logging.getLogger(name), level) for name, level in levels.items()]
    before = [(logger, logger.level, logger.propagate, logger.handlers[:]) for logger, _ in loggers]
    for logger, level in loggers:
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
    try:
        yield handler.lines
    finally:
        for logger, level, propagate, handlers in before:
            logger.handlers, logger.propagate = handlers, propagate
            logger.setLevel(level)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Switches the regular garbage collection off meanwhile: it takes a fifth of the time and finds next to nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

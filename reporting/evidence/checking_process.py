"""The process that checks one file: `python -m reporting.evidence.checking_process MEMORY_BYTES CPU_SECONDS`.

It has no database, no Django, and no secret in its environment. It reads one object of JSON on its standard input: the
paths of the file ("upload") and of a picture that is drawn anew ("made"), the kind, and the year of the review. It writes
another one: {"found": [...], "is_read": whether all its text was looked through} or {"unfit": code}.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import chain
from pathlib import Path

from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from commit_portal.files.packages import Unfit
from reporting.evidence.documents import check_office, check_pdf, remake_picture, texts_of_office
from reporting.evidence.personal_data import Text, findings_in

# Of the process's own time. What a long document has behind that is not looked through, and the page says so.
READING_SECONDS = 10.0
# Where the texts of each kind lie in its package, by the kind of place.
FOLDERS: dict[str, dict[str, tuple[str, ...]]] = {
    "docx": {"paragraph": ("word/",)},
    "xlsx": {"comment": ("xl/comments", "xl/threadedComments/"), "box": ("xl/drawings/", "xl/charts/")},
    "pptx": {"slide": ("ppt/slides/", "ppt/notesSlides/"), "comment": ("ppt/comments/",)},
}
# What a library raises over a text that it cannot follow; the file itself was checked before.
UNREADABLE = (
    ArithmeticError, AttributeError, LookupError, OSError, PyPdfError, RecursionError, TypeError, ValueError,
)  # fmt: skip


def inspect(path: Path, made: Path, kind: str, year: int) -> dict[str, object]:
    """Check a file of a kind and look through its text; a picture is drawn anew to `made`."""
    try:
        if kind in ("jpeg", "png"):
            remake_picture(path, kind, made)
            return {"found": [], "is_read": False}
        if kind == "pdf":
            check_pdf(path)
            texts = _of_pdf(path)
        else:
            parts = check_office(path, kind)
            texts = _of_parts(parts, kind)
            if kind == "xlsx":
                texts = chain(texts, _of_workbook(path))
        reading = Reading(texts)
        return {"found": findings_in(reading, year), "is_read": reading.is_whole}
    except Unfit as unfit:
        return {"unfit": unfit.code}


class Reading:
    """The texts of a file as far as there is time and a library follows them; `is_whole` says afterwards whether to the end."""

    def __init__(self, texts: Iterator[Text]) -> None:
        self.texts, self.is_whole = texts, False

    def __iter__(self) -> Iterator[Text]:
        with suppress(*UNREADABLE):
            for text in self.texts:
                if time.process_time() > READING_SECONDS:
                    return
                yield text
            self.is_whole = True


def _of_pdf(path: Path) -> Iterator[Text]:
    is_silent = False
    for number, page in enumerate(PdfReader(path).pages, start=1):
        rows = page.extract_text().splitlines()
        is_silent = is_silent or not any(map(str.strip, rows))
        notes = [note.get_object() for note in page.annotations or ()]
        notes += [note["/Parent"] for note in notes if "/Parent" in note]
        # Comments, and what is filled into a form beside the name of its field.
        rows += [
            " ".join(str(note[key]) for key in ("/T", "/V", "/Contents") if key in note) for note in notes
        ]
        for row in rows:
            yield Text("page", "", number, row)
    if is_silent:
        raise ValueError("A page has no text: a picture of one, it may be.")


def _of_workbook(path: Path) -> Iterator[Text]:
    # Opened here: openpyxl goes by the name of a path, and this one has no ending.
    book = load_workbook(path.open("rb"), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            texts = (
                cell.date().isoformat() if isinstance(cell, datetime) else str(cell)
                for cell in cells
                if cell is not None
            )
            yield Text("row", sheet.title, number, " | ".join(texts))


def _of_parts(parts: dict[str, bytes], kind: str) -> Iterator[Text]:
    """The texts and comments of a document or of slides, and the comments of a workbook."""
    for place, folders in FOLDERS[kind].items():
        for name, texts in texts_of_office(parts, *folders):
            slide = int("".join(filter(str.isdecimal, name)) or 1)
            for number, text in enumerate(texts, start=1):
                yield Text(place, "", slide if place == "slide" else number, text)


def main(memory_bytes: int, cpu_seconds: int) -> int:
    """Check the file inside its limits (bytes, seconds)."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    asked = json.loads(sys.stdin.buffer.readline())
    try:
        said = inspect(Path(asked["upload"]), Path(asked["made"]), asked["kind"], asked["year"])
    except MemoryError:
        said = {"unfit": "heavy"}
    sys.stdout.write(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))

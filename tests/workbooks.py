"""Workbooks as people make, change and save them, and the workbook of Cambodia's plan: downloaded, sent."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

EXPORT, IMPORT = "/2011/kh/export.xlsx", "/2011/kh/import/"


def workbook(*rows: Iterable[object], title: str = "Nov") -> bytes:
    """A workbook with one sheet of these rows."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return file_of(book)


def file_of(book: Workbook) -> bytes:
    """The file of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def opened(file: bytes) -> Workbook:
    """The workbook of a file."""
    return load_workbook(io.BytesIO(file))


def download(client: Client, address: str = EXPORT) -> Workbook:
    """The workbook at an address."""
    return opened(client.get(address).content)


def with_cells(book: bytes, cells: Mapping[tuple[int, str], Any]) -> bytes:
    """The workbook with other values in its first sheet, by row and head."""
    found = opened(book)
    sheet = found.worksheets[0]
    places = {cell.value: cell.column for cell in sheet[1]}
    for (row, head), value in cells.items():
        sheet.cell(row, places[head]).value = value
    return file_of(found)


def upload(client: Client, book: Workbook | bytes, address: str = IMPORT) -> Any:
    """The page after a workbook was sent."""
    body = book if isinstance(book, bytes) else file_of(book)
    return client.post(address, {"file": SimpleUploadedFile("plan.xlsx", body)}, follow=True)


def paste(client: Client, address: str, *rows: Mapping[str, str]) -> Any:
    """The page after rows were pasted, each by its heads."""
    heads = list(dict.fromkeys(head for row in rows for head in row))
    lines = (heads, *([row.get(head, "") for head in heads] for row in rows))
    return client.post(address, {"rows": "\n".join(map("\t".join, lines))}, follow=True)


def confirm(client: Client, preview: Any, **answers: str) -> Any:
    """The page after what it shows was confirmed, with these answers to its questions."""
    page = preview.context
    seen = {"waiting": page["waiting"].pk, "seen": page["table"].row_version}
    return client.post(page["confirm_url"], seen | answers, follow=True)

"""A sheet going out: as a workbook, as text, and as a file that waits with what is wrong in comments of its cells."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from commit_portal.db.related_rows import listed
from commit_portal.files import spreadsheets
from commit_portal.i18n import Unreadable, Words
from commit_portal.models import KeptRows
from commit_portal.sheets.engine import TABLE_LINE, TAKEN_LINE, VERSION_LINE, Preview, SheetResource, SheetRow


def csv_of(sheet: SheetResource, saved: Iterable[object]) -> bytes:
    """The rows of a table as CSV. It has no cover sheet, so that only its rows can be compared later."""
    return spreadsheets.write_csv([str(head) for head in sheet.heads.values()], map(sheet.row_of, saved))


def table_of(sheet: SheetResource, title: Words, saved: Iterable[object]) -> spreadsheets.Sheet:
    """The rows of a table as one of the sheets of a workbook."""
    return _table(sheet, title, list(sheet.heads), map(sheet.row_of, saved), {})


def workbook_of(
    sheet: SheetResource,
    title: Words,
    saved: Iterable[object],
    about: Mapping[str, Words | date],
    further: Sequence[spreadsheets.Sheet] = (),
) -> bytes:
    """The rows of a table as a workbook, whose cover names the table. `about` are further lines, by code or in words."""
    return _workbook(sheet, about, table_of(sheet, title, saved), *further)


def marked_table(
    sheet: SheetResource,
    title: Words,
    order: Sequence[str],
    kept: Iterable[Mapping[str, Any]],
    judged: Iterable[SheetRow],
) -> spreadsheets.Sheet:
    """The rows of a file that waits in their places, with what is wrong as comments of its cells."""
    places = {name: place for place, name in enumerate(order, start=1)}
    marks = listed(
        ((row.number, places.get(fault.place.name, 1)), str(fault)) for row in judged for fault in row.faults
    )
    rows = [
        (row.number, [_as_sent(sheet, name, row) for name in order]) for row in spreadsheets.rows_kept(kept)
    ]
    said = {place: "\n".join(words) for place, words in marks.items()}
    return _table(sheet, title, order, spreadsheets.in_place(rows), said)


def marked_workbook(
    sheet: SheetResource,
    title: Words,
    waiting: KeptRows,
    preview: Preview,
    about: Mapping[str, Words | date],
    further: Sequence[spreadsheets.Sheet] = (),
) -> bytes:
    """The rows of `waiting` in their places, with the faults of its preview as comments.

    It is made anew, because the sent file is not kept, and openpyxl would drop its lists of choices. The cover names the
    version that the first one was made from, so that the corrected workbook merges as the first one would have.
    """
    lines: dict[str, Words | date] = {VERSION_LINE: str(waiting.plan_version), **about}
    if waiting.taken_at is not None:
        lines[TAKEN_LINE] = waiting.taken_at.isoformat(" ", timespec="seconds")
    table = marked_table(sheet, title, waiting.columns or list(sheet.heads), waiting.rows, preview.rows)
    return _workbook(sheet, lines, table, *further)


def _workbook(sheet: SheetResource, about: Mapping[str, Words | date], *tables: spreadsheets.Sheet) -> bytes:
    lines: dict[str, Words | date] = {TABLE_LINE: sheet.name, **about}
    cover: dict[str, spreadsheets.CellValue] = {
        str(sheet.cover.get(name, name)): value if isinstance(value, date) else str(value)
        for name, value in lines.items()
    }
    return spreadsheets.write_xlsx(*tables, about=cover)


def _table(
    sheet: SheetResource,
    title: Words,
    order: Sequence[str],
    rows: Iterable[Sequence[spreadsheets.CellValue]],
    marks: Mapping[tuple[int, int], str],
) -> spreadsheets.Sheet:
    heads = {name: str(sheet.heads.get(name, name)) for name in order}
    return spreadsheets.Sheet(
        str(title),
        list(heads.values()),
        list(rows),
        choices={heads[name]: list(words) for name, words in sheet.offered().items() if name in heads},
        widths={heads[name]: width for name, width in sheet.widths.items() if name in heads},
        marks=marks,
    )


def _as_sent(sheet: SheetResource, name: str, row: spreadsheets.Row) -> spreadsheets.CellValue:
    """A cell as a number or a day where it can be read so, else as it was sent."""
    text = spreadsheets.as_labelled(sheet.choices, name, row.cells.get(name, ""))
    if name not in sheet.measures:
        return text
    try:
        value: Decimal | date | None = sheet.fields[name].widget.clean(text)
    except Unreadable:
        return text
    return text if value is None else value

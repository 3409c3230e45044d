"""The engine by itself: a small table, without a database."""

from collections.abc import Mapping
from typing import Any

import pytest

from commit_portal.files.spreadsheets import Row
from commit_portal.i18n import Words
from commit_portal.sheets.engine import FieldWidget, Preview, SheetResource, SheetRow
from commit_portal.sheets.fields import LineField, MoneyField
from commit_portal.sheets.merge import Content


class Stalls(SheetResource):
    """Market stalls by their codes."""

    heads = {"code": "Code", "title": "Title", "rent": "Rent"}
    beside = ("title",)

    def __init__(self, saved: Mapping[str, Content], **given: Any) -> None:
        super().__init__(columns=list(self.heads), **given)
        self.stalls = saved

    def widgets(self) -> Mapping[str, FieldWidget]:
        return {"title": FieldWidget(LineField()), "rent": FieldWidget(MoneyField())}

    def saved_rows(self) -> Mapping[str, Content]:
        return self.stalls

    def values_of(self, saved: Content) -> Content:
        return saved

    def content_of(self, row: SheetRow) -> Content:
        return {"title": "", "rent": None, **vars(row.typed)}

    def broken_by(self, row: SheetRow, values: Content) -> Mapping[str, Words]:
        if values["title"] == "trouble":
            raise LookupError("An error of the portal.")
        return {} if values["title"] else {"title": "Give a title."}

    def label_of(self, saved: Content) -> str:
        return str(saved["title"])

    def draft_of(self, row: SheetRow) -> Content:
        return row.values or {}


class RowByRow(Stalls):
    takes_whole = False


SAVED = {"A": {"title": "Fish", "rent": None}, "B": {"title": "Rice", "rent": None}}
FILE = (
    Row(2, {"code": "A", "title": "Fresh fish", "rent": ""}),
    Row(3, {"code": "C", "title": "", "rent": "1,200"}),
    Row(4, {"code": "D", "title": "Tea", "rent": "about 5"}),
)


def preview_of(sheet: Stalls, *rows: Row) -> Preview:
    return sheet.preview(rows)


def test_a_file_that_is_taken_whole_is_refused_for_one_row():
    preview = preview_of(Stalls(SAVED), *FILE)

    assert [row.kind for row in preview.rows] == ["changed", "refused", "refused"]
    assert [str(fault) for row in preview.rows for fault in row.faults] == [
        "Row 3, Title: Give a title.",
        "Row 4, Rent: “about 5” is not a number. Write the number like 1,200 or 1200.50.",
    ]
    assert (preview.is_refused, preview.may_be_confirmed, preview.to_write) == (True, False, [])
    assert preview.missing == ("Rice",)


def test_a_file_that_is_taken_row_by_row_writes_the_rows_that_are_in_order():
    preview = preview_of(RowByRow(SAVED), *FILE)

    assert (preview.is_refused, preview.may_be_confirmed) == (False, True)
    assert preview.to_write == [(2, SAVED["A"], {"title": "Fresh fish", "rent": None})]


def test_an_error_of_the_portal_is_no_fault_of_a_row():
    with pytest.raises(LookupError, match="An error of the portal"):
        preview_of(Stalls(SAVED), Row(2, {"code": "C", "title": "trouble"}))


def test_a_column_that_is_left_out_keeps_its_saved_value():
    (row,) = preview_of(
        Stalls({"A": {"title": "Fish", "rent": 5}}), Row(2, {"code": "a", "title": "Crab"})
    ).rows

    assert (row.values, [cell.head.name for cell in row.cells]) == ({"title": "Crab", "rent": 5}, ["title"])

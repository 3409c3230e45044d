"""The answers of a review as a workbook: a row for each activity and target. Its rows are taken one by one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.files.spreadsheets import CellValue, as_labelled
from commit_portal.i18n.formatting import comma_list
from commit_portal.i18n.messages import Words, message, register
from commit_portal.sheets.engine import TABLE_LINE, TAKEN_LINE, VERSION_LINE, FieldWidget, SheetRow
from commit_portal.sheets.fields import MoneyField, Reads, TextField, WordField
from commit_portal.sheets.history import RowHistory
from commit_portal.sheets.merge import Content
from commit_portal.sheets.versions import VersionedSheet
from reporting.answers.answer_actions import broken_by
from reporting.answers.answer_content import (
    DELIVERED,
    SPENT,
    UNITS,
    Answer,
    Place,
    answer_in,
    changes_since,
    content_before,
    content_of,
)
from reporting.answers.answer_rows import labels_of
from reporting.answers.permissions import may_answer
from reporting.answers.rules import rv_10, rv_11
from reporting.answers.sheet_data import SheetData
from reporting.answers.sheet_forms import ActivityAnswerForm
from reporting.dataset.rows import ACTUAL_DAYS
from reporting.models import AnswerHistory, AnswerImport, CountryReview
from reporting.report_text.values import review_name
from reporting.statuses import Delivered, ProgressStatus, ReviewStage, RowKind, TargetProgress
from workplans.lines.forms import DayOfYearField
from workplans.models import Seat, Taskforce

register({"cell.unknown_status": _("“%(word)s” is not a status. Use one of: %(choices)s.")})
OTHERS = f"{SPENT}others"
_made: Any = TextChoices
# The statuses of activities and of targets in one column.
AnswerStatus: type[TextChoices] = _made(
    "AnswerStatus",
    {one.name: (one.value, one.label) for one in (*ProgressStatus, *TargetProgress)},
)


@dataclass(frozen=True)
class SavedAnswer:
    """An activity or a target that the taskforce is asked about. `row_version` is that of the sheet at its last change."""

    place: Place
    code: str
    text: str
    answer: Answer
    row_version: int


class AnswerSheet(VersionedSheet):
    """The answers of a taskforce, as a seat may change them. Each partner whose support is asked about has its columns."""

    cover = {
        TABLE_LINE: _("Review"),
        VERSION_LINE: _("Version of the answers"),
        TAKEN_LINE: _("Downloaded at"),
    }
    title = "text"
    beside = ("status", *ACTUAL_DAYS, "achieved_on", "narrative")
    looks = dict.fromkeys((*ACTUAL_DAYS, "achieved_on"), "cell-day")
    widths = {"code": 16, "text": 60, "status": 18, "narrative": 60}
    units = UNITS
    judged_together = (beside,)
    takes_whole = False
    table: CountryReview

    def __init__(
        self, table: CountryReview, seat: Seat, waiting: AnswerImport | None = None, **given: Any
    ) -> None:
        self.data = SheetData(table)
        # The forms of the page know which partner is asked about what.
        asked = (row for row in self.data.rows if row.kind == RowKind.ACTIVITY)
        forms = [ActivityAnswerForm(None, row) for row in asked]
        names = {one.partner: one.name for form in forms for one in form.asked}
        found = {name for form in forms for name in form.fields if name.startswith((SPENT, DELIVERED))}
        partners = sorted(found - {OTHERS}, key=_by_partner)
        self.partners: dict[str, Words] = {}
        for name in partners:
            code = "answer.spent_by" if name.startswith(SPENT) else "answer.in_kind_from"
            self.partners[name] = message(code, partner=names[_by_partner(name)[0]])
        self.partners[OTHERS] = _("Spent by other partners")
        self.heads = {
            "code": _("Activity or target"),
            "text": _("Text"),
            "status": _("Status"),
            "actual_starts_on": _("Started on"),
            "actual_ends_on": _("Ended on"),
            "achieved_on": _("Achieved on"),
            "narrative": _("What happened"),
            **self.partners,
        }
        self.choices = {"status": AnswerStatus}
        self.choices |= {name: Delivered for name in partners if name.startswith(DELIVERED)}
        self.measures = {*self.looks, *(name for name in self.partners if name.startswith(SPENT))}
        super().__init__(table, seat, waiting, **given)

    @property
    def name(self) -> str:
        """KH-2011-mid-year."""
        review = self.table.review
        return f"{self.table.taskforce.code}-{review.cycle.year}-{review.stage}"

    def spoken(self, name: str) -> Words:
        """ "Thailand, SOM 2012"."""
        parts = re.fullmatch(r"(\w+)-(\d{4})-(.+)", name)
        code, year, stage = parts.groups() if parts else ("", "", "")
        taskforces = Taskforce.objects.select_related("country")
        found = next((one for one in taskforces if one.code == code), None)
        if found is None or stage not in ReviewStage:
            return name
        return f"{found.name}, {review_name(stage, int(year))}"

    def widgets(self) -> Mapping[str, FieldWidget]:
        fields: dict[str, Reads] = {"narrative": TextField()}
        for name in self.looks:
            fields[name] = day = DayOfYearField(is_last=name != "actual_starts_on")
            day.year = self.table.review.cycle.year
        for name, table in self.choices.items():
            fields[name] = WordField(choices=table.choices, refused="cell.unknown_status")
        fields |= {name: MoneyField() for name in self.partners if name.startswith(SPENT)}
        return {name: FieldWidget(fields[name]) for name in self.heads if name in fields}

    def saved_rows(self) -> Mapping[str, SavedAnswer]:
        found = {}
        for row in self.data.rows:
            later, code, text = self.later(row.name), row.code, row.title
            version = later[-1].sheet_version if later else 0
            found[code.upper()] = SavedAnswer(row.place, code, text, self.data.saved(row.place), version)
        return found

    def values_of(self, saved: SavedAnswer) -> Content:
        return self._nothing | content_of(saved.answer)

    def changes_since(self, version: int) -> Mapping[str, Sequence[AnswerHistory]]:
        return changes_since(self.table, version)

    def place_of(self, saved: SavedAnswer) -> str:
        kind, key = saved.place
        return kind.of(key)

    def content_before(self, now: Content, changes: Sequence[RowHistory]) -> Content:
        before = content_before(now, changes)
        return {name: before[name] for name in now}

    def content_of(self, row: SheetRow) -> Content | None:
        if row.saved is None:
            said = _("This code is not in this review. Use the codes of the Excel download.")
            self.refuse(row, self.key, said)
            return None
        typed = vars(row.typed)
        kind, _key = row.saved.place
        labels = labels_of(kind)
        unread = "status" in row.wrong and "status" not in row.file.faults
        if unread or typed["status"] not in labels:
            # A row has the statuses of its kind alone.
            row.wrong.pop("status", None)
            word = as_labelled(self.choices, "status", row.file.cells["status"].strip())
            named = comma_list(label for status, label in labels.items() if status)
            self.refuse(row, "status", message("cell.unknown_status", word=word, choices=named))
        for name in self.fields.keys() - self._fields_of(kind):
            if typed[name] != self._nothing[name]:
                said = _("A target has no such answer. Leave this cell empty.")
                if kind == RowKind.ACTIVITY:
                    said = _("An activity has no such answer. Leave this cell empty.")
                self.refuse(row, name, said)
        return typed

    def broken_by(self, row: SheetRow, values: Content) -> Mapping[str, Words]:
        place, answer = row.saved.place, self._answer_in(row.saved, values)
        said, data = {place: answer}, self.data
        faults = (*broken_by(said, clock.today()), *rv_10(data, said), *rv_11(data, said))
        return {fault.field: fault.message for fault in faults}

    def why_closed(self, saved: SavedAnswer | None) -> Words:
        return may_answer(self.seat, self.table).reason

    def draft_of(self, row: SheetRow) -> Answer:
        return self._answer_in(row.saved, row.values or {})

    def row_of(self, saved: SavedAnswer) -> list[CellValue]:
        return [saved.code, saved.text, *super().row_of(saved)[2:]]

    @cached_property
    def _nothing(self) -> dict[str, object]:
        return {name: None if name in self.measures else "" for name in self.fields}

    def _fields_of(self, kind: RowKind) -> set[str]:
        both = {"status", "narrative"}
        return both | ({"achieved_on"} if kind == RowKind.TARGET else {*ACTUAL_DAYS, *self.partners})

    def _answer_in(self, saved: SavedAnswer, values: Content) -> Answer:
        kind, _key = saved.place
        return answer_in(kind, {name: values[name] for name in self._fields_of(kind)})


def _by_partner(name: str) -> tuple[int, bool]:
    """The columns of one partner stand beside each other, its money first."""
    return int(name.partition("_")[2]), name.startswith(DELIVERED)

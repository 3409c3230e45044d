"""The answers of a review as a workbook: a row for each activity and target. Its rows are taken one by one."""

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.files.spreadsheets import as_labelled
from commit_portal.i18n import Words, comma_list, message, register
from commit_portal.sheets.engine import TABLE_LINE, TAKEN_LINE, VERSION_LINE, FieldWidget, SheetRow
from commit_portal.sheets.fields import MoneyField, Reads, TextField, WordField
from commit_portal.sheets.merge import Content
from commit_portal.sheets.versions import VersionedSheet
from reporting.answers import answer_content
from reporting.answers.answer_actions import broken_by
from reporting.answers.answer_rows import labels_of
from reporting.answers.permissions import may_answer
from reporting.answers.rules import rv_10, rv_11
from reporting.answers.sheet_data import AskedRow, SheetData
from reporting.answers.sheet_forms import ActivityAnswerForm, labels_of_answers
from reporting.dataset import ACTUAL_DAYS
from reporting.models import AnswerHistory, AnswerImport, CountryReview
from reporting.report_text.values import review_name
from reporting.statuses import Delivered, ProgressStatus, ReviewStage, RowKind, TargetProgress
from workplans.lines.forms import DayOfYearField
from workplans.models import Seat, Taskforce

register({"cell.unknown_status": _("“%(word)s” is not a status. Use one of: %(choices)s.")})
# The column of a partner that is named.
PARTNER = re.compile(rf"({answer_content.SPENT}|{answer_content.DELIVERED})\d+$")
# KH-2011-mid-year.
NAME = re.compile(r"(?P<code>\w+)-(?P<year>\d{4})-(?P<stage>.+)")
_made: Any = TextChoices
# The statuses of activities and of targets in one column.
AnswerStatus: type[TextChoices] = _made(
    "AnswerStatus", {one.name: (one.value, one.label) for one in (*ProgressStatus, *TargetProgress)}
)


class AnswerSheet(VersionedSheet):
    """The answers of a taskforce, as a seat may change them. Each partner whose support is asked about has its columns."""

    cover = {
        TABLE_LINE: _("Review"),
        VERSION_LINE: _("Version of the answers"),
        TAKEN_LINE: _("Downloaded at"),
    }
    beside = ("status", *ACTUAL_DAYS, "achieved_on", "narrative")
    looks = dict.fromkeys((*ACTUAL_DAYS, "achieved_on"), "cell-day")
    widths = {"code": 16, "title": 60, "status": 18, "narrative": 60}
    units = answer_content.UNITS
    judged_together = (beside,)
    takes_whole = False
    content_before = staticmethod(answer_content.content_before)

    def __init__(
        self, table: CountryReview, seat: Seat, waiting: AnswerImport | None = None, **given: Any
    ) -> None:
        self.data = SheetData(table)
        # The forms of the page know which partner is asked about what.
        forms = [ActivityAnswerForm(None, row) for row in self.data.rows if row.kind == RowKind.ACTIVITY]
        labels: dict[str, Any] = {name: field.label for form in forms for name, field in form.fields.items()}
        labels |= dict(labels_of_answers())
        # The columns of one partner stand beside each other, its money first.
        money_first = sorted((name for name in labels if PARTNER.match(name)), reverse=True)
        partners = sorted(money_first, key=lambda name: int(name.partition("_")[2]))
        self.partners = [*partners, "spent_others"]
        self.heads = {"code": _("Activity or target"), "title": _("Text")}
        self.heads |= {name: labels[name] for name in (*self.beside, *self.partners)}
        self.choices = {"status": AnswerStatus}
        self.choices |= {name: Delivered for name in partners if name.startswith(answer_content.DELIVERED)}
        self.measures = {*self.looks, *self.partners} - self.choices.keys()
        super().__init__(table, seat, waiting, **given)

    @property
    def name(self) -> str:
        """KH-2011-mid-year."""
        review = self.table.review
        return f"{self.table.taskforce.code}-{review.cycle.year}-{review.stage}"

    def spoken(self, name: str) -> Words:
        """ "Thailand, SOM 2012"."""
        if (parts := NAME.fullmatch(name)) and parts["stage"] in ReviewStage:
            for one in Taskforce.objects.select_related("country"):
                if one.code == parts["code"]:
                    return f"{one.name}, {review_name(parts['stage'], int(parts['year']))}"
        return name

    def widgets(self) -> Mapping[str, FieldWidget]:
        fields: dict[str, Reads] = {"narrative": TextField()}
        for name in self.looks:
            fields[name] = day = DayOfYearField(is_last=name != "actual_starts_on")
            day.year = self.table.review.cycle.year
        for name, table in self.choices.items():
            fields[name] = WordField(choices=table.choices, refused="cell.unknown_status")
        fields |= {name: MoneyField() for name in self.measures - fields.keys()}
        return {name: FieldWidget(fields[name]) for name in self.heads if name in fields}

    def saved_rows(self) -> Mapping[str, AskedRow]:
        return {row.code.upper(): row for row in self.data.rows}

    def row_version_of(self, saved: AskedRow) -> int:
        later = self.changes_of(saved)
        return later[-1].sheet_version if later else 0

    def values_of(self, saved: AskedRow) -> Content:
        return self._nothing | self.data.saved(saved.name)

    def changes_since(self, version: int) -> Mapping[str, Sequence[AnswerHistory]]:
        return answer_content.changes_since(self.table, version)

    def place_of(self, saved: AskedRow) -> str:
        return saved.name

    def content_of(self, row: SheetRow) -> Content | None:
        if row.saved is None:
            said = _("This code is not in this review. Use the codes of the Excel download.")
            self.refuse(row, self.key, said)
            return None
        typed = vars(row.typed)
        kind: RowKind = row.saved.kind
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
        said, data = {row.saved.name: self._answer_in(row.saved, values)}, self.data
        faults = (*broken_by(said, clock.today()), *rv_10(data, said), *rv_11(data, said))
        return {fault.field: fault.message for fault in faults}

    def why_closed(self, saved: AskedRow | None) -> Words:
        return may_answer(self.seat, self.table).reason

    def draft_of(self, row: SheetRow) -> Content:
        return self._answer_in(row.saved, row.values or {})

    @cached_property
    def _nothing(self) -> dict[str, object]:
        return {name: None if name in self.measures else "" for name in self.fields}

    def _fields_of(self, kind: RowKind) -> set[str]:
        both = {"status", "narrative"}
        return both | ({"achieved_on"} if kind == RowKind.TARGET else {*ACTUAL_DAYS, *self.partners})

    def _answer_in(self, saved: AskedRow, values: Content) -> Content:
        return {name: values[name] for name in self._fields_of(saved.kind)}

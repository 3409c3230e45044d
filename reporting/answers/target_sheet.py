"""The targets of a review as a sheet: a row each, with what one taskforce answers. Its rows are taken one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.files.spreadsheets import CellValue
from commit_portal.i18n.messages import Words, register
from commit_portal.sheets.engine import TABLE_LINE, TAKEN_LINE, VERSION_LINE, FieldWidget, SheetRow
from commit_portal.sheets.fields import TextField, WordField
from commit_portal.sheets.merge import Content
from commit_portal.sheets.versions import VersionedSheet
from reporting.answers.answer_actions import broken_by
from reporting.answers.answer_content import (
    UNITS,
    TargetAnswer,
    changes_since,
    content_before,
    content_of,
    target_answer_of,
)
from reporting.answers.answer_rows import texts_today
from reporting.answers.permissions import may_answer
from reporting.answers.queries import answers_by_target, targets_asked_of
from reporting.models import AnswerHistory, CountryReview
from reporting.statuses import RowKind, TargetProgress
from spa.models import Target
from workplans.lines.forms import DayOfYearField

register({"cell.unknown_status": _("“%(word)s” is not a status. Use one of: %(choices)s.")})


@dataclass(frozen=True)
class AskedTarget:
    """A target that the taskforce is asked, and its answer. `row_version` is that of the sheet at its last change."""

    target: Target
    text: str
    answer: TargetAnswer
    row_version: int

    @property
    def code(self) -> str:
        return self.target.code


class TargetSheet(VersionedSheet):
    """The answers for targets in a sheet, as a seat may change them."""

    heads = {
        "code": _("Target"),
        "text": _("Text"),
        "status": _("Status"),
        "achieved_on": _("Achieved on"),
        "narrative": _("What was achieved"),
    }
    cover = {
        TABLE_LINE: _("Review"),
        VERSION_LINE: _("Version of the answers"),
        TAKEN_LINE: _("Downloaded at"),
    }
    choices = {"status": TargetProgress}
    title = "text"
    beside = ("status", "achieved_on", "narrative")
    looks = {"achieved_on": "cell-day"}
    widths = {"text": 60, "status": 18, "narrative": 60}
    measures = ("achieved_on",)
    units = UNITS
    judged_together = (beside,)
    takes_whole = False
    content_before = staticmethod(content_before)
    table: CountryReview

    @property
    def name(self) -> str:
        """KH-2011-mid-year."""
        review = self.table.review
        return f"{self.table.taskforce.code}-{review.cycle.year}-{review.stage}"

    def widgets(self) -> Mapping[str, FieldWidget]:
        achieved_on = DayOfYearField()
        achieved_on.year = self.table.review.cycle.year
        status = WordField(choices=TargetProgress.choices, refused="cell.unknown_status")
        fields = {"status": status, "achieved_on": achieved_on, "narrative": TextField()}
        return {name: FieldWidget(field) for name, field in fields.items()}

    def saved_rows(self) -> Mapping[str, AskedTarget]:
        answers, texts = answers_by_target(self.table), texts_today(self.table)
        found = {}
        for target in targets_asked_of(self.table):
            answer, later = answers.get(target.pk), self.later(RowKind.TARGET.of(target.pk))
            version = later[-1].sheet_version if later else 0
            found[target.code.upper()] = AskedTarget(
                target, texts.of(target), target_answer_of(answer), version
            )
        return found

    def values_of(self, saved: AskedTarget) -> Content:
        return content_of(saved.answer)

    def changes_since(self, version: int) -> Mapping[str, Sequence[AnswerHistory]]:
        return changes_since(self.table, version)

    def place_of(self, saved: AskedTarget) -> str:
        return RowKind.TARGET.of(saved.target.pk)

    def content_of(self, row: SheetRow) -> Content | None:
        if row.saved is None:
            said = _("This review does not ask about this target. Use the codes of the Excel download.")
            self.refuse(row, self.key, said)
            return None
        return vars(row.typed)

    def broken_by(self, row: SheetRow, values: Content) -> Mapping[str, Words]:
        answer = {(RowKind.TARGET, row.saved.target.pk): TargetAnswer(**values)}
        return {fault.field: fault.message for fault in broken_by(answer, clock.today())}

    def why_closed(self, saved: AskedTarget | None) -> Words:
        return may_answer(self.seat, self.table).reason

    def draft_of(self, row: SheetRow) -> TargetAnswer:
        return TargetAnswer(**(row.values or {}))

    def row_of(self, saved: AskedTarget) -> list[CellValue]:
        content = self.values_of(saved)
        return [saved.code, saved.text, *(self.cell(name, content[name]) for name in self.fields)]

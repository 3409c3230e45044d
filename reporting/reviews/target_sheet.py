"""The targets of a review as a sheet: a row each, with what one taskforce answers. Its rows are taken one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.files.spreadsheets import CellValue, UnreadableFile
from commit_portal.i18n.messages import Words, register, say
from commit_portal.i18n.parsing import read_number
from commit_portal.sheets.cells import Change
from commit_portal.sheets.engine import (
    TABLE_LINE,
    TAKEN_LINE,
    VERSION_LINE,
    FieldWidget,
    SheetResource,
    SheetRow,
)
from commit_portal.sheets.fields import TextField, WordField
from commit_portal.sheets.merge import Content
from reporting.models import AnswerHistory, CountryReview, TargetImport
from reporting.reviews.answer_actions import broken_by
from reporting.reviews.answer_content import (
    UNITS,
    TargetAnswer,
    changes_since,
    content_before,
    content_of,
    target_answer_of,
)
from reporting.reviews.answer_rows import texts_today
from reporting.reviews.permissions import may_answer
from reporting.reviews.queries import answers_by_target, targets_asked_of
from reporting.statuses import RowKind, TargetProgress
from spa.models import Target
from workplans.drafting.both import moment
from workplans.lines.forms import DayOfYearField
from workplans.models import Seat

HOW_TO_LINE = "how_to"
register({"cell.unknown_status": _("“%(word)s” is not a status. Use one of: %(choices)s.")})


@dataclass(frozen=True)
class TargetRow:
    """A target that the taskforce is asked, and its answer. `row_version` is the last of the sheet that changed it."""

    target: Target
    text: str
    answer: TargetAnswer
    row_version: int

    @property
    def code(self) -> str:
        return self.target.code


class TargetSheet(SheetResource):
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
        HOW_TO_LINE: _("Instructions"),
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

    def __init__(
        self, sheet: CountryReview, seat: Seat, waiting: TargetImport | None = None, **given: Any
    ) -> None:
        """`waiting` are the rows of a file: they are compared with the version that it was made from."""
        self._sheet, self._seat, self._waiting = sheet, seat, waiting
        super().__init__(columns=waiting.columns if waiting else (), **given)

    @property
    def name(self) -> str:
        """KH-2011-mid-year."""
        review = self._sheet.review
        return f"{self._sheet.taskforce.code}-{review.cycle.year}-{review.stage}"

    def widgets(self) -> Mapping[str, FieldWidget]:
        achieved_on = DayOfYearField()
        achieved_on.year = self._sheet.review.cycle.year
        status = WordField(choices=TargetProgress.choices, refused="cell.unknown_status")
        fields = {"status": status, "achieved_on": achieved_on, "narrative": TextField()}
        return {name: FieldWidget(field) for name, field in fields.items()}

    def version_of(self, about: Mapping[str, str]) -> int | None:
        if VERSION_LINE not in about:
            return None
        version = read_number(about[VERSION_LINE])
        if not 0 < version <= self._sheet.row_version:
            raise UnreadableFile(
                _(
                    "The cover sheet has a version number that these answers never had. Download the workbook "
                    "again and make your changes in the new workbook."
                )
            )
        return version

    def saved_rows(self) -> Mapping[str, TargetRow]:
        answers, texts = answers_by_target(self._sheet), texts_today(self._sheet)
        found = {}
        for target in targets_asked_of(self._sheet):
            versions = [change.sheet_version for change in self._changes_of(target)]
            answer, text = target_answer_of(answers.get(target.pk)), texts.of(target)
            found[target.code.upper()] = TargetRow(target, text, answer, max(versions, default=0))
        return found

    def values_of(self, saved: TargetRow) -> Content:
        return content_of(saved.answer)

    def base_of(self, saved: TargetRow, now: Content) -> Content:
        return content_before(now, self._changes_of(saved.target))

    def changes_of(self, saved: TargetRow) -> Sequence[Change]:
        return [
            Change(
                frozenset(row.after),
                say(_("%(person)s, %(at)s"), person=str(row.by), at=moment(row.at)),
                moment(row.at),
                row.by_id == self._seat.user_id,
            )
            for row in reversed(self._changes_of(saved.target))
        ]

    def content_of(self, row: SheetRow) -> Content | None:
        if row.saved is None:
            said = _("This review does not ask about this target. Use the codes of the Excel download.")
            self.refuse(row, self.key, said)
            return None
        return vars(row.typed)

    def broken_by(self, row: SheetRow, values: Content) -> Mapping[str, Words]:
        answer = {(RowKind.TARGET, row.saved.target.pk): TargetAnswer(**values)}
        return {fault.field: fault.message for fault in broken_by(answer, clock.today())}

    def why_closed(self, saved: TargetRow | None) -> Words:
        return may_answer(self._seat, self._sheet).reason

    def draft_of(self, row: SheetRow) -> TargetAnswer:
        return TargetAnswer(**(row.values or {}))

    def row_of(self, saved: TargetRow) -> list[CellValue]:
        content = self.values_of(saved)
        return [saved.code, saved.text, *(self.cell(name, content[name]) for name in self.fields)]

    def _changes_of(self, target: Target) -> Sequence[AnswerHistory]:
        """The changes of an answer since the file was made, newest first."""
        return self._changes.get(RowKind.TARGET.of(target.pk), ())

    @cached_property
    def _changes(self) -> Mapping[str, Sequence[AnswerHistory]]:
        made_from = self._waiting.plan_version if self._waiting else self._sheet.row_version
        return changes_since(self._sheet, made_from) if made_from != self._sheet.row_version else {}

"""A taskforce's sheet as a page: an area with its rows for who fills them in, or every answer for who reads."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from commit_portal import clock
from commit_portal.addresses import found_or_404
from commit_portal.i18n import and_list
from commit_portal.refusals import RuleBroken
from commit_portal.templatetags.formatting import keeps_typed
from commit_portal.workflow import Values, may_walk
from reporting.answers import answer_actions, answer_rows, area_page, permissions, sheet_forms as forms
from reporting.answers.answer_content import UNITS, Sending, changes_since
from reporting.answers.area_page import Beside
from reporting.answers.lifecycle import SUBMIT_ANSWERS
from reporting.answers.queries import days_late_of, sheets_visible_to
from reporting.answers.sheet_data import SheetData
from reporting.models import CountryReview
from reporting.statuses import RowKind
from workplans.models import Seat
from workplans.plan.permissions import may_release_workplan


class SheetForms:
    """The forms of a sheet for somebody who answers, enters spending, or both; of one area, of all, or of one row.

    `sent` is what was typed, `only` the name of one row (`RowKind.of`). `problems` says what no field shows. `stale`:
    others changed some of the same fields meanwhile.
    """

    def __init__(
        self,
        data: SheetData,
        *,
        answers: bool,
        spends: bool,
        area: int | None = None,
        sent: Any = None,
        only: str = "",
    ) -> None:
        self.data, self.sheet, self.area = data, data.sheet, area
        self.problems: list[str] = []
        self.stale: answer_actions.StaleAnswers | None = None
        here = [row for row in data.rows if area in (None, row.about.area.position)]
        by_kind = {RowKind.ACTIVITY: forms.ActivityAnswerForm, RowKind.TARGET: forms.TargetAnswerForm}
        asked = [row for row in here if answers and only in ("", row.name)]
        self.answers: list[forms.SheetRowForm] = [by_kind[row.kind](sent, row) for row in asked]
        lines = [row for row in here if spends and row.kind == RowKind.ACTIVITY]
        self.spending: list[forms.SheetRowForm] = [
            forms.SpendingForm(sent, row) for row in lines if only in ("", RowKind.SPENDING.of(row.key))
        ]

    @property
    def rows(self) -> list[forms.SheetRowForm]:
        return [*self.answers, *self.spending]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The errors of the page, each with the address of its field."""
        return [
            (
                row[name].auto_id,
                _("%(field)s: %(errors)s")
                % {"field": forms.named(row.name, row[name].label), "errors": " ".join(map(str, messages))},
            )
            for row in self.rows
            for name, messages in row.errors.items()
            if name in row.fields
        ]

    @property
    def keeps_typed(self) -> bool:
        """Whether a row shows again something that was typed in it."""
        return any(keeps_typed(row) for row in self.rows)

    @property
    def next_area(self) -> int | None:
        """The position of the area behind this one; None where it is the last, or all are here."""
        if self.area is None:
            return None
        return next((number for number in self.data.by_area if number > self.area), None)

    @property
    def is_left(self) -> bool:
        """Whether something that was sent is not saved."""
        return bool(self.problems) or any(row.is_left for row in self.rows if row.is_bound and row.was_sent)

    def save(self, token: UUID | None, unanswered: Iterable[UUID], *, by: Seat, now: datetime) -> int:
        """Save what was sent and can be saved; the number of answers that changed.

        A field that cannot be read, that breaks a rule, or that others changed too is left out and says why. Raises
        `Refused`, and `RuleBroken` where the answers were closed meanwhile.
        """
        rows = {row.place: row for row in self.rows if row.was_sent or forms.CONFIRM in row.data}
        for row in rows.values():
            row.is_valid()
        while to_save := {place: row for place, row in rows.items() if row.typed}:
            typed = {place: row.typed for place, row in to_save.items()}
            seen = {place: row.seen for place, row in to_save.items()}
            sending = Sending(seen, token, frozenset(unanswered))
            try:
                return answer_actions.answer_sheet(self.sheet, typed, sending=sending, by=by, now=now)
            except RuleBroken as broken:
                self._leave_out(broken, to_save)
            except answer_actions.StaleAnswers as stale:
                self.show_theirs(stale)
        return 0

    def replace(
        self, name: str, seen: int, token: UUID | None, unanswered: Iterable[UUID], *, by: Seat, now: datetime
    ) -> None:
        """Write one field of the only row, with what is judged with it, over what others had saved at version `seen`.

        Refusals as for `save`. The other fields wait: they go on from the version that the page showed.
        """
        (row,) = self.rows
        judged = next((unit.fields for unit in UNITS if name in unit.fields), (name,))
        shown, row.seen, row.left = row.seen, seen, set(row.fields).difference(judged)
        self.save(token, unanswered, by=by, now=now)
        row.seen, row.left = shown, row.left.intersection(judged)

    def show_theirs(self, stale: answer_actions.StaleAnswers) -> None:
        """Leave out what others changed too, and show theirs."""
        self.stale = stale
        for row in self.rows:
            if row.place in stale.merged and stale.merged[row.place].clashes:
                row.yield_to(stale.merged[row.place])

    def _leave_out(self, broken: RuleBroken, rows: Mapping[str, forms.SheetRowForm]) -> None:
        """Leave out the fields that break a rule; raise it where it is about none of these rows."""
        if any(violation.where not in rows for violation in broken.violations):
            raise broken
        self.problems += [
            str(violation) for violation in broken.violations if not rows[violation.where].refuse(violation)
        ]

    def after(self, sheet: CountryReview, only: str = "") -> "SheetForms":
        """The page as it is saved now, with what of this one is not."""
        rows: Any = {"answers": bool(self.answers), "spends": bool(self.spending)}
        now = SheetForms(SheetData(sheet), **rows, area=self.area, only=only)
        left = {row.place: row for row in self.rows if row.is_bound and row.is_left}
        for row in now.rows:
            if row.place in left:
                row.show_left(left[row.place])
        now.problems, now.stale = self.problems, self.stale
        return now


def sheet_or_404(year: int, stage: str, place: str, seat: Seat) -> CountryReview:
    """The newest round of a taskforce's answers, or 404 for whoever may not know of it."""
    rounds = sheets_visible_to(seat).filter(
        review__cycle__year=year, review__stage=stage, taskforce__slug=place
    )
    loaded = ("review__meeting", "version", "submitted_by", "opened_with__workplan__of_record")
    return found_or_404(rounds.select_related(*loaded).order_by("-round").first())


def sheet_context(sheet: CountryReview, seat: Seat, page: SheetForms | None) -> Values:
    """Everything that the sheet's template shows; without a `page` the reader fills in nothing."""
    data = page.data if page else SheetData(sheet)
    fills_in = bool(page and page.answers)
    may_submit = bool(may_walk(sheet, SUBMIT_ANSWERS, by=seat))
    beside = Beside(data, seat)
    # What is only read.
    readings = [] if page else answer_rows.activity_readings(data)
    targets = [] if fills_in else answer_rows.target_readings(data)
    return {
        "sheet": sheet,
        "may_import": permissions.may_answer(seat, sheet),
        "data": data,
        "page": page,
        # What this tab kept of answers that take nothing more.
        "kept_labels": [] if page else forms.labels_of_answers(),
        "kept_sheet": f"review-{sheet.pk}",
        "areas": area_page.areas_of(data, page.area) if page and page.area and fills_in else [],
        "area": _area_of(page, beside) if page else None,
        "points": area_page.points_of(data) if fills_in else {},
        "warnings": area_page.warnings_of(data) if fills_in else (),
        "first": area_page.first_open(data, page.area, "id_%s-status") if page and fills_in else "",
        "readings": [row | beside.at(row["code"]) for row in readings],
        "targets": [row | beside.at(row["code"]) for row in targets],
        "questions": beside.to_answer,
        "unspent": len(data.unspent) if permissions.spending_is_of(seat, sheet.taskforce) else 0,
        "may_submit": may_submit,
        "why_not": "" if may_submit else permissions.may_submit_sheet(seat, sheet).reason,
        "may_reopen": permissions.may_reopen_sheet(seat, sheet),
        "may_show": data.plan and may_release_workplan(seat, data.plan),
        "late": days_late_of(sheet, now=clock.reading_time()),
    }


def _area_of(page: SheetForms, beside: Beside) -> Values:
    """The rows of a page, and what its buttons need: how many answers can be repeated, and the next area."""
    data = page.data
    here = data.by_area.get(page.area or 0)
    rows = area_page.rows_shown(data, page.answers, page.spending, beside)
    if not page.answers:
        # Who enters spending alone reads the answers in the same rows.
        readings = {one["code"]: one for one in answer_rows.activity_readings(data)}
        rows = [row | {"reading": readings[row["code"]]} for row in rows]
    return {
        "title": data.texts.name(here[0].about.area) if here else "",
        "rows": [row for row in rows if "text" not in row],
        "targets": [row for row in rows if "text" in row],
        "sums": area_page.spending_sums(data),
        "repeats": sum(isinstance(row, forms.AnswerForm) and row.may_repeat for row in page.answers),
        "next": page.next_area,
    }


def answer_context(
    page: SheetForms, sent: forms.SheetRowForm, seat: Seat, own: Iterable[UUID | None]
) -> Values:
    """The answer to a row that saved itself: the row as it is now, its faults, and what follows from it.

    `own` are the tokens of the writer's pages.
    """
    data = page.data
    shown = _area_of(page, Beside(data, seat))
    row = next(
        one
        for one in chain(shown["rows"], shown["targets"])
        if one["name"] == area_page.row_of(sent.prefix or "")
    )
    later = changes_since(data.sheet, sent.seen).get(sent.prefix or "", ())
    theirs = [change for change in later if change.token not in own or change.by_id != seat.user_id]
    is_own = {name: change.by_id == seat.user_id for change in later for name in change.after}
    form = next(one for one in page.rows if one.place == sent.place)
    if form.theirs:
        # The page goes on from what it showed, until somebody chooses.
        form.seen = sent.seen
    kept = form.left - set(form.errors)
    left = [name for name in form.fields if name in form.left or name in form.errors]
    state = _("Saved at %(time)s") % {"time": f"{timezone.localtime(clock.now()):%H:%M}"}
    if left:
        is_part = any(form.saved_value(name) for name in form.fields if name not in left)
        names = and_list(str(form[name].label) for name in left)
        state = _("Saved, except %(fields)s") % {"fields": names} if is_part else _("Not saved")
    elif sent.ended:
        state = f"{state}. {sent.ended}"
    row["spending_marks" if sent.kind == RowKind.SPENDING else "marks"] = {
        "unsaved": " ".join(kept),
        "theirs": " ".join(
            {name for change in theirs for name in change.after} - set(sent.typed) - form.left
        ),
        "tone": "error" if form.errors else "kept" if kept else "",
        "state": state,
    }
    return {
        "row": row,
        "form": form,
        "faults": [(form[name].label, " ".join(map(str, found))) for name, found in form.errors.items()],
        "choices": [
            (name, form[name].label, form.saved_value(name), form.saved_words(name), is_own.get(name))
            for name in kept & form.clashing
            if name in form.fields
        ],
        "suggested": shown["targets"],
        "sums": shown["sums"],
        "areas": area_page.areas_of(data, page.area),
        "points": area_page.points_of(data),
        "warnings": area_page.warnings_of(data),
        "sheet": page.sheet,
        "said": state,
    }

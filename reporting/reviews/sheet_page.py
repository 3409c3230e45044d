"""A taskforce's sheet as a page: an area with its rows for who fills them in, or every answer for who reads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Any, cast
from uuid import UUID

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commit_portal import clock
from commit_portal.i18n.formatting import activities_counted, and_list, comma_list, day, money
from commit_portal.i18n.messages import Words
from commit_portal.refusals import RuleBroken
from commit_portal.workflow.lifecycle import may_walk
from commit_portal.workflow.views import Values
from reporting.dataset.money import sum_of_known
from reporting.models import CountryReview
from reporting.reviews import answer_actions, answer_rows, permissions, queries
from reporting.reviews import sheet_forms as forms
from reporting.reviews.answer_content import ActivityAnswer, Place, Sending, TargetAnswer, changes_since
from reporting.reviews.comments import AnswerTalk, talk_of_sheet
from reporting.reviews.lifecycle import SUBMIT_ANSWERS
from reporting.reviews.rules import questions_about
from reporting.reviews.sheet_data import SheetData
from reporting.reviews.suggestions import says_more, suggested
from reporting.shared.years import taskforces_read_by
from reporting.statuses import (
    CountryReviewStatus,
    ProgressStatus,
    ReviewStage,
    ReviewStatus,
    RowKind,
    TargetProgress,
)
from spa.models import Area
from workplans.models import Seat, VersionLine
from workplans.statuses import Audience


@dataclass
class SheetForms:
    """The forms of a sheet for one reader, of one area or of all, and the lines that they are about.

    `problems` says what no field shows. `stale`: others changed some of the same fields meanwhile.
    """

    data: SheetData
    area: int | None
    lines: list[VersionLine]
    answers: list[forms.SheetRowForm]
    spending: list[forms.SheetRowForm]
    problems: list[str] = field(default_factory=list)
    stale: answer_actions.StaleAnswers | None = None

    @classmethod
    def of(
        cls,
        data: SheetData,
        *,
        answers: bool,
        spends: bool,
        area: int | None = None,
        sent: Any = None,
        only: str = "",
    ) -> "SheetForms":
        """The page of somebody who answers, enters spending, or both; `sent` is what was typed.

        `only` is the name of one row (`RowKind.of`).
        """

        def is_here(kind: RowKind, key: int, of: Area) -> bool:
            return area in (None, of.position) and only in ("", kind.of(key))

        lines = [line for line in data.lines if area in (None, line.area.position)]
        answered = [
            line for line in lines if answers and is_here(RowKind.ACTIVITY, line.activity_id, line.area)
        ]
        spent = [line for line in lines if spends and is_here(RowKind.SPENDING, line.activity_id, line.area)]
        targets = [
            target for target in data.targets if answers and is_here(RowKind.TARGET, target.pk, target.area)
        ]
        return cls(
            data,
            area,
            lines,
            forms.answer_rows_of(data, answered, targets, sent),
            forms.spending_rows_of(data, spent, sent),
        )

    @property
    def sheet(self) -> CountryReview:
        return self.data.sheet

    @cached_property
    def rows(self) -> forms.ReviewSheet:
        return forms.ReviewSheet([*self.answers, *self.spending])

    @property
    def next_area(self) -> int | None:
        """The position of the area behind this one; None where it is the last, or all are here."""
        if self.area is None:
            return None
        return next((number for number in _places_by_area(self.data) if number > self.area), None)

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
            row.full_clean()
        while to_save := {place: row for place, row in rows.items() if row.typed}:
            given: dict[RowKind, dict[int, Any]] = {kind: {} for kind in RowKind}
            for (kind, key), row in to_save.items():
                given[kind][key] = cast(Any, row).answer
            fields = {place: (frozenset(row.typed), row.seen) for place, row in to_save.items()}
            try:
                return answer_actions.save_sheet(
                    self.sheet,
                    activities=given[RowKind.ACTIVITY],
                    targets=given[RowKind.TARGET],
                    spent=given[RowKind.SPENDING],
                    sending=Sending(fields, token, frozenset(unanswered)),
                    by=by,
                    now=now,
                )
            except RuleBroken as broken:
                self._leave_out(broken, to_save)
            except answer_actions.StaleAnswers as stale:
                self.stale = stale
                for place, merged in stale.merged.items():
                    if merged.clashes:
                        to_save[place].yield_to(merged)
        return 0

    def _leave_out(self, broken: RuleBroken, rows: Mapping[Place, forms.SheetRowForm]) -> None:
        """Leave out the fields that break a rule; raise it where it is about none of these rows."""
        by_name = {row.kind.of(row.key): row for row in rows.values()}
        if any(violation.where not in by_name for violation in broken.violations):
            raise broken
        self.problems += [
            str(violation)
            for violation in broken.violations
            if not by_name[violation.where].refuse(violation)
        ]

    def after(self, sheet: CountryReview) -> "SheetForms":
        """The page as it is saved now, with what of this one is not."""
        now = SheetForms.of(
            SheetData(sheet), answers=bool(self.answers), spends=bool(self.spending), area=self.area
        )
        left = {row.place: row for row in self.rows if row.is_bound and row.is_left}
        for row in now.rows:
            if row.place in left:
                row.show_left(left[row.place])
        now.problems, now.stale = self.problems, self.stale
        return now


def sheet_or_404(year: int, stage: str, place: str, seat: Seat) -> CountryReview:
    """The newest round, or 404 for whoever may not know of it."""
    sheet = queries.sheet_at(year, stage, place, seat)
    if sheet is None or not permissions.may_know_sheet(seat, sheet.taskforce):
        raise Http404
    return sheet


def sheet_context(
    sheet: CountryReview, seat: Seat, page: SheetForms | None, *, data: SheetData | None = None
) -> Values:
    """Everything that the sheet's template shows; without a `page` the reader fills in nothing."""
    data = page.data if page else data or SheetData(sheet)
    found, taskforce = sheet.review, sheet.taskforce
    address = [found.cycle.year, found.stage, taskforce.slug]
    fills_in = bool(page and page.answers)
    may_submit = bool(may_walk(sheet, SUBMIT_ANSWERS, by=seat))
    talk = talk_of_sheet(sheet, seat, data.plan)
    return {
        "review": found,
        "is_som": found.stage == ReviewStage.SOM,
        "sheet": sheet,
        "taskforce": taskforce,
        "targets_url": reverse("review_targets_xlsx", args=address),
        "import_url": reverse("review_targets", args=address) if permissions.may_answer(seat, sheet) else "",
        "page": page,
        "formset": page.rows if page else None,
        "areas": areas_of(data, page.area) if page and page.area and fills_in else [],
        "area": _area_of(page, talk) if page else None,
        "points": points_of(data) if fills_in else (),
        "readings": [] if fills_in else _with_talk(talk, answer_rows.activity_readings(sheet, data.lines)),
        "targets": [] if fills_in else _with_talk(talk, answer_rows.target_readings(sheet)),
        "lines": len(data.lines),
        "submit_url": reverse("review_submit", args=address) if may_submit else "",
        "why_not": "" if may_submit else permissions.may_submit_sheet(seat, sheet).reason,
        "reopen_url": reverse("review_reopen", args=address)
        if permissions.may_reopen_sheet(seat, sheet)
        else "",
        "late": answer_rows.late_words(sheet),
        "submitted": answer_rows.submitted_words(sheet, seat),
    }


def check_context(sheet: CountryReview) -> Values:
    """The check page: every answer, what is blank, and what to check."""
    data = SheetData(sheet)
    activities, targets = answer_rows.activity_readings(sheet, data.lines), answer_rows.target_readings(sheet)
    sheet_url = reverse(
        "review_sheet", args=[sheet.review.cycle.year, sheet.review.stage, sheet.taskforce.slug]
    )
    return {
        "review": sheet.review,
        "is_som": sheet.review.stage == ReviewStage.SOM,
        "sheet": sheet,
        "taskforce": sheet.taskforce,
        "readings": activities,
        "targets": targets,
        "open_lines": sum(row["status"] == "not_reported" for row in activities),
        "open_targets": sum(row["status"] == "not_reported" for row in targets),
        "is_late": queries.would_be_late(sheet),
        "closes_at_once": sheet.review.status == ReviewStatus.CLOSED,
        "sheet_url": sheet_url,
        "doubts": [
            {"words": str(doubt), "url": _url_of(data, doubt.where, doubt.field)}
            for doubt in questions_about(data)
        ],
    }


def submitted_context(sheet: CountryReview, seat: Seat) -> Values:
    """The page after submitting: what was answered, and who reads it when."""
    activities = sheet.progress.exclude(status="").count()
    targets = sheet.target_answers.count()
    return {
        "review": sheet.review,
        "sheet": sheet,
        "taskforce": sheet.taskforce,
        "submitted": answer_rows.submitted_words(sheet, seat),
        "answered": and_list((activities_counted(activities), _targets(targets))),
        "is_closed": sheet.status == CountryReviewStatus.CLOSED,
        "is_released": sheet.taskforce_id in taskforces_read_by(sheet.review.cycle, Audience.TASKFORCES),
        "release_url": ""
        if sheet.taskforce.is_regional
        else reverse("workplan_readers", args=[sheet.review.cycle.year, sheet.taskforce.slug]),
    }


def areas_of(data: SheetData, current: int | None = None) -> list[Values]:
    """The areas of the sheet as a list of tasks: how much of each is answered, and its first open row."""
    texts = answer_rows.texts_today(data.sheet)
    shown = []
    for number, (area, rows) in _places_by_area(data).items():
        area.plan = data.sheet.review.cycle.plan
        done = sum(is_done for _name, is_done in rows)
        shown.append(
            {
                "number": number,
                "title": texts.name(area),
                "url": _area_url(data.sheet, number),
                "first": next((name for name, is_done in rows if not is_done), ""),
                "done": _("%(done)s of %(count)s answered") % {"done": done, "count": len(rows)},
                "status": "done" if done == len(rows) else "under_way" if done else "not_started",
                "is_current": number == current,
            }
        )
    return shown


def _places_by_area(data: SheetData) -> dict[int, tuple[Area, list[tuple[str, bool]]]]:
    """The answers of each area by its position: their names (`RowKind.of`), and whether they are there."""
    areas: dict[int, tuple[Area, list[tuple[str, bool]]]] = {}
    for line in data.lines:
        row = data.progress.get(line.activity_id)
        place = RowKind.ACTIVITY.of(line.activity_id), bool(row and row.status)
        areas.setdefault(line.area.position, (line.area, []))[1].append(place)
    for target in data.targets:
        place = RowKind.TARGET.of(target.pk), target.pk in data.answers
        areas.setdefault(target.area.position, (target.area, []))[1].append(place)
    return dict(sorted(areas.items()))


def first_open(data: SheetData) -> str:
    """The address of the first row without an answer, or of the first area; "" where there is no area."""
    areas = areas_of(data)
    wanted = next((area for area in areas if area["first"]), areas[0] if areas else None)
    if wanted is None:
        return ""
    return f"{wanted['url']}#row-{wanted['first']}" if wanted["first"] else str(wanted["url"])


def points_of(data: SheetData) -> list[Values]:
    """What is still open before submitting, each with the way to its first place."""
    found: list[Values] = []
    blank = [name for _area, rows in _places_by_area(data).values() for name, is_done in rows if not is_done]
    if blank:
        lines = sum(name.startswith(RowKind.ACTIVITY) for name in blank)
        targets = len(blank) - lines
        counts = (activities_counted(lines) if lines else "", _targets(targets) if targets else "")
        words = _("Without an answer: %(what)s") % {"what": and_list(filter(None, counts))}
        found.append({"words": words, "note": _("They may stay empty."), "url": _url_of(data, blank[0])})
    unspent = [
        line.short_code
        for line in data.lines
        if (row := data.progress.get(line.activity_id)) is None or row.spent_secretariat is None
    ]
    if unspent:
        words = _("Spending of the Secretariat: %(codes)s") % {"codes": comma_list(unspent)}
        found.append({"words": words, "note": _("The country desk enters it."), "url": ""})
    asked = [
        {"words": str(doubt), "note": "", "url": _url_of(data, doubt.where, doubt.field)}
        for doubt in questions_about(data)
    ]
    return [*found, *asked]


def saved_context(data: SheetData, said: str, *, answers: bool) -> Values:
    """The notice after saving: what was saved, the first question with its row, and how many more there are.

    Who enters spending alone reads what concerns it.
    """
    asked = [
        (_url_of(data, doubt.where, doubt.field), str(doubt))
        for doubt in questions_about(data)
        if answers or doubt.where.startswith(RowKind.SPENDING)
    ]
    return {"said": said, "doubt": asked[0] if asked else None, "more": len(asked[1:])}


def answer_context(
    page: SheetForms, sent: forms.SheetRowForm, seat: Seat, own: Iterable[UUID | None]
) -> Values:
    """The answer to a row that saved itself: the row as it is now, its faults, and what follows from it.

    `own` are the tokens of the writer's pages.
    """
    data = page.data
    shown = _area_of(page, talk_of_sheet(page.sheet, seat, data.plan))
    row = next(
        one for one in chain(shown["rows"], shown["targets"]) if one["name"] == _row_of(sent.prefix or "")
    )
    later = changes_since(data.sheet, sent.seen).get(sent.kind.of(sent.key), ())
    theirs = [change for change in later if change.token not in own or change.by_id != seat.user_id]
    form = next(one for one in page.rows if one.place == sent.place)
    if form.theirs:
        # The page goes on from what it showed, until somebody chooses.
        form.seen = sent.seen
    kept = form.left - set(form.errors)
    state = (
        "" if form.is_left else _("Saved at %(time)s") % {"time": f"{timezone.localtime(clock.now()):%H:%M}"}
    )
    row["spending_marks" if sent.kind == RowKind.SPENDING else "marks"] = {
        "unsaved": " ".join(kept),
        "theirs": " ".join(
            {name for change in theirs for name in change.after} - set(sent.typed) - form.left
        ),
        "tone": "error" if form.errors else "kept" if kept else "",
        "state": state or _("Not saved"),
    }
    return {
        "row": row,
        "form": form,
        "faults": [(form[name].label, " ".join(map(str, found))) for name, found in form.errors.items()],
        "choices": [(name, form[name].label, form.saved_words(name)) for name in kept if name in form.fields],
        "suggested": shown["targets"],
        "areas": areas_of(data, page.area),
        "points": points_of(data),
        "review": page.sheet.review,
        "said": state or _("Not saved"),
    }


def _row_of(name: str) -> str:
    """The row of the page that a form is in: the Secretariat's spending ("s7") is in the row of its activity ("a7")."""
    return name.replace(RowKind.SPENDING, RowKind.ACTIVITY, 1)


def _area_url(sheet: CountryReview, number: int) -> str:
    review = sheet.review
    return reverse("review_area", args=[review.cycle.year, review.stage, sheet.taskforce.slug, number])


def _url_of(data: SheetData, where: str, field: str = "") -> str:
    """The address of an answer, or of a field of it."""
    row = _row_of(where)
    areas = {RowKind.ACTIVITY.of(line.activity_id): line.area.position for line in data.lines}
    areas |= {RowKind.TARGET.of(target.pk): target.area.position for target in data.targets}
    part = f"id_{where}-{field}" if field and row == where else f"row-{row}"
    return f"{_area_url(data.sheet, areas[row])}#{part}"


def _area_of(page: SheetForms, talk: AnswerTalk | None) -> Values:
    """The rows of the page: activities first, then the targets, each with what was said of it before."""
    data = page.data
    texts = answer_rows.texts_today(data.sheet)
    answers = {row.place: row for row in page.answers}
    spending = {row.key: row for row in page.spending}
    doubts: dict[str, list[str]] = {}
    for doubt in questions_about(data):
        if page.answers or doubt.where.startswith(RowKind.SPENDING):
            doubts.setdefault(_row_of(doubt.where), []).append(str(doubt))
    rows = []
    for line in page.lines:
        form, own = answers.get((RowKind.ACTIVITY, line.activity_id)), spending.get(line.activity_id)
        if form is None and own is None:
            continue
        row = data.progress.get(line.activity_id)
        status = row.status if row else ""
        name = RowKind.ACTIVITY.of(line.activity_id)
        rows.append(
            {
                "name": name,
                "code": line.short_code,
                "title": line.title,
                "facts": answer_rows.line_facts(line),
                "form": form,
                "spending": own,
                "status": status or "not_reported",
                "word": ProgressStatus(status).label if status else answer_rows.NOT_REPORTED,
                "spent": _spent_of(data, line, form, own),
                "before": _before_of(data, RowKind.ACTIVITY, line.activity_id, status),
                "doubts": doubts.get(name, []),
                "talk": talk.at(line.short_code) if talk else None,
                "is_blank": isinstance(form, forms.AnswerForm) and form.is_empty and not _is_left(form, own),
                "is_open": not status or name in doubts or _is_left(form, own),
            }
        )
    targets = []
    for form in page.answers:
        if not isinstance(form, forms.TargetAnswerForm):
            continue
        target, answer = form.target, data.answers.get(form.key)
        status = answer.status if answer else ""
        name = RowKind.TARGET.of(target.pk)
        targets.append(
            {
                "name": name,
                "code": target.code,
                "text": texts.of(target),
                "form": form,
                "spending": None,
                "status": status or "not_reported",
                "word": TargetProgress(status).label if status else answer_rows.NOT_REPORTED,
                "suggested": _suggestion_of(data, target.pk, status),
                "before": _before_of(data, RowKind.TARGET, target.pk, status),
                "doubts": doubts.get(name, []),
                "talk": talk.at(target.code) if talk else None,
                "is_blank": form.is_empty and not _is_left(form),
                "is_open": not status or name in doubts or _is_left(form),
            }
        )
    here = next((of for number, (of, _rows) in _places_by_area(data).items() if number == page.area), None)
    return {
        "title": texts.name(here) if here else "",
        "rows": rows,
        "targets": targets,
        "repeats": sum(isinstance(row, forms.AnswerForm) and row.may_repeat for row in page.answers),
        "next": page.next_area,
    }


def _is_left(*rows: forms.SheetRowForm | None) -> bool:
    return any(row is not None and row.is_bound and row.is_left for row in rows)


def _suggestion_of(data: SheetData, target: int, status: str) -> Values | None:
    """The state that the activities of a target suggest, with what it rests on; None where they suggest none."""
    serving = data.serving(target)
    found = suggested([said for _line, said in serving])
    if found is None:
        return None
    by_status: dict[str, list[str]] = {}
    for line, said in serving:
        by_status.setdefault(said, []).append(line.short_code)
    labels = {**dict(ProgressStatus.choices), "": _("No answer yet")}
    rests = [
        f"{label}: {comma_list(by_status[said])}." for said, label in labels.items() if said in by_status
    ]
    return {
        "status": found.state,
        "word": found.state.label,
        "asks": found.asks,
        "rests": " ".join(rests),
        "more": says_more(status, found),
    }


def _before_of(data: SheetData, kind: RowKind, key: int, status: str) -> Values | None:
    """The last closed mid-year answer as a list, and what differs from it now; None where there is none."""
    before = data.before
    said: ActivityAnswer | TargetAnswer | None
    if kind == RowKind.TARGET:
        said, labels = before.target(key), dict(TargetProgress.choices)
    else:
        said, labels = before.activity(key), dict(ProgressStatus.choices)
    if said is None or before.closed_at is None:
        return None
    facts: list[tuple[str, Words]] = [(_("Status"), labels.get(said.status, answer_rows.NOT_REPORTED))]
    if isinstance(said, ActivityAnswer):
        days = answer_rows.ran_words(said)
        spent = sum_of_known((said.spent_partners, before.progress[key].spent_secretariat))
        facts += [(_("Dates"), days)] if days else []
        facts += [(_("Spent"), answer_rows.dollars(spent))] if spent is not None else []
    elif said.achieved_on:
        facts.append((_("Achieved on"), day(said.achieved_on)))
    if said.narrative:
        facts.append((_("In words"), said.narrative))
    now = labels[status] if status and status != said.status else ""
    return {"closed": day(before.closed_at), "facts": facts, "now": now}


def _spent_of(
    data: SheetData, line: VersionLine, form: forms.SheetRowForm | None, own: forms.SheetRowForm | None
) -> Values:
    """The money of an activity by its source: planned, at mid-year and now, in US dollars. The sum is the server's."""
    key = line.activity_id
    row, before = data.progress.get(key), data.before.progress.get(key)
    earlier = {one.partner_id: one.amount for one in before.partner_spending.all()} if before else {}
    sources: list[Values] = [
        {
            "name": _("Secretariat"),
            "note": "" if own else _("entered by the country desk"),
            "planned": line.secretariat_cost,
            "before": before.spent_secretariat if before else None,
            "now": row.spent_secretariat if row else None,
            "field": own["spent_secretariat"] if own else None,
            "own": own is not None,
        }
    ]
    asked = form.asked if isinstance(form, forms.ActivityAnswerForm) else ()
    for one in asked if form else ():
        spent, came = forms.spent_field(one.partner), forms.delivered_field(one.partner)
        sources.append(
            {
                "name": one.name,
                "note": comma_list(one.in_kind),
                "planned": one.accepted,
                "before": earlier.get(one.partner),
                "field": form[spent] if form and spent in form.fields else None,
                "delivered": form[came] if form and came in form.fields else None,
            }
        )
    if form:
        sources.append(
            {
                "name": _("Other partners") if asked else _("Partners"),
                "note": "",
                "planned": None,
                "before": earlier.get(None),
                "field": form["spent_others"],
            }
        )
    planned = [line.secretariat_cost, *(one.accepted for one in asked)]
    last = (before.spent_secretariat, before.spent_partners) if before else ()
    spent_now = (row.spent_secretariat, row.spent_partners) if row else ()
    return {
        "sources": [
            {**source, **{name: _amount(source.get(name)) for name in ("planned", "before", "now")}}
            for source in sources
        ],
        "has_before": before is not None,
        "together": [_amount(sum_of_known(amounts)) for amounts in (planned, last, spent_now)],
    }


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else money(amount)


def _with_talk(talk: AnswerTalk | None, rows: list[Values]) -> list[Values]:
    """Answers that are only read, each with the link to its comments."""
    return [{**row, "talk": talk.at(row["code"]) if talk else None} for row in rows]


def _targets(count: int) -> str:
    return ngettext("%(count)s target", "%(count)s targets", count) % {"count": count}

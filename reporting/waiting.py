"""What waits for a seat: the task list of the home page, from plans, the region, reviews and editions.

Reads only. Nothing is locked by a date: what is late is shown as late, and can still be done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.text import Truncator

from commit_portal.models import Event
from commit_portal.words import counted, day
from reporting.models import AnnualReport, CountryReview, Review
from reporting.queries import REVIEW_STEPS, planned_days, recommendations_waiting
from reporting.statuses import CountryReviewStatus, ReportStatus, ReviewStage, ReviewStatus
from workplans.amendments import is_amendment
from workplans.decision_queue import send_words
from workplans.lifecycle import AMEND
from workplans.models import Activity, AnnualCycle, CycleStep, Participation, Release, Seat, Workplan
from workplans.queries import awaiting_decision, declines_that_stand, drafts_visible_to
from workplans.rules import unfinished
from workplans.statuses import (
    IN_FORCE,
    Audience,
    LineState,
    Role,
    Step,
    WorkplanStatus,
)

# How long before a review's meeting the regional office is reminded to open it, in days.
REVIEW_NOTICE = 30

LIVE = Q(activities__withdrawn_at__isnull=True)
RECORDED = Q(activities__decisions__round=F("round"), activities__decisions__sent_at__isnull=True)
# The number of the version that the other taskforces read, if any.
THEY_READ = Release.objects.filter(
    version__workplan=OuterRef("pk"), audience=Audience.TASKFORCES, ended_at__isnull=True
).order_by("-version__number")
NEVER_SENT = Q(status=WorkplanStatus.DRAFT, of_record__isnull=True)
# Only an amendment opens what was approved. A version of record does not tell: a first draft that came back has one.
APPROVED_BEFORE = Exists(
    Event.objects.filter(
        content_type__app_label="workplans",
        content_type__model="workplan",
        object_id=OuterRef("pk"),
        verb=AMEND.name,
    )
)


@dataclass(frozen=True)
class Waiting:
    """One thing to do. `title` begins with a verb; `due` is None where no date is set.

    What others owe has no verb: there is nothing to do but to know of it.
    """

    title: str
    url: str
    about: str
    due: date | None = None
    owed_by_others: bool = False

    def is_late(self, on: date) -> bool:
        return self.due is not None and self.due < on

    def when(self, on: date) -> str:
        """5 days late, today, in 9 days."""
        if self.due is None:
            return ""
        days = (self.due - on).days
        if days < 0:
            return f"{counted(-days, 'day', 'days')} late"
        return "today" if days == 0 else f"in {counted(days, 'day', 'days')}"


def waiting_for(seat: Seat, *, on: date) -> list[Waiting]:
    """Everything that waits for this seat: late first, then nearest, then what has no date.

    A fixed number of queries for each role, however many plans and years there are.
    """
    finders = {
        Role.OFFICER: _for_officer,
        Role.LEAD: _for_lead,
        Role.MEMBER: _for_member,
        Role.DESK: _for_desk,
        Role.REGIONAL_OFFICE: _for_regional_office,
        Role.PARTNER: _for_partner,
    }
    finder = finders.get(Role(seat.role))
    found = list(finder(seat, _Deadlines(), on)) if finder else []
    return sorted(found, key=lambda item: (item.due is None, item.due or on))


class _Deadlines:
    """When each step of each year is planned to end; one query, asked at first use."""

    def __init__(self) -> None:
        self._steps: dict[tuple[int, int], CycleStep] | None = None

    def step(self, cycle: AnnualCycle, step: Step) -> CycleStep | None:
        if self._steps is None:
            self._steps = {(row.cycle_id, row.step): row for row in CycleStep.objects.all()}
        return self._steps.get((cycle.pk, step))

    def has_dates(self, cycle: AnnualCycle) -> bool:
        """Whether any of the nine steps has a date, planned or actual."""
        steps = filter(None, (self.step(cycle, step) for step in Step))
        return any(
            row.planned_from or row.planned_until or row.actual_from or row.actual_until for row in steps
        )

    def of_plan(self, plan: Any, step: Step) -> date | None:
        """When a step of a plan is due; the year's dates are those of its first drafts, not of an amendment.

        The plan bears `approved_before`.
        """
        return None if plan.approved_before else self.until(plan.cycle, step)

    def until(self, cycle: AnnualCycle, step: Step) -> date | None:
        row = self.step(cycle, step)
        return row.planned_until if row else None


def _worked_on(on: date) -> QuerySet[Workplan]:
    """Plans that are not closed, whatever step their year is in: they are amended while it is reviewed.

    A year's end ends nothing that was handed in; only a draft that never was waits for nobody from then on.
    """
    return Workplan.objects.exclude(status=WorkplanStatus.CLOSED).exclude(NEVER_SENT, cycle__ends_on__lt=on)


def _plans(on: date) -> QuerySet[Any]:
    """Plans that are still worked on, with their counts."""
    return (
        _worked_on(on)
        .select_related("cycle", "taskforce__country", "submitted_by", "of_record")
        .annotate(
            lines=Count("activities", filter=LIVE, distinct=True),
            unfinished=Count("activities", filter=unfinished("activities__"), distinct=True),
            returned=Count(
                "activities", filter=LIVE & Q(activities__state=LineState.RETURNED), distinct=True
            ),
            to_decide=Count("activities", filter=awaiting_decision("activities__"), distinct=True),
            recorded=Count("activities__decisions", filter=RECORDED, distinct=True),
            they_read=Subquery(THEY_READ.values("version__number")[:1]),
            approved_before=APPROVED_BEFORE,
        )
        .order_by("cycle__year")
    )


def _url(plan: Workplan) -> str:
    return reverse("workplan", args=[plan.cycle.year, plan.taskforce.slug])


def _name(plan: Workplan) -> str:
    """ "workplan 2011", "amendment of the regional workplan 2011"."""
    name = f"{'regional ' if plan.taskforce.is_regional else ''}workplan {plan.cycle.year}"
    return f"amendment of the {name}" if is_amendment(plan) else name


def _about(plan: Any) -> str:
    state = plan.get_status_display().lower()
    if is_amendment(plan):
        state = f"an amendment of version {plan.of_record.number}"
    return f"{plan}, {state}, {counted(plan.lines, 'activity', 'activities')}"


def _for_officer(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    for plan in _plans(on).filter(taskforce=seat.taskforce_id):
        if plan.status == WorkplanStatus.DRAFT:
            if plan.unfinished:
                title = f"Finish {counted(plan.unfinished, 'line', 'lines')} of the {_name(plan)}"
            elif is_amendment(plan):
                title = f"Finish the {_name(plan)}"
            elif not plan.lines:
                title = f"Start the {_name(plan)}"
            else:
                title = f"Look through the {_name(plan)} before the lead submits it"
            yield Waiting(title, _url(plan), _about(plan), deadlines.of_plan(plan, Step.DRAFT))
        elif plan.status == WorkplanStatus.RETURNED and plan.returned:
            yield Waiting(
                f"Change {counted(plan.returned, 'returned line', 'returned lines')}",
                _url(plan),
                f"{plan}, returned by the desk on {day(plan.decided_at)}, each line with its reason",
                deadlines.of_plan(plan, Step.APPROVE),
            )
    yield from _sheets(seat, "Answer the {review}")
    yield from _recommendations(seat)


def _for_lead(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    for plan in _plans(on).filter(taskforce=seat.taskforce_id):
        year, due = plan.cycle.year, deadlines.of_plan(plan, Step.APPROVE)
        if plan.status == WorkplanStatus.DRAFT:
            about = _about(plan)
            if plan.unfinished:
                about += f", {counted(plan.unfinished, 'line is', 'lines are')} unfinished"
            yield Waiting(f"Submit the {_name(plan)}", _url(plan), about, due)
        elif plan.status == WorkplanStatus.RETURNED:
            yield Waiting(
                f"Submit the workplan {year} again",
                _url(plan),
                f"{plan}, returned by the desk on {day(plan.decided_at)}: "
                + (
                    f"{counted(plan.returned, 'line is', 'lines are')} still to be changed"
                    if plan.returned
                    else "every returned line is dealt with"
                ),
                due,
            )
        if plan.status == WorkplanStatus.APPROVED and plan.they_read != plan.of_record.number:
            yield _release(plan)
    yield from _participations(seat, deadlines, on)
    yield from _sheets(seat, "Answer and submit the {review}")
    yield from _recommendations(seat)


def _release(plan: Any) -> Waiting:
    """The version of record is not shown to the other taskforces; perhaps an older one is."""
    approved = f"{plan}, approved on {day(plan.decided_at)}."
    if plan.they_read is None:
        return Waiting(
            f"Release the workplan {plan.cycle.year} to the other taskforces",
            _url(plan),
            f"{approved} Until you release it they see nothing of it.",
        )
    number = plan.of_record.number
    return Waiting(
        f"Release version {number} of the workplan {plan.cycle.year} to the other taskforces",
        _url(plan),
        f"{approved} They read version {plan.they_read}; version {number} is not released to them.",
    )


def _participations(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    rows = (
        Participation.objects.filter(
            taskforce=seat.taskforce_id,
            confirmed_at__isnull=True,
            activity__withdrawn_at__isnull=True,
            activity__workplan__in=_worked_on(on),
        )
        .exclude(activity__workplan__status__in=IN_FORCE)
        .values_list("activity__workplan", flat=True)
    )
    asking = Workplan.objects.select_related("cycle").annotate(approved_before=APPROVED_BEFORE)
    plans = asking.in_bulk(set(rows)) if rows else {}
    for key, plan in plans.items():
        year, number = plan.cycle.year, sum(row == key for row in rows)
        yield Waiting(
            f"Confirm that your country takes part in {counted(number, 'regional activity', 'regional activities')}",
            reverse("workplan", args=[year, "regional"]),
            f"Regional workplan {year}, drafted by the regional office. "
            "Nobody else sees your country named before you confirm.",
            deadlines.of_plan(plan, Step.REGIONAL),
        )


def _for_member(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    for plan in _plans(on).filter(
        taskforce=seat.taskforce_id, status__in=(WorkplanStatus.DRAFT, WorkplanStatus.RETURNED)
    ):
        yield Waiting(
            f"Read the {_name(plan)} before it is submitted",
            _url(plan),
            _about(plan),
            deadlines.of_plan(plan, Step.APPROVE),
        )
    yield from _sheets(seat, "Read the answers to the {review}")


def _sheets(
    seat: Seat, verb: str, *, statuses: tuple[str, ...] = (CountryReviewStatus.OPEN,)
) -> Iterator[Waiting]:
    """Sheets that are not handed in, also where the review has closed meanwhile: they will be late.

    The regional office answers for the region.

    The day for answers was that of the first ones: those that are given back have none once the review has closed.
    """
    own = {"taskforce__country": None} if seat.is_regional_office else {"taskforce": seat.taskforce_id}
    sheets = CountryReview.objects.filter(**own, status__in=statuses).select_related(
        "review__cycle", "taskforce__country"
    )
    for sheet in sheets:
        after_closing = sheet.reopened_because and sheet.review.status == ReviewStatus.CLOSED
        yield Waiting(
            verb.format(review=_review_words(sheet.review)),
            reverse("review_sheet", args=[sheet.review.cycle.year, sheet.review.stage, sheet.taskforce.slug]),
            f"{sheet.taskforce.name}, {sheet.get_status_display().lower()}"
            + (f", opened again: {sheet.reopened_because}" if sheet.reopened_because else ""),
            None if after_closing else sheet.review.answers_due_on,
        )


def _recommendations(seat: Seat) -> Iterator[Waiting]:
    """What meetings have asked of the seat's taskforce: one task a meeting, due when the first of it is."""
    waiting = recommendations_waiting(seat)
    for meeting, rows in groupby(waiting, key=lambda row: row.recommendation.meeting):
        asked = list(rows)
        recommendations = [row.recommendation for row in asked]
        first = f"{recommendations[0].number}. {Truncator(recommendations[0].text).words(20)}"
        if len(asked) == 1:
            address = [meeting.slug, recommendations[0].number, asked[0].taskforce.slug]
            url, about = reverse("recommendation_follow_up", args=address), first
        else:
            url = reverse("meeting", args=[meeting.slug])
            about = f"The first of them: {first}"
        yield Waiting(
            f"Say what became of {counted(len(asked), 'recommendation')} of {meeting}",
            url,
            about,
            min((one.due_on for one in recommendations if one.due_on), default=None),
        )


def _review_words(review: Review) -> str:
    words = (
        "mid-year review"
        if review.stage == ReviewStage.MID_YEAR
        else "review at the Senior Officials Meeting"
    )
    return f"{words} {review.cycle.year}"


def _for_desk(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    submitted = _plans(on).filter(taskforce=seat.taskforce_id, status=WorkplanStatus.SUBMITTED)
    for plan in submitted:
        left = plan.to_decide - plan.recorded
        if left:
            what = counted(left, "line", "lines")
            title = (
                f"Decide on {what}" if plan.of_record_id is None else f"Decide on {what} of a plan sent again"
            )
        else:
            title = send_words(plan.recorded)
        again = "submitted" if plan.of_record_id is None else "submitted again"
        yield Waiting(
            title,
            reverse("decisions", args=[plan.cycle.year, plan.taskforce.slug]),
            f"{plan}, {again} on {day(plan.submitted_at)} by the taskforce lead",
            deadlines.of_plan(plan, Step.APPROVE),
        )
    yield from _sheets(
        seat,
        "Enter the Secretariat's spending in the {review}",
        statuses=(CountryReviewStatus.OPEN, CountryReviewStatus.SUBMITTED),
    )


def _for_regional_office(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    yield from _failed_editions()
    yield from _regional_plan(seat, deadlines, on)
    yield from _years_to_keep(deadlines, on)
    yield from _sheets(seat, "Answer for the region in the {review}")
    yield from _recommendations(seat)


def _failed_editions() -> Iterator[Waiting]:
    """Those that no newer finished edition for the same readers has overtaken."""
    failed = AnnualReport.objects.light().not_overtaken().filter(status=ReportStatus.FAILED)
    for report in failed.select_related("cycle"):
        yield Waiting(
            f"Look at the failed edition of the annual report {report.cycle.year}",
            reverse("report", args=[report.cycle.year]),
            report.failure_words,
        )


def _regional_plan(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    plans = (
        _plans(on)
        .filter(taskforce__country__isnull=True)
        .annotate(
            unconfirmed=Count(
                "activities__participations",
                filter=LIVE & Q(activities__participations__confirmed_at__isnull=True),
                distinct=True,
            )
        )
    )
    alone = _lines_alone(on)
    for plan in plans:
        year, due = plan.cycle.year, deadlines.of_plan(plan, Step.REGIONAL)
        about = _about(plan)
        for line in alone.get(plan.pk, ()):
            yield _second_country(plan, line, due)
        if plan.status == WorkplanStatus.SUBMITTED and plan.submitted_by_id != seat.user_id:
            yield Waiting(
                f"Put the regional workplan {year} in force",
                _url(plan),
                f"Proposed on {day(plan.submitted_at)} by {plan.submitted_by}. A second person puts it in force.",
                due,
            )
        elif plan.status != WorkplanStatus.DRAFT:
            continue
        elif not plan.lines:
            yield Waiting(f"Start the {_name(plan)}", _url(plan), about, due)
        elif plan.unconfirmed:
            yield Waiting(
                f"{counted(plan.unconfirmed, 'answer')} to the {_name(plan)}",
                _url(plan),
                f"{about}. Each country's lead finds the question on its home page.",
                due,
                owed_by_others=True,
            )
        elif plan.pk not in alone:
            yield Waiting(f"Propose the {_name(plan)}", _url(plan), about, due)


def _lines_alone(on: date) -> dict[int, list[Any]]:
    """By draft its lines that do not name two countries (WP-10), with what the last country that declined `said`."""
    declined = declines_that_stand().filter(label=OuterRef("code"))
    lines = Activity.objects.filter(
        workplan__in=_worked_on(on).filter(taskforce__country__isnull=True, status=WorkplanStatus.DRAFT),
        withdrawn_at__isnull=True,
    ).annotate(named=Count("participations"), said=Subquery(declined.values("said")[:1]))
    alone = defaultdict(list)
    for line in lines.filter(named__lt=2).order_by("number"):
        alone[line.workplan_id].append(line)
    return alone


def _second_country(plan: Workplan, line: Any, due: date | None) -> Waiting:
    return Waiting(
        f"Name {'another' if line.said else 'a second'} country for {line.code}",
        reverse("activity", args=[plan.cycle.year, plan.taskforce.slug, line.number]),
        (f"{line.said}. " if line.said else "")
        + "A regional activity brings together at least two countries",
        due,
    )


def _years_to_keep(deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    """Years to date, reviews to open when their time comes, and open ones to close."""
    cycles = list(AnnualCycle.objects.all())
    reviews = {
        (review.cycle_id, review.stage): review
        for review in Review.objects.select_related("meeting").annotate(
            asked=Count("sheets", distinct=True),
            open_sheets=Count("sheets", filter=Q(sheets__status=CountryReviewStatus.OPEN), distinct=True),
        )
    }
    for cycle in cycles:
        if cycle.ends_on >= on and not deadlines.has_dates(cycle):
            yield Waiting(
                f"Set the dates of {cycle.year}",
                reverse("year", args=[cycle.year]),
                "None of its nine steps has a date yet",
            )
        for stage, step in REVIEW_STEPS.items():
            review = reviews.get((cycle.pk, stage))
            if review is None or review.status == ReviewStatus.PLANNED:
                planned, _until = planned_days(deadlines.step(cycle, step), review, on)
                yield from _review_to_open(cycle, stage, planned, on)
            elif review.status == ReviewStatus.OPEN:
                review.cycle = cycle
                yield Waiting(
                    f"Close the {_review_words(review)}",
                    reverse("review", args=[cycle.year, review.stage]),
                    f"{review.asked - review.open_sheets} of {review.asked} have answered",
                    review.answers_due_on,
                )


def _review_to_open(
    cycle: AnnualCycle, stage: ReviewStage, planned: date | None, on: date
) -> Iterator[Waiting]:
    words = _review_words(Review(cycle=cycle, stage=stage))
    url = reverse("reviews", args=[cycle.year])
    if planned is None:
        if cycle.starts_on <= on <= cycle.ends_on:
            yield Waiting(f"Set the date of the {words}", url, "No date is planned yet")
    elif (planned - on).days <= REVIEW_NOTICE:
        yield Waiting(f"Open the {words}", url, f"Planned for {day(planned)}", planned)


def _for_partner(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    opened = drafts_visible_to(seat).filter(
        pk__in=_worked_on(on), status__in=(WorkplanStatus.DRAFT, WorkplanStatus.RETURNED)
    )
    dated = opened.annotate(approved_before=APPROVED_BEFORE).select_related("cycle", "taskforce__country")
    for plan in dated.order_by("taskforce__position"):
        yield Waiting(
            f"Read the draft of {plan.taskforce.name}",
            _url(plan),
            f"{plan}, open to you for consultation",
            deadlines.of_plan(plan, Step.CONSULT),
        )

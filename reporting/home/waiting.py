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
from django.utils.translation import gettext, ngettext

from commit_portal.messages import Message, Words, message
from commit_portal.models import Event
from reporting.meetings.days import REVIEW_STEPS, planned_days
from reporting.meetings.queries import recommendations_waiting
from reporting.models import AnnualReport, CountryReview, Review
from reporting.statuses import CountryReviewStatus, ReportStatus, ReviewStage, ReviewStatus
from workplans.deciding.queue import send_words
from workplans.models import Activity, AnnualCycle, CycleStep, Participation, Release, Seat, Workplan
from workplans.models.countries import regional
from workplans.models.standing import awaiting_decision, not_withdrawn, returned
from workplans.plan.amendments import is_amendment
from workplans.plan.lifecycle import AMEND
from workplans.plan.queries import declines_that_stand
from workplans.plan.rules import unfinished
from workplans.plan.visibility import drafts_visible_to
from workplans.statuses import (
    IN_FORCE,
    Audience,
    Role,
    Step,
    WorkplanStatus,
)

# How long before a review's meeting the regional office is reminded to open it, in days.
REVIEW_NOTICE = 30

LIVE = not_withdrawn("activities__")
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
    """One thing to do. `title` begins with a verb; `about` are sentences; `due` is None where no date is set.

    What others owe has no verb: there is nothing to do but to know of it.
    """

    title: Words
    url: str
    about: tuple[Words, ...]
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
            return ngettext("%(count)s day late", "%(count)s days late", -days) % {"count": -days}
        if days == 0:
            return gettext("today")
        return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}


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
            returned=Count("activities", filter=returned("activities__"), distinct=True),
            to_decide=Count("activities", filter=awaiting_decision("activities__"), distinct=True),
            recorded=Count("activities__decisions", filter=RECORDED, distinct=True),
            they_read=Subquery(THEY_READ.values("version__number")[:1]),
            approved_before=APPROVED_BEFORE,
        )
        .order_by("cycle__year")
    )


def _url(plan: Workplan) -> str:
    return reverse("workplan", args=[plan.cycle.year, plan.taskforce.slug])


def _name(plan: Workplan) -> Message:
    """ "workplan 2011", "amendment of the regional workplan 2011"."""
    kind = "regional" if plan.taskforce.is_regional else "first"
    if is_amendment(plan):
        kind = "regional_amendment" if plan.taskforce.is_regional else "amendment"
    return message(f"task_plan.{kind}", year=str(plan.cycle.year))


def _about(plan: Any) -> Message:
    country, version = plan.taskforce.name, str(plan.of_record.number) if plan.of_record else ""
    if plan.taskforce.is_regional and is_amendment(plan):
        return message("about.regional_amendment", version=version, count=plan.lines)
    if plan.taskforce.is_regional:
        return message("about.regional_draft", count=plan.lines)
    if is_amendment(plan):
        return message("about.amendment", country=country, version=version, count=plan.lines)
    if plan.status == WorkplanStatus.RETURNED:
        return message("about.returned", country=country, count=plan.lines)
    return message("about.draft", country=country, count=plan.lines)


def _returned_by_desk(plan: Any) -> Message:
    return message("about.returned_by_desk", country=plan.taskforce.name, day=plan.decided_at)


def _for_officer(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    for plan in _plans(on).filter(taskforce=seat.taskforce_id):
        if plan.status == WorkplanStatus.DRAFT:
            if plan.unfinished:
                title = message("task.finish_lines", count=plan.unfinished, plan=_name(plan))
            elif is_amendment(plan):
                title = message("task.finish_plan", plan=_name(plan))
            elif not plan.lines:
                title = message("task.start_plan", plan=_name(plan))
            else:
                title = message("task.check_plan", plan=_name(plan))
            yield Waiting(title, _url(plan), (_about(plan),), deadlines.of_plan(plan, Step.DRAFT))
        elif plan.status == WorkplanStatus.RETURNED and plan.returned:
            yield Waiting(
                message("task.change_lines", count=plan.returned),
                _url(plan),
                (_returned_by_desk(plan), message("about.each_has_a_reason")),
                deadlines.of_plan(plan, Step.APPROVE),
            )
    yield from _sheets(seat, "task.answer")
    yield from _recommendations(seat)


def _for_lead(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    for plan in _plans(on).filter(taskforce=seat.taskforce_id):
        due = deadlines.of_plan(plan, Step.APPROVE)
        if plan.status == WorkplanStatus.DRAFT:
            gaps = (message("about.unfinished", count=plan.unfinished),) if plan.unfinished else ()
            yield Waiting(
                message("task.submit_plan", plan=_name(plan)), _url(plan), (_about(plan), *gaps), due
            )
        elif plan.status == WorkplanStatus.RETURNED:
            left = (
                message("about.to_change", count=plan.returned)
                if plan.returned
                else message("about.nothing_to_change")
            )
            yield Waiting(
                message("task.submit_again", plan=_name(plan)),
                _url(plan),
                (_returned_by_desk(plan), left),
                due,
            )
        if plan.status == WorkplanStatus.APPROVED and plan.they_read != plan.of_record.number:
            yield _release(plan)
    yield from _participations(seat, deadlines, on)
    yield from _sheets(seat, "task.answer_and_submit")
    yield from _recommendations(seat)


def _release(plan: Any) -> Waiting:
    """The version of record is not shown to the other taskforces; perhaps an older one is."""
    approved = message("about.approved", country=plan.taskforce.name, day=plan.decided_at)
    if plan.they_read is None:
        return Waiting(
            message("task.release", plan=_name(plan)),
            _url(plan),
            (approved, message("about.not_released")),
        )
    version = str(plan.of_record.number)
    return Waiting(
        message("task.release_version", version=version, plan=_name(plan)),
        _url(plan),
        (approved, message("about.older_released", older=str(plan.they_read), version=version)),
    )


def _participations(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    rows = (
        Participation.objects.filter(
            not_withdrawn("activity__"),
            taskforce=seat.taskforce_id,
            confirmed_at__isnull=True,
            activity__workplan__in=_worked_on(on),
        )
        .exclude(activity__workplan__status__in=IN_FORCE)
        .values_list("activity__workplan", flat=True)
    )
    asking = Workplan.objects.select_related("cycle").annotate(approved_before=APPROVED_BEFORE)
    plans = asking.in_bulk(set(rows)) if rows else {}
    for key, plan in plans.items():
        yield Waiting(
            message("task.confirm", count=sum(row == key for row in rows)),
            reverse("workplan", args=[plan.cycle.year, "regional"]),
            (message("about.confirm_first"),),
            deadlines.of_plan(plan, Step.REGIONAL),
        )


def _for_member(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    for plan in _plans(on).filter(
        taskforce=seat.taskforce_id, status__in=(WorkplanStatus.DRAFT, WorkplanStatus.RETURNED)
    ):
        yield Waiting(
            message("task.read_plan", plan=_name(plan)),
            _url(plan),
            (_about(plan),),
            deadlines.of_plan(plan, Step.APPROVE),
        )
    yield from _sheets(seat, "task.read_answers")


def _sheets(
    seat: Seat, task: str, *, statuses: tuple[str, ...] = (CountryReviewStatus.OPEN,)
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
            message(task, review=_review(sheet.review)),
            reverse("review_sheet", args=[sheet.review.cycle.year, sheet.review.stage, sheet.taskforce.slug]),
            _about_sheet(sheet),
            None if after_closing else sheet.review.answers_due_on,
        )


def _about_sheet(sheet: CountryReview) -> tuple[Message, ...]:
    if sheet.taskforce.is_regional:
        about = message("about.region_open")
    elif sheet.status == CountryReviewStatus.SUBMITTED:
        about = message("about.sheet_submitted", country=sheet.taskforce.name)
    else:
        about = message("about.sheet_open", country=sheet.taskforce.name)
    if not sheet.reopened_because:
        return (about,)
    return about, message("about.opened_again", reason=sheet.reopened_because)


def _recommendations(seat: Seat) -> Iterator[Waiting]:
    """What meetings have asked of the seat's taskforce: one task a meeting, due when the first of it is."""
    waiting = recommendations_waiting(seat)
    for meeting, rows in groupby(waiting, key=lambda row: row.recommendation.meeting):
        asked = list(rows)
        recommendations = [row.recommendation for row in asked]
        first = {
            "number": str(recommendations[0].number),
            "text": Truncator(recommendations[0].text).words(20),
        }
        if len(asked) == 1:
            address = [meeting.slug, recommendations[0].number, asked[0].taskforce.slug]
            url = reverse("recommendation_follow_up", args=address)
            about = message("about.recommendation", **first)
        else:
            url = reverse("meeting", args=[meeting.slug])
            about = message("about.first_recommendation", **first)
        yield Waiting(
            message("task.follow_up", count=len(asked), meeting=str(meeting)),
            url,
            (about,),
            min((one.due_on for one in recommendations if one.due_on), default=None),
        )


def _review(review: Review) -> Message:
    """ "mid-year review 2011"."""
    return message(f"task_review.{review.stage}", year=str(review.cycle.year))


def _for_desk(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    submitted = _plans(on).filter(taskforce=seat.taskforce_id, status=WorkplanStatus.SUBMITTED)
    for plan in submitted:
        left, again = plan.to_decide - plan.recorded, plan.of_record_id is not None
        about = "about.submitted_again" if again else "about.submitted"
        if left:
            title: Words = message("task.decide_again" if again else "task.decide", count=left)
        else:
            title = send_words(plan.recorded)
        yield Waiting(
            title,
            reverse("decisions", args=[plan.cycle.year, plan.taskforce.slug]),
            (message(about, country=plan.taskforce.name, day=plan.submitted_at),),
            deadlines.of_plan(plan, Step.APPROVE),
        )
    yield from _sheets(
        seat,
        "task.enter_spending",
        statuses=(CountryReviewStatus.OPEN, CountryReviewStatus.SUBMITTED),
    )


def _for_regional_office(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    yield from _failed_editions()
    yield from _regional_plan(seat, deadlines, on)
    yield from _years_to_keep(deadlines, on)
    yield from _sheets(seat, "task.answer_for_the_region")
    yield from _recommendations(seat)


def _failed_editions() -> Iterator[Waiting]:
    """Those that no newer finished edition for the same readers has overtaken."""
    failed = AnnualReport.objects.light().not_overtaken().filter(status=ReportStatus.FAILED)
    for report in failed.select_related("cycle"):
        yield Waiting(
            message("task.failed_edition", year=str(report.cycle.year)),
            reverse("report", args=[report.cycle.year]),
            (report.failure_words or message("about.no_reason_given"), message("about.nothing_published")),
        )


def _regional_plan(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    plans = (
        _plans(on)
        .filter(regional("taskforce__"))
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
        due, about = deadlines.of_plan(plan, Step.REGIONAL), _about(plan)
        for line in alone.get(plan.pk, ()):
            yield _second_country(plan, line, due)
        if plan.status == WorkplanStatus.SUBMITTED and plan.submitted_by_id != seat.user_id:
            yield Waiting(
                message("task.put_in_force", plan=_name(plan)),
                _url(plan),
                (message("about.proposed", person=str(plan.submitted_by), day=plan.submitted_at),),
                due,
            )
        elif plan.status != WorkplanStatus.DRAFT:
            continue
        elif not plan.lines:
            yield Waiting(message("task.start_plan", plan=_name(plan)), _url(plan), (about,), due)
        elif plan.unconfirmed:
            yield Waiting(
                message("task.answers_owed", count=plan.unconfirmed, plan=_name(plan)),
                _url(plan),
                (about, message("about.leads_are_asked")),
                due,
                owed_by_others=True,
            )
        elif plan.pk not in alone:
            yield Waiting(message("task.propose", plan=_name(plan)), _url(plan), (about,), due)


def _lines_alone(on: date) -> dict[int, list[Any]]:
    """By draft its lines that do not name two countries (WP-10), with the last country that `declined`."""
    declined = declines_that_stand().filter(label=OuterRef("code"))
    lines = (
        Activity.objects.not_withdrawn()
        .filter(
            workplan__in=_worked_on(on).filter(regional("taskforce__"), status=WorkplanStatus.DRAFT),
        )
        .annotate(named=Count("participations"), declined=Subquery(declined.values("country")[:1]))
    )
    alone = defaultdict(list)
    for line in lines.filter(named__lt=2).order_by("number"):
        alone[line.workplan_id].append(line)
    return alone


def _second_country(plan: Workplan, line: Any, due: date | None) -> Waiting:
    declined = (message("about.declined", country=line.declined),) if line.declined else ()
    return Waiting(
        message("task.another_country" if declined else "task.second_country", code=line.code),
        reverse("activity", args=[plan.cycle.year, plan.taskforce.slug, line.number]),
        (*declined, message("about.two_countries")),
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
                message("task.date_year", year=str(cycle.year)),
                reverse("year", args=[cycle.year]),
                (message("about.no_step_dated"),),
            )
        for stage, step in REVIEW_STEPS.items():
            review = reviews.get((cycle.pk, stage))
            if review is None or review.status == ReviewStatus.PLANNED:
                planned, _until = planned_days(deadlines.step(cycle, step), review, on)
                yield from _review_to_open(cycle, stage, planned, on)
            elif review.status == ReviewStatus.OPEN:
                review.cycle = cycle
                yield Waiting(
                    message("task.close_review", review=_review(review)),
                    reverse("review", args=[cycle.year, review.stage]),
                    (
                        message(
                            "about.answered", answered=review.asked - review.open_sheets, asked=review.asked
                        ),
                    ),
                    review.answers_due_on,
                )


def _review_to_open(
    cycle: AnnualCycle, stage: ReviewStage, planned: date | None, on: date
) -> Iterator[Waiting]:
    review = _review(Review(cycle=cycle, stage=stage))
    url = reverse("reviews", args=[cycle.year])
    if planned is None:
        if cycle.starts_on <= on <= cycle.ends_on:
            yield Waiting(
                message("task.date_review", review=review), url, (message("about.no_date_planned"),)
            )
    elif (planned - on).days <= REVIEW_NOTICE:
        about = message("about.planned_for", day=planned)
        yield Waiting(message("task.open_review", review=review), url, (about,), planned)


def _for_partner(seat: Seat, deadlines: _Deadlines, on: date) -> Iterator[Waiting]:
    opened = drafts_visible_to(seat).filter(
        pk__in=_worked_on(on), status__in=(WorkplanStatus.DRAFT, WorkplanStatus.RETURNED)
    )
    dated = opened.annotate(approved_before=APPROVED_BEFORE).select_related("cycle", "taskforce__country")
    for plan in dated.order_by("taskforce__position"):
        yield Waiting(
            message("task.read_draft", country=plan.taskforce.name),
            _url(plan),
            (message("about.consultation"),),
            deadlines.of_plan(plan, Step.CONSULT),
        )

"""What an event is about, as far as telling it goes: plan or year, address, and whom it names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from commit_portal import clock
from commit_portal.i18n.messages import Message
from commit_portal.models import Event
from reporting.models import AnnualReport, CountryReview, Meeting, PrintedForm, Review
from workplans.comments.actions import COMMENT
from workplans.comments.queries import ReadersAt, writers_of
from workplans.comments.targets import CommentTarget
from workplans.models import Comment, Taskforce, Workplan
from workplans.statuses import Audience

# Where a plan's event is read and answered, if not on the page of the plan: the name of the address.
PLAN_PAGES = {
    "offer": "consultation",
    "answer_with_offer": "consultation",
    "change_offer": "consultation",
    "take_back_offer": "consultation",
    "decline_asking": "consultation",
    "nothing_to_offer": "consultation",
    "ask_ministries": "ministry_answer",
    "answer_for_ministry": "ministries",
    "record_for_ministry": "ministries",
}


@dataclass(frozen=True)
class ThreadContext:
    """A thread of comments: the keys of the seats that read it now, and of the people who wrote in it.

    `called`: the person whom the comment calls, where the event is about one.
    """

    readers: frozenset[int] = frozenset()
    writers: frozenset[int] = frozenset()
    called: int | None = None


@dataclass(frozen=True)
class EventContext:
    """`number` is that of an activity, recommendation or edition; `partner` the key of the partner that is named.

    `at` is the moment of the event. `talk` is empty where the event is about no comment.
    """

    link: str
    year: int | None = None
    taskforce: Taskforce | None = None
    number: int | None = None
    partner: int | None = None
    audience: str = ""
    # The plan, review or meeting itself; the stage of a review.
    row: Any = None
    stage: str = ""
    at: datetime | None = None
    talk: ThreadContext = ThreadContext()

    @property
    def place(self) -> str:
        return self.taskforce.slug if self.taskforce else ""


def about(event: Event) -> EventContext:
    """What an event is about. Raises `LookupError` for an object that has no row in the table."""
    model = event.content_type.model
    found: EventContext = _OF[model](event)
    return found


def role_of(event: Event) -> str:
    """The role of who did it, from the seat that the trail keeps: "lead", "portal"."""
    return str(event.seat["code"]).rpartition(".")[2]


def day_of(event: Event) -> date | None:
    """The day that the event names, if it does."""
    named = event.message.param("day")
    return named if type(named) is date else None


def _plan(event: Event) -> EventContext:
    plan = Workplan.objects.select_related("cycle", "taskforce__country").get(pk=event.object_id)
    said = event.message
    page = PLAN_PAGES.get(event.verb, "workplan")
    audience = str(said.param("audience") or "")
    return EventContext(
        link=reverse(page, args=[plan.cycle.year, plan.taskforce.slug]),
        year=plan.cycle.year,
        taskforce=plan.taskforce,
        number=_number(said, "activity_number"),
        partner=_number(said, "partner_key"),
        audience=Audience.TASKFORCES if event.verb == "put_in_force" else audience,
        row=plan,
        at=event.at,
    )


def _comment(event: Event) -> EventContext:
    comment = Comment.objects.select_related(
        "workplan__cycle", "workplan__taskforce__country", "activity", "target", "partner", "parent"
    ).get(pk=event.object_id)
    plan, thread = comment.workplan, comment.parent or comment
    return EventContext(
        link=reverse("comment_thread", args=[plan.cycle.year, plan.taskforce.slug, thread.key]),
        year=plan.cycle.year,
        taskforce=plan.taskforce,
        number=comment.activity.number if comment.activity else None,
        row=comment,
        talk=_talk(comment, is_new=event.verb == COMMENT),
    )


def _talk(comment: Comment, *, is_new: bool) -> ThreadContext:
    """Who is in a thread: no one, where a new comment was taken back meanwhile."""
    if is_new and comment.taken_back_at is not None:
        return ThreadContext()
    readers = ReadersAt(CommentTarget.of(comment), now=clock.reading_time(), today=clock.today())
    return ThreadContext(
        readers=frozenset(seat.pk for seat in readers.of(comment.audience, comment.partner)),
        writers=frozenset(writers_of(comment)),
        called=comment.told_id if is_new else None,
    )


def _sheet(event: Event) -> EventContext:
    sheet = CountryReview.objects.select_related("review__cycle", "taskforce__country").get(
        pk=event.object_id
    )
    review = sheet.review
    address = [review.cycle.year, review.stage, sheet.taskforce.slug]
    return EventContext(
        link=reverse("review_sheet", args=address),
        year=review.cycle.year,
        taskforce=sheet.taskforce,
        row=review,
        stage=review.stage,
    )


def _review(event: Event) -> EventContext:
    review = Review.objects.select_related("cycle").get(pk=event.object_id)
    year = review.cycle.year
    return EventContext(
        link=reverse("review", args=[year, review.stage]), year=year, row=review, stage=review.stage
    )


def _meeting(event: Event) -> EventContext:
    meeting = Meeting.objects.get(pk=event.object_id)
    number = _number(event.message, "recommendation_number")
    return EventContext(link=reverse("meeting", args=[meeting.slug]), number=number, row=meeting)


def _edition(event: Event) -> EventContext:
    report = AnnualReport.objects.light().select_related("cycle").get(pk=event.object_id)
    year = report.cycle.year
    return EventContext(
        link=reverse("report_edition", args=[year, report.audience, report.edition]),
        year=year,
        number=report.edition,
        audience=report.audience,
        row=report,
    )


def _form(event: Event) -> EventContext:
    form = (
        PrintedForm.objects.select_related("workplan__cycle", "workplan__taskforce__country")
        .defer("dataset")
        .get(pk=event.object_id)
    )
    plan = form.workplan
    return EventContext(
        link=reverse("print_form", args=[plan.cycle.year, plan.taskforce.slug]),
        year=plan.cycle.year,
        taskforce=plan.taskforce,
        row=form,
    )


_OF: Mapping[str, Callable[[Event], EventContext]] = {
    "workplan": _plan,
    "comment": _comment,
    "countryreview": _sheet,
    "review": _review,
    "meeting": _meeting,
    "annualreport": _edition,
    "printedform": _form,
}


def _number(said: Message, name: str) -> int | None:
    """A number among the parameters of an event: of an activity, or the key of a partner."""
    number = said.param(name)
    return number if isinstance(number, int) else None

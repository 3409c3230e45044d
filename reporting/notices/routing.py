"""From an event to what it is about, and to what people are told of it: one function for each model, one row for each verb."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from commit_portal import clock
from commit_portal.i18n import Message
from commit_portal.models import Event
from commit_portal.workflow.events import Tell, Verbs
from reporting.events import VERBS as REPORTING
from reporting.home.task_facts import PlanKey
from reporting.models import AnnualReport, CountryReview, Meeting, PrintedForm, Review
from spa.events import VERBS as SPA
from spa.models import ActionPlan
from workplans.comments.actions import COMMENT
from workplans.comments.queries import ReadersAt, writers_of
from workplans.comments.targets import CommentTarget
from workplans.events import VERBS as WORKPLANS
from workplans.models import Comment, Taskforce, Workplan
from workplans.statuses import Audience

VERBS: dict[str, Verbs] = SPA | {
    model: WORKPLANS.get(model, {}) | REPORTING.get(model, {}) for model in WORKPLANS | REPORTING
}
# What people are told, by the code that a notice keeps.
TELLS: dict[str, Tell] = {
    tell.says: tell for verbs in VERBS.values() for verb in verbs.values() for tell in verb.tells
}


def tells_of(event: Event) -> tuple[Tell, ...]:
    """What people are told of an event, if anything."""
    verb = VERBS.get(event.content_type.model, {}).get(event.verb)
    return verb.tells if verb else ()


@dataclass(frozen=True)
class Subject:
    """What an event is about.

    - `page`, `args`: the page where it is read; `taskforce` and `year`: the plan, if any.
    - `number` is that of an activity, recommendation or edition; `partner` the key of the partner that is named.
    - `row`: the plan, review or meeting itself. `stage` of a review, `meeting` and `thread` are for the notice.
    - `at`: the moment of the event; `day`: a day that it names, or until which people answer.
    - `readers` and `writers`: the keys of the seats that read a thread of comments now, and of the people who wrote in
      it; `called`: the person whom the comment calls.
    """

    page: str
    args: tuple[int | str, ...]
    year: int | None = None
    taskforce: Taskforce | None = None
    number: int | None = None
    partner: int | None = None
    audience: str = ""
    row: Any = None
    stage: str = ""
    meeting: str = ""
    thread: str = ""
    at: datetime | None = None
    day: date | None = None
    readers: frozenset[int] = frozenset()
    writers: frozenset[int] = frozenset()
    called: int | None = None

    @property
    def plan(self) -> PlanKey | None:
        return PlanKey(self.year, self.taskforce.slug) if self.year and self.taskforce else None

    def link(self, page: str = "") -> str:
        """The address of its page, or of another page of its plan; of its activity where it is about one."""
        if self.plan is None or not page:
            return reverse(self.page, args=self.args)
        if page != "activity":
            return reverse(page, args=self.plan)
        if self.number:
            return reverse(page, args=(*self.plan, self.number))
        return reverse("workplan", args=self.plan)


def of_plan(event: Event) -> Subject:
    plan = Workplan.objects.select_related("cycle", "taskforce__country").get(pk=event.object_id)
    said = event.message
    audience, named = str(said.param("audience") or ""), said.param("day")
    return _about_plan(
        plan,
        "workplan",
        number=_number(said, "activity_number"),
        partner=_number(said, "partner_key"),
        audience=Audience.TASKFORCES if event.verb == "put_in_force" else audience,
        row=plan,
        at=event.at,
        day=named if type(named) is date else None,
    )


def of_plan_of_action(event: Event) -> Subject:
    """Its page has a name that people type, which no mail may hold: the link has the number of the plan."""
    plan = ActionPlan.objects.get(pk=event.object_id)
    step = "endorse" if event.verb == "agree" else "read"
    return Subject("spa:plan_by_number", (plan.number, step), row=plan)


def of_comment(event: Event) -> Subject:
    """Nobody reads of a new comment that was taken back meanwhile."""
    comment = Comment.objects.select_related(
        "workplan__cycle", "workplan__taskforce__country", "activity", "target", "partner", "parent"
    ).get(pk=event.object_id)
    plan, thread, is_new = comment.workplan, comment.parent or comment, event.verb == COMMENT
    readers: frozenset[int] = frozenset()
    if not is_new or comment.taken_back_at is None:
        found = ReadersAt(CommentTarget.of(comment), now=clock.reading_time(), today=clock.today())
        readers = frozenset(seat.pk for seat in found.of(comment.audience, comment.partner))
    return _about_plan(
        plan,
        "comment_thread",
        str(thread.key),
        number=comment.activity.number if comment.activity else None,
        row=comment,
        thread=thread.key.hex,
        readers=readers,
        writers=frozenset(writers_of(comment)),
        called=comment.told_id if is_new else None,
    )


def of_sheet(event: Event) -> Subject:
    sheet = CountryReview.objects.select_related("review__cycle", "taskforce__country").get(
        pk=event.object_id
    )
    review, question = sheet.review, _number(event.message, "question")
    args: tuple[int | str, ...] = (review.cycle.year, review.stage, sheet.taskforce.slug)
    return Subject(
        "review_question" if question else "review_sheet",
        (*args, question) if question else args,
        year=review.cycle.year,
        taskforce=sheet.taskforce,
        row=review,
        stage=review.stage,
        day=review.answers_due_on,
    )


def of_review(event: Event) -> Subject:
    review = Review.objects.select_related("cycle").get(pk=event.object_id)
    year = review.cycle.year
    return Subject(
        "review", (year, review.stage), year=year, row=review, stage=review.stage, day=review.answers_due_on
    )


def of_meeting(event: Event) -> Subject:
    meeting = Meeting.objects.get(pk=event.object_id)
    number = _number(event.message, "recommendation_number")
    # Of the delegation of a taskforce.
    place = Taskforce.objects.select_related("country").filter(slug=event.label).first()
    return Subject(
        "meeting", (meeting.slug,), taskforce=place, number=number, row=meeting, meeting=meeting.slug
    )


def of_edition(event: Event) -> Subject:
    report = AnnualReport.objects.light().select_related("cycle").get(pk=event.object_id)
    year = report.cycle.year
    # An edition that could not be made has no page.
    failed = event.verb == "fail"
    return Subject(
        "report" if failed else "report_edition",
        (year,) if failed else (year, report.audience, report.edition),
        year=year,
        number=report.edition or None,
        audience=report.audience,
        row=report,
    )


def of_form(event: Event) -> Subject:
    forms = PrintedForm.objects.select_related("workplan__cycle", "workplan__taskforce__country")
    form = forms.defer("dataset").get(pk=event.object_id)
    return _about_plan(form.workplan, "print_form", row=form)


_SUBJECTS: dict[str, Callable[[Event], Subject]] = {
    "workplan": of_plan,
    "actionplan": of_plan_of_action,
    "comment": of_comment,
    "countryreview": of_sheet,
    "review": of_review,
    "meeting": of_meeting,
    "annualreport": of_edition,
    "printedform": of_form,
}


def subject_of(event: Event) -> Subject:
    """What an event is about. Raises `LookupError` for an object whose model has no function."""
    return _SUBJECTS[event.content_type.model](event)


def _number(said: Message, name: str) -> int | None:
    """A number among the parameters of an event: of an activity, or the key of a partner."""
    number = said.param(name)
    return number if isinstance(number, int) else None


def _about_plan(plan: Workplan, page: str, *more: str, **facts: Any) -> Subject:
    """About a plan, or something of it on a page whose address has `more` behind the year and the place."""
    year, taskforce = plan.cycle.year, plan.taskforce
    return Subject(page, (year, taskforce.slug, *more), year, taskforce, **facts)

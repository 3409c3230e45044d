"""What waits for a seat: the tasks of its role, for the home page, mails, the calendar and reminders."""

from collections.abc import Callable, Iterator
from datetime import date

from django.db.models import BigIntegerField, QuerySet

from reporting.home.office_tasks import for_regional_office
from reporting.home.partner_tasks import OwnPart, for_partner
from reporting.home.plan_tasks import for_desk, for_lead, for_member, for_officer, roles_that_end
from reporting.home.task_facts import Deadlines, PlanKey, Task, in_order
from workplans.comments.queries import threads_to_answer
from workplans.comments.targets import CommentTarget
from workplans.models import Comment, Seat
from workplans.plan.visibility import Reader, prepared_for_reader
from workplans.presentation.step_links import address_parts
from workplans.request_context.request import all_years
from workplans.statuses import Role

FINDERS: dict[str, Callable[[Seat, Deadlines, date], Iterator[Task]]] = {
    Role.OFFICER: for_officer,
    Role.LEAD: for_lead,
    Role.MEMBER: for_member,
    Role.DESK: for_desk,
    Role.REGIONAL_OFFICE: for_regional_office,
}


def waiting_for(
    seat: Seat, *, on: date, deadlines: Deadlines | None = None, part: OwnPart | None = None
) -> list[Task]:
    """Tasks of a seat: offers to answer, then late ones, then the nearest, then those without a date.

    `deadlines` and `part` (of a partner) are what the page has loaded already.
    A fixed number of queries for each role, however many plans and years there are.
    """
    if seat.role == Role.PARTNER:
        found = list(for_partner(part or OwnPart(seat, on)))
    else:
        finder = FINDERS.get(seat.role)
        found = list(finder(seat, deadlines or Deadlines(all_years()), on)) if finder else []
    if seat.role in FINDERS or seat.role == Role.PARTNER:
        found += _comments_to_answer(seat)
    if seat.is_of_taskforce or seat.is_regional_office:
        found += roles_that_end(seat, on)
    return sorted(found, key=in_order)


def _comments_to_answer(seat: Seat) -> Iterator[Task]:
    """A task for each thread that calls the person. It has no last day: no desk is told that it is late."""
    for thread in _threads(seat, user=seat.user_id):
        place, at = CommentTarget.of(thread), address_parts(thread.workplan)
        yield Task(
            "answer_comment",
            "comment_thread",
            (thread.about,) if thread.about else (),
            PlanKey(*at),
            (*at, str(thread.key)),
            number=place.activity.number if place.activity else None,
            stage=place.stage,
            params={"what": place.name},
        )


@prepared_for_reader(user=BigIntegerField())
def _threads(reader: Reader, *, user: int) -> QuerySet[Comment]:
    threads = threads_to_answer(reader, user)
    return threads.select_related("activity", "target", "workplan__cycle", "workplan__taskforce__country")

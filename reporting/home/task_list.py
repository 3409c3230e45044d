"""What waits for a seat: the tasks of its role, for the home page, mails, the calendar and reminders."""

from collections.abc import Callable, Iterator
from datetime import date

from reporting.home.partner_tasks import OwnPart, for_partner
from reporting.home.plan_tasks import for_desk, for_lead, for_member, for_officer
from reporting.home.region_tasks import for_regional_office
from reporting.home.task_facts import Deadlines, Task, in_order
from workplans.models import Seat
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
    return sorted(found, key=in_order)

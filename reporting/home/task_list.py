"""The task list of the home page: plans, the region, reviews and editions.

It only reads. A date locks nothing: late tasks are shown as late and can still be done.
"""

from datetime import date

from reporting.home.partner import OwnPart, for_partner
from reporting.home.plan_tasks import for_desk, for_lead, for_member, for_officer
from reporting.home.region_tasks import for_regional_office
from reporting.home.task_facts import Deadlines, HomeTask
from workplans.models import Seat
from workplans.request_context.active_year import all_years
from workplans.statuses import Role


def waiting_for(
    seat: Seat, *, on: date, deadlines: Deadlines | None = None, part: OwnPart | None = None
) -> list[HomeTask]:
    """Tasks of a seat: late ones first, then the nearest, then those without a date.

    `deadlines` and `part` (of a partner) are what the page has loaded already.
    A fixed number of queries for each role, however many plans and years there are.
    """
    finders = {
        Role.OFFICER: for_officer,
        Role.LEAD: for_lead,
        Role.MEMBER: for_member,
        Role.DESK: for_desk,
        Role.REGIONAL_OFFICE: for_regional_office,
    }
    if seat.role == Role.PARTNER:
        found = list(for_partner(part or OwnPart(seat, on)))
    else:
        finder = finders.get(Role(seat.role))
        found = list(finder(seat, deadlines or Deadlines(all_years()), on)) if finder else []
    return sorted(found, key=lambda item: (item.due is None, item.due or on))

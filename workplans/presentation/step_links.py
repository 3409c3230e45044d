"""The steps of a whole plan as links."""

from django.utils.translation import gettext, pgettext

from commit_portal.addresses import address
from commit_portal.workflow import Link, Transition, violations_of
from commit_portal.workflow.lifecycle import open_steps
from workplans.models import Seat, Workplan
from workplans.plan.lifecycle import CLOSE, DROP_AMENDMENT, REOPEN, SEND_DECISIONS, SUBMIT, WORKPLAN_LIFECYCLE
from workplans.plan.permissions import may_decide, may_see_rounds
from workplans.statuses import WorkplanStatus

# Offered where they belong: in the state bar, below the desk's table, and beside the amendment.
ELSEWHERE = (SUBMIT, SEND_DECISIONS, DROP_AMENDMENT)
# Offered only where no rule is against them.
CLOSING = (CLOSE, REOPEN)


def address_parts(plan: Workplan) -> tuple[int, str]:
    """The parts of a plan's address: its year and its place."""
    return plan.cycle.year, plan.taskforce.slug


def path_to(plan: Workplan) -> list[Link]:
    """The links from the year to the plan, for the head of a page below it."""
    year = plan.cycle.year
    return [(str(year), address("year", year)), (plan.taskforce.name, plan_url(plan))]


def plan_url(plan: Workplan, name: str = "workplan") -> str:
    """The address of a plan, or of another page of it, by name."""
    return address(name, year=plan.cycle.year, place=plan.taskforce.slug)


def line_url(plan: Workplan, number: int | str, name: str = "activity") -> str:
    """The address of an activity of a plan by its number, or of another page of it, by name."""
    return address(name, *address_parts(plan), number)


def print_link(seat: Seat, plan: Workplan, version: int | None = None) -> Link:
    """The link to the printed form, of a version where it is given. Who signs nothing only prints it."""
    label = pgettext("action", "Print")
    if may_see_rounds(seat, plan):
        label = gettext("Print the workplan for signature")
    url = plan_url(plan, "print_form")
    return label, url if version is None else f"{url}?version={version}"


def step_links(seat: Seat, plan: Workplan) -> list[Link]:
    """Links to the steps that this seat may take now. Each page asks again before it writes."""
    links = links_to(seat, plan, *(step for step in WORKPLAN_LIFECYCLE if step not in (*ELSEWHERE, *CLOSING)))
    if plan.status == WorkplanStatus.SUBMITTED and may_decide(seat, plan):
        links.append((gettext("Decide on the activities"), plan_url(plan, "decisions")))
    return [*links, *sent_links(seat, plan), *closing_links(seat, plan)]


def sent_links(seat: Seat, plan: Workplan) -> list[Link]:
    """The page of the decisions that were sent last, with their reasons, for who decides."""
    if plan.status not in (WorkplanStatus.APPROVED, WorkplanStatus.RETURNED) or not may_decide(seat, plan):
        return []
    return [(gettext("What was sent"), plan_url(plan, "decisions_sent"))]


def closing_links(seat: Seat, plan: Workplan) -> list[Link]:
    """The two pages of closing as far as they are open to this seat now; a plan without a version is not closed."""
    return links_to(seat, plan, *(step for step in CLOSING if not violations_of(plan, step)))


def links_to(seat: Seat, plan: Workplan, *steps: Transition) -> list[Link]:
    """Links to those of the steps that this seat may take now."""
    year, place = address_parts(plan)
    at = {"year": year, "place": place}
    return [(step.words, step.url) for step in open_steps(plan, steps, by=seat, at=at)]

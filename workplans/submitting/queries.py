"""The open amendment of a workplan: why it was opened, and what it changes."""

from django.urls import reverse

from commit_portal.forms.base import Values
from commit_portal.i18n.formatting import day
from commit_portal.models import Event
from commit_portal.workflow.events import events_about
from commit_portal.workflow.lifecycle import may_walk
from workplans.models import Seat, Workplan
from workplans.plan.amendments import is_amendment
from workplans.plan.lifecycle import AMEND, DROP_AMENDMENT
from workplans.statuses import WorkplanStatus


def reason_of_amendment(plan: Workplan) -> dict[str, str] | None:
    """Why the current amendment was opened, by whom and when; None for a first plan.

    Only an amendment opens an approved plan again, so the last one that was opened is the current one.
    """
    if not _may_be_amended(plan):
        return None
    return _reason(events_about(plan).filter(verb=AMEND.name).select_related("by").first())


def amendment_of(plan: Workplan, seat: Seat, opened: Event | None) -> Values | None:
    """The current amendment of an approved plan: its reason, and the approved version that counts meanwhile.

    `opened` is the event of the last amendment.
    """
    why = _reason(opened) if _may_be_amended(plan) else None
    if plan.of_record is None or not (why or is_amendment(plan)):
        return None
    at = [plan.cycle.year, plan.taskforce.slug]
    number = plan.of_record.number
    return {
        "number": number,
        "url": reverse("workplan_version", args=[*at, number]),
        "since": day(plan.of_record.made_at),
        "why": why,
        "drop_url": reverse(DROP_AMENDMENT.page, args=at) if may_walk(plan, DROP_AMENDMENT, by=seat) else "",
    }


def _may_be_amended(plan: Workplan) -> bool:
    """Whether the plan has an approved version and is worked on again."""
    return plan.of_record_id is not None and plan.status not in (
        WorkplanStatus.APPROVED,
        WorkplanStatus.CLOSED,
    )


def _reason(opened: Event | None) -> dict[str, str] | None:
    if opened is None:
        return None
    return {"opened": day(opened.at), "by": f"{opened.by}, {opened.seat_words}", "reason": opened.note}

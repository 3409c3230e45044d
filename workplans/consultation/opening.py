"""Open a draft to the desk or to a partner, and end that."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commit_portal.events import record_event
from commit_portal.messages import Message, message
from commit_portal.permits import Refused, require
from workplans.models import Opening, Partner, Seat, Workplan
from workplans.plan.locking import locked_workplan
from workplans.plan.permissions import may_open_draft

# The verbs of the events of a draft that is opened to a reader, and of the end of that.
OPEN, END_OPENING = "open", "end_opening"


@transaction.atomic
def open_draft(workplan: Workplan, partner: Partner | None, *, by: Seat, now: datetime) -> Opening:
    """Let the desk (partner None) or one partner read the draft from now on."""
    plan = locked_workplan(workplan)
    require(may_open_draft(by, plan))
    if plan.openings.filter(partner=partner, ended_at__isnull=True).exists():
        raise Refused(_about_reader("draft.open_already", partner))
    opening = Opening.objects.create(workplan=plan, partner=partner, opened_at=now)
    record_event(OPEN, plan, by=by, now=now, facts=_about_reader("draft.opened_to", partner))
    return opening


@transaction.atomic
def end_opening(opening: Opening, *, by: Seat, now: datetime) -> None:
    """Close the draft to the desk or a partner from now on. Raises `Refused`, also where it has ended."""
    plan = locked_workplan(opening.workplan)
    require(may_open_draft(by, plan))
    if not Opening.objects.filter(pk=opening.pk, ended_at__isnull=True).update(ended_at=now):
        raise Refused(message("draft.closed_already"))
    record_event(END_OPENING, plan, by=by, now=now, facts=_about_reader("draft.closed_to", opening.partner))


def _about_reader(code: str, partner: Partner | None) -> Message:
    """A message about the desk, or about a partner by its name."""
    return message(f"{code}_partner", partner=str(partner)) if partner else message(f"{code}_desk")

"""What the machine does with an edition: take it, make it, give it back, fail it. People's part is the edition's own.

The queue adds conditions of its own (token, lease) to the update; where an edition goes from and to is said here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from commit_portal.decisions import ALLOWED, Decision, refusal
from commit_portal.events import record_event
from commit_portal.lifecycle import MACHINE, Actor, Transition
from commit_portal.statuses import EventAudience
from reporting.models import AnnualReport
from reporting.models.reports import AnnualReportQuerySet
from reporting.statuses import ReportStatus
from workplans.models import AnnualCycle


def may_only_the_machine(by: Actor, report: AnnualReport) -> Decision:
    """What no person does: a worker that was stopped half-way must not look finished."""
    if by is MACHINE:
        return ALLOWED
    return refusal("The portal does this by itself. Wait, or ask for a new edition.")


CLAIM = Transition(
    name="claim",
    label="",
    sources=(ReportStatus.QUEUED, ReportStatus.RENDERING),
    target=ReportStatus.RENDERING,
    permission=may_only_the_machine,
    said="",
    audience=EventAudience.SECRETARIAT,
)
GIVE_BACK = Transition(
    name="give_back",
    label="",
    sources=(ReportStatus.RENDERING,),
    target=ReportStatus.QUEUED,
    permission=may_only_the_machine,
    said="",
    audience=EventAudience.SECRETARIAT,
)
FAIL = Transition(
    name="fail",
    label="",
    sources=(ReportStatus.QUEUED, ReportStatus.RENDERING),
    target=ReportStatus.FAILED,
    permission=may_only_the_machine,
    said="could not make the edition",
    audience=EventAudience.SECRETARIAT,
)
MAKE = Transition(
    name="make",
    label="",
    sources=(ReportStatus.RENDERING,),
    target=ReportStatus.READY,
    permission=may_only_the_machine,
    said="made the edition",
    audience=EventAudience.SECRETARIAT,
)
# Follows where a newer edition is made or released (AR-2): nobody asks for it.
REPLACE = Transition(
    name="replace",
    label="",
    sources=(ReportStatus.READY, ReportStatus.RELEASED),
    target=ReportStatus.REPLACED,
    permission=may_only_the_machine,
    said="replaced the edition",
    audience=EventAudience.SECRETARIAT,
)
# What the machine does; `reporting.edition_lifecycle` has the whole table.
MACHINE_TRANSITIONS = (CLAIM, GIVE_BACK, FAIL, MAKE, REPLACE)


def move(found: AnnualReportQuerySet, transition: Transition, **changes: Any) -> int:
    """Move the editions found that are where the transition begins, in one conditional update; returns how many."""
    return found.filter(status__in=transition.sources).update(status=transition.target, **changes)


def tell(
    transition: Transition,
    report: AnnualReport,
    *,
    now: datetime,
    note: str = "",
) -> None:
    """Write into the trail what the machine did."""
    record_event(
        transition.name,
        report,
        by=MACHINE,
        now=now,
        said=transition.said,
        note=note,
        audience=transition.audience,
    )


def hold_editions_of(cycle: int) -> None:
    """Lock the year until the transaction ends: of its editions one at a time is asked for, ends or is released.

    Otherwise two that end at the same moment do not see each other, and neither replaces the other.
    """
    AnnualCycle.objects.select_for_update(of=("self",), no_key=True).get(pk=cycle)

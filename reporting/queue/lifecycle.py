"""What the machine does with a job: take it, make it, give it back, fail it.

People's part is the job's own. The queue adds conditions of its own (token, lease) to the update; where a job goes from and
to is said here.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet

from commit_portal.i18n import Param, message
from commit_portal.refusals import Permit, allowed_if
from commit_portal.statuses import EventAudience
from commit_portal.workflow import MACHINE, Actor, Transition, record_event
from reporting.models.jobs import FileJob
from reporting.statuses import ReportStatus


def may_only_the_machine(by: Actor, job: FileJob) -> Permit:
    """What no person does: a worker that was stopped half-way must not look finished."""
    return allowed_if(by is MACHINE, message("edition.machine_makes"))


_by_machine = partial(
    Transition, label="", permission=may_only_the_machine, audience=EventAudience.SECRETARIAT
)
CLAIM = _by_machine(
    name="claim", sources=(ReportStatus.QUEUED, ReportStatus.RENDERING), target=ReportStatus.RENDERING
)
GIVE_BACK = _by_machine(name="give_back", sources=(ReportStatus.RENDERING,), target=ReportStatus.QUEUED)
FAIL = _by_machine(
    name="fail", sources=(ReportStatus.QUEUED, ReportStatus.RENDERING), target=ReportStatus.FAILED
)
MAKE = _by_machine(name="make", sources=(ReportStatus.RENDERING,), target=ReportStatus.READY)
# Follows where a newer edition is made or released (AR-2): nobody asks for it.
REPLACE = _by_machine(
    name="replace", sources=(ReportStatus.READY, ReportStatus.RELEASED), target=ReportStatus.REPLACED
)
# What the machine does; `reporting.editions.lifecycle` has the whole table.
MACHINE_TRANSITIONS = (CLAIM, GIVE_BACK, FAIL, MAKE, REPLACE)


def move(found: QuerySet[Any], transition: Transition, **changes: object) -> int:
    """Move the jobs found that are where the transition begins, in one conditional update; returns how many."""
    return found.filter(status__in=transition.sources).update(status=transition.target, **changes)


def tell(
    transition: Transition,
    job: FileJob,
    *,
    now: datetime,
    by: Actor = MACHINE,
    note: str = "",
    facts: Mapping[str, Param] | None = None,
    audience: EventAudience | None = None,
) -> None:
    """Write into the trail what became of a job; `by` is who caused it, where that was a person."""
    record_event(
        transition.name, job, by=by, now=now, facts=facts, note=note, audience=audience or transition.audience
    )

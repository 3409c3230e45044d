"""What the machine does with a job: take it, make it, give it back, fail it; the kinds of jobs, and who holds one.

People's part is the job's own. The queue adds conditions of its own (token, lease) to the update; where a job goes from and
to is said here. A lease is renewed at every heartbeat (`commit_portal.db.leases`).
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from environs import env
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from commit_portal.db.leases import Lease
from commit_portal.i18n.messages import Param, message
from commit_portal.refusals import Permit, allowed_if
from commit_portal.statuses import EventAudience
from commit_portal.workflow.events import record_event
from commit_portal.workflow.lifecycle import MACHINE, Actor, Transition
from reporting.models.jobs import FileJob
from reporting.statuses import ReportStatus, ReportStep
from workplans.models import AnnualCycle

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
LEASE = timedelta(seconds=env.float("REPORT_LEASE_SECONDS", 30.0))
HEARTBEAT_SECONDS = LEASE.total_seconds() / 10


def may_only_the_machine(by: Actor, job: FileJob) -> Permit:
    """What no person does: a worker that was stopped half-way must not look finished."""
    return allowed_if(by is MACHINE, message("edition.machine_makes"))


_by_machine = partial(
    Transition, label="", permission=may_only_the_machine, audience=EventAudience.SECRETARIAT
)
CLAIM = _by_machine(
    name="claim",
    sources=(ReportStatus.QUEUED, ReportStatus.RENDERING),
    target=ReportStatus.RENDERING,
)
GIVE_BACK = _by_machine(name="give_back", sources=(ReportStatus.RENDERING,), target=ReportStatus.QUEUED)
FAIL = _by_machine(
    name="fail",
    sources=(ReportStatus.QUEUED, ReportStatus.RENDERING),
    target=ReportStatus.FAILED,
)
MAKE = _by_machine(name="make", sources=(ReportStatus.RENDERING,), target=ReportStatus.READY)
# Follows where a newer edition is made or released (AR-2): nobody asks for it.
REPLACE = _by_machine(
    name="replace",
    sources=(ReportStatus.READY, ReportStatus.RELEASED),
    target=ReportStatus.REPLACED,
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


def hold_editions_of(cycle: int) -> None:
    """Lock the year until the transaction ends: of its editions one at a time is asked for, ends or is released.

    Otherwise two that end at the same moment do not see each other, and neither replaces the other.
    """
    AnnualCycle.objects.select_for_update(of=("self",), no_key=True).get(pk=cycle)


def ring_for(task: Any, pk: int) -> None:
    """Ring after the commit. A broker that is away or frozen costs nothing but time: the row stays queued and the
    sweep finds it."""
    try:
        task.apply_async((pk,), retry=False)
    except (OperationalError, RedisError, OSError) as problem:
        logger.warning(
            "%s of %s waits for the sweep: the broker did not answer (%s).", task.name, pk, problem
        )


def nothing_more(*_of: object) -> None:
    """Do nothing: the default for `alive`, `hold` and `then`."""


@dataclass(frozen=True)
class Claim[Job: FileJob](Lease[Job]):
    """A job held by this process until the lease runs out."""

    # Called at every heartbeat, for health checks of who renders.
    alive: Callable[[], None] = nothing_more

    def move(self, transition: Transition, **changes: object) -> None:
        """End the lease with a transition while the token is still ours. Raises `LeaseLost`."""
        self.still_ours(move(self.mine(), transition, token="", lease_until=None, **changes))


def as_new() -> dict[str, object]:
    """The columns of a job that is put into the queue, with all its attempts. The queue keeps the real time."""
    return {
        "attempts": 0,
        "step": ReportStep.WAITING,
        "progress": 0,
        "failure": None,
        "queued_at": timezone.now(),
    }


def renewed() -> dict[str, object]:
    now = timezone.now()
    return {"heartbeat_at": now, "lease_until": now + LEASE}


@dataclass(frozen=True)
class JobKind[Job: FileJob]:
    """A kind of job by its rows.

    Both are called in the transaction that finishes a job: `hold` first, to lock what must not change meanwhile,
    `then` last, for what a finished one does to others.
    """

    rows: type[Job]
    hold: Callable[[Job], None] = nothing_more
    then: Callable[[Job, datetime], None] = nothing_more

"""How a step of the consultation is taken: under the plan's lock, on what was read, with its event."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from commit_portal.db.related_rows import grouped
from commit_portal.i18n import Message, Param, message
from commit_portal.statuses import EventAudience
from commit_portal.workflow import MACHINE, Actor, Transition, record_event, record_events, require_unchanged
from commit_portal.workflow.events import code_of
from commit_portal.workflow.lifecycle import require_open
from commit_portal.workflow.optimistic_locking import save_if_unchanged
from workplans.consultation.queries import lines_read_by
from workplans.models import Contribution, Partner, Seat, Workplan
from workplans.plan.line_content import given
from workplans.plan.locking import bump_revision, locked_workplan
from workplans.plan.versions import freeze_support
from workplans.plan.visibility import prepared_only
from workplans.statuses import ContributionStatus, EndedBecause


def locked_support(support: Contribution) -> Contribution:
    """Lock the plan, then reload the support with its line. Call it inside `transaction.atomic`."""
    plan = locked_workplan(support.activity.workplan)
    fresh = Contribution.objects.select_related("activity", "partner", "need").get(pk=support.pk)
    fresh.activity.workplan = plan
    return fresh


@transaction.atomic
def locked_step(
    support: Contribution, step: Transition, *, seen: int | None, by: Seat, now: datetime, **changes: Any
) -> Contribution:
    """Lock the plan, and take a step that asks nothing more of the support, as `take_step` does."""
    fresh = locked_support(support)
    take_step(fresh, step, seen=seen, by=by, now=now, **changes)
    return fresh


def take_step(
    support: Contribution,
    step: Transition,
    *,
    seen: int | None,
    by: Seat,
    now: datetime,
    word: str | None = None,
    **changes: object,
) -> None:
    """Take a step on locked support, with further columns. Who takes it and when follows from the step.

    `word` goes with the step, where it has one, and into the event for the taskforce. Raises `Refused` where the step
    is closed, and `StaleRow` where the support is no longer what was read (CO-6).
    """
    require_open(support, step, by=by)
    require_unchanged(support, seen=seen, now=support.row_version)
    was = support.status
    if word is not None:
        changes["word"] = word.strip()
    if step.target not in step.sources:
        # The columns of the state that the step leads to.
        name = {ContributionStatus.OFFERED: "offered", ContributionStatus.WITHDRAWN: "ended"}
        done = name.get(ContributionStatus(str(step.target)), "answered")
        changes |= {f"{done}_at": now, f"{done}_by": by.user}
        if done == "ended":
            is_given = was == ContributionStatus.ACCEPTED
            changes["ended_because"] = EndedBecause.BY_LEAD if is_given else EndedBecause.TAKEN_BACK
    save_if_unchanged(support, seen=support.row_version, status=step.target, **changes)
    tell(step.name, support, by=by, now=now, note=word or "")
    if ContributionStatus.ACCEPTED in (was, step.target):
        bring_support_into_force(support.activity.workplan, by=by, now=now)
        show_prepared(support.activity.workplan, support.partner, now=now)


def tell(verb: str, support: Contribution, *, by: Actor, now: datetime, note: str = "") -> None:
    """Record an event about support for those who draft the plan. The Secretariat reads what is handed over."""
    plan = support.activity.workplan
    record_event(
        verb,
        plan,
        by=by,
        now=now,
        label=support.activity.code,
        facts=said_of(code_of(verb, plan), support),
        note=note,
        audience=EventAudience.TASKFORCE,
    )


def tell_of_all(
    plan: Workplan, verb: str, code: str, supports: Iterable[Contribution], *, by: Actor, now: datetime
) -> None:
    """Record an event about each support of a plan, by the message of this code, as `tell` does of one. One query."""
    told = [(verb, support.activity.code, said_of(code, support)) for support in supports]
    record_events(plan, told, by=by, now=now, audience=EventAudience.TASKFORCE)


def said_of(code: str, support: Contribution) -> Message:
    """A stored message about support. The partner's key says who gets a message.

    It is left out where the partner never read the request (CO-1).
    """
    read = support.shown_at is not None or support.answered_at is not None
    key: dict[str, Param] = {"partner_key": support.partner_id} if read else {}
    return message(code, **facts_of(support), activity_number=support.activity.number, **key)


def facts_of(support: Contribution) -> dict[str, Param]:
    """What a sentence says of support: its activity, its partner, how much or what, and how much it was before."""
    facts: dict[str, Param] = {
        "code": support.activity.code,
        "partner": str(support.partner),
        "what": given(support),
    }
    if support.lowered_from is not None:
        facts["before"] = message("field.cost", amount=support.lowered_from)
    return facts


def end_all(
    supports: Iterable[Contribution], because: EndedBecause, code: str, *, by: Actor, now: datetime
) -> None:
    """End support that its line, plan or opening no longer carries, with an event each. All are of one plan."""
    ending = list(supports)
    if not ending:
        return
    Contribution.objects.filter(pk__in=[support.pk for support in ending]).update(
        status=ContributionStatus.WITHDRAWN,
        ended_at=now,
        ended_by=by.user,
        ended_because=because,
        row_version=F("row_version") + 1,
    )
    tell_of_all(ending[0].activity.workplan, "end_support", code, ending, by=by, now=now)


def show_prepared(workplan: Workplan, partner: Partner | None = None, *, now: datetime) -> None:
    """Show partners what was prepared to be asked of them on lines that they read now (CO-1). Under the plan's lock.

    Of all partners, or of one. Whatever lets a partner read a line calls it: an opening, a release, accepted support.
    """
    waiting = Contribution.objects.filter(prepared_only(), activity__workplan=workplan, ended_at__isnull=True)
    if partner is not None:
        waiting = waiting.filter(partner=partner)
    asked = grouped(waiting.select_related("activity__workplan", "partner"), "partner")
    shown: list[Contribution] = []
    for reader, supports in asked.items():
        reads = lines_read_by(reader, [support.activity for support in supports], now=now)
        shown += [support for support in supports if support.activity_id in reads]
    if not shown:
        return
    Contribution.objects.filter(pk__in=[support.pk for support in shown]).update(
        shown_at=now, row_version=F("row_version") + 1
    )
    for support in shown:
        support.shown_at = now
    tell_of_all(workplan, "show_asking", "support.shown", shown, by=MACHINE, now=now)


def bring_support_into_force(
    workplan: Workplan, code: str = "support.in_force", *, by: Seat, now: datetime
) -> None:
    """Write a new approved version where the approved lines have other support now (CO-11). Under the plan's lock.

    The event says it by the message of this code.
    """
    version = freeze_support(workplan, by=by, now=now)
    if version is None:
        return
    record_event("freeze_support", workplan, by=by, now=now, facts=message(code, number=str(version.number)))
    bump_revision(workplan.cycle)

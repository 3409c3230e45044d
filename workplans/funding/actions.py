"""Keep grants, and allot them to approved activities. No sum is ever above a grant's amount or an activity's cost."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from commit_portal.i18n import Param, message
from commit_portal.refusals import SomebodyWasFaster, obey, require, unless_taken
from commit_portal.statuses import EventAudience
from commit_portal.workflow import record_event, require_unchanged
from workplans.funding import rules
from workplans.funding.permissions import may_keep_grants
from workplans.funding.queries import approved_lines, grants_visible_to, mark_of
from workplans.models import Allotment, Grant, Seat, VersionLine, Workplan
from workplans.plan.locking import bump_revision, locked_workplan
from workplans.plan.versions import FrozenLine

# Only the pages of the regional office show this trail.
_record = partial(record_event, audience=EventAudience.SECRETARIAT)


@transaction.atomic
def save_grant(
    grant: Grant, *, reason: str = "", seen: int | None = None, by: Seat, now: datetime, **columns: object
) -> Grant:
    """Record a new grant, or change columns of one. Raises `RuleBroken` also where it pays for what it may no longer."""
    require(may_keep_grants(by))
    fresh = _locked(grant) if grant.pk else grant
    require_unchanged(fresh, seen=seen, now=fresh.row_version)
    changed = {name for name, value in columns.items() if getattr(fresh, name, None) != value}
    obey(rules.pays_for_nothing(fresh, "partner") if "partner" in changed else None)
    for name, value in columns.items():
        setattr(fresh, name, value)
    # An amendment may have moved the days of what it pays for: only another limit is asked about.
    paid = approved_lines(activity__allotments__grant=grant.pk or 0) if changed & rules.LIMITS else ()
    faults = rules.grant_faults(fresh, today=timezone.localdate(now))
    obey(*faults, *(rules.may_pay(fresh, line) for line in paid))
    fresh.row_version += bool(grant.pk)
    with unless_taken(_("This donor already has a grant with this title. Look at the list of grants.")):
        fresh.save()
    facts: dict[str, Param] = {"amount": fresh.amount, "first": fresh.starts_on, "last": fresh.ends_on}
    facts |= {"donor": str(fresh.partner), "received": fresh.received}
    said = message("grant.due" if fresh.received is None else "grant.saved", **facts)
    _record("save_grant", fresh, by=by, now=now, facts=said, note=reason)
    return fresh


@transaction.atomic
def remove_grant(grant: Grant, *, reason: str, seen: int | None = None, by: Seat, now: datetime) -> None:
    """Remove a grant that was recorded by mistake. Raises `RuleBroken` while it pays for something."""
    require(may_keep_grants(by))
    fresh = _locked(grant)
    require_unchanged(fresh, seen=seen, now=fresh.row_version)
    obey(rules.pays_for_nothing(fresh))
    facts: dict[str, Param] = {"grant": fresh.called, "amount": fresh.amount}
    # Its page goes: the list of the grants of its plan of action finds it by the label.
    _record("remove_grant", fresh, by=by, now=now, label=fresh.plan.code, facts=facts, note=reason)
    fresh.delete()


@transaction.atomic
def allot(
    workplan: Workplan,
    *,
    line: VersionLine,
    grant: Grant,
    amount: Decimal,
    spent: Decimal | None = None,
    reason: str = "",
    seen: str | None = None,
    by: Seat,
    now: datetime,
) -> Grant:
    """Let a grant pay this much of an approved activity, in US dollars; with 0 it pays nothing any more.

    `spent` is its part of the spending where that is known; else the reported spending is shared. The database writes both
    sums, under the locks of the plan and then of the grant, and refuses what gets past the rules (ADR 39).
    Raises `StaleRow` where allotments or the approved version are others than those `seen`.
    """
    require(may_keep_grants(by))
    plan, fresh, activity = locked_workplan(workplan), _locked(grant), line.activity
    require_unchanged(plan, seen=seen, now=mark_of(plan))
    line = approved_lines(activity=activity).get(version=plan.of_record_id)
    paid, cost = {one.grant_id: one.amount for one in line.activity.allotments.all()}, line.counted_cost
    before = paid.get(fresh.pk, Decimal(0))
    sums = {"before": before, "left": fresh.left, "needed": cost - sum(paid.values())}
    against = rules.may_pay(fresh, line, grants_visible_to(by).filter(plan=plan.cycle.plan_id))
    obey(against if amount > before else None, *rules.amounts_fit(amount, spent if amount else None, **sums))
    row, columns = {"grant": fresh, "activity": activity}, {"amount": amount, "spent": spent, "cost": cost}
    if amount:
        changed = {**columns, "row_version": F("row_version") + 1}
        Allotment.objects.update_or_create(**row, defaults=changed, create_defaults=columns)
    else:
        Allotment.objects.filter(**row).delete()
    facts: dict[str, Param] = {"amount": amount, "before": before, "code": line.code}
    _record("allot", fresh, by=by, now=now, label=line.code, facts=facts, note=reason)
    bump_revision(plan.cycle)
    return fresh


def follow_costs(workplan: Workplan, lines: Iterable[FrozenLine]) -> None:
    """Give activities that grants pay for their costs in the approved version that is written next, under the plan's lock.

    Raises `RuleBroken` where a cost falls below what is allotted.
    """
    costs = {line.activity_id: line.cost for line in lines}
    held = list(Allotment.objects.filter(activity__workplan=workplan).select_related("activity"))
    for one in held:
        one.cost = costs.get(one.activity_id, Decimal(0))
    obey(*{one.activity_id: rules.cost_is_too_low(one) for one in held}.values())
    Allotment.objects.bulk_update(held, ["cost"])


def _locked(grant: Grant) -> Grant:
    """Lock and reload a grant. Raises `SomebodyWasFaster` where it was just removed."""
    grants = Grant.objects.select_for_update(of=("self",), no_key=True)
    fresh = grants.select_related("plan").filter(pk=grant.pk).first()
    if fresh is None:
        raise SomebodyWasFaster(_("Someone has just removed this grant. Look at the list of grants."))
    return fresh

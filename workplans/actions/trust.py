"""Trust: to whom a draft is open, and to whom a version of record is released. Always the lead's hand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commit_portal.decisions import Refused, require
from commit_portal.events import record_event
from commit_portal.marks import require_unchanged
from commit_portal.words import and_list
from workplans.actions.locking import bump_revision, locked_workplan
from workplans.kinds import kind_of
from workplans.models import Opening, Partner, Release, Seat, Workplan
from workplans.permissions import may_open_draft, may_release_workplan
from workplans.statuses import Audience


@transaction.atomic
def open_draft(workplan: Workplan, partner: Partner | None, *, by: Seat, now: datetime) -> Opening:
    """Let the desk (partner None) or one partner read the draft from now on."""
    plan = locked_workplan(workplan)
    require(may_open_draft(by, plan))
    who = str(partner) if partner else "the desk"
    if plan.openings.filter(partner=partner, ended_at__isnull=True).exists():
        raise Refused(f"The draft is already open to {who}.")
    opening = Opening.objects.create(workplan=plan, partner=partner, opened_at=now)
    record_event("open", plan, by=by, now=now, said=f"opened the draft to {who}")
    return opening


@transaction.atomic
def end_opening(opening: Opening, *, by: Seat, now: datetime) -> None:
    """End it: what they have seen they have seen, but the page is closed to them now."""
    plan = locked_workplan(opening.workplan)
    require(may_open_draft(by, plan))
    if not Opening.objects.filter(pk=opening.pk, ended_at__isnull=True).update(ended_at=now):
        raise Refused("This has ended already.")
    who = str(opening.partner) if opening.partner else "the desk"
    record_event("end_opening", plan, by=by, now=now, said=f"ended the opening to {who}")


@transaction.atomic
def release_workplan(
    workplan: Workplan, audience: str, *, seen: int | None = None, by: Seat, now: datetime
) -> Release:
    """Show the version of record to an audience. An older release to them ends: they read one version.

    Raises `Refused`; with `seen` (the number of the version that was read), `StaleRow` when another one
    became of record since: nothing is released then.
    """
    plan = locked_workplan(workplan)
    require(may_release_workplan(by, plan))
    released_to = kind_of(plan.taskforce).released_to
    if audience not in released_to:
        to = and_list(item.label.lower() for item in released_to)
        raise Refused(f"{plan} is released to {to}; everybody else who may read it needs no release.")
    version = plan.of_record
    if version is None:
        raise Refused("There is no version of record yet: nothing has been approved.")
    require_unchanged(plan, seen=seen, now=version.number)
    words = Audience(audience).label.lower()
    current = Release.objects.filter(version__workplan=plan, audience=audience, ended_at__isnull=True)
    if current.filter(version=version).exists():
        raise Refused(f"This version is already released to {words}.")
    current.update(ended_at=now, ended_by=by.user)
    release = Release.objects.create(version=version, audience=audience, by=by.user, at=now)
    record_event("release", plan, by=by, now=now, said=f"released version {version.number} to {words}")
    bump_revision(plan.cycle)
    return release


@transaction.atomic
def end_release(release: Release, *, by: Seat, now: datetime) -> None:
    """Stop showing a version to an audience; editions already made for it stay as they are (AR-2)."""
    plan = locked_workplan(release.version.workplan)
    require(may_release_workplan(by, plan))
    ended = Release.objects.filter(pk=release.pk, ended_at__isnull=True).update(
        ended_at=now, ended_by=by.user
    )
    if not ended:
        raise Refused("This release has ended already.")
    record_event(
        "end_release",
        plan,
        by=by,
        now=now,
        said=f"ended the release to {release.get_audience_display().lower()}",
    )
    bump_revision(plan.cycle)

"""Release an approved version to an audience, and end a release."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commit_portal.i18n import message
from commit_portal.refusals import Refused, require
from commit_portal.workflow import record_event, require_unchanged
from workplans.consultation.actions.transitions import show_prepared
from workplans.models import Release, Seat, Workplan
from workplans.plan import locking, permissions, plan_types, queries

# The verbs of the events of a release and of its end.
RELEASE, END_RELEASE = "release", "end_release"


@transaction.atomic
def release_workplan(
    workplan: Workplan, audience: str, *, seen: int | None = None, by: Seat, now: datetime
) -> Release:
    """Show the approved version to an audience. An older release to them ends: they read one version.

    Raises `Refused`; with `seen` (the number of the version that was read), `StaleRow` when another one
    became of record since: nothing is released then.
    """
    plan = locking.locked_workplan(workplan)
    require(permissions.may_release_workplan(by, plan))
    released_to = plan_types.kind_of(plan.taskforce).released_to
    if audience not in released_to:
        raise Refused(_("You cannot release this workplan to these readers. Choose other readers."))
    version = queries.approved_version(plan)
    require_unchanged(plan, seen=seen, now=version.number)
    current = Release.objects.filter(version__workplan=plan, audience=audience, ended_at__isnull=True)
    if current.filter(version=version).exists():
        raise Refused(_("These readers can already read this version."))
    current.update(ended_at=now, ended_by=by.user)
    release = Release.objects.create(version=version, audience=audience, by=by.user, at=now)
    said = message(f"release.made_{audience}", number=version.number, audience=str(audience))
    record_event(RELEASE, plan, by=by, now=now, facts=said)
    show_prepared(plan, now=now)
    locking.bump_revision(plan.cycle)
    return release


@transaction.atomic
def end_release(release: Release, *, by: Seat, now: datetime) -> None:
    """Stop showing a version to an audience; editions already made for it stay as they are (AR-2)."""
    plan = locking.locked_workplan(release.version.workplan)
    require(permissions.may_release_workplan(by, plan))
    ended = Release.objects.filter(pk=release.pk, ended_at__isnull=True).update(
        ended_at=now, ended_by=by.user
    )
    if not ended:
        raise Refused(_("This access has already ended. Load the page again."))
    record_event(END_RELEASE, plan, by=by, now=now, facts=message(f"release.ended_{release.audience}"))
    locking.bump_revision(plan.cycle)

"""Which edition follows which (AR-2): an older one names its successor, what changed and why."""

from datetime import datetime

from commit_portal.i18n import to_plain
from commit_portal.statuses import EventAudience
from commit_portal.workflow import MACHINE, Actor
from reporting.editions.changes import what_changed
from reporting.models import AnnualReport
from reporting.queue.jobs import JobKind
from reporting.queue.lifecycle import REPLACE, move, tell
from reporting.statuses import ReportStatus
from workplans.models import AnnualCycle
from workplans.statuses import Audience


def replace_predecessors(report: AnnualReport, *, reaches_readers: bool, by: Actor, now: datetime) -> None:
    """Older editions of the same audience in the same language name this one as their successor (AR-2).

    An edition is replaced as soon as its successor reaches the same readers: an unreleased one when the
    successor is ready, a released one when the successor is released. The Secretariat reads what is ready.
    """
    open_states = [ReportStatus.READY, *([ReportStatus.RELEASED] if reaches_readers else [])]
    alike = AnnualReport.objects.for_readers_of(report)
    for old in alike.filter(edition__lt=report.edition, status__in=open_states):
        _replace(old, report, by=by, now=now)


def take_place(report: AnnualReport, now: datetime) -> None:
    """Put an edition that has just been made into its place: replaced at once, or replacing what it can.

    A draft replaces nothing.
    """
    if report.is_draft:
        return
    # A newer one has overtaken it: a slow worker, an old failure tried again.
    newer = AnnualReport.objects.with_overtaking().get(pk=report.pk).overtaken_by
    if newer:
        successor = AnnualReport.objects.get(cycle=report.cycle, audience=report.audience, edition=newer)
        _replace(report, successor, by=MACHINE, now=now)
    else:
        at_once = report.audience == Audience.SECRETARIAT
        replace_predecessors(report, reaches_readers=at_once, by=MACHINE, now=now)


def hold_editions_of(cycle: int) -> None:
    """Lock the year until the transaction ends: of its editions one at a time is asked for, ends or is released.

    Otherwise two that end at the same moment do not see each other, and neither replaces the other.
    """
    AnnualCycle.objects.select_for_update(of=("self",), no_key=True).get(pk=cycle)


# Editions as the queue renders them.
EDITIONS = JobKind(AnnualReport, hold=lambda report: hold_editions_of(report.cycle_id), then=take_place)


def _replace(old: AnnualReport, successor: AnnualReport, *, by: Actor, now: datetime) -> None:
    replaced = move(
        AnnualReport.objects.filter(pk=old.pk, status=old.status),
        REPLACE,
        replaced_by=successor,
        replaced_at=now,
        what_changed=[to_plain(change) for change in what_changed(old, successor.frozen())],
    )
    if replaced:
        tell(
            REPLACE,
            old,
            by=by,
            now=now,
            note=successor.why,
            facts={"edition": str(successor.edition)},
            audience=EventAudience.READERS if old.released_at else EventAudience.SECRETARIAT,
        )

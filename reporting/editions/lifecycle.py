"""The lifecycle of an edition: one table; and which edition follows which (AR-2): an older one names its successor, what changed
and why. The machine's rows are the queue's (reporting.queue.lifecycle).
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import to_plain
from commit_portal.statuses import EventAudience
from commit_portal.workflow.lifecycle import MACHINE, Actor, Transition
from reporting.editions.changes import what_changed
from reporting.editions.permissions import may_release_edition, may_try_again
from reporting.editions.rules import ar_2, ar_3
from reporting.models import AnnualReport
from reporting.queue import lifecycle as queue
from reporting.statuses import ReportStatus
from workplans.statuses import Audience

NOT_READY = _("Not ready to release")
NOT_MADE_YET = _("The edition is not made yet. Wait until it is ready.")
ON_ITS_WAY = _("The portal is already making the edition. Wait until it is ready.")
MADE_ALREADY = _("The edition is already made. If you need other figures, make a new edition.")

RELEASE = Transition(
    name="release",
    label=_("Release the edition"),
    sources=(ReportStatus.READY,),
    target=ReportStatus.RELEASED,
    permission=may_release_edition,
    why_closed={
        **dict.fromkeys((ReportStatus.QUEUED, ReportStatus.RENDERING), NOT_MADE_YET),
        ReportStatus.FAILED: _("The portal could not make the edition. Try again first."),
        ReportStatus.RELEASED: _("The edition is already released. You do not need to do anything."),
        ReportStatus.REPLACED: _("A newer edition has replaced this one. Release the newer one."),
    },
    heading_when_closed={
        **dict.fromkeys((ReportStatus.QUEUED, ReportStatus.RENDERING, ReportStatus.FAILED), NOT_READY),
        ReportStatus.RELEASED: _("Already released"),
        ReportStatus.REPLACED: _("Already replaced"),
    },
    rules=(ar_2, ar_3),
    audience=EventAudience.READERS,
)
TRY_AGAIN = Transition(
    name="try_again",
    label=_("Try again"),
    sources=(ReportStatus.FAILED,),
    target=ReportStatus.QUEUED,
    permission=may_try_again,
    why_closed={
        **dict.fromkeys((ReportStatus.QUEUED, ReportStatus.RENDERING), ON_ITS_WAY),
        **dict.fromkeys((ReportStatus.READY, ReportStatus.RELEASED, ReportStatus.REPLACED), MADE_ALREADY),
    },
    rules=(ar_2,),
    audience=EventAudience.SECRETARIAT,
)
EDITION_LIFECYCLE = (*queue.MACHINE_TRANSITIONS, TRY_AGAIN, RELEASE)


def replace_predecessors(report: AnnualReport, *, reaches_readers: bool, by: Actor, now: datetime) -> None:
    """Older editions of the same audience in the same language name this one as their successor (AR-2).

    An edition is replaced as soon as its successor reaches the same readers: an unreleased one when the
    successor is ready, a released one when the successor is released. The Secretariat reads what is ready.
    """
    open_states = [ReportStatus.READY, *([ReportStatus.RELEASED] if reaches_readers else [])]
    older = AnnualReport.objects.editions().filter(
        cycle=report.cycle,
        audience=report.audience,
        language=report.language,
        edition__lt=report.edition,
        status__in=open_states,
    )
    for old in older:
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


# Editions as the queue renders them.
EDITIONS = queue.JobKind(
    AnnualReport, hold=lambda report: queue.hold_editions_of(report.cycle_id), then=take_place
)


def _replace(old: AnnualReport, successor: AnnualReport, *, by: Actor, now: datetime) -> None:
    replaced = queue.move(
        AnnualReport.objects.filter(pk=old.pk, status=old.status),
        queue.REPLACE,
        replaced_by=successor,
        replaced_at=now,
        what_changed=[to_plain(change) for change in what_changed(old, successor.frozen())],
    )
    if replaced:
        queue.tell(
            queue.REPLACE,
            old,
            by=by,
            now=now,
            note=successor.why,
            facts={"edition": str(successor.edition)},
            audience=EventAudience.READERS if old.released_at else EventAudience.SECRETARIAT,
        )

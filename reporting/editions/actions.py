"""Asking for an edition, trying again, releasing: the only writes to editions that people make."""

from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import get_language

from commit_portal.refusals import obey, require
from commit_portal.statuses import EventAudience
from commit_portal.workflow.events import record_event
from commit_portal.workflow.lifecycle import Machine, Transition, walk
from reporting.dataset.build import build_dataset
from reporting.dataset.serialization import digest_of_json, to_json
from reporting.dataset_queries.rows import one_snapshot, report_rows
from reporting.editions.lifecycle import RELEASE, TRY_AGAIN
from reporting.editions.permissions import may_ask_edition
from reporting.editions.queries import years_before_in
from reporting.editions.replaced_editions import replace_predecessors
from reporting.editions.rules import another_edition_says_why, asked_meanwhile
from reporting.editions.tasks import ring
from reporting.models import AnnualReport
from reporting.queue.lease import as_new
from reporting.queue.lifecycle import hold_editions_of
from reporting.statuses import ReportStatus
from workplans.models import AnnualCycle, Seat, Workplan
from workplans.statuses import Audience


def ask_for_edition(
    cycle: AnnualCycle,
    audience: Audience,
    *,
    by: Seat | Machine,
    now: datetime,
    why: str = "",
    ring_the_bell: bool = True,
) -> AnnualReport:
    """Freeze the figures and queue the edition, in the language of the moment; it does not render.

    Where nothing has changed since the newest edition for this audience in this language, return that one: nothing is
    queued. `by` is the machine for the command line, which needs no reason. Raises `Refused`, or `RuleBroken`
    where another edition is finished or on its way and nothing says why one more is needed, or where somebody
    else asked for other figures meanwhile.
    """
    require(may_ask_edition(by))
    language = get_language() or settings.LANGUAGE_CODE
    with one_snapshot():
        # The year as well: what the caller holds was read before.
        year = AnnualCycle.objects.select_related("plan").get(pk=cycle.pk)
        seen = _newest(cycle, audience, language)
        frozen = to_json(build_dataset(report_rows(year, audience, on=timezone.localdate(now))))
    digest = digest_of_json(frozen)
    with transaction.atomic():
        # One at a time: the number of the edition comes from the rows that are there.
        hold_editions_of(cycle.pk)
        newest = _newest(cycle, audience, language)
        if newest and newest.digest == digest and newest.status != ReportStatus.REPLACED:
            # The same figures were asked for already: queued again where they failed, else simply there.
            if newest.status == ReportStatus.FAILED:
                _queue_again(newest, TRY_AGAIN, by=by, now=now, ring_the_bell=ring_the_bell)
            return newest
        # Whoever waited for the lock has frozen no later than the one who had it: a higher number over older
        # figures would replace the newer ones.
        if newest and newest != seen:
            obey(asked_meanwhile(newest))
        if isinstance(by, Seat):
            obey(another_edition_says_why(cycle, audience, language, why))
        numbers = AnnualReport.objects.filter(cycle=cycle, audience=audience).aggregate(last=Max("edition"))
        report = AnnualReport.objects.create(
            cycle=cycle,
            edition=(numbers["last"] or 0) + 1,
            audience=audience,
            why=why.strip(),
            dataset=frozen,
            digest=digest,
            as_of=now,
            language=language,
            asked_at=now,
            asked_by=by.user,
            **as_new(),
        )
        record_event("ask", report, by=by, now=now, note=why, audience=EventAudience.SECRETARIAT)
        if ring_the_bell:
            transaction.on_commit(partial(ring, report.pk), robust=True)
    return report


@transaction.atomic
def try_again(report: AnnualReport, *, by: Seat, now: datetime) -> None:
    """Queue a failed edition once more, with its frozen figures and all its attempts."""
    _queue_again(report, TRY_AGAIN, by=by, now=now, ring_the_bell=True)


@transaction.atomic
def release_edition(report: AnnualReport, *, by: Seat, now: datetime) -> None:
    """Show the edition to its audience. The one that they read before is replaced, not taken away.

    The workplans of the year and of those before that it tells of are locked, so that no release ends between
    the comparison (AR-3) and the writing. Older editions give way first: the database lets one released edition stand for the
    same readers.
    """
    told_of = [report.cycle, *years_before_in(report, report.frozen())]
    plans = Workplan.objects.select_for_update(of=("self",), no_key=True).filter(cycle__in=told_of)
    list(plans.order_by("pk").values_list("pk"))
    hold_editions_of(report.cycle_id)
    replace_predecessors(report, reaches_readers=True, by=by, now=now)
    walk(report, RELEASE, by=by, now=now, also={"released_at": now, "released_by": by.user})


def _newest(cycle: AnnualCycle, audience: Audience, language: str) -> AnnualReport | None:
    for_them = AnnualReport.objects.light().filter(cycle=cycle, audience=audience, language=language)
    return for_them.order_by("-edition").first()


def _queue_again(
    report: AnnualReport, again: Transition, *, by: Seat | Machine, now: datetime, ring_the_bell: bool
) -> None:
    walk(report, again, by=by, now=now, also=as_new())
    if ring_the_bell:
        transaction.on_commit(partial(ring, report.pk), robust=True)

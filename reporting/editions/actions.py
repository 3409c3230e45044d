"""Asking for an edition or a draft of it, trying again, releasing: the only writes to editions that people make."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import get_language

from commit_portal.db.event_chain import head_of_chain
from commit_portal.refusals import obey, require
from commit_portal.statuses import EventAudience
from commit_portal.workflow import record_event, walk
from commit_portal.workflow.lifecycle import Machine
from commit_portal.workflow.optimistic_locking import save_if_unchanged
from reporting.dataset import Dataset
from reporting.dataset.serialization import digest_of_json, to_json
from reporting.dataset_queries.rows import one_snapshot
from reporting.editions import queries
from reporting.editions.changes import since_edition
from reporting.editions.lifecycle import RELEASE, TRY_AGAIN
from reporting.editions.permissions import may_ask_edition
from reporting.editions.rules import another_edition_says_why, ar_4, asked_meanwhile
from reporting.editions.successors import hold_editions_of, replace_predecessors
from reporting.editions.tasks import ring
from reporting.models import AnnualReport, ReportDraft
from reporting.models.jobs import DRAFT
from reporting.queue.jobs import as_new
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
    """Freeze the figures with what is written for these readers, and queue the edition; it does not render.

    It is in the language of the moment. Where nothing has changed since the newest edition for this audience in this
    language, return that one: nothing is queued. `by` is the machine for the command line, which needs no reason.
    Raises `Refused`, or `RuleBroken` where a highlight tells a figure that has changed, where another edition is
    finished or on its way and nothing says why one more is needed, or where somebody else asked for other figures
    meanwhile.
    """
    require(may_ask_edition(by))
    language = get_language() or settings.LANGUAGE_CODE
    with one_snapshot():
        seen = _newest(cycle, audience, language)
        asked, dataset = _frozen(cycle, audience, why, now=now)
    obey(*ar_4(dataset.texts, queries.figures_in(dataset, now=now)))
    with transaction.atomic():
        # One at a time: the number of the edition comes from the rows that are there.
        hold_editions_of(cycle.pk)
        newest = _newest(cycle, audience, language)
        if newest and newest.status != ReportStatus.REPLACED and _holds(newest, dataset):
            # The same figures were asked for already: queued again where they failed, else simply there.
            if newest.status == ReportStatus.FAILED:
                try_again(newest, by=by, now=now, ring_the_bell=ring_the_bell)
            return newest
        # Whoever waited for the lock has frozen no later than the one who had it: a higher number over older
        # figures would replace the newer ones.
        if newest and newest != seen:
            obey(asked_meanwhile(newest))
        if isinstance(by, Seat):
            obey(another_edition_says_why(cycle, audience, language, why))
        numbers = AnnualReport.objects.filter(cycle=cycle, audience=audience).aggregate(last=Max("edition"))
        asked.edition = (numbers["last"] or 0) + 1
        asked.trail_number, asked.trail_digest = head_of_chain()
        _queue(asked, by=by, now=now, ring_the_bell=ring_the_bell)
        # The next edition needs a reason of its own (AR-2).
        for draft in ReportDraft.objects.select_for_update().filter(cycle=cycle, audience=audience):
            texts = {part: text for part, text in draft.texts.items() if part != "why"}
            save_if_unchanged(draft, seen=draft.row_version, texts=texts)
    return asked


def ask_for_draft(cycle: AnnualCycle, audience: str, why: str, *, by: Seat, now: datetime) -> AnnualReport:
    """Queue a draft of the next edition, as it would be now. It takes the place of the draft before it."""
    require(may_ask_edition(by))
    with one_snapshot():
        asked, _dataset = _frozen(cycle, audience, why, now=now)
    with transaction.atomic():
        hold_editions_of(cycle.pk)
        # Its row stays, for its events tell of it. Whoever renders the old one loses the lease; the sweep removes its files.
        drafts = AnnualReport.objects.filter(cycle=cycle, audience=audience, edition=DRAFT)
        asked.pk = drafts.values_list("pk", flat=True).first()
        _queue(asked, by=by, now=now, ring_the_bell=True)
    return asked


@transaction.atomic
def write_words(draft: ReportDraft, texts: Mapping[str, str], *, seen: int, by: Seat, now: datetime) -> None:
    """Save what is written for an edition to come. Raises `StaleRow` where somebody else saved meanwhile."""
    require(may_ask_edition(by))
    row, _made = ReportDraft.objects.get_or_create(cycle=draft.cycle, audience=draft.audience)
    save_if_unchanged(row, seen=seen, texts=dict(texts))
    record_event("write", row, by=by, now=now, audience=EventAudience.SECRETARIAT)


@transaction.atomic
def try_again(report: AnnualReport, *, by: Seat | Machine, now: datetime, ring_the_bell: bool = True) -> None:
    """Queue a failed edition once more, with its frozen figures and all its attempts."""
    walk(report, TRY_AGAIN, by=by, now=now, also=as_new())
    if ring_the_bell:
        transaction.on_commit(partial(ring, report.pk), robust=True)


@transaction.atomic
def release_edition(report: AnnualReport, *, by: Seat, now: datetime) -> None:
    """Show the edition to its audience. The one that they read before is replaced, not taken away.

    The workplans of the year and of those before that it tells of are locked, so that no release ends between
    the comparison (AR-3) and the writing. Older editions give way first: the database lets one released edition stand for the
    same readers.
    """
    told_of = [report.cycle, *queries.years_before_in(report, report.frozen())]
    plans = Workplan.objects.select_for_update(of=("self",), no_key=True).filter(cycle__in=told_of)
    list(plans.order_by("pk").values_list("pk"))
    hold_editions_of(report.cycle_id)
    replace_predecessors(report, reaches_readers=True, by=by, now=now)
    walk(report, RELEASE, by=by, now=now, also={"released_at": now, "released_by": by.user})


def _newest(cycle: AnnualCycle, audience: Audience, language: str) -> AnnualReport | None:
    for_them = AnnualReport.objects.editions().light()
    return for_them.filter(cycle=cycle, audience=audience, language=language).order_by("-edition").first()


def _frozen(cycle: AnnualCycle, audience: str, why: str, *, now: datetime) -> tuple[AnnualReport, Dataset]:
    """An edition that is not saved yet, a draft at first, and its figures without what changed since the one before."""
    # The year as well: what the caller holds was read before.
    draft = queries.draft_for(AnnualCycle.objects.select_related("plan").get(pk=cycle.pk), audience)
    dataset = queries.dataset_with_words(draft, now=now)
    language = get_language() or settings.LANGUAGE_CODE
    since = since_edition(queries.edition_read_before(cycle, audience, language), dataset, why)
    frozen = to_json(replace(dataset, since=since))
    asked = AnnualReport(cycle=cycle, audience=audience, edition=DRAFT, language=language, **as_new())
    asked.dataset, asked.digest, asked.why = frozen, digest_of_json(frozen), why.strip()
    asked.as_of = asked.asked_at = now
    return asked, dataset


def _holds(report: AnnualReport, dataset: Dataset) -> bool:
    """Whether an edition holds these figures and words, whatever it says of the edition before it."""
    try:
        return replace(report.frozen(), since=None) == dataset
    except ValueError:
        # It was frozen in another format.
        return False


def _queue(report: AnnualReport, *, by: Seat | Machine, now: datetime, ring_the_bell: bool) -> None:
    """Save an edition that is asked for, with its event, and ring for it after the commit."""
    report.asked_by = by.user
    report.save()
    record_event("ask", report, by=by, now=now, note=report.why, audience=EventAudience.SECRETARIAT)
    if ring_the_bell:
        transaction.on_commit(partial(ring, report.pk), robust=True)

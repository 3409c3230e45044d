"""Reads of editions of the annual report, and their latest events."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from commit_portal.forms.base import Values
from commit_portal.i18n import say
from commit_portal.workflow.events import events_about_all
from reporting.dataset import Dataset, OfficeText
from reporting.dataset.build import build_dataset
from reporting.dataset.totals import coded_cells
from reporting.dataset.years import earlier_year
from reporting.dataset_queries.rows import report_rows
from reporting.dataset_queries.shared_datasets import asked_before, dataset_of
from reporting.models import AnnualReport, ReportDraft
from reporting.models.jobs import DRAFT
from reporting.report.context import print_context
from reporting.report.numbering import Imprint
from reporting.report_text.figures import Figure, figures_of
from reporting.shared.years import HISTORY_LENGTH, audiences_for, year_followed_up, years
from reporting.statuses import FINISHED_REPORTS, ReportStatus
from workplans.models import AnnualCycle, Seat
from workplans.presentation.timeline import trail
from workplans.statuses import Audience


def years_before_in(report: AnnualReport, dataset: Dataset) -> QuerySet[AnnualCycle]:
    """The years before that an edition may tell of, newest first.

    Those are the years that stand beside it, the year that "was" compares with, the years since which a state has been the
    same, and the year that is followed up, on whatever plan of action. `dataset` is what was frozen in the edition.
    """
    followed = year_followed_up(report.cycle)
    shown = [year.facts.year for year in dataset.earlier]
    told = Q(year__in=[*shown, *(year.year for year in (followed,) if year is not None)])
    cells = (cell for target in dataset.targets for _code, cell in coded_cells(dataset, target))
    since = [cell.since_year for cell in cells if cell.since_year is not None]
    compared = [dataset.facts.previous_year] if dataset.facts.previous_year else []
    if first := min((*since, *compared), default=None):
        told |= Q(plan=report.cycle.plan_id, year__gte=first, year__lt=report.cycle.year)
    return years().filter(told)


def edition_read_before(cycle: AnnualCycle, audience: str, language: str) -> AnnualReport | None:
    """The newest edition that these readers have read: the Secretariat reads what is made, others what is released."""
    made = AnnualReport.objects.editions().filter(cycle=cycle, audience=audience, language=language)
    made = made.filter(status__in=FINISHED_REPORTS)
    if audience != Audience.SECRETARIAT:
        made = made.filter(released_at__isnull=False)
    return made.order_by("-edition").first()


def draft_for(cycle: AnnualCycle, audience: str) -> ReportDraft:
    """What is written for the next edition of these readers; an empty draft that is not saved where nothing is yet."""
    found = ReportDraft.objects.filter(cycle=cycle, audience=audience).first()
    return found or ReportDraft(cycle=cycle, audience=audience)


def dataset_with_words(draft: ReportDraft, *, now: datetime, to_freeze: bool = True) -> Dataset:
    """The figures that the readers of a draft may see now, with what is written for them.

    Of an earlier year the dataset is the remembered one. Without `to_freeze` only the newest year is read: where there
    is one, the chapters and tables after it have other numbers.
    """
    on, audience = timezone.localdate(now), Audience(draft.audience)
    written = sorted((part, text) for part, text in draft.texts.items() if part != "why")
    earlier = (earlier_year(dataset_of(one)) for one in asked_before(draft.cycle, audience, on))
    return replace(
        build_dataset(report_rows(draft.cycle, audience, on=on)),
        words=tuple(OfficeText(*one) for one in written),
        earlier=tuple(islice(filter(None, earlier), None if to_freeze else 1))[::-1],
    )


def printed_now(dataset: Dataset, *, now: datetime) -> dict[str, Any]:
    """The chapters as a draft would have them now."""
    return print_context(dataset, Imprint(DRAFT, "", now))


def figures_in(dataset: Dataset, *, now: datetime) -> list[Figure]:
    """The figures of the report's tables on which a highlight can rest."""
    return list(figures_of(dataset, printed_now(dataset, now=now)))


def editions_in_force(seat: Seat | None) -> QuerySet[AnnualReport]:
    """The edition of each year that the seat's audience reads now, the newest year first; one query."""
    released = AnnualReport.objects.visible_to(seat).filter(status=ReportStatus.RELEASED)
    return released.light().select_related("cycle").order_by("-cycle__year")


def history_of_editions(editions: Mapping[int, str], seat: Seat) -> tuple[Values, ...]:
    """Of editions that the seat may see, by their keys; the names say which one each sentence is about."""
    found = events_about_all(AnnualReport.objects.filter(pk__in=editions))
    events = list(found.filter(audience__in=audiences_for(seat, inside=False))[:HISTORY_LENGTH])
    about = _("%(about)s: %(event)s")
    return tuple(
        row | {"said": str(say(about, about=name, event=event.message))}
        if (name := editions[event.object_id])
        else row
        for event, row in zip(events, trail(events), strict=True)
    )

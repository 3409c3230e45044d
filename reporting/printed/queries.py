"""Reads of printed forms."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from commit_portal import clock
from reporting.dataset.serialization import digest_of_json, to_json
from reporting.dataset.values import note
from reporting.dataset_queries.printed_forms import figures_of_draft, figures_of_version, with_origins
from reporting.models import PrintedForm
from reporting.models.printed_forms import is_told_origins, partners_shown_to
from workplans.ministries.permissions import may_read_ministries
from workplans.ministries.rows import yes_and_beside
from workplans.models import Seat, Workplan, WorkplanVersion
from workplans.plan.permissions import may_read_draft
from workplans.plan.visibility import version_to_read, versions_visible_to
from workplans.presentation.history_links import came_from
from workplans.statuses import IN_FORCE, VersionKind, WorkplanStatus


@dataclass(frozen=True)
class Figures:
    """What a form prints for one reader, frozen: canonical JSON with its digest, and what it says of partners."""

    dataset: str
    digest: str
    partners: str
    language: str


def figures_for(seat: Seat, plan: Workplan, version: WorkplanVersion | None) -> Figures:
    """The figures of a version, or of the draft as it stands, for this reader in the language of the request."""
    shown = partners_shown_to(seat, in_draft=version is None)
    if version is None:
        form = figures_of_draft(plan, shown, seat, on=clock.today(), **_ministries(seat, plan))
    else:
        form = figures_of_version(version, shown, on=timezone.localdate(version.made_at))
    if is_told_origins(seat, plan):
        form = with_origins(form, came_from(seat, plan))
    dataset = to_json(form)
    return Figures(dataset, digest_of_json(dataset), shown.value, get_language() or settings.LANGUAGE_CODE)


def _ministries(seat: Seat, plan: Workplan) -> dict[str, Any]:
    """What the ministries say of a draft, for its taskforce alone."""
    if not may_read_ministries(seat, plan):
        return {}
    agreed, others = yes_and_beside(plan)
    beside = [
        note("ministry.point", ministry=name, said=note(code, count=changed))
        for name, code, changed in others
    ]
    return {"agreed_by": agreed, "not_agreed": beside}


def form_to_read(
    seat: Seat, plan: Workplan, version: WorkplanVersion | None, *, digest: str
) -> PrintedForm | None:
    """The form with the figures of now (`digest`), else the one that was asked for last; None where there is none."""
    found = (
        PrintedForm.objects.visible_to(seat)
        .filter(workplan=plan, version=version, language=get_language() or settings.LANGUAGE_CODE)
        .defer("dataset")
        .select_related(*PrintedForm.BESIDE)
    )
    return found.filter(digest=digest).first() or found.first()


def versions_to_print(seat: Seat, plan: Workplan) -> list[WorkplanVersion]:
    """The versions that the seat reads, the newest first."""
    found = versions_visible_to(seat).filter(workplan=plan).select_related("workplan__taskforce__country")
    return list(found.order_by("-number"))


def printed_first(seat: Seat, plan: Workplan) -> WorkplanVersion | None:
    """What the page offers at first: the approved version in force, the submitted one while it waits for decisions,
    else the draft (None), else what is readable.
    """
    version = version_to_read(plan, seat)
    if version is not None and plan.status in IN_FORCE:
        return version
    if plan.status == WorkplanStatus.SUBMITTED:
        found = (one for one in versions_to_print(seat, plan) if one.kind == VersionKind.SUBMITTED)
        if submitted := next(found, None):
            return submitted
    return None if may_read_draft(seat, plan) else version

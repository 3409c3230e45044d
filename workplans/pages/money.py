"""The money beside the ceiling: what partners give, and what is in reserve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext

from commit_portal.words import money
from workplans.models import Activity, VersionLine
from workplans.statuses import ContributionStatus


def partner_sums(lines: Iterable[Activity]) -> dict[str, Decimal]:
    """US dollars from partners by status: accepted, offered, asked. Withdrawn lines are left out."""
    told = (ContributionStatus.ACCEPTED, ContributionStatus.OFFERED, ContributionStatus.ASKED)
    sums = dict.fromkeys(told, Decimal(0))
    for line in lines:
        if line.is_withdrawn:
            continue
        for gift in line.contributions.all():
            if gift.status in sums:
                sums[ContributionStatus(gift.status)] += gift.amount or Decimal(0)
    return {status.value: total for status, total in sums.items()}


def reserve_sum(lines: Iterable[Activity | VersionLine]) -> Decimal:
    """US dollars of lines in reserve. They do not count under the ceiling."""
    return sum(
        (line.secretariat_cost or Decimal(0) for line in lines if line.is_in_reserve),
        Decimal(0),
    )


def partners_sums(sums: Mapping[str, Decimal]) -> list[tuple[str, str]]:
    """Labels and amounts of all partners. A partner has a page of its own (`pages.partner`)."""
    labels = {
        "accepted": gettext("Partners, accepted"),
        "offered": gettext("Partners, offered"),
        "asked": gettext("Asked of partners, no answer yet"),
    }
    return [(labels[name], money(sums[name])) for name in labels if name in sums]

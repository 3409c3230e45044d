"""The money beside the ceiling: what partners give, and what is in reserve."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext

from commit_portal.words import money
from workplans.consultation.queries import money_of
from workplans.models import Activity, VersionLine


def reserve_sum(lines: Iterable[Activity | VersionLine]) -> Decimal:
    """US dollars of lines in reserve. They do not count under the ceiling."""
    return sum(
        (line.secretariat_cost or Decimal(0) for line in lines if line.is_in_reserve),
        Decimal(0),
    )


def partners_sums(lines: Iterable[Activity]) -> list[tuple[str, str]]:
    """Labels and US dollars of all partners. Withdrawn lines are left out. A partner has its own page (`pages.partner`)."""
    sums = money_of(gift for line in lines if not line.is_withdrawn for gift in line.contributions.all())
    return [
        accepted_sum(sums.accepted),
        (gettext("Partners, offered"), money(sums.offered)),
        (gettext("Asked of partners, no answer yet"), money(sums.asked)),
    ]


def accepted_sum(accepted: Decimal) -> tuple[str, str]:
    """Label and US dollars of what partners give."""
    return gettext("Partners, accepted"), money(accepted)

"""The money beside the ceiling: what partners give, and what is in reserve."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext

from commit_portal.i18n.formatting import money
from workplans.consultation.support_rows import accepted_sums, sum_in_words
from workplans.models import Activity, VersionLine
from workplans.statuses import ContributionStatus


def reserve_sum(lines: Iterable[Activity | VersionLine]) -> Decimal:
    """US dollars of lines in reserve. They do not count under the ceiling."""
    return sum(
        (line.secretariat_cost or Decimal(0) for line in lines if line.is_in_reserve),
        Decimal(0),
    )


def partners_sums(lines: Iterable[Activity]) -> list[tuple[str, str]]:
    """Labels and US dollars of all partners. Withdrawn lines are left out. A partner has its own page (`pages.partner`)."""
    standing = [line for line in lines if not line.is_withdrawn]
    gifts = [gift for line in standing for gift in line.contributions.all()]
    return [
        *accepted_sums(gettext("Partners, accepted"), standing),
        (gettext("Partners, offered"), sum_in_words(gifts, ContributionStatus.OFFERED)),
        (gettext("Requests to partners, no answer yet"), sum_in_words(gifts, ContributionStatus.ASKED)),
    ]


def given_sum(lines: Iterable[VersionLine]) -> tuple[str, str]:
    """Label and US dollars of what partners give to the lines of a version."""
    gifts = [gift for line in lines if line.is_put_forward for gift in line.supports.all()]
    return gettext("Partners, accepted"), money(
        sum((gift.amount or Decimal(0) for gift in gifts), Decimal(0))
    )

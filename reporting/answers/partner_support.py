"""Partners' support in a sheet: what was accepted when it was opened, and what is said of it (RV-10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reporting.answers.queries import version_under_review
from reporting.dataset.money import sum_of_known
from reporting.dataset.rows import PartnerAnswer
from reporting.models import CountryReview, PartnerSpending
from workplans.models import VersionLine, VersionLineSupport, Workplan


@dataclass(frozen=True)
class PartnerAsked:
    """A partner whose support a sheet asks about: US dollars accepted, and help in kind in words.

    `partner` is its key, None for partners that are not named; `accepted` is None where no money was accepted.
    """

    partner: int | None
    name: str
    accepted: Decimal | None = None
    in_kind: tuple[str, ...] = ()


def spent_field(partner: int | None) -> str:
    """The name of the field in which a partner's spending is typed."""
    return f"spent_{partner or 'others'}"


def delivered_field(partner: int | None) -> str:
    """The name of the field that asks whether a partner's help in kind has come."""
    return f"delivered_{partner}"


def support_asked(
    sheet: CountryReview, lines: Iterable[VersionLine], plan: Workplan | None
) -> dict[int, tuple[PartnerAsked, ...]]:
    """The partners that a sheet asks about on these lines, by the key of the activity; in the order of the partners.

    Those whose support was accepted when the sheet was opened. A line that was approved only later is asked about
    with the support that it came with.
    """
    asked = {line.activity_id: line for line in lines}
    now = version_under_review(sheet, plan)
    if sheet.opened_with_id is not None and now is not None and sheet.opened_with_id != now.pk:
        opened = VersionLine.objects.filter(version=sheet.opened_with_id, activity__in=asked)
        asked |= {line.activity_id: line for line in opened.prefetch_related("supports__partner")}
    return {key: _asked(line.supports.all()) for key, line in asked.items()}


def answers_in(spending: Iterable[PartnerSpending]) -> tuple[PartnerAnswer, ...]:
    """Saved rows as they are answered."""
    return tuple(
        PartnerAnswer(row.partner_id, row.amount, row.delivered, str(row.partner or "")) for row in spending
    )


def _asked(gifts: Iterable[VersionLineSupport]) -> tuple[PartnerAsked, ...]:
    by_partner: dict[int, list[VersionLineSupport]] = {}
    for gift in gifts:
        by_partner.setdefault(gift.partner_id, []).append(gift)
    return tuple(
        PartnerAsked(
            partner,
            str(found[0].partner),
            sum_of_known(gift.amount for gift in found),
            tuple(gift.what for gift in found if gift.amount is None),
        )
        for partner, found in by_partner.items()
    )

"""What a partner reads of a plan, and what is asked, offered and accepted of a line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch

from workplans.models import Activity, Contribution, Opening, Partner, Seat, TechnicalNeed, Workplan
from workplans.plan.visibility import Reader, activities_visible_to, lines_visible_to, offers_visible_to
from workplans.statuses import ContributionStatus, Role


def opening_now(workplan: Workplan, partner: Partner, *, now: datetime) -> Opening | None:
    """The opening by which a partner reads the draft at this moment."""
    return Opening.objects.open_at(now).filter(workplan=workplan, partner=partner).first()


def partner_reads(line: Activity, partner: Partner, *, now: datetime) -> bool:
    """Whether a partner reads this line: it is opened or released to it, or supported by it (CO-2)."""
    if line.is_withdrawn:
        return False
    reader = Reader(Role.PARTNER, None, partner.pk, now)
    return (
        activities_visible_to(reader).filter(pk=line.pk).exists()
        or lines_visible_to(reader).filter(activity=line, withdrawn=False).exists()
    )


def unanswered_of(
    line: Activity, partner: Partner, kind: str, need: TechnicalNeed | None
) -> Contribution | None:
    """The open asking or offer of a partner for a line, kind and need: there is at most one (CO-3)."""
    return line.contributions.unanswered().filter(partner=partner, kind=kind, need=need).first()


@dataclass(frozen=True)
class PartnersMoney:
    """US dollars beside the ceiling: what partners are asked for, offer, give and were declined."""

    asked: Decimal
    offered: Decimal
    accepted: Decimal
    declined: Decimal

    @property
    def counted(self) -> Decimal:
        """What is asked, offered and accepted together."""
        return self.asked + self.offered + self.accepted


def money_of(supports: Iterable[Contribution]) -> PartnersMoney:
    """The sums of some support. Help in kind has no amount."""
    sums = dict.fromkeys(ContributionStatus, Decimal(0))
    for support in supports:
        sums[ContributionStatus(support.status)] += support.amount or Decimal(0)
    return PartnersMoney(
        asked=sums[ContributionStatus.ASKED],
        offered=sums[ContributionStatus.OFFERED],
        accepted=sums[ContributionStatus.ACCEPTED],
        declined=sums[ContributionStatus.DECLINED],
    )


def cost_in_all(line: Activity) -> Decimal | None:
    """US dollars that a line costs in all, whoever pays; None as long as no line says it."""
    return None


def beyond_cost(cost_in_all: Decimal | None, secretariat: Decimal, partners: PartnersMoney) -> Decimal:
    """US dollars by which all who pay for a line exceed what it costs in all; 0 where that is not said."""
    if cost_in_all is None:
        return Decimal(0)
    return max(secretariat + partners.counted - cost_in_all, Decimal(0))


def lines_with_support(workplan: Workplan, seat: Seat) -> list[Activity]:
    """The lines that the seat reads, with their needs and all that partners are asked for, offer and give: 3 queries."""
    lines = (
        activities_visible_to(seat)
        .filter(workplan=workplan)
        .prefetch_related(
            Prefetch("contributions", offers_visible_to(seat).select_related("need").order_by("pk")),
            "technical_needs",
        )
        .order_by("area__position", "number")
    )
    for line in lines:
        line.workplan = workplan
    return list(lines)


def unmet_needs(line: Activity) -> list[TechnicalNeed]:
    """The technical needs of a loaded line that neither accepted support nor the Secretariat meets."""
    met = {
        support.need_id
        for support in line.contributions.all()
        if support.status == ContributionStatus.ACCEPTED
    }
    return [need for need in line.technical_needs.all() if need.secretariat_at is None and need.pk not in met]


def openings_to_partners(workplan: Workplan) -> list[Opening]:
    """Every opening of the draft to a partner, ended ones too, in the order of the partners."""
    openings = Opening.objects.filter(workplan=workplan, partner__isnull=False).select_related("partner")
    found = list(openings.order_by("partner__position", "opened_at", "pk"))
    for opening in found:
        opening.workplan = workplan
    return found


def support_at(line: Activity, partner_slug: str, number: int) -> Contribution | None:
    """What an address names: a line's partner, and which of its askings and offers there, counted from 1."""
    supports = [
        support
        for support in line.contributions.select_related("partner", "need").order_by("pk")
        if support.partner.slug == partner_slug
    ]
    return supports[number - 1] if 0 < number <= len(supports) else None


def address_of(support: Contribution) -> tuple[int, str, int, str, int]:
    """The parameters of the address of support: year, place, line, partner, and which of the partner's."""
    line = support.activity
    slug = support.partner.slug
    earlier = line.contributions.select_related("partner").filter(pk__lte=support.pk)
    number = sum(item.partner.slug == slug for item in earlier)
    plan = line.workplan
    return plan.cycle.year, plan.taskforce.slug, line.number, slug, number

"""What a partner reads of a plan, and what is asked, offered and accepted of a line."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from workplans.models import Activity, Contribution, Opening, Partner, TechnicalNeed, Workplan
from workplans.plan.visibility import Reader, activities_visible_to, lines_visible_to
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


def money_asked(line: Activity, *, but: Contribution | None = None) -> Decimal:
    """US dollars that partners are asked for, offer and add to a line, without one contribution."""
    counted = (ContributionStatus.ASKED, ContributionStatus.OFFERED, ContributionStatus.ACCEPTED)
    amounts = line.contributions.filter(status__in=counted).exclude(Q(pk=but.pk) if but else Q(pk__in=()))
    return sum((amount or Decimal(0) for amount in amounts.values_list("amount", flat=True)), Decimal(0))


def support_at(line: Activity, partner_slug: str, number: int) -> Contribution | None:
    """What an address names: a line's partner, and which of its askings and offers there, counted from 1."""
    supports = [
        support
        for support in line.contributions.select_related("partner", "need").order_by("pk")
        if support.partner.slug == partner_slug
    ]
    return supports[number - 1] if 0 < number <= len(supports) else None


def numbered(supports: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Support with `nth`: which of its partner's at its line it is, as addresses count (`support_at`)."""
    counted = Contribution.objects.filter(
        activity=OuterRef("activity"), partner=OuterRef("partner"), pk__lte=OuterRef("pk")
    )
    number = counted.order_by().values("partner").annotate(number=Count("pk")).values("number")
    return supports.annotate(nth=Subquery(number))


def unmet_needs(workplan: Any) -> QuerySet[TechnicalNeed]:
    """Technical needs of a plan (its key) that nobody meets yet: not the Secretariat, and no accepted support."""
    met = Contribution.objects.accepted().filter(need=OuterRef("pk"))
    needs = TechnicalNeed.objects.filter(activity__workplan=workplan, secretariat_at__isnull=True)
    return needs.filter(~Exists(met))


def address_of(support: Contribution) -> tuple[int, str, int, str, int]:
    """The parameters of the address of support: year, place, line, partner, and which of the partner's."""
    line = support.activity
    earlier = line.contributions.filter(partner=support.partner, pk__lte=support.pk).count()
    plan = line.workplan
    return plan.cycle.year, plan.taskforce.slug, line.number, support.partner.slug, earlier

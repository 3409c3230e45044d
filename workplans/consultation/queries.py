"""What a partner reads of a plan, and what is asked, offered and accepted of a line."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Case, Count, Exists, OuterRef, QuerySet, When
from django.db.models.functions import Coalesce

from commit_portal.db.compiled_queries import prepared
from commit_portal.db.related_rows import aggregated, all_placed, related_rows
from workplans import models, statuses
from workplans.plan import visibility
from workplans.plan.line_content import MetNeed, accepted_support, needs_met

type Gifts = Iterable[models.Contribution | models.VersionLineSupport] | None


def partner_reads(line: models.Activity, partner: models.Partner, *, now: datetime) -> bool:
    """Whether a partner reads this line: it is opened or released to it, or supported by it (CO-2)."""
    return line.pk in lines_read_by(partner, [line], now=now)


def lines_read_by(partner: models.Partner, lines: Iterable[models.Activity], *, now: datetime) -> set[int]:
    """The keys of those of these lines that a partner reads, as `partner_reads` says of one: two queries."""
    keys = [line.pk for line in lines if not line.is_withdrawn]
    reader = visibility.Reader(statuses.Role.PARTNER, None, partner.pk, now)
    live = visibility.activities_visible_to(reader).filter(pk__in=keys)
    frozen = visibility.lines_visible_to(reader).filter(activity__in=keys, withdrawn=False)
    return {*live.values_list("pk", flat=True), *frozen.values_list("activity", flat=True)}


def unanswered_of(
    line: models.Activity, partner: models.Partner, kind: str, need: models.TechnicalNeed | None
) -> models.Contribution | None:
    """The open request or offer of a partner for a line, kind and need: there is at most one (CO-3).

    Load `contributions` for many lines.
    """
    wanted = (partner.pk, kind, need.pk if need else None)
    of_line = (gift for gift in line.contributions.all() if gift.is_open)
    return next((gift for gift in of_line if (gift.partner_id, gift.kind, gift.need_id) == wanted), None)


def is_sent_before(key: UUID | None) -> bool:
    """Whether the form with this key has made a request already."""
    return key is not None and models.Contribution.objects.filter(made_with=key).exists()


def money_asked(line: models.Activity, *, but: models.Contribution | None = None) -> Decimal:
    """US dollars that partners are asked for, offer and give to a line, without one contribution."""
    asked = (
        gift
        for gift in related_rows(line, "contributions")
        if gift.status in statuses.SUPPORT_NOT_ENDED and gift != but
    )
    return sum((gift.amount or Decimal(0) for gift in asked), Decimal(0))


def money_accepted(line: models.Activity) -> Decimal:
    """US dollars that partners give to a line."""
    return sum((gift.amount or Decimal(0) for gift in accepted_support(line)), Decimal(0))


def offers_at(line: models.Activity, seat: models.Seat) -> list[models.Contribution]:
    """What partners are asked for, offer and give to a line, as far as the seat reads it, with its addresses."""
    return all_placed(_numbered_offers(seat, "activity", False, key=line.pk), "activity", line)


def offers_of(
    workplan: models.Workplan, seat: models.Seat, *, with_activity: bool = False
) -> list[models.Contribution]:
    """The same of all lines of a plan; with their lines for a page that does not load these."""
    return _numbered_offers(seat, "activity__workplan", with_activity, key=workplan.pk)


@visibility.prepared_for_reader(key=BigIntegerField())
def _numbered_offers(reader: visibility.Reader, of: str, with_activity: bool, *, key: int) -> QuerySet[Any]:
    offers = visibility.offers_visible_to(reader).filter(**{of: key})
    related = ("need", "activity") if with_activity else ("need",)
    return numbered(offers).select_related(*related).order_by("pk")


def openings_of(workplan: models.Workplan) -> list[models.Opening]:
    """Every opening of the draft, ended ones too: to the desk, and in the order of the partners. One query."""
    return all_placed(_openings(workplan=workplan.pk), "workplan", workplan)


@prepared(workplan=BigIntegerField())
def _openings(workplan: int) -> QuerySet[models.Opening]:
    openings = models.Opening.objects.filter(workplan=workplan).select_related("partner")
    return openings.order_by("partner__position", "opened_at", "pk")


def money_beside_the_request(line: models.Activity, partner: models.Partner) -> Decimal:
    """US dollars that a line has from partners, without the request to this partner that a new one changes."""
    waiting = unanswered_of(line, partner, statuses.ContributionKind.FUNDS, None)
    is_request = waiting is not None and waiting.status == statuses.ContributionStatus.ASKED
    return money_asked(line, but=waiting if is_request else None)


def beyond_cost(line: models.Activity) -> Decimal | None:
    """US dollars by which the Secretariat's part, requests, offers and accepted support exceed the total cost.

    None where the total cost are not given; zero where nothing exceeds them. A warning, never a refusal. Load
    `contributions` for lists. It says what all partners give: not for the eyes of one of them (CO-12).
    """
    if line.cost_in_all is None:
        return None
    return max((line.secretariat_cost or Decimal(0)) + money_asked(line) - line.cost_in_all, Decimal(0))


def beyond_if_accepted(support: models.Contribution) -> Decimal | None:
    """US dollars by which the Secretariat's part and accepted support exceed the total cost, once this is accepted.

    None where the total cost are not given. Asked and offered money of others is not counted: it may never come.
    """
    line = support.activity
    if line.cost_in_all is None:
        return None
    together = (line.secretariat_cost or Decimal(0)) + money_accepted(line) + (support.amount or Decimal(0))
    return max(together - line.cost_in_all, Decimal(0))


def needs_with_support(
    seat: models.Seat, line: models.Activity | models.VersionLine, offers: Gifts = None
) -> list[MetNeed]:
    """The technical needs of one line, in the order in which they were named: two queries.

    `offers` are all that partners are asked for, offer and give to it (a version has what they give alone), where they
    are loaded: one query less. A partner learns that somebody meets a need, and only of itself that it is the one
    (CO-12). An observer learns that somebody meets it.
    """
    needs = line.needs if isinstance(line, models.VersionLine) else line.technical_needs
    if not needs.all():
        return []
    gifts: Iterable[Any]
    if offers is not None:
        accepted = (None, statuses.ContributionStatus.ACCEPTED)
        gifts = [gift for gift in offers if getattr(gift, "status", None) in accepted]
    elif isinstance(line, models.VersionLine):
        gifts = line.supports.select_related("partner")
    else:
        gifts = line.contributions.accepted().select_related("partner")
    needs_of_line = needs_met(line, gifts)
    if seat.role not in (statuses.Role.PARTNER, statuses.Role.OBSERVER):
        return needs_of_line
    own = [tuple(each for each in need.partners if each.pk == seat.partner_id) for need in needs_of_line]
    return [replace(need, partners=partners) for need, partners in zip(needs_of_line, own, strict=True)]


def reads_need(seat: models.Seat, line: models.Activity, what: str) -> bool:
    """Whether the seat reads a technical need of this text at the line, in the draft or in a version."""
    live = models.TechnicalNeed.objects.filter(
        activity=line, what=what, activity__in=visibility.activities_visible_to(seat)
    )
    frozen = models.VersionLineNeed.objects.filter(
        line__activity=line, what=what, line__in=visibility.lines_visible_to(seat).filter(activity=line)
    )
    return live.exists() or frozen.exists()


@dataclass(frozen=True)
class UnmetNeed:
    """A technical need that nobody meets yet, at its line as the reader reads it: the draft, or a version."""

    what: str
    line: models.Activity | models.VersionLine
    activity: models.Activity


def unmet_in_drafts() -> QuerySet[models.TechnicalNeed]:
    """The technical needs of live lines that nobody meets yet: not the Secretariat, and no accepted support."""
    met = models.Contribution.objects.accepted().filter(need=OuterRef("pk"))
    return models.TechnicalNeed.objects.filter(~Exists(met), secretariat_at__isnull=True)


def _unmet_in_versions() -> QuerySet[models.VersionLineNeed]:
    """The technical needs of frozen lines that nobody meets: not the Secretariat, and no accepted support."""
    supported = models.VersionLineSupport.objects.filter(need=OuterRef("pk"))
    needs = models.VersionLineNeed.objects.filter(line__withdrawn=False, by_secretariat=False)
    return needs.exclude(Exists(supported))


def with_unmet(
    plans: QuerySet[models.Workplan], reader: models.Seat | visibility.Reader
) -> QuerySet[models.Workplan]:
    """Plans with `unmet`: how many needs `unmet_needs` lists of each, for the Secretariat. No query of its own.

    `is_live` says whether the reader sees the draft.
    """
    live = unmet_in_drafts().filter(
        activity__in=visibility.activities_visible_to(reader).not_withdrawn(),
        activity__workplan=OuterRef("pk"),
    )
    frozen = _unmet_in_versions().filter(line__version=OuterRef("of_record"))
    return plans.annotate(
        unmet=Case(
            When(is_live=True, then=_number_of(live, "activity__workplan")),
            default=_number_of(frozen, "line__version"),
        )
    )


def _number_of(needs: QuerySet[Any], of: str) -> Coalesce:
    return Coalesce(aggregated(needs, of, Count("pk")), 0)


def unmet_needs(seat: models.Seat, cycle: models.AnnualCycle) -> list[UnmetNeed]:
    """The technical needs that neither the Secretariat nor accepted support meets, by country, line and need.

    Of the drafts that the seat reads, else of the approved versions that it reads: three queries.
    """
    drafts = visibility.drafts_visible_to(seat).filter(cycle=cycle)
    live = unmet_in_drafts().filter(
        activity__in=visibility.activities_visible_to(seat).not_withdrawn(), activity__workplan__in=drafts
    )
    versions = [version.pk for version in visibility.versions_to_read(cycle, seat).values()]
    frozen = (
        _unmet_in_versions().filter(line__version__in=versions).exclude(line__version__workplan__in=drafts)
    )
    of_plan = "activity__workplan__taskforce__country", "activity__workplan__cycle"
    found = [UnmetNeed(need.what, need.activity, need.activity) for need in live.select_related(*of_plan)]
    found += [
        UnmetNeed(need.what, need.line, need.line.activity)
        for need in frozen.select_related(*(f"line__{name}" for name in of_plan))
    ]
    return sorted(found, key=lambda need: (need.activity.workplan.taskforce.position, need.activity.number))


def own_waiting(seat: models.Seat, cycle: models.AnnualCycle) -> dict[tuple[int, str], Any]:
    """A partner's open requests and offers of a year by line and text of the need, numbered. No query for others."""
    if seat.role != statuses.Role.PARTNER:
        return {}
    waiting = visibility.offers_visible_to(seat).filter(
        status__in=statuses.OPEN_SUPPORT, need__isnull=False, activity__workplan__cycle=cycle
    )
    found = numbered(waiting).select_related("partner", "need")
    return {(gift.activity_id, gift.need.what): gift for gift in found if gift.need}


def support_at(line: models.Activity, partner_slug: str, number: int) -> models.Contribution | None:
    """What an address names: a line's partner, and which of its requests and offers there, counted from 1."""
    supports = [
        support
        for support in line.contributions.select_related("partner", "need").order_by("pk")
        if support.partner.slug == partner_slug
    ]
    return supports[number - 1] if 0 < number <= len(supports) else None


def numbered(supports: QuerySet[models.Contribution]) -> QuerySet[models.Contribution]:
    """Support with `nth`: which of its partner's at its line it is, as addresses count (`support_at`)."""
    same = models.Contribution.objects.filter(activity=OuterRef("activity"), partner=OuterRef("partner"))
    return supports.annotate(nth=_number_of(same.filter(pk__lte=OuterRef("pk")), "partner"))


def numbered_needs(needs: QuerySet[models.TechnicalNeed]) -> QuerySet[models.TechnicalNeed]:
    """Technical needs with `nth`: which of its line it is, as the address of an offer counts them."""
    same = models.TechnicalNeed.objects.filter(activity=OuterRef("activity"), pk__lte=OuterRef("pk"))
    return needs.annotate(nth=_number_of(same, "activity"))


@dataclass(frozen=True)
class LineRead:
    """A line as the seat reads it: `content` is the draft's row, or that of the approved text, which has no needs."""

    activity: models.Activity
    content: models.Activity | models.VersionLine
    needs: tuple[models.TechnicalNeed, ...] = ()

    @property
    def cost(self) -> Decimal | None:
        """The total cost in US dollars, or else what the Secretariat is asked for; None where neither is given."""
        return self.content.cost_in_all or self.content.secretariat_cost


def line_read(seat: models.Seat, plan: models.Workplan, number: int) -> LineRead | None:
    """A line of a plan as the seat reads it; None where it reads nothing of it, or where there is no such line."""
    live = visibility.activities_visible_to(seat).filter(workplan=plan, number=number).first()
    if live is not None:
        live.workplan = plan
        return LineRead(live, live, tuple(live.technical_needs.all()))
    frozen = (
        visibility.lines_visible_to(seat)
        .filter(
            activity__workplan=plan, activity__number=number, version__kind=statuses.VersionKind.OF_RECORD
        )
        .select_related("activity")
        .order_by("-version__number")
        .first()
    )
    if frozen is None:
        return None
    frozen.activity.workplan = plan
    return LineRead(frozen.activity, frozen)


def own_support(
    seat: models.Seat, plan: models.Workplan, number: int, partner: str, nth: int
) -> models.Contribution | None:
    """The support at an address, where the seat may read it: a partner its own (CO-1, CO-12), others with the line."""
    line = plan.activities.filter(number=number).first()
    found = support_at(line, partner, nth) if line else None
    if found is None or not visibility.offers_visible_to(seat).filter(pk=found.pk).exists():
        return None
    if seat.role != statuses.Role.PARTNER and line_read(seat, plan, number) is None:
        return None
    return found

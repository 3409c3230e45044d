"""Reads of grants and of what they pay for."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Case, F, Prefetch, QuerySet, When
from django.utils.translation import gettext

from commit_portal.i18n import comma_list, has_cents
from commit_portal.models import Event
from commit_portal.workflow import fingerprint
from spa.budget_table import BudgetRow, budget_of
from spa.models import ActionPlan
from spa.statuses import BudgetHeading
from workplans.models import Allotment, Grant, Seat, Taskforce, VersionLine, VersionLineCountry, Workplan
from workplans.statuses import PartnerKind

# The order of who may have given a grant: donors, others, then the bodies of the United Nations.
DONORS_FIRST = Case(When(kind=PartnerKind.DONOR, then=0), When(kind=PartnerKind.UN, then=2), default=1)


def grants_visible_to(seat: Seat) -> QuerySet[Grant]:
    """The regional office sees every grant, a partner its own, nobody else any."""
    grants = Grant.objects.select_related("partner", "plan")
    return grants if seat.is_regional_office else grants.filter(partner=seat.partner_id or 0)


def removed_grants(plan: ActionPlan) -> QuerySet[Event]:
    """Who removed a grant of a plan of action, when and why."""
    return Event.objects.filter(verb="remove_grant", label=plan.code).select_related("by")


def places() -> list[tuple[str, str]]:
    """Each country, and the region, by its word in addresses."""
    return [(one.slug, one.name) for one in Taskforce.objects.select_related("country")]


def with_limits(grants: Iterable[Grant], plan: ActionPlan) -> Iterator[tuple[Grant, str, str]]:
    """Grants of a plan of action, each with what it may pay for and what not, in words."""
    areas = [(area.code, area.numbered) for area in plan.areas.in_revision(1, plan.revision)]
    names = dict((*places(), *BudgetHeading.choices, *areas))
    for grant in grants:
        may = comma_list(names.get(one, one) for one in (*grant.countries, *grant.headings, *grant.areas))
        may_not = comma_list(names.get(one, one) for one in (*grant.no_countries, *grant.no_areas))
        yield grant, may or gettext("All"), may_not or gettext("No exceptions")


def missing_by_year(plan: ActionPlan, grants: QuerySet[Grant]) -> list[BudgetRow]:
    """The budget of a plan of action by year, what its grants promise, and what is still missing; none without a budget."""
    table, own = budget_of(plan), grants.filter(plan=plan)
    needed = {year: amount or Decimal(0) for year, amount in table.rows[-1].amounts.items()} if table else {}
    promised = {year: promised_in(own, year) for year in needed}
    missing = {year: max(needed[year] - promised[year], Decimal(0)) for year in needed}
    labels = (gettext("Budget"), gettext("Promised by grants"), gettext("Still missing"))
    rows = zip(labels, (needed, promised, missing), strict=True)
    return [BudgetRow("", label, amounts) for label, amounts in rows if table]


def approved_lines(**of: object) -> QuerySet[VersionLine]:
    """Activities of approved versions that ask for Secretariat funding, with the countries and grants that take part."""
    parts = Prefetch("participations", VersionLineCountry.objects.select_related("taskforce__country"))
    plans = ("version__workplan__cycle__plan", "version__workplan__taskforce__country")
    lines = VersionLine.objects.not_withdrawn().select_related("area__plan", "activity", *plans)
    approved = lines.filter(version=F("version__workplan__of_record"), secretariat_cost__gt=0, **of)
    return approved.prefetch_related(parts, "activity__allotments__grant")


def paid_of(line: VersionLine) -> Decimal:
    """US dollars that all grants together pay of an approved activity of `approved_lines`."""
    return next((one.of_activity for one in line.activity.allotments.all()), Decimal(0))


def mark_of(workplan: Workplan) -> str:
    """Fingerprint of the allotments to a workplan and of its approved version, to detect a stale form."""
    held = Allotment.objects.filter(activity__workplan=workplan).order_by("pk")
    return fingerprint(workplan.of_record_id, *held.values_list("pk", "row_version"))


def shared_spending(spent: Decimal | None, allotments: Iterable[Allotment]) -> dict[int, Decimal]:
    """The part of an activity's spending that each allotment pays, by its key: what is typed, else its share of the cost.

    Where grants pay for the whole activity the parts add up to the cent; none is above its amount. Without a report
    nothing is shared.
    """
    rows = list(allotments)
    parts = {one.pk: one.spent for one in rows if one.spent is not None}
    shared = [one for one in rows if one.spent is None and spent is not None]
    whole = rows[0].cost - sum(one.amount for one in rows if one.spent is not None) if rows else Decimal(0)
    rest = min(max((spent or 0) - sum(parts.values()), Decimal(0)), whole)
    for one in shared:
        share = (rest * one.amount / whole).quantize(Decimal("0.01"))
        parts[one.pk], rest, whole = share, rest - share, whole - one.amount
    return parts


def promised_in(grants: Iterable[Grant], year: int) -> Decimal:
    """US dollars of grants for a year, by their days in it: whole for a whole amount. Over its years they add up to the cent."""

    def until(grant: Grant, year: int) -> Decimal:
        days = (min(grant.ends_on, date(year, 12, 31)) - grant.starts_on).days + 1
        all_days = (grant.ends_on - grant.starts_on).days + 1
        unit = Decimal("0.01") if has_cents(grant.amount) else Decimal(1)
        return (grant.amount * max(days, 0) / all_days).quantize(unit)

    return sum((until(grant, year) - until(grant, year - 1) for grant in grants), Decimal(0))

"""The home page beside the task list: six countries and other years, every value formatted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from commit_portal.words import has_cents, money, short_day
from workplans.models import AnnualCycle, Seat, VersionLine, VersionLineSupport, Workplan
from workplans.plan.kinds import kind_of
from workplans.plan.queries import plans_at_a_glance
from workplans.plan.visibility import drafts_visible_to, versions_to_read, versions_visible_to
from workplans.statuses import IN_FORCE, VersionKind, WorkplanStatus


@dataclass(frozen=True)
class GlanceRow:
    """A country's plan as this reader may see it. `lines` is empty where figures are hidden.

    `only_approved` where the figures are those of the approved version, and the state is another one.
    """

    name: str
    url: str
    status: str
    label: str
    since: str
    now_with: str
    with_you: bool = False
    lines: str = ""
    secretariat: str = ""
    partners: str = ""
    committed: str = ""
    ceiling: str = ""
    only_approved: bool = False


@dataclass(frozen=True)
class Glance:
    """Six countries, and the sums over those whose figures are shown."""

    rows: tuple[GlanceRow, ...]
    approved: str
    lines: str
    secretariat: str
    partners: str
    covers: str


@dataclass(frozen=True)
class Figures:
    """Lines, and US dollars of the Secretariat and of partners."""

    lines: int
    committed: Decimal
    partners: Decimal
    is_approved: bool = False


def glance(cycle: AnnualCycle, seat: Seat) -> Glance:
    """Six countries for the Secretariat: figures where the reader may see them, else state and dates."""
    plans = [plan for plan in plans_at_a_glance(cycle) if not plan.taskforce.is_regional]
    live = set(drafts_visible_to(seat).filter(cycle=cycle).values_list("pk", flat=True))
    frozen = _figures_of_versions([plan.of_record_id for plan in plans if plan.of_record_id])
    figures = {plan.pk: _figures(plan, live, frozen) for plan in plans}
    shown = [item for item in figures.values() if item]
    cents = any(has_cents(amount) for item in shown for amount in (item.committed, item.partners))
    return Glance(
        rows=tuple(
            _row(plan, seat, figures[plan.pk], is_live=plan.pk in live, cents=cents) for plan in plans
        ),
        approved=_approved(plans, frozen, seat),
        lines=str(sum(item.lines for item in shown)),
        secretariat=money(sum((item.committed for item in shown), Decimal(0)), cents=cents),
        partners=money(sum((item.partners for item in shown), Decimal(0)), cents=cents),
        covers="" if len(shown) == len(plans) else _covers(len(shown)),
    )


def _covers(number: int) -> str:
    return ngettext("Sums of %(count)s country", "Sums of %(count)s countries", number) % {"count": number}


def _approved(plans: list[Any], frozen: dict[int, Figures], seat: Seat) -> str:
    """Number of plans with lines in force, also while an amendment is open or lines are returned."""
    shown = {"number": sum(plan.of_record_id in frozen for plan in plans), "all": len(plans)}
    if seat.is_regional_office:
        return gettext("%(number)s of %(all)s have an approved version") % shown
    return gettext("%(number)s of %(all)s in force") % shown


def _figures(plan: Any, live: set[int], frozen: dict[int, Figures]) -> Figures | None:
    of_record = plan.of_record_id and plan.status in (WorkplanStatus.DRAFT, *IN_FORCE)
    if plan.pk in live and not of_record:
        return Figures(plan.lines, plan.committed, plan.partners_accepted or Decimal(0))
    return frozen.get(plan.of_record_id) if plan.of_record_id else None


def _figures_of_versions(keys: list[int]) -> dict[int, Figures]:
    supports = dict(
        VersionLineSupport.objects.filter(line__version__in=keys, line__withdrawn=False)
        .order_by()
        .values_list("line__version")
        .annotate(total=Sum("amount"))
    )
    rows = (
        VersionLine.objects.not_withdrawn()
        .filter(version__in=keys)
        .order_by()
        .values_list("version", "version__committed")
        .annotate(number=Count("pk"))
    )
    return {
        key: Figures(number, sums, supports.get(key) or Decimal(0), is_approved=True)
        for key, sums, number in rows
    }


def _row(plan: Workplan, seat: Seat, figures: Figures | None, *, is_live: bool, cents: bool) -> GlanceRow:
    """One country; with `cents` every amount has them, because one of the table has."""
    status, label, since = _state(plan, seat, is_live=is_live)
    row = GlanceRow(
        name=plan.taskforce.name,
        url=reverse("workplan", args=[plan.cycle.year, plan.taskforce.slug]),
        status=status,
        label=label,
        since=since,
        now_with=_now_with(plan, seat),
        with_you=plan.status == WorkplanStatus.SUBMITTED and seat.is_desk_of(plan.taskforce_id),
    )
    if figures is None:
        return row
    return replace(
        row,
        lines=str(figures.lines),
        secretariat=money(figures.committed, cents=cents),
        partners=money(figures.partners, cents=cents),
        committed=f"{figures.committed:.2f}",
        ceiling=f"{plan.ceiling:.2f}" if plan.ceiling else "",
        only_approved=figures.is_approved and status not in (*IN_FORCE, "in_force"),
    )


def _state(plan: Workplan, seat: Seat, *, is_live: bool) -> tuple[str, str, str]:
    """Status, its word and its date. The desk of another country learns only whether a version is approved."""
    year = plan.cycle.year
    if not (seat.is_regional_office or seat.is_desk_of(plan.taskforce_id) or is_live):
        if plan.of_record:
            return "in_force", gettext("In force"), short_day(plan.of_record.made_at, year)
        return "not_released", gettext("Not in force yet"), ""
    label = plan.get_status_display()
    if plan.status == WorkplanStatus.SUBMITTED and plan.of_record_id:
        label = gettext("Submitted again")
    if plan.status == WorkplanStatus.DRAFT:
        return plan.status, label, gettext("amendment") if plan.of_record_id else ""
    moment = {
        WorkplanStatus.SUBMITTED: plan.submitted_at,
        WorkplanStatus.CLOSED: plan.closed_at,
    }.get(WorkplanStatus(plan.status), plan.decided_at)
    return plan.status, label, short_day(moment, year)


def _now_with(plan: Workplan, seat: Seat) -> str:
    if not (seat.is_regional_office or seat.is_desk_of(plan.taskforce_id)):
        return gettext("Nobody: in force") if plan.of_record_id else gettext("Its taskforce and desk")
    if plan.status == WorkplanStatus.SUBMITTED and seat.is_desk_of(plan.taskforce_id):
        return gettext("You")
    return {
        WorkplanStatus.DRAFT: gettext("Taskforce officers"),
        WorkplanStatus.SUBMITTED: gettext("%(country)s desk") % {"country": plan.taskforce.name},
        WorkplanStatus.RETURNED: gettext("Taskforce lead"),
        WorkplanStatus.APPROVED: gettext("Nobody: in force"),
        WorkplanStatus.CLOSED: gettext("Nobody: closed"),
    }[WorkplanStatus(plan.status)]


def released(cycle: AnnualCycle, seat: Seat) -> list[GlanceRow]:
    """Taskforces in protocol order with what this reader may see. Hidden and absent plans look the same."""
    versions = versions_to_read(cycle, seat)
    drafts = set(drafts_visible_to(seat).filter(cycle=cycle).values_list("pk", flat=True))
    figures = _figures_of_versions([version.pk for version in versions.values()])
    rows = []
    plans = cycle.workplans.select_related("taskforce__country", "cycle")
    for plan in plans.order_by("taskforce__position"):
        version = versions.get(plan.taskforce_id)
        url = reverse("workplan", args=[cycle.year, plan.taskforce.slug])
        name = plan.taskforce.name
        if seat.sits_in(plan.taskforce_id):
            rows.append(
                GlanceRow(
                    gettext("%(country)s (yours)") % {"country": name},
                    url,
                    plan.status,
                    plan.get_status_display(),
                    "",
                    "",
                    lines=gettext("Your own plan"),
                )
            )
        elif version is not None:
            counts = figures.get(version.pk)
            status, word = kind_of(plan.taskforce).released_as
            rows.append(
                GlanceRow(
                    name,
                    url,
                    status,
                    str(word),
                    short_day(version.made_at, cycle.year),
                    "",
                    lines=_holds(counts.lines if counts else 0),
                )
            )
        elif plan.pk in drafts:
            rows.append(
                GlanceRow(
                    name,
                    url,
                    "open",
                    gettext("Open to you"),
                    "",
                    "",
                    lines=gettext("A draft, for consultation"),
                )
            )
        else:
            rows.append(GlanceRow(name, "", "not_released", gettext("Not released"), "", ""))
    return rows


def other_years(cycle: AnnualCycle, seat: Seat) -> list[tuple[str, str]]:
    """Words and addresses of other years with something for this reader."""
    found = (
        versions_visible_to(seat)
        .filter(kind=VersionKind.OF_RECORD)
        .exclude(workplan__cycle=cycle)
        .order_by("-workplan__cycle__year")
        .values_list("workplan__cycle__year")
        .annotate(number=Count("workplan", distinct=True))
    )
    return [(_of_year(year, number), reverse("year", args=[year])) for year, number in found]


def _holds(number: int) -> str:
    return ngettext("%(count)s activity", "%(count)s activities", number) % {"count": number}


def _of_year(year: int, number: int) -> str:
    words = ngettext("%(year)s: %(count)s workplan", "%(year)s: %(count)s workplans", number)
    return words % {"year": year, "count": number}

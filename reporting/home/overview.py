"""The home page beside the task list: six countries and other years, every value formatted."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.i18n import activities_counted, and_list, has_cents, money, say, short_day
from workplans.consultation.queries import with_unmet
from workplans.models import AnnualCycle, Seat, Workplan
from workplans.models.countries import country_name
from workplans.models.names import names_of
from workplans.models.years import ceiling_on
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import plans_at_a_glance
from workplans.plan.visibility import Reader, drafts_visible_to, prepared_for_reader, versions_visible_to
from workplans.statuses import IN_FORCE, VersionKind, WorkplanStatus

NOW_WITH = {
    WorkplanStatus.DRAFT: gettext_lazy("%(country)s taskforce"),
    WorkplanStatus.SUBMITTED: gettext_lazy("%(country)s desk"),
    WorkplanStatus.RETURNED: gettext_lazy("%(country)s taskforce"),
    WorkplanStatus.APPROVED: gettext_lazy("Nobody: it is approved"),
    WorkplanStatus.CLOSED: gettext_lazy("Nobody (closed)"),
}

# What is read of a plan: these columns alone, since a model for each of hundreds of rows costs more than the query.
COLUMNS = (
    *("pk", "status", "committed", "submitted_at", "decided_at", "closed_at", "is_live", "lines"),
    *("ceiling", "next_ceiling", "next_ceiling_on"),
    *("taskforce_id", "taskforce__slug", "taskforce__country", "taskforce__country__name"),
    "taskforce__country__earlier",
    *("of_record_id", "of_record__ceiling", "of_record__committed", "of_record__made_at"),
    *("frozen_lines", "frozen_partners", "partners_accepted", "unmet"),
)
type PlanRow = Any  # a row of these columns, which Django makes a class of when it reads


def glance(cycle: AnnualCycle, seat: Seat) -> Values:
    """Six countries for the Secretariat: figures where the reader may see them, else state and dates.

    The sums are over those whose figures are shown.
    """
    found = _plans(seat, cycle=cycle.pk)
    # All but the regional one.
    plans = [plan for plan in found if plan.taskforce__country is not None]
    figures = {plan.pk: _figures(plan) for plan in plans}
    shown = [item for item in figures.values() if item]
    cents = any(has_cents(amount) for item in shown for amount in (item["committed"], item["partners"]))
    no_sums = {} if shown else dict.fromkeys(("lines", "secretariat", "partners"), "–")
    with names_of(cycle.year):
        rows = [_row(plan, cycle.year, seat, figures[plan.pk], cents=cents) for plan in plans]
    return {
        "rows": rows,
        # Plans with approved activities, also while an amendment is open or lines are returned.
        "approved": sum(bool(plan.frozen_lines) for plan in plans),
        "shown": len(shown),
        "lines": str(sum(item["lines"] for item in shown)),
        "secretariat": money(sum((item["committed"] for item in shown), Decimal(0)), cents=cents),
        "partners": money(sum((item["partners"] for item in shown), Decimal(0)), cents=cents),
        # Of the list of the year, those of the regional plan too.
        "unmet": sum(plan.unmet for plan in found),
    } | no_sums


@prepared_for_reader(cycle=BigIntegerField())
def _plans(reader: Reader, *, cycle: int) -> QuerySet[PlanRow]:
    return with_unmet(plans_at_a_glance(cycle, reader), reader).values_list(*COLUMNS, named=True)


def _name_of(plan: PlanRow) -> str:
    key, name = plan.taskforce__country, plan.taskforce__country__name
    return country_name(key, name, plan.taskforce__country__earlier)


def _figures(plan: PlanRow) -> Values:
    """Lines, and US dollars of the Secretariat and of partners; empty where the reader sees none."""
    of_record = plan.of_record_id and plan.status in (WorkplanStatus.DRAFT, *IN_FORCE)
    lines, committed, partners = plan.lines, plan.committed, plan.partners_accepted
    is_approved = not plan.is_live or bool(of_record)
    if is_approved:
        lines, committed = plan.frozen_lines or 0, plan.of_record__committed or Decimal(0)
        partners = plan.frozen_partners
        if not lines:
            return {}
    found = {"lines": lines, "committed": committed, "partners": partners or Decimal(0)}
    return found | {"is_approved": is_approved}


def _row(plan: PlanRow, year: int, seat: Seat, figures: Values, *, cents: bool) -> Values:
    """One country; with `cents` every amount has them, because one of the table has. Hidden figures are left out.

    `only_approved` where the figures are of an approved version in another state.
    """
    status, label, since = _state(plan, year, seat)
    name, bar = _name_of(plan), gettext("%(name)s: Secretariat funding, compared with the ceiling")
    ceiling = ceiling_on(clock.today(), plan.ceiling, plan.next_ceiling, plan.next_ceiling_on)
    is_closed = plan.status == WorkplanStatus.CLOSED
    row = {
        "name": name,
        "url": reverse("workplan", args=[year, plan.taskforce__slug]),
        "status": status,
        "label": label,
        "since": since,
        "now_with": _now_with(plan, seat),
        "with_you": plan.status == WorkplanStatus.SUBMITTED and seat.is_desk_of(plan.taskforce_id),
    }
    if not figures:
        return row
    ceiling = plan.of_record__ceiling if is_closed else ceiling
    return row | {
        "lines": str(figures["lines"]),
        "secretariat": money(figures["committed"], cents=cents),
        "partners": money(figures["partners"], cents=cents),
        "committed": f"{figures['committed']:.2f}",
        "ceiling": f"{ceiling:.2f}" if ceiling else "",
        "bar": bar % {"name": name} if ceiling else "",
        "only_approved": figures["is_approved"] and status not in (*IN_FORCE, "in_force"),
    }


def _state(plan: PlanRow, year: int, seat: Seat) -> tuple[str, str, str]:
    """Status, its word and its date. The desk of another country learns only whether a version is approved."""
    if not (seat.is_regional_office or seat.is_desk_of(plan.taskforce_id) or plan.is_live):
        if plan.of_record_id:
            return "in_force", gettext("Approved"), _version_of(plan.of_record__made_at)
        return "not_released", gettext("Not approved yet"), ""
    label = str(WorkplanStatus(plan.status).label)
    if plan.status == WorkplanStatus.SUBMITTED and plan.of_record_id:
        label = gettext("Submitted again")
    if plan.status == WorkplanStatus.DRAFT:
        return plan.status, label, gettext("amendment") if plan.of_record_id else ""
    days = {WorkplanStatus.SUBMITTED: plan.submitted_at, WorkplanStatus.CLOSED: plan.closed_at}
    return plan.status, label, short_day(days.get(plan.status, plan.decided_at), year)


def _version_of(made_at: datetime | None) -> str:
    """The day of the newest version: accepted support makes one after the day of the decision."""
    return say(gettext("version of %(day)s"), day=made_at)


def _now_with(plan: PlanRow, seat: Seat) -> str:
    if not (seat.is_regional_office or seat.is_desk_of(plan.taskforce_id)):
        if plan.of_record_id:
            return gettext("Nobody: it is approved")
        return gettext("The taskforce or its country desk")
    if plan.status == WorkplanStatus.SUBMITTED and seat.is_desk_of(plan.taskforce_id):
        return gettext("You")
    return str(NOW_WITH[WorkplanStatus(plan.status)]) % {"country": _name_of(plan)}


@prepared_for_reader(cycle=BigIntegerField())
def plan_states(reader: Reader, *, cycle: int) -> QuerySet[Any]:
    """The plans of a year, whether the reader sees the draft, and the approved version that it reads, if any."""
    drafts = drafts_visible_to(reader).filter(pk=OuterRef("pk"))
    versions = versions_visible_to(reader).filter(workplan=OuterRef("pk"), kind=VersionKind.OF_RECORD)
    newest = versions.order_by("-number")
    holding = newest.annotate(holds=Count("lines", filter=Q(lines__withdrawn=False)))
    return (
        Workplan.objects.filter(cycle=cycle)
        .select_related("taskforce__country")
        .annotate(
            is_live=Exists(drafts),
            version_made_at=Subquery(newest.values("made_at")[:1]),
            version_number=Subquery(newest.values("number")[:1]),
            version_holds=Subquery(holding.values("holds")[:1]),
        )
        .order_by("taskforce__position")
    )


def released(cycle: AnnualCycle, seat: Seat) -> list[Values]:
    """Taskforces in protocol order with what this reader may see. Hidden and absent plans look the same.

    Those of which it reads nothing stand together in the last row.
    """
    rows, hidden = [], []
    for plan in plan_states(seat, cycle=cycle.pk):
        row = {
            "name": plan.taskforce.name,
            "url": reverse("workplan", args=[cycle.year, plan.taskforce.slug]),
        }
        if seat.sits_in(plan.taskforce_id):
            row |= {
                "name": gettext("%(country)s (yours)") % {"country": plan.taskforce.name},
                "status": plan.status,
                "label": str(WorkplanStatus(plan.status).label),
                "lines": gettext("Your own workplan"),
            }
        elif plan.version_made_at is not None:
            status, word = kind_of(plan.taskforce).released_as
            row |= {
                "status": status,
                "label": str(word),
                "since": _version_of(plan.version_made_at),
                "lines": activities_counted(plan.version_holds),
            }
        else:
            hidden.append(plan.taskforce.name)
            continue
        rows.append(row)
    if hidden:
        rows.append({"name": and_list(hidden), "status": "not_released", "label": gettext("Not released")})
    return rows

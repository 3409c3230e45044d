"""The plans of a year in protocol order, as far as a reader may see them. Their list ranks nobody."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commit_portal.addresses import address
from commit_portal.http.filters import Column, Filter, FilterChoice, FilteredList, ListOf
from commit_portal.i18n.formatting import activities_counted, money
from commit_portal.i18n.messages import say
from workplans.models import AnnualCycle, Seat, Taskforce, VersionLine, Workplan, WorkplanVersion
from workplans.models.activities import not_withdrawn
from workplans.plan.visibility import drafts_visible_to, versions_to_read
from workplans.statuses import IN_FORCE, WorkplanStatus


@dataclass(frozen=True)
class YearRow:
    """One country's plan as far as the reader may see it.

    `lines` and `money` are empty where the reader may not see them; `closed` says so once in their place. Where it
    is empty too, `state` says it for the whole row.
    """

    name: str
    url: str
    status: str
    state: str
    second: str = ""
    lines: str = ""
    money: str = ""
    spent: str = ""
    ceiling: str = ""
    closed: str = ""


PLANS = ListOf[YearRow](
    filters=(Filter("state", _("Status"), lambda row: [FilterChoice(row.status, row.state)]),),
    columns=(
        Column(_("Workplan"), lambda row: row.name, 24),
        Column(_("Status"), lambda row: row.state, 18),
        Column(_("Since"), lambda row: row.second, 34),
        Column(_("Activities"), lambda row: row.lines or row.closed, 18),
        Column(_("Secretariat US$"), lambda row: row.money, 24),
    ),
)


def plans_for(cycle: AnnualCycle, seat: Seat) -> list[YearRow]:
    """The year's plans in protocol order. A hidden plan and an absent one look the same."""
    drafts = {plan.taskforce_id: plan for plan in _counted(drafts_visible_to(seat).filter(cycle=cycle))}
    versions = versions_to_read(cycle, seat)
    lines = VersionLine.objects.not_withdrawn().filter(version__in=versions.values()).order_by()
    counts = dict(lines.values_list("version").annotate(lines=Count("pk")))
    rows = []
    for known in cycle.workplans.select_related("taskforce__country").order_by("taskforce__position"):
        taskforce, state = known.taskforce, known if seat.is_regional_office else None
        url = address("workplan", cycle.year, taskforce.slug)
        version = versions.get(taskforce.pk)
        if plan := drafts.get(taskforce.pk):
            rows.append(_draft_row(taskforce, plan, url))
        elif version is not None:
            rows.append(_version_row(taskforce, version, counts.get(version.pk, 0), state, url))
        elif state:
            rows.append(
                YearRow(
                    taskforce.name,
                    url,
                    state.status,
                    state.get_status_display(),
                    _since(state),
                    closed=gettext("You cannot read it yet"),
                )
            )
        else:
            rows.append(YearRow(taskforce.name, url, "not_released", gettext("Not released")))
    return rows


def counted_words(shown: FilteredList[YearRow]) -> str:
    """As in "Showing 2 of 7 workplans."."""
    words = ngettext(
        "Showing %(shown)s of %(count)s workplan.", "Showing %(shown)s of %(count)s workplans.", shown.total
    )
    return say(words, shown=len(shown.rows), count=shown.total)


def taskforces_active(starts_on: date, ends_on: date) -> QuerySet[Taskforce]:
    """Taskforces that are active on some day of a span, in protocol order."""
    return Taskforce.objects.select_related("country").filter(
        Q(active_from__isnull=True) | Q(active_from__lte=ends_on),
        Q(active_until__isnull=True) | Q(active_until__gte=starts_on),
    )


def _counted(plans: QuerySet[Workplan]) -> QuerySet[Workplan]:
    """With the number of live and of approved activities, in two subqueries so that neither multiplies the other."""
    of_record = (
        VersionLine.objects.not_withdrawn()
        .filter(version=OuterRef("of_record"))
        .order_by()
        .values("version")
        .annotate(lines=Count("pk"))
        .values("lines")
    )
    return plans.select_related("of_record").annotate(
        line_count=Count("activities", filter=not_withdrawn("activities__")),
        lines_of_record=Coalesce(Subquery(of_record), 0),
    )


def _draft_row(taskforce: Taskforce, plan: Workplan, url: str) -> YearRow:
    lines, committed = getattr(plan, "line_count", 0), plan.committed
    if plan.of_record is not None and plan.status in IN_FORCE:
        lines, committed = getattr(plan, "lines_of_record", 0), plan.of_record.committed
    return YearRow(
        taskforce.name,
        url,
        plan.status,
        plan.get_status_display(),
        _since(plan),
        activities_counted(lines),
        _of(committed, plan.ceiling),
        *_bar(committed, plan.ceiling),
    )


def _version_row(
    taskforce: Taskforce, version: WorkplanVersion, lines: int, state: Workplan | None, url: str
) -> YearRow:
    return YearRow(
        taskforce.name,
        url,
        state.status if state else WorkplanStatus.APPROVED,
        state.get_status_display() if state else str(WorkplanStatus.APPROVED.label),
        say(_("Figures of the approved version of %(day)s"), day=version.made_at),
        activities_counted(lines),
        _of(version.committed, version.ceiling),
        *_bar(version.committed, version.ceiling),
    )


def _of(amount: Decimal, ceiling: Decimal | None) -> str:
    if ceiling is None:
        return money(amount)
    return say(_("%(amount)s of %(ceiling)s"), amount=amount, ceiling=ceiling)


def _bar(amount: Decimal, ceiling: Decimal | None) -> tuple[str, str]:
    return (f"{amount:.2f}", f"{ceiling:.2f}") if ceiling else ("", "")


def _since(plan: Workplan) -> str:
    """Since when the plan has its status, which stands beside this."""
    if plan.status in (WorkplanStatus.SUBMITTED, WorkplanStatus.CLOSED):
        since = plan.closed_at if plan.status == WorkplanStatus.CLOSED else plan.submitted_at
        return say(_("Since %(day)s"), day=since)
    if plan.status in (WorkplanStatus.APPROVED, WorkplanStatus.RETURNED) and plan.decided_at:
        return say(_("Decided on %(day)s"), day=plan.decided_at)
    return ""

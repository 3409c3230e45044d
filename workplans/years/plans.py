"""The plans of a year in protocol order, as far as a reader may see them. Their list ranks nobody."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commit_portal.addresses import address
from commit_portal.forms.base import Values
from commit_portal.http.filters import Column, Filter, FilterChoice, FilteredList, ListOf
from commit_portal.i18n.formatting import activities_counted, comma_list, money
from commit_portal.i18n.messages import say
from workplans.models import Activity, AnnualCycle, Seat, Taskforce, VersionLine, Workplan
from workplans.models.activities import not_withdrawn
from workplans.plan.visibility import drafts_visible_to, versions_to_read
from workplans.statuses import IN_FORCE, WorkplanStatus

PLANS = ListOf[Values](
    filters=(Filter("state", _("Status"), lambda row: [FilterChoice(row["status"], row["state"])]),),
    columns=(
        Column(_("Workplan"), lambda row: row["name"], 24),
        Column(_("Status"), lambda row: row["state"], 18),
        Column(_("Since"), lambda row: row["second"], 34),
        Column(_("Activities"), lambda row: row["lines"] or row["closed"], 18),
        Column(_("Secretariat US$"), lambda row: row["money"], 24),
    ),
)


def plans_for(cycle: AnnualCycle, seat: Seat) -> list[Values]:
    """The year's plans in protocol order. A hidden plan and an absent one look the same.

    `lines` and `money` are empty where the reader may not see them; `closed` says so once in their place. Where it is
    empty too, `state` says it for the whole row.
    """
    drafts = {plan.taskforce_id: plan for plan in _counted(drafts_visible_to(seat).filter(cycle=cycle))}
    versions = versions_to_read(cycle, seat)
    lines = VersionLine.objects.not_withdrawn().filter(version__in=versions.values()).order_by()
    counts = dict(lines.values_list("version").annotate(lines=Count("pk")))
    rows = []
    for known in cycle.workplans.select_related("taskforce__country").order_by("taskforce__position"):
        taskforce, version = known.taskforce, versions.get(known.taskforce_id)
        row = {"name": taskforce.name, "url": address("workplan", cycle.year, taskforce.slug)}
        row |= {"status": "not_released", "state": gettext("Not released")}
        row |= dict.fromkeys(("second", "lines", "money", "spent", "ceiling", "closed"), "")
        if plan := drafts.get(taskforce.pk):
            # The approved version counts where an amendment was set aside.
            set_aside = plan.of_record is not None and plan.status in IN_FORCE
            head: Any = plan.of_record if set_aside else plan
            counted = getattr(plan, "lines_of_record" if set_aside else "line_count", 0)
            row |= _state(plan) | _figures(counted, head.committed, plan.ceiling)
        elif version is not None:
            approved = {"status": WorkplanStatus.APPROVED, "state": str(WorkplanStatus.APPROVED.label)}
            row |= _state(known) if seat.is_regional_office else approved
            row["second"] = say(_("Figures of the approved version of %(day)s"), day=version.made_at)
            row |= _figures(counts.get(version.pk, 0), version.committed, version.ceiling)
        elif seat.is_regional_office:
            row |= _state(known) | {"closed": gettext("You cannot read it yet")}
        rows.append(row)
    return rows


def counted_words(shown: FilteredList[Values]) -> str:
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


def _state(plan: Workplan) -> dict[str, str]:
    return {"status": plan.status, "state": plan.get_status_display(), "second": _since(plan)}


def _figures(lines: int, amount: Decimal, ceiling: Decimal | None) -> dict[str, str]:
    """How many activities, the money in words, and the money and the ceiling for the meter."""
    found = {"lines": activities_counted(lines), "money": money(amount)}
    if ceiling is not None:
        found["money"] = say(_("%(amount)s of %(ceiling)s"), amount=amount, ceiling=ceiling)
    return found | ({"spent": f"{amount:.2f}", "ceiling": f"{ceiling:.2f}"} if ceiling else {})


def _since(plan: Workplan) -> str:
    """Since when the plan has its status, which stands beside this."""
    if plan.status in (WorkplanStatus.SUBMITTED, WorkplanStatus.CLOSED):
        since = plan.closed_at if plan.status == WorkplanStatus.CLOSED else plan.submitted_at
        return say(_("Since %(day)s"), day=since)
    if plan.status in (WorkplanStatus.APPROVED, WorkplanStatus.RETURNED) and plan.decided_at:
        return say(_("Decided on %(day)s"), day=plan.decided_at)
    return ""


def affected_lines(cycle: AnnualCycle, number: int) -> list[Values]:
    """The activities that a move to a revision affects, with the texts that it does not have.

    One that would have no target or no area `is_left`.
    """
    found = []
    lines = Activity.objects.not_withdrawn().filter(workplan__cycle=cycle)
    lines = lines.select_related("area", "menu_activity").prefetch_related("target_links__target")
    for line in lines.order_by("workplan", "number"):
        served = [link.target for link in line.target_links.all()]
        dropped = [target.code for target in served if not target.is_in_revision(number)]
        menu, area = line.menu_activity, "" if line.area.is_in_revision(number) else str(line.area)
        item = menu.code if menu and not menu.is_in_revision(number) else ""
        if dropped or item or area:
            row = {"code": line.code, "targets": comma_list(dropped), "menu": item, "area": area}
            found.append(row | {"is_left": area != "" or len(dropped) == len(served) > 0})
    return found


def is_closed(cycle: AnnualCycle) -> bool:
    """Whether the year has ended for every workplan: it stays with its revision, unless somebody says why."""
    plans = cycle.workplans.values_list("status", flat=True)
    return bool(plans) and set(plans) == {WorkplanStatus.CLOSED}

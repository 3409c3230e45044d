"""The plans of a year in protocol order, as far as a reader may see them. Their list ranks nobody."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from commit_portal import clock
from commit_portal.addresses import address
from commit_portal.db.related_rows import grouped
from commit_portal.forms.base import Values
from commit_portal.http.filters import Column, Filter, FilterChoice, ListOf
from commit_portal.i18n import Param, ngettext_lazy, say
from commit_portal.workflow.events import events_about_all
from spa.models import in_revision
from workplans.activity_codes import padded
from workplans.models import Activity, ActivityTarget, AnnualCycle, Seat, Taskforce, VersionLine, Workplan
from workplans.models.activities import ActivityQuerySet, not_withdrawn
from workplans.plan import visibility
from workplans.plan.queries import left_by
from workplans.statuses import IN_FORCE, SECRETARIAT_ROLES, TASKFORCE_ROLES, WorkplanStatus

PLANS = ListOf[Values](
    filters=(Filter("state", _("Status"), lambda row: [FilterChoice(row["status"], row["state"])]),),
    columns=(
        Column(_("Workplan"), lambda row: row["name"], 24),
        Column(_("Status"), lambda row: row["state"], 18),
        Column(pgettext_lazy("day", "Since"), lambda row: row["since"] and timezone.localdate(row["since"])),
        Column(_("Activities"), lambda row: row["count"]),
        Column(_("Secretariat US$"), lambda row: row["amount"]),
        Column(_("Ceiling, US$"), lambda row: row["ceiling"]),
        Column(_("Remark"), lambda row: row["closed"], 26),
    ),
    counted=ngettext_lazy(
        "Showing %(shown)s of %(count)s workplan.", "Showing %(shown)s of %(count)s workplans."
    ),
)


def plans_for(cycle: AnnualCycle, seat: Seat) -> list[Values]:
    """The year's plans in protocol order. A hidden plan and an absent one look the same.

    `count` and `amount` are None where the reader may not see them; `closed` says so once in their place. Where it is
    empty too, `state` says it for the whole row. `second` says since when the status is so, `since`.
    """
    open_drafts = visibility.drafts_visible_to(seat).filter(cycle=cycle).select_related("of_record")
    counted = open_drafts.annotate(line_count=Count("activities", filter=not_withdrawn("activities__")))
    drafts: dict[int, Any] = {plan.taskforce_id: plan for plan in counted}
    versions = visibility.versions_to_read(cycle, seat)
    shown = {version.pk for version in versions.values()} | {plan.of_record_id for plan in drafts.values()}
    lines = VersionLine.objects.not_withdrawn().filter(version__in=shown - {None}).order_by()
    counts = dict(lines.values_list("version").annotate(lines=Count("pk")))
    rows = []
    for known in cycle.workplans.select_related("taskforce__country").order_by("taskforce__position"):
        taskforce, version = known.taskforce, versions.get(known.taskforce_id)
        row: Values = {"name": taskforce.name, "url": address("workplan", cycle.year, taskforce.slug)}
        row |= {"status": "not_released", "state": gettext("Not released")}
        row |= dict.fromkeys(("second", "since", "count", "amount", "ceiling", "over", "closed"))
        if plan := drafts.get(taskforce.pk):
            # The approved version counts where an amendment was set aside.
            set_aside = plan.of_record is not None and plan.status in IN_FORCE
            head, number = plan, plan.line_count
            if set_aside:
                head, number = plan.of_record, counts.get(plan.of_record_id, 0)
            held = head.ceiling if plan.status == WorkplanStatus.CLOSED else plan.ceiling_on(clock.today())
            row |= _state(plan) | _figures(number, head.committed, held)
        elif version is not None:
            approved = {"status": WorkplanStatus.APPROVED, "state": str(WorkplanStatus.APPROVED.label)}
            row |= _state(known) if seat.is_regional_office else approved
            row["since"] = version.made_at
            row["second"] = say(_("Figures of the approved version of %(day)s"), day=version.made_at)
            # Who announces a ceiling sees whose approved version is above it.
            is_theirs = seat.is_regional_office and known.status != WorkplanStatus.CLOSED
            held = known.ceiling_on(clock.today()) if is_theirs else version.ceiling
            row |= _figures(counts.get(version.pk, 0), version.committed, held)
        elif seat.is_regional_office:
            row |= _state(known) | {"closed": gettext("You cannot read it yet")}
        rows.append(row)
    return rows


def loaded_years_for(seat: Seat) -> QuerySet[AnnualCycle]:
    """The years of which documents alone are known. Partners and observers read none: nobody releases a document."""
    found = AnnualCycle.every.filter(is_loaded=True).select_related("plan")
    return found if seat.role in (*SECRETARIAT_ROLES, *TASKFORCE_ROLES) else found.none()


def taskforces_active(starts_on: date, ends_on: date) -> QuerySet[Taskforce]:
    """Taskforces that are active on some day of a span, in protocol order."""
    return Taskforce.objects.select_related("country").filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=ends_on),
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on),
    )


def _state(plan: Workplan) -> Values:
    """The status of a plan in words, and since when it has it."""
    since: dict[str, datetime | None] = {
        WorkplanStatus.SUBMITTED: plan.submitted_at,
        WorkplanStatus.RETURNED: plan.decided_at,
        WorkplanStatus.APPROVED: plan.decided_at,
        WorkplanStatus.CLOSED: plan.closed_at,
    }
    on, is_decided = since.get(plan.status), plan.status in (WorkplanStatus.APPROVED, WorkplanStatus.RETURNED)
    second = say(_("Decided on %(day)s") if is_decided else _("Since %(day)s"), day=on) if on else ""
    return {"status": plan.status, "state": plan.get_status_display(), "since": on, "second": second}


def _figures(lines: int, amount: Decimal, ceiling: Decimal | None) -> Values:
    """How many activities, the money, the ceiling, and how far the money is above it."""
    over = amount - ceiling if ceiling is not None and amount > ceiling else None
    return {"count": lines, "amount": amount, "ceiling": ceiling, "over": over}


def plans_left_by(cycle: AnnualCycle, revision: int) -> list[Any]:
    """The workplans with activities that a move to a revision would leave without a target or an area: how many are `stuck`.

    Nobody can change those of a closed workplan: they stop no move.
    """
    counted = Count("activities", filter=Q(activities__in=left_by(revision)))
    plans = cycle.workplans.select_related("cycle", "taskforce__country").annotate(stuck=counted)
    open_plans = plans.filter(stuck__gt=0).exclude(status=WorkplanStatus.CLOSED)
    return list(open_plans.order_by("taskforce__position"))


def losses_of(lines: ActivityQuerySet, revision: int) -> dict[int, dict[str, Param]]:
    """What activities lose with the targets that a revision does not have, as facts of an event, by the key of the workplan.

    The numbers of the `activities`, the codes of their `targets`, and the `activity_number` where it is one alone.
    """
    links = ActivityTarget.objects.filter(activity__in=lines).exclude(in_revision(revision, "target__"))
    ordered = links.select_related("activity", "target").order_by("target__area", "target__position")
    losses: dict[int, dict[str, Param]] = {}
    for plan, lost in grouped(ordered, "activity.workplan_id").items():
        numbers = sorted({link.activity.number for link in lost})
        losses[plan] = {
            "activities": tuple(map(padded, numbers)),
            "targets": tuple(dict.fromkeys(link.target.code for link in lost)),
            "activity_number": numbers[0] if len(numbers) == 1 else None,
        }
    return losses


def effects_of_move(cycle: AnnualCycle, revision: int, seat: Seat) -> dict[str, list[Activity]]:
    """What a move to a revision does to the activities of the workplans, which say whether the seat reads them (`is_read`)."""
    live, left = Activity.objects.not_withdrawn(), left_by(revision)
    gone = ActivityTarget.objects.exclude(in_revision(revision, "target__")).values("activity")
    effects = {
        gettext("Activities without a target or an area in this revision"): left,
        gettext("Activities with one target less"): (
            live.filter(pk__in=gone).exclude(pk__in=left.order_by().values("pk"))
        ),
        gettext("Activities with an activity area that is not in this revision"): (
            live.filter(menu_activity__isnull=False).exclude(in_revision(revision, "menu_activity__"))
        ),
    }
    # Of a draft that is or was open beside an approved version, nobody else learns what it serves.
    aside = events_about_all(cycle.workplans.all()).filter(verb="set_aside").order_by().values("object_id")
    approved = visibility.approved_lines_to_read(seat).filter(activity__workplan__status__in=IN_FORCE)
    approved = approved.exclude(activity__workplan__in=aside)
    drafted = Exists(visibility.activities_visible_to(seat).filter(pk=OuterRef("pk")))
    is_read = drafted | Exists(approved.filter(activity=OuterRef("pk")))
    found = {
        title: lines.filter(workplan__cycle=cycle)
        .select_related("workplan__taskforce__country")
        .annotate(is_read=is_read)
        .order_by("workplan__taskforce__position", "number")
        for title, lines in effects.items()
    }
    return {title: list(lines) for title, lines in found.items() if lines}


def is_closed(cycle: AnnualCycle) -> bool:
    """Whether the year has ended for every workplan: it stays with its revision, unless somebody says why."""
    plans = cycle.workplans.values_list("status", flat=True)
    return bool(plans) and set(plans) == {WorkplanStatus.CLOSED}

"""Reading the plans of action, on screen and as spreadsheets."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commit_portal import clock
from commit_portal.files.spreadsheets import XLSX_TYPE
from commit_portal.http.too_many_requests import counted_export
from commit_portal.i18n.formatting import span
from commit_portal.i18n.parsing import Unreadable, read_date
from commit_portal.refusals import require
from commit_portal.statuses import EventAudience
from commit_portal.workflow.events import events_about, said_on
from commit_portal.workflow.lifecycle import Actor, may_walk, violations_of
from spa.lifecycle import PLAN_LIFECYCLE
from spa.models import ActionPlan
from spa.permissions import may_keep_plan, may_read_plans
from spa.queries import plan_outline, plans_with_counts
from spa.resources.exports import export_csv, export_xlsx
from spa.rules import spa_1

HISTORY_LENGTH = 10


def actor_of(request: HttpRequest) -> Actor | None:
    """The seat that the reader acts under. A middleware of another app sets it; here it is only an actor."""
    return getattr(request, "seat", None)


def plan_for(request: HttpRequest, code: str) -> ActionPlan:
    """Return the plan of an address. Raises `Refused` for who may not read plans, 404 for no plan."""
    require(may_read_plans(actor_of(request)))
    return get_object_or_404(ActionPlan, code=code)


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """List every plan of action with its period and the number of its texts."""
    require(may_read_plans(actor_of(request)))
    plans = [(plan, span(plan.starts_on, plan.ends_on)) for plan in plans_with_counts()]
    return render(
        request,
        "spa/plan_list.html",
        {"plans": plans, "may_keep": may_keep_plan(actor_of(request))},
    )


@require_safe
def plan_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show a plan's text as of a day, its history, and what the regional office may do now."""
    plan = plan_for(request, code)
    on, unreadable = _day_asked_for(request)
    may_keep = may_keep_plan(actor_of(request))
    closed = spa_1(plan) if may_keep else None
    outline = plan_outline(plan, on)
    return render(
        request,
        "spa/plan_detail.html",
        {
            "plan": plan,
            "period": span(plan.starts_on, plan.ends_on),
            "areas": outline,
            "target_count": sum(len(area.targets) for area in outline),
            "menu_count": sum(len(area.menu) for area in outline),
            "on": on,
            "is_past_reading": on != clock.today(),
            "on_error": unreadable,
            "may_keep": may_keep,
            "is_open": bool(may_keep) and closed is None,
            "closed": closed,
            "stages": _stages(request, plan) if may_keep else [],
            "events": [
                (event, said_on(event))
                for event in events_about(plan).filter(audience=EventAudience.READERS)[:HISTORY_LENGTH]
            ],
        },
    )


def _day_asked_for(request: HttpRequest) -> tuple[date, str]:
    """Return the day asked for (today without one), and why it could not be read."""
    today = clock.today()
    try:
        return read_date(request.GET.get("on", "")) or today, ""
    except Unreadable as unreadable:
        return today, str(unreadable)


def _stages(request: HttpRequest, plan: ActionPlan) -> list[dict[str, Any]]:
    """Return the next step of the plan's lifecycle: its button, or the reason why it is closed."""
    actor = actor_of(request)
    steps = []
    for transition in PLAN_LIFECYCLE:
        if actor is None or plan.status not in transition.sources:
            continue
        decision = may_walk(plan, transition, by=actor)
        against = violations_of(plan, transition) if decision else [decision.reason]
        steps.append(
            {"name": transition.name, "label": transition.label, "reason": " ".join(map(str, against))}
        )
    return steps


@require_safe
@counted_export
def plan_export(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The plan's text as .xlsx or .csv, for everybody who may read it."""
    plan = plan_for(request, code)
    body = export_xlsx(plan, now=clock.now()) if form == "xlsx" else export_csv(plan)
    return HttpResponse(
        body,
        headers={
            "Content-Type": XLSX_TYPE if form == "xlsx" else "text/csv; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{plan.code}.{form}"',
            "Cache-Control": "no-store",
        },
    )

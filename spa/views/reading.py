"""Read the plans of action."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from commit_portal import clock
from commit_portal.i18n import Unreadable, read_date, read_number, span
from commit_portal.refusals import require
from commit_portal.statuses import EventAudience
from commit_portal.workflow import Actor, ReadView, Values, events_about, said_on, violations_of
from spa import queries
from spa.lifecycle import PLAN_LIFECYCLE
from spa.models import ActionPlan
from spa.permissions import may_keep_plan, may_read_plans
from spa.rules import revision_begins, spa_1

HISTORY_LENGTH = 10


def actor_of(request: HttpRequest) -> Actor | None:
    """The seat that the reader acts under. A middleware of another app sets it; here it is only an actor."""
    return getattr(request, "seat", None)


def plan_for(request: HttpRequest, code: str) -> ActionPlan:
    """Return the plan of an address. Raises `Refused` for who may not read plans, 404 for no plan."""
    require(may_read_plans(actor_of(request)))
    return get_object_or_404(ActionPlan, code=code)


def revision_shown(request: HttpRequest, plan: ActionPlan, on: date) -> int:
    """The number of the text that an address asks for, by default the one that was adopted on a day.

    Raises `Http404` where there is none, or where it is not adopted and the reader does not keep the plan.
    """
    asked = request.GET.get("revision")
    number = queries.revision_on(plan, on) if asked is None else read_number(asked)
    known = range(1, plan.revision + 1)
    if number in known or (may_keep_plan(actor_of(request)) and number == queries.revision_at_work(plan)):
        return int(number)
    raise Http404


class PlanList(ReadView):
    """List every plan of action with its period and the number of its texts."""

    template_name = "spa/plan_list.html"

    def get_context_data(self, **kwargs: object) -> Values:
        actor = actor_of(self.request)
        require(may_read_plans(actor))
        plans = [(plan, span(plan.starts_on, plan.ends_on)) for plan in queries.plans_with_counts()]
        return super().get_context_data(plans=plans, may_keep=may_keep_plan(actor), **kwargs)


class PlanDetail(ReadView):
    """Show a plan's text as of a day, its history, and what the regional office may do now."""

    template_name = "spa/plan_detail.html"

    def get_context_data(self, **kwargs: object) -> Values:
        plan, actor = plan_for(self.request, self.kwargs["code"]), actor_of(self.request)
        on, unreadable = clock.today(), ""
        try:
            on = read_date(self.request.GET.get("on", "")) or on
        except Unreadable as error:
            unreadable = str(error)
        number, may_keep = revision_shown(self.request, plan, on), may_keep_plan(actor)
        closed = spa_1(plan) if may_keep else None
        revision = queries.open_revision(plan) if may_keep else None
        earlier = plan.revisions.filter(number__lte=number).order_by("-number")
        row = next((one for one in earlier if one.number == number), None)
        notes = [(one.number, one.reason, one.source) for one in earlier if one.reason]
        notes += [(1, plan.text_note, plan.source if notes else "")] if plan.text_note else []
        at_work, last = revision or plan, revision.number if revision else plan.revision
        recorded, stood = plan if number == plan.revision else row, queries.revision_on(plan, on)
        is_at_work = number == last
        outline = queries.plan_outline(plan, on, number)
        audiences = [EventAudience.READERS, *([EventAudience.SECRETARIAT] if may_keep else ())]
        told = events_about(plan).filter(audience__in=audiences)[:HISTORY_LENGTH]
        noted = actor is not None and actor.has_perm("spa.view_notes")
        context = {
            "plan": plan,
            "shown": number,
            "revision": revision,
            "row": row,
            "notes": notes,
            "recorded": recorded,
            # A draft says so at the top.
            "stood": stood if stood < number <= plan.revision else 0,
            "numbers": range(1, last + 1),
            "changes": queries.changes_between(plan, number - 1, number, on) if number > 1 else [],
            "may_begin": may_keep and not revision_begins(plan),
            "may_add": may_keep and is_at_work and not spa_1(plan, adding=True),
            "period": span(plan.starts_on, plan.ends_on),
            "areas": outline,
            "target_count": sum(len(area.targets.all()) for area in outline),
            "menu_count": sum(len(area.menu.all()) for area in outline),
            "on": on,
            "is_past_reading": on != clock.today(),
            "on_error": unreadable,
            "may_keep": may_keep,
            "is_open": bool(may_keep) and closed is None and is_at_work,
            "closed": closed,
            "stages": [
                {
                    "name": step.name,
                    "label": step.label,
                    "reason": step.permission(actor, at_work).reason
                    or " ".join(map(str, violations_of(at_work, step))),
                }
                for step in PLAN_LIFECYCLE
                if may_keep and is_at_work and at_work.status in step.sources
            ],
            "years_behind": may_keep and plan.cycles.filter(plan_revision__lt=plan.revision),
            "history": [{"said": one, "second": said_on(one), "note": noted and one.note} for one in told],
        }
        return super().get_context_data(**context | kwargs)


@require_safe
def plan_by_number(request: HttpRequest, number: int, step: str) -> HttpResponse:
    """Lead from the link of a mail to a page of a plan: no mail holds the short name, which people type."""
    require(may_read_plans(actor_of(request)))
    page = "spa:plan_endorse" if step == "endorse" else "spa:plan_detail"
    return redirect(page, get_object_or_404(ActionPlan, number=number).code)

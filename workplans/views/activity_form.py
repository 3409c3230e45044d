"""An activity added or changed: the form, the three ways out of the ceiling, and a form that has grown stale."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.decisions import require
from commit_portal.pages import Attempt, Difference
from commit_portal.readers import read_number
from commit_portal.words import day, in_words, money
from spa.models import Area
from spa.queries import PlanTexts
from workplans.actions.drafting import Ask, LineDraft, add_activity, change_activity
from workplans.forms import LOWER, RESERVE, TO_PARTNER, ActivityForm, typed_line
from workplans.models import Activity, Workplan
from workplans.permissions import drafts, may_add_activity, may_edit_activity
from workplans.queries import rounds_of
from workplans.requests import seat_of
from workplans.statuses import Funding, LineState, Outcome
from workplans.views.activity_steps import say_done
from workplans.views.lines import areas_to_choose, events_for
from workplans.views.loading import activity_or_404, draft_or_404, texts_today


@dataclass(frozen=True)
class WayOut:
    """One of the ways out of a broken ceiling."""

    value: str
    label: str
    hint: str
    chosen: bool


@require_http_methods(["GET", "HEAD", "POST"])
def activity_add(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """A new line: first its area, then the rest, with the menu and targets of that area."""
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    may = may_add_activity(seat, plan)
    if request.method != "POST" or not drafts(seat, plan):
        require(may)
    area = _chosen_area(request, plan)
    if area is None:
        context = {"plan": plan, "areas": areas_to_choose(plan, texts_today(plan))}
        return render(request, "workplans/activity_area.html", context)
    if request.method != "POST" or "show_area" in request.POST:
        first = _typed(request) if request.method == "POST" else {"funding": Funding.COUNTED}
        form = ActivityForm(
            initial={**first, "area": area.pk}, workplan=plan, area=area, texts=texts_today(plan)
        )
        return _show_form(request, plan, form)
    form = ActivityForm(request.POST, workplan=plan, area=area, texts=texts_today(plan))
    attempt = Attempt(request, form, may, keeps=True)
    if attempt.is_due:
        draft, ask = form.line(_room(plan))
        with attempt:
            made = add_activity(plan, draft, by=seat, now=clock.now(), ask=ask)
            say_done(request, made, "is added.", _what_became_of_it(form, draft, ask))
            return redirect("workplan", year, place)
    return _show_form(request, plan, form, attempt=attempt)


@require_http_methods(["GET", "HEAD", "POST"])
def activity_edit(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Change a line. A stale form writes nothing: it shows both versions and keeps what was typed."""
    seat = seat_of(request)
    line = activity_or_404(request, year, place, number)
    plan = line.workplan
    may = may_edit_activity(seat, line)
    if request.method != "POST" or not drafts(seat, plan):
        require(may)
    area = _chosen_area(request, plan) or line.area
    if request.method != "POST" or "show_area" in request.POST:
        first = typed_line(line) | (_typed(request) if request.method == "POST" else {})
        form = ActivityForm(
            initial={**first, "area": area.pk}, workplan=plan, area=area, texts=texts_today(plan)
        )
        return _show_form(request, plan, form, line)
    form = ActivityForm(request.POST, workplan=plan, area=area, texts=texts_today(plan))
    attempt = Attempt(request, form, may, keeps=True)
    if attempt.is_due:
        draft, ask = form.line(_room(plan, line))
        seen = form.cleaned_data["row_version"] or 0
        with attempt:
            change_activity(line, draft, seen=seen, by=seat, now=clock.now(), ask=ask)
            say_done(request, line, "is saved.", _what_became_of_it(form, draft, ask))
            return redirect("activity", year, place, number)
        if attempt.stale:
            line = activity_or_404(request, year, place, number)
            last = events_for(seat, plan).filter(label=line.code).first()
            attempt.show_theirs(_differences(draft, line), last=last, row_version=line.row_version)
    return _show_form(request, plan, form, line, attempt=attempt)


def _what_became_of_it(form: ActivityForm, draft: LineDraft, ask: Ask | None) -> str:
    """Where the money went that was typed, wherever that is not simply into the plan."""
    typed, kept = form.typed_cost, draft.secretariat_cost
    if draft.funding == Funding.RESERVE:
        return "It is kept in reserve: not counted until there is room."
    if ask is not None:
        return f"It is kept at US${money(kept)} of Secretariat money, and US${money(ask.amount)} is asked of {ask.partner}."
    if typed is not None and kept is not None and typed != kept:
        return (
            f"Its cost is lowered to US${money(kept)}, all that was left under the ceiling: "
            f"US${money(typed - kept)} of the US${money(typed)} that you typed is not in the plan."
        )
    return ""


def _chosen_area(request: HttpRequest, plan: Workplan) -> Area | None:
    areas = Area.objects.filter(plan=plan.cycle.plan_id).select_related("plan")
    if typed := request.POST.get("area", ""):
        return areas.filter(pk=read_number(typed)).first()
    return areas.filter(code=request.GET.get("area", "")).first()


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What stands in the form, as it was typed, while only another area is asked for."""
    values: dict[str, Any] = {name: request.POST[name] for name in request.POST}
    for name in ("targets", "countries"):
        values[name] = request.POST.getlist(name)
    return values


def _room(plan: Workplan, line: Activity | None = None) -> Decimal | None:
    """US dollars that this line may cost: what is left under the ceiling without it."""
    if plan.left is None:
        return None
    counted_now = line is not None and line.funding == Funding.COUNTED and not line.is_withdrawn
    own = (line.secretariat_cost or Decimal(0)) if line is not None and counted_now else Decimal(0)
    return plan.left + own


def _show_form(
    request: HttpRequest,
    plan: Workplan,
    form: ActivityForm,
    line: Activity | None = None,
    *,
    attempt: Attempt | None = None,
) -> HttpResponse:
    """The form; `attempt` where it was sent to be saved."""
    room = _room(plan, line)
    year, place = plan.cycle.year, plan.taskforce.slug
    bodies = [plan.taskforce.lead_body, *plan.taskforce.ministries.values_list("name", flat=True)]
    hint = "US dollars, for example 1,200 or 1,200.50."
    if room is not None and plan.ceiling is not None:
        others = plan.ceiling - room
        hint = (
            f"Ceiling for {'the region' if plan.taskforce.is_regional else plan.taskforce.name} in {year}: "
            f"US${money(plan.ceiling)}. Other activities: {money(others)}. Left: {money(room)}."
        )
    # A way that was chosen and still has something to correct stays in sight.
    form.show_ways = form.show_ways or (attempt is not None and attempt.broke("WP-3"))
    ways = _ways_out(form, room) if form.show_ways or (form.is_bound and form.data.get("way")) else []
    context = {
        "plan": plan,
        "form": form,
        "line": line,
        "heading": f"Activity {line.code}" if line else "Add an activity",
        "cost_hint": hint,
        "ways": ways,
        "ways_words": f"{in_words(len(ways))} ways out",
        "bodies": [body for body in dict.fromkeys(bodies) if body],
        "room": room,
        "others": None if room is None or plan.ceiling is None else plan.ceiling - room,
        "ceiling": plan.ceiling,
        "attempt": attempt,
        "returned": _last_return(line) if line else None,
        "area_shown": texts_today(plan).name(form.shown_area) if "show_area" in request.POST else "",
        "save_label": "Save mine over it"
        if attempt and attempt.stale
        else "Save activity"
        if line
        else "Add activity",
        "cancel_url": reverse("activity", args=[year, place, line.number])
        if line
        else reverse("workplan", args=[year, place]),
    }
    return render(request, "workplans/activity_form.html", context, status=attempt.status if attempt else 200)


def _last_return(line: Activity) -> dict[str, str] | None:
    """Why the Secretariat sent the line back, as long as it stands as returned."""
    if line.state != LineState.RETURNED:
        return None
    last = line.decisions.filter(sent_at__isnull=False, outcome=Outcome.RETURN).order_by("-round").first()
    if last is None:
        return None
    number = rounds_of(line.workplan).shown(last.round)
    return {"said": f"Returned in round {number}", "on": day(last.sent_at), "reason": last.reason}


def _ways_out(form: ActivityForm, room: Decimal | None) -> list[WayOut]:
    cost = form.typed_cost
    chosen = form.data.get("way", "") if form.is_bound else ""
    if room is None or cost is None:
        cost_words, over_words, room_words = "this cost", "the rest", "what is left"
    else:
        cost_words, over_words, room_words = money(cost), money(max(cost - room, Decimal(0))), money(room)
    kept = "" if room is None else f"The activity keeps US${room_words} of Secretariat money. "
    lower = WayOut(
        LOWER,
        f"Lower the cost to {room_words}",
        "The plan is then exactly at the ceiling.",
        chosen == LOWER,
    )
    ways = [
        WayOut(
            TO_PARTNER,
            f"Move {over_words} to a partner",
            f"{kept}Partner money is outside the ceiling. The partner is asked to accept.",
            chosen == TO_PARTNER,
        ),
        WayOut(
            RESERVE,
            "Keep the activity in reserve",
            f"It stays in the plan at {cost_words}, and is not counted until there is room.",
            chosen == RESERVE,
        ),
    ]
    # With nothing left, lowering would leave an activity that costs nothing: that is no way out.
    return ways if room is not None and room <= 0 else [lower, *ways]


def _differences(draft: LineDraft, current: Activity) -> list[Difference]:
    """What was typed beside what was saved meanwhile, a row for each field that differs."""
    texts = texts_today(current.workplan)
    yours = _words_of(
        draft, texts, [str(item.code) for item in draft.targets], [item.name for item in draft.countries]
    )
    saved = _words_of(
        current,
        texts,
        [link.target.code for link in current.target_links.select_related("target")],
        [
            f"{part.taskforce.name} (confirmed)" if part.confirmed_at else part.taskforce.name
            for part in current.participations.select_related("taskforce__country")
        ],
    )
    differences = [
        Difference(label, yours[label], saved[label]) for label in yours if yours[label] != saved[label]
    ]
    return differences or [Difference("Content", "The same", "The same")]


def _words_of(
    line: LineDraft | Activity, texts: PlanTexts, targets: list[str], countries: list[str]
) -> dict[str, str]:
    words = {
        "Area": texts.name(line.area),
        "Title": line.title,
        "Activity area of the plan": texts.name(line.menu_activity) if line.menu_activity else "None",
        "Targets": ", ".join(sorted(targets)),
        "Type": str(line.type or "Not chosen yet"),
        "Description": line.description,
        "Expected result": line.expected_result,
        "Countries": ", ".join(sorted(countries)),
        "Lead body": line.lead_body,
        "Starts on": day(line.starts_on),
        "Ends on": day(line.ends_on),
        "Secretariat money": Funding(line.funding).label,
        "Secretariat cost": money(line.secretariat_cost),
    }
    return {label: value or "Nothing yet" for label, value in words.items()}

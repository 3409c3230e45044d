"""Start a draft from the year behind it: choose what goes on, check it where it does not fit, put it into the draft."""

from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.i18n.formatting import money
from commit_portal.i18n.messages import message
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Attempt
from reporting.carry_over.actions import Carried, carry_over
from reporting.carry_over.copy import CarryChoice
from reporting.carry_over.coverage import coverage_of
from reporting.carry_over.forms import LookBackForm
from reporting.carry_over.previous_year import YearBehind, year_behind
from reporting.carry_over.previous_year_page import (
    areas_of,
    chosen_for_many,
    closed_words,
    for_many,
    said_of_all,
)
from reporting.carry_over.queries import recommended_to
from reporting.carry_over.totals import cost_of, new_of, reserve_to_propose, standing_of
from spa.queries import texts_in_force
from workplans.models import Seat
from workplans.plan.permissions import drafts, may_add_activity
from workplans.plan.rules import wp_3
from workplans.presentation.loaders import draft_or_404, texts_today
from workplans.request_context.request import PortalRequest, seat_of

PAGE = "reporting/carry_over/carry_over.html"


@require_http_methods(["GET", "HEAD", "POST"])
def last_year(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The approved lines of the newest earlier year, what became of them, and which of them go on.

    Only two buttons write: "put", where everything fits under the ceiling, and "write" on the page that asks about the
    reserve. All others only choose and count.
    """
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    may, keeps = may_add_activity(seat, plan), drafts(seat, plan)
    if request.method != "POST" or not keeps:
        require(may)
    behind = year_behind(plan, seat)
    if behind is None:
        return render(request, "reporting/carry_over/carry_over_nothing.html", {"plan": plan})
    form = _form(request, behind)
    attempt = Attempt(request, form, may, keeps=keeps)
    if attempt.is_due and {"put", "write"} & set(request.POST):
        choices = form.choices()
        if standing_of(behind, choices).over:
            return _ask_about_the_reserve(request, behind, form)
        with attempt:
            done = carry_over(plan, choices, seen=form.cleaned_data["seen"], by=seat, now=clock.now())
            messages.success(request, _said(done, behind))
            return redirect("workplan", year, place)
        behind = year_behind(plan, seat) or behind
        if attempt.broke(wp_3):
            return _ask_about_the_reserve(request, behind, form)
    return _show(request, seat, behind, form, attempt)


def _form(request: HttpRequest, behind: YearBehind) -> LookBackForm:
    texts = texts_today(behind.plan)
    names = {key: texts.name(area) for key, area in behind.areas.items()}
    if request.method != "POST":
        return LookBackForm(behind=behind, areas=names, initial={"seen": behind.mark})
    data = request.POST.copy()
    if "write" not in data:
        # Only the page that asks about the reserve shows who is in it.
        data.setlist("reserve", [])
    if "many" in data:
        for name, way in chosen_for_many(behind, request.POST["many"]).items():
            data[name] = way
    return LookBackForm(data, behind=behind, areas=names)


def _show(
    request: HttpRequest,
    seat: Seat,
    behind: YearBehind,
    form: LookBackForm,
    attempt: Attempt,
) -> HttpResponse:
    """The page with what is chosen; for a script that only counts, the meter alone."""
    plan = behind.plan
    context: dict[str, Any] = {
        "plan": plan,
        "year": plan.cycle.year,
        "earlier": behind.cycle.year,
        "place": plan.taskforce.slug,
        "to_choose": len(behind.to_choose),
        "standing": standing_of(behind, form.to_count()),
        "form": form,
        "attempt": attempt,
    }
    if cast(PortalRequest, request).htmx:
        return render(request, f"{PAGE}#counted", context)
    old_texts = texts_in_force(behind.cycle.plan, clock.today())
    said = recommended_to(behind.version)
    context |= {
        "mark": behind.mark,
        "lines": len(behind.lines),
        "areas": areas_of(behind, form, old_texts, said),
        "said": said_of_all(said),
        "for_many": for_many(behind),
        "closed_words": closed_words(behind),
        "changes_plan": behind.changes_plan,
        "old_plan": behind.cycle.plan,
        "coverage": coverage_of(behind, seat, texts_today(plan), old_texts),
    }
    return render(request, PAGE, context, status=attempt.status)


def _ask_about_the_reserve(request: HttpRequest, behind: YearBehind, form: LookBackForm) -> HttpResponse:
    """The check page: too much for the ceiling, so which of the chosen lines wait in reserve? Nothing is written yet."""
    choices = new_of(behind, form.choices())
    proposed = reserve_to_propose(behind, choices)
    checked = "write" in request.POST
    in_reserve = {choice.line.activity_id for choice in choices if choice.in_reserve} | (
        proposed if not checked else set()
    )
    standing = standing_of(behind, choices)
    kept_back = [replace(choice, in_reserve=choice.line.activity_id in in_reserve) for choice in choices]
    context = {
        "plan": behind.plan,
        "year": behind.plan.cycle.year,
        "earlier": behind.cycle.year,
        "standing": standing,
        "is_second_time": checked,
        "then": standing_of(behind, kept_back),
        "lines": [_checked(behind, choice, in_reserve) for choice in choices],
        "proposed": len(in_reserve),
        "kept": _typed(request, form),
    }
    return render(
        request, "reporting/carry_over/carry_over_check.html", context, status=422 if checked else 200
    )


def _checked(behind: YearBehind, choice: CarryChoice, in_reserve: set[int]) -> dict[str, Any]:
    cost = cost_of(behind, choice)
    return {
        "key": choice.line.activity_id,
        "code": choice.line.short_code,
        "title": choice.line.title,
        "way": choice.way.label,
        "cost": money(cost) if cost else "",
        "in_reserve": choice.line.activity_id in in_reserve,
    }


def _typed(request: HttpRequest, form: LookBackForm) -> list[tuple[str, str]]:
    """What was chosen, to be sent again with the answer of the check page."""
    return [
        (name, request.POST[name]) for name in form.fields if name != "reserve" and request.POST.get(name)
    ]


def _said(done: Carried, behind: YearBehind) -> str:
    """What was written, in sentences."""
    sentences = []
    if done.written:
        sentences.append(message("carrying.done", count=done.written, year=str(behind.cycle.year)))
    if done.begun:
        sentences.append(message("carrying.begun", count=done.begun))
    if done.in_reserve:
        sentences.append(message("carrying.in_reserve", count=done.in_reserve))
    if done.there:
        sentences.append(message("carrying.was_there", count=done.there))
    return " ".join(str(sentence) for sentence in sentences)

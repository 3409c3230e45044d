"""The regional workplan: each country confirms its part, and a second person puts the plan in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.i18n.formatting import and_list, day
from commit_portal.i18n.messages import message
from commit_portal.refusals import Refused, Violation, require
from commit_portal.workflow.action_attempts import Attempt
from commit_portal.workflow.lifecycle import Transition, may_walk, violations_of
from workplans.fields import fields_but
from workplans.models import Participation, Workplan
from workplans.plan.fingerprints import asked_mark, regional_mark
from workplans.plan.lifecycle import PROPOSE_REGIONAL, PUT_IN_FORCE
from workplans.plan.line_content import FieldOfLine, cost_in_words, words_of_line
from workplans.plan.permissions import may_confirm_participation
from workplans.presentation.loaders import activity_or_404, load_live_lines, texts_today, workplan_or_404
from workplans.presentation.step_links import step_not_open, step_taken
from workplans.presentation.timeline import events_for, trail
from workplans.regional.actions import (
    confirm_participation,
    decline_participation,
    propose_regional,
    put_in_force,
)
from workplans.request_context.request import number_sent, seat_of
from workplans.submitting.amendment_views import reason_of_amendment

CHANGED_MEANWHILE = _(
    "Someone changed this after you opened the page, so nothing was saved. The page is up to date now."
)


@require_http_methods(["GET", "HEAD", "POST"])
def regional_confirm(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """The lead reads the activity and confirms that the country takes part."""
    part = _own_part(request, year, place, number)
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            confirm_participation(
                part, seen=request.POST.get("seen", ""), by=seat_of(request), now=clock.now()
            )
            messages.success(request, _said("regional.confirmed", part))
            return redirect("workplan", year, place)
    return _answer_page(request, part, "workplans/regional/regional_confirm.html", attempt)


@require_http_methods(["GET", "HEAD", "POST"])
def regional_decline(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """The lead says that the country does not take part. The activity no longer names it."""
    part = _own_part(request, year, place, number)
    attempt = Attempt(request)
    if attempt.is_due:
        done = _said("regional.declined", part)
        with attempt:
            decline_participation(
                part, seen=request.POST.get("seen", ""), by=seat_of(request), now=clock.now()
            )
            messages.success(request, done)
            return redirect("workplan", year, place)
    return _answer_page(request, part, "workplans/regional/regional_decline.html", attempt)


@require_http_methods(["GET", "HEAD", "POST"])
def regional_propose(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Ask a second person of the regional office to put the plan in force."""
    if page := _not_now(request, year, place, PROPOSE_REGIONAL):
        return page
    read = _read(request, year, place, PROPOSE_REGIONAL)
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            propose_regional(
                read.plan, seen=request.POST.get("seen", ""), by=seat_of(request), now=clock.now()
            )
            messages.success(
                request,
                gettext("The workplan is proposed. A second person of the regional office must approve it."),
            )
            return redirect("workplan", year, place)
        if page := step_taken(request, read.plan, PROPOSE_REGIONAL, attempt, by=seat_of(request)):
            return page
        if attempt.has_moved_on:
            read = _read(request, year, place, PROPOSE_REGIONAL, again=True)
        else:
            read.context["broken"] = _with_links(read.plan, attempt.broken)
    return render(request, "workplans/regional/regional_propose.html", read.context, status=attempt.status)


@require_http_methods(["GET", "HEAD", "POST"])
def regional_put_in_force(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The second person reads what was proposed, and puts it in force."""
    if page := _not_now(request, year, place, PUT_IN_FORCE):
        return page
    read = _read(request, year, place, PUT_IN_FORCE)
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            put_in_force(read.plan, seen=request.POST.get("seen", ""), by=seat_of(request), now=clock.now())
            messages.success(
                request, gettext("The regional workplan is approved. Every taskforce can read it now.")
            )
            return redirect("workplan", year, place)
        if attempt.has_moved_on:
            read = _read(request, year, place, PUT_IN_FORCE, again=True)
        else:
            read.context["broken"] = _with_links(read.plan, attempt.broken)
    plan = read.plan
    context = {
        **read.context,
        "proposed_by": str(plan.submitted_by),
        "proposed_on": day(plan.submitted_at),
        "why": reason_of_amendment(plan),
    }
    return render(request, "workplans/regional/regional_put_in_force.html", context, status=attempt.status)


@dataclass(frozen=True)
class Read:
    """The regional plan on a check page, with the fingerprint of what the page shows."""

    plan: Workplan
    context: dict[str, Any]


def _read(
    request: HttpRequest, year: int, place: str, transition: Transition, *, again: bool = False
) -> Read:
    """The plan for one step; `again` after a refusal, with what happened since the page was opened.

    Reads the end of the history and the fingerprint before the lines: an answer in between makes the fingerprint
    old. The other way round the fingerprint would cover an answer that the page does not show.
    """
    seat = seat_of(request)
    plan = workplan_or_404(request, year, place)
    require(may_walk(plan, transition, by=seat))
    events = events_for(seat, plan)
    last = events.order_by("-pk").values_list("pk", flat=True).first() or 0
    mark = regional_mark(plan)
    load_live_lines(plan, seat)
    opened_at = number_sent(request, "last")
    since = events.filter(pk__gt=opened_at, pk__lte=last) if again and opened_at >= 0 else events.none()
    return Read(
        plan,
        {
            **_context(plan),
            "mark": mark,
            "last": last,
            "changed": CHANGED_MEANWHILE if again else "",
            "since": trail(since),
            "broken": _with_links(plan, violations_of(plan, transition)),
            "lines": _lines(plan),
        },
    )


def _not_now(request: HttpRequest, year: int, place: str, transition: Transition) -> HttpResponse | None:
    """The page that says why this step is not possible now; None where it is."""
    plan, seat = workplan_or_404(request, year, place), seat_of(request)
    return step_not_open(request, plan, transition, by=seat)


def _own_part(request: HttpRequest, year: int, place: str, number: int) -> Participation:
    """The participation of the reader's own country. 404 where the line does not name it, 403 for who is no lead."""
    seat = seat_of(request)
    activity = activity_or_404(request, year, place, number)
    parts = Participation.objects.select_related("taskforce__country", "activity")
    part = parts.filter(activity=activity, taskforce=seat.taskforce_id).first() if seat.taskforce_id else None
    if part is None and seat.is_regional_office:
        raise Refused(message("participation.own_lead"))
    if part is None:
        raise Http404("This country is not named in the activity.")
    part.activity = activity
    require(may_confirm_participation(seat, part))
    return part


def _answer_page(request: HttpRequest, part: Participation, template: str, attempt: Attempt) -> HttpResponse:
    line = part.activity
    return render(
        request,
        template,
        {
            **_context(line.workplan),
            "line": line,
            "attempt": attempt,
            "mark": asked_mark(line),
            "country": part.taskforce.name,
            "answered": part.confirmed_at is not None,
            "facts": _facts(line),
            # WP-10: who has not confirmed is named to nobody else.
            "others": and_list(
                other.taskforce.name
                for other in line.participations.all()
                if other.confirmed_at is not None and other.pk != part.pk
            ),
        },
        status=attempt.status,
    )


def _said(which: str, part: Participation) -> str:
    return str(message(which, country=part.taskforce.name, code=part.activity.code))


def _facts(line: Any) -> tuple[FieldOfLine, ...]:
    """What a country reads before it answers, without money. The page shows below who else takes part."""
    shown = fields_but("area", "menu_activity", "countries", "lead_body", "secretariat_cost", "supports")
    return words_of_line(line, texts_today(line.workplan), shown)


def _context(plan: Workplan) -> dict[str, Any]:
    year = plan.cycle.year
    return {
        "plan": plan,
        "year": year,
        "year_url": reverse("year", args=[year]),
        "plan_url": reverse("workplan", args=[year, plan.taskforce.slug]),
    }


def _lines(plan: Workplan) -> list[dict[str, Any]]:
    """The live lines with their countries, as they were loaded for the rules, for the check pages."""
    return [
        {
            "code": line.code,
            "title": line.title,
            "cost": cost_in_words(line),
            "countries": [
                {
                    "status": "confirmed" if part.confirmed_at else "asked",
                    "words": _said(
                        "regional.has_confirmed" if part.confirmed_at else "regional.is_asked", part
                    ),
                }
                for part in line.participations.all()
            ],
        }
        for line in plan.activities.all()
        if not line.is_withdrawn
    ]


def _with_links(plan: Workplan, broken: Iterable[Violation]) -> list[dict[str, str]]:
    """Each broken rule with the address of the line it is about, where it is about one."""
    place = plan.taskforce.slug
    return [
        {
            "words": str(violation),
            "url": reverse("activity", args=[plan.cycle.year, place, int(violation.where)])
            if violation.where
            else "",
        }
        for violation in broken
    ]

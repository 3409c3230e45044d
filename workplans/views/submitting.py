"""Submitting, taking back, and the trail of a whole plan."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from commit_portal import clock
from commit_portal.decisions import Refused, RuleBroken, SomebodyWasFaster, require
from commit_portal.forms import posted, show_broken_rules, status_of
from commit_portal.lifecycle import may_walk, violations_of
from commit_portal.rowversions import StaleRow
from commit_portal.words import counted, day, money
from workplans.actions.submitting import submit_workplan, take_back_workplan
from workplans.forms import AgreementForm
from workplans.lifecycle import DROP_AMENDMENT, SUBMIT, TAKE_BACK
from workplans.models import Workplan, WorkplanVersion
from workplans.permissions import may_see_rounds, may_submit_workplan
from workplans.queries import Rounds, rounds_of, versions_visible_to
from workplans.requests import seat_of
from workplans.statuses import VersionKind, WorkplanStatus
from workplans.views.lines import (
    checklist_of,
    events_for,
    frozen_areas,
    load_live_lines,
    load_version_lines,
    trail,
)
from workplans.views.loading import draft_or_404, texts_today, workplan_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_submit(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """When and by whom it was agreed; then the answers to be checked; then it is handed over.

    The check carries the row version: what changes between check and "yes" is shown, never submitted unseen.
    """
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    require(may_walk(plan, SUBMIT, by=seat))
    today = clock.today()
    unchanged = may_walk(plan, DROP_AMENDMENT, by=seat) and not violations_of(plan, DROP_AMENDMENT)
    load_live_lines(plan, seat)
    points = [point for point in checklist_of(plan, seat) if point.status == "open"]
    first = {
        "row_version": plan.row_version,
        "agreed_on": plan.agreed_on if plan.status == "returned" else None,
        "agreed_by": plan.agreed_by,
    }
    form = AgreementForm(posted(request), initial=first, today=today)
    context: dict[str, Any] = {
        "plan": plan,
        "points": points,
        "points_words": counted(len(points), "point", "points"),
        "unchanged": unchanged,
        "form": form,
    }
    if request.method != "POST":
        return render(request, "workplans/workplan_submit.html", context)
    if points or not form.is_valid() or "change" in request.POST:
        if points:
            form.add_error(None, "The plan is not complete yet. See what is still open.")
        return render(request, "workplans/workplan_submit.html", context, status=status_of(form))
    answers = form.cleaned_data
    status, changed = 200, ""
    if "confirm" in request.POST:
        try:
            submit_workplan(
                plan,
                agreed_on=answers["agreed_on"],
                agreed_by=answers["agreed_by"],
                seen=answers["row_version"],
                by=seat,
                now=clock.now(),
            )
        except RuleBroken as broken:
            show_broken_rules(form, broken)
            return render(request, "workplans/workplan_submit.html", context, status=status_of(form))
        except (StaleRow, SomebodyWasFaster):
            status, changed = 409, "The plan has changed since you checked it. Check it once more."
        else:
            return redirect("workplan_submitted", year, place)
    lines = [line for line in plan.activities.all() if not line.is_withdrawn]
    reserve = sum(line.funding == "reserve" for line in lines)
    context |= {
        "changed": changed,
        "row_version": plan.row_version,
        "agreed_on": day(answers["agreed_on"]),
        "agreed_by": answers["agreed_by"],
        "lines": counted(len(lines), "activity", "activities")
        + (f", {reserve} of them in reserve" if reserve else ""),
        "money": f"US${money(plan.committed)}"
        + (f" of {money(plan.ceiling)}" if plan.ceiling is not None else "; no ceiling is set"),
    }
    return render(request, "workplans/workplan_check.html", context, status=status)


@require_safe
def workplan_submitted(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """What was handed over, and what happens next."""
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    require(may_submit_workplan(seat, plan))
    if plan.status != "submitted":
        return redirect("workplan", year, place)
    version = plan.versions.order_by("-number").first()
    context = {
        "plan": plan,
        "submitted": day(plan.submitted_at),
        "agreed_on": day(plan.agreed_on),
        "money": f"US${money(plan.committed)}",
        "round": rounds_of(plan).shown(plan.round),
        "version_url": reverse("workplan_version", args=[year, place, version.number]) if version else "",
    }
    return render(request, "workplans/workplan_submitted.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_take_back(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The lead takes a submission back, while the Secretariat has not begun to decide."""
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    require(may_walk(plan, TAKE_BACK, by=seat))
    broken: RuleBroken | None = None
    if request.method == "POST":
        try:
            take_back_workplan(plan, by=seat, now=clock.now())
        except RuleBroken as refused:
            broken = refused
        else:
            messages.success(request, "The submission is taken back. The lines are open again.")
            return redirect("workplan", year, place)
    context = {"plan": plan, "broken": broken}
    return render(request, "workplans/workplan_take_back.html", context, status=409 if broken else 200)


@require_safe
def workplan_history(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Every event and every frozen version, for the taskforce, its desk and the regional office."""
    seat = seat_of(request)
    plan = workplan_or_404(request, year, place)
    if not may_see_rounds(seat, plan):
        raise Refused("The history is read by the taskforce, its desk and the regional office.")
    rounds, replaced_by = rounds_of(plan), _replaced_by(plan)
    versions = [
        {
            "label": f"Version {version.number}",
            "url": reverse("workplan_version", args=[year, place, version.number]),
            **_standing(version, replaced_by),
            "second": f"{day(version.made_at)}, {_round_words(plan, rounds, version)}",
            "money": f"US${money(version.committed)}",
        }
        for version in versions_visible_to(seat).filter(workplan=plan).order_by("-number")
    ]
    context = {
        "plan": plan,
        "versions": versions,
        "history": trail(events_for(seat, plan)),
    }
    return render(request, "workplans/workplan_history.html", context)


def _replaced_by(plan: Workplan) -> dict[int, int]:
    """The number of each version that was of record before, with that of the one in its place."""
    of_record = plan.versions.filter(kind=VersionKind.OF_RECORD).order_by("number")
    return dict(pairwise(of_record.values_list("number", flat=True)))


def _standing(version: WorkplanVersion, replaced_by: dict[int, int]) -> dict[str, str]:
    """What a version is, as status and words. Only who reads the rounds is told that another one came."""
    if version.number in replaced_by:
        return {"status": "superseded", "kind": f"Replaced by version {replaced_by[version.number]}"}
    status = "approved" if version.kind == VersionKind.OF_RECORD else "submitted"
    return {"status": status, "kind": version.get_kind_display()}


def _round_words(plan: Workplan, rounds: Rounds, version: WorkplanVersion) -> str:
    """The round of a version; a submission that was taken back, or set aside, was none."""
    waits = plan.status == WorkplanStatus.SUBMITTED and version.round == plan.round
    if waits or rounds.was_decided(version.round):
        return f"round {rounds.shown(version.round)}"
    return "never decided on"


@require_safe
def workplan_version(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """One frozen version, for whom it is their own, of record, or released."""
    seat = seat_of(request)
    plan = workplan_or_404(request, year, place)
    version = versions_visible_to(seat).filter(workplan=plan, number=number).first()
    if version is None:
        raise Http404
    insider = may_see_rounds(seat, plan)
    ceiling = version.ceiling
    context = {
        "plan": plan,
        "version": version.number,
        **_standing(version, _replaced_by(plan) if insider else {}),
        "since": day(version.made_at),
        "round": _round_words(plan, rounds_of(plan), version) if insider else "",
        "insider": insider,
        "areas": frozen_areas(
            plan,
            load_version_lines(version, seat),
            texts_today(plan),
            linked=False,
        ),
        "committed": version.committed,
        "ceiling": ceiling,
        "left": None if ceiling is None else ceiling - version.committed,
    }
    return render(request, "workplans/workplan_version.html", context)

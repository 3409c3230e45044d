"""The page of the consultation, and its openings: to whom the draft is opened, until when, and the end of that."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.i18n.formatting import day
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Attempt, Way
from workplans.consultation.actions.openings import end_opening, move_last_day, open_draft
from workplans.consultation.forms import LastDayForm, OpenToPartnerForm
from workplans.consultation.opening_labels import end_does, has_been_opened, has_ended, open_since
from workplans.consultation.page import offers_context
from workplans.consultation.permissions import may_read_consultation
from workplans.consultation.queries import openings_to_partners
from workplans.consultation.rules import latest_last_day
from workplans.models import Opening, Workplan
from workplans.plan.permissions import may_open_draft
from workplans.plan.queries import readers_now
from workplans.presentation.loaders import workplan_or_404
from workplans.presentation.step_links import path_to
from workplans.request_context.request import seat_of


@require_safe
def consultation(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Who reads the draft, and what partners are asked for, offer and give, line by line."""
    plan = consulted_or_404(request, year, place)
    context = offers_context(plan, seat_of(request), now=clock.now())
    return render(request, "workplans/consultation/consultation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_open(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Open the draft to a partner until a day. What was prepared to be asked of it is shown to it then."""
    seat = seat_of(request)
    plan = consulted_or_404(request, year, place)
    may = may_open_draft(seat, plan)
    already = [opening.partner_id for opening in readers_now(plan, now=clock.now()) if opening.partner_id]
    form = OpenToPartnerForm(
        posted(request), already=already, latest=latest_last_day(plan, today=clock.today())
    )
    attempt = Attempt(request, form, may)
    if attempt.is_due:
        partner, until_on = form.cleaned_data["partner"], form.cleaned_data["until_on"]
        with attempt:
            opening = open_draft(plan, partner, until_on, by=seat, now=clock.now())
            messages.success(request, has_been_opened(opening))
            return redirect("consultation", year, place)
    context = {
        "plan": plan,
        "form": form,
        "attempt": attempt,
        "heading": gettext("Open the draft to a partner"),
        "path": path_below(plan),
        "button": gettext("Open to this partner"),
    }
    return render(request, "workplans/consultation/consultation_open.html", context, status=attempt.status)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_move(request: HttpRequest, year: int, place: str, partner: str) -> HttpResponse:
    """Let a partner read the draft until another day."""
    seat = seat_of(request)
    plan = consulted_or_404(request, year, place)
    require(may_open_draft(seat, plan))
    opening = _opening_or_404(plan, partner)
    form = LastDayForm(
        posted(request),
        latest=latest_last_day(plan, today=clock.today()),
        initial={"until_on": opening.until_on},
    )
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            moved = move_last_day(opening, form.cleaned_data["until_on"], by=seat, now=clock.now())
            said = gettext("%(partner)s reads the draft until %(day)s.")
            messages.success(request, said % {"partner": opening.partner, "day": day(moved.until_on)})
            return redirect("consultation", year, place)
    context = {
        "plan": plan,
        "form": form,
        "attempt": attempt,
        "heading": gettext("Move the last day of %(partner)s") % {"partner": opening.partner},
        "since": open_since(opening),
        "path": path_below(plan),
        "button": gettext("Move the last day"),
    }
    return render(request, "workplans/consultation/consultation_open.html", context, status=attempt.status)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_close(request: HttpRequest, year: int, place: str, partner: str) -> HttpResponse:
    """End a partner's reading of the draft now, after a question."""
    seat = seat_of(request)
    plan = consulted_or_404(request, year, place)
    require(may_open_draft(seat, plan))
    opening = _opening_or_404(plan, partner)
    if request.method == "POST":
        end_opening(opening, by=seat, now=clock.now())
        messages.success(request, has_ended(opening))
        return redirect("consultation", year, place)
    context = {
        "plan": plan,
        "heading": gettext("Close the draft to %(partner)s") % {"partner": opening.partner},
        "since": open_since(opening),
        "does": end_does(opening),
        "path": path_below(plan),
    }
    return render(request, "workplans/consultation/consultation_close.html", context)


def consulted_or_404(request: HttpRequest, year: int, place: str) -> Workplan:
    """Get the plan for who reads its consultation. Raises `Refused` for other readers, `Http404` for the others."""
    plan = workplan_or_404(request, year, place)
    require(may_read_consultation(seat_of(request), plan))
    return plan


def path_below(plan: Workplan) -> list[Way]:
    """The links above a page of the consultation."""
    return [
        *path_to(plan),
        (gettext("Consultation"), reverse("consultation", args=[plan.cycle.year, plan.taskforce.slug])),
    ]


def _opening_or_404(plan: Workplan, partner: str) -> Opening:
    """The last opening of the draft to a partner, ended or not: the action says that it has ended."""
    openings = [item for item in openings_to_partners(plan) if item.partner and item.partner.slug == partner]
    if not openings:
        raise Http404
    return openings[-1]

"""The steps of one activity, each after a question: withdrawn, brought back, opened for change, kept."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.decisions import Decision, require
from commit_portal.pages import Attempt
from workplans.actions.drafting import (
    keep_without_support,
    restore_activity,
    unlock_activity,
    withdraw_activity,
)
from workplans.models import Activity, Seat
from workplans.permissions import (
    may_edit_activity,
    may_keep_without_support,
    may_restore_activity,
    may_unlock_activity,
)
from workplans.requests import seat_of
from workplans.views.loading import activity_or_404

HANDED_OVER = (
    "If it is of record, it stays so until the next decisions are sent, and is marked as withdrawn then."
)
NEVER_SUBMITTED = "It never was submitted, so nobody but those who draft the plan sees it from then on."


@require_http_methods(["GET", "HEAD", "POST"])
def activity_withdraw(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Take a line out of the plan, after a question."""
    line = activity_or_404(request, year, place, number)
    return _confirm(
        request,
        line,
        may_edit_activity,
        withdraw_activity,
        "Withdraw",
        "It no longer counts under the ceiling, and its number is not given again. "
        f"{HANDED_OVER if line.version_lines.exists() else NEVER_SUBMITTED} You can bring it back.",
        "is withdrawn.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_restore(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Bring a withdrawn line back, after a question."""
    return _confirm(
        request,
        activity_or_404(request, year, place, number),
        may_restore_activity,
        restore_activity,
        "Bring back",
        "It counts under the ceiling again, if it fits. Once its withdrawal is of record, it needs a new decision.",
        "is back in the plan.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_unlock(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """The lead opens a further line of a returned plan, after a question."""
    return _confirm(
        request,
        activity_or_404(request, year, place, number),
        may_unlock_activity,
        unlock_activity,
        "Open for change",
        "It was not returned. Once its content changes, it needs a new decision of the Secretariat.",
        "is open for change.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_keep(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """The lead keeps a returned line as the government's own, after a question."""
    return _confirm(
        request,
        activity_or_404(request, year, place, number),
        may_keep_without_support,
        keep_without_support,
        "Keep without COMMIT support",
        "It stays in your plan as your government's own and asks no Secretariat money. The Secretariat notes it; "
        "it has no veto over a government's own plan.",
        "is kept without COMMIT support.",
    )


def say_done(request: HttpRequest, line: Activity, words: str, more: str = "") -> None:
    """A message that names the line and leads to it; `more` is said after its first sentence."""
    plan = line.workplan
    url = reverse("activity", args=[plan.cycle.year, plan.taskforce.slug, line.number])
    messages.success(
        request, format_html('<strong><a href="{}">{}</a> {}</strong> {}', url, line.code, words, more)
    )


def _confirm(
    request: HttpRequest,
    line: Activity,
    permission: Callable[[Seat, Activity], Decision],
    act: Callable[..., Activity],
    label: str,
    words: str,
    done: str,
) -> HttpResponse:
    """A question on a page of its own, and the act when it is answered."""
    seat = seat_of(request)
    plan = line.workplan
    require(permission(seat, line))
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            act(line, by=seat, now=clock.now())
            say_done(request, line, done)
            return redirect("activity", plan.cycle.year, plan.taskforce.slug, line.number)
    context = {"plan": plan, "line": line, "label": label, "words": words, "attempt": attempt}
    return render(request, "workplans/activity_confirm.html", context, status=attempt.status)

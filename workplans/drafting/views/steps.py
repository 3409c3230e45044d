"""Steps of one activity, each after a question: withdraw, bring back, open for change, keep."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.i18n.formatting import and_list
from commit_portal.i18n.messages import Message, message
from commit_portal.refusals import Permit, require
from commit_portal.workflow.action_attempts import Attempt
from workplans.drafting.actions import (
    keep_without_support,
    restore_activity,
    unlock_activity,
    withdraw_activity,
)
from workplans.models import Activity, Seat
from workplans.models.partner_support import ContributionQuerySet
from workplans.plan.permissions import (
    may_edit_activity,
    may_keep_without_support,
    may_restore_activity,
    may_unlock_activity,
)
from workplans.plan.plan_types import said_of_asker
from workplans.presentation.loaders import activity_or_404
from workplans.request_context.request import seat_of


@require_http_methods(["GET", "HEAD", "POST"])
def activity_withdraw(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Withdraw a line, after a question."""
    line = activity_or_404(request, year, place, number)
    return _confirm(
        request,
        line,
        may_edit_activity,
        withdraw_activity,
        gettext("Withdraw"),
        (
            message("line.withdrawing"),
            _said_of_readers(line),
            message("line.can_be_restored"),
        ),
        "line.is_withdrawn",
        warnings=_said_of_support(line),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_restore(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Bring a withdrawn line back, after a question."""
    return _confirm(
        request,
        activity_or_404(request, year, place, number),
        may_restore_activity,
        restore_activity,
        gettext("Restore"),
        (message("line.restoring"), message("line.restoring_decided")),
        "line.is_restored",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_unlock(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Open another line of a returned plan as its lead, after a question."""
    return _confirm(
        request,
        activity_or_404(request, year, place, number),
        may_unlock_activity,
        unlock_activity,
        gettext("Allow changes"),
        (message("line.unlocking"),),
        "line.is_unlocked",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_keep(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Keep a returned line as the government's own as its lead, after a question."""
    return _confirm(
        request,
        activity_or_404(request, year, place, number),
        may_keep_without_support,
        keep_without_support,
        gettext("Keep without Secretariat funding"),
        (message("line.keeping"), message("line.keeping_noted")),
        "line.is_kept",
    )


def _said_of_readers(line: Activity) -> Message:
    """What is said of a line before it is withdrawn: who reads it afterwards."""
    if line.version_lines.filter(version=line.workplan.of_record_id, withdrawn=False).exists():
        return message("line.withdrawing_approved")
    if line.version_lines.exists():
        return message("line.withdrawing_submitted")
    return message("line.withdrawing_unseen")


def _said_of_support(line: Activity) -> tuple[Message, ...]:
    """What is said of a line before it is withdrawn: which partners' support ends, now or later (CO-9)."""
    said: tuple[Message, ...] = ()
    if waiting := _partners_of(line.contributions.unanswered()):
        said += (
            message("line.withdrawing_ends_support"),
            message("line.withdrawing_partners", partners=waiting),
        )
    if accepted := _partners_of(line.contributions.accepted()):
        said += (said_of_asker("line.withdrawing_ends_accepted", line.workplan, partners=accepted),)
    return said


def _partners_of(supports: ContributionQuerySet) -> str:
    return and_list(dict.fromkeys(str(support.partner) for support in supports.select_related("partner")))


def say_done(request: HttpRequest, line: Activity, code: str, more: Message | str = "") -> None:
    """Say what was done as a link to the line. `code` is that of a message about it; `more` follows."""
    plan = line.workplan
    url = reverse("activity", args=[plan.cycle.year, plan.taskforce.slug, line.number])
    said = message(code, code=line.code)
    messages.success(request, format_html('<strong><a href="{}">{}</a></strong> {}', url, said, more))


def _confirm(
    request: HttpRequest,
    line: Activity,
    permission: Callable[[Seat, Activity], Permit],
    act: Callable[..., Activity],
    label: str,
    sentences: tuple[Message, ...],
    done: str,
    *,
    warnings: tuple[Message, ...] = (),
) -> HttpResponse:
    """Ask on a page of its own, and act on the answer. `done` is the code of the message after that.

    `warnings` say what ends with it.
    """
    seat = seat_of(request)
    plan = line.workplan
    require(permission(seat, line))
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            saved = act(line, by=seat, now=clock.now())
            say_done(request, line, done)
            # Nothing is left to do on the page of a withdrawn activity.
            page, of = ("workplan", ()) if saved.is_withdrawn else ("activity", (line.number,))
            return redirect(page, plan.cycle.year, plan.taskforce.slug, *of)
    context = {"plan": plan, "line": line, "label": label, "sentences": sentences, "attempt": attempt}
    context["warnings"] = warnings
    return render(request, "workplans/drafting/activity_confirm.html", context, status=attempt.status)

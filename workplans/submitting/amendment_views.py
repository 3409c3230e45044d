"""Open an amendment with a reason, undo its changes one by one, drop it where it changes nothing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.i18n.formatting import and_list, day
from commit_portal.models import Event
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Attempt
from commit_portal.workflow.events import events_about
from commit_portal.workflow.lifecycle import may_walk, violations_of
from spa.queries import PlanTexts
from workplans.drafting.actions import undo_changes
from workplans.fields import fields_but
from workplans.models import Activity, Seat, VersionLine, Workplan
from workplans.plan.amendments import (
    Kind,
    LineChange,
    changes_of_amendment,
    is_amendment,
    needs_differ,
    text_before,
)
from workplans.plan.differences import changed_fields
from workplans.plan.lifecycle import AMEND, DROP_AMENDMENT
from workplans.plan.line_content import FieldOfLine, words_of_line
from workplans.plan.permissions import may_amend_workplan, may_undo_changes
from workplans.plan.plan_types import kind_of
from workplans.presentation.loaders import activity_or_404, draft_or_404, texts_today
from workplans.presentation.step_links import step_not_open
from workplans.request_context.request import number_sent, seat_of
from workplans.statuses import ContributionStatus, WorkplanStatus
from workplans.submitting.actions import amend_workplan, drop_amendment
from workplans.submitting.forms import AmendForm


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_amend(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Open an approved plan again, with a reason. The approved version stays in force meanwhile.

    Where the plan changed its state meanwhile, the reason that was typed stays on the page.
    """
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    form = AmendForm(posted(request))
    if page := step_not_open(request, plan, AMEND, by=seat, keeps=True):
        return page
    attempt = Attempt(request, form, may_walk(plan, AMEND, by=seat), keeps=may_amend_workplan(seat, plan))
    if attempt.is_due:
        with attempt:
            amend_workplan(plan, note=form.cleaned_data["note"], by=seat, now=clock.now())
            messages.success(
                request,
                gettext("The amendment is open. The approved version stays valid until new decisions."),
            )
            return redirect("workplan", year, place)
    context = {"plan": plan, "form": form, "attempt": attempt}
    return render(request, "workplans/submitting/workplan_amend.html", context, status=attempt.status)


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_drop_amendment(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Drop an amendment that changes nothing; else list what it changes and where each change is undone."""
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    if page := step_not_open(request, plan, DROP_AMENDMENT, by=seat):
        return page
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            drop_amendment(plan, seen=number_sent(request, "seen"), by=seat, now=clock.now())
            messages.success(
                request,
                gettext(
                    "The amendment is cancelled. The workplan is approved as before, and every "
                    "decision stays valid."
                ),
            )
            return redirect("workplan", year, place)
        plan = draft_or_404(request, year, place)
        require(may_walk(plan, DROP_AMENDMENT, by=seat))
    context: dict[str, Any] = {
        "plan": plan,
        "attempt": attempt,
        "undo_first": kind_of(plan.taskforce).undo_before_drop,
    }
    if plan.of_record is None:
        context["broken"] = violations_of(plan, DROP_AMENDMENT)
    else:
        context |= {
            "version": plan.of_record.number,
            "since": day(plan.of_record.made_at),
            "changes": [_row(plan, change) for change in changes_of_amendment(plan)],
            "needs_before": plan.of_record.needs,
            "needs_differ": needs_differ(plan),
        }
    return render(
        request, "workplans/submitting/workplan_drop_amendment.html", context, status=attempt.status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_undo(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Give a line its text from before the amendment, after a page with both texts."""
    seat = seat_of(request)
    line = activity_or_404(request, year, place, number)
    require(may_undo_changes(seat, line))
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            undo_changes(line, seen=number_sent(request, "seen"), by=seat, now=clock.now())
            done = gettext("%(code)s has its text from before the amendment.") % {"code": line.code}
            if may_walk(line.workplan, DROP_AMENDMENT, by=seat):
                url = reverse("workplan_drop_amendment", args=[year, place])
                done = format_html(
                    '<strong>{}</strong> <a href="{}">{}</a>',
                    done,
                    url,
                    gettext("See what else the amendment changes"),
                )
            messages.success(request, done)
            return redirect("activity", year, place, number)
        line = activity_or_404(request, year, place, number)
        require(may_undo_changes(seat, line))
    plan = line.workplan
    old = text_before(line)
    texts = texts_today(plan)
    differences = changed_fields(_words(line, texts), _words(old, texts)) if old else ()
    asked = line.contributions.filter(status=ContributionStatus.ASKED).select_related("partner")
    context = {
        "plan": plan,
        "line": line,
        "attempt": attempt,
        "differences": differences,
        "asks_countries": kind_of(plan.taskforce).names_countries and bool(differences),
        "asked": and_list(str(offer.partner) for offer in asked),
    }
    return render(request, "workplans/submitting/activity_undo.html", context, status=attempt.status)


def reason_of_amendment(plan: Workplan) -> dict[str, str] | None:
    """Why the current amendment was opened, by whom and when; None for a first plan.

    Only an amendment opens an approved plan again, so the last one that was opened is the current one.
    """
    if not _may_be_amended(plan):
        return None
    return _reason(events_about(plan).filter(verb=AMEND.name).select_related("by").first())


def _may_be_amended(plan: Workplan) -> bool:
    """Whether the plan has an approved version and is worked on again."""
    return plan.of_record_id is not None and plan.status not in (
        WorkplanStatus.APPROVED,
        WorkplanStatus.CLOSED,
    )


def _reason(opened: Event | None) -> dict[str, str] | None:
    if opened is None:
        return None
    return {"opened": day(opened.at), "by": f"{opened.by}, {opened.seat_words}", "reason": opened.note}


def amendment_of(plan: Workplan, seat: Seat, opened: Event | None) -> dict[str, Any] | None:
    """The current amendment of an approved plan: its reason, and the version that is in force meanwhile.

    `opened` is the event of the last amendment.
    """
    why = _reason(opened) if _may_be_amended(plan) else None
    if plan.of_record is None or not (why or is_amendment(plan)):
        return None
    at = [plan.cycle.year, plan.taskforce.slug]
    number = plan.of_record.number
    return {
        "number": number,
        "url": reverse("workplan_version", args=[*at, number]),
        "since": day(plan.of_record.made_at),
        "why": why,
        "drop_url": reverse("workplan_drop_amendment", args=at)
        if may_walk(plan, DROP_AMENDMENT, by=seat)
        else "",
    }


def amendment_marks(plan: Workplan, lines: list[Activity]) -> dict[int, str]:
    """What an open amendment does to each line that it changes, by the key of the line."""
    return {change.activity.pk: str(change.mark) for change in changes_of_amendment(plan, lines)}


def _words(line: Activity | VersionLine, texts: PlanTexts) -> tuple[FieldOfLine, ...]:
    """The fields of a line that an amendment changes; what partners add is not undone."""
    return words_of_line(line, texts, fields_but("supports"))


def _row(plan: Workplan, change: LineChange) -> dict[str, str]:
    """A changed line, with the page on which the change is undone."""
    line = change.activity
    at = (plan.cycle.year, plan.taskforce.slug, line.number)
    way, url = "", ""
    if change.can_be_undone:
        way, url = gettext("Undo"), reverse("activity_undo", args=at)
    elif change.kind == Kind.NEW:
        way, url = gettext("Withdraw"), reverse("activity_withdraw", args=at)
    return {
        "code": line.code,
        "title": line.title,
        "url": reverse("activity", args=at),
        "words": str(change.words),
        "way": way,
        "way_url": url,
    }

"""A taskforce's sheet, from the first answer to the last: filling in, checking and submitting, reopening."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.i18n.messages import Words
from commit_portal.refusals import Refused, RuleBroken, refusal, require
from commit_portal.statuses import EventAudience
from commit_portal.workflow.action_attempts import Attempt, done_already
from commit_portal.workflow.events import events_about, events_about_all
from commit_portal.workflow.lifecycle import require_open
from reporting.models import CountryReview
from reporting.reviews import actions, permissions
from reporting.reviews.answer_actions import ANSWER, StaleAnswers
from reporting.reviews.answer_rows import path_to
from reporting.reviews.forms import ReasonForm
from reporting.reviews.lifecycle import REOPEN_ANSWERS, SUBMIT_ANSWERS
from reporting.reviews.sheet_page import (
    SheetPage,
    check_context,
    saved_context,
    sheet_context,
    sheet_or_404,
    submitted_context,
)
from reporting.shared.event_access import HISTORY_LENGTH, audiences_for
from reporting.statuses import CountryReviewStatus
from workplans.models import Seat
from workplans.presentation.timeline import TrailRow, trail
from workplans.request_context.request import number_sent, seat_of


@require_http_methods(["GET", "POST"])
def review_sheet(request: HttpRequest, year: int, stage: str, place: str) -> HttpResponse:
    """A taskforce's answers: it fills them in, the desk enters spending, others read them."""
    seat = seat_of(request)
    sheet = sheet_or_404(year, stage, place, seat)
    answers, spends = permissions.may_answer(seat, sheet), permissions.may_enter_spending(seat, sheet)
    if request.method == "GET":
        page = SheetPage.of(sheet, answers=bool(answers), spends=bool(spends)) if answers or spends else None
        return _sheet_page(request, sheet_context(sheet, seat, page))
    if closed := _closed_meanwhile(request, sheet, seat):
        return closed
    require(spends if spends else answers)
    page = SheetPage.of(sheet, answers=bool(answers), spends=bool(spends), data=request.POST)
    if not page.rows.is_valid():
        return _sheet_page(request, sheet_context(sheet, seat, page), status=422)
    attempt = Attempt(request, keeps=True)
    with attempt:
        return _saved(request, page, page.save(by=seat, now=clock.now()))
    if isinstance(attempt.stale, StaleAnswers):
        page.rows.show_theirs(attempt.stale)
        last = events_about(sheet).filter(verb=ANSWER).order_by("-at", "-pk").first()
        attempt.show_theirs((), last=last)
        context = sheet_context(sheet, seat, page, stale=True) | {"attempt": attempt}
        return _sheet_page(request, context, status=attempt.status)
    # Someone may have submitted or closed it before the lock.
    sheet = sheet_or_404(year, stage, place, seat)
    if closed := _closed_meanwhile(request, sheet, seat):
        return closed
    if attempt.closed:
        raise Refused(attempt.closed)
    left = page.rows.show_broken_rules(RuleBroken(*attempt.broken))
    return _sheet_page(request, sheet_context(sheet, seat, page, left), status=422)


def _saved(request: HttpRequest, page: SheetPage, changed: int) -> HttpResponse:
    """Back to the sheet after saving, with what to check; to the check page where that button was pressed."""
    sheet = page.sheet
    saved = ngettext("Saved. %(count)s answer changed.", "Saved. %(count)s answers changed.", changed)
    said = saved % {"count": changed} if changed else _("Nothing was changed.")
    if request.POST.get("then") == "check":
        if changed:
            messages.success(request, said)
        return redirect("review_submit", sheet.review.cycle.year, sheet.review.stage, sheet.taskforce.slug)
    context = saved_context(page, said, request.POST.get("then", ""))
    messages.success(request, render_to_string("reporting/reviews/review_saved.html", context))
    return redirect(request.path)


@require_http_methods(["GET", "POST"])
def review_submit(request: HttpRequest, year: int, stage: str, place: str) -> HttpResponse:
    """Check the answers, with what others will see; afterwards the same address confirms."""
    seat = seat_of(request)
    sheet = sheet_or_404(year, stage, place, seat)
    require(permissions.may_submit_sheet(seat, sheet))
    if request.method == "GET" and sheet.status != CountryReviewStatus.OPEN:
        return render(request, "reporting/reviews/review_submitted.html", submitted_context(sheet, seat))
    require_open(sheet, SUBMIT_ANSWERS, by=seat)
    if request.method == "GET":
        return render(request, "reporting/reviews/review_submit.html", check_context(sheet))
    attempt = Attempt(request)
    with attempt:
        actions.submit_sheet(
            sheet, seen_version=number_sent(request, "row_version"), by=seat, now=clock.now()
        )
        return redirect(request.path)
    # Somebody else may have submitted between this look and the action.
    sheet = sheet_or_404(year, stage, place, seat)
    require_open(sheet, SUBMIT_ANSWERS, by=seat)
    context = {**check_context(sheet), "attempt": attempt}
    return render(request, "reporting/reviews/review_submit.html", context, status=attempt.status)


@require_http_methods(["GET", "POST"])
def review_reopen(request: HttpRequest, year: int, stage: str, place: str) -> HttpResponse:
    """The regional office gives one country's answers back, with a reason.

    Where someone else did so meanwhile, nothing is saved and the typed reason is kept.
    """
    seat = seat_of(request)
    sheet = sheet_or_404(year, stage, place, seat)
    may, keeps = permissions.may_reopen_sheet(seat, sheet), permissions.may_keep_reviews(seat)
    if request.method != "POST" and keeps and not may:
        heading = REOPEN_ANSWERS.heading_when_closed.get(sheet.status, REOPEN_ANSWERS.label)
        return done_already(request, heading=heading, reason=may.reason, path=path_to(sheet.review))
    form = ReasonForm(posted(request))
    attempt = Attempt(request, form, may, keeps=keeps)
    if attempt.is_due:
        with attempt:
            actions.reopen_sheet(sheet, note=form.cleaned_data["note"], by=seat, now=clock.now())
            messages.success(
                request,
                _("Reopened. Everybody sees the last closed answers until the new answers are closed."),
            )
            return redirect("review", year, stage)
    context = {
        "form": form,
        "sheet": sheet,
        "review": sheet.review,
        "taskforce": sheet.taskforce,
        "attempt": attempt,
    }
    return render(request, "reporting/reviews/review_reopen.html", context, status=attempt.status)


def _closed_meanwhile(request: HttpRequest, sheet: CountryReview, seat: Seat) -> HttpResponse | None:
    """The page where the answers were submitted or closed meanwhile: it saves nothing and keeps what was typed.

    None where it can still be saved, or where this seat does not fill it in.
    """
    answers, spends = permissions.may_answer(seat, sheet), permissions.may_enter_spending(seat, sheet)
    typed = SheetPage.of(
        sheet,
        answers=bool(permissions.answers_are_of(seat, sheet.taskforce)),
        spends=bool(permissions.spending_is_of(seat, sheet.taskforce)),
        data=request.POST,
    )
    reason: Words = ""
    if not answers and typed.answers.was_sent:
        reason = answers.reason
    elif not spends and typed.spending.was_sent:
        reason = spends.reason
    if not reason:
        return None
    typed.rows.is_valid()
    attempt = Attempt(request, may=refusal(reason), keeps=True)
    context = sheet_context(sheet, seat, typed) | {"attempt": attempt}
    return _sheet_page(request, context, status=attempt.status)


def _sheet_page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    history = history_of_sheet(context["sheet"], seat_of(request))
    return render(
        request, "reporting/reviews/review_sheet.html", {**context, "history": history}, status=status
    )


def history_of_sheet(sheet: CountryReview, seat: Seat) -> tuple[TrailRow, ...]:
    """All rounds of the taskforce's answers in this review, for who reads the sheet."""
    rounds = CountryReview.objects.filter(review=sheet.review_id, taskforce=sheet.taskforce_id)
    audiences = audiences_for(seat, inside=True)
    if seat.sits_in(sheet.taskforce_id):
        audiences.add(EventAudience.TASKFORCE)
    return trail(events_about_all(rounds).filter(audience__in=audiences)[:HISTORY_LENGTH])

"""A taskforce's sheet, from the first answer to the last: filling in, checking and submitting, reopening."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from commit_portal import clock
from commit_portal.i18n.messages import Param, Words
from commit_portal.i18n.parsing import read_number
from commit_portal.models import Event
from commit_portal.refusals import Permit, Refused, refusal, require
from commit_portal.sheets.history import tokens_of
from commit_portal.sheets.views import closed, is_the_same_person, signed_out
from commit_portal.statuses import EventAudience
from commit_portal.workflow.action_attempts import Attempt, Link
from commit_portal.workflow.events import events_about, events_about_all
from commit_portal.workflow.views import StepView, Values
from reporting.models import CountryReview
from reporting.reviews import actions, permissions
from reporting.reviews.answer_actions import ANSWER
from reporting.reviews.answer_rows import path_to
from reporting.reviews.area_page import first_open
from reporting.reviews.forms import ReasonForm
from reporting.reviews.lifecycle import REOPEN_ANSWERS, SUBMIT_ANSWERS
from reporting.reviews.sheet_data import SheetData
from reporting.reviews.sheet_forms import CONFIRM
from reporting.reviews.sheet_page import (
    SheetForms,
    answer_context,
    check_context,
    saved_context,
    sheet_context,
    sheet_or_404,
    submitted_context,
)
from reporting.shared.years import HISTORY_LENGTH, audiences_for
from reporting.statuses import CountryReviewStatus, RowKind
from workplans.models import Seat
from workplans.presentation.timeline import trail
from workplans.request_context.request import SeatMixin, seat_of


class ReviewSheetPage(SeatMixin, View):
    """A taskforce's answers: it is led to its first open answer, the desk enters spending, others read them."""

    http_method_names = ["get", "post"]
    section = "reviews"

    def load(self) -> None:
        """The newest answers of the taskforce, whether the seat answers, and whether it enters spending."""
        self.area = self.kwargs.get("area")
        at = {name: self.kwargs[name] for name in ("year", "stage", "place")}
        self.sheet = sheet_or_404(**at, seat=self.actor)
        self.answers = permissions.may_answer(self.actor, self.sheet)
        self.spends = permissions.may_enter_spending(self.actor, self.sheet)

    def page(self, **more: Any) -> SheetForms:
        data = SheetData(self.sheet)
        return SheetForms.of(
            data, answers=bool(self.answers), spends=bool(self.spends), area=self.area, **more
        )

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The page, with its fields for who fills them in."""
        self.load()
        require(permissions.may_read_answers(self.actor, self.sheet))
        page = self.page() if self.answers or self.spends else None
        if page and self.answers and self.area is None and (address := first_open(page.data)):
            return redirect(address)
        if self.area is not None and not (page and page.answers):
            return redirect(
                "review_sheet", **{name: self.kwargs[name] for name in ("year", "stage", "place")}
            )
        return _sheet_page(request, sheet_context(self.sheet, self.actor, page))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Save what can be saved, and show the rest again with what prevented that."""
        self.load()
        if gone := _closed_meanwhile(request, self.sheet, self.actor):
            return gone
        require(self.spends if self.spends else self.answers)
        page = self.page(sent=request.POST)
        attempt = Attempt(request, keeps=True)
        with attempt:
            changed = page.save(*tokens_of(request.POST), by=self.actor, now=clock.now())
            if not page.is_left:
                return self.saved(page, changed)
        # Someone may have submitted or closed it before the lock.
        self.load()
        if gone := _closed_meanwhile(request, self.sheet, self.actor):
            return gone
        if attempt.closed:
            raise Refused(attempt.closed)
        page.problems += map(str, attempt.broken)
        page = page.after(self.sheet)
        if page.stale:
            attempt.stale = page.stale
            attempt.show_theirs((), last=last_answer(self.sheet))
        context = sheet_context(self.sheet, self.actor, page) | {"attempt": attempt}
        return _sheet_page(request, context, status=409 if page.stale else 422)

    def saved(self, page: SheetForms, changed: int) -> HttpResponse:
        """After saving: to the next area, to the check page, or back here, with what to check."""
        sheet, then = (
            page.sheet,
            self.request.POST.get("then", "next" if CONFIRM in self.request.POST else ""),
        )
        saved = ngettext("Saved. %(count)s answer changed.", "Saved. %(count)s answers changed.", changed)
        said = saved % {"count": changed} if changed else _("All your answers are saved.")
        at = (sheet.review.cycle.year, sheet.review.stage, sheet.taskforce.slug)
        if then == "check":
            if changed:
                messages.success(self.request, said)
            return redirect("review_submit", *at)
        context = saved_context(
            SheetData(sheet_or_404(*at, seat=self.actor)), said, answers=bool(page.answers)
        )
        messages.success(self.request, render_to_string("reporting/reviews/review_saved.html", context))
        following = page.next_area if then == "next" else None
        return redirect("review_area", *at, following) if following else redirect(self.request.path)


@method_decorator(login_not_required, name="dispatch")
class SaveAnswer(ReviewSheetPage):
    """Save one row that saves itself: the answer is the row, with what follows from it (`commit_portal.sheets.views`)."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Save the fields that were sent. Sent twice, it changes nothing."""
        if not is_the_same_person(request):
            return signed_out()
        self.load()
        name = request.POST.get("row", "")
        may, whose = self.answers, permissions.answers_are_of(self.actor, self.sheet.taskforce)
        if name.startswith(RowKind.SPENDING):
            may, whose = self.spends, permissions.spending_is_of(self.actor, self.sheet.taskforce)
        if whose and not may:
            return closed(may.reason)
        require(whose)
        page = self.page(sent=request.POST, only=name)
        row = next(iter(page.rows), None)
        if row is None:
            return closed(_("These answers do not have this activity or target any more."))
        token, unanswered = tokens_of(request.POST)
        attempt = Attempt(request, keeps=True)
        with attempt:
            if "replace" in request.POST:
                seen, _dash, field = request.POST["replace"].partition("-")
                page.replace(field, read_number(seen), token, unanswered, by=self.actor, now=clock.now())
            page.save(token, unanswered, by=self.actor, now=clock.now())
        if attempt.closed or attempt.broken:
            return closed(attempt.closed or attempt.broken[0])
        self.load()
        shown = page.after(self.sheet)
        context = answer_context(shown, row, self.actor, (token, *unanswered))
        status = HTTPStatus.CONFLICT if page.stale else HTTPStatus.OK
        if row.errors:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "reporting/reviews/answer_saved.html", context, status=status)


def last_answer(sheet: CountryReview) -> Event | None:
    """The event of the newest change of the answers."""
    return events_about(sheet).filter(verb=ANSWER).order_by("-at", "-pk").first()


class SheetStep(SeatMixin, StepView[CountryReview]):
    """A step with the newest answers of a taskforce."""

    section = "reviews"

    def get_object(self) -> CountryReview:
        return sheet_or_404(**self.kwargs, seat=self.actor)

    def get_path(self) -> Sequence[Link]:
        return path_to(self.object.review)


class SubmitAnswers(SheetStep):
    """Check the answers, with what others will see, and submit them; afterwards the same address confirms."""

    template_name, transition = "reporting/reviews/review_submit.html", SUBMIT_ANSWERS

    def not_now(self, may: Permit) -> HttpResponse | None:
        sheet = self.object
        if may and self.request.method != "POST" and sheet.status != CountryReviewStatus.OPEN:
            context = submitted_context(sheet, self.actor)
            return render(self.request, "reporting/reviews/review_submitted.html", context)
        return super().not_now(may)

    def act(self, form: None) -> CountryReview:
        return actions.submit_sheet(self.object, seen_version=self.seen, by=self.actor, now=clock.now())

    def get_success_url(self) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(**check_context(self.object) | kwargs)


class ReopenAnswers(SheetStep):
    """Give one country's answers back, with a reason. Where someone else did so meanwhile, the typed reason is kept."""

    template_name, form_class = "step_form.html", ReasonForm
    heading, button = gettext_lazy("%(taskforce)s: reopen the answers"), REOPEN_ANSWERS.label
    success_message = gettext_lazy(
        "Reopened. Everybody sees the last closed answers until the new answers are closed."
    )

    def keeps(self) -> Permit:
        return permissions.may_keep_reviews(self.actor)

    def get_permit(self) -> Permit:
        return self.keeps() or permissions.may_reopen_sheet(self.actor, self.object)

    def get_stop(self) -> Refused | None:
        may = permissions.may_reopen_sheet(self.actor, self.object)
        return None if may else Refused(may.reason)

    def get_closed_heading(self) -> str:
        return _("Already open")

    def get_facts(self) -> Mapping[str, Param]:
        return {"taskforce": self.object.taskforce.name}

    def act(self, form: ReasonForm) -> CountryReview:
        note = form.cleaned_data["note"]
        return actions.reopen_sheet(self.object, note=note, by=self.actor, now=clock.now())

    def get_success_url(self) -> str:
        return reverse("review", args=[self.kwargs["year"], self.kwargs["stage"]])

    def get_context_data(self, **kwargs: object) -> Values:
        lead = _("The taskforce can change the submitted answers again, and must submit them again.")
        if self.object.status == CountryReviewStatus.CLOSED:
            lead = _(
                "The taskforce changes a copy of the closed answers. Everybody sees the closed answers until "
                "the new answers are closed."
            )
        return super().get_context_data(lead="" if self.attempt.closed else lead, **kwargs)


def _closed_meanwhile(request: HttpRequest, sheet: CountryReview, seat: Seat) -> HttpResponse | None:
    """The page where the answers were submitted or closed meanwhile: it saves nothing and keeps what was typed.

    None where it can still be saved, or where this seat does not fill it in.
    """
    answers, spends = permissions.may_answer(seat, sheet), permissions.may_enter_spending(seat, sheet)
    typed = SheetForms.of(
        SheetData(sheet),
        answers=bool(permissions.answers_are_of(seat, sheet.taskforce)),
        spends=bool(permissions.spending_is_of(seat, sheet.taskforce)),
        sent=request.POST,
    )
    reason: Words = ""
    if not answers and any(row.was_sent for row in typed.answers):
        reason = answers.reason
    elif not spends and any(row.was_sent for row in typed.spending):
        reason = spends.reason
    if not reason:
        return None
    typed.answers = [row for row in typed.answers if row.was_sent]
    typed.spending = [row for row in typed.spending if row.was_sent]
    attempt = Attempt(request, may=refusal(reason), keeps=True)
    context = sheet_context(sheet, seat, typed) | {"attempt": attempt}
    return _sheet_page(request, context, status=attempt.status)


def _sheet_page(request: HttpRequest, context: Values, *, status: int = 200) -> HttpResponse:
    history = history_of_sheet(context["sheet"], seat_of(request))
    context |= {"history": history, "token": uuid4()}
    return render(request, "reporting/reviews/review_sheet.html", context, status=status)


def history_of_sheet(sheet: CountryReview, seat: Seat) -> tuple[Values, ...]:
    """All rounds of the taskforce's answers in this review, for who reads the sheet."""
    rounds = CountryReview.objects.filter(review=sheet.review_id, taskforce=sheet.taskforce_id)
    audiences = audiences_for(seat, inside=True)
    if seat.sits_in(sheet.taskforce_id):
        audiences.add(EventAudience.TASKFORCE)
    return trail(events_about_all(rounds).filter(audience__in=audiences)[:HISTORY_LENGTH])

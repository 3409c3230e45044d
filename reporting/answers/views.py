"""A taskforce's answers as a page: filled in, saved row by row, or read."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _, ngettext
from django.views.generic import View

from commit_portal import clock
from commit_portal.addresses import found_or_404
from commit_portal.i18n import and_list, message, read_number
from commit_portal.refusals import Refused, require
from commit_portal.sheets.history import tokens_of
from commit_portal.sheets.merge import Content
from commit_portal.sheets.views import is_the_same_person, signed_out
from commit_portal.workflow import Attempt, Link, StepView, Values, events_about
from commit_portal.workflow.events import events_about_all
from reporting.answers import permissions
from reporting.answers.answer_actions import ANSWER
from reporting.answers.answer_content import content_from
from reporting.answers.answer_rows import content_words, path_to, sheet_url
from reporting.answers.area_page import first_open, row_of, warnings_of
from reporting.answers.sheet_data import AskedRow, SheetData
from reporting.answers.sheet_forms import AREA, CONFIRM
from reporting.answers.sheet_page import SheetForms, answer_context, sheet_context, sheet_or_404
from reporting.models import AnswerHistory, CountryReview
from reporting.shared.years import HISTORY_LENGTH, audiences_for
from reporting.statuses import RowKind
from workplans.models import Partner, Seat
from workplans.presentation.timeline import trail
from workplans.request_context.request import SeatMixin

# Rows that save themselves leave an event each: so many are read for the rows that are shown.
EVENTS_READ = 500


class SheetMixin(SeatMixin):
    """For a page about the newest answers of a taskforce."""

    section = "reviews"
    kwargs: Any

    @property
    def at(self) -> Values:
        """The parts of the address of these answers."""
        return {name: self.kwargs[name] for name in ("year", "stage", "place")}

    def newest(self) -> CountryReview:
        """The newest round as it is now. Raises `Http404` for who may not know of it."""
        return sheet_or_404(**self.at, seat=self.actor)

    @cached_property
    def about(self) -> AskedRow:
        """The answer that the address names. Raises `Http404` where the sheet does not ask for it."""
        return found_or_404(SheetData(self.newest()).row(self.kwargs["answer"]))


class ReviewSheetPage(SheetMixin, View):
    """A taskforce's answers: it is led to its first open answer, the desk enters spending, others read them."""

    http_method_names = ["get", "post"]

    def load(self) -> None:
        """The newest answers of the taskforce, whether the seat answers, and whether it enters spending."""
        self.area = self.kwargs.get("area")
        self.sheet = self.newest()
        self.answers = permissions.may_answer(self.actor, self.sheet)
        self.spends = permissions.may_enter_spending(self.actor, self.sheet)

    def page(self, **more: Any) -> SheetForms:
        data = SheetData(self.sheet)
        return SheetForms(data, answers=bool(self.answers), spends=bool(self.spends), area=self.area, **more)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The page, with its fields for who fills them in."""
        self.load()
        require(permissions.may_read_answers(self.actor, self.sheet))
        page = self.page() if self.answers or self.spends else None
        if page and self.answers and self.area is None and (numbers := [*page.data.by_area]):
            return redirect(first_open(page.data) or sheet_url(self.sheet, "review_area", numbers[0]))
        if self.area is not None and not (page and page.answers):
            return redirect("review_sheet", **self.at)
        return self.show(page)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Save what can be saved, and show the rest again with what prevented that."""
        self.load()
        if gone := self.closed_meanwhile():
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
        if gone := self.closed_meanwhile():
            return gone
        if attempt.closed:
            raise Refused(attempt.closed)
        page.problems += map(str, attempt.broken)
        page = page.after(self.sheet)
        if page.stale:
            attempt.stale = page.stale
            # The newest change of the answers.
            answered = events_about(self.sheet).filter(verb=ANSWER).order_by("-at", "-pk")
            attempt.show_theirs((), last=answered.first())
        return self.show(page, attempt, status=409 if page.stale else 422)

    def closed_meanwhile(self) -> HttpResponse | None:
        """The page where the answers were submitted or closed meanwhile: it saves nothing and keeps what was typed.

        None where it can still be saved, or where this seat does not fill it in.
        """
        taskforce, sent = self.sheet.taskforce, self.request.POST
        answers = bool(permissions.answers_are_of(self.actor, taskforce))
        spends = bool(permissions.spending_is_of(self.actor, taskforce))
        typed = SheetForms(SheetData(self.sheet), answers=answers, spends=spends, sent=sent)
        typed.answers, typed.spending = (
            [row for row in rows if row.was_sent] for rows in (typed.answers, typed.spending)
        )
        asked = ((self.answers, typed.answers), (self.spends, typed.spending))
        stopped = [may for may, rows in asked if rows and not may]
        if not stopped:
            return None
        attempt = Attempt(self.request, may=stopped[0], keeps=True)
        return self.show(typed, attempt, status=attempt.status)

    def show(
        self, page: SheetForms | None, attempt: Attempt | None = None, *, status: int = 200
    ) -> HttpResponse:
        """The page of the sheet, with its history where it is asked for or there are no areas."""
        context = sheet_context(self.sheet, self.actor, page)
        whole = self.request.GET.get("history") == "all"
        shows_history = not context["areas"] or "history" in self.request.GET
        history = history_of(context["data"], self.actor, whole=whole) if shows_history else None
        more = not whole and len(history or ()) == HISTORY_LENGTH
        context |= {"attempt": attempt, "history": history, "more_happened": more, "token": uuid4()}
        return render(self.request, "reporting/answers/review_sheet.html", context, status=status)

    def saved(self, page: SheetForms, changed: int) -> HttpResponse:
        """After saving: to the next area, to the check page, or back here, with what to check."""
        confirmed = self.request.POST.get(CONFIRM)
        then = self.request.POST.get("then", "next" if confirmed == AREA else "")
        saved = ngettext("Saved. %(count)s answer changed.", "Saved. %(count)s answers changed.", changed)
        said = saved % {"count": changed} if changed else _("All your answers are saved.")
        said = " ".join([said, *(row.ended for row in page.rows if row.ended)])
        if then == "check":
            if changed:
                messages.success(self.request, said)
            return redirect("review_submit", **self.at)
        # Who enters spending alone reads what concerns it: the first question, and how many more there are.
        warnings = warnings_of(SheetData(self.newest()))
        asked = [warning for warning in warnings if page.answers or warning["is_of_spending"]]
        context = {"said": said, "warning": asked[0] if asked else None, "more": len(asked[1:])}
        messages.success(self.request, render_to_string("reporting/answers/review_saved.html", context))
        if then == "next" and page.next_area:
            return redirect(sheet_url(page.sheet, "review_area", page.next_area))
        row = next((f"#row-{row.prefix}" for row in page.rows if row.prefix == confirmed), "")
        return redirect(self.request.path + row)


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
            return self.closed(may.reason)
        require(whose)
        page = self.page(sent=request.POST, only=name)
        row = next(iter(page.rows), None)
        if row is None:
            return self.closed(_("These answers do not have this activity or target any more."))
        token, unanswered = tokens_of(request.POST)
        attempt = Attempt(request, keeps=True)
        with attempt:
            if "replace" in request.POST:
                seen, _colon, field = request.POST["replace"].partition(":")
                page.replace(field, read_number(seen), token, unanswered, by=self.actor, now=clock.now())
            page.save(token, unanswered, by=self.actor, now=clock.now())
        if attempt.closed or attempt.broken:
            return self.closed(attempt.closed or attempt.broken[0])
        self.load()
        shown = page.after(self.sheet)
        context = answer_context(shown, row, self.actor, (token, *unanswered))
        status = HTTPStatus.CONFLICT if page.stale else HTTPStatus.OK
        status = HTTPStatus.UNPROCESSABLE_ENTITY if row.errors else status
        return render(request, "reporting/answers/answer_saved.html", context, status=status)

    def closed(self, reason: object) -> HttpResponse:
        """Nothing is saved; the head of the page says from now on how the sheet stands."""
        context = {"reason": reason, "sheet": self.newest()}
        return render(
            self.request, "reporting/answers/answer_closed.html", context, status=HTTPStatus.CONFLICT
        )


class SheetStep(SheetMixin, StepView[CountryReview]):
    """A step with the newest answers of a taskforce."""

    def get_object(self) -> CountryReview:
        return self.newest()

    def get_path(self) -> Sequence[Link]:
        return path_to(self.object.review)


def history_of(data: SheetData, seat: Seat, *, whole: bool = False) -> list[Values]:
    """All rounds of the taskforce's answers in this review, for who reads the sheet, newest first: three queries."""
    sheet = data.sheet
    rounds = CountryReview.objects.filter(review=sheet.review_id, taskforce=sheet.taskforce_id)
    audiences = audiences_for(seat, inside=True, taskforce=sheet.taskforce_id)
    rows: dict[object, Values] = {}
    for event in events_about_all(rounds).filter(audience__in=audiences)[:EVENTS_READ]:
        key = (event.by_id, timezone.localdate(event.at)) if event.verb == ANSWER else event.pk
        if key not in rows and len(rows) == HISTORY_LENGTH and not whole:
            break
        row = rows.setdefault(key, {**trail([event])[0], "places": {}})
        row["since"] = event.at
    saved = AnswerHistory.objects.filter(sheet__in=rounds)
    for change in saved.filter(at__gte=min(row["since"] for row in rows.values())) if rows else ():
        if found := rows.get((change.by_id, timezone.localdate(change.at))):
            found["places"].setdefault(change.place, {}).update(change.after)
    names: dict[int | None, str] = {one.pk: str(one) for one in Partner.objects.all()}
    return [row | (_saved(data, row["places"], names) if row["places"] else {}) for row in rows.values()]


def _saved(data: SheetData, places: Mapping[str, Content], names: Mapping[int | None, str]) -> Values:
    """What one person saved on one day: how many answers of which areas, and the values that they ended with."""
    asked = {row.name: row for row in data.rows}
    shown = {place: asked[row_of(place)] for place in places if row_of(place) in asked}
    numbers = sorted({row.about.area.position for row in shown.values()})
    areas = ngettext("Area %(areas)s", "Areas %(areas)s", len(numbers))
    spent = all(place.startswith(RowKind.SPENDING) for place in places)
    saved = [
        f"{row.slug}: {content_words(RowKind(place[0]), content_from(places[place]), names) or _('nothing')}"
        for place, row in shown.items()
    ]
    return {
        "said": message("answers.spending_entered" if spent else "answers.saved", count=len(places)),
        "note": areas % {"areas": and_list(map(str, numbers))} if numbers else "",
        "saved": sorted(saved),
    }

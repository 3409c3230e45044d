"""Reviews: the year's two, what has come in, and a taskforce's sheet from the first answer to the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from commit_portal import clock
from commit_portal.events import events_about
from commit_portal.forms import posted, status_of
from commit_portal.lifecycle import may_walk
from commit_portal.pages import Attempt, differences_of, done_already, not_now
from commit_portal.permits import Refused, RuleBroken, refusal, require
from commit_portal.words import and_list, counted, day, money, sentence, span
from reporting.ground import marks as ground_marks
from reporting.ground import taskforces as ground_taskforces
from reporting.ground import years as ground_years
from reporting.meetings import days as meetings_days
from reporting.meetings import queries as meetings_queries
from reporting.models import ActivityProgress, CountryReview, Review, TargetStatus
from reporting.reviews import actions, permissions, queries
from reporting.reviews import answering as reviews_answering
from reporting.reviews import forms as reviews_forms
from reporting.reviews import sheet_forms as forms
from reporting.reviews.history import history_of_review, history_of_sheet
from reporting.reviews.lifecycle import CLOSE_REVIEW, REOPEN_ANSWERS, SUBMIT_ANSWERS
from reporting.reviews.rules import rv_6
from reporting.statuses import CountryReviewStatus, ReviewStage, ReviewStatus
from reporting.words.coverage import why_missing
from spa.queries import PlanTexts, texts_in_force
from workplans.frame.request import number_sent, seat_of
from workplans.models import AnnualCycle, CycleStep, Seat, VersionLine
from workplans.statuses import Audience


@require_safe
def reviews(request: HttpRequest, year: int) -> HttpResponse:
    """The year's two reviews, and the way to the meetings."""
    cycle = _cycle_or_404(year)
    seat = seat_of(request)
    require(permissions.may_read_reviews(seat))
    found = {review.stage: review for review in queries.reviews_of(cycle)}
    planned = meetings_days.steps_of_reviews(cycle)
    rows = [_stage_row(cycle, stage, found.get(stage), planned.get(stage), seat) for stage in ReviewStage]
    return render(request, "reporting/review_list.html", {"cycle": cycle, "rows": rows})


@require_safe
def review(request: HttpRequest, year: int, stage: str) -> HttpResponse:
    """What has come in, country by country."""
    seat = seat_of(request)
    require(permissions.may_read_reviews(seat))
    found = _review_or_404(year, stage)
    newest, closed = queries.newest_rounds(found), queries.last_closed_rounds(found)
    context = {
        "review": found,
        "rows": [_sheet_row(sheet, closed.get(sheet.taskforce_id), found, seat) for sheet in newest],
        "meeting": str(found.meeting) if found.meeting else "",
        "keeps": bool(permissions.may_keep_reviews(seat)),
        "may_close": bool(may_walk(found, CLOSE_REVIEW, by=seat)),
        "due": day(found.answers_due_on) if found.answers_due_on else "",
        "lead": _review_lead(found),
        "history": history_of_review(found, seat),
    }
    return render(request, "reporting/review_detail.html", context)


@require_http_methods(["GET", "POST"])
def review_open(request: HttpRequest, year: int, stage: str) -> HttpResponse:
    """The regional office opens a review, with a meeting or without."""
    cycle = _cycle_or_404(year)
    if stage not in ReviewStage.values:
        raise Http404
    seat = seat_of(request)
    require(permissions.may_keep_reviews(seat))
    planned = queries.review_of(year, stage)
    initial = {"meeting": planned.meeting, "answers_due_on": planned.answers_due_on} if planned else {}
    on = clock.today()
    offered = meetings_queries.meetings_to_join(cycle, planned.meeting_id if planned else None)
    step = meetings_days.step_of_review(cycle, stage)
    form = reviews_forms.ReviewForm(posted(request), initial=initial, step=step, meetings=offered, on=on)
    if request.method == "POST" and form.is_valid():
        opened = actions.open_review(cycle, stage, **form.cleaned_data, by=seat, now=clock.now())
        messages.success(
            request, f"The review is open. {counted(opened.sheets.count(), 'sheet', 'sheets')} made."
        )
        return redirect("review", year, stage)
    context = {
        "form": form,
        "cycle": cycle,
        "stage": stage,
        "title": ReviewStage(stage).label,
        "is_open": planned is not None and planned.status != ReviewStatus.PLANNED,
        "check": _before_opening(cycle, stage, planned, on=on),
    }
    return render(request, "reporting/review_open.html", context, status=status_of(form))


def _before_opening(cycle: AnnualCycle, stage: str, review: Review | None, *, on: date) -> dict[str, str]:
    """What opening a review makes today, how that lies to the planned days, and who has nothing of record."""
    plans = list(cycle.workplans.select_related("taskforce__country").order_by("taskforce__position"))
    missing = [plan.taskforce.name for plan in plans if plan.of_record_id is None]
    begins, ends = meetings_days.planned_days(meetings_days.steps_of_reviews(cycle)[stage], review, on)
    first, last = begins or ends, ends or begins
    untimely = ""
    if first and on < first:
        untimely = f"Today is {counted((first - on).days, 'day')} before that."
    elif last and on > last:
        untimely = f"Today is {counted((on - last).days, 'day')} after that."
    return {
        "sheets": counted(len(plans), "sheet"),
        "names": and_list(plan.taskforce.name for plan in plans),
        "planned": span(begins, ends) if first else "No date is planned",
        "untimely": untimely,
        "missing": why_missing(missing, Audience.SECRETARIAT) if missing else "",
    }


@require_http_methods(["GET", "POST"])
def review_meeting(request: HttpRequest, year: int, stage: str) -> HttpResponse:
    """The regional office joins a review to its meeting, which is often fixed after the review was opened."""
    found = _review_or_404(year, stage)
    seat = seat_of(request)
    require(permissions.may_keep_reviews(seat))
    initial = {
        "meeting": found.meeting,
        "answers_due_on": found.answers_due_on,
        "seen": ground_marks.seen(actions.setting_of(found)),
    }
    on = clock.today()
    offered = meetings_queries.meetings_to_join(found.cycle, found.meeting_id)
    step = meetings_days.step_of_review(found.cycle, stage)
    form = reviews_forms.ReviewMeetingForm(
        posted(request), initial=initial, step=step, meetings=offered, on=on
    )
    attempt = Attempt(request, form)
    if attempt.is_due:
        typed = form.cleaned_data
        with attempt:
            actions.set_meeting(
                found,
                meeting=typed["meeting"],
                answers_due_on=typed["answers_due_on"],
                kept_days=typed["kept_days"],
                seen_before=typed["seen"],
                by=seat,
                now=clock.now(),
            )
            messages.success(request, "Saved.")
            return redirect("review", year, stage)
        if attempt.stale:
            found = _review_or_404(year, stage)
            theirs = {"meeting": found.meeting, "answers_due_on": found.answers_due_on}
            last = events_about(found).filter(verb="set_meeting").first()
            now = ground_marks.seen(actions.setting_of(found))
            attempt.show_theirs(differences_of(form, theirs), last=last, seen=now)
    context = {"review": found, "form": form, "attempt": attempt}
    return render(request, "reporting/review_meeting.html", context, status=attempt.status)


@require_http_methods(["GET", "POST"])
def review_close(request: HttpRequest, year: int, stage: str) -> HttpResponse:
    """The regional office freezes what was submitted; the page says what is not in."""
    found = _review_or_404(year, stage)
    seat = seat_of(request)
    if page := not_now(request, found, CLOSE_REVIEW, by=seat, url=reverse("review", args=[year, stage])):
        return page
    if request.method == "POST":
        actions.close_review(found, by=seat, now=clock.now())
        messages.success(
            request, "The review is closed. What was submitted is frozen and shown to the others."
        )
        return redirect("review", year, stage)
    newest = queries.newest_rounds(found)
    context = {
        "review": found,
        "submitted": [_whose(sheet) for sheet in newest if sheet.status != CountryReviewStatus.OPEN],
        "missing": [_whose(sheet) for sheet in newest if sheet.status == CountryReviewStatus.OPEN],
        "unspent": _without_spending(newest),
        "doubts": [
            {
                "words": _("%(taskforce)s: %(doubt)s") % {"taskforce": _whose(sheet), "doubt": doubt},
                "url": reverse("review_sheet", args=[year, stage, sheet.taskforce.slug]),
            }
            for sheet in newest
            if sheet.status == CountryReviewStatus.SUBMITTED
            for doubt in rv_6(sheet)
        ],
        "is_som": stage == ReviewStage.SOM,
    }
    return render(request, "reporting/review_close.html", context)


@require_http_methods(["GET", "POST"])
def review_sheet(request: HttpRequest, year: int, stage: str, place: str) -> HttpResponse:
    """A taskforce's answers: its own to fill in, the desk's spending, else to read."""
    seat = seat_of(request)
    sheet = _sheet_or_404(year, stage, place, seat)
    answers, spends = permissions.may_answer(seat, sheet), permissions.may_enter_spending(seat, sheet)
    if request.method == "GET":
        page = _Page.of(sheet, answers=bool(answers), spends=bool(spends)) if answers or spends else None
        return render(request, "reporting/review_sheet.html", _sheet_page(sheet, seat, page, None))
    if closed := _closed_meanwhile(request, sheet, seat):
        return closed
    require(spends if spends else answers)
    page = _Page.of(sheet, answers=bool(answers), spends=bool(spends), data=request.POST)
    if not page.rows.is_valid():
        return render(
            request, "reporting/review_sheet.html", _sheet_page(sheet, seat, page, None), status=422
        )
    attempt = Attempt(request, keeps=True)
    with attempt:
        return _saved(request, page, page.save(by=seat, now=clock.now()))
    if isinstance(attempt.stale, reviews_answering.StaleAnswers):
        page.rows.show_theirs(attempt.stale)
        last = events_about(sheet).filter(verb="answer").order_by("-at", "-pk").first()
        context = _sheet_page(sheet, seat, page, [], stale=True)
        context["own_hand"] = last is not None and last.by_id == seat.user_id
        return render(request, "reporting/review_sheet.html", context, status=409)
    # Between the look above and the lock somebody may have submitted or closed it.
    sheet = _sheet_or_404(year, stage, place, seat)
    if closed := _closed_meanwhile(request, sheet, seat):
        return closed
    if attempt.closed:
        raise Refused(attempt.closed)
    left = page.rows.show_broken_rules(RuleBroken(*attempt.broken))
    return render(request, "reporting/review_sheet.html", _sheet_page(sheet, seat, page, left), status=422)


def _saved(request: HttpRequest, page: _Page, changed: int) -> HttpResponse:
    """On with the sheet after saving, and what was worth a look; to the check page where that was asked for."""
    sheet = page.sheet
    said = f"Saved. {counted(changed, 'answer', 'answers')} changed." if changed else "Nothing had changed."
    if request.POST.get("then") == "check":
        if changed:
            messages.success(request, said)
        return redirect("review_submit", sheet.review.cycle.year, sheet.review.stage, sheet.taskforce.slug)
    following = _area_after(page, request.POST.get("then", ""))
    words = format_html(' <a href="#{}">Go on with {}</a>.', *following) if following else ""
    messages.success(request, format_html("{}{}{}", said, _worth_a_look(page), words))
    return redirect(request.path)


@require_http_methods(["GET", "POST"])
def review_submit(request: HttpRequest, year: int, stage: str, place: str) -> HttpResponse:
    """Check the answers, with what others will see; afterwards the same address confirms."""
    seat = seat_of(request)
    sheet = _sheet_or_404(year, stage, place, seat)
    require(permissions.may_submit_sheet(seat, sheet))
    if request.method == "GET" and sheet.status != CountryReviewStatus.OPEN:
        return render(request, "reporting/review_submitted.html", _submitted_page(sheet))
    require(may_walk(sheet, SUBMIT_ANSWERS, by=seat))
    if request.method == "GET":
        return render(request, "reporting/review_submit.html", _check_page(sheet))
    attempt = Attempt(request)
    with attempt:
        actions.submit_sheet(
            sheet, seen_version=number_sent(request, "row_version"), by=seat, now=clock.now()
        )
        return redirect(request.path)
    context = {**_check_page(_sheet_or_404(year, stage, place, seat)), "attempt": attempt}
    return render(request, "reporting/review_submit.html", context, status=attempt.status)


@require_http_methods(["GET", "POST"])
def review_reopen(request: HttpRequest, year: int, stage: str, place: str) -> HttpResponse:
    """The regional office gives one country's answers back, with a reason.

    Where somebody else did so meanwhile, nothing is written and the reason that was typed is not lost.
    """
    seat = seat_of(request)
    sheet = _sheet_or_404(year, stage, place, seat)
    may, keeps = permissions.may_reopen_sheet(seat, sheet), permissions.may_keep_reviews(seat)
    if request.method != "POST" and keeps and not may:
        url = reverse("review", args=[year, stage])
        heading, label = REOPEN_ANSWERS.label, str(sheet.review)
        return done_already(request, heading=heading, reason=str(may.reason), label=label, url=url)
    form = reviews_forms.ReasonForm(posted(request))
    attempt = Attempt(request, form, may, keeps=keeps)
    if attempt.is_due:
        with attempt:
            actions.reopen_sheet(sheet, note=form.cleaned_data["note"], by=seat, now=clock.now())
            messages.success(
                request, "Reopened. Everybody keeps seeing the last closed answers until the new ones are in."
            )
            return redirect("review", year, stage)
    context = {
        "form": form,
        "sheet": sheet,
        "review": sheet.review,
        "taskforce": sheet.taskforce,
        "attempt": attempt,
    }
    return render(request, "reporting/review_reopen.html", context, status=attempt.status)


@dataclass
class _Page:
    """The forms of a sheet for one reader, and the lines and targets that they stand for."""

    sheet: CountryReview
    lines: list[VersionLine]
    answers: forms.Sheet
    spending: forms.Sheet

    @classmethod
    def of(cls, sheet: CountryReview, *, answers: bool, spends: bool, data: Any = None) -> _Page:
        lines = list(queries.activities_under_review(sheet))
        progress = queries.progress_by_activity(sheet) if spends else {}
        targets = queries.targets_asked_of(sheet) if answers else []
        return cls(
            sheet,
            lines,
            forms.answer_sheet_of(
                lines if answers else [],
                targets,
                _answers_in(sheet if answers else None),
                _answers_in(queries.closed_at_mid_year(sheet) if answers else None),
                data,
            ),
            forms.spending_sheet_of(lines if spends else [], progress, data),
        )

    @property
    def rows(self) -> forms.Sheet:
        return forms.together(self.answers, self.spending)

    @property
    def is_sent(self) -> bool:
        """Whether it shows what was typed, not what is saved."""
        return any(row.is_bound for row in self.rows)

    def save(self, *, by: Seat, now: datetime) -> int:
        """The number of answers that changed."""
        return reviews_answering.save_sheet(
            self.sheet,
            activities={
                row.key: row.answer for row in self.answers if isinstance(row, forms.ActivityAnswerForm)
            },
            targets={row.key: row.answer for row in self.answers if isinstance(row, forms.TargetAnswerForm)},
            spent={row.key: row.cleaned_data["spent_secretariat"] for row in self.spending},
            seen_before=self.rows.seen,
            by=by,
            now=now,
        )


def _answers_in(sheet: CountryReview | None) -> forms.Answers:
    if sheet is None:
        return forms.Answers()
    progress, targets = queries.progress_by_activity(sheet), queries.answers_by_target(sheet)
    return forms.Answers(
        {key: reviews_answering.answer_of(row) for key, row in progress.items()},
        {key: reviews_answering.target_answer_of(row) for key, row in targets.items()},
    )


def _without_spending(sheets: list[CountryReview]) -> list[str]:
    """Where what the Secretariat spent is not entered, and on how many activities: "Cambodia: 1 of 12 activities"."""
    entered = set(
        ActivityProgress.objects.filter(sheet__in=sheets, spent_secretariat__isnull=False).values_list(
            "sheet", "activity"
        )
    )
    found = []
    for sheet in sheets:
        lines = queries.activities_under_review(sheet).values_list("activity", flat=True)
        missing = sum((sheet.pk, line) not in entered for line in lines)
        if missing:
            words = {"name": _whose(sheet), "missing": missing, "count": len(lines)}
            found.append(
                ngettext(
                    "%(name)s: %(missing)s of %(count)s activity",
                    "%(name)s: %(missing)s of %(count)s activities",
                    len(lines),
                )
                % words
            )
    return found


def _doubts_beside(page: _Page) -> dict[str, list[str]]:
    """What RV-6 finds in what is saved, by the row to say it beside: "a" or "t" with the key.

    Who answers reads what is doubtful about the Secretariat's spending as well; the desk, who enters it, only that.
    """
    found: dict[str, list[str]] = {}
    for doubt in rv_6(page.sheet):
        if page.answers.rows or doubt.where.startswith("s"):
            found.setdefault(doubt.where.replace("s", "a", 1), []).append(str(doubt))
    return found


def _worth_a_look(page: _Page) -> str:
    """The first doubt about what was just saved, as a link to its row, and how many more there are."""
    doubts = [(where, words) for where, said in _doubts_beside(page).items() for words in said]
    if not doubts:
        return ""
    more = len(doubts) - 1
    said = ngettext(" There is %(count)s more point.", " There are %(count)s more points.", more)
    where, words = doubts[0]
    link = format_html('<a href="#row-{}">{}</a>', where, words)
    return format_html(" {} {}{}", _("Worth a look:"), link, said % {"count": more} if more else "")


def _whose(sheet: CountryReview) -> str:
    return "the region" if sheet.taskforce.is_regional else sheet.taskforce.name


def _closed_meanwhile(request: HttpRequest, sheet: CountryReview, seat: Seat) -> HttpResponse | None:
    """The answers were submitted or closed while somebody typed: nothing is written, nothing typed is lost.

    None where what was sent may still be saved, or where it is not this seat's to fill in at all.
    """
    answers, spends = permissions.may_answer(seat, sheet), permissions.may_enter_spending(seat, sheet)
    typed = _Page.of(
        sheet,
        answers=bool(permissions.answers_are_of(seat, sheet.taskforce)),
        spends=bool(permissions.spending_is_of(seat, sheet.taskforce)),
        data=request.POST,
    )
    reason = ""
    if not answers and typed.answers.was_sent:
        reason = answers.reason
    elif not spends and typed.spending.was_sent:
        reason = spends.reason
    if not reason:
        return None
    typed.rows.is_valid()
    attempt = Attempt(request, may=refusal(reason), keeps=True)
    context = _sheet_page(sheet, seat, typed, None) | {"attempt": attempt}
    return render(request, "reporting/review_sheet.html", context, status=attempt.status)


def _cycle_or_404(year: int) -> AnnualCycle:
    cycle = ground_years.years().filter(year=year).first()
    if cycle is None:
        raise Http404
    return cycle


def _review_or_404(year: int, stage: str) -> Review:
    found = queries.review_of(year, stage)
    if found is None:
        raise Http404
    return found


def _sheet_or_404(year: int, stage: str, place: str, seat: Seat) -> CountryReview:
    """The round that is worked on; a stranger learns nothing of it."""
    found = _review_or_404(year, stage)
    taskforce = ground_taskforces.taskforces([place]).first()
    if taskforce is None or not permissions.may_know_sheet(seat, taskforce):
        raise Http404
    sheet = queries.sheet_in_hand(found, taskforce.pk, seat)
    if sheet is None:
        raise Http404
    return sheet


def _stage_row(
    cycle: AnnualCycle, stage: str, found: Review | None, step: CycleStep | None, seat: Seat
) -> dict[str, Any]:
    status = found.status if found else ReviewStatus.PLANNED
    keeps = bool(permissions.may_keep_reviews(seat))
    row: dict[str, Any] = {
        "title": ReviewStage(stage).label,
        "status": status,
        "status_word": ReviewStatus(status).label,
        "meeting": str(found.meeting) if found and found.meeting else "Without a meeting",
        "when": " ".join(filter(None, (_planned(step, found, status), _review_lead(found) if found else ""))),
        "url": reverse("review", args=[cycle.year, stage]) if found else "",
        "open_url": "",
    }
    if keeps and status == ReviewStatus.PLANNED:
        row["open_url"] = reverse("review_open", args=[cycle.year, stage])
    if seat.taskforce is not None and found and status != ReviewStatus.PLANNED:
        row["own_url"] = reverse("review_sheet", args=[cycle.year, stage, seat.taskforce.slug])
        row["own_name"] = seat.taskforce.name
    return row


def _planned(step: CycleStep | None, found: Review | None, status: str) -> str:
    """When the year plans the review, until it is opened."""
    if status != ReviewStatus.PLANNED:
        return ""
    days = meetings_days.planned_days(step, found, clock.today())
    return f"Planned {span(*days)}." if any(days) else "No dates yet."


def _review_lead(found: Review) -> str:
    if found.status == ReviewStatus.CLOSED:
        return f"Closed {day(found.closed_at)}."
    due = f" Answers are asked until {day(found.answers_due_on)}." if found.answers_due_on else ""
    if found.status == ReviewStatus.OPEN:
        return f"Open since {day(found.opened_at)}.{due}"
    return f"Not opened yet.{due}"


def _sheet_row(
    sheet: CountryReview, closed: CountryReview | None, found: Review, seat: Seat
) -> dict[str, Any]:
    """Peers learn of closed answers only; the Secretariat and the taskforce itself see how far the rest is."""
    inside = seat.in_secretariat or seat.sits_in(sheet.taskforce_id)
    shown = sheet if inside else closed
    status, word, when = "not_reported", "No closed answers", ""
    if shown is not None:
        status, word = shown.status, shown.get_status_display()
        when = f"{day(shown.closed_at or shown.submitted_at)}" if shown.submitted_at else ""
    address = [found.cycle.year, found.stage, sheet.taskforce.slug]
    return {
        "name": sheet.taskforce.name,
        "status": status,
        "word": word,
        "when": when,
        "late": _is_late(shown) if shown else "",
        "round": f"Round {shown.round}" if shown else "",
        "url": reverse("review_sheet", args=address)
        if permissions.may_know_sheet(seat, sheet.taskforce)
        else "",
        "reopen_url": reverse("review_reopen", args=address)
        if permissions.may_reopen_sheet(seat, sheet)
        else "",
        "kept": f"Others see round {closed.round}" if inside and closed and closed.pk != sheet.pk else "",
    }


def _is_late(sheet: CountryReview) -> str:
    if sheet.is_late:
        return "Came late"
    never_came = sheet.status == CountryReviewStatus.OPEN and not sheet.reopened_because
    return "Late" if never_came and queries.would_be_late(sheet) else ""


def _sheet_page(
    sheet: CountryReview, seat: Seat, page: _Page | None, problems: list[str] | None, *, stale: bool = False
) -> dict[str, Any]:
    found, taskforce = sheet.review, sheet.taskforce
    address = [found.cycle.year, found.stage, taskforce.slug]
    lines = page.lines if page else list(queries.activities_under_review(sheet))
    fills_in = bool(page and page.answers.rows)
    may_submit = bool(may_walk(sheet, SUBMIT_ANSWERS, by=seat))
    areas = _areas(page) if page else []
    return {
        "review": found,
        "sheet": sheet,
        "taskforce": taskforce,
        "page": page,
        "formset": page.rows if page else None,
        "problems": problems or [],
        "stale": stale,
        "areas": areas,
        "readings": _readings(sheet, lines) if not fills_in else [],
        "targets": _target_readings(sheet) if not fills_in else [],
        "lines": len(lines),
        "submit_url": reverse("review_submit", args=address) if may_submit else "",
        "why_not": "" if may_submit else permissions.may_submit_sheet(seat, sheet).reason,
        "reopen_url": reverse("review_reopen", args=address)
        if permissions.may_reopen_sheet(seat, sheet)
        else "",
        "late": _is_late(sheet),
        "history": history_of_sheet(sheet, seat),
    }


def _areas(page: _Page) -> list[dict[str, Any]]:
    """The forms by area: activities first, then the targets they lead to, each with what was said at mid-year."""
    areas: dict[int, dict[str, Any]] = {}
    texts = _texts(page.sheet)
    spending = {row.key: row for row in page.spending}
    earlier = _said_at_mid_year(page.sheet)
    doubts = {} if page.is_sent else _doubts_beside(page)
    for line in page.lines:
        areas.setdefault(line.area_id, _area(line.area_id, _area_title(page, line.area, texts)))
    for row in page.answers:
        if isinstance(row, forms.TargetAnswerForm):
            area = areas.setdefault(
                row.target.area_id, _area(row.target.area_id, texts.name(row.target.area))
            )
            area["targets"].append(
                {
                    "form": row,
                    "target": row.target,
                    "text": texts.of(row.target),
                    "earlier": earlier.get(("t", row.target.pk), ""),
                    "doubts": doubts.get(f"t{row.target.pk}", []),
                }
            )
    answers = {row.key: row for row in page.answers if isinstance(row, forms.ActivityAnswerForm)}
    for line in page.lines:
        fills_in = line.activity_id in answers
        areas[line.area_id]["rows"].append(
            {
                "line": line,
                "facts": _line_facts(line),
                "answer": answers.get(line.activity_id),
                "spending": spending.get(line.activity_id),
                "earlier": earlier.get(("a" if fills_in else "s", line.activity_id), ""),
                "doubts": doubts.get(f"a{line.activity_id}", []),
            }
        )
    for area in areas.values():
        area["holds"] = ", ".join(
            counted(len(area[rows]), *words)
            for rows, words in (("rows", ("activity", "activities")), ("targets", ("target", "targets")))
            if area[rows]
        )
    return list(areas.values())


def _area(key: int, title: str) -> dict[str, Any]:
    return {"address": f"area-{key}", "title": title, "rows": [], "targets": []}


def _area_after(page: _Page, address: str) -> tuple[str, str] | None:
    """Address and title of the area below the one whose button was pressed; None after the last."""
    areas = _areas(page)
    place = next((place for place, area in enumerate(areas, start=1) if area["address"] == address), None)
    if place is None or place == len(areas):
        return None
    return areas[place]["address"], areas[place]["title"]


def _said_at_mid_year(sheet: CountryReview) -> dict[tuple[str, int], str]:
    """The taskforce's last closed mid-year answers in words, by kind and key; at the mid-year itself nothing."""
    closed = queries.closed_at_mid_year(sheet)
    if closed is None:
        return {}
    progress = queries.progress_by_activity(closed)
    said = {("a", key): forms.words_of(reviews_answering.answer_of(row)) for key, row in progress.items()}
    said |= {
        ("s", key): f"US${money(row.spent_secretariat)}"
        for key, row in progress.items()
        if row.spent_secretariat is not None
    }
    targets = queries.answers_by_target(closed)
    return said | {
        ("t", key): forms.words_of(reviews_answering.target_answer_of(row)) for key, row in targets.items()
    }


def _area_title(page: _Page, area: Any, texts: PlanTexts) -> str:
    area.plan = page.sheet.review.cycle.plan
    return texts.name(area)


def _texts(sheet: CountryReview) -> PlanTexts:
    """The plan of action as it reads today."""
    return texts_in_force(sheet.review.cycle.plan, clock.today())


def _line_facts(line: VersionLine) -> str:
    parts = [
        str(line.type) if line.type else "",
        span(line.starts_on, line.ends_on),
        f"US${money(line.secretariat_cost)} approved" if line.secretariat_cost else "",
        ", ".join(link.target.code for link in line.target_links.all()),
    ]
    return " · ".join(part for part in parts if part)


def _readings(sheet: CountryReview, lines: list[VersionLine]) -> list[dict[str, str]]:
    progress = queries.progress_by_activity(sheet)
    return [_reading(line, progress.get(line.activity_id)) for line in lines]


def _reading(line: VersionLine, row: ActivityProgress | None) -> dict[str, str]:
    return {
        "code": line.short_code,
        "full": line.code,
        "title": line.title,
        "facts": _line_facts(line),
        "status": (row.status if row else "") or "not_reported",
        "word": (row.get_status_display() if row and row.status else "") or "Not reported",
        "dates": sentence(span(row.actual_starts_on, row.actual_ends_on)) if row else "No dates yet",
        "secretariat": _amount(row.spent_secretariat if row else None),
        "partners": _amount(row.spent_partners if row else None),
        "spent": _spent_words(row),
        "narrative": row.narrative if row else "",
    }


def _target_readings(sheet: CountryReview) -> list[dict[str, str]]:
    answers, texts = queries.answers_by_target(sheet), _texts(sheet)
    return [
        _target_reading(target, texts.of(target), answers.get(target.pk))
        for target in queries.targets_asked_of(sheet)
    ]


def _target_reading(target: Any, text: str, row: TargetStatus | None) -> dict[str, str]:
    return {
        "code": target.code,
        "text": text,
        "status": row.status if row else "not_reported",
        "word": row.get_status_display() if row else "Not reported",
        "achieved": day(row.achieved_on) if row and row.achieved_on else "",
        "narrative": row.narrative if row else "",
    }


def _spent_words(row: ActivityProgress | None) -> str:
    """Whose money was spent, in one sentence: what nobody has reported is said once."""
    sums = (
        ("the Secretariat", row.spent_secretariat if row else None),
        ("partners", row.spent_partners if row else None),
    )
    known = [f"{who} spent US${money(amount)}" for who, amount in sums if amount is not None]
    missing = [who for who, amount in sums if amount is None]
    if not known:
        return "Spending not reported"
    if missing:
        known.append(f"spending of {missing[0]} not reported")
    return sentence(", ".join(known))


def _amount(amount: Any) -> str:
    return "Not reported" if amount is None else f"US${money(amount)}"


def _check_page(sheet: CountryReview) -> dict[str, Any]:
    lines = list(queries.activities_under_review(sheet))
    readings, targets = _readings(sheet, lines), _target_readings(sheet)
    sheet_url = reverse(
        "review_sheet", args=[sheet.review.cycle.year, sheet.review.stage, sheet.taskforce.slug]
    )
    return {
        "review": sheet.review,
        "sheet": sheet,
        "taskforce": sheet.taskforce,
        "readings": readings,
        "targets": targets,
        "open_lines": sum(row["status"] == "not_reported" for row in readings),
        "open_targets": sum(row["status"] == "not_reported" for row in targets),
        "is_late": queries.would_be_late(sheet),
        "closes_at_once": sheet.review.status == ReviewStatus.CLOSED,
        "sheet_url": sheet_url,
        "doubts": [
            {
                "words": str(doubt),
                # The Secretariat's spending is typed on the desk's page; on this one its row is looked at.
                "url": f"{sheet_url}#row-{doubt.where.replace('s', 'a', 1)}"
                if doubt.where.startswith("s")
                else f"{sheet_url}#id_{doubt.where}-{doubt.field}",
            }
            for doubt in rv_6(sheet)
        ],
    }


def _submitted_page(sheet: CountryReview) -> dict[str, Any]:
    return {
        "review": sheet.review,
        "sheet": sheet,
        "taskforce": sheet.taskforce,
        "when": day(sheet.submitted_at),
        "answered": format_html(
            "{} and {}",
            counted(sheet.progress.exclude(status="").count(), "activity", "activities"),
            counted(sheet.target_answers.count(), "target", "targets"),
        ),
        "is_closed": sheet.status == CountryReviewStatus.CLOSED,
        "is_released": sheet.taskforce_id
        in ground_taskforces.taskforces_read_by(sheet.review.cycle, Audience.TASKFORCES),
        "release_url": ""
        if sheet.taskforce.is_regional
        else reverse("workplan_trust", args=[sheet.review.cycle.year, sheet.taskforce.slug]),
    }

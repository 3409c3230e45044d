"""The reviews of a year: the list, what has come in, opening, joining a meeting, closing."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.i18n.formatting import and_list, comma_list, day, span
from commit_portal.i18n.messages import message
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Attempt, differences_of, not_now
from commit_portal.workflow.events import events_about
from commit_portal.workflow.lifecycle import may_walk, violations_of
from commit_portal.workflow.optimistic_locking import fingerprint
from reporting.meetings.days import planned_days, step_of_review, steps_of_reviews
from reporting.meetings.queries import meetings_to_join
from reporting.models import ActivityProgress, CountryReview, Review
from reporting.reviews import actions, permissions, queries
from reporting.reviews.answer_rows import late_words, path_to
from reporting.reviews.forms import ReviewForm, ReviewMeetingForm
from reporting.reviews.history import history_of_review
from reporting.reviews.lifecycle import CLOSE_REVIEW, OPEN_REVIEW
from reporting.reviews.rules import rv_6
from reporting.shared.years import years
from reporting.statuses import CountryReviewStatus, ReviewStage, ReviewStatus
from workplans.models import AnnualCycle, CycleStep, Seat, Taskforce
from workplans.request_context.request import seat_of


@require_safe
def reviews(request: HttpRequest, year: int) -> HttpResponse:
    """The year's two reviews, and the way to the meetings."""
    cycle = _cycle_or_404(year)
    seat = seat_of(request)
    require(permissions.may_read_reviews(seat))
    found = {review.stage: review for review in queries.reviews_of(cycle)}
    planned = steps_of_reviews(cycle)
    rows = [_stage_row(cycle, stage, found.get(stage), planned.get(stage), seat) for stage in ReviewStage]
    return render(request, "reporting/reviews/review_list.html", {"cycle": cycle, "rows": rows})


@require_safe
def review(request: HttpRequest, year: int, stage: str) -> HttpResponse:
    """The answers of a review, country by country."""
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
    return render(request, "reporting/reviews/review_detail.html", context)


@require_http_methods(["GET", "POST"])
def review_open(request: HttpRequest, year: int, stage: str) -> HttpResponse:
    """The regional office opens a review, with a meeting or without."""
    cycle = _cycle_or_404(year)
    if stage not in ReviewStage.values:
        raise Http404
    seat = seat_of(request)
    require(permissions.may_keep_reviews(seat))
    planned = queries.review_of(year, stage)
    if planned and (page := not_now(request, planned, OPEN_REVIEW, by=seat, path=path_to(planned))):
        return page
    initial = {"meeting": planned.meeting, "answers_due_on": planned.answers_due_on} if planned else {}
    on = clock.today()
    offered = meetings_to_join(cycle, planned.meeting_id if planned else None)
    step = step_of_review(cycle, stage)
    form = ReviewForm(posted(request), initial=initial, step=step, meetings=offered, on=on)
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            opened = actions.open_review(cycle, stage, **form.cleaned_data, by=seat, now=clock.now())
            messages.success(request, _opened_for(opened))
            return redirect("review", year, stage)
    context = {
        "form": form,
        "cycle": cycle,
        "stage": stage,
        "title": str(message(f"review.{stage}", year=str(year))),
        "check": _before_opening(cycle, stage, planned, on=on),
    }
    return render(request, "reporting/reviews/review_open.html", context, status=attempt.status)


def _opened_for(review: Review) -> str:
    """Who has a sheet now: countries, and the region where it has a plan."""
    sheets = review.sheets.count()
    countries = review.sheets.filter(taskforce__in=Taskforce.objects.national()).count()
    if sheets == countries:
        said = ngettext(
            "The review is open. %(count)s country can answer.",
            "The review is open. %(count)s countries can answer.",
            countries,
        )
    else:
        said = ngettext(
            "The review is open. %(count)s country and the region can answer.",
            "The review is open. %(count)s countries and the region can answer.",
            countries,
        )
    return said % {"count": countries}


def _before_opening(cycle: AnnualCycle, stage: str, review: Review | None, *, on: date) -> dict[str, str]:
    """Who gets a sheet, the planned days, and what is unusual about opening the review today."""
    plans = list(cycle.workplans.select_related("taskforce__country").order_by("taskforce__position"))
    names = {
        plan.pk: _("the region") if plan.taskforce.is_regional else plan.taskforce.name for plan in plans
    }
    missing = [names[plan.pk] for plan in plans if plan.of_record_id is None]
    without_plan = _("No approved workplan yet: %(names)s. There are no activities to answer.")
    days = planned_days(steps_of_reviews(cycle)[stage], review, on)
    sheets = ngettext(
        "%(count)s set of answers: %(names)s.", "%(count)s sets of answers: %(names)s.", len(plans)
    )
    return {
        "sheets": sheets % {"count": len(plans), "names": and_list(names.values())},
        "planned": span(*days) if any(days) else _("No date is planned"),
        "untimely": _untimely(days, on),
        "missing": without_plan % {"names": and_list(missing)} if missing else "",
    }


def _untimely(days: tuple[date | None, date | None], on: date) -> str:
    """How many days before or after the planned ones it is; "" in between, and where none is planned."""
    first, last = days[0] or days[1], days[1] or days[0]
    if first and on < first:
        count = (first - on).days
        said = ngettext(
            "The review is planned for %(days)s. That is in %(count)s day.",
            "The review is planned for %(days)s. That is in %(count)s days.",
            count,
        )
    elif last and on > last:
        count = (on - last).days
        said = ngettext(
            "The review was planned for %(days)s. That was %(count)s day ago.",
            "The review was planned for %(days)s. That was %(count)s days ago.",
            count,
        )
    else:
        return ""
    return said % {"days": span(*days), "count": f"{count:,}"}


@require_http_methods(["GET", "POST"])
def review_meeting(request: HttpRequest, year: int, stage: str) -> HttpResponse:
    """The regional office joins a review to its meeting, which is often agreed after the review was opened."""
    found = _review_or_404(year, stage)
    seat = seat_of(request)
    require(permissions.may_keep_reviews(seat))
    initial = {
        "meeting": found.meeting,
        "answers_due_on": found.answers_due_on,
        "seen": fingerprint(actions.setting_of(found)),
    }
    on = clock.today()
    offered = meetings_to_join(found.cycle, found.meeting_id)
    step = step_of_review(found.cycle, stage)
    form = ReviewMeetingForm(posted(request), initial=initial, step=step, meetings=offered, on=on)
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
            messages.success(request, _("Saved."))
            return redirect("review", year, stage)
        if attempt.stale:
            found = _review_or_404(year, stage)
            theirs = {"meeting": found.meeting, "answers_due_on": found.answers_due_on}
            last = events_about(found).filter(verb=actions.SET_MEETING).first()
            now = fingerprint(actions.setting_of(found))
            attempt.show_theirs(differences_of(form, theirs), last=last, seen=now)
    context = {"review": found, "form": form, "attempt": attempt}
    return render(request, "reporting/reviews/review_meeting.html", context, status=attempt.status)


@require_http_methods(["GET", "POST"])
def review_close(request: HttpRequest, year: int, stage: str) -> HttpResponse:
    """The regional office closes the review; the page says whose answers are missing."""
    found = _review_or_404(year, stage)
    seat = seat_of(request)
    if page := not_now(request, found, CLOSE_REVIEW, by=seat, path=path_to(found)):
        return page
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            actions.close_review(found, by=seat, now=clock.now())
            messages.success(
                request,
                _(
                    "The review is closed. Submitted answers cannot be changed. The taskforces see the "
                    "statuses."
                ),
            )
            return redirect("review", year, stage)
        found = _review_or_404(year, stage)
        require(may_walk(found, CLOSE_REVIEW, by=seat))
    newest = queries.newest_rounds(found)
    context = {
        "review": found,
        "submitted": comma_list(
            sheet.taskforce.name for sheet in newest if sheet.status != CountryReviewStatus.OPEN
        ),
        "missing": comma_list(
            sheet.taskforce.name for sheet in newest if sheet.status == CountryReviewStatus.OPEN
        ),
        "unspent": comma_list(_without_spending(newest)),
        "doubts": [
            {
                "words": _("%(taskforce)s: %(doubt)s") % {"taskforce": sheet.taskforce.name, "doubt": doubt},
                "url": reverse("review_sheet", args=[year, stage, sheet.taskforce.slug]),
            }
            for sheet in newest
            if sheet.status == CountryReviewStatus.SUBMITTED
            for doubt in rv_6(sheet)
        ],
        "is_som": stage == ReviewStage.SOM,
        "broken": attempt.broken or violations_of(found, CLOSE_REVIEW),
        "attempt": attempt,
    }
    return render(request, "reporting/reviews/review_close.html", context, status=attempt.status)


def _without_spending(sheets: list[CountryReview]) -> list[str]:
    """Sheets without the Secretariat's spending, with the number of activities: "Cambodia: 1 of 12 activities"."""
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
            words = {"name": sheet.taskforce.name, "missing": missing, "count": len(lines)}
            found.append(
                ngettext(
                    "%(name)s: %(missing)s of %(count)s activity",
                    "%(name)s: %(missing)s of %(count)s activities",
                    len(lines),
                )
                % words
            )
    return found


def _cycle_or_404(year: int) -> AnnualCycle:
    cycle = years().filter(year=year).first()
    if cycle is None:
        raise Http404
    return cycle


def _review_or_404(year: int, stage: str) -> Review:
    found = queries.review_of(year, stage)
    if found is None:
        raise Http404
    return found


def _stage_row(
    cycle: AnnualCycle, stage: str, found: Review | None, step: CycleStep | None, seat: Seat
) -> dict[str, Any]:
    status = found.status if found else ReviewStatus.PLANNED
    keeps = bool(permissions.may_keep_reviews(seat))
    row: dict[str, Any] = {
        "title": ReviewStage(stage).label,
        "status": status,
        "status_word": ReviewStatus(status).label,
        "meeting": str(found.meeting) if found and found.meeting else _("Without a meeting"),
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
    days = planned_days(step, found, clock.today())
    return _("Planned for %(days)s.") % {"days": span(*days)} if any(days) else _("No dates yet.")


def _review_lead(found: Review) -> str:
    """Since when the review has its status, which stands beside this, and until when answers are asked."""
    since = {ReviewStatus.OPEN: found.opened_at, ReviewStatus.CLOSED: found.closed_at}.get(
        ReviewStatus(found.status)
    )
    said = [
        _("Since %(day)s.") % {"day": day(since)}
        if since
        else _("The regional office has not opened the review yet.")
    ]
    if found.answers_due_on and found.status != ReviewStatus.CLOSED:
        said.append(_("The last day for answers is %(day)s.") % {"day": day(found.answers_due_on)})
    return " ".join(said)


def _sheet_row(
    sheet: CountryReview, closed: CountryReview | None, found: Review, seat: Seat
) -> dict[str, Any]:
    """Other taskforces see closed answers only; the Secretariat and the taskforce see the newest round."""
    inside = seat.in_secretariat or seat.sits_in(sheet.taskforce_id)
    shown = sheet if inside else closed
    status, word, when = "not_reported", _("No closed answers"), ""
    if shown is not None:
        status, word = shown.status, shown.get_status_display()
        when = day(shown.closed_at or shown.submitted_at) if shown.submitted_at else ""
    address = [found.cycle.year, found.stage, sheet.taskforce.slug]
    return {
        "name": sheet.taskforce.name,
        "status": status,
        "word": word,
        "when": when,
        "late": late_words(shown) if shown else "",
        "url": reverse("review_sheet", args=address)
        if permissions.may_know_sheet(seat, sheet.taskforce)
        else "",
        "reopen_url": reverse("review_reopen", args=address)
        if permissions.may_reopen_sheet(seat, sheet)
        else "",
        "kept": _("Round %(round)s. Others see round %(kept)s until round %(round)s is closed.")
        % {"round": sheet.round, "kept": closed.round}
        if inside and closed and closed.pk != sheet.pk
        else "",
    }

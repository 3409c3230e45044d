"""Meetings: when and where, planned and actual, what they recommend, and what became of that."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.http.filters import files_of
from commit_portal.http.rate_limits import counted_export
from commit_portal.i18n.formatting import day, span
from commit_portal.refusals import Refused, require
from commit_portal.workflow.action_attempts import Attempt, differences_of
from commit_portal.workflow.events import events_about
from commit_portal.workflow.optimistic_locking import fingerprint
from reporting.meetings import actions, queries
from reporting.meetings.days import meeting_of_step
from reporting.meetings.filters import MEETINGS, MeetingList, counted_words
from reporting.meetings.forms import FollowUpForm, MeetingForm, RecommendationForm, initial_of
from reporting.meetings.history import history_of_meeting
from reporting.meetings.permissions import (
    may_follow_up,
    may_keep_meetings,
    may_read_recommendations,
    may_recommend,
)
from reporting.meetings.rules import meeting_has_begun, rv_2
from reporting.models import Meeting, Recommendation
from reporting.report_text.values import said
from reporting.shared.years import years
from spa.models import ActionPlan
from spa.queries import PlanTexts, texts_in_force
from workplans.models import CycleStep, Seat
from workplans.request_context.request import say_made_up, seat_of

# Not followed is no danger, but it must be visible: the empty diamond of unfinished work.
FOLLOW_UP_LOOKS = {"open": "asked", "under_way": "under_way", "done": "done", "not_followed": "unfinished"}


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """Every meeting with its dates and hosts, which are public."""
    seat = seat_of(request)
    # Made-up meetings are marked in their own rows; the others have their true dates.
    say_made_up(request, False)
    listed = MEETINGS.shown(request.GET, _listed(clock.today()))
    context = {
        "rows": [one.row for one in listed.rows],
        "listed": listed,
        "counted": counted_words(listed),
        "files": files_of("meetings_file"),
        "keeps": bool(may_keep_meetings(seat)),
    }
    return render(request, "reporting/meetings/meeting_list.html", context)


@require_safe
@counted_export
def meetings_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """The list of meetings, filtered and sorted, as a file."""
    seat_of(request)
    shown = MEETINGS.shown(request.GET, _listed(clock.today()))
    return MEETINGS.file("meetings", _("Meetings"), shown, suffix)


@require_safe
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """A meeting. What was said and recommended there is for the taskforces and the Secretariat."""
    seat = seat_of(request)
    found = _meeting_or_404(slug)
    inside = bool(may_read_recommendations(seat))
    recommendations = list(queries.recommendations_of(found)) if inside else []
    # The dates of a true meeting are true in a demonstration too; what it recommends there is made up.
    say_made_up(request, found.is_demo)
    on = clock.today()
    texts = queries.texts_about(recommendations, on)
    context = {
        "meeting": found,
        # Sources say when it met: before that day nobody can know.
        "sources": [_source(line) for line in found.source.splitlines()] if _has_begun(found, on) else [],
        "has_begun": _has_begun(found, on),
        "row": _row(found, on),
        "inside": inside,
        "recommendations": [_recommendation(row, found, seat, texts) for row in recommendations],
        "only_recommendations_made_up": settings.DEMO and bool(recommendations) and not found.is_demo,
        "warnings": [str(warning) for warning in rv_2(found)] if inside else [],
        "keeps": bool(may_keep_meetings(seat)),
        "not_begun": meeting_has_begun(found, on),
        "reviews": [
            {"name": str(review), "url": reverse("review", args=[review.cycle.year, review.stage])}
            for review in found.reviews.all()
        ]
        if inside
        else [],
        "history": history_of_meeting(found, seat),
    }
    return render(request, "reporting/meetings/meeting_detail.html", context)


@require_http_methods(["GET", "POST"])
def meeting_add(request: HttpRequest) -> HttpResponse:
    """The regional office adds a meeting, planned or held."""
    seat = seat_of(request)
    require(may_keep_meetings(seat))
    form = MeetingForm(posted(request))
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            made = actions.add_meeting(form.draft, by=seat, now=clock.now())
            messages.success(request, _("Saved. The list has %(meeting)s now.") % {"meeting": made})
            return redirect("meeting", made.slug)
    context = {"form": form, "title": _("Add a meeting"), "back": reverse("meetings"), "attempt": attempt}
    return render(request, "reporting/meetings/meeting_form.html", context, status=attempt.status)


@require_http_methods(["GET", "POST"])
def meeting_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a meeting. A stale form keeps what was typed and shows what is saved."""
    seat = seat_of(request)
    found = _meeting_or_404(slug)
    require(may_keep_meetings(seat))
    form = MeetingForm(posted(request), initial=initial_of(actions.draft_of(found)))
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            actions.change_meeting(
                found, form.draft, seen_before=form.cleaned_data["seen"], by=seat, now=clock.now()
            )
            messages.success(request, _("Saved."))
            return redirect("meeting", slug)
        if attempt.stale:
            theirs = initial_of(actions.draft_of(_meeting_or_404(slug)))
            last = events_about(found).filter(verb=actions.CHANGE_MEETING).first()
            attempt.show_theirs(differences_of(form, theirs), last=last, seen=theirs["seen"])
    context = {
        "form": form,
        "title": _("Change %(meeting)s") % {"meeting": found},
        "back": reverse("meeting", args=[slug]),
        "attempt": attempt,
    }
    return render(request, "reporting/meetings/meeting_form.html", context, status=attempt.status)


@require_http_methods(["GET", "POST"])
def meeting_recommend(request: HttpRequest, slug: str) -> HttpResponse:
    """The regional office writes down what a meeting recommends, and to whom."""
    seat = seat_of(request)
    found = _meeting_or_404(slug)
    require(may_recommend(seat, found))
    on = clock.today()
    # Where the day was moved meanwhile, the form says so and keeps what was typed.
    if request.method == "GET" and (too_early := meeting_has_begun(found, on)):
        raise Refused(too_early.message)
    plan = _plan_of(found)
    form = RecommendationForm(
        posted(request),
        plan=plan,
        texts=texts_in_force(plan, on) if plan else PlanTexts(),
    )
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            actions.recommend(found, form.draft, by=seat, now=clock.now())
            messages.success(
                request, _("Saved. Everybody who must answer finds the recommendation on the home page.")
            )
            return redirect("meeting", slug)
    context = {
        "form": form,
        "title": _("Recommendation of %(meeting)s") % {"meeting": found},
        "back": reverse("meeting", args=[slug]),
        "attempt": attempt,
    }
    return render(request, "reporting/meetings/meeting_form.html", context, status=attempt.status)


@require_http_methods(["GET", "POST"])
def recommendation_follow_up(request: HttpRequest, slug: str, number: int, place: str) -> HttpResponse:
    """What became of a recommendation at one taskforce, in its own words."""
    seat = seat_of(request)
    require(may_read_recommendations(seat))
    asked = queries.addressee_of(slug, number, place)
    if asked is None:
        raise Http404
    require(may_follow_up(seat, asked))
    found = asked.recommendation.meeting
    initial = {
        "status": asked.status,
        "follow_up": asked.follow_up,
        "seen": fingerprint((asked.status, asked.follow_up)),
    }
    form = FollowUpForm(posted(request), initial=initial)
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            actions.follow_up(
                asked,
                status=form.cleaned_data["status"],
                words=form.cleaned_data["follow_up"],
                seen_before=form.cleaned_data["seen"],
                by=seat,
                now=clock.now(),
            )
            messages.success(request, _("Saved."))
            return redirect("meeting", slug)
        if attempt.stale:
            attempt.show_theirs(differences_of(form, initial), seen=initial["seen"])
    context = {
        "form": form,
        "title": _("Recommendation %(number)s of %(meeting)s: %(taskforce)s")
        % {"number": number, "meeting": found, "taskforce": asked.taskforce.name},
        "lead": f"{asked.recommendation.text} · {_due(asked.recommendation)}",
        "back": reverse("meeting", args=[slug]),
        "attempt": attempt,
    }
    return render(request, "reporting/meetings/meeting_form.html", context, status=attempt.status)


def days_kept_with(step: CycleStep) -> tuple[str, str] | None:
    """A sentence that a meeting keeps the days of this step, and the page that changes them; else None."""
    found = meeting_of_step(step)
    if found is None:
        return None
    words = _("The dates of step %(step)s are the dates of %(meeting)s. Change them here.")
    return words % {"step": step.step, "meeting": str(found)}, reverse("meeting_edit", args=[found.slug])


def _meeting_or_404(slug: str) -> Meeting:
    found = queries.meetings().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _plan_of(found: Meeting) -> ActionPlan | None:
    """The plan of action that the meeting's years stand on, else the newest with a year."""
    cycle = queries.cycles_of_meeting(found).select_related("plan").order_by("-year").first()
    cycle = cycle or years().first()
    return cycle.plan if cycle else None


def _listed(on: date) -> list[MeetingList]:
    return [MeetingList(found, _row(found, on)) for found in queries.meetings_from_the_next(on)]


def _row(found: Meeting, on: date) -> dict[str, Any]:
    held, place = found.is_held(on), queries.place_of(found)
    if (
        not found.actual_from
        and not found.planned_from
        and not found.planned_until
        and not found.planned_host
    ):
        # A meeting of the past whose date was not found.
        return {
            "name": str(found),
            "is_demo": found.is_demo,
            "url": reverse("meeting", args=[found.slug]),
            "status": "not_reported",
            "word": _("Date not known"),
            "planned": "",
            "planned_place": "",
            "actual": "",
            "place": place,
        }
    host = found.planned_host.name if found.planned_host else ""
    return {
        "name": str(found),
        "is_demo": found.is_demo,
        "url": reverse("meeting", args=[found.slug]),
        "status": "done" if held else "planned",
        "word": pgettext("meeting", "Held") if held else _("Planned"),
        "planned": _planned(found, on),
        "planned_place": host if held else place or host or _("Host not agreed yet"),
        "actual": span(found.actual_from, found.actual_until) if held else _("Not held yet"),
        "place": (place or _("Place not known")) if held else "",
    }


def _planned(found: Meeting, on: date) -> str:
    """The planned days; of a meeting that was held they may never have been recorded."""
    days = found.days_planned(on)
    if any(days):
        return span(*days)
    return _("Not recorded") if found.is_held(on) else _("No dates yet")


def _has_begun(found: Meeting, on: date) -> bool:
    return meeting_has_begun(found, on) is None


def _source(line: str) -> dict[str, str]:
    """A document by its name, with its address where it has one: "UN-ACT, June 2015: http://un-act.org/2015/06/"."""
    words, colon, address = line.partition(": http")
    return {"words": words, "url": f"http{address}" if colon else ""}


def _recommendation(row: Recommendation, found: Meeting, seat: Seat, texts: PlanTexts) -> dict[str, Any]:
    asked = []
    for addressee in row.addressees.all():
        address = [found.slug, row.number, addressee.taskforce.slug]
        asked.append(
            {
                "name": _("The Secretariat") if addressee.taskforce.is_regional else addressee.taskforce.name,
                "status": FOLLOW_UP_LOOKS[addressee.status],
                "word": addressee.get_status_display(),
                "words": addressee.follow_up,
                "url": reverse("recommendation_follow_up", args=address)
                if may_follow_up(seat, addressee)
                else "",
            }
        )
    return {
        "number": row.number,
        "text": row.text,
        "about": said(queries.about_of(row, texts)),
        "due": _due(row),
        "addressees": asked,
    }


def _due(row: Recommendation) -> str:
    return _("Due on %(day)s") % {"day": day(row.due_on)} if row.due_on else _("No date is set")

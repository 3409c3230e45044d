"""The reviews of a year: the list, what has come in, opening, joining a meeting, closing; submitting answers, reopening."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from commit_portal import clock
from commit_portal.db.related_rows import listed
from commit_portal.i18n import (
    Param,
    Sentence,
    activities_counted,
    and_list,
    comma_list,
    day,
    ngettext_lazy,
    span,
)
from commit_portal.models import Event
from commit_portal.refusals import Permit, require
from commit_portal.workflow import Link, ReadView, StepView, Values, events_about, fingerprint, may_walk
from commit_portal.workflow.events import events_about_all
from commit_portal.workflow.lifecycle import open_steps
from reporting.answers import answer_rows
from reporting.answers.answer_rows import path_to, sheet_url
from reporting.answers.area_page import points_of, targets_counted, warnings_of
from reporting.answers.lifecycle import REOPEN_ANSWERS, SUBMIT_ANSWERS
from reporting.answers.permissions import may_know_sheet, may_read_answers, may_reopen_sheet
from reporting.answers.queries import days_late_of, sheets_visible_to, workplan_of_sheet
from reporting.answers.rules import warnings_about
from reporting.answers.sheet_data import SheetData
from reporting.answers.views import SheetStep
from reporting.meetings.days_shown import planned_days, steps_of_reviews
from reporting.meetings.queries import meetings_to_join
from reporting.models import CountryReview, Review
from reporting.questions.actions import ASK, REPLY
from reporting.reviews import actions, permissions, queries
from reporting.reviews.forms import CloseForm, ReasonForm, ReviewForm, ReviewMeetingForm
from reporting.reviews.lifecycle import CLOSE_REVIEW, OPEN_REVIEW
from reporting.reviews.queries import received
from reporting.shared.years import HISTORY_LENGTH, audiences_for, taskforces_read_by, years
from reporting.statuses import CountryReviewStatus, ReviewStage, ReviewStatus
from workplans.models import Seat, Taskforce
from workplans.plan.permissions import may_release_workplan
from workplans.presentation.timeline import trail
from workplans.request_context.request import SeatMixin
from workplans.statuses import Audience, Role

# The verbs of the answers of a country that the history of the review shows.
OF_SHEETS = (SUBMIT_ANSWERS.name, REOPEN_ANSWERS.name, actions.REMIND, ASK, REPLY)


class ReviewList(SeatMixin, ReadView):
    """The year's two reviews, and the way to the meetings."""

    section = "reviews"
    template_name = "reporting/reviews/review_list.html"

    def get_context_data(self, **kwargs: object) -> Values:
        cycle = get_object_or_404(years(), year=self.kwargs["year"])
        require(permissions.may_read_reviews(self.actor))
        found = {review.stage: review for review in queries.reviews_with_meetings().filter(cycle=cycle)}
        steps = steps_of_reviews(cycle)
        rows = []
        for stage in ReviewStage:
            review = found.get(stage) or Review(cycle=cycle, stage=stage)
            days = planned_days(cycle, steps.get(stage), review, clock.today())
            may_open = may_walk(review, OPEN_REVIEW, by=self.actor)
            # While it is open, its status says that answers are missing.
            closed = review.status == ReviewStatus.CLOSED
            late = closed and bool(received(review, queries.counted_rounds(review)).late)
            rows.append((review, span(*days) if any(days) else "", may_open, late))
        context = {"cycle": cycle, "rows": rows, "own": self.actor.taskforce}
        return super().get_context_data(**context | kwargs)


class ReviewDetail(SeatMixin, ReadView):
    """The answers of a review, country by country."""

    section = "reviews"
    template_name = "reporting/reviews/review_detail.html"

    def get_context_data(self, **kwargs: object) -> Values:
        seat = self.actor
        require(permissions.may_read_reviews(seat))
        found = _review_or_404(**self.kwargs)
        keeps, rounds = bool(permissions.may_keep_reviews(seat)), queries.counted_rounds(found)
        closed = {sheet.taskforce_id: sheet for sheet in rounds if sheet.status == CountryReviewStatus.CLOSED}
        come, today = received(found, rounds), clock.today()
        targets = queries.targets_by_kind(found.cycle) if keeps else {}
        places = {one.pk: one.taskforce_id for one in rounds}
        events = events_about_all(found.sheets.all()).filter(verb=REOPEN_ANSWERS.name).reverse()
        reopened = {places[one.object_id]: one.at for one in events} if keeps else {}
        context: Values = {
            "review": found,
            "rows": [
                _sheet_row(sheet, closed.get(sheet.taskforce_id), seat)
                | {
                    "targets": targets.get(sheet.taskforce.is_regional),
                    "reopened_at": reopened.get(sheet.taskforce_id),
                }
                for sheet in come.sheets
            ],
            "keeps": keeps,
            "is_late": bool(come.late),
            "steps": open_steps(found, (OPEN_REVIEW,), by=seat, at=self.kwargs),
            "history": history_of_review(found, seat),
        }
        if keeps and found.status != ReviewStatus.PLANNED:
            context |= {
                "come": come,
                "closing": open_steps(found, (CLOSE_REVIEW,), by=seat, at=self.kwargs),
                "days_left": come.days_left(today),
                "days_to_meeting": come.days_to_meeting(today),
                "today": day(today),
            }
        return super().get_context_data(**context | kwargs)


def history_of_review(review: Review, seat: Seat) -> tuple[Values, ...]:
    """The review's page is read by the taskforces and the Secretariat.

    What was done with a country's answers is said to those who read these answers: others keep seeing the last
    closed ones, and nothing of the work on the next.
    """
    about_sheets = events_about_all(sheets_visible_to(seat).filter(review=review))
    events = events_about(review) | about_sheets.filter(verb__in=OF_SHEETS)
    return trail(events.filter(audience__in=audiences_for(seat, inside=True))[:HISTORY_LENGTH])


class ReviewStep(SeatMixin, StepView[Review]):
    """A step of the regional office with a review. It leads back to the review."""

    section, permission = "reviews", staticmethod(permissions.may_keep_reviews)
    template_name = "reporting/reviews/review_form.html"

    def get_object(self) -> Review:
        return _review_or_404(**self.kwargs)

    def get_path(self) -> Sequence[Link]:
        return path_to(self.object)

    def get_facts(self) -> Mapping[str, Param]:
        return {"review": str(self.object)}


class SetMeeting(ReviewStep):
    """Join a review to its meeting, before or after it is opened, and set the last day."""

    form_class: type[ReviewForm] = ReviewMeetingForm
    action, mark, compares = staticmethod(actions.set_meeting), "seen", True
    heading = gettext_lazy("Meeting and date: %(review)s")
    lead = gettext_lazy(
        "The comparison and the next reports name the meeting and its recommendations. Answers and existing "
        "reports do not change."
    )
    button: Sentence = pgettext_lazy("action", "Save")
    success_message = gettext_lazy("Saved.")

    def get_object(self) -> Review:
        year, stage = self.kwargs["year"], self.kwargs["stage"]
        cycle = get_object_or_404(years(), year=year)
        if stage not in ReviewStage.values:
            raise Http404
        return queries.reviews_with_meetings().filter(cycle=cycle, stage=stage).first() or Review(
            cycle=cycle, stage=stage
        )

    def get_path(self) -> Sequence[Link]:
        path = path_to(self.object)
        return path if self.object.pk or self.made else path[:-1]

    def get_form_kwargs(self) -> Values:
        found = self.object
        return super().get_form_kwargs() | {
            "review": found,
            "meetings": meetings_to_join(found.cycle, found.meeting_id),
            "on": clock.today(),
        }

    def get_initial(self) -> Values:
        found = self.object
        mark = fingerprint(actions.setting_of(found))
        return {"meeting": found.meeting, "answers_due_on": found.answers_due_on, "seen": mark}

    def get_last_event(self) -> Event | None:
        return events_about(self.object).filter(verb=actions.SET_MEETING).first()

    def get_words(self) -> str:
        return f"{super().get_words()} {self.replaced}".strip()

    @property
    def replaced(self) -> str:
        """What the days of the meeting replaced."""
        return cast(ReviewForm, self.attempt.form).replaced


class OpenReview(SetMeeting):
    """Open a review, with a meeting or without."""

    transition, form_class = OPEN_REVIEW, ReviewForm
    heading, button = gettext_lazy("Open this review for answers: %(review)s"), OPEN_REVIEW.label
    lead = gettext_lazy("Every taskforce reports on its targets and its approved activities of the year.")

    def act(self, form: ReviewForm) -> Review:
        cycle, stage = self.object.cycle, self.object.stage
        return actions.open_review(cycle, stage, **form.cleaned_data, by=self.actor, now=clock.now())

    def get_words(self) -> str:
        """Who has a sheet now: countries, and the region where it has a plan."""
        countries = self.made.sheets.filter(taskforce__in=Taskforce.objects.national()).count()
        said = ngettext_lazy(
            "The review is open. %(count)s country can answer.",
            "The review is open. %(count)s countries can answer.",
        )
        if self.made.sheets.count() > countries:
            said = ngettext_lazy(
                "The review is open. %(count)s country and the region can answer.",
                "The review is open. %(count)s countries and the region can answer.",
            )
        return f"{said % {'count': countries}} {self.replaced}".strip()

    def get_context_data(self, **kwargs: object) -> Values:
        check = _before_opening(self.object, on=clock.today())
        return super().get_context_data(check=check, **kwargs)


class CloseReview(ReviewStep):
    """Close the review. The page says what is missing; while answers are, it must be ticked that it closes without."""

    transition, form_class, action = CLOSE_REVIEW, CloseForm, staticmethod(actions.close_review)
    template_name = "reporting/reviews/review_close.html"
    heading, button = gettext_lazy("Close this review: %(review)s"), CLOSE_REVIEW.label
    lead = gettext_lazy(
        "Submitted answers cannot be changed any more. The taskforces see the status of each target."
    )
    success_message = gettext_lazy(
        "The review is closed. Submitted answers cannot be changed. The taskforces see the statuses."
    )

    def get_form_kwargs(self) -> Values:
        self.come = received(self.object)
        return super().get_form_kwargs() | {"received": self.come}

    def get_context_data(self, **kwargs: object) -> Values:
        context = {
            "come": self.come,
            "days_left": self.come.days_left(clock.today()),
            "warnings": [
                (sheet.taskforce.name, warning, sheet_url(sheet))
                for sheet in self.come.sheets
                if sheet.status == CountryReviewStatus.SUBMITTED
                for warning in warnings_about(SheetData(sheet))
            ],
        }
        return super().get_context_data(**context | kwargs)


class RemindTaskforces(ReviewStep):
    """Remind countries of their answers. The page says to whom it went, and asks before a second one on the same day."""

    template_name = "reporting/reviews/review_remind.html"
    heading, button = gettext_lazy("Reminders: %(review)s"), gettext_lazy("Remind again")

    def act(self, form: None) -> list[CountryReview]:
        places, again = self.request.POST.getlist("place"), "again" in self.request.POST
        return actions.remind(self.object, places, again=again, by=self.actor, now=clock.now())

    def get_words(self) -> str:
        if not self.made:
            return _("Nobody was reminded again: they were already reminded today.")
        return _("Reminded: %(names)s.") % {"names": and_list(sheet.taskforce.name for sheet in self.made)}

    def get_success_url(self) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: object) -> Values:
        sheets = {
            sheet.taskforce_id: sheet
            for sheet in queries.newest_rounds(self.object)
            if sheet.reminded_at is not None
        }
        seats = Seat.objects.held_on(clock.today()).filter(
            role__in=(Role.OFFICER, Role.LEAD), taskforce__in=sheets, user__is_active=True
        )
        people = listed(seats.order_by("role", "pk").values_list("taskforce", "user__name"))
        rows = [(sheet, comma_list(people[key])) for key, sheet in sheets.items()]
        return super().get_context_data(rows=rows, today=day(clock.today()), **kwargs)


def _before_opening(review: Review, *, on: date) -> Values:
    """Who gets a sheet, the planned days, and what is unusual about opening the review today."""
    cycle = review.cycle
    plans = list(cycle.workplans.select_related("taskforce__country").order_by("taskforce__position"))
    names = {
        plan.pk: _("the region") if plan.taskforce.is_regional else plan.taskforce.name for plan in plans
    }
    days = planned_days(cycle, steps_of_reviews(cycle)[review.stage], review, on)
    first, last = days[0] or days[1] or on, days[1] or days[0] or on
    return {
        "plans": plans,
        "names": and_list(names.values()),
        "missing": and_list(names[plan.pk] for plan in plans if plan.of_record_id is None),
        "planned": span(*days) if any(days) else "",
        "days_until": max((first - on).days, 0),
        "days_since": max((on - last).days, 0),
    }


def _review_or_404(year: int, stage: str) -> Review:
    return get_object_or_404(queries.reviews_with_meetings(), cycle__year=year, stage=stage)


def _sheet_row(sheet: CountryReview, closed: CountryReview | None, seat: Seat) -> Values:
    """Other taskforces see closed answers only; the Secretariat and the taskforce see the newest round."""
    inside = seat.in_secretariat or seat.sits_in(sheet.taskforce_id)
    shown = sheet if inside else closed
    return {
        "sheet": sheet,
        "shown": shown,
        "late": days_late_of(shown, now=clock.reading_time()) if shown else 0,
        "reads": may_know_sheet(seat, sheet.taskforce) and may_read_answers(seat, sheet),
        "may_reopen": may_reopen_sheet(seat, sheet),
        "kept": closed if inside and closed and closed.pk != sheet.pk else None,
    }


class SubmitAnswers(SheetStep):
    """Check the answers, with what others will see, and submit them; afterwards the same address confirms."""

    template_name, transition = "reporting/reviews/review_submit.html", SUBMIT_ANSWERS
    action, has_mark = staticmethod(actions.submit_sheet), True

    def not_now(self, may: Permit) -> HttpResponse | None:
        sheet = self.object
        if may and self.request.method != "POST" and sheet.status != CountryReviewStatus.OPEN:
            activities = sheet.progress.exclude(status="").count()
            targets, plan = sheet.target_answers.exclude(status="").count(), workplan_of_sheet(sheet)
            context = _told(sheet) | {
                "answered": and_list((activities_counted(activities), targets_counted(targets))),
                "is_closed": sheet.status == CountryReviewStatus.CLOSED,
                "may_release": plan
                and not sheet.taskforce.is_regional
                and may_release_workplan(self.actor, plan),
            }
            return render(self.request, "reporting/reviews/review_submitted.html", context)
        return super().not_now(may)

    def get_success_url(self) -> str:
        return self.request.path

    def get_context_data(self, **kwargs: object) -> Values:
        sheet, data = self.object, SheetData(self.object)
        activities, targets = answer_rows.activity_readings(data), answer_rows.target_readings(data)
        context = {
            "readings": activities,
            "targets": targets,
            "open_lines": sum(row["status"] == "not_reported" for row in activities),
            "staying": sum(row["stays"] for row in (*activities, *targets)),
            "unspent": data.unspent,
            "open_targets": sum(row["status"] == "not_reported" for row in targets),
            "points": points_of(data),
            "closes_at_once": sheet.review.status == ReviewStatus.CLOSED,
            "sheet_url": answer_rows.sheet_url(sheet),
            "warnings": warnings_of(data),
        }
        return super().get_context_data(**_told(sheet) | context | kwargs)


class ReopenAnswers(SheetStep):
    """Give one country's answers back, with a reason. Where someone else did so meanwhile, the typed reason is kept."""

    template_name, form_class = "step_form.html", ReasonForm
    heading, button = gettext_lazy("%(taskforce)s: reopen the answers"), REOPEN_ANSWERS.label
    closed_heading = gettext_lazy("Already open")
    action, open_if = staticmethod(actions.reopen_sheet), staticmethod(may_reopen_sheet)
    success_message = gettext_lazy(
        "Reopened. Everybody sees the last closed answers until the new answers are closed."
    )

    def keeps(self) -> Permit:
        return permissions.may_keep_reviews(self.actor)

    def get_permit(self) -> Permit:
        return self.keeps() or may_reopen_sheet(self.actor, self.object)

    def get_facts(self) -> Mapping[str, Param]:
        return {"taskforce": self.object.taskforce.name}

    def get_context_data(self, **kwargs: object) -> Values:
        lead = _("The taskforce can change the submitted answers again, and must submit them again.")
        if self.object.status == CountryReviewStatus.CLOSED:
            lead = _(
                "The taskforce can then change its answers and close them again. Until it closes them, everybody sees "
                "the answers that are closed now."
            )
        return super().get_context_data(lead="" if self.attempt.closed else lead, **kwargs)


def _told(sheet: CountryReview) -> Values:
    """What both pages say of a sheet."""
    return {
        "sheet": sheet,
        "late": days_late_of(sheet, now=clock.reading_time()),
        "is_released": sheet.taskforce_id
        in taskforces_read_by([sheet.review.cycle], Audience.TASKFORCES)[sheet.review.cycle_id],
    }

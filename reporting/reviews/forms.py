"""Forms for opening and closing a review, joining it to a meeting, and reopening answers."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.forms.base import ParagraphsField
from commit_portal.i18n import comma_list, say, span
from commit_portal.sheets.fields import DayField
from reporting.meetings.days_shown import days_of, days_shown, different_days, steps_of_reviews
from reporting.meetings.queries import place_planned
from reporting.meetings.rules import one_set_of_days
from reporting.models import Meeting, Review
from reporting.reviews.queries import Received
from reporting.reviews.rules import due_day_is_to_come
from reporting.statuses import KeptDays


class ReviewForm(forms.Form):
    """The meeting of a review, if there is one, and the day until which answers are asked."""

    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label=_("Meeting"), required=False, empty_label=_("No meeting")
    )
    answers_due_on = DayField(
        label=_("Last day for answers"),
        required=False,
        help_text=_(
            "For example 1 Jul 2011. A taskforce can submit its answers after this day too, and the portal then marks them "
            "as late. The last day ends at midnight in each country. Without a last day, no answers are marked as late. If "
            "you change the last day later, submitted answers keep their mark (late or on time)."
        ),
    )
    kept_days = forms.ChoiceField(
        label=_("Which dates do you want to keep?"),
        choices=KeptDays.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "The year and the meeting have different dates. The portal deletes the dates that you do not choose."
        ),
    )

    def __init__(
        self, *args: Any, review: Review, meetings: QuerySet[Meeting], on: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.review, self.on, self.asks_days, self.replaced = review, on, False, ""
        self.step = steps_of_reviews(review.cycle)[review.stage]
        field = self.fields["meeting"]
        field.queryset = meetings
        # The nearest at the top.
        labels = [(meeting.pk, _meeting_label(meeting, on)) for meeting in reversed(meetings)]
        field.choices = [("", field.empty_label), *labels]

    def clean_answers_due_on(self) -> date | None:
        due: date | None = self.cleaned_data["answers_due_on"]
        for violation in due_day_is_to_come(
            self.review, due, self.initial.get("answers_due_on"), today=self.on
        ):
            raise forms.ValidationError(str(violation))
        return due

    def clean(self) -> dict[str, Any]:
        """Ask whose days are right where the meeting has others than the step of the year; both are shown."""
        cleaned = super().clean() or self.cleaned_data
        meeting = cleaned.get("meeting")
        different = different_days(self.step, meeting, self.on) if meeting else ()
        self.asks_days = bool(meeting and different and not meeting.source)
        self.fields["kept_days"].required = self.asks_days
        if meeting and different:
            sentences = {
                "planned": _("The planned dates of the step of the year are %(days)s."),
                "actual": _("The actual dates of the step of the year are %(days)s."),
            }
            step_days = " ".join(
                say(sentences[kind], days=span(*days_of(self.step, kind))) for kind in different
            )
            self.fields["kept_days"].choices = [
                (KeptDays.MEETING, _days_of_meeting(meeting, different, self.on)),
                (KeptDays.STEP, step_days),
            ]
            if meeting.source:
                # Days from public sources stay: there is nothing to choose.
                replaced = gettext("%(days)s The dates of %(meeting)s replace these dates.")
                self.replaced = replaced % {"days": step_days, "meeting": meeting}
        if meeting and (asked := one_set_of_days(meeting, different, cleaned.get("kept_days", ""))):
            self.add_error("kept_days", str(asked))
        return cleaned


class ReviewMeetingForm(ReviewForm):
    """The same form once the review is open, with a fingerprint of what the page showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=16)


def _days_of_meeting(meeting: Meeting, kinds: tuple[str, ...], on: date) -> str:
    """The days of a meeting that are in question, in the words of its page: recorded ones may be still to come."""
    sentences = []
    for kind in kinds:
        words = _("The planned dates of the meeting are %(days)s.")
        if kind == "actual" and meeting.is_held(on):
            words = _("The actual dates of the meeting are %(days)s.")
        sentences.append(words % {"days": span(*days_shown(meeting, kind, on))})
    return " ".join(dict.fromkeys(sentences))


def _meeting_label(meeting: Meeting, on: date) -> str:
    """A meeting with its days and its place, to tell it from others of its kind."""
    days = span(*meeting.days_planned(on))
    if meeting.is_held(on):
        when = span(meeting.actual_from, meeting.actual_until)
    elif meeting.begins_on():
        when = gettext("planned %(days)s") % {"days": days}
    else:
        when = gettext("no date yet")
    return comma_list(filter(None, (str(meeting), when, place_planned(meeting))))


class ReasonForm(forms.Form):
    """Why a country's answers are reopened."""

    note = ParagraphsField(
        label=_("Reason"),
        max_length=4000,
        help_text=_("The taskforce sees the reason at the top of the page of its answers."),
        error_messages={"required": _("Give a reason to reopen the answers.")},
    )


class CloseForm(forms.Form):
    """While answers are missing, the tick that the review closes without them: it names how many it closes with."""

    def __init__(self, *args: Any, received: Received, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tick, self.submitted = f"with_{received.submitted}", received.submitted
        if received.missing:
            self.fields[self.tick] = forms.BooleanField(
                label=gettext("Close it with %(submitted)s of %(all)s")
                % {"submitted": received.submitted, "all": len(received.sheets)},
                required=False,
                help_text=gettext("Tick this if you do not want to wait for the missing answers."),
            )

    def clean(self) -> dict[str, Any]:
        """Give the number of submitted answers that was ticked; None without a tick."""
        return {"with_at_least": self.submitted if self.cleaned_data.get(self.tick) else None}

"""An open review for the regional office: who has answered how much, who has it now, and what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commit_portal import clock
from commit_portal.i18n.formatting import activities_counted, and_list, day, moment
from commit_portal.i18n.messages import say
from commit_portal.workflow.views import Values
from reporting.models import Review
from reporting.reviews.lateness import days_late_of
from reporting.reviews.queries import counted_rounds, targets_by_kind
from reporting.statuses import CountryReviewStatus


@dataclass(frozen=True)
class Received:
    """What a review has received: the newest round of each taskforce, as `counted_rounds` counts it."""

    review: Review
    sheets: Sequence[Any]

    @property
    def missing(self) -> list[Any]:
        """The sheets that are not submitted."""
        return [sheet for sheet in self.sheets if sheet.status == CountryReviewStatus.OPEN]

    @property
    def submitted(self) -> int:
        return len(self.sheets) - len(self.missing)

    @property
    def late(self) -> list[Any]:
        """The sheets that are not submitted, and late by the day in their country."""
        return [sheet for sheet in self.missing if _is_late(sheet)]

    @property
    def to_remind(self) -> list[Any]:
        """Countries that are late; before the last day those that have not submitted. The region is the office's own."""
        waiting = [sheet for sheet in self.missing if not sheet.taskforce.is_regional]
        return [sheet for sheet in waiting if _is_late(sheet)] or waiting

    @property
    def closes_with(self) -> str:
        """The words of the tick: "Close it with 4 of 7"; "" where nothing is missing."""
        if not self.missing:
            return ""
        return _("Close it with %(submitted)s of %(all)s") % {
            "submitted": self.submitted,
            "all": len(self.sheets),
        }

    def missing_words(self) -> list[str]:
        """What is missing before the review closes, in up to three sentences with names."""
        said = []
        if names := _names(self.missing):
            said.append(_("Not submitted: %(names)s.") % {"names": and_list(names)})
        if unspent := [sheet for sheet in self.sheets if sheet.unspent and _still_open(sheet)]:
            named = and_list(
                f"{sheet.taskforce.name} ({activities_counted(sheet.unspent)})" for sheet in unspent
            )
            said.append(_("Without the Secretariat’s spending: %(names)s.") % {"names": named})
        if asked := [sheet for sheet in self.sheets if sheet.open_questions and _still_open(sheet)]:
            said.append(
                _("With a question of the desk that has no answer: %(names)s.")
                % {"names": and_list(_names(asked))}
            )
        return said

    def days_left(self, on: date) -> str:
        """How many days are left before the last day for answers; "" after it and without one."""
        due = self.review.answers_due_on
        if due is None or due <= on:
            return ""
        said = ngettext(
            "The taskforces have %(count)s day left, until %(day)s.",
            "The taskforces have %(count)s days left, until %(day)s.",
            (due - on).days,
        )
        return say(said, count=(due - on).days, day=due)

    def tally(self, on: date) -> list[Values]:
        """The finding in a few figures, each with its words; what asks for action is marked."""
        unspent = sum(sheet.unspent for sheet in self.sheets if _still_open(sheet))
        questions = sum(sheet.open_questions for sheet in self.sheets if _still_open(sheet))
        late, due = len(self.late), self.review.answers_due_on
        figures = [
            (_of(self.submitted, len(self.sheets)), _("have submitted"), False),
            (
                late,
                _("are late, last day %(day)s") % {"day": day(due)} if due else _("are late"),
                True,
            ),
            (
                unspent,
                ngettext(
                    "activity needs the Secretariat’s spending",
                    "activities need the Secretariat’s spending",
                    unspent,
                ),
                False,
            ),
            (questions, ngettext("question is open", "questions are open", questions), False),
        ]
        begins = self.review.meeting.begins_on() if self.review.meeting else None
        if begins and begins > on:
            words = {"meeting": str(self.review.meeting)}
            left = (begins - on).days
            figures.append((left, ngettext("day to %(meeting)s", "days to %(meeting)s", left) % words, False))
        return [
            {"figure": figure, "words": words, "is_late": is_late}
            for figure, words, is_late in figures
            if figure
        ]

    def rows(self) -> dict[int, Values]:
        """By the key of the taskforce: how much is answered, who has it now, and when it was reminded."""
        targets = targets_by_kind(self.review.cycle)
        return {sheet.taskforce_id: _row(sheet, targets) for sheet in self.sheets}


def received(review: Review, rounds: Iterable[Any] | None = None) -> Received:
    """What a review has received. `rounds` are those of `counted_rounds`, where the page has read them."""
    newest = {sheet.taskforce_id: sheet for sheet in (counted_rounds(review) if rounds is None else rounds)}
    return Received(review, list(newest.values()))


def reminded_words(sheet: Any) -> str:
    """When the taskforce was last reminded; "" where it was not."""
    if sheet.reminded_at is None:
        return ""
    at = timezone.localtime(sheet.reminded_at)
    if at.date() == clock.today():
        return _("Reminded today at %(time)s") % {"time": f"{at.hour}:{at:%M}"}
    return _("Reminded on %(day)s") % {"day": day(at)}


def _row(sheet: Any, targets: dict[bool, int]) -> Values:
    asked = targets[sheet.taskforce.is_regional]
    unspent = _("Entered")
    if not sheet.lines:
        unspent = _("No activities")
    elif sheet.unspent:
        unspent = _("%(activities)s missing") % {"activities": activities_counted(sheet.unspent)}
    begun = sheet.changed_at or sheet.answered or sheet.answered_targets
    return {
        "not_begun": sheet.status == CountryReviewStatus.OPEN and not begun,
        "amounts": [
            {"words": _of(sheet.answered, sheet.lines), "value": sheet.answered, "most": sheet.lines},
            {"words": _of(sheet.answered_targets, asked), "value": sheet.answered_targets, "most": asked},
        ],
        "spending": unspent,
        "questions": sheet.open_questions if _still_open(sheet) else 0,
        "holder": _holder(sheet),
        "can_remind": sheet.status == CountryReviewStatus.OPEN and not sheet.taskforce.is_regional,
        "reminded": reminded_words(sheet),
    }


def _holder(sheet: Any) -> str:
    """Who has the answers now, and since when."""
    if sheet.status == CountryReviewStatus.CLOSED:
        return _("Closed on %(day)s") % {"day": day(sheet.closed_at)}
    if sheet.status == CountryReviewStatus.SUBMITTED and sheet.open_questions:
        return _("Taskforce, since the question of %(day)s") % {"day": day(sheet.asked_at)}
    if sheet.status == CountryReviewStatus.SUBMITTED:
        return _("Regional office, since %(day)s") % {"day": day(sheet.submitted_at)}
    if sheet.changed_at is None:
        return _("Nobody has answered yet")
    who = _("Regional office") if sheet.taskforce.is_regional else _("Taskforce")
    return _("%(who)s, last saved %(moment)s") % {"who": who, "moment": moment(sheet.changed_at)}


def _is_late(sheet: Any) -> bool:
    return days_late_of(sheet, now=clock.reading_time()) > 0 and not sheet.answered_on


def _still_open(sheet: Any) -> bool:
    """Whether something can still be entered or answered in the sheet."""
    return bool(sheet.status != CountryReviewStatus.CLOSED)


def _of(number: int, whole: int) -> str:
    return _("%(number)s of %(whole)s") % {"number": number, "whole": whole}


def _names(sheets: Iterable[Any]) -> list[str]:
    return [sheet.taskforce.name for sheet in sheets]

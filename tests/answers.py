"""Answers of a review as tests say them: whole ones, by the keys of activities and targets; opened and closed."""

from datetime import UTC, datetime

from reporting.answers import answer_actions
from reporting.answers.answer_content import Sending, partner_fields
from reporting.reviews.actions import close_review, open_review, submit_sheet
from reporting.statuses import RowKind
from tests import cast
from workplans.models import Seat
from workplans.statuses import Role

# While the mid-year review of the tests' year is open.
NOW = datetime(2011, 7, 1, 9, 0, tzinfo=UTC)


def activity_answer(status="", actual_starts_on=None, actual_ends_on=None, spending=(), narrative=""):
    """`spending` are `PartnerAnswer`s."""
    days = {"actual_starts_on": actual_starts_on, "actual_ends_on": actual_ends_on}
    return {"status": status, **days, "narrative": narrative, **partner_fields(spending)}


def target_answer(status="", narrative="", achieved_on=None):
    return {"status": status, "narrative": narrative, "achieved_on": achieved_on}


def answer_sheet(sheet, *, activities=None, targets=None, spent=None, seen=None, sending=None, **who):
    """`answer_actions.answer_sheet`; with `seen`, the version of the sheet that the page of all answers showed."""
    typed = {RowKind.ACTIVITY.of(key): content for key, content in (activities or {}).items()}
    typed |= {RowKind.TARGET.of(key): content for key, content in (targets or {}).items()}
    typed |= {RowKind.SPENDING.of(key): {"spent_secretariat": paid} for key, paid in (spent or {}).items()}
    sending = sending if seen is None else Sending(dict.fromkeys(typed, seen))
    return answer_actions.answer_sheet(sheet, typed, sending=sending, **who)


def opened_sheet(cycle, stage, *, now, **days):
    """Cambodia's answers, in a review that the regional office opens."""
    return open_review(cycle, stage, **days, by=_office(), now=now).sheets.get(taskforce__slug="kh")


def submitted_and_closed(sheet, *, now):
    """The review of a country's answers: its lead submits them, and the regional office closes the review."""
    submit_sheet(sheet, by=cast.seat_of(sheet, Role.LEAD), now=now)
    return close_review(sheet.review, with_at_least=1, by=_office(), now=now)


def _office():
    return Seat.objects.select_related("user").filter(role=Role.REGIONAL_OFFICE).earliest("pk")

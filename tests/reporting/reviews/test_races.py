"""Two at once: days of a step and its meeting; closing a review while its answers are written."""

import threading
from collections import Counter
from datetime import date
from functools import partial
from typing import Any

import pytest

from commit_portal.db.guards import lift_guards, put_guards
from commit_portal.models import Event
from commit_portal.refusals import Refused, RuleBroken
from reporting.answers import answer_actions
from reporting.meetings.actions import add_meeting
from reporting.models import CountryReview
from reporting.questions.actions import ask_question
from reporting.reviews import actions
from tests import cast, race, threads
from tests.answers import NOW, activity_answer, answer_sheet
from workplans.models import Activity, Seat
from workplans.statuses import Step
from workplans.years.actions import set_step_dates
from workplans.years.step_labels import StepDays

DECEMBER = (date(2011, 12, 5), date(2011, 12, 6))
LATER = (date(2011, 12, 12), date(2011, 12, 13))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_days_that_arrive_while_a_meeting_takes_the_step_over_are_refused(monkeypatch):
    world = cast.make_world()
    office, manager = world.seats["regional_office"], world.seats["regional_manager"]
    step = world.cycle.steps.get(step=Step.SOM)
    set_step_dates(world.cycle, {Step.SOM: StepDays(DECEMBER)}, by=office, now=NOW)
    meeting = add_meeting((("som", 8),), by=office, now=NOW)
    said: list[str] = []

    def date_the_step() -> None:
        try:
            set_step_dates(world.cycle, {Step.SOM: StepDays(LATER)}, by=manager, now=NOW)
            said.append("set")
        except Refused as refused:
            said.append(str(refused.reason))

    others, compare = list[threading.Thread](), actions.different_days

    def somebody_dates_the_step(*given: Any) -> tuple[str, ...]:
        """Between the look at the step's days and their removal. Without the lock it is dated here, and that is lost."""
        monkeypatch.undo()
        others.append(threads.beside(date_the_step))
        race.wait_until_somebody_waits()
        return compare(*given)

    monkeypatch.setattr(actions, "different_days", somebody_dates_the_step)
    actions.open_review(world.cycle, "som", meeting=meeting, by=office, now=NOW)
    others[0].join()

    step.refresh_from_db()
    meeting.refresh_from_db()
    assert said == [
        "The dates of step 8 are the dates of SOM 8. Change these dates on the page of the meeting."
    ]
    assert step.planned_from is None
    assert (meeting.planned_from, meeting.planned_until) == DECEMBER


RACERS = 8
MOST_WRITES = 200


def with_a_question() -> tuple[dict[str, Seat], CountryReview, Activity]:
    """The cast, and submitted answers with a question of the desk about one activity."""
    world = cast.make_world()
    cast.cambodia_agreed(world)
    seats, line = world.seats, Activity.objects.get()
    review = actions.open_review(world.cycle, "mid-year", by=seats["regional_office"], now=NOW)
    sheet = review.sheets.get(taskforce__slug="kh")
    answer_sheet(sheet, activities={line.pk: activity_answer("done")}, by=seats["kh_officer"], now=NOW)
    actions.submit_sheet(sheet, by=seats["kh_lead"], now=NOW)
    ask_question(sheet, activity=line, text="Were both held?", by=seats["kh_desk"], now=NOW)
    return seats, sheet, line


@pytest.mark.asvs("B17")
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_guarded", [True, False])
def test_a_review_that_eight_close_while_eight_write_is_closed_once_and_nothing_is_written_after_it(
    monkeypatch, request, is_guarded
):
    """The writers change a submitted answer that a question has opened. The control reads the sheet without its lock."""
    if not is_guarded:
        # The database would refuse as well.
        lift_guards()
        request.addfinalizer(put_guards)
    seats, sheet, line = with_a_question()
    read, closed, tally = threading.Event(), threading.Event(), Counter[str]()

    def sheet_before_closing(_sheet: CountryReview) -> CountryReview:
        sheets = CountryReview.objects.select_related("review__cycle", "taskforce__country", "version")
        found = sheets.get(pk=sheet.pk)
        read.set()
        closed.wait(race.PATIENCE_S)
        return found

    def close(_number: int) -> None:
        read.wait(0 if is_guarded else race.PATIENCE_S)
        try:
            actions.close_review(sheet.review, with_at_least=1, by=seats["regional_office"], now=NOW)
            tally["closed"] += 1
        except Refused:
            tally["refused"] += 1
        closed.set()

    def write(number: int) -> None:
        # The history of answers refuses two of the same version: without the lock one alone writes.
        for count in range(MOST_WRITES if is_guarded else number == 0):
            said = activity_answer("done", narrative=f"{number} {count}")
            try:
                answer_sheet(sheet, activities={line.pk: said}, by=seats["kh_officer"], now=NOW)
            except RuleBroken:
                tally["too late"] += 1
                return

    if not is_guarded:
        monkeypatch.setattr(answer_actions, "locked_sheet", sheet_before_closing)
    threads.at_once(*(partial(act, number) for act in (close, write) for number in range(RACERS)))

    closings = Event.objects.filter(verb__in=("close_review", "close_answers")).order_by("pk")
    assert [event.verb for event in closings] == ["close_review", "close_answers"]
    assert (tally["closed"], tally["refused"]) == (1, RACERS - 1)
    written_after = Event.objects.filter(verb="answer", pk__gt=closings[0].pk).exists()
    assert (written_after, tally["too late"]) == ((False, RACERS) if is_guarded else (True, 0))

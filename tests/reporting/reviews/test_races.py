"""Somebody dates a step of the year while somebody else joins its review to a meeting."""

import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, connections

from commit_portal.refusals import Refused
from reporting.meetings.actions import MeetingDraft, add_meeting
from reporting.reviews import actions
from tests import cast
from tests.race import wait_until_somebody_waits
from workplans.statuses import Step
from workplans.years.actions import set_step_dates

NOW = datetime(2011, 7, 1, 9, 0, tzinfo=UTC)
DECEMBER = (date(2011, 12, 5), date(2011, 12, 6))
LATER = (date(2011, 12, 12), date(2011, 12, 13))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_days_that_arrive_while_a_meeting_takes_the_step_over_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL lets two write at once.")
    world = cast.make_world()
    office, manager = world.seats["regional_office"], world.seats["regional_manager"]
    step = world.cycle.steps.get(step=Step.SOM)
    set_step_dates(step, planned=DECEMBER, actual=(None, None), by=office, now=NOW)
    meeting = add_meeting(MeetingDraft(parts=(("som", 8),)), by=office, now=NOW)
    said: list[str] = []

    def date_the_step() -> None:
        try:
            set_step_dates(step, planned=LATER, actual=(None, None), by=manager, now=NOW)
            said.append("set")
        except Refused as refused:
            said.append(str(refused.reason))
        finally:
            connections.close_all()

    thread = threading.Thread(target=date_the_step)
    compare = actions.different_days

    def somebody_dates_the_step(*given: Any) -> tuple[str, ...]:
        """Between the look at the step's days and their removal. Without the lock it is dated here, and that is lost."""
        monkeypatch.undo()
        thread.start()
        wait_until_somebody_waits()
        return compare(*given)

    monkeypatch.setattr(actions, "different_days", somebody_dates_the_step)
    actions.open_review(world.cycle, "som", meeting=meeting, by=office, now=NOW)
    thread.join()

    step.refresh_from_db()
    meeting.refresh_from_db()
    assert said == [
        "The dates of step 8 are the dates of SOM 8. Change these dates on the page of the meeting."
    ]
    assert not step.is_planned
    assert (meeting.planned_from, meeting.planned_until) == DECEMBER

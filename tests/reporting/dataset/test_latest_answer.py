"""What a taskforce last said of an activity: the days that stay beside a later answer."""

from datetime import date

import pytest

from reporting.dataset import SaidAt
from reporting.dataset.rows import ProgressRow, latest_answer

BEGAN, ENDED, LATER = date(2011, 3, 7), date(2011, 4, 25), date(2011, 11, 30)


@pytest.mark.parametrize(
    ("status", "ends_on", "days"),
    [
        ("", None, (BEGAN, ENDED)),
        ("done", None, (BEGAN, ENDED)),
        ("done", LATER, (BEGAN, LATER)),
        ("under_way", None, (BEGAN, None)),
        ("under_way", LATER, (BEGAN, LATER)),
        ("postponed", None, (BEGAN, None)),
        ("cancelled", None, (BEGAN, None)),
        ("not_started", None, (None, None)),
        ("taken_back", None, (None, None)),
    ],
)
def test_the_day_of_the_end_stays_only_beside_a_later_answer_that_does_not_contradict_it(
    status, ends_on, days
):
    done = ProgressRow(1, SaidAt.MID_YEAR, False, 1, "done", BEGAN, ENDED)
    later = ProgressRow(1, SaidAt.SOM, False, 1, status, actual_ends_on=ends_on)

    latest = latest_answer([done, later])

    assert (latest.value("actual_starts_on"), latest.value("actual_ends_on")) == days

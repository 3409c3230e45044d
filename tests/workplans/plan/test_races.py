"""Races with real processes on real databases, each beside its negative control."""

from decimal import Decimal

import pytest

from tests.race import CEILING, COST, ROUNDS, UNGUARDED_COST, WRITES
from tests.race_processes import PROCESSES

pytestmark = pytest.mark.asvs("V2.3.2 V2.3.4 B11 B12 B16")
RACE = "tests.race"


def test_wp_3_holds_with_eight_processes_writing_at_once(race_on_both):
    tally = race_on_both.together("write")
    after = race_on_both.run("outcome")

    assert tally["lost"] == 0
    assert tally["written"] == CEILING // COST
    assert tally["written"] + tally["refused"] == PROCESSES * WRITES
    assert Decimal(after["committed"]) == Decimal(after["sum"]) == tally["written"] * COST


def test_negative_control_without_the_guard_the_ceiling_breaks_or_writes_are_lost(race_on_both, database_url):
    tally = race_on_both.together("write-unguarded", meetings=3)
    after = race_on_both.run("outcome")

    if database_url.startswith("sqlite"):
        assert tally == {"written": 1, "refused": 0, "lost": PROCESSES - 1}
    else:
        assert tally == {"written": PROCESSES, "refused": 0, "lost": 0}
        assert Decimal(after["sum"]) == PROCESSES * UNGUARDED_COST > CEILING > Decimal(after["committed"])


def test_a_title_cannot_change_behind_a_submission(race):
    tally = race.run("titles")

    assert tally["rounds"] == ROUNDS
    assert tally["slipped"] == 0


def test_negative_control_without_the_lock_a_title_slips_behind_a_submission(race):
    tally = race.run("titles", "unguarded")

    assert tally["slipped"] == tally["rounds"] == ROUNDS


@pytest.mark.parametrize("act", ["add", "submit"])
@pytest.mark.parametrize(("how", "slipped"), [("", 0), ("unguarded", ROUNDS)])
def test_nothing_slips_behind_a_lowered_ceiling_unless_the_lock_is_off(race, act, how, slipped):
    tally = race.run("lowered", act, how)

    assert tally == {"rounds": ROUNDS, "slipped": slipped}

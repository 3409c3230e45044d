"""Two of the regional office allot at once: one grant to two workplans, two grants to one activity, and crosswise."""

from collections import Counter

import pytest

from tests.race_grants import ROUNDS

pytestmark = pytest.mark.once
RACE = "tests.race_grants"


@pytest.mark.parametrize("path", ["door", "rows"])
@pytest.mark.parametrize("raced", ["grant", "activity"])
def test_who_comes_second_gets_nothing_above(raced, path, race_on_both):
    said = race_on_both.against(("allot", raced, "0", path), ("allot", raced, "1", path), meetings=ROUNDS)

    assert Counter(said[0]) + Counter(said[1]) == {"allotted": ROUNDS, "refused": ROUNDS}
    assert race_on_both.run("above") == [0, 0]


@pytest.mark.parametrize("path", ["door", "rows"])
def test_two_who_allot_crosswise_both_get_it(path, race_on_both):
    """A lock on the grants of all allotments of an activity would let each wait for the other."""
    said = race_on_both.against(*(("allot", "crosswise", racer, path) for racer in "01"), meetings=ROUNDS)

    assert [Counter(one) for one in said] == [{"allotted": ROUNDS}] * 2


@pytest.mark.parametrize(("raced", "above"), [("grant", [ROUNDS, 0]), ("activity", [0, ROUNDS])])
def test_negative_control_without_the_triggers_both_get_it(raced, above, race_on_both):
    race_on_both.against(*(("allot", raced, racer, "past") for racer in "01"), meetings=ROUNDS)

    assert race_on_both.run("above") == above

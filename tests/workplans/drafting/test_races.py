"""Five people at the same row at the same moment, each race beside its negative control."""

import pytest

from tests.race_merge import ROUNDS, need_of, title_of

pytestmark = pytest.mark.asvs("B15")

RACE, PEOPLE = "tests.race_merge", 5


def test_every_change_that_does_not_clash_stands_and_every_clash_is_asked(race_on_both):
    asked = race_on_both.against(*(("save", str(person)) for person in range(PEOPLE)), meetings=ROUNDS)

    lines = race_on_both.run("outcome")
    assert len(lines) == ROUNDS
    for number, line in enumerate(lines):
        assert line["fields"] == list(range(PEOPLE))
        assert line["needs"] == [need_of(person) for person in range(PEOPLE)]
        # Of all titles one is saved, and every other person is asked: nobody's words are lost.
        (first,) = (person for person in range(PEOPLE) if asked[person][number] == [])
        assert line["title"] == title_of(first)
        assert all(asked[person][number] == ["title"] for person in range(PEOPLE) if person != first)
        assert line["history"] == PEOPLE


def test_negative_control_without_merge_and_lock_the_last_one_writes_over_the_others(race_on_both):
    race_on_both.against(*(("save-unguarded", str(person)) for person in range(PEOPLE)), meetings=2 * ROUNDS)

    lines = race_on_both.run("outcome")
    assert [len(line["fields"]) for line in lines] == [1] * ROUNDS

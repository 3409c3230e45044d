"""Two of the office add to the same list of the book at once."""

import pytest

from tests.race_book import ROUNDS
from tests.race_processes import Race

pytestmark = [pytest.mark.postgres, pytest.mark.once]
RACE = "tests.race_book"


def added(race: Race, verb: str, meetings: int) -> list[int]:
    race.against((verb, "0"), (verb, "1"), meetings=meetings)
    found: list[int] = race.run("found")
    return found


def test_two_partners_added_at_once_do_not_share_their_word_in_addresses(race):
    assert added(race, "add", ROUNDS) == [1] * ROUNDS


def test_negative_control_without_the_lock_they_share_it(race):
    assert added(race, "add_without_the_lock", 2 * ROUNDS) == [2] * ROUNDS

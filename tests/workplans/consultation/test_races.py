"""A lead and a partner at the same offer, or a form that is sent twice, at the same moment; each with its negative control."""

import pytest

from tests.race_support import OFFERED, RAISED, ROUNDS

pytestmark = pytest.mark.asvs("B18")
RACE = "tests.race_support"


@pytest.mark.parametrize(
    ("step", "left_behind"),
    [("take_back", ("withdrawn", f"{OFFERED}.00")), ("raise", ("offered", f"{RAISED}.00"))],
)
def test_accepted_offer_is_never_taken_back_or_raised_at_the_same_time(race, step, left_behind):
    lead, partner = race.against(("play", "accept"), ("play", step), meetings=ROUNDS)

    both = list(zip(lead, partner, strict=True))
    assert [accepted + changed for accepted, changed in both] == [1] * ROUNDS
    accepted_offer = ("accepted", f"{OFFERED}.00")
    found = [accepted_offer if accepted else left_behind for accepted in lead]
    assert [tuple(row) for row in race.run("outcome")] == found


@pytest.mark.parametrize("step", ["take_back", "raise"])
def test_negative_control_without_the_guard_both_are_told_that_it_is_done(race, step):
    sides = (("play", side, "unguarded") for side in ("accept", step))
    lead, partner = race.against(*sides, meetings=ROUNDS)

    assert list(zip(lead, partner, strict=True)) == [(True, True)] * ROUNDS


def test_two_who_send_the_same_key_at_once_make_one_request(race):
    said = race.against(("ask", "form"), ("ask", "form"), meetings=ROUNDS)

    assert [sorted(both) for both in zip(*said, strict=True)] == [["made", "made before"]] * ROUNDS
    assert race.run("requests") == ROUNDS


def test_negative_control_without_the_key_one_of_both_is_refused(race):
    said = race.against(("ask", "no form"), ("ask", "no form"), meetings=ROUNDS)

    assert [sorted(both) for both in zip(*said, strict=True)] == [["made", "refused"]] * ROUNDS

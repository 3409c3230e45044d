"""Races for the editions of one year, on PostgreSQL, each beside its negative control."""

from tests.race_editions import ASKS, ROUNDS
from workplans.statuses import Audience

RACE, PROCESSES = "tests.race_editions", 4


def test_people_who_ask_for_the_same_figures_get_one_edition(race):
    tally = race.together("ask-for-the-same", meetings=len(Audience), number=PROCESSES)

    found = race.run("editions")

    assert tally == {"answered": PROCESSES * len(Audience)}
    assert {audience: [number for number, _figures in rows] for audience, rows in found.items()} == {
        audience.value: [1] for audience in Audience
    }


def test_people_who_ask_for_other_figures_get_numbers_in_the_order_of_the_figures(race):
    tally = race.together("ask-for-others", number=PROCESSES)

    rows = race.run("editions")["partners"]

    numbers, figures = [row[0] for row in rows], [row[1] for row in rows]
    assert tally["answered"] + tally["refused"] == PROCESSES * ASKS
    assert tally["answered"] >= len(rows) > 0
    assert numbers == list(range(1, len(rows) + 1))
    assert figures == sorted(set(figures))


def test_negative_control_without_the_lock_all_choose_one_number(race):
    tally = race.together("ask-without-the-lock", meetings=2, number=PROCESSES)

    assert tally == {"numbered": 1, "collided": PROCESSES - 1}


def test_negative_control_without_the_second_look_a_newer_edition_has_older_figures(race):
    tally = race.together("ask-without-the-second-look", meetings=2, number=PROCESSES)

    figures = [row[1] for row in race.run("editions")["partners"]]
    assert tally == {"numbered": PROCESSES}
    assert figures != sorted(figures)


def test_an_edition_is_never_released_after_a_newer_one_nor_beside_it(race):
    tally = race.run("release-against-a-newer-one")

    assert tally["rounds"] == tally["newer released once"] == ROUNDS
    assert tally["older released after"] == 0
    assert tally["not replaced"] == 0
    assert tally["more than one"] == 0


def test_negative_control_without_the_lock_the_database_refuses_a_second_released_edition(race):
    tally = race.run("release-without-the-lock")

    assert tally == {"released": 1, "refused by the database": 1}


def test_an_edition_is_never_released_after_the_release_of_a_plan_in_it_has_ended(race):
    tally = race.run("release-against-an-end")

    assert tally["rounds"] == ROUNDS
    assert tally["told otherwise"] == 0
    assert tally["released after"] == 0


def test_negative_control_without_the_locks_an_edition_is_released_after_the_end(race):
    tally = race.run("release-against-an-end", "unguarded")

    assert tally["released after"] == tally["rounds"] == ROUNDS

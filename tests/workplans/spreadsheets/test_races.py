"""Two stale workbooks of one plan, confirmed at the same moment, beside the negative control."""

from tests.race_workbooks import ROUNDS, is_contested, title_of

RACE = "tests.race_workbooks"


def test_both_workbooks_stand_and_the_second_is_asked_where_they_collide(race_on_both):
    asked = race_on_both.against(("confirm", "0"), ("confirm", "1"), meetings=1 + 2 * ROUNDS)

    lines = race_on_both.run("outcome")
    assert len(lines) == ROUNDS
    for number, line in enumerate(lines):
        assert line["fields"] == [True, True]
        assert line["history"] == 2
        first = [person for person in (0, 1) if not asked[person][number]]
        if is_contested(number):
            # Of both titles one is saved, and the other person was asked.
            assert len(first) == 1
            assert line["title"] == title_of(first[0], number)
        else:
            assert (first, line["title"]) == ([0, 1], f"Line {number}")


def test_negative_control_whole_rows_of_an_old_workbook_write_over_each_other(race_on_both):
    race_on_both.against(("confirm-unguarded", "0"), ("confirm-unguarded", "1"), meetings=2 * ROUNDS)

    assert [sum(line["fields"]) for line in race_on_both.run("outcome")] == [1] * ROUNDS

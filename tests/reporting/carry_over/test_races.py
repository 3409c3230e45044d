"""Two people, each twice, who carry the same lines over at once, on PostgreSQL; beside its negative control."""

from collections import Counter

from tests.race_carrying import LINES, ROLES

RACE = "tests.race_carrying"
# Each of them in two tabs.
CARRYING = ROLES * 2


def test_lines_that_are_carried_over_at_once_are_there_once(race):
    said = race.against(*(("carry", role) for role in CARRYING), meetings=1)

    found = race.run("outcome")

    assert said == [{"302": 1}] * len(CARRYING)
    assert found["lines"] == [[f"KH-2012-00{n}", f"KH-2011-00{n}"] for n in range(1, LINES + 1)]
    assert found["committed"] == "17250.00"


def test_negative_control_without_the_guard_all_but_one_collide(race):
    said = race.against(*(("carry-unguarded", role) for role in CARRYING), meetings=2)

    tally: Counter[str] = sum(map(Counter, said), Counter())
    assert tally == {"made": 1, "collided": len(CARRYING) - 1}


def test_a_line_that_is_changed_while_it_is_undone_is_kept_whole_or_removed_whole(race):
    race.run("prepare-undo")

    undone, changed = race.against(("undo",), ("change",), meetings=1)

    left = race.run("outcome")["lines"]
    assert undone == "302"
    assert left == ([["KH-2012-001", "KH-2011-001"]] if changed == "changed" else [])


def test_an_undo_that_is_sent_twice_at_once_removes_once(race):
    race.run("prepare-undo")

    said = race.against(("undo",), ("undo",), meetings=1)

    assert said.count("302") == 1
    assert set(said) <= {"302", "403", "409"}
    assert race.run("outcome")["lines"] == []

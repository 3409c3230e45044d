"""The pure merge of two changes of one line: what belongs together by name, and its laws for any content."""

import os
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings, strategies as st

from commit_portal.sheets.merge import Merged, merge, same
from workplans.plan.line_history import UNITS, WITH_AREA, WITH_FUNDING

BASE: Mapping[str, Any] = {
    "area": 1,
    "menu_activity": 10,
    "title": "Workshop",
    "targets": frozenset({11, 12}),
    "lead_body": "Interior",
    "starts_on": date(2011, 3, 1),
    "ends_on": date(2011, 4, 30),
    "expected_result": "Forty trained.",
    "funding": "counted",
    "secretariat_cost": Decimal(1000),
    "cost_in_all": Decimal(3000),
    "needs": ("Two trainers", "A hall"),
}


def merged(theirs: Mapping[str, Any], mine: Mapping[str, Any], **given: Any) -> Merged:
    return merge(BASE, {**BASE, **theirs}, {**BASE, **mine}, UNITS, **given)


def part_is_above_the_whole(values: Mapping[str, Any]) -> Collection[str]:
    """As WP-17 asks."""
    too_much = values["secretariat_cost"] > values["cost_in_all"]
    return ("secretariat_cost", "cost_in_all") if too_much else ()


def test_targets_are_merged_one_by_one():
    found = merged({"targets": frozenset({11, 12, 13})}, {"targets": frozenset({12, 14})})

    assert (found.values["targets"], found.from_them, found.clashes) == (
        frozenset({12, 13, 14}),
        ("targets",),
        (),
    )


def test_needs_are_merged_one_by_one_and_keep_their_order():
    found = merged({"needs": ("Two trainers", "A hall", "A bus")}, {"needs": ("Chairs", "A hall")})

    assert (found.values["needs"], found.clashes) == (("A hall", "A bus", "Chairs"), ())


def test_start_and_end_are_chosen_together():
    found = merged({"starts_on": date(2011, 4, 20)}, {"ends_on": date(2011, 4, 1)})

    assert found.clashes == (("starts_on", "ends_on"),)
    assert (found.values["starts_on"], found.values["ends_on"]) == (date(2011, 4, 20), date(2011, 4, 30))


def test_rule_that_one_side_broke_already_is_no_clash():
    found = merged({"title": "Seminar"}, {"secretariat_cost": Decimal(4000)}, breaks=part_is_above_the_whole)

    assert (found.clashes, found.values["title"]) == ((), "Seminar")
    assert found.values["secretariat_cost"] == Decimal(4000)


TEXTS = st.sampled_from(["", "a", "b", "ខ្មែរ"])
CONTENT = st.fixed_dictionaries(
    {
        "area": st.integers(1, 3),
        "menu_activity": st.none() | st.integers(1, 3),
        "title": TEXTS,
        "targets": st.frozensets(st.integers(1, 4)),
        "lead_body": TEXTS,
        "starts_on": st.none() | st.dates(date(2011, 1, 1), date(2011, 1, 4)),
        "ends_on": st.none() | st.dates(date(2011, 1, 1), date(2011, 1, 4)),
        "funding": st.sampled_from(["counted", "reserve", "none"]),
        "secretariat_cost": st.none() | st.decimals(0, 3, places=0),
        "cost_in_all": st.none() | st.decimals(0, 3, places=0),
        "needs": st.lists(TEXTS, unique=True, max_size=3).map(tuple),
    }
)
# A change leaves most fields alone, so that each case meets every pair of them.
CHANGES = st.builds(
    lambda content, names: {name: content[name] for name in names},
    CONTENT,
    st.sets(st.sampled_from(sorted(BASE.keys() - {"expected_result"}))),
)


def breaks_some(values: Mapping[str, Any]) -> set[str]:
    """Rules on two fields, on the number of a set, and on one field alone."""
    found: set[str] = set()
    starts, ends, cost, in_all = (
        values[name] for name in ("starts_on", "ends_on", "secretariat_cost", "cost_in_all")
    )
    if starts and ends and ends < starts:
        found |= {"starts_on", "ends_on"}
    if cost is not None and in_all is not None and in_all < cost:
        found |= {"secretariat_cost", "cost_in_all"}
    if len(values["needs"]) > 2:
        found.add("needs")
    if values["title"] == "" and values["lead_body"] == "":
        # A rule that does not say all of its fields.
        found.add("title")
    return found


# Of each law; MERGE_CASES says how many cases to look at instead (ADR 21).
laws = settings(max_examples=int(os.environ.get("MERGE_CASES", "300")), deadline=None)


@laws
@given(base=CONTENT, change=CHANGES)
def test_law_a_side_that_changed_nothing_gives_the_other(base, change):
    other = {**base, **change}

    to_theirs = merge(base, other, base, UNITS, breaks_some)
    to_mine = merge(base, base, other, UNITS, breaks_some)

    assert all(same(to_theirs.values[name], other[name]) for name in base)
    assert all(same(to_mine.values[name], other[name]) for name in base)
    assert to_theirs.clashes == to_mine.clashes == ()
    assert set(to_theirs.from_them) == {name for name in base if not same(base[name], other[name])}
    assert to_mine.from_them == ()


@laws
@given(base=CONTENT, change=CHANGES)
def test_law_equal_changes_do_not_clash(base, change):
    both = {**base, **change}

    found = merge(base, both, dict(both), UNITS, breaks_some)

    assert (found.clashes, found.from_them) == ((), ())
    assert all(same(found.values[name], both[name]) for name in base)


@laws
@given(base=CONTENT, one=CHANGES, other=CHANGES)
def test_law_clashes_are_the_same_from_both_sides(base, one, other):
    theirs, mine = {**base, **one}, {**base, **other}

    from_here, from_there = (
        merge(base, theirs, mine, UNITS, breaks_some),
        merge(base, mine, theirs, UNITS, breaks_some),
    )

    assert from_here.clashes == from_there.clashes
    settled = [name for name in base if name not in from_here.clashing]
    assert all(same(from_here.values[name], from_there.values[name]) for name in settled)


@laws
@given(base=CONTENT, one=CHANGES, other=CHANGES)
def test_law_nothing_is_lost(base, one, other):
    theirs, mine = {**base, **one}, {**base, **other}

    found = merge(base, theirs, mine, UNITS, breaks_some)

    for name in base:
        if name in found.clashing:
            assert same(found.values[name], theirs[name])
            continue
        for side in (theirs, mine):
            if isinstance(side[name], frozenset | tuple):
                added, gone = set(side[name]) - set(base[name]), set(base[name]) - set(side[name])
                assert added <= set(found.values[name])
                assert not gone & set(found.values[name])
            elif side[name] != base[name]:
                assert found.values[name] == side[name]
    for group in (WITH_AREA.fields, WITH_FUNDING.fields):
        moved = theirs[group[0]] != base[group[0]] or mine[group[0]] != base[group[0]]
        if moved and not found.clashing & set(group):
            written = tuple(found.values[name] for name in group)
            assert written in [tuple(side[name] for name in group) for side in (theirs, mine)]


@laws
@given(base=CONTENT, one=CHANGES, other=CHANGES)
def test_law_what_is_written_breaks_no_rule_that_neither_side_broke(base, one, other):
    theirs, mine = {**base, **one}, {**base, **other}

    found = merge(base, theirs, mine, UNITS, breaks_some)

    assert breaks_some(found.values) <= breaks_some(theirs) | breaks_some(mine)
    fields = [name for clash in found.clashes for name in clash]
    assert len(fields) == len(set(fields))

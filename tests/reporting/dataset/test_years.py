"""Years beside each other: what moved, the verdict against the due date, and what nobody works on."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as st

from reporting.dataset import Cell, CellStatus, Dataset, Span
from reporting.dataset.totals import REGION
from reporting.dataset.years import ORDER, Effort, Movement, Verdict, build_answers, effort_of, verdict_of
from tests.report_samples import sample_2009, with_cells

TODAY = date(2026, 1, 1)
SAMPLE = sample_2009()
ASKED = (*ORDER, CellStatus.NOT_REPORTED, CellStatus.NOT_RELEASED)
STATES = st.lists(st.sampled_from(ASKED), min_size=3, max_size=40)


def year_of(year: int, states: list[CellStatus], of: Dataset = SAMPLE) -> Dataset:
    """The sample in a year, its cells in these states one after another; what is not asked stays so."""
    count = 0

    def cell(old: Cell) -> Cell:
        nonlocal count
        count += 1
        return old if old.status is CellStatus.NOT_ASKED else Cell(states[count % len(states)])

    days = Span(date(year, 1, 1), date(year, 12, 31))
    return replace(with_cells(of, cell), facts=replace(of.facts, year=year, implementation=days))


@given(STATES)
def test_a_year_alone_never_moves(states):
    answers = build_answers([year_of(2009, states)], TODAY)

    moved = {row.movement(2009, 2009) for row in answers}
    assert moved <= {Movement.SAME, Movement.NONE}


@given(STATES, STATES)
def test_a_movement_turned_round_goes_the_other_way(first, second):
    one = build_answers([year_of(2009, first), year_of(2010, second)], TODAY)
    other = build_answers([year_of(2009, second), year_of(2010, first)], TODAY)

    turned = {Movement.FORWARD: Movement.BACK, Movement.BACK: Movement.FORWARD, Movement.SAME: Movement.SAME}
    for there, back in zip(one, other, strict=True):
        movement = there.movement(2009, 2010)
        if movement in turned:
            assert back.movement(2009, 2010) is turned[movement]
        else:
            assert back.movement(2009, 2010) not in turned


@given(STATES, STATES, STATES)
def test_the_same_years_in_any_order_say_the_same(first, second, third):
    years = [year_of(2008, first), year_of(2009, second), year_of(2010, third)]

    assert build_answers(years, TODAY) == build_answers(years[::-1], TODAY)


@given(STATES, STATES)
def test_what_is_not_reported_is_never_overdue_and_never_moves(first, second):
    for row in build_answers([year_of(2009, first), year_of(2010, second)], TODAY):
        if row.by_year[2010].status not in ORDER:
            assert row.verdict is Verdict.NOT_KNOWN
            assert row.movement(2009, 2010) is Movement.NONE


def test_an_answer_is_the_first_only_where_no_earlier_year_has_one():
    states = [[CellStatus.IN_PROGRESS], [CellStatus.NOT_REPORTED], [CellStatus.ACHIEVED]]
    years = [year_of(year, found) for year, found in enumerate(states, start=2008)]

    row = build_answers(years, TODAY)[0]
    later = build_answers(years[1:], TODAY)[0]
    assert row.movement(2009, 2010) is Movement.NONE
    assert row.movement(2008, 2010) is Movement.FORWARD
    assert later.movement(2009, 2010) is Movement.FIRST


def test_a_target_that_the_last_year_does_not_have_stands_behind_the_others_of_its_area():
    before, after = year_of(2009, [CellStatus.ACHIEVED]), year_of(2010, [CellStatus.ACHIEVED])
    area = after.areas[0]
    gone = area.targets[0]
    after = replace(after, areas=(replace(area, targets=area.targets[1:]), *after.areas[1:]))

    rows = build_answers([before, after], TODAY)
    codes = list(dict.fromkeys(row.target.code for row in rows if row.area.code == area.code))
    assert codes == [*(target.code for target in area.targets[1:]), gone.code]
    assert {tuple(row.by_year) for row in rows if row.target.code == gone.code} == {(2009,)}
    assert {row.verdict for row in rows if row.target.code == gone.code} == {Verdict.IN_TIME}


@pytest.mark.parametrize(
    ("year", "status", "verdict"),
    [
        (2009, CellStatus.IN_PROGRESS, Verdict.NOT_KNOWN),
        (2010, CellStatus.IN_PROGRESS, Verdict.OVERDUE),
        (2009, CellStatus.ACHIEVED, Verdict.IN_TIME),
        (2009, CellStatus.NOT_REPORTED, Verdict.NOT_KNOWN),
    ],
)
def test_a_target_of_an_earlier_plan_is_judged_by_the_end_of_its_own_plan(year, status, verdict):
    """Its last answer counts; nobody said what an open one was on a day that came later."""
    later = year_of(2011, [CellStatus.IN_PROGRESS])
    plan = replace(later.facts.plan, code="spa-99", ends_on=date(2013, 12, 31))
    later = replace(later, facts=replace(later.facts, plan=plan))
    old = year_of(year, [status])
    undated = replace(
        old, areas=(replace(old.areas[0], targets=(replace(old.targets[1], due_on=None),)), *old.areas[1:])
    )

    rows = [row for row in build_answers([undated, later], date(2012, 1, 1)) if row.ended]
    assert {(row.due, row.verdict) for row in rows} == {(date(2010, 12, 31), verdict)}


DUE, ENDS = date(2010, 6, 30), {2009: date(2009, 12, 31), 2010: date(2010, 12, 31)}
ACHIEVED = Cell(CellStatus.ACHIEVED)


@pytest.mark.parametrize(
    ("cell", "due", "today", "verdict"),
    [
        (replace(ACHIEVED, achieved_on=DUE), DUE, TODAY, Verdict.IN_TIME),
        (replace(ACHIEVED, achieved_on=date(2010, 7, 1)), DUE, TODAY, Verdict.LATE),
        # Without a day: the first year that said so had ended by then, or not.
        (replace(ACHIEVED, since_year=2009), DUE, TODAY, Verdict.IN_TIME),
        (replace(ACHIEVED, since_year=2008), DUE, TODAY, Verdict.IN_TIME),
        (ACHIEVED, DUE, TODAY, Verdict.DAY_NOT_KNOWN),
        (ACHIEVED, date(2010, 12, 31), TODAY, Verdict.IN_TIME),
        (Cell(CellStatus.IN_PROGRESS), DUE, TODAY, Verdict.OVERDUE),
        (Cell(CellStatus.NO_ACTIVITY), date(2010, 12, 31), TODAY, Verdict.OVERDUE),
        # Not yet over, or after the year of the answer: a later year may have said that it is achieved.
        (Cell(CellStatus.IN_PROGRESS), DUE, DUE, Verdict.DUE_LATER),
        (Cell(CellStatus.NO_ACTIVITY), date(2011, 1, 1), TODAY, Verdict.DUE_LATER),
        (Cell(CellStatus.NOT_REPORTED), DUE, TODAY, Verdict.NOT_KNOWN),
        (Cell(CellStatus.NOT_REPORTED, withdrawn=True), DUE, TODAY, Verdict.NOT_KNOWN),
        (Cell(CellStatus.NOT_RELEASED), DUE, TODAY, Verdict.NOT_KNOWN),
        (None, DUE, TODAY, Verdict.NOT_KNOWN),
    ],
)
def test_the_verdict_on_an_answer_of_2010(cell, due, today, verdict):
    assert verdict_of(cell, due, 2010, ENDS, today) is verdict


def test_a_target_without_a_day_of_its_own_is_due_at_the_end_of_the_plan_as_extended():
    year = year_of(2010, [CellStatus.IN_PROGRESS])
    undated = tuple(
        replace(area, targets=tuple(replace(target, due_on=None) for target in area.targets))
        for area in year.areas
    )
    year = replace(year, areas=undated)
    plan = replace(year.facts.plan, ends_on=date(2010, 12, 31), extended_to=date(2011, 6, 30))
    extended = replace(year, facts=replace(year.facts, plan=plan))

    assert {row.due for row in build_answers([extended], TODAY)} == {date(2011, 6, 30)}
    plan = replace(plan, extended_to=None)
    ended = replace(year, facts=replace(year.facts, plan=plan))
    assert {row.due for row in build_answers([ended], TODAY)} == {date(2010, 12, 31)}


def without(of: Dataset, code: str) -> Dataset:
    """The sample without the activities that serve a target; of the withdrawn ones it keeps one."""

    def standing(lines):
        kept = tuple(line for line in lines if code not in line.targets)
        gone = tuple(replace(line, withdrawn=True) for line in lines if code in line.targets)
        return kept + gone[:1]

    chapters = tuple(replace(one, activities=standing(one.activities)) for one in of.chapters)
    return replace(
        of, chapters=chapters, regional=replace(of.regional, activities=standing(of.regional.activities))
    )


def hidden(of: Dataset, audience: str, *, region: bool = False) -> Dataset:
    """The sample as an audience reads it to which Cambodia, or the region, has released nothing."""
    first, *others = of.chapters
    chapters = (replace(first, released=False, activities=()), *others) if not region else of.chapters
    regional = replace(of.regional, released=False, activities=()) if region else of.regional
    return replace(of, facts=replace(of.facts, audience=audience), chapters=chapters, regional=regional)


def test_each_activity_that_is_not_withdrawn_is_counted_where_it_is_planned():
    for row in effort_of(SAMPLE):
        for chapter in SAMPLE.chapters:
            serving = [
                line for line in chapter.activities if row.target.code in line.targets and not line.withdrawn
            ]
            assert row.activities.get(chapter.country_code, 0) == len(serving)
        assert row.activities.get(REGION, 0) == sum(
            row.target.code in line.targets and not line.withdrawn for line in SAMPLE.regional.activities
        )
        assert row.effort is (Effort.SERVED if row.activities else Effort.NOBODY)


@pytest.mark.parametrize(
    ("audience", "region", "effort"),
    [
        ("secretariat", False, Effort.NOBODY),
        ("secretariat", True, Effort.NOBODY),
        ("taskforces", False, Effort.NOT_KNOWN),
        # Taskforces read each regional plan that is approved: what they do not read is not there.
        ("taskforces", True, Effort.NOBODY),
        ("partners", False, Effort.NOT_KNOWN),
        ("partners", True, Effort.NOT_KNOWN),
        ("observers", True, Effort.NOT_KNOWN),
    ],
)
def test_nobody_works_on_a_target_only_where_no_plan_is_hidden(audience, region, effort):
    code = SAMPLE.targets[1].code
    year = hidden(without(SAMPLE, code), audience, region=region)

    assert {row.effort for row in effort_of(year) if row.target.code == code} == {effort}

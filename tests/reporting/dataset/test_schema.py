"""The dataset: loss-free, canonical, honest about what is not released."""

import types
from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings, strategies as st

from commit_portal.i18n import from_plain, to_plain
from reporting.dataset import (
    ActivityFacts,
    Cell,
    CellStatus,
    Dataset,
    FollowUp,
    MoneyRow,
    OfficeText,
    SaidAt,
    Span,
)
from reporting.dataset.activities import Chapter
from reporting.dataset.money import BudgetFact, sum_of
from reporting.dataset.serialization import digest, digest_of_json, from_json, to_json
from reporting.dataset.targets import Addressee, EarlierTargets
from reporting.dataset.values import Note, Origin, Result
from reporting.editions.changes import CODES, KEYS, changes_between
from reporting.report.cells import LONGEST_RUN, OPPORTUNITY, StateCell, breakable, recommendation_row
from tests.report_samples import (
    TABLE_1,
    TOTAL_1,
    TOTALS_1,
    noted,
    sample_2009,
    several_years,
    with_evidence,
    without_release,
)

BUDGET = (BudgetFact("areas", Decimal(700_000)), BudgetFact("travel", Decimal(30)))


@pytest.mark.parametrize("countries", [1, 6, 30])
def test_json_loses_nothing_and_is_canonical(countries):
    dataset = sample_2009(countries)

    text = to_json(dataset)

    assert from_json(text) == dataset
    assert to_json(from_json(text)) == text
    assert digest(dataset) == digest_of_json(text)


@settings(deadline=None, max_examples=50)
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.text())
def test_money_and_text_come_back_as_they_went(amount, text):
    dataset = sample_2009()
    row = MoneyRow(approved=amount, accepted=Decimal(0))
    changed = replace(dataset, money=replace(dataset.money, regional=row), notes=(noted(text),))

    assert from_json(to_json(changed)) == changed


def test_equal_figures_have_equal_digests_and_one_cent_changes_it():
    dataset = sample_2009()
    cent = replace(
        dataset, money=replace(dataset.money, regional=MoneyRow(Decimal("0.01"), accepted=Decimal(0)))
    )

    assert digest(sample_2009()) == digest(dataset)
    assert digest(cent) != digest(dataset)


def test_budget_is_told_and_leaves_the_digests_of_editions_without_one_as_they_were():
    dataset = sample_2009()
    asked = replace(dataset, money=replace(dataset.money, budget=BUDGET))
    other = replace(asked, money=replace(dataset.money, budget=(BudgetFact("areas", Decimal(5)),)))

    assert ('"budget":' in to_json(dataset), '"budget":' in to_json(asked)) == (False, True)
    assert from_json(to_json(asked)) == asked
    assert told(dataset, asked)[0] == "Budget: “All areas together” is now shown."
    changed = "Budget, “All areas together”: US$5, before US$700,000."
    assert told(asked, other) == ["Budget: “Travel” is no longer shown.", changed]


def test_budget_of_an_older_edition_is_read_as_its_one_heading():
    year = several_years()
    one = replace(year.money, budget=BUDGET[:1])
    year = replace(year, money=one, earlier=(replace(year.earlier[0], money=one),))
    text = to_json(year)
    older = text.replace('"budget":[{"amount":"700000.00","heading":"areas"}]', '"asked":"700000.00"')

    assert older.count('"asked":') == 2
    assert from_json(older) == year


def test_more_than_two_decimals_are_refused():
    dataset = sample_2009()
    broken = replace(
        dataset, money=replace(dataset.money, regional=MoneyRow(Decimal("0.001"), accepted=Decimal(0)))
    )

    with pytest.raises(ValueError, match="more than two decimals"):
        to_json(broken)


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"format": 2, "dataset": {}}', '{"format": 1, "dataset": {"x": 1}}']
)
def test_what_is_no_dataset_is_refused(text):
    with pytest.raises(ValueError, match="dataset"):
        from_json(text)


def test_a_row_of_another_length_is_refused():
    dataset = sample_2009()

    with pytest.raises(ValueError, match="chapters: 5 entries for 6 countries"):
        replace(dataset, chapters=dataset.chapters[:5])
    with pytest.raises(ValueError, match="The chapter of TH stands at VN"):
        replace(dataset, chapters=(*dataset.chapters[:5], Chapter("TH", released=False)))


def test_table_1_of_2009_is_the_published_one():
    dataset = sample_2009()

    assert [row.by_country for row in dataset.types] == [counts for *_, counts in TABLE_1]
    assert dataset.activity_totals == TOTALS_1
    assert dataset.activity_total == TOTAL_1
    assert dataset.activities_covered == 6


def test_what_is_not_released_is_in_no_total_and_totals_say_so():
    dataset = without_release(sample_2009(), "MM")

    assert dataset.activity_totals == (22, 15, 22, None, 24, 12)
    assert dataset.activity_total == 139 - 44
    assert dataset.activities_covered == 5
    assert dataset.money.covered == 5
    assert {target.cells[3].status for target in dataset.targets} == {
        CellStatus.NOT_RELEASED,
        CellStatus.NOT_ASKED,
    }
    assert [target.covered for target in dataset.targets] == [0, 5, 5, 5, 5, 5, 5]


def test_a_sum_of_unknown_amounts_is_unknown_and_not_zero():
    unknown = MoneyRow(approved=Decimal(5), accepted=Decimal(0))
    known = replace(unknown, spent_secretariat=Decimal(3))

    assert sum_of([unknown, unknown]).spent_secretariat is None
    assert sum_of([unknown, known]).spent_secretariat == Decimal(3)


def told(old: Dataset, new: Dataset) -> list[str]:
    return [str(change) for change in changes_between(old, new)]


def test_changes_say_what_a_reader_of_the_old_edition_must_know():
    old = sample_2009()
    first = old.chapters[0]
    line = replace(first.activities[0], result=Result.CANCELLED)
    chapters = (replace(first, activities=(line, *first.activities[1:-1])), *old.chapters[1:])
    new = replace(old, chapters=chapters, recommendations=old.recommendations[:4])

    assert told(old, new) == [
        "KH-2009-022 is no longer in the report.",
        "KH-2009-001: cancelled, before under way.",
        "Recommendation 5 of SOM 7 is no longer in the report.",
    ]
    assert told(old, old) == []
    assert told(old, replace(old, notes=())) == ["The notes on missing workplans and on totals changed."]


@pytest.mark.parametrize("now", [FollowUp.OPEN, FollowUp.NOT_RELEASED])
def test_an_older_edition_that_hid_a_follow_up_calls_it_neither_open_nor_overdue(now):
    """Before, an open follow-up and a hidden one were frozen alike, as `not_reported`."""
    asked = replace(sample_2009().recommendations[0], due_on=date(2009, 9, 30))
    new = replace(
        sample_2009(), recommendations=(replace(asked, addressees=(Addressee("Cambodia", now, code="KH"),)),)
    )
    text = to_json(new).replace(f'"result":"{now}"', '"result":"not_reported"')

    old = from_json(text)

    first: Any = recommendation_row(old.recommendations[0], on=date(2010, 1, 22))["answers"][0]
    assert first["state"] == StateCell("not_reported", "Not reported")
    assert to_json(old) == text
    assert told(old, new) == []
    done = replace(
        new, recommendations=(replace(asked, addressees=(Addressee("Cambodia", FollowUp.DONE, code="KH"),)),)
    )
    assert told(old, done) == ["Recommendation 1 of SOM 7, Cambodia: done, before not reported."]


@pytest.mark.parametrize(
    ("audience", "came", "went"),
    [
        (
            "secretariat",
            "Cambodia has an approved workplan now.",
            "Cambodia no longer has an approved workplan.",
        ),
        (
            "partners",
            "Cambodia has released its workplan.",
            "Cambodia: the workplan is no longer released.",
        ),
    ],
)
def test_changes_name_what_came_and_went_in_the_word_of_the_audience(audience, came, went):
    there = sample_2009(1, audience=audience)
    missing = without_release(there, "KH")

    assert came in told(missing, there)
    assert went in told(there, missing)


def test_a_release_tells_of_all_that_comes_with_it():
    """Neither the lines of the country nor its states and money are told again."""
    there = sample_2009(audience="partners")

    found = told(without_release(there, "MM"), there)

    assert [sentence for sentence in found if "Myanmar" in sentence or "MM-" in sentence] == [
        "Myanmar has released its workplan."
    ]
    assert found[0] == "139 activities, before 95."


def test_many_changes_are_counted_and_not_listed():
    old = sample_2009()
    renamed = replace(
        old.chapters[3],
        activities=tuple(replace(line, title=f"{line.title} again") for line in old.chapters[3].activities),
    )

    found = told(old, replace(old, chapters=(*old.chapters[:3], renamed, *old.chapters[4:])))

    assert len(found) == 13
    assert found[-1] == "There are 32 more changes."


def test_another_order_of_rows_is_told_as_that():
    old = sample_2009()

    new = replace(old, recommendations=old.recommendations[::-1])

    assert told(old, new) == ["The order of the rows changed. No figure or text changed."]


def known(kind: Any) -> Any:
    """A type without its None."""
    if get_origin(kind) in (Union, types.UnionType):
        (kind,) = (option for option in get_args(kind) if option is not type(None))
    return kind


def leaves(kind: Any, path: str = "") -> Iterator[str]:
    """The paths of all fields of the dataset that hold a value, by their types."""
    if get_origin(kind) is tuple:
        kind = get_args(kind)[0]
    kind = known(kind)
    if not is_dataclass(kind) or kind in (Note, Span, EarlierTargets):
        yield path
        return
    for name, inner in get_type_hints(kind).items():
        yield from leaves(inner, f"{path}.{name}".lstrip("."))


def changed(value: Any, kind: Any) -> Any:
    """Another value of the same type."""
    kind = known(kind)
    if get_origin(kind) is tuple:
        more = {Note: noted("More"), EarlierTargets: EarlierTargets(("spa-2:1.T1",), Origin.PART)}
        return (*value, more.get(get_args(kind)[0], "more"))
    if kind is bool:
        return not value
    if kind is Note:
        return noted("Another")
    if kind is Span:
        return Span(date(2001, 2, 3), value.ends)
    if kind is date:
        return date(2001, 2, 3)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return next(member for member in kind if member is not value)
    return f"{value}x" if kind is str else kind(value or 0) + 1


def with_leaf_changed(value: Any, kind: Any, path: list[str]) -> Any:
    """The same with the first value that the path leads to changed."""
    kind = known(kind)
    if path and get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        place = next(at for at, row in enumerate(value) if row is not None)
        return (*value[:place], with_leaf_changed(value[place], inner, path), *value[place + 1 :])
    if not path:
        if get_origin(kind) is tuple and value and get_args(kind)[0] not in (str, Note):
            return (changed(value[0], get_args(kind)[0]), *value[1:])
        return changed(value, kind)
    field = path[0]
    inner = get_type_hints(kind)[field]
    return replace(value, **{field: with_leaf_changed(getattr(value, field), inner, path[1:])})


# What an edition says of the one before it is not compared. Years before are walked like the year itself.
LEAVES = sorted(leaf for leaf in set(leaves(Dataset)) if not leaf.startswith(("since.", "earlier.")))
WORDS = (OfficeText("foreword", "Six governments."),)
SAMPLE = with_evidence(replace(sample_2009(), followed_up=sample_2009().recommendations, words=WORDS))
SAMPLE = replace(SAMPLE, money=replace(SAMPLE.money, budget=BUDGET))


@pytest.mark.parametrize("path", LEAVES)
def test_whatever_leaf_changes_something_is_told(path):
    old = SAMPLE
    names = path.split(".")
    if path in ("countries.code", "chapters.country_code"):
        renamed = replace(old.countries[0], code="XX")
        new = replace(
            old,
            countries=(renamed, *old.countries[1:]),
            chapters=(replace(old.chapters[0], country_code="XX"), *old.chapters[1:]),
        )
    elif path == "money.budget.heading":
        new = replace(old, money=replace(old.money, budget=BUDGET[1:]))
    else:
        new = with_leaf_changed(old, Dataset, names)

    assert new != old
    found = told(old, new)
    assert found
    assert "The order of the rows changed. No figure or text changed." not in found
    assert [from_plain(to_plain(change)) for change in changes_between(old, new)] == changes_between(old, new)


def test_earlier_years_are_kept_and_their_changes_are_told():
    (before,) = several_years().earlier
    with_years = replace(SAMPLE, earlier=(before,))
    state = ["areas", "targets", "cells", "status"]
    changed = replace(SAMPLE, earlier=(with_leaf_changed(before, type(before), state),))

    assert from_json(to_json(with_years)) == with_years
    assert told(SAMPLE, with_years) == ["The figures of 2008 are now shown."]
    assert told(with_years, changed) == ["2008: Target 1.T1, Cambodia: achieved, before not asked."]


def test_every_leaf_has_a_code_of_change_or_tells_rows_apart_or_is_a_detail():
    keys = {name for _name, names in KEYS.values() for name in names}
    rows = tuple(f".{name}" for name in (*keys, "words.text", "words.part"))
    details = {leaf for leaf in set(LEAVES) - set(CODES) if not f".{leaf}".endswith(rows)}

    assert {".".join(leaf.split(".")[-2:]) for leaf in details} == {
        "activities.said_on",
        "cells.continued",
        "cells.late",
        "cells.said_at",
        "cells.said_on",
        "cells.since_year",
        "cells.was",
        "countries.lang",
        "countries.own_name",
        "facts.audience",
        "facts.mid_year_on",
        "facts.stage",
        "facts.year",
        "money.unapproved_ceilings",
        "regional.continued",
        "regional.late",
        "regional.said_at",
        "regional.said_on",
        "regional.since_year",
        "regional.was",
        "said_at.actual",
        "said_at.narrative",
        "said_at.partners",
        "said_at.result",
        "said_at.secretariat",
        "said_at.spent_partners",
        "said_at.spent_secretariat",
        "steps.basis",
    }


def with_cell(dataset: Dataset, cell: Cell) -> Dataset:
    """The same with another first cell of the first target: Cambodia's."""
    area, *areas = dataset.areas
    target, *targets = area.targets
    target = replace(target, cells=(cell, *target.cells[1:]))
    return replace(dataset, areas=(replace(area, targets=(target, *targets)), *areas))


def with_line(dataset: Dataset, line: ActivityFacts) -> Dataset:
    """The same with another first activity of Cambodia."""
    part = dataset.chapters[0]
    return replace(
        dataset,
        chapters=(replace(part, activities=(line, *part.activities[1:])), *dataset.chapters[1:]),
    )


ACHIEVED, UNDER_WAY = Cell(CellStatus.ACHIEVED), Cell(CellStatus.IN_PROGRESS)


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        # Achieved the year before, and now again: only this year's status changed.
        (
            replace(UNDER_WAY, was=CellStatus.ACHIEVED),
            replace(ACHIEVED, since_year=2008),
            "achieved, before in progress.",
        ),
        (
            replace(UNDER_WAY, since_year=2007),
            replace(ACHIEVED, was=CellStatus.IN_PROGRESS),
            "achieved, before in progress.",
        ),
        # The review and the day of a first answer are details.
        (
            Cell(CellStatus.NOT_REPORTED),
            replace(UNDER_WAY, said_at=SaidAt.MID_YEAR, said_on=date(2009, 6, 25)),
            "in progress, before not reported.",
        ),
    ],
)
def test_changes_of_a_state_say_what_changed_and_not_what_follows_from_it(before, now, said):
    sample = sample_2009()
    code, name = sample.targets[0].code, sample.countries[0].name

    assert told(with_cell(sample, before), with_cell(sample, now)) == [f"Target {code}, {name}: {said}"]


def test_changes_call_a_cost_that_was_not_asked_none_and_not_unknown():
    sample = sample_2009()
    free = replace(sample.chapters[0].activities[0], secretariat_cost=None)
    paid = replace(free, secretariat_cost=Decimal(500))

    assert f"{free.code}: Secretariat funding US$500, before none." in told(
        with_line(sample, free), with_line(sample, paid)
    )


def test_changes_say_that_answers_came_where_none_were_shown():
    new = sample_2009()
    bare = replace(new.facts, state_at=None, stage=None, previous_year=None, mid_year_on=None)

    found = told(replace(new, facts=bare), new)

    assert "The edition shows answers of a review now." in found
    assert "The answers come from another review or meeting." not in found


def test_khmer_lao_and_burmese_may_break_between_words_and_nothing_visible_changes():
    text = "ព្រះរាជាណាចក្រកម្ពុជា ພາສາລາວ လုပ်ငန်းအဖွဲ့"

    broken = breakable(text)

    assert broken.count(OPPORTUNITY) >= 3
    assert broken.replace(OPPORTUNITY, "") == text


@pytest.mark.asvs("V1.3.3")
def test_a_word_without_end_may_break_and_controls_are_dropped():
    broken = breakable("a" * 20_000 + "\x00\x1b")

    assert max(map(len, broken.split(OPPORTUNITY))) == LONGEST_RUN
    assert broken.replace(OPPORTUNITY, "") == "a" * 20_000
    assert breakable("plain words, and a date") == "plain words, and a date"


def test_a_span_knows_whether_anything_is_known():
    assert not Span()
    assert Span(date(2009, 1, 1))

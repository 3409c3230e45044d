"""The dataset: loss-free, canonical, honest about what is not released."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.changes import changes_between
from reporting.dataset import (
    CellStatus,
    Chapter,
    MoneyRow,
    Result,
    Span,
    digest,
    digest_of_json,
    from_json,
    sum_of,
    to_json,
)
from reporting.report.linebreaks import LONGEST_RUN, OPPORTUNITY, breakable
from tests.report_samples import TABLE_1, TOTAL_1, TOTALS_1, noted, sample_2009, without_release


@pytest.mark.parametrize("countries", [1, 6, 30])
def test_json_loses_nothing_and_is_canonical(countries: int) -> None:
    dataset = sample_2009(countries)

    text = to_json(dataset)

    assert from_json(text) == dataset
    assert to_json(from_json(text)) == text
    assert digest(dataset) == digest_of_json(text)


@settings(deadline=None, max_examples=50)
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2), st.text())
def test_money_and_text_come_back_as_they_went(amount: Decimal, text: str) -> None:
    dataset = sample_2009()
    row = MoneyRow(approved=amount, accepted=Decimal(0))
    changed = replace(dataset, money=replace(dataset.money, regional=row), notes=(noted(text),))

    assert from_json(to_json(changed)) == changed


def test_equal_figures_have_equal_digests_and_one_cent_changes_it() -> None:
    dataset = sample_2009()
    cent = replace(
        dataset, money=replace(dataset.money, regional=MoneyRow(Decimal("0.01"), accepted=Decimal(0)))
    )

    assert digest(sample_2009()) == digest(dataset)
    assert digest(cent) != digest(dataset)


def test_more_than_two_decimals_are_refused() -> None:
    dataset = sample_2009()
    broken = replace(
        dataset, money=replace(dataset.money, regional=MoneyRow(Decimal("0.001"), accepted=Decimal(0)))
    )

    with pytest.raises(ValueError, match="more than two decimals"):
        to_json(broken)


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"format": 2, "dataset": {}}', '{"format": 1, "dataset": {"x": 1}}']
)
def test_what_is_no_dataset_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="dataset"):
        from_json(text)


def test_a_row_of_another_length_is_refused() -> None:
    dataset = sample_2009()

    with pytest.raises(ValueError, match="chapters: 5 entries for 6 countries"):
        replace(dataset, chapters=dataset.chapters[:5])
    with pytest.raises(ValueError, match="The chapter of TH stands at VN"):
        replace(dataset, chapters=(*dataset.chapters[:5], Chapter("TH", released=False)))


def test_table_1_of_2009_is_the_published_one() -> None:
    dataset = sample_2009()

    assert [row.by_country for row in dataset.types] == [counts for *_, counts in TABLE_1]
    assert dataset.activity_totals == TOTALS_1
    assert dataset.activity_total == TOTAL_1
    assert dataset.activities_covered == 6


def test_what_is_not_released_is_in_no_total_and_totals_say_so() -> None:
    dataset = without_release(sample_2009(), "MM")

    assert dataset.activity_totals == (22, 15, 22, None, 24, 12)
    assert dataset.activity_total == 139 - 44
    assert dataset.activities_covered == 5
    assert dataset.money.covered == 5
    assert {target.cells[3].status for target in dataset.targets} == {
        CellStatus.NOT_RELEASED,
        CellStatus.REGIONAL,
    }
    assert [target.covered for target in dataset.targets] == [0, 5, 5, 5, 5, 5, 5]


def test_a_sum_of_unknown_amounts_is_unknown_and_not_zero() -> None:
    unknown = MoneyRow(approved=Decimal(5), accepted=Decimal(0))
    known = replace(unknown, spent_secretariat=Decimal(3))

    assert sum_of([unknown, unknown]).spent_secretariat is None
    assert sum_of([unknown, known]).spent_secretariat == Decimal(3)


def test_changes_say_what_a_reader_of_the_old_edition_must_know() -> None:
    old = sample_2009()
    first = old.chapters[0]
    line = replace(first.activities[0], result=Result.CANCELLED)
    chapters = (replace(first, activities=(line, *first.activities[1:-1])), *old.chapters[1:])
    new = replace(old, chapters=chapters, recommendations=())

    found = changes_between(old, new)

    assert "KH-2009-022 is left out." in found
    assert any(sentence.startswith("KH-2009-001: cancelled, before ") for sentence in found)
    assert "Recommendations or their follow-up changed." in found
    assert changes_between(old, old) == []
    assert changes_between(old, replace(old, notes=())) == [
        "Dates, names or notes changed; no state, count or amount did."
    ]


@pytest.mark.parametrize(
    ("audience", "came", "went"),
    [
        ("secretariat", "Cambodia: of record.", "Cambodia: not of record any more."),
        ("partners", "Cambodia: released.", "Cambodia: not released any more."),
    ],
)
def test_changes_name_what_came_and_went_in_the_word_of_the_audience(
    audience: str, came: str, went: str
) -> None:
    there = sample_2009(1, audience=audience)
    missing = without_release(there, "KH")

    assert came in changes_between(missing, there)
    assert went in changes_between(there, missing)


def test_many_changes_are_counted_and_not_listed() -> None:
    old = sample_2009()

    found = changes_between(old, without_release(old, "MM"))

    assert len(found) == 13
    assert found[-1].startswith("There are ")


def test_khmer_lao_and_burmese_may_break_between_words_and_nothing_visible_changes() -> None:
    text = "ព្រះរាជាណាចក្រកម្ពុជា ພາສາລາວ လုပ်ငန်းအဖွဲ့"

    broken = breakable(text)

    assert broken.count(OPPORTUNITY) >= 3
    assert broken.replace(OPPORTUNITY, "") == text


def test_a_word_without_end_may_break_and_controls_are_dropped() -> None:
    broken = breakable("a" * 20_000 + "\x00\x1b")

    assert max(map(len, broken.split(OPPORTUNITY))) == LONGEST_RUN
    assert broken.replace(OPPORTUNITY, "") == "a" * 20_000
    assert breakable("plain words, and a date") == "plain words, and a date"


def test_a_span_knows_whether_anything_is_known() -> None:
    assert not Span()
    assert Span(date(2009, 1, 1))

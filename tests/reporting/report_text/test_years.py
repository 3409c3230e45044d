"""What an edition of several years says of all countries, and until when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from commit_portal.i18n.messages import Sentence
from reporting.dataset.schema import Dataset, YearFigures
from reporting.dataset.values import Span, note
from reporting.report.context import print_context
from reporting.report.numbering import Imprint
from reporting.report_text import years as span_words
from tests.report_samples import AS_OF, sample_2009, several_years, without_release

PARTS: dict[Sentence, Callable[[YearFigures], span_words.NamedMoney]] = {
    span_words.BY_COUNTRY: span_words.money_by_country,
    span_words.BY_AREA: span_words.money_by_area,
}


def without(*codes: str) -> Dataset:
    dataset = replace(sample_2009(), notes=())
    for code in codes:
        dataset = without_release(dataset, code)
    return dataset


def chapters_on(moment: datetime, dataset: Dataset) -> dict[str, Any]:
    return print_context(dataset, Imprint(1, "", moment))


@pytest.mark.parametrize(("hidden", "told"), [(("KH", "LA", "VN"), "3 of 6 countries"), ((), None)])
def test_a_total_over_the_years_is_of_all_countries_or_there_is_none(
    hidden: tuple[str, ...], told: str | None
) -> None:
    years = (without(*hidden), sample_2009())

    counts = [row for row in span_words.count_rows(years) if row.part == "All countries"]
    money = [
        row
        for row in span_words.money_rows(years, PARTS)
        if row.name == "All countries" or row.part.endswith("national workplans")
    ]
    assert {row.values[0] for row in (*counts, *money)} == {told} or not told
    assert counts[-1].values == (told or 139, 139)
    assert not {type(row.values[1]) for row in counts} - {int}


def test_what_runs_is_shown_until_the_day_of_the_figures() -> None:
    dataset = sample_2009()
    runs = Span(date(2009, 3, 1))
    lines = tuple(replace(line, planned=runs, actual=runs) for line in dataset.chapters[0].activities)
    dataset = replace(
        dataset, chapters=(replace(dataset.chapters[0], activities=lines), *dataset.chapters[1:])
    )

    chapter = chapters_on(datetime(2009, 7, 2, tzinfo=UTC), dataset)["running"]
    planned, actual, *_others = chapter["rows"]
    count = str(len(lines))
    assert [cell["text"] for cell in actual["cells"]] == ["0", "0", *[count] * 5, *"–––––"]
    assert [cell["text"] for cell in planned["cells"]] == ["0", "0", *[count] * 10]
    assert "until the date of the figures" in chapter["note"]


def test_the_total_of_countries_stands_before_the_region_which_is_not_in_it() -> None:
    rows = list(span_words.money_rows([sample_2009()], PARTS))

    by_country = [row.name for row in rows if row.part == "Ceiling: by country"]
    assert by_country[-3:] == ["Viet Nam", "All countries", "Regional"]
    assert {str(row.head) for row in rows} == {"Country", "Area"}


def test_accepted_support_that_was_spent_is_a_dash_where_nothing_was_accepted() -> None:
    dataset = sample_2009()
    (row, *others) = dataset.money.by_country
    assert row is not None
    row = replace(row, accepted=Decimal(0), spent_partners=None, spent_accepted=None, spent_outside=None)
    dataset = replace(dataset, money=replace(dataset.money, by_country=(row, *others)))

    rows = {(row.part, row.name): row.values for row in span_words.money_rows([dataset], PARTS)}
    assert rows["Accepted support that was spent: by country", "Cambodia"] == ("–",)
    assert rows["Other spending of partners: by country", "Cambodia"] == ("Not reported",)


def test_the_table_of_due_dates_names_the_review_of_its_statuses() -> None:
    dataset = sample_2009()
    dataset = replace(dataset, facts=replace(dataset.facts, state_at=note("state_at.mid_year")))

    caption = chapters_on(AS_OF, dataset)["progress"]["due_caption"]
    assert caption.text.endswith("countries in each status, as reported at the mid-year review")


def test_the_figures_of_what_moved_say_whose_answers_they_count_and_add_up() -> None:
    counted, *parts = chapters_on(AS_OF, several_years())["years"]["figures"]

    assert counted["words"] == "answers of the countries and the region"
    assert int(counted["value"]) == sum(int(one["value"]) for one in parts) > 0
    assert [one["words"] for one in parts[-2:]] == ["not reported", "not compared"]

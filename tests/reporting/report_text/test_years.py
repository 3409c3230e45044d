"""What an edition of several years says of all countries, and until when."""

from dataclasses import replace

import pytest

from reporting.dataset.schema import Dataset
from reporting.report_text import years as span_words
from tests.report_samples import sample_2009, without_release

PARTS = {span_words.BY_COUNTRY: span_words.money_by_country, span_words.BY_AREA: span_words.money_by_area}


def without(*codes: str) -> Dataset:
    dataset = replace(sample_2009(), notes=())
    for code in codes:
        dataset = without_release(dataset, code)
    return dataset


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

"""Activities by taskforce and money by partner over the years: sums of what is read, and a word for what is not."""

from dataclasses import replace
from decimal import Decimal

from reporting.dataset import Dataset, Money, note
from reporting.dataset.money import money_by_partner
from reporting.years.tables import partner_rows, taskforce_rows
from tests.report_samples import sample_2009, without_release


def loaded_from_documents(dataset: Dataset) -> Dataset:
    """A year of which no document names partners or the region's activities."""
    facts = replace(
        dataset.facts, year=2008, loaded=(note("loaded.year", year="2008", sources=("A report",)),)
    )
    chapters = tuple(replace(part, activities=()) for part in dataset.chapters)
    types = tuple(replace(kind, by_country=(None,) * len(dataset.countries)) for kind in dataset.types)
    regional = replace(dataset.regional, released=False, activities=())
    money = Money((None,) * len(dataset.countries), None)
    return replace(dataset, facts=facts, chapters=chapters, types=types, regional=regional, money=money)


def test_partners_are_summed_over_the_years_in_which_every_workplan_is_read():
    whole = sample_2009()
    hidden = replace(without_release(whole, "CN"), facts=replace(whole.facts, year=2010))

    rows = list(partner_rows([loaded_from_documents(whole), whole, hidden]))

    accepted = {row.name: row.values for row in rows if row.part == "Accepted from partners"}
    sums = {
        one.name or "Partners not named": one.money.accepted or 0 for one in money_by_partner(whole.lines)
    }
    assert sum(sums.values()) > Decimal(0)
    sums["All partners"] = sum(sums.values(), Decimal(0))
    # No zero stands for what nobody loaded, and no sum for a part of the countries.
    assert accepted == {name: ("Not loaded", known, "5 of 6 countries") for name, known in sums.items()}
    assert {row.part for row in rows} == {
        "Accepted from partners",
        "Accepted support that was spent",
        "Other spending of partners",
    }


def test_activities_are_counted_by_taskforce_for_all_types_first_and_the_region_stands_beside():
    whole = sample_2009()
    hidden = replace(without_release(whole, "CN"), facts=replace(whole.facts, year=2010))

    rows = list(taskforce_rows([loaded_from_documents(whole), whole, hidden]))

    assert list(dict.fromkeys(row.part for row in rows)) == [
        "All types",
        *(kind.name for kind in whole.types),
    ]
    of_all = {row.name: row.values for row in rows if row.part == "All types"}
    totals = zip(whole.countries, whole.activity_totals, strict=True)
    # Table 1 does not count the regional workplan.
    assert of_all == {
        "All countries": ("Not loaded", whole.activity_total, "5 of 6 countries"),
        **{one.name: ("Not loaded", count, count) for one, count in totals},
        "China": ("Not loaded", whole.activity_totals[1], "Not approved"),
        "Regional": ("Not loaded", len(whole.regional.activities), len(whole.regional.activities)),
    }
    of_kinds = [row.values[1] for row in rows if row.name == "Regional" and row.part != "All types"]
    assert sum(int(str(count)) for count in of_kinds) == len(whole.regional.activities)

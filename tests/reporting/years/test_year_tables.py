"""Activities by taskforce and money by partner over the years: sums of what is read, and a word for what is not."""

from dataclasses import replace
from decimal import Decimal

from reporting.dataset.money import Money
from reporting.dataset.schema import Dataset
from reporting.dataset.totals import money_by_partner
from reporting.dataset.values import note
from reporting.years.tables import partner_rows
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


def test_partners_are_summed_over_the_years_in_which_every_workplan_is_read() -> None:
    whole = sample_2009()
    hidden = replace(without_release(whole, "CN"), facts=replace(whole.facts, year=2010))

    rows = list(partner_rows([loaded_from_documents(whole), whole, hidden]))

    accepted = {row.name: row.values for row in rows if row.part == "Accepted from partners"}
    sums = {one.name or "Partners not named": one.accepted for one in money_by_partner(whole)}
    assert sum(sums.values()) > Decimal(0)
    sums["All partners"] = sum(sums.values(), Decimal(0))
    # No zero stands for what nobody loaded, and no sum for a part of the countries.
    assert accepted == {name: ("Not loaded", known, "5 of 6 countries") for name, known in sums.items()}
    assert {row.part for row in rows} == {
        "Accepted from partners",
        "Accepted support that was spent",
        "Other spending of partners",
    }

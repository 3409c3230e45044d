"""The tables of the comparison on the screen: Table 1, with the way to those that a cell counts, and money in US dollars."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext, ngettext

from commit_portal.i18n import say
from commit_portal.workflow import Values
from reporting.comparison.cell_page import activities_behind
from reporting.dataset import CountryFacts, Dataset, MoneyRow, TypeCounts, secretariat_reported
from reporting.report.cells import NO_MONEY, money_cells
from reporting.report.chapters.counts import guide_panels
from reporting.report.chapters.money import (
    budget_tables,
    money_by_area,
    money_panels,
    partner_table,
    secured_tables,
)
from reporting.report_text.coverage import not_there, of_countries, why_region_is_missing
from reporting.report_text.findings import outside_guide
from reporting.report_text.money import lead_of_money, spending_gaps, unapproved_words
from reporting.report_text.values import any_cents, said


def counts_of(dataset: Dataset) -> Values:
    """The rows and totals of Table 1; a country that is not read says so in each of its cells."""
    missing = not_there(dataset.facts.withheld_from)
    columns = list(zip(dataset.countries, dataset.activity_totals, strict=True))
    # Documents may tell of some types alone, so a sum of theirs is not held against the guide.
    is_drawn = dataset.activities_covered and not dataset.facts.is_loaded
    drawn = guide_panels(dataset) if is_drawn else []
    return {
        "charts": drawn,
        "finding": outside_guide(dataset) if drawn else "",
        "columns": [country.name for country in dataset.countries],
        "rows": [
            {
                "name": kind.name,
                "cells": [
                    _cell(count, country, missing, kind)
                    for count, country in zip(kind.by_country, dataset.countries, strict=True)
                ],
                "total": kind.total if kind.is_known else missing,
            }
            for kind in dataset.types
        ],
        "totals": [_cell(count, country, missing) for country, count in columns],
        "total": dataset.activity_total if dataset.activities_covered else missing,
        "regional": dataset.regional,
        "why_no_region": why_region_is_missing(dataset.facts.withheld_from),
        "is_loaded": dataset.facts.is_loaded,
    }


def behind_count(dataset: Dataset, place: str, code: str, on: date) -> Values | None:
    """The activities that a cell of Table 1 counts; None where there is no such cell, or it is not read."""
    kind = next((found for found in dataset.types if found.code == code), None)
    for at, (country, chapter) in enumerate(zip(dataset.countries, dataset.chapters, strict=True)):
        if kind and chapter.released and country.code.lower() == place:
            lines = [line for line in chapter.activities if line.type_code == code]
            return {
                "title": _counted(kind.by_country[at] or 0, country, kind),
                "activities": activities_behind(lines, dataset.facts, place, on=on),
            }
    return None


def _cell(
    count: int | None, country: CountryFacts, missing: str, kind: TypeCounts | None = None
) -> dict[str, str]:
    url = spoken = ""
    if count and kind:
        url = f"?{urlencode({'country': country.code.lower(), 'type': kind.code})}#behind"
        spoken = _counted(count, country, kind)
    value = missing if count is None else f"{count:,}"
    return {"name": country.name, "value": value, "url": url, "spoken": spoken}


def _counted(count: int, country: CountryFacts, kind: TypeCounts) -> str:
    said = ngettext(
        "%(country)s, %(type)s: %(count)s activity", "%(country)s, %(type)s: %(count)s activities", count
    )
    return said % {"country": country.name, "type": kind.name, "count": count}


def money_of(dataset: Dataset, plans: Mapping[str, Values]) -> Values:
    """The tables of money. Totals cover what is released, and say so.

    `plans` have the state of workplans, by the name of the country in that year.
    """
    money, cents = dataset.money, any_cents(dataset.money)
    read = [row for row in dataset.money_by_place.values() if row]
    total = gettext("Total (%(covered)s of %(everyone)s countries)")
    total = say(total, covered=money.covered, everyone=len(dataset.countries))
    missing, is_loaded = not_there(dataset.facts.withheld_from), dataset.facts.is_loaded

    def cells(name: str, row: MoneyRow | None) -> Values:
        found = money_cells(name, row, cents=cents)
        if row and is_loaded:
            known = {"ceiling": row.ceiling, "spent": row.spent_secretariat, "accepted": row.accepted}
            known |= {"partners": row.spent_accepted, "partners_apart": row.spent_outside}
            found |= {key: missing for key, amount in known.items() if amount is None}
        return found

    states = {name: plan["label"] for name, plan in plans.items()}
    # A document may give one amount of two: they are not compared.
    charts = [] if is_loaded else money_panels(dataset, states=states)
    areas, every_area = money_by_area(dataset, cents=cents)
    return {
        "is_loaded": is_loaded,
        "money": money,
        "read": len(read),
        "reported": len(secretariat_reported(read)),
        "charts": charts,
        "finding": lead_of_money(dataset) if charts else "",
        "rows": [
            cells(country.name, row) | {"plan": plans.get(country.name)}
            for country, row in zip(dataset.countries, money.by_country, strict=True)
        ],
        "total": _reported(dataset, cells(total, money.countries)) if money.covered else None,
        "regional": cells(gettext("Regional"), money.regional),
        "partners": partner_table(dataset),
        "missing": missing,
        "region_missing": not_there(dataset.facts.withheld_from, of_region=True),
        "gaps": "" if is_loaded else spending_gaps(dataset, percentages=False),
        "unapproved": unapproved_words(dataset),
        "state": said(dataset.facts.state_at),
        "areas": areas if money.covered and money.by_area else (),
        "areas_total": _reported(dataset, every_area),
        "against_budget": budget_tables(dataset),
        "secured": secured_tables(dataset),
    }


def _reported(dataset: Dataset, sums: Values) -> Values:
    """Sums with "1 of 6 countries" under spending: nothing where all have reported or none has, and under a dash."""
    known = [row for row in dataset.money.by_country if row]
    secretariat = secretariat_reported(known)
    partners = [row for row in known if row.spent_partners is not None]
    said_of_partners = of_countries(dataset, len(partners)) if partners else ""
    return sums | {
        "secretariat_reported": of_countries(dataset, len(secretariat)) if secretariat else "",
        "partners_reported": "" if sums["partners"] == NO_MONEY else said_of_partners,
        "apart_reported": "" if sums["partners_apart"] == NO_MONEY else said_of_partners,
    }

"""The printed chapter of money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from reporting.dataset import Dataset
from reporting.report import charts
from reporting.report.cells import (
    area_name,
    money_cells,
)
from reporting.report.linebreaks import breakable
from reporting.report.numbering import Contents
from reporting.spending import spending_in_areas, spending_of
from reporting.tallies import (
    even_shares,
    sum_of_areas,
    title_of_area,
)
from reporting.words import values
from reporting.words.sentences import (
    lead_of_money,
    of_countries,
    so_many_countries,
    spending_gaps,
)
from reporting.words.values import columns_with_cents, sentence

# Rows that a chart holds on one page.
MONEY_ROWS = 16


def money_by_country(dataset: Dataset, contents: Contents) -> dict[str, Any]:
    """US dollars by country and by area: ceiling, approved, accepted, spent."""
    missing = values.not_there(dataset.facts.audience)
    numbers = contents.chapter("Money", "money")
    money, year = dataset.money, dataset.facts.year
    if not money.covered and not money.regional:
        return {"heading": numbers.heading, "lead": lead_of_money(dataset), "known": False}
    names = [country.name for country in dataset.countries]
    caption = numbers.table(f"Money by country, {year}, in US dollars{of_countries(dataset, money.covered)}")
    amounts = [
        amount
        for row in money.by_country
        if row
        for amount in (row.ceiling, row.approved, row.accepted, row.spent_secretariat, row.spent_partners)
        if amount
    ]
    most = max(amounts, default=Decimal(1))
    panels = [
        charts.money_chart(
            names[first:last],
            money.by_country[first:last],
            most,
            f"Approved and spent per country, in US dollars. {lead_of_money(dataset)} {caption.label} has the values.",
            missing,
        )
        for first, last in (even_shares(len(names), MONEY_ROWS) if money.covered else ())
    ]
    covered = (
        sentence(so_many_countries(dataset))
        if money.covered == len(names)
        else f"{money.covered} of {len(names)} countries"
    )
    read = [row for row in money.by_country if row]
    cents = columns_with_cents([*read, money.regional])
    rows = [
        money_cells(name, row, missing, cents=cents)
        for name, row in zip(names, money.by_country, strict=True)
    ]
    together = spending_of([*read, *([money.regional] if money.regional else [])])
    sums = [
        money_cells(
            covered, money.countries if read else None, missing, cents=cents, spending=spending_of(read)
        ),
        money_cells("Regional workplan", money.regional, missing, cents=cents),
        {
            **money_cells("All workplans", money.everything, cents=cents, spending=together),
            "ceiling": "–",
        },
    ]
    in_areas = columns_with_cents(row.money for row in money.by_area)
    return {
        "known": True,
        "heading": numbers.heading,
        "lead": lead_of_money(dataset),
        "caption": caption,
        "rows": rows,
        "countries": sums[0],
        "regional": sums[1],
        "all": sums[2],
        "screen_rows": [*rows, *sums],
        "charts": panels,
        "chart_caption": numbers.chart(
            "Approved and spent per country, in US dollars. Figures in the bars: spent"
        ),
        "areas_caption": numbers.table(
            f"Money of the national workplans by area, {year}, in US dollars{of_countries(dataset, money.covered)}"
        ),
        "areas": [
            {
                **money_cells(
                    breakable(area_name(row.area_code, title_of_area(dataset, row.area_code))),
                    row.money,
                    cents=in_areas,
                    spending=spending_in_areas(dataset, [row]),
                ),
                "activities": f"{row.activities:,}",
            }
            for row in money.by_area
            if read
        ],
        "areas_total": {
            **money_cells(
                "All areas",
                sum_of_areas(dataset),
                cents=in_areas,
                spending=spending_in_areas(dataset, money.by_area),
            ),
            "activities": f"{sum(row.activities for row in money.by_area):,}",
        },
        "partial": spending_gaps(dataset),
    }

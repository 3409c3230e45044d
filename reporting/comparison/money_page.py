"""Money on the screen: by country, of the region, by area. US dollars."""

from django.utils.translation import gettext

from commit_portal.i18n.messages import say
from commit_portal.workflow.views import Values
from reporting.dataset.money import MoneyRow, secretariat_reported
from reporting.dataset.schema import Dataset
from reporting.report.cells import NO_MONEY, money_cells
from reporting.report.chapters.money import money_by_area, money_panels, partner_table
from reporting.report_text.coverage import not_there, of_countries
from reporting.report_text.money import lead_of_money, spending_gaps
from reporting.report_text.values import any_cents, said


def money_of(dataset: Dataset) -> Values:
    """The tables of money. Totals cover what is released, and say so."""
    money, cents = dataset.money, any_cents(dataset.money)
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

    # A document may give one amount of two: they are not compared.
    charts = [] if is_loaded else money_panels(dataset)
    areas, every_area = money_by_area(dataset, cents=cents)
    return {
        "is_loaded": is_loaded,
        "charts": charts,
        "finding": lead_of_money(dataset) if charts else "",
        "rows": [
            cells(country.name, row) for country, row in zip(dataset.countries, money.by_country, strict=True)
        ],
        "total": _reported(dataset, cells(total, money.countries)) if money.covered else None,
        "regional": cells(gettext("Regional"), money.regional),
        "partners": partner_table(dataset),
        "missing": missing,
        "region_missing": not_there(dataset.facts.withheld_from, of_region=True),
        "gaps": "" if is_loaded else spending_gaps(dataset, percentages=False),
        "state": said(dataset.facts.state_at),
        "areas": areas if money.covered and money.by_area else (),
        "areas_total": _reported(dataset, every_area),
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

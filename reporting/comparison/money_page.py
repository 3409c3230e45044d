"""Money on the screen: by country, of the region, by area. US dollars."""

from django.utils.translation import gettext

from commit_portal.i18n.formatting import money
from commit_portal.i18n.messages import say
from commit_portal.workflow.views import Values
from reporting.dataset.money import MoneyRow
from reporting.dataset.schema import Dataset
from reporting.dataset.spending import partners_reported, secretariat_reported
from reporting.dataset.totals import sum_of_areas, title_of_area
from reporting.report.cells import amount_words, partners_spent_words
from reporting.report.chapters.money import money_panels
from reporting.report.partners import partner_table
from reporting.report_text.coverage import not_there, of_countries
from reporting.report_text.money import lead_of_money, spending_gaps
from reporting.report_text.values import any_cents, said


def money_of(dataset: Dataset) -> Values:
    """The tables of money. Totals cover what is released, and say so."""
    cents, covered = any_cents(dataset.money), dataset.money.covered
    total = gettext("Total (%(covered)s of %(everyone)s countries)")
    total = say(total, covered=covered, everyone=len(dataset.countries))
    charts = money_panels(dataset)
    return {
        "charts": charts,
        "finding": lead_of_money(dataset) if charts else "",
        "rows": [
            _row(country.name, row, cents)
            for country, row in zip(dataset.countries, dataset.money.by_country, strict=True)
        ],
        "total": _row(total, dataset.money.countries, cents) | _reported(dataset) if covered else None,
        "regional": _row(gettext("Regional"), dataset.money.regional, cents),
        "partners": partner_table(dataset),
        "missing": not_there(dataset.facts.audience),
        "gaps": spending_gaps(dataset, percentages=False),
        "state": said(dataset.facts.state_at),
        **(_areas(dataset, cents) if covered else {}),
    }


def _areas(dataset: Dataset, cents: bool) -> Values:
    return {
        "areas": [
            {
                **_row(
                    f"{row.area_code}. {title_of_area(dataset, row.area_code)}",
                    row.money,
                    cents,
                ),
                "activities": row.activities,
            }
            for row in dataset.money.by_area
        ],
        "areas_total": {
            **_row(gettext("All areas"), sum_of_areas(dataset), cents),
            "activities": sum(row.activities for row in dataset.money.by_area),
            **_reported(dataset),
        },
    }


def _row(name: str, row: MoneyRow | None, cents: bool) -> Values:
    """One workplan; with `cents` every amount has them, because one of the table has."""
    if row is None:
        return {"name": name, "released": False}
    within, apart = partners_spent_words(row.accepted, row.spent_within, row.spent_apart, cents=cents)
    return {
        "name": name,
        "released": True,
        "ceiling": money(row.ceiling, cents=cents),
        "approved": money(row.approved, cents=cents),
        "accepted": money(row.accepted, cents=cents),
        "spent_secretariat": amount_words(row.spent_secretariat, cents=cents),
        "within": within,
        "apart": apart,
    }


def _reported(dataset: Dataset) -> dict[str, str]:
    """Under a sum of spending: "1 of 6 countries"; empty where all have reported, and where none has."""
    known = [row for row in dataset.money.by_country if row]
    secretariat, partners = secretariat_reported(known), partners_reported(known)
    return {
        "secretariat_reported": of_countries(dataset, len(secretariat)) if secretariat else "",
        "partners_reported": of_countries(dataset, len(partners)) if partners else "",
    }

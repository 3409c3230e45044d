"""The printed chapter of money."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext

from commit_portal.i18n import say
from reporting.dataset import Dataset, MoneyRow, totals
from reporting.dataset.money import AREAS, PartnerMoney, compared_in, money_by_partner, sum_of
from reporting.report import charts
from reporting.report.cells import amount_words, area_name, breakable, money_cells, partners_spent_words
from reporting.report.drawing import Chart
from reporting.report.numbering import Contents, values_in
from reporting.report_text import values
from reporting.report_text.coverage import not_there, of_countries
from reporting.report_text.money import budget_by_heading, lead_of_money, spending_gaps, unapproved_words
from reporting.report_text.values import any_cents, delivered_words, dollars, partner_name

# A title, four heads, and rows of a name and three amounts, of which the last has the sums.
type MoneyTable = tuple[str, tuple[str, ...], list[tuple[str, tuple[str, ...]]]]

# Rows that a chart holds on one page.
MONEY_ROWS = 16


def money_panels(dataset: Dataset, source: str = "", states: Mapping[str, str] | None = None) -> list[Chart]:
    """Approved and spent of each country, as many on a chart as a page holds; `source` says where the values are.

    `states` has words for workplans that are not approved, by the name of the country.
    """
    title = gettext("Approved and spent by country, in US dollars.")
    words = values.paragraph(title, lead_of_money(dataset), source)
    shares = totals.even_shares(len(dataset.countries), MONEY_ROWS) if dataset.money.covered else ()
    return [charts.money_chart(dataset, share, words, states) for share in shares]


def money_by_area(dataset: Dataset, *, cents: bool) -> tuple[list[dict[str, object]], dict[str, object]]:
    """A row for each area, and the row of their sum; with `cents` every amount has them."""
    titles = {area.code: area.title for area in dataset.areas}
    rows = dataset.money.by_area
    parts = [(breakable(area_name(row.area_code, titles.get(row.area_code, ""))), [row]) for row in rows]
    *areas, together = (
        {
            **money_cells(
                name,
                sum_of(row.money for row in part),
                cents=cents,
                compared=totals.compared_in_areas(dataset, part),
            ),
            "activities": f"{sum(row.activities for row in part):,}",
        }
        for name, part in (*parts, (gettext("All areas"), rows))
    )
    return areas, together


def money_by_country(dataset: Dataset, contents: Contents) -> dict[str, object]:
    """US dollars by country and by area: ceiling, approved, accepted, spent."""
    missing = not_there(dataset.facts.audience)
    numbers = contents.chapter(gettext("Money"), "money")
    money, year = dataset.money, dataset.facts.year
    if not money.covered and not money.regional:
        tables = [(numbers.table(title), *table) for title, *table in budget_tables(dataset)]
        return {"lead": lead_of_money(dataset), "known": False, "tables": tables}
    part = of_countries(dataset, money.covered)
    caption = numbers.table(gettext("Money by country, %(year)s, in US dollars") % {"year": year}, part)
    panels = money_panels(dataset, values_in(caption))
    drawn = gettext("Approved and spent, in US dollars; the numbers in the bars are amounts spent")
    if money.everything.secured is not None:
        drawn = gettext("US dollars approved, secured by grants and spent; each bar shows its amount")
    read, everyone = [row for row in money.by_country if row], part or gettext("All countries")
    cents, no_region = any_cents(money), not_there(dataset.facts.audience, of_region=True)
    cells = partial(money_cells, cents=cents)
    named = zip(dataset.countries, money.by_country, strict=True)
    rows = [cells(country.name, row, missing) for country, row in named]
    countries = cells(everyone, money.countries if read else None, missing, compared=compared_in(read))
    regional = cells(gettext("Regional workplan"), money.regional, no_region)
    together = compared_in([*read, *([money.regional] if money.regional else [])])
    every_plan = cells(gettext("All workplans"), money.everything, compared=together) | {"ceiling": "–"}
    with_partners, partners = totals.reads_partner_money(dataset), partner_table(dataset)
    areas, every_area = money_by_area(dataset, cents=cents)
    return {
        "known": True,
        "lead": lead_of_money(dataset),
        "caption": caption,
        "rows": rows,
        "countries": countries,
        "regional": regional,
        "all": every_plan,
        "screen_rows": [*rows, countries, regional, every_plan],
        "charts": panels,
        "chart_caption": numbers.chart(drawn),
        "with_partners": with_partners,
        "columns": 9 if with_partners else 4,
        "partners": partners,
        "partners_caption": numbers.table_of(
            partners,
            gettext("Money and support in kind by partner, %(year)s, in US dollars") % {"year": year},
            part,
        ),
        "areas_caption": numbers.table(
            gettext("Money of the national workplans by area, %(year)s, in US dollars") % {"year": year}, part
        ),
        "areas": areas if read else [],
        "areas_total": every_area,
        "screen_areas": [*areas, every_area],
        "partial": values.paragraph(unapproved_words(dataset), spending_gaps(dataset)),
        "tables": [
            (numbers.table(title, part), *table)
            for title, *table in (*budget_tables(dataset), *secured_tables(dataset))
        ],
    }


def budget_tables(dataset: Dataset) -> list[MoneyTable]:
    """What the budget has by heading, beside what is approved and spent; empty where it has nothing for the year.

    The portal knows both of the activities of all areas alone.
    """
    money, cents = dataset.money, any_cents(dataset.money)
    if not money.budget:
        return []
    elsewhere = (gettext("Not in the portal"),) * 2
    approved, missing = money.everything.approved, not_there(dataset.facts.withheld_from)
    known = (
        dollars(approved, cents=cents) if money.covered or money.regional else missing,
        amount_words(money.everything.spent_secretariat, cents=cents),
    )
    rows: list[tuple[str, tuple[str, ...]]] = [
        (label, (dollars(amount, cents=cents), *(known if heading == AREAS else elsewhere)))
        for heading, label, amount in budget_by_heading(dataset)
    ]
    title = gettext("Budget by heading, and Secretariat funding, %(year)s, in US dollars")
    heads = (gettext("Heading"), gettext("Budget"), gettext("Approved"), gettext("Spent"))
    return [(title % {"year": dataset.facts.year}, heads, rows)]


def secured_tables(dataset: Dataset) -> list[MoneyTable]:
    """What grants pay of the approved US dollars and what is still missing, by workplan and by area.

    Empty where they pay nothing, and for everybody but the Secretariat.
    """
    money, cents = dataset.money, any_cents(dataset.money)
    if money.everything.secured is None:
        return []
    titles = {area.code: area_name(area.code, area.title) for area in dataset.areas}
    plans = [(name or gettext("Regional workplan"), row) for name, row in totals.named_money(dataset)]
    areas = [(titles.get(area.area_code, ""), area.money) for area in money.by_area if money.covered]
    title = gettext("Secretariat funding secured by grants, %(year)s, in US dollars")
    tables = [(title, gettext("Workplan"), [*plans, (gettext("All workplans"), money.everything)])]
    if areas:
        title = gettext("Secretariat funding secured by grants, by area, %(year)s, in US dollars")
        every = (gettext("All areas"), sum_of(row for _name, row in areas))
        tables.append((title, gettext("Area, national workplans"), [*areas, every]))
    year, missing = {"year": dataset.facts.year}, gettext("Not yet secured")
    heads = (gettext("Secretariat funding, approved"), gettext("Secured by grants"), missing)
    return [
        (title % year, (head, *heads), [_secured(name, row, cents=cents) for name, row in rows])
        for title, head, rows in tables
    ]


def _secured(name: str, row: MoneyRow, *, cents: bool) -> tuple[str, tuple[str, ...]]:
    """The approved amount, what grants pay of it, and the rest, which is not secured yet."""
    paid = row.secured or Decimal(0)
    amounts = (row.approved, paid, row.approved - paid)
    return breakable(name), tuple(dollars(amount, cents=cents) for amount in amounts)


def partner_table(dataset: Dataset) -> dict[str, object]:
    """US dollars and help in kind by partner, with their sum; empty where no partner supports anything."""
    partners = money_by_partner(dataset.lines)
    if not partners:
        return {}
    cents = any_cents(dataset.money)
    together = PartnerMoney(gettext("All partners"), dataset.money.everything)
    *rows, total = (_partner_row(one, cents=cents) for one in (*partners, together))
    return {"rows": rows, "total": total}


def _partner_row(one: PartnerMoney, *, cents: bool) -> dict[str, object]:
    """A partner's money, and each item of its help in kind, with its activity and whether it has come."""
    within, apart = partners_spent_words(one.money, cents=cents)
    words = gettext("%(activity)s %(what)s · %(delivered)s")
    return {
        "name": partner_name(one.name),
        "help": [
            say(
                words,
                activity=given.activity,
                what=breakable(item),
                delivered=delivered_words(given.delivered),
            )
            for given in one.in_kind
            for item in given.items
        ],
        "accepted": dollars(one.money.accepted, cents=cents) if one.money.accepted else "–",
        "within": within,
        "apart": apart,
    }

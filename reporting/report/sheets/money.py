"""The sheets of money: US dollars by workplan, partner and area, and support line by line."""

from decimal import Decimal

from django.utils.translation import gettext, pgettext

from reporting.dataset.money import MoneyRow, sum_of
from reporting.dataset.partner_support import spent_in
from reporting.dataset.schema import Dataset
from reporting.dataset.totals import money_by_partner, reads_partner_money
from reporting.report.worksheet_layout import Column, ColumnType, ReportSheet, ReportTables, TableFile, Value
from reporting.report_text.coverage import not_there
from reporting.report_text.values import delivered_words, partner_name


def add_money(book: ReportTables, dataset: Dataset) -> None:
    """US dollars by workplan, partner and area, with their sums."""
    missing = not_there(dataset.facts.audience)
    head: list[Column] = [
        (gettext("What"), 12),
        (gettext("Code"), 10),
        (gettext("Name"), 36),
        (gettext("Ceiling"), 14, ColumnType.MONEY),
        (gettext("Secretariat funding, approved"), 14, ColumnType.MONEY),
        (gettext("Secretariat funding, spent"), 14, ColumnType.MONEY),
        *(partner_head() if reads_partner_money(dataset) else ()),
        (gettext("Activities"), 10, ColumnType.COUNT),
        (gettext("Countries included"), 10, ColumnType.COUNT),
    ]
    sheet = book.table(gettext("Money"), head, fixed=3)
    money = dataset.money
    for position, (country, row) in enumerate(zip(dataset.countries, money.by_country, strict=True)):
        total = dataset.activity_totals[position]
        if row is None:
            sheet.add(gettext("Country"), country.code, country.name, missing)
        else:
            activities = missing if total is None else total
            sheet.add(gettext("Country"), country.code, country.name, *_amounts(row), activities)
    countries: tuple[Value, ...] = (missing,)
    if money.covered:
        countries = (*_amounts(money.countries), dataset.activity_total, money.covered)
    sheet.add(gettext("Total"), "", gettext("Countries"), *countries, bold=True)
    regional: tuple[Value, ...] = (not_there(dataset.facts.audience, of_region=True),)
    if money.regional:
        regional = (*_amounts(money.regional), len(dataset.regional.activities))
    sheet.add(gettext("Regional"), "", gettext("Regional workplan"), *regional)
    _add_sums(sheet, dataset)


def add_support(book: ReportTables, dataset: Dataset) -> None:
    """What each partner adds to each activity, in US dollars and in kind; for audiences that read it."""
    if not reads_partner_money(dataset):
        return
    head: list[Column] = [
        (gettext("Workplan"), 10),
        (gettext("Code"), 14),
        (pgettext("noun", "Title"), 50),
        (gettext("Partner"), 30),
        *partner_head(),
        (gettext("Accepted in kind"), 50),
        (gettext("Delivered"), 16),
        (gettext("Withdrawn"), 10),
    ]
    sheet = book.table(pgettext("noun", "Support"), head, fixed=2)
    plans = [(part.country_code, part.activities) for part in dataset.chapters]
    for code, lines in (*plans, (gettext("Regional"), dataset.regional.activities)):
        for line in lines:
            for one in line.support:
                spent = spent_in((one,), withdrawn=line.withdrawn)
                accepted = None if line.withdrawn else one.accepted
                sheet.add(
                    code,
                    line.code,
                    line.title,
                    partner_name(one.partner),
                    *partner_amounts(accepted, spent.accepted, spent.outside),
                    "; ".join(one.in_kind),
                    delivered_words(one.delivered) if one.in_kind or one.delivered else "",
                    gettext("yes") if line.withdrawn else "",
                )


def _add_sums(sheet: ReportSheet | TableFile, dataset: Dataset) -> None:
    """Everything together, then the partners and the areas."""
    money = dataset.money
    if money.covered or money.regional:
        amounts: tuple[Value, ...] = (None, *_amounts(money.everything)[1:], None, money.covered)
        sheet.add(gettext("Total"), "", gettext("All workplans"), *amounts, bold=True)
    if reads_partner_money(dataset):
        # What the Secretariat pays is not theirs.
        nothing = (None,) * 3
        for one in money_by_partner(dataset):
            spent = partner_amounts(one.accepted, one.spent.accepted, one.spent.outside)
            sheet.add(gettext("Partner"), "", partner_name(one.name), *nothing, *spent)
    if not money.covered:
        return
    titles = {area.code: area.title for area in dataset.areas}
    for area in money.by_area:
        amounts = (None, *_amounts(area.money)[1:], area.activities, area.covered)
        sheet.add(gettext("Area"), area.area_code, titles.get(area.area_code, ""), *amounts)
    if money.by_area:
        every = sum_of(area.money for area in money.by_area)
        count = sum(area.activities for area in money.by_area)
        amounts = (None, *_amounts(every)[1:], count, money.covered)
        sheet.add(gettext("Total"), "", gettext("All areas"), *amounts, bold=True)


def partner_head() -> list[Column]:
    """The columns of partners' money, for audiences that read it."""
    return [
        (gettext("Accepted from partners"), 14, ColumnType.MONEY),
        (gettext("Accepted support that was spent"), 14, ColumnType.MONEY),
        (gettext("Other spending of partners"), 14, ColumnType.MONEY),
    ]


def partner_amounts(
    accepted: Decimal | None, within: Decimal | None, apart: Decimal | None
) -> tuple[Value, ...]:
    """Their values. A part is empty where nothing was accepted, or where the other part alone was reported."""
    unknown = gettext("Not reported")
    return (
        accepted or None,
        within if within is not None else unknown if accepted else None,
        apart if apart is not None else unknown if within is None else None,
    )


def _amounts(row: MoneyRow) -> tuple[Value, ...]:
    """The amounts of a workplan; without those of partners where the audience reads none."""
    partners: tuple[Value, ...] = ()
    if row.accepted is not None:
        # Nothing accepted is a zero here, as on the screen.
        partners = (row.accepted, *partner_amounts(row.accepted, row.spent_within, row.spent_apart)[1:])
    return (
        gettext("None set") if row.ceiling is None else row.ceiling,
        row.approved,
        gettext("Not reported") if row.spent_secretariat is None else row.spent_secretariat,
        *partners,
    )

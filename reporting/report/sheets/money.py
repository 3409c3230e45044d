"""The sheet of money: US dollars by workplan and by area."""

from __future__ import annotations

from django.utils.translation import gettext
from openpyxl import Workbook

from reporting.facts.money import MoneyRow, sum_of
from reporting.facts.shape import Dataset
from reporting.report.sheet import ReportSheet, Value
from reporting.words.coverage import not_there


def add_money(book: Workbook, dataset: Dataset) -> None:
    """US dollars by workplan and by area, with their sums."""
    missing = not_there(dataset.facts.audience)
    head = [
        (gettext("What"), 12),
        (gettext("Code"), 10),
        (gettext("Name"), 36),
        (gettext("Ceiling"), 14),
        (gettext("Secretariat, approved"), 14),
        (gettext("Secretariat, spent"), 14),
        (gettext("Partners, accepted"), 14),
        (gettext("Partners, spent"), 14),
        (gettext("Activities"), 10),
        (gettext("Countries covered"), 10),
    ]
    sheet = ReportSheet(book, gettext("Money"), head, fixed=3)
    money = dataset.money
    for position, (country, row) in enumerate(zip(dataset.countries, money.by_country, strict=True)):
        total = dataset.activity_totals[position]
        if row is None:
            sheet.add(gettext("Country"), country.code, country.name, missing)
        else:
            activities = missing if total is None else total
            sheet.add(gettext("Country"), country.code, country.name, *_amounts(row), activities)
    if money.covered:
        count = dataset.activity_total
        sheet.add(
            gettext("Sum"),
            "",
            gettext("Countries"),
            *_amounts(money.countries),
            count,
            money.covered,
            bold=True,
        )
    else:
        sheet.add(gettext("Sum"), "", gettext("Countries"), missing, bold=True)
    if money.regional:
        regional = len(dataset.regional.activities)
        sheet.add(gettext("Regional"), "", gettext("Regional workplan"), *_amounts(money.regional), regional)
    else:
        sheet.add(gettext("Regional"), "", gettext("Regional workplan"), missing)
    _add_sums(sheet, dataset)


def _add_sums(sheet: ReportSheet, dataset: Dataset) -> None:
    """Everything together, then the areas."""
    money = dataset.money
    if money.covered or money.regional:
        amounts = _amounts(money.everything)[1:]
        sheet.add(
            gettext("Sum"), "", gettext("All workplans"), None, *amounts, None, money.covered, bold=True
        )
    if not money.covered:
        return
    titles = {area.code: area.title for area in dataset.areas}
    for area in money.by_area:
        name = titles.get(area.area_code, "")
        sheet.add(
            gettext("Area"),
            area.area_code,
            name,
            None,
            *_amounts(area.money)[1:],
            area.activities,
            area.covered,
        )
    if money.by_area:
        every = sum_of(area.money for area in money.by_area)
        count = sum(area.activities for area in money.by_area)
        sheet.add(
            gettext("Sum"),
            "",
            gettext("All areas"),
            None,
            *_amounts(every)[1:],
            count,
            money.covered,
            bold=True,
        )


def _amounts(row: MoneyRow) -> tuple[Value, ...]:
    return (
        gettext("None set") if row.ceiling is None else row.ceiling,
        row.approved,
        gettext("Not reported") if row.spent_secretariat is None else row.spent_secretariat,
        row.accepted,
        gettext("Not reported") if row.spent_partners is None else row.spent_partners,
    )

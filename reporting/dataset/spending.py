"""Spending beside what was approved or accepted; compares only workplans that reported spending."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reporting.dataset.money import AreaMoney, MoneyRow, sum_of
from reporting.dataset.schema import Dataset


@dataclass(frozen=True)
class Part:
    """US dollars spent, and US dollars promised to the workplans that say what they spent."""

    spent: Decimal | None
    promised: Decimal


@dataclass(frozen=True)
class Spending:
    """The Secretariat's approved support and the partners' accepted money, each with what was spent of it."""

    secretariat: Part
    partners: Part


def spending_of(rows: Iterable[MoneyRow]) -> Spending:
    """Over the workplans of these rows that have reported, for either money by itself."""
    found = list(rows)
    secretariat = sum_of(secretariat_reported(found))
    partners = sum_of(row for row in found if row.spent_within is not None)
    return Spending(
        Part(secretariat.spent_secretariat, secretariat.approved),
        Part(partners.spent_within, partners.accepted or Decimal(0)),
    )


def spending_in_areas(dataset: Dataset, rows: Iterable[AreaMoney]) -> Spending:
    """The same for areas: what belongs to countries that have not reported is not compared."""
    found = list(rows)
    codes = {row.area_code for row in found}
    money = sum_of(row.money for row in found)
    approved, accepted = money.approved, money.accepted or Decimal(0)
    for country, part in zip(dataset.money.by_country, dataset.chapters, strict=True):
        lines = [line for line in part.activities if line.area_code in codes and not line.withdrawn]
        if country and country.spent_secretariat is None:
            approved -= sum((line.secretariat_cost or Decimal(0) for line in lines), Decimal(0))
        if country and country.spent_within is None:
            accepted -= sum((line.accepted or Decimal(0) for line in lines), Decimal(0))
    return Spending(Part(money.spent_secretariat, approved), Part(money.spent_within, accepted))


def secretariat_reported(rows: Iterable[MoneyRow]) -> list[MoneyRow]:
    return [row for row in rows if row.spent_secretariat is not None]

"""Money by source: the sums by partner, by country and of everything are the same, whoever reports what."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from reporting.dataset import ActivityFacts, CountryFacts, Dataset, MoneyRow, PartnerAnswer, Rows, SaidAt
from reporting.dataset.build import build_dataset
from reporting.dataset.money import (
    HelpInKind,
    PartnerMoney,
    SpentMoney,
    SupportFacts,
    money_by_partner,
    spent_in,
    sum_of,
)
from reporting.dataset.rows import AreaRow, GiftRow, LineRow, PlanRow, ProgressRow
from reporting.dataset.serialization import from_json, to_json
from tests.report_samples import sample_2009

NAMES = {1: "ILO", 2: "IOM", 3: "UNICEF", None: ""}
FACTS = sample_2009(1).facts
CENTS = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)
KEYS = st.sampled_from([1, 2, 3])
GIFTS = st.builds(
    lambda key, amount: GiftRow(key, NAMES[key], amount, "" if amount is not None else "A room"),
    KEYS,
    st.none() | CENTS,
)
SPENT = st.builds(
    lambda key, amount: PartnerAnswer(key, amount, name=NAMES[key]),
    st.sampled_from([1, 2, 3, None]),
    st.none() | CENTS,
)
LINES = st.lists(
    st.tuples(
        st.sampled_from([1, 2, 9]),  # two countries and the region
        st.lists(GIFTS, max_size=4),
        st.lists(st.lists(SPENT, max_size=4, unique_by=lambda one: one.partner), max_size=2),
        st.booleans(),
        st.sampled_from(["under_way", "not_started"]),
    ),
    max_size=8,
)


def dataset_with(lines: list[tuple[Any, ...]]) -> Dataset:
    """A year of two countries and a region; each line has gifts, a sheet a review, and may be withdrawn."""
    plans = tuple(
        PlanRow(key, CountryFacts(f"C{key}", f"Country {key}") if key != 9 else None, version=key)
        for key in (1, 2, 9)
    )
    rows, progress = [], []
    for number, (plan, gifts, sheets, withdrawn, last) in enumerate(lines, start=1):
        rows.append(LineRow(plan, number, (), f"L{number}", area=1, gifts=tuple(gifts), withdrawn=withdrawn))
        for said_at, spending in zip(SaidAt, sheets, strict=False):
            status = last if said_at is SaidAt.SOM else "under_way"
            spending = tuple(one for one in spending if status != "not_started" or not one.amount)
            progress.append(ProgressRow(plan, said_at, False, number, status, spending=spending))
    area = AreaRow(1, "1", "Training", "", ())
    return build_dataset(Rows(FACTS, plans, (area,), (), lines=tuple(rows), progress=tuple(progress)))


def zero(amount: Decimal | None) -> Decimal:
    return amount or Decimal(0)


@settings(deadline=None)
@given(LINES)
def test_the_sums_by_partner_are_those_by_country_and_those_of_everything(lines):
    dataset = dataset_with(lines)
    partners, everything = money_by_partner(dataset.lines), dataset.money.everything

    plans = [row for row in (*dataset.money.by_country, dataset.money.regional) if row]
    for of in ("accepted", "spent_within", "spent_apart"):
        total = sum((zero(getattr(one.money, of)) for one in partners), Decimal(0))
        of_plans = sum((zero(getattr(row, of)) for row in plans), Decimal(0))
        assert total == of_plans == zero(getattr(everything, of))
    for row in (*plans, everything):
        assert zero(row.spent_within) + zero(row.spent_apart) == zero(row.spent_partners)
    areas = sum_of(row.money for row in dataset.money.by_area)
    countries = dataset.money.countries
    assert (areas.accepted, areas.spent_within, areas.spent_apart) == (
        countries.accepted,
        countries.spent_within,
        countries.spent_apart,
    )
    assert from_json(to_json(dataset)) == dataset


@settings(deadline=None)
@given(LINES)
def test_nothing_is_spent_of_what_was_not_accepted(lines):
    """ "Accepted 0, spent 75,030" cannot be read: such spending stands apart."""
    dataset = dataset_with(lines)

    for line in (*dataset.chapters[0].activities, *dataset.chapters[1].activities):
        for one in line.support:
            spent = spent_in((one,), withdrawn=line.withdrawn)
            assert spent.accepted is None or (one.accepted is not None and not line.withdrawn)
            assert spent.accepted is None or spent.outside is None


@pytest.mark.parametrize(
    ("one", "withdrawn", "spent"),
    [
        (SupportFacts("ILO", Decimal(10), Decimal(12)), False, SpentMoney(Decimal(12), None)),
        (SupportFacts("ILO", Decimal(10), Decimal(12)), True, SpentMoney(None, Decimal(12))),
        (SupportFacts("ILO", None, Decimal(12), ("A room",)), False, SpentMoney(None, Decimal(12))),
        (SupportFacts("", None, Decimal(12)), False, SpentMoney(None, Decimal(12))),
        (SupportFacts("ILO", Decimal(10)), False, SpentMoney(None, None)),
        (SupportFacts("ILO", Decimal(10), Decimal(0)), False, SpentMoney(Decimal(0), None)),
    ],
)
def test_what_was_spent_without_accepted_money_stands_apart(one, withdrawn, spent):
    assert spent_in((one,), withdrawn=withdrawn) == spent


def test_partners_stand_by_name_and_those_not_named_last_with_their_help_in_kind():
    room = SupportFacts("IOM", in_kind=("A room",), delivered="yes")
    lines = [
        ActivityFacts("KH-1", "", "1", "", support=(SupportFacts("", spent=Decimal(5)), room)),
        ActivityFacts("KH-2", "", "1", "", support=(SupportFacts("ILO", Decimal(7)), room), withdrawn=True),
    ]

    assert money_by_partner(lines) == (
        PartnerMoney("ILO", MoneyRow(Decimal(0), Decimal(0))),
        PartnerMoney("IOM", MoneyRow(Decimal(0), Decimal(0)), (HelpInKind("KH-1", ("A room",), "yes"),)),
        PartnerMoney("", MoneyRow(Decimal(0), Decimal(0), spent_outside=Decimal(5))),
    )


def test_each_partner_stands_by_itself_over_both_reviews():
    """A blank says nothing, so that the amount of mid-year stays; help in kind and money of one partner as well."""
    sheets = [
        [
            PartnerAnswer(1, Decimal(40), name="ILO"),
            PartnerAnswer(2, Decimal(3), "partly", name="IOM"),
            PartnerAnswer(None, Decimal(9), name=""),
        ],
        [
            PartnerAnswer(1, Decimal(70), name="ILO"),
            PartnerAnswer(2, None, "yes", name="IOM"),
            PartnerAnswer(None, Decimal(0), name=""),
        ],
    ]
    gifts = [GiftRow(1, "ILO", Decimal(100)), GiftRow(2, "IOM", None, "A room")]

    (line,) = dataset_with([(1, gifts, sheets, False, "under_way")]).chapters[0].activities

    assert line.support == (
        SupportFacts("ILO", Decimal(100), Decimal(70)),
        SupportFacts("IOM", None, Decimal(3), ("A room",), "yes"),
        SupportFacts("", None, Decimal(0)),
    )
    assert (line.spent_partners, line.said_at.spent_partners) == (Decimal(73), SaidAt.MID_YEAR)


def test_an_older_edition_that_knows_one_sum_reads_it_as_spent_outside_where_nothing_was_accepted():
    some = MoneyRow(Decimal(0), Decimal(100), spent_partners=Decimal(80))
    none = MoneyRow(Decimal(0), Decimal(0), spent_partners=Decimal("75030"))

    assert (some.spent_within, some.spent_apart) == (Decimal(80), None)
    assert (none.spent_within, none.spent_apart) == (None, Decimal("75030"))
    together = sum_of((some, none))
    assert (together.spent_within, together.spent_apart) == (Decimal(80), Decimal("75030"))

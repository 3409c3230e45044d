"""What is worked out without a database: dates a year later, and the costs of each way."""

from datetime import date
from decimal import Decimal

import pytest

from reporting.carry_over.costs import CarryOption, Costs, costs_of
from workplans.models import VersionLine
from workplans.statuses import Funding
from workplans.years.step_labels import years_later


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (date(2011, 3, 1), 1, date(2012, 3, 1)),
        (date(2012, 2, 29), 1, date(2013, 2, 28)),
        (date(2012, 2, 29), 4, date(2016, 2, 29)),
        (date(2011, 2, 28), 1, date(2012, 2, 28)),
        (date(2009, 12, 31), 2, date(2011, 12, 31)),
    ],
)
def test_a_day_moves_by_years_and_the_29th_of_february_to_the_28th(day, years, then):
    assert years_later(years, day) == then


@pytest.mark.parametrize(
    ("spent", "rest", "offered"),
    [
        (None, None, True),
        (Decimal(0), Decimal(5750), False),
        (Decimal(2900), Decimal(2850), True),
        (Decimal(5750), Decimal(0), False),
        (Decimal(6000), Decimal(0), False),
    ],
)
def test_the_rest_is_approved_less_spent_and_never_below_zero(spent, rest, offered):
    costs = Costs(Decimal(5750), spent, asks_money=True)

    assert costs.of(CarryOption.ONLY_THE_REST) == rest
    assert (CarryOption.ONLY_THE_REST in costs.ways) is offered
    assert costs.of(CarryOption.AS_IT_IS) == Decimal(5750)


def test_cost_that_was_not_given_yet_is_not_given_in_the_next_year_either():
    costs = costs_of(VersionLine(funding=Funding.COUNTED, secretariat_cost=None), Decimal(100))

    assert (costs.of(CarryOption.AS_IT_IS), costs.rest, costs.ways) == (
        None,
        None,
        (CarryOption.LEAVE, CarryOption.AS_IT_IS),
    )

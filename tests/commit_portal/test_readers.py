"""Numbers and dates as people write them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commit_portal.readers import ZEROS, Unreadable, read_date, read_money, read_number, western_digits
from commit_portal.words import day, money


def read_or_sentence(read, typed):
    """What was read, or the sentence of the refusal."""
    try:
        return read(typed)
    except Unreadable as refused:
        return str(refused)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("", None),
        ("   ", None),
        ("0", "0"),
        ("1200", "1200"),
        ("1,200", "1200"),
        ("1,234.50", "1234.50"),
        ("1234.5", "1234.5"),
        ("US$ 1 200", "1200"),
        ("US$1,200.05", "1200.05"),
        ("$ 1 200 000", "1200000"),
        ("1200 USD", "1200"),
        ("1\u00a0200", "1200"),
        ("1\u202f200", "1200"),
        ("១២០០", "1200"),
        ("໑,໒໐໐", "1200"),
        ("၁၂၀၀.၅၀", "1200.50"),
        ("๑๒๐๐", "1200"),
        ("１２００", "1200"),
        ("9999999999.99", "9999999999.99"),
    ],
)
def test_read_money_reads_what_people_write(typed, amount):
    assert read_money(typed) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1e3", "is written as a power"),
        ("1_000", "has an underscore"),
        ("NaN", "is not a number"),
        ("inf", "is not a number"),
        ("-5", "is negative"),
        ("−5", "is negative"),
        ("(500)", "is negative"),
        ("12.345", "in two ways"),
        ("1.234", "in two ways"),
        ("1,23", "in two ways"),
        ("1.234,50", "in two ways"),
        ("1234.567", "more than two decimals"),
        ("1,234.567", "more than two decimals"),
        ("12,34,567", "is not a number"),
        ("1 20", "is not a number"),
        ("twelve thousand", "is not a number"),
        ("฿1200", "names another currency"),
        ("1200 THB", "names another currency"),
        ("10000000000", "is too large"),
    ],
)
def test_read_money_refuses_by_name(typed, reason):
    with pytest.raises(Unreadable, match=reason) as refused:
        read_money(typed)

    assert str(refused.value).startswith(f"“{typed}”")


@given(st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2))
def test_read_money_reads_what_the_portal_writes(amount):
    assert read_money(money(amount)) == amount


@given(st.integers(min_value=0, max_value=9_999_999_999), st.sampled_from(ZEROS))
def test_read_money_reads_every_script(amount, zero):
    typed = "".join(chr(ord(zero) + int(figure)) for figure in str(amount))

    assert read_money(typed) == amount
    assert western_digits(typed) == str(amount)


@given(st.text())
def test_read_money_of_anything_is_an_amount_or_a_sentence(typed):
    said = read_or_sentence(read_money, typed)

    assert said is None or (said.endswith(".") if isinstance(said, str) else said >= 0)


@pytest.mark.parametrize(
    "typed",
    [
        "4 Feb 2011",
        "4 February 2011",
        "04 feb 2011",
        "4 Feb. 2011",
        "4-Feb-2011",
        "Feb 4, 2011",
        "2011-02-04",
        "៤ Feb ២០១១",
    ],
)
def test_read_date_reads_what_people_write(typed):
    assert read_date(typed) == date(2011, 2, 4)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", None),
        ("25/12/2011", date(2011, 12, 25)),
        ("25.12.2011", date(2011, 12, 25)),
        ("12/25/2011", date(2011, 12, 25)),
        ("5/5/2011", date(2011, 5, 5)),
        ("1 Sept 2011", date(2011, 9, 1)),
    ],
)
def test_read_date_reads_figures_that_are_not_ambiguous(typed, read):
    assert read_date(typed) == read


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("3/4/2011", "two ways: 3 April or 4 March"),
        ("4 Feb 2554", "2554 is a year of the Buddhist era. Write 2011"),
        ("2554-02-04", "Buddhist era"),
        ("25/12/2554", "Buddhist era"),
        ("4 Feb 11", "four digits"),
        ("4 Feb 1811", "not a year of COMMIT"),
        ("31 Feb 2011", "not in the calendar"),
        ("2011-13-01", "not in the calendar"),
        ("0/5/2011", "not in the calendar"),
        ("5/0/2011", "not in the calendar"),
        ("4 Foo 2011", "names no month"),
        ("4 Ma 2011", "names no month"),
        ("soon", "is not a date"),
        ("2011", "is not a date"),
    ],
)
def test_read_date_refuses_by_name(typed, reason):
    with pytest.raises(Unreadable, match=reason):
        read_date(typed)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)))
def test_read_date_reads_what_the_portal_writes(value):
    assert read_date(day(value)) == value
    assert read_date(value.isoformat()) == value


@given(st.text())
def test_read_date_of_anything_is_a_day_or_a_sentence(typed):
    said = read_or_sentence(read_date, typed)

    assert said is None or (said.endswith(".") if isinstance(said, str) else 1990 <= said.year <= 2099)


@pytest.mark.parametrize(
    ("carried", "number"),
    [
        ("7", 7),
        ("007", 7),
        ("9" * 15, 999_999_999_999_999),
        *((broken, -1) for broken in (None, "", "x", "-1", "1.5", " 7", "7\n", "៧", "²", "9" * 16)),
    ],
)
def test_read_number_reads_what_a_page_carried_and_nothing_else(carried, number):
    assert read_number(carried) == number

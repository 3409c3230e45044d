"""The days that people write in a plan, and how they are read."""

from datetime import date

import pytest
from django.utils.dates import MONTHS
from hypothesis import given, strategies as st

from commit_portal.i18n import Unreadable
from commit_portal.i18n.parsing import ZEROS
from workplans.lines.forms import read_day

DAYS = st.dates(date(2011, 1, 1), date(2011, 12, 31))


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("1 Mar", date(2011, 3, 1), date(2011, 3, 1)),
        ("1mar", date(2011, 3, 1), date(2011, 3, 1)),
        ("Mar 1", date(2011, 3, 1), date(2011, 3, 1)),
        ("1/3", date(2011, 3, 1), date(2011, 3, 1)),
        ("1.3.", date(2011, 3, 1), date(2011, 3, 1)),
        ("3/25", date(2011, 3, 25), date(2011, 3, 25)),
        ("Mar", date(2011, 3, 1), date(2011, 3, 31)),
        ("february", date(2011, 2, 1), date(2011, 2, 28)),
        ("Feb 2012", date(2012, 2, 1), date(2012, 2, 29)),
        ("4 Feb 2012", date(2012, 2, 4), date(2012, 2, 4)),
        ("2011-02-04", date(2011, 2, 4), date(2011, 2, 4)),
        ("", None, None),
        ("  ", None, None),
    ],
)
def test_day_is_read_in_the_year_of_the_plan(typed, first, last):
    assert read_day(typed, year=2011) == first
    assert read_day(typed, year=2011, is_last=True) == last


@pytest.mark.parametrize("typed", ["soon", "31 Feb", "0/0", "32/13", "Mai", "1 Foo"])
def test_what_is_no_day_says_so(typed):
    with pytest.raises(Unreadable):
        read_day(typed, year=2011)


@given(DAYS, st.sampled_from(ZEROS))
def test_day_in_the_digits_of_each_script_is_the_same(day, zero):
    digits = {ord(str(step)): chr(ord(zero) + step) for step in range(10)}
    for typed in (f"{day.day}/{day.month}", f"{day.day} {MONTHS[day.month]}"):
        assert read_day(typed.translate(digits), year=2011) == day

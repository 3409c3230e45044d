"""Read numbers and dates as people write them; refuse what could be read in two ways."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from commit_portal.words import day_of_year

ZEROS = ("០", "໐", "၀", "႐", "๐", "０")
"""The zero of Khmer, Lao, Burmese, Shan, Thai and full-width digits; the other nine follow it in Unicode."""

SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
CURRENCY_BEFORE = re.compile(r"^(US ?\$|USD|\$)\s*", re.IGNORECASE)
CURRENCY_AFTER = re.compile(r"\s*(US ?\$|USD|\$)$", re.IGNORECASE)
OTHER_CURRENCY = re.compile(r"[€£¥฿៛₭₫]|\b(EUR|THB|KHR|LAK|MMK|VND|CNY|RMB)\b", re.IGNORECASE)
PLAIN = re.compile(r"^\d+(\.\d{1,2})?$")
GROUPED = re.compile(r"^\d{1,3}(?:,\d{3})+(\.\d{1,2})?$|^\d{1,3}(?: \d{3})+(\.\d{1,2})?$")
LARGEST = Decimal("9999999999.99")

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
DAY_FIRST = re.compile(r"^(\d{1,2})[ .-]?\s*([a-z]+)\.?,?[ -]?\s*(\d+)$", re.IGNORECASE)
MONTH_FIRST = re.compile(r"^([a-z]+)\.? (\d{1,2}),? (\d+)$", re.IGNORECASE)
FIGURES = re.compile(r"^(\d{1,2})([/.-])(\d{1,2})\2(\d+)$")
BUDDHIST_ERA = 543


class Unreadable(ValueError):
    """A number or a date that cannot be read, or can be read in two ways; the message is a whole sentence."""


def read_money(text: str) -> Decimal | None:
    """US dollars as people write them, at most two decimals; None where nothing is written.

    Raises `Unreadable` for all that Python would take and people do not mean (1e3, 1_000, NaN), for
    negatives, for more than two decimals, and where a point or a comma may mean either thing.
    """
    typed = SPACES.sub(" ", text).strip()
    if not typed:
        return None
    if OTHER_CURRENCY.search(typed):
        raise Unreadable(
            gettext("“%(typed)s” names another currency. Write the amount in US dollars.") % {"typed": typed}
        )
    figures = CURRENCY_AFTER.sub("", CURRENCY_BEFORE.sub("", western_digits(typed))).strip()
    if PLAIN.match(figures) or GROUPED.match(figures):
        amount = Decimal(figures.replace(",", "").replace(" ", ""))
        if amount > LARGEST:
            raise Unreadable(
                gettext("“%(typed)s” is too large. Check the number of zeros.") % {"typed": typed}
            )
        return amount
    raise Unreadable(_why_no_money(typed, figures))


def read_date(text: str) -> date | None:
    """A day as people write it: 4 Feb 2011, 4 February 2011, 2011-02-04, 25/12/2011; None for nothing.

    Raises `Unreadable` where day and month may be either (3/4/2011), for years of the Buddhist era,
    for short years, and for days that are not in the calendar.
    """
    typed = SPACES.sub(" ", text).strip()
    if not typed:
        return None
    figures = western_digits(typed)
    if found := ISO.match(figures):
        year, month, day = found.groups()
        return _day(typed, day, int(month), year)
    if found := DAY_FIRST.match(figures):
        day, word, year = found.groups()
        return _day(typed, day, _month(typed, word), year)
    if found := MONTH_FIRST.match(figures):
        word, day, year = found.groups()
        return _day(typed, day, _month(typed, word), year)
    if found := FIGURES.match(figures):
        first, _, second, year = found.groups()
        return _day_of_figures(typed, int(first), int(second), year)
    raise Unreadable(gettext("“%(typed)s” is not a date. Write it like 4 Feb 2011.") % {"typed": typed})


def read_number(carried: str | None) -> int:
    """A row version or a key as a page of ours carries it; -1, which no row has, for whatever else is sent."""
    if carried and carried.isascii() and carried.isdigit() and len(carried) < 16:
        return int(carried)
    return -1


def western_digits(text: str) -> str:
    """The same text with Khmer, Lao, Burmese, Thai and full-width digits as 0 to 9."""
    table = {ord(zero) + step: str(step) for zero in ZEROS for step in range(10)}
    return text.translate(table)


def _why_no_money(typed: str, figures: str) -> str:
    reasons = (
        (r"^[-−–(]|-$", gettext("“%(typed)s” is negative. Write 0 or more.")),
        (
            r"^\d[\d.,]*e[+-]?\d+$",
            gettext("“%(typed)s” is written as a power. Write the whole number, for example 1,200."),
        ),
        (
            r"^[\d_.,]*_[\d_.,]*$",
            gettext("“%(typed)s” has an underscore in it. Write it like 1,200 or 1200.50."),
        ),
        (
            r"^\d{1,3}\.\d{3}$",
            gettext(
                "“%(typed)s” can be read in two ways: the point may separate thousands or decimals. "
                "Write thousands with a comma, like 1,234, and at most two decimals."
            ),
        ),
        (
            r"^\d+,\d{1,2}$|^\d{1,3}(\.\d{3})+(,\d+)?$",
            gettext(
                "“%(typed)s” can be read in two ways: the comma may separate thousands or decimals. "
                "Write thousands with a comma and cents with a point, like 1,234.50."
            ),
        ),
        (
            r"^[\d, ]+\.\d{3,}$",
            gettext("“%(typed)s” has more than two decimals. Write dollars and cents, like 1,234.50."),
        ),
    )
    for pattern, reason in reasons:
        if re.match(pattern, figures, re.IGNORECASE):
            return reason % {"typed": typed}
    return gettext("“%(typed)s” is not a number. Write it like 1,200 or 1200.50.") % {"typed": typed}


def _month(typed: str, word: str) -> int:
    word = word.lower()
    if len(word) >= 3:
        for number, name in enumerate(MONTHS, start=1):
            if name.startswith(word):
                return number
    raise Unreadable(gettext("“%(typed)s” names no month. Write it like 4 Feb 2011.") % {"typed": typed})


def _day_of_figures(typed: str, first: int, second: int, year: str) -> date:
    if 1 <= first <= 12 and 1 <= second <= 12 and first != second:
        said = gettext(
            "“%(typed)s” can be read in two ways: %(one)s or %(other)s. "
            "Write the month as a word, like 4 Feb 2011."
        )
        raise Unreadable(
            said % {"typed": typed, "one": day_of_year(first, second), "other": day_of_year(second, first)}
        )
    day, month = (first, second) if second <= 12 else (second, first)
    return _day(typed, str(day), month, year)


def _day(typed: str, day: str, month: int, year: str) -> date:
    number = int(year)
    if len(year) != 4:
        raise Unreadable(
            gettext("“%(typed)s”: write the year with four digits, like 2011.") % {"typed": typed}
        )
    if 2400 <= number <= 2699:
        said = gettext(
            "“%(typed)s”: %(year)s is a year of the Buddhist era. Write %(common)s if you mean that year."
        )
        raise Unreadable(said % {"typed": typed, "year": number, "common": number - BUDDHIST_ERA})
    if not 1990 <= number <= 2099:
        said = gettext("“%(typed)s”: %(year)s is not a year of COMMIT. Write one from 1990 to 2099.")
        raise Unreadable(said % {"typed": typed, "year": number})
    try:
        return date(number, month, int(day))
    except ValueError as wrong:
        raise Unreadable(
            gettext("“%(typed)s” is not in the calendar. Check the day and the month.") % {"typed": typed}
        ) from wrong

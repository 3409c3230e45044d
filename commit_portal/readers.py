"""Read numbers and dates as people write them; refuse what could be read in two ways."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from commit_portal import sentences as sentences
from commit_portal.messages import Message, message
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
# What is wrong with an amount, by its pattern; the first that matches is said.
NO_MONEY = (
    (r"^[-−–(]|-$", "money.negative"),
    (r"^\d[\d.,]*e[+-]?\d+$", "money.power"),
    (r"^[\d_.,]*_[\d_.,]*$", "money.underscore"),
    (r"^\d{1,3}\.\d{3}$", "money.point"),
    (r"^\d+,\d{1,2}$|^\d{1,3}(\.\d{3})+(,\d+)?$", "money.comma"),
    (r"^[\d, ]+\.\d{3,}$", "money.decimals"),
)


class Unreadable(ValueError):
    """What is typed cannot be read, or can be read in two ways. `said` is a whole sentence that says how to write it."""

    def __init__(self, said: Message) -> None:
        super().__init__(said)
        self.said = said


def read_lines(text: str) -> tuple[str, ...]:
    """The texts that stand on a line each, without empty lines and repetitions."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def read_money(text: str) -> Decimal | None:
    """US dollars as people write them, at most two decimals; None where nothing is written.

    Raises `Unreadable` for all that Python would take and people do not mean (1e3, 1_000, NaN), for
    negatives, for more than two decimals, and where a point or a comma may mean either thing.
    """
    typed = SPACES.sub(" ", text).strip()
    if not typed:
        return None
    if OTHER_CURRENCY.search(typed):
        raise Unreadable(message("money.other_currency", typed=typed))
    figures = CURRENCY_AFTER.sub("", CURRENCY_BEFORE.sub("", western_digits(typed))).strip()
    if PLAIN.match(figures) or GROUPED.match(figures):
        amount = Decimal(figures.replace(",", "").replace(" ", ""))
        if amount > LARGEST:
            raise Unreadable(message("money.too_large", typed=typed))
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
    raise Unreadable(message("day.no_date", typed=typed))


def read_number(carried: str | None) -> int:
    """A row version or a key as a page of ours carries it; -1, which no row has, for whatever else is sent."""
    if carried and carried.isascii() and carried.isdigit() and len(carried) < 16:
        return int(carried)
    return -1


def western_digits(text: str) -> str:
    """The same text with Khmer, Lao, Burmese, Thai and full-width digits as 0 to 9."""
    table = {ord(zero) + step: str(step) for zero in ZEROS for step in range(10)}
    return text.translate(table)


def _why_no_money(typed: str, figures: str) -> Message:
    for pattern, code in NO_MONEY:
        if re.match(pattern, figures, re.IGNORECASE):
            return message(code, typed=typed)
    return message("money.no_number", typed=typed)


def _month(typed: str, word: str) -> int:
    word = word.lower()
    if len(word) >= 3:
        for number, name in enumerate(MONTHS, start=1):
            if name.startswith(word):
                return number
    raise Unreadable(message("day.no_month", typed=typed))


def _day_of_figures(typed: str, first: int, second: int, year: str) -> date:
    if 1 <= first <= 12 and 1 <= second <= 12 and first != second:
        one, other = day_of_year(first, second), day_of_year(second, first)
        raise Unreadable(message("day.two_ways", typed=typed, one=one, other=other))
    day, month = (first, second) if second <= 12 else (second, first)
    return _day(typed, str(day), month, year)


def _day(typed: str, day: str, month: int, year: str) -> date:
    number = int(year)
    if len(year) != 4:
        raise Unreadable(message("day.short_year", typed=typed))
    if 2400 <= number <= 2699:
        common = str(number - BUDDHIST_ERA)
        raise Unreadable(message("day.buddhist", typed=typed, year=str(number), common=common))
    if not 1990 <= number <= 2099:
        raise Unreadable(message("day.outside", typed=typed, year=str(number)))
    try:
        return date(number, month, int(day))
    except ValueError as wrong:
        raise Unreadable(message("day.not_in_calendar", typed=typed)) from wrong

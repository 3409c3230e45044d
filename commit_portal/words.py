"""Values as words, the same on every screen, in print and in messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

# The day that an office writes and reads is its own. The Secretariat sits in Bangkok; Cambodia, Lao PDR, Thailand
# and Viet Nam keep the same time, Myanmar half an hour less, China an hour more.
OFFICE_ZONE = "Asia/Bangkok"
NUMBERS = [
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
]


def money(amount: Decimal | None, *, cents: bool = False) -> str:
    """US dollars with commas, cents only where there are any; "none set" where nothing is known.

    With `cents` always with cents: in a column where another amount has them.
    """
    if amount is None:
        return "none set"
    return f"{amount:,.2f}" if cents or has_cents(amount) else f"{amount:,.0f}"


def has_cents(amount: Decimal) -> bool:
    return amount != amount.to_integral_value()


def sentence(text: str) -> str:
    """The first letter large, whatever the rest."""
    return text[:1].upper() + text[1:]


def day(value: date | datetime | None) -> str:
    """4 Feb 2011, in the portal's time zone; "no date yet" where there is none."""
    if value is None:
        return "no date yet"
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value.day} {value:%b %Y}"


def in_the_office(value: datetime) -> datetime:
    """The same moment by the offices' clock: for what is printed by processes that know no settings."""
    return value.astimezone(ZoneInfo(OFFICE_ZONE))


def short_day(value: date | datetime | None, year: int) -> str:
    """4 Feb within the year that the page is about, else 4 Feb 2011."""
    words = day(value)
    return words.removesuffix(f" {year}")


def span(first: date | None, last: date | None) -> str:
    """1 Mar to 30 Apr 2011; "no dates yet" where both are missing."""
    if first is None and last is None:
        return "no dates yet"
    if first is None:
        return f"until {day(last)}"
    if last is None:
        return f"from {day(first)}"
    if first == last:
        return day(first)
    if first.year == last.year:
        return f"{first.day} {first:%b} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def in_words(number: int) -> str:
    """A count that begins a sentence or a heading: Six; figures from thirteen on."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"


def counted(number: int, one: str, many: str = "") -> str:
    """1 activity, 4 activities; the plural is that of one with an s unless said."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def and_list(names: Iterable[str]) -> str:
    """Cambodia, Lao PDR and Viet Nam."""
    found = list(names)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"


SCRIPTS = (
    ("km", "\u1780", "\u17ff"),
    ("lo", "\u0e80", "\u0eff"),
    ("my", "\u1000", "\u109f"),
    ("th", "\u0e00", "\u0e7f"),
)


def language_of(text: str) -> str:
    """The BCP 47 tag of a text in a script that stacks marks and needs taller lines; else nothing is known."""
    return next((tag for tag, first, last in SCRIPTS if any(first <= letter <= last for letter in text)), "")

"""Read the days of a plan: also those without a year, and months. All other days are `commit_portal.i18n.parsing`'s."""

import calendar
import re
from datetime import date

from commit_portal.i18n import formatting, parsing
from commit_portal.i18n.messages import message

DAY_OF_MONTH = re.compile(r"^(\d{1,2})[ .-]?\s*([^\W\d_]\D+?)\.?$")
MONTH_OF_DAY = re.compile(r"^([^\W\d_]\D+?)\.? (\d{1,2})$")
DAY_AND_MONTH = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-]?$")
MONTH = re.compile(r"^(\D{2,}?)(?: (\d{4}))?$")


def read_day(text: str, *, year: int, is_last: bool = False) -> date | None:
    """A day of the plan's year: "1 Mar", "Mar 1", "1/3" (day first), "Mar"; or with its year, as everywhere.

    A month alone is its first day, with `is_last` its last. Raises `Unreadable`.
    """
    typed = parsing.SPACES.sub(" ", text).strip()
    read = parsing.western_digits(typed)
    if found := MONTH.match(read):
        word, written = found.groups()
        if number := parsing.month_number(word):
            year = int(written or year)
            day = calendar.monthrange(year, number)[1] if is_last else 1
            return _date(f"{year}-{number}-{day}", typed)
    if parts := parsing.written_parts(read, formatting.DAY_OF_MONTH):
        return _date(f"{year}-{parsing.month_number(parts['month'])}-{parts['day']}", typed)
    if found := DAY_OF_MONTH.match(read):
        return _date(f"{found[1]} {found[2]} {year}", typed)
    if found := MONTH_OF_DAY.match(read):
        return _date(f"{found[2]} {found[1]} {year}", typed)
    if found := DAY_AND_MONTH.match(read):
        day, number = int(found[1]), int(found[2])
        if number > 12 >= day:
            day, number = number, day
        if 1 <= number <= 12:
            return _date(f"{year}-{number}-{day}", typed)
    return parsing.read_date(text)


def _date(written: str, typed: str) -> date | None:
    """The day; a refusal names what was typed, not what the year of the plan made of it. Raises `Unreadable`."""
    try:
        return parsing.read_date(written)
    except parsing.Unreadable as wrong:
        params = {**dict(wrong.said.params), "typed": typed}
        raise parsing.Unreadable(message(wrong.said.code, **params)) from wrong

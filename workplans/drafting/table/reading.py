"""Read what people write into the cells of the table: days without a year, months, targets by their numbers.

Dates and amounts as such are read by `commit_portal.i18n.parsing`. Here stands only what the table knows beside it: the
year of the plan, whether a month means its first or its last day, and the area of the row.
"""

import calendar
import re
from collections.abc import Iterable, Sequence
from datetime import date

from commit_portal.i18n.messages import Message, message
from commit_portal.i18n.parsing import MONTHS, SPACES, Unreadable, read_date, western_digits
from spa.models import Area, Target
from workplans.drafting.table import messages as messages

DAY_OF_MONTH = re.compile(r"^(\d{1,2})[ .-]?\s*([a-z]{3,})\.?$", re.IGNORECASE)
MONTH_OF_DAY = re.compile(r"^([a-z]{3,})\.? (\d{1,2})$", re.IGNORECASE)
DAY_AND_MONTH = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-]?$")
MONTH = re.compile(r"^([a-z]{3,})\.?(?: (\d{4}))?$", re.IGNORECASE)
BETWEEN_TARGETS = re.compile(r"[\s,;·+&]+")


def read_day(text: str, *, year: int, is_last: bool = False) -> date | None:
    """A day of the plan's year: "1 Mar", "Mar 1", "1/3" (day first), "Mar"; or with its year, as everywhere.

    A month alone is its first day, with `is_last` its last. Raises `Unreadable`.
    """
    typed = SPACES.sub(" ", text).strip()
    read = western_digits(typed)
    if found := MONTH.match(read):
        word, written = found.groups()
        number = _month(word)
        if number is not None:
            year = int(written or year)
            day = calendar.monthrange(year, number)[1] if is_last else 1
            return _date(f"{day} {MONTHS[number - 1]} {year}", typed)
    if found := DAY_OF_MONTH.match(read):
        return _date(f"{found[1]} {found[2]} {year}", typed)
    if found := MONTH_OF_DAY.match(read):
        return _date(f"{found[2]} {found[1]} {year}", typed)
    if found := DAY_AND_MONTH.match(read):
        day, number = int(found[1]), int(found[2])
        if number > 12 >= day:
            day, number = number, day
        if 1 <= number <= 12:
            return _date(f"{day} {MONTHS[number - 1]} {year}", typed)
    return read_date(text)


def read_targets(text: str, area: Area, targets: Sequence[Target]) -> tuple[Target, ...]:
    """The targets of an area by their codes or numbers: "2 3" and "2.T2, T3" are 2.T2 and 2.T3, in the plan's order.

    `targets` are those that the line can serve. Raises `Unreadable` for what names none of them.
    """
    known = {name: target for target in targets for name in _names(target)}
    found = set()
    for word in filter(None, BETWEEN_TARGETS.split(western_digits(text))):
        target = known.get(word.upper().strip("."))
        if target is None:
            raise Unreadable(_no_such_target(word, area, targets))
        found.add(target.pk)
    return tuple(target for target in targets if target.pk in found)


def read_title(text: str) -> str:
    """A title in one line: what stood on several lines stands behind one another."""
    return " ".join(text.split())


def _date(written: str, typed: str) -> date | None:
    """The day; a refusal names what was typed, not what the year of the plan made of it. Raises `Unreadable`."""
    try:
        return read_date(written)
    except Unreadable as wrong:
        params = {**dict(wrong.said.params), "typed": typed}
        raise Unreadable(message(wrong.said.code, **params)) from wrong


def _month(word: str) -> int | None:
    for number, name in enumerate(MONTHS, start=1):
        if name.startswith(word.lower()):
            return number
    return None


def _names(target: Target) -> Iterable[str]:
    """What a person may write for a target: "2.T3", "2T3", "T3", "3"."""
    code = target.code.upper()
    short = code.rpartition(".")[2]
    return {code, code.replace(".", ""), short, short.removeprefix("T")}


def _no_such_target(word: str, area: Area, targets: Sequence[Target]) -> Message:
    named = word if "." in word or not word[:1].isdigit() else f"{area.code}.T{word}"
    if not targets:
        return message("table.area_without_targets", typed=named, area=area.numbered)
    if len(targets) == 1:
        return message("table.no_target_but_one", typed=named, area=area.numbered, only=targets[0].code)
    return message(
        "table.no_target", typed=named, area=area.numbered, first=targets[0].code, last=targets[-1].code
    )

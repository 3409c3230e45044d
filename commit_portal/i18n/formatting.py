"""Values as words, the same on every screen, in print and in messages, in the reader's language."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import dates, timezone
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext, pgettext

# The day that an office writes and reads is its own. The Secretariat sits in Bangkok; Cambodia, Lao PDR, Thailand
# and Viet Nam keep the same time, Myanmar half an hour less, China an hour more.
OFFICE_ZONE = "Asia/Bangkok"
# The city whose clock a time zone names, as people say it: of the six countries, and those of the account page.
CITIES = {
    "Asia/Phnom_Penh": gettext_lazy("Phnom Penh"),
    "Asia/Shanghai": gettext_lazy("Beijing"),
    "Asia/Vientiane": gettext_lazy("Vientiane"),
    "Asia/Yangon": gettext_lazy("Yangon"),
    "Asia/Bangkok": gettext_lazy("Bangkok"),
    "Asia/Ho_Chi_Minh": gettext_lazy("Ha Noi"),
    "Europe/Zurich": gettext_lazy("Geneva"),
    "America/New_York": gettext_lazy("New York"),
}
# Translators: 4 Feb 2011. The portal reads a typed day in this order too; the month is a word.
DAY_OF_YEAR = gettext_lazy("%(day)s %(month)s %(year)s")
# Translators: 4 Feb, within a year that everybody knows.
DAY_OF_MONTH = gettext_lazy("%(day)s %(month)s")


def money(amount: Decimal | None, *, cents: bool = False) -> str:
    """US dollars with commas, cents only where there are any; "none set" where nothing is known.

    With `cents` always with cents: in a column where another amount has them.
    """
    if amount is None:
        return gettext("none set")
    return f"{amount:,.2f}" if cents or has_cents(amount) else f"{amount:,.0f}"


def has_cents(amount: Decimal) -> bool:
    return amount != amount.to_integral_value()


def day(value: date | datetime | None) -> str:
    """4 Feb 2011, in the portal's time zone; "no date yet" where there is none."""
    if value is None:
        return gettext("no date yet")
    return _day(_local(value), get_language())


def moment(at: datetime) -> str:
    """4 Feb 2011, 16:20: by the clock that is in force, the reader's own or the office's."""
    local = timezone.localtime(at)
    # Translators: 4 Feb 2011, 16:20.
    return gettext("%(day)s, %(time)s") % {"day": day(local), "time": f"{local:%H:%M}"}


def clock_said(zone: ZoneInfo) -> str:
    """The clock by which a page gives times, as a sentence."""
    if zone.key in CITIES:
        return gettext("Times are in %(city)s time.") % {"city": CITIES[zone.key]}
    return gettext("Times are in the time zone %(zone)s.") % {"zone": zone.key}


def long_day(value: date) -> str:
    """4 February 2011."""
    return str(DAY_OF_YEAR) % _parts(value, dates.MONTHS[value.month])


@lru_cache(maxsize=4096)
def _day(value: date, language: str | None) -> str:
    """A day in one language; lists say the same days again and again."""
    return str(DAY_OF_YEAR) % _parts(value, month_name(value))


def _parts(value: date, month: object) -> dict[str, object]:
    return {"year": value.year, "month": month, "day": value.day}


def month_name(value: date) -> str:
    """Feb."""
    return dates.MONTHS_3[value.month].title()


def month_of_year(value: date) -> str:
    """Feb 2011."""
    return gettext("%(month)s %(year)s") % {"month": month_name(value), "year": value.year}


def long_month(when: date) -> str:
    """ "June 2010"."""
    return gettext("%(month)s %(year)s") % {"month": dates.MONTHS[when.month], "year": when.year}


def running_late(days: int) -> str:
    """Words for a step of the year that still runs these days after its end."""
    words = ngettext("running, %(count)s day late", "running, %(count)s days late", days)
    return words % {"count": f"{days:,}"}


def in_the_office(value: datetime) -> datetime:
    """The same moment by the offices' clock: for what is printed by processes that know no settings."""
    return value.astimezone(ZoneInfo(OFFICE_ZONE))


def short_day(value: date | datetime | None, year: int) -> str:
    """4 Feb within the year that the page is about, else 4 Feb 2011."""
    local = value and _local(value)
    return _day_of_month(local) if local and local.year == year else day(local)


def due_words(due: date, on: date) -> str:
    """5 days late, today, in 9 days."""
    days = (due - on).days
    if days < 0:
        return ngettext("%(count)s day late", "%(count)s days late", -days) % {"count": -days}
    if days == 0:
        return gettext("today")
    return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}


def span(first: date | None, last: date | None) -> str:
    """1 Mar to 30 Apr 2011; "no dates yet" where both are missing."""
    if first is None and last is None:
        return gettext("no dates yet")
    if first is None:
        return gettext("until %(day)s") % {"day": day(last)}
    if last is None:
        return gettext("from %(day)s") % {"day": day(first)}
    if first == last:
        return day(first)
    begin = _day_of_month(first) if first.year == last.year else day(first)
    # Translators: two days, as in: 1 Mar to 30 Apr 2011.
    return gettext("%(first)s to %(last)s") % {"first": begin, "last": day(last)}


def planned_words(first: date | None, last: date | None) -> str:
    """The days for which a meeting is planned; "December 2010" for all of a month: of some, sources name no day."""
    if first and last and first == last.replace(day=1) and (last + timedelta(days=1)).day == 1:
        return long_month(first)
    return span(first, last)


def _day_of_month(value: date) -> str:
    return str(DAY_OF_MONTH) % {"day": value.day, "month": month_name(value)}


def _local(value: date | datetime) -> date:
    return timezone.localdate(value) if isinstance(value, datetime) else value


def comma_list(names: Iterable[object]) -> str:
    """Cambodia, Lao PDR, Viet Nam."""
    return pgettext("between the items of a list", ", ").join(map(str, names))


def and_list(names: Iterable[str]) -> str:
    """Cambodia, Lao PDR and Viet Nam."""
    found = list(names)
    if len(found) < 2:
        return "".join(found)
    # Translators: a list of names; "first_ones" are parted by commas.
    return gettext("%(first_ones)s and %(last)s") % {"first_ones": comma_list(found[:-1]), "last": found[-1]}


def activities_counted(number: int) -> str:
    """1 activity, 2 activities."""
    return ngettext("%(count)s activity", "%(count)s activities", number) % {"count": f"{number:,}"}


SCRIPTS = (
    ("km", "\u1780", "\u17ff"),
    ("lo", "\u0e80", "\u0eff"),
    ("my", "\u1000", "\u109f"),
    ("th", "\u0e00", "\u0e7f"),
)


def language_of(text: str) -> str:
    """The BCP 47 tag of a text in a script that stacks marks and needs taller lines; else nothing is known."""
    if text.isascii():
        return ""
    return next((tag for tag, first, last in SCRIPTS if any(first <= letter <= last for letter in text)), "")

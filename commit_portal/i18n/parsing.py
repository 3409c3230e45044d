"""Read numbers and dates as people and their spreadsheet programs write them.

A number that could be read in two ways is refused. A date in figures has its day first; whoever shows it writes the
month as a word.
"""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from django.utils import dates
from django.utils.translation import get_language, override

from commit_portal.i18n import common_messages as common_messages, formatting
from commit_portal.i18n.messages import Message, message

ZEROS = ("០", "໐", "၀", "႐", "๐", "０")
"""The zero of Khmer, Lao, Burmese, Shan, Thai and full-width digits; the other nine follow it in Unicode."""

WESTERN = {ord(zero) + step: str(step) for zero in ZEROS for step in range(10)}

SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
CURRENCY_BEFORE = re.compile(r"^(US ?\$|USD|\$)\s*", re.IGNORECASE)
CURRENCY_AFTER = re.compile(r"\s*(US ?\$|USD|\$)$", re.IGNORECASE)
OTHER_CURRENCY = re.compile(r"[€£¥฿៛₭₫]|\b(EUR|THB|KHR|LAK|MMK|VND|CNY|RMB)\b", re.IGNORECASE)
PLAIN = re.compile(r"^\d+(\.\d{1,2})?$")
GROUPED = re.compile(r"^\d{1,3}(?:,\d{3})+(\.\d{1,2})?$|^\d{1,3}(?: \d{3})+(\.\d{1,2})?$")
# Two signs that part figures, or one twice: the comma is the decimal one, and no figure can be read in another way.
WITH_POINTS = re.compile(r"^\d{1,3}(?:\.\d{3}){2,}$|^\d{1,3}(?:(?:\.\d{3})+|(?: \d{3})+),\d{1,2}$")
LARGEST = Decimal("9999999999.99")

# Unicode's categories of controls and formats, and of characters that have no meaning yet or are anybody's own.
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
# The zero-width space and joiners beside a letter of Thai, Lao, Burmese or Khmer.
_LETTER = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f]"
SPELLED = re.compile(f"(?<={_LETTER})[\u200b-\u200d]+|[\u200b-\u200d]+(?={_LETTER})")
# Letters that a refusal shows beside a hidden character.
NEAR = 20

# The languages of the six countries, in which a month is read whatever the language of the page. Django has no months
# of Lao and Burmese, and an unusual word for the Khmer March.
OF_THE_SIX = ("km", "th", "vi", "zh-hans")
_NOT_IN_DJANGO = """
ມັງກອນ ກຸມພາ ມີນາ ເມສາ ພຶດສະພາ ມິຖຸນາ ກໍລະກົດ ສິງຫາ ກັນຍາ ຕຸລາ ພະຈິກ ທັນວາ
ဇန်နဝါရီ ဖေဖော်ဝါရီ မတ် ဧပြီ မေ ဇွန် ဇူလိုင် ဩဂုတ် စက်တင်ဘာ အောက်တိုဘာ နိုဝင်ဘာ ဒီဇင်ဘာ
មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ
"""
NOT_IN_DJANGO = [line.split() for line in _NOT_IN_DJANGO.split("\n")]
YEAR_FIRST = re.compile(r"^(?P<year>\d{4})([-/.]|年)(?P<month>\d{1,2})(?:\2|月)(?P<day>\d{1,2})日?$")
DAY_FIRST = re.compile(r"^(?P<day>\d{1,2})[ .-]?\s*(?P<month>[^\W\d_]\D*?)\.?,?[ -]?\s*(?P<year>\d+)$")
MONTH_FIRST = re.compile(r"^(?P<month>[^\W\d_]\D*?)\.? (?P<day>\d{1,2}),? (?P<year>\d+)$")
# 7 thg 3 2011, ngày 7 tháng 3 năm 2011: Vietnamese counts the months.
VIETNAMESE = re.compile(
    r"^(?:ngày )?(?P<day>\d{1,2}),? (?:tháng|thg)\.? ?(?P<month>\d{1,2}),? (?:năm )?(?P<year>\d+)$",
    re.IGNORECASE,
)
FIGURES = re.compile(r"^(\d{1,2})([/.-])(\d{1,2})\2(\d+)$")
# Excel's long format begins with the day of the week, and a day that was saved as text ends with midnight.
WEEKDAY = re.compile(r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? ", re.IGNORECASE)
MIDNIGHT = re.compile(r"(?<=\d)[ T]0?0:00(?::00(?:\.0+)?)?$")
# A day in a cell without a format: days since 30 December 1899, perhaps with a time of day.
SERIAL = re.compile(r"^([3-7]\d{4})(?:\.\d+)?$")
SERIAL_ZERO = date(1899, 12, 30)
BUDDHIST_ERA = 543
# Years of two figures: the portal's own. Excel too takes 29 for 2029.
SHORT_YEARS = range(30)
SHORT_BUDDHIST_YEARS = range(43, 73)
# A dash alone, as people and Excel's format for accounts write it where nothing is.
NOTHING = ("-", "‐", "‑", "‒", "–", "—", "―", "−", "－")
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


def read_line(text: str) -> str:
    """One line: what stood on several stands behind one another. Raises `Unreadable` for a character that nobody sees.

    Such characters turn what follows, part what looks like one word, or move the cursor of a log. The zero-width ones
    are spelling in Khmer, Burmese, Lao and Thai.
    """
    line = " ".join(part for each in text.replace("\t", " ").splitlines() if (part := each.strip()))
    for hidden in re.finditer(r"[^\x20-\x7e]", SPELLED.sub(lambda found: "-" * len(found[0]), line)):
        if unicodedata.category(hidden[0]) in UNSEEN:
            near = line[: hidden.start()][-NEAR:] or line[hidden.end() :][:NEAR]
            raise Unreadable(message("text.hidden", code=f"U+{ord(hidden[0]):04X}", near=near.strip()))
    return line


def one_line_end(text: str) -> str:
    """The text with a line feed at the end of each line.

    Browsers send two characters there and LibreOffice saves one: without this a text that nobody changed would differ.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n")


def says_nothing(text: str) -> bool:
    """Whether nothing is written, or only a dash."""
    typed = SPACES.sub(" ", text).strip()
    return not typed or typed in NOTHING


def read_money(text: str) -> Decimal | None:
    """US dollars as people write them, at most two decimals; None where nothing or only a dash is written.

    Raises `Unreadable` for all that Python would take and people do not mean (1e3, 1_000, NaN), for
    negatives, for more than two decimals, and where a point or a comma may mean either thing.
    """
    typed = SPACES.sub(" ", text).strip()
    if says_nothing(typed):
        return None
    if OTHER_CURRENCY.search(typed):
        raise Unreadable(message("money.other_currency", typed=typed))
    figures = CURRENCY_AFTER.sub("", CURRENCY_BEFORE.sub("", western_digits(typed))).strip()
    if figures in NOTHING:
        return None
    if WITH_POINTS.match(figures):
        figures = figures.replace(".", "").replace(",", ".")
    if PLAIN.match(figures) or GROUPED.match(figures):
        amount = Decimal(figures.replace(",", "").replace(" ", ""))
        if amount > LARGEST:
            raise Unreadable(message("money.too_large", typed=typed))
        return amount
    for pattern, code in NO_MONEY:
        if re.match(pattern, figures, re.IGNORECASE):
            raise Unreadable(message(code, typed=typed))
    raise Unreadable(message("money.no_number", typed=typed))


def read_date(text: str) -> date | None:
    """A day as people and Excel write it; None where nothing or only a dash is written.

    The month may be a word of English, of the language of the moment or of the six countries, with or without their digits.
    4 Feb 2011, 4-Feb-11, Friday, 4 February 2011, 2011-02-04, 2011/2/4, 04/02/2011 (day first), 40578 (the number that
    a cell without a format shows). Raises `Unreadable` for years of the Buddhist era, for short years beside a month in
    figures, where the month comes before the day in figures, and for days that are not in the calendar.
    """
    typed = SPACES.sub(" ", text).strip()
    if says_nothing(typed):
        return None
    figures = MIDNIGHT.sub("", WEEKDAY.sub("", western_digits(typed)))
    as_we_write = _as_written(formatting.DAY_OF_YEAR, get_language())
    for pattern in (YEAR_FIRST, as_we_write, VIETNAMESE, DAY_FIRST, MONTH_FIRST):
        if found := pattern.match(figures):
            day, month, year = found.group("day", "month", "year")
            if month.isdecimal():
                return _day(typed, day, int(month), year)
            return _day(typed, day, _month(typed, month), _whole_year(year))
    if found := FIGURES.match(figures):
        day, _, month, year = found.groups()
        if int(month) > 12 and 1 <= int(day) <= 12:
            raise Unreadable(message("day.month_first", typed=typed))
        return _day(typed, day, int(month), year)
    if found := SERIAL.match(figures):
        counted = SERIAL_ZERO + timedelta(days=int(found[1]))
        if 1990 <= counted.year <= 2099:
            return counted
    raise Unreadable(message("day.no_date", typed=typed))


def read_number(carried: str | None) -> int:
    """A row version or a key as a page of ours carries it; -1, which no row has, for whatever else is sent."""
    if carried and carried.isascii() and carried.isdigit() and len(carried) < 16:
        return int(carried)
    return -1


def month_number(word: str) -> int | None:
    """1 to 12 for a month in the language of the moment, in English (three letters are enough) or of the six countries."""
    word = _word(word)
    if number := _months(get_language()).get(word):
        return number
    if word.isascii() and len(word) >= 3:
        for name, number in _months(None).items():
            if name.startswith(word):
                return number
    for language in OF_THE_SIX:
        if number := _months(language).get(word):
            return number
    return next((names.index(word) + 1 for names in NOT_IN_DJANGO if word in names), None)


def written_parts(text: str, sentence: object) -> dict[str, str] | None:
    """Day, month and year of a text that is written as one of the sentences of `commit_portal.i18n.formatting` says a day.

    `text` has Western digits. Read in the language of the moment, whose order and signs may be its own.
    """
    found = _as_written(sentence, get_language()).match(text)
    return found.groupdict() if found else None


def western_digits(text: str) -> str:
    """The same text with Khmer, Lao, Burmese, Thai and full-width digits as 0 to 9."""
    return text if text.isascii() else text.translate(WESTERN)


def _month(typed: str, word: str) -> int:
    number = month_number(word)
    if number is None:
        raise Unreadable(message("day.no_month", typed=typed))
    return number


def _word(month: str) -> str:
    """The name of a month without what stands around it."""
    return western_digits(month).casefold().strip(" .,-")


@cache
def _months(language: str | None) -> dict[str, int]:
    """The months by their names in a language (None: English), long and short."""
    found: dict[str, int] = {}
    with override(language):
        for names in (dates.MONTHS_AP, dates.MONTHS_ALT, dates.MONTHS_3, dates.MONTHS):
            found |= {_word(str(name)): number for number, name in names.items()}
    return found


@cache
def _as_written(sentence: object, language: str | None) -> re.Pattern[str]:
    with override(language):
        written = western_digits(str(sentence))
    names = sorted(map(re.escape, _months(language)), key=len, reverse=True)
    parts = {"day": r"(?P<day>\d{1,2})", "month": f"(?P<month>{'|'.join(names)})", "year": r"(?P<year>\d+)"}
    whole = re.sub(r"%\\\((\w+)\\\)s", lambda part: parts[part[1]], re.escape(written))
    return re.compile(f"^{whole}$", re.IGNORECASE)


def _whole_year(year: str) -> str:
    """The year in four figures. Beside a month in words, two figures are a year of the portal, or of the Buddhist era."""
    if len(year) != 2:
        return year
    number = int(year)
    if number in SHORT_BUDDHIST_YEARS:
        return str(2500 + number)
    return str(2000 + number) if number in SHORT_YEARS else year


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

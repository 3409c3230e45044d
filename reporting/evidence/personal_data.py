"""What looks like data of a person, in texts of a file: few patterns, each asked about and never refused by itself."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

# How many places of one kind are named in one part of a file; the others are counted.
MOST_NAMED = 3

_MONTH = r"[^\W\d_]{3,9}\.?"
_DATE = re.compile(
    rf"(?<!\d)(?:\d{{1,2}}[./ -](?:\d{{1,2}}|{_MONTH})[./ -],?\s?(\d{{4}})|(\d{{4}})[./-]\d{{1,2}}[./-]\d{{1,2}})(?!\d)"
)
# Two words with capitals; or a word in a script that has none.
_NAME = re.compile(
    r"\b[A-ZÀ-ÖØ-ÞĂĐƠƯẠ-Ỹ][^\W\d_]*(?:[ ,-]{1,2}[A-ZÀ-ÖØ-ÞĂĐƠƯẠ-Ỹ][^\W\d_]*){1,4}"
    r"|[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff]{3,}|[\u4e00-\u9fff]{2,4}"
)
_BORN = re.compile(
    r"date of birth|\bD\.?O\.?B\b|\bborn\b|ngày sinh|出生|生日|วันเกิด|ວັນເກີດ|ວັນເດືອນປີເກີດ|ថ្ងៃខែឆ្នាំកំណើត|မွေးသက္ကရာဇ်",
    re.IGNORECASE,
)
_PASSPORT = re.compile(r"(?<![A-Za-z0-9-])[A-Z]{1,2} ?\d{6,8}(?![\w-])")
_CASE = re.compile(
    r"\b(?:case|file|victim) ?(?:no\b\.?|nr\b\.?|number|id\b|#)\s*[:.]?\s*(?P<value>[\w/-]*\d[\w/-]*)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\d+])(?:(?:\+|00)\(?(?:855|856|66|84|86|95)\)?(?:[ .-]?\(?\d\)?){7,11}|0\d{1,2}[ .-]\d{3}[ .-]\d{3,4})(?!\d)"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PATTERNS = {"passport": _PASSPORT, "case": _CASE, "phone": _PHONE, "email": _MAIL}
# Years of the Buddhist era are as much ahead.
_BUDDHIST, _BUDDHIST_FROM = 543, 2400
_OLDEST, _YOUNGEST = 100, 3


class Text(NamedTuple):
    """A piece of text and its place: the kind of place, the sheet's name where it has one, its number from 1."""

    kind: str
    part: str
    number: int
    text: str


def findings_in(texts: Iterable[Text], year: int) -> list[dict[str, Any]]:
    """What looks personal, in the order of the file. `year` is that of the review: a date of birth lies before it.

    Of each: what it looks like (a code), its place, the masked value, and how many more there are in this part.
    """
    found: list[dict[str, Any]] = []
    named: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for text in texts:
        for what, value in _matches(text.text, year):
            place = {"kind": text.kind, "part": text.part, "number": text.number}
            finding = {"what": what, **place, "shown": masked(value), "more": 0}
            # Pages, slides and paragraphs are parts of the whole file; rows, of their sheet.
            same = named.setdefault((what, text.kind, text.part), [])
            if len(same) >= MOST_NAMED:
                same[-1]["more"] += 1
            else:
                same.append(finding)
                found.append(finding)
    return found


def masked(value: str) -> str:
    """The value with its beginning and end alone: "N01234541" is "N0•••••41"."""
    if len(value) <= 4:
        return "•" * len(value)
    return value[:2] + "•" * min(len(value) - 4, 8) + value[-2:]


def _matches(text: str, year: int) -> Iterator[tuple[str, str]]:
    for date in _DATE.finditer(text):
        born = int(date[1] or date[2])
        born -= _BUDDHIST if born > _BUDDHIST_FROM else 0
        if not year - _OLDEST <= born <= year:
            continue
        beside = _DATE.sub(" ", text)
        if _BORN.search(text) or (born <= year - _YOUNGEST and _NAME.search(beside)):
            yield "birth", date[0]
            break
    for what, pattern in _PATTERNS.items():
        if match := pattern.search(text):
            yield what, match.groupdict().get("value") or match[0]

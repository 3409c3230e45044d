"""Fold text for search, so that what is typed finds what was written: pure, no Django.

Vietnamese is found without its marks, digits of each script by the digits of any other, and a text by any fragment.
The marks of Khmer, Lao, Burmese and Thai are letters of their own, and stay.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import cache, lru_cache

# A character with the marks and format characters that follow it. SARA AM of Thai and Lao is a vowel that is typed
# after the tone, and folds to a nikhahit (a mark that belongs before the tone) and a vowel.
_NIKHAHIT = "\u0e4d\u0ecd"
_TONES = "\u0e48-\u0e4b\u0ec8-\u0ecb"
_OUT_OF_ORDER = re.compile(rf"[{_TONES}]+[{_NIKHAHIT}][{_TONES}{_NIKHAHIT}]*")
# The only marks and format characters above the second plane.
_TAGS = "".join(map(chr, (0xE0001, *range(0xE0020, 0xE0080), *range(0xE0100, 0xE01F0))))
# What has no letter and no figure parts words; in ASCII each character folds to one.
_ASCII = {number: " " for number in range(128) if not chr(number).isalnum()}
# What no decomposition makes plain.
_PLAIN = str.maketrans("đ", "d")


def fold(text: str) -> str:
    """The words of a text as search compares them, one space between two.

    Compatible forms (NFKC) and capitals are the same; format characters go; digits become ASCII; marks go after Latin
    letters only; nikhahit stands before the tone; punctuation and symbols part words. Folding twice changes nothing.
    """
    if text.isascii():
        return " ".join(text.lower().translate(_ASCII).split())
    return " ".join("".join(map(_folded, _pieces().findall(text))).split())


def spans(text: str, words: Collection[str]) -> list[tuple[int, int]]:
    """Where folded words were found in a text: first character and the one after the last, without overlaps.

    A letter is taken with all its marks.
    """
    joined, starts, ends = _laid_out(text)
    found = sorted(
        (starts[at.start()], ends[at.end() - 1])
        for word in words
        if word
        for at in re.finditer(re.escape(word), joined)
    )
    merged: list[tuple[int, int]] = []
    for first, last in found:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def letter_start(text: str, at: int) -> int:
    """Where the letter starts that this character is part of: nothing is cut between a letter and its marks."""
    while 0 < at < len(text) and _belongs_to_the_one_before(text[at]):
        at -= 1
    return at


def _laid_out(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """The folded text before its spaces are counted; for each of its characters where in the text it begins and ends."""
    if text.isascii():
        return text.lower().translate(_ASCII), range(len(text)), range(1, len(text) + 1)
    starts: list[int] = []
    ends: list[int] = []
    parts: list[str] = []
    for piece in _pieces().finditer(text):
        folded = _folded(piece.group())
        parts.append(folded)
        starts += [piece.start()] * len(folded)
        ends += [piece.end()] * len(folded)
    return "".join(parts), starts, ends


@cache
def _pieces() -> re.Pattern[str]:
    """Each character with what belongs to it."""
    marks = "".join(filter(_belongs_to_the_one_before, map(chr, range(0x20000)))) + _TAGS
    return re.compile(f".[{re.escape(marks)}]*", re.DOTALL)


@lru_cache(maxsize=4096)
def _belongs_to_the_one_before(character: str) -> bool:
    """Judged by the first plain character of it: a halfwidth mark of sound is a letter, and folds to a mark."""
    first = unicodedata.normalize("NFKD", character)[0]
    return unicodedata.category(first) in ("Mn", "Mc", "Me", "Cf")


@lru_cache(maxsize=16384)
def _folded(piece: str) -> str:
    kept = "".join(character for character in piece if unicodedata.category(character) != "Cf")
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", kept).casefold()).translate(_PLAIN)
    letters: list[str] = []
    after_latin = False
    for character in plain:
        kind = unicodedata.category(character)
        if kind == "Mn" and after_latin:
            continue
        after_latin = kind[0] == "L" and unicodedata.name(character, "").startswith("LATIN")
        if kind == "Nd":
            letters.append(str(unicodedata.digit(character)))
        else:
            letters.append(character if kind[0] in "LMN" else " ")
    return _OUT_OF_ORDER.sub(
        lambda run: "".join(sorted(run.group(), key=lambda mark: mark not in _NIKHAHIT)),
        unicodedata.normalize("NFKC", "".join(letters)),
    )

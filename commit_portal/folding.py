"""Fold text for search, so that what is typed finds what was written: pure, no Django.

Vietnamese is found without its marks, digits of each script by the digits of any other, and a text by any fragment.
The marks of Khmer, Lao, Burmese and Thai are letters of their own, and stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache

# A character with the marks and format characters that follow it. SARA AM of Thai and Lao is a vowel that is typed
# after the tone, and folds to a nikhahit (a mark that belongs before the tone) and a vowel.
_SARA_AM = "\u0e33\u0eb3"
_NIKHAHIT = "\u0e4d\u0ecd"
_TONES = "\u0e48-\u0e4b\u0ec8-\u0ecb"
_OUT_OF_ORDER = re.compile(rf"[{_TONES}]+[{_NIKHAHIT}][{_TONES}{_NIKHAHIT}]*")
# What no decomposition makes plain.
_PLAIN = str.maketrans("đ", "d")


def fold(text: str) -> str:
    """The words of a text as search compares them, one space between two.

    Compatible forms (NFKC) and capitals are the same; format characters go; digits become ASCII; marks go after Latin
    letters only; nikhahit stands before the tone; punctuation and symbols part words. Folding twice changes nothing.
    """
    return " ".join("".join(_folded(piece) for piece, _ in _pieces(text)).split())


def spans(text: str, words: Collection[str]) -> list[tuple[int, int]]:
    """Where folded words were found in a text: first character and the one after the last, without overlaps.

    A letter is taken with all its marks.
    """
    starts: list[int] = []
    parts: list[str] = []
    ends: list[int] = []
    for piece, start in _pieces(text):
        folded = _folded(piece)
        parts.append(folded)
        starts.extend([start] * len(folded))
        ends.extend([start + len(piece)] * len(folded))
    joined = "".join(parts)
    found = sorted(
        (starts[at], ends[at + len(word) - 1]) for word in words if word for at in _occurrences(joined, word)
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


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Each character with what belongs to it, and where it starts."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not _belongs_to_the_one_before(text[end]):
            yield text[start:end], start
            start = end


@lru_cache(maxsize=4096)
def _belongs_to_the_one_before(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf") or character in _SARA_AM


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
        letters.append(_letter(character, kind))
    return _OUT_OF_ORDER.sub(_nikhahit_first, unicodedata.normalize("NFKC", "".join(letters)))


def _letter(character: str, kind: str) -> str:
    if kind == "Nd":
        return str(unicodedata.digit(character))
    return character if kind[0] in "LMN" else " "


def _nikhahit_first(run: re.Match[str]) -> str:
    return "".join(sorted(run.group(), key=lambda mark: mark not in _NIKHAHIT))

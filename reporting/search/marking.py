"""Texts with the words that were found in them: as parts, so that the page marks them and escapes all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from commit_portal.folding import letter_start, spans

# Characters of an excerpt, and how many of them stand before the first word that was found.
EXCERPT, BEFORE = 180, 60
CUT = "…"


@dataclass(frozen=True)
class Part:
    """A piece of a text; `found` where it holds a word that was searched for."""

    text: str
    found: bool = False


def marked(text: str, words: Collection[str]) -> list[Part]:
    """The whole text in parts. Words are folded."""
    parts: list[Part] = []
    at = 0
    for first, last in spans(text, words):
        parts += [Part(text[at:first]), Part(text[first:last], found=True)]
        at = last
    return [part for part in (*parts, Part(text[at:])) if part.text]


def excerpt(text: str, words: Collection[str]) -> list[Part]:
    """A piece of the text around the first word that was found, in parts; nothing where no word was found."""
    plain = " ".join(text.split())
    found = spans(plain, words)
    if not found:
        return []
    first = _begin(plain, found[0][0])
    last = _end(plain, max(first + EXCERPT, found[0][1]))
    parts = marked(plain[first:last], words)
    return [*([Part(CUT)] if first else []), *parts, *([Part(CUT)] if last < len(plain) else [])]


def _begin(text: str, found_at: int) -> int:
    """Some way before the word, where a word begins: scripts without spaces are cut between two letters."""
    at = found_at - BEFORE
    if at <= 0:
        return 0
    space = text.find(" ", at, found_at)
    return space + 1 if space >= 0 else letter_start(text, at)


def _end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - BEFORE, at + 1)
    return space if space >= 0 else letter_start(text, at)

"""Texts as HTML with the words marked that were found in them; all else is escaped."""

from collections.abc import Collection

from django.utils.html import escape
from django.utils.safestring import SafeString

from commit_portal.i18n.search_normalization import letter_start, spans

# Characters of an excerpt, and how many of them stand before the first word that was found.
EXCERPT, BEFORE = 180, 60
CUT = "…"


def marked(text: str, words: Collection[str]) -> SafeString:
    """The whole text. Words are folded."""
    parts: list[str] = []
    at = 0
    for first, last in spans(text, words):
        parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    return SafeString("".join((*parts, escape(text[at:]))))


def excerpt(text: str, words: Collection[str]) -> SafeString:
    """A piece of the text around the first word that was found; nothing where no word was found."""
    plain = " ".join(text.split())
    found = spans(plain, words)
    if not found:
        return SafeString("")
    first = _begin(plain, found[0][0])
    last = _end(plain, max(first + EXCERPT, found[0][1]))
    piece = marked(plain[first:last], words)
    return SafeString(f"{CUT if first else ''}{piece}{CUT if last < len(plain) else ''}")


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

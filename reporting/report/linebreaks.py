"""Where a line of print may break, in scripts that write no spaces and in words that never end.

WeasyPrint wraps Thai, Chinese and Vietnamese; Lao, Khmer and Burmese lines run off the page unless break
opportunities are in the text. A word of thousands of characters costs minutes of layout: it
gets an opportunity every `LONGEST_RUN` characters.
"""

import re
from itertools import pairwise

from icu4py.breakers import CharacterBreaker, LineBreaker

OPPORTUNITY = "\u200b"
LONGEST_RUN = 40

_WITHOUT_SPACES = re.compile(
    "[\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f]"
)
_LONG_RUN = re.compile(rf"[^\s{OPPORTUNITY}]{{{LONGEST_RUN + 1},}}")
# What HTML, PDF and XML cannot carry.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def breakable(text: str) -> str:
    """The text with break opportunities (U+200B). Nothing visible changes; control characters are dropped."""
    text = _CONTROLS.sub("", text)
    if _WITHOUT_SPACES.search(text):
        text = _between_words(text)
    if len(text) > LONGEST_RUN:
        text = _LONG_RUN.sub(lambda found: _every_so_often(found[0]), text)
    return text


def _between_words(text: str) -> str:
    parts = list(LineBreaker(text, "en"))
    joined = [parts[0]]
    for before, part in pairwise(parts):
        if before[-1:].isspace() or before.endswith(OPPORTUNITY):
            joined.append(part)
        else:
            joined.append(OPPORTUNITY + part)
    return "".join(joined)


def _every_so_often(run: str) -> str:
    """Break between characters as readers see them: never between a letter and its marks."""
    characters = list(CharacterBreaker(run, "en"))
    pieces = (characters[start : start + LONGEST_RUN] for start in range(0, len(characters), LONGEST_RUN))
    return OPPORTUNITY.join("".join(piece) for piece in pieces)

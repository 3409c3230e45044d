"""The page of search: its address holds what was typed, so that it can be sent."""

import re
import unicodedata

from django.utils.translation import gettext

from commit_portal import clock
from commit_portal.i18n import fold
from commit_portal.workflow import ReadView, Values
from reporting.search.results import MOST, sections
from workplans.request_context.request import SeatMixin

# Characters that are looked for: fewer find nearly everything, more are nobody's words.
FEWEST_CHARACTERS, MOST_CHARACTERS, MOST_WORDS = 2, 100, 8
# Of an activity ("kh 2011 002") or of a target ("2 t2"), folded.
_CODE = re.compile(r"\b(?:([a-z]{2,8}) ?(\d{4}) ?(\d{3})|(\d{1,2}) (t\d{1,2}))\b")


class SearchPage(SeatMixin, ReadView):
    """Find what the seat may read, from activities to meetings."""

    section = "search"
    template_name = "reporting/search/search.html"

    def get_context_data(self, **kwargs: object) -> Values:
        asked = self.request.GET.get("q", "").strip()
        seat, words = self.actor, _words_of(asked)
        wrong = _wrong_with(asked, words)
        found = sections(seat, words, on=clock.today()) if asked and not wrong else []
        context = {"asked": asked, "wrong": wrong, "sections": found, "most": MOST}
        return super().get_context_data(
            **context, is_cut=any(section["is_cut"] for section in found), **kwargs
        )


def _words_of(asked: str) -> list[str]:
    """The folded words, each once. A code is one word, however it is typed: "KH 2011 002", "kh2011002", "2.T2"."""
    folded, words, at = fold(asked), list[str](), 0
    for code in _CODE.finditer(folded):
        words += [*folded[at : code.start()].split(), " ".join(filter(None, code.groups()))]
        at = code.end()
    return list(dict.fromkeys([*words, *folded[at:].split()]))


def _wrong_with(asked: str, words: list[str]) -> str:
    """Why nothing is looked for; nothing where something is."""
    if len(asked) > MOST_CHARACTERS:
        return gettext("Use at most %(count)s characters.") % {"count": MOST_CHARACTERS}
    if len(words) > MOST_WORDS:
        return gettext("Use at most %(count)s words.") % {"count": MOST_WORDS}
    # A Chinese character is a word by itself.
    is_chinese = any(unicodedata.name(one, "").startswith("CJK UNIFIED") for one in asked)
    if asked and sum(map(len, words)) < FEWEST_CHARACTERS and not is_chinese:
        return gettext("Type at least two letters or figures.")
    return ""

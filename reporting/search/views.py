"""The page of search: its address holds what was typed, so that it can be sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from commit_portal import clock
from commit_portal.folding import fold
from reporting.search.results import MOST, sections
from workplans.frame.request import seat_of

# Characters that are looked for: fewer find nearly everything, more are nobody's words.
FEWEST_CHARACTERS, MOST_CHARACTERS, MOST_WORDS = 2, 100, 8


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find activities, plans, texts, partners, people and meetings that the seat may read."""
    seat = seat_of(request)
    asked = request.GET.get("q", "").strip()
    words = list(dict.fromkeys(fold(asked).split()))
    wrong = _wrong_with(asked, words)
    found = sections(seat, words, on=clock.today()) if asked and not wrong else []
    context = {
        "asked": asked,
        "wrong": wrong,
        "sections": found,
        "is_cut": any(section.is_cut for section in found),
        "most": MOST,
    }
    return render(request, "reporting/search.html", context)


def _wrong_with(asked: str, words: list[str]) -> str:
    """Why nothing is looked for; nothing where something is."""
    if len(asked) > MOST_CHARACTERS:
        return gettext("Use at most %(count)s characters.") % {"count": MOST_CHARACTERS}
    if len(words) > MOST_WORDS:
        return gettext("Use at most %(count)s words.") % {"count": MOST_WORDS}
    if asked and sum(map(len, words)) < FEWEST_CHARACTERS:
        return gettext("Type at least two letters or figures.")
    return ""

"""How a target came to its state in one place: its closed answers, round by round over the years."""

from collections.abc import Iterator, Sequence

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.formatting import language_of
from commit_portal.workflow.views import Values
from reporting.dataset.values import CellStatus, SaidAt
from reporting.dataset_queries.rounds import Round
from reporting.report_text.values import ANSWER_WITHDRAWN, CELL_WORDS

# What is drawn beside each other, and the characters of an explanation under it.
MOST, MOST_CHARACTERS = 6, 70
NAMES: dict[SaidAt, Promise] = {SaidAt.MID_YEAR: _("Mid-year %(year)s"), SaidAt.SOM: _("SOM %(year)s")}
ORDER = ("no_activity", "in_progress", "achieved")


def track_of(rounds: Sequence[Round], year: int, *, reads_words: bool) -> Values:
    """The last rounds that readers see, the oldest first, and what is not closed yet in the year of the page.

    With `reads_words` their explanations, as far as the dataset of the year has them.
    """
    seen = [one for one in rounds if one.is_last]
    waiting = [stage for stage in SaidAt if (year, stage) not in {(one.year, one.stage) for one in seen}]
    steps = [*_said(seen, reads_words=reads_words)]
    for stage in waiting:
        steps.append({"status": "planned", "word": gettext("Not closed yet"), "when": _name(year, stage)})
    left_out = max(len(steps) - MOST, 0)
    return {"steps": steps[left_out:], "left_out": left_out}


def _said(rounds: Sequence[Round], *, reads_words: bool) -> Iterator[Values]:
    before = ""
    for one in rounds:
        status = "" if one.is_withdrawn else one.status
        word = CELL_WORDS[CellStatus(status or CellStatus.NOT_REPORTED)]
        slipped = status in ORDER and before in ORDER and ORDER.index(status) < ORDER.index(before)
        before = "" if one.is_withdrawn else status or before
        when = _name(one.year, one.stage)
        if one.number > 1:
            said = gettext("%(review)s, version %(round)s of the answers")
            when = said % {"review": when, "round": one.number}
        words = one.narrative if reads_words and one.reads_words else ""
        yield {
            "status": status or "not_reported",
            "word": ANSWER_WITHDRAWN if one.is_withdrawn else word,
            "slipped": slipped,
            "when": when,
            "words": Truncator(words).chars(MOST_CHARACTERS),
            "language": language_of(words),
        }


def _name(year: int, stage: SaidAt) -> str:
    return str(NAMES[stage]) % {"year": year}

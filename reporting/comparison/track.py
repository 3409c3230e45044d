"""How a target came to its state in one place: its closed answers, round by round over the years."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext, ngettext

from commit_portal.i18n.formatting import language_of
from commit_portal.i18n.search_normalization import letter_start
from commit_portal.workflow.views import Values
from reporting.dataset.values import CellStatus
from reporting.dataset_queries.rounds import AnswerRound
from reporting.report_text.values import ANSWER_WITHDRAWN, CELL_WORDS, review_name
from reporting.statuses import ReviewStage, TargetProgress

# What is drawn beside each other, and the characters of an explanation under it.
MOST, MOST_CHARACTERS = 6, 70
ORDER = ("no_activity", "in_progress", "achieved")


def track_of(rounds: Sequence[AnswerRound], year: int, opened: set[str], *, reads_words: bool) -> Values:
    """The last rounds, the oldest first, and what was `opened` and is not closed yet in the year of the page.

    With `reads_words` their explanations, as far as the dataset of the year has them.
    """
    steps = [*_said(rounds, reads_words=reads_words)]
    closed = {one.stage for one in rounds if one.year == year}
    for stage in ReviewStage:
        if stage in opened and stage not in closed:
            word = gettext("Not closed yet")
            steps.append({"status": "planned", "word": word, "when": review_name(stage, year)})
    count = max(len(steps) - MOST, 0)
    words = ngettext(
        "%(count)s earlier review is not shown here.", "%(count)s earlier reviews are not shown here.", count
    )
    return {"steps": steps[-MOST:], "left_out": words % {"count": count} if count else ""}


def _said(rounds: Sequence[AnswerRound], *, reads_words: bool) -> Iterator[Values]:
    before, answered, answered_in = "", "", 0
    for one in rounds:
        # Within a year an answer stays where the next review says nothing.
        stays = not one.status and one.year == answered_in
        if one.status:
            answered, answered_in = one.status, one.year
        said = answered if stays else one.status
        is_withdrawn = said == TargetProgress.TAKEN_BACK
        status = CellStatus.NOT_REPORTED if is_withdrawn or not said else CellStatus(said)
        moved_back = status in ORDER and before in ORDER and ORDER.index(status) < ORDER.index(before)
        before = status if said else before
        when = review_name(one.stage, one.year)
        if one.number > 1:
            numbered = gettext("%(review)s, version %(round)s of the answers")
            when = numbered % {"review": when, "round": one.number}
        if stays:
            when = gettext("%(review)s, as reported at mid-year") % {"review": when}
        words = one.narrative if reads_words and one.has_plan else ""
        cut = words[: letter_start(words, MOST_CHARACTERS)]
        yield {
            "status": status.value,
            "word": ANSWER_WITHDRAWN if is_withdrawn else CELL_WORDS[status],
            "moved_back": moved_back,
            "when": when,
            "words": words if cut == words else f"{cut}…",
            "language": language_of(words),
        }

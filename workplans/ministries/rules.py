"""Rules about the ministries' word, without a number of their own."""

from collections.abc import Collection, Mapping

from commit_portal.i18n.messages import message
from commit_portal.refusals import Violation
from workplans.models import Ministry, MinistryAnswer
from workplans.statuses import MinistryWord

MINISTRIES = "MINISTRIES"


def each_has_a_member(asked: Collection[Ministry], answering: Collection[Ministry]) -> Violation | None:
    """Refuse to ask nobody, and to ask a ministry for which no member can answer."""
    if not asked:
        return Violation(MINISTRIES, message("ministry.choose"), field="ministries")
    without = [ministry for ministry in asked if ministry not in answering]
    if without:
        said = message("ministry.has_no_member", ministry=without[0].name)
        return Violation(MINISTRIES, said, field="ministries")
    return None


def a_no_says_why(answer: str, word: str) -> Violation | None:
    """Refuse a no without a word."""
    if answer == MinistryWord.NO and not word.strip():
        return Violation(MINISTRIES, message("ministry.says_why_not"), field="word")
    return None


def paper_replaces_no_word(said: MinistryAnswer | None, now: Mapping[str, str]) -> Violation | None:
    """Refuse to record on paper what a member has answered to the content of now."""
    if said is None or not said.answer or said.on_paper or said.content != now:
        return None
    return Violation(MINISTRIES, message("ministry.answered_itself"), field="answer")

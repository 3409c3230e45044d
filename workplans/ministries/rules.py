"""Rules about the ministries' word, without a number of their own."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commit_portal.i18n.messages import say
from commit_portal.refusals import Violation
from workplans.models import Ministry, MinistryAnswer
from workplans.statuses import MinistryWord

MINISTRIES = "MINISTRIES"
CHOOSE_ONE = gettext_lazy("Choose at least one ministry.")


def each_has_a_member(asked: Collection[Ministry], answering: Collection[Ministry]) -> Violation | None:
    """Refuse to ask nobody, and to ask a ministry for which no member can answer."""
    if not asked:
        return Violation(MINISTRIES, CHOOSE_ONE, field="ministries")
    without = [ministry for ministry in asked if ministry not in answering]
    if without:
        said = _("No person can answer in the portal for %(ministry)s. Enter the answer that came on paper.")
        return Violation(MINISTRIES, say(said, ministry=without[0].name), field="ministries")
    return None


def a_no_says_why(answer: str, word: str) -> Violation | None:
    """Refuse a no without a word."""
    if answer == MinistryWord.NO and not word.strip():
        return Violation(MINISTRIES, _("Give a short reason why the ministry does not agree."), field="word")
    return None


def paper_replaces_no_word(said: MinistryAnswer | None, now: Mapping[str, str]) -> Violation | None:
    """Refuse to record on paper what a member has answered to the content of now."""
    if said is None or not said.answer or said.on_paper or said.content != now:
        return None
    reason = _(
        "A member has already answered for this ministry about the current workplan. Ask the member "
        "to change the answer."
    )
    return Violation(MINISTRIES, reason, field="answer")

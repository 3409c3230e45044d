"""Rules about the ministries' word, without a number of their own."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _, gettext_lazy

from commit_portal.i18n import say
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
        return Violation(MINISTRIES, _("If you answer “no”, give a reason."), field="word")
    return None


def only_a_yes_is_named(
    named: Iterable[Ministry], answers: Iterable[MinistryAnswer], content: Mapping[str, str]
) -> Violation | None:
    """Refuse a submission that names a ministry as agreed whose last answer is no yes (WP-11)."""
    agreeing = {answer.ministry_id for answer in answers if answer.may_be_named(content)}
    without = [ministry for ministry in named if ministry.pk not in agreeing]
    if not without:
        return None
    said = _("%(ministry)s has no “yes” to this workplan. Look at the answers of the ministries again.")
    return Violation(MINISTRIES, say(said, ministry=without[0].name), field="agreed_by")


def letter_is_not_of_the_future(letter_on: date | None, *, today: date) -> Violation | None:
    """Refuse a letter with a day that is still to come."""
    if letter_on is None or letter_on <= today:
        return None
    said = _("%(day)s is in the future. Enter the day of the letter.")
    return Violation(MINISTRIES, say(said, day=letter_on), field="letter_on")


def paper_replaces_no_word(said: MinistryAnswer | None, now: Mapping[str, str]) -> Violation | None:
    """Refuse to record on paper what a member has answered to the content of now."""
    if said is None or not said.answer or said.on_paper or said.content != now:
        return None
    reason = _(
        "A member has already answered for this ministry about the current workplan. Ask the member "
        "to change the answer."
    )
    return Violation(MINISTRIES, reason, field="answer")

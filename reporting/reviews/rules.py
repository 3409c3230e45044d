"""Rules of a review as a whole."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from commit_portal.i18n.formatting import and_list
from commit_portal.i18n.messages import say
from commit_portal.refusals import Violation
from reporting.answers.rules import REVIEW
from reporting.models import CountryReview
from reporting.statuses import CountryReviewStatus


def closes_with_all(sheets: Sequence[CountryReview], with_at_least: int | None) -> Violation | None:
    """Return a violation where answers are missing and the office did not choose to close without them.

    `with_at_least`: the number of submitted answers that it chose to close with, as its page showed it.
    """
    missing = [sheet.taskforce.name for sheet in sheets if sheet.status == CountryReviewStatus.OPEN]
    submitted = len(sheets) - len(missing)
    if not missing or (with_at_least is not None and submitted >= with_at_least):
        return None
    said = _("Tick “Close it with %(submitted)s of %(all)s”, or wait for %(names)s.")
    words = say(said, submitted=submitted, all=len(sheets), names=and_list(missing))
    return Violation(REVIEW, words, field=f"with_{submitted}")


def due_day_is_to_come(due: date | None, before: date | None, *, today: date) -> Iterator[Violation]:
    """Yield a violation for a day for answers that is past, unless it is the one that is set already."""
    if due is not None and due != before and due < today:
        said = _("%(day)s is in the past. Choose today or a later day, or leave the field empty.")
        yield Violation(REVIEW, say(said, day=due), field="answers_due_on")

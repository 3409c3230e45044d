"""Rules of a review as a whole."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from commit_portal.i18n import and_list, say
from commit_portal.refusals import Violation
from reporting.answers.rules import REVIEW
from reporting.models import CountryReview, Review
from reporting.statuses import CountryReviewStatus, ReviewStage

# A SOM meets within half a year of the year that it reviews: SOM 7 did in January.
SOM_AFTER_YEAR = timedelta(days=184)


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


def due_day_is_to_come(
    review: Review, due: date | None, before: date | None, *, today: date
) -> Iterator[Violation]:
    """Yield a violation for a day for answers that is past or long after the year, unless it is set already.

    A review that is held later than this has no such limit.
    """
    last = review.cycle.ends_on + (SOM_AFTER_YEAR if review.stage == ReviewStage.SOM else timedelta(0))
    said = ""
    if due is not None and due != before and due < today:
        said = _("%(day)s is in the past. Choose today or a later day, or leave the field empty.")
    elif due is not None and due != before and today <= last < due:
        said = _("%(day)s is too late for this review. Choose a day until %(last)s.")
    if said:
        yield Violation(REVIEW, say(said, day=due, last=last), field="answers_due_on")

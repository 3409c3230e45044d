"""Who may answer and read the answers of a taskforce."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import Sentence, say
from commit_portal.refusals import ALLOWED, Permit, allowed_if, refusal
from reporting.answers.queries import places_in_question
from reporting.answers.rules import ARE_CLOSED
from reporting.models import CountryReview
from reporting.statuses import CountryReviewStatus
from workplans.models import Seat, Taskforce
from workplans.statuses import SECRETARIAT_ROLES, Role

# Why answers cannot change, and who answers for the region.
ARE_SUBMITTED = _(
    "The answers are submitted. You can change the answers after the regional office reopens them."
)
OF_REGION = _("Only the regional office can answer for the region. Ask the regional office.")


def may_know_sheet(seat: Seat, taskforce: Taskforce) -> bool:
    """Whether a seat may learn that there is a sheet with answers (`queries.sheets_visible_to`)."""
    if seat.is_regional_office or seat.sits_in(taskforce.pk) or seat.is_desk_of(taskforce.pk):
        return True
    return taskforce.is_regional and seat.role in SECRETARIAT_ROLES


def may_read_answers(seat: Seat, sheet: CountryReview) -> Permit:
    """Of those who know the sheet: the regional office reads a country's answers while they are submitted or closed.

    Before that it sees how many there are (`queries.counted_rounds`).
    """
    waits = sheet.status == CountryReviewStatus.OPEN and not sheet.taskforce.is_regional
    if not (waits and seat.is_regional_office):
        return ALLOWED
    said = _(
        "%(taskforce)s has not submitted these answers yet. The page of the review shows how much is answered."
    )
    return refusal(say(said, taskforce=sheet.taskforce.name))


def may_answer(seat: Seat, sheet: CountryReview, *places: str) -> Permit:
    """Status, dates, partners' spending, narratives: officers and lead; the Regional sheet: regional office.

    In submitted answers a question of the desk opens the answer that it is about, and no other: `places` are those
    to change (`RowKind.of`).
    """
    whose = unless_closed(sheet, answers_are_of(seat, sheet.taskforce))
    if whose and sheet.status == CountryReviewStatus.SUBMITTED:
        in_question = places and places_in_question(sheet).issuperset(places)
        return allowed_if(in_question, ARE_SUBMITTED)
    return whose


def may_ask(seat: Seat, taskforce: Taskforce) -> Permit:
    """Ask a taskforce about its answers, until they are closed: its desk, which never changes one. The region has none."""
    said = _("Only the %(taskforce)s desk can ask about an answer. Write a comment instead.")
    return ALLOWED if seat.is_desk_of(taskforce.pk) else refusal(say(said, taskforce=taskforce.name))


def may_enter_spending(seat: Seat, sheet: CountryReview) -> Permit:
    """The Secretariat's spending: the country's desk, and the regional office on the Regional sheet."""
    return unless_closed(sheet, spending_is_of(seat, sheet.taskforce))


def unless_closed(sheet: CountryReview, whose: Permit) -> Permit:
    """This permit, unless the answers are closed."""
    return whose and allowed_if(sheet.status != CountryReviewStatus.CLOSED, ARE_CLOSED)


def answers_are_of(seat: Seat, taskforce: Taskforce) -> Permit:
    """Who answers for a taskforce, whatever the state of its sheet: a sheet closed meanwhile is then a stale form."""
    answers = seat.sits_in(taskforce.pk) and seat.role in (Role.OFFICER, Role.LEAD)
    said = _("Only the officers and the lead of the %(taskforce)s taskforce can answer. Ask one of them.")
    return _whose(seat, taskforce, answers, said)


def spending_is_of(seat: Seat, taskforce: Taskforce) -> Permit:
    """Who enters the Secretariat's spending for a taskforce, whatever the state of its sheet."""
    of_region = _(
        "Only the regional office can enter the spending of the Secretariat for the region. Ask the regional office."
    )
    said = _("Only the %(taskforce)s desk can enter the spending of the Secretariat. Ask the desk.")
    return _whose(seat, taskforce, seat.is_desk_of(taskforce.pk), said, of_region)


def may_submit_sheet(seat: Seat, sheet: CountryReview) -> Permit:
    """The lead; for the Regional column the regional office."""
    leads = seat.role == Role.LEAD and seat.sits_in(sheet.taskforce_id)
    said = _("Only the lead of the %(taskforce)s taskforce can submit the answers. Ask the lead.")
    return _whose(seat, sheet.taskforce, leads, said)


def _whose(
    seat: Seat, taskforce: Taskforce, is_theirs: bool, said: Sentence, of_region: Sentence = OF_REGION
) -> Permit:
    """The regional office acts for the region, for a country those of whom it `is_theirs`; else the words say who does."""
    if taskforce.is_regional:
        return allowed_if(seat.is_regional_office, of_region)
    return ALLOWED if is_theirs else refusal(say(said, taskforce=taskforce.name))


def may_close_sheet(seat: Seat, sheet: CountryReview) -> Permit:
    """With the review, by the regional office; nobody closes one country's answers apart."""
    said = _("When the regional office closes the review, the answers are closed too.")
    return allowed_if(seat.is_regional_office, said)


def may_reopen_sheet(seat: Seat, sheet: CountryReview) -> Permit:
    """The regional office, with a reason (RV-1)."""
    if not seat.is_regional_office:
        said = _("Only the regional office can reopen the answers of a country. Ask the regional office.")
        return refusal(said)
    said = _("These answers are already open. The taskforce can change them now.")
    return allowed_if(sheet.status != CountryReviewStatus.OPEN, said)

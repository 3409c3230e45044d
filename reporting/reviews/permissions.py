"""Who may open, answer and read reviews."""

from commit_portal.i18n.messages import message
from commit_portal.refusals import ALLOWED, Permit, refusal
from reporting.models import CountryReview, Review
from reporting.statuses import CountryReviewStatus, ReviewStatus
from workplans.models import Seat, Taskforce
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES, Role


def may_read_reviews(seat: Seat | None) -> Permit:
    """The state of a review is for the taskforces and the Secretariat; others read released editions."""
    if seat is not None and seat.role in (*TASKFORCE_ROLES, *SECRETARIAT_ROLES):
        return ALLOWED
    return refusal(message("reviews.not_yours_to_read"))


def may_keep_reviews(seat: Seat, review: Review | None = None) -> Permit:
    """Plan, open and close reviews, and reopen one country: the regional office. `review` is for the walker."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal(message("reviews.regional_office_keeps"))


def may_know_sheet(seat: Seat | None, taskforce: Taskforce) -> bool:
    """Whether a seat may learn that there is a sheet with answers. If not: 404."""
    if seat is None:
        return False
    if seat.is_regional_office or seat.sits_in(taskforce.pk) or seat.is_desk_of(taskforce.pk):
        return True
    return taskforce.is_regional and seat.role in SECRETARIAT_ROLES


def may_answer(seat: Seat, sheet: CountryReview) -> Permit:
    """Status, dates, partners' spending, narratives: officers and lead; the Regional sheet: regional office."""
    whose = answers_are_of(seat, sheet.taskforce)
    return _still_open(sheet) if whose else whose


def may_enter_spending(seat: Seat, sheet: CountryReview) -> Permit:
    """The Secretariat's spending: the country's desk, and the regional office on the Regional sheet."""
    whose = spending_is_of(seat, sheet.taskforce)
    if whose and sheet.status == CountryReviewStatus.CLOSED:
        return refusal(message("answers.are_closed"))
    return whose


def answers_are_of(seat: Seat, taskforce: Taskforce) -> Permit:
    """Who answers for a taskforce, whatever the state of its sheet: a sheet closed meanwhile is then a stale form."""
    if taskforce.is_regional:
        if seat.is_regional_office:
            return ALLOWED
        return refusal(message("answers.of_region"))
    if seat.sits_in(taskforce.pk) and seat.role in (Role.OFFICER, Role.LEAD):
        return ALLOWED
    return refusal(message("answers.of_taskforce", taskforce=taskforce.name))


def spending_is_of(seat: Seat, taskforce: Taskforce) -> Permit:
    """Who enters the Secretariat's spending for a taskforce, whatever the state of its sheet."""
    if taskforce.is_regional:
        if seat.is_regional_office:
            return ALLOWED
        return refusal(message("answers.spending_of_region"))
    if seat.is_desk_of(taskforce.pk):
        return ALLOWED
    return refusal(message("answers.spending_of_desk", taskforce=taskforce.name))


def may_submit_sheet(seat: Seat, sheet: CountryReview) -> Permit:
    """The lead; for the Regional column the regional office."""
    if sheet.taskforce.is_regional:
        if seat.is_regional_office:
            return ALLOWED
        return refusal(message("answers.of_region"))
    if seat.role == Role.LEAD and seat.sits_in(sheet.taskforce_id):
        return ALLOWED
    return refusal(message("answers.lead_submits", taskforce=sheet.taskforce.name))


def may_close_sheet(seat: Seat, sheet: CountryReview) -> Permit:
    """With the review, by the regional office; nobody closes one country's answers apart."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal(message("answers.closed_with_review"))


def may_reopen_sheet(seat: Seat, sheet: CountryReview) -> Permit:
    """The regional office, with a reason (RV-1)."""
    if not seat.is_regional_office:
        return refusal(message("answers.regional_office_reopens"))
    if sheet.status == CountryReviewStatus.OPEN:
        return refusal(message("answers.open_already"))
    return ALLOWED


def _still_open(sheet: CountryReview) -> Permit:
    if sheet.status == CountryReviewStatus.CLOSED:
        return refusal(message("answers.are_closed"))
    if sheet.status == CountryReviewStatus.SUBMITTED:
        return refusal(message("answers.are_submitted"))
    if sheet.review.status == ReviewStatus.PLANNED:
        return refusal(message("review.not_opened"))
    return ALLOWED

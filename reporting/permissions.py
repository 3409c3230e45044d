"""Who may do what in reviews and meetings, and if not, why."""

from __future__ import annotations

from commit_portal.decisions import ALLOWED, Decision, refusal
from commit_portal.lifecycle import MACHINE, Machine
from commit_portal.messages import message
from reporting.models import AnnualReport, CountryReview, Meeting, RecommendationAddressee, Review
from reporting.statuses import CountryReviewStatus, ReviewStatus
from workplans.models import Seat, Taskforce
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES, Audience, Role


def may_read_reviews(seat: Seat | None) -> Decision:
    """The state of a review is for the taskforces and the Secretariat; others read released editions."""
    if seat is not None and seat.role in (*TASKFORCE_ROLES, *SECRETARIAT_ROLES):
        return ALLOWED
    return refusal(message("reviews.not_yours_to_read"))


def may_keep_reviews(seat: Seat, review: Review | None = None) -> Decision:
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


def may_answer(seat: Seat, sheet: CountryReview) -> Decision:
    """Status, dates, partners' spending, narratives: officers and lead; the Regional sheet: regional office."""
    whose = answers_are_of(seat, sheet.taskforce)
    return _still_open(sheet) if whose else whose


def may_enter_spending(seat: Seat, sheet: CountryReview) -> Decision:
    """The Secretariat's spending: the country's desk, and the regional office on the Regional sheet."""
    whose = spending_is_of(seat, sheet.taskforce)
    if whose and sheet.status == CountryReviewStatus.CLOSED:
        return refusal(message("answers.are_closed"))
    return whose


def answers_are_of(seat: Seat, taskforce: Taskforce) -> Decision:
    """Who answers for a taskforce, whatever the state of its sheet: a sheet closed meanwhile is then a stale form."""
    if taskforce.is_regional:
        if seat.is_regional_office:
            return ALLOWED
        return refusal(message("answers.of_region"))
    if seat.sits_in(taskforce.pk) and seat.role in (Role.OFFICER, Role.LEAD):
        return ALLOWED
    return refusal(message("answers.of_taskforce", taskforce=taskforce.name))


def spending_is_of(seat: Seat, taskforce: Taskforce) -> Decision:
    """Who enters the Secretariat's spending for a taskforce, whatever the state of its sheet."""
    if taskforce.is_regional:
        if seat.is_regional_office:
            return ALLOWED
        return refusal(message("answers.spending_of_region"))
    if seat.is_desk_of(taskforce.pk):
        return ALLOWED
    return refusal(message("answers.spending_of_desk", taskforce=taskforce.name))


def may_submit_sheet(seat: Seat, sheet: CountryReview) -> Decision:
    """The lead; for the Regional column the regional office."""
    if sheet.taskforce.is_regional:
        if seat.is_regional_office:
            return ALLOWED
        return refusal(message("answers.of_region"))
    if seat.role == Role.LEAD and seat.sits_in(sheet.taskforce_id):
        return ALLOWED
    return refusal(message("answers.lead_submits", taskforce=sheet.taskforce.name))


def may_close_sheet(seat: Seat, sheet: CountryReview) -> Decision:
    """With the review, by the regional office; nobody closes one country's answers apart."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal(message("answers.closed_with_review"))


def may_reopen_sheet(seat: Seat, sheet: CountryReview) -> Decision:
    """The regional office, with a reason (RV-1)."""
    if not seat.is_regional_office:
        return refusal(message("answers.regional_office_reopens"))
    if sheet.status == CountryReviewStatus.OPEN:
        return refusal(message("answers.open_already"))
    return ALLOWED


def may_keep_meetings(seat: Seat) -> Decision:
    """Add meetings, who came and what was said: the regional office."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal(message("meetings.regional_office_keeps"))


def may_recommend(seat: Seat, meeting: Meeting) -> Decision:
    """Write down what a meeting recommends: the regional office."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal(message("recommendations.regional_office_writes"))


def may_read_recommendations(seat: Seat | None) -> Decision:
    """Recommendations and follow-ups are the taskforces' and the Secretariat's until an edition is released."""
    if seat is not None and seat.role in (*TASKFORCE_ROLES, *SECRETARIAT_ROLES):
        return ALLOWED
    return refusal(message("recommendations.not_yours_to_read"))


def may_follow_up(seat: Seat, addressee: RecommendationAddressee) -> Decision:
    """Say what became of a recommendation: officers and lead of the taskforce that is asked."""
    if addressee.taskforce.is_regional:
        return ALLOWED if seat.is_regional_office else refusal(message("recommendations.of_region"))
    if seat.sits_in(addressee.taskforce_id) and seat.role in (Role.OFFICER, Role.LEAD):
        return ALLOWED
    return refusal(message("recommendations.of_taskforce"))


def may_read_comparison(seat: Seat | None) -> Decision:
    """Taskforces and the Secretariat; others read released editions."""
    if seat is not None and seat.role in (*TASKFORCE_ROLES, *SECRETARIAT_ROLES):
        return ALLOWED
    return refusal("Partners and observers read the comparison in a released report.")


def _still_open(sheet: CountryReview) -> Decision:
    if sheet.status == CountryReviewStatus.CLOSED:
        return refusal(message("answers.are_closed"))
    if sheet.status == CountryReviewStatus.SUBMITTED:
        return refusal(message("answers.are_submitted"))
    if sheet.review.status == ReviewStatus.PLANNED:
        return refusal(message("review.not_opened"))
    return ALLOWED


def may_ask_edition(by: Seat | Machine | None) -> Decision:
    """The regional office asks for editions, for every audience; so does the command line."""
    if by is MACHINE or (isinstance(by, Seat) and by.is_regional_office):
        return ALLOWED
    return refusal("The regional office makes the editions of the annual report.")


def may_read_edition(seat: Seat | None, report: AnnualReport) -> Decision:
    """The Secretariat reads every edition; others those released to their audience."""
    if AnnualReport.objects.visible_to(seat).filter(pk=report.pk).exists():
        return ALLOWED
    return refusal("This edition has not been released to you.")


def may_download_edition(seat: Seat | None, report: AnnualReport) -> Decision:
    """Who may read an edition downloads it, as soon as it has files."""
    reading = may_read_edition(seat, report)
    if reading and not report.is_finished:
        return refusal("This edition has no files yet.")
    return reading


def may_release_edition(seat: Seat | None, report: AnnualReport) -> Decision:
    """A second look: the page asks for it once more before the readers see the edition."""
    asking = may_ask_edition(seat)
    if not asking:
        return asking
    if report.audience == Audience.SECRETARIAT:
        return refusal(
            "The Secretariat reads its edition as soon as it is ready: there is nothing to release."
        )
    return ALLOWED


def may_try_again(by: Seat | Machine | None, report: AnnualReport) -> Decision:
    """Who may ask for an edition asks once more after a failure."""
    return may_ask_edition(by)

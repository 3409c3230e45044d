"""Who may remove evidence and answer about it; who answers adds it, who reads the answers reads it (`reporting.answers`)."""

from commit_portal.refusals import ALLOWED, Permit, refusal
from reporting.answers.beside import AnswerShown
from reporting.answers.permissions import ARE_CLOSED, answers_are_of, may_answer, may_read_answers
from reporting.models import CountryReview, Evidence
from reporting.models.evidence import EvidenceQuerySet
from reporting.statuses import CountryReviewStatus
from workplans.models import Seat


def may_remove_evidence(seat: Seat, sheet: CountryReview, *places: str) -> Permit:
    """Who may change this answer; from the submission on the regional office, for data of a victim must go whenever found."""
    if seat.is_regional_office and may_read_answers(seat, sheet):
        return ALLOWED
    return may_answer(seat, sheet, *places)


def may_answer_about_file(seat: Seat, sheet: CountryReview) -> Permit:
    """Who answers, in submitted answers too: the file came before, and it is deleted without an answer."""
    whose = answers_are_of(seat, sheet.taskforce)
    return refusal(ARE_CLOSED) if whose and sheet.status == CountryReviewStatus.CLOSED else whose


def evidence_of(answer: AnswerShown, seat: Seat) -> EvidenceQuerySet:
    """What is shown for an answer to this seat, with what waits for its answer about personal data."""
    rows = Evidence.objects.filter(sheet=answer.sheet, activity=answer.activity, target=answer.target)
    if not may_read_answers(seat, answer.sheet):
        return rows.none()
    rows = rows.select_related("by")
    if may_answer_about_file(seat, answer.sheet):
        return rows.filter(removed_at__isnull=True)
    return rows.kept()

"""Who may read evidence and remove it; who answers adds it (`reporting.answers.permissions.may_answer`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.refusals import ALLOWED, Permit, refusal
from reporting.answers.beside import AnswerShown
from reporting.answers.permissions import may_answer, may_know_sheet, may_read_answers
from reporting.models import CountryReview, Evidence
from reporting.models.evidence import EvidenceQuerySet
from workplans.models import Seat


def may_read_evidence(seat: Seat, sheet: CountryReview) -> Permit:
    """Who reads the answers; the regional office those of a country from the moment on at which they are submitted."""
    if not may_know_sheet(seat, sheet.taskforce):
        return refusal(_("Only the taskforce and the Secretariat can read these files and links."))
    return may_read_answers(seat, sheet)


def may_remove_evidence(seat: Seat, sheet: CountryReview) -> Permit:
    """Who answers, until they are submitted; then the regional office, for data of a victim must go whenever it is found."""
    if seat.is_regional_office and may_read_evidence(seat, sheet):
        return ALLOWED
    return may_answer(seat, sheet)


def evidence_of(answer: AnswerShown, seat: Seat) -> EvidenceQuerySet:
    """What is shown for an answer to this seat; who adds sees also what waits for an answer about personal data."""
    rows = Evidence.objects.filter(sheet=answer.sheet, activity=answer.activity, target=answer.target)
    if not may_read_evidence(seat, answer.sheet):
        return rows.none()
    if may_answer(seat, answer.sheet):
        return rows.filter(removed_at__isnull=True).select_related("by")
    return rows.kept().select_related("by")

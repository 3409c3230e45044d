"""Who may remove evidence and answer about it; who answers adds it, who reads the answers reads it (`reporting.answers`)."""

from collections.abc import Iterable

from commit_portal.refusals import ALLOWED, Permit
from commit_portal.workflow import fingerprint
from reporting.answers.permissions import answers_are_of, may_answer, may_read_answers, unless_closed
from reporting.answers.sheet_data import AskedRow
from reporting.dataset_queries.answers import answered_in, sheets_of
from reporting.models import CountryReview, Evidence
from reporting.models.reviews import EvidenceQuerySet
from workplans.models import Seat, Workplan
from workplans.statuses import Audience


def may_remove_evidence(seat: Seat, sheet: CountryReview, *places: str) -> Permit:
    """Who may change this answer; from the submission on the regional office, for data of a victim must go whenever found."""
    if seat.is_regional_office and may_read_answers(seat, sheet):
        return ALLOWED
    return may_answer(seat, sheet, *places)


def may_answer_about_file(seat: Seat, sheet: CountryReview) -> Permit:
    """Who answers, in submitted answers too: the file came before, and it is deleted without an answer."""
    return unless_closed(sheet, answers_are_of(seat, sheet.taskforce))


def evidence_of(answer: AskedRow, seat: Seat) -> EvidenceQuerySet:
    """What is shown for an answer to this seat, with what waits for its answer about personal data."""
    rows = Evidence.objects.filter(sheet=answer.sheet, activity=answer.activity, target=answer.target)
    if not may_read_answers(seat, answer.sheet):
        return rows.none()
    rows = rows.select_related("by")
    if may_answer_about_file(seat, answer.sheet):
        return rows.filter(removed_at__isnull=True)
    return rows.kept()


def closed_evidence(plan: Workplan) -> EvidenceQuerySet:
    """The evidence of a taskforce's closed answers of a year, as far as others read these answers."""
    read = answered_in(sheets_of([plan.cycle_id])[plan.cycle_id], None).sheets
    rows = Evidence.objects.kept().filter(sheet__in=list(read), sheet__taskforce=plan.taskforce_id)
    return rows.select_related("sheet__review__cycle", "sheet__taskforce", "activity", "target")


def evidence_to_tick(plan: Workplan) -> list[Evidence]:
    """What a lead ticks once: the same file or link of one answer, with the same title, in every review of the year."""
    found: dict[tuple[str, ...], Evidence] = {}
    for row in closed_evidence(plan):
        one = found.setdefault((row.place, row.path, row.url, row.title), row)
        one.shown_to = [reader for reader in Audience.values if reader in (*one.shown_to, *row.shown_to)]
    return list(found.values())


def ticks_of(rows: Iterable[Evidence]) -> str:
    """A mark of who reads what."""
    return fingerprint(*((row.pk, row.shown_to) for row in rows))

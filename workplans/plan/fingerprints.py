"""Fingerprints of what a page showed, to detect a stale form."""

from commit_portal.workflow.optimistic_locking import fingerprint
from workplans.models import Activity, LineDecision, Participation, Workplan
from workplans.plan.queries import decisions_to_send
from workplans.plan.snapshots import content_of


def decisions_mark(workplan: Workplan) -> str:
    """Fingerprint of a round's decisions, to detect a stale page. 16 hexadecimal digits."""
    recorded = decisions_to_send(workplan).order_by("activity").values_list("activity", "outcome", "reason")
    return fingerprint(workplan.round, workplan.status, *recorded)


def decision_mark(decision: LineDecision | None) -> str:
    """Fingerprint of the decision recorded on one line, to detect a stale row; the same for every line without one.

    16 hexadecimal digits.
    """
    return fingerprint() if decision is None else decision_text_mark(decision.outcome, decision.reason)


def decision_text_mark(outcome: str, reason: str) -> str:
    """Fingerprint of an outcome and its words. How a browser ends a line does not count, nor space around the words."""
    words = "\n".join(reason.split("\r\n")).strip()
    return fingerprint(outcome, words) if outcome or words else fingerprint()


def regional_mark(workplan: Workplan) -> str:
    """Fingerprint of the regional plan, its lines and each country's answer, to detect a stale page.

    16 hexadecimal digits.
    """
    lines = workplan.activities.order_by("pk").values_list("pk", "row_version")
    answers = Participation.objects.filter(activity__workplan=workplan).order_by("pk")
    return fingerprint(
        workplan.round,
        workplan.status,
        workplan.row_version,
        *lines,
        *answers.values_list("activity", "taskforce", "role", "confirmed_at"),
    )


def asked_mark(line: Activity) -> str:
    """Fingerprint of what a country was asked to take part in, to detect a stale page. 16 hexadecimal digits.

    Leaves out who else was asked or has answered: each answer changes the row version, and two countries may answer
    at once.
    """
    return fingerprint(*content_of(line), *sorted(link.target_id for link in line.target_links.all()))

"""The rules of single steps of a whole plan, without a number. The lifecycle names them."""

from commit_portal.i18n.messages import Message, message
from commit_portal.refusals import Violation
from workplans.models import LineDecision, Workplan
from workplans.plan.amendments import changes_of_amendment, needs_differ
from workplans.plan.plan_types import kind_of

# The code of what stands against a step of a plan. No numbered rule speaks of it.
STEP = "STEP"


def nothing_is_decided_yet(workplan: Workplan) -> Violation | None:
    """Return a violation once a decision of this round is recorded."""
    if LineDecision.objects.filter(activity__workplan=workplan, round=workplan.round).exists():
        return Violation(STEP, message("workplan.decisions_begun"))
    return None


def something_is_of_record(workplan: Workplan) -> Violation | None:
    """Return a violation where nothing of the plan has been approved."""
    if workplan.of_record_id is not None:
        return None
    return Violation(STEP, message("workplan.nothing_to_close"))


def something_was_approved_before(workplan: Workplan) -> Violation | None:
    """Return a violation for a first draft: only an amendment is dropped."""
    if workplan.of_record_id is not None:
        return None
    return Violation(STEP, message("workplan.is_first_draft"))


def nothing_differs(workplan: Workplan) -> Violation | None:
    """Return a violation that names what the amendment still changes."""
    if workplan.of_record_id is None:
        return None
    found: list[str | Message] = [change.activity.code for change in changes_of_amendment(workplan)]
    if needs_differ(workplan):
        found.append(message("amendment.needs"))
    if not found:
        return None
    code = kind_of(workplan.taskforce).amendment_still_differs
    return Violation(STEP, message(code, what=tuple(found)))

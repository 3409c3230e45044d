"""What the taskforce does with a returned line: answer the desk, and say that the line is done."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import say
from commit_portal.refusals import Refused, SomebodyWasFaster, broken, obey, require
from commit_portal.workflow.optimistic_locking import require_unchanged, save_if_unchanged
from workplans.drafting.writing import tell_the_taskforce
from workplans.models import Activity, LineDecision, Seat
from workplans.plan.differences import DECIDED_ON
from workplans.plan.line_content import differing
from workplans.plan.locking import locked_line
from workplans.plan.permissions import may_edit_activity
from workplans.plan.rules import wp_9
from workplans.presentation.loaders import texts_decided_on
from workplans.statuses import LineState, Outcome, WorkplanStatus

# What was done.
DONE, NOT_DONE = _("%(code)s is done."), _("%(code)s is not done any more. You can change it again.")


@transaction.atomic
def answer_return(activity: Activity, answer: str, *, shown: str, by: Seat, now: datetime) -> None:
    """Write the answer to the desk, where it is another one. `shown` is the answer that the page showed.

    The desk reads it once the plan is submitted again. Raises `StaleRow` where somebody else wrote another one.
    """
    line, back = _locked_return(activity, by)
    if answer == back.answer:
        return
    require_unchanged(back, seen=shown, now=back.answer)
    back.answer = answer
    back.save(update_fields=["answer"])
    tell_the_taskforce("answer_return", line, "line.return_answered", by, now)


@transaction.atomic
def finish_return(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Mark a returned line as done: it needs a new decision. A change is not enough, and without one an answer is.

    Raises `SomebodyWasFaster` where it is done already, `RuleBroken` with WP-9 where it has neither change nor answer.
    """
    line, back = _locked_return(activity, by)
    if back.done_by is not None:
        raise SomebodyWasFaster(
            say(_("%(code)s is already done, by %(who)s."), code=line.code, who=str(back.done_by))
        )
    decided_on = texts_decided_on(line.workplan, [back])[back.round, line.pk]
    if not (back.answer or differing(decided_on, line, DECIDED_ON)):
        said = _("%(code)s is not changed yet. Change the activity or answer the desk, then mark it as done.")
        obey(broken(wp_9, say(said, code=line.code), where=line.short_code))
    save_if_unchanged(line, seen=line.row_version, state=LineState.PROPOSED)
    back.done_at, back.done_by = now, by.user
    back.save(update_fields=["done_at", "done_by"])
    # The history tells the answer too.
    tell_the_taskforce("finish_return", line, "line.return_done", by, now, note=back.answer)
    return line


@transaction.atomic
def reopen_return(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Take back that a returned line is done. Its changes and its answer stay."""
    line, back = _locked_return(activity, by)
    if back.done_by is None:
        raise SomebodyWasFaster(say(_("%(code)s is not done. You can change it."), code=line.code))
    save_if_unchanged(line, seen=line.row_version, state=LineState.RETURNED)
    back.done_at, back.done_by = None, None
    back.save(update_fields=["done_at", "done_by"])
    tell_the_taskforce("reopen_return", line, "line.return_reopened", by, now)
    return line


def _locked_return(activity: Activity, by: Seat) -> tuple[Activity, LineDecision]:
    """Lock a line of a returned plan, with the return that was sent last. Raises `Refused`."""
    line = locked_line(activity)
    require(may_edit_activity(by, line))
    back = line.decisions.sent().select_related("done_by").first()
    is_returned = line.workplan.status == WorkplanStatus.RETURNED
    if not is_returned or back is None or back.outcome != Outcome.RETURN:
        raise Refused(say(_("%(code)s was not returned. You can change it."), code=line.code))
    return line, back

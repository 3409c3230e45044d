"""Add, change, withdraw and bring back lines of a draft, always under the ceiling; and what is done with a returned line."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commit_portal import refusals
from commit_portal.i18n import say
from commit_portal.statuses import EventAudience
from commit_portal.workflow import fingerprint, record_event, require_unchanged
from commit_portal.workflow.optimistic_locking import save_if_unchanged
from workplans.consultation.actions.openings import end_open_support_of_line
from workplans.drafting.ways_out import WayOut, divided
from workplans.drafting.writing import LineWriter, tell_the_taskforce
from workplans.fields import DRAFTED
from workplans.models import Activity, LineDecision, Seat, Workplan
from workplans.plan import permissions
from workplans.plan.differences import DECIDED_ON
from workplans.plan.line_content import LineDraft, differing, value_of
from workplans.plan.line_history import values_of, write_history
from workplans.plan.locking import locked_activity, locked_line, locked_workplan, settle
from workplans.plan.rules import wp_9
from workplans.plan.versions import DECIDED
from workplans.presentation.loaders import texts_decided_on
from workplans.presentation.timeline import WRITE_NEEDS
from workplans.statuses import Funding, LineState, Outcome, WorkplanStatus

FORM_IS_USED = _("You already used this form. Send it again to add another activity.")
# What was done.
WITHDRAWN, RESTORED = _("%(code)s is withdrawn."), _("%(code)s is restored.")
DONE, NOT_DONE = _("%(code)s is done."), _("%(code)s is not done any more. You can change it again.")


@transaction.atomic
def add_activity(
    workplan: Workplan,
    draft: LineDraft,
    *,
    by: Seat,
    now: datetime,
    way_out: WayOut | None = None,
    made_with: UUID | None = None,
    looks_back: bool = False,
) -> Activity:
    """Add a line to a draft plan. Only the title is needed.

    Where the cost exceeds what is left under the ceiling, `way_out` divides it; the returned line has what it kept.
    `made_with` is the key of the form: the same form with the same content makes no second line, the first one is
    returned (`is_made_before`). Raises `MadeAlready` where the form made a line of other content, and with `looks_back`
    where another form of the same person made this content lately; `SomebodyWasFaster` where the form is used by
    somebody else or for another plan; `Refused`; or `RuleBroken` with WP-2 to WP-4, WP-12 to WP-14 or WP-16 to WP-18.
    """
    plan = locked_workplan(workplan)
    # A mark of what was typed into the form, with the way out that was chosen.
    chosen = (way_out.way, way_out.partner and way_out.partner.pk) if way_out else None
    typed = (value_of(draft, item.name) for item in DRAFTED)
    made_of = fingerprint([sorted(one) if isinstance(one, frozenset) else one for one in typed], chosen)
    if made_with is not None and (made := _made_before(plan, made_with, made_of, by=by)):
        return made
    if looks_back:
        since = plan.activities.filter(
            entered_by=by.user, entered_at__gt=now - refusals.LATELY, withdrawn_at=None
        )
        # Nobody has changed it since.
        lately = since.filter(made_of=made_of, history=None).order_by("-number").first()
        if lately is not None:
            time = f"{timezone.localtime(lately.entered_at):%H:%M}"
            said = _(
                "You added the same activity at %(time)s, as %(code)s. Change something, or add a second "
                "activity with the same text."
            )
            raise refusals.MadeAlready(say(said, code=lately.code, time=time), lately)
    room = plan.room_for(None, timezone.localdate(now))
    draft, ask = divided(draft, way_out, room=room)
    # The form may be making a line of another plan at this moment, under another lock.
    with refusals.unless_taken(FORM_IS_USED):
        writer = LineWriter(plan, by, now)
        activity = writer.add(draft, ask=ask, made_with=made_with, made_of=made_of if made_with else "")
        writer.write()
    settle(plan, room=room)
    return activity


@transaction.atomic
def withdraw_activity(activity: Activity, *, by: Seat, now: datetime, ends_support: bool = True) -> Activity:
    """Withdraw a line: its requests and offers end at once (CO-9).

    Without `ends_support` a line with a request, an offer or accepted support is refused.
    An approved line leaves the approved plan when the next decisions are sent.
    """
    line = locked_activity(activity)
    refusals.require(permissions.may_edit_activity(by, line))
    if not ends_support and line.contributions.not_ended().exists():
        said = _(
            "%(code)s has a request to a partner, an offer or accepted support. Withdraw the activity on its own page."
        )
        raise refusals.Refused(say(said, code=line.code))
    save_if_unchanged(line, seen=line.row_version, withdrawn_at=now, withdrawn_by=by.user)
    settle(line.workplan)
    end_open_support_of_line(line, by=by, now=now)
    tell_the_taskforce("withdraw", line, by, now)
    return line


@transaction.atomic
def restore_activity(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Bring a withdrawn line back, if it fits under the ceiling.

    Where the approved version already has the withdrawal, the line needs a new decision (WP-9).
    """
    line = locked_activity(activity)
    refusals.require(permissions.may_restore_activity(by, line))
    record = line.workplan.of_record if line.state in DECIDED else None
    ended = record is not None and record.lines.filter(activity=line, withdrawn=True).exists()
    save_if_unchanged(
        line,
        seen=line.row_version,
        withdrawn_at=None,
        withdrawn_by=None,
        state=LineState.PROPOSED if ended else line.state,
    )
    settle(line.workplan)
    tell_the_taskforce("restore", line, by, now)
    return line


@transaction.atomic
def unlock_activity(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Open another line of a returned plan. It needs a new decision if its content changes (WP-9)."""
    line = locked_activity(activity)
    refusals.require(permissions.may_unlock_activity(by, line))
    save_if_unchanged(line, seen=line.row_version, unlocked=True)
    tell_the_taskforce("unlock", line, by, now)
    return line


@transaction.atomic
def keep_without_support(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Keep a returned line as the government's own. It asks for no Secretariat money; the Secretariat notes it."""
    line = locked_activity(activity)
    refusals.require(permissions.may_keep_without_support(by, line))
    before = values_of(line)
    save_if_unchanged(
        line,
        seen=line.row_version,
        funding=Funding.NONE,
        secretariat_cost=Decimal(0),
        state=LineState.PROPOSED,
        changed_by=by.user,
        changed_at=now,
    )
    write_history(line.workplan, [(line, before, values_of(line))], by=by, now=now)
    settle(line.workplan)
    tell_the_taskforce("keep", line, by, now)
    return line


@transaction.atomic
def write_needs(workplan: Workplan, needs: str, *, seen: int, by: Seat, now: datetime) -> Workplan:
    """Write the plan's opportunities, gaps and needs. Raises `StaleRow` or `Refused`."""
    plan = locked_workplan(workplan)
    refusals.require(permissions.may_edit_workplan(by, plan))
    save_if_unchanged(plan, seen=seen, needs=needs)
    record_event(WRITE_NEEDS, plan, by=by, now=now, audience=EventAudience.TASKFORCE)
    return plan


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
    tell_the_taskforce("answer_return", line, by, now)


@transaction.atomic
def finish_return(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Mark a returned line as done: it needs a new decision. A change is not enough, and without one an answer is.

    Raises `SomebodyWasFaster` where it is done already, `RuleBroken` with WP-9 where it has neither change nor answer.
    """
    line, back = _locked_return(activity, by)
    if back.done_by is not None:
        said = _("%(code)s is already done, by %(who)s.")
        raise refusals.SomebodyWasFaster(say(said, code=line.code, who=str(back.done_by)))
    decided_on = texts_decided_on(line.workplan, [back])[back.round, line.pk]
    if not (back.answer or differing(decided_on, line, DECIDED_ON)):
        said = _("%(code)s is not changed yet. Change the activity or answer the desk, then mark it as done.")
        refusals.obey(refusals.broken(wp_9, say(said, code=line.code), where=line.short_code))
    save_if_unchanged(line, seen=line.row_version, state=LineState.PROPOSED)
    back.done_at, back.done_by = now, by.user
    back.save(update_fields=["done_at", "done_by"])
    # The history tells the answer too.
    tell_the_taskforce("finish_return", line, by, now, note=back.answer)
    return line


@transaction.atomic
def reopen_return(activity: Activity, *, by: Seat, now: datetime) -> Activity:
    """Take back that a returned line is done. Its changes and its answer stay."""
    line, back = _locked_return(activity, by)
    if back.done_by is None:
        raise refusals.SomebodyWasFaster(say(_("%(code)s is not done. You can change it."), code=line.code))
    save_if_unchanged(line, seen=line.row_version, state=LineState.RETURNED)
    back.done_at, back.done_by = None, None
    back.save(update_fields=["done_at", "done_by"])
    tell_the_taskforce("reopen_return", line, by, now)
    return line


def _made_before(plan: Workplan, made_with: UUID, made_of: str, *, by: Seat) -> Activity | None:
    """The line that this form has made; None where it made none.

    Raises `MadeAlready` where it had other content, `SomebodyWasFaster` where the form is not of this person and plan.
    """
    made = Activity.objects.filter(made_with=made_with).first()
    if made is None:
        return None
    if made.workplan_id != plan.pk or made.entered_by_id != by.user_id:
        raise refusals.SomebodyWasFaster(FORM_IS_USED)
    if made.made_of != made_of:
        said = _(
            "You already added %(code)s with this form. Change that activity, or send this form again to add "
            "another activity."
        )
        raise refusals.MadeAlready(say(said, code=made.code), made)
    made.workplan = plan
    made.is_made_before = True
    return made


def _locked_return(activity: Activity, by: Seat) -> tuple[Activity, LineDecision]:
    """Lock a line of a returned plan, with the return that was sent last. Raises `Refused`."""
    line = locked_line(activity)
    refusals.require(permissions.may_edit_activity(by, line))
    back = line.decisions.sent().select_related("done_by").first()
    is_returned = line.workplan.status == WorkplanStatus.RETURNED
    if not is_returned or back is None or back.outcome != Outcome.RETURN:
        raise refusals.Refused(say(_("%(code)s was not returned. You can change it."), code=line.code))
    return line, back

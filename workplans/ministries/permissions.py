"""Who asks the ministries of a taskforce, who answers for one, and who reads it; and if not, why."""

from commit_portal.i18n.messages import message
from commit_portal.refusals import ALLOWED, Permit, refusal
from workplans.ministries import messages as messages
from workplans.models import MinistryAnswer, Seat, Workplan
from workplans.plan.plan_types import NATIONAL
from workplans.statuses import Role, WorkplanStatus


def may_read_ministries(seat: Seat, workplan: Workplan) -> Permit:
    """Read what the ministries say: the taskforce alone. A no never leaves it."""
    if seat.sits_in(workplan.taskforce_id):
        return ALLOWED
    return refusal(message("ministry.taskforce_reads"))


def may_ask_ministries(seat: Seat, workplan: Workplan) -> Permit:
    """Ask the ministries: the lead, as long as the taskforce can change the plan."""
    return _while_it_can_change(NATIONAL.may_steer(seat, workplan, "ministry.lead_asks"), workplan)


def may_answer_for_ministry(seat: Seat, workplan: Workplan) -> Permit:
    """Say yes or no for one's own ministry: a member whose ministry was asked."""
    if seat.role != Role.MEMBER or not seat.sits_in(workplan.taskforce_id):
        return refusal(message("ministry.member_answers"))
    if seat.ministry_id is None:
        return refusal(message("ministry.seat_names_none"))
    may = _while_it_can_change(ALLOWED, workplan)
    asked = MinistryAnswer.objects.filter(
        workplan=workplan, ministry=seat.ministry_id, asked_at__isnull=False
    )
    if may and not asked.exists():
        return refusal(message("ministry.not_asked"))
    return may


def may_record_for_ministry(seat: Seat, workplan: Workplan) -> Permit:
    """Record what a ministry of the taskforce answered on paper: the lead."""
    return _while_it_can_change(NATIONAL.may_steer(seat, workplan, "ministry.lead_records"), workplan)


def _while_it_can_change(may: Permit, workplan: Workplan) -> Permit:
    if may and workplan.status not in (WorkplanStatus.DRAFT, WorkplanStatus.RETURNED):
        return refusal(message("ministry.plan_is_handed_over"))
    return may

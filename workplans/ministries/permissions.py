"""Who asks the ministries of a taskforce, who answers for one, and who reads it; and if not, why."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from commit_portal.refusals import ALLOWED, Permit, allowed_if, refusal
from workplans.models import MinistryAnswer, Seat, Workplan
from workplans.plan.plan_types import NATIONAL
from workplans.statuses import DRAFTING, Role, WorkplanStatus


def may_read_ministries(seat: Seat, workplan: Workplan) -> Permit:
    """Read what the ministries say: the taskforce alone. A no never leaves it."""
    said = _("Only the taskforce can read the answers of the ministries. You can read the workplan.")
    return allowed_if(seat.sits_in(workplan.taskforce_id), said)


def may_ask_ministries(seat: Seat, workplan: Workplan) -> Permit:
    """Ask the ministries: the lead, as long as the taskforce can change the plan."""
    said = _("Only the lead of the %(country)s taskforce can ask the ministries. Ask the lead.")
    return NATIONAL.may_steer(seat, workplan, said) and _while_it_can_change(workplan)


def may_answer_for_ministry(seat: Seat, workplan: Workplan, asked: Collection[int] | None = None) -> Permit:
    """Say yes or no for one's own ministry: a member whose ministry was asked, until the decisions are sent.

    `asked` are the keys of the ministries that were asked, where a page has loaded them: no query.
    """
    if seat.role != Role.MEMBER or not seat.sits_in(workplan.taskforce_id):
        said = _(
            "Only a member of the taskforce can answer for a ministry. If an answer came on paper, ask the lead to enter it."
        )
        return refusal(said)
    if seat.ministry_id is None:
        said = _("Your role has no ministry. Ask the regional office to add the ministry to your role.")
        return refusal(said)
    may = _while_it_can_change(workplan)
    if workplan.status == WorkplanStatus.SUBMITTED:
        may = ALLOWED
    if may and asked is None:
        requests = MinistryAnswer.objects.filter(
            workplan=workplan, ministry=seat.ministry_id, asked_at__isnull=False
        )
        asked = requests.values_list("ministry", flat=True)
    if may and seat.ministry_id not in (asked or ()):
        return refusal(_("The lead did not ask your ministry yet. Ask the lead."))
    return may


def may_record_for_ministry(seat: Seat, workplan: Workplan) -> Permit:
    """Record what a ministry of the taskforce answered on paper: the lead."""
    said = _(
        "Only the lead of the %(country)s taskforce can enter an answer that came on paper. Ask the lead."
    )
    return NATIONAL.may_steer(seat, workplan, said) and _while_it_can_change(workplan)


def _while_it_can_change(workplan: Workplan) -> Permit:
    if workplan.status in DRAFTING:
        return ALLOWED
    if workplan.status == WorkplanStatus.SUBMITTED:
        said = _("The workplan is submitted. Only a member can answer now, until the decisions are sent.")
        return refusal(said)
    said = _(
        "Ministries can answer only until the decisions are sent. If your ministry must still answer, ask "
        "the lead to open the workplan again."
    )
    return refusal(said)

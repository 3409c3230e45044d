"""Who may do what with a workplan, and if not, why. Plain functions that a non-programmer can review.

A stranger gets 404 (`may_know`), a reader 403.
"""

from django.db.models import BigIntegerField, Exists, QuerySet
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import say
from commit_portal.refusals import Permit, allowed_if, refusal
from workplans.models import Activity, Participation, Seat, Workplan
from workplans.plan import visibility
from workplans.plan.amendments import change_of_line, is_amendment, lines_before
from workplans.plan.plan_types import NATIONAL, kind_of
from workplans.statuses import DRAFTING, IN_FORCE, LineState, Role, WorkplanStatus

CLOSED = _("The workplan is closed. The regional office can reopen the workplan.")
TAKE_BACK_FIRST = _(
    "The workplan is submitted, so you cannot change its activities. Cancel the submission first."
)
NOT_RETURNED = _(
    "In a returned workplan you can change only the returned activities. For another activity, the lead "
    "must first press “Allow changes” on the page of that activity."
)


def may_know(seat: Seat | None, workplan: Workplan) -> bool:
    """Whether this seat may see more of the plan than "Not released". If not: 404."""
    if seat is None:
        return False
    own = seat.sits_in(workplan.taskforce_id) or seat.is_desk_of(workplan.taskforce_id)
    if own or seat.is_regional_office:
        return True
    return bool(_known(seat, workplan=workplan.pk))


@visibility.prepared_for_reader(workplan=BigIntegerField())
def _known(reader: visibility.Reader, *, workplan: int) -> QuerySet[Workplan, int]:
    """The key of the plan where a seat of another taskforce reads a version, the draft or a line of either."""
    read = (
        Exists(visibility.versions_visible_to(reader).filter(workplan=workplan))
        | Exists(visibility.drafts_visible_to(reader).filter(pk=workplan))
        | Exists(visibility.activities_visible_to(reader).filter(workplan=workplan))
        | Exists(visibility.lines_visible_to(reader).filter(version__workplan=workplan))
    )
    return Workplan.objects.filter(read, pk=workplan).order_by().values_list("pk", flat=True)


def may_read_draft(seat: Seat, workplan: Workplan) -> Permit:
    """The live lines: `visibility.drafts_visible_to`."""
    said = _(
        "Only the taskforce and the readers that its lead chose can read this draft. Ask the lead to "
        "open the draft to you."
    )
    return allowed_if(visibility.reads_draft(seat, workplan), said)


def drafts(seat: Seat, workplan: Workplan) -> bool:
    """Whether the seat edits this plan in its time: what it sends after that was typed before, and is kept."""
    return kind_of(workplan.taskforce).drafts(seat, workplan)


def may_edit_workplan(seat: Seat, workplan: Workplan) -> Permit:
    """Officers and the lead of the taskforce, while it is a draft or returned; the regional office its own."""
    drafting = may_draft_lines(seat, workplan)
    if not drafting or workplan.status in DRAFTING:
        return drafting
    if workplan.status == WorkplanStatus.CLOSED:
        return refusal(CLOSED)
    # An officer has to ask the lead.
    asks = seat.role == Role.OFFICER
    if workplan.status == WorkplanStatus.SUBMITTED:
        ask_lead = _(
            "The workplan is submitted, so you cannot change its activities. Ask the lead to cancel "
            "the submission."
        )
        return refusal(ask_lead if asks else TAKE_BACK_FIRST)
    ask_lead = _(
        "The workplan is approved, so you cannot change its activities. Ask the lead to amend the workplan."
    )
    amend = _("The workplan is approved. To change it, choose “Amend the workplan”.")
    return refusal(ask_lead if asks else amend)


def may_change_or_amend(seat: Seat, workplan: Workplan) -> bool:
    """Whether the seat can change the activities now, those of an approved workplan in an amendment."""
    amends = workplan.status == WorkplanStatus.APPROVED
    return bool((may_amend_workplan if amends else may_edit_workplan)(seat, workplan))


def may_draft_lines(seat: Seat, workplan: Workplan) -> Permit:
    """Who edits the lines of a plan, in whatever state it is."""
    return kind_of(workplan.taskforce).may_draft(seat, workplan)


def may_add_activity(seat: Seat, workplan: Workplan) -> Permit:
    """In a draft only: a returned plan opens the returned lines and nothing else."""
    said = _(
        "In a returned workplan you can change only the returned activities. You can add activities "
        "in an amendment, after the Secretariat has approved the returned activities."
    )
    return may_edit_workplan(seat, workplan) and allowed_if(workplan.status != WorkplanStatus.RETURNED, said)


def may_edit_activity(seat: Seat, activity: Activity) -> Permit:
    """Who edits the plan edits its lines; in a returned plan only the open ones."""
    permit = may_edit_workplan(seat, activity.workplan)
    if permit and activity.is_withdrawn:
        return refusal(_("This activity is withdrawn. Restore it first, then change it."))
    if permit and activity.workplan.status == WorkplanStatus.RETURNED and not activity.unlocked:
        return refusal(NOT_RETURNED)
    return permit


def may_restore_activity(seat: Seat, activity: Activity) -> Permit:
    """In a returned plan only what was open in it comes back: anything else would be a new line."""
    permit = may_edit_workplan(seat, activity.workplan)
    if permit and not activity.is_withdrawn:
        return refusal(_("This activity is not withdrawn, so you cannot restore it. You can change it."))
    if permit and activity.workplan.status == WorkplanStatus.RETURNED and not activity.unlocked:
        said = _(
            "In a returned workplan you can change only the returned activities. You can restore this "
            "activity in an amendment, after the Secretariat has approved the returned activities."
        )
        return refusal(said)
    return permit


def may_undo_changes(seat: Seat, activity: Activity) -> Permit:
    """Put a line back to how it stood before the amendment: who edits the plan."""
    plan = activity.workplan
    said = _(
        "You can cancel changes only in an amendment, because a first draft has no earlier text. "
        "Change the activity."
    )
    permit = may_edit_workplan(seat, plan) and allowed_if(is_amendment(plan), said)
    if not permit:
        return permit
    change = change_of_line(lines_before(plan).get(activity.pk), activity)
    said = _(
        "This activity is the same as before the amendment, so there is nothing to cancel. Go to "
        "the activity."
    )
    return allowed_if(change is not None and change.can_be_undone, said)


def may_submit_workplan(seat: Seat, workplan: Workplan) -> Permit:
    """Hand a country's plan to the Secretariat; nobody decides on the lines of the region's."""
    return kind_of(workplan.taskforce).may_submit(seat, workplan)


def may_propose_regional(seat: Seat, workplan: Workplan) -> Permit:
    """Ask a second person of the regional office to approve the regional workplan."""
    return kind_of(workplan.taskforce).may_propose(seat, workplan)


def may_take_back_workplan(seat: Seat, workplan: Workplan) -> Permit:
    """The lead; the regional office its own. Until when is the transition's business."""
    said = _("Only the lead of the %(country)s taskforce can cancel a submission. Ask the lead.")
    return kind_of(workplan.taskforce).may_steer(seat, workplan, said)


def may_amend_workplan(seat: Seat, workplan: Workplan) -> Permit:
    """Open an approved plan again: the lead, or the regional office its own."""
    said = _("Only the lead of the %(country)s taskforce can amend an approved workplan. Ask the lead.")
    return kind_of(workplan.taskforce).may_steer(seat, workplan, said)


def may_drop_amendment(seat: Seat, workplan: Workplan) -> Permit:
    """Leave an open amendment as if it had not been opened: who may open one."""
    said = _("Only the lead of the %(country)s taskforce can cancel an amendment. Ask the lead.")
    return kind_of(workplan.taskforce).may_steer(seat, workplan, said)


def may_open_draft(seat: Seat, workplan: Workplan) -> Permit:
    """Open a draft to the desk or a partner, or end that. The regional office opens its own. Not of a closed plan."""
    said = _("Only the lead of the %(country)s taskforce can decide who else reads the draft. Ask the lead.")
    permit = kind_of(workplan.taskforce).may_steer(seat, workplan, said)
    return permit and allowed_if(workplan.status != WorkplanStatus.CLOSED, CLOSED)


def may_release_workplan(seat: Seat, workplan: Workplan) -> Permit:
    """Release an approved version to an audience, or end a release. The regional office does it for the region."""
    said = _("Only the lead of the %(country)s taskforce can release its workplan. Ask the lead.")
    permit = kind_of(workplan.taskforce).may_steer(seat, workplan, said)
    said = _("There is no approved version to release yet. Wait until the workplan is approved.")
    return permit and allowed_if(workplan.of_record_id is not None, said)


def may_unlock_lines(seat: Seat, workplan: Workplan) -> Permit:
    """Who opens further lines of a plan, in whatever state it is: the lead."""
    said = _(
        "Only the lead of the %(country)s taskforce can allow changes to another activity. Ask the lead."
    )
    return NATIONAL.may_steer(seat, workplan, said)


def may_unlock_activity(seat: Seat, activity: Activity) -> Permit:
    """The lead opens a further line of a returned plan; it will need a new decision once it changes."""
    permit = may_unlock_lines(seat, activity.workplan)
    if permit and activity.workplan.status != WorkplanStatus.RETURNED:
        said = _(
            "You can allow changes to one activity only while the workplan is returned. You can amend "
            "an approved workplan."
        )
        return refusal(said)
    if permit and activity.is_withdrawn:
        return refusal(_("This activity is withdrawn. Restore it in an amendment."))
    if permit and activity.unlocked:
        return refusal(_("You can already change this activity."))
    return permit


def may_keep_lines(seat: Seat, workplan: Workplan) -> Permit:
    """Who keeps lines as the government's own, in whatever state the plan is: the lead."""
    said = _(
        "Only the lead of the %(country)s taskforce can keep an activity without Secretariat "
        "funding. Ask the lead."
    )
    return NATIONAL.may_steer(seat, workplan, said)


def may_keep_without_support(seat: Seat, activity: Activity) -> Permit:
    """The lead keeps a returned line as the government's own, without COMMIT money."""
    permit = may_keep_lines(seat, activity.workplan)
    came_back = activity.state == LineState.RETURNED
    if permit and not (came_back and activity.workplan.status == WorkplanStatus.RETURNED):
        return refusal(_("You can keep only a returned activity without Secretariat funding."))
    if permit and activity.is_withdrawn:
        said = _("This activity is withdrawn. Restore it first, then keep it without Secretariat funding.")
        return refusal(said)
    return permit


def may_decide(seat: Seat, workplan: Workplan) -> Permit:
    """Record and change decisions, and send them: the country's desk and the regional office."""
    return kind_of(workplan.taskforce).may_decide(seat, workplan)


def may_see_unsent_decisions(seat: Seat, workplan: Workplan) -> bool:
    """Until they are sent, decisions are seen by the Secretariat alone."""
    return seat.is_desk_of(workplan.taskforce_id) or seat.is_regional_office


def may_see_rounds(seat: Seat, workplan: Workplan) -> bool:
    """Rounds, reasons and the trail: the taskforce, its desk and the regional office."""
    return seat.sits_in(workplan.taskforce_id) or may_see_unsent_decisions(seat, workplan)


def may_read_history(seat: Seat, workplan: Workplan) -> Permit:
    """Every event and version of a plan: who reads its rounds."""
    said = _("Only the taskforce, its desk and the regional office can read this history. Ask one of them.")
    return allowed_if(may_see_rounds(seat, workplan), said)


def may_read_readers(seat: Seat, workplan: Workplan) -> Permit:
    """Who else reads the draft and the approved version: who reads its rounds."""
    said = _("Only the taskforce and its desk can see who reads a workplan. Ask one of them.")
    return allowed_if(may_see_rounds(seat, workplan), said)


def may_compare_draft(seat: Seat, workplan: Workplan) -> bool:
    """Whether the seat may read the draft beside a version, with all that hangs on their lines, while it can change."""
    can_change = workplan.status not in IN_FORCE
    return can_change and may_see_rounds(seat, workplan) and bool(may_read_draft(seat, workplan))


def may_put_in_force(seat: Seat, workplan: Workplan) -> Permit:
    """A second person of the regional office."""
    return kind_of(workplan.taskforce).may_put_in_force(seat, workplan)


def may_confirm_participation(seat: Seat, participation: Participation) -> Permit:
    """The lead of the country that is asked (WP-10) confirms or declines, until the plan is approved or closed.

    Not while the activity is withdrawn.
    """
    if seat.role != Role.LEAD or not seat.sits_in(participation.taskforce_id):
        said = _("Only the lead of the %(country)s taskforce can answer for this country. Ask the lead.")
        return refusal(say(said, country=participation.taskforce.name))
    status = participation.activity.workplan.status
    if status == WorkplanStatus.APPROVED:
        return refusal(_("The regional workplan is approved. Ask the regional office to amend it."))
    if status == WorkplanStatus.CLOSED:
        return refusal(_("The regional workplan is closed. Ask the regional office to reopen and amend it."))
    said = _("This activity is withdrawn. You can answer after the regional office restores it.")
    return allowed_if(not participation.activity.is_withdrawn, said)


def may_close_workplan(seat: Seat, workplan: Workplan) -> Permit:
    """The regional office, with the SOM review."""
    said = _("Only the regional office can close and reopen a workplan. Ask the regional office.")
    return allowed_if(seat.is_regional_office, said)

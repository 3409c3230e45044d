"""Who may do what with a workplan, and if not, why. Plain functions that a non-programmer can review.

Strangers get 404: `may_know` answers whether a seat may learn that there is something. Readers get 403.
"""

from __future__ import annotations

from commit_portal.decisions import ALLOWED, Decision, refusal
from workplans.amendments import change_of_line, is_amendment, lines_before
from workplans.kinds import NATIONAL, kind_of
from workplans.models import Activity, Participation, Seat, Workplan
from workplans.queries import activities_visible_to, drafts_visible_to, lines_visible_to, versions_visible_to
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES, LineState, Role, WorkplanStatus


def may_know(seat: Seat | None, workplan: Workplan) -> bool:
    """Whether this seat may learn anything of the plan beyond "Not released". If not: 404."""
    if seat is None:
        return False
    own = seat.sits_in(workplan.taskforce_id) or seat.is_desk_of(workplan.taskforce_id)
    if own or seat.is_regional_office:
        return True
    if (
        kind_of(workplan.taskforce).names_countries
        and activities_visible_to(seat).filter(workplan=workplan).exists()
    ):
        return True
    return (
        versions_visible_to(seat).filter(workplan=workplan).exists()
        or drafts_visible_to(seat).filter(pk=workplan.pk).exists()
        or lines_visible_to(seat).filter(version__workplan=workplan).exists()
    )


def may_read_draft(seat: Seat, workplan: Workplan) -> Decision:
    """The live lines: `queries.drafts_visible_to`."""
    if drafts_visible_to(seat).filter(pk=workplan.pk).exists():
        return ALLOWED
    return refusal("The draft is read by its taskforce and by whom the lead has opened it to.")


def drafts(seat: Seat, workplan: Workplan) -> bool:
    """Whether the seat edits this plan in its time: what it sends after that was typed before, and is kept."""
    return kind_of(workplan.taskforce).drafts(seat, workplan)


def may_edit_workplan(seat: Seat, workplan: Workplan) -> Decision:
    """Officers and the lead of the taskforce, while it is a draft or returned; the regional office its own."""
    drafting = kind_of(workplan.taskforce).may_draft(seat, workplan)
    if not drafting:
        return drafting
    if workplan.status not in (WorkplanStatus.DRAFT, WorkplanStatus.RETURNED):
        return refusal(
            f"The plan is {workplan.get_status_display().lower()}: its lines are closed. "
            f"{_way_to_open(seat, workplan)}"
        )
    return ALLOWED


def _way_to_open(seat: Seat, workplan: Workplan) -> str:
    """What this reader can do about a closed plan: only the lead, or the regional office, opens it again."""
    if workplan.status == WorkplanStatus.CLOSED:
        return "The regional office reopens it, with a reason."
    way = "take it back" if workplan.status == WorkplanStatus.SUBMITTED else "amend it"
    if seat.role == Role.OFFICER:
        return f"Ask the lead to {way}."
    return f"{way.capitalize()} to change it."


def may_add_activity(seat: Seat, workplan: Workplan) -> Decision:
    """In a draft only: a returned plan opens the returned lines and nothing else."""
    decision = may_edit_workplan(seat, workplan)
    if decision and workplan.status == WorkplanStatus.RETURNED:
        return refusal("In a returned plan only the returned lines are open. Add new ones in an amendment.")
    return decision


def may_edit_activity(seat: Seat, activity: Activity) -> Decision:
    """Who edits the plan edits its lines; in a returned plan only the open ones."""
    decision = may_edit_workplan(seat, activity.workplan)
    if not decision:
        return decision
    if activity.is_withdrawn:
        return refusal("This activity is withdrawn. Bring it back to change it.")
    if activity.workplan.status == WorkplanStatus.RETURNED and not activity.unlocked:
        return refusal("In a returned plan only the returned lines are open. The lead may open another.")
    return ALLOWED


def may_restore_activity(seat: Seat, activity: Activity) -> Decision:
    """In a returned plan only what was open in it comes back: anything else would be a new line."""
    decision = may_edit_workplan(seat, activity.workplan)
    if decision and not activity.is_withdrawn:
        return refusal("This activity is not withdrawn.")
    if decision and activity.workplan.status == WorkplanStatus.RETURNED and not activity.unlocked:
        return refusal("In a returned plan only the returned lines are open. Bring it back in an amendment.")
    return decision


def may_undo_changes(seat: Seat, activity: Activity) -> Decision:
    """Put a line back to how it stood before the amendment: who edits the plan."""
    plan = activity.workplan
    decision = may_edit_workplan(seat, plan)
    if not decision:
        return decision
    if not is_amendment(plan):
        return refusal("Changes are undone only in an amendment: before it there is nothing to go back to.")
    change = change_of_line(
        lines_before(plan).get(activity.pk), activity, regional=kind_of(plan.taskforce).names_countries
    )
    if change is None or not change.can_be_undone:
        return refusal("There is nothing to undo: no text of before differs from this one.")
    return ALLOWED


def may_submit_workplan(seat: Seat, workplan: Workplan) -> Decision:
    """Hand a country's plan to the Secretariat; nobody decides on the lines of the region's."""
    return kind_of(workplan.taskforce).may_submit(seat, workplan)


def may_propose_regional(seat: Seat, workplan: Workplan) -> Decision:
    """Ask a second person of the regional office to put the regional workplan in force."""
    return kind_of(workplan.taskforce).may_propose(seat, workplan)


def may_take_back_workplan(seat: Seat, workplan: Workplan) -> Decision:
    """The lead; the regional office its own. Until when is the transition's business."""
    return kind_of(workplan.taskforce).may_steer(seat, workplan, "takes a submission back")


def may_amend_workplan(seat: Seat, workplan: Workplan) -> Decision:
    """Open an approved plan again: the lead, or the regional office its own."""
    return kind_of(workplan.taskforce).may_steer(seat, workplan, "amends an approved plan")


def may_drop_amendment(seat: Seat, workplan: Workplan) -> Decision:
    """Leave an open amendment as if it had not been opened: who may open one."""
    return kind_of(workplan.taskforce).may_steer(seat, workplan, "drops an amendment")


def may_open_draft(seat: Seat, workplan: Workplan) -> Decision:
    """Open a draft to the desk or a partner, or end that."""
    return NATIONAL.may_steer(seat, workplan, "says who else reads the draft")


def may_release_workplan(seat: Seat, workplan: Workplan) -> Decision:
    """Show a version of record to an audience, or end that; the region's is the regional office's."""
    decision = kind_of(workplan.taskforce).may_steer(seat, workplan, "releases its plan")
    if decision and workplan.of_record_id is None:
        return refusal("There is no version of record yet: nothing has been approved.")
    return decision


def may_unlock_activity(seat: Seat, activity: Activity) -> Decision:
    """The lead opens a further line of a returned plan; it will need a new decision once it changes."""
    decision = NATIONAL.may_steer(seat, activity.workplan, "opens another line")
    if decision and activity.workplan.status != WorkplanStatus.RETURNED:
        return refusal("Lines are opened one by one only while the plan is returned.")
    if decision and activity.is_withdrawn:
        return refusal("This activity is withdrawn. Bring it back in an amendment.")
    if decision and activity.unlocked:
        return refusal("This line is already open.")
    return decision


def may_keep_without_support(seat: Seat, activity: Activity) -> Decision:
    """The lead keeps a returned line as the government's own, without COMMIT money."""
    decision = NATIONAL.may_steer(seat, activity.workplan, "keeps a line without COMMIT support")
    if decision and (
        activity.workplan.status != WorkplanStatus.RETURNED or activity.state != LineState.RETURNED
    ):
        return refusal("Only a returned line is kept without COMMIT support.")
    if decision and activity.is_withdrawn:
        return refusal("This activity is withdrawn. Bring it back to keep it without COMMIT support.")
    return decision


def may_decide(seat: Seat, workplan: Workplan) -> Decision:
    """Record and change decisions, and send them: the country's desk and the regional office."""
    return kind_of(workplan.taskforce).may_decide(seat, workplan)


def may_see_unsent_decisions(seat: Seat, workplan: Workplan) -> bool:
    """Until they are sent, decisions are seen by the Secretariat alone."""
    return seat.is_desk_of(workplan.taskforce_id) or seat.is_regional_office


def may_see_rounds(seat: Seat, workplan: Workplan) -> bool:
    """Rounds, reasons and the trail: the taskforce, its desk and the regional office."""
    return seat.sits_in(workplan.taskforce_id) or may_see_unsent_decisions(seat, workplan)


def may_put_in_force(seat: Seat, workplan: Workplan) -> Decision:
    """A second person of the regional office."""
    return kind_of(workplan.taskforce).may_put_in_force(seat, workplan)


def may_confirm_participation(seat: Seat, participation: Participation) -> Decision:
    """The lead of the country that is asked (WP-10) confirms or declines, until the plan is in force or closed.

    Not while the activity is withdrawn.
    """
    if seat.role != Role.LEAD or not seat.sits_in(participation.taskforce_id):
        return refusal(f"The lead of the {participation.taskforce.name} taskforce confirms for it.")
    status = participation.activity.workplan.status
    if status == WorkplanStatus.APPROVED:
        return refusal("The regional workplan is in force. Ask the regional office to amend it.")
    if status == WorkplanStatus.CLOSED:
        return refusal("The regional workplan is closed. Ask the regional office to reopen and amend it.")
    if participation.activity.is_withdrawn:
        return refusal(
            "This activity is withdrawn. Its countries answer once the regional office brings it back."
        )
    return ALLOWED


def may_close_workplan(seat: Seat, workplan: Workplan) -> Decision:
    """The regional office, with the SOM review."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal("The regional office closes and reopens a workplan, with the SOM review.")


def may_keep_years(seat: Seat) -> Decision:
    """Open a year, set and extend its dates."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal("The regional office opens the year and keeps its dates.")


def may_edit_people(seat: Seat) -> Decision:
    """Invite people, give and end seats: the regional office."""
    if seat.is_regional_office:
        return ALLOWED
    return refusal("The regional office invites people and gives seats.")


def may_see_people_of(seat: Seat, taskforce_id: int | None) -> bool:
    """Own country and Secretariat; the Secretariat sees all; partners and observers only themselves."""
    if seat.role in SECRETARIAT_ROLES:
        return True
    return seat.role in TASKFORCE_ROLES and taskforce_id in (None, seat.taskforce_id)

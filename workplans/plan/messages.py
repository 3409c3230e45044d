"""What is said of a plan and of its lines wherever they are shown, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

register(
    {
        # What partners are asked for, offer or add, and how a cost changed.
        "gift.asked": _("%(partner)s is asked for %(what)s"),
        "gift.offered": _("%(partner)s offers %(what)s"),
        "gift.accepted": _("%(partner)s adds %(what)s"),
        "gift.named": _("%(partner)s supports it"),
        "cost.more": _("US$%(amount)s more."),
        "cost.less": _("US$%(amount)s less."),
        "cost.left": _("US$%(amount)s is left under the ceiling."),
        # Who drafts, and when.
        "workplan.regional_office_only": _(
            "Only the regional office works on the regional workplan. Ask it for a change."
        ),
        "workplan.taskforce_edits": _(
            "Only the officers and the lead of the %(country)s taskforce edit this plan. Ask one of them."
        ),
        "workplan.submitted_take_back": _(
            "The plan is submitted, so its lines are closed. Take it back to change it."
        ),
        "workplan.submitted_ask_lead": _(
            "The plan is submitted, so its lines are closed. Ask the lead to take it back."
        ),
        "workplan.approved_amend": _("The plan is approved, so its lines are closed. Amend it to change it."),
        "workplan.approved_ask_lead": _(
            "The plan is approved, so its lines are closed. Ask the lead to amend it."
        ),
        "workplan.closed_ask_office": _("The plan is closed. Ask the regional office to reopen it."),
        "workplan.draft_not_open": _(
            "Only the taskforce and the readers that its lead chose can read this draft. "
            "Ask the lead to open it to you."
        ),
        # Who takes a step of the whole plan.
        "workplan.lead_submits": _(
            "Only the lead of the %(country)s taskforce submits this plan. Ask the lead."
        ),
        "workplan.lead_takes_back": _(
            "Only the lead of the %(country)s taskforce takes back a submission. Ask the lead."
        ),
        "workplan.lead_amends": _(
            "Only the lead of the %(country)s taskforce amends an approved plan. Ask the lead."
        ),
        "workplan.lead_drops_amendment": _(
            "Only the lead of the %(country)s taskforce drops an amendment. Ask the lead."
        ),
        "workplan.lead_opens_draft": _(
            "Only the lead of the %(country)s taskforce decides who else reads the draft. Ask the lead."
        ),
        "workplan.lead_releases": _(
            "Only the lead of the %(country)s taskforce releases its plan. Ask the lead."
        ),
        "workplan.regional_is_proposed": _(
            "The regional workplan is not submitted. The regional office proposes it, "
            "and a second person puts it in force."
        ),
        "workplan.only_regional_is_proposed": _(
            "Only the regional workplan is proposed. The lead of a taskforce submits its country's plan."
        ),
        "workplan.only_regional_is_put_in_force": _(
            "Only the regional workplan is put in force. The Secretariat decides on a country's plan line by line."
        ),
        "workplan.second_person": _(
            "You proposed this workplan. Ask a second person of the regional office to put it in force."
        ),
        "workplan.desk_decides": _(
            "Only the %(country)s desk and the regional office decide on COMMIT support. Ask one of them."
        ),
        "workplan.regional_has_no_decisions": _(
            "The regional workplan has no line decisions. "
            "A second person of the regional office puts it in force."
        ),
        "workplan.nothing_approved": _(
            "Nothing of this plan is approved yet. You can release it after the first decisions."
        ),
        "workplan.regional_office_closes": _(
            "Only the regional office closes and reopens a workplan. Ask the regional office."
        ),
        # Lines.
        "line.new_in_amendment": _(
            "In a returned plan you can change only the returned lines. Add new activities in an amendment."
        ),
        "line.not_returned": _(
            "In a returned plan you can change only the returned lines. The lead can open another one."
        ),
        "line.back_in_amendment": _(
            "In a returned plan you can change only the returned lines. Bring this one back in an amendment."
        ),
        "line.withdrawn_change": _("This activity is withdrawn. Bring it back to change it."),
        "line.withdrawn_amend": _("This activity is withdrawn. Bring it back in an amendment."),
        "line.withdrawn_keep": _(
            "This activity is withdrawn. Bring it back first, then keep it without COMMIT support."
        ),
        "line.not_withdrawn": _("This activity is not withdrawn, so you cannot bring it back."),
        "line.undo_in_amendment": _(
            "A first draft has no earlier text. You can undo changes only in an amendment."
        ),
        "line.nothing_to_undo": _(
            "This activity says the same as before the amendment. Nothing can be undone."
        ),
        "line.unlock_in_returned": _(
            "You can open a single line only while the plan is returned. Amend an approved plan instead."
        ),
        "line.lead_unlocks": _(
            "Only the lead of the %(country)s taskforce opens another line. Ask the lead."
        ),
        "line.is_open": _("This line is already open. You can change it now."),
        "line.lead_keeps": _(
            "Only the lead of the %(country)s taskforce keeps a line without COMMIT support. Ask the lead."
        ),
        "line.keep_returned": _("You can keep only a returned line without COMMIT support."),
        "line.returned_unchanged": _(
            "%(code)s was returned and has not changed. Change it, withdraw it, "
            "or keep it without COMMIT support."
        ),
        # To who is not the lead: only the lead keeps a returned line.
        "line.returned_unchanged_ask": _(
            "%(code)s was returned and has not changed. Change it, withdraw it, "
            "or ask the lead to keep it without COMMIT support."
        ),
        # Steps of the whole plan: what it says in the history, and why one is not possible now.
        "workplan.submitted": _("Submitted the workplan to the Secretariat"),
        "workplan.taken_back": _("Took the submission back"),
        "workplan.decisions_sent": _("Sent the decisions. Lines returned: %(count)s"),
        "workplan.amended": _(
            "Opened an amendment. The approved version stays in force until the next decisions"
        ),
        "workplan.amendment_dropped": _("Dropped the amendment. The approved version stays in force"),
        "workplan.closed": _("Closed the workplan"),
        "workplan.amendment_set_aside": _("Set aside the amendment that was open"),
        "workplan.reopened": _("Reopened the workplan"),
        "workplan.proposed": _("Proposed the regional workplan"),
        "workplan.put_in_force": _("Put the regional workplan in force"),
        "workplan.submitted_already": _(
            "The plan is submitted already. Wait for the decisions, or take it back."
        ),
        "workplan.submitted_by": _(
            "The plan is submitted already, by %(who)s. Wait for the decisions, or take it back."
        ),
        "workplan.approved_amend_first": _("The plan is approved. Amend it first, then submit it."),
        "workplan.not_submitted": _("The plan is not submitted. You can change it as it is."),
        "workplan.returned_submit_again": _(
            "The plan is returned. Change the returned lines and submit it again."
        ),
        "workplan.decided_amend": _("The decisions were sent. Amend the plan to change it."),
        "workplan.with_taskforce": _(
            "The taskforce works on the plan now. You can decide after the lead submits it."
        ),
        "workplan.decided_already": _("The decisions were sent. No line waits for a decision."),
        "workplan.decisions_sent_by": _(
            "The decisions are sent already, by %(who)s. Look at the list of what was sent."
        ),
        "workplan.closed_undecided": _("The plan is closed. No line waits for a decision."),
        "workplan.is_open": _("The plan is open already. You can change it now."),
        "workplan.no_amendment": _("No amendment is open, so there is nothing to drop."),
        "workplan.closed_already": _("The plan is closed already. Look at its page."),
        "workplan.not_closed": _("The plan is not closed, so you cannot reopen it."),
        "workplan.proposed_already": _(
            "The regional workplan is proposed already. A second person puts it in force."
        ),
        "workplan.proposed_by": _(
            "The regional workplan is proposed already, by %(who)s. A second person puts it in force."
        ),
        "workplan.in_force_amend_first": _(
            "The regional workplan is in force. Amend it first, then propose it."
        ),
        "workplan.propose_first": _("Propose it first. Then a second person puts it in force."),
        "workplan.in_force_already": _("The regional workplan is in force already. Look at its page."),
        # Rules: what is wrong here, and what to do.
        "workplan.exists": _("There is already a workplan for %(year)s. Open that one."),
        "workplan.over_ceiling": _(
            "US$%(over)s too much: the ceiling is US$%(ceiling)s. Lower a cost, or keep an activity in reserve."
        ),
        "workplan.no_activity": _("There is no activity yet. Add one."),
        "workplan.unusual_number": ngettext_lazy(
            "This plan has %(count)s activity. The guide is %(first)s to %(last)s.",
            "This plan has %(count)s activities. The guide is %(first)s to %(last)s.",
            "count",
        ),
        "workplan.needs_agreed_on": _("Say on which day the plan was agreed."),
        "workplan.agreed_in_future": _(
            "%(day)s is in the future. Give the day on which the plan was agreed."
        ),
        "workplan.needs_agreed_by": _("Say which ministries agreed."),
        "workplan.decisions_begun": _(
            "The Secretariat has begun to decide. Ask it to return the lines that you want to change."
        ),
        "workplan.nothing_to_close": _(
            "Nothing of this plan is approved yet. You can close it after the first decisions."
        ),
        "workplan.is_first_draft": _("This is a first draft, not an amendment. Change it and submit it."),
        "year.on_a_draft": _("%(plan)s is a draft. Record its agreement first, then open the year."),
        "line.over_ceiling": _("US$%(over)s too much. You have US$%(left)s left."),
        "line.area_of_other_plan": _("%(area)s is not in %(plan)s. Choose an area of this plan of action."),
        "line.needs_target": _("Choose a target of %(area)s for %(code)s."),
        "line.ends_before_start": _("The activity ends before it starts. Change one of the dates."),
        "line.outside_year": _(
            "%(day)s is outside %(first)s to %(last)s. "
            "Change it, or ask the regional office to extend these dates."
        ),
        "line.own_hand": _(
            "You entered or submitted %(code)s. Ask another person of the Secretariat to decide on it."
        ),
        "line.needs_second_country": _("Name a second country for %(code)s."),
        "line.waits_for": _("%(code)s waits for an answer from %(countries)s."),
        "line.cost_without_money": _(
            "You chose no Secretariat money. Leave the cost empty, or choose another kind of money."
        ),
        "line.cost_in_all_too_low": _(
            "The costs in all are US$%(in_all)s, but the Secretariat’s part is US$%(part)s. "
            "Raise the costs in all, or leave them empty."
        ),
        "line.too_many_needs": _("You named %(count)s technical needs. The maximum is %(most)s. Join some."),
        "line.need_too_long": _(
            "The technical need “%(start)s…” has %(length)s characters. The maximum is %(limit)s. Shorten it."
        ),
        "line.needs_title": _("Give a title."),
        "text.of_other_area": _("%(code)s is not in %(area)s. Choose one of this area."),
        "text.for_countries": _("%(code)s is only for countries. Choose another one."),
        "text.for_region": _("%(code)s is only for the region. Choose another one."),
        "text.too_long": _("This text has %(length)s characters. The maximum is %(limit)s. Shorten it."),
        "target.not_in_force": _("%(code)s is not in force in %(year)s. Choose another target."),
        "amendment.mark_changed": _("Changed in this amendment"),
        "amendment.mark_withdrawn": _("Withdrawn in this amendment"),
        "amendment.mark_new": _("New in this amendment"),
        "amendment.line_is_new": _("The amendment adds it."),
        "amendment.line_is_withdrawn": _("The amendment withdraws it."),
        "amendment.line_differs": _("The amendment changes: %(fields)s."),
        "amendment.line_waits": _("Countries that have still to confirm it again: %(countries)s."),
        "amendment.needs": _("the needs in words"),
        "amendment.still_differs": _(
            "The amendment still changes %(what)s. Undo this first, or submit the amendment."
        ),
        "amendment.region_still_differs": _(
            "The amendment still changes %(what)s. Undo this first, or propose the amendment."
        ),
    }
)

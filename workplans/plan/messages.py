"""What is said of a plan and of its lines wherever they are shown, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

register(
    {
        # What partners are asked for, offer or add, and how a cost changed.
        "gift.asked": _("Request to %(partner)s: %(what)s"),
        "gift.offered": _("Offer from %(partner)s: %(what)s"),
        "gift.accepted": _("Accepted support from %(partner)s: %(what)s"),
        "gift.named": _("Accepted support from %(partner)s"),
        "cost.more": _("US$%(amount)s more."),
        "cost.less": _("US$%(amount)s less."),
        "cost.left": _("Amount left under the ceiling: US$%(amount)s."),
        # Who drafts, and when.
        "workplan.regional_office_only": _(
            "Only the regional office can change the regional workplan. Ask the regional office for a change."
        ),
        "workplan.taskforce_edits": _(
            "Only the officers and the lead of the %(country)s taskforce can change this workplan. "
            "Ask one of them."
        ),
        "workplan.submitted_take_back": _(
            "The workplan is submitted, so you cannot change its activities. Cancel the submission first."
        ),
        "workplan.submitted_ask_lead": _(
            "The workplan is submitted, so you cannot change its activities. Ask the lead to cancel "
            "the submission."
        ),
        "workplan.approved_amend": _(
            "The workplan is approved, so you cannot change its activities. Amend the workplan first."
        ),
        "workplan.approved_ask_lead": _(
            "The workplan is approved, so you cannot change its activities. Ask the lead to amend "
            "the workplan."
        ),
        "workplan.closed_ask_office": _(
            "The workplan is closed. The regional office can reopen the workplan."
        ),
        "workplan.draft_not_open": _(
            "Only the taskforce and the readers that its lead chose can read this draft. Ask the lead to "
            "open the draft to you."
        ),
        # Who takes a step of the whole plan.
        "workplan.regional_is_proposed": _(
            "You cannot submit the regional workplan. The regional office proposes it, and a second "
            "person approves it."
        ),
        "workplan.only_regional_is_proposed": _(
            "You can propose only the regional workplan. The lead of a taskforce submits the "
            "workplan of a country."
        ),
        "workplan.only_regional_is_put_in_force": _(
            "You can approve only the regional workplan as a whole. The Secretariat decides on each "
            "activity of a country's workplan."
        ),
        "workplan.desk_decides": _(
            "Only the %(country)s desk and the regional office can decide on Secretariat funding. "
            "Ask one of them."
        ),
        "workplan.regional_has_no_decisions": _(
            "The regional workplan is approved as a whole. Ask a second person of the regional office to "
            "approve it."
        ),
        # Lines.
        "line.new_in_amendment": _(
            "In a returned workplan you can change only the returned activities. You can add activities "
            "in an amendment, after the Secretariat has approved the returned activities."
        ),
        "line.not_returned": _(
            "In a returned workplan you can change only the returned activities. You can change another "
            "activity after the lead allows changes on the page of that activity."
        ),
        "line.back_in_amendment": _(
            "In a returned workplan you can change only the returned activities. You can restore this "
            "activity in an amendment, after the Secretariat has approved the returned activities."
        ),
        "line.undo_in_amendment": _(
            "You can cancel changes only in an amendment, because a first draft has no earlier text. "
            "Change the activity."
        ),
        "line.nothing_to_undo": _(
            "This activity is the same as before the amendment, so there is nothing to cancel. Go to the "
            "activity."
        ),
        "line.unlock_in_returned": _(
            "You can allow changes to one activity only while the workplan is returned. You can "
            "amend an approved workplan."
        ),
        "line.returned_unchanged": _(
            "%(code)s was returned and is not changed yet. Change the activity, withdraw it, or keep it "
            "without Secretariat funding."
        ),
        # To who is not the lead: only the lead keeps a returned line.
        "line.returned_unchanged_ask": _(
            "%(code)s was returned and is not changed yet. Change the activity, withdraw it, or ask the "
            "lead to keep it without Secretariat funding."
        ),
        # Why a step of the whole plan is not possible now.
        "workplan.submitted_by": _(
            "The workplan is already submitted, by %(who)s. Wait for the decisions, or cancel the submission."
        ),
        "workplan.with_taskforce": _(
            "The taskforce is working on the workplan now. You can decide after the lead submits it."
        ),
        "workplan.decisions_sent_by": _(
            "The decisions are already sent, by %(who)s. Look at the list of sent decisions."
        ),
        "workplan.not_closed": _("The workplan is not closed, so you cannot reopen it. Go to the workplan."),
        "workplan.proposed_by": _(
            "The regional workplan is already proposed, by %(who)s. A second person must approve it."
        ),
        # Rules: what is wrong here, and what to do.
        "workplan.exists": _("There is already a workplan for %(year)s. Open that workplan."),
        "workplan.over_ceiling": _(
            "The total is US$%(over)s above the ceiling of US$%(ceiling)s. Lower an amount, or keep "
            "an activity in reserve."
        ),
        "workplan.no_activity": _("There is no activity yet. Add an activity."),
        "workplan.unusual_number": ngettext_lazy(
            "This workplan has %(count)s activity. The recommended number is %(first)s to %(last)s.",
            "This workplan has %(count)s activities. The recommended number is %(first)s to %(last)s.",
            "count",
        ),
        "workplan.needs_agreed_on": _("Enter the day on which the workplan was agreed."),
        "workplan.agreed_in_future": _(
            "%(day)s is in the future. Enter the day on which the workplan was agreed."
        ),
        "workplan.needs_agreed_by": _("Enter the ministries that agreed."),
        "year.on_a_draft": _("%(plan)s is a draft. Record its agreement first, then open the year."),
        "line.over_ceiling": _("The amount is US$%(over)s above the ceiling. Amount left: US$%(left)s."),
        "line.area_of_other_plan": _("%(area)s is not in %(plan)s. Choose an area of this plan of action."),
        "line.needs_target": _("Choose a target of %(area)s for %(code)s."),
        "line.ends_before_start": _("The activity ends before it starts. Change one of the dates."),
        "line.outside_year": _(
            "%(day)s is outside %(first)s to %(last)s. Change the date. The regional office can extend "
            "these dates."
        ),
        "line.own_hand": _(
            "You entered or submitted %(code)s. Ask another person of the Secretariat to decide on it."
        ),
        "line.needs_second_country": _("Choose a second country for %(code)s."),
        "line.waits_for": _(
            "Ask %(countries)s to confirm that they take part in %(code)s, or choose other countries."
        ),
        "line.cost_without_money": _(
            "You chose no Secretariat funding. Leave the amount empty, or choose another kind of funding."
        ),
        "line.cost_in_all_too_low": _(
            "The total cost is US$%(in_all)s, but the Secretariat funding is US$%(part)s. Enter a higher "
            "total cost, or leave this field empty."
        ),
        "line.too_many_needs": _(
            "You entered %(count)s technical needs. The maximum is %(most)s. Join some needs."
        ),
        "line.need_too_long": _(
            "The technical need “%(start)s…” has %(length)s characters. The maximum is %(limit)s. "
            "Make the text shorter."
        ),
        "line.needs_title": _("Enter a title."),
        "text.of_other_area": _("%(code)s is not in %(area)s. Choose from the list of this area."),
        "text.for_countries": _("%(code)s is only for countries. Choose another from the list."),
        "text.for_region": _("%(code)s is only for the region. Choose another from the list."),
        "text.too_long": _(
            "This text has %(length)s characters. The maximum is %(limit)s. Make the text shorter."
        ),
        "target.not_in_force": _("%(code)s is not valid in %(year)s. Choose another target."),
        "amendment.mark_changed": _("Changed in this amendment"),
        "amendment.mark_withdrawn": _("Withdrawn in this amendment"),
        "amendment.mark_new": _("New in this amendment"),
        "amendment.line_is_new": _("Added in the amendment."),
        "amendment.line_is_withdrawn": _("Withdrawn in the amendment."),
        "amendment.line_differs": _("Changed in the amendment: %(fields)s."),
        "amendment.line_waits": _("These countries must still confirm again: %(countries)s."),
        "amendment.needs": _("the opportunities, gaps and needs"),
        "amendment.still_differs": _(
            "The amendment still changes %(what)s. Cancel these changes first, or submit the amendment."
        ),
        "amendment.region_still_differs": _(
            "The amendment still changes %(what)s. Cancel these changes first, or propose the amendment."
        ),
    }
)

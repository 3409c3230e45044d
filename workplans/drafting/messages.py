"""What is said while activities are drafted, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import Message, Words, message, register

register(
    {
        # The trail. A line moves only while its plan is with the taskforce.
        "line.added": _("Added %(code)s"),
        "line.carried": _("Carried over %(code)s from %(earlier)s"),
        "line.changed": _("Changed %(code)s"),
        "line.withdrawn": _("Withdrew %(code)s"),
        "line.restored": _("Brought back %(code)s"),
        "line.undone": _("Put %(code)s back to its text before the amendment"),
        "line.unlocked": _("Opened %(code)s for change"),
        "line.kept": _("Kept %(code)s without COMMIT support"),
        # Trails from before the consultation have it; now it is `support.asked`.
        "line.partner_asked": _("Asked %(partner)s for US$%(amount)s for %(code)s"),
        # What is wrong with a row of many lines that are written at once; it stands behind the row's number.
        "row.fault": _("Row %(row)s: %(fault)s"),
        "plan.needs_written": _("Wrote the opportunities, gaps and needs"),
        # What was done, as a link to the line.
        "line.is_added": _("%(code)s is added."),
        "line.is_saved": _("%(code)s is saved."),
        # What others saved meanwhile, after that link.
        "line.theirs_came_in": _(
            "%(person)s saved this activity while you typed. Also saved, as %(person)s wrote it: %(fields)s."
        ),
        "line.own_came_in": _(
            "You saved this activity in another window meanwhile. Also saved, as you wrote it there: %(fields)s."
        ),
        # Who worked in a line that two people changed.
        "line.work_own": _("You saved the %(fields)s."),
        "line.work_theirs": _("%(person)s saved the %(fields)s."),
        "line.confirmed_before": _(
            "Countries that had confirmed it are asked again, because it changed: %(countries)s."
        ),
        "line.is_withdrawn": _("%(code)s is withdrawn."),
        "line.is_restored": _("%(code)s is back in the plan."),
        "line.is_undone": _("%(code)s has its text from before the amendment again."),
        "line.is_unlocked": _("%(code)s is open for change."),
        "line.is_kept": _("%(code)s is kept without COMMIT support."),
        # A form that is sent again.
        "line.form_made": _(
            "This form has already made %(code)s. Change that activity, or send this once more to add another."
        ),
        "line.form_is_used": _("This form was used already. Send it once more to add another activity."),
        "line.made_lately": _(
            "You added the same activity at %(time)s: it is %(code)s. Change something, or add it once more."
        ),
        # The questions before it.
        "line.withdrawing": _(
            "The activity no longer counts under the ceiling. No other activity gets its number."
        ),
        "line.withdrawing_approved": _("It leaves the approved plan with the next decisions."),
        "line.withdrawing_submitted": _("The versions that were submitted still show it."),
        "line.withdrawing_unseen": _(
            "It was never submitted. After this, only those who draft the plan see it."
        ),
        "line.withdrawing_ends_support": _(
            "Askings and offers that wait for an answer end now. They do not come back with the activity."
        ),
        "line.withdrawing_partners": _("This concerns %(partners)s."),
        "line.withdrawing_ends_accepted": _(
            "The accepted support of %(partners)s ends with the next decisions. "
            "It stays if you bring the activity back before then."
        ),
        "line.withdrawing_ends_accepted_regional": _(
            "The accepted support of %(partners)s ends when the plan is put in force. "
            "It stays if you bring the activity back before then."
        ),
        "line.withdraw_asks_first": _(
            "A partner is asked about %(code)s, or offers or gives support. Withdraw the activity on its own page."
        ),
        "line.can_be_restored": _("You can bring it back."),
        "line.restoring": _("The activity counts under the ceiling again. It has to fit."),
        "line.restoring_decided": _(
            "If the withdrawal is already in the approved plan, the activity needs a new decision."
        ),
        "line.unlocking": _(
            "This activity was not returned. If you change it, the Secretariat has to decide on it again."
        ),
        "line.keeping": _(
            "The activity stays in your plan as your government’s own. It asks for no Secretariat money."
        ),
        "line.keeping_noted": _(
            "The Secretariat notes it. The Secretariat has no veto over a government’s own plan."
        ),
        # What became of a cost that did not fit under the ceiling.
        "line.now_in_reserve": _("It is in reserve. It counts under the ceiling only after you change that."),
        "line.rest_is_asked": _(
            "The activity keeps US$%(kept)s of Secretariat money. %(partner)s is asked for US$%(asked)s."
        ),
        "line.rest_is_covered": _(
            "The activity keeps US$%(kept)s of Secretariat money. Partners are asked for the rest already, or give it."
        ),
        "line.whole_is_asked": _(
            "The activity asks for no Secretariat money now. %(partner)s is asked for US$%(asked)s."
        ),
        "line.cost_is_lowered": _(
            "You typed US$%(typed)s. The ceiling had room for US$%(kept)s, so the cost is now US$%(kept)s."
        ),
        # The ways out, offered beside the cost.
        "way.choose": _("Choose one of the ways out below the cost."),
        "way.lower": _("Lower the cost to US$%(room)s"),
        "way.lower_hint": _("The plan is then exactly at the ceiling."),
        "way.partner": _("Ask a partner for US$%(over)s"),
        "way.partner_hint": _(
            "The activity keeps US$%(room)s of Secretariat money. "
            "A partner’s money does not count under the ceiling. The partner has to accept."
        ),
        "way.partner_whole_hint": _(
            "Nothing is left, so the activity asks for no Secretariat money. "
            "A partner’s money does not count under the ceiling. The partner has to accept."
        ),
        "way.reserve": _("Keep the activity in reserve"),
        "way.reserve_hint": _("It stays in the plan at US$%(cost)s. It does not count under the ceiling."),
        # The same where the cost cannot be read.
        "way.lower_unread": _("Lower the cost to what is left"),
        "way.partner_unread": _("Ask a partner for the rest"),
        "way.partner_unread_hint": _(
            "A partner’s money does not count under the ceiling. The partner has to accept."
        ),
        "way.reserve_unread_hint": _("It stays in the plan. It does not count under the ceiling."),
    }
)


def row_fault(row: int, fault: Words) -> Message:
    """What is wrong with a row of many lines, behind its number in the file."""
    return message("row.fault", row=str(row), fault=fault)

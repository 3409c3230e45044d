"""What is said of decisions and of sending them, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

register(
    {
        "decision.recorded_approve": _("Decided to approve %(code)s"),
        "decision.recorded_return": _("Decided to return %(code)s"),
        "decision.recorded_note": _("Decided to note %(code)s"),
        "decision.was_approve": _("Approved on %(day)s"),
        "decision.was_return": _("Returned on %(day)s"),
        "decision.was_note": _("Noted on %(day)s"),
        "decision.quoted_approve": _("Your remark. %(round)s, %(day)s"),
        "decision.quoted_return": _("Your reason. %(round)s, %(day)s"),
        "decision.quoted_note": _("Your remark. %(round)s, %(day)s"),
        "decision.changed_since_approve": _("Changed since you approved it"),
        "decision.changed_since_return": _("Changed since you returned it"),
        "decision.changed_since_note": _("Changed since you noted it"),
        "decision.same_text": _("Same as before"),
        "decision.fields_changed": ngettext_lazy(
            "%(count)s field changed: %(fields)s", "%(count)s fields changed: %(fields)s", "count"
        ),
        "decision.fields_changed_among": _("%(count)s fields changed, among them %(fields)s"),
        "decision.recorded_by": _("Saved by %(by)s, %(at)s."),
        "decision.decided_of": ngettext_lazy(
            "%(decided)s of %(count)s activity has a decision.",
            "%(decided)s of %(count)s activities have a decision.",
            "count",
        ),
        "decision.progress": ngettext_lazy(
            "%(left)s of %(count)s activity still needs a decision.",
            "%(left)s of %(count)s activities still need a decision.",
            "count",
        ),
        "decision.all_decided": ngettext_lazy(
            "The only activity has a decision.", "All %(count)s activities have a decision.", "count"
        ),
        "decision.none_waits": _("No activity needs a decision."),
        "decision.cleared": _("Cancelled the decision on %(code)s"),
        "decision.rest_approved": ngettext_lazy(
            "Approved the last activity without a decision",
            "Approved all %(count)s activities without a decision",
            "count",
        ),
        "decision.line_does_not_wait": _(
            "%(code)s needs no decision in this round. Look at the list of activities."
        ),
        "decision.needs_reason": _("Write what should change."),
        "decision.lines_left": ngettext_lazy(
            "%(count)s activity has no decision yet. Decide on it first.",
            "%(count)s activities have no decision yet. Decide on them first.",
            "count",
        ),
        "decision.only_note": _("%(code)s asks for no Secretariat funding. Choose “Note”."),
        "decision.approve_or_return": _(
            "%(code)s asks for Secretariat funding. Approve or return this activity."
        ),
        "decision.said_recorded": _("Saved. %(left)s of %(count)s left to decide."),
        "decision.said_last": ngettext_lazy(
            "Saved. The only activity has a decision.",
            "Saved. All %(count)s activities have a decision.",
            "count",
        ),
        "decision.said_not_recorded": _("The decision on %(code)s is not saved. %(reason)s"),
        "decision.said_taken_back": _(
            "The decision on %(code)s is cancelled. This activity needs a decision again."
        ),
        "decision.theirs": _(
            "Someone decided on this activity before you, so your decision is not saved. You see the "
            "other decision here. Your text is still here too."
        ),
        "decision.line_moved_on": _(
            "The taskforce changed this activity after you opened it, so your decision is not saved. The "
            "page shows the new text. Your own text is still here."
        ),
        "decision.ticked_and_returned": _(
            "You ticked this activity for approval, but you also chose “Return”. Remove the tick or "
            "change the choice."
        ),
        "room.chosen": ngettext_lazy(
            "You chose %(count)s activity. Approved in total: US$%(approved)s.",
            "You chose %(count)s activities. Approved in total: US$%(approved)s.",
            "count",
        ),
        "room.chosen_of": ngettext_lazy(
            "You chose %(count)s activity. If you save, US$%(left)s of US$%(ceiling)s is left.",
            "You chose %(count)s activities. If you save, US$%(left)s of US$%(ceiling)s is left.",
            "count",
        ),
        "room.ticked_and_returned": _(
            "You ticked %(code)s for approval, but you also chose “Return”. Remove the tick or "
            "change the choice."
        ),
        "room.nothing_chosen": _("You chose no activity yet. Tick an activity, or choose a decision."),
        "room.with_group": _("The total of these activities is US$%(amount)s."),
        "room.with_group_of": _("If you approve them, US$%(left)s of US$%(ceiling)s is left."),
        "room.with_line": _("Approved so far: US$%(now)s. With this activity: US$%(then)s."),
        "room.with_line_of": _(
            "Approved so far: US$%(now)s. With this activity: US$%(then)s of US$%(ceiling)s."
        ),
        "room.fits_one": _(
            "If you approve all remaining activities, activity %(code)s (reserve, US$%(amount)s) still "
            "fits under the ceiling. The lead can move it out of reserve."
        ),
        "room.fits": _(
            "If you approve all remaining activities, each of these (in reserve) still fits under the "
            "ceiling: %(codes)s. The lead can move one of them out of reserve."
        ),
        "room.fits_one_now": _(
            "Activity %(code)s (reserve, US$%(amount)s) would now fit under the ceiling. The lead "
            "can move it out of reserve."
        ),
        "room.fits_now": _(
            "Each of these activities (in reserve) would now fit under the ceiling: %(codes)s. The lead "
            "can move one of them out of reserve."
        ),
        "sending.so_far": _(
            "These are your decisions so far. You can send them when every activity has a decision."
        ),
        "sending.would_approve": _(
            "You returned no activity so far. If you return none, the %(country)s workplan is "
            "approved when you send."
        ),
        "sending.approves": _("No activity is returned. The %(country)s workplan is approved."),
        "sending.would_return": ngettext_lazy(
            "You return %(count)s activity. When you send, the workplan is returned to the taskforce.",
            "You return %(count)s activities. When you send, the workplan is returned to the taskforce.",
            "count",
        ),
        "sending.returns": ngettext_lazy(
            "%(count)s activity is returned with a reason. The taskforce can change only this activity.",
            "%(count)s activities are returned with a reason. The taskforce can change only these "
            "activities.",
            "count",
        ),
        "sending.takes_effect": _(
            "Approved and noted activities are added to the approved version when you send. Then "
            "they may start."
        ),
        "sending.reserve_waits": ngettext_lazy(
            "%(count)s activity is in reserve until money is left.",
            "%(count)s activities are in reserve until money is left.",
            "count",
        ),
    }
)

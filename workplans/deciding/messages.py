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
        "decision.same_text": _("Says the same as before"),
        "decision.fields_changed": ngettext_lazy(
            "%(count)s field changed: %(fields)s", "%(count)s fields changed: %(fields)s", "count"
        ),
        "decision.fields_changed_among": _("%(count)s fields changed, among them %(fields)s"),
        "decision.recorded_by": _("Recorded by %(by)s, %(at)s."),
        "decision.decided_of": ngettext_lazy(
            "%(decided)s of %(count)s line is decided.",
            "%(decided)s of %(count)s lines are decided.",
            "count",
        ),
        "decision.progress": ngettext_lazy(
            "%(left)s of %(count)s line still needs a decision.",
            "%(left)s of %(count)s lines still need a decision.",
            "count",
        ),
        "decision.all_decided": _("Every activity has a decision."),
        "decision.none_waits": _("No line waits for a decision."),
        "decision.cleared": _("Cleared the decision on %(code)s"),
        "decision.rest_approved": ngettext_lazy(
            "Approved %(count)s activity that was left",
            "Approved %(count)s activities that were left",
            "count",
        ),
        "decision.line_does_not_wait": _(
            "%(code)s does not wait for a decision in this round. Look at the list of lines."
        ),
        "decision.needs_reason": _("Say what should change."),
        "decision.lines_left": ngettext_lazy(
            "%(count)s line is still undecided. Decide on it first.",
            "%(count)s lines are still undecided. Decide on them first.",
            "count",
        ),
        "decision.only_note": _("%(code)s asks no Secretariat money. You can only note it."),
        "decision.approve_or_return": _("%(code)s asks Secretariat money. Approve it or return it."),
        "decision.place": _("Line %(place)s of %(count)s"),
        "decision.said_recorded": _("Recorded. Line %(place)s of %(count)s."),
        "decision.said_last": _("Recorded. Every activity has a decision."),
        "decision.said_not_recorded": _("%(code)s is not recorded. %(reason)s"),
        "decision.said_taken_back": _("The decision on %(code)s is taken back. The line waits again."),
        "decision.theirs": _(
            "Someone decided on this line meanwhile. Nothing was recorded. "
            "The page shows their decision. Yours is still here."
        ),
        "decision.line_moved_on": _(
            "The taskforce has changed this line since you opened it. Nothing was recorded. "
            "The page shows the new line. Your text is still here."
        ),
        "decision.ticked_and_returned": _(
            "You ticked this line to approve it, and you chose to return it. Remove the tick or your choice."
        ),
        "room.chosen": ngettext_lazy(
            "You chose %(count)s line. Approved with it: US$%(approved)s.",
            "You chose %(count)s lines. Approved with them: US$%(approved)s.",
            "count",
        ),
        "room.chosen_of": ngettext_lazy(
            "You chose %(count)s line. If you record it, US$%(left)s of US$%(ceiling)s is left.",
            "You chose %(count)s lines. If you record them, US$%(left)s of US$%(ceiling)s is left.",
            "count",
        ),
        "room.ticked_and_returned": _(
            "You ticked %(code)s to approve it, and you chose to return it. Remove the tick or your choice."
        ),
        "room.nothing_chosen": _("You chose no line yet. Tick a line, or choose a decision on it."),
        "room.with_group": _("These lines cost US$%(amount)s together."),
        "room.with_group_of": _("Approve them, and US$%(left)s of US$%(ceiling)s is left."),
        "room.with_line": _("Approved so far US$%(now)s. With this line US$%(then)s."),
        "room.with_line_of": _("Approved so far US$%(now)s. With this line US$%(then)s of US$%(ceiling)s."),
        "room.fits_one": _(
            "If you approve all remaining lines, %(code)s in reserve fits: it costs US$%(amount)s. "
            "The lead can promote it."
        ),
        "room.fits": _(
            "If you approve all remaining lines, each of these in reserve fits: %(codes)s. "
            "The lead can promote one of them."
        ),
        "room.fits_one_now": _(
            "Line %(code)s in reserve fits: it costs US$%(amount)s. The lead can promote it."
        ),
        "room.fits_now": _("Each of these in reserve fits: %(codes)s. The lead can promote one of them."),
        "sending.so_far": _("You see your decisions so far. You can send them when every line has one."),
        "sending.would_approve": _(
            "You have returned no line so far. If you return none, the %(country)s workplan is approved when you send."
        ),
        "sending.approves": _("No line is returned. The %(country)s workplan is approved."),
        "sending.would_return": ngettext_lazy(
            "You return %(count)s line. When you send, the plan goes back to the taskforce.",
            "You return %(count)s lines. When you send, the plan goes back to the taskforce.",
            "count",
        ),
        "sending.returns": ngettext_lazy(
            "%(count)s line is returned with a reason. The plan goes back to the taskforce, "
            "and only this line is open.",
            "%(count)s lines are returned with a reason. The plan goes back to the taskforce, "
            "and only these lines are open.",
            "count",
        ),
        "sending.takes_effect": _(
            "Approved and noted lines enter the approved version when you send. They may then start."
        ),
        "sending.reserve_waits": ngettext_lazy(
            "%(count)s line in reserve waits for room.",
            "%(count)s lines in reserve wait for room.",
            "count",
        ),
    }
)

"""The sentences about the ministries' word, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

register(
    {
        # Events.
        "ministry.asked": _("Asked these ministries whether they agree: %(ministries)s"),
        "ministry.said_yes": _("%(ministry)s agreed"),
        "ministry.said_no": _("%(ministry)s did not agree"),
        "ministry.paper_yes": _("Recorded from paper: %(ministry)s agreed"),
        "ministry.paper_no": _("Recorded from paper: %(ministry)s did not agree"),
        # What a ministry says, as a state.
        "ministry.not_asked_yet": _("Not asked"),
        "ministry.waits": _("No answer yet"),
        "ministry.yes": _("Yes"),
        "ministry.no": _("No"),
        "ministry.yes.before_lines": ngettext_lazy(
            "Said yes. %(count)s line changed after that",
            "Said yes. %(count)s lines changed after that",
            "count",
        ),
        "ministry.no.before_lines": ngettext_lazy(
            "Said no. %(count)s line changed after that",
            "Said no. %(count)s lines changed after that",
            "count",
        ),
        "ministry.yes.before_needs": _("Said yes. The opportunities, gaps and needs changed after that"),
        "ministry.no.before_needs": _("Said no. The opportunities, gaps and needs changed after that"),
        "ministry.before_lines": ngettext_lazy(
            "Before %(count)s line changed", "Before %(count)s lines changed", "count"
        ),
        "ministry.before_needs": _("Before the opportunities, gaps and needs changed"),
        "ministry.point": _("%(ministry)s: %(said)s"),
        # What stands against it.
        "ministry.taskforce_reads": _(
            "Only the taskforce reads what its ministries say. Read the workplan instead."
        ),
        "ministry.lead_asks": _(
            "Only the lead of the %(country)s taskforce asks its ministries. Ask the lead."
        ),
        "ministry.lead_records": _(
            "Only the lead of the %(country)s taskforce records an answer on paper. Ask the lead."
        ),
        "ministry.member_answers": _(
            "Only a member of the taskforce answers for a ministry. The lead records answers on paper."
        ),
        "ministry.seat_names_none": _("Your seat names no ministry. Ask the regional office to name it."),
        "ministry.not_asked": _("Your ministry is not asked yet. Ask the lead to do it."),
        "ministry.of_other_taskforce": _("This ministry is of another country. Choose one of your own."),
        "ministry.plan_is_handed_over": _(
            "Ministries answer only while the taskforce can change the plan. Ask the lead to open it again."
        ),
        "ministry.choose": _("Choose at least one ministry."),
        "ministry.has_no_member": _(
            "Nobody can answer for this ministry here: %(ministry)s. Record its answer on paper."
        ),
        "ministry.says_why_not": _("Say in a word why the ministry does not agree."),
        "ministry.answered_itself": _(
            "A member has answered for this ministry to the plan as it is now. Ask the member to change it."
        ),
    }
)

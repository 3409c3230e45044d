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
            "Agreed, but %(count)s activity was changed later",
            "Agreed, but %(count)s activities were changed later",
            "count",
        ),
        "ministry.no.before_lines": ngettext_lazy(
            "Did not agree, but %(count)s activity was changed later",
            "Did not agree, but %(count)s activities were changed later",
            "count",
        ),
        "ministry.yes.before_needs": _("Agreed, but the opportunities, gaps and needs were changed later"),
        "ministry.no.before_needs": _(
            "Did not agree, but the opportunities, gaps and needs were changed later"
        ),
        "ministry.before_lines": ngettext_lazy(
            "Before %(count)s activity was changed", "Before %(count)s activities were changed", "count"
        ),
        "ministry.before_needs": _("Before the opportunities, gaps and needs were changed"),
        "ministry.point": _("%(ministry)s: %(said)s"),
        # What stands against it.
        "ministry.taskforce_reads": _(
            "Only the taskforce can read the answers of the ministries. You can read the workplan."
        ),
        "ministry.lead_asks": _(
            "Only the lead of the %(country)s taskforce can ask the ministries. Ask the lead."
        ),
        "ministry.lead_records": _(
            "Only the lead of the %(country)s taskforce can record an answer on paper. Ask the lead."
        ),
        "ministry.member_answers": _(
            "Only a member of the taskforce can answer for a ministry. Ask the lead to record an "
            "answer on paper."
        ),
        "ministry.seat_names_none": _(
            "Your seat has no ministry. Ask the regional office to add the ministry to your seat."
        ),
        "ministry.not_asked": _("The lead did not ask your ministry yet. Ask the lead."),
        "ministry.of_other_taskforce": _(
            "This ministry belongs to another country. Choose a ministry of your country."
        ),
        "ministry.plan_is_handed_over": _(
            "Ministries can answer only while the taskforce can change the workplan. Ask the lead to "
            "open the workplan again."
        ),
        "ministry.choose": _("Choose at least one ministry."),
        "ministry.has_no_member": _(
            "No person can answer in the portal for %(ministry)s. Record the answer on paper."
        ),
        "ministry.says_why_not": _("Give a short reason why the ministry does not agree."),
        "ministry.answered_itself": _(
            "A member of this ministry has already answered to the current workplan. Ask the member "
            "to change the answer."
        ),
    }
)

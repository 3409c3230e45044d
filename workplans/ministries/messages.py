"""The sentences of pages and of a form about the ministries' word, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

register(
    {
        # What a ministry says, also on a printed form.
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
        "ministry.point": _("%(ministry)s: %(said)s"),
        # Points before a submission, by the status of the answer; `before` where the workplan changed later.
        "ministry.point.asked": _("%(ministry)s has not answered yet. You can still submit."),
        "ministry.point.changed.before": _("%(ministry)s agreed, but the workplan was changed later."),
        "ministry.point.return": _(
            "%(ministry)s does not agree. You can still submit. The reason of the ministry:"
        ),
        "ministry.point.return.before": _("%(ministry)s did not agree, but the workplan was changed later."),
    }
)

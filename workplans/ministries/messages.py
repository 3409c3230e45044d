"""What a ministry says in the figures of drafts that were printed before `FormMinistry`, by code."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

register(
    {
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
    }
)

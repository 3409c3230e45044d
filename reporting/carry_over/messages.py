"""What is said while lines are carried over, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

register(
    {
        "carrying.changed": _(
            "The approved activities or their spending changed after you opened this page. Check the "
            "amounts and choose again."
        ),
        "carrying.done": ngettext_lazy(
            "%(count)s activity of %(year)s is now in the draft.",
            "%(count)s activities of %(year)s are now in the draft.",
            "count",
        ),
        "carrying.begun": ngettext_lazy(
            "%(count)s of them starts on a day that has passed. Change its dates.",
            "%(count)s of them start on days that have passed. Change their dates.",
            "count",
        ),
        "carrying.in_reserve": ngettext_lazy(
            "%(count)s activity is in reserve.", "%(count)s activities are in reserve.", "count"
        ),
        "carrying.was_there": ngettext_lazy(
            "%(count)s activity was already in the draft.",
            "%(count)s activities were already in the draft.",
            "count",
        ),
    }
)

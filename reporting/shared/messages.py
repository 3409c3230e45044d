"""What is said in the trail of several things."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "trail.about": _("%(about)s: %(event)s"),
    }
)

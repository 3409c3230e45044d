"""What is said in the trail of several things."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "trail.about": _("%(about)s: %(event)s"),
        # One's own account.
        "account.renamed": _("Changed the name from %(before)s to %(after)s"),
        "account.settings_saved": _("Changed the time zone or the language"),
        "account.others_signed_out": _("Signed out on all other devices"),
    }
)

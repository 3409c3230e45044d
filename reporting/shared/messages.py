"""What the trail says of one's own account."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "account.renamed": _("Changed the name from %(before)s to %(after)s"),
        "account.settings_saved": _("Changed the time zone or the language"),
        "account.others_signed_out": _("Signed out on all other devices"),
    }
)

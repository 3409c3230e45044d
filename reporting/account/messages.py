"""The sentences about one's own account, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        # Events.
        "account.renamed": _("Changed the name from %(before)s to %(after)s"),
        "account.settings_saved": _("Changed the time zone or the language"),
        "account.others_signed_out": _("Signed out on all other devices"),
        # What a browser says of itself.
        "browser.on": _("%(browser)s on %(system)s"),
        "browser.unknown": _("Unknown browser"),
    }
)

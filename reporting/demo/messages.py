"""The sentences of the command that makes the demonstration, by their codes."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "demonstration.not_in_demo_mode": _(
            "The portal is not in demo mode. Set DEMO=1, and never where real plans are kept."
        ),
        "demonstration.has_year": _("This portal holds a year already. Use an empty portal."),
        "demonstration.has_people": _("This portal holds people of %(domain)s already. Use an empty portal."),
    }
)

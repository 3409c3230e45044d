"""The sentences of the command that makes the demonstration, by their codes."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "demonstration.not_in_demo_mode": _(
            "The portal is not in demo mode. Set DEMO=1, but never in a portal with real workplans."
        ),
        "demonstration.has_year": _("This portal already has a year. Use an empty portal."),
        "demonstration.has_people": _("This portal already has people of %(domain)s. Use an empty portal."),
    }
)

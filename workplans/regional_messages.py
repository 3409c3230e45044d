"""What is said of the regional workplan, by code (`commit_portal.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.messages import register

register(
    {
        "participation.declined": _("%(country)s does not take part in %(code)s."),
    }
)

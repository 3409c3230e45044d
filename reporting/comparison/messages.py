"""What the comparison refuses."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "comparison.in_editions": _(
            "Partners and observers can read the comparison in the annual report. Open a report that is "
            "released to you."
        ),
    }
)

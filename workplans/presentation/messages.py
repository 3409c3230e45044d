"""The sentences of what several pages show, by their codes (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "activity.released_only": _(
            "You can read only the released version of this activity. Ask the taskforce to open the "
            "draft to you."
        ),
    }
)

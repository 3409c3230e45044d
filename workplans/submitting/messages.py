"""The sentences about submitting a plan and about its history, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "history.not_yours": _(
            "Only the taskforce, its desk and the regional office can read this history. Ask one of them."
        ),
    }
)

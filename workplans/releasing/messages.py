"""The sentences about who reads a plan, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        # What stands against it.
        "readers.not_yours": _("Only the taskforce and its desk see who reads a plan. Ask one of them."),
        "release.ended_already": _("This has ended already. Look at the page again."),
        "release.not_needed": _(
            "You cannot release this plan to these readers. Everybody who may read it reads it already."
        ),
        "release.read_already": _("They read this version already."),
        # Events.
        "release.made_taskforces": _("Released version %(number)s to the other taskforces"),
        "release.made_partners": _("Released version %(number)s to partners"),
        "release.made_observers": _("Released version %(number)s to observers"),
        "release.ended_taskforces": _("Ended the release to the other taskforces"),
        "release.ended_partners": _("Ended the release to partners"),
        "release.ended_observers": _("Ended the release to observers"),
    }
)

"""The sentences about who reads a plan, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        # What stands against it.
        "readers.not_yours": _(
            "Only the taskforce and its desk can see who reads a workplan. Ask one of them."
        ),
        "release.ended_already": _("This access has already ended. Load the page again."),
        "release.not_needed": _("You cannot release this workplan to these readers. Choose other readers."),
        "release.read_already": _("These readers can already read this version."),
        # Events.
        "release.made_taskforces": _("Released version %(number)s to the other taskforces"),
        "release.made_partners": _("Released version %(number)s to partners"),
        "release.made_observers": _("Released version %(number)s to observers"),
        "release.ended_taskforces": _("Ended the release to the other taskforces"),
        "release.ended_partners": _("Ended the release to partners"),
        "release.ended_observers": _("Ended the release to observers"),
    }
)

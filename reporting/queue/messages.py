"""Why files could not be made, and what the trail says of what the machine does."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

register(
    {
        "edition.machine_makes": _("The portal makes editions by itself. Wait, or ask for a new one."),
        "edition.made": _("Made the edition"),
        "edition.failed": _("Could not make the edition: %(why)s"),
        "edition.replaced": _("Replaced the edition by edition %(edition)s"),
        "failure.no_space": _("There is no space left to store the files. Free some, then try again."),
        "failure.not_written": _("The files could not be written. Try again."),
        "failure.too_long": _("The files took longer to make than they may take. Nothing was published."),
        "failure.too_large": _("The files need more memory than they may use. Nothing was published."),
        "failure.stopped": _("The process that makes the files stopped before it had finished."),
        "failure.garbled": _(
            "The process that makes the files gave an answer that the portal cannot read. Nothing was published."
        ),
        "failure.incomplete": _("The files came out incomplete. Nothing was published."),
        "failure.exhausted": ngettext_lazy(
            "Tried %(count)s time, and the worker stopped. Nothing was published.",
            "Tried %(count)s times, and the worker stopped. Nothing was published.",
            "count",
        ),
        "failure.tampered": _("The frozen figures do not match their digest. Ask for them anew."),
        "failure.unreadable": _("The frozen figures cannot be read. Ask for them anew."),
        "failure.fonts_missing": _(
            "The server has no fonts for print: %(fonts)s. Install %(packages)s, then try again."
        ),
        "failure.address_blocked": _("The page asked for a file that is not its own: %(addresses)s."),
    }
)

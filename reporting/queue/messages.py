"""Why files could not be made, by the codes that are stored."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import ngettext_lazy, register

register(
    {
        "edition.machine_makes": _("The portal makes editions automatically. Wait, or make a new edition."),
        "failure.no_space": _(
            "The server has no space left for the files. Delete other files, then try again."
        ),
        "failure.not_written": _("The files could not be written. Try again."),
        "failure.too_long": _(
            "The portal needed too much time to make the files, so no file was saved. Try again."
        ),
        "failure.too_large": _("The files needed too much memory, so no file was saved."),
        "failure.stopped": _("The process that makes the files stopped before it had finished."),
        "failure.garbled": _(
            "The process that makes the files gave an answer that the portal cannot read, so no file was saved."
        ),
        "failure.incomplete": _("The files are incomplete, so no file was saved. Try again."),
        "failure.exhausted": ngettext_lazy(
            "The worker stopped in %(count)s attempt, so no file was saved.",
            "The worker stopped in all %(count)s attempts, so no file was saved.",
        ),
        "failure.tampered": _("The saved figures do not match their check number. Make the file again."),
        "failure.unreadable": _("The portal cannot read the saved figures. Make the file again."),
        "failure.fonts_missing": _(
            "The server has no fonts for print: %(fonts)s. Install %(packages)s, then try again."
        ),
        "failure.address_blocked": _("The page tried to load files from another address: %(addresses)s."),
    }
)

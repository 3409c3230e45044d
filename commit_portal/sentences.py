"""The sentences of the ground, by their codes (`commit_portal.messages`)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.messages import register

register(
    {
        "seat.portal": _("the portal"),
        "seat.none": _(
            "You hold no seat today, so you cannot see or do anything here. "
            "The regional office of the Secretariat gives seats. Ask it for one."
        ),
        "change.meanwhile": _("Someone changed this just now. Load the page again and look at it."),
        "row.stale": _(
            "Someone changed this just now. Nothing of yours was saved. Compare both and save again."
        ),
        "transition.closed": _("You cannot do this now. It is in the state \u201c%(state)s\u201d."),
        "export.too_many": ngettext_lazy(
            "You took %(count)s file within an hour. Wait some minutes, then take the next one.",
            "You took %(count)s files within an hour. Wait some minutes, then take the next one.",
            "count",
        ),
        "events.added_only": _("Nothing in the history can be changed or deleted."),
    }
)

"""The sentences about a draft that is open to readers, by code (`commit_portal.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.messages import register

register(
    {
        "draft.open_already_desk": _("The desk reads the draft already. You need not open it again."),
        "draft.open_already_partner": _("%(partner)s reads the draft already. Choose another partner."),
        "draft.closed_already": _("This has ended already. Look at the page again."),
        # Events.
        "draft.opened_to_desk": _("Opened the draft to the desk"),
        "draft.opened_to_partner": _("Opened the draft to %(partner)s"),
        "draft.closed_to_desk": _("Closed the draft to the desk"),
        "draft.closed_to_partner": _("Closed the draft to %(partner)s"),
    }
)

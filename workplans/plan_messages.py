"""What is said of a plan and of its lines wherever they are shown, by code (`commit_portal.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.messages import register

register(
    {
        "line.returned_unchanged": _(
            "%(code)s was returned and has not changed. Change it, withdraw it, "
            "or keep it without COMMIT support."
        ),
        # To who is not the lead: only the lead keeps a returned line.
        "line.returned_unchanged_ask": _(
            "%(code)s was returned and has not changed. Change it, withdraw it, or ask the lead to keep it."
        ),
    }
)

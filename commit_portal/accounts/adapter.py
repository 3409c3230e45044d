"""Accounts are made by invitation only."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commit_portal.http.rate_limits import CountingAdapter


class InvitationOnlyAdapter(CountingAdapter):
    """django-allauth's adapter: sign-up is closed, and messages are ours."""

    error_messages = {
        **CountingAdapter.error_messages,
        "enter_current_password": _("This is not your current password. Type it again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: the regional office invites (workplans.people.actions)."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the sign-in page: a changed password signs out every session."""
        return reverse("account_login")

"""Accounts are made by invitation only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """django-allauth's adapter: sign-up is closed, and messages are ours."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "enter_current_password": _("This is not your current password. Type it again."),
        "too_many_login_attempts": _("Too many failed attempts. Wait five minutes, then sign in again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: the regional office invites (workplans.people.actions)."""
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords by account and sender: whoever guesses does not lock the owner out elsewhere."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the sign-in page: a changed password signs out every session."""
        return reverse("account_login")

"""Accounts are made by invitation only."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """django-allauth's door, as this house keeps it."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "enter_current_password": "This is not your current password. Type it again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: the regional office invites (workplans.actions.people)."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the door: a changed password signs everybody out, and the way leads home, not to the form again."""
        return reverse("account_login")

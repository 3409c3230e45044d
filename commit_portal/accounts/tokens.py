"""The keys of the links in invitations and resets: they end with the sessions of their account.

django-allauth's forms import this module by its name in the settings, so nothing else does: imported before them, it
would ask for itself.
"""

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from django.utils.http import base36_to_int

from commit_portal.models import User


class LinkKeys(EmailAwarePasswordResetTokenGenerator):
    """Makes the keys; closing the account ends those that are on their way."""

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Return whether the key is one of this account and not too old."""
        if not (user and token and super().check_token(user, token)):
            return False
        made = base36_to_int(token.partition("-")[0])
        return self._num_seconds(self._now()) - made <= user.link_age

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.sessions_ended}"

"""The keys of the links in invitations and resets: they end with the sessions of their account.

django-allauth's forms import this module by its name in the settings, so nothing else does: imported before them, it
would ask for itself.
"""

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator

from commit_portal.models import User


class LinkKeys(EmailAwarePasswordResetTokenGenerator):
    """Makes the keys; closing the account ends those that are on their way."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.sessions_ended}"

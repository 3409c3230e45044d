"""Accounts are made by invitation only; and who signed in is found again at each request."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import BigIntegerField, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commit_portal.db.compiled_queries import prepared
from commit_portal.http.rate_limits import CountingAdapter
from commit_portal.models import User


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


class PersonBackend(AuthenticationBackend):
    """django-allauth's backend; finds the person of a request by a query that is put into SQL once."""

    def get_user(self, user_id: int) -> User | None:
        person = next(iter(_people(user=user_id)), None)
        return person if person is not None and self.user_can_authenticate(person) else None


@prepared(user=BigIntegerField())
def _people(user: int) -> QuerySet[User]:
    return User.objects.filter(pk=user)

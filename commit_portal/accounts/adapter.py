"""Accounts are made by invitation only; who signed in is found again at each request, and gets a new key after a proof."""

from base64 import urlsafe_b64encode

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.db.models import BigIntegerField, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, gettext_lazy as _
from qrcode.main import QRCode

from commit_portal.accounts import security_log as security_log
from commit_portal.db.compiled_queries import prepared
from commit_portal.http.rate_limits import CountingAdapter
from commit_portal.mail.outbox import post_to_person
from commit_portal.models import User
from commit_portal.statuses import MailCode


class InvitationOnlyAdapter(CountingAdapter):
    """django-allauth's adapter: sign-up is closed, and messages are ours."""

    error_messages = {
        **CountingAdapter.error_messages,
        "enter_current_password": _("This is not your current password. Type it again."),
        "incorrect_password": _("This password is wrong. Type your password again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: the regional office invites (workplans.people.actions)."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return the sign-in page: a changed password signs out every session."""
        return reverse("account_login")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """Return how somebody may show again who they are: who has a second factor, by nothing less; by a key first."""
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        factors = [method for method in methods if method["id"] != "reauthenticate"]
        return sorted(factors, key=lambda method: method["id"] == "mfa_reauthenticate") or methods

    def send_notification_mail(
        self, template_prefix: str, user: User, *args: object, **named: object
    ) -> None:
        """Put a mail about the password or a factor into the outbox; what changed is named as allauth names it."""
        post_to_person(user, MailCode.ACCOUNT, now=timezone.now(), change=template_prefix.rpartition("/")[2])


class SecondFactorAdapter(DefaultMFAAdapter):
    """django-allauth's adapter of second factors: messages are ours, and a copy of the database gives nobody a code."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code is wrong. Type the newest code of your app, or a recovery code that you have not used."
        ),
    }

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code as the path of a drawing of 1,000 by 1,000: a page prints it without an image of its own."""
        code = QRCode()
        code.add_data(url)
        rows = code.get_matrix()
        side = 1000 / len(rows)
        dark = ((x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
        return "".join(f"M{x * side:.2f} {y * side:.2f}h{side:.2f}v{side:.2f}h-{side:.2f}z" for x, y in dark)

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """Return the name of a security key to which its owner gives none."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Key %(number)s") % {"number": number}

    def encrypt(self, text: str) -> str:
        """Encrypt the key of an app or the seed of recovery codes by the secret of the settings."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return what `encrypt` was given. Raises `InvalidToken` under another secret."""
        return _fernet().decrypt(encrypted_text).decode()


def _fernet() -> MultiFernet:
    """The newest secret encrypts, those before it (SECRET_KEY_FALLBACKS) still decrypt."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (salted_hmac("second factor", "", secret, algorithm="sha256").digest() for secret in secrets)
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])


class PersonBackend(AuthenticationBackend):
    """django-allauth's backend; finds the person of a request by a query that is put into SQL once."""

    def get_user(self, user_id: int) -> User | None:
        person = next(iter(_people(user=user_id)), None)
        return person if person is not None and self.user_can_authenticate(person) else None


@prepared(user=BigIntegerField())
def _people(user: int) -> QuerySet[User]:
    return User.objects.filter(pk=user)


def renew_key(request: HttpRequest, user: User) -> None:
    """Give the session of this request a new key, also where all sessions of its account have just ended. The old one ends."""
    before = request.session.session_key
    update_session_auth_hash(request, user)
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)

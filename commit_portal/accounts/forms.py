"""The forms of django-allauth in the portal's words: labels in sentence case, errors that say what to do."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from cryptography.fernet import InvalidToken
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from commit_portal.http.rate_limits import TOO_MANY_ATTEMPTS
from commit_portal.i18n import Words
from commit_portal.mail.outbox import post_to_address
from commit_portal.sheets.fields import LineField
from commit_portal.statuses import MailCode

KEY_REFUSALS = {
    "incorrect_code": _(
        "The portal did not accept this security key. Press the button and try again, or use another second factor."
    ),
    TOO_MANY_ATTEMPTS: _("Too many failed attempts. Wait five minutes, then try again."),
}
TOO_MANY_CODES = _("Too many wrong codes. Wait five minutes, then type the newest code of your app.")
# Codes of an app that may be right while another one is: two before it and two behind (settings.MFA_TOTP_TOLERANCE).
USED_CODES = 5
# What fido2 raises for an answer that no browser gives. allauth knows two of them.
UNREADABLE = (AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


class _InTheWordsOfThePortal:
    """Renames the fields, and says what is missing, and at the second password that the two differ."""

    fields: dict[str, Any]
    # The label of each field, and what is said where it is empty.
    words = {
        "oldpassword": (_("Current password"), _("Type your current password.")),
        "password1": (_("New password"), _("Type the new password.")),
        "password2": (_("New password again"), _("Type the new password again.")),
        "code": (pgettext_lazy("second factor", "Code"), _("Type the code.")),
        "credential": (
            _("Security key"),
            _(
                "The portal got no answer of a key. Press the button, and touch the key when the browser asks."
            ),
        ),
    }
    # What a refusal of allauth says on this page, by its code.
    refusals: Mapping[str, Words] = {}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name in self.words.keys() & self.fields.keys():
            field = self.fields[name]
            field.label, field.error_messages["required"] = self.words[name]
            field.widget.attrs.pop("placeholder", None)
        if "oldpassword" in self.fields:
            self.fields["oldpassword"].help_text = ""

    def add_error(self, field: str | None, error: object) -> None:
        """allauth's one error at the second field is that it differs from the first."""
        if field == "password2" and not isinstance(error, ValidationError):
            error = gettext("The two new passwords differ. Type the same one in both fields.")
        refused = self.refusals.get(getattr(error, "code", "") or "")
        if refused is not None:
            # A key has no field that somebody sees.
            field, error = None if field == "credential" else field, refused
        super().add_error(field, error)  # type: ignore[misc]


class ResetPasswordForm(forms.ResetPasswordForm):
    """Asks for a link. Whether the address is somebody's, only the worker that sends the mail looks.

    So a known and an unknown address cost the same, and the page waits for no mail server.
    """

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["required"] = _("Type your e-mail address.")

    def clean_email(self) -> str:
        """Return the address, as allauth takes it, without looking for its account."""
        return str(get_adapter().clean_email(self.cleaned_data["email"].lower()))

    def save(self, request: HttpRequest, **kwargs: object) -> str:
        """Put the mail into the outbox."""
        address: str = self.cleaned_data["email"]
        post_to_address(address, MailCode.RESET, now=timezone.now())
        return address


class ChangePasswordForm(_InTheWordsOfThePortal, forms.ChangePasswordForm):
    """Somebody who is signed in, and knows the old one."""


class ResetPasswordKeyForm(_InTheWordsOfThePortal, forms.ResetPasswordKeyForm):
    """Somebody who comes by the link of an e-mail."""


KEY_IS_GONE = _(
    "The portal cannot check your second factor any more. Ask the regional office to remove your second factor."
)


class _CodeForm(_InTheWordsOfThePortal, BaseAuthenticateForm):
    """A code of an app works once, also where Redis is away, and as long as a slow telephone may show it.

    allauth remembers it for half a minute, in the cache alone.
    """

    refusals = {TOO_MANY_ATTEMPTS: TOO_MANY_CODES}

    def clean_code(self) -> str:
        """Return the code. One that was given before is refused as a wrong one, and counted and written down as one."""
        given = _digits(self.cleaned_data["code"])
        if any(given in one.data.get("used", ()) for one in Authenticator.objects.filter(user=self.user)):
            # What signs in ends the count of wrong codes, before anybody knows here that it signed in already.
            self.cleaned_data["code"] = ""
        try:
            code = super().clean_code()
        except InvalidToken as error:
            raise ValidationError(KEY_IS_GONE) from error
        if self.authenticator.type == Authenticator.Type.TOTP and not _claim(self.authenticator.pk, code):
            self._emit_authentication_failed(self.authenticator)
            raise get_factor_adapter().validation_error("incorrect_code")
        return code


@receiver(authenticator_added)
def claim_first_code(request: HttpRequest, authenticator: Authenticator, **kwargs: object) -> None:
    """Let the code that set an app up be its first one: nobody signs in with it."""
    if authenticator.type == Authenticator.Type.TOTP:
        _claim(authenticator.pk, request.POST["code"])


@transaction.atomic
def _claim(app: int, code: str) -> bool:
    """Keep a right code beside the key of its app; False where it is there already. Of two at once, one waits."""
    kept = Authenticator.objects.select_for_update().get(pk=app)
    code = _digits(code)
    used = kept.data.get("used", [])
    if code in used:
        return False
    kept.data["used"] = [code, *used][:USED_CODES]
    kept.save(update_fields=["data"])
    return True


def _digits(code: str) -> str:
    return "".join(filter(str.isdigit, code))


class SignInCodeForm(_CodeForm, AuthenticateForm):
    """Somebody who has given the password, and now gives a code of the app or a recovery code."""


class ConfirmCodeForm(_CodeForm, ReauthenticateForm):
    """Somebody who is signed in, and gives a code again before a heavy step."""


class AppCodeForm(_InTheWordsOfThePortal, ActivateTOTPForm):
    """The first code of an app, which proves that the app has the key."""

    refusals = {
        "rate_limited": TOO_MANY_CODES,
        "incorrect_code": _("This code is wrong. Type the newest code of your app."),
    }


@contextmanager
def _refused_where_unreadable() -> Iterator[None]:
    """Take an answer that cannot be read for a wrong one: the page says so, and the log has no fault."""
    try:
        yield
    except UNREADABLE as error:
        raise ValidationError("", code="incorrect_code") from error


class NewKeyForm(_InTheWordsOfThePortal, AddWebAuthnForm):
    """A security key that somebody adds: its first answer, and a name by which its owner knows it."""

    refusals = KEY_REFUSALS
    name = LineField(label=_("Name of the key"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse the answer of a key to another page, or of another site."""
        with _refused_where_unreadable():
            return dict(super().clean())


class KeyForm(_InTheWordsOfThePortal, AuthenticateWebAuthnForm):
    """The answer of a security key, at sign-in and again before a heavy step."""

    refusals = KEY_REFUSALS

    def clean_credential(self) -> Authenticator:
        """Return the key that gave the answer. A wrong one is written down as a wrong code is."""
        try:
            with _refused_where_unreadable():
                return super().clean_credential()
        except ValidationError:
            key, request = Authenticator(type=Authenticator.Type.WEBAUTHN), context.request
            authentication_failed.send(Authenticator, request=request, user=self.user, authenticator=key)
            raise

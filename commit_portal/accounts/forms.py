"""The forms of django-allauth in the portal's words: labels in sentence case, errors that say what to do."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.mail.outbox import post_to_address
from commit_portal.statuses import MailCode


class _InTheWordsOfThePortal:
    """Renames the fields, and says what is missing, and at the second password that the two differ."""

    fields: dict[str, Any]
    labels = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password again"),
        "code": _("Code"),
    }
    missing = {
        "oldpassword": _("Type your current password."),
        "password1": _("Type the new password."),
        "password2": _("Type the new password again."),
        "code": _("Type the code."),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].error_messages["required"] = self.missing[name]
                self.fields[name].widget.attrs.pop("placeholder", None)
        if "oldpassword" in self.fields:
            self.fields["oldpassword"].help_text = ""

    def add_error(self, field: str | None, error: object) -> None:
        """allauth's one error at the second field is that it differs from the first."""
        if field == "password2" and not isinstance(error, ValidationError):
            error = gettext("The two new passwords differ. Type the same one in both fields.")
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


class SignInCodeForm(_InTheWordsOfThePortal, AuthenticateForm):
    """Somebody who has given the password, and now gives a code of the app or a recovery code."""


class ConfirmCodeForm(_InTheWordsOfThePortal, ReauthenticateForm):
    """Somebody who is signed in, and gives a code again before a heavy step."""


class AppCodeForm(_InTheWordsOfThePortal, ActivateTOTPForm):
    """The first code of an app, which proves that the app has the key."""

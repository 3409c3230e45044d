"""One's own details, and the password that ends the other sessions."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from commit_portal.models import User
from commit_portal.sheets.fields import LineField

# The clocks of the offices, by what people call them. Empty: that of the country of the seat.
ZONES = (
    ("", _("The time of my country, for partners Bangkok time")),
    ("Asia/Bangkok", _("Phnom Penh, Bangkok, Ha Noi, Vientiane (UTC+7)")),
    ("Asia/Yangon", _("Yangon, Nay Pyi Taw (UTC+6:30)")),
    ("Asia/Shanghai", _("Beijing (UTC+8)")),
    ("Europe/Zurich", _("Geneva")),
    ("America/New_York", _("New York")),
    ("UTC", _("UTC")),
)


class AccountForm(forms.Form):
    """The name that others read, the time zone, and the language of pages and mails where there are several."""

    name = LineField(
        label=_("Name"),
        max_length=120,
        help_text=_("Other people see this name in lists and in the history."),
        error_messages={"required": _("Give a name.")},
    )
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        choices=ZONES,
        required=False,
        help_text=_(
            "E-mails, notices and this page use this time zone. Other pages use Bangkok time, "
            "or they write the place after the time, for example “(Cambodia time)”."
        ),
    )
    language = forms.ChoiceField(label=_("Language of pages and e-mails"), choices=lambda: settings.LANGUAGES)

    hide_optional = True

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": user.name, "time_zone": user.time_zone, "language": user.language}
        super().__init__(*args, **kwargs)
        if len(settings.LANGUAGES) < 2:
            del self.fields["language"]


class EndSessionsForm(forms.Form):
    """The current password. Wrong ones are counted as at the door."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Type your password.")},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_password(self) -> str:
        """Refuse a password that is not that of the account."""
        password = str(self.cleaned_data["password"])
        if not get_adapter().reauthenticate(self._user, password):
            raise forms.ValidationError(_("This is not your current password. Type it again."))
        return password

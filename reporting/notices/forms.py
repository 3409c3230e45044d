"""How notices reach a person."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commit_portal.mail.outbox import MailSettings
from commit_portal.statuses import Delivery, NoticeKind

HINTS = {
    NoticeKind.WAITS: _(
        "A plan to decide on, a return, a comment for you, a deadline that is near or missed"
    ),
    NoticeKind.COMMENTS: _(
        "New comments in threads where you wrote. Leads, desks and partners get those of all their threads."
    ),
    NoticeKind.OFFERS: _("What partners are asked, offer and are answered"),
    NoticeKind.OTHERS: _("Plans amended or closed, plans and reports released to you"),
}


class MailSettingsForm(forms.Form):
    """One choice for each kind, and the hour."""

    hour = forms.TypedChoiceField(
        label=_("Hour of the daily and weekly mail, and of reminders"),
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(24)],
    )

    def __init__(self, data: QueryDict | None, *, own: MailSettings) -> None:
        initial = {name: getattr(own, name) for name in (*NoticeKind.values, "hour")}
        super().__init__(data, initial=initial)
        for kind in NoticeKind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=Delivery.choices, widget=forms.RadioSelect
            )

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """A row of the table for each kind: its field, hint and choices."""
        return [{"field": self[kind.value], "hint": HINTS[kind]} for kind in NoticeKind]

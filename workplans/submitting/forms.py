"""Forms for submitting, amending and reopening a workplan."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workplans.lines.forms import DayOfYearField
from workplans.models import (
    Workplan,
)
from workplans.plan.lifecycle import AMEND, REOPEN
from workplans.plan.rules import NEEDS_AGREED_BY, NEEDS_AGREED_ON, wp_11


class AgreementForm(forms.Form):
    """When and by whom the plan was agreed inside the country (WP-11)."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)
    agreed_on = DayOfYearField(
        label=_("Day on which the ministries agreed"),
        help_text=_("The day of the meeting or the letter. For example 21 Jan 2011."),
        error_messages={"required": NEEDS_AGREED_ON},
    )
    agreed_by = forms.CharField(
        label=_("Ministries that agreed"),
        max_length=2000,
        help_text=_("Write each ministry on its own line."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": NEEDS_AGREED_BY},
    )

    def __init__(self, *args: Any, today: date, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["agreed_on"].year = year

    def clean(self) -> dict[str, Any]:
        """Ask the rule here too, so that the reader knows before the check page."""
        cleaned = super().clean() or {}
        if not self.errors:
            said = Workplan(agreed_on=cleaned["agreed_on"], agreed_by=cleaned["agreed_by"])
            if violation := wp_11(said, today=self.today):
                self.add_error(violation.field, str(violation))
        return cleaned


class AmendForm(forms.Form):
    note = forms.CharField(
        label=_("Reason for the amendment"),
        max_length=2000,
        help_text=_("The Secretariat can read this text. The text stays in the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": AMEND.needs_note},
    )


class ReopenForm(forms.Form):
    note = forms.CharField(
        label=_("Reason for the reopening"),
        max_length=2000,
        help_text=_("The taskforce and its desk can read this text. The text stays in the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": REOPEN.needs_note},
    )

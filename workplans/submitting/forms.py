"""Forms for submitting, amending and reopening a workplan."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import ParagraphsField, Values
from commit_portal.sheets.fields import RowKeysField
from workplans.lines.forms import DayOfYearField
from workplans.models import Ministry, Workplan
from workplans.plan.lifecycle import AMEND, REOPEN
from workplans.plan.rules import NEEDS_AGREED_ON, wp_11


class AgreementForm(forms.Form):
    """When the plan was agreed inside the country, and the ministries that are named as agreed (WP-11)."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)
    # The newest event that the page knew of.
    newest_event = forms.CharField(widget=forms.HiddenInput, required=False)
    agreed_on = DayOfYearField(
        label=_("Agreed in the country on"),
        help_text=_("The day of the meeting or of the last letter. For example 21 Jan 2011."),
        error_messages={"required": NEEDS_AGREED_ON},
    )
    agreed_by = RowKeysField(
        Ministry.objects.none(),
        label=_("Ministries that agree"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("A ministry changed its answer. Look at the answers of the ministries again.")
        },
    )

    def __init__(
        self, *args: Any, today: date, year: int, offered: QuerySet[Ministry], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["agreed_on"].year = year
        self.fields["agreed_by"].queryset = offered

    def clean(self) -> Values:
        """Ask the rule here too, so that its sentence stands at the field."""
        cleaned = super().clean() or {}
        if not self.errors:
            said = Workplan(agreed_on=cleaned["agreed_on"])
            if violation := wp_11(said, today=self.today):
                self.add_error(violation.field, str(violation))
        return cleaned


class AmendForm(forms.Form):
    note = ParagraphsField(
        label=_("Reason for the amendment"),
        max_length=2000,
        help_text=_("The Secretariat can read this text. The text stays in the history."),
        error_messages={"required": AMEND.needs_note},
    )


class ReopenForm(forms.Form):
    note = ParagraphsField(
        label=_("Reason for the reopening"),
        max_length=2000,
        help_text=_("The people who can read the draft can read this text. The text stays in the history."),
        error_messages={"required": REOPEN.needs_note},
    )

"""What the desk fills in: one decision on one line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workplans.deciding.rules import outcomes_for
from workplans.models import Activity
from workplans.statuses import Outcome


class DecisionForm(forms.Form):
    """Two radios, neither chosen beforehand; one, where no Secretariat money is asked.

    Cleans only. WP-7 and WP-8 are asked by the action and come back as errors of the fields.
    """

    outcome = forms.ChoiceField(
        label=_("Your decision"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a decision."),
            "invalid_choice": _("Choose one of the decisions shown."),
        },
    )
    reason = forms.CharField(
        required=False,
        max_length=4000,
        help_text=_("The taskforce reads this after you send the decisions. It stays in the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, line: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcomes = outcomes_for(line)
        self.fields["outcome"].choices = [(outcome.value, outcome.label) for outcome in outcomes]
        self.fields["reason"].label = (
            gettext("Reason for a return, or a remark")
            if Outcome.RETURN in outcomes
            else gettext("Remark (optional)")
        )

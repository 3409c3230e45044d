"""The form that asks for an edition."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms

from workplans.statuses import Audience


class EditionForm(forms.Form):
    audience = forms.ChoiceField(
        label="Who will read it?",
        choices=Audience.choices,
        initial=Audience.SECRETARIAT,
        widget=forms.RadioSelect,
        help_text="It holds what they may see: countries that have not released to them stand as “Not released”.",
    )
    why = forms.CharField(
        label="Why is another edition needed?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where there is an edition already. Readers of the old one see this beside it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field("audience"),
            Field("why"),
            Div(
                HTML('<button class="btn btn-primary">Make the edition</button>'),
                HTML('<a href="{{ list_url }}">Cancel</a>'),
                css_class="actions",
            ),
        )

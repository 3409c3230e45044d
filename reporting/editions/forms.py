"""The form that asks for an edition."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import needed_at_times
from workplans.statuses import Audience


class EditionForm(forms.Form):
    audience = forms.ChoiceField(
        label=_("Who will read it?"),
        choices=Audience.choices,
        initial=Audience.SECRETARIAT,
        widget=forms.RadioSelect,
        help_text=_(
            "The edition shows only what these readers may see. Other countries are shown as “Not released”."
        ),
    )
    why = needed_at_times(
        forms.CharField(
            label=_("Why is another edition needed?"),
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_(
                "Give a reason if there is already an edition. Readers of the old edition can see the reason."
            ),
        )
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field("audience"),
            Field("why"),
            Div(
                HTML(format_html('<button class="btn btn-primary">{}</button>', gettext("Make the edition"))),
                HTML(format_html('<a href="{{{{ list_url }}}}">{}</a>', gettext("Cancel"))),
                css_class="actions",
            ),
        )

"""The form that opens a draft to a partner."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commit_portal.fields import DayField
from workplans.models import Partner


class OpenToPartnerForm(forms.Form):
    """A partner that does not read the draft yet. `already`: the keys of those that do."""

    partner = forms.ModelChoiceField(
        Partner.objects.none(), label=_("Open the draft to a partner"), empty_label=_("Choose a partner")
    )

    until_on = DayField(
        label=_("Last day"), help_text=_("The partner reads the draft until the end of this day.")
    )

    def __init__(self, *args: Any, already: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = Partner.objects.exclude(pk__in=already)

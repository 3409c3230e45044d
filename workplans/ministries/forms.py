"""The forms of the ministries' word: whom the lead asks, and a yes or no with a word."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.fields import RowKeysField
from workplans.ministries.rules import CHOOSE_ONE
from workplans.models import Ministry
from workplans.statuses import MinistryWord


class AskMinistriesForm(forms.Form):
    """The ministries to ask, of those for which a member can answer."""

    ministries = RowKeysField(
        Ministry.objects.none(),
        label=_("Ministries to ask"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": CHOOSE_ONE},
    )

    def __init__(self, *args: Any, offered: QuerySet[Ministry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ministries"].queryset = offered


class MinistryWordForm(forms.Form):
    """Yes or no, with a word. `seen` is the mark of the plan that the page showed."""

    hide_optional = True

    seen = forms.CharField(widget=forms.HiddenInput, max_length=20)
    answer = forms.ChoiceField(
        label=_("Does the ministry agree?"),
        choices=MinistryWord.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose “Yes” or “No”.")},
    )
    word = forms.CharField(
        required=False,
        max_length=2000,
        label=_("Short reason"),
        help_text=_(
            "If you answer “no”, give a reason. Only the taskforce can read this reason. The reason stays in the history."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

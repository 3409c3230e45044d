"""The forms of the ministries' word: whom the lead asks, and a yes or no with a word."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import ParagraphsField
from commit_portal.sheets.fields import DayField, RowKeysField
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

    question = ParagraphsField(
        required=False,
        max_length=2000,
        label=_("Message to the ministries"),
        help_text=_("For example, what has changed. Only the taskforce can read this message."),
    )

    def __init__(self, *args: Any, offered: QuerySet[Ministry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ministries"].queryset = offered


class MinistryWordForm(forms.Form):
    """Yes or no, with a word. `seen` is the mark of the plan that the page showed."""

    hide_optional = True

    seen = forms.CharField(widget=forms.HiddenInput, max_length=32)
    answer = forms.ChoiceField(
        label=_("Does the ministry agree with this workplan?"),
        choices=[(MinistryWord.YES, _("Yes, the ministry agrees")), (MinistryWord.NO, _("No, not yet"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose “Yes” or “No”.")},
    )
    word = ParagraphsField(
        required=False,
        max_length=2000,
        label=_("Reason, or a message to the lead"),
        help_text=_("If you answer “no”, give a reason. Only the taskforce can read it."),
    )


class PaperWordForm(MinistryWordForm):
    """Yes or no of a letter, with its day."""

    letter_on = DayField(
        label=_("Day of the letter"),
        help_text=_("For example 21 Jan 2011."),
        error_messages={"required": _("Enter the day of the letter.")},
    )
    field_order = ("seen", "letter_on", "answer", "word")

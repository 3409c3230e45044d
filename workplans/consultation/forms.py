"""The forms of the consultation: to whom a draft is opened, and what is asked or offered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commit_portal.fields import DayField, MoneyField
from workplans.consultation.draft import SupportDraft
from workplans.fields import SUPPORT_LIMIT
from workplans.models import Activity, Partner, TechnicalNeed
from workplans.statuses import ContributionKind


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


class SupportForm(forms.Form):
    """Money, or people and things, for a line, and for one of its technical needs. Cleans only: CO-4 is the action's."""

    kind = forms.ChoiceField(
        label=_("What kind of support"),
        choices=[
            (ContributionKind.FUNDS, _("Money")),
            (ContributionKind.IN_KIND, _("People or things (technical support)")),
        ],
        widget=forms.RadioSelect,
        initial=ContributionKind.FUNDS,
    )
    amount = MoneyField(required=False, label=_("Amount in US dollars"), help_text=_("For money only."))
    what = forms.CharField(required=False, max_length=SUPPORT_LIMIT, label=_("What for"))
    need = forms.ModelChoiceField(
        TechnicalNeed.objects.none(), required=False, label=_("Technical need"), empty_label=_("None of them")
    )

    def __init__(self, *args: Any, line: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needs = line.technical_needs.all()
        self.fields["need"].queryset = needs
        if not needs:
            del self.fields["need"]

    def draft(self) -> SupportDraft:
        """What was typed, of a valid form."""
        told = self.cleaned_data
        return SupportDraft(told["kind"], told["amount"], told["what"], told.get("need"))

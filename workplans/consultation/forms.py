"""The forms of the consultation: to whom a draft is opened, and what is asked or offered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from commit_portal.fields import DayField, MoneyField
from workplans.consultation.draft import SupportDraft
from workplans.fields import SUPPORT_LIMIT
from workplans.models import Activity, Contribution, Partner, TechnicalNeed
from workplans.statuses import ContributionKind, ContributionStatus


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

    def __init__(self, *args: Any, line: Activity | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needs = line.technical_needs.all() if line else TechnicalNeed.objects.none()
        self.fields["need"].queryset = needs
        if not needs:
            del self.fields["need"]

    def draft(self) -> SupportDraft:
        """What was typed, of a valid form."""
        told = self.cleaned_data
        return SupportDraft(told["kind"], told["amount"], told["what"], told.get("need"))


class OfferForm(SupportForm):
    """What a partner offers for a line: a new offer, the answer to an asking, or the change of an offer.

    An asking can be answered with `NOTHING` and a word (CO-7). Who answers or changes keeps the need that it is for.
    `needs` are those that the partner reads.
    """

    NOTHING = "nothing"

    word = forms.CharField(
        required=False,
        max_length=SUPPORT_LIMIT,
        label=_("A word to the taskforce"),
        help_text=_("Say in a word why you cannot."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        line: Activity | None,
        support: Contribution | None = None,
        needs: Iterable[TechnicalNeed] = (),
        **kwargs: Any,
    ) -> None:
        if support is not None:
            kwargs["initial"] = {
                "kind": support.kind,
                "amount": support.amount,
                "what": support.what if support.status == ContributionStatus.OFFERED else "",
                "row_version": support.row_version,
            }
        super().__init__(*args, line=line, **kwargs)
        self.support = support
        readable = [need.pk for need in needs] if support is None else []
        if "need" in self.fields:
            self.fields["need"].queryset = self.fields["need"].queryset.filter(pk__in=readable)
        if not readable:
            self.fields.pop("need", None)
        if support is not None and support.status != ContributionStatus.OFFERED:
            self.fields["kind"].choices = [*self.fields["kind"].choices, (self.NOTHING, _("Not this time"))]
        else:
            del self.fields["word"]

    @property
    def kinds(self) -> list[tuple[Any, Any]]:
        """The choices of the kind, with their labels."""
        return list(cast(Any, self.fields["kind"]).choices)

    @property
    def seen(self) -> int:
        """The row version of the support that somebody looked at; a missing one is never the present one."""
        found = self.cleaned_data.get("row_version")
        return -1 if found is None else found

    @property
    def gives_nothing(self) -> bool:
        """Whether the partner says "not this time"."""
        return bool(self.cleaned_data["kind"] == self.NOTHING)

    def draft(self) -> SupportDraft:
        """What was typed, of a valid form."""
        typed = super().draft()
        return typed if self.support is None else replace(typed, need=self.support.need)

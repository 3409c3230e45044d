"""The forms of the consultation: to whom a draft is opened, and what is requested or offered."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.forms.base import Values, needed_at_times
from commit_portal.i18n import Sentence, read_number, say
from commit_portal.sheets.fields import DayField, LineField, MoneyField
from commit_portal.workflow import typed_again
from workplans.consultation.lifecycle import END, LOWER, RECORD_NO, RECORD_YES
from workplans.consultation.queries import LineRead, is_sent_before
from workplans.consultation.rules import MOST_TIMES_THE_COST, NEEDS_AMOUNT, SupportDraft, latest_last_day
from workplans.fields import SUPPORT_LIMIT
from workplans.lines.forms import RunningField
from workplans.models import Contribution, Partner, TechnicalNeed, Workplan
from workplans.plan.plan_types import say_of_asker
from workplans.plan.queries import readers_now
from workplans.statuses import ContributionKind, ContributionStatus

WORD = _("Message to the partner")


def word_field(label: Sentence, help_text: Sentence = "") -> forms.CharField:
    """A word with a step, which not every step needs."""
    return LineField(required=False, max_length=SUPPORT_LIMIT, label=label, help_text=help_text)


class PartnerForm(forms.Form):
    """A step with one partner that is chosen from all that have not ended."""

    partner = RunningField(Partner.objects.all(), label=_("Partner"), empty_label=_("Choose a partner"))


class LastDayForm(forms.Form):
    """The last day of an opening of the draft of a `plan`: its first one, or another one instead.

    It is not later than the end of the year after the plan's, or after this one.
    """

    until_on = DayField(
        label=_("Last day"), help_text=_("The partner can read the draft until the end of this day.")
    )

    def __init__(self, *args: Any, plan: Workplan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = latest_last_day(plan, today=clock.today())

    def clean_until_on(self) -> date | None:
        day: date | None = self.cleaned_data["until_on"]
        if day is not None and day > self.latest:
            said = _("%(day)s is too late. The latest day is %(latest)s.")
            raise ValidationError(say(said, day=day, latest=self.latest))
        return day


class OpenToPartnerForm(LastDayForm, PartnerForm):
    """A partner that does not read the draft yet."""

    field_order = ("partner", "until_on")

    def __init__(self, *args: Any, plan: Workplan, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, **kwargs)
        reading = [item.partner_id for item in readers_now(plan, now=clock.now()) if item.partner_id]
        self.fields["partner"].queryset = Partner.objects.running().exclude(pk__in=reading)


class AmountField(MoneyField):
    """US dollars of support. A negative amount is refused by the words for zero (CO-4)."""

    def to_python(self, value: object) -> Decimal | None:
        try:
            return super().to_python(value)
        except ValidationError as wrong:
            if wrong.code != "money.negative":
                raise
            raise ValidationError(NEEDS_AMOUNT) from wrong


class SupportForm(forms.Form):
    """Money, or people and things, for a line, and for one of its technical needs. Cleans only: CO-4 is the action's."""

    kind = forms.ChoiceField(
        label=_("What kind of support"),
        choices=[
            (ContributionKind.FUNDS, _("Money")),
            (ContributionKind.IN_KIND, _("People or things")),
        ],
        widget=forms.RadioSelect,
        initial=ContributionKind.FUNDS,
        error_messages={"required": _("Choose one of the kinds of support shown.")},
    )
    amount = needed_at_times(
        AmountField(
            required=False,
            label=_("Amount in US dollars"),
            help_text=_("For people or things, leave this field empty."),
        )
    )
    what = needed_at_times(
        LineField(
            required=False,
            max_length=SUPPORT_LIMIT,
            label=_("Description of the support"),
            help_text=_("For people or things, describe them. For money, you can leave this field empty."),
        )
    )
    need = forms.ModelChoiceField(
        TechnicalNeed.objects.none(), required=False, label=_("Technical need"), empty_label=_("None")
    )

    def __init__(self, *args: Any, needs: QuerySet[TechnicalNeed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].queryset = needs
        if not needs:
            del self.fields["need"]

    def clean(self) -> Values:
        """Refuse an amount that somebody typed for people or things: it would be lost."""
        cleaned = super().clean() or {}
        amount = cleaned.get("amount")
        typed = amount is not None and amount != self.initial.get("amount")
        if cleaned.get("kind") == ContributionKind.IN_KIND and typed:
            said = _("People and things have no amount. Choose “Money”, or leave the amount empty.")
            self.add_error("amount", said)
        return cleaned

    def draft(self) -> SupportDraft:
        """What was typed, of a valid form."""
        told = self.cleaned_data
        return SupportDraft(told["kind"], told["amount"], told["what"], told.get("need"))


def typed_for_need(needs: Iterable[TechnicalNeed], asked: str | None) -> Values:
    """What is typed already where support is to meet a need; `asked` is its place among those of the line."""
    chosen = list(needs)
    place = read_number(asked or "")
    if not 0 < place <= len(chosen):
        return {}
    need = chosen[place - 1]
    return {"kind": ContributionKind.IN_KIND, "need": need, "what": need.what}


class ToldHowForm(forms.Form):
    """How a partner gave its answer outside the portal."""

    told_how = LineField(
        max_length=SUPPORT_LIMIT,
        label=_("How the partner informed you"),
        help_text=_("Who, when and how. For example: letter of 3 February."),
        error_messages={"required": _("How did the partner inform you?")},
    )

    def told(self) -> dict[str, str]:
        """How the partner told it, and the word with it, of a valid form."""
        return {name: self.cleaned_data[name] for name in ("told_how", "word")}


class SeenForm(forms.Form):
    """The row version of the support that a page showed."""

    hide_optional = True

    row_version = forms.IntegerField(widget=forms.HiddenInput)


class AskForm(SupportForm, PartnerForm, LastDayForm):
    """What a partner is asked for. `opens`: the form of somebody who may open the draft of the `plan` in the same step."""

    until_on = DayField(
        required=False,
        label=_("Open the draft to this partner now, until this day"),
        help_text=_(
            "If this partner can already read the draft, leave this field empty. If you enter a day, the partner can "
            "read the draft until this day, with all amounts and the activities in reserve. Without a day, the "
            "partner sees your request after you open the draft, or after the workplan is released to partners."
        ),
    )

    # The key of the form: sent twice, it makes one request.
    made_with = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = ("partner", "kind", "amount", "what", "need", "until_on")

    def __init__(self, *args: Any, opens: bool, plan: Workplan, **kwargs: Any) -> None:
        super().__init__(*args, plan=plan, **kwargs)
        self.reading = [item.partner_id for item in readers_now(plan, now=clock.now())]
        if not opens:
            del self.fields["until_on"]

    def clean(self) -> Values:
        cleaned = super().clean() or {}
        partner = cleaned.get("partner")
        reads = partner is not None and partner.pk in self.reading
        if reads and cleaned.get("until_on") and not is_sent_before(cleaned.get("made_with")):
            said = _(
                "%(partner)s can already read the draft. Leave this field empty. Change the last day on the "
                "page “Consultation”."
            )
            self.add_error("until_on", say(said, partner=str(partner)))
        return cleaned


class ChangeRequestForm(SupportForm, SeenForm):
    """What a partner is asked for instead."""


class ToldForm(SupportForm, PartnerForm, ToldHowForm):
    """Support that a partner promised outside the portal."""

    word = word_field(WORD)

    field_order = ("partner", "kind", "amount", "what", "need", "told_how", "word")


class RecordForm(SupportForm, ToldHowForm, SeenForm):
    """The answer that a partner gave outside the portal."""

    gives = forms.ChoiceField(
        label=_("What the partner answered"),
        choices=[("yes", RECORD_YES.label), ("no", RECORD_NO.label)],
        widget=forms.RadioSelect,
    )
    word = word_field(_("Short reason"), _("Give a reason only if the partner gives nothing."))

    field_order = ("gives", "kind", "amount", "what", "need", "told_how", "word", "row_version")


class AnswerOfferForm(SeenForm):
    """The word with an answer to an offer. The button, and no field, says whether it is accepted."""

    word = word_field(
        WORD, _("The partner can read this message with your answer. If you decline, give a short reason.")
    )


class LowerOrEndForm(SeenForm):
    """Less of accepted support, or no more of it, with a reason."""

    how = forms.ChoiceField(
        label=_("What changes"),
        choices=[("lower", LOWER.label), ("end", END.label)],
        widget=forms.RadioSelect,
    )
    amount = AmountField(
        required=False,
        label=_("New amount in US dollars"),
        help_text=_("Enter an amount only if you lower the support."),
    )
    word = word_field(_("Reason"), _("The partner can read this message."))

    field_order = ("how", "amount", "word", "row_version")

    def __init__(self, *args: Any, in_kind: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if in_kind:
            del self.fields["amount"]
            self.fields["how"].choices = [("end", END.label)]
            self.fields["how"].initial = "end"


class OfferForm(SupportForm):
    """What a partner offers for a line: a new offer, the answer to a request, or the change of an offer.

    A request can be answered with `NOTHING` and a word (CO-7). Who answers or changes keeps the need that it is for.
    `read` is the activity as the partner reads it, with its needs and its cost in US dollars. An offer of many times the
    cost is asked about once; the same amount, sent again, is meant.
    """

    # Which of them is needed depends on the kind.
    hide_optional = True

    NOTHING = "nothing"

    # The amount that was asked about.
    meant = forms.CharField(required=False, widget=forms.HiddenInput)
    word = forms.CharField(required=False, max_length=SUPPORT_LIMIT, widget=forms.Textarea(attrs={"rows": 2}))
    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: object, read: LineRead | None, support: Contribution | None, **kwargs: object
    ) -> None:
        readable = [need.pk for need in read.needs] if read and support is None else []
        super().__init__(*args, needs=TechnicalNeed.objects.filter(pk__in=readable), **kwargs)
        self.support, self.cost = support, read and read.cost
        if support is not None and support.status != ContributionStatus.OFFERED:
            self.fields["word"].label = say_of_asker(
                support.activity.workplan,
                _("Short reason (the %(country)s taskforce can read it)"),
                _("Short reason (the regional office can read it)"),
            )
            nothing = (self.NOTHING, _("Not this time"))
            self.fields["kind"].choices = [*self.fields["kind"].choices, nothing]
        else:
            del self.fields["word"]

    def clean(self) -> Values:
        """Ask about an amount of many times the cost, until it is sent a second time."""
        cleaned = super().clean()
        amount = cleaned.get("amount") if cleaned.get("kind") == ContributionKind.FUNDS else None
        is_much = amount and self.cost and amount > MOST_TIMES_THE_COST * self.cost
        if is_much and cleaned["meant"] != str(amount):
            self.data = typed_again(self, meant=str(amount))
            said = _(
                "US$%(amount)s is more than 10 times the total cost of this activity. If you mean this amount, send "
                "the offer again."
            )
            self.add_error("amount", say(said, amount=amount))
        return cleaned

    def draft(self) -> SupportDraft:
        """What was typed, of a valid form."""
        typed = super().draft()
        return typed if self.support is None else replace(typed, need=self.support.need)

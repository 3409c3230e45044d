"""Forms of the plan of action. They clean what was typed; the actions check the rules and write."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from commit_portal.forms.base import ParagraphsField, needed_at_times
from commit_portal.i18n import Sentence, day, say
from commit_portal.sheets.fields import DayField, LineField, MoneyField, RowKeysField
from spa.models import ActionPlan, Area, MenuActivity, Target
from spa.queries import PlanText, earlier_targets, revision_at_work
from spa.rules import NO_SOURCE, spa_1
from spa.statuses import Scope

DAY_HINT = _("For example 1 Jul 2011.")
CODE: dict[str, Any] = {
    "label": _("Code"),
    "widget": forms.TextInput(attrs={"class": "width-10"}),
    "error_messages": {"required": _("Give a code.")},
}
TITLE: dict[str, Any] = {
    "label": pgettext_lazy("noun", "Title"),
    "max_length": 200,
    "error_messages": {"required": _("Give a title.")},
}
SOURCE: dict[str, Any] = {
    "label": _("Source"),
    "max_length": 300,
    "help_text": _("Give the document and the page."),
}
SCOPE: dict[str, Any] = {"label": _("Scope"), "choices": Scope.choices, "widget": forms.RadioSelect}
REASON: dict[str, Any] = {"label": _("Reason"), "error_messages": {"required": _("Give a reason.")}}


class FingerprintForm(forms.Form):
    """A form that carries the mark of what its page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class MarkedForm(forms.Form):
    """A form that carries the row version of the plan that the person saw."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class TextForm(MarkedForm):
    """A form of one text of a plan. It carries the row version that the person saw, and the key of its row.

    The address names the row by its code, which somebody else may change meanwhile.
    """

    # The words of its button, and of the headings where a text is added, changed, removed and corrected.
    button: Sentence = ""
    adding: Sentence
    changing: Sentence
    removing: Sentence
    correcting: Sentence
    code_hint: Sentence
    field_order = (
        *("row", "row_version", "area", "code", "title", "printed_number", "text", "objective", "scope"),
        *("due_on", "in_force_from", "in_force_until", "source"),
    )
    model: type[PlanText]
    row = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = LineField(max_length=12, **CODE)
    source = LineField(**SOURCE, error_messages={"required": NO_SOURCE})

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        # What is shown and not typed: labels and words.
        self.fixed: list[tuple[str, str]] = []
        self.fields["code"].help_text = self.code_hint
        # A text that is added to an adopted one.
        self.fields["source"].required = bool(spa_1(plan))
        if "area" in self.fields:
            self.fields["area"].queryset = plan.areas.in_revision(revision_at_work(plan))
            self.fields["area"].label_from_instance = str

    def fix(self, row: PlanText) -> None:
        """Let nobody type what a revision does not change of a text that it keeps."""
        open_fields = ("row", "row_version", "source", row.COLUMN)
        for name in [name for name in self.fields if name not in open_fields]:
            value = getattr(row, f"get_{name}_display", lambda name=name: getattr(row, name))()
            shown = day(value) if isinstance(value, date) else str(value or "")
            self.fixed += [(str(self.fields[name].label), shown)] if shown else []
            self.fields[name].widget = forms.HiddenInput()

    def typed(self) -> PlanText:
        """The text as it was typed, not saved."""
        return self.model(**{name: self.cleaned_data[name] for name in self.model.TYPED})


class AreaForm(TextForm):
    button, model, code_hint = _("Save area"), Area, _("For example 6.")
    adding, changing = _("Add an area"), _("Change area %(code)s")
    removing, correcting = _("Remove area %(code)s"), _("Make a correction to area %(code)s")

    code = LineField(max_length=10, **CODE)
    title = LineField(**TITLE)
    objective = ParagraphsField(
        label=_("Objective"),
        required=False,
        help_text=_("Copy the printed text. Leave the field empty if the plan of action has no objective."),
    )


class MenuForm(TextForm):
    model: type[PlanText] = MenuActivity
    button, adding = _("Save activity area"), _("Add an activity area")
    changing, removing = _("Change activity area %(code)s"), _("Remove activity area %(code)s")
    correcting: Sentence = _("Make a correction to activity area %(code)s")
    code_hint = _("Code in the portal. Each activity area of an area has its own code, for example 1.A7.")

    area = forms.ModelChoiceField(Area.objects.none(), label=_("Area"), empty_label=_("Choose an area"))
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Copy the printed text word by word."),
        error_messages={"required": _("Write the text.")},
    )
    scope = forms.ChoiceField(**SCOPE)


class TargetForm(MenuForm):
    """A target has what an activity area has, with its number and its days."""

    button, model = _("Save target"), Target
    adding, changing = _("Add a target"), _("Change target %(code)s")
    removing, correcting = _("Remove target %(code)s"), _("Make a correction to target %(code)s")
    code_hint = _("Code in the portal. Each target of the plan of action has its own code, for example 1.T6.")

    printed_number = LineField(
        label=_("Number in the plan of action"),
        max_length=12,
        required=False,
        help_text=_("Copy the printed number. Two targets may have the same number."),
        widget=forms.TextInput(attrs={"class": "width-10"}),
    )
    scope = forms.ChoiceField(
        **SCOPE,
        help_text=_(
            "Choose who the target is for. If the plan of action does not show this, choose national and regional."
        ),
    )
    due_on = DayField(
        label=_("Due on"),
        required=False,
        help_text=_(
            "For example 1 Jul 2011. If you leave the field empty, the target is due when the plan of action ends."
        ),
    )
    in_force_from = DayField(
        label=_("Valid from"),
        required=False,
        help_text=_(
            "For example 1 Jul 2011. If you leave the field empty, the target is valid from the first "
            "day of the plan of action."
        ),
    )
    in_force_until = DayField(
        label=_("Valid until"),
        required=False,
        help_text=_(
            "For example 1 Jul 2011. If you leave the field empty, the target is valid until the plan of action ends."
        ),
    )


class RevisionForm(forms.Form):
    reason = ParagraphsField(help_text=_("Every reader of the plan of action sees the reason."), **REASON)
    source = LineField(**SOURCE, error_messages={"required": _("Give the source.")})


class CorrectionForm(RevisionForm):
    row = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("Corrected text"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Give the whole text, with the correction."),
        error_messages={"required": _("Write the corrected text.")},
    )
    in_force_from = DayField(
        label=_("Valid from"),
        help_text=_("For example 1 Jul 2011. Before this day, readers see the older text."),
    )

    field_order = ("row", "text", "reason", "source", "in_force_from")


class DescentForm(MarkedForm):
    row = forms.IntegerField(widget=forms.HiddenInput, required=False)
    earlier = RowKeysField(
        Target.objects.none(),
        label=_("Earlier targets"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none if the target is new."),
    )
    is_same = forms.BooleanField(
        label=_("It is the same obligation"),
        required=False,
        help_text=_("The portal then compares the answers to both targets."),
    )
    reason = ParagraphsField(**REASON)

    def __init__(self, *args: Any, target: Target | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if target:
            self.fields["earlier"].queryset = earlier_targets(target)
        self.fields["earlier"].label_from_instance = lambda row: say(
            _("%(plan)s: %(target)s"), plan=row.plan.short_name, target=str(row)
        )


class PlanForm(forms.Form):
    title = LineField(**TITLE)
    number = forms.IntegerField(
        label=_("Number"),
        min_value=1,
        max_value=99,
        widget=forms.TextInput(attrs={"class": "width-4", "inputmode": "numeric"}),
        help_text=_("For example 5 for the fifth plan of action."),
        error_messages={"required": _("Give a number.")},
    )
    code = LineField(
        max_length=20,
        label=_("Short name in web addresses"),
        help_text=_(
            "Use small letters, numbers and hyphens, for example spa-5. It is part of the web address."
        ),
        widget=forms.TextInput(attrs={"class": "width-20"}),
        error_messages={"required": _("Give a short name.")},
    )
    starts_on = DayField(label=_("Begins on"), help_text=DAY_HINT)
    ends_on = DayField(label=_("Ends on"), help_text=DAY_HINT)


class ExtensionForm(forms.Form):
    extended_to = DayField(label=_("Extended to"), help_text=DAY_HINT)
    reason = ParagraphsField(help_text=_("Write who agreed to the extension, and when."), **REASON)


class StageForm(forms.Form):
    note = ParagraphsField(
        label=pgettext_lazy("noun", "Note"), required=False, help_text=_("The note is kept in the history.")
    )


class EndorseForm(StageForm, MarkedForm):
    adopted_at = LineField(
        label=_("Adopted at"),
        max_length=200,
        help_text=_("The meeting and the place, for example IMM 3, Hanoi."),
        error_messages={"required": _("Give the meeting and the place.")},
    )
    adopted_on = DayField(label=_("Adopted on"), help_text=DAY_HINT)

    field_order = ("adopted_at", "adopted_on", "note")


class BudgetForm(FingerprintForm):
    """The figures of one heading of a budget, a field for each of the plan's years; one source for those that change."""

    source = needed_at_times(
        LineField(
            label=_("Source"),
            max_length=300,
            required=False,
            help_text=_(
                "Enter the document and page of the figures that you change. If you change no figure, enter the source of all."
            ),
        )
    )
    remark = LineField(label=_("Remark"), max_length=300, required=False, show_hidden_initial=True)

    def __init__(self, *args: Any, years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years = {f"year_{year}": year for year in years}
        for name, year in self.years.items():
            self.fields[name] = MoneyField(label=str(year), required=False, show_hidden_initial=True)
        self.order_fields((*self.years, "source", "remark"))

    @property
    def figures(self) -> dict[int, Decimal | None]:
        """What was typed, by year: US dollars, None where nothing was."""
        return {year: self.cleaned_data[name] for name, year in self.years.items()}

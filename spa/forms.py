"""Forms of the plan of action. They clean what was typed; the actions write and judge."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit
from django import forms
from django.utils.html import format_html

from commit_portal.fields import DayField
from spa.actions.texts import AreaDraft, MenuDraft, TargetDraft
from spa.models import ActionPlan, Area, MenuActivity, Target
from spa.statuses import Scope

ROWS_3 = {"rows": 3}
DAY_HINT = "For example 1 Jul 2011."


class HintedDayField(DayField):
    """A day with an example of how to write it, unless the field says more."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", DAY_HINT)
        super().__init__(**kwargs)


class PlanFormBase(forms.Form):
    """A form with its button and its way back, to be printed by `{% crispy form %}`."""

    button = "Save"

    def __init__(self, *args: Any, back: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"data-unsaved": ""}
        self.helper.layout = Layout(
            *self.layout_fields(),
            Div(
                Submit("save", self.button, css_class="btn-primary"),
                HTML(format_html('<a href="{}">Cancel</a>', back)),
                css_class="actions",
            ),
        )

    def layout_fields(self) -> list[Any]:
        return list(self.fields)

    def only_keep_what_was_typed(self) -> None:
        """Without its button: there is nothing left that it could be sent for."""
        self.helper.layout = Layout(*self.layout_fields())


class TextForm(PlanFormBase):
    """What the three nouns of a plan share: the row version that the typist saw travels along."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        if "area" in self.fields:
            self.fields["area"].queryset = plan.areas.all()
            self.fields["area"].label_from_instance = str

    @property
    def seen(self) -> int:
        """The row version that the form was filled with; 0 fits no row."""
        return self.cleaned_data.get("row_version") or 0


class AreaForm(TextForm):
    button = "Save area"

    code = forms.CharField(
        max_length=10, help_text="For example 6.", widget=forms.TextInput(attrs={"class": "width-10"})
    )
    title = forms.CharField(max_length=200)
    objective = forms.CharField(
        widget=forms.Textarea(attrs=ROWS_3),
        help_text='As printed. Where the plan prints none: "not printed".',
    )
    source = forms.CharField(
        max_length=300, required=False, help_text="Which paper says so, and where in it."
    )

    def draft(self) -> AreaDraft:
        return AreaDraft(
            **{name: self.cleaned_data[name] for name in ("code", "title", "objective", "source")}
        )


class TargetForm(TextForm):
    button = "Save target"

    area = forms.ModelChoiceField(Area.objects.none())
    code = forms.CharField(
        max_length=12,
        label="Code",
        help_text="The portal's own, unique in the plan. For example 1.T6.",
        widget=forms.TextInput(attrs={"class": "width-10"}),
    )
    printed_number = forms.CharField(
        max_length=12,
        required=False,
        help_text="As printed; two targets may carry the same one.",
        widget=forms.TextInput(attrs={"class": "width-10"}),
    )
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), help_text="As printed, word by word.")
    scope = forms.ChoiceField(
        choices=Scope.choices,
        widget=forms.RadioSelect,
        help_text="Whom it speaks of. Where the plan does not say: national and regional.",
    )
    due_on = HintedDayField(required=False, help_text=f"Left empty, it is due when the plan ends. {DAY_HINT}")
    in_force_from = HintedDayField(required=False, help_text="Left empty: from the beginning of the plan.")
    in_force_until = HintedDayField(required=False, help_text="Left empty: until the plan ends.")
    source = forms.CharField(
        max_length=300, required=False, help_text="Which paper says so, and where in it."
    )

    def layout_fields(self) -> list[Any]:
        return [
            "row_version", "area", "code", "printed_number", "text", "scope", "due_on",
            Div("in_force_from", "in_force_until", css_class="field-row"), "source",
        ]  # fmt: skip

    def draft(self) -> TargetDraft:
        names = (
            "area", "code", "printed_number", "text", "scope", "due_on", "in_force_from", "in_force_until", "source",
        )  # fmt: skip
        return TargetDraft(**{name: self.cleaned_data[name] for name in names})


class MenuForm(TextForm):
    button = "Save activity area"

    area = forms.ModelChoiceField(Area.objects.none())
    code = forms.CharField(
        max_length=12,
        help_text="The portal's own, unique in its area. For example 1.A7.",
        widget=forms.TextInput(attrs={"class": "width-10"}),
    )
    text = forms.CharField(widget=forms.Textarea(attrs=ROWS_3), help_text="As printed, word by word.")
    scope = forms.ChoiceField(choices=Scope.choices, widget=forms.RadioSelect)
    source = forms.CharField(
        max_length=300, required=False, help_text="Which paper says so, and where in it."
    )

    def draft(self) -> MenuDraft:
        return MenuDraft(
            **{name: self.cleaned_data[name] for name in ("area", "code", "text", "scope", "source")}
        )


def values_of(row: Area | Target | MenuActivity) -> dict[str, Any]:
    """What a text form is filled with from a row that is there."""
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}


class CorrectionForm(PlanFormBase):
    button = "Save correction"

    text = forms.CharField(
        label="Corrected text",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The whole text as it should read.",
    )
    reason = forms.CharField(
        label="Why", widget=forms.Textarea(attrs=ROWS_3), help_text="Every reader of the plan sees it."
    )
    source = forms.CharField(max_length=300, help_text="Which paper says so, and where in it.")
    in_force_from = HintedDayField(
        label="In force from", help_text=f"Who reads as of an earlier day keeps the older text. {DAY_HINT}"
    )


class PlanForm(PlanFormBase):
    button = "Begin the plan of action"

    title = forms.CharField(max_length=200)
    number = forms.IntegerField(
        min_value=1, max_value=99, widget=forms.TextInput(attrs={"class": "width-4", "inputmode": "numeric"}),
        help_text="5 for the fifth.",
    )  # fmt: skip
    code = forms.CharField(
        max_length=20,
        label="Short name in addresses",
        help_text="Small letters and figures, for example spa-5.",
        widget=forms.TextInput(attrs={"class": "width-20"}),
    )
    starts_on = HintedDayField(label="Begins on")
    ends_on = HintedDayField(label="Ends on")

    def layout_fields(self) -> list[Any]:
        return ["title", "number", "code", Div("starts_on", "ends_on", css_class="field-row")]


class ExtensionForm(PlanFormBase):
    button = "Extend the plan of action"

    extended_to = HintedDayField(label="Runs on until")
    reason = forms.CharField(
        label="Why", widget=forms.Textarea(attrs=ROWS_3), help_text="Who agreed to it, and when."
    )


class StageForm(PlanFormBase):
    note = forms.CharField(
        label="Note",
        required=False,
        widget=forms.Textarea(attrs=ROWS_3),
        help_text="It stands in the history.",
    )


class AgreeForm(StageForm):
    button = "Record that it is agreed in principle"


class EndorseForm(StageForm):
    button = "Record that it is endorsed"

    adopted_at = forms.CharField(
        label="Adopted at", max_length=200, help_text="The meeting and the place, for example IMM 3, Hanoi."
    )
    adopted_on = HintedDayField(label="Adopted on")

    field_order = ("adopted_at", "adopted_on", "note")


class SupersedeForm(StageForm):
    button = "Record that it is superseded"


class UploadForm(PlanFormBase):
    button = "Read and compare"

    file = forms.FileField(
        label="Spreadsheet",
        help_text="An .xlsx, .csv or .tsv file of at most 1 MB and 500 rows.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv"}),
    )

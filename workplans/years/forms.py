"""Forms of a year, its dates and its steps."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from commit_portal.i18n import Words, say
from commit_portal.sheets.fields import DayField, LineField, MoneyField, RowKeysField
from spa.forms import FingerprintForm, MarkedForm
from spa.models import ActionPlan
from spa.statuses import PlanStage
from workplans.models import CycleStep, Taskforce
from workplans.statuses import Step
from workplans.years.actions import against_opening
from workplans.years.permissions import kept_elsewhere
from workplans.years.step_labels import Days, StepDays


class YearDatesForm(forms.Form):
    """The days within which the activities of a year run."""

    starts_on = DayField(
        label=_("First day of the activities"),
        help_text=_("For example 1 Jan 2011."),
        error_messages={"required": _("Enter the first day.")},
    )
    ends_on = DayField(
        label=_("Last day of the activities"),
        help_text=_("For example 31 Dec 2011."),
        error_messages={"required": _("Enter the last day.")},
    )


class YearForm(YearDatesForm):
    """A new year: its number, its plan of action, its days, its ceilings, and the planned days of its steps."""

    field_order = ("year", "plan")
    # What is typed of each step, by the columns of its row.
    columns = {"planned_from": _("Planned from"), "planned_until": _("Planned until")}

    year = forms.IntegerField(
        label=_("Year"),
        min_value=2000,
        max_value=2099,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "width-4"}),
        error_messages={"required": _("Enter a year."), "invalid": _("Enter the year like this: 2012.")},
    )
    plan = forms.ModelChoiceField(ActionPlan.objects.none(), label=_("Plan of action"), empty_label=None)
    country_ceiling = MoneyField(
        label=_("Ceiling for each country"),
        help_text=_("The most that the Secretariat pays for the activities of one country, in US dollars."),
    )
    regional_ceiling = MoneyField(
        required=False,
        label=_("Ceiling for the regional workplan"),
        help_text=_("Leave this field empty if there is no ceiling."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step in Step:
            self.fields |= _day_fields(step, step.label, self.columns)
        # The short name first: a narrow screen cuts the end of a choice, where the titles differ.
        self.fields["plan"].label_from_instance = lambda plan: say(
            _("%(short_name)s: %(plan)s"), short_name=plan.short_name, plan=str(plan)
        )
        # A plan without areas prints nothing that a line could stand under; a draft is not agreed on (WP-15).
        self.fields["plan"].queryset = (
            ActionPlan.objects.filter(areas__isnull=False).exclude(status=PlanStage.DRAFT).distinct()
        )

    def days(self) -> dict[int, Days]:
        """The planned days by step, as the action takes them; None for what nobody can read."""
        first, last = self.columns
        found = self.cleaned_data
        return {int(step): (found.get(f"{first}_{step}"), found.get(f"{last}_{step}")) for step in Step}

    def clean(self) -> dict[str, Any]:
        """Ask the rule here too, so that the reader knows before the check page."""
        cleaned = super().clean() or {}
        if not self.errors.keys() & self.base_fields.keys():
            dates = {name: cleaned[name] for name in ("starts_on", "ends_on")}
            for violation in against_opening(cleaned["year"], **dates):
                self.add_error(violation.field, str(violation))
        return cleaned


class WidenYearForm(YearDatesForm):
    note = LineField(label=_("Reason for the change"), required=False, max_length=500)


class CeilingForm(FingerprintForm):
    """Another ceiling of the countries, or of one of them, from a day on."""

    amount = MoneyField(label=_("New ceiling"), help_text=_("In US dollars."))
    country = forms.ModelChoiceField(
        Taskforce.objects.national().select_related("country"),
        label=pgettext_lazy("countries", "For"),
        required=False,
        empty_label=_("All countries"),
    )
    starts_on = DayField(label=_("First day"), error_messages={"required": _("Enter the first day.")})
    reason = LineField(
        label=_("Reason for the change"), max_length=500, error_messages={"required": _("Give the reason.")}
    )


class CountriesForm(FingerprintForm):
    """The countries that take part in a year."""

    countries = RowKeysField(
        Taskforce.objects.national().select_related("country"),
        label=_("Countries"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a country.")},
    )
    reason = LineField(label=_("Reason for the change"), required=False, max_length=500)


class MoveForm(MarkedForm):
    hide_optional = True

    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ClosedYearForm(MoveForm):
    """A closed year is moved after a second look."""

    looked = forms.BooleanField(
        label=_("I have read above what changes in this closed year"),
        error_messages={"required": _("Read what changes, then tick this field.")},
    )


class StepDatesForm(FingerprintForm):
    """The days of the steps of a year, four fields for each step. Those that a meeting keeps cannot be typed."""

    hide_optional = True
    # What is typed of each step, by the columns of its row.
    columns = YearForm.columns | {
        "actual_from": _("Actual from"),
        "actual_until": _("Actual until"),
    }

    def __init__(self, *args: Any, steps: Iterable[CycleStep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps = list(steps)
        for step in self.steps:
            self.fields |= _day_fields(step.step, str(step), self.columns)
            for column in self.columns:
                field = self.fields[f"{column}_{step.step}"]
                field.disabled, field.show_hidden_initial = kept_elsewhere(step) is not None, True

    def days(self) -> dict[int, StepDays]:
        """The days by step, as the action takes them."""
        found = {}
        for step in self.steps:
            first, last, began, ended = (
                self.cleaned_data[f"{column}_{step.step}"] for column in self.columns
            )
            found[step.step] = StepDays((first, last), (began, ended))
        return found


def _day_fields(number: int, step: Words, columns: Mapping[str, Words]) -> dict[str, DayField]:
    """The fields of the days of one step, by names such as "planned_from_3"."""
    return {
        f"{column}_{number}": DayField(
            label=say(_("%(step)s: %(day)s"), step=step, day=label),
            required=False,
            widget=forms.TextInput(attrs={"class": "width-10"}),
        )
        for column, label in columns.items()
    }

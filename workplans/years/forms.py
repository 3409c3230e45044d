"""Forms of a year, its dates and its steps."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.i18n.messages import say
from commit_portal.sheets.fields import DayField, LineField, MoneyField, RowKeysField
from spa.forms import MarkedForm
from spa.models import ActionPlan
from spa.statuses import PlanStage
from workplans.models import Taskforce
from workplans.years.actions import against_opening


class YearForm(forms.Form):
    """A new year: its number, its plan of action, its days and its ceilings."""

    year = forms.IntegerField(
        label=_("Year"),
        min_value=2000,
        max_value=2099,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "width-4"}),
        error_messages={"required": _("Enter a year."), "invalid": _("Enter the year like this: 2012.")},
    )
    plan = forms.ModelChoiceField(ActionPlan.objects.none(), label=_("Plan of action"), empty_label=None)
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
        # The short name first: a narrow screen cuts the end of a choice, where the titles differ.
        self.fields["plan"].label_from_instance = lambda plan: say(
            _("%(short_name)s: %(plan)s"), short_name=plan.short_name, plan=str(plan)
        )
        # A plan without areas prints nothing that a line could stand under; a draft is not agreed on (WP-15).
        self.fields["plan"].queryset = (
            ActionPlan.objects.filter(areas__isnull=False).exclude(status=PlanStage.DRAFT).distinct()
        )

    def clean(self) -> dict[str, Any]:
        """Ask the rule here too, so that the reader knows before the check page."""
        cleaned = super().clean() or {}
        if not self.errors:
            dates = {name: cleaned[name] for name in ("starts_on", "ends_on")}
            for violation in against_opening(cleaned["year"], **dates):
                self.add_error(violation.field, str(violation))
        return cleaned


class YearDatesForm(forms.Form):
    starts_on = DayField(
        label=_("First day of the activities"), error_messages={"required": _("Enter the first day.")}
    )
    ends_on = DayField(
        label=_("Last day of the activities"), error_messages={"required": _("Enter the last day.")}
    )
    note = LineField(label=_("Why"), required=False, max_length=500)


class CeilingForm(forms.Form):
    """Another ceiling of the countries, or of one of them, from a day on."""

    amount = MoneyField(label=_("New ceiling"), help_text=_("In US dollars."))
    country = forms.ModelChoiceField(
        Taskforce.objects.national().select_related("country"),
        label=_("For"),
        required=False,
        empty_label=_("All countries"),
    )
    starts_on = DayField(label=_("From"), error_messages={"required": _("Enter the first day.")})
    reason = LineField(label=_("Why"), max_length=500, error_messages={"required": _("Give the reason.")})
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class CountriesForm(forms.Form):
    """The countries that take part in a year."""

    countries = RowKeysField(
        Taskforce.objects.national().select_related("country"),
        label=_("Countries"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose a country.")},
    )
    reason = LineField(label=_("Why"), required=False, max_length=500)
    # The mark of those that took part when the page was made.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class MoveForm(MarkedForm):
    hide_optional = True

    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ClosedYearForm(MoveForm):
    """A closed year is moved after a second look."""

    looked = forms.BooleanField(
        label=_("I have read above what changes in this closed year"),
        error_messages={"required": _("Read what changes, then tick this field.")},
    )


class HeldForm(forms.Form):
    """Actual days. A day in the future is refused, unless it was saved before: documents may know it."""

    def clean(self) -> None:
        for name in ("actual_from", "actual_until"):
            day = self.cleaned_data.get(name)
            if day and day > clock.today() and day != self.initial.get(name):
                said = _("%(day)s is in the future. Leave this field empty until that day.")
                self.add_error(name, say(said, day=day))


class StepForm(HeldForm):
    hide_optional = True

    planned_from = DayField(required=False, label=_("Planned from"))
    planned_until = DayField(required=False, label=_("Planned until"))
    actual_from = DayField(required=False, label=_("Actual from"))
    actual_until = DayField(required=False, label=_("Actual until"))

    def dates(self) -> dict[str, tuple[date | None, date | None]]:
        """The two spans, as the action takes them."""
        cleaned = self.cleaned_data
        return {
            "planned": (cleaned["planned_from"], cleaned["planned_until"]),
            "actual": (cleaned["actual_from"], cleaned["actual_until"]),
        }

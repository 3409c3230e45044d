"""Forms of an activity and of the needs in words. They clean; the actions write."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.fields import DayField, LinesField, MoneyField, RowsField
from commit_portal.i18n.formatting import day
from spa.models import ActivityType, Area, MenuActivity, Target
from spa.queries import PlanTexts
from workplans.drafting.table.reading import read_day
from workplans.drafting.ways_out import Way, WayOut
from workplans.drafting.writing import broken_by
from workplans.fields import DRAFTED, ActivityField, FieldKind
from workplans.models import (
    Activity,
    Partner,
    Taskforce,
    Workplan,
)
from workplans.plan.line_content import LineDraft, draft_from, needs_of_line, value_of
from workplans.plan.plan_types import NATIONAL, REGIONAL, kind_of
from workplans.plan.queries import menu_of, targets_of
from workplans.statuses import Funding

FUNDING_HINTS = {
    NATIONAL: {
        Funding.COUNTED: _("The activity counts under the ceiling. The Secretariat decides on the activity."),
        Funding.RESERVE: _(
            "The activity does not count under the ceiling. The Secretariat does not decide on this "
            "activity. If you put an approved activity in reserve, it leaves the approved version when the "
            "Secretariat sends its next decisions."
        ),
        Funding.NONE: _(
            "The government or a partner pays. The Secretariat does not decide on this activity."
        ),
    },
    REGIONAL: {
        Funding.COUNTED: _("The activity counts under the ceiling of the regional workplan."),
        Funding.RESERVE: _(
            "The activity does not count under the ceiling. If you put an approved activity in reserve, it "
            "leaves the approved version when the workplan is approved again."
        ),
        Funding.NONE: _("The countries or partners pay for this activity."),
    },
}
LEAD_BODY_HINTS = {
    NATIONAL: _(
        "The ministry or agency that carries out the activity. The list shows the ministries and "
        "agencies of the taskforce."
    ),
    REGIONAL: _("The office, partner or ministry that carries out the activity."),
}


# A chosen area replaces its menu and targets in the form, and nothing else. Without JavaScript a button posts the
# same to the same address.
SHOW_AREA = {
    "hx-post": "",
    "hx-trigger": "change",
    "hx-vals": '{"show_area": "1"}',
    "hx-include": "closest form",
    "hx-swap": "none",
    "hx-select-oob": "#div_id_menu_activity,#div_id_targets,#area-shown:innerHTML",
    "hx-sync": "this:replace",
}


# The template has a place of their own for these fields.
PLACED = ("area", "funding", "secretariat_cost", "cost_in_all", "needs")

NOT_IN_THIS_AREA = _("You chose a target of another area. Choose a target of this area.")


class Hinted(str):
    """A choice's label with a hint, which the template of radios shows below it."""

    hint: str

    def __new__(cls, label: str, hint: str) -> "Hinted":
        made = super().__new__(cls, label)
        made.hint = hint
        return made


def _target_label(target: Target, texts: PlanTexts) -> str:
    return format_html(
        '<strong>{}</strong> <span class="choice-text">{}</span>', target.code, texts.of(target)
    )


class DayOfPlanField(DayField):
    """A day, written as in the table: "1 Mar" is in the `year` of the plan, "Mar" is its first or its last day."""

    year: int

    def __init__(self, *, is_last: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_last = is_last

    def read(self, text: str) -> date | None:
        return read_day(text, year=self.year, is_last=self.is_last)


def plain_field(item: ActivityField) -> forms.Field:
    """A form field made from the kind alone. Every one may be left empty."""
    if item.kind is FieldKind.DAY:
        return DayOfPlanField(is_last=item.name == "ends_on", required=False)
    if item.kind is FieldKind.MONEY:
        return MoneyField(required=False)
    widget = forms.Textarea(attrs={"rows": 3}) if item.kind is FieldKind.TEXT else forms.TextInput()
    return forms.CharField(required=False, widget=widget)


def fields_of_the_table[Form: type[forms.Form]](form: Form) -> Form:
    """Give a form a field for each plain row of `workplans.fields`, and every field its label."""
    for item in DRAFTED:
        if item.is_plain:
            form.base_fields[item.name] = plain_field(item)
        form.base_fields[item.name].label = cast(str, item.label)
        if item.hint is not None:
            form.base_fields[item.name].help_text = cast(str, item.hint)
    return form


@fields_of_the_table
class ActivityForm(forms.Form):
    """One activity. A draft needs a title only; the action refuses what breaks WP-12 to WP-14.

    Menu and targets are those of `area`, which the view takes from the form or the address. A target of another
    area is refused.
    """

    hide_optional = True
    field_order = ("row_version", "made_with", *(item.name for item in DRAFTED))

    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # The key of a form that adds: sent twice, it makes one activity.
    made_with = forms.UUIDField(
        required=False,
        widget=forms.HiddenInput,
        error_messages={
            "invalid": _("This page is out of date. Copy your text, load the page again, and paste it.")
        },
    )
    area = forms.ModelChoiceField(Area.objects.none(), empty_label=None)
    menu_activity = forms.ModelChoiceField(
        MenuActivity.objects.none(),
        required=False,
        empty_label=_("No activity area"),
        help_text=_("Choose an activity area of the plan of action, or describe your own activity."),
    )
    targets = RowsField(
        Target.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": NOT_IN_THIS_AREA,
            "invalid_pk_value": NOT_IN_THIS_AREA,
        },
    )
    type = forms.ModelChoiceField(
        ActivityType.objects.none(), required=False, empty_label=_("Not chosen yet")
    )
    countries = RowsField(
        Taskforce.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Choose at least two countries. The lead of each country must confirm that the country takes "
            "part. Before that, others cannot see the name of the country."
        ),
    )
    funding = forms.ChoiceField(choices=Funding.choices, widget=forms.RadioSelect)
    needs = LinesField(required=False)
    way = forms.ChoiceField(choices=Way.choices, required=False, label=_("Options"))
    partner = forms.ModelChoiceField(
        Partner.objects.none(),
        required=False,
        label=_("Partner"),
        empty_label=_("Choose a partner"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args: Any, workplan: Workplan, area: Area, texts: PlanTexts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("area", "menu_activity", "targets"):
            self.fields[name].label_from_instance = texts.name
        kind, cycle = kind_of(workplan.taskforce), workplan.cycle
        self.fields["area"].queryset = Area.objects.filter(plan=cycle.plan_id).select_related("plan")
        self.fields["area"].widget.attrs |= SHOW_AREA
        self.fields["menu_activity"].queryset = area.menu.filter(
            pk__in=[item.pk for item in menu_of(area, workplan)]
        )
        self.fields["targets"].queryset = area.targets.filter(
            pk__in=[target.pk for target in targets_of(area, workplan)]
        )
        self.fields["targets"].label_from_instance = partial(_target_label, texts=texts)
        self.fields["type"].queryset = ActivityType.objects.all()
        self.fields["partner"].queryset = Partner.objects.all()
        self.fields["funding"].choices = [
            (way, Hinted(str(way.label), str(hint))) for way, hint in FUNDING_HINTS[kind].items()
        ]
        self.fields["lead_body"].widget.attrs["list"] = "lead-bodies"
        self.fields["lead_body"].help_text = LEAD_BODY_HINTS[kind]
        self.fields["starts_on"].year = self.fields["ends_on"].year = cycle.year
        self.fields["starts_on"].help_text = gettext("For example %(day)s") % {
            "day": day(date(cycle.year, 7, 1))
        }
        self.fields["ends_on"].help_text = gettext("On %(day)s or earlier") % {"day": day(cycle.ends_on)}
        if kind.names_countries:
            self.fields["countries"].queryset = Taskforce.objects.national().select_related("country")
        else:
            del self.fields["countries"]
        self.workplan = workplan
        self.shown_area = area
        self.show_ways = False
        self.typed_cost: Decimal | None = None
        self.typed_in_all: Decimal | None = None

    @property
    def middle(self) -> list[list[forms.BoundField]]:
        """Rows of fields between area and money; a part stands beside its whole."""
        rows: dict[str, list[forms.BoundField]] = {}
        for item in DRAFTED:
            if item.name in self.fields and item.name not in PLACED:
                rows.setdefault(item.part_of or item.name, []).append(self[item.name])
        return list(rows.values())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # A later error at the field takes its value out of cleaned_data. The ways out still name it.
        self.typed_cost = cleaned.get("secretariat_cost")
        self.typed_in_all = cleaned.get("cost_in_all")
        if (
            cleaned.get("way") == Way.TO_PARTNER
            and not cleaned.get("partner")
            and "partner" not in self.errors
        ):
            self.add_error("partner", gettext("Choose the partner to ask."))
        if self.errors and cleaned.get("area"):
            # The action does not run. Judge here what could be read, so that one page says all.
            for violation in broken_by(self.workplan, draft_from(cleaned)):
                self.add_error(violation.field, str(violation))
        return cleaned

    def line(self) -> tuple[LineDraft, WayOut | None]:
        """What was typed, and the chosen way out. The action uses it where the cost does not fit."""
        cleaned = self.cleaned_data
        way = WayOut(Way(cleaned["way"]), cleaned["partner"]) if cleaned["way"] else None
        return draft_from(cleaned), way


def typed_line(activity: Activity) -> dict[str, Any]:
    """A line's content as the form's first values."""
    typed = {item.name: value_of(activity, item.name) for item in DRAFTED}
    typed["needs"] = needs_of_line(activity)
    if activity.funding == Funding.NONE:
        typed["secretariat_cost"] = None
    return {"row_version": activity.row_version, **typed}


class NeedsForm(forms.Form):
    hide_optional = True

    row_version = forms.IntegerField(widget=forms.HiddenInput)
    # The words that the page began with.
    before = forms.CharField(widget=forms.HiddenInput, required=False)
    needs = forms.CharField(
        required=False,
        max_length=20_000,
        label=_("Opportunities, gaps and needs"),
        help_text=_("Write the opportunities, gaps and needs of this year."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )

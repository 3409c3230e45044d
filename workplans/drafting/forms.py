"""Forms of drafting: an activity, and the needs of the plan. They clean; the actions write."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.i18n import Words, say
from commit_portal.sheets.fields import RowField, TextField
from spa.models import Area
from workplans.drafting.ways_out import Way, WayOut
from workplans.drafting.writing import broken_by
from workplans.fields import DRAFTED
from workplans.lines.forms import LineForm, RunningField, face, field_of
from workplans.lines.options import LineOptions
from workplans.models import Activity, Partner
from workplans.plan.line_content import LineDraft, draft_from
from workplans.plan.line_history import values_of
from workplans.plan.plan_types import NATIONAL, REGIONAL, kind_of
from workplans.presentation.facts import leaving
from workplans.presentation.loaders import texts_today
from workplans.statuses import Funding

TARGET_LABEL = '<strong>{}</strong> <span class="choice-text">{}{}</span>'
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


@face
class ActivityForm(LineForm):
    """One activity. A draft needs a title only; the action refuses what breaks WP-12 to WP-14.

    Menu and targets are those of `area`, which the view takes from the form or the address. A target of another
    area is refused. `changed` is the saved activity; None for a new one.
    """

    hide_optional = True
    names = tuple(item.name for item in DRAFTED)
    field_order = ("row_version", "made_with", *names)
    # Fields that stand beside another one, or below it.
    beside = ("ends_on", "way", "partner")

    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # The key of a form that adds: sent twice, it makes one activity.
    made_with = forms.UUIDField(required=False, widget=forms.HiddenInput)
    area = field_of("area", required=True, widget=forms.Select(attrs=SHOW_AREA))
    menu_activity = field_of(
        "menu_activity",
        help_text=_("Choose an activity area of the plan of action, or describe your own activity."),
    )
    countries = field_of(
        "countries",
        help_text=_(
            "Choose at least two countries. The lead of each country must confirm that the country takes part. Until then, "
            "other readers cannot see the name of the country."
        ),
    )
    funding = field_of("funding", required=True, widget=forms.RadioSelect)
    way = forms.ChoiceField(choices=Way.choices, required=False, label=_("Options"))
    partner = RunningField(
        Partner.objects.all(),
        required=False,
        label=_("Partner"),
        empty_label=_("Choose a partner"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(
        self,
        data: object = None,
        *,
        options: LineOptions,
        area: Area,
        changed: Activity | None = None,
        **kwargs: object,
    ) -> None:
        super().__init__(data, options=options, area=area, **kwargs)
        plan, kind, today = options.plan, kind_of(options.plan.taskforce), clock.today()
        texts = texts_today(plan)
        # US dollars: the ceiling, what is left for this activity, and what the others take.
        self.ceiling, self.room = plan.ceiling_on(today), plan.room_for(changed, today)
        self.others = plan.committed - (changed.counted_cost if changed else 0)
        labels: dict[str, Callable[[Any], str]] = {
            "area": texts.name,
            "menu_activity": texts.name,
            "targets": lambda one: format_html(
                TARGET_LABEL, one.code, texts.of(one), leaving(options.plan, one)
            ),
        }
        nothing = {"menu_activity": _("No activity area"), "type": _("Not chosen yet")}
        for name, field in self.fields.items():
            if isinstance(field, RowField):
                rows = [(row.pk, labels.get(name, str)(row)) for row in field.offered.rows]
                field.widget.choices = [("", nothing[name]), *rows] if name in nothing else rows
        # The regional office is of the Secretariat: it asks nobody.
        own: dict[Funding, Words] = {Funding.COUNTED: _("The Secretariat pays")} if kind is REGIONAL else {}
        self.fields["funding"].choices = [(way, own.get(way, way.label)) for way in Funding]
        self.fields["funding"].hints = "workplans/drafting/funding_hint.html"
        self.fields["lead_body"].widget.attrs["list"] = "lead-bodies"
        cost: Words = _("US dollars, for example 1,200 or 1,200.50.")
        if self.room is not None:
            said = _("Ceiling: US$%(ceiling)s. Other activities: US$%(others)s. Amount left: US$%(left)s.")
            cost = say(said, ceiling=self.ceiling, others=self.others, left=self.room)
        hints: dict[str, Words] = {
            "lead_body": LEAD_BODY_HINTS[kind],
            "starts_on": say(_("For example %(day)s"), day=date(plan.cycle.year, 7, 1)),
            "secretariat_cost": cost,
            "ends_on": say(_("On %(day)s or earlier"), day=plan.cycle.ends_on),
        }
        for name, hint in hints.items():
            self.fields[name].help_text = str(hint)
        if not kind.names_countries:
            del self.fields["countries"]
        self.typed: Values = {}

    def clean(self) -> Values:
        cleaned = super().clean() or {}
        # A later error at a field takes its value out of cleaned_data. The ways out still name it.
        self.typed = dict(cleaned)
        lacks_partner = not (cleaned.get("partner") or "partner" in self.errors)
        if cleaned.get("way") == Way.TO_PARTNER and lacks_partner:
            self.add_error("partner", gettext("Choose the partner to ask."))
        if self.errors and cleaned.get("area"):
            # The action does not run. Judge here what could be read, so that one page says all.
            for violation in broken_by(self.options.plan, draft_from(cleaned)):
                self.add_error(violation.field, str(violation))
        return cleaned

    def line(self) -> tuple[LineDraft, WayOut | None]:
        """What was typed, and the chosen way out. The action uses it where the cost does not fit."""
        cleaned = self.cleaned_data
        way = WayOut(Way(cleaned["way"]), cleaned["partner"]) if cleaned["way"] else None
        return draft_from(cleaned), way


def typed_line(activity: Activity) -> Values:
    """A line's content as the form's first values."""
    typed = values_of(activity)
    if activity.funding == Funding.NONE:
        typed["secretariat_cost"] = None
    return {"row_version": activity.row_version, **typed}


class NeedsForm(forms.Form):
    hide_optional = True

    # The words that the page began with.
    before = TextField(widget=forms.HiddenInput, required=False)
    needs = TextField(
        required=False,
        max_length=20_000,
        label=_("Opportunities, gaps and needs"),
        help_text=_("Write the opportunities, gaps and needs of this year."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )

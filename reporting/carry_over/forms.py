"""What somebody chooses of the year behind: a way for each line, and its area where the plan of action changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from commit_portal.i18n import ngettext_lazy, say
from reporting.carry_over.costs import CarryOption
from reporting.carry_over.previous_year import CarryChoice, YearBehind
from spa.models import Area
from workplans.lines.forms import DayOfYearField
from workplans.models import VersionLine


class LookBackForm(forms.Form):
    """A way for each line of the year behind. `areas` says the names of this year's areas.

    A line that the draft has already is read as any other: a form that is sent twice says the same twice.
    Where the plan of action changed, a line serves the area that is chosen for it, else that for all lines of its old
    area. The area with a title like that of the old one is proposed, or like the type of the line; never the same code:
    it is another area there. `starts_on` is for all lines that would start before `today`. Cleans only.
    """

    seen = forms.CharField(widget=forms.HiddenInput)
    # What is said once of all areas that are missing.
    summary = ""

    def __init__(
        self, *args: Any, behind: YearBehind, areas: Mapping[int, str], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.behind, self.today = behind, today
        self.begun = {line.activity_id for line in behind.begun(today)}
        if self.begun:
            label = ngettext_lazy(
                "New day for the %(count)s start day that has passed",
                "New day for the %(count)s start days that have passed",
            )
            help_text = gettext(
                "All of these activities start on this day. Their length stays the same, but no activity ends after the "
                "year. Leave this field empty to keep the days."
            )
            day = DayOfYearField(required=False, label=say(label, count=len(self.begun)), help_text=help_text)
            day.year = behind.plan.cycle.year
            self.fields["starts_on"] = day
        for line in behind.lines:
            ways = behind.costs[line.activity_id].ways
            self.fields[way_of(line)] = forms.ChoiceField(
                label=line.short_code,
                choices=[(way.value, way.label) for way in ways],
                required=False,
                error_messages={"invalid_choice": gettext("Choose one of the options.")},
            )
        keys = [line.activity_id for line in behind.lines]
        self.fields["reserve"] = forms.TypedMultipleChoiceField(
            choices=[(key, key) for key in keys], coerce=int, required=False
        )
        if not behind.changes_plan:
            return
        names = [(str(key), areas[key]) for key in behind.areas]
        for area in {line.area_id: line.area for line in behind.lines}.values():
            like, empty = behind.area_like(area.title), gettext("Not chosen yet")
            self._add_list(area_of_all(area), empty, names, str(area.numbered), like)
        for line in behind.lines:
            empty = gettext("Same new area as %(area)s") % {"area": line.area.numbered}
            like = behind.area_like(str(line.type or ""))
            own = None if like == behind.area_like(line.area.title) else like
            self._add_list(area_of(line), empty, names, line.short_code, own)

    def clean_starts_on(self) -> date | None:
        """Refuse a day that has passed itself, or is outside the year (WP-4)."""
        starts_on: date | None = self.cleaned_data["starts_on"]
        last = self.behind.plan.cycle.ends_on
        first = max(self.today, self.behind.plan.cycle.starts_on)
        if starts_on is not None and not first <= starts_on <= last:
            said = gettext("Give a day from %(first)s to %(last)s.")
            raise ValidationError(say(said, first=first, last=last))
        return starts_on

    def clean(self) -> dict[str, Any]:
        """Ask for the area of each chosen line, where something is to be written."""
        cleaned = super().clean() or self.cleaned_data
        if "put" in self.data or "write" in self.data:
            # Asked once for the lines of an old area, not once for each of them.
            lost = {line.area_id: line.area for line in self.chosen_lines() if self._area(line) is None}
            for area in lost.values():
                self.add_error(area_of_all(area), gettext("Choose an area."))
            if lost:
                said = gettext("Nothing was added, because some activities have no area in %(year)s.")
                self.summary = say(said, year=str(self.behind.plan.cycle.year))
            if not self.chosen_lines():
                said = gettext(
                    "Choose at least one activity to continue, with the full or the unspent amount."
                )
                self.add_error(None, said)
        return cleaned

    def chosen_lines(self) -> list[VersionLine]:
        """The lines that do not stay behind."""
        return [line for line in self.behind.lines if self.way(line) != CarryOption.LEAVE]

    def way(self, line: VersionLine) -> CarryOption:
        """The way that was chosen for a line; it is left where nothing was."""
        return CarryOption(self._cleaned(way_of(line)) or CarryOption.LEAVE)

    def choices(self) -> list[CarryChoice]:
        """The lines that go on and whose area is known, in the order of the plan of action."""
        return [
            self._choice(line, area) for line in self.chosen_lines() if (area := self._area(line)) is not None
        ]

    def to_count(self) -> list[CarryChoice]:
        """The lines that go on, also where their area is still to be chosen: what they cost is known."""
        return [self._choice(line, self._area(line) or line.area) for line in self.chosen_lines()]

    def _choice(self, line: VersionLine, area: Area) -> CarryChoice:
        in_reserve = line.activity_id in (self._cleaned("reserve") or [])
        starts_on = self._cleaned("starts_on") if line.activity_id in self.begun else None
        return CarryChoice(line, self.way(line), area, in_reserve, starts_on)

    def _add_list(
        self, name: str, empty: str, areas: list[tuple[str, str]], label: str, like: Area | None
    ) -> None:
        choices, initial = [("", empty), *areas], str(like.pk) if like else None
        self.fields[name] = forms.ChoiceField(choices=choices, label=label, required=False, initial=initial)

    def _area(self, line: VersionLine) -> Area | None:
        if not self.behind.changes_plan:
            return self.behind.areas.get(line.area_id)
        chosen = self._cleaned(area_of(line)) or self._cleaned(area_of_all(line.area))
        return self.behind.areas.get(int(chosen)) if chosen else None

    def _cleaned(self, name: str) -> Any:
        return getattr(self, "cleaned_data", {}).get(name)


def way_of(line: VersionLine) -> str:
    """The name of the radios of a line."""
    return f"way-{line.activity_id}"


def area_of(line: VersionLine) -> str:
    """The name of the list of areas of a line."""
    return f"area-{line.activity_id}"


def area_of_all(area: Area) -> str:
    """The name of the list of areas for all lines of an old area."""
    return f"areas-{area.pk}"

"""A row of the table as it is sent: it cleans what people write. Saving is `table.saving`'s."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import Message, Words, message
from commit_portal.i18n.parsing import Unreadable, read_lines, read_money, read_number
from spa.models import ActivityType, Area, Target
from spa.queries import areas_of_plan
from workplans.drafting.table import messages as messages
from workplans.drafting.table.reading import read_day, read_targets, read_title
from workplans.fields import BY_NAME
from workplans.models import Workplan
from workplans.plan.queries import targets_of, types_of
from workplans.statuses import Funding

# The fields of a row in the order of the columns, then those of the opened row.
COLUMNS = ("title", "type", "targets", "lead_body", "starts_on", "ends_on", "secretariat_cost", "funding")
OPENED = ("description", "expected_result", "needs", "cost_in_all")


# How a line is paid, in one column of the table.
MONEY_WORDS: Mapping[str, Words] = {
    Funding.COUNTED: _("Secretariat"),
    Funding.RESERVE: _("In reserve"),
    Funding.NONE: _("No Secretariat funding"),
}


@dataclass(frozen=True)
class Ground:
    """What the cells of a plan are read against: its areas with targets and menus, and the types."""

    plan: Workplan
    areas: tuple[Area, ...]

    @cached_property
    def types(self) -> Mapping[int, ActivityType]:
        return types_of(self.plan)

    def targets(self, area: Area) -> list[Target]:
        return targets_of(area, self.plan)


def ground_of(plan: Workplan) -> Ground:
    """The ground of a plan: 3 queries, the first time in a process; one more where a new type is asked for."""
    return Ground(plan, areas_of_plan(plan.cycle.plan))


class SeveralInput(forms.TextInput):
    """Targets, typed into one field or ticked: the codes of all of them, with spaces between."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return " ".join(data.getlist(name)) if hasattr(data, "getlist") else data.get(name, "")


def _refuse(said: Message) -> ValidationError:
    return ValidationError(str(said), code=said.code)


class RowForm(forms.Form):
    """One row. Only the fields that were sent are cleaned; `sent` names them.

    A field that cannot be read leaves the others as they are: each has its own error.
    """

    kind = "r"

    title = forms.CharField(required=False)
    type = forms.CharField(required=False)
    targets = forms.CharField(required=False, widget=SeveralInput)
    lead_body = forms.CharField(required=False)
    starts_on = forms.CharField(required=False)
    ends_on = forms.CharField(required=False)
    secretariat_cost = forms.CharField(required=False)
    funding = forms.CharField(required=False)
    description = forms.CharField(required=False)
    expected_result = forms.CharField(required=False)
    needs = forms.CharField(required=False)
    cost_in_all = forms.CharField(required=False)

    def __init__(self, data: Any, *, ground: Ground, area: Area, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.ground, self.area = ground, area
        self.sent = tuple(name for name in self.fields if self.add_prefix(name) in data)
        self.fields = {name: self.fields[name] for name in self.sent}

    @staticmethod
    def row_called(key: str) -> str:
        """What a row is called where what was typed into it is shown again (`commit_portal.http.resubmission`)."""
        return key

    @property
    def is_typed(self) -> bool:
        """Whether anything was typed into an empty row. How it is paid is chosen beforehand."""
        return any(str(self[name].value() or "").strip() for name in self.sent if name != "funding")

    @property
    def readable(self) -> dict[str, Any]:
        """The values of the fields that could be read, by name."""
        return {name: self.cleaned_data[name] for name in self.sent if name in self.cleaned_data}

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong with the fields that could not be read, by name."""
        return {name: " ".join(map(str, said)) for name, said in self.errors.items()}

    def clean_title(self) -> str:
        return read_title(self.cleaned_data["title"])

    def clean_type(self) -> ActivityType | None:
        typed = self.cleaned_data["type"]
        if not typed:
            return None
        if found := self.ground.types.get(read_number(typed)):
            return found
        raise _refuse(message("table.no_such_type"))

    def clean_targets(self) -> tuple[Target, ...]:
        try:
            return read_targets(self.cleaned_data["targets"], self.area, self.ground.targets(self.area))
        except Unreadable as wrong:
            raise _refuse(wrong.said) from wrong

    def clean_starts_on(self) -> Any:
        return self._day("starts_on", is_last=False)

    def clean_ends_on(self) -> Any:
        return self._day("ends_on", is_last=True)

    def clean_secretariat_cost(self) -> Decimal | None:
        return self._money("secretariat_cost")

    def clean_cost_in_all(self) -> Decimal | None:
        return self._money("cost_in_all")

    def clean_funding(self) -> str:
        typed = self.cleaned_data["funding"] or Funding.COUNTED
        if typed in Funding.values:
            return cast(str, typed)
        raise _refuse(message("table.no_such_money"))

    def clean_needs(self) -> tuple[str, ...]:
        return read_lines(self.cleaned_data["needs"])

    def clean_description(self) -> str:
        return self.cleaned_data["description"].replace("\r\n", "\n")

    def clean_expected_result(self) -> str:
        return self.cleaned_data["expected_result"].replace("\r\n", "\n")

    def _day(self, name: str, *, is_last: bool) -> Any:
        try:
            return read_day(self.cleaned_data[name], year=self.ground.plan.cycle.year, is_last=is_last)
        except Unreadable as wrong:
            raise _refuse(wrong.said) from wrong

    def _money(self, name: str) -> Decimal | None:
        try:
            return read_money(self.cleaned_data[name])
        except Unreadable as wrong:
            raise _refuse(wrong.said) from wrong


class NewRowForm(RowForm):
    """An empty row at the end of an area: a title makes it a line."""

    kind = "n"

    # A field of its own: only here it is chosen beforehand.
    funding = forms.CharField(required=False)

    @staticmethod
    def row_called(key: str) -> str:
        return gettext("New activity")


for _form in (RowForm, NewRowForm):
    for _name, _field in _form.base_fields.items():
        _field.label = cast(str, BY_NAME[_name].label)
    # What `commit_portal.http.resubmission` says of the two lists: their fields are plain text.
    vars(_form.base_fields["type"])["chosen_among"] = ActivityType
    vars(_form.base_fields["funding"])["choice_words"] = MONEY_WORDS
vars(NewRowForm.base_fields["funding"])["chosen_beforehand"] = str(Funding.COUNTED)

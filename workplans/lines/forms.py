"""The form of a line, made from the table of fields. Its faces differ in names, in naming rows by words, in widgets."""

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar, Self, cast

from django import forms

from commit_portal.i18n import formatting, message, parsing
from commit_portal.sheets import fields
from spa.models import ActivityType, Area, MenuActivity, Target
from workplans.fields import BY_NAME, FieldKind
from workplans.lines.options import LineOptions
from workplans.models import Taskforce
from workplans.models.names import still_runs
from workplans.statuses import Funding

# Days without a year, and months. All other days are `commit_portal.i18n.parsing`'s.
DAY_OF_MONTH = re.compile(r"^(?P<day>\d{1,2})[ .-]?\s*(?P<month>[^\W\d_]\D+?)\.?$")
MONTH_OF_DAY = re.compile(r"^(?P<month>[^\W\d_]\D+?)\.? (?P<day>\d{1,2})$")
DAY_AND_MONTH = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-]?$")
MONTH = re.compile(r"^(\D{2,}?)(?: (\d{4}))?$")


class DayOfYearField(fields.DayField):
    """A day: "1 Mar" is in the `year` of the plan, "Mar" is its first or its last day."""

    year: int

    def __init__(self, *, is_last: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.is_last = is_last

    def read(self, text: str) -> date | None:
        return read_day(text, year=self.year, is_last=self.is_last)


class RunningField(forms.ModelChoiceField):
    """A row that has not ended on the day of the request. The class of its form is made when the process begins."""

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        own = super().__deepcopy__(memo)
        if own.queryset is not None:
            own.queryset = own.queryset.filter(still_runs())
        return own


class BodyField(fields.LineField):
    """The lead body. One of the list is spelled as there: its ministry finds its activities by the name."""

    bodies: Callable[[], tuple[str, ...]]

    def read(self, text: str) -> str:
        typed = super().read(text)
        spelled = {" ".join(body.casefold().split()): body for body in self.bodies()} if typed else {}
        return spelled.get(" ".join(typed.casefold().split()), typed)


KINDS: Mapping[FieldKind, Callable[..., forms.Field]] = {
    FieldKind.LINE: fields.LineField,
    FieldKind.TEXT: fields.TextField,
    FieldKind.DAY: DayOfYearField,
    FieldKind.MONEY: fields.MoneyField,
    FieldKind.ROW: fields.RowField,
    FieldKind.CHOICE: fields.WordField,
    FieldKind.LINKS: fields.RowsField,
    FieldKind.LIST: fields.ListField,
}
# What a field is made with, beside its kind.
MORE: Mapping[str, Mapping[str, Any]] = {
    "area": {"model": Area},
    "menu_activity": {"model": MenuActivity},
    "type": {"model": ActivityType},
    "targets": {"model": Target},
    "countries": {"model": Taskforce},
    "ends_on": {"is_last": True},
    "funding": {"choices": Funding.choices, "refused": "row.unknown_funding"},
}


def field_of(name: str, **more: object) -> Any:
    """The form field of a row of the table. It may be left empty."""
    make = BodyField if name == "lead_body" else KINDS[BY_NAME[name].kind]
    return make(**{"required": False, **MORE.get(name, {}), **more})


class LineForm(forms.Form):
    """The fields of a line, with the rows that it may name. `names` are those of the face; `by_words` name rows by their codes.

    Menu and targets are those of the area. The area of a face that takes it as a field is given beforehand too.
    """

    names: ClassVar[tuple[str, ...]] = ()
    by_words: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, data: Any = None, *, options: LineOptions, area: Area | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.options = options
        self.go_to(area)

    def go_to(self, area: Area | None) -> None:
        """Read what follows in another area."""
        self.area = area
        for name, field in self.fields.items():
            if isinstance(field, fields.RowField):
                field.offered = self.options.offered(name, area, by_words=name in self.by_words)
            elif isinstance(field, DayOfYearField):
                field.year = self.options.plan.cycle.year
            elif isinstance(field, BodyField):
                field.bodies = lambda: self.options.bodies


def face[Form: type[LineForm]](form: Form) -> Form:
    """Give a form a field for each of its names that it does not declare, in their order, and each its label and hint."""
    others = {name: field for name, field in form.base_fields.items() if name not in form.names}
    made = {name: form.base_fields.get(name) or field_of(name) for name in form.names}
    for name, field in made.items():
        item = BY_NAME[name]
        field.label, field.help_text = cast(str, item.label), field.help_text or cast(str, item.hint or "")
    form.base_fields = form.declared_fields = made | others
    return form


def read_day(text: str, *, year: int, is_last: bool = False) -> date | None:
    """A day of the plan's year: "1 Mar", "Mar 1", "1/3" (day first), "Mar"; or with its year, as everywhere.

    A month alone is its first day, with `is_last` its last. Raises `Unreadable`.
    """
    typed = parsing.SPACES.sub(" ", text).strip()
    read = parsing.western_digits(typed)
    if found := MONTH.match(read):
        word, written = found.groups()
        if number := parsing.month_number(word):
            year = int(written or year)
            day = calendar.monthrange(year, number)[1] if is_last else 1
            return _date(f"{year}-{number}-{day}", typed)
    if parts := parsing.written_parts(read, formatting.DAY_OF_MONTH):
        return _date(f"{year}-{parsing.month_number(parts['month'])}-{parts['day']}", typed)
    if found := DAY_OF_MONTH.match(read) or MONTH_OF_DAY.match(read):
        return _date(f"{found['day']} {found['month']} {year}", typed)
    if found := DAY_AND_MONTH.match(read):
        day, number = int(found[1]), int(found[2])
        if number > 12 >= day:
            day, number = number, day
        if 1 <= number <= 12:
            return _date(f"{year}-{number}-{day}", typed)
    return parsing.read_date(text)


def _date(written: str, typed: str) -> date | None:
    """The day; a refusal names what was typed, not what the year of the plan made of it. Raises `Unreadable`."""
    try:
        return parsing.read_date(written)
    except parsing.Unreadable as wrong:
        params = {**dict(wrong.said.params), "typed": typed}
        raise parsing.Unreadable(message(wrong.said.code, **params)) from wrong

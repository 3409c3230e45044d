"""What a new line takes over from an approved one: its content, a year later, and never what others said of it."""

import calendar
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from spa.models import Area
from workplans.fields import CARRIED, FieldKind
from workplans.models import Taskforce, VersionLine, Workplan
from workplans.plan.line_content import LineDraft, draft_from, held_by, targets_of_line
from workplans.plan.queries import menu_of, targets_of
from workplans.statuses import Funding


class CarryOption(models.TextChoices):
    """What becomes of a line of the year behind."""

    LEAVE = "leave", _("Do not continue")
    AS_IT_IS = "as_it_is", _("Continue with the full amount")
    ONLY_THE_REST = "rest", _("Continue with the unspent amount")


@dataclass(frozen=True)
class Costs:
    """US dollars of a line for each way; `approved` is None where no cost was given yet.

    `rest` is None where that is so, or where nobody has reported what was spent.
    `ways` are those that are offered: the rest only where some is left, or where it is not known.
    """

    approved: Decimal | None
    spent: Decimal | None
    asks_money: bool

    @property
    def rest(self) -> Decimal | None:
        """Approved less spent, not below zero."""
        if self.approved is None or self.spent is None:
            return None
        return max(self.approved - self.spent, Decimal(0))

    @property
    def ways(self) -> tuple[CarryOption, ...]:
        if not self.asks_money or (self.rest is not None and self.rest in (Decimal(0), self.approved)):
            return CarryOption.LEAVE, CarryOption.AS_IT_IS
        return CarryOption.LEAVE, CarryOption.AS_IT_IS, CarryOption.ONLY_THE_REST

    def of(self, way: CarryOption) -> Decimal | None:
        """The cost of the new line; None is "not given yet"."""
        return self.rest if way == CarryOption.ONLY_THE_REST else self.approved


def costs_of(line: VersionLine, spent: Decimal | None) -> Costs:
    """What the line may cost in its next year. Money that was not spent never raises the ceiling."""
    approved = line.secretariat_cost
    return Costs(approved, spent, asks_money=line.funding != Funding.NONE and bool(approved))


@dataclass(frozen=True)
class CarryChoice:
    """A line that goes on: the way, the area that it serves in the new year, and whether it waits in reserve.

    `starts_on`: the day on which it starts instead of one that has passed.
    """

    line: VersionLine
    way: CarryOption
    area: Area
    in_reserve: bool = False
    starts_on: date | None = None


def carried(
    choice: CarryChoice, costs: Costs, plan: Workplan, *, countries: Collection[Taskforce] = ()
) -> LineDraft:
    """The draft of the new line.

    Copied: what `workplans.fields` says is carried, with its days a year later. Of another plan of action neither
    targets nor activity area: nothing says which of them follow from which. Never copied: decisions, support of
    partners and with it the total cost, comments. `countries` are asked anew whether they take part.
    """
    line = choice.line
    values = {item.name: held_by(line, item.name) for item in CARRIED}
    values |= {
        item.name: _next(values[item.name], line, plan) for item in CARRIED if item.kind is FieldKind.DAY
    }
    values["starts_on"], values["ends_on"] = days_in(plan, line, choice.starts_on)
    funding = Funding.COUNTED if line.funding == Funding.RESERVE else Funding(line.funding)
    values |= {
        "area": choice.area,
        "menu_activity": None,
        "targets": (),
        "countries": countries,
        "funding": Funding.RESERVE if choice.in_reserve and funding == Funding.COUNTED else funding,
        "secretariat_cost": costs.of(choice.way),
    }
    if line.area.plan_id == plan.cycle.plan_id:
        if line.menu_activity in menu_of(choice.area, plan):
            values["menu_activity"] = line.menu_activity
        # Those that a line of this year can still serve (WP-12).
        open_to_it = {target.pk for target in targets_of(choice.area, plan)}
        values["targets"] = [target for target in targets_of_line(line) if target.pk in open_to_it]
    return replace(draft_from(values), carried_from=line.activity)


def days_in(
    plan: Workplan, line: VersionLine, starts_on: date | None = None
) -> tuple[date | None, date | None]:
    """The first and last day of a line in the plan's year.

    With `starts_on` it starts on that day instead, and lasts as long as before, at most until the year ends.
    """
    first, last = (_next(day, line, plan) for day in (line.starts_on, line.ends_on))
    if starts_on is None or first is None:
        return first, last
    return starts_on, last and min(starts_on + (last - first), plan.cycle.ends_on)


def moved(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 28 February where the year has none."""
    year = day.year + years
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def _next(day: date | None, line: VersionLine, plan: Workplan) -> date | None:
    """A date in the plan's year; empty where that day is outside the year (WP-4): the line is unfinished then."""
    cycle = plan.cycle
    if day is None:
        return None
    then = moved(day, cycle.year - line.version.workplan.cycle.year)
    return then if cycle.starts_on <= then <= cycle.ends_on else None

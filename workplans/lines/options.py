"""What the fields of a line are read against: the areas of a plan with targets and menus, the types, the countries."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from commit_portal.db.related_rows import attach_values
from commit_portal.i18n import Message, comma_list, message, register
from commit_portal.sheets.fields import Offered, by_key
from spa.models import ActivityType, Area, Target
from spa.queries import areas_adopted
from workplans.fields import BY_NAME, DRAFTED, FieldKind
from workplans.models import Activity, Taskforce, Workplan
from workplans.plan.line_content import LineDraft
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import ServedTarget, menu_of, targets_of, types_of

# What is said of a field that names no row of another table.
register(
    {
        "row.unknown_area": _("“%(word)s” is not an area of the plan of action. Use one of: %(choices)s."),
        "row.unknown_type": _("“%(word)s” is not a type of activity. Use one of: %(choices)s."),
        "row.unknown_funding": _("“%(word)s” is not a kind of funding. Use one of: %(choices)s."),
        "row.unknown_menu": _("“%(word)s” is not an activity area of this area. Use one of: %(choices)s."),
        "row.no_menu": _(
            "“%(word)s” is not an activity area, because this area has none. Leave the cell empty."
        ),
        "row.target_of_another_area": _("You chose a target of another area. Choose a target of this area."),
        "table.no_target": _("There is no %(typed)s. %(area)s has %(first)s to %(last)s."),
        "table.no_target_but_one": _("There is no %(typed)s. %(area)s has only %(only)s."),
        "table.area_without_targets": _("There is no %(typed)s. %(area)s has no targets."),
    }
)


@dataclass(frozen=True)
class LineOptions:
    """The rows of other tables that the lines of a plan may name. All threads of a process share the areas."""

    plan: Workplan
    areas: tuple[Area, ...]
    _made: dict[tuple[str, int | None, bool], Offered] = field(default_factory=dict, compare=False)

    @cached_property
    def types(self) -> Mapping[int, ActivityType]:
        return types_of(self.plan)

    @cached_property
    def countries(self) -> tuple[Taskforce, ...]:
        """The countries that a line may name: none in a country's own plan."""
        if not kind_of(self.plan.taskforce).names_countries:
            return ()
        return tuple(Taskforce.objects.national().select_related("country"))

    @cached_property
    def bodies(self) -> tuple[str, ...]:
        """The bodies of the list that may lead a line: that of the taskforce, and its ministries. One query."""
        taskforce = self.plan.taskforce
        names = taskforce.led_by, *map(str, taskforce.ministries.running())
        return tuple(body for body in dict.fromkeys(names) if body)

    def targets(self, area: Area) -> list[Target]:
        return targets_of(area, self.plan)

    def area(self, key: int | None) -> Area | None:
        """The area of a key; None for that of no area of the plan of action."""
        return next((area for area in self.areas if area.pk == key), None)

    def draft_of(self, values: Mapping[str, object]) -> LineDraft:
        """A draft of values as `value_of` gives them. Raises `KeyError` for a row that is no choice."""
        return LineDraft(**{item.name: self.held(item.name, values[item.name]) for item in DRAFTED})

    def fill(self, lines: Iterable[Activity]) -> None:
        """Give lines with their links the areas, types, activity areas and targets that are their choices."""
        for line in lines:
            for name in ("area", "type", "menu_activity"):
                if row := self.rows(name).get(getattr(line, f"{name}_id")):
                    setattr(line, name, row)
            links, rows = line.target_links.all(), self.rows("targets")
            served = [ServedTarget(link.target_id, rows.get(link.target_id) or link.target) for link in links]
            attach_values([line], "target_links", {line.pk: served})

    def offered(self, name: str, area: Area | None, *, by_words: bool) -> Offered:
        """The rows that a field of a line in an area may name: by what people write, else by their keys."""
        place = name, area.pk if area else None, by_words
        if place not in self._made:
            make = BY_WORDS[name] if by_words else BY_KEYS[name]
            self._made[place] = make(self, area)
        return self._made[place]

    def rows(self, name: str) -> Mapping[int, Any]:
        """The rows that a saved field may name, by their keys, in their order: of every adopted revision."""
        return self.types if name == "type" else self._by_key[name]

    def held(self, name: str, value: Any) -> Any:
        """The value of a field with its rows of other tables, which it has by their keys, in their order."""
        if value is None or (kind := BY_NAME[name].kind) not in (FieldKind.ROW, FieldKind.LINKS):
            return value
        rows = self.rows(name) if value else {}
        if kind is FieldKind.ROW:
            return rows[value]
        return tuple(sorted((rows[key] for key in value), key=list(rows.values()).index))

    @cached_property
    def _by_key(self) -> dict[str, dict[int, Any]]:
        areas = areas_adopted(self.plan.cycle.plan)
        return {
            "area": {area.pk: area for area in areas},
            "menu_activity": {item.pk: item for area in areas for item in area.menu.all()},
            "targets": {target.pk: target for area in areas for target in area.targets.all()},
            "countries": {taskforce.pk: taskforce for taskforce in self.countries},
        }


def line_options_of(plan: Workplan) -> LineOptions:
    """The options of a plan: 3 queries, the first time in a process; one more where a new type is asked for."""
    return LineOptions(plan, tuple(filter(plan.cycle.offers, areas_adopted(plan.cycle.plan))))


type Offers = Callable[[LineOptions, Area | None], Offered]


def _named(code: str, rows: Iterable[object], name: str) -> Offered:
    """Rows by one of their texts. `code` is that of the message for another word."""
    named = {str(getattr(row, name)).casefold(): row for row in reversed(list(rows))}
    choices = [getattr(row, name) for row in reversed(named.values())]
    return Offered(
        tuple(named.values()),
        named,
        lambda row: str(getattr(row, name)),
        lambda word: message(code, word=word, choices=comma_list(choices)),
    )


def _menu_by_code(options: LineOptions, area: Area | None) -> Offered:
    """The activity areas of an area by their codes. Whether the line can use one is asked by WP-12."""
    menu = [one for one in area.menu.all() if options.plan.cycle.offers(one)] if area else []
    return _named("row.unknown_menu" if menu else "row.no_menu", menu, "code")


def _targets_by_code(options: LineOptions, area: Area | None) -> Offered:
    """Targets by their codes, and those of the area also by their numbers: "2.T3", "2T3", "T3", "3".

    Whether the line can serve a target is asked by WP-12.
    """
    every = [target for one in options.areas for target in one.targets.all()]
    named = {target.code.casefold(): target for target in every}
    for target in area.targets.all() if area else ():
        code = target.code.casefold()
        short = code.rpartition(".")[2]
        named |= dict.fromkeys((code.replace(".", ""), short, short.removeprefix("t")), target)
    return Offered(tuple(every), named, lambda row: str(row.code), partial(_no_target, options, area))


def _no_target(options: LineOptions, area: Area | None, word: str) -> Message:
    """What is said of a word that names no target: the ones that a line in the area can serve."""
    targets = options.targets(area) if area else []
    numbered = area.numbered if area else ""
    typed = f"{area.code}.T{word}" if area and "." not in word and word[:1].isdigit() else word
    if not targets:
        return message("table.area_without_targets", typed=typed, area=numbered)
    if len(targets) == 1:
        return message("table.no_target_but_one", typed=typed, area=numbered, only=targets[0].code)
    first, last = targets[0].code, targets[-1].code
    return message("table.no_target", typed=typed, area=numbered, first=first, last=last)


BY_KEYS: Mapping[str, Offers] = {
    "area": lambda options, _area: by_key(options.areas),
    "menu_activity": lambda options, area: by_key(menu_of(area, options.plan) if area else ()),
    "type": lambda options, _area: by_key(options.types.values()),
    "targets": lambda options, area: by_key(
        options.targets(area) if area else (), "row.target_of_another_area"
    ),
    "countries": lambda options, _area: by_key(options.countries),
}
BY_WORDS: Mapping[str, Offers] = {
    "area": lambda options, _area: _named("row.unknown_area", options.areas, "code"),
    "menu_activity": _menu_by_code,
    "type": lambda options, _area: _named("row.unknown_type", options.types.values(), "title"),
    "targets": _targets_by_code,
}

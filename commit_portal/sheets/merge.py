"""Merge two changes of one row that were made from the same content. Pure: no database, no clock, no sentence.

`base` is the content that both started from, `theirs` is saved, `mine` was typed meanwhile. What only one of them
changed stands. What both changed differently is a clash, and a person chooses.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

type Content = Mapping[str, Any]
"""The content of a row by field: rows of other tables by their keys, several of them as a set."""
type Clash = tuple[str, ...]
"""Fields that are chosen together: theirs or mine."""
type Breaks = Callable[[Content], Collection[str]]
"""The names of the fields in which content breaks a rule. A rule on two fields names both."""


@dataclass(frozen=True)
class Unit:
    """Fields that mean something only together: always, or only where the `key` among them changed."""

    fields: tuple[str, ...]
    key: str = ""


@dataclass(frozen=True)
class Merged:
    """What to write, and what a person has to choose.

    - `values`: by field. A clashing field has theirs: nothing is written over.
    - `from_them`: fields that they changed, that do not clash, and that are other than mine.
    - `clashes`: in the order of the fields.
    """

    values: Mapping[str, Any]
    from_them: tuple[str, ...]
    clashes: tuple[Clash, ...]

    @property
    def clashing(self) -> frozenset[str]:
        """The names of all clashing fields."""
        return frozenset(names_in(self.clashes))


def names_in(clashes: Iterable[Clash]) -> tuple[str, ...]:
    """The names of all clashing fields, in their order."""
    return tuple(name for clash in clashes for name in clash)


def nothing_breaks(_values: Content) -> Collection[str]:
    """No rule: for content that is checked elsewhere."""
    return ()


def merge(
    base: Content, theirs: Content, mine: Content, units: Iterable[Unit] = (), breaks: Breaks = nothing_breaks
) -> Merged:
    """Merge two changes of the content of a row, field by field, and the fields of a unit as one.

    Sets merge by element. A list of texts may be a tuple; its order is that of theirs, and mine follows. A result that
    breaks a rule which neither side broke is a clash in the fields of that rule. All three have the same fields.
    """
    merged = dict(theirs)
    clashes: list[Clash] = []
    for unit in _merged_as_one(units, base, theirs, mine):
        before, saved, typed = (
            tuple(_plain(values[name]) for name in unit) for values in (base, theirs, mine)
        )
        if saved in (before, typed):
            merged |= {name: mine[name] for name in unit} if saved == before else {}
        elif typed != before:
            if len(unit) == 1 and _is_several(theirs[unit[0]]):
                merged[unit[0]] = _by_element(base[unit[0]], theirs[unit[0]], mine[unit[0]])
            else:
                # A field of the unit that nobody changed is no part of the choice.
                alike = [
                    name for name in unit if same(theirs[name], base[name]) and same(mine[name], base[name])
                ]
                clashes.append(tuple(name for name in unit if name not in alike))
    clashes = _with_rules(merged, clashes, theirs, mine, units, breaks)
    chosen = {*names_in(clashes)}
    values = {name: theirs[name] if name in chosen else value for name, value in merged.items()}
    from_them = tuple(
        name
        for name in values
        if name not in chosen and not same(theirs[name], base[name]) and not same(values[name], mine[name])
    )
    order = {name: place for place, name in enumerate(values)}
    return Merged(
        values, from_them, tuple(sorted(clashes, key=lambda clash: min(order[name] for name in clash)))
    )


def same(one: object, other: object) -> bool:
    """Whether two values of a field are the same content. The order of several is none."""
    return bool(_plain(one) == _plain(other))


def changed(before: Content, after: Content) -> tuple[str, ...]:
    """The names of the fields that differ."""
    return tuple(name for name in before if not same(before[name], after[name]))


def _merged_as_one(
    units: Iterable[Unit], base: Content, theirs: Content, mine: Content
) -> Iterable[tuple[str, ...]]:
    """The fields in groups that are merged as one, in the order of the fields."""
    group_of: dict[str, tuple[str, ...]] = {}
    for unit in units:
        key = unit.key
        if not key or (key in base and not (same(theirs[key], base[key]) and same(mine[key], base[key]))):
            group_of |= dict.fromkeys(unit.fields, unit.fields)
    groups = (tuple(other for other in group_of.get(name, (name,)) if other in base) for name in base)
    return dict.fromkeys(groups)


def _with_rules(
    merged: Content,
    clashes: list[Clash],
    theirs: Content,
    mine: Content,
    units: Iterable[Unit],
    breaks: Breaks,
) -> list[Clash]:
    """The clashes, and those that come of a rule which only the merged content breaks.

    The content is judged with each side's values in the clashing fields. It ends, because theirs alone and mine alone
    break nothing new.
    """
    allowed = {*breaks(theirs), *breaks(mine)}
    while True:
        chosen = {*names_in(clashes)}
        broken = {
            name
            for side in (theirs, mine)
            for name in breaks({**merged, **{name: side[name] for name in chosen}})
        } - allowed
        open_to_choice = [
            name for name in merged if name not in chosen and not same(theirs[name], mine[name])
        ]
        if not broken or not open_to_choice:
            return clashes
        # A rule may name a field that both left alone: then any of the others can be the cause.
        wanted = {name for name in open_to_choice if name in broken} or set(open_to_choice)
        for unit in units:
            if wanted & set(unit.fields):
                wanted |= set(unit.fields)
        clashes = [*clashes, tuple(name for name in open_to_choice if name in wanted)]


def _plain(value: Any) -> Any:
    return frozenset(value) if _is_several(value) else value


def _is_several(value: object) -> bool:
    return isinstance(value, frozenset | set | tuple | list)


def _by_element(base: Any, theirs: Any, mine: Any) -> Any:
    """Both changes of several values: whatever one side added is in, whatever one side took out is not."""
    gone = (set(base) - set(theirs)) | (set(base) - set(mine))
    kept = [item for item in theirs if item not in gone]
    kept += [item for item in mine if item not in gone and item not in kept]
    return tuple(kept) if isinstance(theirs, tuple | list) else frozenset(kept)

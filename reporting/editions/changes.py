"""What changed between two editions, for the reader who has the older one in hand.

Every leaf of the two datasets is compared. A path of fields has a code in `CODES`, or is a key: then rows that came
and went are told. All other paths are details, such as what a cell says of earlier years. Where nothing else changed,
one sentence tells of them, so that "nothing changed" is never said of figures that differ.
"""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from commit_portal.i18n import Message, Param, message, to_plain
from reporting.dataset import ActivityFacts, CellStatus, CountryFacts, Dataset, FollowUp, Span, targets
from reporting.dataset.activities import Chapter, ReportedText, TypeCounts
from reporting.dataset.money import AreaMoney, BudgetFact, SupportFacts
from reporting.dataset.schema import ChangesSince, StepFacts, YearFigures
from reporting.dataset.serialization import note_from_plain
from reporting.dataset.values import Note, Result
from reporting.models import AnnualReport
from reporting.report_text.values import message_of
from workplans.fields import BY_NAME

MOST_SENTENCES = 12
_TABLE = tomllib.loads(Path(__file__).with_name("changes.toml").read_text())
# By path the code of a change, the first told first.
CODES: dict[str, str] = {
    f"{root}.{path}".strip("."): f"changes.{code}"
    for part in _TABLE["told"]
    for path, code in part["codes"].items()
    for root in part["under"]
}
ORDER = {path: place for place, path in enumerate(CODES)}
# The Secretariat is withheld nothing: a plan that it does not read is not approved.
RELEASED = {"secretariat": "changes.approved"}

# The fields that tell one row of a table from the others, and the name that a message has for them.
KEYS: dict[type, tuple[str, tuple[str, ...]]] = {
    CountryFacts: ("country", ("code",)),
    StepFacts: ("step", ("number",)),
    targets.AreaFacts: ("area", ("code",)),
    targets.TargetFacts: ("target", ("code",)),
    TypeCounts: ("type", ("code",)),
    AreaMoney: ("area", ("area_code",)),
    BudgetFact: ("heading", ("heading",)),
    Chapter: ("country", ("country_code",)),
    ActivityFacts: ("activity", ("code",)),
    targets.MeetingFacts: ("meeting", ("name",)),
    targets.RecommendationFacts: ("number", ("meeting", "number")),
    ReportedText: ("field", ("field",)),
    SupportFacts: ("partner", ("partner",)),
    targets.EvidenceFacts: ("evidence", ("digest", "url", "title")),
    targets.Addressee: ("addressee", ("code", "name")),
}
# What a message is told of a row beside its last key, or in its place.
NAMES: dict[type, Callable[[Any], dict[str, Param]]] = {
    targets.RecommendationFacts: lambda row: {"meeting": message_of(row.meeting)},
    targets.MeetingFacts: lambda row: {"meeting": message_of(row.name)},
    targets.Addressee: lambda row: {"addressee": row.name or message("place.secretariat")},
    TypeCounts: lambda row: {"type": row.name},
    BudgetFact: lambda row: {"heading": message(f"budget.{row.heading}")},
    SupportFacts: lambda row: {"partner": row.partner or message("place.partners_not_named")},
    # An old edition may carry a field that the table has no more.
    ReportedText: lambda row: {"field": message(f"field.{row.field}") if row.field in BY_NAME else row.field},
}
# Tuples with one entry a country, in the order of the countries.
BY_COUNTRY = ("areas.targets.cells", "types.by_country", "money.by_country")

# What the codes of the words for a state begin with.
STATES: dict[type, str] = {CellStatus: "state", Result: "result", FollowUp: "follow_up"}
# Where the region stands beside the countries, and what it is called there.
REGIONAL = {
    "areas.targets.regional": Message("place.region"),
    "money.regional": Message("place.regional_workplan"),
}


@dataclass(frozen=True)
class _Difference:
    """Two values of one path; `row` is "came" or "left" where a row stands in one of the two only."""

    path: str
    names: tuple[tuple[str, Param], ...]
    was: Any
    now: Any
    row: str = ""


def what_changed(old: AnnualReport, new: Dataset) -> list[Message]:
    """What changed since an edition; figures of an older form of the dataset stand in no successor's way."""
    try:
        found = changes_between(old.frozen(), new)
    except ValueError:
        return [message("changes.not_comparable")]
    return found or [message("changes.nothing")]


def since_edition(old: AnnualReport | None, new: Dataset, why: str) -> ChangesSince | None:
    """What a new edition says of the one that its readers had before it; None where they had none."""
    if old is None:
        return None
    changes = tuple(note_from_plain(to_plain(change)) for change in what_changed(old, new))
    return ChangesSince(old.edition, why.strip(), changes)


def changes_between(old: Dataset, new: Dataset) -> list[Message]:
    """At most `MOST_SENTENCES` messages, the rest as a count; empty where the datasets are equal, or may be.

    What each edition says of the one before it is not compared. Of the years before that stand beside the year, each
    change is told with its year, behind those of the year itself.
    """
    found = _changes_of(*(replace(one, since=None, earlier=()) for one in (old, new)))
    before, after = ({one.facts.year: one for one in each.earlier} for each in (old, new))
    for year in sorted(before | after):
        if year in before and year in after:
            told = _changes_of(before[year], after[year])
            found += [message("changes.in_year", year=str(year), change=one) for one in told]
        else:
            found.append(message(f"changes.year_{'came' if year in after else 'left'}", year=str(year)))
    if len(found) > MOST_SENTENCES:
        rest = len(found) - MOST_SENTENCES
        found = [*found[:MOST_SENTENCES], message("changes.more", count=rest)]
    return found


def _changes_of[Year: YearFigures](old: Year, new: Year) -> list[Message]:
    """What changed in the figures of one year."""
    every = list(_Walk(old, new).compare("", old, new, {}))
    # An older edition says less of a follow-up than the newer one, and so perhaps the same.
    vague = [(FollowUp.NOT_REPORTED, now) for now in (FollowUp.OPEN, FollowUp.NOT_RELEASED)]
    # Lines, states and money that come or go with a release are told by the release alone.
    released = {_place(one) for one in every if one.path.endswith(".released")}
    differences = [
        one
        for one in every
        if (one.was, one.now) not in vague and (one.path.endswith(".released") or _place(one) not in released)
    ]
    told = sorted((one for one in differences if one.path in CODES), key=lambda one: ORDER[one.path])
    found = list(dict.fromkeys([*_totals(old, new), *(_told(one, new) for one in told)]))
    if not found and old != new and (differences or not every):
        # Where all leaves are equal, rows stand in another order.
        return [message("changes.other" if differences else "changes.order")]
    return found


def _totals(old: YearFigures, new: YearFigures) -> Iterator[Message]:
    """The sums over all countries that a summary prints."""
    was, now = old.money.countries, new.money.countries
    for code, before, after in (
        ("changes.total_activities", old.activity_total, new.activity_total),
        ("changes.total_approved", was.approved, now.approved),
        ("changes.total_spent", was.spent_secretariat, now.spent_secretariat),
    ):
        if before != after:
            nothing = "amount.not_reported"
            yield message(code, now=_value(after, nothing), was=_value(before, nothing))


def _told(found: _Difference, new: YearFigures) -> Message:
    code = CODES[found.path]
    if found.path == "chapters.released":
        code = RELEASED.get(new.facts.audience, code)
    row = found.row
    if found.path in _TABLE["may_come"] and None in (found.was, found.now):
        row = "came" if found.was is None else "left"
    if row:
        code = f"{code}_{row}"
    elif isinstance(found.now, bool):
        code = f"{code}_{'now' if found.now else 'no_more'}"
    names = dict(found.names)
    if (figure := code.removeprefix("changes.")) in _TABLE["figures"]:
        nothing = _TABLE["no_value"].get(figure, "amount.not_known")
        names |= {"now": _value(found.now, nothing), "was": _value(found.was, nothing)}
    return message(code, **names)


def _value(value: Any, nothing: str) -> Param:
    """A figure or a state as a message says it."""
    if kind := STATES.get(type(value)):
        return message(f"{kind}.{value}")
    if isinstance(value, Decimal):
        return message("amount.dollars", amount=value)
    count: int | None = value
    return message(nothing) if count is None else count


def _place(found: _Difference) -> Param:
    """Whose workplan a difference is about: a country's name, "regional", or nothing."""
    country = dict(found.names).get("country")
    return "regional" if found.path.startswith("regional.") or country in REGIONAL.values() else country


def _is_table(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and type(value[0]) in KEYS


class _Walk:
    """The way through the two datasets, every leaf beside its other."""

    def __init__(self, old: YearFigures, new: YearFigures) -> None:
        self.old, self.new = old, new
        self.called = {country.code: country.name for one in (old, new) for country in one.countries}

    def compare(self, path: str, was: Any, now: Any, names: dict[str, Param]) -> Iterator[_Difference]:
        if was == now:
            return
        if path in BY_COUNTRY and isinstance(was, tuple):
            yield from self._by_country(path, was, now, names)
        elif _is_table(was) or _is_table(now):
            yield from self._rows(path, was, now, names)
        elif is_dataclass(was) and is_dataclass(now) and not isinstance(was, Note | Span):
            yield from self._fields(path, was, now, names)
        else:
            yield _Difference(path, tuple(names.items()), was, now)

    def _by_country(self, path: str, was: Any, now: Any, names: dict[str, Param]) -> Iterator[_Difference]:
        """Entry by entry of the countries that both have; the others came or went with their country."""
        before = {country.code: entry for country, entry in zip(self.old.countries, was, strict=True)}
        for country, entry in zip(self.new.countries, now, strict=True):
            if country.code in before:
                yield from self.compare(path, before[country.code], entry, names | {"country": country.name})

    def _fields(self, path: str, was: Any, now: Any, names: dict[str, Param]) -> Iterator[_Difference]:
        """Field by field, but for the keys of a row."""
        for field in fields(was):
            if field.name in KEYS.get(type(was), ("", ()))[1]:
                continue
            inner = f"{path}.{field.name}".lstrip(".")
            named = names | {"country": REGIONAL[inner]} if inner in REGIONAL else names
            yield from self.compare(inner, getattr(was, field.name), getattr(now, field.name), named)

    def _rows(self, path: str, was: Any, now: Any, names: dict[str, Param]) -> Iterator[_Difference]:
        before, after = _by_key(was), _by_key(now)
        for key in dict.fromkeys((*before, *after)):
            named = names | _names_of(after.get(key, before.get(key)), self.called)
            if key in before and key in after:
                yield from self.compare(path, before[key], after[key], named)
            elif path != "chapters":
                # A chapter comes and goes with its country.
                gone = "came" if key not in before else "left"
                yield _Difference(path, tuple(named.items()), None, None, gone)


def _by_key(rows: Iterable[Any]) -> dict[tuple[Any, ...], Any]:
    """Rows by their keys; of several with the same key the first, the second and so on."""
    seen: Counter[tuple[Any, ...]] = Counter()
    found = {}
    for row in rows:
        key = tuple(getattr(row, name) for name in KEYS[type(row)][1])
        seen[key] += 1
        found[*key, seen[key]] = row
    return found


def _names_of(row: Any, called: dict[str, str]) -> dict[str, Param]:
    name, keys = KEYS[type(row)]
    value = str(getattr(row, keys[-1]))
    if isinstance(row, CountryFacts | Chapter):
        return {name: called[value]}
    return {name: value} | (NAMES[type(row)](row) if type(row) in NAMES else {})

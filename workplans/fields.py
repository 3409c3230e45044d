"""The fields of an activity, one row each. Form, draft, versions, differences, workbook, report and pages walk it.

A plain field (text, day, money) is its column in `ActivityContent`, its row here and its line in `LineDraft`: a test
holds the three complete. Targets, countries and supports are rows of other tables; they are here for label and words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commit_portal.messages import Message, message, register
from commit_portal.words import money, sentence, span
from spa.models import ActivityType, Area, MenuActivity, Target
from spa.queries import PlanTexts
from workplans.models import (
    LEAD_BODY_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    Activity,
    Contribution,
    Taskforce,
    VersionLine,
    VersionLineSupport,
)
from workplans.statuses import ContributionKind, ContributionStatus, Funding

type Words = str | Promise

NONE_YET = _("None yet")


class FieldKind(Enum):
    """What a field holds: how it is typed, read from a cell, compared and written follows from it."""

    LINE = auto()
    """One line of text."""
    TEXT = auto()
    """Paragraphs."""
    DAY = auto()
    MONEY = auto()
    """US dollars."""
    ROW = auto()
    """A row of the plan of action or of a list."""
    CHOICE = auto()
    LINKS = auto()
    """Rows of another table that hang on the line."""


TEXTS = (FieldKind.LINE, FieldKind.TEXT)
PLAIN = (*TEXTS, FieldKind.DAY, FieldKind.MONEY)


@dataclass(frozen=True)
class LineDraft:
    """What somebody typed for one activity. Money is US dollars; None is "not given yet"."""

    area: Area
    title: str = ""
    description: str = ""
    type: ActivityType | None = None
    menu_activity: MenuActivity | None = None
    lead_body: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    expected_result: str = ""
    secretariat_cost: Decimal | None = None
    funding: str = Funding.COUNTED
    targets: tuple[Target, ...] = ()
    countries: tuple[Taskforce, ...] = field(default=())

    def columns(self) -> dict[str, Any]:
        """The content columns of `Activity`, as they are written."""
        values = {name: getattr(self, name) for name in COLUMNS}
        if self.funding == Funding.NONE and self.secretariat_cost is None:
            values["secretariat_cost"] = Decimal(0)
        return values


type Line = Activity | VersionLine | LineDraft


def text_of(name: str) -> Callable[[Line, PlanTexts], str]:
    """The words of a column that says itself: a text, or a row by its name."""
    return lambda line, _texts: str(getattr(line, name) or "")


def _in_the_words_in_force(name: str) -> Callable[[Line, PlanTexts], str]:
    """The words of a row of the plan of action: a correction counts on both sides, and so is no change."""

    def said(line: Line, texts: PlanTexts) -> str:
        row = getattr(line, name)
        return texts.name(row) if row else ""

    return said


def _days(line: Line, _texts: PlanTexts) -> str:
    return sentence(span(line.starts_on, line.ends_on)) if line.starts_on or line.ends_on else ""


def _target_codes(line: Line, _texts: PlanTexts) -> str:
    return ", ".join(target.code for target in targets_of_line(line))


def _countries(line: Line, _texts: PlanTexts) -> str:
    """Who takes part; of a live line with who has confirmed, which is for the regional office alone (WP-10)."""
    if isinstance(line, LineDraft):
        return ", ".join(taskforce.name for taskforce in line.countries)
    if isinstance(line, VersionLine):
        return ", ".join(part.taskforce.name for part in line.participations.all())
    return ", ".join(
        str(message("field.confirmed", country=part.taskforce.name))
        if part.confirmed_at is not None
        else part.taskforce.name
        for part in line.participations.all()
    )


def cost_in_words(line: Line, _texts: PlanTexts | None = None) -> str:
    """US$8,000, marked where it is in reserve; in words where no Secretariat money is asked."""
    if line.funding == Funding.NONE:
        return str(_("No Secretariat money is asked"))
    if line.secretariat_cost is None:
        return str(_("No cost yet"))
    code = "field.cost_in_reserve" if line.funding == Funding.RESERVE else "field.cost"
    return str(message(code, amount=line.secretariat_cost))


def gift_in_words(gift: Contribution | VersionLineSupport) -> str:
    """The amount in US dollars, or what is given in kind."""
    if gift.kind == ContributionKind.FUNDS:
        return f"US${money(gift.amount)}"
    return gift.what or str(_("in kind"))


def _supports(line: Line, _texts: PlanTexts) -> str:
    return ", ".join(f"{gift.partner}: {gift_in_words(gift)}" for gift in _accepted(line))


@dataclass(frozen=True)
class ActivityField:
    """One field.

    `label` heads it on the form and on pages, `inside` names it inside a sentence, `head` is its column in the
    workbook (none: the workbook leaves it out), `width` that column's width in characters. `nothing` is shown where
    it is empty. `lacking` asks for it before a plan is submitted (WP-5). `limit` is the most characters (WP-13).
    `part_of` names the field that pages show it with, under that one's `row`. The report carries a `reported` text.
    """

    name: str
    kind: FieldKind
    label: Words
    inside: Words
    nothing: Words = NONE_YET
    head: Words = ""
    width: int = 0
    limit: int | None = None
    lacking: Words = ""
    part_of: str = ""
    row: Words = ""
    reported: bool = False
    in_words: Callable[[Line, PlanTexts], str] | None = None

    @property
    def is_text(self) -> bool:
        return self.kind in TEXTS

    @property
    def is_plain(self) -> bool:
        """Whether form and workbook need to know no more of it than its kind."""
        return self.kind in PLAIN

    @property
    def is_column(self) -> bool:
        return self.kind is not FieldKind.LINKS

    def words(self, line: Line, texts: PlanTexts) -> str:
        """What a line says here, with the plan of action's own words as `texts` has them."""
        said = (self.in_words or text_of(self.name))(line, texts)
        return said or str(self.nothing)


FIELDS = (
    ActivityField(
        "area",
        FieldKind.ROW,
        _("Area"),
        _("area"),
        head=_("Area"),
        in_words=_in_the_words_in_force("area"),
    ),
    ActivityField(
        "menu_activity",
        FieldKind.ROW,
        _("Activity area of the plan"),
        _("activity area of the plan"),
        nothing=_("None picked"),
        head=_("Activity area"),
        in_words=_in_the_words_in_force("menu_activity"),
    ),
    ActivityField(
        "title",
        FieldKind.LINE,
        _("Title"),
        _("title"),
        head=_("Title"),
        width=44,
        limit=TITLE_LIMIT,
        lacking=_("Give a title to %(code)s"),
    ),
    ActivityField(
        "targets",
        FieldKind.LINKS,
        _("Targets it serves"),
        _("targets"),
        nothing=_("None chosen yet"),
        head=_("Targets"),
        width=18,
        in_words=_target_codes,
    ),
    ActivityField(
        "type",
        FieldKind.ROW,
        _("Type"),
        _("type"),
        nothing=_("Not chosen yet"),
        head=_("Type"),
        lacking=_("Choose a type for %(code)s"),
    ),
    ActivityField(
        "countries",
        FieldKind.LINKS,
        _("Countries that take part"),
        _("countries"),
        nothing=_("None chosen yet"),
        in_words=_countries,
    ),
    ActivityField(
        "lead_body",
        FieldKind.LINE,
        _("Lead body"),
        _("lead body"),
        nothing=_("Not named yet"),
        head=_("Lead body"),
        width=28,
        limit=LEAD_BODY_LIMIT,
        lacking=_("Name a lead body for %(code)s"),
        reported=True,
    ),
    ActivityField(
        "starts_on",
        FieldKind.DAY,
        _("Starts on"),
        _("start date"),
        nothing=_("No dates yet"),
        head=_("Starts on"),
        lacking=_("Add a start date to %(code)s"),
        row=_("Runs"),
        in_words=_days,
    ),
    ActivityField(
        "ends_on",
        FieldKind.DAY,
        _("Ends on"),
        _("end date"),
        head=_("Ends on"),
        lacking=_("Add an end date to %(code)s"),
        part_of="starts_on",
    ),
    ActivityField(
        "description",
        FieldKind.TEXT,
        _("Description"),
        _("description"),
        head=_("Description"),
        width=40,
        limit=TEXT_LIMIT,
    ),
    ActivityField(
        "expected_result",
        FieldKind.TEXT,
        _("Expected result"),
        _("expected result"),
        head=_("Expected result"),
        width=40,
        limit=TEXT_LIMIT,
    ),
    ActivityField(
        "funding",
        FieldKind.CHOICE,
        _("Secretariat money"),
        _("Secretariat money"),
        head=_("Funding"),
        part_of="secretariat_cost",
    ),
    ActivityField(
        "secretariat_cost",
        FieldKind.MONEY,
        _("Secretariat cost"),
        _("Secretariat cost"),
        head=_("Secretariat US$"),
        lacking=_("Give a cost for %(code)s"),
        in_words=cost_in_words,
    ),
    ActivityField(
        "supports",
        FieldKind.LINKS,
        _("Partners"),
        _("partners"),
        nothing=_("No accepted support"),
        in_words=_supports,
    ),
)
BY_NAME: Mapping[str, ActivityField] = {item.name: item for item in FIELDS}
COLUMNS = tuple(item.name for item in FIELDS if item.is_column)
DRAFTED = tuple(item for item in FIELDS if item.name != "supports")
"""What a person types; what partners give is theirs to say."""
REPORTED = tuple(item for item in FIELDS if item.reported)

register({f"field.{item.name}": item.inside for item in FIELDS})
register({f"activity.lacks_{item.name}": item.lacking for item in FIELDS if item.lacking})
register(
    {
        "field.confirmed": _("%(country)s (confirmed)"),
        "field.cost": _("US$%(amount)s"),
        "field.cost_in_reserve": _("US$%(amount)s, in reserve"),
    }
)

_ATTNAMES: Mapping[str, str] = {
    item.name: item.attname for item in VersionLine._meta.concrete_fields if item.name in COLUMNS
}


@dataclass(frozen=True)
class FieldOfLine:
    """A field of one line as pages show it: `words` are read, `values` are compared, by field, parts included."""

    name: str
    label: str
    words: str
    values: tuple[tuple[str, Any], ...]


def fields_but(*names: str) -> tuple[ActivityField, ...]:
    """Every field but these."""
    return tuple(item for item in FIELDS if item.name not in names)


def words_of_line(
    line: Line, texts: PlanTexts, fields: Iterable[ActivityField] = FIELDS
) -> tuple[FieldOfLine, ...]:
    """The fields of a line as people read them, parts with their whole, in the order of the form.

    Works on rows loaded with `queries.live_lines` or `queries.lines_of` without a query of its own.
    """
    return tuple(
        FieldOfLine(item.name, str(item.row or item.label), item.words(line, texts), _values(line, item))
        for item in fields
        if not item.part_of
    )


def value_of(line: Line, name: str) -> Any:
    """What a line holds in a field, comparable between live lines, versions and drafts: keys for other rows."""
    if name == "targets":
        return frozenset(target.pk for target in targets_of_line(line))
    if name == "countries":
        return frozenset(_country_keys(line))
    if name == "supports":
        return frozenset((gift.partner_id, gift.kind, gift.amount, gift.what) for gift in _accepted(line))
    if not isinstance(line, LineDraft):
        return getattr(line, _ATTNAMES[name])
    value = line.columns()[name]
    return value.pk if isinstance(value, Model) else value


def content_of(line: Activity | VersionLine) -> tuple[tuple[str, Any], ...]:
    """The content columns of a line by field, rows of other tables by their key."""
    return tuple((name, value_of(line, name)) for name in COLUMNS)


def as_columns(content: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """What `content_of` read, as it is written to a row."""
    return {_ATTNAMES[name]: value for name, value in content}


def draft_from(values: Mapping[str, Any]) -> LineDraft:
    """A draft of what a form or a row of a workbook could read, by field; what is not there is empty."""
    return LineDraft(**{item.name: _drafted(item, values.get(item.name)) for item in DRAFTED})


def draft_of(line: Activity) -> LineDraft:
    """A live line as somebody would type it."""
    countries = tuple(part.taskforce for part in line.participations.all())
    columns = {name: getattr(line, name) for name in COLUMNS}
    return LineDraft(**columns, targets=tuple(targets_of_line(line)), countries=countries)


def names_in_sentence(names: Collection[str]) -> tuple[Message, ...]:
    """The fields as they stand inside a sentence, in the order of the table."""
    return tuple(message(f"field.{item.name}") for item in FIELDS if item.name in names)


def targets_of_line(line: Line) -> list[Target]:
    """The targets that a line serves, in the order of the plan of action."""
    if isinstance(line, LineDraft):
        return list(line.targets)
    return [link.target for link in line.target_links.all()]


def _values(line: Line, item: ActivityField) -> tuple[tuple[str, Any], ...]:
    names = (item.name, *(part.name for part in FIELDS if part.part_of == item.name))
    return tuple((name, value_of(line, name)) for name in names)


def _country_keys(line: Line) -> Iterator[int]:
    if isinstance(line, LineDraft):
        return (taskforce.pk for taskforce in line.countries)
    return (part.taskforce_id for part in line.participations.all())


def _accepted(line: Line) -> Iterator[Contribution | VersionLineSupport]:
    if isinstance(line, VersionLine):
        yield from line.supports.all()
    elif isinstance(line, Activity):
        for gift in line.contributions.all():
            if gift.status == ContributionStatus.ACCEPTED:
                yield gift


def _drafted(item: ActivityField, value: Any) -> Any:
    if item.is_text:
        return str(value or "").strip()
    if item.kind is FieldKind.LINKS:
        return tuple(value or ())
    return value or Funding.COUNTED if item.kind is FieldKind.CHOICE else value

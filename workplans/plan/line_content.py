"""The content of a line: as a draft, in words, and as values to compare. Walks the table of fields."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, make_dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext

from commit_portal.db.related_rows import related_rows
from commit_portal.i18n import Message, and_list, comma_list, message, span
from commit_portal.i18n.parsing import one_line_end
from spa.models import Target
from spa.queries import PlanTexts
from workplans.fields import DRAFTED, FIELDS, STORED, ActivityField, FieldKind
from workplans.models import Activity, Contribution, Partner, VersionLine, VersionLineSupport, Workplan
from workplans.models.activities import cost_that_counts
from workplans.statuses import ContributionKind, ContributionStatus, Funding

# A column for each field that a person types. Mypy knows no class that is made.
_Content: Any = make_dataclass(
    "_Content",
    [
        (item.name, Any) if item.name == "area" else (item.name, Any, field(default=item.empty))
        for item in sorted(DRAFTED, key=lambda item: item.name != "area")
    ]
    + [("carried_from", Any, field(default=None))],
    frozen=True,
)


class LineDraft(_Content):
    """One activity as somebody typed it, by the names of `workplans.fields`. Money is US dollars; None is "not given yet".

    `carried_from` is the activity of an earlier year whose content a new line takes over. It is no content itself.
    """

    @property
    def counted_cost(self) -> Decimal:
        """US dollars under the ceiling (WP-3)."""
        return cost_that_counts(self.funding, self.secretariat_cost)

    def columns(self) -> dict[str, Any]:
        """The content columns of `Activity`, as they are written."""
        return {name: self.column(name) for name in STORED}

    def column(self, name: str) -> Any:
        """One of the content columns of `Activity`, as it is written."""
        value = getattr(self, name)
        if name == "secretariat_cost" and value is None and self.funding == Funding.NONE:
            return Decimal(0)
        return value


@dataclass(frozen=True, slots=True)
class DraftedLine:
    """A draft of a plan as the rules of one line look at it: with the content columns of `Activity`, by their names.

    Making an `Activity` of it takes longer than all of its rules.
    """

    workplan: Workplan
    draft: LineDraft
    # No number is given to it yet.
    short_code: ClassVar[str] = "000"

    @property
    def area_id(self) -> int:
        return self.draft.area.pk

    def __getattr__(self, name: str) -> Any:
        return self.draft.column(name)


type Line = Activity | VersionLine | LineDraft


_ATTNAMES: Mapping[str, str] = {
    item.name: item.attname for item in VersionLine._meta.concrete_fields if item.name in STORED
}


_columns_of = attrgetter(*_ATTNAMES.values())

_WITH_PARTS: Mapping[str, tuple[str, ...]] = {
    item.name: (item.name, *(part.name for part in FIELDS if part.part_of == item.name)) for item in FIELDS
}


@dataclass(frozen=True)
class FieldOfLine:
    """A field of one line: `words` for people, `values` to compare, by field, with the values of its parts."""

    name: str
    label: str
    words: str
    values: tuple[tuple[str, Any], ...]


def words_of_line(
    line: Line, texts: PlanTexts, fields: Iterable[ActivityField] = FIELDS
) -> tuple[FieldOfLine, ...]:
    """The fields of a line as people read them, in the order of the form. Parts are in the words of their whole.

    Works on rows loaded by `presentation.loaders` without a query of its own.
    """
    return tuple(
        FieldOfLine(
            item.name,
            str(item.label if item.row is None else item.row),
            _words(line, item, texts),
            tuple((name, value_of(line, name)) for name in _WITH_PARTS[item.name]),
        )
        for item in fields
        if not item.part_of
    )


def differing(
    old: Activity | VersionLine, new: Activity | VersionLine, fields: Iterable[ActivityField]
) -> tuple[ActivityField, ...]:
    """Those of the fields whose values differ, or the values of their parts. Makes no words."""
    whole = [item for item in fields if not item.part_of]
    columns = zip(_ATTNAMES, _columns_of(old), _columns_of(new), strict=True)
    found = {name for name, before, after in columns if before != after}
    linked = [item.name for item in whole if item.name not in _ATTNAMES]
    found.update(name for name in linked if value_of(old, name) != value_of(new, name))
    return tuple(item for item in whole if found.intersection(_WITH_PARTS[item.name])) if found else ()


def value_of(line: Line, name: str) -> Any:
    """The value of a field, comparable between live lines, versions and drafts. Other rows are given by their key."""
    if name == "targets":
        if isinstance(line, LineDraft):
            return frozenset(target.pk for target in line.targets)
        return frozenset(link.target_id for link in related_rows(line, "target_links"))
    if name == "countries":
        if isinstance(line, LineDraft):
            return frozenset(taskforce.pk for taskforce in line.countries)
        return frozenset(part.taskforce_id for part in related_rows(line, "participations"))
    if name == "supports":
        return frozenset(
            (gift.partner_id, gift.kind, gift.amount, gift.what) for gift in accepted_support(line)
        )
    if name == "needs":
        return frozenset(needs_of_line(line))
    if not isinstance(line, LineDraft):
        return getattr(line, _ATTNAMES[name])
    value = line.column(name)
    return value.pk if isinstance(value, Model) else value


def content_of(line: Activity | VersionLine) -> tuple[tuple[str, Any], ...]:
    """The content columns of a line by field. Other rows are given by their key."""
    return tuple((name, value_of(line, name)) for name in STORED)


def as_columns(content: Iterable[tuple[str, object]]) -> dict[str, Any]:
    """The result of `content_of` by the names of columns, to write to a row."""
    return {_ATTNAMES[name]: value for name, value in content}


def draft_from(values: Mapping[str, object]) -> LineDraft:
    """A draft from the cleaned values of a form or of a workbook's row, by field. A missing value is empty."""
    return LineDraft(**{item.name: filled(item, values.get(item.name)) for item in DRAFTED})


def filled(item: ActivityField, value: Any) -> Any:
    """A cleaned value as a draft has it; where nothing is given, the empty value of the field."""
    if item.is_text:
        return one_line_end(str(value or "")).strip()
    if item.kind in (FieldKind.LINKS, FieldKind.LIST):
        return tuple(value or ())
    return item.empty if value in (None, "") else value


def targets_of_line(line: Line) -> list[Target]:
    """The targets that a line serves, in the order of the plan of action."""
    if isinstance(line, LineDraft):
        return list(line.targets)
    return [link.target for link in related_rows(line, "target_links")]


def needs_of_line(line: Line) -> list[str]:
    """The technical needs of a line, in the order in which they were named."""
    if isinstance(line, LineDraft):
        return list(line.needs)
    needs = related_rows(line, "technical_needs" if isinstance(line, Activity) else "needs")
    return [need.what for need in needs]


def held_by(line: Line, name: str) -> Any:
    """The value of a field: a column, or the rows and texts that hang on the line. Rows of other tables as rows."""
    if name == "targets":
        return targets_of_line(line)
    if name == "needs":
        return needs_of_line(line)
    return line.column(name) if isinstance(line, LineDraft) else getattr(line, name)


def cost_in_words(line: Line, _texts: PlanTexts | None = None) -> str:
    """The cost as in "US$8,000" or "US$8,000, in reserve"; a sentence where there is no Secretariat money."""
    if line.funding == Funding.NONE:
        return gettext("No Secretariat funding")
    if line.secretariat_cost is None:
        return gettext("No amount yet")
    code = "field.cost_in_reserve" if line.funding == Funding.RESERVE else "field.cost"
    return str(message(code, amount=line.secretariat_cost))


def given(gift: Contribution | VersionLineSupport) -> Message | str:
    """The amount in US dollars, or what is given in kind; nothing where the reader learns only the partner's name."""
    if gift.kind == ContributionKind.FUNDS and gift.amount is not None:
        return message("field.cost", amount=gift.amount)
    return gift.what if gift.kind else ""


def gift_in_words(gift: Contribution | VersionLineSupport) -> str:
    """`given` in the reader's language, for a page."""
    return str(given(gift))


@dataclass(frozen=True)
class MetNeed:
    """A technical need of a line, and what meets it: accepted support of partners, the Secretariat, or nobody yet."""

    what: str
    by_secretariat: bool
    partners: tuple[Partner, ...]
    is_met: bool

    @property
    def met_by(self) -> str:
        """Who meets it, in words."""
        secretariat = [gettext("The Secretariat")] if self.by_secretariat else []
        return and_list([*secretariat, *map(str, self.partners)])


def needs_met(
    line: Activity | VersionLine, gifts: Iterable[Contribution | VersionLineSupport]
) -> list[MetNeed]:
    """The technical needs of a line, in the order in which they were named. `gifts` is its accepted support.

    Whoever shows it leaves out the partners that the reader may not know (CO-12).
    """
    of_need: dict[int | None, dict[Partner, None]] = {}
    for gift in gifts:
        of_need.setdefault(gift.need_id, {})[gift.partner] = None
    found = [(what, ours, tuple(of_need.get(key, ()))) for key, what, ours in named_needs(line)]
    return [MetNeed(what, ours, partners, ours or bool(partners)) for what, ours, partners in found]


def named_needs(line: Activity | VersionLine) -> list[tuple[int, str, bool]]:
    """The technical needs of a line by their keys, with their texts, and whether the Secretariat meets each."""
    if isinstance(line, VersionLine):
        return [(need.pk, need.what, need.by_secretariat) for need in line.needs.all()]
    return [(need.pk, need.what, need.secretariat_at is not None) for need in line.technical_needs.all()]


def gift_message(gift: Contribution | VersionLineSupport) -> Message:
    """What a partner is asked for, offers or adds."""
    if not gift.kind:
        return message("gift.named", partner=str(gift.partner))
    status = gift.status if isinstance(gift, Contribution) else ContributionStatus.ACCEPTED.value
    return message(f"gift.{status}", partner=str(gift.partner), what=given(gift))


def _words(line: Line, item: ActivityField, texts: PlanTexts) -> str:
    in_words = IN_WORDS.get(item.name)
    if in_words:
        return in_words(line, texts) or str(item.nothing)
    held = getattr(line, item.name)
    if item.kind is FieldKind.MONEY and held is not None:
        return str(message("field.cost", amount=held))
    return str(held or item.nothing)


def accepted_support(line: Line) -> Iterator[Contribution | VersionLineSupport]:
    """What partners give to a line; a draft says nothing of it."""
    if isinstance(line, VersionLine):
        yield from related_rows(line, "supports")
    elif isinstance(line, Activity):
        gifts = related_rows(line, "contributions")
        yield from (gift for gift in gifts if gift.status == ContributionStatus.ACCEPTED)


def money_of_partners(lines: Iterable[Activity | VersionLine]) -> Decimal:
    """What partners have agreed to pay for lines, in US dollars; it is not part of the ceiling."""
    gifts = (gift for line in lines if line.is_put_forward for gift in accepted_support(line))
    return sum((gift.amount or Decimal(0) for gift in gifts), Decimal(0))


def money_counted(lines: Iterable[Activity | VersionLine]) -> Decimal:
    """US dollars of lines under the ceiling (WP-3)."""
    return sum((line.counted_cost for line in lines), Decimal(0))


def money_in_reserve(lines: Iterable[Activity | VersionLine]) -> Decimal:
    """US dollars of lines in reserve, which do not count."""
    return sum((line.secretariat_cost or Decimal(0) for line in lines if line.is_in_reserve), Decimal(0))


def _days(line: Line, _texts: PlanTexts) -> str:
    if line.starts_on and line.ends_on:
        return span(line.starts_on, line.ends_on)
    if line.starts_on:
        return str(message("field.starts", day=line.starts_on))
    return str(message("field.ends", day=line.ends_on)) if line.ends_on else ""


def _countries(line: Line, _texts: PlanTexts) -> str:
    """The countries that take part. Of a live line also who has confirmed: only for the regional office (WP-10)."""
    if isinstance(line, LineDraft):
        return comma_list(taskforce.name for taskforce in line.countries)
    if isinstance(line, VersionLine):
        return comma_list(part.taskforce.name for part in line.participations.all())
    names = ((part.taskforce.name, part.confirmed_at) for part in line.participations.all())
    return comma_list(message("field.confirmed", country=name) if at else name for name, at in names)


# The others say themselves: a text, or a row by its name. Texts of the plan of action are those in force.
IN_WORDS: Mapping[str, Callable[[Line, PlanTexts], str]] = {
    "area": lambda line, texts: texts.name(line.area) if line.area else "",
    "menu_activity": lambda line, texts: texts.name(line.menu_activity) if line.menu_activity else "",
    "targets": lambda line, _texts: comma_list(target.code for target in targets_of_line(line)),
    "countries": _countries,
    "starts_on": _days,
    "secretariat_cost": cost_in_words,
    "needs": lambda line, _texts: "\n".join(needs_of_line(line)),
    "supports": lambda line, _texts: comma_list(
        message("field.support", partner=str(gift.partner), what=given(gift))
        for gift in accepted_support(line)
    ),
}

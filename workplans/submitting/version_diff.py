"""Two states of a plan beside each other: the sums, then the lines. Pure: loaded rows in, frozen dataclasses out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from commit_portal.db.compiled_queries import related_rows
from commit_portal.http.filters import Filter, FilterChoice, FilteredList, ListOf
from commit_portal.i18n.formatting import money
from spa.models import Area
from spa.queries import PlanTexts
from workplans.fields import BY_NAME, ActivityField
from workplans.models import Activity, VersionLine
from workplans.plan.differences import FieldChange, changes_of_line
from workplans.plan.line_content import cost_in_words, words_of_line
from workplans.statuses import ContributionStatus

KINDS = {
    "changed": gettext_lazy("Changed activities"),
    "new": gettext_lazy("New activities"),
    "gone": gettext_lazy("Removed activities"),
    "same": gettext_lazy("Unchanged activities"),
}
# What a line that came or went says of itself, beside its code.
SHORT = tuple(BY_NAME[name] for name in ("type", "targets", "starts_on", "lead_body"))

type Line = Activity | VersionLine


@dataclass(frozen=True)
class VersionSide:
    """A version, or the draft where `number` is None, with its lines in the order of the plan of action."""

    number: int | None
    lines: Sequence[Line]


@dataclass(frozen=True)
class SumBeside:
    """A row of the sums. Money is US dollars in words; `differs` where the second side is another."""

    name: str
    counted: tuple[int, int]
    money: tuple[str, str]
    difference: str
    differs: bool


@dataclass(frozen=True)
class LineBeside:
    """A line of two sides. `kind` is one of KINDS.

    `changes` of a line on both sides; `facts` of one that stands on one of them only.
    """

    kind: str
    code: str
    area: FilterChoice
    title: str
    status: str
    said: str
    changes: tuple[FieldChange, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Beside:
    """The lines: those that differ first, changed, come and gone; then those that are the same."""

    lines: tuple[LineBeside, ...]

    @property
    def changed(self) -> tuple[LineBeside, ...]:
        return self._of("changed")

    @property
    def new(self) -> tuple[LineBeside, ...]:
        return self._of("new")

    @property
    def gone(self) -> tuple[LineBeside, ...]:
        return self._of("gone")

    @property
    def same(self) -> tuple[LineBeside, ...]:
        return self._of("same")

    @property
    def differing(self) -> tuple[LineBeside, ...]:
        return tuple(line for line in self.lines if line.kind != "same")

    def _of(self, kind: str) -> tuple[LineBeside, ...]:
        return tuple(line for line in self.lines if line.kind == kind)


def beside(old: VersionSide, new: VersionSide, texts: PlanTexts, fields: Sequence[ActivityField]) -> Beside:
    """The lines of two sides by their activity. A line that is withdrawn on both sides is left out."""
    before, after = _standing(old), _standing(new)
    marked = {_key(line) for line in new.lines if line.is_withdrawn}
    changed, came, same = [], [], []
    for key, line in after.items():
        if key not in before:
            said = _in_side(new, gettext("New in the draft"), gettext("New in version %(number)s"))
            came.append(_one_sided("new", line, texts, "approved", said))
            continue
        changes = changes_of_line(before[key], line, texts, fields=fields)
        if changes:
            said = ngettext("%(count)s field changed", "%(count)s fields changed", len(changes))
            said %= {"count": len(changes)}
            changed.append(_line_beside("changed", line, texts, "changed", said, changes=changes))
        else:
            same.append(_line_beside("same", line, texts, "", ""))
    absent = _in_side(new, gettext("Not in the draft"), gettext("Not in version %(number)s"))
    withdrawn = _in_side(new, gettext("Withdrawn in the draft"), gettext("Withdrawn in version %(number)s"))
    gone = [
        _one_sided("gone", line, texts, "withdrawn", withdrawn if key in marked else absent)
        for key, line in before.items()
        if key not in after
    ]
    return Beside((*changed, *came, *gone, *same))


LINES = ListOf[LineBeside](
    filters=(
        Filter(
            "show",
            pgettext_lazy("action", "Show"),
            lambda line: [FilterChoice(line.kind, KINDS[line.kind], list(KINDS).index(line.kind))],
        ),
        Filter("area", gettext_lazy("Area"), lambda line: [line.area]),
    )
)


def counted_words(shown: FilteredList[LineBeside]) -> str:
    """As in "Showing 2 of 18 lines."."""
    words = ngettext(
        "Showing %(shown)s of %(count)s activity.", "Showing %(shown)s of %(count)s activities.", shown.total
    )
    return words % {"shown": len(shown.rows), "count": shown.total}


def sums_beside(old: VersionSide, new: VersionSide, texts: PlanTexts) -> tuple[SumBeside, ...]:
    """Lines and Secretariat-supported US dollars (WP-3) by area, and together in the last row."""
    areas: dict[int, Area] = {line.area_id: line.area for line in chain(old.lines, new.lines)}
    rows = [
        _sums(
            texts.name(area),
            *([line for line in side.lines if line.area_id == area.pk] for side in (old, new)),
        )
        for area in sorted(areas.values(), key=lambda area: area.position)
    ]
    return (*rows, _sums(gettext("Together"), old.lines, new.lines))


def partners_beside(old: VersionSide, new: VersionSide) -> SumBeside:
    """What partners have agreed to pay, in US dollars; it is not part of the ceiling."""
    return _money_row(
        gettext("Accepted support from partners, US$"), _accepted(old.lines), _accepted(new.lines)
    )


def reserve_beside(old: VersionSide, new: VersionSide) -> SumBeside:
    """US dollars of lines in reserve, which do not count."""
    return _money_row(
        gettext("Activities in reserve, not counted under the ceiling, US$"),
        _reserve(old.lines),
        _reserve(new.lines),
    )


def difference_in_words(old: Decimal, new: Decimal) -> str:
    """As in "1,250 more", "300 less" or "the same", in US dollars."""
    if new > old:
        return gettext("%(amount)s more") % {"amount": money(new - old)}
    if new < old:
        return gettext("%(amount)s less") % {"amount": money(old - new)}
    return gettext("the same")


def _standing(side: VersionSide) -> dict[int, Line]:
    return {_key(line): line for line in side.lines if not line.is_withdrawn}


def _key(line: Line) -> int:
    return line.pk if isinstance(line, Activity) else line.activity_id


def _one_sided(kind: str, line: Line, texts: PlanTexts, status: str, said: str) -> LineBeside:
    facts = [field.words for field in words_of_line(line, texts, SHORT)]
    return _line_beside(kind, line, texts, status, said, facts=(*facts, cost_in_words(line)))


def _line_beside(
    kind: str,
    line: Line,
    texts: PlanTexts,
    status: str,
    said: str,
    *,
    changes: tuple[FieldChange, ...] = (),
    facts: tuple[str, ...] = (),
) -> LineBeside:
    area = FilterChoice(line.area.code, texts.name(line.area), line.area.position)
    title = line.title or gettext("No title yet")
    return LineBeside(kind, line.code, area, title, status, said, changes, facts)


def _in_side(side: VersionSide, draft: str, version: str) -> str:
    """The sentence about the draft, or about a version by its number."""
    return draft if side.number is None else version % {"number": side.number}


def _sums(name: str, old: Sequence[Line], new: Sequence[Line]) -> SumBeside:
    row = _money_row(name, *(sum((line.counted_cost for line in lines), Decimal(0)) for lines in (old, new)))
    counted = tuple(sum(not line.is_withdrawn for line in lines) for lines in (old, new))
    return SumBeside(row.name, (counted[0], counted[1]), row.money, row.difference, row.differs)


def _money_row(name: str, old: Decimal, new: Decimal) -> SumBeside:
    return SumBeside(name, (0, 0), (money(old), money(new)), difference_in_words(old, new), old != new)


def _accepted(lines: Sequence[Line]) -> Decimal:
    total = Decimal(0)
    for line in lines:
        if not line.is_put_forward:
            continue
        if isinstance(line, VersionLine):
            total += sum((gift.amount or Decimal(0) for gift in related_rows(line, "supports")), Decimal(0))
        else:
            total += sum(
                (
                    gift.amount or Decimal(0)
                    for gift in related_rows(line, "contributions")
                    if gift.status == ContributionStatus.ACCEPTED
                ),
                Decimal(0),
            )
    return total


def _reserve(lines: Sequence[Line]) -> Decimal:
    return sum((line.secretariat_cost or Decimal(0) for line in lines if line.is_in_reserve), Decimal(0))

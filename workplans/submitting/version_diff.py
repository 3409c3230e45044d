"""Two states of a plan beside each other: the sums, then the lines. Pure: loaded rows in, frozen dataclasses out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from commit_portal.forms.base import Values
from commit_portal.http.filters import Filter, FilterChoice, FilteredList, ListOf
from commit_portal.i18n.formatting import money
from spa.models import Area
from spa.queries import PlanTexts
from workplans.fields import BY_NAME, ActivityField
from workplans.models import Activity, VersionLine, VersionLineSupport
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


def beside(
    old: VersionSide, new: VersionSide, texts: PlanTexts, fields: Sequence[ActivityField]
) -> list[LineBeside]:
    """The lines of two sides by their activity: those that differ first, changed, come and gone; then the same ones.

    A line that is withdrawn on both sides is left out.
    """
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
    return [*changed, *came, *gone, *same]


LINES = ListOf[LineBeside](
    filters=(
        Filter(
            "show",
            pgettext_lazy("action", "Show"),
            lambda line: [FilterChoice(line.kind, str(KINDS[line.kind]), list(KINDS).index(line.kind))],
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


def sums_beside(old: VersionSide, new: VersionSide, texts: PlanTexts) -> list[Values]:
    """Lines and Secretariat-supported US dollars (WP-3) by area, and together in the last row."""
    areas: dict[int, Area] = {line.area_id: line.area for line in chain(old.lines, new.lines)}
    rows = [
        _sums(
            texts.name(area),
            *([line for line in side.lines if line.area_id == area.pk] for side in (old, new)),
        )
        for area in sorted(areas.values(), key=lambda area: area.position)
    ]
    return [*rows, _sums(gettext("Together"), old.lines, new.lines)]


def money_beside(name: str, old: Decimal, new: Decimal) -> Values:
    """A row of the sums: US dollars in words, and whether and how the second side is another."""
    difference = gettext("the same")
    if new != old:
        more = gettext("%(amount)s more") if new > old else gettext("%(amount)s less")
        difference = more % {"amount": money(abs(new - old))}
    return {"name": name, "money": (money(old), money(new)), "difference": difference, "differs": old != new}


def accepted(lines: Iterable[Line]) -> Decimal:
    """What partners have agreed to pay for lines, in US dollars; it is not part of the ceiling."""
    gifts = (
        gift
        for line in lines
        if line.is_put_forward
        for gift in (line.supports.all() if isinstance(line, VersionLine) else line.contributions.all())
        if isinstance(gift, VersionLineSupport) or gift.status == ContributionStatus.ACCEPTED
    )
    return sum((gift.amount or Decimal(0) for gift in gifts), Decimal(0))


def in_reserve(lines: Iterable[Line]) -> Decimal:
    """US dollars of lines in reserve, which do not count."""
    return sum((line.secretariat_cost or Decimal(0) for line in lines if line.is_in_reserve), Decimal(0))


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


def _sums(name: str, old: Sequence[Line], new: Sequence[Line]) -> Values:
    costs = (sum((line.counted_cost for line in lines), Decimal(0)) for lines in (old, new))
    counted = [sum(not line.is_withdrawn for line in lines) for lines in (old, new)]
    return money_beside(name, *costs) | {"counted": counted}

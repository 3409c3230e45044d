"""Two states of a plan beside each other: the sums, then the lines. Pure: loaded rows in, rows for the page out."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import chain

from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from commit_portal.db.related_rows import grouped
from commit_portal.forms.base import Values
from commit_portal.http.filters import Filter, FilterChoice, ListOf
from commit_portal.i18n import money, ngettext_lazy, say
from spa.models import Area
from spa.queries import PlanTexts
from workplans.fields import BY_NAME, ActivityField
from workplans.models import Activity, VersionLine
from workplans.plan.differences import changes_of_line
from workplans.plan.line_content import cost_in_words, money_counted, words_of_line

KINDS = {
    "changed": gettext_lazy("Changed activities"),
    "new": gettext_lazy("New activities"),
    "gone": gettext_lazy("Removed activities"),
    "same": gettext_lazy("Unchanged activities"),
}
# What a line that came or went says of itself, beside its code.
SHORT = tuple(BY_NAME[name] for name in ("type", "targets", "starts_on", "lead_body"))

type Line = Activity | VersionLine


# The lines of a version or of the draft, in the order of the plan of action.
type VersionSide = Sequence[Line]


def beside(
    old: VersionSide, new: VersionSide, texts: PlanTexts, fields: Sequence[ActivityField]
) -> list[Values]:
    """The lines of two sides by their activity: changed, new and gone ones, then those that are the same.

    `kind` is one of KINDS. `shown` of a line of both sides has `changes`, of one that stands on one of them `facts`; of one
    that is gone `is_withdrawn` says whether the new side has it still. A line that is withdrawn on both sides is left out.
    """
    before, after = _standing(old), _standing(new)
    marked = {_key(line) for line in new if line.is_withdrawn}
    found: dict[str, list[Values]] = {kind: [] for kind in KINDS}
    named = {
        area.pk: FilterChoice(area.code, texts.name(area), area.position) for area in _areas_of(old, new)
    }

    def add(kind: str, line: Line, **more: object) -> None:
        title = line.title or gettext("No title yet")
        area = named[line.area_id]
        said = {"kind": kind, "code": line.code, "area": area.label, "title": title}
        found[kind].append({"kind": kind, "area": area, "shown": said | more})

    def facts(line: Line) -> list[str]:
        return [*(field.words for field in words_of_line(line, texts, SHORT)), cost_in_words(line)]

    for key, line in after.items():
        if key not in before:
            add("new", line, facts=facts(line))
        elif changes := changes_of_line(before[key], line, texts, fields=fields):
            add("changed", line, changes=[change.shown for change in changes])
        else:
            add("same", line)
    for key, line in before.items():
        if key not in after:
            add("gone", line, is_withdrawn=key in marked, facts=facts(line))
    return list(chain.from_iterable(found.values()))


LINES = ListOf[Values](
    filters=(
        Filter(
            "show",
            pgettext_lazy("action", "Show"),
            lambda line: [FilterChoice(line["kind"], KINDS[line["kind"]], list(KINDS).index(line["kind"]))],
        ),
        Filter("area", gettext_lazy("Area"), lambda line: [line["area"]]),
    ),
    counted=ngettext_lazy(
        "Showing %(shown)s of %(count)s activity.", "Showing %(shown)s of %(count)s activities."
    ),
)


def sums_beside(old: VersionSide, new: VersionSide, texts: PlanTexts) -> list[Values]:
    """Lines and Secretariat-supported US dollars (WP-3) by area, and together in the last row."""
    before, after = grouped(old, "area_id"), grouped(new, "area_id")
    rows = [_counted_row(texts.name(area), before[area.pk], after[area.pk]) for area in _areas_of(old, new)]
    return [*rows, _counted_row(gettext("Together"), old, new)]


def money_beside(name: str, old: Decimal, new: Decimal) -> Values:
    """A row of the sums in US dollars, and the difference: "1,250 more", "300 less" or "the same"."""
    difference = gettext("the same")
    if old != new:
        said = gettext("%(amount)s more") if new > old else gettext("%(amount)s less")
        difference = say(said, amount=abs(new - old))
    found = {"name": name, "old": money(old), "new": money(new)}
    return found | {"difference": difference, "differs": old != new, "is_empty": not old and not new}


def _areas_of(old: VersionSide, new: VersionSide) -> list[Area]:
    """The areas of the lines of both sides, in the order of the plan of action."""
    one_of_each = {line.area_id: line for line in chain(old, new)}
    return sorted((line.area for line in one_of_each.values()), key=lambda area: area.position)


def _standing(side: VersionSide) -> dict[int, Line]:
    return {_key(line): line for line in side if not line.is_withdrawn}


def _key(line: Line) -> int:
    return line.pk if isinstance(line, Activity) else line.activity_id


def _counted_row(name: str, old: Sequence[Line], new: Sequence[Line]) -> Values:
    """A row of the sums, with how many lines each side counts."""
    row = money_beside(name, money_counted(old), money_counted(new))
    row["old_count"], row["new_count"] = (
        sum(not line.is_withdrawn for line in lines) for lines in (old, new)
    )
    return row

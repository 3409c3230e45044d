"""The list of a plan's lines as its address filters and sorts it: on the page and on paper."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext_lazy

from commit_portal.db.related_rows import related_rows
from commit_portal.http.filters import Filter, FilterChoice, FilteredList, ListOf, Sort
from commit_portal.i18n import fold, money
from commit_portal.workflow import Values
from spa.queries import PlanTexts
from workplans.fields import SEARCHED
from workplans.models import Activity, Seat, VersionLine, Workplan
from workplans.plan.line_content import targets_of_line
from workplans.plan.plan_types import kind_of
from workplans.presentation.loaders import texts_today
from workplans.presentation.rows import areas_of, state_of
from workplans.request_context.request import seat_of
from workplans.statuses import ContributionStatus, Funding, Role

type Line = Activity | VersionLine


@dataclass(frozen=True)
class LineList:
    """A line with what its list compares. `state` is its status and word; `given` names the partners that support it."""

    line: Line
    area: str
    state: tuple[str, str]
    given: tuple[str, ...]
    countries: tuple[tuple[str, str], ...]


# Who pays for a line.
SECRETARIAT = FilterChoice("secretariat", _("The Secretariat pays"), 0)
PARTNERS = FilterChoice("partners", _("Support from partners"), 1)
RESERVE = FilterChoice("reserve", _("In reserve"), 2)
NO_MONEY = FilterChoice("none", _("No Secretariat funding"), 3)


def _money(row: LineList) -> Iterator[FilterChoice]:
    line = row.line
    if line.counted_cost:
        yield SECRETARIAT
    if row.given:
        yield PARTNERS
    if line.is_in_reserve:
        yield RESERVE
    if line.funding == Funding.NONE:
        yield NO_MONEY


STATE: Filter[LineList] = Filter("state", _("Status"), lambda row: [FilterChoice(*row.state)])
STATE_ORDER: Sort[LineList] = Sort(
    "state", _("Status"), _("Status, A to Z"), _("Status, Z to A"), lambda row: row.state[1]
)
FILTERS: tuple[Filter[LineList], ...] = (
    Filter(
        "area", _("Area"), lambda row: [FilterChoice(row.line.area.code, row.area, row.line.area.position)]
    ),
    Filter(
        "type",
        pgettext_lazy("noun", "Type"),
        lambda row: [FilterChoice(kind.code, str(kind), kind.position) for kind in [row.line.type] if kind],
    ),
    Filter(
        "target",
        pgettext_lazy("noun", "Target"),
        lambda row: [FilterChoice(target.code, target.code) for target in targets_of_line(row.line)],
    ),
    STATE,
    Filter("money", _("Money"), _money),
)
COUNTRY: Filter[LineList] = Filter(
    "country", _("Country"), lambda row: [FilterChoice(slug, name) for slug, name in row.countries]
)
SORTS: tuple[Sort[LineList], ...] = (
    Sort("code", _("Code"), _("Code, first to last"), _("Code, last to first"), lambda row: row.line.code),
    Sort(
        "title",
        _("Activity"),
        _("Title, A to Z"),
        _("Title, Z to A"),
        lambda row: fold(row.line.title) or None,
    ),
    Sort(
        "starts",
        pgettext_lazy("when an activity runs", "Dates"),
        _("Start, earliest first"),
        _("Start, latest first"),
        lambda row: row.line.starts_on,
    ),
    Sort(
        "cost",
        _("Secretariat US$"),
        _("Secretariat funding, smallest first"),
        _("Secretariat funding, largest first"),
        lambda row: None if row.line.funding == Funding.NONE else row.line.secretariat_cost,
    ),
    STATE_ORDER,
)
USUAL = _("By area")


def list_of(plan: Workplan, seat: Seat) -> ListOf[LineList]:
    """What the list of a plan offers; the region's also by country. A partner reads its own support, and no states."""
    partner = seat.role == Role.PARTNER
    filters = [each for each in FILTERS if not (partner and each is STATE)]
    if kind_of(plan.taskforce).names_countries:
        filters.append(COUNTRY)
    sorts = tuple(each for each in SORTS if not (partner and each is STATE_ORDER))
    return ListOf(
        tuple(filters),
        sorts,
        text=lambda row: " ".join((*(getattr(row.line, name) for name in SEARCHED), *row.given)),
        usual=USUAL,
    )


def listed_areas(request: HttpRequest, plan: Workplan, lines: Sequence[Line], **shown: Any) -> Values:
    """The list of a page: its lines as the address asks, and what the template of the filter needs.

    They stand by area, in their own order, or sorted by a column all in one table, each with its area. `shown` is what
    else the rows show (`areas_of`).
    """
    texts = texts_today(plan)
    listed = list_of(plan, seat_of(request)).shown(request.GET, tuple(_listed(plan, lines, texts)))
    found = {row.line.code: row for row in listed.rows}
    states = {code: row.state for code, row in found.items()}
    kept = [line for line in lines if line.code in found]
    areas = areas_of(plan, kept, states=states, **shown)
    if listed.is_sorted and found:
        rows = {line["shown"]["code"]: line for area in areas for line in area["lines"]}
        for code, row in found.items():
            shown = rows[code]["shown"]
            shown["second"] = f"{row.line.area.numbered} · {shown['second']}"
        areas = [{"title": gettext("All areas"), "summed": "", "lines": [rows[code] for code in found]}]
    return {"listed": listed, "counted": counted_words(listed), "areas": areas}


def counted_words(shown: FilteredList[LineList]) -> str:
    """As in "Showing 5 of 24 activities, US$27,200."."""
    words = ngettext(
        "Showing %(shown)s of %(count)s activity, US$%(amount)s.",
        "Showing %(shown)s of %(count)s activities, US$%(amount)s.",
        shown.total,
    )
    amount = sum((row.line.counted_cost for row in shown.rows), Decimal(0))
    return words % {"shown": len(shown.rows), "count": shown.total, "amount": money(amount)}


def _listed(plan: Workplan, lines: Iterable[Line], texts: PlanTexts) -> Iterator[LineList]:
    """The lines of a page, as far as its reader may see them, with what its list compares."""
    named = kind_of(plan.taskforce).names_countries
    for line in lines:
        if isinstance(line, Activity):
            gifts = related_rows(line, "contributions")
            given = [gift.partner for gift in gifts if gift.status == ContributionStatus.ACCEPTED]
        else:
            given = [gift.partner for gift in related_rows(line, "supports")]
        parts = related_rows(line, "participations") if named else ()
        yield LineList(
            line,
            texts.name(line.area),
            state_of(line),
            tuple(dict.fromkeys(map(str, given))),
            tuple((part.taskforce.slug, part.taskforce.name) for part in parts),
        )

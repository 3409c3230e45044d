"""The list of a plan's lines as its address filters and sorts it: on the page, on paper and as a file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext_lazy
from django.views.generic import View

from commit_portal.addresses import found_or_404
from commit_portal.db.compiled_queries import related_rows
from commit_portal.http.filters import Column, Filter, FilterChoice, FilteredList, ListOf, Sort, files_of
from commit_portal.http.rate_limits import counted_export
from commit_portal.i18n.formatting import comma_list, money
from commit_portal.i18n.search_normalization import fold
from commit_portal.workflow.views import Values
from spa.queries import PlanTexts
from workplans.fields import SEARCHED
from workplans.models import Activity, Seat, VersionLine, Workplan
from workplans.plan.amendments import lines_in_force, set_aside
from workplans.plan.line_content import targets_of_line
from workplans.plan.plan_types import kind_of
from workplans.plan.visibility import version_to_read
from workplans.presentation.history_links import came_from
from workplans.presentation.loaders import load_live_lines, load_version_lines, texts_today
from workplans.presentation.plan_header import PlanHeader, front_of
from workplans.presentation.rows import areas_of, state_of
from workplans.request_context.request import SeatMixin, seat_of
from workplans.statuses import ContributionStatus, Funding, Role

type Line = Activity | VersionLine


@dataclass(frozen=True)
class LineList:
    """A line with what its list compares. `state` is its status and word; `given` names the partners that support it.

    `came_from` is the code that it was carried over from, in a file.
    """

    line: Line
    area: str
    state: tuple[str, str]
    given: tuple[str, ...]
    countries: tuple[tuple[str, str], ...]
    came_from: str = ""


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
STATE_COLUMN: Column[LineList] = Column(_("Status"), lambda row: row.state[1])
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
COLUMNS: tuple[Column[LineList], ...] = (
    Column(_("Code"), lambda row: row.line.code),
    Column(_("Area"), lambda row: row.area, 34),
    Column(pgettext_lazy("noun", "Title"), lambda row: row.line.title, 44),
    Column(pgettext_lazy("noun", "Type"), lambda row: str(row.line.type or "")),
    Column(_("Targets"), lambda row: ", ".join(target.code for target in targets_of_line(row.line))),
    Column(_("Lead body"), lambda row: row.line.lead_body, 28),
    Column(_("Starts on"), lambda row: row.line.starts_on),
    Column(_("Ends on"), lambda row: row.line.ends_on),
    Column(_("Secretariat US$"), lambda row: row.line.secretariat_cost),
    Column(_("US$ under the ceiling"), lambda row: row.line.counted_cost),
    STATE_COLUMN,
    Column(_("Partners"), lambda row: comma_list(row.given), 28),
    Column(_("Carried over from"), lambda row: row.came_from),
)
PARTS: Column[LineList] = Column(
    _("Countries that take part"), lambda row: comma_list(name for _, name in row.countries), 28
)
USUAL = _("By area")


def list_of(plan: Workplan, seat: Seat) -> ListOf[LineList]:
    """What the list of a plan offers; the region's also by country. A partner reads its own support, and no states."""
    partner = seat.role == Role.PARTNER
    filters = [each for each in FILTERS if not (partner and each is STATE)]
    columns = [each for each in COLUMNS if not (partner and each is STATE_COLUMN)]
    if kind_of(plan.taskforce).names_countries:
        filters.append(COUNTRY)
        columns.append(PARTS)
    sorts = tuple(each for each in SORTS if not (partner and each is STATE_ORDER))
    return ListOf(
        tuple(filters),
        sorts,
        tuple(columns),
        lambda row: " ".join((*(getattr(row.line, name) for name in SEARCHED), *row.given)),
        USUAL,
    )


def listed_lines(
    request: HttpRequest,
    plan: Workplan,
    lines: Iterable[Line],
    texts: PlanTexts,
    earlier: Mapping[str, str] | None = None,
) -> FilteredList[LineList]:
    """The lines of a page, as far as its reader may see them, as its address asks.

    `earlier` has the codes that they were carried over from, by their codes: a file writes them.
    """
    rows = tuple(_listed(plan, lines, texts, earlier or {}))
    return list_of(plan, seat_of(request)).shown(request.GET, rows)


def listed_areas(
    request: HttpRequest, plan: Workplan, lines: Sequence[Line], texts: PlanTexts, **shown: Any
) -> Values:
    """The list of a page: its lines as the address asks, and what the template of the filter needs.

    They stand by area, in their own order, or sorted by a column all in one table, each with its area. `shown` is what
    else the rows show (`areas_of`).
    """
    listed = listed_lines(request, plan, lines, texts)
    found = {row.line.code: row for row in listed.rows}
    states = {code: row.state for code, row in found.items()}
    kept = [line for line in lines if line.code in found]
    areas = areas_of(plan, kept, texts, states=states, **shown)
    if listed.is_sorted and found:
        rows = {line["code"]: line for area in areas for line in area["lines"]}
        for code, row in found.items():
            rows[code]["second"] = f"{row.line.area.numbered} · {rows[code]['second']}"
        areas = [{"title": gettext("All areas"), "summed": "", "lines": [rows[code] for code in found]}]
    return {
        "listed": listed,
        "counted": counted_words(listed),
        "files": files_of("workplan_lines", plan.cycle.year, plan.taskforce.slug),
        "areas": areas,
    }


def counted_words(shown: FilteredList[LineList]) -> str:
    """As in "Showing 5 of 24 activities, US$27,200."."""
    words = ngettext(
        "Showing %(shown)s of %(count)s activity, US$%(amount)s.",
        "Showing %(shown)s of %(count)s activities, US$%(amount)s.",
        shown.total,
    )
    amount = sum((row.line.counted_cost for row in shown.rows), Decimal(0))
    return words % {"shown": len(shown.rows), "count": shown.total, "amount": money(amount)}


class WorkplanLines(SeatMixin, View):
    """The list that the page of a plan shows to this reader, filtered and sorted, as a file."""

    http_method_names = ["get", "head"]

    @method_decorator(counted_export)
    def get(self, request: HttpRequest, year: int, place: str, suffix: str) -> HttpResponse:
        seat, front = self.actor, found_or_404(front_of(self.actor, year, place))
        plan = front.workplan
        lines, texts = _lines_to_read(seat, front), texts_today(plan)
        shown = listed_lines(request, plan, lines, texts, came_from(seat, plan))
        name = f"{plan.taskforce.code}-{year}-lines"
        return list_of(plan, seat).file(name, str(plan), shown, suffix)


def _lines_to_read(seat: Seat, front: PlanHeader) -> Sequence[Line]:
    """The lines of the page: the draft, or what is approved where an amendment was set aside, or the version to read."""
    plan = front.workplan
    if front.reads_draft:
        lines = load_live_lines(plan, seat)
        if aside := set_aside(plan, lines):
            return lines_in_force(aside.record, partial(load_version_lines, plan, seat=seat))
        return [line for line in lines if not line.is_withdrawn or getattr(line, "ever_submitted", True)]
    version = version_to_read(plan, seat)
    if version is not None:
        return load_version_lines(plan, version, seat)
    if seat.role == Role.PARTNER and plan.of_record is not None:
        supported = load_version_lines(plan, plan.of_record, seat, visible_only=True)
        if supported:
            return supported
    raise Http404


def _listed(
    plan: Workplan, lines: Iterable[Line], texts: PlanTexts, earlier: Mapping[str, str]
) -> Iterator[LineList]:
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
            earlier.get(line.code, ""),
        )

"""The answers of a year beside those of an earlier one: the list that the page filters, and its file."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from commit_portal.http.filters import Column, Filter, FilterChoice, FilteredList, ListOf
from commit_portal.i18n.formatting import comma_list
from commit_portal.i18n.messages import Words, say
from reporting.dataset.schema import CountryFacts
from reporting.dataset.span import Answers, Movement, TargetEffort, Verdict
from reporting.dataset.targets import AreaHead, Cell
from reporting.dataset.totals import REGION
from reporting.dataset.values import CellStatus, Origin
from reporting.report_text.values import WAS_WORDS, cell_word, said

SHOW = "show"
# In a year in which the target was not asked there.
NOT_ASKED = Cell(CellStatus.REGIONAL)
VERDICT_WORDS: dict[Verdict, Promise] = {
    Verdict.IN_TIME: _("Achieved in time"),
    Verdict.LATE: _("Achieved late"),
    Verdict.DAY_NOT_KNOWN: _("Achieved, day not known"),
    Verdict.OVERDUE: _("Overdue"),
    Verdict.DUE_LATER: _("Due later"),
    Verdict.NOT_KNOWN: _("Not known"),
}
# What the page may be filtered by, in the order of its choices.
KINDS: dict[str, Promise] = {
    Movement.BACK: _("What moved back"),
    Movement.FORWARD: _("What moved forward"),
    Movement.FIRST: _("Reported for the first time"),
    Verdict.OVERDUE: _("What is overdue"),
    Verdict.LATE: _("What was achieved late"),
    CellStatus.NOT_REPORTED: _("What is not reported"),
}


@dataclass(frozen=True)
class ComparedAnswer:
    """The answer of one place for a target in two years; `name` is that of the place."""

    of: Answers
    name: str
    then: int
    now: int

    @property
    def area(self) -> AreaHead:
        return self.of.area

    @cached_property
    def movement(self) -> Movement:
        return self.of.movement(self.then, self.now)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """What the page counts it as, and shows it by (`KINDS`)."""
        return self.movement, self.of.verdict, self.cell.status

    @property
    def was(self) -> Cell:
        return self.of.by_year.get(self.then, NOT_ASKED)

    @property
    def cell(self) -> Cell:
        return self.of.by_year.get(self.now, NOT_ASKED)

    @property
    def words(self) -> str:
        """What the answer of the earlier year says of this one; empty where there is nothing to say."""
        was, now = self.was.status, self.cell
        was_words = str(WAS_WORDS[was])
        if self.of.target.origin is Origin.NEW and self.then not in self.of.by_year:
            return gettext("new in the plan of action")
        match self.movement:
            case Movement.SAME:
                return say(_("as in %(year)s"), year=str(self.then))
            case Movement.FIRST:
                return gettext("reported for the first time")
            case Movement.FORWARD:
                return gettext("moved forward, %(was)s") % {"was": was_words}
            case Movement.BACK:
                return gettext("moved back, %(was)s") % {"was": was_words}
        if self.of.ended:
            later = {"codes": comma_list(self.of.later), "was": was_words}
            return (
                gettext("%(was)s, continues as %(codes)s") % later
                if self.of.later
                else gettext("not continued")
            )
        if earlier := self.of.earlier.get(self.then):
            return said(earlier)
        if was is now.status:
            return ""
        if now.status is CellStatus.NOT_REPORTED and not now.withdrawn:
            return gettext("not reported now, %(was)s") % {"was": was_words}
        return was_words


def place_names(countries: Iterable[CountryFacts]) -> dict[str, str]:
    """The names of the columns by code, the Regional one last."""
    return {country.code: country.name for country in countries} | {REGION: gettext("Regional")}


def area_filter(area_word: Words) -> Filter[Any]:
    """The choice of an area, in the order of the rows."""

    def choices(row: ComparedAnswer | TargetEffort) -> list[FilterChoice]:
        return [FilterChoice(row.area.code, f"{row.area.code}. {row.area.title}")]

    return Filter("area", area_word, choices)


def show_filter(kinds: Mapping[str, Promise], of: Callable[[Any], Collection[str]]) -> Filter[Any]:
    """The choice of what is shown: one of these kinds, of which a row has none, one or several."""

    offered = {
        kind: FilterChoice(kind, str(label), place) for place, (kind, label) in enumerate(kinds.items())
    }

    def choices(row: ComparedAnswer | TargetEffort) -> list[FilterChoice]:
        return [offered[kind] for kind in of(row) if kind in offered]

    return Filter(SHOW, pgettext("action", "Show"), choices)


def shown_url(within: FilteredList[Any], value: str) -> str:
    """The address that shows one kind of rows within the chosen area."""
    return f"{within.query}&{SHOW}={value}" if within.query else f"?{SHOW}={value}"


def list_of(area_word: Words, then: int, now: int) -> ListOf[ComparedAnswer]:
    """What the page of two years offers."""
    column = Column[ComparedAnswer]
    return ListOf(
        filters=(area_filter(area_word), show_filter(KINDS, lambda row: row.kinds)),
        columns=(
            column(area_word, lambda row: row.area.code, 10),
            column(pgettext("noun", "Target"), lambda row: row.of.target.code, 10),
            column(_("Text"), lambda row: row.of.target.text, 60),
            column(pgettext("last day", "Due"), lambda row: row.of.due, 12),
            column(_("Country"), lambda row: row.name, 14),
            column(say(_("Status %(year)s"), year=str(then)), lambda row: cell_word(row.was), 18),
            column(say(_("Status %(year)s"), year=str(now)), lambda row: cell_word(row.cell), 18),
            column(say(_("Compared with %(year)s"), year=str(then)), lambda row: row.words, 26),
            column(_("Against the due date"), lambda row: str(VERDICT_WORDS[row.of.verdict]), 22),
            column(_("Achieved on"), lambda row: row.cell.achieved_on, 12),
            column(say(_("Explanation %(year)s"), year=str(then)), lambda row: row.was.narrative, 60),
            column(say(_("Explanation %(year)s"), year=str(now)), lambda row: row.cell.narrative, 60),
        ),
    )

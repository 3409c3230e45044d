"""The pages of several years: an earlier year beside a later one, and what the lists of years share."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy as _

from commit_portal import clock
from commit_portal.files.spreadsheets import Sheet
from commit_portal.http.filters import FilteredList, ListOf, files_of
from commit_portal.i18n import Sentence, Words, say
from commit_portal.refusals import Permit, require
from commit_portal.workflow import ReadView, Values
from reporting.comparison.matrix_page import cycle_or_404
from reporting.comparison.views import ComparisonView
from reporting.dataset import Dataset
from reporting.dataset_queries.answers import states_of
from reporting.dataset_queries.cache import areas_at
from reporting.dataset_queries.shared_datasets import Asked, datasets_of, targets_of
from reporting.meetings.permissions import may_keep_meetings
from reporting.printed.views import PrintsList
from reporting.report.printed_list import FrozenList
from reporting.report_text.values import paragraph, said as note_words
from reporting.report_text.years import ComparedAnswer, YearRow, with_earlier_names
from reporting.shared.years import may_be_compared
from reporting.years import tables
from reporting.years.tables import TABLES, shown_in
from reporting.years.years_beside_page import YearsRead, answers_of, body_of, lead_of, plans_beside, ways_of
from workplans.models import AnnualCycle, Seat
from workplans.request_context.request import say_made_up

NOT_COMPARED = _(
    "The year %(then)s follows %(first)s, and %(now)s follows %(second)s. The targets of the two are not "
    "linked, so the answers are not compared."
)
# The title of what a page adds up, the heads of its columns, and its rows.
type Sums = tuple[str, list[str], list[YearRow]]


class ListPage(PrintsList, ReadView):
    """A page that its address filters, its file, and its PDF, which the queue makes."""

    # The title of its file, what the name of the file begins with, and who may read the page itself.
    title: Promise
    file_of: str
    right: Callable[[Seat], Permit]

    @cached_property
    def may_read(self) -> Permit:
        return self.right(self.actor)

    @cached_property
    def rows(self) -> Sequence[Any]:
        """Everything that the reader may see."""
        raise NotImplementedError

    @cached_property
    def board(self) -> ListOf[Any]:
        """What the list of the rows offers."""
        raise NotImplementedError

    @cached_property
    def lead(self) -> Words:
        """What the rows are, for the page and the cover of the file."""
        raise NotImplementedError

    @property
    def is_made_up(self) -> bool:
        """Whether demonstration data is among what is shown."""
        return settings.DEMO

    @cached_property
    def shown(self) -> FilteredList[Any]:
        """The rows as the address filters them."""
        return self.board.shown(self.request.GET, self.rows)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if "suffix" in kwargs:
            return self.get_file()
        say_made_up(request, self.is_made_up)
        return super().get(request, *args, **kwargs)

    @property
    def sums(self) -> list[Sums]:
        """What the page adds up of all its rows."""
        return []

    @property
    def sheets_of_sums(self) -> list[Sheet]:
        """The sums as tables of a file."""
        return [
            Sheet(name, heads, [(one.name, *one.values) for one in rows]) for name, heads, rows in self.sums
        ]

    @property
    def years_asked(self) -> list[str]:
        """The years of the address."""
        return [str(self.kwargs[part]) for part in ("earlier", "year") if part in self.kwargs]

    def get_figures(self) -> FrozenList:
        """The list as it is filtered, to be printed. Raises `Refused` for who may not read the page."""
        require(self.may_read)
        title, told = str(self.title), self.board.asked(self.shown)
        if years := "–".join(self.years_asked):
            title = say(gettext("%(title)s, %(years)s"), title=title, years=years)
        own = [self.board.table(gettext("List"), self.shown)] if self.rows else []
        tables = (*own, *self.sheets_of_sums)
        return FrozenList(title, str(self.lead), told, self.is_made_up, tables)

    def get_file(self) -> HttpResponse:
        """The list as it is filtered, as a file. Raises `Refused` for who may not read the page."""
        require(self.may_read)
        name, about = "-".join((self.file_of, *self.years_asked)), {gettext("About"): str(self.lead)}
        if self.is_made_up:
            name = f"{name}-demonstration"
            about[gettext("Demonstration data")] = gettext("yes")
        sums, suffix = self.sheets_of_sums, self.kwargs["suffix"]
        return self.board.file(name, str(self.title), self.shown, suffix, about=about, sums=sums)


class ComparedList(ListPage, ComparisonView):
    """A page of the comparison that its address filters: by the area, then by what is shown."""

    may_read = ComparisonView.may_read

    @property
    def is_made_up(self) -> bool:
        return super().is_made_up or self.cycle.is_demo

    @property
    def within(self) -> FilteredList[Any]:
        """The rows of the chosen area, whatever else is chosen: the finding is about them."""
        return replace(self.board, filters=self.board.filters[:1]).shown(self.request.GET, self.rows)

    def get_tables(self) -> Values:
        files = files_of(f"{self.tab}_file", *self.kwargs.values())
        area_word = self.cycle.plan.part_word
        return shown_in(self.shown) | {"lead": self.lead, "area_word": area_word, "files": files}


class YearsPage(ComparedList):
    """A page of the years from an earlier one to the one of the page."""

    template_name = "reporting/years/years_beside.html"

    @cached_property
    def earlier(self) -> AnnualCycle:
        """The earliest of the years. Raises `Http404` where it is not earlier."""
        found = cycle_or_404(self.cycles, self.kwargs["earlier"])
        if found.year >= self.cycle.year:
            raise Http404
        return found

    @cached_property
    def shown_cycles(self) -> list[AnnualCycle]:
        """The years of the page, the oldest first."""
        return [one for one in reversed(self.cycles) if self.earlier.year <= one.year <= self.cycle.year]

    @property
    def is_made_up(self) -> bool:
        return super().is_made_up or any(one.is_demo for one in self.shown_cycles)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """What the reader asks of every year that is compared with the last one, and of that one, the oldest first."""
        years = [one for one in reversed(self.cycles) if may_be_compared(one, self.cycle)]
        return tuple(map(self.ask_of, (*years, self.cycle)))

    @cached_property
    def told(self) -> tuple[int, ...]:
        """The years that may be chosen in place of the first or the last: closed answers or documents tell of them."""
        now = self.cycle
        others = [one for one in self.cycles if may_be_compared(one, now) or may_be_compared(now, one)]
        states = zip(others, states_of((one.pk, one.revision) for one in others), strict=True)
        told = {one.year for one, said in states if one.is_loaded or said.taskforces}
        return tuple(sorted(told | {self.earlier.year, now.year}))

    @cached_property
    def read(self) -> YearsRead:
        """The answers of all these years, read at once."""
        area_word, on = self.cycle.plan.part_word, self.asked[-1].on
        years = tuple(targets_of(self.asked))
        return YearsRead(years, self.told, self.earlier.year, on, area_word, get_language())

    @cached_property
    def not_compared(self) -> str:
        """Why the answers of both years are not compared; "" where they are."""
        if may_be_compared(then := self.earlier, now := self.cycle):
            return ""
        plans = {"first": str(then.plan), "second": str(now.plan)}
        return say(NOT_COMPARED, then=str(then.year), now=str(now.year), **plans)

    def head_of(self, heading: Sentence, **words: Words) -> Values:
        """What stands above the tables."""
        then, now = str(self.earlier.year), str(self.cycle.year)
        told = say(heading, then=then, now=now, **words)
        return {"then": then, "since": self.earlier.year, "heading": told, "lead": self.lead}


class YearsBeside(YearsPage):
    """A year beside an earlier one: what moved, what is late, and the statuses of the years between."""

    tab = "years_beside"
    title, file_of = _("Years compared"), "comparison"

    @cached_property
    def rows(self) -> Sequence[ComparedAnswer]:
        """The answers of both years; none across two plans of action, where none continues the other."""
        return () if self.not_compared else answers_of(self.read)

    @cached_property
    def board(self) -> ListOf[ComparedAnswer]:
        return tables.list_of(self.cycle.plan.part_word, self.read.shown)

    @cached_property
    def lead(self) -> str:
        both = (self.earlier.year, self.cycle.year)
        facts = (one.facts for one in reversed(self.read.years))
        return self.not_compared or lead_of(one for one in facts if one.year in both)

    def get_tables(self) -> Values:
        if self.not_compared:
            plans = [*plans_beside(targets_of(map(self.ask_of, self.shown_cycles)), self.read.on)]
            head = self.head_of(_("%(then)s and %(now)s are not compared"))
            return head | ways_of(self.told, self.earlier.year, self.cycle.year) | {"plans": plans}
        shown, areas = self.shown if self.request.GET else None, areas_at(self.cycle)
        keys = ((target.code, target.key) for area in areas for target in area.targets)
        agenda = tuple(keys) if may_keep_meetings(self.actor) else ()
        return self.head_of(_("What moved from %(then)s to %(now)s")) | {
            "body": body_of(self.read, shown.query if shown else "", agenda),
            "problems": shown.problems if shown else (),
            "is_of_targets": True,
        }


class YearsTable(YearsPage):
    """A table over the years: against the due dates, Table 1, or money."""

    tab = "years_table"

    def setup(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        """Take the table of the address. Raises `Http404` where there is none."""
        super().setup(request, *args, **kwargs)
        self.file_of = self.kwargs["table"]
        if self.file_of not in TABLES:
            raise Http404
        self.table = TABLES[self.file_of]
        self.title = self.table.title

    @cached_property
    def years(self) -> list[Dataset]:
        """What the reader reads of each year; targets only of those that are compared."""
        asked = self.asked if self.table.of_targets else map(self.ask_of, self.shown_cycles)
        return with_earlier_names(datasets_of(one for one in asked if one.cycle in self.shown_cycles))

    @cached_property
    def rows(self) -> list[YearRow]:
        return list(self.table.rows(self.years, clock.today()))

    @cached_property
    def board(self) -> ListOf[YearRow]:
        return self.table.list_of(self.years)

    @cached_property
    def lead(self) -> str:
        """Why no earlier year is compared, and whose workplans are missing in which year."""
        notes = ((str(one.facts.year), note) for one in self.years for note in one.notes)
        # A sum over the years is of all countries, or there is none.
        told = ((one, replace(note, code=note.code.replace("missing.", "no_totals."))) for one, note in notes)
        missing = (say(_("%(year)s: %(note)s"), year=one, note=note_words(note)) for one, note in told)
        return paragraph(self.not_compared if self.table.of_targets else "", *missing)

    def get_tables(self) -> Values:
        head = self.head_of(_("%(title)s, %(then)s to %(now)s"), title=self.title)
        head |= ways_of(self.told, self.earlier.year, self.cycle.year, self.kwargs["table"])
        parts = tables.page_of(self.board, self.shown, in_words=self.table.of_targets)
        return super().get_tables() | head | {"parts": parts, "is_of_targets": self.table.of_targets}

"""The pages of several years: an earlier year beside a later one, and who works on the targets of a year."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commit_portal.http.filters import FilteredList, ListOf, files_of
from commit_portal.http.rate_limits import counted_export
from commit_portal.i18n.messages import say
from commit_portal.refusals import require
from commit_portal.workflow.views import Values
from reporting.comparison.selection import Asked, asked_by, cycle_or_404, dataset_of, year_before
from reporting.comparison.views import ComparisonView
from reporting.dataset.schema import Dataset
from reporting.dataset.span import TargetEffort, effort_of
from reporting.shared.years import may_be_compared
from reporting.years import coverage, moves
from reporting.years.moves import ComparedAnswer
from reporting.years.moves_page import answers_of, lead_of, tables_of
from workplans.models import AnnualCycle
from workplans.request_context.request import say_made_up

NOT_COMPARED = _(
    "The year %(then)s follows %(first)s, and %(now)s follows %(second)s. The targets are different, so the answers "
    "are not compared."
)


class ListPage(ComparisonView):
    """A page of the comparison that its address filters: by the area, then by what is shown."""

    # The title of its file.
    title: Promise

    @cached_property
    def rows(self) -> Sequence[Any]:
        """Everything that the reader may see."""
        raise NotImplementedError

    @cached_property
    def board(self) -> ListOf[Any]:
        """What the list of the rows offers; its first filter is the area."""
        raise NotImplementedError

    @cached_property
    def lead(self) -> str:
        """What the rows are, for the page and the cover of the file."""
        raise NotImplementedError

    @property
    def is_made_up(self) -> bool:
        """Whether demonstration data is among what is shown."""
        return settings.DEMO or self.cycle.is_demo

    @cached_property
    def shown(self) -> FilteredList[Any]:
        """The rows as the address filters them."""
        return self.board.shown(self.request.GET, self.rows)

    @property
    def within(self) -> FilteredList[Any]:
        """The rows of the chosen area, whatever else is chosen: the finding is about them."""
        return replace(self.board, filters=self.board.filters[:1]).shown(self.request.GET, self.rows)

    def ask_of(self, cycle: AnnualCycle) -> Asked:
        """What this reader's comparison asks of a year."""
        return asked_by(self.actor, cycle, compared=year_before(self.cycles, cycle))

    def get_tables(self) -> Values:
        say_made_up(self.request, self.is_made_up)
        count = len(self.shown.rows)
        counted = ngettext("Showing %(count)s row.", "Showing %(count)s rows.", count)
        return {
            "listed": self.shown,
            "counted": say(counted, count=count),
            "lead": self.lead,
            "area_word": self.cycle.plan.part_word,
            "files": files_of(f"{self.tab}_file", *self.kwargs.values()),
        }

    def get_file(self, name: str) -> HttpResponse:
        """The list as it is filtered, as a file. Raises `Refused` for who may not read the page."""
        require(self.may_read)
        about = {gettext("About"): self.lead}
        if self.is_made_up:
            name = f"{name}-demonstration"
            about[gettext("Demonstration data")] = gettext("yes")
        return self.board.file(name, str(self.title), self.shown, self.kwargs["suffix"], about=about)


class YearsBeside(ListPage):
    """A year beside an earlier one of the same plan of action: what moved, what moved back, what is late."""

    template_name, tab = "reporting/years/years_beside.html", "years_beside"
    title = _("Years compared")

    @cached_property
    def earlier(self) -> AnnualCycle:
        """The earlier of both years. Raises `Http404` where it is not earlier."""
        found = cycle_or_404(self.cycles, self.kwargs["earlier"])
        if found.year >= self.cycle.year:
            raise Http404
        return found

    @property
    def is_made_up(self) -> bool:
        return super().is_made_up or self.earlier.is_demo

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """What the reader asks of every year that is compared with this one, and of this one, the oldest first."""
        years = [one for one in reversed(self.cycles) if may_be_compared(one, self.cycle)]
        return tuple(map(self.ask_of, (*years, self.cycle)))

    @cached_property
    def is_compared(self) -> bool:
        """Whether both years have one plan of action, or the later plan continues the earlier one."""
        return may_be_compared(self.earlier, self.cycle)

    @cached_property
    def rows(self) -> Sequence[ComparedAnswer]:
        """The answers of both years; none across two plans of action, where none continues the other."""
        return answers_of(self.asked, self.earlier.year) if self.is_compared else ()

    @cached_property
    def board(self) -> ListOf[ComparedAnswer]:
        return moves.list_of(self.cycle.plan.part_word, self.earlier.year, self.cycle.year)

    @cached_property
    def lead(self) -> str:
        then, now = self.earlier, self.cycle
        if not self.is_compared:
            years = {"then": str(then.year), "now": str(now.year)}
            return say(NOT_COMPARED, **years, first=str(then.plan), second=str(now.plan))
        both = [dataset_of(one).facts for one in self.asked if one.cycle in (then, now)]
        return lead_of(reversed(both))

    def other_years(self) -> list[Values]:
        """The earlier years with closed answers, where there is a choice."""
        facts = (dataset_of(one).facts for one in self.asked[:-1])
        found = [one.year for one in facts if one.stage]
        return [
            {
                "year": year,
                "url": reverse("years_beside", args=[year, self.cycle.year]),
                "current": year == self.earlier.year,
            }
            for year in found
            if len({*found, self.earlier.year}) > 1
        ]

    def get_tables(self) -> Values:
        then, now = self.earlier, self.cycle
        both = {"then": str(then.year), "now": str(now.year)}
        if not self.is_compared:
            heading = say(gettext("%(then)s and %(now)s are not compared"), **both)
            return {"heading": heading, "lead": self.lead, **both}
        figures, tables = tables_of(self.asked, then.year, self.shown.query)
        return {
            **super().get_tables(),
            **both,
            "is_compared": True,
            "figures": figures,
            "tables": tables,
            "heading": say(gettext("What moved from %(then)s to %(now)s"), **both),
            "since": then.year,
            "beside": self.other_years(),
        }


@method_decorator(counted_export, name="get")
class YearsFile(YearsBeside):
    """The answers of both years as they are filtered, as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.get_file(f"comparison-{self.earlier.year}-{self.cycle.year}")


class TargetCoverage(ListPage):
    """Who works on each target of a year, all areas on one page: what nobody works on comes first."""

    template_name, tab = "reporting/years/target_coverage.html", "coverage"
    title = _("Targets that nobody works on")

    @cached_property
    def dataset(self) -> Dataset:
        return dataset_of(self.ask_of(self.cycle))

    @cached_property
    def rows(self) -> list[TargetEffort]:
        return list(effort_of(self.dataset))

    @cached_property
    def board(self) -> ListOf[TargetEffort]:
        return coverage.list_of(self.cycle.plan.part_word, self.dataset)

    @cached_property
    def lead(self) -> str:
        return coverage.lead_of(self.dataset, self.rows)

    def get_tables(self) -> Values:
        return {
            **super().get_tables(),
            **coverage.page_of(self.within, self.shown, self.dataset),
            "since": self.dataset.facts.previous_year,
        }


@method_decorator(counted_export, name="get")
class CoverageFile(TargetCoverage):
    """The same as a file, as it is filtered."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.get_file(f"targets-{self.cycle.year}")

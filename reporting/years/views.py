"""The pages of several years: an earlier year beside a later one, and who works on the targets of a year."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.http.filters import FilteredList, ListOf, files_of
from commit_portal.http.rate_limits import counted_export
from commit_portal.i18n.messages import say
from commit_portal.refusals import require
from commit_portal.workflow.views import Values
from reporting.comparison.selection import asked_by, cycle_or_404, dataset_of, year_before
from reporting.comparison.views import ComparisonView
from reporting.dataset.schema import Dataset
from reporting.dataset.span import build_span
from reporting.years.moves import AnswerBeside, beside, list_of
from reporting.years.moves_page import page_of
from workplans.models import AnnualCycle
from workplans.request_context.request import say_made_up


class YearsBeside(ComparisonView):
    """A year beside an earlier one of the same plan of action: what moved, what slipped, what is late."""

    template_name, tab = "reporting/years/years_beside.html", "years_beside"

    @cached_property
    def earlier(self) -> AnnualCycle:
        """The earlier of both years. Raises `Http404` where it is not earlier."""
        found = cycle_or_404(self.cycles, self.kwargs["earlier"])
        if found.year >= self.cycle.year:
            raise Http404
        return found

    @cached_property
    def datasets(self) -> list[Dataset]:
        """Every year of the plan of action until this one, as this reader's comparison reads it, the oldest first."""
        years = [one for one in self.cycles if one.plan_id == self.cycle.plan_id]
        return [
            dataset_of(asked_by(self.actor, one, compared=year_before(self.cycles, one)))
            for one in reversed(years)
            if one.year <= self.cycle.year
        ]

    @cached_property
    def rows(self) -> list[AnswerBeside]:
        """The answers of both years; none across two plans of action, whose targets are not compared."""
        if self.earlier.plan_id != self.cycle.plan_id:
            return []
        return beside(build_span(self.datasets, clock.today()), self.earlier.year, self.cycle.year)

    @cached_property
    def board(self) -> ListOf[AnswerBeside]:
        return list_of(self.cycle.plan.part_word, self.earlier.year, self.cycle.year)

    @cached_property
    def shown(self) -> FilteredList[AnswerBeside]:
        """The answers as the address filters them."""
        return self.board.shown(self.request.GET, self.rows)

    def other_years(self) -> list[Values]:
        """The earlier years with closed answers, where there is a choice."""
        years = [one.facts.year for one in self.datasets[:-1] if one.facts.stage]
        return [
            {
                "year": year,
                "url": reverse("years_beside", args=[year, self.cycle.year]),
                "current": year == self.earlier.year,
            }
            for year in years
            if len({*years, self.earlier.year}) > 1
        ]

    def get_tables(self) -> Values:
        then, now = self.earlier, self.cycle
        say_made_up(self.request, settings.DEMO or then.is_demo or now.is_demo)
        both = {"then": str(then.year), "now": str(now.year)}
        heading = say(_("What moved from %(then)s to %(now)s"), **both)
        if then.plan_id != now.plan_id:
            return {"heading": heading, "plans": [then.plan, now.plan], **both}
        within = replace(self.board, filters=self.board.filters[:1]).shown(self.request.GET, self.rows)
        facts_then = next(one.facts for one in self.datasets if one.facts.year == then.year)
        return {
            "heading": heading,
            "since": then.year,
            **both,
            **page_of(within, self.shown, facts_then, self.datasets[-1]),
            "area_word": now.plan.part_word,
            "beside": self.other_years(),
            "counted": say(
                ngettext("Showing %(count)s answer.", "Showing %(count)s answers.", len(self.shown.rows)),
                count=len(self.shown.rows),
            ),
            "files": files_of("years_beside_file", then.year, now.year),
        }


@method_decorator(counted_export, name="get")
class YearsFile(YearsBeside):
    """The answers of both years as they are filtered, as a file."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        require(self.may_read)
        name = f"comparison-{self.earlier.year}-{self.cycle.year}"
        return self.board.file(name, gettext("Years compared"), self.shown, kwargs["suffix"])

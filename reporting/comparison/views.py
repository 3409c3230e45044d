"""The pages of the comparison: the matrix, Table 1's counts, money, and what stands behind a cell."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, gettext_lazy as _

from commit_portal import clock
from commit_portal.addresses import address
from commit_portal.http.rate_limits import counted_export
from commit_portal.refusals import Permit, require
from commit_portal.sheets.views import attachment
from commit_portal.workflow import ReadView, Values
from reporting.answers.permissions import may_know_sheet
from reporting.comparison import matrix_page
from reporting.comparison.cell_details import evidence_of_cell, history_of_answer, suggestion_of
from reporting.comparison.cell_page import CellFound, cell_found, cell_of, track_of
from reporting.comparison.permissions import may_read_comparison
from reporting.comparison.tables import behind_count, counts_of, money_of
from reporting.dataset import CellStatus
from reporting.dataset.money import sum_of_known
from reporting.dataset_queries.answers import rounds_of
from reporting.dataset_queries.cache import areas_at
from reporting.dataset_queries.shared_datasets import Asked, asked_by, dataset_of, matrix_of
from reporting.editions.queries import editions_in_force
from reporting.home.overview import glance
from reporting.meetings.permissions import may_keep_meetings
from reporting.meetings.queries import next_som, reviews_opened
from reporting.report.workbook import comparison_workbook
from reporting.report_text.editions import for_audience
from reporting.report_text.values import paragraph, said
from reporting.shared.years import may_be_compared, year_before, years_compared
from workplans.funding.queries import grants_visible_to, missing_by_year
from workplans.models import AnnualCycle, Seat, Taskforce
from workplans.request_context.request import SeatMixin, all_years, show_year

TABS = (
    ("comparison", _("Targets")),
    ("comparison_counts", _("Activities by type")),
    ("comparison_money", _("Money")),
    ("coverage", _("Targets that nobody works on")),
    ("timeline", _("When activities ran")),
)


class ComparisonView(SeatMixin, ReadView):
    """A page of the comparison. Partners and observers get the editions that they can read instead."""

    section = "comparison"
    tab = ""

    @cached_property
    def cycles(self) -> list[AnnualCycle]:
        """All years: those that this one may be compared with are among them. Insiders read those of documents too."""
        return years_compared() if self.may_read else all_years()

    @cached_property
    def cycle(self) -> AnnualCycle:
        """The year of the page."""
        return matrix_page.cycle_or_404(self.cycles, self.kwargs["year"])

    @cached_property
    def may_read(self) -> Permit:
        """Whether the page itself is shown."""
        return may_read_comparison(self.actor)

    def ask_of(self, cycle: AnnualCycle, stage: str | None = None, compared_with: str | None = None) -> Asked:
        """What this reader asks of a year, by default compared with the one before."""
        compared = year_before(self.cycles, cycle, compared_with)
        return asked_by(self.actor, cycle, compared=compared, stage=stage)

    @property
    def chosen(self) -> Asked:
        """The review and the year to compare with are those of the address."""
        asked = self.request.GET
        return self.ask_of(self.cycle, matrix_page.stage_asked(asked.get("stage", "")), asked.get("with"))

    def get_tables(self) -> Values:
        """What the page shows to who may read it."""
        raise NotImplementedError

    def get_template_names(self) -> list[str]:
        if not self.may_read:
            return ["reporting/comparison/comparison_released.html"]
        return super().get_template_names()

    def get_context_data(self, **kwargs: object) -> Values:
        show_year(self.request, self.cycle)
        context = self.get_tables() if self.may_read else _editions(self.actor, self.cycle)
        tabs = self._tabs_of(context.get("since")) if self.may_read else []
        return super().get_context_data(**context, tabs=tabs, **kwargs)

    def _tabs_of(self, since: int | None) -> list[tuple[str, str, bool]]:
        """The pages of the year, beside the year `since`, and over all years. The address may name none to compare with."""
        year, before = self.cycle.year, year_before(self.cycles, self.cycle)
        earlier = [one.year for one in self.cycles if one.year < year]
        compared = [one.year for one in self.cycles if may_be_compared(one, self.cycle)]
        beside = since if self.tab == "years_beside" else None
        if since not in compared:
            since = before.year if before else None
        tabs = [(str(label), address(name, year), name == self.tab) for name, label in TABS]
        if since:
            label = gettext("Changes since %(year)s") % {"year": since}
            tabs.append((label, address("years_beside", since, year), since == beside))
        # Plans of action that nobody has linked stand beside each other without being compared.
        firsts = {min(found) for found in (earlier, compared, [beside] if beside else []) if found}
        for first in sorted(firsts - {since}):
            label = gettext("%(first)s to %(last)s") % {"first": first, "last": year}
            tabs.append((label, address("years_beside", first, year), first == beside))
        return tabs


class ComparisonMatrix(ComparisonView):
    """Table 2: one area at a time, the countries in protocol order, and the Regional column beside them."""

    template_name, tab = "reporting/comparison/comparison_matrix.html", "comparison"

    def get_tables(self) -> Values:
        request, cycle, year = self.request, self.cycle, self.cycle.year
        asked, code = self.chosen, matrix_page.area_code(request, cycle)
        matrix = matrix_of(asked, code)
        wanted = next(
            (status for status in matrix_page.states_of(matrix) if status == request.GET.get("status")), None
        )
        rows = matrix_page.matrix_rows_of(asked, code, wanted, get_language() or "")
        return {
            **matrix_page.facts_of(matrix, cycle.plan),
            "asked_stage": asked.stage,
            "not_compared": matrix_page.not_compared(request, asked.cycle_compared),
            "latest": matrix_page.latest(request, asked, code),
            "area": matrix.area,
            "since": matrix.facts.previous_year,
            "area_word": cycle.plan.part_word,
            "filters": matrix_page.filters_of(asked, self.cycles, matrix, wanted),
            "next": matrix_page.next_area(request, cycle, matrix),
            "workbook": reverse("comparison_workbook", args=[year])
            + matrix_page.kept(request, "stage", "with"),
            "legend": matrix_page.legend_of(matrix),
            "columns": [country.name for country in matrix.countries],
            "rows": rows,
        }


class ComparisonCounts(ComparisonView):
    """Table 1: approved activities by type and country. A country that has not released says so."""

    template_name, tab = "reporting/comparison/comparison_counts.html", "comparison_counts"

    def get_tables(self) -> Values:
        dataset = dataset_of(self.ask_of(self.cycle))
        asked = self.request.GET
        behind = behind_count(dataset, asked.get("country", ""), asked.get("type", ""), clock.today())
        return {
            "since": dataset.facts.previous_year,
            "notes": paragraph(*map(said, dataset.notes)),
            "behind": behind,
            **counts_of(dataset),
        }


class ComparisonMoney(ComparisonView):
    """Money by country: ceiling, approved, partners, spent. Totals cover what is released, and say so."""

    template_name, tab = "reporting/comparison/comparison_money.html", "comparison_money"

    def get_tables(self) -> Values:
        stage = matrix_page.stage_asked(self.request.GET.get("stage", ""))
        dataset = dataset_of(self.ask_of(self.cycle, stage))
        # Who must act before a workplan is approved, for those whom the home page tells it.
        is_told = self.actor.in_secretariat and None in dataset.money.by_country
        plans = glance(self.cycle, self.actor)["rows"] if is_told else ()
        grants = grants_visible_to(self.actor)
        plan, year, is_office = self.cycle.plan, self.cycle.year, self.actor.is_regional_office
        budget = missing_by_year(plan, grants) if is_office else ()
        return {
            "plan": plan,
            "budget": [row.amounts.get(year) for row in budget],
            "unapproved_ceilings": sum_of_known(dataset.money.unapproved_ceilings),
            "since": dataset.facts.previous_year,
            "notes": paragraph(*map(said, dataset.notes)),
            **money_of(dataset, {plan["name"]: plan for plan in plans}),
        }


class ComparisonCell(ComparisonView):
    """What stands behind a cell, as far as the reader may see it; the rest says "Not released"."""

    template_name = "reporting/comparison/comparison_cell.html"

    def get_tables(self) -> Values:
        cycle, stage = self.cycle, self.chosen.stage
        found = cell_found(dataset_of(self.chosen), self.kwargs["code"], self.kwargs["place"])
        tables = cell_of(found, matrix_page.kept(self.request, "stage", "with"), clock.today())
        if found.cell.status is not CellStatus.NOT_ASKED and not cycle.is_loaded:
            tables |= self.get_answers(found, tables["activities"])
        back = urlencode({"area": found.area.code, **({"stage": stage} if stage else {})})
        return tables | {"back": f"{reverse('comparison', args=[cycle.year])}?{back}"}

    def get_answers(self, found: CellFound, activities: list[Values]) -> Values:
        """The rounds of the answer; for those who know the sheet its evidence, its history and the suggestion: ten queries."""
        cycle, seat, code, place = self.cycle, self.actor, found.target.code, found.place
        target = next(row.key for area in areas_at(cycle) for row in area.targets if row.code == code)
        taskforce = Taskforce.objects.select_related("country").get(slug=place)
        rounds = rounds_of(cycle, place, target)
        # Of earlier years others read the states; the explanations are in the comparison of their year.
        reads_words = seat.in_secretariat or taskforce.is_regional or seat.sits_in(taskforce.pk)
        opened = set(reviews_opened().filter(cycle=cycle).values_list("stage", flat=True))
        answers: Values = {"track": track_of(rounds, cycle.year, opened, reads_words=reads_words)}
        som = next_som(clock.today())
        lines = som.agenda.splitlines() if som else ()
        agenda = [line for line in lines if f" {code}:" in line or f" {code}," in line]
        answers |= {"som": som, "keeps": may_keep_meetings(seat), "target_key": target, "agenda": agenda}
        if may_know_sheet(seat, taskforce):
            evidence = evidence_of_cell(rounds, target, found)
            for row in activities:
                row["evidence"] = evidence["by_line"].get(row["full"])
            answers |= {"evidence": evidence, "suggested": suggestion_of(found.lines)}
            answers["history"] = history_of_answer(seat, taskforce, cycle, target)
        return answers


@method_decorator(counted_export, name="dispatch")
class ComparisonWorkbook(ComparisonView):
    """The comparison as a workbook: all areas, Table 1 and money, as this reader's pages show them."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        seat, cycle = self.actor, self.cycle
        require(self.may_read)
        if cycle.is_loaded:
            return redirect("past_years_xlsx", cycle.plan.code)
        made_for = f"{seat.user.name}, {seat.words}"
        body = comparison_workbook(dataset_of(self.chosen), made_for=made_for, as_of=clock.now())
        return attachment(body, f"comparison-{cycle.year}.xlsx")


def _editions(seat: Seat, cycle: AnnualCycle) -> Values:
    """The editions that a reader can read with the words for their readers, this year's apart."""
    released = [(edition, for_audience(edition.audience)) for edition in editions_in_force(seat)]
    return {
        "editions": [row for row in released if row[0].cycle_id == cycle.pk],
        "others": [row for row in released if row[0].cycle_id != cycle.pk],
    }

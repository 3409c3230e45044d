"""The pages of one year: who works on each target, and when its activities ran, with their lists and files."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext, gettext_lazy as _, pgettext

from commit_portal import clock
from commit_portal.http.filters import Column, Filter, FilterChoice, ListOf
from commit_portal.i18n import comma_list, running_late, say
from commit_portal.workflow import Values
from reporting.dataset import ActivityFacts, Dataset
from reporting.dataset.values import Result
from reporting.dataset.years import Effort, TargetEffort, effort_of
from reporting.dataset_queries.shared_datasets import dataset_of
from reporting.report.charts import timeline_chart
from reporting.report_text import values
from reporting.report_text.coverage import why_missing, why_region_is_missing
from reporting.report_text.values import paragraph, said
from reporting.report_text.years import EFFORTS, YearRow, effort_counts, place_names
from reporting.years.tables import area_filter, columns_of, figure_of, page_of, part_filter, show_filter
from reporting.years.views.years import ComparedList
from workplans.activity_codes import short_code
from workplans.statuses import Step

# What each looks like.
LOOKS = {Effort.NOBODY: "late", Effort.NOT_KNOWN: "not_released", Effort.SERVED: "done"}
FIGURES = {
    Effort.NOBODY: _("Targets without an activity"),
    Effort.NOT_KNOWN: _("Not known"),
    Effort.SERVED: _("Targets with activities"),
}


@dataclass(frozen=True)
class TimelineRow(YearRow):
    """An activity of an area: whose it is, and by how many days it ended, runs or has not begun after its planned end."""

    place: str
    line: ActivityFacts
    late: int


class OneYearPage(ComparedList):
    """A page about one year."""

    @cached_property
    def dataset(self) -> Dataset:
        return dataset_of(self.ask_of(self.cycle))

    def get_tables(self) -> Values:
        return {**super().get_tables(), "since": self.dataset.facts.previous_year}


class TargetCoverage(OneYearPage):
    """Who works on each target of a year, all areas on one page: what nobody works on comes first."""

    template_name, tab = "reporting/years/target_coverage.html", "coverage"
    title, file_of = _("Targets that nobody works on"), "targets"

    @cached_property
    def rows(self) -> list[TargetEffort]:
        return list(effort_of(self.dataset))

    @cached_property
    def board(self) -> ListOf[TargetEffort]:
        """What the page offers. A workplan that is not read says so in its column."""
        column, area_word = Column[TargetEffort], self.cycle.plan.part_word
        return ListOf(
            filters=(area_filter(area_word), show_filter(EFFORTS, lambda row: (row.effort,))),
            columns=(
                column(area_word, lambda row: row.area.code, 10),
                column(pgettext("noun", "Target"), lambda row: row.target.code, 10),
                column(_("Text"), lambda row: row.target.text, 60),
                column(_("Activities for it"), lambda row: str(EFFORTS[row.effort]), 16),
                *(column(name, count, 12) for name, count in effort_counts(self.dataset)),
            ),
        )

    @cached_property
    def lead(self) -> str:
        """What is counted, whose workplans are missing, and what that means."""
        dataset, audience = self.dataset, self.dataset.facts.audience
        if dataset.facts.own_sources:
            return paragraph(
                said(dataset.facts.own_sources),
                gettext("“Not known” means: the documents may not name all activities for this target."),
            )
        hidden = [
            country.name
            for country, chapter in zip(dataset.countries, dataset.chapters, strict=True)
            if not chapter.released
        ]
        unknown = gettext(
            "“Not known” means: the workplans that you can read have no activity for this target."
        )
        return paragraph(
            gettext(
                "For each target, the table shows how many approved activities each country and the region have."
            ),
            why_missing(hidden, audience) if hidden else "",
            why_region_is_missing(audience) if not dataset.regional.released else "",
            unknown if any(row.effort is Effort.NOT_KNOWN for row in self.rows) else "",
        )

    def get_tables(self) -> Values:
        """The finding of the chosen area, and the targets that are listed."""
        dataset, within = self.dataset, self.within
        names = place_names(dataset.countries)
        found = Counter(row.effort for row in within.rows)
        return super().get_tables() | {
            "figures": [
                figure_of(within, found[effort], words, effort, is_late=effort is Effort.NOBODY)
                for effort, words in FIGURES.items()
                if found[effort] or effort is Effort.NOBODY
            ],
            "is_loaded": dataset.facts.is_loaded,
            "nobody": [row.target for row in within.rows if row.effort is Effort.NOBODY],
            "areas": [
                {
                    "area": area,
                    "rows": [
                        (row, LOOKS[row.effort], EFFORTS[row.effort], who_words(row, names)) for row in rows
                    ],
                }
                for area, rows in groupby(self.shown.rows, lambda row: row.area)
            ],
        }


class ActivityTimeline(OneYearPage):
    """When the activities of a year ran, planned and actual: a chart and a table for each area."""

    template_name, tab = "reporting/years/timeline.html", "timeline"
    title, file_of = _("When activities ran"), "timeline"

    @cached_property
    def on(self) -> date:
        """Today, or the last day of a year that is over."""
        return min(clock.today(), self.dataset.facts.year_ends)

    @cached_property
    def rows(self) -> list[TimelineRow]:
        # No days of activities are loaded.
        return [] if self.dataset.facts.is_loaded else list(_rows_of(self.dataset, self.on))

    @cached_property
    def board(self) -> ListOf[TimelineRow]:
        area_word = self.cycle.plan.part_word
        days = (_("Planned start"), _("Planned end"), _("Actual start"), _("Actual end"))
        return ListOf(
            filters=(
                part_filter(area_word),
                Filter("place", _("Country"), lambda row: [FilterChoice(row.place, row.place)]),
                Filter(
                    "status",
                    _("Status"),
                    lambda row: [FilterChoice(row.line.result, values.result_word(row.line))],
                ),
                show_filter({"late": _("Later than planned")}, lambda row: ["late"] if row.late > 0 else []),
            ),
            columns=columns_of(area_word, _("Activity"), (*days, _("Difference"), _("Status"))),
        )

    @cached_property
    def lead(self) -> str:
        return paragraph(*map(said, self.dataset.notes))

    def get_tables(self) -> Values:
        """The figures of the chosen area, and a chart and a table for each area that is listed."""
        within = self.within
        results = Counter(row.line.result for row in within.rows)
        late = [row.part for row in within.rows if row.late > 0]
        figures = [
            figure_of(within, results.total(), gettext("Activities")),
            figure_of(within, results[Result.DONE], pgettext("tally", "Done")),
            figure_of(within, len(late), gettext("Later than planned"), "late", is_late=True),
            figure_of(within, results[Result.NOT_REPORTED], gettext("Not reported")),
        ]
        meetings = [
            (said(one.name), when)
            for one in self.dataset.meetings
            if (when := (one.actual or one.planned).starts)
        ]
        # A review on the days of its meeting has one line with it.
        held = {when for _name, when in meetings}
        reviews = [
            (values.step_name(step.number), when)
            for step in self.dataset.steps
            if step.number in (Step.MID_YEAR, Step.SOM) and (when := step.actual.starts) and when not in held
        ]
        parts = page_of(self.board, self.shown, in_words=True)
        for part, (title, found) in zip(parts, groupby(self.shown.rows, lambda row: row.part), strict=True):
            rows = list(found)
            finding = gettext("Activities later than planned: %(late)s of %(count)s.")
            finding = say(finding, late=sum(row.late > 0 for row in rows), count=len(rows))
            bars = [(row.place, short_code(row.line.code), row.line, row.late) for row in rows]
            chart = timeline_chart(bars, [*meetings, *reviews], self.on, finding)
            part |= {"finding": finding, "charts": [chart] if chart else [], "is_open": title in late[:1]}
        return super().get_tables() | {"figures": figures, "parts": parts}


def who_words(row: TargetEffort, names: Mapping[str, str]) -> str:
    """Who works on a target, each with the number of its activities: "Cambodia: 2, Regional: 1"."""
    said = gettext("%(place)s: %(count)s")
    return comma_list(say(said, place=names[place], count=count) for place, count in row.activities.items())


def _rows_of(dataset: Dataset, on: date) -> Iterator[TimelineRow]:
    """The activities that the reader may see, area by area, in protocol order, as they are on a day."""
    names = place_names(dataset.countries)
    for area in dataset.areas:
        for place, workplan in dataset.parts.items():
            for line in (line for line in workplan.activities if line.area_code == area.code):
                planned, actual = line.planned, line.actual
                running = values.days_running_late(planned, actual, on=on, over=False)
                late = values.days_late(planned, actual) or running
                against = values.difference(planned, actual, on=on)
                if line.result is Result.NOT_REPORTED and not actual:
                    against = gettext("Not reported")
                elif line.is_overdue(on) and planned.ends and not actual:
                    late = (on - planned.ends).days
                    is_running = line.result is Result.UNDER_WAY
                    against = running_late(late) if is_running else gettext("not started by the planned end")
                days = (planned.starts, planned.ends, actual.starts, actual.ends)
                told = (*days, against, values.result_word(line))
                name = f"{names[place]}, {short_code(line.code)} {line.title}"
                yield TimelineRow(f"{area.code}. {area.title}", name, told, names[place], line, late)

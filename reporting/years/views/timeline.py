"""When the activities of a year ran: the page, the list that it filters, its file, and a chart for each area."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext, gettext_lazy as _, pgettext

from commit_portal import clock
from commit_portal.http.filters import Filter, FilterChoice, ListOf
from commit_portal.i18n import running_late, say
from commit_portal.workflow import Values
from reporting.dataset import REGION, ActivityFacts, Dataset
from reporting.dataset.values import Result
from reporting.report.charts import timeline_chart
from reporting.report_text.values import (
    days_late,
    days_running_late,
    difference,
    paragraph,
    result_word,
    said,
    step_name,
)
from reporting.report_text.years import YearRow, place_names
from reporting.years.tables import columns_of, figure_of, page_of, part_filter, show_filter
from reporting.years.views.years import OneYearPage
from workplans.activity_codes import short_code
from workplans.statuses import Step


@dataclass(frozen=True)
class TimelineRow(YearRow):
    """An activity of an area: whose it is, and by how many days it ended, runs or has not begun after its planned end."""

    place: str
    line: ActivityFacts
    late: int


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
                    "status", _("Status"), lambda row: [FilterChoice(row.line.result, result_word(row.line))]
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
            figure_of(within, results.total(), pgettext("tally", "activities")),
            figure_of(within, results[Result.DONE], pgettext("tally", "done")),
            figure_of(within, len(late), pgettext("tally", "later than planned"), "late", is_late=True),
            figure_of(within, results[Result.NOT_REPORTED], gettext("not reported")),
        ]
        meetings = [
            (said(one.name), when)
            for one in self.dataset.meetings
            if (when := (one.actual or one.planned).starts)
        ]
        # A review on the days of its meeting has one line with it.
        held = {when for _name, when in meetings}
        reviews = [
            (step_name(step.number), when)
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


def _rows_of(dataset: Dataset, on: date) -> Iterator[TimelineRow]:
    """The activities that the reader may see, area by area, in protocol order, as they are on a day."""
    parts = {one.country_code: one.activities for one in dataset.chapters} | {
        REGION: dataset.regional.activities
    }
    names = place_names(dataset.countries)
    for area in dataset.areas:
        for place, lines in parts.items():
            for line in (line for line in lines if line.area_code == area.code):
                planned, actual = line.planned, line.actual
                late = days_late(planned, actual) or days_running_late(planned, actual, on=on, over=False)
                against = difference(planned, actual, on=on)
                if line.result is Result.NOT_REPORTED and not actual:
                    against = gettext("Not reported")
                elif line.is_overdue(on) and planned.ends and not actual:
                    late = (on - planned.ends).days
                    is_running = line.result is Result.UNDER_WAY
                    against = running_late(late) if is_running else gettext("not begun, planned end passed")
                days = (planned.starts, planned.ends, actual.starts, actual.ends)
                name = f"{names[place]}, {short_code(line.code)} {line.title}"
                part = f"{area.code}. {area.title}"
                yield TimelineRow(part, name, (*days, against, result_word(line)), names[place], line, late)

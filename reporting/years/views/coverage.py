"""Who works on each target of a year: the page, the list that it filters, and its file."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext, gettext_lazy as _, pgettext

from commit_portal.http.filters import Column, ListOf
from commit_portal.i18n import comma_list, say
from commit_portal.workflow import Values
from reporting.dataset.span import Effort, TargetEffort, effort_of
from reporting.report_text.coverage import why_missing, why_region_is_missing
from reporting.report_text.values import paragraph, said
from reporting.report_text.years import EFFORTS, effort_counts, place_names
from reporting.years.tables import area_filter, figure_of, show_filter
from reporting.years.views.years import OneYearPage

# What each looks like.
LOOKS = {Effort.NOBODY: "late", Effort.NOT_KNOWN: "not_released", Effort.SERVED: "done"}
FIGURES = {
    Effort.NOBODY: _("without an activity"),
    Effort.NOT_KNOWN: _("not known"),
    Effort.SERVED: _("with activities"),
}


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


def who_words(row: TargetEffort, names: Mapping[str, str]) -> str:
    """Who works on a target, each with the number of its activities: "Cambodia: 2, Regional: 1"."""
    said = gettext("%(place)s: %(count)s")
    return comma_list(say(said, place=names[place], count=count) for place, count in row.activities.items())

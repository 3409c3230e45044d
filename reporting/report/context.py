"""A dataset as the printed report shows it: every value formatted once, in Python.

Pure: the same dataset, imprint and language give the same page. Templates under print/ place these values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language, gettext

from reporting.facts.shape import Dataset
from reporting.report.cells import state_alone
from reporting.report.chapters.comparison import progress, the_comparison
from reporting.report.chapters.countries import country_chapter, regional_chapter
from reporting.report.chapters.counts import activity_counts, when_activities_run
from reporting.report.chapters.meeting import meeting_chapter
from reporting.report.chapters.money import money_by_country
from reporting.report.chapters.summary import summary, the_year
from reporting.report.linebreaks import breakable
from reporting.report.numbering import Contents
from reporting.words import values
from reporting.words.coverage import FOR_AUDIENCE
from reporting.words.edition import edition_words, page_words, report_title
from reporting.words.targets import codes_words
from reporting.words.year import plan_words, presented_after

COUNTRY = "country"


@dataclass(frozen=True)
class Imprint:
    """The edition without its figures: its number, their digest, and the aware moment when they were frozen."""

    edition: int
    digest: str
    as_of: datetime

    @property
    def short_digest(self) -> str:
        return f"{self.digest[:4]} {self.digest[4:8]}"


@dataclass(frozen=True)
class Printed:
    """A chapter in its place: its template under print/, and the values placed there."""

    template: str
    chapter: dict[str, Any]

    @property
    def path(self) -> str:
        return f"reporting/print/{self.template}.html"


def print_context(dataset: Dataset, imprint: Imprint) -> dict[str, Any]:
    """Everything that print/report.html places; the pages on the screen take single chapters by name."""
    contents = Contents()
    chapters = list(_chapters(dataset, imprint, contents))
    return {
        **_front(dataset, imprint),
        **{one.template: one.chapter for one in chapters if one.template != COUNTRY},
        "countries": [one.chapter for one in chapters if one.template == COUNTRY],
        "chapters": chapters,
        "contents": contents.groups,
    }


def _chapters(dataset: Dataset, imprint: Imprint, contents: Contents) -> Iterator[Printed]:
    """The chapters in their groups: they are numbered, listed and printed in this order."""
    contents.group(gettext("The countries together"))
    yield Printed("summary", summary(dataset, contents))
    yield Printed("year_steps", the_year(dataset, contents))
    yield Printed("comparison", the_comparison(dataset, contents))
    yield Printed("counts", activity_counts(dataset, contents))
    yield Printed("money", money_by_country(dataset, contents))
    yield Printed("progress", progress(dataset, contents))
    yield Printed("running", when_activities_run(dataset, contents))
    contents.group(gettext("Country by country"))
    for position in range(len(dataset.countries)):
        yield Printed(COUNTRY, country_chapter(dataset, position, contents))
    contents.group(gettext("Across borders, and what comes next"))
    yield Printed("regional", regional_chapter(dataset, contents))
    yield Printed("meeting", meeting_chapter(dataset, contents))
    yield Printed("reading", _reading(dataset, imprint, contents))


def _front(dataset: Dataset, imprint: Imprint) -> dict[str, Any]:
    facts = dataset.facts
    plan = facts.plan
    ends = plan.extended_to or plan.ends_on
    names = {
        "plan": plan.title,
        "year": facts.year,
        "first": plan.starts_on.year,
        "last": ends.year,
    }
    return {
        "language": get_language(),
        "year": facts.year,
        "title": report_title(facts.year),
        "subtitle": gettext("The governments compared on the targets of the %(plan)s, %(first)s–%(last)s")
        % names,
        "description": gettext("The countries of COMMIT compared on the targets of the %(plan)s in %(year)s.")
        % names,
        "keywords": gettext("COMMIT, %(plan)s, %(year)s, annual report, human trafficking") % names,
        "governments": dataset.countries if len(dataset.countries) <= 12 else (),
        "government_count": len(dataset.countries),
        "edition": imprint.edition,
        "page_words": page_words(),
        "short_digest": imprint.short_digest,
        "as_of": values.day(imprint.as_of),
        "audience": values.AUDIENCE_WORDS[facts.audience],
        "for_audience": FOR_AUDIENCE[facts.audience],
        "presented": presented_after(dataset),
        "demonstration": facts.demonstration,
    }


def _reading(dataset: Dataset, imprint: Imprint, contents: Contents) -> dict[str, Any]:
    numbers = contents.chapter(gettext("How to read this report"), "reading")
    return {
        "heading": numbers.heading,
        "digest": [imprint.digest[start : start + 8] for start in range(0, 64, 8)],
        "edition": edition_words(imprint.edition, dataset.facts.audience, imprint.as_of),
        "states": [
            {"state": state_alone(status), "meaning": meaning}
            for status, meaning in values.CELL_MEANINGS.items()
        ],
        "codes": codes_words(dataset),
        "caption": numbers.table(gettext("The states and what they mean")),
        "provisional": dataset.facts.provisional,
        "plan_words": plan_words(dataset),
        "notes": [breakable(values.said(note)) for note in dataset.notes],
    }

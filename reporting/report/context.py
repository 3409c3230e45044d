"""A dataset as the printed report shows it: its chapters in their groups and order, every value formatted once, in Python.

The chapters are numbered, listed and printed as they stand here. Pure: the same dataset, imprint and language give the
same page. Templates under print/ place these values.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from reporting.dataset import Dataset
from reporting.dataset.totals import som_of
from reporting.report.cells import breakable, state_alone
from reporting.report.chapters.comparison import progress, the_comparison
from reporting.report.chapters.countries import country_chapter, regional_chapter
from reporting.report.chapters.counts import activity_counts, when_activities_run
from reporting.report.chapters.money import money_by_country
from reporting.report.chapters.year import changes_since, foreword, meeting_chapter, summary, the_year
from reporting.report.chapters.years import plan_end, year_by_year, years_beside
from reporting.report.numbering import Contents, Imprint
from reporting.report_text import values
from reporting.report_text.editions import STAGES, edition_words, for_audience, report_title
from reporting.report_text.figures import figures_of

COUNTRY = "country"


@dataclass(frozen=True)
class Printed:
    """A chapter in its place: its template under print/, and the values placed there."""

    template: str
    chapter: dict[str, Any]

    @property
    def path(self) -> str:
        return f"reporting/print/{self.template}.html"


def print_context(dataset: Dataset, imprint: Imprint) -> dict[str, object]:
    """Everything that print/report.html places; the pages on the screen take single chapters by name."""
    contents = Contents()
    chapters = list(chapters_in_order(dataset, imprint, contents))
    named: dict[str, Any] = {one.template: one.chapter for one in chapters if one.template != COUNTRY}
    if "foreword" in named:
        tables = {figure.key: figure.table for figure in figures_of(dataset, named)}
        for one in named["foreword"]["highlights"]:
            one["table"] = tables.get(one["key"], "")
    facts, plan, som = dataset.facts, dataset.facts.plan, som_of(dataset)
    met = som if som and som.actual else None
    return {
        "year": facts.year,
        "title": report_title(facts.year),
        "plan_title": plan.title,
        "plan_years": (plan.starts_on.year, plan.last_day.year),
        "governments": dataset.countries if len(dataset.countries) <= 12 else (),
        "government_count": len(dataset.countries),
        "edition": imprint.edition,
        "short_digest": imprint.short_digest,
        "as_of": values.day(imprint.as_of),
        "audience": values.AUDIENCE_WORDS[facts.audience],
        "for_audience": for_audience(facts.audience),
        "met": met
        and {"name": values.said(met.name), "place": met.actual_place, "days": values.days(met.actual)},
        "demonstration": facts.demonstration,
        **named,
        "countries": [one.chapter for one in chapters if one.template == COUNTRY],
        "chapters": chapters,
        "contents": contents.groups,
    }


def chapters_in_order(dataset: Dataset, imprint: Imprint, contents: Contents) -> Iterator[Printed]:
    """Each chapter of the dataset; `contents` numbers and lists them on the way."""

    def placed(template: str, chapter: dict[str, object]) -> Printed:
        """A chapter with the heading that it has just listed."""
        return Printed(template, {"heading": contents.last, **chapter})

    # Notes stand with their areas.
    begins = any(one.part.startswith(("foreword", "highlight")) for one in dataset.words)
    if begins or dataset.since:
        contents.group(gettext("From the regional office"))
    if begins:
        yield placed("foreword", foreword(dataset, contents))
    if dataset.since:
        yield placed("changes", changes_since(dataset.since, contents))
    contents.group(gettext("The countries together"))
    yield placed("summary", summary(dataset, contents))
    yield placed("year_steps", the_year(dataset, contents, on=imprint.on))
    yield placed("comparison", the_comparison(dataset, contents))
    if dataset.earlier:
        yield placed("years", years_beside(dataset, contents, on=imprint.on))
        yield placed("year_by_year", year_by_year(dataset, contents))
    if dataset.facts.plan.last_day <= dataset.facts.year_ends:
        yield placed("plan_end", plan_end(dataset, contents, on=imprint.on))
    yield placed("counts", activity_counts(dataset, contents))
    yield placed("money", money_by_country(dataset, contents))
    yield placed("progress", progress(dataset, contents))
    yield placed("running", when_activities_run(dataset, contents, on=imprint.on))
    contents.group(gettext("Country by country"))
    for position in range(len(dataset.countries)):
        yield placed(COUNTRY, country_chapter(dataset, position, contents))
    contents.group(gettext("Regional work and follow-up"))
    yield placed("regional", regional_chapter(dataset, contents))
    yield placed("meeting", meeting_chapter(dataset, contents, on=imprint.on))
    yield placed("reading", reading(dataset, imprint, contents))


def reading(dataset: Dataset, imprint: Imprint, contents: Contents) -> dict[str, object]:
    numbers, digest = contents.chapter(gettext("How to read this report"), "reading"), imprint.check_number
    # One with a printed number, where there is any.
    example = max(dataset.targets, key=lambda target: bool(target.printed_number), default=None)
    return {
        "digest": [digest[start : start + 8] for start in range(0, len(digest), 8)],
        "edition": edition_words(imprint.edition, dataset.facts.audience, imprint.as_of),
        "states": [
            {"state": state_alone(status), "meaning": meaning}
            for status, meaning in values.CELL_MEANINGS.items()
        ],
        "example": example,
        "printed_number": values.printed_number(example.printed_number) if example else "",
        "caption": numbers.table(gettext("The statuses and their meaning")),
        "abbreviations_caption": numbers.table(gettext("Abbreviations")),
        "provisional": dataset.facts.provisional,
        "plan": dataset.facts.plan.title,
        "plan_stage": STAGES[dataset.facts.plan.stage],
        "notes": [breakable(values.said(note)) for note in dataset.notes],
    }

"""A dataset as the printed report shows it: every value formatted once, in Python.

Pure: the same dataset and imprint give the same page. Templates under print/ only place what stands here and in
the chapters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reporting import wording
from reporting.cells import StateCell, not_asked_cell
from reporting.chapters_apart import country_chapter, meeting_chapter, regional_chapter
from reporting.chapters_together import (
    activity_counts,
    money_by_country,
    progress,
    summary,
    the_comparison,
    the_year,
    when_activities_run,
)
from reporting.dataset import (
    Dataset,
)
from reporting.linebreaks import breakable
from reporting.numbering import Contents
from reporting.sentences import (
    codes_words,
    plan_words,
    so_many_countries,
)
from reporting.tallies import (
    som_of,
)
from reporting.wording import number_word, sentence


@dataclass(frozen=True)
class Imprint:
    """What belongs to the edition and not to its figures: number, digest, and the moment they were frozen, aware."""

    edition: int
    digest: str
    as_of: datetime

    @property
    def short_digest(self) -> str:
        return f"{self.digest[:4]} {self.digest[4:8]}"


def print_context(dataset: Dataset, imprint: Imprint) -> dict[str, Any]:
    """Everything that print/report.html places."""
    contents = Contents()
    contents.group(sentence(f"the {so_many_countries(dataset)} together"))
    chapters: dict[str, Any] = {
        "summary": summary(dataset, contents),
        "year_steps": the_year(dataset, contents),
        "comparison": the_comparison(dataset, contents),
        "counts": activity_counts(dataset, contents),
        "money": money_by_country(dataset, contents),
        "progress": progress(dataset, contents),
        "running": when_activities_run(dataset, contents),
    }
    contents.group("Country by country")
    chapters["countries"] = [
        country_chapter(dataset, position, contents) for position in range(len(dataset.countries))
    ]
    contents.group("Across borders, and what comes next")
    chapters["regional"] = regional_chapter(dataset, contents)
    chapters["meeting"] = meeting_chapter(dataset, contents)
    chapters["reading"] = _reading(dataset, imprint, contents)
    return {**_front(dataset, imprint), **chapters, "contents": contents.groups}


def _front(dataset: Dataset, imprint: Imprint) -> dict[str, Any]:
    facts = dataset.facts
    plan = facts.plan
    ends = plan.extended_to or plan.ends_on
    som = som_of(dataset)
    presented = ""
    if som and som.actual:
        presented = f"Presented after {som.name}, {som.actual_place}, {wording.days(som.actual)}"
    return {
        "year": facts.year,
        "title": f"COMMIT Annual Report {facts.year}",
        "subtitle": f"{sentence(number_word(len(dataset.countries)))} governments compared on the targets of the "
        f"{plan.title}, {plan.starts_on.year}–{ends.year}",
        "description": f"The {so_many_countries(dataset)} of COMMIT compared on the targets of the {plan.title} in {facts.year}.",
        "keywords": f"COMMIT, {plan.title}, {facts.year}, annual report, human trafficking",
        "governments": dataset.countries if len(dataset.countries) <= 12 else (),
        "government_count": len(dataset.countries),
        "edition": imprint.edition,
        "short_digest": imprint.short_digest,
        "as_of": wording.day(imprint.as_of),
        "audience": wording.AUDIENCE_WORDS[facts.audience],
        "presented": presented,
        "demonstration": facts.demonstration,
    }


def _reading(dataset: Dataset, imprint: Imprint, contents: Contents) -> dict[str, Any]:
    numbers = contents.chapter("How to read this report", "reading")
    return {
        "heading": numbers.heading,
        "digest": [imprint.digest[start : start + 8] for start in range(0, 64, 8)],
        "as_of": wording.moment(imprint.as_of),
        "states": [
            {"state": StateCell(status.value, wording.CELL_WORDS[status]), "meaning": meaning}
            for status, meaning in wording.CELL_MEANINGS.items()
        ]
        + [{"state": not_asked_cell(), "meaning": wording.NOT_ASKED_MEANING}],
        "codes": codes_words(dataset),
        "caption": numbers.table("The states and what they mean"),
        "provisional": dataset.facts.provisional,
        "plan_words": plan_words(dataset),
        "notes": [breakable(wording.said(note)) for note in dataset.notes],
    }

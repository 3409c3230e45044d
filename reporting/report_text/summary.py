"""Sentences of the summary: its lead and its findings."""

from collections.abc import Iterator

from django.utils.translation import gettext

from commit_portal.i18n.formatting import and_list
from reporting.dataset.schema import Dataset
from reporting.dataset.totals import answers_given, moves
from reporting.dataset.values import CellStatus
from reporting.report_text.activities import activities_held, most_frequent, regional_held
from reporting.report_text.as_of import answers_words
from reporting.report_text.coverage import no_states, nobody_is_read
from reporting.report_text.money import lead_of_money
from reporting.report_text.targets import answers_moved
from reporting.report_text.values import paragraph, said


def lead_of_summary(dataset: Dataset, tally: dict[CellStatus, int]) -> str:
    """The first sentences of the summary: country answers by state, or activities where nobody has answered."""
    if answers_given(dataset):
        return paragraph(_answers(dataset, tally), answers_words(dataset))
    if not dataset.activities_covered:
        holds = gettext(
            "This edition has only the dates of the year, the targets of the plan of action, and the meetings."
        )
        return paragraph(nobody_is_read(dataset), holds)
    return paragraph(activities_held(dataset), no_states(dataset) if sum(tally.values()) else "")


def _answers(dataset: Dataset, tally: dict[CellStatus, int]) -> str:
    facts = dataset.facts
    words = gettext(
        "The countries answered for %(year)s: %(achieved)s “achieved”, %(in_progress)s “in progress” "
        "and %(no_activity)s “no activity yet”."
    )
    if facts.state_at:
        words = gettext(
            "The countries answered at %(review)s: %(achieved)s “achieved”, %(in_progress)s “in progress” "
            "and %(no_activity)s “no activity yet”."
        )
    counts = {status.value: count for status, count in tally.items()}
    given = words % {**counts, "year": facts.year, "review": said(facts.state_at)}
    silent = tally[CellStatus.NOT_REPORTED]
    missing = gettext("Missing: %(count)s of %(answers)s answers.")
    missing = missing % {"count": silent, "answers": sum(tally.values())}
    return paragraph(given, missing if silent else "")


def findings(dataset: Dataset) -> list[str]:
    """The findings of the summary, each a sentence or two with its figures."""
    facts = dataset.facts
    found = [
        paragraph(activities_held(dataset), most_frequent(dataset)) if dataset.activities_covered else "",
        regional_held(dataset) if dataset.regional.released else "",
        answers_moved(dataset) if facts.previous_year and any(moves(dataset)) else "",
        lead_of_money(dataset) if dataset.money.covered else "",
        *_late(dataset),
        *(said(note) for note in dataset.notes),
        _provisional(dataset),
    ]
    return [finding for finding in found if finding]


def late_at(dataset: Dataset, position: int) -> Iterator[str]:
    """The reviews at which a country answered late.

    "" where only its answers for activities were late, or the edition is an older one.
    """
    facts, late = dataset.facts, dataset.chapters[position].late
    cells = [target.cells[position] for target in dataset.targets] if late else []
    stages = {cell.said_at for cell in cells if cell.late}
    for stage in sorted(stages, key=str) or ([None] if late else []):
        shown = facts.state_at if stage is facts.stage else None
        yield "" if stage is None else said(shown) if shown else gettext("the mid-year review")


def _late(dataset: Dataset) -> Iterator[str]:
    """Who answered late, by the review."""
    by_review: dict[str, list[str]] = {}
    for position, country in enumerate(dataset.countries):
        for review in late_at(dataset, position):
            by_review.setdefault(review, []).append(country.name)
    for review, names in sorted(by_review.items()):
        sentence = gettext("These countries answered after the last day for answers: %(countries)s.")
        if review:
            sentence = gettext(
                "At %(review)s, these countries answered after the last day for answers: %(countries)s."
            )
        yield sentence % {"review": review, "countries": and_list(names)}


def _provisional(dataset: Dataset) -> str:
    facts = dataset.facts
    if not facts.provisional:
        return ""
    words = gettext("The answers are provisional, because the review is not closed.")
    if facts.state_at:
        words = gettext("The answers are provisional, because %(review)s is not closed.")
    return words % {"review": said(facts.state_at)}

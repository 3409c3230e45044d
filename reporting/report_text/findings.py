"""Sentences on the targets and the activities of a year, and the summary that is made of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext, ngettext

from commit_portal.i18n import and_list, ngettext_lazy
from reporting.dataset import AreaFacts, CellStatus, Dataset, Facts
from reporting.dataset.totals import answers_given, is_earlier, moves
from reporting.report_text.coverage import answers_words, no_states, nobody_is_read, of_countries
from reporting.report_text.money import lead_of_money
from reporting.report_text.values import day, paragraph, said


def answers_moved(dataset: Dataset) -> str:
    """The number of answers of countries that moved forward and back since the year before."""
    before = dataset.facts.previous_year
    forward, back = moves(dataset)
    if not forward:
        return ngettext_lazy(
            "%(count)s answer of a country moved back since %(year)s.",
            "%(count)s answers of countries moved back since %(year)s.",
        ) % {"year": before, "count": back}
    ahead = ngettext_lazy(
        "%(count)s answer of a country moved forward since %(year)s.",
        "%(count)s answers of countries moved forward since %(year)s.",
    ) % {"year": before, "count": forward}
    if not back:
        return paragraph(ahead, gettext("No answer moved back."))
    behind = ngettext_lazy("%(count)s answer moved back.", "%(count)s answers moved back.") % {"count": back}
    return paragraph(ahead, behind)


def lead_of_progress(dataset: Dataset, changes: int) -> str:
    """The lead of the chapter on progress. Only states of the same target are compared."""
    before = dataset.facts.previous_year
    if not answers_given(dataset):
        return no_states(dataset)
    if not before:
        return gettext("For this plan of action, there are no answers of an earlier year to compare with.")
    if not changes:
        return gettext("No status has changed since %(year)s.") % {"year": before}
    return answers_moved(dataset)


def matrix_note(facts: Facts, area: AreaFacts) -> str:
    """The note under an area's matrix (Table 2): how to read its numbers and columns."""
    stays = gettext("“As reported at mid-year” means: in the review that was closed on %(day)s.")
    since = gettext("“Was” shows the status of the same target in %(year)s, if the status has changed.")
    released = gettext("The column “Achieved” counts only countries that have released their answers.")
    cells = [cell for target in area.targets for cell in target.cells]
    hidden = any(cell.status is CellStatus.NOT_RELEASED for cell in cells)
    earlier = any(is_earlier(facts.stage, cell.said_at) for cell in cells)
    return paragraph(
        numbers_words(area),
        gettext("The Regional column is the region’s own answer, not a sum of the countries."),
        since % {"year": facts.previous_year} if facts.previous_year else "",
        stays % {"day": day(facts.mid_year_on)} if facts.mid_year_on and earlier else "",
        released if hidden else "",
    )


def numbers_words(area: AreaFacts) -> str:
    """Where the numbers in brackets behind targets come from; empty where the plan prints none in the area."""
    printed = [target.printed_number for target in area.targets]
    twice = sorted({number for number in printed if number and printed.count(number) > 1})
    missing = printed.count("")
    if not any(printed):
        return ""
    doubled = ngettext_lazy(
        "The plan of action uses the number %(numbers)s twice.",
        "The plan of action uses each of the numbers %(numbers)s twice.",
    )
    without = ngettext_lazy(
        "%(count)s target has no number in the plan of action. The table shows “(no number)”.",
        "%(count)s targets have no number in the plan of action. The table shows “(no number)”.",
    )
    return paragraph(
        gettext("The number in brackets is the number in the plan of action."),
        doubled % {"numbers": and_list(twice), "count": len(twice)} if twice else "",
        without % {"count": missing} if missing else "",
    )


def activities_held(dataset: Dataset) -> str:
    """The number of activities of the national workplans, and of how many countries."""
    total = dataset.activity_total
    held = ngettext(
        "The national workplans of %(year)s have %(count)s activity.",
        "The national workplans of %(year)s have %(count)s activities.",
        total,
    ) % {"year": dataset.facts.year, "count": f"{total:,}"}
    part = of_countries(dataset, dataset.activities_covered)
    return paragraph(held, gettext("They cover %(part)s.") % {"part": part} if part else "")


def most_frequent(dataset: Dataset) -> str:
    """The most frequent type of activity over all countries (Table 1), ties together."""
    return most_frequent_of({row.name: row.total for row in dataset.types})


def most_frequent_of(counts: Mapping[str, int]) -> str:
    """The most frequent of these types by their names, ties together; empty without activities."""
    most = max(counts.values(), default=0)
    kinds = [name for name, count in counts.items() if most and count == most]
    said = ngettext("Most frequent type: %(types)s.", "Most frequent types: %(types)s.", len(kinds))
    return said % {"types": and_list(kinds)} if kinds else ""


def regional_held(dataset: Dataset) -> str:
    """The number of activities of the regional workplan; empty where it has none to read."""
    count = len(dataset.regional.activities)
    said = ngettext_lazy(
        "The regional workplan has %(count)s activity.", "The regional workplan has %(count)s activities."
    )
    return said % {"count": count} if count else ""


def outside_guide(dataset: Dataset) -> str:
    """Countries above and below the guide for a workplan's number of activities (WP-6)."""
    low, high = dataset.facts.guide_min, dataset.facts.guide_max
    pairs = list(zip(dataset.countries, dataset.activity_totals, strict=True))
    above = [country.name for country, total in pairs if total is not None and total > high]
    below = [country.name for country, total in pairs if total is not None and total < low]
    if not above and not below:
        if None in dataset.activity_totals:
            return gettext("Every approved workplan has the recommended number of activities.")
        return gettext("Every country has the recommended number of activities.")
    return paragraph(
        gettext("More than recommended: %(countries)s.") % {"countries": and_list(above)} if above else "",
        gettext("Fewer than recommended: %(countries)s.") % {"countries": and_list(below)} if below else "",
    )


def busiest_month(planned: Sequence[Sequence[int] | None], months: Sequence[date]) -> str:
    """The month with most planned activities at once; empty where nothing is planned."""
    totals = [sum(row[at] for row in planned if row) for at in range(len(months))]
    most = max(totals, default=0)
    if not most:
        return ""
    when = months[totals.index(most)]
    names = {"month": MONTHS[when.month], "count": f"{most:,}"}
    return gettext("The month with the most planned activities is %(month)s: %(count)s.") % names


def lead_of_country(dataset: Dataset, position: int) -> str:
    """The first sentences of a chapter: the country's activities, and the largest type among them (Table 1)."""
    name, year = dataset.countries[position].name, dataset.facts.year
    total = dataset.activity_totals[position] or 0
    if not total:
        return gettext("%(country)s has no activities in %(year)s.") % {"country": name, "year": year}
    held = ngettext_lazy(
        "%(country)s has %(count)s activity in %(year)s.", "%(country)s has %(count)s activities in %(year)s."
    ) % {"country": name, "count": total, "year": year}
    counts = {row.name: row.by_country[position] or 0 for row in dataset.types}
    return paragraph(held, most_frequent_of(counts))


def lead_of_region(dataset: Dataset) -> str:
    """How many activities countries do together, and how the report counts them."""
    if not (held := regional_held(dataset)):
        return gettext("The regional workplan has no activities in this edition.")
    counted = gettext(
        "This chapter counts each regional activity once. The chapter of each country that takes "
        "part also shows the activity."
    )
    return paragraph(held, counted)


def shares_with(dataset: Dataset, position: int) -> list[str]:
    """The countries that share regional activities with one."""
    mine, part = dataset.countries[position].code, dataset.chapters[position]
    shared = [activity for activity in dataset.regional.activities if activity.code in part.shared]
    return [
        country.name
        for country in dataset.countries
        if country.code != mine and any(country.code in activity.shared_with for activity in shared)
    ]


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

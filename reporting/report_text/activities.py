"""Sentences on the activities of a year: how many, of which types, in which months; and at the head of a chapter of them."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext, ngettext

from commit_portal.i18n.formatting import MONTHS, and_list
from commit_portal.i18n.messages import ngettext_lazy
from reporting.dataset.schema import Dataset
from reporting.report_text.coverage import of_countries
from reporting.report_text.values import paragraph


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
    names = {"month": MONTHS[when.month - 1], "count": f"{most:,}"}
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

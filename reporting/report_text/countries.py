"""Sentences at the head of a country's chapter and of the chapter on the regional workplan."""

from django.utils.translation import gettext, ngettext

from reporting.dataset.schema import Dataset
from reporting.report_text.activities import most_frequent_of, regional_held
from reporting.report_text.values import paragraph


def lead_of_country(dataset: Dataset, position: int) -> str:
    """The first sentences of a chapter: the country's activities, and the largest type among them (Table 1)."""
    name, year = dataset.countries[position].name, dataset.facts.year
    total = dataset.activity_totals[position] or 0
    if not total:
        return gettext("%(country)s has no activities in %(year)s.") % {"country": name, "year": year}
    held = ngettext(
        "%(country)s has %(count)s activity in %(year)s.",
        "%(country)s has %(count)s activities in %(year)s.",
        total,
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

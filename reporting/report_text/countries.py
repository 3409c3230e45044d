"""Sentences at the head of a country's chapter and of the chapter on the regional workplan."""

from django.utils.translation import gettext, ngettext

from commit_portal.i18n.formatting import and_list, comma_list
from reporting.dataset.activities import Chapter
from reporting.dataset.money import MoneyRow
from reporting.dataset.schema import Dataset
from reporting.report_text.activities import most_frequent_of, regional_held
from reporting.report_text.values import day, dollars, paragraph


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


def brief_of_country(dataset: Dataset, position: int, money: MoneyRow | None) -> list[str]:
    """Sentences at the head of a chapter, each only where its fact is known."""
    part = dataset.chapters[position]
    accepted = gettext(
        "Partners support the workplan with US$%(amount)s, in addition to the Secretariat funding."
    )
    late = gettext(
        "The country answered after the last day for answers. Its answers are shown in full and marked as late."
    )
    lines = [
        gettext("Lead body of the taskforce: %(body)s.") % {"body": part.lead_body} if part.lead_body else "",
        _agreed(part),
        accepted % {"amount": dollars(money.accepted)} if money and money.accepted else "",
        _shared(dataset, position),
        late if part.late else "",
    ]
    return [line for line in lines if line]


def lead_of_region(dataset: Dataset) -> str:
    """How many activities countries do together, and how the report counts them."""
    if not (held := regional_held(dataset)):
        return gettext("The regional workplan has no activities in this edition.")
    counted = gettext(
        "This chapter counts each regional activity once. The chapter of each country that takes "
        "part also shows the activity."
    )
    return paragraph(held, counted)


def _agreed(part: Chapter) -> str:
    if part.agreed_on is None:
        return ""
    # The ministries stand as somebody typed them, one a line.
    bodies = [body for line in part.agreed_by.splitlines() if (body := line.strip(" ,;."))]
    names = {"day": day(part.agreed_on), "bodies": comma_list(bodies)}
    if not bodies:
        return gettext("The country agreed to its workplan on %(day)s.") % names
    return gettext("The country agreed to its workplan on %(day)s. Who agreed: %(bodies)s.") % names


def _shared(dataset: Dataset, position: int) -> str:
    """The countries that share regional activities with it."""
    mine, part = dataset.countries[position].code, dataset.chapters[position]
    shared = [activity for activity in dataset.regional.activities if activity.code in part.shared]
    others = [
        country.name
        for country in dataset.countries
        if country.code != mine and any(country.code in activity.shared_with for activity in shared)
    ]
    if not others:
        return ""
    if len(others) == len(dataset.countries) - 1:
        return gettext("The country and all other countries take part in regional activities.")
    return gettext("The country takes part in regional activities with %(countries)s.") % {
        "countries": and_list(others)
    }

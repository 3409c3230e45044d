"""Rules of editions (AR-2, AR-3, AR-4)."""

import re
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _, gettext_lazy

from commit_portal.i18n import say
from commit_portal.i18n.parsing import western_digits
from commit_portal.refusals import Violation, broken
from reporting.dataset import HIGHLIGHTS, NO_FOLLOW_UP, Dataset, FollowUp
from reporting.dataset.totals import REGION, coded_cells
from reporting.editions.queries import years_before_in
from reporting.models import AnnualReport
from reporting.report_text.figures import Figure
from reporting.shared.years import OUTSIDERS, year_followed_up
from reporting.statuses import ReportStatus
from workplans.models import AnnualCycle
from workplans.plan.visibility import versions_for_audience
from workplans.statuses import Audience

# The sentences of the rule book.
AR_2 = gettext_lazy(
    "An edition never changes after it is made. To correct a mistake, the regional office makes a new edition. The page of "
    "the old edition shows which edition replaced it, what changed and why."
)
AR_3 = gettext_lazy(
    "From the workplan of a country, an edition shows only what the lead has released to the readers of "
    "the edition."
)
AR_4 = gettext_lazy(
    "An edition has three to six highlights, or none. An edition is not made while the figure of a highlight has changed, "
    "or while its sentence has a different number."
)
FEWEST_HIGHLIGHTS = 3
# Numbers that name something, as in "area 2", "SOM 8" or "targets 3 and 4".
NAMED = re.compile(r"\b(?:areas?|targets?|SOM|IMM|editions?)\s+\d+(?:(?:,| and)\s+\d+)*\b", re.IGNORECASE)
# A whole number, also with marks between thousands; no part of a code such as 1.5 or KH-2011-001.
NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[,.\u00a0\u202f]\d{3})*(?![\w-]|[.,]\w)")


def ar_2(report: AnnualReport) -> Violation | None:
    """Return AR-2 where a newer finished edition has overtaken this one: it is neither made nor released after it."""
    newer = AnnualReport.objects.light().with_overtaking().get(pk=report.pk).overtaken_by
    return broken(ar_2, overtaken(newer)) if newer else None


def another_edition_says_why(cycle: AnnualCycle, audience: str, language: str, why: str) -> Violation | None:
    """Return AR-2 where an edition for the same readers is finished or on its way, and nobody says why one more."""
    there = AnnualReport.objects.editions().filter(cycle=cycle, audience=audience, language=language)
    if why.strip() or not there.exclude(status=ReportStatus.FAILED).exists():
        return None
    said = _("Give a reason for another edition. Readers of the old edition can see the reason.")
    return broken(ar_2, said, field="why")


def asked_meanwhile(newest: AnnualReport) -> Violation:
    """Return AR-2 for who asks at the same moment as somebody else, with other figures."""
    said = _(
        "Someone has just started edition %(edition)s, with other figures. Read that edition. Then make a "
        "new edition if you still need one."
    )
    return broken(ar_2, say(said, edition=str(newest.edition)))


def ar_3(report: AnnualReport) -> Iterator[Violation]:
    """Yield AR-3 for each workplan that the readers may not read any more as it was frozen, also of years before.

    A country that has released its plan only since then stands in no edition's way.
    """
    readable = versions_for_audience([report.cycle], Audience(report.audience))
    rows = readable.values_list("workplan__taskforce__country__code", "number")
    now = {code or REGION: number for code, number in rows}
    dataset = report.frozen()
    for country, chapter in zip(dataset.countries, dataset.chapters, strict=True):
        if chapter.released and country.code not in now:
            said = _("%(country)s ended its release after this edition was made. Make a new edition.")
        elif chapter.released and chapter.version != now[country.code]:
            said = _("%(country)s released another version after this edition was made. Make a new edition.")
        else:
            continue
        yield broken(ar_3, say(said, country=country.name))
    if dataset.regional.released and REGION not in now:
        said = _(
            "The release of the regional workplan ended after this edition was made. Make a new edition."
        )
        yield broken(ar_3, said)
    elif dataset.regional.version not in (None, now.get(REGION)):
        said = _(
            "A new version of the regional workplan was released after this edition was made. Make a new "
            "edition."
        )
        yield broken(ar_3, said)
    for why in _ended_of_years_before(report, dataset):
        yield broken(ar_3, why)


def ar_4(texts: Mapping[str, str], figures: Iterable[Figure]) -> Iterator[Violation]:
    """Yield AR-4 for each highlight that its figure contradicts, also as typed, and where there are only one or two."""
    now = {figure.key: figure for figure in figures}
    written = [number for number in HIGHLIGHTS if texts.get(f"highlight_{number}")]
    for number in written:
        key, _equals, was = texts.get(f"figure_{number}", "").partition("=")
        figure = now.get(key)
        if figure and figure.value != was:
            said = _(
                "%(table)s now says %(now)s. Your sentence says %(was)s. Correct highlight %(number)s and choose "
                "its figure again."
            )
            words = say(said, table=figure.table, now=figure.value, was=was, number=number)
        elif key and not figure:
            said = _(
                "The report no longer has the figure of highlight %(number)s. Correct the highlight and choose "
                "another figure."
            )
            words = say(said, number=number)
        elif figure and (told := _told_instead(texts[f"highlight_{number}"], figure.value)):
            said = _(
                "%(table)s says %(now)s. Your sentence says %(told)s. Correct highlight %(number)s, or choose another "
                "figure."
            )
            words = say(said, table=figure.table, now=figure.value, told=told, number=number)
        else:
            continue
        yield broken(ar_4, words, field=f"figure_{number}")
    if 0 < len(written) < FEWEST_HIGHLIGHTS:
        said = _("Write three to six highlights, or none.")
        yield broken(ar_4, said, field=f"highlight_{len(written) + 1}")


def _told_instead(sentence: str, value: str) -> str:
    """The number that a sentence tells in place of the value; "" where it tells the value, no number, or several."""
    found = NUMBER.findall(NAMED.sub("", western_digits(sentence)))
    numbers = [one for one in found if not re.fullmatch("(?:19|20)[0-9]{2}", one)]
    is_other = len(numbers) == 1 and re.sub(r"\D", "", numbers[0]) != re.sub(r"\D", "", value)
    return numbers[0] if is_other else ""


def overtaken(newer: int) -> str:
    """Why an older edition stays where it is; `newer` is the number of the newer one."""
    said = _("Edition %(edition)s is newer and ready. If you need other figures, make a new edition.")
    return say(said, edition=str(newer))


def _ended_of_years_before(report: AnnualReport, dataset: Dataset) -> Iterator[str]:
    """Whose figures of a year before an edition shows to readers who may not read them now.

    Outsiders read states and follow-ups only of what was released, others always.
    """
    are_outsiders, followed = report.audience in OUTSIDERS, year_followed_up(report.cycle)
    for before in years_before_in(report, dataset):
        readable = versions_for_audience([before], Audience(report.audience))
        codes = readable.values_list("workplan__taskforce__country__code", flat=True)
        read = {code or REGION for code in codes}
        kept = [year for year in dataset.earlier if year.facts.year == before.year]
        shown = {code for year in kept for code, money in year.money_by_place.items() if money}
        if are_outsiders:
            shown |= _whose_states(dataset, before)
        if are_outsiders and before == followed:
            asked_of = (asked for one in dataset.followed_up for asked in one.addressees)
            silent = (*NO_FOLLOW_UP, FollowUp.OPEN)
            shown |= {asked.code for asked in asked_of if asked.follow_up or asked.result not in silent}
        year = str(before.year)
        for country in dataset.countries:
            if country.code in shown - read:
                said = _(
                    "%(country)s ended its release of %(year)s after this edition was made. Make a new edition."
                )
                yield say(said, country=country.name, year=year)
        if REGION in shown - read:
            said = _(
                "The release of the regional workplan of %(year)s ended after this edition was made. Make a "
                "new edition."
            )
            yield say(said, year=year)


def _whose_states(dataset: Dataset, before: AnnualCycle) -> set[str]:
    """The codes of those with a cell that tells of a year before: by "was", or by a run that began then or earlier."""
    if before.plan.code != dataset.facts.plan.code:
        return set()
    compared = before.year == dataset.facts.previous_year
    return {
        code
        for target in dataset.targets
        for code, cell in coded_cells(dataset, target)
        if (compared and cell.was is not None)
        or (cell.since_year is not None and cell.since_year <= before.year)
    }

"""Rules of editions (AR-2, AR-3)."""

from __future__ import annotations

from collections.abc import Iterator

from commit_portal.permits import Violation, broken
from reporting.editions.queries import years_before_in
from reporting.facts.shape import Addressee, Dataset
from reporting.facts.tallies import REGION, coded_cells
from reporting.ground.years import OUTSIDERS, year_followed_up
from reporting.models import AnnualReport
from reporting.statuses import (
    ReportStatus,
)
from workplans.models import AnnualCycle
from workplans.plan.visibility import versions_for_audience
from workplans.statuses import Audience


def ar_2(report: AnnualReport) -> Violation | None:
    """An edition, once rendered, never changes; a correction is a new edition, and the old one names its
    successor, what changed and why.

    So an edition that a newer finished one has overtaken is neither made nor released after it.
    """
    newer = AnnualReport.objects.light().with_overtaking().get(pk=report.pk).overtaken_by
    return broken(ar_2, overtaken_words(newer)) if newer else None


def another_edition_says_why(cycle: AnnualCycle, audience: str, why: str) -> Violation | None:
    """AR-2 for who asks: a reason is needed where an edition for the same readers is finished or on its way."""
    there = AnnualReport.objects.filter(cycle=cycle, audience=audience).exclude(status=ReportStatus.FAILED)
    if why.strip() or not there.exists():
        return None
    return broken(
        ar_2, "Say why another edition is needed: whoever has the old one will read it.", field="why"
    )


def asked_meanwhile(newest: AnnualReport) -> Violation:
    """AR-2 for who asks at the same moment as somebody else, with other figures. The second is told of it."""
    return broken(
        ar_2,
        f"Edition {newest.edition} was asked for a moment ago, with other figures than yours. Look at it, and "
        "ask again if another one is still needed.",
    )


def ar_3(report: AnnualReport) -> Violation | None:
    """A country's lines, narratives and money enter an edition only as far as its lead has released them to
    the edition's audience.

    What was frozen is compared with what the audience may read now, also of the year before. A country that has
    released its plan only since then stands in no edition's way.
    """
    readable = versions_for_audience(report.cycle, Audience(report.audience))
    rows = readable.values_list("workplan__taskforce__country__code", "number")
    now = {code or "": number for code, number in rows}
    dataset = report.frozen()
    words = []
    for country, chapter in zip(dataset.countries, dataset.chapters, strict=True):
        if chapter.released and country.code not in now:
            words.append(f"{country.name} has ended its release since this edition was made.")
        elif chapter.released and chapter.version != now[country.code]:
            words.append(f"{country.name} has released another version since this edition was made.")
    if dataset.regional.released and "" not in now:
        words.append("The release of the regional workplan has ended since this edition was made.")
    elif dataset.regional.version not in (None, now.get("")):
        words.append("There is another version of the regional workplan since this edition was made.")
    words += _ended_of_years_before(report, dataset)
    return broken(ar_3, " ".join([*words, "Ask for a new edition."])) if words else None


def _ended_of_years_before(report: AnnualReport, dataset: Dataset) -> Iterator[str]:
    """Whose states and follow-ups of a year before an edition shows to outsiders who may not read them now."""
    if report.audience not in OUTSIDERS:
        return
    followed = year_followed_up(report.cycle)
    for before in years_before_in(report, dataset):
        readable = versions_for_audience(before, Audience(report.audience))
        read = {
            code or REGION for code in readable.values_list("workplan__taskforce__country__code", flat=True)
        }
        shown = _whose_states(dataset, before)
        if before == followed:
            shown |= _whose_follow_ups(dataset)
        for country in dataset.countries:
            if country.code in shown - read:
                yield f"{country.name} has ended its release of {before.year} since this edition was made."
        if REGION in shown - read:
            yield f"The release of the regional workplan of {before.year} has ended since this edition was made."


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


def _whose_follow_ups(dataset: Dataset) -> set[str]:
    asked_of = (asked for one in dataset.followed_up for asked in one.addressees)
    return {asked.code for asked in asked_of if asked != Addressee(asked.name, code=asked.code)}


def overtaken_words(newer: int) -> str:
    """Why an older edition stays where it is; `newer` is the number of the newer one."""
    return f"Edition {newer} is newer and finished. For other figures ask for a new edition."

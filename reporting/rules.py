"""The numbered rules of reviews and of the annual report (docs/rules.md).

The first paragraph of a docstring is the rule's sentence, and its message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from commit_portal.decisions import Violation, broken
from commit_portal.words import and_list, day, money
from reporting.dataset import Addressee, Dataset
from reporting.models import ActivityProgress, AnnualReport, CountryReview, Meeting
from reporting.queries import (
    OUTSIDERS,
    activities_under_review,
    answers_by_target,
    delegates_by_taskforce,
    progress_by_activity,
    targets_asked_of,
    year_followed_up,
    years_before_in,
)
from reporting.statuses import (
    CountryReviewStatus,
    KeptDays,
    MeetingKind,
    ProgressStatus,
    ReportStatus,
    TargetProgress,
)
from reporting.tallies import REGION, coded_cells
from workplans.models import AnnualCycle, VersionLine
from workplans.queries import versions_for_audience
from workplans.statuses import Audience

MID_YEAR_DELEGATES = (2, 2)
SOM_DELEGATES = (6, 10)


def rv_1(sheet: CountryReview) -> Violation | None:
    """A closed answer does not change; the regional office reopens one country's answers with a reason,
    and everybody keeps seeing the last closed ones meanwhile.
    """
    if sheet.status == CountryReviewStatus.CLOSED:
        return broken(rv_1, f"The answers of {sheet.taskforce.name}, round {sheet.round}, are closed.")
    return None


def rv_2(meeting: Meeting) -> tuple[Violation, ...]:
    """The mid-year meeting seats two delegates a country, the SOM six to ten.

    A warning, never a refusal: a meeting without names on record warns of nothing.
    """
    kinds = {part.kind for part in meeting.parts.all()}
    low, high = SOM_DELEGATES if MeetingKind.SOM in kinds else MID_YEAR_DELEGATES
    return tuple(
        broken(rv_2, f"{name}: {count}.", where=name)
        for name, count in delegates_by_taskforce(meeting)
        if not low <= count <= high
    )


def meeting_has_begun(meeting: Meeting, on: date) -> Violation | None:
    """A meeting recommends nothing before its first day; one without a day may have been held."""
    first = meeting.begins_on()
    if first is None or first <= on:
        return None
    return Violation("MEETING", f"Nothing is recommended before the first day of {meeting}, {day(first)}.")


def due_day_is_to_come(due: date | None, before: date | None, *, today: date) -> Iterator[Violation]:
    """Refuse a day for answers that is past, unless it is the one that is set already."""
    if due is not None and due != before and due < today:
        yield Violation(
            "REVIEW",
            _("%(due)s is past. Choose today or a later day, or leave it empty.") % {"due": day(due)},
            field="answers_due_on",
        )


def one_set_of_days(meeting: Meeting, different: Iterable[str], kept_days: str) -> Violation | None:
    """Ask whose days are right where a step and the meeting to be joined have different ones."""
    if not any(different) or kept_days in KeptDays.values:
        return None
    return Violation(
        "MEETING",
        _("The year has other days for this review than %(meeting)s. Choose which days are right.")
        % {"meeting": str(meeting)},
        field="kept_days",
    )


def rv_3(sheet: CountryReview, activities: Iterable[int], targets: Iterable[int] = ()) -> Violation | None:
    """Only what was approved is reviewed.

    Of the activities those of record that are not withdrawn; of the targets those the taskforce is asked.
    """
    approved = set(activities_under_review(sheet).values_list("activity", flat=True))
    if not set(activities) <= approved:
        return broken(rv_3, "An activity of this form is not of record.")
    if not set(targets) <= {target.pk for target in targets_asked_of(sheet)}:
        return broken(rv_3, f"A target of this form is not asked of {sheet.taskforce.name}.")
    return None


def rv_4(activities: Mapping[int, Any], targets: Mapping[int, Any], *, today: date) -> Iterator[Violation]:
    """An answer speaks of what has happened: none of its dates is still to come."""
    for kind, fields, answers in (
        ("a", ("actual_starts_on", "actual_ends_on"), activities),
        ("t", ("achieved_on",), targets),
    ):
        for key, answer in answers.items():
            for field in fields:
                value = getattr(answer, field)
                if value and value > today:
                    yield broken(
                        rv_4,
                        f"{day(value)} is. Leave it empty until then.",
                        field=field,
                        where=f"{kind}{key}",
                    )


def rv_5(activities: Mapping[int, Any]) -> Iterator[Violation]:
    """An activity that has not started has no actual dates, and no money of partners was spent on it.

    The Secretariat's spending is entered by another hand: there it is a warning (RV-6).
    """
    for key, answer in activities.items():
        if answer.status != ProgressStatus.NOT_STARTED:
            continue
        ways = "Choose another status, or leave this empty."
        for field in ("actual_starts_on", "actual_ends_on", "spent_partners"):
            if getattr(answer, field):
                yield broken(rv_5, ways, field=field, where=f"a{key}")


def rv_6(sheet: CountryReview) -> Iterator[Violation]:
    """What is done, achieved or paid for has its date or its words, lies in the year, keeps to what was
    approved, and shows in the target it serves.

    A warning where answers are typed, checked and closed, never a refusal: offices learn of dates late, an
    activity may run over or cost more, and a target may wait for more than one activity.
    """
    progress, answers = progress_by_activity(sheet), answers_by_target(sheet)
    begun: dict[int, list[str]] = {}
    for line in activities_under_review(sheet):
        if (row := progress.get(line.activity_id)) is None:
            continue
        for where, field, doubt in (
            *_doubts_about(row, sheet.review.cycle),
            *_doubts_about_money(row, line),
        ):
            yield broken(rv_6, f"{line.code} {doubt}", field=field, where=f"{where}{row.activity_id}")
        if row.status in (ProgressStatus.UNDER_WAY, ProgressStatus.DONE):
            for link in line.target_links.all():
                begun.setdefault(link.target_id, []).append(f"{line.code} {_word(row)}")
    for target in targets_asked_of(sheet):
        answer = answers.get(target.pk)
        where = f"t{target.pk}"
        if answer is None:
            continue
        if answer.status == TargetProgress.NO_ACTIVITY and target.pk in begun:
            yield broken(
                rv_6,
                f"Target {target.code} reads “{answer.get_status_display()}”, and {and_list(begun[target.pk])}",
                field="status",
                where=where,
            )
        if answer.status == TargetProgress.ACHIEVED and answer.achieved_on is None and not answer.narrative:
            yield broken(
                rv_6,
                f"Target {target.code} is achieved, without the day or a word on what stands behind it",
                field="achieved_on",
                where=where,
            )


def _word(row: ActivityProgress) -> str:
    return f"is {row.get_status_display().lower()}"


def _doubts_about(row: ActivityProgress, cycle: AnnualCycle) -> Iterator[tuple[str, str, str]]:
    """What in one answer does not go together: the form and field to look at, and words after the line's number."""
    if row.status == ProgressStatus.DONE and row.actual_ends_on is None:
        yield "a", "actual_ends_on", "is done, without the day on which it ended"
    if row.status == ProgressStatus.UNDER_WAY and row.actual_ends_on:
        yield "a", "status", f"ended on {day(row.actual_ends_on)} and is still under way"
    if row.status == ProgressStatus.NOT_STARTED and row.spent_secretariat:
        yield (
            "a",
            "status",
            f"has not started, and the Secretariat has spent US${money(row.spent_secretariat)} on it",
        )
    for field, verb in (("actual_starts_on", "started"), ("actual_ends_on", "ended")):
        value = getattr(row, field)
        if value and not cycle.starts_on <= value <= cycle.ends_on:
            yield (
                "a",
                field,
                f"{verb} on {day(value)}, outside the year: {day(cycle.starts_on)} to {day(cycle.ends_on)}",
            )


def _doubts_about_money(row: ActivityProgress, line: VersionLine) -> Iterator[tuple[str, str, str]]:
    """More spent than was approved or accepted, in US dollars.

    What partners spent is measured only where each gift has its amount: in kind, or with nothing accepted on
    record, there is nothing to measure it by.
    """
    approved = line.secretariat_cost or Decimal(0)
    if row.spent_secretariat is not None and row.spent_secretariat > approved:
        spent, more = row.spent_secretariat, row.spent_secretariat - approved
        yield (
            "s",
            "spent_secretariat",
            f"cost the Secretariat US${money(spent)}: US${money(more)} more than the {money(approved)} approved",
        )
    gifts = [gift.amount for gift in line.supports.all()]
    accepted = sum((gift for gift in gifts if gift is not None), Decimal(0))
    measured = bool(gifts) and None not in gifts
    if measured and row.spent_partners is not None and row.spent_partners > accepted:
        spent, more = row.spent_partners, row.spent_partners - accepted
        yield (
            "a",
            "spent_partners",
            f"cost partners US${money(spent)}: US${money(more)} more than the {money(accepted)} they agreed to",
        )


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

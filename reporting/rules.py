"""The numbered rules of reviews (DESIGN 5).

The first paragraph of a docstring is the rule's sentence, and its message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from commit_portal.decisions import Violation
from commit_portal.words import day, money
from reporting.models import ActivityProgress, CountryReview, Meeting
from reporting.queries import (
    activities_under_review,
    answers_by_target,
    delegates_by_taskforce,
    progress_by_activity,
    targets_asked_of,
)
from reporting.statuses import CountryReviewStatus, MeetingKind, ProgressStatus, TargetProgress
from workplans.models import AnnualCycle

MID_YEAR_DELEGATES = (2, 2)
SOM_DELEGATES = (6, 10)


def _broken(rule: Callable[..., Any], detail: str = "", *, field: str = "", where: str = "") -> Violation:
    sentence = " ".join((rule.__doc__ or "").partition("\n\n")[0].split())
    return Violation(rule.__name__.upper().replace("_", "-"), sentence, detail, field, where)


def rv_1(sheet: CountryReview) -> Violation | None:
    """A closed answer does not change; the regional office reopens one country's answers with a reason,
    and everybody keeps seeing the last closed ones meanwhile.
    """
    if sheet.status == CountryReviewStatus.CLOSED:
        return _broken(rv_1, f"The answers of {sheet.taskforce.name}, round {sheet.round}, are closed.")
    return None


def rv_2(meeting: Meeting) -> tuple[Violation, ...]:
    """The mid-year meeting seats two delegates a country, the SOM six to ten.

    A warning, never a refusal: a meeting without names on record warns of nothing.
    """
    kinds = {part.kind for part in meeting.parts.all()}
    low, high = SOM_DELEGATES if MeetingKind.SOM in kinds else MID_YEAR_DELEGATES
    return tuple(
        _broken(rv_2, f"{name}: {count}.", where=name)
        for name, count in delegates_by_taskforce(meeting)
        if not low <= count <= high
    )


def rv_3(sheet: CountryReview, activities: Iterable[int], targets: Iterable[int] = ()) -> Violation | None:
    """Only what was approved is reviewed.

    Of the activities those of record that are not withdrawn; of the targets those the taskforce is asked.
    """
    approved = set(activities_under_review(sheet).values_list("activity", flat=True))
    if not set(activities) <= approved:
        return _broken(rv_3, "An activity of this form is not of record.")
    if not set(targets) <= {target.pk for target in targets_asked_of(sheet)}:
        return _broken(rv_3, f"A target of this form is not asked of {sheet.taskforce.name}.")
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
                    yield _broken(
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
                yield _broken(rv_5, ways, field=field, where=f"a{key}")


def rv_6(sheet: CountryReview) -> Iterator[Violation]:
    """What is done, achieved or paid for has its date or its words, and lies in the year.

    A warning on the page where answers are checked, never a refusal: offices learn of dates late, and an
    activity may run over.
    """
    progress, answers = progress_by_activity(sheet), answers_by_target(sheet)
    for line in activities_under_review(sheet):
        if row := progress.get(line.activity_id):
            for field, doubt in _doubts_about(row, sheet.review.cycle):
                yield _broken(rv_6, f"{line.code} {doubt}", field=field, where=f"a{row.activity_id}")
    for target in targets_asked_of(sheet):
        answer = answers.get(target.pk)
        if answer is None or answer.status != TargetProgress.ACHIEVED:
            continue
        if answer.achieved_on is None and not answer.narrative:
            yield _broken(
                rv_6,
                f"Target {target.code} is achieved, without the day or a word on what stands behind it",
                field="achieved_on",
                where=f"t{target.pk}",
            )


def _doubts_about(row: ActivityProgress, cycle: AnnualCycle) -> Iterator[tuple[str, str]]:
    """What in one answer does not go together: the field to look at, and the words after the line's number."""
    if row.status == ProgressStatus.DONE and row.actual_ends_on is None:
        yield "actual_ends_on", "is done, without the day on which it ended"
    if row.status == ProgressStatus.UNDER_WAY and row.actual_ends_on:
        yield "status", f"ended on {day(row.actual_ends_on)} and is still under way"
    if row.status == ProgressStatus.NOT_STARTED and row.spent_secretariat:
        yield (
            "status",
            f"has not started, and the Secretariat has spent US${money(row.spent_secretariat)} on it",
        )
    for field, verb in (("actual_starts_on", "started"), ("actual_ends_on", "ended")):
        value = getattr(row, field)
        if value and not cycle.starts_on <= value <= cycle.ends_on:
            yield (
                field,
                f"{verb} on {day(value)}, outside the year: {day(cycle.starts_on)} to {day(cycle.ends_on)}",
            )

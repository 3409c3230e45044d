"""The numbered rules of reviews (docs/rules.md).

The first paragraph of a docstring is the rule's sentence, and its message.
"""

from __future__ import annotations

from collections.abc import Iterable

from commit_portal.decisions import Violation, broken
from reporting.models import CountryReview, Meeting
from reporting.queries import activities_under_review, delegates_by_taskforce, targets_asked_of
from reporting.statuses import CountryReviewStatus, MeetingKind

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

"""The numbered rules of reviews and of the annual report (docs/rules.md).

The first paragraph of a docstring is the rule's sentence, and its message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from commit_portal.decisions import Violation, broken
from commit_portal.messages import Message, message
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


# The sentences of the rule book.
RV_1 = _(
    "A closed answer does not change. The regional office can reopen a country's answers with a reason. "
    "Meanwhile everybody sees the last closed answers."
)
RV_2 = _("The mid-year meeting seats two delegates a country, the SOM six to ten.")
RV_3 = _("A review asks only about approved activities, and about the targets asked of the taskforce.")
RV_4 = _("The days of an answer are not in the future.")
RV_5 = _("An activity that has not started has no actual dates and no spending of partners.")
RV_6 = _(
    "An answer has its day or its words, lies in the year, keeps to the approved amounts, and agrees with the targets."
)


def rv_1(sheet: CountryReview) -> Violation | None:
    """Return RV-1 where the answers of a round are closed."""
    if sheet.status == CountryReviewStatus.CLOSED:
        said = message("answers.round_closed", taskforce=sheet.taskforce.name, round=sheet.round)
        return broken(rv_1, said)
    return None


def rv_2(meeting: Meeting) -> tuple[Violation, ...]:
    """Return RV-2 for each country with fewer or more delegates: a warning, never a refusal.

    A meeting without names on record warns of nothing.
    """
    kinds = {part.kind for part in meeting.parts.all()}
    som = MeetingKind.SOM in kinds
    low, high = SOM_DELEGATES if som else MID_YEAR_DELEGATES
    said = "meeting.delegates_som" if som else "meeting.delegates_mid_year"
    return tuple(
        broken(rv_2, message(said, country=name, count=count), where=name)
        for name, count in delegates_by_taskforce(meeting)
        if not low <= count <= high
    )


def meeting_has_begun(meeting: Meeting, on: date) -> Violation | None:
    """Return a violation before the meeting's first day: it recommends nothing yet.

    One without a day may have been held.
    """
    first = meeting.begins_on()
    if first is None or first <= on:
        return None
    return Violation("MEETING", message("meeting.not_begun", meeting=meeting.called, day=first))


def due_day_is_to_come(due: date | None, before: date | None, *, today: date) -> Iterator[Violation]:
    """Refuse a day for answers that is past, unless it is the one that is set already."""
    if due is not None and due != before and due < today:
        yield Violation("REVIEW", message("review.due_day_past", day=due), field="answers_due_on")


def one_set_of_days(meeting: Meeting, different: Iterable[str], kept_days: str) -> Violation | None:
    """Ask whose days are right where a step and the meeting to be joined have different ones."""
    if not any(different) or kept_days in KeptDays.values:
        return None
    return Violation("MEETING", message("review.two_sets_of_days", meeting=meeting.called), field="kept_days")


def rv_3(sheet: CountryReview, activities: Iterable[int], targets: Iterable[int] = ()) -> Violation | None:
    """Return RV-3 where an activity is not approved or withdrawn, or a target is not asked of the taskforce."""
    approved = set(activities_under_review(sheet).values_list("activity", flat=True))
    if not set(activities) <= approved:
        return broken(rv_3, message("answers.activity_not_approved"))
    if not set(targets) <= {target.pk for target in targets_asked_of(sheet)}:
        return broken(rv_3, message("answers.target_not_asked", taskforce=sheet.taskforce.name))
    return None


def rv_4(activities: Mapping[int, Any], targets: Mapping[int, Any], *, today: date) -> Iterator[Violation]:
    """Return RV-4 for each day that is in the future."""
    for kind, fields, answers in (
        ("a", ("actual_starts_on", "actual_ends_on"), activities),
        ("t", ("achieved_on",), targets),
    ):
        for key, answer in answers.items():
            for field in fields:
                value = getattr(answer, field)
                if value and value > today:
                    said = message("answers.day_in_future", day=value)
                    yield broken(rv_4, said, field=field, where=f"{kind}{key}")


def rv_5(activities: Mapping[int, Any]) -> Iterator[Violation]:
    """Return RV-5 for each date and amount of an activity that has not started.

    Another hand enters the Secretariat's spending: there it is a warning (RV-6).
    """
    for key, answer in activities.items():
        if answer.status != ProgressStatus.NOT_STARTED:
            continue
        for field in ("actual_starts_on", "actual_ends_on", "spent_partners"):
            if getattr(answer, field):
                yield broken(rv_5, message("answers.not_started"), field=field, where=f"a{key}")


def rv_6(sheet: CountryReview) -> Iterator[Violation]:
    """Return RV-6 for each answer worth a look: a warning where answers are typed, checked and closed.

    Never a refusal: offices learn of dates late, an activity may run over or cost more, and a target may wait for
    more than one activity.
    """
    progress, answers = progress_by_activity(sheet), answers_by_target(sheet)
    begun: dict[int, list[str]] = {}
    for line in activities_under_review(sheet):
        if (row := progress.get(line.activity_id)) is None:
            continue
        for where, field, doubt in (
            *_doubts_about(row, line, sheet.review.cycle),
            *_doubts_about_money(row, line),
        ):
            yield broken(rv_6, doubt, field=field, where=f"{where}{row.activity_id}")
        if row.status in (ProgressStatus.UNDER_WAY, ProgressStatus.DONE):
            for link in line.target_links.all():
                begun.setdefault(link.target_id, []).append(line.code)
    for target in targets_asked_of(sheet):
        answer = answers.get(target.pk)
        where = f"t{target.pk}"
        if answer is None:
            continue
        if answer.status == TargetProgress.NO_ACTIVITY and target.pk in begun:
            said = message(
                "doubt.target_without_activity", code=target.code, activities=tuple(begun[target.pk])
            )
            yield broken(rv_6, said, field="status", where=where)
        if answer.status == TargetProgress.ACHIEVED and answer.achieved_on is None and not answer.narrative:
            said = message("doubt.achieved_without_proof", code=target.code)
            yield broken(rv_6, said, field="achieved_on", where=where)


type Doubt = tuple[str, str, Message]


def _doubts_about(row: ActivityProgress, line: VersionLine, cycle: AnnualCycle) -> Iterator[Doubt]:
    """What in one answer does not agree: the form ("a" or "s"), the field, and the sentence."""
    code = line.code
    if row.status == ProgressStatus.DONE and row.actual_ends_on is None:
        yield "a", "actual_ends_on", message("doubt.done_without_end", code=code)
    if row.status == ProgressStatus.UNDER_WAY and row.actual_ends_on:
        yield "a", "status", message("doubt.under_way_but_ended", code=code, day=row.actual_ends_on)
    if row.status == ProgressStatus.NOT_STARTED and row.spent_secretariat:
        yield "a", "status", message("doubt.not_started_but_paid", code=code, spent=row.spent_secretariat)
    for field, said in (
        ("actual_starts_on", "doubt.started_outside_year"),
        ("actual_ends_on", "doubt.ended_outside_year"),
    ):
        value = getattr(row, field)
        if value and not cycle.starts_on <= value <= cycle.ends_on:
            yield "a", field, message(said, code=code, day=value, first=cycle.starts_on, last=cycle.ends_on)


def _doubts_about_money(row: ActivityProgress, line: VersionLine) -> Iterator[Doubt]:
    """More spent than was approved or accepted, in US dollars.

    What partners spent is measured only where each gift has its amount: in kind, or with nothing accepted on
    record, there is nothing to measure it by.
    """
    approved = line.secretariat_cost or Decimal(0)
    if row.spent_secretariat is not None and row.spent_secretariat > approved:
        spent = row.spent_secretariat
        yield (
            "s",
            "spent_secretariat",
            message(
                "doubt.secretariat_over",
                code=line.code,
                spent=spent,
                over=spent - approved,
                approved=approved,
            ),
        )
    gifts = [gift.amount for gift in line.supports.all()]
    accepted = sum((gift for gift in gifts if gift is not None), Decimal(0))
    measured = bool(gifts) and None not in gifts
    if measured and row.spent_partners is not None and row.spent_partners > accepted:
        spent = row.spent_partners
        yield (
            "a",
            "spent_partners",
            message(
                "doubt.partners_over", code=line.code, spent=spent, over=spent - accepted, accepted=accepted
            ),
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

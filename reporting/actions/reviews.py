"""Reviews: opening, answering, submitting, closing, reopening. Locks in order: review, sheet, workplan, year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from commit_portal.decisions import Violation, obey, require
from commit_portal.events import record_event
from commit_portal.lifecycle import walk
from commit_portal.marks import fingerprint, require_unchanged
from commit_portal.rowversions import StaleRow
from commit_portal.statuses import EventAudience
from commit_portal.words import day
from reporting.lifecycle import CLOSE_ANSWERS, CLOSE_REVIEW, OPEN_REVIEW, REOPEN_ANSWERS, SUBMIT_ANSWERS
from reporting.models import ActivityProgress, CountryReview, Meeting, Review, TargetStatus
from reporting.permissions import may_answer, may_enter_spending, may_keep_reviews
from reporting.queries import (
    DAYS,
    answers_by_target,
    cycles_of_meeting,
    days_of,
    different_days,
    newest_rounds,
    progress_by_activity,
    step_of_review,
    workplan_of_sheet,
    would_be_late,
)
from reporting.rules import due_day_is_to_come, one_set_of_days, rv_1, rv_3, rv_4, rv_5
from reporting.statuses import CountryReviewStatus, KeptDays, ReviewStage, ReviewStatus, TargetProgress
from workplans.actions.locking import bump_revision, locked_workplan
from workplans.models import AnnualCycle, CycleStep, Seat


@dataclass(frozen=True)
class ActivityAnswer:
    """What a taskforce says of one activity. Spending is US dollars of partners since 1 January."""

    status: str = ""
    actual_starts_on: date | None = None
    actual_ends_on: date | None = None
    spent_partners: Decimal | None = None
    narrative: str = ""

    @property
    def is_empty(self) -> bool:
        return self == ActivityAnswer()


@dataclass(frozen=True)
class TargetAnswer:
    """What a taskforce says of one target. Without a status there is no answer: not reported."""

    status: str = ""
    narrative: str = ""
    achieved_on: date | None = None


class StaleAnswers(StaleRow):
    """Somebody saved other answers meanwhile. `theirs` has what stands now, by "a", "s" or "t" and the key."""

    def __init__(self, current: CountryReview, theirs: Mapping[tuple[str, int], object]) -> None:
        super().__init__(current)
        self.theirs = dict(theirs)


def seen(answer: object) -> str:
    """A short mark of what stood there when a page was shown, by which a stale form is noticed.

    Not the row version: the desk's spending stands in the same row, and the desk and the taskforce fill in
    their parts at the same time without disturbing each other.
    """
    return fingerprint(answer)


def answer_of(row: ActivityProgress | None) -> ActivityAnswer:
    """An activity's row as the sheet types it; empty where there is none yet."""
    if row is None:
        return ActivityAnswer()
    return ActivityAnswer(
        row.status, row.actual_starts_on, row.actual_ends_on, row.spent_partners, row.narrative
    )


def target_answer_of(row: TargetStatus | None) -> TargetAnswer:
    """A target's row as the sheet types it; empty where there is none yet."""
    return TargetAnswer() if row is None else TargetAnswer(row.status, row.narrative, row.achieved_on)


@transaction.atomic
def plan_review(
    cycle: AnnualCycle,
    stage: str,
    *,
    meeting: Meeting | None = None,
    answers_due_on: date | None = None,
    kept_days: str = "",
    by: Seat,
    now: datetime,
) -> Review:
    """Plan a review with its meeting, if there is one, and the day until which answers are asked.

    Its days are kept with the meeting from then on, as for `set_meeting`.
    """
    require(may_keep_reviews(by))
    review, _made = Review.objects.get_or_create(cycle=cycle, stage=ReviewStage(stage))
    review = _locked_review(review)
    obey(*due_day_is_to_come(answers_due_on, review.answers_due_on, today=timezone.localdate(now)))
    if meeting is not None:
        _keep_days_with(meeting, review, kept_days, by=by, now=now)
    Review.objects.filter(pk=review.pk).update(meeting=meeting, answers_due_on=answers_due_on)
    review.meeting, review.answers_due_on = meeting, answers_due_on
    record_event(
        "plan_review", review, by=by, now=now, said=f"planned the {review.get_stage_display().lower()}"
    )
    bump_with_following(cycle)
    return review


@transaction.atomic
def set_meeting(
    review: Review,
    *,
    meeting: Meeting | None,
    answers_due_on: date | None,
    kept_days: str = "",
    seen_before: str | None = None,
    by: Seat,
    now: datetime,
) -> Review:
    """Join a review to a meeting that was fixed after it was opened, or to none, and move the day for answers.

    In every state: closed answers stay as they are (RV-1), and so do the editions. The days of the review's step
    move to the meeting; where it has others, `kept_days` says which are right, a value of `KeptDays`, and
    `RuleBroken` asks for it. `StaleRow` where somebody else has set either meanwhile.
    """
    require(may_keep_reviews(by))
    fresh = _locked_review(review)
    require_unchanged(fresh, seen=seen_before, now=seen(setting_of(fresh)))
    obey(*due_day_is_to_come(answers_due_on, fresh.answers_due_on, today=timezone.localdate(now)))
    changes = []
    if meeting is not None and meeting != fresh.meeting:
        _keep_days_with(meeting, fresh, kept_days, by=by, now=now)
    if meeting != fresh.meeting:
        changes.append(
            f"joined the review to {meeting}" if meeting else f"took the review from {fresh.meeting}"
        )
    if answers_due_on != fresh.answers_due_on:
        changes.append(
            f"asked for answers {f'until {day(answers_due_on)}' if answers_due_on else 'by no set day'}"
        )
    if not changes:
        return fresh
    fresh.meeting, fresh.answers_due_on = meeting, answers_due_on
    fresh.save(update_fields=["meeting", "answers_due_on"])
    record_event("set_meeting", fresh, by=by, now=now, said=" and ".join(changes))
    bump_with_following(fresh.cycle)
    return fresh


def setting_of(review: Review) -> tuple[int | None, date | None]:
    """What `set_meeting` sets, comparable with what a page showed."""
    return review.meeting_id, review.answers_due_on


def bump_with_following(*cycles: AnnualCycle) -> None:
    """What a meeting recommends is followed up in the report of the year after: that one is out of date too.

    Each once, in the order of the years: two meetings of neighbouring years would lock each other out otherwise.
    """
    outdated: dict[int, AnnualCycle] = {}
    for cycle in cycles:
        following = AnnualCycle.objects.filter(year__gt=cycle.year).order_by("year").first()
        outdated |= {found.year: found for found in (cycle, following) if found is not None}
    for year in sorted(outdated):
        bump_revision(outdated[year])


def bump_with_later(cycle: AnnualCycle) -> None:
    """Later years on the same plan compare with the answers of this one: they are out of date too."""
    later = AnnualCycle.objects.filter(plan=cycle.plan_id, year__gt=cycle.year).order_by("year")
    for year in (cycle, *later):
        bump_revision(year)


@transaction.atomic
def open_review(
    cycle: AnnualCycle,
    stage: str,
    *,
    meeting: Meeting | None = None,
    answers_due_on: date | None = None,
    kept_days: str = "",
    by: Seat,
    now: datetime,
) -> Review:
    """Open a review, with a meeting or without: a sheet for every taskforce of the year, and for the region.

    Raises `Refused` for all but the regional office, and where it has been opened already; `RuleBroken` for a
    day for answers that is past, and as for `set_meeting`.
    """
    review = plan_review(
        cycle, stage, meeting=meeting, answers_due_on=answers_due_on, kept_days=kept_days, by=by, now=now
    )
    walk(review, OPEN_REVIEW, by=by, now=now, also={"opened_at": now, "opened_by": by.user})
    CountryReview.objects.bulk_create(
        CountryReview(review=review, taskforce=workplan.taskforce, version=workplan.of_record)
        for workplan in cycle.workplans.select_related("taskforce", "of_record")
    )
    return review


@transaction.atomic
def save_sheet(
    sheet: CountryReview,
    *,
    activities: Mapping[int, ActivityAnswer],
    targets: Mapping[int, TargetAnswer],
    spent: Mapping[int, Decimal | None],
    seen_before: Mapping[tuple[str, int], str],
    by: Seat,
    now: datetime,
) -> int:
    """A page of answers and spending, everything or nothing; the number of those that changed.

    The taskforce fills in the one, the desk the other, the regional office both of the Regional column: what is
    empty is not asked of this reader. Refusals as for `answer_sheet` and `enter_spending`.
    """
    changed = 0
    if activities or targets:
        changed += answer_sheet(
            sheet, activities=activities, targets=targets, seen_before=seen_before, by=by, now=now
        )
    if spent:
        changed += enter_spending(sheet, spent=spent, seen_before=seen_before, by=by, now=now)
    return changed


@transaction.atomic
def answer_sheet(
    sheet: CountryReview,
    *,
    activities: Mapping[int, ActivityAnswer] | None = None,
    targets: Mapping[int, TargetAnswer] | None = None,
    seen_before: Mapping[tuple[str, int], str] | None = None,
    by: Seat,
    now: datetime,
) -> int:
    """Save a taskforce's answers, by the key of the activity or target; the number of those that changed.

    Empties remove the answer: blank is "not reported", not "no activity". `seen_before` has the marks of what
    the page showed; an answer that is the same as then is left alone, and one that somebody else has changed
    raises `StaleAnswers`. Raises `Refused`, `RuleBroken` (RV-1, RV-3, RV-4, RV-5). Nothing is written on any of them.
    """
    activities, targets = activities or {}, targets or {}
    fresh = _locked_sheet(sheet)
    obey(rv_1(fresh))
    require(may_answer(by, fresh))
    obey(
        rv_3(fresh, activities, targets),
        *rv_4(activities, targets, today=timezone.localdate(now)),
        *rv_5(activities),
        *_answers_fit(activities, targets),
    )
    progress, answers = progress_by_activity(fresh), answers_by_target(fresh)
    old: dict[tuple[str, int], object] = {
        **{("a", key): answer_of(progress.get(key)) for key in activities},
        **{("t", key): target_answer_of(answers.get(key)) for key in targets},
    }
    new: dict[tuple[str, int], object] = {
        **{("a", key): answer for key, answer in activities.items()},
        **{("t", key): answer for key, answer in targets.items()},
    }
    changed = _changed(fresh, old, new, seen_before)
    for kind, key in changed:
        if kind == "a":
            _write_progress(fresh, progress.get(key), key, **vars(activities[key]))
        else:
            _write_target(fresh, answers.get(key), key, targets[key])
    _settle(fresh, changed, "saved answers", by=by, now=now)
    return len(changed)


@transaction.atomic
def enter_spending(
    sheet: CountryReview,
    *,
    spent: Mapping[int, Decimal | None],
    seen_before: Mapping[tuple[str, int], str] | None = None,
    by: Seat,
    now: datetime,
) -> int:
    """The desk's part: US dollars that the Secretariat spent on each activity since 1 January.

    Open while the answers are open or submitted; refusals as for `answer_sheet`.
    """
    fresh = _locked_sheet(sheet)
    obey(rv_1(fresh))
    require(may_enter_spending(by, fresh))
    obey(rv_3(fresh, spent))
    progress = progress_by_activity(fresh)
    rows = {key: progress.get(key) for key in spent}
    old: dict[tuple[str, int], object] = {
        ("s", key): row.spent_secretariat if row else None for key, row in rows.items()
    }
    new: dict[tuple[str, int], object] = {("s", key): amount for key, amount in spent.items()}
    changed = _changed(fresh, old, new, seen_before)
    for _kind, key in changed:
        _write_progress(fresh, rows[key], key, spent_secretariat=spent[key])
    _settle(fresh, changed, "entered the Secretariat's spending", by=by, now=now)
    return len(changed)


@transaction.atomic
def submit_sheet(
    sheet: CountryReview, *, seen_version: int | None = None, by: Seat, now: datetime
) -> CountryReview:
    """Hand the answers in, with the version of record that they speak of.

    While the review is open they can be reopened by the regional office. After it has closed they close at
    once, and are marked late where answers were asked until a day, unless they correct answers that had come in
    time. `seen_version` is the row
    version that the check page showed; `StaleRow` where somebody has changed an answer since.
    """
    fresh = _locked_sheet(sheet)
    obey(rv_1(fresh))
    require_unchanged(fresh, seen=seen_version, now=fresh.row_version)
    workplan = workplan_of_sheet(fresh)
    version = locked_workplan(workplan).of_record if workplan else None
    also: dict[str, object] = {
        "version": version,
        "submitted_at": now,
        "submitted_by": by.user,
        "row_version": fresh.row_version + 1,
    }
    target = CountryReviewStatus.SUBMITTED
    if fresh.review.status == ReviewStatus.CLOSED:
        target = CountryReviewStatus.CLOSED
        also |= {"closed_at": now, "is_late": would_be_late(fresh)}
    walk(fresh, SUBMIT_ANSWERS, by=by, now=now, target=target, also=also)
    bump_with_later(fresh.review.cycle)
    return fresh


@transaction.atomic
def close_review(review: Review, *, by: Seat, now: datetime) -> Review:
    """Freeze what was submitted, in every taskforce's sheet. Open sheets stay open and will be late."""
    fresh = _locked_review(review)
    walk(fresh, CLOSE_REVIEW, by=by, now=now, also={"closed_at": now, "closed_by": by.user})
    submitted = CountryReview.objects.select_for_update(of=("self",), no_key=True).filter(
        review=fresh, status=CountryReviewStatus.SUBMITTED
    )
    for sheet in submitted.select_related("taskforce__country").order_by("taskforce__position"):
        sheet.review = fresh
        walk(sheet, CLOSE_ANSWERS, by=by, now=now, also={"closed_at": now})
    bump_with_later(fresh.cycle)
    return fresh


@transaction.atomic
def reopen_sheet(sheet: CountryReview, *, note: str, by: Seat, now: datetime) -> CountryReview:
    """Give the answers back, with a reason.

    Submitted ones become open again. Closed ones stay as everybody sees them, and the next round begins with
    a copy of them (RV-1). Where a newer round has begun meanwhile, that one is meant. Raises `Refused` where it
    is open already, `RuleBroken` without a reason.
    """
    fresh = _locked_sheet(sheet)
    newest = next(found for found in newest_rounds(fresh.review) if found.taskforce_id == fresh.taskforce_id)
    if newest.pk != fresh.pk:
        fresh = _locked_sheet(newest)
    if fresh.status == CountryReviewStatus.SUBMITTED:
        walk(
            fresh,
            REOPEN_ANSWERS,
            by=by,
            now=now,
            note=note,
            target=CountryReviewStatus.OPEN,
            also={
                "reopened_because": note.strip(),
                "submitted_at": None,
                "submitted_by": None,
                "row_version": fresh.row_version + 1,
            },
        )
        return fresh
    walk(fresh, REOPEN_ANSWERS, by=by, now=now, note=note, target=fresh.status)
    following = CountryReview.objects.create(
        review=fresh.review,
        taskforce=fresh.taskforce,
        round=fresh.round + 1,
        version=fresh.version,
        reopened_because=note.strip(),
    )
    _copy_answers(fresh, following)
    return following


def _keep_days_with(meeting: Meeting, review: Review, kept_days: str, *, by: Seat, now: datetime) -> None:
    """Move the days of a review's step to its meeting, which keeps them from now on.

    The meeting's own stay, unless `kept_days` chooses those of the step. Raises `RuleBroken` where it has others and
    nothing is chosen.
    """
    fresh = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    step = step_of_review(review.cycle, review.stage)
    different = different_days(step, fresh)
    obey(one_set_of_days(fresh, different, kept_days))
    moved = [
        kind
        for kind in DAYS
        if days_of(step, kind) != (None, None)
        and (days_of(fresh, kind) == (None, None) or (kind in different and kept_days == KeptDays.STEP))
    ]
    for kind in moved:
        first, last = days_of(step, kind)
        Meeting.objects.filter(pk=fresh.pk).update(**{f"{kind}_from": first, f"{kind}_until": last})
        setattr(meeting, f"{kind}_from", first)
        setattr(meeting, f"{kind}_until", last)
    CycleStep.objects.filter(pk=step.pk).update(
        planned_from=None, planned_until=None, actual_from=None, actual_until=None
    )
    if moved:
        record_event(
            "take_days",
            fresh,
            by=by,
            now=now,
            said=f"took over the days of the {review}",
            audience=EventAudience.READERS,
        )
        bump_with_following(*cycles_of_meeting(fresh))


def _locked_review(review: Review) -> Review:
    return (
        Review.objects.select_for_update(of=("self",), no_key=True)
        .select_related("cycle__plan", "meeting")
        .get(pk=review.pk)
    )


def _locked_sheet(sheet: CountryReview) -> CountryReview:
    """The sheet as it stands now, below its locked review."""
    review = _locked_review(sheet.review)
    fresh = (
        CountryReview.objects.select_for_update(of=("self",), no_key=True)
        .select_related("taskforce__country", "version")
        .get(pk=sheet.pk)
    )
    fresh.review = review
    return fresh


def _changed(
    sheet: CountryReview,
    old: Mapping[tuple[str, int], object],
    new: Mapping[tuple[str, int], object],
    seen_before: Mapping[tuple[str, int], str] | None,
) -> list[tuple[str, int]]:
    """The answers to write: a three-way comparison of what was shown, what stands and what was typed."""
    changed, stale = [], {}
    for place, answer in new.items():
        shown = seen(old[place]) if seen_before is None else seen_before.get(place, "")
        if answer == old[place] or seen(answer) == shown:
            continue
        if shown != seen(old[place]):
            stale[place] = old[place]
        changed.append(place)
    if stale:
        raise StaleAnswers(sheet, stale)
    return changed


def _answers_fit(
    activities: Mapping[int, ActivityAnswer], targets: Mapping[int, TargetAnswer]
) -> Iterable[Violation]:
    """What the constraints of the database would refuse, in words and beside the field."""
    for key, answer in activities.items():
        if (
            answer.actual_starts_on
            and answer.actual_ends_on
            and answer.actual_ends_on < answer.actual_starts_on
        ):
            yield Violation(
                "REVIEW", "The activity ended before it started.", field="actual_ends_on", where=f"a{key}"
            )
    for key, reply in targets.items():
        if reply.achieved_on and reply.status != TargetProgress.ACHIEVED:
            yield Violation(
                "REVIEW",
                "Only an achieved target has a date on which it was achieved.",
                field="achieved_on",
                where=f"t{key}",
            )
        if reply.narrative and not reply.status:
            yield Violation(
                "REVIEW", "Words about a target need its status. Choose one.", field="status", where=f"t{key}"
            )


def _write_progress(sheet: CountryReview, row: ActivityProgress | None, key: int, **values: object) -> None:
    """One row an activity; it goes when neither the taskforce nor the desk says anything in it."""
    if row is None:
        ActivityProgress.objects.create(sheet=sheet, activity_id=key, **values)
        return
    for name, value in values.items():
        setattr(row, name, value)
    if answer_of(row).is_empty and row.spent_secretariat is None:
        row.delete()
        return
    ActivityProgress.objects.filter(pk=row.pk).update(**values, row_version=F("row_version") + 1)


def _write_target(sheet: CountryReview, row: TargetStatus | None, key: int, answer: TargetAnswer) -> None:
    if not answer.status:
        if row is not None:
            row.delete()
    elif row is None:
        TargetStatus.objects.create(sheet=sheet, target_id=key, **vars(answer))
    else:
        TargetStatus.objects.filter(pk=row.pk).update(**vars(answer), row_version=F("row_version") + 1)


def _settle(
    sheet: CountryReview, changed: list[tuple[str, int]], said: str, *, by: Seat, now: datetime
) -> None:
    """Count the sheet up, say so in the trail, and make caches of the year out of date, where anything changed.

    The comparison shows closed answers alone, and yet every save bumps: so nobody has to judge which one shows.
    """
    if not changed:
        return
    CountryReview.objects.filter(pk=sheet.pk).update(row_version=F("row_version") + 1)
    record_event(
        "answer", sheet, by=by, now=now, said=f"{said} ({len(changed)})", audience=EventAudience.BOTH
    )
    bump_revision(sheet.review.cycle)


def _copy_answers(old: CountryReview, new: CountryReview) -> None:
    copies = []
    for row in old.progress.all():
        row.pk, row.sheet, row.row_version = None, new, 1
        copies.append(row)
    ActivityProgress.objects.bulk_create(copies)
    answers = []
    for answer in old.target_answers.all():
        answer.pk, answer.sheet, answer.row_version = None, new, 1
        answers.append(answer)
    TargetStatus.objects.bulk_create(answers)

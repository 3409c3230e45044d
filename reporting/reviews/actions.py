"""Opening, closing and reopening reviews, and submitting sheets."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commit_portal.i18n import Message, message
from commit_portal.refusals import Violation, obey, require
from commit_portal.statuses import EventAudience
from commit_portal.workflow import fingerprint, record_event, require_unchanged, walk
from commit_portal.workflow.lifecycle import require_open
from reporting import models
from reporting.answers.answer_actions import locked_review, locked_sheet
from reporting.answers.lifecycle import CLOSE_ANSWERS, REOPEN_ANSWERS, SUBMIT_ANSWERS
from reporting.answers.queries import day_in, workplan_of_sheet
from reporting.answers.rules import REVIEW, rv_1
from reporting.meetings.actions import TAKE_DAYS, post_entries, when_and_where
from reporting.meetings.days_shown import DAY_KINDS, days_of, different_days, is_earlier, steps_of_reviews
from reporting.meetings.queries import cycles_of_meeting
from reporting.meetings.rules import held_before, is_to_come, one_set_of_days
from reporting.reviews.lifecycle import CLOSE_REVIEW, OPEN_REVIEW
from reporting.reviews.permissions import may_keep_reviews
from reporting.reviews.queries import newest_rounds
from reporting.reviews.rules import closes_with_all, due_day_is_to_come
from reporting.shared.years import bump_with_later
from reporting.statuses import CountryReviewStatus, KeptDays, ReviewStage, ReviewStatus
from workplans.models import AnnualCycle, CycleStep, Seat
from workplans.plan.locking import bump_with_following, locked_workplan

# The verb of the event of a review that is joined to a meeting, or has another day for answers.
SET_MEETING = "set_meeting"
# The verb of the event of a country that was asked again for its answers.
REMIND = "remind"


@transaction.atomic
def set_meeting(
    review: models.Review,
    *,
    meeting: models.Meeting | None,
    answers_due_on: date | None,
    kept_days: str = "",
    seen: str | None = None,
    by: Seat,
    now: datetime,
) -> models.Review:
    """Join a review to a meeting, or to none, and move the day for answers.

    In every state, also before it is opened, so that the year has the days of its meeting: closed answers stay as they
    are (RV-1), and so do the editions. The days of the review's step move to the meeting; where it has others, `kept_days`
    says which are right, a value of `KeptDays`, and `RuleBroken` asks for it. `StaleRow` where somebody else has set either
    meanwhile.
    """
    require(may_keep_reviews(by))
    fresh = _locked_row(review.cycle, review.stage)
    require_unchanged(fresh, seen=seen, now=fingerprint(setting_of(fresh)))
    obey(*due_day_is_to_come(fresh, answers_due_on, fresh.answers_due_on, today=timezone.localdate(now)))
    changes: list[Message] = []
    if meeting != fresh.meeting and meeting is not None:
        _keep_days_with(meeting, fresh, kept_days, by=by, now=now)
        changes.append(message("review.joined", meeting=meeting.called))
    elif meeting != fresh.meeting and fresh.meeting is not None:
        changes.append(message("review.taken_from_meeting", meeting=fresh.meeting.called))
    if answers_due_on != fresh.answers_due_on:
        until = message("review.answers_until", day=answers_due_on)
        changes.append(until if answers_due_on else message("review.answers_without_day"))
    if not changes:
        return fresh
    fresh.meeting, fresh.answers_due_on = meeting, answers_due_on
    fresh.save(update_fields=["meeting", "answers_due_on"])
    for change in changes:
        record_event(SET_MEETING, fresh, by=by, now=now, facts=change)
    bump_with_following(fresh.cycle)
    return fresh


def setting_of(review: models.Review) -> tuple[int | None, date | None]:
    """The values that `set_meeting` changes, to compare with what a page showed."""
    return review.meeting_id, review.answers_due_on


@transaction.atomic
def open_review(
    cycle: AnnualCycle,
    stage: str,
    *,
    meeting: models.Meeting | None = None,
    answers_due_on: date | None = None,
    kept_days: str = "",
    by: Seat,
    now: datetime,
) -> models.Review:
    """Open a review, with a meeting or without: a sheet for every taskforce of the year, and for the region.

    Raises `Refused` for all but the regional office, and where it has been opened already; `RuleBroken` for a
    day for answers that is past, and as for `set_meeting`.
    """
    require(may_keep_reviews(by))
    review = _locked_row(cycle, stage)
    obey(*due_day_is_to_come(review, answers_due_on, review.answers_due_on, today=timezone.localdate(now)))
    if meeting is not None:
        _keep_days_with(meeting, review, kept_days, by=by, now=now)
    models.Review.objects.filter(pk=review.pk).update(meeting=meeting, answers_due_on=answers_due_on)
    review.meeting, review.answers_due_on = meeting, answers_due_on
    bump_with_following(cycle)
    walk(review, OPEN_REVIEW, by=by, now=now, also={"opened_at": now, "opened_by": by.user})
    models.CountryReview.objects.bulk_create(
        models.CountryReview(
            review=review, taskforce=plan.taskforce, version=plan.of_record, opened_with=plan.of_record
        )
        for plan in cycle.workplans.select_related("taskforce", "of_record")
    )
    return review


@transaction.atomic
def submit_sheet(
    sheet: models.CountryReview, *, seen: int | None = None, by: Seat, now: datetime
) -> models.CountryReview:
    """Submit the answers, with the approved version that they are about.

    While the review is open they can be reopened by the regional office. After it has closed they close at once. The
    first submission keeps its day and the last day for answers, by which they are late or not. `seen` is the row
    version that the check page showed; `StaleRow` where somebody has changed an answer since.
    """
    fresh = locked_sheet(sheet)
    obey(rv_1(fresh))
    require_open(fresh, SUBMIT_ANSWERS, by=by)
    require_unchanged(fresh, seen=seen, now=fresh.row_version)
    workplan = workplan_of_sheet(fresh)
    version = locked_workplan(workplan).of_record if workplan else None
    also: dict[str, object] = {
        "version": version,
        "submitted_at": now,
        "submitted_by": by.user,
        "row_version": fresh.row_version + 1,
    }
    if fresh.answered_on is None:
        also |= {"answered_on": day_in(fresh.taskforce, now), "due_on": fresh.review.answers_due_on}
    target = CountryReviewStatus.SUBMITTED
    if fresh.review.status == ReviewStatus.CLOSED:
        target = CountryReviewStatus.CLOSED
        also["closed_at"] = now
    walk(fresh, SUBMIT_ANSWERS, by=by, now=now, target=target, also=also)
    bump_with_later(fresh.review.cycle)
    return fresh


@transaction.atomic
def close_review(
    review: models.Review, *, with_at_least: int | None = None, by: Seat, now: datetime
) -> models.Review:
    """Freeze what was submitted, in every taskforce's sheet, and end the questions of the desks. Open sheets stay open.

    Raises `RuleBroken` while answers are missing, unless at least `with_at_least` sheets are submitted.
    """
    fresh = locked_review(review)
    require_open(fresh, CLOSE_REVIEW, by=by)
    obey(closes_with_all(newest_rounds(fresh), with_at_least))
    walk(fresh, CLOSE_REVIEW, by=by, now=now, also={"closed_at": now, "closed_by": by.user})
    submitted = fresh.sheets.select_for_update(of=("self",), no_key=True).filter(
        status=CountryReviewStatus.SUBMITTED
    )
    for sheet in submitted.select_related("taskforce__country").order_by("taskforce__position"):
        walk(sheet, CLOSE_ANSWERS, by=by, now=now, also={"closed_at": now})
    bump_with_later(fresh.cycle)
    return fresh


@transaction.atomic
def remind(
    review: models.Review, places: Collection[str], *, again: bool = False, by: Seat, now: datetime
) -> list[models.CountryReview]:
    """Ask the officers and leads of these countries again for the answers, each with the last day and a link.

    Who was reminded on this day is left out, unless `again`. Returns the sheets of those who were reminded. Raises
    `RuleBroken` where all of these countries have submitted.
    """
    require(may_keep_reviews(by))
    fresh = locked_review(review)
    missing = [
        sheet
        for sheet in newest_rounds(fresh)
        if sheet.taskforce.slug in places
        and not sheet.taskforce.is_regional
        and sheet.status == CountryReviewStatus.OPEN
    ]
    if not missing:
        obey(Violation(REVIEW, _("These countries have submitted their answers. Nobody needs a reminder.")))
    today = timezone.localdate(now)
    reminded = []
    for sheet in missing:
        if not again and sheet.reminded_at and timezone.localdate(sheet.reminded_at) == today:
            continue
        models.CountryReview.objects.filter(pk=sheet.pk).update(reminded_at=now)
        record_event(REMIND, sheet, by=by, now=now, facts={"taskforce": sheet.taskforce.called})
        reminded.append(sheet)
    return reminded


@transaction.atomic
def reopen_sheet(sheet: models.CountryReview, *, note: str, by: Seat, now: datetime) -> models.CountryReview:
    """Reopen the answers, with a reason.

    Submitted ones become open again. Closed ones stay as everybody sees them, and the next round begins with
    a copy of them (RV-1). Where a newer round has begun meanwhile, that one is meant. Raises `Refused` where it
    is open already, `RuleBroken` without a reason.
    """
    fresh = locked_sheet(sheet)
    newest = next(found for found in newest_rounds(fresh.review) if found.taskforce_id == fresh.taskforce_id)
    if newest.pk != fresh.pk:
        fresh = locked_sheet(newest)
    is_submitted = fresh.status == CountryReviewStatus.SUBMITTED
    target, also = fresh.status, dict[str, object]()
    if is_submitted:
        target = CountryReviewStatus.OPEN
        also = {"submitted_at": None, "submitted_by": None, "row_version": fresh.row_version + 1}
        also["reopened_because"] = note.strip()
    facts = {"taskforce": fresh.taskforce.called}
    walk(fresh, REOPEN_ANSWERS, by=by, now=now, note=note, target=target, facts=facts, also=also)
    if is_submitted:
        return fresh
    workplan = workplan_of_sheet(fresh)
    following = models.CountryReview.objects.create(
        review=fresh.review,
        taskforce=fresh.taskforce,
        round=fresh.round + 1,
        # Its answers go on from those of the round before, and so do their versions.
        row_version=fresh.row_version + 1,
        version=fresh.version,
        opened_with=workplan.of_record if workplan else None,
        reopened_because=note.strip(),
        answered_on=fresh.answered_on,
        due_on=fresh.due_on,
    )
    _copy_answers(fresh, following)
    return following


def _locked_row(cycle: AnnualCycle, stage: str) -> models.Review:
    """The row of a review, which a year gets with the first that is done for it."""
    review, _made = models.Review.objects.get_or_create(cycle=cycle, stage=ReviewStage(stage))
    return locked_review(review)


def _keep_days_with(
    meeting: models.Meeting, review: models.Review, kept_days: str, *, by: Seat, now: datetime
) -> None:
    """Move the days of a review's step to its meeting, which keeps them from now on.

    The meeting's own stay, unless `kept_days` chooses those of the step; those from public sources stay always. Its
    delegates get what it takes for their calendars.
    Raises `RuleBroken` where it has others and nothing is chosen, and where it was held before the year.
    """
    fresh = models.Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    # Nobody dates the step between this look at its days and the end of the writing (`set_step_dates`).
    step = CycleStep.objects.select_for_update().get(pk=steps_of_reviews(review.cycle)[review.stage].pk)
    on = timezone.localdate(now)
    different, was = different_days(step, fresh, on), fresh.ends_on()
    obey(held_before(fresh, review.cycle.year), one_set_of_days(fresh, different, kept_days))
    moved = [
        kind
        for kind in DAY_KINDS
        if days_of(step, kind) != (None, None)
        and (days_of(fresh, kind) == (None, None) or (kind in different and kept_days == KeptDays.STEP))
    ]
    days = {kind: days_of(step, kind) for kind in moved}
    if "planned" in different and "planned" in moved and not fresh.is_held(on):
        # Recorded days that are to come count as planned, and would hide the days that were chosen.
        days.setdefault("actual", (None, None))
    for kind, (first, last) in days.items():
        models.Meeting.objects.filter(pk=fresh.pk).update(**{f"{kind}_from": first, f"{kind}_until": last})
        setattr(meeting, f"{kind}_from", first)
        setattr(meeting, f"{kind}_until", last)
    # The step keeps the planned days of its year where the meeting was planned for an earlier one.
    stays = "planned" not in moved and is_earlier(days_of(fresh, "planned"), review.cycle.year)
    kinds = ("actual",) if stays else DAY_KINDS
    CycleStep.objects.filter(pk=step.pk).update(
        **{f"{kind}_{end}": None for kind in kinds for end in ("from", "until")}
    )
    if moved:
        places = {"before": when_and_where(fresh), "after": when_and_where(meeting)}
        record_event(TAKE_DAYS, fresh, by=by, now=now, facts=places, audience=EventAudience.READERS)
        if is_to_come(was, meeting.ends_on(), on=on):
            post_entries(meeting, meeting.delegates.values_list("email", flat=True), changed="yes")
        bump_with_following(*cycles_of_meeting(fresh))


def _copy_answers(old: models.CountryReview, new: models.CountryReview) -> None:
    progress: list[Any] = list(old.progress.prefetch_related("partner_spending"))
    answers: list[Any] = list(old.target_answers.all())
    # The rows alone: both rounds name the same file.
    evidence: list[Any] = list(models.Evidence.objects.kept().filter(sheet=old))
    spending = [(one, row) for row in progress for one in row.partner_spending.all()]
    for row in (*progress, *answers, *evidence):
        row.pk, row.sheet = None, new
    models.ActivityProgress.objects.bulk_create(progress)
    models.TargetStatus.objects.bulk_create(answers)
    models.Evidence.objects.bulk_create(evidence)
    for one, row in spending:
        one.pk, one.progress = None, row
    models.PartnerSpending.objects.bulk_create(one for one, _row in spending)

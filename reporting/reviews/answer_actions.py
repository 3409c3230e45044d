"""Answering a sheet: what a taskforce and its desk say of activities and targets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from commit_portal.i18n.messages import Message, message
from commit_portal.refusals import Violation, obey, require
from commit_portal.statuses import EventAudience
from commit_portal.workflow.events import record_event
from commit_portal.workflow.optimistic_locking import StaleRow, fingerprint
from reporting.dataset.money import sum_of_known
from reporting.models import ActivityProgress, CountryReview, PartnerSpending, Review, TargetStatus
from reporting.reviews.partner_support import PartnerAnswer, answers_in, support_asked
from reporting.reviews.permissions import may_answer, may_enter_spending
from reporting.reviews.queries import (
    answers_by_target,
    progress_by_activity,
)
from reporting.reviews.rules import REVIEW, rv_1, rv_3, rv_4, rv_5, rv_7
from reporting.statuses import RowKind, TargetProgress
from workplans.models import Seat
from workplans.plan.locking import bump_revision

# The verb of the event of saved answers and spending.
ANSWER = "answer"


@dataclass(frozen=True)
class ActivityAnswer:
    """A taskforce's answer for one activity.

    `spending` says something of each partner in it; partners that are not named stand last.
    """

    status: str = ""
    actual_starts_on: date | None = None
    actual_ends_on: date | None = None
    spending: tuple[PartnerAnswer, ...] = ()
    narrative: str = ""

    def __post_init__(self) -> None:
        said = [one for one in self.spending if not one.is_empty]
        said.sort(key=lambda one: (one.partner is None, one.partner or 0))
        object.__setattr__(self, "spending", tuple(said))

    @property
    def spent_partners(self) -> Decimal | None:
        """US dollars of all partners since 1 January; None where nobody says any."""
        return sum_of_known(one.amount for one in self.spending)

    @property
    def is_empty(self) -> bool:
        return self == ActivityAnswer()


@dataclass(frozen=True)
class TargetAnswer:
    """A taskforce's answer for one target. Without a status there is no answer: not reported."""

    status: str = ""
    narrative: str = ""
    achieved_on: date | None = None


class StaleAnswers(StaleRow):
    """Someone saved other answers meanwhile. `theirs` has the saved answers, by `RowKind` and key."""

    def __init__(self, current: CountryReview, theirs: Mapping[tuple[RowKind, int], object]) -> None:
        super().__init__(current)
        self.theirs = dict(theirs)


def answer_of(row: ActivityProgress | None) -> ActivityAnswer:
    """An activity's row as the sheet types it; empty where there is none yet."""
    if row is None:
        return ActivityAnswer()
    spending = answers_in(row.partner_spending.all())
    return ActivityAnswer(row.status, row.actual_starts_on, row.actual_ends_on, spending, row.narrative)


def target_answer_of(row: TargetStatus | None) -> TargetAnswer:
    """A target's row as the sheet types it; empty where there is none yet."""
    return TargetAnswer() if row is None else TargetAnswer(row.status, row.narrative, row.achieved_on)


@transaction.atomic
def save_sheet(
    sheet: CountryReview,
    *,
    activities: Mapping[int, ActivityAnswer],
    targets: Mapping[int, TargetAnswer],
    spent: Mapping[int, Decimal | None],
    seen_before: Mapping[tuple[RowKind, int], str],
    by: Seat,
    now: datetime,
) -> int:
    """A page of answers and spending, everything or nothing; the number of those that changed.

    The taskforce answers, the desk enters spending. The regional office does both of the Regional column: what is
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
    seen_before: Mapping[tuple[RowKind, int], str] | None = None,
    by: Seat,
    now: datetime,
) -> int:
    """Save a taskforce's answers, by the key of the activity or target; the number of those that changed.

    Empties remove the answer: blank is "not reported", not "no activity". `seen_before` has the marks of what
    the page showed; an answer that is the same as then is left alone, and one that somebody else has changed
    raises `StaleAnswers`. Raises `Refused`, `RuleBroken` (RV-1, RV-3, RV-4, RV-5, RV-7). Nothing is written on any of them.
    """
    activities, targets = activities or {}, targets or {}
    fresh = locked_sheet(sheet)
    obey(rv_1(fresh))
    require(may_answer(by, fresh))
    progress, answers = progress_by_activity(fresh), answers_by_target(fresh)
    obey(
        rv_3(fresh, activities, targets),
        *rv_4(activities, targets, today=timezone.localdate(now)),
        *rv_5(activities),
        *rv_7(activities, support_asked(fresh), progress),
        *_answers_fit(activities, targets),
    )
    old: dict[tuple[RowKind, int], object] = {
        **{(RowKind.ACTIVITY, key): answer_of(progress.get(key)) for key in activities},
        **{(RowKind.TARGET, key): target_answer_of(answers.get(key)) for key in targets},
    }
    new: dict[tuple[RowKind, int], object] = {
        **{(RowKind.ACTIVITY, key): answer for key, answer in activities.items()},
        **{(RowKind.TARGET, key): answer for key, answer in targets.items()},
    }
    changed = _changed(fresh, old, new, seen_before)
    for kind, key in changed:
        if kind == RowKind.ACTIVITY:
            _write_answer(fresh, progress.get(key), key, activities[key])
        else:
            _write_target(fresh, answers.get(key), key, targets[key])
    settle_answers(fresh, message("answers.saved", count=len(changed)), changed, by=by, now=now)
    return len(changed)


@transaction.atomic
def enter_spending(
    sheet: CountryReview,
    *,
    spent: Mapping[int, Decimal | None],
    seen_before: Mapping[tuple[RowKind, int], str] | None = None,
    by: Seat,
    now: datetime,
) -> int:
    """The desk's part: US dollars that the Secretariat spent on each activity since 1 January.

    Open while the answers are open or submitted; refusals as for `answer_sheet`.
    """
    fresh = locked_sheet(sheet)
    obey(rv_1(fresh))
    require(may_enter_spending(by, fresh))
    obey(rv_3(fresh, spent))
    progress = progress_by_activity(fresh)
    rows = {key: progress.get(key) for key in spent}
    old: dict[tuple[RowKind, int], object] = {
        (RowKind.SPENDING, key): row.spent_secretariat if row else None for key, row in rows.items()
    }
    new: dict[tuple[RowKind, int], object] = {
        (RowKind.SPENDING, key): amount for key, amount in spent.items()
    }
    changed = _changed(fresh, old, new, seen_before)
    for _kind, key in changed:
        row = rows[key]
        if row is not None and spent[key] is None and answer_of(row).is_empty:
            row.delete()
        else:
            _write_progress(fresh, row, key, spent_secretariat=spent[key])
    settle_answers(fresh, message("answers.spending_entered", count=len(changed)), changed, by=by, now=now)
    return len(changed)


def locked_review(review: Review) -> Review:
    return (
        Review.objects.select_for_update(of=("self",), no_key=True)
        .select_related("cycle__plan", "meeting")
        .get(pk=review.pk)
    )


def locked_sheet(sheet: CountryReview) -> CountryReview:
    """The sheet as it is now, locked after its review."""
    review = locked_review(sheet.review)
    fresh = (
        CountryReview.objects.select_for_update(of=("self",), no_key=True)
        .select_related("taskforce__country", "version")
        .get(pk=sheet.pk)
    )
    fresh.review = review
    return fresh


def _changed(
    sheet: CountryReview,
    old: Mapping[tuple[RowKind, int], object],
    new: Mapping[tuple[RowKind, int], object],
    seen_before: Mapping[tuple[RowKind, int], str] | None,
) -> list[tuple[RowKind, int]]:
    """The answers to write: compares what the page showed, what is saved and what was typed."""
    changed, stale = [], {}
    for place, answer in new.items():
        shown = fingerprint(old[place]) if seen_before is None else seen_before.get(place, "")
        if answer == old[place] or fingerprint(answer) == shown:
            continue
        if shown != fingerprint(old[place]):
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
            said = _("The activity ended before it started. Correct one of the two dates.")
            yield Violation(REVIEW, said, field="actual_ends_on", where=RowKind.ACTIVITY.of(key))
    for key, reply in targets.items():
        if reply.achieved_on and reply.status != TargetProgress.ACHIEVED:
            said = _("Only an achieved target has this date. Choose “Achieved”, or leave the date empty.")
            yield Violation(REVIEW, said, field="achieved_on", where=RowKind.TARGET.of(key))
        if reply.narrative and not reply.status:
            said = _("You wrote an explanation for this target. Choose a status too.")
            yield Violation(REVIEW, said, field="status", where=RowKind.TARGET.of(key))


def _write_answer(
    sheet: CountryReview, row: ActivityProgress | None, key: int, answer: ActivityAnswer
) -> None:
    """One row an activity with its partners; it goes when neither the taskforce nor the desk says anything in it."""
    if row is not None and answer.is_empty and row.spent_secretariat is None:
        row.delete()
        return
    said = {name: value for name, value in vars(answer).items() if name != "spending"}
    row = _write_progress(sheet, row, key, **said, spent_partners=answer.spent_partners)
    PartnerSpending.objects.filter(progress=row).delete()
    PartnerSpending.objects.bulk_create(
        PartnerSpending(progress=row, partner_id=one.partner, amount=one.amount, delivered=one.delivered)
        for one in answer.spending
    )


def _write_progress(
    sheet: CountryReview, row: ActivityProgress | None, key: int, **values: object
) -> ActivityProgress:
    if row is None:
        return ActivityProgress.objects.create(sheet=sheet, activity_id=key, **values)
    ActivityProgress.objects.filter(pk=row.pk).update(**values, row_version=F("row_version") + 1)
    return row


def _write_target(sheet: CountryReview, row: TargetStatus | None, key: int, answer: TargetAnswer) -> None:
    if not answer.status:
        if row is not None:
            row.delete()
    elif row is None:
        TargetStatus.objects.create(sheet=sheet, target_id=key, **vars(answer))
    else:
        TargetStatus.objects.filter(pk=row.pk).update(**vars(answer), row_version=F("row_version") + 1)


def settle_answers(
    sheet: CountryReview, facts: Message, changed: list[tuple[RowKind, int]], *, by: Seat, now: datetime
) -> None:
    """Count the sheet up, say so in the trail, and make caches of the year out of date, where anything changed.

    The comparison shows closed answers alone, and yet every save bumps: so nobody has to judge which one shows.
    """
    if not changed:
        return
    CountryReview.objects.filter(pk=sheet.pk).update(row_version=F("row_version") + 1)
    record_event(ANSWER, sheet, by=by, now=now, facts=facts, audience=EventAudience.BOTH)
    bump_revision(sheet.review.cycle)

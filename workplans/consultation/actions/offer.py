"""A partner offers support of a line, answers what it is asked for, changes its offer and takes it back."""

from datetime import datetime

from django.db import transaction

from commit_portal.refusals import obey, require
from commit_portal.workflow.lifecycle import Transition
from workplans.consultation.actions.transitions import locked_step, locked_support, take_step, tell
from workplans.consultation.lifecycle import ANSWER_WITH_OFFER, CHANGE_OFFER, DECLINE_REQUEST, TAKE_BACK_OFFER
from workplans.consultation.permissions import may_offer
from workplans.consultation.rules import SupportDraft, co_2, co_3, co_4, co_7
from workplans.models import Activity, Contribution, Partner, Seat
from workplans.plan.locking import locked_activity
from workplans.statuses import ContributionStatus, EndedBecause


@transaction.atomic
def offer_support(activity: Activity, draft: SupportDraft, *, by: Seat, now: datetime) -> Contribution:
    """Offer support of a line that the partner reads, without having been asked.

    Raises `Refused`, or `RuleBroken` with CO-2, CO-3 or CO-4.
    """
    line = locked_activity(activity)
    require(may_offer(by, line))
    partner = Partner.objects.get(seats=by)
    draft = draft.at(line)
    _obey(line, partner, draft, now=now)
    support = Contribution.objects.create(
        activity=line,
        partner=partner,
        status=ContributionStatus.OFFERED,
        shown_at=now,
        offered_at=now,
        offered_by=by.user,
        **draft.columns(),
    )
    tell("offer", support, by=by, now=now)
    return support


@transaction.atomic
def answer_with_offer(
    support: Contribution, draft: SupportDraft, *, seen: int | None, by: Seat, now: datetime
) -> Contribution:
    """Answer a request with an offer: the whole of it, a part, or more.

    Raises `Refused`, `StaleRow`, or `RuleBroken` with CO-2, CO-3 or CO-4.
    """
    return _offer_instead(ANSWER_WITH_OFFER, support, draft, seen=seen, by=by, now=now)


def decline_request(
    support: Contribution, *, word: str, seen: int | None, by: Seat, now: datetime
) -> Contribution:
    """Say "not this time", with a word. Raises `Refused`, `StaleRow`, or `RuleBroken` with CO-7."""
    obey(co_7(word))
    return locked_step(support, DECLINE_REQUEST, seen=seen, by=by, now=now, word=word)


@transaction.atomic
def change_offer(
    support: Contribution, draft: SupportDraft, *, seen: int | None, by: Seat, now: datetime
) -> Contribution:
    """Offer something else instead, until it is answered.

    Raises `Refused`, `StaleRow`, or `RuleBroken` with CO-2, CO-3 or CO-4.
    """
    return _offer_instead(CHANGE_OFFER, support, draft, seen=seen, by=by, now=now)


def take_back_offer(support: Contribution, *, seen: int | None, by: Seat, now: datetime) -> Contribution:
    """Offer no longer, until it is answered. Raises `Refused` or `StaleRow`."""
    return locked_step(
        support, TAKE_BACK_OFFER, seen=seen, by=by, now=now, ended_because=EndedBecause.TAKEN_BACK
    )


def _offer_instead(
    step: Transition, support: Contribution, draft: SupportDraft, *, seen: int | None, by: Seat, now: datetime
) -> Contribution:
    fresh = locked_support(support)
    draft = draft.at(fresh.activity)
    _obey(fresh.activity, fresh.partner, draft, but=fresh, now=now)
    take_step(fresh, step, seen=seen, by=by, now=now, **draft.columns())
    return fresh


def _obey(
    line: Activity, partner: Partner, draft: SupportDraft, *, but: Contribution | None = None, now: datetime
) -> None:
    obey(
        co_2(line, partner, now=now),
        co_3(line, partner, draft.kind, draft.need, but=but),
        co_4(draft.kind, draft.amount, draft.what),
    )

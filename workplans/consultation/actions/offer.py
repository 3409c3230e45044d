"""A partner offers support of a line, answers what it is asked for, changes its offer and takes it back."""

from datetime import datetime

from django.db import transaction

from commit_portal.refusals import obey, require
from workplans.consultation.actions.transitions import locked_step, locked_support, take_step, tell
from workplans.consultation.lifecycle import ANSWER_WITH_OFFER, CHANGE_OFFER, DECLINE_REQUEST, TAKE_BACK_OFFER
from workplans.consultation.permissions import may_offer
from workplans.consultation.rules import SupportDraft, co_2, co_7
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
    obey(co_2(line, partner, now=now), *draft.breaks(line, partner))
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
def send_offer(
    support: Contribution, draft: SupportDraft, *, seen: int | None, by: Seat, now: datetime
) -> Contribution:
    """Answer a request with an offer: the whole of it, a part, or more. Or change an offer until it is answered.

    Raises `Refused`, `StaleRow`, or `RuleBroken` with CO-2, CO-3 or CO-4.
    """
    step = ANSWER_WITH_OFFER if support.status == ContributionStatus.ASKED else CHANGE_OFFER
    fresh = locked_support(support)
    line, partner, draft = fresh.activity, fresh.partner, draft.at(fresh.activity)
    obey(co_2(line, partner, now=now), *draft.breaks(line, partner, but=fresh))
    take_step(fresh, step, seen=seen, by=by, now=now, **draft.columns())
    return fresh


def decline_request(
    support: Contribution, *, word: str, seen: int | None, by: Seat, now: datetime
) -> Contribution:
    """Say "not this time", with a word. Raises `Refused`, `StaleRow`, or `RuleBroken` with CO-7."""
    obey(co_7(word))
    return locked_step(support, DECLINE_REQUEST, seen=seen, by=by, now=now, word=word)


def take_back_offer(support: Contribution, *, seen: int | None, by: Seat, now: datetime) -> Contribution:
    """Offer no longer, until it is answered. Raises `Refused` or `StaleRow`."""
    return locked_step(
        support, TAKE_BACK_OFFER, seen=seen, by=by, now=now, ended_because=EndedBecause.TAKEN_BACK
    )

"""A partner offers support, or answers a request; the lead answers offers, and lowers and ends accepted support."""

from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from commit_portal.refusals import Violation, obey, require
from workplans.consultation import lifecycle
from workplans.consultation.actions.ask import write_request
from workplans.consultation.actions.transitions import locked_step, locked_support, take_step, tell
from workplans.consultation.permissions import may_answer_partners, may_offer
from workplans.consultation.rules import SupportDraft, co_2, co_4, co_7, co_8, lowered
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
    step = (
        lifecycle.ANSWER_WITH_OFFER if support.status == ContributionStatus.ASKED else lifecycle.CHANGE_OFFER
    )
    fresh = locked_support(support)
    line, partner, draft = fresh.activity, fresh.partner, draft.at(fresh.activity)
    obey(co_2(line, partner, now=now), *draft.breaks(line, partner, but=fresh))
    take_step(fresh, step, seen=seen, by=by, now=now, **draft.columns())
    return fresh


# The partner says "not this time", with a word (CO-7).
decline_request = partial(locked_step, lifecycle.DECLINE_REQUEST, rule=co_7)
# The partner offers no longer, until it is answered.
take_back_offer = partial(locked_step, lifecycle.TAKE_BACK_OFFER, because=EndedBecause.TAKEN_BACK)
# The lead accepts an offer as it was read (CO-6), declines it with a word (CO-7), or ends it with a reason (CO-8).
accept_offer = partial(locked_step, lifecycle.ACCEPT, word="")
decline_offer = partial(locked_step, lifecycle.DECLINE, rule=co_7)
end_support = partial(locked_step, lifecycle.END, rule=co_8, because=EndedBecause.BY_LEAD)

# What is wrong with the record of a word from outside the portal: no numbered rule.
TOLD = "TOLD"


@transaction.atomic
def record_answer(
    support: Contribution,
    draft: SupportDraft | None,
    *,
    told_how: str,
    word: str = "",
    seen: int | None,
    by: Seat,
    now: datetime,
) -> Contribution:
    """Record what a partner told the lead outside the portal: what it gives, or nothing (draft None), with a word.

    Raises `Refused`, `StaleRow`, or `RuleBroken` with CO-4 or CO-7, or where it is not said how the partner told it.
    """
    fresh = locked_support(support)
    draft = draft and draft.at(fresh.activity)
    obey(_how(told_how), co_7(word) if draft is None else co_4(draft.kind, draft.amount, draft.what))
    take_step(
        fresh,
        lifecycle.RECORD_NO if draft is None else lifecycle.RECORD_YES,
        seen=seen,
        by=by,
        now=now,
        word=word,
        told_how=told_how.strip(),
        **(draft.columns() if draft else {}),
    )
    return fresh


@transaction.atomic
def record_support(
    activity: Activity,
    partner: Partner,
    draft: SupportDraft,
    *,
    told_how: str,
    word: str = "",
    by: Seat,
    now: datetime,
) -> Contribution:
    """Record support that a partner promised outside the portal, without a request or an offer before.

    Raises `Refused`, or `RuleBroken` with CO-3 or CO-4, or where it is not said how the partner told it.
    """
    line = locked_activity(activity)
    require(may_answer_partners(by, line.workplan))
    obey(_how(told_how))
    asked = write_request(line, partner, draft, by=by, now=now)
    return record_answer(asked, draft, told_how=told_how, word=word, seen=None, by=by, now=now)


@transaction.atomic
def lower_support(
    support: Contribution, amount: Decimal, *, word: str, seen: int | None, by: Seat, now: datetime
) -> Contribution:
    """Lower accepted money to an amount in US dollars, with a reason (CO-8).

    Raises `Refused`, `StaleRow` or `RuleBroken`.
    """
    fresh = locked_support(support)
    obey(lowered(fresh, amount), co_8(word))
    take_step(
        fresh, lifecycle.LOWER, seen=seen, by=by, now=now, word=word, amount=amount, lowered_from=fresh.amount
    )
    return fresh


def _how(told_how: str) -> Violation | None:
    """What is missing where it is not said how the partner told its word."""
    if told_how.strip():
        return None
    return Violation(
        TOLD, _("Write how the partner informed you: who, when and by what means."), field="told_how"
    )

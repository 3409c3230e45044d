"""A partner offers support, or answers a request; the lead answers offers, and lowers and ends accepted support."""

from datetime import datetime
from decimal import Decimal

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
from workplans.statuses import ContributionStatus


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


def decline_request(
    support: Contribution, *, word: str, seen: int | None, by: Seat, now: datetime
) -> Contribution:
    """Say "not this time", with a word. Raises `Refused`, `StaleRow`, or `RuleBroken` with CO-7."""
    obey(co_7(word))
    return locked_step(support, lifecycle.DECLINE_REQUEST, seen=seen, by=by, now=now, word=word)


def take_back_offer(support: Contribution, *, seen: int | None, by: Seat, now: datetime) -> Contribution:
    """Offer no longer, until it is answered. Raises `Refused` or `StaleRow`."""
    return locked_step(support, lifecycle.TAKE_BACK_OFFER, seen=seen, by=by, now=now)


def accept_offer(
    support: Contribution, *, word: str = "", seen: int | None, by: Seat, now: datetime
) -> Contribution:
    """Accept an offer as it was read (CO-6). Raises `Refused` or `StaleRow`."""
    return locked_step(support, lifecycle.ACCEPT, seen=seen, by=by, now=now, word=word)


def decline_offer(
    support: Contribution, *, word: str, seen: int | None, by: Seat, now: datetime
) -> Contribution:
    """Decline an offer with a word (CO-7). Raises `Refused`, `StaleRow` or `RuleBroken`."""
    obey(co_7(word))
    return locked_step(support, lifecycle.DECLINE, seen=seen, by=by, now=now, word=word)


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


def end_support(
    support: Contribution, *, word: str, seen: int | None, by: Seat, now: datetime
) -> Contribution:
    """End accepted support with a reason (CO-8). Raises `Refused`, `StaleRow` or `RuleBroken`."""
    obey(co_8(word))
    return locked_step(support, lifecycle.END, seen=seen, by=by, now=now, word=word)


def _how(told_how: str) -> Violation | None:
    """What is missing where it is not said how the partner told its word."""
    if told_how.strip():
        return None
    said = _("Write how the partner informed you: who, when and by what means.")
    return Violation("TOLD", said, field="told_how")

"""The taskforce asks a partner for support of a line, changes the request and cancels it."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commit_portal.refusals import SomebodyWasFaster, obey, require, unless_taken
from commit_portal.workflow import fingerprint
from workplans.consultation.actions import transitions
from workplans.consultation.lifecycle import CHANGE_REQUEST, TAKE_BACK_REQUEST
from workplans.consultation.permissions import may_ask_for
from workplans.consultation.queries import lines_read_by, partner_reads, unanswered_of
from workplans.consultation.rules import SupportDraft, goes_on
from workplans.models import Activity, Contribution, Partner, Seat, Workplan
from workplans.plan.locking import locked_activity
from workplans.statuses import ContributionStatus

# The verb of the event of a request.
ASK = "ask"
FORM_IS_USED = _("You already sent a request with this form. To make another request, send this form again.")


@transaction.atomic
def ask_partner(
    activity: Activity,
    partner: Partner,
    draft: SupportDraft,
    *,
    by: Seat,
    now: datetime,
    made_with: UUID | None = None,
    opens_until: date | None = None,
) -> Contribution:
    """Ask a partner for support of a line. Until the partner can read the line, the request is prepared (CO-1).

    `made_with` is the key of the form, and `opens_until` what else was typed there: the same form with the same content
    makes no second request, the first one is returned (`is_made_before`). Raises `SomebodyWasFaster` where the form has
    made another request; `Refused`; or `RuleBroken` with CO-3 or CO-4.
    """
    line = locked_activity(activity)
    if made_with is None:
        return write_request(line, partner, draft, by=by, now=now)
    made_of = fingerprint(line.pk, partner.pk, draft.columns(), opens_until, by.user_id)
    made = Contribution.objects.select_related("activity", "partner").filter(made_with=made_with).first()
    if made is not None:
        if made.made_of != made_of:
            raise SomebodyWasFaster(FORM_IS_USED)
        made.is_made_before = True
        return made
    # The form may be making a request of another plan at this moment, under another lock.
    with unless_taken(FORM_IS_USED):
        return write_request(line, partner, draft, by=by, now=now, made_with=made_with, made_of=made_of)


def write_request(
    line: Activity,
    partner: Partner,
    draft: SupportDraft,
    *,
    by: Seat,
    now: datetime,
    made_with: UUID | None = None,
    made_of: str = "",
) -> Contribution:
    """Ask for support of a line whose plan is locked already."""
    require(may_ask_for(by, line))
    draft = draft.at(line)
    obey(goes_on(partner, today=timezone.localdate(now)), *draft.breaks(line, partner))
    shown = partner_reads(line, partner, now=now)
    support = _request(line, partner, draft, shown=shown, by=by, now=now)
    support.made_with, support.made_of = made_with, made_of
    support.save()
    transitions.tell(ASK, support, by=by, now=now)
    return support


def write_requests(
    plan: Workplan, asked: Sequence[tuple[Activity, Partner, SupportDraft]], *, by: Seat, now: datetime
) -> None:
    """Ask for support of many lines of a locked plan, as `write_request` does: two queries for each partner.

    The rows ask for different things: the preview refuses others. Raises `Refused`, or `RuleBroken` with CO-3 or CO-4.
    """
    lines = {line.pk: line for line, _, _ in asked}
    prefetch_related_objects(list(lines.values()), "contributions")
    partners = {partner.pk: partner for _, partner, _ in asked}
    reads = {key: lines_read_by(partner, lines.values(), now=now) for key, partner in partners.items()}
    made: list[Contribution] = []
    for line, partner, draft in asked:
        line.workplan = plan
        require(may_ask_for(by, line))
        obey(goes_on(partner, today=timezone.localdate(now)), *draft.breaks(line, partner))
        made.append(_request(line, partner, draft, shown=line.pk in reads[partner.pk], by=by, now=now))
    Contribution.objects.bulk_create(made)
    transitions.tell_of_all(plan, ASK, "support.asked", made, by=by, now=now)


def ask_for_the_rest(line: Activity, partner: Partner, amount: Decimal, *, by: Seat, now: datetime) -> None:
    """Ask a partner for what does not fit under the ceiling, in US dollars. The plan is locked already.

    A request that waits for its answer is changed to this amount: asking again adds nothing to it.
    """
    draft = SupportDraft(amount=amount)
    waiting = unanswered_of(line, partner, draft.kind, draft.need)
    if waiting is None or waiting.status == ContributionStatus.OFFERED:
        write_request(line, partner, draft, by=by, now=now)
    elif waiting.amount != amount:
        transitions.take_step(waiting, CHANGE_REQUEST, seen=None, by=by, now=now, amount=amount)


@transaction.atomic
def change_request(
    support: Contribution, draft: SupportDraft, *, seen: int | None, by: Seat, now: datetime
) -> Contribution:
    """Ask for something else instead, until the partner has answered.

    Raises `Refused`, `StaleRow`, or `RuleBroken` with CO-3 or CO-4.
    """
    fresh = transitions.locked_support(support)
    draft = draft.at(fresh.activity)
    obey(*draft.breaks(fresh.activity, fresh.partner, but=fresh))
    transitions.take_step(fresh, CHANGE_REQUEST, seen=seen, by=by, now=now, **draft.columns())
    return fresh


def take_back_request(support: Contribution, *, seen: int | None, by: Seat, now: datetime) -> Contribution:
    """Ask no longer, until the partner has answered. Raises `Refused` or `StaleRow`."""
    return transitions.locked_step(support, TAKE_BACK_REQUEST, seen=seen, by=by, now=now)


def _request(
    line: Activity, partner: Partner, draft: SupportDraft, *, shown: bool, by: Seat, now: datetime
) -> Contribution:
    """A request that is not saved yet. It is prepared unless it is `shown` to its partner (CO-1)."""
    return Contribution(
        activity=line,
        partner=partner,
        status=ContributionStatus.ASKED,
        asked_at=now,
        asked_by=by.user,
        shown_at=now if shown else None,
        **draft.columns(),
    )

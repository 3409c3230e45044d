"""A lead who accepts against a partner who takes its offer back or raises it, and a form of a request that is sent twice.

In processes of their own.

Every race has its negative control: the same race with the guard off, which must go wrong.
"""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow import StaleRow
from tests import cast, race, race_processes
from workplans.consultation.actions.ask import ask_partner
from workplans.consultation.actions.offers import accept_offer, send_offer, take_back_offer
from workplans.consultation.actions.openings import open_draft
from workplans.consultation.rules import SupportDraft
from workplans.models import Contribution, Partner, Seat, TechnicalNeed
from workplans.statuses import ContributionStatus, EndedBecause

ROUNDS = race_processes.rounds(10)
OFFERED, RAISED = Decimal(4_000), Decimal(9_000)


def prepare() -> None:
    """A line of Cambodia with a need for each round, and an offer of the ILO for each of them."""
    world = cast.make_world()
    plan, ilo = world.workplan("kh"), world.seats["ilo"]
    line = cast.complete_line(plan, by=world.seats["kh_officer"])
    open_draft(plan, ilo.partner, cast.LATER, by=world.seats["kh_lead"], now=cast.NOW)
    for number in range(ROUNDS):
        need = TechnicalNeed.objects.create(activity=line, what=f"Trainer {number}")
        cast.support(line, ilo.partner, "offered", by=ilo, amount=OFFERED, need=need)


def play(side: str, how: str = "") -> list[bool]:
    """Take the step of a side with each offer, as both have read it; whether it was taken."""
    step, done = step_of(side, guarded=how != "unguarded"), []
    for offer in Contribution.objects.select_related("activity__workplan").order_by("pk"):
        race.meet("ready")
        try:
            step(offer)
        except (Refused, StaleRow):
            done.append(False)
        else:
            done.append(True)
    return done


def step_of(side: str, *, guarded: bool) -> Callable[[Contribution], None]:
    """The step of one side. Unguarded it saves the row as it was read, as a form without a lock would."""
    lead, ilo = race.seat_of("lead"), Seat.objects.select_related("user").get(partner__acronym="ILO")

    def accept(offer: Contribution) -> None:
        if guarded:
            accept_offer(offer, seen=1, by=lead, now=cast.NOW)
            return
        offer.status, offer.answered_at, offer.answered_by = ContributionStatus.ACCEPTED, cast.NOW, lead.user
        offer.save()

    def take_back(offer: Contribution) -> None:
        if guarded:
            take_back_offer(offer, seen=1, by=ilo, now=cast.NOW)
            return
        offer.status, offer.ended_at, offer.ended_by = ContributionStatus.WITHDRAWN, cast.NOW, ilo.user
        offer.ended_because = EndedBecause.TAKEN_BACK
        offer.save()

    def raise_amount(offer: Contribution) -> None:
        if guarded:
            draft = SupportDraft(amount=RAISED, need=offer.need)
            send_offer(offer, draft, seen=1, by=ilo, now=cast.NOW)
            return
        offer.amount = RAISED
        offer.save()

    return {"accept": accept, "take_back": take_back, "raise": raise_amount}[side]


def ask(how: str) -> list[str]:
    """Ask the IOM for each need with the form of that need; what became of it."""
    officer, iom = race.seat_of("officer"), Partner.objects.get(acronym="IOM")
    said = []
    for need in TechnicalNeed.objects.select_related("activity__workplan").order_by("pk"):
        draft = SupportDraft(amount=RAISED, need=need)
        key = UUID(int=need.pk) if how == "form" else None
        race.meet("ready")
        try:
            made = ask_partner(need.activity, iom, draft, by=officer, now=cast.NOW, made_with=key)
        except RuleBroken:
            said.append("refused")
        else:
            said.append("made before" if made.is_made_before else "made")
    return said


def outcome() -> list[tuple[str, str]]:
    """The state and the amount of each offer afterwards."""
    rows = Contribution.objects.order_by("pk").values_list("status", "amount")
    return [(status, str(amount)) for status, amount in rows]


def requests() -> int:
    return Contribution.objects.filter(status=ContributionStatus.ASKED).count()

"""Ways out for a cost that exceeds the ceiling: lower it, ask a partner for the rest, or keep the line in reserve."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from workplans.consultation.queries import money_beside_the_request
from workplans.models import Activity, Partner
from workplans.plan.line_content import LineDraft
from workplans.statuses import Funding


class Way(models.TextChoices):
    LOWER = "lower", _("Lower the amount")
    TO_PARTNER = "partner", _("Ask a partner for the rest")
    RESERVE = "reserve", _("Keep in reserve")


@dataclass(frozen=True)
class WayOut:
    """The choice of a person in case the cost does not fit. `partner` is asked for the rest."""

    way: Way
    partner: Partner | None = None


@dataclass(frozen=True)
class Ask:
    """A partner, and how much of a cost the partner is asked for, in US dollars."""

    partner: Partner
    amount: Decimal


@dataclass(frozen=True)
class Split:
    """A divided cost in US dollars: what the line keeps, its costs in all, and what the chosen partner is asked for."""

    funding: str
    kept: Decimal | None
    in_all: Decimal | None
    asked: Decimal = Decimal(0)


def split(
    funding: str,
    cost: Decimal | None,
    way_out: WayOut | None,
    *,
    room: Decimal | None,
    in_all: Decimal | None = None,
    others: Decimal = Decimal(0),
) -> Split:
    """Divide a cost the chosen way where it exceeds `room`, the US dollars left for this line.

    Call it under the plan's lock, because every other line changes the room. `room` is None without a ceiling. With
    nothing left, lowering changes nothing, and WP-3 refuses the cost; a partner is asked for the whole, and the line
    asks for no Secretariat money.

    A cost that is moved to a partner is kept as `in_all`, the costs in all, where nobody has given them. The partner is
    asked for what is missing of them: `others` is what other requests and offers, and accepted support, cover already.
    """
    whole = Split(funding, cost, in_all)
    if way_out is None:
        return whole
    if way_out.way == Way.RESERVE:
        return Split(Funding.RESERVE, cost, in_all)
    if funding != Funding.COUNTED or room is None or cost is None or cost <= room:
        return whole
    if way_out.way == Way.TO_PARTNER:
        kept = max(room, Decimal(0))
        in_all = cost if in_all is None else in_all
        asked = max(in_all - kept - others, Decimal(0))
        return Split(funding if kept else Funding.NONE, kept, in_all, asked=asked)
    return Split(funding, room, in_all) if room > 0 else whole


def divided(
    draft: LineDraft,
    ask: Ask | None,
    way_out: WayOut | None,
    *,
    room: Decimal | None,
    line: Activity | None = None,
) -> tuple[LineDraft, Ask | None]:
    """The draft and the question to a partner after the chosen way out. `room` is read under the lock.

    `line` is the line that is changed; its requests, offers and accepted support count.
    """
    partner = way_out.partner if way_out else None
    done = split(
        draft.funding,
        draft.secretariat_cost,
        way_out,
        room=room,
        in_all=draft.cost_in_all,
        others=money_beside_the_request(line, partner) if line and partner else Decimal(0),
    )
    if done.asked and partner is not None:
        ask = Ask(partner, done.asked)
    return (
        replace(draft, funding=done.funding, secretariat_cost=done.kept, cost_in_all=done.in_all),
        ask,
    )

"""Ways out for a cost that exceeds the ceiling: lower it, ask a partner for the rest, or keep the line in reserve."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from workplans.models import Partner
from workplans.statuses import Funding


class Way(models.TextChoices):
    LOWER = "lower", _("Lower the cost")
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
    """A divided cost in US dollars: what the line keeps, and what the chosen partner is asked for."""

    funding: str
    kept: Decimal | None
    asked: Decimal = Decimal(0)


def split(funding: str, cost: Decimal | None, way_out: WayOut | None, *, room: Decimal | None) -> Split:
    """Divide a cost the chosen way where it exceeds `room`, the US dollars left for this line.

    Call it under the plan's lock, because every other line changes the room. `room` is None without a ceiling. With
    nothing left, lowering changes nothing, and WP-3 refuses the cost; a partner is asked for the whole, and the line
    asks for no Secretariat money.
    """
    whole = Split(funding, cost)
    if way_out is None:
        return whole
    if way_out.way == Way.RESERVE:
        return Split(Funding.RESERVE, cost)
    if funding != Funding.COUNTED or room is None or cost is None or cost <= room:
        return whole
    if way_out.way == Way.TO_PARTNER and room <= 0:
        return Split(Funding.NONE, Decimal(0), asked=cost)
    if way_out.way == Way.TO_PARTNER:
        return Split(funding, room, asked=cost - room)
    return Split(funding, room) if room > 0 else whole

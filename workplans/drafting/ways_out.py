"""The ways out of a ceiling that a cost would exceed: what is left to the line, and what is asked of a partner."""

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
    """What somebody chose in case the cost does not fit; `partner` is whom to ask for the rest."""

    way: Way
    partner: Partner | None = None


@dataclass(frozen=True)
class Split:
    """A cost under the ceiling, in US dollars: what the line keeps, and what is asked of the chosen partner."""

    funding: str
    kept: Decimal | None
    asked: Decimal = Decimal(0)


def split(funding: str, cost: Decimal | None, way_out: WayOut | None, *, room: Decimal | None) -> Split:
    """Divide a cost the chosen way where it is more than `room`, the US dollars left for this line.

    Ask it under the plan's lock: the room changes with every other line. Without `room` there is no ceiling. With
    nothing left, lowering is no way out: the cost stays, for WP-3 to refuse.
    """
    whole = Split(funding, cost)
    if way_out is None:
        return whole
    if way_out.way == Way.RESERVE:
        return Split(Funding.RESERVE, cost)
    if funding != Funding.COUNTED or room is None or cost is None or cost <= room:
        return whole
    if way_out.way == Way.TO_PARTNER:
        return Split(funding, room, asked=cost - room)
    return Split(funding, room) if room > 0 else whole

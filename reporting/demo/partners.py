"""What partners add to the demonstration's activities."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from reporting.demo.cast import Cast
from workplans.models import Activity, Contribution, Partner
from workplans.statuses import ContributionStatus


def accept_support(activity: Activity, place: int, cast: Cast, *, now: datetime) -> None:
    """Every sixth line gets a partner's money, US dollars, as after an accepted offer.

    Written as rows: offering and accepting have no actions yet, they come with the consultation (step 3).
    """
    if place % 6 != 1:
        return
    partners = Partner.objects.order_by("position")
    Contribution.objects.create(
        activity=activity,
        partner=partners[place % 4],
        amount=Decimal(1_500 + 250 * (place % 5)),
        what="Made-up support (demonstration)",
        status=ContributionStatus.ACCEPTED,
        made_at=now,
        made_by=cast["ilo"].user,
    )

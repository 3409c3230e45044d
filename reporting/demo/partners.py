"""What partners add to the demonstration's activities."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from reporting.demo.cast import Cast
from workplans.consultation.answering import record_support
from workplans.consultation.draft import SupportDraft
from workplans.models import Activity, Partner


def record_made_up_support(activity: Activity, place: int, cast: Cast, *, now: datetime) -> None:
    """Every sixth line gets a partner's money, US dollars, as it was told to the lead outside the portal."""
    if place % 6 != 1:
        return
    partners = Partner.objects.order_by("position")
    record_support(
        activity,
        partners[place % 4],
        SupportDraft(amount=Decimal(1_500 + 250 * (place % 5)), what="Made-up support (demonstration)"),
        told_how="By letter (demonstration)",
        by=cast[f"{activity.workplan.taskforce.slug}.lead"],
        now=now,
    )

"""What partners add to the demonstration's activities."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from reporting.demo.cast import Cast
from workplans.consultation.answering import record_support
from workplans.consultation.draft import SupportDraft
from workplans.models import Activity, Partner
from workplans.statuses import ContributionKind


def record_made_up_support(activity: Activity, place: int, cast: Cast, *, now: datetime) -> None:
    """Every sixth line gets a partner's money, US dollars, every twentieth a partner's help in kind.

    As it was told to the lead outside the portal.
    """
    if place % 6 != 1 and place % 20 != 9:
        return
    partners = Partner.objects.order_by("position")
    money = SupportDraft(amount=Decimal(1_500 + 250 * (place % 5)), what="Made-up support (demonstration)")
    help_in_kind = SupportDraft(kind=ContributionKind.IN_KIND, what="A trainer for one week (demonstration)")
    record_support(
        activity,
        partners[place // 6 % 4],
        money if place % 6 == 1 else help_in_kind,
        told_how="By letter (demonstration)",
        by=cast[f"{activity.workplan.taskforce.slug}.lead"],
        now=now,
    )

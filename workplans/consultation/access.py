"""What a partner reads of a line that it supports, or may support: its title and needs, as it may see them."""

from dataclasses import dataclass

from workplans.consultation.queries import support_at
from workplans.models import Activity, Contribution, Opening, Seat, TechnicalNeed, Workplan
from workplans.plan.visibility import activities_visible_to, lines_visible_to, offers_visible_to
from workplans.statuses import Role, VersionKind


@dataclass(frozen=True)
class LineRead:
    """A line as the seat reads it: the draft's title and needs, or the title of the approved text, without needs."""

    activity: Activity
    title: str
    needs: tuple[TechnicalNeed, ...] = ()


def line_read(seat: Seat, plan: Workplan, number: int) -> LineRead | None:
    """A line of a plan as the seat reads it; None where it reads nothing of it, or where there is no such line."""
    live = activities_visible_to(seat).filter(workplan=plan, number=number).first()
    if live is not None:
        live.workplan = plan
        return LineRead(live, live.title, tuple(live.technical_needs.all()))
    frozen = (
        lines_visible_to(seat)
        .filter(activity__workplan=plan, activity__number=number, version__kind=VersionKind.OF_RECORD)
        .select_related("activity")
        .order_by("-version__number")
        .first()
    )
    if frozen is None:
        return None
    frozen.activity.workplan = plan
    return LineRead(frozen.activity, frozen.title)


def own_support(seat: Seat, plan: Workplan, number: int, partner: str, nth: int) -> Contribution | None:
    """The support at an address, where the seat may read it: a partner its own (CO-1, CO-12), others with the line."""
    line = plan.activities.filter(number=number).first()
    found = support_at(line, partner, nth) if line else None
    if found is None or not offers_visible_to(seat).filter(pk=found.pk).exists():
        return None
    if seat.role != Role.PARTNER and line_read(seat, plan, number) is None:
        return None
    found.activity.workplan = plan
    return found


def was_opened_to(seat: Seat, plan: Workplan) -> bool:
    """Whether a partner reads or has read the draft of a plan, or has been asked for its lines or has offered."""
    if seat.role != Role.PARTNER:
        return False
    return (
        Opening.objects.filter(workplan=plan, partner=seat.partner_id).exists()
        or offers_visible_to(seat).filter(activity__workplan=plan).exists()
    )

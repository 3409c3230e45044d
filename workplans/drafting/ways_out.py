"""Ways out for a cost that exceeds the ceiling: lower it, ask a partner for the rest, or keep the line in reserve.

The action divides the cost under the lock of the plan; the pages say what is offered, and what became of it.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import models
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import Values
from workplans.consultation.queries import money_asked, money_beside_the_request, unanswered_of
from workplans.models import Activity, Partner
from workplans.plan.line_content import LineDraft
from workplans.statuses import ContributionKind, Funding


class Way(models.TextChoices):
    LOWER = "lower", _("Lower the amount")
    TO_PARTNER = "partner", _("Ask a partner for the rest")
    RESERVE = "reserve", _("Keep in reserve")


@dataclass(frozen=True)
class WayOut:
    """The choice of a person in case the cost does not fit. `partner` is asked for the rest."""

    way: Way
    partner: Partner | None = None


type Ask = tuple[Partner, Decimal]
"""A partner, and how much of a cost the partner is asked for, in US dollars."""


def divided(
    draft: LineDraft, way_out: WayOut | None, *, room: Decimal | None, line: Activity | None = None
) -> tuple[LineDraft, Ask | None]:
    """The draft and the question to a partner after the chosen way out, where the cost exceeds `room`, in US dollars.

    Call it under the plan's lock, because every other line changes the room. `room` is None without a ceiling. With
    nothing left, lowering changes nothing, and WP-3 refuses the cost; a partner is asked for the whole, and the line
    asks for no Secretariat money.

    A cost that is moved to a partner is kept as the costs in all, where nobody has given them. The partner is asked for
    what is missing of them: the requests, offers and accepted support of `line`, which is changed, count.
    """
    cost = draft.secretariat_cost
    if way_out is None:
        return draft, None
    if way_out.way == Way.RESERVE:
        return replace(draft, funding=Funding.RESERVE), None
    if draft.funding != Funding.COUNTED or room is None or cost is None or cost <= room:
        return draft, None
    kept, partner = max(room, Decimal(0)), way_out.partner
    if partner is None or way_out.way == Way.LOWER:
        return replace(draft, secretariat_cost=kept or cost), None
    in_all = cost if draft.cost_in_all is None else draft.cost_in_all
    missing = in_all - kept - (money_beside_the_request(line, partner) if line else 0)
    funding = Funding.COUNTED if kept else Funding.NONE
    draft = replace(draft, funding=funding, secretariat_cost=kept, cost_in_all=in_all)
    return draft, (partner, missing) if missing > 0 else None


def cost_sentence(line: Activity, way_out: WayOut | None, cost: Decimal | None) -> SafeString:
    """What became of a cost that was typed, where the line has another one now; "" where it was taken as it is."""
    facts: Values = {"line": line, "typed": cost}
    kept = line.secretariat_cost
    is_taken = way_out is None or cost is None or kept is None or cost == kept
    if line.funding != Funding.RESERVE and is_taken:
        return SafeString()
    if way_out and way_out.partner and way_out.way == Way.TO_PARTNER:
        request = unanswered_of(line, way_out.partner, ContributionKind.FUNDS, None)
        facts |= {"partner": way_out.partner, "asked": request and request.amount}
    return render_to_string("workplans/drafting/cost_said.html", facts)


def ways_offered(
    cost: Decimal | None, in_all: Decimal | None, room: Decimal | None, line: Activity | None
) -> Values:
    """The ways out of the ceiling for a cost, and what their words name (`ways.html`). With nothing left, lowering is none.

    How much a partner is asked for depends on the partner where the line has requests, offers or support.
    """
    offered, over = [*Way], None
    if room is None or cost is None:
        cost = None
    elif not (line and money_asked(line)):
        over = max((cost if in_all is None else in_all) - room, Decimal(0))
    if over == 0:
        offered.remove(Way.TO_PARTNER)
    if room is not None and room <= 0:
        offered.remove(Way.LOWER)
    return {"offered": offered, "room": room, "cost": cost, "over": over}

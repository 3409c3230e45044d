"""Which lines count under the ceiling, wait for a decision or are returned, and which decisions wait to be sent.

Each condition stands here once. `of` is the path to the lines or decisions, as in "activities__".
"""

from decimal import Decimal

from django.db.models import F, Q

from workplans.statuses import Funding, LineState


def not_withdrawn(of: str = "") -> Q:
    """Live lines that are in the plan."""
    return Q(**{f"{of}withdrawn_at__isnull": True})


def counted(of: str = "") -> Q:
    """Lines whose Secretariat money counts under the ceiling (WP-3): neither in reserve nor withdrawn."""
    return Q(**{f"{of}funding": Funding.COUNTED}) & not_withdrawn(of)


def put_forward(of: str = "") -> Q:
    """Lines for a decision, or to be put in force: neither in reserve nor withdrawn."""
    return not_withdrawn(of) & ~Q(**{f"{of}funding": Funding.RESERVE})


def awaiting_decision(of: str = "") -> Q:
    """Lines that need a decision in this round (WP-9)."""
    return Q(**{f"{of}state": LineState.PROPOSED}) & put_forward(of)


def returned(of: str = "") -> Q:
    """Lines that were returned and have not been changed since (WP-9)."""
    return Q(**{f"{of}state": LineState.RETURNED}) & not_withdrawn(of)


def unsent(of: str = "") -> Q:
    """Decisions that only the Secretariat sees."""
    return Q(**{f"{of}sent_at__isnull": True})


def recorded(in_round: int | F, of: str = "") -> Q:
    """Decisions that were recorded in the plan's own round and are still to be sent."""
    return Q(**{f"{of}round": in_round}) & unsent(of)


def cost_that_counts(funding: str, cost: Decimal | None, *, withdrawn: bool = False) -> Decimal:
    """US dollars of one line under the ceiling (WP-3). An unknown cost counts as zero."""
    if withdrawn or funding != Funding.COUNTED:
        return Decimal(0)
    return cost or Decimal(0)

"""Made-up amounts, the same at every run."""

from collections.abc import Sequence
from decimal import Decimal

STEP = 50


def shares(budget: int, weights: Sequence[int]) -> list[Decimal]:
    """Parts of a budget in US dollars by weight, in steps of 50; together exactly the budget.

    The steps leave a rest, which the last part takes.
    """
    total = sum(weights)
    parts = [budget * weight // total // STEP * STEP for weight in weights]
    parts[-1] += budget - sum(parts)
    return [Decimal(part) for part in parts]

"""The reviews of the demonstration: made-up answers, through the actions of the reviews."""

from __future__ import annotations

from reporting.actions.demo.cast import Cast
from workplans.models import AnnualCycle


def review_2009(cycle: AnnualCycle, cast: Cast) -> None:
    """Both reviews of 2009, answered by everybody and closed."""

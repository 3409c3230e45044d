"""The rules of the plan of action, by their numbers (DESIGN 5)."""

from __future__ import annotations

from commit_portal.decisions import Violation
from spa.models import ActionPlan, Target
from spa.queries import a_year_stands_on
from spa.statuses import PlanStage


def spa_1(plan: ActionPlan) -> Violation | None:
    """A plan of action keeps its text once it is endorsed or a year stands on it; what changes is a correction."""  # noqa: E501
    sentence = spa_1.__doc__ or ""
    if plan.status in (PlanStage.ENDORSED, PlanStage.SUPERSEDED):
        return Violation(
            "SPA-1", sentence, f"This plan is {plan.get_status_display().lower()}.", where=plan.code
        )
    if a_year_stands_on(plan):
        return Violation("SPA-1", sentence, "A year stands on this plan.", where=plan.code)
    return None


def spa_2(plan: ActionPlan, code: str, target: Target | None = None) -> Violation | None:
    """A target's code is unique in its plan; its printed number need not be."""
    others = plan.targets.filter(code=code)
    if target is not None:
        others = others.exclude(pk=target.pk)
    if not others.exists():
        return None
    return Violation("SPA-2", spa_2.__doc__ or "", f"{code} is taken.", field="code", where=code)


PLAN_RULES = (spa_1, spa_2)

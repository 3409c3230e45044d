"""Who may do what with a plan of action, and if not, why. No seats here: the actor is asked (ADR 2)."""

from __future__ import annotations

from typing import Any

from commit_portal.decisions import ALLOWED, NO_SEAT, Decision, refusal
from commit_portal.lifecycle import Actor

READ_ONLY = "The regional office of the Secretariat keeps the plan of action. You can read it."


def may_read_plans(by: Actor | None) -> Decision:
    """Everybody who holds a seat today."""
    if by is None or not by.has_perm("spa.view_actionplan"):
        return refusal(NO_SEAT)
    return ALLOWED


def may_keep_plan(by: Actor | None, plan: Any = None) -> Decision:
    """The regional office; whether the plan is still open is SPA-1's business. `plan` is for the walker."""
    if by is None:
        return refusal(NO_SEAT)
    if not by.has_perm("spa.change_actionplan"):
        return refusal(READ_ONLY)
    return ALLOWED

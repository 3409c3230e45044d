"""Permissions of a plan of action, each with its reason. They ask the actor, not seats (ADR 2)."""

from django.utils.translation import gettext as _

from commit_portal.refusals import NO_SEAT, Permit, allowed_if, refusal
from commit_portal.workflow import Actor
from spa.models import ActionPlan, PlanRevision


def may_read_plans(by: Actor | None) -> Permit:
    """Allow everybody who holds a seat today."""
    return allowed_if(by is not None and by.has_perm("spa.view_actionplan"), NO_SEAT)


def may_keep_plan(by: Actor | None, plan: ActionPlan | PlanRevision | None = None) -> Permit:
    """Allow the regional office. Whether the plan is still open is SPA-1; `plan` is for `walk`."""
    if by is None:
        return refusal(NO_SEAT)
    said = _(
        "Only the regional office of the Secretariat can change a plan of action. Ask the regional office."
    )
    return allowed_if(by.has_perm("spa.change_actionplan"), said)


def may_endorse_plan(by: Actor | None, plan: ActionPlan | PlanRevision) -> Permit:
    """Allow the regional office; a revision is endorsed by another person than the one who proposed it."""
    may = may_keep_plan(by)
    if may and by and isinstance(plan, PlanRevision) and by.user == plan.proposed_by:
        said = _("You proposed this revision. Another person of the regional office must endorse it.")
        return refusal(said)
    return may

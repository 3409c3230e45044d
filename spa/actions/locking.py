"""Every write to a plan takes the plan's row first, so that no text slips past an endorsement."""

from django.db.models import F

from spa.models import ActionPlan


def locked_plan(plan: ActionPlan) -> ActionPlan:
    """The plan as it stands now, locked; call inside `transaction.atomic` (on SQLite that is the lock)."""
    return ActionPlan.objects.select_for_update().get(pk=plan.pk)


def count_up(plan: ActionPlan) -> None:
    """The plan has changed: forms, imports and caches that have seen the older one are out of date."""
    ActionPlan.objects.filter(pk=plan.pk).update(row_version=F("row_version") + 1)
    plan.row_version += 1

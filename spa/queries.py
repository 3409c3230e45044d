"""Reads of the plans of action."""

from __future__ import annotations

from django.db.models import ManyToOneRel

from spa.models import ActionPlan


def a_year_stands_on(plan: ActionPlan) -> bool:
    """Whether something outside this app points at the plan: a year of the workplans app, today.

    spa may not import workplans (DESIGN 3), so it asks its own model who points at it. Whatever app
    builds on a plan later counts too, without a registration that somebody could forget.
    """
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: plan}).exists()
        for relation in ActionPlan._meta.related_objects
        if isinstance(relation, ManyToOneRel) and relation.related_model._meta.app_label != "spa"
    )

"""The rules of the plan of action, by their numbers (docs/rules.md), and what a text of it must be."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from commit_portal.decisions import Violation
from commit_portal.words import day
from spa.models import ActionPlan, Area, Correction, MenuActivity, Target
from spa.queries import PlanText, a_year_stands_on, later_endorsed_plan, text_in_force
from spa.statuses import PlanStage

# Set by the actions, never typed.
_LINKS = ("plan", "area", "position", "row_version", "target", "menu_activity", "by", "made_at")


def spa_1(plan: ActionPlan) -> Violation | None:
    """A plan of action keeps its text once it is endorsed or a year stands on it; what changes is a correction."""
    sentence = spa_1.__doc__ or ""
    if plan.status in (PlanStage.ENDORSED, PlanStage.SUPERSEDED):
        stage = plan.get_status_display().lower()
        return Violation("SPA-1", sentence, f"This plan is {stage}.", where=plan.code)
    if a_year_stands_on(plan):
        return Violation("SPA-1", sentence, "A year stands on this plan.", where=plan.code)
    return None


def spa_2(target: Target) -> Violation | None:
    """A target's code is unique in its plan; its printed number need not be."""
    if Target.objects.filter(plan=target.plan_id, code=target.code).exclude(pk=target.pk).exists():
        return Violation(
            "SPA-2",
            spa_2.__doc__ or "",
            f"{target.code} is taken in this plan.",
            field="code",
            where=target.code,
        )
    return None


def code_is_free(row: Area | MenuActivity) -> Violation | None:
    """An area's code is unique in its plan, an activity's in its area."""
    taken: QuerySet[Any]
    if isinstance(row, Area):
        taken = Area.objects.filter(plan=row.plan_id, code=row.code)
    else:
        taken = MenuActivity.objects.filter(area=row.area_id, code=row.code)
    if taken.exclude(pk=row.pk).exists():
        return Violation(
            "code", code_is_free.__doc__ or "", f"{row.code} is taken.", field="code", where=row.code
        )
    return None


def text_faults(row: PlanText | Correction) -> list[Violation]:
    """What is wrong with each column that people type, as the model's own sentences."""
    found: list[Violation] = []
    try:
        row.clean_fields(exclude=_LINKS)
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            found.extend(Violation("text", message, field=name) for message in messages)
    if isinstance(row, Target):
        first, last = row.in_force_from, row.in_force_until
        if first and last and last < first:
            sentence = "A target stops being in force after it came into force."
            found.append(
                Violation("text", sentence, f"It came into force on {day(first)}.", field="in_force_until")
            )
    return found


def plan_says_something(plan: ActionPlan) -> Violation | None:
    """A plan of action that is agreed on has at least one area."""
    if plan.areas.exists():
        return None
    return Violation("stage", plan_says_something.__doc__ or "", "Add its areas first.", where=plan.code)


def a_later_plan_is_endorsed(plan: ActionPlan) -> Violation | None:
    """A plan of action is superseded by a later one that is endorsed."""
    if later_endorsed_plan(plan):
        return None
    return Violation("stage", a_later_plan_is_endorsed.__doc__ or "", "There is none yet.", where=plan.code)


def plan_is_closed(plan: ActionPlan) -> Violation | None:
    """While a plan of action is open its text itself is changed; corrections begin when it is closed."""
    if spa_1(plan):
        return None
    return Violation("correction", plan_is_closed.__doc__ or "", where=plan.code)


def correction_changes_something(correction: Correction, row: PlanText) -> Violation | None:
    """A correction says something other than the text that is in force."""
    if correction.text != text_in_force(row, correction.in_force_from):
        return None
    return Violation("correction", correction_changes_something.__doc__ or "", field="text")


def correction_lies_in_the_plan(correction: Correction, plan: ActionPlan) -> Violation | None:
    """A correction is not in force before the plan of action begins."""
    if correction.in_force_from >= plan.starts_on:
        return None
    return Violation(
        "correction",
        correction_lies_in_the_plan.__doc__ or "",
        f"It begins on {day(plan.starts_on)}.",
        field="in_force_from",
    )


def extension_goes_on(plan: ActionPlan, extended_to: date) -> Violation | None:
    """An extension runs beyond the day on which the plan of action ends now."""
    if extended_to > plan.runs_until:
        return None
    return Violation(
        "extension",
        extension_goes_on.__doc__ or "",
        f"It ends on {day(plan.runs_until)}.",
        field="extended_to",
    )


PLAN_RULES = (spa_1, spa_2)

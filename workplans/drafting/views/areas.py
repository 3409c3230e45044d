"""The choice of an area before a new activity."""

from django.utils.translation import ngettext

from spa.models import Area
from spa.queries import PlanTexts
from workplans.models import Workplan
from workplans.plan.queries import menu_of, targets_of


def areas_to_choose(workplan: Workplan, texts: PlanTexts) -> list[tuple[str, Area, str]]:
    """The areas of the year's plan of action by their names in force, for the choice before a new activity.

    Each with how much of its menu and of its targets there is to pick from.
    """
    areas = (
        Area.objects.filter(plan=workplan.cycle.plan_id)
        .select_related("plan")
        .prefetch_related("targets", "menu")
        .order_by("position")
    )
    return [
        (
            texts.name(area),
            area,
            f"{_menu_size(len(menu_of(area, workplan)))} · {_targets_size(len(targets_of(area, workplan)))}",
        )
        for area in areas
    ]


def _menu_size(number: int) -> str:
    return ngettext("%(count)s activity area", "%(count)s activity areas", number) % {"count": number}


def _targets_size(number: int) -> str:
    return ngettext("%(count)s target", "%(count)s targets", number) % {"count": number}

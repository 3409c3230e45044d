"""The texts of the plans of action as search reads them. Everybody with a seat may read all of them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from commit_portal.db.compiled_queries import prepared
from commit_portal.i18n.search_normalization import fold
from spa.models import ActionPlan
from spa.queries import plan_outline


@dataclass(frozen=True)
class PlanTextFound:
    """A plan of action, or a text of it that is in force: an area, a target or an activity area.

    `area` is the code of the area, none for the plan itself; `more` is the objective of an area.
    """

    plan: ActionPlan
    area: str
    code: str
    text: str
    more: str = ""

    @property
    def folded(self) -> str:
        return fold(f"{self.code}\n{self.text}\n{self.more}")


def plan_texts_found(words: Collection[str], *, on: date) -> list[PlanTextFound]:
    """The texts with all the words, those of the newest plan first, as they read on a day: one query."""
    return [
        text
        for plan in _plans_of_action()
        for text, folded in texts_of(plan, plan.row_version, on)
        if all(word in folded for word in words)
    ]


@prepared()
def _plans_of_action() -> QuerySet[ActionPlan]:
    return ActionPlan.objects.order_by("-number")


@lru_cache(maxsize=64)
def texts_of(plan: ActionPlan, row_version: int, on: date) -> tuple[tuple[PlanTextFound, str], ...]:
    """Each text of a plan, and folded. A change of a text raises the row version: what was read once holds for it."""
    return tuple((text, text.folded) for text in _texts(plan, on))


def _texts(plan: ActionPlan, on: date) -> Iterator[PlanTextFound]:
    yield PlanTextFound(plan, "", plan.code, plan.title)
    for area in plan_outline(plan, on):
        yield PlanTextFound(plan, area.code, f"{plan.area_word} {area.code}", area.title, area.objective)
        for line in (*area.targets, *area.menu):
            yield PlanTextFound(plan, area.code, line.code, line.text)

"""The lines of 2011 as each country and the region drafts them, made up from a file."""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from spa.actions.reference import read_toml
from spa.models import ActionPlan, ActivityType, MenuActivity, Target
from workplans.models import Taskforce
from workplans.plan.line_content import LineDraft
from workplans.statuses import Funding

HERE = Path(__file__).resolve().parent
REGIONAL = "regional"
YEAR = 2011
# US dollars.
STEP = 50
# What a single line has beside the others, as a draft holds it; all else is text.
KINDS: dict[str, Callable[[Any], Any]] = {"cost_in_all": Decimal, "needs": tuple, "funding": Funding}
# What a line has where something is not given yet.
NOT_GIVEN = {field.name: field.default for field in fields(LineDraft)}


def shares(budget: int, weights: Sequence[int]) -> list[Decimal]:
    """Parts of a budget in US dollars by weight, in steps of 50; together exactly the budget.

    The steps leave a rest, which the last part takes.
    """
    total = sum(weights)
    parts = [budget * weight // total // STEP * STEP for weight in weights]
    parts[-1] += budget - sum(parts)
    return [Decimal(part) for part in parts]


class Lines:
    """Drafts of the lines of 2011 in the order of their numbers, and what a desk says that returns one."""

    def __init__(self) -> None:
        self.data = read_toml(HERE / "lines-2011.toml")
        plan = ActionPlan.objects.get(code="spa-3")
        self.menu = {item.code: item for item in MenuActivity.objects.filter(area__plan=plan)}
        self.targets = {item.code: item for item in Target.objects.filter(plan=plan)}
        self.types = {item.code: item for item in ActivityType.objects.all()}
        self.taskforces = {item.slug: item for item in Taskforce.objects.select_related("country")}

    def of(self, slug: str, *, finished: bool = True) -> list[LineDraft]:
        """The lines of a taskforce; where they are not `finished`, some of them miss something."""
        taskforce = self.taskforces[slug]
        if slug == REGIONAL:
            return [
                replace(
                    self._line(entry, Decimal(entry["cost"]), taskforce),
                    countries=self.countries(entry["countries"]),
                )
                for entry in self.data[REGIONAL]
            ]
        chosen, single = self._chosen(slug), self.data["single"].get(slug, {})
        costs = shares(self.data["countries"][slug]["budget"], [entry["weight"] for entry in chosen])
        drafts = []
        for number, (entry, cost) in enumerate(zip(chosen, costs, strict=True), start=1):
            own = dict(single.get(str(number), {}))
            missing = own.pop("missing", ())
            given = {name: KINDS.get(name, str)(value) for name, value in own.items()}
            draft = replace(self._line(entry, cost, taskforce), **given)
            drafts.append(
                draft if finished else replace(draft, **{name: NOT_GIVEN[name] for name in missing})
            )
        return drafts

    def countries(self, slugs: Sequence[str]) -> tuple[Taskforce, ...]:
        return tuple(self.taskforces[slug] for slug in slugs)

    def reason(self, slug: str, number: int) -> str:
        """The reason for which a desk returns a line of a country."""
        return f"{self._chosen(slug)[number - 1]['reason']} (demonstration)"

    def _chosen(self, slug: str) -> list[dict[str, Any]]:
        """The country's lines as the file has them."""
        share, pool = self.data["countries"][slug], self.data["lines"]
        return [pool[(share["first"] + place) % len(pool)] for place in range(share["lines"])]

    def _line(self, entry: dict[str, Any], cost: Decimal, taskforce: Taskforce) -> LineDraft:
        menu = self.menu[entry["menu"]]
        first, last = entry["months"]
        return LineDraft(
            area=menu.area,
            title=f"{entry['title']} (demonstration)",
            description="Made up for the demonstration.",
            type=self.types[entry["type"]],
            menu_activity=menu,
            lead_body=taskforce.lead_body,
            starts_on=date(YEAR, first, 7),
            ends_on=date(YEAR, last, 25),
            expected_result=f"{entry['result']} (demonstration)",
            secretariat_cost=cost,
            targets=tuple(self.targets[code] for code in entry["targets"]),
        )

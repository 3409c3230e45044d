"""A line as a version holds it, comparable with a live one. `versions.py` writes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workplans.models import Activity, VersionLine, WorkplanVersion
from workplans.models.standing import cost_that_counts
from workplans.plan.content import content_of
from workplans.statuses import ContributionStatus


@dataclass(frozen=True)
class FrozenLine:
    """One line: its content columns, and the keys of its targets, countries and supports."""

    activity_id: int
    code: str
    state: str
    withdrawn: bool
    content: tuple[tuple[str, Any], ...]
    targets: tuple[int, ...]
    countries: tuple[tuple[int, str], ...]
    supports: tuple[tuple[int, str, Decimal | None, str], ...]

    @property
    def cost(self) -> Decimal:
        """US dollars that count under the ceiling."""
        return cost_that_counts(
            self.funding, dict(self.content)["secretariat_cost"], withdrawn=self.withdrawn
        )

    @property
    def funding(self) -> str:
        return str(dict(self.content)["funding"])


def frozen_lines(version: WorkplanVersion) -> dict[int, FrozenLine]:
    """A version's lines by the key of their activity. Costs 4 queries."""
    return {line.activity_id: line for line in map(_from_version, _frozen(version))}


def frozen_activity(activity: Activity) -> FrozenLine:
    """A live line as a version would hold it now, with confirmed countries and accepted contributions."""
    return FrozenLine(
        activity.pk,
        activity.code,
        activity.state,
        withdrawn=False,
        content=content_of(activity),
        targets=tuple(sorted(link.target_id for link in activity.target_links.all())),
        countries=tuple(
            (part.taskforce_id, part.role)
            for part in activity.participations.all()
            if part.confirmed_at is not None
        ),
        supports=tuple(
            (gift.partner_id, gift.kind, gift.amount, gift.what)
            for gift in activity.contributions.all()
            if gift.status == ContributionStatus.ACCEPTED
        ),
    )


def same_content(line: FrozenLine, activity: Activity) -> bool:
    """Whether a live line equals a frozen one. Contributions of partners are not compared."""
    live = frozen_activity(activity)
    return (line.content, line.targets, line.countries) == (live.content, live.targets, live.countries)


def _frozen(version: WorkplanVersion) -> Iterable[VersionLine]:
    return version.lines.prefetch_related("target_links", "participations", "supports")


def _from_version(line: VersionLine) -> FrozenLine:
    return FrozenLine(
        line.activity_id,
        line.code,
        line.state,
        withdrawn=line.withdrawn,
        content=content_of(line),
        targets=tuple(sorted(link.target_id for link in line.target_links.all())),
        countries=tuple((part.taskforce_id, part.role) for part in line.participations.all()),
        supports=tuple((gift.partner_id, gift.kind, gift.amount, gift.what) for gift in line.supports.all()),
    )

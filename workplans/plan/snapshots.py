"""A line as a version holds it, comparable with a live one. `versions.py` writes it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from workplans.models import Activity, VersionLine, WorkplanVersion
from workplans.models.activities import cost_that_counts
from workplans.plan.line_content import content_of
from workplans.statuses import ContributionStatus


@dataclass(frozen=True)
class FrozenLine:
    """One line: its content columns, the keys of its targets, countries and supports, and its technical needs.

    A need has its text, and whether the Secretariat meets it. A support has the text of the need that it meets, or "".
    """

    activity_id: int
    code: str
    state: str
    withdrawn: bool
    content: tuple[tuple[str, Any], ...]
    targets: tuple[int, ...]
    countries: tuple[tuple[int, str], ...]
    supports: tuple[tuple[int, str, Decimal | None, str, str], ...]
    needs: tuple[tuple[str, bool], ...]

    @property
    def cost(self) -> Decimal:
        """US dollars that count under the ceiling."""
        return cost_that_counts(
            self.funding, dict(self.content)["secretariat_cost"], withdrawn=self.withdrawn
        )

    @property
    def funding(self) -> str:
        return str(dict(self.content)["funding"])

    @property
    def needed(self) -> frozenset[str]:
        """The texts of the technical needs."""
        return frozenset(what for what, _ in self.needs)

    def with_support_of(self, live: "FrozenLine") -> "FrozenLine":
        """This line with the support of now (CO-11): what is accepted, and which needs the Secretariat meets.

        Support of a need that this text does not name supports the line as a whole.
        """
        met = dict(live.needs)
        return replace(
            self,
            supports=tuple(
                (partner, kind, amount, what, need if need in self.needed else "")
                for partner, kind, amount, what, need in live.supports
            ),
            needs=tuple((what, met.get(what, was_met)) for what, was_met in self.needs),
        )


def frozen_lines(version: WorkplanVersion) -> dict[int, FrozenLine]:
    """A version's lines by the key of their activity. Costs 5 queries."""
    return {line.activity_id: line for line in map(_from_version, _frozen(version))}


def frozen_activity(activity: Activity) -> FrozenLine:
    """A live line as a version would hold it now, with confirmed countries and accepted contributions."""
    needs = list(activity.technical_needs.all())
    names = {need.pk: need.what for need in needs}
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
            (gift.partner_id, gift.kind, gift.amount, gift.what, names.get(gift.need_id or 0, ""))
            for gift in activity.contributions.all()
            if gift.status == ContributionStatus.ACCEPTED
        ),
        needs=tuple((need.what, need.secretariat_at is not None) for need in needs),
    )


def same_content(line: FrozenLine, activity: Activity) -> bool:
    """Whether a live line equals a frozen one. Contributions of partners are not compared."""
    live = frozen_activity(activity)
    return (line.content, line.targets, line.countries, line.needed) == (
        live.content,
        live.targets,
        live.countries,
        live.needed,
    )


def _frozen(version: WorkplanVersion) -> Iterable[VersionLine]:
    return version.lines.prefetch_related("target_links", "participations", "supports", "needs")


def _from_version(line: VersionLine) -> FrozenLine:
    needs = list(line.needs.all())
    names = {need.pk: need.what for need in needs}
    return FrozenLine(
        line.activity_id,
        line.code,
        line.state,
        withdrawn=line.withdrawn,
        content=content_of(line),
        targets=tuple(sorted(link.target_id for link in line.target_links.all())),
        countries=tuple((part.taskforce_id, part.role) for part in line.participations.all()),
        supports=tuple(
            (gift.partner_id, gift.kind, gift.amount, gift.what, names.get(gift.need_id or 0, ""))
            for gift in line.supports.all()
        ),
        needs=tuple((need.what, need.by_secretariat) for need in needs),
    )

"""Who is seen as taking part in a regional activity (WP-10).

A country that has not confirmed is named to nobody but itself and the regional office.
"""

from __future__ import annotations

from dataclasses import dataclass

from workplans.models import Activity


@dataclass(frozen=True)
class CountryShown:
    """A country beside a regional activity, as one reader sees it."""

    taskforce_id: int
    name: str
    confirmed: bool

    @property
    def status(self) -> str:
        return "confirmed" if self.confirmed else "asked"

    @property
    def word(self) -> str:
        return "takes part" if self.confirmed else "asked, has not answered yet"


def countries_shown(
    line: Activity, *, reader: int | None = None, keeper: bool = False
) -> tuple[CountryShown, ...]:
    """The countries of a line that a reader sees named: confirmed ones, its own, and all for the keeper."""
    return tuple(
        CountryShown(part.taskforce_id, part.taskforce.name, confirmed=part.confirmed_at is not None)
        for part in line.participations.all()
        if keeper or part.confirmed_at is not None or part.taskforce_id == reader
    )

"""Who is seen as taking part in a regional activity, and what stands beside it on the regional page (WP-10).

A country that has not confirmed is named to nobody but itself and the regional office.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from commit_portal.decisions import Decision
from commit_portal.lifecycle import may_walk
from commit_portal.words import counted
from workplans.lifecycle import PROPOSE_REGIONAL, PUT_IN_FORCE
from workplans.models import Activity, Participation, Seat, Workplan
from workplans.queries import activities_visible_to
from workplans.statuses import Role


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


@dataclass(frozen=True)
class PartRow:
    """One activity of the panel, with the addresses to answer at, where the reader is the one to answer."""

    code: str
    title: str
    countries: tuple[CountryShown, ...]
    confirm_url: str = ""
    decline_url: str = ""


@dataclass(frozen=True)
class RegionalPanel:
    """What `workplans/regional_participation.html` prints."""

    rows: tuple[PartRow, ...]
    keeper: bool
    propose: Decision
    propose_url: str
    put_in_force: Decision
    put_in_force_url: str

    @property
    def waiting(self) -> str:
        number = sum(bool(row.confirm_url) for row in self.rows)
        return f"{counted(number, 'activity waits', 'activities wait')} for your answer." if number else ""


def countries_shown(
    line: Activity, *, reader: int | None = None, keeper: bool = False
) -> tuple[CountryShown, ...]:
    """The countries of a line that a reader sees named: confirmed ones, its own, and all for the keeper."""
    return tuple(
        CountryShown(part.taskforce_id, part.taskforce.name, confirmed=part.confirmed_at is not None)
        for part in line.participations.all()
        if keeper or part.confirmed_at is not None or part.taskforce_id == reader
    )


def regional_panel(plan: Workplan, seat: Seat) -> RegionalPanel:
    """The reader's own part of the regional draft, or all of it for the regional office: a fixed number of queries."""
    lines = (
        activities_visible_to(seat)
        .filter(workplan=plan, withdrawn_at__isnull=True)
        .prefetch_related("participations__taskforce__country")
        .order_by("area__position", "number")
    )
    year, keeper = plan.cycle.year, seat.is_regional_office
    return RegionalPanel(
        rows=tuple(_row(line, seat, year, keeper=keeper) for line in lines),
        keeper=keeper,
        propose=may_walk(plan, PROPOSE_REGIONAL, by=seat),
        propose_url=reverse("regional_propose", args=[year]),
        put_in_force=may_walk(plan, PUT_IN_FORCE, by=seat),
        put_in_force_url=reverse("regional_put_in_force", args=[year]),
    )


def _row(line: Activity, seat: Seat, year: int, *, keeper: bool) -> PartRow:
    own = next((part for part in line.participations.all() if part.taskforce_id == seat.taskforce_id), None)
    asked = _asks(own, seat)
    return PartRow(
        code=line.code,
        title=line.title,
        countries=countries_shown(line, reader=seat.taskforce_id, keeper=keeper),
        confirm_url=reverse("regional_confirm", args=[year, line.short_code]) if asked else "",
        decline_url=reverse("regional_decline", args=[year, line.short_code]) if asked else "",
    )


def _asks(part: Participation | None, seat: Seat) -> bool:
    """Whether this reader is the lead who still has to answer."""
    return part is not None and part.confirmed_at is None and seat.role == Role.LEAD

"""People who save the same row at the same moment, in processes of their own.

Each types into a field of its own, adds a need of its own, and gives the row another title. The race has its negative
control: the same race without the lock, where the last one writes over the others.
"""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from tests import cast, race, race_processes
from workplans.drafting.saving import save_line
from workplans.models import Activity, Seat, Taskforce
from workplans.plan.line_history import values_of
from workplans.statuses import Role

ROUNDS = race_processes.rounds(5)
# The field of each person, and what it types there.
OWN: tuple[tuple[str, Any], ...] = (
    ("description", "Two days in Phnom Penh."),
    ("expected_result", "Sixty officials trained."),
    ("lead_body", "Ministry of Justice"),
    ("cost_in_all", Decimal(7000)),
    ("ends_on", date(2011, 6, 30)),
)


def prepare() -> None:
    """As many lines of Cambodia as rounds, and five people who draft them."""
    world = cast.make_world()
    taskforce = Taskforce.objects.get(slug="kh")
    for number in range(len(OWN)):
        cast.make_seat(f"racer_{number}", Role.OFFICER, taskforce)
    for _ in range(ROUNDS):
        cast.complete_line(world.workplan("kh"), by=world.seats["kh_officer"])


def save(racer: str) -> list[list[str]]:
    """Save each line as it was first read; the fields that are asked of each."""
    person = int(racer)
    seat, asked = _seat(person), []
    for line in _lines():
        race.meet("ready")
        act = partial(save_line, line, _typed(person), seen=1, by=seat, now=cast.NOW)
        asked.append([name for clash in race.sent_until_taken(act).clashes for name in clash])
    return asked


def save_unguarded(racer: str) -> list[list[str]]:
    """Save each line as a form without merge and lock would: everybody has looked before anybody writes."""
    person = int(racer)
    for line in _lines():
        race.meet("ready")
        shown = {name: values_of(line)[name] for name, _value in OWN}
        typed = {name: value for name, value in _typed(person).items() if name != "needs"}
        race.meet("looked")
        Activity.objects.filter(pk=line.pk).update(**shown | typed)
    return []


def outcome() -> list[dict[str, Any]]:
    """Of each line: its title, and the people whose own field and whose need stand."""
    found = []
    for line in _lines():
        values = values_of(line)
        found.append(
            {
                "title": values["title"],
                "fields": [person for person, (name, value) in enumerate(OWN) if values[name] == value],
                "needs": sorted(values["needs"]),
                "history": line.history.count(),
            }
        )
    return found


def title_of(person: int) -> str:
    return f"Title of {person}"


def need_of(person: int) -> str:
    return f"Need of {person}"


def _typed(person: int) -> dict[str, Any]:
    name, value = OWN[person]
    return {name: value, "title": title_of(person), "needs": (need_of(person),)}


def _lines() -> list[Activity]:
    return list(
        Activity.objects.select_related("workplan__cycle__plan", "workplan__taskforce").order_by("number")
    )


def _seat(person: int) -> Seat:
    seats = Seat.objects.select_related("user", "taskforce__country")
    return seats.get(user__name=f"racer {person}")

"""Two people who confirm workbooks of one old version of a plan at the same moment, in processes of their own.

Each has downloaded once, before the first round: every later workbook is stale. In each round both change the row of
the round: a field of their own each, and in every second round the title too.
"""

from typing import Any

from django.test import Client

from commit_portal.models import User
from tests import cast, race, race_processes, workbooks
from workplans.models import Activity, Taskforce
from workplans.statuses import Role

ROUNDS = race_processes.rounds(4)
# The column of each person, and what is typed there.
OWN = (("Lead body", "Ministry of Justice"), ("Description", "Two days in Phnom Penh."))


def prepare() -> None:
    """Twenty lines of Cambodia, and two people who draft them."""
    world = cast.make_world()
    taskforce = Taskforce.objects.get(slug="kh")
    for person in range(len(OWN)):
        cast.make_seat(f"racer_{person}", Role.OFFICER, taskforce)
    for number in range(ROUNDS):
        cast.complete_line(world.workplan("kh"), by=world.seats["kh_officer"], title=f"Line {number}")


def is_contested(number: int) -> bool:
    return bool(number % 2)


def title_of(person: int, number: int) -> str:
    return f"Line {number} of {person}"


def confirm(racer: str) -> list[list[str]]:
    """Confirm the workbook of each round; the fields that were asked. Who answers leaves theirs as it is."""
    person = int(racer)
    client, asked = _client(person), []
    book = client.get(workbooks.EXPORT).content
    race.meet("looked")
    for number in range(ROUNDS):
        page = workbooks.upload(client, _changed(book, person, number))
        # One of both may have been asked already at the comparison: nobody has confirmed it before the meeting.
        race.meet("ready")
        asked.append(_confirm(client, page))
        race.meet("written")
    return asked


def confirm_unguarded(racer: str) -> list[list[str]]:
    """Write whole rows as the old workbook has them, with one's own cell changed: everybody has looked before."""
    person = int(racer)
    for line in Activity.objects.order_by("number"):
        values = {"lead_body": line.lead_body, "description": line.description}
        race.meet("looked")
        values[("lead_body", "description")[person]] = OWN[person][1]
        race.meet("ready")
        Activity.objects.filter(pk=line.pk).update(**values)
    return []


def outcome() -> list[dict[str, Any]]:
    """Of each line: its title, the people whose own field stands, and the number of its versions."""
    return [
        {
            "title": line.title,
            "fields": [line.lead_body == OWN[0][1], line.description == OWN[1][1]],
            "history": line.history.count(),
        }
        for line in Activity.objects.order_by("number")
    ]


def _client(person: int) -> Client:
    return cast.signed_in(User.objects.get(name=f"racer {person}"))


def _changed(book: bytes, person: int, number: int) -> bytes:
    head, words = OWN[person]
    title = {(number + 2, "Title"): title_of(person, number)} if is_contested(number) else {}
    return workbooks.with_cells(book, {(number + 2, head): words} | title)


def _confirm(client: Client, page: Any) -> list[str]:
    """Press the button until it is written: again where the plan was busy, with a choice where one is asked."""
    asked: list[str] = []
    for _time in range(race.TIMES_SENT):
        answers = {choice.name: f"theirs:{choice.version}" for choice in page.context["preview"].choices}
        asked += [choice.name for choice in page.context["preview"].choices]
        sent = {"waiting": page.context["waiting"].pk, "seen": page.context["plan"].row_version}
        answer = client.post(workbooks.IMPORT + "confirm/", sent | answers)
        if answer.status_code == 302:
            return asked
        if answer.status_code != 503:
            page = answer
    raise AssertionError(f"Not written: {answer.status_code}")

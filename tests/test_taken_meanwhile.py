"""What was free a moment ago and is taken when it is written: a sentence, not a traceback.

On SQLite one writer waits for the other before it looks, so the look itself answers.
"""

import io
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from commit_portal.models import User
from commit_portal.refusals import SomebodyWasFaster, unless_taken
from reporting.meetings.actions import add_meeting
from reporting.models import Meeting, MeetingPart
from spa.models import ActionPlan
from tests import cast, race, threads
from workplans.models import AnnualCycle

FIRST, LAST = date(2012, 1, 1), date(2012, 12, 31)
PLAN = {"code": "spa-7", "number": 7, "title": "Plan 7", "starts_on": FIRST, "ends_on": LAST}
TYPED = "77,123"
MINUTES = {"parts": ["som"], "som_number": "9", "minutes": TYPED}
DAYS = {"starts_on": "1 Jan 2012", "ends_on": "31 Dec 2012"}
YEAR = DAYS | {"year": "2012", "country_ceiling": TYPED}
INVITATION = DAYS | {"email": "sok.dara@commit.example", "name": TYPED, "role": "observer"}


def plan_of_action(world: cast.World) -> Callable[[], Any]:
    return lambda: ActionPlan.objects.create(**PLAN)


def year(world: cast.World) -> Callable[[], Any]:
    # On another plan of action, so that its lock does not keep them apart.
    other = ActionPlan.objects.create(**PLAN, status="agreed")
    return lambda: AnnualCycle.objects.create(
        year=2012, plan=other, country_ceiling=1, starts_on=FIRST, ends_on=LAST
    )


def person(world: cast.World) -> Callable[[], Any]:
    return lambda: User.objects.create_user("sok.dara@commit.example", "Sok Dara")


def meeting(world: cast.World) -> Callable[[], Any]:
    return lambda: Meeting.objects.create(slug="som-9")


def number_of_a_meeting(world: cast.World) -> Callable[[], Any]:
    add_meeting((("som", 8),), by=world.seats["regional_office"], now=cast.NOW)
    return other_with_number_9


def other_with_number_9() -> None:
    """Under another address, which its name does not take away."""
    MeetingPart.objects.create(meeting=Meeting.objects.create(slug="another"), kind="som", number=9)


def begun(first: Callable[[], Any]) -> threading.Thread:
    """Somebody who has written first and is not finished before somebody else waits behind them."""
    written = threading.Event()

    def faster() -> None:
        with transaction.atomic():
            first()
            written.set()
            # Until the other one has looked, found nothing, and stands inside its insert behind this transaction.
            race.wait_until_somebody_waits()

    thread = threads.beside(faster)
    assert written.wait(10)
    return thread


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("address", "taken", "typed", "reason"),
    [
        ("/meetings/add/", meeting, MINUTES, "just added a meeting with the same name"),
        ("/meetings/add/", number_of_a_meeting, MINUTES, "just added a meeting with the same name"),
        (
            "/meetings/som-8/edit/",
            number_of_a_meeting,
            MINUTES,
            "Someone has just given this number to another meeting",
        ),
        ("/plans/new/", plan_of_action, PLAN | {"title": TYPED}, "Someone has just used this code or number"),
        ("/years/open/", year, YEAR | {"open": "1"}, "Someone opened 2012 just now"),
        ("/people/invite/", person, INVITATION, "invited this e-mail address just now"),
    ],
)
def test_what_was_typed_for_something_that_was_taken_meanwhile_stays_on_the_page(
    secretariat, address, taken, typed, reason
):
    world = cast.make_world()
    first = taken(world)
    form = secretariat.get(address).context["form"]
    seen = form.initial.get("seen", "")
    thread = begun(first)

    response = secretariat.post(address, typed | {"seen": seen, "plan": world.plan.pk})
    thread.join(10)

    assert response.status_code == 409
    assert reason in response.text
    assert TYPED in response.text
    assert not Meeting.objects.filter(minutes=TYPED).exists()


@pytest.mark.django_db
def test_what_was_written_before_stays_written():
    User.objects.create_user("a@commit.example", "A")
    with transaction.atomic():
        User.objects.create_user("b@commit.example", "B")
        with pytest.raises(SomebodyWasFaster, match=r"^Taken\.$"), unless_taken("Taken."):
            User.objects.create_user("a@commit.example", "A again")

    assert list(User.objects.order_by("name").values_list("name", flat=True)) == ["A", "B"]


@pytest.mark.django_db
def test_first_seat_for_somebody_s_address_is_refused_in_words():
    User.objects.create_user("first@commit.example", "First")

    with pytest.raises(CommandError, match="this e-mail address has an account"):
        call_command("first_seat", "First@commit.example", "Another", stdout=io.StringIO())

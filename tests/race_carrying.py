"""An officer and a lead who carry the same lines over, or one undoes what the other changes, at the same moment.

In processes of their own.

The race has its negative control: the same race with the guard off, which must go wrong.
"""

import re
from collections import Counter
from typing import Any

from django.db import IntegrityError
from django.test import Client

from commit_portal.refusals import SomebodyWasFaster
from tests import cast, race, year_behind
from workplans.drafting.actions import LineDraft
from workplans.models import Activity, Workplan

PAGE = "/2012/kh/last-year/"
ROLES = ("officer", "lead")
LINES = 3


def prepare() -> None:
    """Three approved lines of 2011, and the empty draft of 2012."""
    year_behind.open_next(cast.make_world()).approve(LINES)


def carry(role: str) -> Counter[str]:
    """Send the page with every line chosen, at the same moment as the others."""
    client = race.signed_in(role)
    sent = _every_line(client)
    race.meet("ready")
    return Counter([str(client.post(PAGE, sent).status_code)])


def carry_unguarded(role: str) -> Counter[str]:
    """As the action writes a line, but by a look and a write: everybody has looked before anybody writes."""
    plan = Workplan.objects.select_related("cycle").get(cycle__year=2012, taskforce__slug="kh")
    earlier, user = Activity.objects.get(code="KH-2011-001"), race.seat_of(role).user
    race.meet("ready")
    there = list(plan.activities.filter(carried_from__isnull=False))
    race.meet("looked")
    who = {"entered_by": user, "entered_at": cast.NOW, "changed_by": user, "changed_at": cast.NOW}
    try:
        Activity.objects.create(
            workplan=plan,
            number=1,
            code="KH-2012-001",
            title="x",
            area=earlier.area,
            carried_from=earlier,
            **who,
        )
    except IntegrityError:
        return Counter(collided=1, there=len(there))
    return Counter(made=1, there=len(there))


def prepare_undo() -> None:
    """The officer has just carried the lines over."""
    officer = race.signed_in("officer")
    officer.post(PAGE, _every_line(officer))


def undo() -> str:
    """Undo it, as the page offers it, at the same moment as the lead changes the first line; the status."""
    officer = race.signed_in("officer")
    mark = _mark(officer.get(f"{PAGE}done/").text)
    race.meet("ready")
    return str(officer.post(f"{PAGE}done/", {"seen": mark}).status_code)


def change() -> str:
    """Change the first line; whether that was done."""
    lead, line = race.seat_of("lead"), Activity.objects.select_related("workplan").get(code="KH-2012-001")
    draft = LineDraft(area=line.area, title="Changed")
    race.meet("ready")
    try:
        cast.change_activity(line, draft, seen=1, by=lead, now=cast.NOW)
    except SomebodyWasFaster:
        return "removed"
    return "changed"


def outcome() -> dict[str, Any]:
    """The lines of the draft with where they came from, and its money."""
    plan = Workplan.objects.get(cycle__year=2012, taskforce__slug="kh")
    lines = plan.activities.select_related("carried_from").order_by("number")
    return {
        "lines": [(line.code, line.carried_from.code if line.carried_from else "") for line in lines],
        "committed": str(plan.committed),
    }


def _every_line(client: Client) -> dict[str, str]:
    """What the page sends with every line chosen."""
    page = client.get(PAGE).text
    ways = dict.fromkeys(re.findall(r'name="(way-\d+)"', page), "as_it_is")
    return {"seen": _mark(page), "put": "1", **ways}


def _mark(page: str) -> str:
    (mark,) = re.findall(r'name="seen" value="(\w+)"', page)
    return str(mark)

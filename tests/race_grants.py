"""Two of the regional office who allot at once: one grant to two workplans ("grant"), or two grants to one activity.

The negative control is the same race without the locks, in which both have added up before anybody commits.
"""

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import count

from django.db.models import F, Sum

from commit_portal.refusals import RuleBroken
from tests import cast, race, race_processes
from workplans.funding import actions
from workplans.funding.queries import approved_lines
from workplans.models import Activity, Grant, Partner, Seat
from workplans.statuses import Role

# Each asks for more than half of what there is.
ROUNDS, AMOUNT, ASKED = race_processes.rounds(100), Decimal(1000), Decimal("500.01")


def prepare() -> None:
    """Approved activities of US$1,000 in two countries and as large a grant for each round; and two of all together."""
    world = cast.make_world()
    for slug, name in (("kh", "kh"), ("la", "lao")):
        for _ in range(ROUNDS):
            cast.complete_line(world.workplan(slug), by=world.seats[f"{name}_officer"])
        lead, desk = (world.seats[f"{name}_{role}"] for role in ("lead", "desk"))
        cast.approved(world.workplan(slug), lead=lead, desk=desk)
    of = {"plan": world.plan, "partner": Partner.objects.all()[0]}
    of |= {"starts_on": date(2011, 1, 1), "ends_on": date(2011, 12, 31)}
    for number in range(ROUNDS):
        Grant.objects.create(title=f"Grant {number}", amount=AMOUNT, **of)
    area = Activity.objects.select_related("area")[0].area.code
    for number, limit in enumerate(({"no_countries": ["mm"]}, {"areas": [area]})):
        Grant.objects.create(title=f"Large {number}", amount=AMOUNT * ROUNDS, **of, **limit)


def allot(raced: str, racer: str, unlocked: str = "") -> Counter[str]:
    tally, office = Counter[str](), Seat.objects.filter(role=Role.REGIONAL_OFFICE)[0]
    place = ("kh", "la")[int(racer)] if raced == "grant" else "kh"
    if unlocked:
        _unlock(3 if raced == "grant" else 4)
    lines = approved_lines(version__workplan__taskforce__slug=place).order_by("code")
    for turn, line in enumerate(lines):
        grant = Grant.objects.get(title=f"Grant {turn}" if raced == "grant" else f"Large {racer}")
        asked = {"line": line, "grant": grant, "amount": ASKED}
        race.meet("ready")
        try:
            actions.allot(line.version.workplan, **asked, by=office, now=cast.NOW)
            tally["allotted"] += 1
        except RuleBroken:
            tally["refused"] += 1
    return tally


def above() -> list[int]:
    """How many grants, and how many activities, have more allotments than their amount or their cost."""
    kinds = ((Grant, F("amount")), (Activity, AMOUNT))
    sums = [(model.objects.annotate(paid=Sum("allotments__amount")), most) for model, most in kinds]
    return [found.filter(paid__gt=most).count() for found, most in sums]


def _unlock(at: int) -> None:
    """No lock, and nobody commits before both have added up: of the four sums of an allotment, the one that is raced."""
    add_up, calls = actions._sum, count(1)
    actions.locked_workplan = lambda plan: plan
    actions._locked = lambda grant: Grant.objects.get(pk=grant.pk)

    def add_up_and_wait(rows):
        found = add_up(rows)
        if next(calls) % 4 == at % 4:
            race.meet("summed")
        return found

    actions._sum = add_up_and_wait

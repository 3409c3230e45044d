"""Two of the regional office who allot at once: one grant to two workplans ("grant"), two grants to one activity, or each
another grant to another workplan, of which both pay for both ("crosswise").

They take the door of the portal, or write rows past it ("rows"). The negative control goes past the triggers too ("past").
"""

from collections import Counter
from contextlib import nullcontext
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, connection
from django.db.models import F, Sum

from commit_portal.refusals import RuleBroken
from tests import cast, race, race_processes
from tests.guard import guards_met
from workplans.funding import actions
from workplans.funding.queries import approved_lines
from workplans.models import Activity, Allotment, Grant, Partner, Seat
from workplans.statuses import Role

# Each asks for more than half of what there is.
ROUNDS, AMOUNT, ASKED = race_processes.rounds(100), Decimal(1000), Decimal("500.01")


def prepare() -> None:
    """Approved activities of US$1,000 in two countries and as large a grant for each round; and two of all together.

    Two more pay a dollar each for every activity.
    """
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
        both = Grant.objects.create(title=f"Both {number}", amount=AMOUNT * ROUNDS, **of)
        with guards_met(connection):
            for activity in Activity.objects.all():
                Allotment.objects.create(grant=both, activity=activity, cost=AMOUNT, amount=1)


def allot(raced: str, racer: str, path: str) -> Counter[str]:
    tally, office = Counter[str](), Seat.objects.filter(role=Role.REGIONAL_OFFICE)[0]
    place = "kh" if raced == "activity" else ("kh", "la")[int(racer)]
    lines = approved_lines(version__workplan__taskforce__slug=place).order_by("code")
    for turn, line in enumerate(lines):
        title = {"grant": f"Grant {turn}", "activity": f"Large {racer}", "crosswise": f"Both {racer}"}[raced]
        grant = Grant.objects.get(title=title)
        race.meet("ready")
        try:
            if path == "door":
                whom = {"grant": grant, "line": line, "amount": ASKED}
                actions.allot(line.version.workplan, **whom, by=office, now=cast.NOW)
            else:
                with guards_met(connection) if path == "rows" else nullcontext():
                    paid = {"grant": grant, "activity": line.activity}
                    Allotment.objects.update_or_create(**paid, defaults={"cost": AMOUNT, "amount": ASKED})
            tally["allotted"] += 1
        except (RuleBroken, IntegrityError):
            tally["refused"] += 1
    return tally


def above() -> list[int]:
    """How many grants, and how many activities, have more allotments than their amount or their cost."""
    kinds = ((Grant, F("amount")), (Activity, AMOUNT))
    sums = [(model.objects.annotate(paid=Sum("allotments__amount")), most) for model, most in kinds]
    return [found.filter(paid__gt=most).count() for found, most in sums]

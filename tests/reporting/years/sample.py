"""Two or three years of one plan of action with closed answers, each made at the SOM of its year."""

from datetime import date
from typing import Any

from django.test import Client

from reporting.models import CountryReview, Review, TargetStatus
from reporting.statuses import CountryReviewStatus, ReviewStage, ReviewStatus
from spa.models import Target
from tests import cast, year_behind
from workplans.models import AnnualCycle, Taskforce, Workplan
from workplans.plan.locking import bump_revision

# D: achieved on 1 June of the year; A: on a day that nobody said.
LETTERS = {"A": "achieved", "D": "achieved", "P": "in_progress", "N": "no_activity"}
# The answers for 1.T1, 1.T2, 2.T1 and 2.T2 in both years: a dash is none. Who is not named answers nothing.
SAID_2011 = {"kh": "APN-", "la": "PPA-", "regional": "NAP-"}
SAID_2012 = {"kh": "PAN-", "la": "APAP", "regional": "NA-N"}


def make_two_years(world: cast.World) -> AnnualCycle:
    """2011 and 2012 with answers; of Cambodia's plans nothing is released. Returns 2012."""
    approve(world, world.cycle)
    answer(world, world.cycle, SAID_2011)
    return open_another(world, 2012, SAID_2012)


def open_another(world: cast.World, year: int, said: dict[str, str]) -> AnnualCycle:
    """A later year on the same plan of action, with these answers."""
    cycle = year_behind.open_next(world, year=year).cycle
    approve(world, cycle)
    answer(world, cycle, said)
    return AnnualCycle.objects.select_related("plan").get(pk=cycle.pk)


def approve(world: cast.World, cycle: AnnualCycle, **changes: Any) -> None:
    """Approve one activity of Cambodia that serves 1.T1."""
    days = {"starts_on": date(cycle.year, 3, 1), "ends_on": date(cycle.year, 4, 30)}
    plan = world.workplan("kh", cycle)
    cast.complete_line(plan, by=world.seats["kh_officer"], **days | changes)
    plan.refresh_from_db()
    cast.approved(plan, lead=world.seats["kh_lead"], desk=world.seats["kh_desk"])


def answer(
    world: cast.World, cycle: AnnualCycle, said: dict[str, str], stage: ReviewStage = ReviewStage.SOM
) -> None:
    """Close a review of a year, or another round, in which every answer has its own words: "words KH 2011 1.T1"."""
    office = world.seats["regional_office"].user
    when = {"opened_at": cast.NOW, "opened_by": office, "closed_at": cast.NOW, "closed_by": office}
    review, _made = Review.objects.get_or_create(
        cycle=cycle, stage=stage, defaults={"status": ReviewStatus.CLOSED, **when}
    )
    targets = Target.objects.filter(plan=cycle.plan).order_by("area__position", "position")
    for slug, letters in said.items():
        taskforce = Taskforce.objects.get(slug=slug)
        number = review.sheets.filter(taskforce=taskforce).count() + 1
        sheet = CountryReview.objects.create(
            review=review,
            taskforce=taskforce,
            round=number,
            reopened_because="A mistake." if number > 1 else "",
            version=Workplan.objects.get(cycle=cycle, taskforce=taskforce).of_record,
            status=CountryReviewStatus.CLOSED,
            submitted_at=cast.NOW,
            submitted_by=office,
            closed_at=cast.NOW,
        )
        for target, letter in zip(targets, letters, strict=True):
            if letter != "-":
                words = f"words {slug.upper()} {cycle.year} {target.code}"
                achieved_on = date(cycle.year, 6, 1) if letter == "D" else None
                TargetStatus.objects.create(
                    sheet=sheet,
                    target=target,
                    status=LETTERS[letter],
                    narrative=words,
                    achieved_on=achieved_on,
                )
    bump_revision(cycle)


def page_at(client: Client, path: str) -> str:
    """The page at an address; it has to be there."""
    response = client.get(path)
    assert response.status_code == 200, response.text[:2000]
    return response.text

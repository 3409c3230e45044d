"""The sheet of a review in a portal of its own, whose process is killed and started again (tests.race_table)."""

from django.contrib.sessions.models import Session

from reporting.models import ActivityProgress
from reporting.reviews.actions import open_review
from tests import cast
from tests.race_table import session as session


def prepare() -> None:
    """Three approved activities of Cambodia, and the open review that asks about them."""
    world = cast.make_world()
    plan, seats = world.workplan("kh"), world.seats
    for _ in range(3):
        cast.complete_line(plan, by=seats["kh_officer"])
    cast.approved(plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    open_review(world.cycle, "som", by=seats["regional_office"], now=cast.NOW)


def written() -> list[tuple[str, str]]:
    """The state and the words of each activity."""
    return list(ActivityProgress.objects.order_by("activity__number").values_list("status", "narrative"))


def end_sessions() -> None:
    Session.objects.all().delete()

"""The stages of the demonstration between the first and the last, after one year 2009 made for all of them."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.db.models import Max
from pytest_django import DjangoDbBlocker

from commit_portal import clock
from commit_portal.models import Event
from reporting.demo.making import bring_2011_to, make_year_behind
from reporting.demo.people import DAYS, Cast, Stage
from reporting.home.task_list import waiting_for
from tests.reporting.demo.test_demo import PASSWORD, plans
from workplans.models import CycleStep

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def behind(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The people and the year 2009, made once for this module and rolled back after it."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.DEMO", True)
        yield make_year_behind(PASSWORD)
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.parametrize("stage", [Stage.APPROVAL, Stage.SOM])
def test_visitors_of_a_stage_meet_a_day_after_all_that_was_prepared_for_it(
    behind: Cast, stage: Stage
) -> None:
    bring_2011_to(stage, behind)

    assert Event.objects.latest("at").at.date() < clock.today() == DAYS[stage]
    recorded = CycleStep.objects.aggregate(first=Max("actual_from"), last=Max("actual_until"))
    assert max(recorded.values()) <= DAYS[stage]


@pytest.mark.django_db
def test_the_mid_year_stage_leaves_viet_nam_to_answer_late(behind: Cast) -> None:
    bring_2011_to(Stage.MID_YEAR, behind)

    assert {plan.status for plan in plans(2011).values()} == {"approved"}
    assert Event.objects.latest("at").at.date() < clock.today()
    titles = [str(task.title) for task in waiting_for(behind["vn.lead"], on=clock.today())]
    assert titles == ["Answer the mid-year review 2011 and submit the answers"]

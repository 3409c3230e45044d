"""A world that is written again is the world that was made."""

from typing import Any

import pytest
from django.apps import apps

from spa.models import ActivityType
from tests import authz_matrix, cast
from tests.replayed import forget_records, replayed
from workplans.models import Activity, Country, Taskforce, Workplan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_recorded() -> None:
    forget_records()


@replayed
def _line_of(world: cast.World) -> Activity:
    """Adds a line, and with it changes the plan's sum."""
    return cast.complete_line(world.workplan("kh"), by=world.seats["kh_officer"])


@replayed
def _taskforce_of(country: Country) -> Taskforce:
    return Taskforce.objects.create(country=country, slug=country.code.lower(), position=9)


@replayed
def _with_a_later_name(country: Country) -> Country:
    country.name = "Later"
    return country


@replayed
def _without_steps(world: cast.World) -> None:
    world.cycle.steps.all().delete()


def _all_rows() -> dict[str, list[dict[str, Any]]]:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()
    }


def test_rows_that_are_written_again_are_those_that_were_made():
    with authz_matrix.undone():
        made = cast.make_world()
        line = _line_of(made)
        rows = _all_rows()

    again = cast.make_world()
    same_line = _line_of(again)

    assert _all_rows() == rows
    assert Workplan.objects.get(taskforce__slug="kh").committed == line.secretariat_cost
    assert (again.cycle, same_line) == (made.cycle, line)
    assert again.cycle is not made.cycle


def test_keys_go_on_after_those_that_were_written_again():
    with authz_matrix.undone():
        cast.make_world()

    cast.make_world()

    new = Country.objects.create(code="XX", name="Another", position=9)
    assert new.pk > max(Country.objects.exclude(pk=new.pk).values_list("pk", flat=True))


def test_a_world_beside_other_rows_is_made_anew():
    with authz_matrix.undone():
        cast.make_world()
    training = ActivityType.objects.create(code="training", title="Training", position=1)

    with authz_matrix.undone():
        cast.make_world()
        assert list(ActivityType.objects.filter(code="training")) == [training]
    cast.make_world()

    assert list(ActivityType.objects.filter(code="training")) == [training]


def test_what_belongs_to_a_row_is_made_anew_for_another_row():
    """The keys are numbers: as texts, 2 would come last of both."""
    Country.objects.create(pk=2, code="YY", name="One", position=2)
    with authz_matrix.undone():
        _taskforce_of(Country.objects.create(pk=10, code="XX", name="Another", position=9))

    country = Country.objects.create(pk=11, code="XX", name="Another", position=9)

    assert _taskforce_of(country).country_id == country.pk == Taskforce.objects.get(slug="xx").country_id


def test_what_is_done_to_an_argument_no_test_sees_the_first_no_more_than_the_second():
    country = Country(code="XX", name="Before", position=9)

    given = [_with_a_later_name(country).name for _ in range(2)]

    assert given == ["Later", "Later"]
    assert country.name == "Before"


def test_what_deletes_rows_is_not_replayed(world):
    with pytest.raises(AssertionError, match="may not delete"):
        _without_steps(world)

"""Queries that are put into SQL once and run with the values of each request."""

from __future__ import annotations

from datetime import date
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.db.models import BigIntegerField, DateField, QuerySet

from commit_portal.prepared import attach, prepared
from tests import cast
from workplans.models import CycleStep, Seat, Taskforce, Workplan
from workplans.plan.visibility import READER, Reader, drafts_visible_to, keys_of, versions_visible_to
from workplans.statuses import Role

MADE: list[str] = []


@prepared(taskforce=BigIntegerField())
def seats_of(*roles: str, taskforce: Any) -> QuerySet[Seat]:
    MADE.append("seats_of")
    return Seat.objects.filter(taskforce=taskforce, role__in=roles).select_related("taskforce__country")


@prepared(on=DateField())
def steps_until(on: Any) -> QuerySet[CycleStep]:
    return CycleStep.objects.filter(planned_until__lte=on)


@prepared(**READER)
def drafts_of(role: str, *, taskforce: Any, partner: Any) -> QuerySet[Workplan]:
    return drafts_visible_to(Reader(role, taskforce, partner))


@prepared(**READER)
def versions_of(role: str, *, taskforce: Any, partner: Any) -> QuerySet[Any]:
    return versions_visible_to(Reader(role, taskforce, partner))


def test_query_is_made_once_a_shape_and_run_with_the_values_of_each_call(world: cast.World) -> None:
    MADE.clear()
    kh, lao = (Taskforce.objects.get(slug=slug) for slug in ("kh", "la"))

    found = [seats_of(Role.LEAD, taskforce=taskforce.pk) for taskforce in (kh, lao, kh)]
    officers = seats_of(Role.OFFICER, taskforce=lao.pk)

    assert found == [[world.seats["kh_lead"]], [world.seats["lao_lead"]], [world.seats["kh_lead"]]]
    assert officers == [world.seats["lao_officer"]]
    assert MADE == ["seats_of", "seats_of"]


def test_what_is_selected_beside_the_row_comes_with_it(world: cast.World, django_assert_num_queries) -> None:
    kh = Taskforce.objects.get(slug="kh")
    seats_of(Role.LEAD, taskforce=kh.pk)

    with django_assert_num_queries(1):
        (seat,) = seats_of(Role.LEAD, taskforce=kh.pk)
        assert seat.taskforce.country.code == "KH"


def test_value_is_written_as_its_field_writes_it(world: cast.World) -> None:
    CycleStep.objects.filter(cycle=world.cycle, step=3).update(planned_until=date(2011, 2, 5))

    assert [row.step for row in steps_until(on=date(2011, 2, 5))] == [3]
    assert steps_until(on=date(2011, 2, 4)) == []


def test_value_that_is_missing_or_unknown_is_refused(world: cast.World) -> None:
    for values in ({}, {"taskforce": 1, "partner": 2}):
        with pytest.raises(TypeError, match="taskforce"):
            seats_of(Role.LEAD, **values)


@pytest.mark.parametrize("query", [drafts_of, versions_of])
def test_prepared_query_shows_every_seat_what_visibility_itself_shows_it(
    query: Any, world: cast.World, kh_plan: Workplan, lao_plan: Workplan
) -> None:
    """In two rounds and both orders: a query that kept a value of its first seat would show it to the next."""
    visible = {drafts_of: drafts_visible_to, versions_of: versions_visible_to}[query]
    for plan, slug in ((kh_plan, "kh"), (lao_plan, "lao")):
        cast.complete_line(plan, by=world.seats[f"{slug}_officer"])
        cast.approved(plan, lead=world.seats[f"{slug}_lead"], desk=world.seats[f"{slug}_desk"])
    seats = list(world.seats.values())

    for seat in (*seats, *reversed(seats)):
        shown = {row.pk for row in query(seat.role, **keys_of(seat))}
        assert shown == set(visible(seat).values_list("pk", flat=True)), seat


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
def test_another_thread_asks_over_its_own_connection() -> None:
    steps_until(on=date(2011, 1, 1))
    asked: list[Any] = []

    def ask() -> None:
        asked.append(steps_until(on=date(2011, 1, 1)))
        # `connection.close()` keeps a database in memory open.
        connection.connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()

    assert asked == [[]]


def test_attached_rows_are_read_without_a_query_and_filtered_by_one(
    world: cast.World, django_assert_num_queries
) -> None:
    rows = list(CycleStep.objects.filter(cycle=world.cycle))
    attach([world.cycle], "steps", rows, by="cycle")

    with django_assert_num_queries(0):
        assert list(world.cycle.steps.all()) == rows
        assert world.cycle.steps.all()[0].cycle is world.cycle
    with django_assert_num_queries(1):
        assert [row.step for row in world.cycle.steps.filter(step=3)] == [3]

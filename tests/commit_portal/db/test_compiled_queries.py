"""Queries that are put into SQL once and run with the values of each request."""

from datetime import date, timedelta
from importlib import import_module
from inspect import Parameter, signature
from itertools import product
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import BigIntegerField, DateField, Model, QuerySet

from commit_portal.db.compiled_queries import Prepared, prepared
from commit_portal.db.related_rows import attach
from commit_portal.statuses import EventAudience
from reporting.reviews.actions import open_review
from reporting.statuses import CountryReviewStatus, ReviewStage
from tests import cast, modules
from workplans.comments.actions import start_thread
from workplans.comments.targets import CommentTarget
from workplans.models import ActivityTarget, CycleStep, Ministry, MinistryAnswer, Seat, Taskforce, Workplan
from workplans.plan import visibility
from workplans.statuses import Audience, Role, TalkAudience, WorkplanStatus

MADE: list[str] = []
SHAPES = {"of": "activity__workplan", "most": 5, "model": ActivityTarget}
STATUSES = {"plans_of_taskforce": WorkplanStatus, "_sheets": CountryReviewStatus, "_rows_of": ("target",)}
# These find editions that failed, recommendations that wait, meetings and lines in force: there are none here.
FIND_NOTHING = {
    "_editions",
    "_failed",
    "_proposed",
    "_recommendations",
    "recommendations_waiting",
    "_parts_of_meetings",
    "_sessions",
    "_forms",
    "_bodies",
}


def prepared_queries() -> list[Prepared[Any]]:
    """Every query of the portal that is prepared."""
    found = []
    for path in modules.sources():
        if "prepared" in path.read_text():
            module = import_module(".".join(path.relative_to(modules.BASE).with_suffix("").parts))
            found += [item for item in vars(module).values() if isinstance(item, Prepared)]
    return list(dict.fromkeys(found))


def shape_for(seat: Seat, query: Prepared[Any]) -> tuple[Any, ...]:
    """What shapes the SQL of a query for a seat: the arguments that are no values."""
    shape: list[Any] = []
    for name, parameter in signature(query).parameters.items():
        if name == "reader":
            shape.append(seat)
        elif name == "role":
            shape.append(seat.role)
        elif name in ("is_regional", "keeps"):
            shape.append(seat.role == Role.REGIONAL_OFFICE)
        elif name in ("visible_only", "with_activity"):
            shape.append(True)
        elif name in SHAPES:
            shape.append(SHAPES[name])
        elif parameter.kind is Parameter.VAR_POSITIONAL:
            shape += list(STATUSES.get(query.__name__, EventAudience))
    return tuple(shape)


def values_on(plan: Workplan, seat: Seat) -> dict[str, Any]:
    """What a request of a seat on the page of a plan gives to queries."""
    return {
        "on": date(2011, 3, 1),
        "soon": date(2011, 3, 31),
        "year": plan.cycle.year,
        "place": plan.taskforce.slug,
        "cycle": plan.cycle_id,
        "workplan": plan.pk,
        "key": plan.pk,
        "activity": plan.activities.values_list("pk", flat=True).first() or 0,
        "number": 1,
        "code": plan.code_of(1),
        "since": cast.NOW - timedelta(days=1),
        "version": plan.versions.values_list("pk", flat=True).first() or 0,
        "beside": plan.versions.values_list("pk", flat=True).last() or 0,
        "ministry": seat.ministry_id,
        "user": seat.user_id,
        "by": seat.user_id,
        "target": None,
        "stage": "",
        "language": "en",
        "session": "none",
        "taskforce": plan.taskforce_id,
        "kind": ContentType.objects.get_for_model(plan).pk,
        **visibility.keys_of(seat),
    }


def columns_of(row: Any) -> Any:
    """A row with its columns and what was put beside them."""
    if not isinstance(row, Model):
        return row
    return row, {name: value for name, value in vars(row).items() if not name.startswith("_")}


@prepared(taskforce=BigIntegerField())
def seats_of(*roles: str, taskforce: Any) -> QuerySet[Seat]:
    MADE.append("seats_of")
    return Seat.objects.filter(taskforce=taskforce, role__in=roles).select_related("taskforce__country")


@prepared(on=DateField())
def steps_until(on: Any) -> QuerySet[CycleStep]:
    return CycleStep.objects.filter(planned_until__lte=on)


@visibility.prepared_for_reader()
def drafts_of(reader: visibility.Reader) -> QuerySet[Workplan]:
    return visibility.drafts_visible_to(reader)


@visibility.prepared_for_reader()
def versions_of(reader: visibility.Reader) -> QuerySet[Any]:
    return visibility.versions_visible_to(reader)


def test_query_is_made_once_a_shape_and_run_with_the_values_of_each_call(world):
    MADE.clear()
    kh, lao = (Taskforce.objects.get(slug=slug) for slug in ("kh", "la"))

    found = [seats_of(Role.LEAD, taskforce=taskforce.pk) for taskforce in (kh, lao, kh)]
    officers = seats_of(Role.OFFICER, taskforce=lao.pk)

    assert found == [[world.seats["kh_lead"]], [world.seats["lao_lead"]], [world.seats["kh_lead"]]]
    assert officers == [world.seats["lao_officer"]]
    assert MADE == ["seats_of", "seats_of"]


def test_what_is_selected_beside_the_row_comes_with_it(world, django_assert_num_queries):
    kh = Taskforce.objects.get(slug="kh")
    seats_of(Role.LEAD, taskforce=kh.pk)

    with django_assert_num_queries(1):
        (seat,) = seats_of(Role.LEAD, taskforce=kh.pk)
        assert seat.taskforce.country.code == "KH"


def test_value_is_written_as_its_field_writes_it(world):
    CycleStep.objects.filter(cycle=world.cycle, step=3).update(planned_until=date(2011, 2, 5))

    assert [row.step for row in steps_until(on=date(2011, 2, 5))] == [3]
    assert steps_until(on=date(2011, 2, 4)) == []


def test_value_that_is_missing_or_unknown_is_refused(world):
    for values in ({}, {"taskforce": 1, "partner": 2}):
        with pytest.raises(TypeError, match="taskforce"):
            seats_of(Role.LEAD, **values)


@pytest.mark.parametrize("query", [drafts_of, versions_of])
def test_prepared_query_shows_every_seat_what_visibility_itself_shows_it(query, world, kh_plan, lao_plan):
    """In two rounds and both orders: a query that kept a value of its first seat would show it to the next."""
    visible = {drafts_of: visibility.drafts_visible_to, versions_of: visibility.versions_visible_to}[query]
    for plan, slug in ((kh_plan, "kh"), (lao_plan, "lao")):
        cast.complete_line(plan, by=world.seats[f"{slug}_officer"])
        cast.approved(plan, lead=world.seats[f"{slug}_lead"], desk=world.seats[f"{slug}_desk"])
    seats = list(world.seats.values())

    for seat in (*seats, *reversed(seats)):
        shown = {row.pk for row in query(seat)}
        assert shown == set(visible(seat).values_list("pk", flat=True)), seat


def test_value_that_is_none_asks_what_the_queryset_itself_asks(world):
    steps = CycleStep.objects.filter(cycle=world.cycle)
    steps.exclude(step=3).update(planned_until=date(2011, 2, 5))
    undated = prepared(on=DateField())(lambda on: steps.filter(planned_until=on))
    dated = prepared(on=DateField())(lambda on: steps.exclude(planned_until=on))

    for day in (None, date(2011, 2, 5), None):
        assert undated(on=day) == list(steps.filter(planned_until=day))
        assert dated(on=day) == list(steps.exclude(planned_until=day))
    assert [row.step for row in undated(on=None)] == [3]


def test_every_prepared_query_finds_for_every_seat_what_its_queryset_finds(
    world, approved_plan, lao_plan, regional_plan, seats
):
    both = tuple(Taskforce.objects.filter(slug__in=("kh", "la")))
    kh = cast.released(approved_plan, Audience.OBSERVERS)
    line = cast.complete_line(lao_plan, needs=("A trainer",))
    cast.support(line, seats["ilo"].partner, "asked", by=seats["lao_lead"])
    cast.support(line, seats["iom"].partner, "accepted", by=seats["lao_lead"])
    la = cast.submitted(lao_plan)
    cast.complete_line(regional_plan, countries=both[:1])
    cast.complete_line(regional_plan, countries=both)
    open_review(world.cycle, ReviewStage.MID_YEAR, by=seats["regional_office"], now=cast.NOW)
    next_year = world.open_year(2012)
    words: dict[str, Any] = {"about": "Rooms", "now": cast.NOW}
    for place, by, told in (
        (CommentTarget(la), "officer", "lead"),
        (CommentTarget(la, line), "lead", "desk"),
    ):
        called = seats[f"lao_{told}"].user
        start_thread(
            place, TalkAudience.BOTH, "How many?", told=called, key=uuid4(), by=seats[f"lao_{by}"], **words
        )
    justice = Ministry.objects.create(taskforce=kh.taskforce, name="Justice", position=1)
    MinistryAnswer.objects.create(
        workplan=kh, ministry=justice, asked_at=cast.NOW, asked_by=seats["kh_lead"].user
    )
    seats["kh_member"].ministry = justice
    Seat.objects.filter(pk=seats["lao_officer"].pk).update(ends_on=date(2011, 3, 31))
    cast.complete_line(next_year.workplans.get(taskforce__slug="kh"), starts_on=None, ends_on=None)
    plans = (kh, la, regional_plan, next_year.workplans.get(taskforce__slug="kh"))
    queries = prepared_queries()
    empty = {query.__name__ for query in queries}

    asked = set()
    for plan, seat in product(plans, seats.values()):
        given, reader = (
            values_on(plan, seat),
            visibility.Reader(seat.role, *visibility.keys_of(seat).values()),
        )
        for query in queries:
            shape = shape_for(seat, query)
            names = query._given.keys() - (visibility.READER.keys() if seat in shape else ())
            values = {name: given[name] for name in query._given if name in names}
            # Seats and plans that give a query the same are one case of it.
            built_with = [reader if one is seat else one for one in shape]
            case = (query, tuple(built_with), tuple(values.values()))
            if case in asked:
                continue
            asked.add(case)
            found = [columns_of(row) for row in query(*shape, **values)]
            expected = query.__wrapped__(*built_with, **values)
            assert found == [columns_of(row) for row in expected], (query, seat)
            if found:
                empty.discard(query.__name__)

    assert empty == FIND_NOTHING


@pytest.mark.django_db(transaction=True)
@pytest.mark.once
def test_another_thread_asks_over_its_own_connection():
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


def test_attached_rows_are_read_without_a_query_and_filtered_by_one(world, django_assert_num_queries):
    rows = list(CycleStep.objects.filter(cycle=world.cycle))
    attach([world.cycle], "steps", rows, by="cycle")

    with django_assert_num_queries(0):
        assert list(world.cycle.steps.all()) == rows
        assert world.cycle.steps.all()[0].cycle is world.cycle
    # Its steps are none of these.
    world.open_year(2012)
    with django_assert_num_queries(1):
        assert [row.cycle_id for row in world.cycle.steps.filter(step=3)] == [world.cycle.pk]

"""Nothing in the history can be changed or deleted: not by the model, and not past it."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from commit_portal.models import Event
from workplans.models import AnnualCycle


def without_the_model(sql: str) -> Callable[[Event], object]:
    def run(event: Event) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return run


@pytest.mark.asvs("16.4.2")
@pytest.mark.parametrize(
    ("attempt", "refused_with"),
    [
        (lambda event: Event.objects.update(note="Another"), TypeError),
        (lambda event: Event.objects.all().delete(), TypeError),
        (lambda event: Event.objects.bulk_update([event], ["note"]), TypeError),
        (lambda event: event.save(), TypeError),
        (lambda event: event.delete(), IntegrityError),
        (lambda event: QuerySet(Event).update(note="Another"), IntegrityError),
        (lambda event: QuerySet(Event)._raw_delete("default"), IntegrityError),
        (without_the_model("UPDATE commit_portal_event SET note = 'Another'"), IntegrityError),
        (without_the_model("DELETE FROM commit_portal_event"), IntegrityError),
        pytest.param(
            without_the_model("TRUNCATE commit_portal_event CASCADE"),
            IntegrityError,
            marks=pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no TRUNCATE."),
        ),
    ],
)
def test_event_is_not_changed_by_any_path(
    cycle: AnnualCycle, attempt: Callable[[Event], object], refused_with: type[Exception]
) -> None:
    before = list(Event.objects.order_by("pk").values())
    assert before
    # PostgreSQL empties no table whose foreign keys are still to be checked, guard or not.
    connection.check_constraints()

    with pytest.raises(refused_with), transaction.atomic():
        attempt(Event.objects.order_by("pk")[0])

    assert list(Event.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "sql", ["UPDATE commit_portal_event SET note = 'Another'", "DELETE FROM commit_portal_event"]
)
def test_the_database_says_why(cycle: AnnualCycle, sql: str) -> None:
    with pytest.raises(IntegrityError, match=r"Events can only be added\."), transaction.atomic():
        without_the_model(sql)(Event())

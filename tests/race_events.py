"""Writers of events that race for the head of the chain; tests/commit_portal/db/test_guards.py starts them."""

import os

from django.db import DatabaseError, connection, transaction

from commit_portal.db.event_chain import links, unlinked
from commit_portal.db.guards import lift_guards
from commit_portal.models import Event
from commit_portal.workflow import record_event
from tests import cast, race, race_processes
from workplans.models import Seat, Workplan
from workplans.statuses import Role

WRITES = race_processes.rounds(15)
# Links that follow the last one that a writer sees, without its lock.
UNLOCKED = (
    "CREATE FUNCTION unlocked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO commit_portal_eventlink "
    "SELECT COALESCE(MAX(position), 0) + 1, NEW.id, '' FROM commit_portal_eventlink, pg_sleep(0.2); RETURN NULL; END $$",
    "CREATE CONSTRAINT TRIGGER unlocked AFTER INSERT ON commit_portal_event DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION unlocked()",
)


def prepare() -> None:
    cast.make_world()


def unlock() -> None:
    """Have PostgreSQL make the links without a lock: the negative control."""
    lift_guards()
    with connection.cursor() as cursor:
        for statement in UNLOCKED:
            cursor.execute(statement)


def write() -> dict[str, int]:
    """Write events about plans, each behind the plan's lock; how many were written, how many lost.

    On PostgreSQL no writer commits its first one before each of them has written it: nothing is left to luck.
    """
    plans, tally = list(Workplan.objects.order_by("pk")), {"written": 0, "lost": 0}
    office = Seat.objects.filter(role=Role.REGIONAL_OFFICE)[0]
    race.meet("ready")
    for number in range(WRITES):
        try:
            with transaction.atomic():
                if number:
                    plan = plans[(number + os.getpid()) % len(plans)]
                    Workplan.objects.select_for_update(no_key=True).get(pk=plan.pk)
                record_event("submit", plans[0], by=office, now=cast.NOW, facts={})
                if not number and connection.vendor == "postgresql":
                    race.meet("written")
        except DatabaseError:
            tally["lost"] += 1
        else:
            tally["written"] += 1
    return tally


def found() -> dict[str, int]:
    """What became of the chain."""
    chain = list(links())
    broken = sum(bool(words) for _number, _digest, words in chain)
    return {"links": len(chain), "events": Event.objects.count(), "broken": broken + len(unlinked())}

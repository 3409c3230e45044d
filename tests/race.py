"""Processes and threads that race on a database of their own; test_races.py starts them.

Every race has its negative control: the same race with the guard off, which must go wrong.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from functools import partial

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.test import Client

from commit_portal.db.guards import lift_guards
from commit_portal.http.atomic_requests import is_busy
from commit_portal.refusals import Refused, RuleBroken, obey
from commit_portal.workflow import events_about
from tests import cast, race_processes, threads
from workplans.drafting import actions as drafting
from workplans.drafting.actions import add_activity
from workplans.models import Activity, Seat, Workplan
from workplans.plan import locking
from workplans.plan.permissions import may_edit_activity
from workplans.plan.queries import counted_cost
from workplans.plan.rules import wp_3
from workplans.submitting.actions import take_back_workplan
from workplans.years.actions import change_ceiling

CEILING, LOWER = Decimal(1_000), Decimal(400)
COST = Decimal("17.99")
WRITES = 15
UNGUARDED_COST = Decimal(600)
ROUNDS = race_processes.rounds(5)
# How long one of those who race waits for another one; where nobody comes, the race has failed.
PATIENCE_S = 30
# How often one that is busy is sent, at most: SQLite gives its lock to whoever asks at the right moment.
TIMES_SENT = 10


def prepare() -> None:
    """A world whose Cambodian ceiling is US$1,000."""
    world = cast.make_world()
    Workplan.objects.filter(pk=world.workplan("kh").pk).update(ceiling=CEILING)


def write() -> dict[str, int]:
    """Fifteen lines of US$17.99, as fast as possible; how many went in, were refused, or were lost."""
    plan, officer = _cambodia()
    draft = cast.complete_draft(plan.cycle.plan, secretariat_cost=COST)
    tally = {"written": 0, "refused": 0, "lost": 0}
    meet("ready")
    for _ in range(WRITES):
        try:
            sent_until_taken(lambda: add_activity(plan, draft, by=officer, now=cast.NOW))
        except RuleBroken:
            tally["refused"] += 1
        except OperationalError:
            tally["lost"] += 1
        else:
            tally["written"] += 1
    return tally


def write_unguarded() -> dict[str, int]:
    """One line of US$600 as the action writes it, without its lock.

    Every writer has written before any of them sums, and has summed before any of them commits: nothing is
    left to luck. One that lost its write comes to both meetings all the same.
    """
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"]["OPTIONS"] |= {"transaction_mode": "DEFERRED", "timeout": 1}
    plan, officer = _cambodia()
    draft = cast.complete_draft(plan.cycle.plan, secretariat_cost=UNGUARDED_COST)
    met = 0
    meet("ready")
    try:
        with transaction.atomic():
            counted_cost(plan)
            Activity.objects.create(
                workplan=plan,
                number=1 + os.getpid() % 30_000,
                code=f"RACE-{os.getpid()}",
                entered_by=officer.user,
                entered_at=cast.NOW,
                changed_by=officer.user,
                changed_at=cast.NOW,
                **draft.columns(),
            )
            meet("written")
            met += 1
            total = counted_cost(plan)
            obey(wp_3(plan, total))
            meet("summed")
            met += 1
            Workplan.objects.filter(pk=plan.pk).update(committed=total)
    except OperationalError:
        for _ in range(2 - met):
            meet("lost")
        return {"written": 0, "refused": 0, "lost": 1}
    return {"written": 1, "refused": 0, "lost": 0}


def sent_until_taken[T](act: Callable[[], T]) -> T:
    """What an action gives back, which is done again where the database was busy, as the page of that refusal offers."""
    for _ in range(TIMES_SENT - 1):
        try:
            return act()
        except OperationalError as error:
            if not is_busy(error):
                raise
    return act()


def meet(word: str) -> None:
    """Say where this writer is, and wait until every writer is let on."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()
    sys.stdin.readline()


def seat_of(role: str) -> Seat:
    """Who has a role in Cambodia."""
    return Seat.objects.select_related("user", "taskforce__country").get(role=role, taskforce__slug="kh")


def signed_in(role: str) -> Client:
    """A browser of who has a role in Cambodia."""
    return cast.signed_in(seat_of(role).user)


def wait_until_somebody_waits() -> None:
    """Until somebody on this database of PostgreSQL stands behind a lock of somebody else's."""
    with connection.cursor() as cursor:

        def somebody_waits() -> bool:
            # Inside a transaction the list of connections is otherwise the one of the first look.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            return bool(cursor.fetchone()[0])

        wait_until(somebody_waits)


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.01)


def _cambodia() -> tuple[Workplan, Seat]:
    plan = Workplan.objects.select_related("cycle__plan", "taskforce__country").get(taskforce__slug="kh")
    return plan, seat_of("officer")


def outcome() -> dict[str, str]:
    """What the database says afterwards, in US dollars."""
    plan = Workplan.objects.get(taskforce__slug="kh")
    return {"committed": str(plan.committed), "sum": str(counted_cost(plan))}


def titles(how: str = "") -> dict[str, int]:
    """Rounds of an officer who changes a title against a lead who submits.

    Unguarded nothing is left to luck: who retitles has looked before the plan is submitted, and writes after.
    """
    plan, officer = _cambodia()
    lead, line = seat_of("lead"), cast.complete_line(plan, by=officer)
    tally = {"rounds": 0, "changed": 0, "slipped": 0}

    def retitle() -> None:
        draft = cast.complete_draft(plan.cycle.plan, title=title)
        with suppress(Refused):
            cast.change_activity(seen, draft, seen=seen.row_version, by=officer, now=cast.NOW)

    def retitle_unguarded() -> None:
        allowed = may_edit_activity(officer, seen)
        looked.set()
        assert submitted.wait(PATIENCE_S)
        if allowed:
            Activity.objects.filter(pk=line.pk).update(title=title)

    def submit() -> None:
        assert how != "unguarded" or looked.wait(PATIENCE_S)
        cast.submitted(drafted, by=lead)
        submitted.set()

    for number in range(ROUNDS):
        seen, drafted, title = _line(line.pk), Workplan.objects.get(pk=plan.pk), f"Title {number}"
        before = seen.title
        looked, submitted = threading.Event(), threading.Event()
        threads.at_once(retitle_unguarded if how == "unguarded" else retitle, submit)
        plan.refresh_from_db()
        frozen = plan.versions.order_by("-number")[0].lines.get().title
        live = Activity.objects.get(pk=line.pk).title
        tally["rounds"] += 1
        tally["changed"] += live != before
        tally["slipped"] += live != frozen
        take_back_workplan(plan, by=lead, now=cast.NOW)
    return tally


def lowered(act: str, how: str = "") -> dict[str, int]:
    """Rounds of an office that lowers the ceiling below a plan of US$500, against who adds to the plan or submits it.

    Who comes second is refused, and the announcement is the newest event. Unguarded, who acts has read the plan before, and the
    database lets it through.
    """
    office, lead = (Seat.objects.filter(role=role).earliest("pk") for role in ("regional", "lead"))
    if how == "unguarded":
        lift_guards()
    plan, officer = _cambodia()
    cast.complete_line(plan, by=officer, secretariat_cost=500)
    draft, tally = cast.complete_draft(plan.cycle.plan, secretariat_cost=1), {"rounds": 0, "slipped": 0}
    wing = {"add": drafting, "submit": locking}[act]
    lock, today = wing.locked_workplan, cast.NOW.date()
    announce = partial(change_ceiling, plan.cycle, starts_on=today, reason="x", by=office, now=cast.NOW)

    def lower() -> None:
        announce(LOWER)
        is_lower.set()

    def hurry() -> None:
        if how == "unguarded":
            wing.locked_workplan = lambda _plan: seen
            assert is_lower.wait(PATIENCE_S)
        with suppress(RuleBroken):
            if act == "add":
                drafting.add_activity(seen, draft, by=officer, now=cast.NOW)
            else:
                cast.submitted(seen, by=lead)

    for _ in range(ROUNDS):
        (seen, _), is_lower = _cambodia(), threading.Event()
        threads.at_once(lower, hurry)
        tally["rounds"] += 1
        tally["slipped"] += events_about(plan).latest("pk").verb != "change_ceiling"
        wing.locked_workplan = lock
        plan.refresh_from_db()
        if plan.status == "submitted":
            take_back_workplan(plan, by=lead, now=cast.NOW)
        announce(CEILING)
    return tally


def _line(pk: int) -> Activity:
    return Activity.objects.select_related("workplan__cycle__plan", "workplan__taskforce__country").get(pk=pk)

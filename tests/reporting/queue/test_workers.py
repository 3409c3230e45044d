"""Editions and real processes: workers killed, stopped, frozen, cut off, rung ten times; a broker lost, wiped, never back."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests import race_processes, services

pytestmark = [pytest.mark.chaos, pytest.mark.asvs("B24 B25 B26 B27 B28 B29 B30 B32 B36")]

SHOWN = """
    SELECT id, status, step, attempts, token, lease_until < now() AS lease_is_over, pdf, workbook, failure
    FROM reporting_annualreport
    ORDER BY id
"""
LEASE_S = 3
# So many countries that whoever looks ten times a second meets the worker while it renders: it takes a second and a half.
LONG_ENOUGH = 2
WAIT_S = 180.0

StartWorker = Callable[[dict[str, str]], services.Process]


class Office:
    """A database, a broker and a media folder of this test's own."""

    def __init__(self, url: str, broker: str, folder: Path) -> None:
        self.url = url
        self.media = folder / "media"
        self.folder = folder
        self.env = {
            "DJANGO_SETTINGS_MODULE": "commit_portal.settings",
            **os.environ,
            "DATABASE_URL": url,
            "REDIS_URL": broker,
            "VAR": str(folder),
            "MEDIA_ROOT": str(self.media),
            "REPORT_LEASE_SECONDS": str(LEASE_S),
            "REPORT_DOORBELL_SECONDS": "2",
        }
        self.sweeps: list[services.Process] = []
        self.clerk = race_processes.Race("tests.report_rows", url, folder, is_prepared=True, **self.env)

    def tell(self, *words: object) -> None:
        self.clerk.run(*map(str, words))

    def editions(self) -> list[dict[str, Any]]:
        """As they stand in the database: a Django started for each look would be most of the work here."""
        with psycopg.connect(self.url, row_factory=dict_row) as connection:
            return connection.execute(SHOWN).fetchall()

    def sweep(self) -> services.Process:
        process = services.Process(
            [sys.executable, "manage.py", "sweep", "--every", "0.5", "--alive", self.folder / "alive"],
            env=self.env,
            log=self.folder / f"sweep-{len(self.sweeps)}.log",
        )
        self.sweeps.append(process)
        return process

    def wait_for(self, condition: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        deadline = time.monotonic() + WAIT_S
        while not condition(rows := self.editions()):
            assert time.monotonic() < deadline, (rows, [sweep.output for sweep in self.sweeps])
            time.sleep(0.1)
        return rows

    def wait_until_all(self, *statuses: str) -> list[dict[str, Any]]:
        return self.wait_for(lambda rows: all(row["status"] in statuses for row in rows))

    def wait_until_the_lease_is_over(self) -> None:
        """Of the first edition, which somebody renders or has begun to."""
        self.wait_for(lambda rows: rows[0]["lease_is_over"])

    def files(self) -> list[str]:
        return sorted(str(path.relative_to(self.media)) for path in self.media.rglob("*.*"))


@pytest.fixture
def office(portal_database: str, valkey: services.Valkey, tmp_path: Path) -> Iterator[Office]:
    place = Office(portal_database, valkey.url, tmp_path)
    yield place
    for process in place.sweeps:
        process.kill9()


def named_files(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(name for row in rows for name in (row["pdf"], row["workbook"]))


def is_rendering(rows: list[dict[str, Any]]) -> bool:
    return rows[0]["status"] == "rendering"


def rendering(office: Office, start_worker: StartWorker, *, editions: int = 1) -> services.Process:
    """A worker in the middle of the first of some long editions."""
    office.tell("prepare", editions, LONG_ENOUGH)
    worker = start_worker(office.env)
    office.tell("ring_all", 1)
    office.wait_for(is_rendering)
    return worker


def test_a_worker_killed_while_it_renders_still_ends_in_one_ready_edition(office, start_worker):
    worker = rendering(office, start_worker)

    worker.kill9()
    office.wait_until_the_lease_is_over()

    # The negative control: without the sweep it stays where it was.
    assert [row["status"] for row in office.editions()] == ["rendering"]
    assert office.files() == []
    office.sweep()
    rows = office.wait_until_all("ready", "failed")
    assert [(row["status"], row["attempts"]) for row in rows] == [("ready", 2)]
    assert office.files() == named_files(rows)


def test_a_worker_goes_on_when_its_broker_restarts_and_what_came_back_empty_loses_no_edition(
    office, valkey, start_worker
):
    """While the worker waits, and while it renders. The negative control: a bell that rings meanwhile is not heard."""
    office.tell("prepare", 2, LONG_ENOUGH)
    worker = start_worker(office.env)
    valkey.kill9()
    office.tell("ring_all", 1)
    worker.wait_until(lambda: "Cannot connect" in worker.output, timeout_s=WAIT_S)
    assert [row["status"] for row in office.editions()] == ["queued"] * 2
    valkey.start()
    office.tell("ring_all", 1)
    office.wait_for(is_rendering)
    valkey.kill9()
    valkey.wipe()
    valkey.start()

    office.wait_for(lambda rows: rows[0]["status"] == "ready")
    assert [row["status"] for row in office.editions()] == ["ready", "queued"]
    office.sweep()
    rows = office.wait_until_all("ready", "replaced", "failed")

    assert [(row["status"] == "failed", row["attempts"]) for row in rows] == [(False, 1)] * 2


def test_a_worker_that_is_told_to_stop_ends_what_it_renders_though_its_connections_broke(
    office, start_worker
):
    """It leaves the rest. The negative control is the one that is killed (above): its edition takes a second attempt."""
    worker = rendering(office, start_worker, editions=2)

    assert services.break_connections(office.url) > 0
    assert worker.stop(timeout_s=WAIT_S) == 0

    assert [(row["status"], row["attempts"]) for row in office.editions()] == [("ready", 1), ("queued", 0)]
    start_worker(office.env)
    rows = office.wait_until_all("ready", "replaced", "failed")
    assert [row["attempts"] for row in rows] == [1, 1]
    assert office.files() == named_files(rows)


def test_a_broker_that_is_frozen_and_never_comes_back_loses_no_edition(office, valkey):
    office.tell("prepare", 1, 1)

    valkey.sigstop()
    # It keeps nobody who asks.
    office.tell("ring_all", 1)
    assert [row["status"] for row in office.editions()] == ["queued"]
    valkey.sigcont()
    valkey.kill9()
    office.tell("ring_all", 1)
    sweep = office.sweep()
    rows = office.wait_until_all("ready", "failed")

    assert [row["status"] for row in rows] == ["ready"]
    # A sweep that is asked to end does.
    assert sweep.stop() == 0


def test_a_worker_that_wakes_up_after_its_lease_changes_nothing(office, start_worker):
    worker = rendering(office, start_worker)

    worker.sigstop()
    office.wait_until_the_lease_is_over()
    office.sweep()
    before = office.wait_until_all("ready")
    worker.sigcont()
    worker.wait_until(lambda: "the lease was lost" in worker.output, timeout_s=WAIT_S)

    assert office.editions() == before
    assert office.files() == named_files(before)
    assert before[0]["attempts"] == 2


def test_ten_deliveries_to_two_workers_render_once(office, start_worker):
    office.tell("prepare", 1, 1)
    workers = [start_worker(office.env), start_worker(office.env)]

    office.tell("ring_all", 10)
    rows = office.wait_until_all("ready")
    for worker in workers:
        worker.wait_until(
            lambda: sum(one.output.count(" succeeded in ") for one in workers) == 10, timeout_s=WAIT_S
        )

    assert [row["attempts"] for row in office.editions()] == [1]
    assert office.files() == named_files(rows)


def test_an_edition_that_kills_every_worker_fails_after_three_attempts_and_others_proceed(
    office, start_worker
):
    office.tell("prepare", 2, LONG_ENOUGH)
    # Killed twice before: a worker that is killed uses up an attempt (above).
    with psycopg.connect(office.url) as connection:
        connection.execute("UPDATE reporting_annualreport SET attempts = 2 WHERE id = 1")
    worker = start_worker(office.env)
    office.tell("ring_all", 1)
    office.wait_for(is_rendering)
    worker.kill9()
    office.wait_until_the_lease_is_over()

    office.sweep()
    rows = office.wait_until_all("failed", "ready")

    assert [(row["status"], row["attempts"]) for row in rows] == [("failed", 3), ("ready", 1)]
    assert rows[0]["failure"]["code"] == "failure.exhausted"

"""Races with real processes on real databases, each beside its negative control."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.race import CEILING, COST, ROUNDS, UNGUARDED_COST, WRITES

PROCESSES = 8
RUN = "import django; django.setup(); from tests.race import main; main()"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of the test's own on either engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'race.sqlite3'}"
    return str(request.getfixturevalue("portal_database"))


class Race:
    """Runs `tests.race` in processes of their own."""

    def __init__(self, url: str, var: Path) -> None:
        self.env = {
            **os.environ,
            "DATABASE_URL": url,
            "VAR": str(var),
            "DJANGO_SETTINGS_MODULE": "commit_portal.settings",
        }
        if url.startswith("sqlite"):
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--no-input", "-v", "0"], env=self.env, check=True
            )
        self.run("prepare")

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", RUN, *words],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> Any:
        process = self.start(*words)
        out, _ = process.communicate(timeout=240)
        assert process.returncode == 0
        return json.loads(out) if out else None

    def write_together(self, *words: str, meetings: int = 1) -> Counter[str]:
        """Starts the writers and lets them on together, each time that all of them have come to a meeting."""
        processes = [self.start("write", *words) for _ in range(PROCESSES)]
        for _ in range(meetings):
            for process in processes:
                assert process.stdout is not None
                assert process.stdout.readline().strip() in ("ready", "written", "summed", "lost")
            for process in processes:
                assert process.stdin is not None
                process.stdin.write("on\n")
                process.stdin.flush()
        # Every writer is waited for before any is judged: one left running would fail the tests behind.
        said = [process.communicate(timeout=240)[0] for process in processes]
        assert [process.returncode for process in processes] == [0] * PROCESSES
        tally: Counter[str] = Counter()
        for out in said:
            tally.update(json.loads(out))
        return tally


def test_wp_3_holds_with_eight_processes_writing_at_once(database_url: str, tmp_path: Path) -> None:
    race = Race(database_url, tmp_path)

    tally = race.write_together()
    after = race.run("outcome")

    assert tally["lost"] == 0
    assert tally["written"] == CEILING // COST
    assert tally["written"] + tally["refused"] == PROCESSES * WRITES
    assert Decimal(after["committed"]) == Decimal(after["sum"]) == tally["written"] * COST


def test_negative_control_without_the_guard_the_ceiling_breaks_or_writes_are_lost(
    database_url: str, tmp_path: Path
) -> None:
    race = Race(database_url, tmp_path)

    tally = race.write_together("unguarded", meetings=3)
    after = race.run("outcome")

    if database_url.startswith("sqlite"):
        assert tally == {"written": 1, "refused": 0, "lost": PROCESSES - 1}
    else:
        assert tally == {"written": PROCESSES, "refused": 0, "lost": 0}
        assert Decimal(after["sum"]) == PROCESSES * UNGUARDED_COST > CEILING > Decimal(after["committed"])


def test_a_title_cannot_change_behind_a_submission(portal_database: str, tmp_path: Path) -> None:
    race = Race(portal_database, tmp_path)

    tally = race.run("titles")

    assert tally["rounds"] == ROUNDS
    assert tally["slipped"] == 0


def test_negative_control_without_the_lock_a_title_slips_behind_a_submission(
    portal_database: str, tmp_path: Path
) -> None:
    race = Race(portal_database, tmp_path)

    tally = race.run("titles", "unguarded")

    assert tally["slipped"] > 0

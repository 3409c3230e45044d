"""Starts processes that race, lets them meet, and adds up what they say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

PROCESSES = 8
# What a process says when it comes to a meeting.
WORDS = ("ready", "written", "summed", "lost", "looked", "frozen")


def run_verb(verbs: Mapping[str, Callable[..., Any]]) -> None:
    """One verb of the command line with its words; what it found goes to standard output as JSON."""
    verb, *rest = sys.argv[1:]
    found = verbs[verb](*rest)
    if found is not None:
        sys.stdout.write(json.dumps(found))


class Race:
    """Runs a module of verbs (tests.race, tests.race_support, ...) in processes of their own, after its "prepare"."""

    def __init__(self, module: str, url: str, var: Path) -> None:
        self.code = f"import django; django.setup(); from {module} import main; main()"
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
            [sys.executable, "-c", self.code, *words],
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

    def together(self, *words: str, meetings: int = 1, number: int = PROCESSES) -> Counter[str]:
        """Starts the writers and lets them on together, each time that all of them have come to a meeting."""
        tally: Counter[str] = Counter()
        for said in self._let_on([self.start(*words) for _ in range(number)], meetings):
            tally.update(said)
        return tally

    def against(self, *sides: tuple[str, ...], meetings: int) -> list[Any]:
        """Starts a process for each side and lets them on together each time; what each of them says at its end."""
        return self._let_on([self.start(*words) for words in sides], meetings)

    def _let_on(self, processes: list[subprocess.Popen[str]], meetings: int) -> list[Any]:
        for _ in range(meetings):
            for process in processes:
                assert process.stdout is not None
                assert process.stdout.readline().strip() in WORDS
            for process in processes:
                assert process.stdin is not None
                process.stdin.write("on\n")
                process.stdin.flush()
        # Every writer is waited for before any is judged: one left running would fail the tests behind.
        said = [process.communicate(timeout=240)[0] for process in processes]
        assert [process.returncode for process in processes] == [0] * len(processes)
        return [json.loads(out) for out in said]

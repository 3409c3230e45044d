"""Starts processes that race, lets them meet, and adds up what they say.

    python -m tests.race_processes MODULE RACERS      forks the racers, and prints with what codes they ended

Reading the portal takes a process a second of CPU. So one process reads it, and those of a race are its children.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

import django

PROCESSES = 8
# A racer that waits longer for the others is killed, and its race fails.
LONGEST_S = 240
# What a process says when it comes to a meeting.
WORDS = ("ready", "written", "summed", "lost", "looked", "frozen")


def rounds(number: int) -> int:
    """So many rounds of a race, or RACES times as many. Each one collides, as the negative controls show."""
    return number * int(os.environ.get("RACES", "1"))


def run_verb(verbs: Mapping[str, Callable[..., Any]]) -> None:
    """One verb of the command line with its words; what it found goes to standard output as JSON."""
    verb, *rest = sys.argv[1:]
    found = verbs[verb](*rest)
    if found is not None:
        sys.stdout.write(json.dumps(found))


class Race:
    """Runs a module of verbs (tests.race, tests.race_support, ...) in processes of their own, after its "prepare".

    The database has the portal's tables.
    """

    def __init__(self, module: str, url: str, var: Path) -> None:
        self.module = module
        self.code = f"import django; django.setup(); from {module} import main; main()"
        self.env = {
            **os.environ,
            "DATABASE_URL": url,
            "VAR": str(var),
            "DJANGO_SETTINGS_MODULE": "commit_portal.settings",
        }
        self.run("prepare")

    def run(self, *words: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-c", self.code, *words],
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            timeout=LONGEST_S,
            check=True,
        )
        return json.loads(done.stdout) if done.stdout else None

    def together(self, *words: str, meetings: int = 1, number: int = PROCESSES) -> Counter[str]:
        """Starts the writers and lets them on together, each time that all of them have come to a meeting."""
        tally: Counter[str] = Counter()
        for said in self.against(*[words] * number, meetings=meetings):
            tally.update(said)
        return tally

    def against(self, *sides: tuple[str, ...], meetings: int) -> list[Any]:
        """Starts a process for each side and lets them on together each time; what each of them says at its end."""
        with ExitStack() as stack:
            racers, fds = [], []
            for words in sides:
                (reads, told), (heard, writes) = os.pipe(), os.pipe()
                racers.append(
                    (stack.enter_context(os.fdopen(told, "w")), stack.enter_context(os.fdopen(heard)))
                )
                fds.append((words, reads, writes))
            passed = [fd for _, *ends in fds for fd in ends]
            parent = subprocess.Popen(
                [sys.executable, "-m", "tests.race_processes", self.module, json.dumps(fds)],
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                pass_fds=passed,
            )
            for fd in passed:
                os.close(fd)
            try:
                said = _let_on(racers, meetings)
            finally:
                # Who still waits for a word hears that none will come.
                stack.close()
                codes, _ = parent.communicate(timeout=LONGEST_S)
        assert json.loads(codes) == [0] * len(sides)
        return [json.loads(out) for out in said]


def _let_on(racers: Sequence[tuple[TextIO, TextIO]], meetings: int) -> list[str]:
    for _ in range(meetings):
        for _, heard in racers:
            assert heard.readline().strip() in WORDS
        for told, _ in racers:
            told.write("on\n")
            told.flush()
    return [heard.read() for _, heard in racers]


def main() -> None:
    module, racers = sys.argv[1], json.loads(sys.argv[2])
    django.setup()
    race = import_module(module).main
    ends = [fd for _, *pair in racers for fd in pair]
    children = []
    for words, reads, writes in racers:
        child = os.fork()
        if not child:
            _become(words, reads, writes, ends)
            race()
            return
        children.append(child)
    for fd in ends:
        os.close(fd)
    # Every racer is waited for before any is judged: one left running would fail the tests behind.
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    sys.stdout.write(json.dumps(codes))


def _become(words: Sequence[str], reads: int, writes: int, ends: Iterable[int]) -> None:
    """Makes the forked process one of the race: it reads and writes where the test listens."""
    signal.alarm(LONGEST_S)
    os.dup2(reads, 0)
    os.dup2(writes, 1)
    for fd in ends:
        os.close(fd)
    sys.argv[1:] = words


if __name__ == "__main__":
    main()

"""Starts processes that race, lets them meet, and adds up what they say.

    python -m tests.race_processes      reads the portal, and forks a process for each line of words

Reading the portal takes a process a second of CPU. So one process reads it for all races of a test process, and who races
are its children: in the environment of their race, and speaking at its port. After an empty line it says with what codes
they ended.
"""

import atexit
import gc
import importlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO

import django
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import load_backend
from django.test.utils import setup_test_environment

PROCESSES = 8
# A racer that waits longer for the others is killed, and its race fails.
LONGEST_S = 240
# What a process says when it comes to a meeting.
WORDS = ("ready", "written", "summed", "lost", "looked", "frozen")


def rounds(number: int) -> int:
    """So many rounds of a race, or RACES times as many. Each one collides, as the negative controls show."""
    return number * int(os.environ.get("RACES", "1"))


def run_verb(module: ModuleType) -> None:
    """Call a function of the module with the words of the command line; what it found goes to standard output as JSON."""
    verb, *words = sys.argv[1:]
    found = getattr(module, verb.replace("-", "_"))(*words)
    if found is not None:
        sys.stdout.write(json.dumps(found, default=str))


class Race:
    """Runs the functions of a module (tests.race, tests.race_support, ...) in processes of their own, after its "prepare".

    The database has the portal's tables.
    """

    def __init__(self, module: str, url: str, var: Path, *, is_prepared: bool = False, **more: str) -> None:
        self.env = {
            **os.environ,
            "DATABASE_URL": url,
            "VAR": str(var),
            "DJANGO_SETTINGS_MODULE": "commit_portal.settings",
            **more,
        }
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(LONGEST_S)
        self._reader = _reader(self.env)
        self._tell({"module": module, "port": self._door.getsockname()[1], "env": self.env})
        assert self._codes() == [], "It could not read the portal, and has said why."
        if not is_prepared:
            self.run("prepare")

    def __del__(self) -> None:
        self._door.close()

    def run(self, *words: str) -> Any:
        return self.against(words, meetings=0)[0]

    def together(self, *words: str, meetings: int = 1, number: int = PROCESSES) -> Counter[str]:
        """Starts the writers and lets them on together, each time that all of them have come to a meeting."""
        tally: Counter[str] = Counter()
        for said in self.against(*[words] * number, meetings=meetings):
            tally.update(said)
        return tally

    def against(self, *sides: tuple[str, ...], meetings: int) -> list[Any]:
        """Starts a process for each side and lets them on together each time; what each of them says at its end."""
        with ExitStack() as stack:
            try:
                racers = [self._started(words, stack) for words in sides]
                said = _let_on(racers, meetings)
            finally:
                try:
                    # Who still waits for a word hears that none will come.
                    stack.close()
                finally:
                    codes = self._codes()
        assert codes == [0] * len(sides)
        return [json.loads(out) if out else None for out in said]

    def _started(self, words: Sequence[str], stack: ExitStack) -> TextIO:
        """A process that says its words to us, and hears ours."""
        self._tell(words)
        line, _ = self._door.accept()
        return stack.enter_context(stack.enter_context(line).makefile("rw"))

    def _tell(self, words: Sequence[str] | dict[str, Any]) -> None:
        print(json.dumps(words), file=self._reader.stdin, flush=True)

    def _codes(self) -> list[int] | None:
        """With what the processes ended; None where nobody is there to say."""
        self._tell([])
        assert self._reader.stdout
        codes: list[int] | None = json.loads(self._reader.stdout.readline() or "null")
        return codes


# What has read the portal for the races of this process, once there was one.
_readers: list[subprocess.Popen[str]] = []


def _reader(env: Mapping[str, str]) -> subprocess.Popen[str]:
    if not _readers or _readers[-1].poll() is not None:
        command = [sys.executable, "-m", "tests.race_processes"]
        _readers.append(
            subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        atexit.register(_readers[-1].communicate, timeout=LONGEST_S)
    return _readers[-1]


def _let_on(racers: Sequence[TextIO], meetings: int) -> list[str]:
    for _ in range(meetings):
        for racer in racers:
            assert racer.readline().strip() in WORDS
        for racer in racers:
            racer.write("on\n")
            racer.flush()
    return [racer.read() for racer in racers]


def main() -> None:
    django.setup()
    for engine in ("sqlite3", "postgresql"):
        load_backend(f"django.db.backends.{engine}")
    race: dict[str, Any] = {}
    # Its children have the numbers 0 and 1 for themselves, and nothing in them yet.
    asked, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    children = []
    for line in asked:
        words = json.loads(line)
        if isinstance(words, dict):
            race = words
            importlib.import_module(race["module"])
            # A process that ends looks through all that it has: through the portal too, which would be copied to it for that.
            gc.freeze()
            continue
        if words:
            child = os.fork()
            if not child:
                _become(words, race["port"])
                _move_to(race["env"])
                # A page then says what it was made from.
                setup_test_environment()
                run_verb(importlib.import_module(race["module"]))
                return
            children.append(child)
            continue
        # Every racer is waited for before any is judged: one left running would fail the tests behind.
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        children.clear()
        answers.write(json.dumps(codes) + "\n")
        answers.flush()


def _become(words: Sequence[str], port: int) -> None:
    """Makes the forked process one of the race: it reads and writes where the test listens."""
    signal.alarm(LONGEST_S)
    with socket.create_connection(("127.0.0.1", port)) as line:
        os.dup2(line.fileno(), 0)
        os.dup2(line.fileno(), 1)
    sys.argv[1:] = words


def _move_to(env: Mapping[str, str]) -> None:
    """Gives the forked process the settings and the database of its race: the portal was read in those of another."""
    os.environ.clear()
    os.environ.update(env)
    given = importlib.reload(sys.modules["commit_portal.settings"])
    for name in filter(str.isupper, dir(given)):
        setattr(settings, name, getattr(given, name))
    connections.settings.update(connections.configure_settings(given.DATABASES))
    # Reading the portal asked what kind of database it has.
    del connections[DEFAULT_DB_ALIAS]


if __name__ == "__main__":
    main()

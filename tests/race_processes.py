"""Starts processes that race, lets them meet, and adds up what they say.

    python -m tests.race_processes MODULE PORT      forks a process for each line of words, which speaks at that port

Reading the portal takes a process a second of CPU. So one process reads it, and all of a race are its children. After an
empty line it says with what codes they ended.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import weakref
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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

    The database has the portal's tables. What reads the portal for it ends with it.
    """

    def __init__(self, module: str, url: str, var: Path, *, is_prepared: bool = False) -> None:
        self.env = {
            **os.environ,
            "DATABASE_URL": url,
            "VAR": str(var),
            "DJANGO_SETTINGS_MODULE": "commit_portal.settings",
        }
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(LONGEST_S)
        self._reader = subprocess.Popen(
            [sys.executable, "-m", "tests.race_processes", module, str(self._door.getsockname()[1])],
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        weakref.finalize(self, _end, self._reader, self._door)
        assert self._codes() == [], "It could not read the portal, and has said why."
        if not is_prepared:
            self.run("prepare")

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

    def _tell(self, words: Sequence[str]) -> None:
        print(json.dumps(words), file=self._reader.stdin, flush=True)

    def _codes(self) -> list[int] | None:
        """With what the processes ended; None where nobody is there to say."""
        self._tell([])
        assert self._reader.stdout
        codes: list[int] | None = json.loads(self._reader.stdout.readline() or "null")
        return codes


def _end(reader: subprocess.Popen[str], door: socket.socket) -> None:
    door.close()
    reader.communicate(timeout=LONGEST_S)


def _let_on(racers: Sequence[TextIO], meetings: int) -> list[str]:
    for _ in range(meetings):
        for racer in racers:
            assert racer.readline().strip() in WORDS
        for racer in racers:
            racer.write("on\n")
            racer.flush()
    return [racer.read() for racer in racers]


def main() -> None:
    module, port = sys.argv[1:]
    django.setup()
    race = import_module(module).main
    # Its children have the numbers 0 and 1 for themselves, and nothing in them yet.
    asked, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    children = []
    for line in asked:
        if words := json.loads(line):
            child = os.fork()
            if not child:
                _become(words, int(port))
                race()
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


if __name__ == "__main__":
    main()

"""Runs a part of the bench in a process of its own, with a database of its own.

`python -m tests.bench.child PART [NUMBER...] RESULT` does so with its settings, database and folder in the environment.
"""

import json
import os
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from tests import services


class Trouble(Exception):
    """Why something could not be measured."""


def run_apart(part: str, arguments: tuple[float, ...], addresses: dict[str, str], folder: Path) -> Any:
    """What `measure` of `tests.bench.PART` finds with these arguments, as JSON has it. Raises Trouble.

    `addresses` name its database. What it says goes to standard error.
    """
    folder.mkdir(parents=True)
    (folder / "static").mkdir()
    env = {
        **{name: value for name, value in os.environ.items() if name not in ("PORTAL", "DEMO", "PORT")},
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        **addresses,
        "VAR": str(folder),
        "LOG_LEVEL": "ERROR",
    }
    result = folder / "result"
    child = services.Process(
        [sys.executable, "-m", "tests.bench.child", part, *map(str, arguments), str(result)],
        env=env,
        log=folder / f"{part}.log",
    )
    child.popen.wait()
    if child.output.strip():
        sys.stderr.write(child.output[-3000:] + "\n")
    if child.popen.returncode:
        raise Trouble("the bench's own portal did not start, or did not answer")
    return json.loads(result.read_text())


def main(part: str, *rest: str) -> None:
    django.setup()
    # Before there is a connection: the world writes rows of the past.
    import_module("tests.guard")
    call_command("migrate", verbosity=0)
    *arguments, result = rest
    measured = import_module(f"tests.bench.{part}").measure(*map(float, arguments))
    Path(result).write_text(json.dumps(measured, default=asdict))


if __name__ == "__main__":
    main(*sys.argv[1:])

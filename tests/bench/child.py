"""Runs a part of the bench in a process of its own, with a database of its own."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from tests import services


def run_apart(part: str, arguments: tuple[object, ...], addresses: dict[str, str], folder: Path) -> Any:
    """Run `tests.bench.PART` with these arguments and a file for its result; None where it did not come to one.

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
        [sys.executable, "-m", f"tests.bench.{part}", *map(str, arguments), str(result)],
        env=env,
        log=folder / f"{part}.log",
    )
    child.popen.wait()
    if child.output.strip():
        sys.stderr.write(child.output[-3000:] + "\n")
    return None if child.popen.returncode else json.loads(result.read_text())

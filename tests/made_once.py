"""What all processes of a test run use, made by the first that asks: a migration takes seven CPU seconds."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.services import BASE_DIR, Postgres


def migrated_copy(folder: Path, target: Path) -> Path:
    """Copies SQLite's file with the portal's tables, which lies in `folder`, to `target`."""
    shutil.copy(made_once(folder / "migrated", _migrate), target)
    return target


@contextmanager
def memory_like_migrated(folder: Path, name: str) -> Iterator[None]:
    """SQLite's database in this process's memory has the portal's tables. It is there as long as somebody has it open."""
    file = made_once(folder / "migrated", _migrate)
    with closing(sqlite3.connect(file)) as migrated, closing(sqlite3.connect(name, uri=True)) as memory:
        migrated.backup(memory)
        yield


def migrated_database(folder: Path, server: Postgres) -> str:
    """The name of a database on a server of PostgreSQL with the portal's tables. It stays until the server ends."""

    def make(path: Path) -> None:
        name = f"commit_migrated_{uuid.uuid4().hex[:12]}"
        _manage("migrate", DATABASE_URL=server.new_database(name))
        path.write_text(name)

    # Of each server its own, where the processes of a run do not share one.
    return made_once(folder / f"migrated_on_{urlsplit(server.url).port}", make).read_text()


def collected(folder: Path) -> Path:
    """The folder of the static files as browsers get them from the portal, in `folder`."""
    return made_once(folder / "collected", _collect)


def made_once(made: Path, make: Callable[[Path], None]) -> Path:
    """A path, made under another name first. Who comes first makes it, the others wait."""
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            half = made.with_suffix(".half")
            make(half)
            half.rename(made)
    return made


def _migrate(path: Path) -> None:
    """Also tables of apps without migrations, as Django makes them for tests."""
    _manage("migrate", "--run-syncdb", DATABASE_URL=f"sqlite:///{path}", VAR=str(path.parent))


def _collect(path: Path) -> None:
    _manage("collectstatic", STATIC_COLLECTED="1", STATIC_ROOT=str(path))


def _manage(*words: str, **environ: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *words, "--no-input", "-v", "0"],
        cwd=BASE_DIR,
        env={**os.environ, **environ},
        check=True,
    )

"""SQLite's file with the portal's tables, made once for all processes of a test run: migrating takes seven CPU seconds."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.services import BASE_DIR


def migrated_copy(folder: Path, target: Path) -> Path:
    """Copies the file that lies in `folder` to `target`. Who comes first makes it, the others wait."""
    made = folder / "migrated.sqlite3"
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _migrate(folder / "migrating.sqlite3").rename(made)
    shutil.copy(made, target)
    return target


def _migrate(path: Path) -> Path:
    """Also tables of apps without migrations, as Django makes them for tests."""
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--run-syncdb", "--no-input", "-v", "0"],
        cwd=BASE_DIR,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{path}", "VAR": str(path.parent)},
        check=True,
    )
    return path

"""A worker that is killed leaves neither a row without its file nor, after the sweep, a file without its row."""

import json
import os
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.chaos


@pytest.fixture
def run(migrated_sqlite, tmp_path):
    env = {
        **os.environ,
        "DATABASE_URL": migrated_sqlite(tmp_path / "portal.sqlite3"),
        "MEDIA_ROOT": str(tmp_path / "media"),
        "VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "commit_portal.settings",
    }

    def run(*words):
        command = [sys.executable, "-m", "tests.reporting.evidence.killed", *words]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        return done.returncode, done.stdout

    run("prepare")
    return run


def sweep(run):
    """What is left before the sweep, and after it."""
    return json.loads(run("sweep")[1])


def test_a_process_killed_at_any_point_leaves_no_half_after_the_sweep(run):
    assert run("add", "nowhere")[0] == 0
    whole = sweep(run)[1]
    kept = whole["rows"]
    assert (len(kept), whole) == (1, {"rows": kept, "files": kept, "whole": True})

    for point in ("half a file", "a file alone", "a row not committed"):
        assert run("add", point)[0] == -signal.SIGKILL
        before, after = sweep(run)
        assert (before["rows"], len(before["files"]), after) == (kept, 2, whole), point

    assert run("remove")[0] == -signal.SIGKILL
    before, after = sweep(run)
    assert (before["rows"], before["files"]) == ([], kept)
    assert after == {"rows": [], "files": [], "whole": True}

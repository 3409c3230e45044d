"""What `make check` runs: nothing that starts a server or takes seconds, and all the rest."""

import os
import subprocess
import sys

from tests import services


def selected(*arguments: str) -> set[str]:
    """The files of which pytest would run something."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-qq", "-n", "0", "-p", "no:cacheprovider"]
    env = dict(os.environ)
    done = subprocess.run(
        [*command, *arguments], cwd=services.BASE_DIR, env=env, capture_output=True, text=True
    )
    return {line.partition(":")[0] for line in done.stdout.splitlines() if line.startswith("tests/")}


def test_quick_leaves_out_servers_processes_commits_and_what_is_marked_slow():
    left_out = {
        "tests/test_journey.py",  # a browser
        "tests/commit_portal/test_portal.py",  # processes
        "tests/reporting/queue/test_claiming.py",  # commits
        "tests/test_leaks.py",  # marked slow
    }
    kept = {"tests/test_look.py", "tests/workplans/plan/test_ceiling.py"}

    assert selected(*left_out, *kept) == left_out | kept
    assert selected("--quick", *left_out, *kept) == kept

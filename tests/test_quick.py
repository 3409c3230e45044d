"""What is run when: `make check` starts no server and takes no seconds; `make test` leaves out nothing."""

import os
import subprocess
import sys

from tests import services


def collected(*arguments: str) -> set[str]:
    """The tests that pytest would run."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0", "-p", "no:cacheprovider"]
    env = dict(os.environ)
    done = subprocess.run(
        [*command, *arguments], cwd=services.BASE_DIR, env=env, capture_output=True, text=True
    )
    return {line for line in done.stdout.splitlines() if line.startswith("tests/")}


def selected(*arguments: str) -> set[str]:
    """The files of which pytest would run something."""
    return {line.partition(":")[0] for line in collected(*arguments)}


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


def test_the_two_runs_of_make_test_leave_out_nothing():
    files = (
        "tests/test_authz.py",
        "tests/reporting/comparison/test_cell.py",
        "tests/workplans/plan/test_ceiling.py",
    )
    every = collected(*files)

    sqlite, postgresql = collected("--not-again", *files), collected("--again", *files)

    assert sqlite | postgresql == every
    assert sqlite != every

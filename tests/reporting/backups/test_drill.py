"""The drill: backed up while people write, the machine lost, restored elsewhere, verified."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests import services
from tests.race_processes import Race

pytestmark = [pytest.mark.chaos, pytest.mark.asvs("B63 B64")]
WRITERS = 2


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> str:
    """A database without a table, of the same kind."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'elsewhere' / 'portal.sqlite3'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def portal(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Race:
    """With the client programs of the server's own version."""
    monkeypatch.setenv("PATH", f"{services.postgres_binaries()}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "lost").mkdir()
    return Race("tests.race_backup", database_url, tmp_path / "lost")


def manage(url: str, var: Path, *words: str) -> tuple[int, str]:
    done = services.ran("manage.py", *words, DATABASE_URL=url, VAR=str(var))
    return done.returncode, done.stdout + done.stderr


def lose_the_machine(database_url: str, var: Path) -> None:
    shutil.rmtree(var)
    if database_url.startswith("sqlite"):
        Path(database_url.removeprefix("sqlite:///")).unlink()


def test_a_portal_that_was_backed_up_under_load_is_whole_on_another_machine(
    portal, database_url, empty_url, tmp_path
):
    archive, elsewhere = tmp_path / "portal.backup", tmp_path / "elsewhere"
    said, *added = portal.against(("back_up", str(archive)), *[("write",)] * WRITERS, meetings=1)
    lose_the_machine(database_url, tmp_path / "lost")
    check = said.partition("Check number: ")[2].split(".")[0]

    restored = manage(empty_url, elsewhere, "restore", str(archive), "--check", check)
    found: dict[str, Any] = Race("tests.race_backup", empty_url, elsewhere, is_prepared=True).run("look")

    print(said, restored[1], added, found)
    assert restored[0] == 0, restored[1]
    assert archive.stat().st_mode & 0o777 == 0o600
    assert min(added) > 0
    assert found["kept"] == found["kept by the trail"] > 0
    assert found["whole"]
    assert "No link of the chain is broken." in manage(empty_url, elsewhere, "verify_audit")[1]
    assert "This file was not changed" in manage(empty_url, elsewhere, "verify_report", found["edition"])[1]


def test_a_file_that_goes_while_it_is_backed_up_has_no_row_in_the_back_up(portal):
    """The first moment is the control: its row names the file that was not there any more."""
    assert portal.run("removed_meanwhile") == {"lacked": 1, "members": 3, "missing": []}

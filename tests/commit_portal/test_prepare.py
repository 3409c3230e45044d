"""When a start has to prepare the data folder again."""

from pathlib import Path
from typing import Any

import pytest
from django.db.migrations.recorder import MigrationRecorder

from commit_portal.management.commands.prepare import fingerprint, is_prepared

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(tmp_path: Path, settings: Any) -> Path:
    """A folder of code that has prepared its data folder and collected its static files."""
    settings.BASE_DIR, settings.VAR, settings.STATIC_ROOT = (
        tmp_path,
        tmp_path / "var",
        tmp_path / "var/static",
    )
    for folder in ("static", "workplans", "var/static"):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    (tmp_path / "static/portal.css").write_text("body {}")
    (tmp_path / "var/static/staticfiles.json").write_text("{}")
    (tmp_path / "var/prepared").write_text(fingerprint())
    return tmp_path


def test_what_the_same_code_has_prepared_is_not_prepared_again(code):
    assert is_prepared()


def _changed(code: Path) -> None:
    (code / "static/portal.css").write_text("body { color: black }")


def _added(code: Path) -> None:
    (code / "workplans/rules.py").write_text("")


def _static_removed(code: Path) -> None:
    (code / "var/static/staticfiles.json").unlink()


def _note_removed(code: Path) -> None:
    (code / "var/prepared").unlink()


@pytest.mark.parametrize("happens", [_changed, _added, _static_removed, _note_removed])
def test_after_a_change_it_is_prepared_again(code, happens):
    happens(code)

    assert not is_prepared()


def test_compiled_python_is_no_change(code):
    (code / "workplans/rules.cpython-313.pyc").write_text("")

    assert is_prepared()


def test_a_database_that_lacks_a_migration_is_prepared(code):
    MigrationRecorder.Migration.objects.filter(app="workplans").delete()

    assert not is_prepared()

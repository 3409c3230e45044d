"""What is not restored, each with the sentence that says why; nothing is written before."""

import io
import json
import zipfile
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from reporting.backups import actions

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()


def backup(**changes: Any) -> bytes:
    """An archive with one file, and with what is no database."""
    parts = {"database": b"no database", "default/reports/one.pdf": b"%PDF-"}
    members = {name: sha256(content).hexdigest() for name, content in parts.items()}
    manifest = {"vendor": connection.vendor, "migrations": [], "members": members, **changes}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name, content in {**parts, actions.MANIFEST: json.dumps(manifest).encode()}.items():
            target.writestr(name, content)
    return made.getvalue()


REFUSED = {
    "no archive": (lambda: b"PK", "This is not a complete back-up of the portal. Use another file."),
    "a part": (lambda: backup()[:-40], "This is not a complete back-up of the portal. Use another file."),
    "a changed byte": (
        lambda: backup(members={"database": "0" * 64}),
        "This back-up was changed or is damaged. Restore another back-up.",
    ),
    "a newer portal": (
        lambda: backup(migrations=["reporting 9999_of_tomorrow"]),
        "This back-up was made by a newer version of the portal, with reporting 9999_of_tomorrow.",
    ),
    "a portal in use": (
        backup,
        "This database already has tables. Set DATABASE_URL to an empty database, then restore.",
    ),
    "another database": (
        lambda: backup(vendor="oracle"),
        "This back-up was made with oracle, but this portal uses",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_whole_back_up_for_this_portal_is_refused_before_anything_is_written(case, tmp_path):
    make, sentence = REFUSED[case]
    (tmp_path / "portal.backup").write_bytes(make())

    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        call_command("restore", str(tmp_path / "portal.backup"))

    assert not default_storage.exists("reports/one.pdf")


def test_another_back_up_than_the_one_that_was_noted_down_is_refused():
    with pytest.raises(CommandError, match="This file has another check number"):
        actions.restore(io.BytesIO(backup()), noted="0" * 64)


def test_a_file_of_the_same_name_is_kept_where_it_is_the_same_and_else_nothing_is_written_over(tmp_path):
    """A restore that was stopped is done again."""
    for content in ("%PDF-", "%PDF-", "another"):
        (tmp_path / "file").write_text(content)
        with (
            pytest.raises(CommandError, match="has a different file")
            if content == "another"
            else nullcontext()
        ):
            actions._put_back_file("default/reports/one.pdf", tmp_path / "file")

    with default_storage.open("reports/one.pdf") as kept:
        assert kept.read() == b"%PDF-"


def test_what_a_killed_restore_has_unpacked_is_removed_by_the_next_one(settings):
    left, kept = settings.MEDIA_ROOT / "copy-x1" / "database", settings.MEDIA_ROOT / "reports" / "copy-1.pdf"
    for path in (left, kept):
        path.parent.mkdir()
        path.touch()
    # No folder: nothing that a restore unpacks into.
    alone = settings.MEDIA_ROOT / "copy-of-a-letter.pdf"
    alone.touch()

    with pytest.raises(CommandError):
        actions.restore(io.BytesIO(b"PK"))

    assert (left.parent.exists(), kept.exists(), alone.exists()) == (False, True, True)


def test_a_back_up_replaces_no_file(tmp_path):
    kept = tmp_path / "portal.backup"
    kept.write_bytes(b"the one of yesterday")

    with pytest.raises(CommandError, match=r"The back-up was not written .*File exists"):
        call_command("backup", str(kept))

    assert kept.read_bytes() == b"the one of yesterday"

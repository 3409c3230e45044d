"""Workers that are killed again and again lose no mail; a second copy needs a kill after the server's answer."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests import services, smtp

pytestmark = pytest.mark.chaos
RECIPIENTS = 3
# MAILS_EVENTS=1000 MAILS_KILLS=60 for the long run.
EVENTS, KILLS = int(os.environ.get("MAILS_EVENTS", "24")), int(os.environ.get("MAILS_KILLS", "8"))


def run(database_url: str, port: int, folder: Path, together: str, *words: str) -> str:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "commit_portal.settings",
        "DATABASE_URL": database_url,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "MAIL_LEASE_SECONDS": "5",
        "MAIL_TOGETHER_SECONDS": together,
        "VAR": str(folder),
        "LOG_LEVEL": "ERROR",
    }
    command = [
        sys.executable,
        "-c",
        "import django; django.setup(); from tests.race_mails import main; main()",
    ]
    done = subprocess.run(
        [*command, *words], cwd=services.BASE_DIR, env=env, check=True, stdout=subprocess.PIPE, timeout=500
    )
    return done.stdout.decode()


def entries(mail: EmailMessage) -> int:
    """How many notices stand in a mail: one, or a list above the tasks."""
    text = mail.get_body(("plain",))
    assert text
    told = re.split("Your tasks|You have no tasks", text.get_content())[0]
    return max(1, told.count("\n* "))


@pytest.mark.parametrize("together", ["0", "3"])
def test_kills_at_random_points_lose_no_mail(database_url, tmp_path, together):
    """One by one, and where those of one plan within three seconds are one: each notice stands in one mail that was sent."""
    with smtp.running_server() as sink:
        port = sink.port
        run(database_url, port, tmp_path, together, "prepare", str(EVENTS))
        found: dict[str, Any] = json.loads(run(database_url, port, tmp_path, together, "race", str(KILLS)))

    copies = Counter(str(mail["Message-ID"]) for _, mail in sink.taken)
    sent = {identifier: (to, key) for to, key, identifier, _held in found["mails"]}
    held = {identifier: notices for _to, _key, identifier, notices in found["mails"]}
    second = sum(copies.values()) - len(copies)
    print(f"{len(copies)} mails with {found['notices']} notices, {KILLS} kills, {second} second copies")
    assert found["not sent"] == 0
    assert found["notices"] == sum(held.values()) == EVENTS * RECIPIENTS
    assert {str(mail["Message-ID"]): entries(mail) for _, mail in sink.taken} == held
    assert len(sent) < EVENTS * RECIPIENTS or together == "0"
    assert len({*sent.values()}) == len(sent)
    assert max(copies.values()) <= 2
    assert second <= KILLS

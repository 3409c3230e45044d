"""Workers that are killed again and again lose no mail; a second copy needs a kill after the server's answer."""

import re
from collections import Counter
from email.message import EmailMessage

import pytest

from tests import smtp
from tests.race_mails import EVENTS, KILLS
from tests.race_processes import Race

pytestmark = pytest.mark.chaos
RECIPIENTS = 3


def entries(mail: EmailMessage) -> int:
    """How many notices stand in a mail: one, or a list above the tasks."""
    text = mail.get_body(("plain",))
    assert text
    told = re.split("Your tasks|You have no tasks", text.get_content())[0]
    return max(1, told.count("\n* "))


@pytest.mark.parametrize("together", ["0", "3"])
def test_kills_at_random_points_lose_no_mail(database_url, tmp_path, together):
    """One by one, and where those of one plan within three seconds are one: each notice stands in one mail that was sent."""
    of_mails = {"MAIL_LEASE_SECONDS": "5", "MAIL_TOGETHER_SECONDS": together}
    with smtp.running_server() as sink:
        address = f"smtp://127.0.0.1:{sink.port}"
        found = Race("tests.race_mails", database_url, tmp_path, EMAIL_URL=address, **of_mails).run("race")

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

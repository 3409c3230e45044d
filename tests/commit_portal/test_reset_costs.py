"""What asking for a link costs: for a known address as much as for an unknown one."""

import re
import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commit_portal.models import Mail, User

pytestmark = pytest.mark.django_db
RESET = "/accounts/password/reset/"
KNOWN, UNKNOWN = "known@commit.example", "nobody@commit.example"
TIMES = 60


@pytest.fixture(autouse=True)
def known() -> None:
    User.objects.create_user(KNOWN, "Known", "a-long-password-for-tests")


@pytest.mark.asvs("6.3.8")
def test_database_is_asked_the_same_for_known_and_unknown_addresses() -> None:
    asked = set()
    for address in (KNOWN, UNKNOWN):
        with CaptureQueriesContext(connection) as captured:
            Client().post(RESET, {"email": address})
        # Values and the names of savepoints differ.
        said = [re.sub(r"'[^']*'|\"s\d+_x\d+\"|\bs\d+_x\d+\b", "?", query["sql"]) for query in captured]
        asked.add(tuple(said))

    assert len(asked) == 1
    assert not any("commit_portal_user" in sql for said in asked for sql in said)
    assert [mail.user for mail in Mail.objects.all()] == [None, None]


@pytest.mark.asvs("6.3.8")
@pytest.mark.slow
def test_times_of_known_and_unknown_addresses_cannot_be_told_apart() -> None:
    """The best threshold on the time of an answer is hardly better than a coin."""
    took: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for number in range(2 * TIMES + 4):
        address = (KNOWN, UNKNOWN)[number % 2]
        client = Client()
        began = time.perf_counter()
        client.post(RESET, {"email": address})
        if number >= 4:
            took[address].append(time.perf_counter() - began)

    above = [
        (sum(one > limit for one in took[KNOWN]) - sum(one > limit for one in took[UNKNOWN])) / TIMES
        for limit in (*took[KNOWN], *took[UNKNOWN])
    ]
    best = 0.5 + max(map(abs, above)) / 2
    pairs = sum(one > other for one in took[KNOWN] for other in took[UNKNOWN]) / TIMES**2
    print(f"Best threshold: right in {best:.0%} of cases; known slower than unknown in {pairs:.0%} of pairs.")
    assert best < 0.75
    assert 0.35 < pairs < 0.65

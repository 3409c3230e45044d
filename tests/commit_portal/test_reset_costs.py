"""What asking for a link costs: for a known address as much as for an unknown one."""

import sys
from collections import Counter
from collections.abc import Callable
from types import FrameType

import pytest
from django.test import Client

from commit_portal.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.asvs("V6.3.8 B54")]
RESET = "/accounts/password/reset/"
KNOWN, UNKNOWN = "known@commit.example", "nobody@commit.example"


@pytest.fixture(autouse=True)
def known() -> None:
    User.objects.create_user(KNOWN, "Known", "a-long-password-for-tests")


def test_a_known_address_runs_the_same_functions_as_an_unknown_one():
    """What would show in the time of an answer; a clock would show the machine instead.

    Of three times the most alike: what is made at first use, or for a broker that answers late, is no matter of the address.
    """
    times = []
    for _ in range(3):
        known, unknown = (
            functions_run(lambda address=address: Client().post(RESET, {"email": address}))
            for address in (KNOWN, UNKNOWN)
        )
        times.append((known - unknown) + (unknown - known))
        assert known.total() > 1_000

    differ = min(times, key=Counter.total)
    assert differ.total() < 0.01 * known.total(), differ.most_common(20)


def test_one_look_for_the_account_would_be_seen():
    plain = functions_run(lambda: Client().post(RESET, {"email": UNKNOWN}))

    def with_a_look() -> None:
        Client().post(RESET, {"email": UNKNOWN})
        User.objects.filter(email=UNKNOWN).first()

    more = functions_run(with_a_look) - plain
    assert more.total() >= 0.01 * plain.total()


def functions_run(act: Callable[[], object]) -> Counter[str]:
    """How often each function of Python ran while `act` ran."""
    ran: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            ran[frame.f_code.co_qualname] += 1

    earlier = sys.getprofile()
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(earlier)
    return ran

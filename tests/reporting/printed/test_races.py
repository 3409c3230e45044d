"""Two people, each twice, who ask for the same form at the same moment, on PostgreSQL; beside its negative control."""

from collections import Counter
from pathlib import Path

import pytest

from tests.race_forms import ROLES, WHAT
from tests.race_processes import Race

# Each of them in two tabs.
ASKING = ROLES * 2


@pytest.fixture
def race(portal_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Race:
    # Nobody hears the doorbell: what the row says is enough.
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    return Race("tests.race_forms", portal_database, tmp_path)


def test_people_who_ask_for_the_same_form_at_once_get_one_and_all_read_it(race):
    said = race.against(*(("ask", role) for role in ASKING), meetings=len(WHAT))

    found = race.run("outcome")

    assert said == [{"302": len(WHAT)}] * len(ASKING)
    # A form of the draft is its asker's: one for each person.
    assert found["forms"] == {"1": 1, "2": 1, "draft": len(ROLES)}
    assert found["drafts"] == ["kh_lead@commit.example", "kh_officer@commit.example"]
    assert found["files"] == ["%PDF-"] * len(ROLES)


def test_negative_control_without_the_guard_all_but_one_collide(race):
    said = race.against(*(("ask-unguarded", role) for role in ASKING), meetings=2)

    tally: Counter[str] = sum(map(Counter, said), Counter())
    assert tally == {"made": 1, "collided": len(ASKING) - 1}

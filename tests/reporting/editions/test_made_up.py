"""The states of an edition in the made-up language: what stands outside the brackets is data."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from commit_portal.i18n import message, to_plain
from reporting.editions.successors import EDITIONS
from reporting.models import AnnualReport
from reporting.queue.sweep import fail_the_exhausted
from tests import authz_matrix, report_rows
from tests.words.editions import ON_ITS_WAY, freeze_again
from tests.words.made_up import set_full_width
from tests.words.walking import walk

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover, pytest.mark.once, pytest.mark.slow]

STATES: dict[str, dict[str, Any]] = ON_ITS_WAY | {
    "spent": {"status": "rendering", "token": "x", "attempts": 3},
    "replaced": {"status": "replaced"},
}


@pytest.mark.parametrize("state", STATES)
def test_the_list_says_nothing_outside_the_brackets_in_any_state(world, language, state):
    now = timezone.now()
    columns = STATES[state]
    made = {"pdf": "r.pdf", "workbook": "r.xlsx", "made_at": now, "started_at": now - timedelta(seconds=500)}
    if columns["status"] == "rendering":
        columns = columns | {"lease_until": now - timedelta(minutes=1), "started_at": made["started_at"]}
    if columns["status"] == "replaced":
        newer = report_rows.make_edition(world.cycle, 2, status="ready", **made)
        told = [to_plain(message("changes.order")), to_plain(message("changes.more", count=3))]
        columns = columns | made | {"replaced_by": newer, "replaced_at": now, "what_changed": told}
    report_rows.make_edition(world.cycle, 1, **columns)
    if state == "spent":
        fail_the_exhausted(EDITIONS, now=now)
    set_full_width()
    freeze_again()
    clients = authz_matrix.everybody(world)

    assert AnnualReport.objects.exists()
    for role in ("regional_office", "kh_desk"):
        assert walk(clients[role], language, "/2011/report/") == []


@pytest.mark.parametrize(
    "data",
    [{}, {"audience": "nobody"}, {"audience": "partners", "why": "１" * 1001}, {"audience": "partners"}],
)
def test_asking_without_what_is_needed_says_nothing_outside_the_brackets(world, language, data):
    report_rows.make_edition(world.cycle, 1, audience="partners")
    set_full_width()
    client = authz_matrix.signed_in(world, "regional_office")

    assert walk(client, language, "/2011/report/ask/", "post", data) == []

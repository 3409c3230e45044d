"""The page that starts a draft from the year behind it, walked without JavaScript."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.year_behind import Years, open_next

pytestmark = pytest.mark.django_db

PAGE = "/2012/kh/last-year/"


@pytest.fixture
def years(world) -> Years:
    return open_next(world)


def test_lines_of_last_year_go_into_the_draft(years: Years, client_of) -> None:
    years.approve(3)
    sheet = years.answers()
    years.answer(sheet, 2, status="under_way", spent_secretariat=Decimal(2900), narrative="Half is done.")
    client = client_of(years.officer)
    page = client.get(PAGE)
    assert page.status_code == 200
    sent = {"seen": page.context["mark"], "put": "1"}
    sent |= {f"way-{years.line(1).pk}": "as_it_is", f"way-{years.line(2).pk}": "rest"}

    answer = client.post(PAGE, sent)

    assert answer.status_code == 302
    made = [
        (line.code, line.title, line.carried_from.code, line.secretariat_cost)
        for line in years.plan.activities.all()
    ]
    assert made == [
        ("KH-2012-001", "Workshop 1", "KH-2011-001", Decimal(5750)),
        ("KH-2012-002", "Workshop 2", "KH-2011-002", Decimal(2850)),
    ]
    assert years.plan.committed == Decimal(8600)

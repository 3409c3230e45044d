"""An activity over the years: 2011, carried to 2012, carried to 2013, with links that ask the rights of each."""

import re
from typing import Any

import pytest
from django.test import Client

from tests import cast, queries, year_behind
from tests.replayed import replayed
from tests.workplans.drafting.test_pages import client_of as signed_in
from workplans.models import Activity, Seat
from workplans.statuses import Audience


def carry(client: Client, year: int, came_from: Activity, **more: Any) -> None:
    """Carry one line into the draft of a year."""
    address = f"/{year}/kh/last-year/"
    mark = client.get(address).context["behind"].mark
    sent = {"seen": mark, "put": "1", f"way-{came_from.pk}": "as_it_is"}
    assert client.post(address, sent | more).status_code == 302


@pytest.fixture
@replayed
def years(world: cast.World, seats: dict[str, Seat]) -> year_behind.Years:
    """2011 is approved, 2012 carried from it and approved, 2013 carried from that and drafted."""
    second = year_behind.open_next(world, approved=2)
    officer = signed_in(second.officer)
    carry(officer, 2012, second.line(2))
    cast.approved(second.plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    third = year_behind.open_next(world, year=2013)
    carry(officer, 2013, second.line(1, year=2012))
    return third


def links(client: Client, address: str) -> list[str]:
    """The codes in the list of years, the page's own in stars."""
    found = re.search(r'<nav class="over-years".*?</nav>', client.get(address).text, re.DOTALL)
    if found is None:
        return []
    codes = re.findall(r"<(strong|a)[^>]*>([^<]+)</", found[0])
    return [f"*{code}*" if tag == "strong" else code for tag, code in codes]


def test_who_drafts_reads_every_year_from_every_year(years, client_of):
    officer = client_of(years.officer)

    assert links(officer, "/2013/kh/001/") == ["KH-2011-002", "KH-2012-001", "*KH-2013-001*"]
    assert links(officer, "/2012/kh/001/") == ["KH-2011-002", "*KH-2012-001*", "KH-2013-001"]
    assert links(officer, "/2011/kh/002/") == ["*KH-2011-002*", "KH-2012-001", "KH-2013-001"]
    assert links(officer, "/2011/kh/001/") == []
    page = officer.get("/2012/kh/001/").text
    assert '<a href="/2011/kh/002/">KH-2011-002</a>' in page
    assert '<a href="/2013/kh/001/">KH-2013-001</a>' in page


def test_each_year_is_shown_only_to_who_reads_it(years, client_of):
    lao = client_of(years.world.seats["lao_officer"])
    cast.released(years.behind.plan, Audience.TASKFORCES)

    alone = lao.get("/2012/kh/001/").text

    assert links(lao, "/2012/kh/001/") == []
    assert not re.search(r"Carried over|KH-2011-002|KH-2013-001", alone)

    cast.released(years.world.workplan("kh"), Audience.TASKFORCES)
    both = lao.get("/2012/kh/001/").text
    assert 'Carried over from <a href="/2011/kh/002/">KH-2011-002</a>' in both
    assert "KH-2013-001" not in both
    assert links(lao, "/2011/kh/002/") == ["*KH-2011-002*", "KH-2012-001"]


def test_the_page_asks_as_often_for_a_chain_of_three_as_of_two(years, client_of):
    officer = client_of(years.officer)
    counted = []
    for _turn in range(2):
        counted.append(queries.queries_of(officer, "/2012/kh/001/"))
        Activity.objects.filter(code="KH-2013-001").update(carried_from=None)

    assert counted[0] == counted[1]


def test_the_desk_reads_in_the_opened_row_where_a_line_comes_from(years, client_of):
    seats = years.world.seats
    cast.submitted(years.plan)

    page = client_of(seats["kh_desk"]).get("/2013/kh/decisions/001/").text

    said = re.sub(r">\s+<", "><", page)
    assert '<dt>Carried over from</dt><dd><a href="/2012/kh/001/">KH-2012-001</a></dd>' in said


def test_the_list_says_where_a_line_comes_from_to_the_taskforce_and_its_desk_only(years, client_of):
    seats = years.world.seats
    ilo = seats["ilo"]
    years.plan.openings.create(partner=ilo.partner, opened_at=cast.NOW, opened_by=years.officer.user)

    assert "from KH-2012-001" in client_of(seats["kh_member"]).get("/2013/kh/").text
    assert "from KH-2012-001" in client_of(seats["kh_desk"]).get("/2013/kh/").text
    partner = client_of(ilo).get("/2013/kh/")
    assert "KH-2013-001" in partner.text
    assert "KH-2012-001" not in partner.text

"""The table of a draft: what is sent without JavaScript, and rows that save themselves."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from tests import cast
from workplans.models import Activity

pytestmark = pytest.mark.django_db


def sent_by(page: str) -> dict[str, Any]:
    """What a browser without JavaScript sends from the table: every field as it stands."""
    form = page[page.index("data-table") :]
    sent: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and "checkbox" not in tag:
            sent[name[1]] = value[1] if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', form):
        sent[name] = text
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


@pytest.fixture
def line(kh_plan, kh_officer) -> Activity:
    return cast.complete_line(kh_plan, by=kh_officer)


def test_table_sent_as_it_came_changes_nothing(client_of, kh_officer, line):
    client = client_of(kh_officer)

    answer = client.post("/2011/kh/", sent_by(client.get("/2011/kh/").text))

    assert answer.status_code == 302
    line.refresh_from_db()
    assert line.row_version == 1


def test_what_people_write_is_read_and_saved(client_of, kh_officer, line):
    client = client_of(kh_officer)
    changes = {
        "r001-title": "A longer\ntitle",
        "r001-targets": "1 2",
        "r001-starts_on": "1/3",
        "r001-ends_on": "Jun",
        "r001-secretariat_cost": "US$ 1,200",
    }

    client.post("/2011/kh/", sent_by(client.get("/2011/kh/").text) | changes)

    line.refresh_from_db()
    assert (line.title, line.secretariat_cost) == ("A longer title", Decimal(1200))
    assert (f"{line.starts_on}", f"{line.ends_on}") == ("2011-03-01", "2011-06-30")
    assert [link.target.code for link in line.target_links.all()] == ["1.T1", "1.T2"]


def test_good_rows_are_saved_and_the_others_come_back(client_of, kh_officer, kh_plan, line):
    cast.complete_line(kh_plan, by=kh_officer)
    client = client_of(kh_officer)
    changes = {"r001-lead_body": "Ministry of Justice", "r002-starts_on": "soon", "r002-title": "Second"}

    answer = client.post("/2011/kh/", sent_by(client.get("/2011/kh/").text) | changes)

    assert answer.status_code == 422
    assert "data-error-summary" in answer.text
    assert sent_by(answer.text)["r002-starts_on"] == "soon"
    first, second = Activity.objects.order_by("number")
    assert (first.lead_body, second.title) == ("Ministry of Justice", "Second")


def test_title_makes_a_line_once(client_of, kh_officer, kh_plan):
    client = client_of(kh_officer)
    sent = sent_by(client.get("/2011/kh/").text) | {"n11-title": "Training of guards", "n21-title": "Law"}

    client.post("/2011/kh/", sent)
    client.post("/2011/kh/", sent)

    assert [(made.title, made.area.code) for made in Activity.objects.order_by("number")] == [
        ("Training of guards", "1"),
        ("Law", "2"),
    ]


def test_empty_row_without_a_title_asks_for_it_and_keeps_the_rest(client_of, kh_officer, kh_plan):
    client = client_of(kh_officer)
    sent = sent_by(client.get("/2011/kh/").text) | {"n11-lead_body": "Ministry"}

    answer = client.post("/2011/kh/", sent)

    assert answer.status_code == 422
    assert sent_by(answer.text)["n11-lead_body"] == "Ministry"
    assert not Activity.objects.exists()


def test_over_the_ceiling_only_the_cost_is_refused_and_each_way_out_is_one_click(client_of, kh_officer, line):
    client = client_of(kh_officer)
    too_much = {"r001-secretariat_cost": "5,000,000", "r001-title": "Larger"}

    answer = client.post("/2011/kh/", sent_by(client.get("/2011/kh/").text) | too_much)

    line.refresh_from_db()
    assert (answer.status_code, line.title, line.secretariat_cost) == (422, "Larger", Decimal(1000))
    assert "Keep the line in reserve" in answer.text
    client.post("/2011/kh/", sent_by(answer.text) | {"way": "r001:reserve"})
    line.refresh_from_db()
    assert (line.funding, line.secretariat_cost) == ("reserve", Decimal(5_000_000))


def test_ticked_activity_areas_become_lines(client_of, kh_officer, kh_plan):
    client = client_of(kh_officer)
    item = kh_plan.cycle.plan.areas.get(code="2").menu.get()

    client.post("/2011/kh/", sent_by(client.get("/2011/kh/").text) | {"menu": item.pk, "add_menu": "2"})

    made = Activity.objects.get()
    assert (made.title, made.menu_activity, made.area.code) == (item.text, item, "2")


def test_row_opens_in_the_page_and_its_ticks_are_saved(client_of, kh_officer, line):
    client = client_of(kh_officer)
    page = client.get("/2011/kh/?open=001").text
    sent = sent_by(page) | {"r001-targets": ["", "1.T2"], "r001-description": "Four posts\r\nand one."}

    client.post("/2011/kh/", sent)

    line.refresh_from_db()
    assert line.description == "Four posts\nand one."
    assert [link.target.code for link in line.target_links.all()] == ["1.T2"]


def test_button_that_opens_a_row_saves_the_others_too(client_of, kh_officer, line):
    client = client_of(kh_officer)
    sent = sent_by(client.get("/2011/kh/").text) | {"r001-title": "Changed", "open": "001"}

    answer = client.post("/2011/kh/", sent)

    assert answer["Location"] == "/2011/kh/?open=001#r001"
    line.refresh_from_db()
    assert line.title == "Changed"

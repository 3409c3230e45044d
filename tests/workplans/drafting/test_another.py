"""Many lines by the long form: save and add another, and copy a line."""

import re

import pytest

from tests import cast
from tests.workplans.drafting.test_both import typed
from workplans.models import Activity, Seat, Workplan


@pytest.fixture
def line(kh_plan: Workplan, kh_officer: Seat) -> Activity:
    return cast.complete_line(kh_plan, by=kh_officer, title="First", needs=("A hall", "A bus"))


def key_in(text: str) -> str:
    found = re.search(r'name="made_with" value="([^"]+)"', text)
    return found[1]


def test_add_and_another_leads_to_an_empty_form_of_the_same_area(line, officer):
    form = officer.get("/2011/kh/activities/add/?area=1").text
    new = typed(line, title="Second", made_with=key_in(form), another="1")

    answer = officer.post("/2011/kh/activities/add/", new)
    following = officer.get(answer["Location"]).text

    assert answer["Location"] == "/2011/kh/activities/add/?area=1"
    assert Activity.objects.get(number=2).title == "Second"
    assert "KH-2011-002 is added." in following
    assert ('value="Second"' in following, key_in(following) == key_in(form)) == (False, False)


def test_save_and_add_another_saves_the_change(line, officer):
    answer = officer.post("/2011/kh/001/edit/", typed(line, title="Changed", another="1"))

    assert answer["Location"] == "/2011/kh/activities/add/?area=1"
    assert Activity.objects.get(number=1).title == "Changed"


def test_copy_starts_from_the_content_of_the_line_and_makes_a_new_one(line, officer):
    assert 'href="/2011/kh/activities/add/?copy=001"' in officer.get("/2011/kh/001/edit/").text

    form = officer.get("/2011/kh/activities/add/?copy=001").text

    assert 'value="First"' in form
    assert "A hall\nA bus" in form
    assert 'name="row_version" value' not in form
    copied = typed(line, title="First", made_with=key_in(form))
    officer.post("/2011/kh/activities/add/?copy=001", copied)
    assert [made.title for made in Activity.objects.order_by("number")] == ["First", "First"]


@pytest.mark.parametrize("number", ["999", "x", "9" * 40, ""])
def test_copy_of_no_line_asks_for_the_area(line, officer, number):
    answer = officer.get(f"/2011/kh/activities/add/?copy={number}")

    assert (answer.status_code, "Which area of the plan of action" in answer.text) == (200, True)


def test_line_of_another_country_is_not_copied(world, line, client_of):
    answer = client_of(world.seats["lao_officer"]).get("/2011/la/activities/add/?copy=001")

    assert "Which area of the plan of action" in answer.text
    assert "First" not in answer.text

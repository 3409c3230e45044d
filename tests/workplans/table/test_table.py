"""The table of a draft: what is sent without JavaScript, and rows that save themselves."""

import gzip
import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db.models import F
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.utils.html import escape
from pytest_django.asserts import assertContains

from spa.models import ActionPlan, ActivityType
from tests import cast
from tests.sent_forms import sent_by
from tests.workplans.table.answers import RowAnswer
from workplans.drafting.actions import add_activity, withdraw_activity
from workplans.lines.options import line_options_of
from workplans.models import Activity, Workplan
from workplans.plan.permissions import NOT_RETURNED
from workplans.spreadsheets.sheet import HEADS as IN_FILE
from workplans.table.saving import PREFIX
from workplans.table.sheet import with_pasted

pytestmark = pytest.mark.django_db


def packed(answer: HttpResponse) -> int:
    """Bytes of an answer as it goes over the wire."""
    return len(gzip.compress(answer.content, compresslevel=6))


def test_table_sent_as_it_came_changes_nothing(officer, line):
    answer = officer.post("/2011/kh/", sent_by(officer.get("/2011/kh/").text))

    assert answer.status_code == 302
    line.refresh_from_db()
    assert line.row_version == 1


def test_what_people_write_is_read_and_saved(officer, line):
    changes = {
        "r001-title": "A longer\ntitle",
        "r001-targets": "1 2",
        "r001-starts_on": "1/3",
        "r001-ends_on": "Jun",
        "r001-secretariat_cost": "US$ 1,200",
    }

    officer.post("/2011/kh/", sent_by(officer.get("/2011/kh/").text) | changes)

    line.refresh_from_db()
    assert (line.title, line.secretariat_cost) == ("A longer title", Decimal(1200))
    assert (f"{line.starts_on}", f"{line.ends_on}") == ("2011-03-01", "2011-06-30")
    assert [link.target.code for link in line.target_links.all()] == ["1.T1", "1.T2"]


def test_good_rows_are_saved_and_the_others_come_back(officer, kh_officer, kh_plan, line):
    cast.complete_line(kh_plan, by=kh_officer)
    changes = {"r001-lead_body": "Ministry of Justice", "r002-starts_on": "soon", "r002-title": "Second"}

    answer = officer.post("/2011/kh/", sent_by(officer.get("/2011/kh/").text) | changes)

    assertContains(answer, "data-error-summary", status_code=422)
    assert sent_by(answer.text)["r002-starts_on"] == "soon"
    first, second = Activity.objects.order_by("number")
    assert (first.lead_body, second.title) == ("Ministry of Justice", "Second")


def test_title_makes_a_line_once(officer, kh_plan):
    sent = sent_by(officer.get("/2011/kh/").text) | {
        "n0101-title": "Training of guards",
        "n0201-title": "Law",
    }

    officer.post("/2011/kh/", sent)
    officer.post("/2011/kh/", sent)

    assert [(made.title, made.area.code) for made in Activity.objects.order_by("number")] == [
        ("Training of guards", "1"),
        ("Law", "2"),
    ]


def test_empty_row_without_a_title_asks_for_it_and_keeps_the_rest(officer, kh_plan):
    sent = sent_by(officer.get("/2011/kh/").text) | {"n0101-lead_body": "Ministry"}

    answer = officer.post("/2011/kh/", sent)

    assert answer.status_code == 422
    assert sent_by(answer.text)["n0101-lead_body"] == "Ministry"
    assert not Activity.objects.exists()


def test_over_the_ceiling_only_the_cost_is_refused_and_each_way_out_is_one_click(officer, line):
    too_much = {"r001-secretariat_cost": "5,000,000", "r001-title": "Larger"}

    answer = officer.post("/2011/kh/", sent_by(officer.get("/2011/kh/").text) | too_much)

    line.refresh_from_db()
    assert (answer.status_code, line.title, line.secretariat_cost) == (422, "Larger", Decimal(1000))
    assert "Keep the activity in reserve" in answer.text
    officer.post("/2011/kh/", sent_by(answer.text) | {"way": "r001:reserve"})
    line.refresh_from_db()
    assert (line.funding, line.secretariat_cost) == ("reserve", Decimal(5_000_000))


def test_lines_added_from_a_menu_are_named_and_the_first_is_gone_to(officer, kh_plan):
    items = [kh_plan.cycle.plan.areas.get(code=code).menu.get().pk for code in "12"]

    answer = officer.post(
        "/2011/kh/", sent_by(officer.get("/2011/kh/").text) | {"menu": items, "add_menu": "2"}
    )

    assert answer["Location"] == "/2011/kh/#r001-title"
    page = officer.get("/2011/kh/").text
    assert "2 activities are added: 001 and 002." in page
    assert 'id="r001-title"' in page


def test_menu_with_nothing_ticked_says_so_and_stays_open(officer, kh_plan):
    item = kh_plan.cycle.plan.areas.get(code="2").menu.get()

    answer = officer.post("/2011/kh/", sent_by(officer.get("/2011/kh/").text) | {"add_menu": "2"})

    assert answer.status_code == 422
    assert f'<a href="#m{item.pk}">Tick at least one activity area.</a>' in answer.text
    menu = answer.text[answer.text.index('id="menu-of-2"') :]
    assert menu.index('class="more" open') < menu.index('id="menu-2-error"')
    assert answer.text.count('class="more" open') == 1


def test_ticked_activity_areas_sent_twice_become_lines_once(officer, kh_plan):
    item = kh_plan.cycle.plan.areas.get(code="2").menu.get()
    sent = sent_by(officer.get("/2011/kh/").text) | {"menu": item.pk, "add_menu": "2"}

    answers = [officer.post("/2011/kh/", sent).status_code for _time in range(2)]

    assert answers == [302, 302]
    made = Activity.objects.get()
    assert (made.title, made.menu_activity, made.area.code) == (item.text, item, "2")


def test_activity_areas_that_cannot_be_added_say_why_and_none_is_added(officer, kh_plan):
    area = kh_plan.cycle.plan.areas.get(code="2")
    item = area.menu.get()
    first = area.menu.create(code="2.0", text="Comes before the other", position=0)
    ActionPlan.objects.filter(pk=area.plan_id).update(row_version=F("row_version") + 1)
    sent = sent_by(officer.get("/2011/kh/").text) | {"add_menu": "2"}
    officer.post("/2011/kh/", sent | {"menu": item.pk})
    Activity.objects.update(made_of="other words")

    answer = officer.post(
        "/2011/kh/", sent | {"menu": [first.pk, item.pk], "n0101-title": "Typed", "n0101-starts_on": "never"}
    )

    assert answer.status_code == 422
    assert answer.text.count("You already added KH-2011-001 with this form.") == 2
    assert re.search(rf'value="{first.pk}" id="m{first.pk}" checked', answer.text)
    assert "never" in answer.text
    assert set(Activity.objects.values_list("title", flat=True)) == {item.text, "Typed"}


def test_type_that_is_added_later_can_be_chosen_at_once(officer, line):
    sent = sent_by(officer.get("/2011/kh/").text)
    added = ActivityType.objects.create(code="study", title="Study tour", position=99)

    answer = officer.post("/2011/kh/", sent | {"r001-type": added.pk})

    line.refresh_from_db()
    assert (answer.status_code, line.type) == (302, added)


def test_row_opens_in_the_page_and_its_ticks_are_saved(officer, line):
    page = officer.get("/2011/kh/?open=001").text
    sent = sent_by(page) | {"r001-targets": ["", "1.T2"], "r001-description": "Four posts\r\nand one."}

    officer.post("/2011/kh/", sent)

    line.refresh_from_db()
    assert line.description == "Four posts\nand one."
    assert [link.target.code for link in line.target_links.all()] == ["1.T2"]


def test_button_that_opens_a_row_saves_the_others_too(officer, line):
    sent = sent_by(officer.get("/2011/kh/").text) | {"r001-title": "Changed", "open": "001"}

    answer = officer.post("/2011/kh/", sent)

    assert answer["Location"] == "/2011/kh/?open=001#r001"
    line.refresh_from_db()
    assert line.title == "Changed"


@pytest.fixture
def send(officer: Client, kh_officer) -> Any:
    """Sends a row as the page does, for the officer."""

    def sent(path: str, **values: Any) -> Any:
        return officer.post(f"/2011/kh/{path}/save/", {"person": kh_officer.user_id, **values})

    return sent


@pytest.fixture
def lead_sends(lead: Client, kh_lead) -> Any:
    """Sends the row of line 001 for the lead, as it is now."""

    def sent(**values: Any) -> Any:
        seen = {"r001-v": Activity.objects.get().row_version}
        answer = lead.post("/2011/kh/001/save/", {"person": kh_lead.user_id, **seen, **values})
        assert answer.status_code == 200
        return answer

    return sent


def test_row_answers_with_its_version_its_state_and_the_sums_it_changed(send, line):
    answer = send("001", **{"r001-v": 1, "r001-secretariat_cost": "2,500", "r001-starts_on": "1/4"})

    assert answer.status_code == 200
    assert packed(answer) <= 1_100
    said = RowAnswer(answer)
    assert (said.row, said.version, said.tone) == ("001", 2, "")
    assert (said.values["secretariat_cost"], said.values["starts_on"]) == ("2,500", "1 Apr")
    assert said.texts["area-1"] == "1 activity US$2,500"
    assert said.said.startswith("001 is saved. Amount left: US$")


def test_of_many_open_points_a_saved_row_brings_what_its_fields_changed(send, line, kh_plan, kh_officer):
    """Twelve cells of a field are links, the others are counted. Of few points it brings all: the page may have had none."""
    few = send("001", **{"r001-v": 1, "r001-starts_on": "", "r001-ends_on": ""})
    for _ in range(43):
        cast.complete_line(kh_plan, by=kh_officer, starts_on=None, ends_on=None, secretariat_cost=Decimal(9))

    answer = send("001", **{"r001-v": 2, "r001-starts_on": "1/4", "r001-ends_on": "2/4"})

    assert max(packed(few), packed(answer)) <= 1_100
    assert ('id="points"' in few.text, 'id="points"' in answer.text) == (True, False)
    assert re.findall(r'data-sum="points-(\w+)"', answer.text) == ["count", "starts_on", "others"]
    starts = answer.text.partition('data-sum="points-starts_on"')[2].partition("points-others")[0]
    assert re.findall(r"#r(\d+)-starts_on", starts) == [f"{number:03d}" for number in range(2, 14)]
    assert "and 74 more</dd>" in starts
    assert '<dd class="number">86</dd>' in starts


def test_row_that_was_saved_asks_a_fixed_number_of_queries(send, line, kh_plan, django_assert_num_queries):
    for _ in range(3):
        cast.complete_line(kh_plan)
    send("001", **{"r001-v": 1, "r001-title": "First"})

    # Four of them are savepoints; outside of a test two of these are the transaction itself.
    with django_assert_num_queries(20):
        answer = send("001", **{"r001-v": 2, "r001-title": "Second", "r001-secretariat_cost": "2,500"})

    assert RowAnswer(answer).version == 3


def test_row_sent_again_changes_nothing_and_is_no_conflict_with_oneself(send, line):
    row = {"r001-v": 1, "r001-title": "Changed"}

    first, second = send("001", **row), send("001", **row)

    assert (first.status_code, second.status_code) == (200, 200)
    assert RowAnswer(first).version == RowAnswer(second).version == 2


def test_new_row_sent_again_with_more_is_the_same_line(send, kh_plan):
    row = {"row": "n0101", "n0101-key": "6a2f4d5e-0000-4000-8000-000000000001", "n0101-title": "Training"}

    first = send("new", **row)
    second = send("new", **row | {"n0101-lead_body": "Ministry of Interior"})

    assert RowAnswer(first).row == RowAnswer(second).row == "001"
    made = Activity.objects.get()
    assert (made.title, made.lead_body) == ("Training", "Ministry of Interior")


@pytest.mark.parametrize(
    ("owner", "place", "year"),
    [("kh_lead", "kh", 2011), ("lao_officer", "la", 2011), ("kh_officer", "kh", 2012)],
)
def test_key_of_another_row_of_another_person_or_plan_writes_nothing_into_it(world, send, owner, place, year):
    world.open_year(2012)
    plan, key = Workplan.objects.get(cycle__year=year, taskforce__slug=place), uuid4()
    draft = cast.complete_draft(world.plan, title="Theirs", starts_on=None, ends_on=None)
    add_activity(plan, draft, by=world.seats[owner], now=cast.NOW, made_with=key)

    answer = send("new", **{"row": "n0101", "n0101-key": str(key), "n0101-title": "Mine"})

    assert "You already used this form." in answer.text
    assert Activity.objects.get().title == "Theirs"


def test_row_over_the_ceiling_saves_the_rest_and_offers_the_ways_out(send, line):
    answer = send("001", **{"r001-v": 1, "r001-title": "Larger", "r001-secretariat_cost": "5,000,000"})

    assert answer.status_code == 422
    assert RowAnswer(answer).ways == ["lower", "partner", "reserve"]
    assert packed(answer) <= 1_400
    line.refresh_from_db()
    assert (line.title, line.secretariat_cost) == ("Larger", Decimal(1000))


def test_cost_above_the_costs_in_all_is_refused_and_the_rest_saved(send, kh_plan, kh_officer):
    line = cast.complete_line(kh_plan, by=kh_officer, cost_in_all=Decimal(1500))

    answer = send("001", **{"r001-v": 1, "r001-title": "Larger", "r001-secretariat_cost": "2,000"})

    said = RowAnswer(answer)
    assert answer.status_code == 422
    assert (said.marked, said.values["secretariat_cost"]) == (["secretariat_cost"], "2,000")
    line.refresh_from_db()
    assert (line.title, line.secretariat_cost) == ("Larger", Decimal(1000))


@pytest.mark.parametrize("way", ["reserve", "lower"])
def test_way_out_that_the_costs_in_all_refuse_leaves_what_was_typed(kh_officer, kh_plan, send, way, officer):
    line = cast.complete_line(kh_plan, by=kh_officer, cost_in_all=Decimal(1500))

    said = RowAnswer(send("001", **{"r001-v": 1, "r001-secretariat_cost": "150,000", "way": f"r001:{way}"}))
    typed = sent_by(officer.get("/2011/kh/").text)
    typed |= {"r001-title": "Larger", "r001-secretariat_cost": "150,000", "way": f"r001:{way}"}
    page = officer.post("/2011/kh/", typed)

    assert (said.marked, said.values["secretariat_cost"]) == (["secretariat_cost"], "150,000")
    assert page.status_code == 422
    back = sent_by(page.text)
    assert (back["r001-title"], back["r001-secretariat_cost"]) == ("Larger", "150,000")
    line.refresh_from_db()
    assert (line.title, line.secretariat_cost, line.funding) == ("Larger", Decimal(1000), "counted")


def test_fields_that_cannot_be_read_are_named_and_the_others_saved(send, line):
    answer = send("001", **{"r001-v": 1, "r001-targets": "9", "r001-title": "Larger"})

    assert answer.status_code == 422
    said = RowAnswer(answer)
    assert said.note == "Targets of the activity: There is no 1.T9. Area 1 has 1.T1 to 1.T2."
    assert said.marked == ["targets"]
    line.refresh_from_db()
    assert line.title == "Larger"


def test_row_of_another_persons_page_is_not_saved(client_of, kh_lead, kh_officer, client, line):
    row = {"person": kh_officer.user_id, "r001-v": 1, "r001-title": "Not mine"}

    answers = [who.post("/2011/kh/001/save/", row).status_code for who in (client_of(kh_lead), client)]

    assert answers == [401, 401]
    line.refresh_from_db()
    assert line.title == "Workshop on the national plan"


def test_row_of_a_plan_that_was_submitted_says_so(send, submitted_plan):
    answer = send("001", **{"r001-v": 1, "r001-title": "Too late"})

    assert answer.status_code == 409
    assert RowAnswer(answer).texts["closed"].startswith("The workplan is submitted")


def test_door_says_who_is_signed_in_and_gives_a_token(client_of, kh_officer, client):
    known, nobody = client_of(kh_officer).get("/door/").json(), client.get("/door/").json()

    assert (known["person"], nobody["person"]) == (kh_officer.user_id, 0)
    assert len(known["token"]) == 64


def test_opened_part_of_a_row_has_its_ticks_and_long_texts(client_of, kh_officer, line):
    page = client_of(kh_officer).get("/2011/kh/001/opened/").text

    assert "Forty officials trained." in page
    assert page.count("data-tick") == 2


def test_what_others_changed_in_other_fields_comes_in(send, lead_sends, line):
    lead_sends(**{"r001-lead_body": "Justice"})

    answer = send("001", **{"r001-v": 1, "r001-title": "Mine"})

    said = RowAnswer(answer)
    assert (answer.status_code, said.theirs, said.values["lead_body"]) == (200, ["lead_body"], "Justice")
    assert said.texts["beside"] == "The lead changed the lead body to Justice."
    line.refresh_from_db()
    assert (line.title, line.lead_body) == ("Mine", "Justice")


def test_what_both_changed_is_asked_and_the_rest_saved(send, lead_sends, line):
    lead_sends(**{"r001-title": "Theirs"})

    answer = send("001", **{"r001-v": 1, "r001-title": "Mine", "r001-lead_body": "Justice"})

    said = RowAnswer(answer)
    assert (answer.status_code, said.unsaved, said.values["lead_body"]) == (409, ["title"], "Justice")
    assert said.note.startswith("The lead changed the title to Theirs (")
    line.refresh_from_db()
    assert (line.title, line.lead_body) == ("Theirs", "Justice")


PAGE = "6a2f4d5e-0000-4000-8000-00000000000a"


def test_saving_once_more_after_a_clash_asks_again(officer, lead_sends, line):
    sent = sent_by(officer.get("/2011/kh/").text) | {"r001-title": "Mine", "r001-lead_body": "Justice"}
    lead_sends(**{"r001-title": "Theirs"})

    first = officer.post("/2011/kh/", sent)
    again = officer.post("/2011/kh/", sent_by(first.text) | {"r001-lead_body": "Health"})

    assert (first.status_code, again.status_code) == (409, 409)
    assert sent_by(again.text)["r001-title"] == "Mine"
    line.refresh_from_db()
    # What the page itself saved after the seen version is no change of somebody else.
    assert (line.title, line.lead_body) == ("Theirs", "Health")


def test_date_corrected_after_others_changed_it_is_asked(officer, lead_sends, line):
    sent = sent_by(officer.get("/2011/kh/").text) | {"r001-starts_on": "soon"}
    lead_sends(**{"r001-starts_on": "2 Mar"})

    first = officer.post("/2011/kh/", sent)
    again = officer.post("/2011/kh/", sent_by(first.text) | {"r001-starts_on": "3 Mar"})

    assert (first.status_code, again.status_code) == (422, 409)
    line.refresh_from_db()
    assert f"{line.starts_on}" == "2011-03-02"


def test_row_that_clashes_keeps_the_version_that_was_seen(send, lead_sends, line):
    lead_sends(**{"r001-title": "Theirs"})

    first = send("001", token=PAGE, **{"r001-v": 1, "r001-title": "Mine", "r001-lead_body": "Justice"})
    seen = RowAnswer(first).version
    again = send("001", token=PAGE, **{"r001-v": seen, "r001-title": "Mine.", "r001-lead_body": "Health"})

    assert (seen, again.status_code, RowAnswer(again).unsaved) == (1, 409, ["title"])
    line.refresh_from_db()
    assert (line.title, line.lead_body) == ("Theirs", "Health")


def test_field_that_cannot_be_read_gives_no_newer_version_to_write_over(send, lead_sends, line):
    lead_sends(**{"r001-starts_on": "2 Mar"})

    first = send("001", **{"r001-v": 1, "r001-starts_on": "soon"})
    again = send("001", **{"r001-v": RowAnswer(first).version, "r001-starts_on": "3 Mar"})

    assert (first.status_code, again.status_code) == (422, 409)


def test_row_equal_to_what_is_saved_says_what_others_changed(send, lead_sends, line):
    lead_sends(**{"r001-lead_body": "Justice"})

    answer = send("001", **{"r001-v": 1, "r001-title": line.title})

    said = RowAnswer(answer)
    assert (said.theirs, said.values["lead_body"]) == (["lead_body"], "Justice")


@pytest.mark.parametrize("mark", ["token", "unanswered"])
def test_answer_lost_and_reverted_by_others_is_not_written_again(send, lead_sends, line, mark):
    row = {"r001-v": 1, "r001-title": "Mine"}
    send("001", token=PAGE, **row)
    lead_sends(**{"r001-title": line.title})

    answer = send("001", **row | {mark: PAGE})

    assert answer.status_code == 200
    assert RowAnswer(answer).values["title"] == "Workshop on the national plan"
    assert Activity.objects.get().title == "Workshop on the national plan"


def test_answer_lost_and_built_on_by_others_is_not_asked(send, lead_sends, line):
    row = {"r001-v": 1, "r001-title": "Mine", "token": PAGE}
    send("001", **row)
    lead_sends(**{"r001-title": "Mine and theirs"})

    answer = send("001", **row)

    assert (answer.status_code, RowAnswer(answer).values["title"]) == (200, "Mine and theirs")
    assert Activity.objects.get().title == "Mine and theirs"


def test_table_sent_twice_without_javascript_does_not_undo_others(officer, lead_sends, line):
    sent = sent_by(officer.get("/2011/kh/").text) | {"r001-title": "Mine"}
    officer.post("/2011/kh/", sent)
    lead_sends(**{"r001-title": "Workshop on the national plan"})

    answer = officer.post("/2011/kh/", sent)

    assert answer.status_code == 302
    assert Activity.objects.get().title == "Workshop on the national plan"


@pytest.mark.asvs("V14.3.1")
def test_signing_out_has_the_browser_forget_what_it_kept(client_of, kh_officer):
    answer = client_of(kh_officer).post("/accounts/logout/")

    assert answer["Clear-Site-Data"] == '"storage"'


@pytest.mark.parametrize("lines", [1, 3, 44])
def test_table_asks_at_most_ten_queries(officer, kh_officer, kh_plan, lines, django_assert_max_num_queries):
    for _ in range(lines):
        cast.complete_line(kh_plan, by=kh_officer)
    officer.get("/2011/kh/")

    with django_assert_max_num_queries(10):
        page = officer.get("/2011/kh/").text

    assert page.count(" data-row") == lines
    # As it goes over the wire.
    assert len(gzip.compress(page.encode(), compresslevel=6)) <= 14 * 1024


def test_clash_without_javascript_leads_to_the_page_of_both_with_what_was_typed(officer, lead_sends, line):
    mine = sent_by(officer.get("/2011/kh/").text) | {"r001-title": "Mine", "r001-lead_body": "Justice"}
    lead_sends(**{"r001-title": "Theirs"})

    answer = officer.post("/2011/kh/", mine)

    assert answer.status_code == 409
    assert sent_by(answer.text)["r001-title"] == "Mine"
    form = answer.text[answer.text.index('id="look-r001"') :]
    form = form[: form.index("</form>")]
    chosen = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    both = officer.post("/2011/kh/001/both/", chosen)
    assertContains(both, "Theirs", status_code=409)
    assert "Mine" in both.text
    line.refresh_from_db()
    assert (line.title, line.lead_body) == ("Theirs", "Justice")


def test_rows_typed_into_a_plan_that_was_submitted_meanwhile_can_be_copied(officer, kh_plan, kh_lead, line):
    mine = sent_by(officer.get("/2011/kh/").text) | {"r001-title": "Too late for this"}
    cast.submitted(kh_plan, by=kh_lead)

    answer = officer.post("/2011/kh/", mine)

    assertContains(answer, "Too late for this", status_code=409)


def test_page_of_a_plan_submitted_meanwhile_says_only_what_was_typed_in_the_words_of_the_table(
    officer, kh_officer, kh_plan, kh_lead, line
):
    cast.complete_line(kh_plan, by=kh_officer)
    sent = sent_by(officer.get("/2011/kh/").text)
    training = ActivityType.objects.exclude(pk=line.type_id).first()
    cast.submitted(kh_plan, by=kh_lead)

    typed = {"r001-type": training.pk, "r001-funding": "reserve", "n0101-title": "A new line"}
    sent |= typed
    page = officer.post("/2011/kh/", {name: sent[name] for name in sorted(sent, reverse=True)}).text

    assert '<a href="/2011/kh/">See what is saved now</a>' in page
    assert '<li><a href="/2011/kh/">Cambodia</a></li><li aria-current="page">Not saved</li>' in page
    assert "The lead of the Cambodia taskforce submitted the workplan on 1 Feb 2011." in page
    shown = page[page.index('id="content"') :] if 'id="content"' in page else page
    assert re.findall(r"<section class=\"section\">\s*<div class=\"section-head\"><h2>([^<]*)", shown) == [
        "KH-2011-001 Workshop on the national plan",
        "New activity",
    ]
    assert re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", shown) == [
        ("Type", escape(str(training))),
        ("Kind of funding", "In reserve"),
        ("Title", "A new line"),
    ]


@pytest.mark.parametrize(("typed", "shown"), [({"r001-funding": "reserve"}, ["In reserve"]), ({}, [])])
def test_table_sent_to_a_plan_submitted_meanwhile_lists_what_was_changed_alone(
    typed, shown, officer, kh_plan, kh_lead, line
):
    sent = sent_by(officer.get("/2011/kh/").text) | typed
    cast.submitted(kh_plan, by=kh_lead)

    answer = officer.post("/2011/kh/", sent)

    assert answer.status_code == 409
    assert ("Copy what you need" in answer.text) == bool(shown)
    assert re.findall(r"<dd>([^<]*)</dd>", answer.text) == shown


def test_words_typed_into_a_line_withdrawn_meanwhile_come_back_to_be_copied(officer, kh_lead, line):
    unchanged = sent_by(officer.get("/2011/kh/").text)
    withdraw_activity(line, by=kh_lead, now=cast.NOW)

    answer = officer.post("/2011/kh/", unchanged | {"r001-title": "Words of mine", "r001-starts_on": "soon"})

    assert answer.status_code == 409
    notice = answer.text[answer.text.index("001: Not saved") :]
    notice = notice[: notice.index("</dl>")]
    assert re.findall(r"<dd>([^<]*)</dd>", notice) == ["Words of mine", "soon"]
    assert officer.post("/2011/kh/", unchanged).status_code == 302


def test_words_typed_into_a_row_that_is_not_there_come_back(officer, line):
    gone = {"r099-title": "Of an unknown line", "n9901-title": "Of an unknown area"}

    answer = officer.post("/2011/kh/", sent_by(officer.get("/2011/kh/").text) | gone)

    assert answer.status_code == 409
    assert answer.text.count("This row is not in the workplan. Load the page again.") == 2
    assert all(words in answer.text for words in gone.values())


def test_returned_plan_opens_its_returned_rows_only(client_of, kh_officer, kh_plan, kh_lead, kh_desk, line):
    cast.complete_line(kh_plan, by=kh_officer)
    plan = cast.submitted(kh_plan, by=kh_lead)
    cast.decided(plan, line, by=kh_desk, reason="Say less")

    page = client_of(kh_officer).get("/2011/kh/?view=table").text

    assert (page.count(" data-row"), page.count('class="plain"'), page.count('class="new"')) == (1, 1, 0)
    assert "Say less" in page


def test_reason_of_closed_rows_stands_once_above_them(client_of, kh_officer, kh_plan, kh_lead, kh_desk, line):
    for _ in range(2):
        cast.complete_line(kh_plan, by=kh_officer)
    plan = cast.submitted(kh_plan, by=kh_lead)
    cast.decided(plan, line, by=kh_desk, reason="Say less")

    page = client_of(kh_officer).get("/2011/kh/?view=table").text

    reason = str(NOT_RETURNED)
    assert page.count(reason) == 1
    assert page.index(f'<p class="second mt-3" id="closed-1" data-reason>{reason}</p>') < page.index(
        '<table class="drafting"'
    )
    assert (
        page.count('aria-describedby="closed-1"')
        == page.count('<span class="second" data-closed>Cannot be changed</span>')
        == 2
    )
    # On a small screen each value of a closed row stands under the name of its column.
    closed = page[page.index('class="plain" id="r002"') :].split("</tr>")[0]
    labels = ["Type", "Targets", "Lead body", "Starts", "Ends", "Secretariat funding", "Kind of funding"]
    assert re.findall(r'data-label="([^"]*)"', closed) == labels


def test_returned_row_that_changed_is_returned_until_it_is_done(
    client_of, kh_officer, kh_desk, line, send, submitted_plan
):
    cast.decided(submitted_plan, line, by=kh_desk, reason="Say less")
    line.refresh_from_db()
    seen = line.row_version

    same = send("001", **{"r001-v": seen, "r001-title": line.title})
    changed = send("001", **{"r001-v": seen, "r001-title": "Less"})

    cast.done(line, by=kh_officer)
    done = send("001", **{"r001-v": seen, "r001-title": "Even less"})

    states = [RowAnswer(one).texts["state"] for one in (same, changed, done)]
    assert ["Returned" in state for state in states] == [True, True, False]


CELLS = "Course\tTraining\t1 2\tInterior\t1 Mar\tJun\t500\tIn reserve\r\nVisit\tTrainning\t9\r\n"


def test_cells_pasted_without_scripts_are_saved_and_what_is_wrong_comes_back_in_its_row(officer, line):
    sent = sent_by(officer.get("/2011/kh/").text) | {"cells": CELLS, "cells_area": "1"}

    answer = officer.post("/2011/kh/", sent)

    made = Activity.objects.get(number=2)
    assert (made.title, str(made.type), made.lead_body) == ("Course", "Training", "Interior")
    assert (made.secretariat_cost, made.funding) == (500, "reserve")
    assert answer.status_code == 422
    back = sent_by(answer.text)
    assert (back["r003-type"], back["r003-targets"]) == ("Trainning", "9")
    assert "“Trainning” is not in the list." in answer.text
    use = re.search(r'name="use" value="([^"]*)">Use Training<', answer.text)
    officer.post("/2011/kh/", back | {"use": use[1], "r003-targets": "1"})
    assert [(row.title, str(row.type)) for row in Activity.objects.filter(number=3)] == [
        ("Visit", "Training")
    ]


@pytest.mark.usefixtures("line")
def test_cells_pasted_without_scripts_under_their_heads_go_to_their_codes_and_twice_changes_nothing(officer):
    cells = "Lead body\tCode\tTitle\nJustice\tKH-2011-001\tChanged\nHealth\t\tAdded\n"
    sent = sent_by(officer.get("/2011/kh/").text) | {"cells": cells, "cells_area": "2"}

    answers = [officer.post("/2011/kh/", sent).status_code for _time in range(2)]

    assert answers == [302, 302]
    found = Activity.objects.order_by("number").values_list("title", "lead_body", "area__code")
    assert list(found) == [("Changed", "Justice", "1"), ("Added", "Health", "2")]


@pytest.mark.parametrize(
    ("cells", "name", "reason"),
    [
        ("Code\tTitle\nKH-2010-001\tOld", "KH-2010-001", "KH-2010-001 is not in this workplan."),
        ("Code\tTitle\nLA-2011-001\tOld", "LA-2011-001", "LA-2011-001 is not in this workplan."),
        ("Code\tTitle\nKH-2011-new\tOld", "KH-2011-new", "KH-2011-new is not in this workplan."),
        ("Area\tTitle\n77\tOld", "New activity", "“77” is not an area of the plan of action."),
    ],
)
def test_row_pasted_without_scripts_that_has_no_place_here_comes_back_and_changes_nothing(
    officer, line, cells, name, reason
):
    answer = officer.post("/2011/kh/", {"cells": f"{cells}\n", "cells_area": "1"})

    assert answer.status_code == 409
    assert f"<strong>{name}: Not saved.</strong> {reason}" in " ".join(answer.text.split())
    assert "<dd>Old</dd>" in answer.text
    assert [saved.title for saved in Activity.objects.all()] == [line.title]


def test_row_pasted_without_scripts_goes_by_the_number_that_the_table_shows_too(client_of, kh_officer, line):
    client, pasted = client_of(kh_officer), {"cells": "Code\tTitle\n001\tChanged", "cells_area": "1"}

    client.post("/2011/kh/", sent_by(client.get("/2011/kh/").text) | pasted)

    assert Activity.objects.get().title == "Changed"


def test_rows_above_what_one_paste_without_scripts_takes_come_back(kh_plan):
    sent = QueryDict(
        urlencode({"cells": "\n".join(f"Course {number}" for number in range(98)), "cells_area": 1})
    )

    rows, left = with_pasted(sent, line_options_of(kh_plan), [], IN_FILE)

    assert len([name for name in rows if PREFIX.match(name) and name.endswith("-title")]) == 96
    assert [row["fields"] for row in left] == [[("Title", "Course 96")], [("Title", "Course 97")]]
    assert left[0]["reason"].startswith("You can paste 96 new activities together.")


def test_refused_new_row_that_was_pasted_without_scripts_comes_back(officer, kh_plan):
    sent = sent_by(officer.get("/2011/kh/").text) | {"cells": "\tTraining\nB\tLegal", "cells_area": "1"}

    page = officer.post("/2011/kh/", sent)

    assert page.status_code == 422
    assert "n0104-type" in sent_by(page.text)
    assert [line.title for line in Activity.objects.all()] == ["B"]


def test_undo_gives_way_to_what_somebody_changed_since(send, lead_sends, line):
    send("001", token=PAGE, **{"r001-v": 1, "r001-title": "Mine"})
    lead_sends(**{"r001-title": "Theirs"})

    answer = send("001", token=PAGE, yields="yes", **{"r001-v": 2, "r001-title": line.title})

    said = RowAnswer(answer)
    assert (answer.status_code, said.values["title"], said.theirs) == (200, "Theirs", ["title"])
    assert Activity.objects.get().title == "Theirs"


def test_moved_line_leaves_its_targets_and_says_so_before(officer, line):
    assert "The target 1.T1 does not go along" in officer.get("/2011/kh/?open=001").text

    answer = officer.post("/2011/kh/", {"move": "001", "to-001": "2"})

    assert answer["Location"] == "/2011/kh/#r001"
    line.refresh_from_db()
    assert (line.area.code, line.target_links.count()) == ("2", 0)


def test_moved_line_leaves_its_activity_area_and_says_so_before(officer, kh_plan, kh_officer):
    menu = kh_plan.cycle.plan.areas.get(code="1").menu.first()
    line = cast.complete_line(kh_plan, by=kh_officer, menu_activity=menu)

    page = officer.get("/2011/kh/?open=001").text
    officer.post("/2011/kh/", {"move": "001", "to-001": "2"})

    assert f"The activity area {menu.code} does not go along, because it belongs to Area 1." in page
    line.refresh_from_db()
    assert line.menu_activity is None


def test_line_moves_though_the_same_page_changed_its_targets(officer, line):
    sent = sent_by(officer.get("/2011/kh/?open=001").text)

    officer.post("/2011/kh/", sent | {"r001-targets": ["", "1.T2"], "move": "001", "to-001": "2"})

    line.refresh_from_db()
    assert (line.area.code, line.target_links.count()) == ("2", 0)


@pytest.mark.parametrize("place", [{}, {"to-001": "77"}])
def test_line_that_is_moved_to_no_area_stays_and_says_so(client_of, kh_officer, line, place):
    answer = client_of(kh_officer).post("/2011/kh/", {"move": "001", **place})

    assertContains(
        answer, "001 was not moved. Choose the other area, then move the activity again.", status_code=422
    )
    line.refresh_from_db()
    assert line.area.code == "1"


def test_rows_are_sorted_by_the_words_of_their_type(client_of, kh_officer, kh_plan):
    ActivityType.objects.create(code="audit", title="Audit", position=99)
    for code in (None, "training", "audit"):
        kind = ActivityType.objects.filter(code=code).first()
        cast.complete_line(kh_plan, by=kh_officer, type=kind)

    page = client_of(kh_officer).get("/2011/kh/?sort=type").text

    assert re.findall(r'id="r00(\d)" data-row', page) == ["3", "2", "1"]


@pytest.mark.parametrize(
    ("order", "codes"), [("title", "312"), ("-title", "213"), ("secretariat_cost", "132")]
)
def test_rows_are_sorted_by_the_head_of_a_column(client_of, kh_officer, kh_plan, order, codes):
    for title, cost in (("b", 1), ("c", 3), ("A", 2)):
        cast.complete_line(kh_plan, by=kh_officer, title=title, secretariat_cost=Decimal(cost))

    page = client_of(kh_officer).get(f"/2011/kh/?sort={order}").text

    assert re.findall(r'id="r00(\d)" data-row', page) == list(codes)


def test_cells_that_submitting_asks_for_are_marked_and_described_as_missing(client_of, kh_officer, line):
    Activity.objects.update(starts_on=None, type=None)

    page = client_of(kh_officer).get("/2011/kh/").text

    row = page[page.index('id="r001"') : page.index('id="s001"')]
    assert row.count(" data-missing") == 2
    assert re.findall(r'name="r001-(\w+)"[^>]*aria-describedby="missing"', row) == ["type", "starts_on"]
    assert '<p id="missing" hidden>missing</p>' in page

"""Two people in one form: what does not clash is saved and said, what clashes is asked on one page."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains

from spa.models import Area
from tests import cast
from tests.sent_forms import sent_by
from workplans.drafting.saving import save_line
from workplans.models import Activity, Participation, Seat, Taskforce, Workplan
from workplans.plan.line_history import values_of

RESULT = "The unit works in two more provinces, and reports to the taskforce each month."


@pytest.fixture
def line(kh_plan: Workplan, kh_officer: Seat) -> Activity:
    return cast.complete_line(kh_plan, by=kh_officer, title="First", expected_result=RESULT)


def live(line: Activity) -> Activity:
    return Activity.objects.get(pk=line.pk)


def typed(line: Activity, **changes: Any) -> dict[str, Any]:
    """The whole form of the line as it was opened in its first version, with changes."""
    return {
        "row_version": "1",
        "area": str(line.area_id),
        "menu_activity": str(line.menu_activity_id),
        "title": "First",
        "targets": [str(link.target_id) for link in line.target_links.all()],
        "type": str(line.type_id),
        "lead_body": "Ministry of Interior",
        "starts_on": "1 Mar 2011",
        "ends_on": "30 Apr 2011",
        "description": "",
        "expected_result": RESULT,
        "funding": "counted",
        "secretariat_cost": "1,000",
        "cost_in_all": "",
        "needs": "",
    } | changes


def by_lead(line: Activity, lead: Seat, **changes: Any) -> None:
    fresh = live(line)
    save_line(fresh, changes, seen=fresh.row_version, by=lead, now=cast.NOW)


def send(client: Client, page: str, data: dict[str, Any]) -> HttpResponse:
    return client.post(f"/2011/kh/001/{page}/", data)


def choices_of(answer: HttpResponse) -> list[str]:
    return re.findall(r'name="clash" value="([^"]*)"', answer.text)


def ticked(answer: HttpResponse) -> list[str]:
    return re.findall(r'id="choice-([\w-]+)" checked', answer.text)


def test_stale_form_that_clashes_in_nothing_is_saved_and_says_what_came_in(line, officer, kh_lead):
    by_lead(line, kh_lead, title="The lead's", secretariat_cost=Decimal(700))

    answer = officer.post("/2011/kh/001/edit/", typed(line, lead_body="Ministry of Justice"), follow=True)

    now = live(line)
    assert (now.title, now.lead_body, now.secretariat_cost) == ("The lead's", "Ministry of Justice", 700)
    assert "The lead changed the title. The lead changed the Secretariat funding." in answer.text


def test_clash_leads_to_the_page_with_nothing_chosen_and_saves_the_rest(line, officer, kh_lead):
    by_lead(line, kh_lead, title="The lead's", lead_body="Ministry of Justice")

    answer = send(officer, "edit", typed(line, title="The officer's", description="Two days"))

    assert answer.status_code == 409
    assert (choices_of(answer), ticked(answer)) == (["title"], [])
    for words in ("First", "The lead&#x27;s", "The officer&#x27;s"):
        assert words in answer.text
    assert "The lead changed the title to The lead&#x27;s (1 Feb 2011, 16:00)." in answer.text
    assert ("not saved" in answer.text, answer.text.count("only on this page")) == (False, 1)
    assert re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", answer.text) == [
        ("Lead body", "Ministry of Justice"),
        ("Description", "Two days"),
    ]
    assert (live(line).title, live(line).description) == ("The lead's", "Two days")


@pytest.mark.parametrize(
    ("tick", "title"), [("theirs", "The lead's"), ("mine", "The officer's"), ("both", "From both")]
)
def test_chosen_side_is_saved(line, officer, kh_lead, tick, title):
    by_lead(line, kh_lead, title="The lead's")
    page = send(officer, "edit", typed(line, title="The officer's"))

    answer = send(officer, "both", sent_by(page.text) | {"choice_title": tick, "both_title": "From both"})

    assert (answer.status_code, answer["Location"]) == (302, "/2011/kh/001/")
    assert live(line).title == title


def test_nothing_is_saved_before_everything_is_chosen_and_ticks_are_kept(line, officer, kh_lead):
    by_lead(line, kh_lead, title="The lead's", expected_result="None.")
    page = send(officer, "edit", typed(line, title="The officer's", expected_result=RESULT + " Always."))

    answer = send(
        officer, "both", sent_by(page.text) | {"choice_title": "mine", "both_expected_result": "Both."}
    )

    assertContains(answer, "Not saved yet: choose in 1 field", status_code=422)
    assert '<a href="#choice-expected_result">' in answer.text
    assert ticked(answer) == ["title-mine"]
    assert ">Both.</textarea>" in answer.text
    assert live(line).title == "The lead's"


@pytest.mark.parametrize("side", ["theirs", "mine"])
def test_take_all_ticks_and_sends_nothing(line, officer, kh_lead, side):
    by_lead(line, kh_lead, title="The lead's", ends_on=None)
    page = send(officer, "edit", typed(line, title="The officer's", ends_on="1 May 2011"))

    answer = send(officer, "both", sent_by(page.text) | {"tick": side})

    assert answer.status_code == 200
    assert ticked(answer) == [f"title-{side}", f"ends_on-{side}"]
    assert (live(line).title, live(line).ends_on) == ("The lead's", None)


def test_third_change_meanwhile_shows_the_page_again_with_ticks_kept(line, officer, kh_lead):
    by_lead(line, kh_lead, title="The lead's", secretariat_cost=Decimal(700))
    page = send(officer, "edit", typed(line, title="The officer's", secretariat_cost="900"))
    by_lead(line, kh_lead, title="The lead's other")

    answer = send(
        officer, "both", sent_by(page.text) | {"choice_title": "mine", "choice_secretariat_cost": "mine"}
    )

    assert answer.status_code == 409
    assert (choices_of(answer), ticked(answer)) == (["title"], ["title-mine"])
    assert "kh lead saved this activity again while you were choosing." in answer.text
    assert "0 fields" not in answer.text
    assert (live(line).title, live(line).secretariat_cost) == ("The lead's other", 900)
    send(officer, "both", sent_by(answer.text) | {"choice_title": "mine"})
    assert live(line).title == "The officer's"


def test_their_side_that_was_changed_again_is_shown_again(line, officer, kh_lead):
    by_lead(line, kh_lead, title="The lead's")
    page = send(officer, "edit", typed(line, title="The officer's"))
    by_lead(line, kh_lead, title="The lead's other")

    answer = send(officer, "both", sent_by(page.text) | {"choice_title": "theirs"})

    assert (answer.status_code, ticked(answer)) == (409, ["title-theirs"])
    assert "The lead&#x27;s other" in answer.text


def test_chosen_cost_that_does_not_fit_is_refused_with_ticks_kept(line, officer, kh_plan, kh_lead):
    by_lead(line, kh_lead, secretariat_cost=Decimal(700))
    page = send(officer, "edit", typed(line, secretariat_cost="90,000"))
    cast.complete_line(kh_plan, secretariat_cost=Decimal(50_000))

    answer = send(officer, "both", sent_by(page.text) | {"choice_secretariat_cost": "mine"})

    assert (answer.status_code, ticked(answer)) == (422, ["secretariat_cost-mine"])
    assert "The amount is US$40,000 above the ceiling. Amount left: US$50,000." in answer.text
    assert live(line).secretariat_cost == 700


def test_money_says_what_each_side_leaves(line, officer, kh_lead):
    by_lead(line, kh_lead, secretariat_cost=Decimal(700))

    answer = send(officer, "edit", typed(line, secretariat_cost="900"))

    assert "Amount left under the ceiling: US$99,300." in answer.text
    assert "Amount left under the ceiling: US$99,100." in answer.text


def test_area_with_menu_and_targets_is_one_choice(line, officer, kh_lead):
    law = line.workplan.cycle.plan.areas.get(code="2")
    by_lead(line, kh_lead, area=law, menu_activity=None, targets=list(law.targets.all()))
    page = send(officer, "edit", typed(line, targets=[str(key.pk) for key in line.area.targets.all()]))

    answer = send(officer, "both", sent_by(page.text) | {"choice_area": "mine"})

    assert choices_of(page) == ["area menu_activity targets"]
    assert answer.status_code == 302
    now = values_of(live(line))
    assert (now["area"], now["targets"]) == (
        line.area_id,
        frozenset(line.area.targets.values_list("pk", flat=True)),
    )


def test_own_other_window_is_said_to_be_that(line, officer):
    send(officer, "edit", typed(line, title="First window"))

    answer = send(officer, "edit", typed(line, title="Second window"))

    assertContains(answer, "You changed the title in another window", status_code=409)
    assert "001: you changed this activity twice" in answer.text


def test_plan_submitted_meanwhile_keeps_the_words_on_the_page(line, officer, kh_lead):
    by_lead(line, kh_lead, title="The lead's")
    page = send(officer, "edit", typed(line, title="The officer's"))
    cast.submitted(line.workplan, by=kh_lead)

    answer = send(officer, "both", sent_by(page.text) | {"choice_title": "mine"})

    assertContains(answer, "The officer&#x27;s", status_code=409)
    assert "Your text is not saved, but it is still here." in answer.text
    assert "Save my choices" not in answer.text
    assert live(line).title == "The lead's"


def test_row_of_a_table_is_saved_by_its_typed_fields_and_goes_back_to_the_plan(line, officer, kh_lead):
    row = {"base": "1", "row_version": "1", "area": str(line.area_id), "back": "plan"}
    by_lead(line, kh_lead, title="The lead's")

    page = send(
        officer, "both", row | {"only": ["title", "lead_body"], "title": "Mine", "lead_body": "Justice"}
    )
    answer = send(officer, "both", sent_by(page.text) | {"choice_title": "mine"})

    assert (page.status_code, choices_of(page)) == (409, ["title"])
    # The first look: nothing was ticked that could have been kept.
    assert "The lead changed the title to The lead&#x27;s" in page.text
    assert "saved this activity again while you were choosing" not in page.text
    assert "Go back to the table and choose later" in page.text
    assert answer["Location"] == "/2011/kh/"
    assert (live(line).title, live(line).lead_body) == ("Mine", "Justice")


def test_their_side_chosen_for_a_row_of_a_table_writes_nothing_of_mine(line, officer, kh_lead):
    by_lead(line, kh_lead, title="Theirs")
    row = {"base": "1", "row_version": "1", "back": "plan", "only": "title", "title": "Mine"}
    page = send(officer, "both", row)

    answer = send(officer, "both", sent_by(page.text) | {"only": "title", "choice_title": "theirs"})

    assert answer.status_code == 302
    assert live(line).title == "Theirs"


def test_page_without_a_choice_leads_to_the_form(line, officer):
    versions = {"base": "7", "row_version": "7", "clash": "title", "title": "x"}

    for answer in (
        officer.get("/2011/kh/001/both/"),
        send(officer, "both", {}),
        send(officer, "both", versions),
    ):
        assert (answer.status_code, answer["Location"]) == (302, "/2011/kh/001/edit/")


def test_form_of_a_version_that_the_line_never_had_writes_nothing(line, officer):
    answer = send(officer, "edit", typed(line, row_version="9", title="Mine"))

    assert answer.status_code == 409
    assert 'value="Mine"' in answer.text
    assert live(line).title == "First"


def test_regional_plan_merges_too(client_of, regional_office, regional_plan, regional_manager):
    kh, la = Taskforce.objects.get(slug="kh"), Taskforce.objects.get(slug="la")
    line = cast.complete_line(regional_plan, by=regional_office, title="First", countries=(kh,), targets=())
    by_lead(line, regional_manager, countries=[kh, la], lead_body="ILO")
    form = typed(line, targets=[], countries=[str(kh.pk)], lead_body="IOM", expected_result="More.")

    answer = client_of(regional_office).post("/2011/regional/001/edit/", form)

    assert (answer.status_code, choices_of(answer)) == (409, ["lead_body"])
    assert {part.taskforce for part in Participation.objects.filter(activity=line)} == {kh, la}
    assert (live(line).expected_result, live(line).lead_body) == ("More.", "ILO")


def test_page_says_in_whole_sentences_who_saved_what(line, officer, kh_lead, kh_officer):
    """Fields that are chosen together, and those of one saving, are listed as a sentence lists them."""
    other = Area.objects.filter(plan=line.area.plan_id).exclude(pk=line.area_id).first()
    by_lead(line, kh_lead, area=other, menu_activity=None, targets=[], lead_body="Justice")
    by_lead(line, kh_officer, description="Four posts.")

    answer = send(officer, "edit", typed(line, targets=[], menu_activity=""))

    assert answer.status_code == 409
    labels = re.findall(r"<legend[^>]*>([^<]*)</legend>", answer.text)
    assert labels == ["Area, Activity area of the plan of action and Targets of the activity"]
    said = re.findall(r"<li>([^<]* saved the [^<]*?)\s*<", answer.text)
    assert said == [
        "You saved the description.",
        f"{kh_lead.user.name} saved the area, activity area of the plan of action, targets and lead body.",
    ]


def test_queries_of_the_page_do_not_grow_with_fields_or_changes(line, officer, kh_lead):
    counted = []
    officer.get("/2011/kh/001/edit/")
    for number in (1, 2):
        mine: dict[str, Any] = {"title": f"Mine {number}", "lead_body": "Mine"}
        for turn in range(number):
            by_lead(line, kh_lead, title=f"Theirs {number} {turn}", lead_body=f"Body {number} {turn}")
        if number == 2:
            mine |= {"needs": "One"}
        base = {"base": "1", "row_version": "1", "area": str(line.area_id), "clash": list(mine)}
        with CaptureQueriesContext(connection) as queries:
            assert send(officer, "both", base | mine | {"tick": "mine"}).status_code == 200
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 40

"""The page that starts a draft from the year behind it, walked without JavaScript."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains

from commit_portal.refusals import RuleBroken
from commit_portal.workflow import events_about
from reporting.home.task_list import waiting_for
from reporting.models import CountryReview
from reporting.statuses import CountryReviewStatus
from spa.models import Area, Target
from tests import cast, year_behind
from tests.replayed import replayed
from workplans.drafting.actions import add_activity, withdraw_activity
from workplans.models import Activity
from workplans.statuses import Funding

PAGE = "/2012/kh/last-year/"


@pytest.fixture
@replayed
def years(world: cast.World) -> year_behind.Years:
    return year_behind.open_next(world)


@pytest.fixture
def years_on_another_plan(world: cast.World) -> year_behind.Years:
    """2012 on a plan of action with the same codes."""
    plan = cast.another_plan(100, 2012, 2014, status="agreed")
    for code, title in (("1", "Prevention"), ("2", "Protection")):
        area = Area.objects.create(plan=plan, code=code, title=title, position=int(code))
        Target.objects.create(plan=plan, area=area, code=f"{code}.T1", text="A new target", position=1)
    return year_behind.open_next(world, on=plan)


def chosen(years: year_behind.Years, ways: dict[int, str], client: Client, **more: Any) -> dict[str, Any]:
    """What the page sends where these ways are chosen, by the number of the line of 2011."""
    mark = client.get(PAGE).context["behind"].mark
    return {"seen": mark, **{f"way-{years.line(number).pk}": way for number, way in ways.items()}, **more}


def made(years: year_behind.Years) -> list[tuple[str, str, Decimal | None, str]]:
    """The lines of the draft: their code, where they come from, cost and funding."""
    lines = years.plan.activities.select_related("carried_from")
    return [(line.code, line.carried_from.code, line.secretariat_cost, line.funding) for line in lines]


def test_lines_go_into_the_draft_as_they_are_or_with_the_rest_of_their_money(years, officer):
    years.approve(3)
    years.answer(years.answers(), 2, status="under_way", spent_secretariat=Decimal(2900))

    answer = officer.post(PAGE, chosen(years, {1: "as_it_is", 2: "rest", 3: "leave"}, officer, put="1"))

    assert (answer.status_code, answer.url) == (302, f"{PAGE}done/")
    assert made(years) == [
        ("KH-2012-001", "KH-2011-001", Decimal(5750), "counted"),
        ("KH-2012-002", "KH-2011-002", Decimal(2850), "counted"),
    ]
    assert years.plan.committed == Decimal(8600)
    done = officer.get(answer.url).text
    assert "<h1>2 activities are in the draft</h1>" in done
    assert "2 of the new activities start on days that have passed. Change their dates." in done


def test_a_new_line_has_the_content_a_year_later_and_nothing_that_others_said(years, officer):
    years.approve(1, description="Two days", needs=("A trainer",), cost_in_all=Decimal(9000))
    old = years.line(1)

    officer.post(PAGE, chosen(years, {1: "as_it_is"}, officer, put="1"))

    new = years.line(1, year=2012)
    same = ("title", "description", "type_id", "lead_body", "area_id", "menu_activity_id", "expected_result")
    assert [getattr(new, name) for name in same] == [getattr(old, name) for name in same]
    assert (new.starts_on, new.ends_on) == (date(2012, 3, 1), date(2012, 4, 30))
    assert [link.target.code for link in new.target_links.all()] == ["1.T1"]
    assert [need.what for need in new.technical_needs.all()] == ["A trainer"]
    assert (new.state, new.cost_in_all) == ("proposed", None)
    assert not new.decisions.exists()
    assert not new.contributions.exists()


def test_the_history_and_the_page_of_a_line_say_where_it_came_from(years, officer):
    years.approve(1)
    officer.post(PAGE, chosen(years, {1: "as_it_is"}, officer, put="1"))

    said = [(event.verb, str(event.message)) for event in events_about(years.plan)]
    assert ("carry", "Carried over KH-2012-001 from KH-2011-001") in said
    page = officer.get("/2012/kh/001/").text
    assert 'Carried over from <a href="/2011/kh/001/">KH-2011-001</a>' in page


def test_where_a_line_came_from_is_not_said_to_a_partner(years, officer, client_of):
    years.approve(1)
    officer.post(PAGE, chosen(years, {1: "as_it_is"}, officer, put="1"))
    ilo = years.world.seats["ilo"]
    years.plan.openings.create(partner=ilo.partner, opened_at=cast.NOW, opened_by=years.officer.user)

    page = client_of(ilo).get("/2012/kh/001/")

    assert page.status_code == 200
    assert "KH-2011-001" not in page.text


def test_a_form_that_is_sent_twice_makes_each_line_once(years, officer):
    years.approve(2)
    sent = chosen(years, {1: "as_it_is", 2: "as_it_is"}, officer, put="1")
    officer.post(PAGE, sent)

    again = officer.post(PAGE, sent)

    assert again.status_code == 302
    assert len(made(years)) == 2
    assert "2 activities were already in the draft." in officer.get("/2012/kh/").text
    page = officer.get(PAGE).text
    assert 'Already in the draft: <a href="/2012/kh/001/">KH-2012-001</a>' in page
    assert "All activities of 2011 are already in the draft." in page
    assert not re.search(r'type="radio"|name="(put|many)"', page)


def test_a_carried_line_that_was_withdrawn_is_not_carried_a_second_time(years, officer):
    years.approve(1)
    officer.post(PAGE, chosen(years, {1: "as_it_is"}, officer, put="1"))
    withdraw_activity(years.line(1, year=2012), by=years.officer, now=cast.NOW)

    page = officer.get(PAGE).text

    assert "This activity is withdrawn." in page
    assert 'type="radio"' not in page


def test_over_the_ceiling_the_last_lines_are_proposed_for_the_reserve_before_anything_is_written(
    years, officer
):
    years.approve(3, secretariat_cost=Decimal(33_000))
    cast.complete_line(
        years.plan, by=years.officer, secretariat_cost=Decimal(10_000), starts_on=None, ends_on=None
    )
    sent = chosen(years, {1: "as_it_is", 2: "as_it_is", 3: "as_it_is"}, officer, put="1")

    asked = officer.post(PAGE, sent)

    page = asked.text
    assert asked.status_code == 200
    assert "Your choice is US$9,000 above the ceiling of US$100,000." in page
    assert "1 activity at the end of the list is proposed for the reserve." in page
    assert [choice.in_reserve for choice, _cost in asked.context["lines"]] == [False, False, True]
    assert years.plan.activities.count() == 1

    kept = dict(re.findall(r'<input type="hidden" name="((?:way|seen)[^"]*)" value="([^"]*)"', page))
    written = officer.post(PAGE, {**kept, "write": "1", "reserve": [str(years.line(3).pk)]})

    assert written.status_code == 302
    carried = years.plan.activities.filter(carried_from__isnull=False)
    assert [line.funding for line in carried] == ["counted", "counted", "reserve"]
    assert years.plan.committed == Decimal(76_000)
    assert "1 activity is in reserve." in officer.get("/2012/kh/").text


def test_too_few_lines_in_reserve_are_asked_for_again(years, officer):
    years.approve(3, secretariat_cost=Decimal(33_000))
    cast.complete_line(
        years.plan, by=years.officer, secretariat_cost=Decimal(90_000), starts_on=None, ends_on=None
    )
    sent = chosen(years, {1: "as_it_is", 2: "as_it_is", 3: "as_it_is"}, officer)

    answer = officer.post(PAGE, {**sent, "write": "1", "reserve": [str(years.line(3).pk)]})

    assertContains(answer, "The total is still US$56,000 above the ceiling.", status_code=422)
    assert years.plan.activities.count() == 1


def test_menu_of_the_plan_has_the_words_of_the_page(years, officer_of):
    client, link = officer_of(years), re.compile(rf'<li><a href="{PAGE}">(.*?)</a>')
    years.approve(1)
    said = [*link.findall(client.get("/2012/kh/").text)]

    cast.complete_line(years.plan, by=years.officer, starts_on=None, ends_on=None)

    said += link.findall(client.get("/2012/kh/").text)
    assert said == ["Start from last year", "Carry over activities from an earlier workplan"]
    assert said[1] in client.get(PAGE).text


def test_on_another_plan_of_action_the_area_is_asked_and_the_targets_stay_empty(
    years_on_another_plan, officer_of
):
    officer = officer_of(years_on_another_plan)
    years_on_another_plan.approve(2)
    sent = chosen(years_on_another_plan, {1: "as_it_is", 2: "as_it_is"}, officer, put="1")

    refused = officer.post(PAGE, sent)

    assert refused.status_code == 422
    words = refused.text
    assert "Until then, nothing is saved in the draft." in words
    summary = words.partition("data-error-summary>")[2].partition("</div>")[0]
    said = re.findall(r"<h2>\s*(.*?)\s*</h2>|<a href=\S+>(.*?)</a>", summary)
    assert said == [
        ("Nothing was added, because some activities have no area in 2012.", ""),
        ("", f"{years_on_another_plan.line(1).area.numbered}: Choose an area."),
    ]
    rows = refused.context["areas"][0]["rows"]
    assert [[way["value"] for way in row["ways"] if way["chosen"]] for row in rows] == [
        ["as_it_is"],
        ["as_it_is"],
    ]
    assert years_on_another_plan.plan.activities.count() == 0

    old = years_on_another_plan.line(1).area
    sent |= {
        f"areas-{old.pk}": years_on_another_plan.area("2").pk,
        f"area-{years_on_another_plan.line(2).pk}": years_on_another_plan.area("1").pk,
    }
    officer.post(PAGE, sent)

    new = years_on_another_plan.plan.activities.order_by("carried_from__number").select_related("area")
    assert [(line.area.plan_id, line.area.code) for line in new] == [
        (years_on_another_plan.cycle.plan_id, "2"),
        (years_on_another_plan.cycle.plan_id, "1"),
    ]
    assert [list(line.target_links.all()) for line in new] == [[], []]
    assert [line.menu_activity for line in new] == [None, None]


@pytest.fixture
def officer_of(client_of: cast.SignIn) -> Callable[[year_behind.Years], Client]:
    return lambda years: client_of(years.officer)


def test_a_line_cannot_be_added_to_an_area_of_another_plan_of_action(years_on_another_plan):
    dates = {"starts_on": date(2012, 3, 1), "ends_on": date(2012, 4, 30)}
    draft = cast.complete_draft(years_on_another_plan.world.plan, targets=(), menu_activity=None, **dates)

    with pytest.raises(RuleBroken) as broken:
        add_activity(years_on_another_plan.plan, draft, by=years_on_another_plan.officer, now=cast.NOW)

    assert [(violation.rule, violation.field) for violation in broken.value.violations] == [("WP-2", "area")]


def test_word_of_a_closed_later_review_is_not_provisional_for_an_open_earlier_one(years, officer):
    years.approve(2)
    mid_year, som = years.answers("mid-year", CountryReviewStatus.OPEN), years.answers("som")
    years.answer(mid_year, 1, status="under_way")
    years.answer(som, 1, status="done")
    years.answer(mid_year, 2, status="under_way", narrative="Half is done.")
    years.answer(som, 2, status="done")

    rows = officer.get(PAGE).context["areas"][0]["rows"]

    assert [(row["word"], row["is_provisional"]) for row in rows] == [("Done", False), ("Done", True)]


def test_the_latest_word_stands_field_by_field_and_is_provisional_until_it_is_closed(years, officer):
    years.approve(2)
    mid_year, som = years.answers("mid-year"), years.answers("som", CountryReviewStatus.OPEN)
    years.answer(mid_year, 1, status="under_way", spent_secretariat=Decimal(1000), narrative="Half is done.")
    years.answer(mid_year, 2, status="done")
    years.answer(som, 1, status="postponed")
    years.answer_target(som, "1.T1", "no_activity")

    rows = officer.get(PAGE).context["areas"][0]["rows"]

    assert [(row["word"], row["narrative"], row["spent"], row["is_provisional"]) for row in rows] == [
        ("Postponed", "Half is done.", "1,000 of 5,750", True),
        ("Done", "", "Not reported", False),
    ]
    assert [(state["word"], state["is_provisional"]) for state in rows[0]["targets"]] == [
        ("No activity yet", True)
    ]
    assert "Some answers of 2011 can still change." in officer.get(PAGE).text

    CountryReview.objects.filter(pk=som.pk).update(
        status="closed", submitted_at=cast.NOW, submitted_by=years.officer.user, closed_at=cast.NOW
    )
    page = officer.get(PAGE)
    assert not page.context["areas"][0]["rows"][0]["is_provisional"]
    assert "The results are the last answers to the reviews of 2011. These answers are closed." in page.text


def test_only_the_rest_is_offered_where_some_is_left_or_nobody_said(years, officer):
    years.approve(4)
    sheet = years.answers()
    for number, spent in ((1, 5750), (2, 0), (3, 2900)):
        years.answer(sheet, number, status="done", spent_secretariat=Decimal(spent))

    rows = officer.get(PAGE).context["areas"][0]["rows"]

    assert [(row["spent"], row["not_spent"]) for row in rows] == [
        ("5,750 of 5,750", "everything spent"),
        ("0 of 5,750", "5,750 not spent"),
        ("2,900 of 5,750", "2,850 not spent"),
        ("Not reported", "5,750 approved"),
    ]
    assert [[(way["value"], way["amount"]) for way in row["ways"]] for row in rows] == [
        [("leave", ""), ("as_it_is", "5,750")],
        [("leave", ""), ("as_it_is", "5,750")],
        [("leave", ""), ("as_it_is", "5,750"), ("rest", "2,850")],
        [("leave", ""), ("as_it_is", "5,750"), ("rest", "not known")],
    ]
    officer.post(PAGE, chosen(years, {4: "rest"}, officer, put="1"))
    assert [cost for _, _, cost, _ in made(years)] == [None]


def test_a_line_without_secretariat_money_goes_on_without_any(years, officer):
    years.approve(1, funding=Funding.NONE, secretariat_cost=Decimal(0))

    officer.post(PAGE, chosen(years, {1: "as_it_is"}, officer, put="1"))

    assert made(years) == [("KH-2012-001", "KH-2011-001", Decimal(0), "none")]


def test_what_the_meeting_said_stands_beside_its_target_its_area_or_above_all(years, officer):
    years.approve(1)
    years.answers("som")
    years.recommend(3, "Agree with one neighbour", target=years.target("1.T1"), due_on=date(2012, 6, 1))
    years.recommend(4, "Name a contact", area=years.area("1"))
    years.recommend(5, "Report in time")
    years.recommend(6, "Another target", target=years.target("2.T1"))

    page = officer.get(PAGE)

    area = page.context["areas"][0]
    assert [item.text for _number, item in area["rows"][0]["said"]] == ["Agree with one neighbour"]
    assert "Recommendation 3, due 1 Jun 2012</span>Agree with one neighbour" in page.text
    assert [item.text for _number, item in area["said"]] == ["Name a contact"]
    assert "Senior Officials Meeting: Recommendation 4" in page.text
    assert [item.text for _number, item in page.context["said"]] == ["Report in time"]


def test_many_are_chosen_with_one_button_and_counted_without_a_script(years, officer):
    years.approve(3)
    sheet = years.answers()
    years.answer(sheet, 1, status="under_way", spent_secretariat=Decimal(750))
    years.answer(sheet, 2, status="postponed")

    page = officer.get(PAGE)
    assert [(button["value"], button["label"]) for button in page.context["for_many"]] == [
        ("rest:under_way", "Status “Under way”: continue the 1 activity with the unspent amount"),
        ("as_it_is:postponed", "Status “Postponed”: continue the 1 activity with the full amount"),
        ("as_it_is:", "Continue all 3 activities, with the full amount"),
    ]
    first = officer.post(PAGE, {"seen": page.context["behind"].mark, "many": "rest:under_way"})
    sent = {"seen": page.context["behind"].mark, f"way-{years.line(1).pk}": "rest"}
    second = officer.post(PAGE, {**sent, "many": "as_it_is:postponed"})
    none = officer.post(PAGE, {**sent, "many": "leave:"})

    assert [answer.context["standing"]["committed"] for answer in (first, second, none)] == [5000, 10_750, 0]
    assert "2 of 3" in second.text
    assert years.plan.activities.count() == 0


def test_choices_that_came_with_the_page_are_not_left_without_a_question(years, officer):
    years.approve(2)
    assert 'data-unsaved="typed"' not in officer.get(PAGE).text
    assert 'data-unsaved="typed"' in officer.post(PAGE, {"many": "as_it_is:", "seen": "1"}).text


def test_a_script_gets_the_meter_alone(years, officer):
    years.approve(2)
    sent = chosen(years, {1: "as_it_is"}, officer)

    answer = officer.post(PAGE, sent, headers={"HX-Request": "true"})

    words = answer.text
    assert "94,250 left" in words
    assert "Add 1 activity to the draft of 2012" in words
    assert "<table" not in words


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("leave", "Choose at least one activity to continue, with the full or the unspent amount."),
        ("zz", "001: Choose one of the options."),
    ],
)
def test_nothing_chosen_or_what_is_not_offered_is_refused(years, officer, way, said):
    years.approve(1)

    answer = officer.post(PAGE, chosen(years, {1: way}, officer, put="1"))

    assertContains(answer, said, status_code=422)


def test_other_spending_than_the_page_showed_writes_nothing(years, officer):
    years.approve(1)
    row = years.answer(years.answers(), 1, status="under_way", spent_secretariat=Decimal(2900))
    sent = chosen(years, {1: "rest"}, officer, put="1")
    row.spent_secretariat = Decimal(5000)
    row.save()

    answer = officer.post(PAGE, sent)

    assert answer.status_code == 409
    assert "The approved activities or their spending changed after you opened this page." in answer.text
    (row,) = answer.context["areas"][0]["rows"]
    assert [(way["value"], way["amount"]) for way in row["ways"] if way["chosen"]] == [("rest", "750")]
    assert years.plan.activities.count() == 0


def test_a_colleague_who_carried_some_of_the_lines_takes_nothing_from_the_others(years, officer, client_of):
    years.approve(3)
    sent = chosen(years, {1: "as_it_is", 2: "as_it_is", 3: "as_it_is"}, officer, put="1")
    lead = client_of(years.world.seats["kh_lead"])
    lead.post(PAGE, chosen(years, {2: "as_it_is"}, lead, put="1"))

    answer = officer.post(PAGE, sent, follow=True).text

    assert [earlier for _, earlier, _, _ in made(years)] == ["KH-2011-002", "KH-2011-001", "KH-2011-003"]
    assert "<h1>2 activities are in the draft</h1>" in answer
    assert "1 activity was already in the draft." in answer


def test_room_that_a_colleague_took_meanwhile_is_asked_about_with_every_choice_kept(years, officer):
    years.approve(3, secretariat_cost=Decimal(30_000))
    sent = chosen(years, {1: "as_it_is", 2: "as_it_is", 3: "as_it_is"}, officer, put="1")
    dates = {"starts_on": None, "ends_on": None}
    lead = years.world.seats["kh_lead"]
    cast.complete_line(years.plan, by=lead, secretariat_cost=Decimal(40_000), **dates)

    page = officer.post(PAGE, sent)

    assert "1 activity at the end of the list is proposed for the reserve." in page.text
    assert [choice.way for choice, _cost in page.context["lines"]] == ["as_it_is"] * 3
    assert years.plan.activities.count() == 1
    again = officer.post(PAGE, {**dict(page.context["kept"]), "count": "1"})
    rows = again.context["areas"][0]["rows"]
    assert [[way["value"] for way in row["ways"] if way["chosen"]] for row in rows] == [["as_it_is"]] * 3


def test_a_plan_that_was_submitted_meanwhile_takes_nothing(years, officer):
    years.approve(2)
    sent = chosen(years, {1: "as_it_is"}, officer, put="1")
    dates = {"starts_on": date(2012, 3, 1), "ends_on": date(2012, 4, 30)}
    cast.complete_line(years.plan, by=years.officer, **dates)
    cast.submitted(years.plan)

    answer = officer.post(PAGE, sent)

    assert answer.status_code == 409
    assert years.plan.activities.count() == 1


def test_a_year_without_an_approved_plan_is_passed_over(world, client_of):
    """2012 was drafted and never approved: 2013 starts from 2011."""
    years = year_behind.open_next(world)
    years.approve(1)
    later = year_behind.open_next(world, year=2013)
    dates = {"starts_on": date(2012, 3, 1), "ends_on": date(2012, 4, 30)}
    cast.complete_line(years.plan, by=years.officer, title="Never approved", **dates)

    page = client_of(later.officer).get("/2013/kh/last-year/")

    assert page.context["earlier"] == 2011
    assert [row["line"].title for row in page.context["areas"][0]["rows"]] == ["Workshop 1"]


def test_without_an_earlier_plan_the_page_says_so_and_no_link_leads_to_it(years, officer):
    page = officer.get(PAGE)

    assert "No earlier year has an approved workplan." in page.text
    assert PAGE not in officer.get("/2012/kh/").text


def test_links_lead_to_the_page_from_home_and_from_the_plan(years, officer):
    years.approve(1)

    task = next(task for task in waiting_for(years.officer, on=date(2012, 1, 10)) if task.url == PAGE)

    assert str(task.title) == "Start the workplan 2012: carry over activities from an earlier workplan"
    assert officer.get("/2012/kh/").text.count(f'href="{PAGE}"') == 2

    officer.post(PAGE, chosen(years, {1: "as_it_is"}, officer, put="1"))

    assert PAGE not in [task.url for task in waiting_for(years.officer, on=date(2012, 1, 10))]


def test_countries_of_a_regional_line_are_asked_anew(world, secretariat, regional_plan, regional_line):
    cast.in_force(regional_plan)
    years = year_behind.open_next(world)
    mark = secretariat.get("/2012/regional/last-year/").context["behind"].mark

    secretariat.post(
        "/2012/regional/last-year/", {"seen": mark, f"way-{regional_line.pk}": "as_it_is", "put": "1"}
    )

    new = Activity.objects.get(workplan=years.of("regional"))
    assert [(part.taskforce.slug, part.confirmed_at) for part in new.participations.all()] == [
        ("kh", None),
        ("la", None),
    ]


def test_the_page_takes_the_same_number_of_queries_for_one_line_and_for_three(world, client_of):
    counts = []
    for lines, year in ((1, 2012), (3, 2013)):
        years = year_behind.open_next(world, year=year)
        behind = years.behind
        for number in range(lines):
            said = {"title": f"Workshop {number}", "starts_on": None, "ends_on": None}
            dates = {"starts_on": date(year - 1, 3, 1), "ends_on": date(year - 1, 4, 30)}
            cast.complete_line(behind.of("kh"), by=years.officer, **said | dates)
        cast.approved(behind.of("kh"), lead=world.seats["kh_lead"], desk=world.seats["kh_desk"])
        client = client_of(years.officer)
        client.get(f"/{year}/kh/last-year/")
        with CaptureQueriesContext(connection) as captured:
            assert len(client.get(f"/{year}/kh/last-year/").context["areas"][0]["rows"]) == lines
        counts.append(len(captured))

    # Three are the frame: the session, the person with the seat, the notices.
    assert counts[0] == counts[1] <= 10 + 3

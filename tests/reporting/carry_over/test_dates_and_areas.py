"""Days that have passed are moved together, and areas of another plan of action are proposed by their titles."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from spa.actions.texts import count_up
from spa.models import ActivityType, Area
from tests import cast, year_behind

PAGE = "/2012/kh/last-year/"
TODAY = date(2012, 3, 15)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """A day of 2012, after the start of the first activities and before their end."""
    monkeypatch.setattr("commit_portal.clock.today", lambda: TODAY)
    moment = datetime(2012, 3, 15, 9, tzinfo=UTC)
    monkeypatch.setattr("commit_portal.clock.reading_time", lambda: moment)
    return TODAY


@pytest.fixture
def years(world: cast.World, today: date) -> year_behind.Years:
    """Two activities from 1 March to 30 April and one from June, all of 2011."""
    years = year_behind.open_next(world)
    plan, officer = world.workplan("kh"), world.seats["kh_officer"]
    for number in (1, 2):
        cast.complete_line(plan, by=officer, title=f"Workshop {number}")
    cast.complete_line(plan, by=officer, starts_on=date(2011, 6, 1), ends_on=date(2011, 6, 30))
    cast.approved(world.workplan("kh"), lead=world.seats["kh_lead"], desk=world.seats["kh_desk"])
    return years


def chosen(
    years: year_behind.Years, client: Client, *, numbers: tuple[int, ...] = (1, 2, 3), **more: Any
) -> dict[str, Any]:
    mark = client.get(PAGE).context["behind"].mark
    ways = {f"way-{years.line(number).pk}": "as_it_is" for number in numbers}
    return {"seen": mark, **ways, **more}


def days(years: year_behind.Years) -> list[tuple[date | None, date | None]]:
    return list(years.plan.activities.order_by("number").values_list("starts_on", "ends_on"))


def test_days_that_have_passed_are_named_once_before_anything_is_saved(years, officer):
    page = officer.post(PAGE, chosen(years, officer, count="1")).text

    said = (
        "2 activities would start on days that have passed: 001 (1 Mar to 30 Apr 2012) "
        "and 002 (1 Mar to 30 Apr 2012)."
    )
    assert page.count("that have passed:") == 1
    assert said in page
    assert "New day for the 2 start days that have passed" in page
    assert years.plan.activities.count() == 0


@pytest.mark.parametrize("typed", ["1 Apr 2012", "1 April"])
def test_one_day_moves_all_of_them_and_the_result_is_shown_before_it_is_saved(years, officer, typed):
    counted = officer.post(PAGE, chosen(years, officer, count="1", starts_on=typed))

    said = "The start days of 2 activities will be moved: 001 (1 Apr to 31 May 2012) and 002 (1 Apr to 31 May 2012)."
    assert said in counted.text
    assert years.plan.activities.count() == 0

    done = officer.post(PAGE, chosen(years, officer, put="1", starts_on="1 Apr 2012"), follow=True)

    moved = (date(2012, 4, 1), date(2012, 5, 31))
    assert days(years) == [moved, moved, (date(2012, 6, 1), date(2012, 6, 30))]
    assert "have passed" not in done.text


def test_without_a_day_they_stay_as_they_are(years, officer):
    done = officer.post(PAGE, chosen(years, officer, put="1"), follow=True)

    assert days(years)[:2] == [(date(2012, 3, 1), date(2012, 4, 30))] * 2
    assert "2 of the new activities start on days that have passed. Change their dates." in done.text


def test_activity_that_is_moved_late_ends_with_the_year(years, officer):
    officer.post(PAGE, chosen(years, officer, put="1", starts_on="1 Dec 2012"))

    assert days(years)[0] == (date(2012, 12, 1), date(2012, 12, 31))


@pytest.mark.parametrize("day", ["14 Mar 2012", "1 Jan 2013", "a day"])
def test_day_that_has_passed_or_is_outside_the_year_is_refused_and_kept(years, officer, day):
    answer = officer.post(PAGE, chosen(years, officer, put="1", starts_on=day))

    assert answer.status_code == 422
    assert f'value="{day}"' in answer.text
    if day != "a day":
        assert "Give a day from 15 Mar 2012 to 31 Dec 2012." in answer.text
    assert years.plan.activities.count() == 0


def test_day_is_kept_by_the_page_that_asks_about_the_reserve(years, officer):
    plan = years.plan
    plan.ceiling = 2_500
    plan.save()
    asked = officer.post(PAGE, chosen(years, officer, put="1", starts_on="1 Apr 2012")).text

    kept = dict(re.findall(r'<input type="hidden" name="((?:way|seen|starts)[^"]*)" value="([^"]*)"', asked))
    officer.post(PAGE, {**kept, "write": "1", "reserve": [str(years.line(3).pk)]})

    assert [first for first, _last in days(years)] == [date(2012, 4, 1), date(2012, 4, 1), date(2012, 6, 1)]


def test_nobody_is_asked_for_a_day_where_none_has_passed(years, officer, monkeypatch):
    for before_or_after in (date(2012, 3, 1), date(2013, 1, 1)):
        monkeypatch.setattr("commit_portal.clock.today", lambda day=before_or_after: day)
        assert 'name="starts_on"' not in officer.get(PAGE).text


def test_page_and_links_say_start_from_last_year_where_the_plan_is_empty(years, officer):
    heading = "<h1>Cambodia 2012: start from last year (2011)</h1>"
    assert f'<a href="{PAGE}">Start from last year</a>' in officer.get("/2012/kh/").text
    assert heading in officer.get(PAGE).text

    officer.post(PAGE, chosen(years, officer, put="1"))

    assert heading not in officer.get(PAGE).text
    assert "Cambodia 2012: carry over activities from the workplan of 2011" in officer.get(PAGE).text


# Another plan of action.


@pytest.fixture
def on_another_plan(world: cast.World, today: date) -> year_behind.Years:
    plan = cast.another_plan(100, 2012, 2014, status="agreed")
    titles = (
        "Preventive Measures",
        "Legal Frameworks",
        "Policies and Cooperation",
        "Training of Police",
        "Training of Judges",
    )
    for position, title in enumerate(titles, start=1):
        Area.objects.create(plan=plan, code=str(position), title=title, position=position)
    years = year_behind.open_next(world, on=plan)
    draft, officer = world.workplan("kh"), world.seats["kh_officer"]
    for kind in ("training", "legal"):
        cast.complete_line(draft, by=officer, type=ActivityType.objects.get(code=kind), secretariat_cost=100)
    cast.approved(world.workplan("kh"), lead=world.seats["kh_lead"], desk=world.seats["kh_desk"])
    return years


def call(area: Area, title: str) -> None:
    Area.objects.filter(pk=area.pk).update(title=title)
    count_up(area.plan)


def test_areas_are_proposed_by_their_title_and_by_the_type_of_an_activity(on_another_plan, client_of):
    assert on_another_plan.line(1).area.title == "Policy"
    call(on_another_plan.line(1).area, "Policy and cooperation")

    page = client_of(on_another_plan.officer).get(PAGE)

    (area,) = page.context["areas"]

    def proposed(found: Any) -> list[str]:
        return [words for key, words in found.field.choices if key == found.value()]

    assert proposed(area["area"]) == ["Area 3. Policies and Cooperation"]
    # Training is in two titles, legal is in one: only the second has a proposal of its own.
    assert [proposed(row["area"]) for row in area["rows"]] == [[], ["Area 2. Legal Frameworks"]]
    chosen_there = re.findall(r'<option value="\d+" selected>([^<]+)<', page.text)
    assert chosen_there == ["Area 3. Policies and Cooperation", "Area 2. Legal Frameworks"]
    assert page.text.count("(proposed, please check)") == 2


def test_what_is_proposed_is_written_only_as_the_page_sends_it(on_another_plan, client_of):
    officer = client_of(on_another_plan.officer)
    call(on_another_plan.line(1).area, "Policy and cooperation")
    sent = chosen(on_another_plan, officer, numbers=(1, 2), put="1")
    assert officer.post(PAGE, sent).status_code == 422

    page = officer.get(PAGE)
    lists = {
        found.html_name: found.value() or ""
        for area in page.context["areas"]
        for found in (area["area"], *(row["area"] for row in area["rows"]))
    }
    officer.post(PAGE, sent | lists)

    new = on_another_plan.plan.activities.order_by("number").select_related("area")
    assert [line.area.title for line in new] == [
        "Policies and Cooperation",
        "Legal Frameworks",
    ]

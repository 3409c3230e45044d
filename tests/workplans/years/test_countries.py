"""Countries take part in a year or not, and a year that was opened by mistake is removed while nothing stands in it."""

import pytest

from commit_portal.refusals import Refused, RuleBroken, SomebodyWasFaster
from commit_portal.workflow import StaleRow, events_about
from tests import cast
from workplans.book.actions import add_to_book
from workplans.book.lists import COUNTRIES
from workplans.models import AnnualCycle, Seat, Taskforce
from workplans.years.actions import choose_countries, mark_of_plans, remove_year


@pytest.fixture
def malaysia(world: cast.World, regional_office: Seat) -> Taskforce:
    values = {"name": "Malaysia", "code": "MY", "before": Taskforce.objects.get(country=None)}
    return add_to_book(COUNTRIES, values, by=regional_office, now=cast.NOW).taskforce


def test_a_country_joins_an_open_year_and_leaves_it_while_its_workplan_is_empty(
    world, malaysia, regional_office, officer, client_of
):
    client, page = client_of(regional_office), "/2011/countries/"
    assert "Malaysia does not take part in 2011." in officer.get("/2011/my/").text
    form = client.get(page).context["form"]
    everyone = [taskforce.pk for taskforce in form.initial["countries"]]
    assert malaysia.pk not in everyone

    typed = {"countries": [*everyone, malaysia.pk], "reason": "Joined at SOM 8"}
    client.post(page, typed | {"seen": form["seen"].value()})

    assert "Not released" in officer.get("/2011/my/").text
    assert "does not take part" not in officer.get("/2011/my/").text
    assert world.cycle.workplans.get(taskforce=malaysia).openings.count() == 1
    text = client.get("/2011/").text
    assert text.index("Viet Nam") < text.index("Malaysia") < text.index("Regional", text.index("Malaysia"))
    assert "Chose the countries that take part" in text
    assert "Joined at SOM 8" in text
    # The page from before Malaysia joined takes it out of nothing; sent once more, it does.
    stale = client.post(page, {"countries": everyone, "seen": form["seen"].value()})
    assert stale.status_code == 409
    assert "Malaysia" in str(stale.context["attempt"].differences[0].saved)
    assert world.cycle.workplans.filter(taskforce=malaysia).exists()
    client.post(page, {"countries": everyone, "seen": stale.context["form"]["seen"].value()})
    assert not world.cycle.workplans.filter(taskforce=malaysia).exists()
    said = [(str(event).count("Malaysia"), event.note) for event in events_about(world.cycle)[:2]]
    assert said == [(0, ""), (1, "Joined at SOM 8")]


@pytest.mark.usefixtures("line")
def test_a_country_and_a_year_in_which_somebody_has_worked_stay_whole(world, regional_office, secretariat):
    others = list(Taskforce.objects.national().exclude(slug="kh").values_list("pk", flat=True))

    typed = {"countries": others, "seen": mark_of_plans(world.cycle)}
    answer = secretariat.post("/2011/countries/", typed)

    assert answer.status_code == 422
    assert "Somebody has already worked in Cambodia workplan 2011" in answer.text
    with pytest.raises(RuleBroken, match="Cambodia workplan 2011"):
        remove_year(world.cycle, by=regional_office, now=cast.NOW)
    assert (world.cycle.workplans.count(), world.cycle.steps.count()) == (7, 9)


def test_a_year_that_was_opened_by_mistake_is_removed_and_opened_again(world, secretariat, client_of):
    world.open_year(2012)
    assert 'href="/2012/remove/"' in secretariat.get("/2012/").text

    assert secretariat.post("/2012/remove/").url == "/years/"

    assert not AnnualCycle.objects.filter(year=2012).exists()
    assert secretariat.get("/2012/").status_code == 404
    assert "Removed the year 2012" in secretariat.get("/years/").text
    assert "Removed the year 2012" not in client_of(world.seats["ilo"]).get("/years/").text
    assert world.open_year(2012).workplans.count() == 7


def test_who_waited_for_a_plan_that_was_removed_is_told_so(world, regional_office):
    plan = world.workplan("vn")
    officer = cast.make_seat("vn_officer", "officer", plan.taskforce)
    others = list(Taskforce.objects.national().exclude(slug="vn"))
    seen = mark_of_plans(world.cycle)
    choose_countries(world.cycle, others, seen=seen, reason="", by=regional_office, now=cast.NOW)

    with pytest.raises(SomebodyWasFaster, match="removed from its year"):
        cast.complete_line(plan, by=officer)
    with pytest.raises(StaleRow):
        choose_countries(world.cycle, others, seen=seen, reason="", by=regional_office, now=cast.NOW)
    Taskforce.objects.filter(slug="vn").update(ends_on="2010-12-31")
    again, seen = [*others, plan.taskforce], mark_of_plans(world.cycle)
    with pytest.raises(RuleBroken, match="By its first and last day, Viet Nam is not in COMMIT in 2011"):
        choose_countries(world.cycle, again, seen=seen, reason="", by=regional_office, now=cast.NOW)


def test_only_the_regional_office_chooses_and_removes(world, kh_lead):
    with pytest.raises(Refused):
        choose_countries(world.cycle, [], seen="", reason="", by=kh_lead, now=cast.NOW)
    with pytest.raises(Refused):
        remove_year(world.cycle, by=kh_lead, now=cast.NOW)

"""The years: list, opening, steps, and the plans as far as a reader may see them."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import RequestFactory

from commit_portal.i18n import day
from commit_portal.refusals import RuleBroken
from commit_portal.workflow import events_about
from reporting.models import Meeting
from spa.models import ActionPlan
from spa.statuses import PlanStage
from tests import cast
from tests.cast import NOW, approved, complete_line, submitted
from tests.reporting.reviews.test_dates import text_of
from tests.workplans.drafting.test_pages import client_of, page, send
from workplans.models import AnnualCycle, Country, CycleStep, Taskforce
from workplans.request_context.request import all_years, chosen_among
from workplans.statuses import Audience
from workplans.submitting.actions import close_workplan
from workplans.years.actions import remove_year
from workplans.years.step_labels import moved_by, moved_words, remarks_on, steps_of


def year_form(world, **changes):
    return {
        "year": "2012",
        "plan": world.plan.pk,
        "starts_on": "1 Jan 2012",
        "ends_on": "31 Dec 2012",
        "country_ceiling": "100,000",
        "regional_ceiling": "",
    } | changes


def test_year_is_opened_by_the_regional_office(world, regional_office, secretariat):
    form = page(regional_office, "/years/open/")
    assert ">SPA 99: A plan of action for tests</option>" in form
    check = secretariat.post("/years/open/", year_form(world)).text

    assert 'value="2012"' in form
    assert "Cambodia, China, Lao PDR, Myanmar, Thailand, Viet Nam and Regional" in check
    assert "<strong>" not in check
    assert not AnnualCycle.objects.filter(year=2012).exists()
    changed = secretariat.post("/years/open/", year_form(world, country_ceiling="90,000", change="1")).text
    assert 'value="90,000"' in changed
    assert not AnnualCycle.objects.filter(year=2012).exists()

    secretariat.post("/years/open/", year_form(world, open="1"))

    cycle = AnnualCycle.objects.get(year=2012)
    assert cycle.country_ceiling == 100_000
    assert cycle.workplans.count() == 7
    assert (
        "2012 is already in the portal." in secretariat.post("/years/open/", year_form(world, open="1")).text
    )
    page(world.seats["kh_lead"], "/years/open/", 403)
    send(world.seats["kh_lead"], "/years/open/", year_form(world, year="2013"), 403)


def test_a_year_is_opened_with_the_steps_of_the_last_one_a_year_later(world, secretariat):
    # In 2012 the first two are a Saturday and a Sunday, and so is the day of a review. A step of two days keeps both.
    moved = {
        1: (date(2011, 1, 14), date(2011, 1, 15), date(2012, 1, 16), date(2012, 1, 17)),
        2: (date(2011, 1, 28), date(2011, 2, 26), date(2012, 1, 30), date(2012, 2, 24)),
        7: (date(2011, 6, 23), date(2011, 6, 23), date(2012, 6, 25), date(2012, 6, 25)),
        8: (date(2012, 2, 14), date(2012, 2, 16), date(2013, 2, 21), date(2013, 2, 21)),
        9: (None, date(2012, 2, 29), None, date(2013, 2, 28)),
    }
    # The SOM of that calendar year is planned already; the meeting of another year moves no step.
    for kind, on in (("som", date(2013, 2, 21)), ("rtf", date(2011, 7, 5))):
        Meeting.objects.create(slug=kind, planned_from=on, planned_until=on).parts.create(kind=kind)
    for step, (first, last, *_) in moved.items():
        world.cycle.steps.filter(step=step).update(planned_from=first, planned_until=last)

    check = text_of(secretariat.post("/years/open/", year_form(world)).text)
    assert "28 Jan to 26 Feb 2011 28 Jan 2012 is a Saturday, 26 Feb 2012 is a Sunday" in check
    assert "14 Feb to 16 Feb 2012 A meeting is planned for these dates" in check
    assert "until 29 Feb 2012 2013 has no 29 February" in check
    secretariat.post("/years/open/", year_form(world, open="1"))

    found = AnnualCycle.objects.get(year=2012).steps.exclude(planned_until=None)
    opened = {step: tuple(days) for step, *days in found.values_list("step", "planned_from", "planned_until")}
    assert opened == {step: days[2:] for step, days in moved.items()}


def test_days_of_the_steps_are_typed_before_a_year_is_opened(world, secretariat):
    world.cycle.steps.filter(step=6).update(planned_from=date(2011, 3, 1), planned_until=date(2011, 3, 31))
    typed = year_form(
        world, open="1", days_of="2012", planned_from_5="14 Feb 2012", planned_from_6="1 Mar 2012"
    )

    refused = secretariat.post("/years/open/", typed | {"planned_until_5": "10 Feb 2012"})
    kept = secretariat.post("/years/open/", typed | {"planned_until_5": "1", "change": "1"})
    to_come = secretariat.post("/years/open/", typed | {"planned_from_6": "1 Mar 2099"})
    there_already = secretariat.post("/years/open/", typed | {"year": "2011", "planned_until_6": "soon"}).text
    other = year_form(world, year="2013", starts_on="1 Jan 2013", ends_on="31 Dec 2013", days_of="2012")
    of_another_year = secretariat.post("/years/open/", other | {"change": "1"}).text

    assert refused.status_code == 422
    assert "Regional workplan: Planned until: The last day is before the first day." in text_of(refused.text)
    assert refused.text.count("Different from the proposal") == 2
    assert [page.text.count("In the past") for page in (refused, to_come)] == [2, 1]
    assert not kept.context["form"].errors
    assert 'name="days_of" value="2013"' in of_another_year
    for text in (refused.text, kept.text, there_already):
        assert 'name="planned_from_5" value="14 Feb 2012"' in text
    assert "14 Feb 2012" not in of_another_year
    assert 'name="planned_from_6" value="1 Mar 2013"' in of_another_year
    assert not AnnualCycle.objects.filter(year=2012).exists()

    opened = secretariat.post("/years/open/", typed | {"planned_until_5": "25 Feb 2012"}, follow=True)

    assert "Check the dates again: 25 Feb 2012 is a Saturday." in opened.text
    late, early = date(2012, 3, 2), date(2012, 3, 1)
    (order,) = remarks_on({1: (late, None), 2: (None, early), 3: (None, None), 4: (late, late)})
    assert order == "“Draft” is planned before “Review of last year”"
    # What was not touched, and what is in order, is not remarked on.
    saturday = date(2012, 3, 3)
    assert remarks_on({1: (saturday, None), 4: (saturday, None)}, changed={2}) == []
    # Five days that would run from a Thursday to a Monday move to the Monday after them.
    week, moved = (date(2011, 6, 20), date(2011, 6, 24)), (date(2013, 6, 24), date(2013, 6, 28))
    assert moved_by(2, week) == moved
    assert moved_words(2, week, moved, moved) == "The same dates include a weekend"

    found = AnnualCycle.objects.get(year=2012).steps.exclude(planned_from=None)
    days = [(step.step, step.planned_from, step.planned_until) for step in found]
    assert days == [(5, date(2012, 2, 14), date(2012, 2, 25)), (6, date(2012, 3, 1), None)]


def test_check_of_the_first_year_says_that_a_date_is_in_the_past(world, regional_office, secretariat):
    remove_year(world.cycle, by=regional_office, now=NOW)
    sent = year_form(world, days_of="2012", planned_from_5="14 Feb 2012")

    check = secretariat.post("/years/open/", sent).text

    assert check.count("In the past") == 1
    assert "Different from the proposal" not in check


def test_check_before_a_year_is_opened_says_where_its_plan_of_action_ends_before_it(world, secretariat):
    dates = {"year": "2014", "starts_on": "1 Jan 2014", "ends_on": "31 Dec 2014"}

    check = secretariat.post("/years/open/", year_form(world, **dates)).text

    assert "A plan of action for tests ends on 31 Dec 2013, before the activities of 2014 end." in check


def test_the_running_year_is_shown_until_the_next_one_starts(world):
    world.open_year(2012)

    days = (date(2010, 12, 31), date(2011, 2, 16), date(2011, 12, 31), date(2012, 1, 1))
    request = RequestFactory().get("/")
    request.session = {}
    shown = [chosen_among(all_years(), request, on=day).year for day in days]

    assert shown == [2011, 2011, 2011, 2012]


def test_the_year_that_is_read_stays_on_pages_without_one_in_their_address(world, regional_office, observer):
    world.open_year(2012)
    Meeting.objects.create(slug="som-9")
    year = 'Year <a href="/years/">{}</a>'

    reading = page(regional_office, "/2011/comparison/")

    for list_of_all, one_of_them in (
        ("/plans/", f"/plans/{world.plan.code}/"),
        ("/meetings/", "/meetings/som-9/"),
        ("/people/", f"/people/{observer.user_id}/"),
    ):
        listed, one = (
            page(regional_office, f"{list_of_all}?year=2011"),
            page(regional_office, f"{one_of_them}?year=2011"),
        )
        assert f'href="{list_of_all}?year=2011"' in reading
        assert f'href="{one_of_them}?year=2011"' in listed
        assert f'<li><a href="{list_of_all}?year=2011">' in one.partition("<main")[2]
        assert year.format(2011) in listed
        assert year.format(2011) in one
    for address in ("/plans/", "/plans/?year=1999", "/plans/?year=x"):
        assert year.format(2012) in page(observer, address)


@pytest.mark.parametrize(
    ("name", "shown"), [("kh_member", True), ("kh_desk", True), ("ilo", False), ("observer", False)]
)
def test_the_menu_names_the_reviews_only_for_those_who_read_them(world, name, shown):
    assert (">Reviews</a>" in page(world.seats[name], "/2011/")) is shown


def test_year_on_a_draft_plan_of_action_is_refused_with_wp_15(world, regional_office):
    """The form does not offer it, and a request that was made by hand is refused by the action's own rule."""
    ActionPlan.objects.filter(pk=world.plan.pk).update(status=PlanStage.DRAFT)

    assert "<option" not in page(regional_office, "/years/open/")
    assert "is not in the list any more." in send(regional_office, "/years/open/", year_form(world), 422).text
    with pytest.raises(RuleBroken, match=r"is a draft. Record its agreement first") as caught:
        world.open_year(2012)

    assert [violation.rule for violation in caught.value.violations] == ["WP-15"]
    assert not AnnualCycle.objects.filter(year=2012).exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"year": "2011"}, "2011 is already in the portal."),
        ({"ends_on": "1 Jan 2012"}, "The last day is before the first day."),
        ({"ends_on": "31 Dec 2555"}, "Buddhist era"),
        ({"country_ceiling": "100.000"}, "two possible meanings"),
        ({"year": "20x2"}, "Enter the year like this: 2012."),
        ({"year": "2013"}, "Give a day from 1 Jan 2013 to 31 Dec 2013."),
    ],
)
def test_year_form_names_what_is_wrong(world, changes, words):
    text = send(world.seats["regional_office"], "/years/open/", year_form(world, **changes), 422).text

    assert "<title>Error: " in text
    assert words in text
    assert ("Give a day" in text) is ("Give a day" in words)
    assert AnnualCycle.objects.count() == 1


def test_year_page_shows_plans_as_far_as_they_are_open(world, kh_lead, kh_desk, kh_plan):
    complete_line(kh_plan, by=kh_lead, secretariat_cost=Decimal(77_123))

    own = page(kh_lead, "/2011/")
    office = page(world.seats["regional_office"], "/2011/")
    stranger = page(world.seats["lao_lead"], "/2011/")

    assert "77,123 of 100,000" in own
    assert "77,123" not in office
    assert "77,123" not in stranger
    hidden = page(world.seats["observer"], "/2011/")
    assert hidden.count("Not released") == hidden.count('colspan="3"') == 7
    assert office.count("You cannot read it yet") == office.count('colspan="2"') == 6
    cast.released(approved(kh_plan, lead=kh_lead, desk=kh_desk), Audience.TASKFORCES)
    assert "77,123 of 100,000" in page(world.seats["lao_lead"], "/2011/")
    assert "77,123" not in page(world.seats["observer"], "/2011/")


def test_year_page_says_each_state_once_and_since_when(seats, kh_plan, line):
    since = f'</span><span class="second">Since {day(NOW)}</span>'

    sent = submitted(kh_plan, by=seats["kh_lead"])
    assert f"Submitted{since}" in page(seats["kh_officer"], "/2011/")

    cast.decided(sent, by=seats["kh_desk"])
    close_workplan(sent, by=seats["regional_office"], now=NOW)
    assert f"Closed{since}" in page(seats["kh_officer"], "/2011/")


def test_year_page_asks_the_same_number_of_queries_whatever_the_rows(world, django_assert_max_num_queries):
    clients = [client_of(world.seats[name]) for name in ("kh_lead", "kh_desk", "regional_office", "ilo")]
    for _ in range(3):
        complete_line(world.workplan("kh"), by=world.seats["kh_lead"])
    approved(world.workplan("kh"), lead=world.seats["kh_lead"], desk=world.seats["kh_desk"])

    for client in clients:
        client.get("/2011/")
        with django_assert_max_num_queries(12):
            client.get("/2011/")


def test_a_country_that_joins_later_is_on_no_page_of_an_old_year(world):
    joined = Country.objects.create(code="BT", name="Bhutan", position=8)
    Taskforce.objects.create(country=joined, slug="bt", position=8)

    assert "Bhutan" not in page(world.seats["regional_office"], "/2011/")
    assert "Viet Nam" in page(world.seats["regional_office"], "/2011/")


def test_steps_say_done_now_late_and_planned(world):
    steps = {step.step: step for step in world.cycle.steps.all()}
    dates = {
        1: {
            "planned_until": date(2011, 1, 5),
            "actual_from": date(2011, 1, 1),
            "actual_until": date(2011, 1, 9),
        },
        2: {"actual_from": date(2011, 1, 9), "planned_until": date(2011, 1, 31)},
        3: {"actual_from": date(2011, 1, 9), "planned_until": date(2011, 2, 25)},
        4: {"planned_from": date(2011, 6, 1), "planned_until": date(2011, 6, 20)},
        5: {"actual_from": date(2011, 1, 9)},
        6: {"planned_until": date(2012, 1, 20)},
        9: {"planned_from": date(2011, 1, 20), "planned_until": date(2011, 1, 30)},
        8: {
            "planned_until": date(2010, 11, 15),
            "actual_from": date(2010, 11, 1),
            "actual_until": date(2010, 11, 15),
        },
    }
    som = dates.pop(8)
    for number, values in dates.items():
        CycleStep.objects.filter(pk=steps[number].pk).update(**values)

    rows = steps_of(AnnualCycle.objects.get(pk=world.cycle.pk), on=date(2011, 2, 1), held={})
    CycleStep.objects.filter(pk=steps[8].pk).update(**som)
    after_som = steps_of(AnnualCycle.objects.get(pk=world.cycle.pk), on=date(2011, 2, 1), held={})

    AnnualCycle.objects.update(opened_on=date(2010, 11, 1))
    early = steps_of(AnnualCycle.objects.get(pk=world.cycle.pk), on=date(2011, 2, 1), held={})

    assert early[8]["when"] == ["2 days late", "Planned: 20 Jan to 30 Jan"]
    # A step is over once a later one has ended, whatever is recorded of it.
    assert after_som[1]["when"] == ["End not recorded", "Planned: 31 Jan"]
    assert [(row["status"], tuple(row["when"])) for row in (*rows[:7], after_som[7], rows[8])] == [
        ("done", ("Done on 9 Jan", "Planned: 5 Jan")),
        ("under_way", ("Now", "running, 1 day late", "Planned until 31 Jan")),
        ("under_way", ("Now", "Until 25 Feb")),
        ("planned", ("Planned: 1 Jun to 20 Jun",)),
        ("under_way", ("Now",)),
        ("planned", ("Planned: 20 Jan 2012",)),
        ("planned", ("No date yet",)),
        ("done", ("Done on 15 Nov 2010",)),
        ("planned", ("Not late: the year was opened later", "Planned: 20 Jan to 30 Jan")),
    ]


def step_dates(world, **typed):
    """The page of the dates as it comes back, with what was `typed`."""
    shown = client_of(world.seats["regional_office"]).get("/2011/steps/").context["form"].initial
    return {name: value or "" for name, value in shown.items()} | typed


def test_dates_of_the_steps_are_saved_together_with_an_event_for_each_step_that_changed(world):
    office = world.seats["regional_office"]
    world.cycle.steps.filter(step=5).update(planned_from=date(2011, 2, 14))
    # An actual day to come that was saved before may stay.
    world.cycle.steps.filter(step=3).update(actual_from=date(2098, 1, 2))
    typed = {"planned_until_3": "28 Jan 2011", "planned_from_9": "1 Feb 2012", "actual_from_9": "3/1/2011"}
    send(office, "/2011/steps/", step_dates(world, **typed))
    # The 12th of February, a Saturday, stands since before: only the 29th of January is remarked on.
    world.cycle.steps.filter(step=5).update(planned_from=date(2011, 2, 12))
    dates = step_dates(world, planned_until_3="29 Jan 2011") | {"initial-planned_from_5": "12 Feb 2011"}
    said = client_of(office).post("/2011/steps/", dates, follow=True).text
    assert "Check the dates again: 29 Jan 2011 is a Saturday." in text_of(said)

    assert "Planned: 29 Jan" in page(world.seats["observer"], "/2011/")
    steps = world.cycle.steps.exclude(planned_from=None, planned_until=None)
    assert [*steps.values_list("step", "planned_from", "planned_until", "actual_from")] == [
        (3, None, date(2011, 1, 29), date(2098, 1, 2)),
        (5, date(2011, 2, 12), None, None),
        (9, date(2012, 2, 1), None, date(2011, 1, 3)),
    ]
    told = events_about(world.cycle).filter(verb="set_step").order_by("pk")
    assert [event.label for event in told] == ["3", "9", "3"]
    page(world.seats["kh_lead"], "/2011/steps/", 403)


def test_a_page_of_dates_is_stale_once_somebody_else_changed_a_step(world):
    office, typed = world.seats["regional_office"], step_dates(world, planned_from_2="15 Nov 2010")
    theirs = {"planned_from_2": "16 Nov 2010", "planned_from_4": "14 Feb 2011"}
    send(world.seats["regional_manager"], "/2011/steps/", step_dates(world, **theirs))

    stale = send(office, "/2011/steps/", typed, 409)

    told = [(row.label, row.saved, row.yours) for row in stale.context["attempt"].differences]
    assert told == [("2. Draft: Planned from", "16 Nov 2010", "15 Nov 2010")]
    steps = world.cycle.steps.exclude(planned_from=None).values_list("step", "planned_from")
    assert [*steps] == [(2, date(2010, 11, 16)), (4, date(2011, 2, 14))]
    send(office, "/2011/steps/", stale.context["form"].data.dict())
    # What the reader left as it was stays as the other has saved it.
    assert [*steps.all()] == [(2, date(2010, 11, 15)), (4, date(2011, 2, 14))]


def test_bad_days_are_refused_together_at_their_cells_and_nothing_is_lost(world, regional_office):
    bad = {
        "planned_until_3": ("1 Jan 2011", "The last day is before the first day."),
        "actual_until_5": ("1 Jan 2011", "The last day is before the first day."),
        "planned_until_8": ("1 Jun 2009", "Give a day from 1 Jan 2010 to 31 Dec 2012."),
        "actual_from_9": ("2 Jan 2098", "2 Jan 2098 is in the future."),
    }
    typed = {"planned_from_3": "28 Jan 2011", "actual_from_5": "28 Jan 2011"}
    typed |= {name: day for name, (day, _words) in bad.items()}
    answer = send(regional_office, "/2011/steps/", step_dates(world, **typed), 422)
    errors = answer.context["form"].errors
    assert {name: said[0].startswith(bad[name][1]) for name, said in errors.items()} == dict.fromkeys(
        bad, True
    )
    assert all(f'href="#id_{name}"' in answer.text for name in bad)
    assert all(f'value="{day}"' in answer.text for day in typed.values())
    assert not events_about(world.cycle).filter(verb="set_step").exists()
    answer = send(regional_office, "/meetings/add/", {"parts": ["som"], "actual_until": "2 Jan 2098"}, 422)
    assert "2 Jan 2098 is in the future." in answer.context["form"].errors["actual_until"][0]


def test_year_dates_are_widened_never_narrowed(world, regional_office):
    assert "<title>Period of the activities of 2011 " in page(regional_office, "/2011/dates/")
    send(
        regional_office,
        "/2011/dates/",
        {"starts_on": "1 Jan 2011", "ends_on": "31 Mar 2012", "note": "Floods"},
    )
    narrowed = send(
        regional_office, "/2011/dates/", {"starts_on": "1 Jan 2011", "ends_on": "30 Jun 2011"}, 422
    )

    later = send(regional_office, "/2011/dates/", {"starts_on": "2 Jan 2011", "ends_on": "31 Mar 2012"}, 422)
    far = send(regional_office, "/2011/dates/", {"starts_on": "1 Jan 1991", "ends_on": "31 Mar 2012"}, 422)

    shorter = "You can make the period of the year longer, but not shorter."
    for answer, field, words in (
        (narrowed, "ends_on", shorter),
        (later, "starts_on", shorter),
        (far, "starts_on", "Give a day from 1 Jan 2010 to 31 Dec 2012."),
    ):
        errors = answer.context["form"].errors
        assert list(errors) == [field]
        assert words in errors[field][0]
    assert AnnualCycle.objects.get().ends_on == date(2012, 3, 31)
    page(world.seats["kh_desk"], "/2011/dates/", 403)

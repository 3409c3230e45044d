"""A form that is sent several times makes one activity."""

import re
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains

from commit_portal.refusals import MadeAlready
from tests import cast, threads
from workplans.drafting.actions import add_activity, withdraw_activity
from workplans.models import Activity, Seat, Workplan
from workplans.plan.line_content import LineDraft

ADDRESS = "/2011/kh/activities/add/?area=1"
TIMES = 5


def typed(client: Client, world: cast.World, **changes: Any) -> dict[str, Any]:
    """A filled form as the page gives it out, with its key."""
    area = world.plan.areas.get(code="1")
    key = client.get(ADDRESS).context["form"].initial["made_with"]
    content = {
        "area": area.pk,
        "title": "Training of guards",
        "funding": "counted",
        "secretariat_cost": "1,200",
    }
    return {**content, "targets": [area.targets.first().pk], "made_with": str(key), **changes}


def titles() -> list[str]:
    return list(Activity.objects.order_by("number").values_list("title", flat=True))


def test_the_same_content_again_leads_to_the_first_one_s_page(world, officer):
    sent = typed(officer, world)

    answers = [officer.post(ADDRESS, sent) for _ in range(TIMES)]

    assert [answer.headers.get("Location") for answer in answers] == ["/2011/kh/"] + ["/2011/kh/001/"] * (
        TIMES - 1
    )
    assert Activity.objects.count() == 1
    assert Workplan.objects.get(taskforce__slug="kh").committed == 1_200


def test_a_divided_cost_is_the_same_content_although_nothing_is_left(world, officer):
    sent = typed(officer, world, secretariat_cost="999,999", way="lower")

    answers = [officer.post(ADDRESS, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Activity.objects.count() == 1


def test_other_content_of_the_same_form_is_told_what_the_form_has_made(world, officer):
    sent = typed(officer, world)
    officer.post(ADDRESS, sent)

    answer = officer.post(ADDRESS, sent | {"title": "Training of judges"})

    assertContains(answer, "You already added KH-2011-001 with this form.", status_code=409)
    assert '<a href="/2011/kh/001/">See KH-2011-001</a>' in answer.text
    assert "to correct" not in answer.text
    assert "Training of judges" in answer.text
    assert Activity.objects.count() == 1
    # Whoever has read it sends the form once more, which has another key by then.
    key = answer.context["form"]["made_with"].value()
    assert key != sent["made_with"]
    again = officer.post(ADDRESS, sent | {"title": "Training of judges", "made_with": key})
    assert again.status_code == 302
    assert titles() == ["Training of guards", "Training of judges"]


def test_other_content_of_the_same_form_is_added_once_by_the_button_of_the_notice(world, officer):
    sent = typed(officer, world)
    officer.post(ADDRESS, sent)
    other = sent | {"title": "Training of judges"}

    answer = officer.post(ADDRESS, other)

    button = re.search(r'form="typed" name="once_more" value="(.+?)"', answer.text)
    assert button
    key = answer.context["form"]["made_with"].value()
    again = other | {"made_with": key, "once_more": button[1]}
    led = [officer.post(ADDRESS, again).headers["Location"] for _ in range(2)]
    assert led == ["/2011/kh/", "/2011/kh/002/"]
    assert titles() == ["Training of guards", "Training of judges"]


def test_a_key_of_somebody_else_tells_nothing_of_their_activity(world, lao_officer, officer, client_of):
    sent = typed(officer, world)
    officer.post(ADDRESS, sent)

    answer = client_of(lao_officer).post("/2011/la/activities/add/?area=1", sent)

    assertContains(answer, "You already used this form.", status_code=409)
    assert "KH-2011-001" not in answer.text


@pytest.mark.parametrize("address", ["/2011/kh/activities/add/", ADDRESS])
@pytest.mark.parametrize(
    ("area", "said"),
    [
        ("999999", "Your choice is not in the list any more. Choose again."),
        ("9" * 40, "Your choice is not in the list any more. Choose again."),
        ("policy", "Your choice is not in the list any more. Choose again."),
        ("", "Choose one."),
    ],
)
def test_an_area_that_is_not_there_loses_nothing_that_was_typed(world, officer, address, area, said):
    answer = officer.post(address, typed(officer, world, area=area))

    assert answer.status_code == 422
    assert answer.context["form"]["title"].value() == "Training of guards"
    assert answer.context["form"].errors["area"] == [said]
    assert not Activity.objects.exists()


def test_same_content_in_another_form_is_asked_about_and_added_on_purpose(world, officer):
    officer.post(ADDRESS, typed(officer, world))
    (first,) = Activity.objects.all()
    sent = typed(officer, world, another="1")

    answer = officer.post(ADDRESS, sent)

    time = f"{timezone.localtime(first.entered_at):%H:%M}"
    said = (
        f"You added the same activity at {time}, as KH-2011-001. "
        "Change something, or add a second activity with the same text."
    )
    assertContains(answer, said, status_code=409)
    assert 'href="/2011/kh/001/"' in answer.text
    assert answer.context["form"]["title"].value() == "Training of guards"
    assert Activity.objects.count() == 1
    button = re.search(r'form="typed" name="once_more" value="(.+?)"', answer.text)
    assert button
    del sent["another"]
    # The button that was pressed before is repeated with it. Sent twice, it adds once.
    led = [officer.post(ADDRESS, sent | {"once_more": button[1]}).headers["Location"] for _ in range(2)]
    assert led == ["/2011/kh/activities/add/?area=1", "/2011/kh/002/"]
    assert list(Activity.objects.values_list("title", flat=True)) == ["Training of guards"] * 2


@pytest.mark.parametrize("changes", [{"title": "Training of judges"}, {"secretariat_cost": "1,201"}])
def test_another_form_with_other_content_asks_nothing(world, officer, changes):
    officer.post(ADDRESS, typed(officer, world))

    assert officer.post(ADDRESS, typed(officer, world, **changes)).status_code == 302
    assert Activity.objects.count() == 2


def test_same_content_is_asked_about_only_of_the_same_person_lately_and_not_of_what_is_withdrawn(
    world, kh_plan, kh_officer, kh_lead
):
    draft = LineDraft(area=world.plan.areas.get(code="1"), title="Training of guards")

    def add(by: Seat, minutes: int) -> Activity:
        now = cast.NOW + timedelta(minutes=minutes)
        return add_activity(kh_plan, draft, by=by, now=now, made_with=uuid4(), looks_back=True)

    first = add(kh_officer, 0)
    second = add(kh_lead, 1)
    with pytest.raises(MadeAlready) as raised:
        add(kh_officer, 29)
    assert raised.value.made == first
    add(kh_officer, 30)
    withdraw_activity(second, by=kh_lead, now=cast.NOW)
    add(kh_lead, 2)
    assert Activity.objects.count() == 4


def test_same_content_is_not_asked_about_where_the_line_says_something_else_by_now(
    world, kh_plan, kh_officer
):
    draft = LineDraft(area=world.plan.areas.get(code="1"), title="Workshop")

    def add(minutes: int) -> Activity:
        now = cast.NOW + timedelta(minutes=minutes)
        return add_activity(kh_plan, draft, by=kh_officer, now=now, made_with=uuid4(), looks_back=True)

    first = add(0)
    cast.change(first, kh_officer, title="Study tour")

    second = add(1)

    assert [first.pk, second.pk] == list(Activity.objects.order_by("number").values_list("pk", flat=True))
    with pytest.raises(MadeAlready) as raised:
        add(2)
    assert raised.value.made == second


def test_a_key_that_is_none_is_refused_in_words(world, officer):
    answer = officer.post(ADDRESS, typed(officer, world, made_with="9" * 40))

    assertContains(
        answer,
        "This page is out of date. Copy your text, load the page again, and paste it.",
        status_code=422,
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_five_forms_with_the_same_content_at_once_make_one_activity_and_four_questions(client_of):
    world = cast.make_world()
    clients = [client_of(world.seats["kh_officer"]) for _ in range(TIMES)]

    answers = threads.at_once(*(partial(client.post, ADDRESS, typed(client, world)) for client in clients))

    assert sorted(answer.status_code for answer in answers) == [302] + [409] * (TIMES - 1)
    assert Activity.objects.count() == 1


@pytest.mark.asvs("B18")
@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_form_that_is_sent_five_times_at_once_makes_one_activity(client_of):
    world = cast.make_world()
    clients = [client_of(world.seats["kh_officer"]) for _ in range(TIMES)]
    sent = typed(clients[0], world)

    answers = threads.at_once(*(partial(client.post, ADDRESS, sent) for client in clients))

    led = sorted(answer.headers.get("Location", "") for answer in answers)
    assert led == ["/2011/kh/"] + ["/2011/kh/001/"] * (TIMES - 1)
    assert Activity.objects.count() == 1

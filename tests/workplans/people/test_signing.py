"""The bodies that sign the printed workplan: named by the regional office, in their order."""

import pytest

from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow.events import events_about
from commit_portal.workflow.optimistic_locking import StaleRow
from tests import cast
from tests.cast import NOW, SignIn
from workplans.models import Seat, SigningBody, Taskforce, Workplan
from workplans.people.actions import name_signing_bodies, signing_mark
from workplans.people.permissions import may_name_signing_bodies
from workplans.people.rules import MOST_BODIES, bodies_fit_on_the_form

SIGNING = "/taskforces/kh/signing/"
TWO = ["the National Committee", "the Ministry of Justice"]


@pytest.fixture
def kh(kh_plan: Workplan) -> Taskforce:
    return kh_plan.taskforce


def names(kh: Taskforce) -> list[str]:
    return [body.name for body in SigningBody.objects.filter(taskforce=kh)]


def test_the_office_names_bodies_in_their_order_and_changes_them(
    kh: Taskforce, regional_office: Seat
) -> None:
    name_signing_bodies(kh, TWO, seen=signing_mark(kh), by=regional_office, now=NOW)
    assert names(kh) == TWO
    name_signing_bodies(kh, TWO[::-1], seen=signing_mark(kh), by=regional_office, now=NOW)
    assert names(kh) == TWO[::-1]
    name_signing_bodies(kh, TWO[::-1], seen=signing_mark(kh), by=regional_office, now=NOW)
    name_signing_bodies(kh, [], seen=signing_mark(kh), by=regional_office, now=NOW)

    assert names(kh) == []
    assert [str(event) for event in events_about(kh)] == [
        "Removed all chosen bodies from the printed workplan",
        "Chose who signs the printed workplan: the Ministry of Justice; the National Committee",
        "Chose who signs the printed workplan: the National Committee; the Ministry of Justice",
    ]


def test_only_the_regional_office_names_them(kh: Taskforce, world: cast.World) -> None:
    may = {name for name, seat in world.seats.items() if may_name_signing_bodies(seat)}

    assert may == {"regional_office", "regional_manager"}
    with pytest.raises(Refused):
        name_signing_bodies(kh, TWO, seen=signing_mark(kh), by=world.seats["kh_lead"], now=NOW)


def test_a_list_that_somebody_changed_meanwhile_is_stale(kh: Taskforce, regional_office: Seat) -> None:
    seen = signing_mark(kh)
    name_signing_bodies(kh, TWO, seen=seen, by=regional_office, now=NOW)

    with pytest.raises(StaleRow):
        name_signing_bodies(kh, TWO[:1], seen=seen, by=regional_office, now=NOW)

    assert names(kh) == TWO


@pytest.mark.parametrize(
    ("typed", "broken"),
    [
        ([f"Body {number}" for number in range(MOST_BODIES + 1)], 1),
        (["x" * 121], 1),
        (["Same", "Same"], 1),
        ([f"Body {number}" for number in range(MOST_BODIES)], 0),
        (["x" * 120], 0),
        ([], 0),
    ],
)
def test_bodies_fit_on_the_form(kh: Taskforce, regional_office: Seat, typed: list[str], broken: int) -> None:
    assert len(list(bodies_fit_on_the_form(typed))) == broken
    if broken:
        with pytest.raises(RuleBroken):
            name_signing_bodies(kh, typed, seen=signing_mark(kh), by=regional_office, now=NOW)
        assert names(kh) == []


def test_the_page_of_taskforces_lists_them_and_leads_the_office_to_the_form(
    kh: Taskforce, regional_office: Seat, kh_officer: Seat, client_of: SignIn
) -> None:
    office, officer = client_of(regional_office), client_of(kh_officer)
    assert f'href="{SIGNING}"' in office.get("/taskforces/").content.decode()
    before = office.get(SIGNING)
    form = before.context["form"]

    typed = "  the  National Committee \r\n\r\nthe Ministry of Justice\r\n"
    answer = office.post(SIGNING, {"seen": form.initial["seen"], "bodies": typed})

    assert answer.url == "/taskforces/"
    assert names(kh) == TWO
    listed = officer.get("/taskforces/").content.decode()
    assert "the National Committee; the Ministry of Justice" in listed
    assert SIGNING not in listed


def test_the_page_keeps_what_was_typed_beside_what_was_saved_meanwhile(
    kh: Taskforce, regional_office: Seat, regional_manager: Seat, client_of: SignIn
) -> None:
    client, seen = client_of(regional_office), signing_mark(kh)
    name_signing_bodies(kh, TWO, seen=seen, by=regional_manager, now=NOW)

    stale = client.post(SIGNING, {"seen": seen, "bodies": "the Office"})
    text = stale.content.decode()
    again = client.post(SIGNING, {"seen": stale.context["form"].data["seen"], "bodies": "the Office"})

    assert stale.status_code == 409
    assert "the Office" in text
    assert "the Ministry of Justice" in text
    assert again.status_code == 302
    assert names(kh) == ["the Office"]


def test_too_many_bodies_are_refused_in_words(
    kh: Taskforce, regional_office: Seat, client_of: SignIn
) -> None:
    typed = "\n".join(f"Body {number}" for number in range(9))

    answer = client_of(regional_office).post(SIGNING, {"seen": signing_mark(kh), "bodies": typed})

    assert answer.status_code == 422
    assert "The form can show at most 4 bodies. Remove some bodies from the list." in answer.content.decode()


def test_the_region_has_bodies_too_and_no_other_place_does(regional_office: Seat, client_of: SignIn) -> None:
    client = client_of(regional_office)

    assert client.get("/taskforces/regional/signing/").status_code == 200
    assert client.get("/taskforces/xx/signing/").status_code == 404

"""What delegates get for their calendars: the meeting, each change of it, and that it is called off."""

import email
from datetime import UTC, date, datetime

import pytest
import vobject
from django.core import mail as outbox
from django.db import transaction
from icalendar import Calendar

from commit_portal.models import Event, Mail, Notice, User
from commit_portal.refusals import RuleBroken
from reporting.dataset_queries.year_facts import meeting_facts
from reporting.meetings.actions import add_meeting, change_meeting, name_delegates
from reporting.meetings.queries import Person, delegations_of, next_som
from reporting.meetings.rules import meeting_can_recommend, parts_are_within
from reporting.models import Delegate, Meeting
from reporting.notices.dispatch import tell_all
from reporting.notices.send import send_due
from tests import cast
from tests.queries import counted
from tests.threads import beside
from workplans.models import Country, Seat

pytestmark = pytest.mark.django_db
NOW = datetime(2011, 6, 1, 9, 0, tzinfo=UTC)
DARA = Person("Sok Dara", "Director", "dara@moi.example")
CHAN = Person("Chan Vuthy", "", "chan@moi.example")
WITHOUT = Person("Lim Srey", "Judge")
DAYS = {"planned_from": date(2098, 7, 14), "planned_until": date(2098, 7, 15)}


@pytest.fixture
def som(world) -> Meeting:
    draft = {"parts": (("som", 8),), "planned_host": Country.objects.get(code="TH"), **DAYS}
    return add_meeting(**draft, by=world.seats["regional_office"], now=NOW)


def name(meeting, *people, by):
    name_delegates(delegations_of(meeting)[0], people, by=by, now=NOW)


def change(meeting, *, by, why="", now=NOW, **facts):
    return change_meeting(meeting, (("som", 8),), **facts, why=why, by=by, now=now)


def entries():
    """By address what the mails of the outbox ask a calendar to do, as two libraries read them; the outbox is emptied."""
    outbox.outbox.clear()
    send_due()
    found = {}
    for letter in outbox.outbox:
        whole = email.message_from_bytes(letter.message().as_bytes())
        [part] = [part for part in whole.walk() if part.get_content_type() == "text/calendar"]
        text = part.get_payload(decode=True).decode().replace("\r\n", "\n")
        calendar = Calendar.from_ical(text)
        [event] = calendar.walk("VEVENT")
        assert part.get_param("method") == calendar["method"]
        assert str(event["attendee"]) == f"mailto:{letter.to[0]}"
        assert event["uid"] in {f"meeting-{one.slug}@commit.example" for one in Meeting.objects.all()}
        days = (event["dtstart"].dt, event["dtend"].dt)
        second = vobject.readOne(text)
        assert (second.vevent.dtstart.value, second.vevent.dtend.value) == days
        assert (second.method.value, int(second.vevent.sequence.value)) == (
            calendar["method"],
            event["sequence"],
        )
        found[letter.to[0]] = (str(calendar["method"]), *days, str(event["location"]), event["sequence"])
    return found


def test_delegates_get_the_meeting_each_move_of_it_and_that_it_is_called_off(som, regional_office, client_of):
    name(som, DARA, WITHOUT, by=regional_office)
    first = (date(2098, 7, 14), date(2098, 7, 16), "Thailand")
    assert entries() == {DARA.email: ("REQUEST", *first, 2)}
    invited = (
        f"Sok Dara, delegation of {delegations_of(som)[0]}: you are invited to the Senior Officials Meeting"
    )
    whole = f"Invitation: SOM 8, 14 Jul to 15 Jul 2098\n{invited} of COMMIT.\nPlace: Thailand"
    assert whole in outbox.outbox[0].body

    # What is no day and no place is told to nobody, and the same delegation is no news.
    change(som, agenda="1. Opening", by=regional_office)
    name(som, DARA, CHAN, WITHOUT, by=regional_office)
    assert entries() == {CHAN.email: ("REQUEST", *first, 4)}

    host = Country.objects.get(code="VN")
    change(som, planned_host=host, venue="Hanoi", why="Floods in Bangkok", by=regional_office)
    change(som, planned_until=None, by=regional_office)
    once = ("REQUEST", date(2098, 7, 14), date(2098, 7, 15), "Hanoi, Viet Nam", 6)
    # A mail that did not leave yet has the second change too: nobody gets the same words twice.
    assert entries() == dict.fromkeys((CHAN.email, DARA.email), once)
    assert [one.subject for one in outbox.outbox] == ["Changed: SOM 8, 14 Jul 2098"] * 2

    name(som, DARA, by=regional_office)
    assert entries()[CHAN.email] == ("CANCEL", *once[1:4], 7)
    change(som, is_called_off=True, why="No quorum", by=regional_office)
    assert entries() == {DARA.email: ("CANCEL", *once[1:4], 8)}
    assert outbox.outbox[0].subject == "Called off: SOM 8"
    change(som, is_called_off=False, by=regional_office)
    assert entries() == {DARA.email: ("REQUEST", *once[1:4], 9)}

    page = client_of(regional_office).get("/meetings/som-8/").text
    assert "SOM 8. Before: 14 Jul to 15 Jul 2098 and Thailand. Now: 14 Jul to 15 Jul 2098, Hanoi" in page
    assert all(why in page for why in ("Floods in Bangkok", "No quorum"))


def test_a_delegate_who_holds_a_seat_gets_the_page_of_a_meeting_of_two_parts(world, regional_office):
    parts = (("som", 8), ("imm", 3))
    both = add_meeting(parts, **DAYS, by=regional_office, now=NOW)
    lead, closed, ended = (world.seats[seat].user for seat in ("kh_lead", "kh_officer", "ilo"))
    User.objects.filter(pk=closed.pk).update(is_active=False)
    Seat.objects.filter(user=ended).update(ends_on=date(2010, 1, 1))
    people = [Person(user.name, "Director", user.email) for user in (lead, closed, ended)]
    name(both, DARA, *people, by=regional_office)
    assert counted(send_due) <= 42  # Of four mails: no country is asked for again.
    change_meeting(both, parts, is_called_off=True, why="Floods", by=regional_office, now=NOW)
    assert len(entries()) == 4
    assert {one.subject for one in outbox.outbox} == {"Called off: SOM 8 and IMM 3"}
    pages = {one.to[0]: f"/meetings/{both.slug}/" in one.body for one in outbox.outbox}
    assert [address for address in pages if pages[address]] == [lead.email]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [True, False])
def test_a_mail_that_is_about_to_leave_waits_for_the_change_and_has_it(monkeypatch, is_locked):
    office = cast.make_world().seats["regional_office"]
    som = add_meeting((("som", 8),), **DAYS, by=office, now=NOW)
    name(som, DARA, by=office)
    if not is_locked:
        monkeypatch.setattr(Mail.objects, "select_for_update", Mail.objects.all)
    with transaction.atomic():
        change(som, planned_from=date(2098, 7, 13), by=office)
        worker = beside(send_due)
        worker.join(timeout=1)
    worker.join()
    send_due()
    first = 13 if is_locked else 14
    assert [one.subject for one in outbox.outbox] == [f"Invitation: SOM 8, {first} Jul to 15 Jul 2098"]


def test_the_page_lists_days_and_places_that_were_given_up_with_who_and_why(som, world, client_of):
    office, host = world.seats["regional_office"], Country.objects.get(code="VN")
    # The first day of a meeting gives nothing up, and neither does another agenda.
    change(som, agenda="1. Opening", by=office)
    change(som, planned_host=host, why="Floods in Bangkok", by=office)
    change(som, venue="Hanoi", by=office)
    moved = {"planned_from": date(2098, 8, 1), "planned_until": None}
    change(som, **moved, by=world.seats["regional_manager"])
    change(som, is_called_off=True, why="No quorum", by=office)
    change(som, is_called_off=False, by=office)

    for seat in ("observer", "kh_lead"):
        page = client_of(world.seats[seat]).get("/meetings/som-8/")
        shown = [(one["was"], one["second"], one["note"]) for one in page.context["given_up"]]
        assert shown == [
            ("Thailand", "1 Jun 2011, regional office", "Floods in Bangkok"),
            ("14 Jul to 15 Jul 2098", "1 Jun 2011, regional office", ""),
            ("1 Aug 2098, Hanoi, Viet Nam", "1 Jun 2011, regional office", "No quorum"),
        ]
        assert "<s>Thailand</s>" in page.text


def test_a_meeting_that_is_over_or_loses_its_day_asks_for_no_day(som, regional_office):
    name(som, DARA, by=regional_office)
    change(som, planned_from=None, planned_until=None, by=regional_office)
    assert entries()[DARA.email][0] == "CANCEL"
    # Nobody is asked to take out what never came.
    name(som, DARA, CHAN, by=regional_office)
    change(som, venue="Hue", by=regional_office)
    held = {"actual_from": date(2011, 5, 2), "actual_until": date(2011, 5, 3)}
    change(som, **held, by=regional_office)
    name(som, CHAN, by=regional_office)
    # What is written down afterwards moves nothing, and keeps its reason.
    change(som, venue="Hanoi", why="From the minutes", by=regional_office)
    assert entries() == {}
    last = Event.objects.filter(verb__endswith="_meeting").latest("pk")
    assert (last.verb, last.note) == ("change_meeting", "From the minutes")


def test_a_meeting_that_is_called_off_is_nowhere_to_come(som, regional_office, secretariat, lead):
    assert next_som(NOW.date()) == som
    page = {"parts": "som", "som_number": "8", "planned_from": "14 Jul 2098"}
    page |= {"is_called_off": "on", "why": "Floods", "planned_host": som.planned_host_id}
    seen = secretariat.get("/meetings/som-8/edit/").context["form"]["seen"].value()
    assert secretariat.post("/meetings/som-8/edit/", page | {"seen": seen}).status_code == 302
    som.refresh_from_db()
    Meeting.objects.update(venue="Hotel Thailandia", source="A letter")

    assert som.is_called_off
    shown = secretariat.get("/meetings/som-8/").context
    row, facts = shown["row"], meeting_facts(Meeting.objects.get(), NOW.date())
    places = row["planned_place"], row["place"], facts.planned_place, facts.actual_place
    assert places == ("Hotel Thailandia, Thailand", "") * 2
    assert (facts.called_off, len(shown["sources"])) == (True, 1)
    assert not any(one["url"] for one in shown["delegations"])
    assert not {"is_called_off", "why"} & set(secretariat.get("/meetings/add/").context["form"].fields)
    assert next_som(NOW.date()) is None
    assert "Called off" in lead.get("/meetings/").text
    said = "This meeting is called off."
    assert said in lead.get("/meetings/som-8/delegates/kh/").text
    assert said in str(meeting_can_recommend(som, date(2099, 1, 1)))
    with pytest.raises(RuleBroken, match=said):
        name(som, DARA, by=regional_office)
    with pytest.raises(RuleBroken, match="A meeting that was held cannot be called off"):
        change(som, actual_from=date(2011, 5, 2), by=regional_office)
    assert not Delegate.objects.exists()


def test_an_address_is_read_by_who_names_the_delegation_alone(som, world, client_of):
    name(som, DARA, by=world.seats["kh_lead"])
    for seat in world.seats.values():
        reader = client_of(seat)
        for page in ("/meetings/som-8/", "/meetings/som-8/people/", "/meetings/som-8/people.csv"):
            assert DARA.email not in reader.get(page).content.decode("utf-8", "replace"), page
    form = client_of(world.seats["kh_lead"]).get("/meetings/som-8/delegates/kh/")
    assert f"Sok Dara; Director; {DARA.email}" in form.text
    assert DARA.email not in str(list(Event.objects.values_list("facts", flat=True)))


def test_a_lead_is_told_that_a_meeting_moved(som, kh_lead, regional_office):
    tell_all(now=NOW)
    change(som, planned_from=date(2098, 7, 13), by=regional_office)
    tell_all(now=NOW)
    assert [one.facts["verb"] for one in Notice.objects.filter(seat=kh_lead.pk)] == ["meeting_moved"]


def test_a_part_has_days_of_the_meeting_and_delegates_are_told(som, regional_office, secretariat):
    name(som, DARA, by=regional_office)
    entries()

    def send(**typed):
        form = secretariat.get("/meetings/som-8/edit/").context["form"]
        saved = {field: form[field].value() or "" for field in form.fields} | typed
        return secretariat.post("/meetings/som-8/edit/", saved, follow=True)

    send(parts=["som", "imm"], imm_number="3")
    assert DARA.email in entries()
    for first, last in (("14 Jul 2098", "16 Jul 2098"), ("15 Jul 2098", "14 Jul 2098")):
        refused = send(som_from=first, som_until=last)
        said = f"Choose a day of the meeting, from {first} to 15 Jul 2098."
        assert (refused.status_code, refused.context["form"].errors) == (422, {"som_until": [said]})
    page = send(som_from="14 Jul 2098", som_until="14 Jul 2098", imm_from="15 Jul 2098").text
    assert DARA.email in entries()
    said = "SOM 8: 14 Jul 2098; IMM 3: from 15 Jul 2098"
    assert said in outbox.outbox[0].body
    [entry] = Calendar.from_ical(outbox.outbox[0].alternatives[-1].content).walk("VEVENT")
    assert entry["description"] == said
    assert "<h3>IMM 3</h3>" in page
    assert len(list(parts_are_within(Meeting(), (("som", 8, *DAYS.values()), ("imm", 3))))) == 2
    assert said in secretariat.get("/meetings/list.csv").content.decode()

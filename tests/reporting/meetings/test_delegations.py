"""Delegations: who comes to a meeting for whom, who says so, and who reads it."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from commit_portal.models import Event
from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow import StaleRow, fingerprint
from reporting.meetings import actions
from reporting.meetings.actions import add_meeting, name_delegates
from reporting.meetings.queries import HEAD as LEADS, Delegation, Person, delegations_of
from reporting.meetings.rules import delegation_is_closed, may_come, rv_2
from reporting.models import Delegate, Meeting
from tests import cast, workbooks
from tests.threads import at_once
from workplans.models import Country, Ministry, Partner, Seat, Taskforce, TaskforceMember
from workplans.statuses import PartnerKind

NOW = datetime(2011, 6, 1, 9, 0, tzinfo=UTC)
MINE = "/meetings/som-8/delegates/kh/"
MEMBERS = ["Desk; Call @ the office", "Sok Dara; Director"]
SEATS = ["kh lead", "kh member", "kh officer"]
DARA, CHAN = Person("Sok Dara", "Director"), Person("Chan Vuthy")
KEO, HEAD = Person("Keo", "=1+1"), Person("Somphone", "Head of the Lao delegation")


@pytest.fixture
def som(world) -> Meeting:
    """A SOM that is still to come, of a year that nobody has opened."""
    days = {"planned_from": date(2098, 7, 14), "planned_until": date(2098, 7, 15)}
    return add_meeting((("som", 8),), **days, by=world.seats["regional_office"], now=NOW)


def delegation(meeting, slug="kh") -> Delegation:
    return next(one for one in delegations_of(meeting) if one.of.slug == slug)


def names(count):
    return [Person(f"Delegate {number:02}") for number in range(count)]


def test_a_lead_names_members_of_the_taskforce_and_others_and_takes_them_back(som, client_of, kh_lead):
    joined = {"taskforce": kh_lead.taskforce, "starts_on": date(2008, 1, 1)}
    TaskforceMember.objects.create(name="Sok Dara", post="Director", **joined)
    TaskforceMember.objects.create(name="Desk", post="Call @ the office", **joined)
    TaskforceMember.objects.create(name="Who left", ends_on=date(2098, 7, 13), **joined)
    lead = client_of(kh_lead)
    assert MINE in lead.get("/meetings/som-8/").text
    form = lead.get(MINE).context["form"]
    assert [words for words, _label in form.fields["members"].choices] == [*MEMBERS, *SEATS]

    typed = {"members": MEMBERS, "others": " Chan   Vuthy \r\n\r\nLim Srey\tJudge"}
    assert lead.post(MINE, typed | {"seen": form["seen"].value()}).status_code == 302

    told = "Not invited, because they have no e-mail address: Chan Vuthy, Desk, Lim Srey, Sok Dara"
    assert told in lead.get("/meetings/som-8/").text
    desk = Person(*MEMBERS[0].split("; "))
    assert set(delegation(som).people) == {DARA, CHAN, desk, Person("Lim Srey", "Judge")}
    page = lead.get("/meetings/som-8/")
    once = "Sok Dara, Director", "Lim Srey, Judge", "Change the delegates"
    assert [page.text.count(words) for words in once] == [1, 1, 1]
    saved = "Cambodia (4): Chan Vuthy · Desk; Call @ the office · Lim Srey; Judge · Sok Dara; Director"
    assert saved in page.text
    form = lead.get(MINE).context["form"]
    assert form["members"].value() == MEMBERS
    assert form["others"].value() == "Chan Vuthy\nLim Srey; Judge"
    # An address that the office adds later comes with the next list.
    TaskforceMember.objects.filter(name="Sok Dara").update(email="dara@example.org")
    form = lead.get(MINE).context["form"]
    assert form["members"].value() == MEMBERS
    again = {name: form[name].value() for name in ("members", "others", "seen")}
    told = lead.post(MINE, again, follow=True).text
    nobody = "Not invited, because they have no e-mail address: Desk, Chan Vuthy, Lim Srey."
    assert f"Invited by e-mail now: Sok Dara. {nobody}" in told
    # Who was invited before gets no second e-mail, and the portal claims none.
    again |= {
        "others": "Chan Vuthy; dara@example.org",
        "seen": lead.get(MINE).context["form"]["seen"].value(),
    }
    told = lead.post(MINE, again, follow=True).text
    assert "Invited by e-mail now: nobody. Not i" in told
    assert "same e-mail address: Sok Dara, Chan Vuthy." in told
    assert DARA._replace(email="dara@example.org") in delegation(som).people
    form = lead.get(MINE).context["form"]
    told = lead.post(MINE, {"seen": form["seen"].value()}, follow=True).text
    assert "Cambodia has no delegates now. No longer in the delegation: " in told
    assert not Delegate.objects.exists()
    events = Event.objects.filter(verb="name_delegates").order_by("-pk")
    assert [event.label for event in events] == ["kh"] * 4
    assert str(events[2]) == "Changed e-mail addresses of delegates, Cambodia"
    assert str(events[1]).endswith("Director. New: –. Removed: Lim Srey; Judge")


def test_of_two_members_with_the_same_words_the_one_that_is_ticked_comes(som, lead, kh_lead):
    for email in ("a@example.org", "b@example.org"):
        joined = {"taskforce": kh_lead.taskforce, "starts_on": date(2008, 1, 1), "email": email}
        TaskforceMember.objects.create(name="Chan Vuthy", **joined)
    form = lead.get(MINE).context["form"]

    sent = {"members": ["Chan Vuthy (2)"], "seen": form["seen"].value()}
    assert lead.post(MINE, sent).status_code == 302

    assert delegation(som).people == (Person("Chan Vuthy", "", "b@example.org"),)
    assert lead.get(MINE).context["form"]["members"].value() == ["Chan Vuthy (2)"]


def test_who_has_a_role_of_the_taskforce_is_ticked_once_and_invited(
    som, lead, kh_lead, kh_member, kh_officer
):
    kh_member.ministry = Ministry.objects.create(taskforce=kh_lead.taskforce, name="Women", position=1)
    kh_member.save()
    Seat.objects.filter(pk=kh_officer.pk).update(ends_on=som.planned_from - timedelta(days=1))
    joined = {"taskforce": kh_lead.taskforce, "starts_on": date(2008, 1, 1)}
    TaskforceMember.objects.create(name="KH Lead", post="Director", **joined)

    form = lead.get(MINE).context["form"]
    offered = [words for words, _label in form.fields["members"].choices]
    assert offered == ["KH Lead; Director", "kh member; Women"]
    sent = {"members": ["kh member; Women"], "seen": form["seen"].value()}
    assert "Invited by e-mail now: kh member." in lead.post(MINE, sent, follow=True).text
    assert delegation(som).people == (Person("kh member", "Women", kh_member.user.email),)
    sent = {"members": ["KH Lead; Director"], "seen": lead.get(MINE).context["form"]["seen"].value()}
    lead.post(MINE, sent)
    # The book knows no address of the lead, and the account does.
    assert delegation(som).people == (Person("KH Lead", "Director", kh_lead.user.email),)
    assert kh_member.user.email not in str(list(Event.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ("\n".join(one.name for one in names(41)), "A delegation has at most 40 people."),
        ("; Judge", "Write a name before “Judge”."),
        (f"Sok Dara; {'x' * 121}", "Shorten the entry of “Sok Dara”."),
        (f"{'x' * 121}", "A name or a post has at most 120 characters."),
        ("Sok Dara; dara@moi", "“dara@moi” is not a valid e-mail address."),
        ("Sok Dara; Judge; dara at moi.example", "“dara at moi.example” is not a valid e-mail address."),
        ("dara@moi.example", "Write a name before “dara@moi.example”."),
        ("Sok Dara; d@moi.example; dara@moi.example", "Write one e-mail address for “Sok Dara”"),
        ("Sok Dara; +855 (0)23-72 12", "Telephone numbers are not allowed."),
        ("Sok Dara; 023 721", "Telephone numbers are not allowed."),
        ("Sok Dara\nSok dara; Judge", "“Sok dara” is in this delegation twice."),
        ("Sok \u202eDara", "U+202E"),
    ],
)
def test_a_list_that_cannot_be_is_refused_in_words_and_kept(som, client_of, kh_lead, others, said):
    answer = client_of(kh_lead).post(MINE, {"others": others, "seen": fingerprint(())})

    assert answer.status_code == 422
    assert said in "".join(answer.context["form"].errors["others"])
    assert answer.context["form"]["others"].value() == others
    assert not Delegate.objects.exists()


def test_forty_with_the_longest_names_and_what_is_no_telephone_may_come():
    # The name of an account may have a number, which no list may show.
    assert [*may_come([caller := Person("Sok Dara +855 12 345 678")], [caller])]
    assert list(may_come([Person(f"{number:02}{'x' * 118}", "District 12345") for number in range(40)])) == []
    assert list(may_come([Person("Sok Dara", "Director, 2010-2011; 2013 - 2014")])) == []


def test_a_delegation_that_somebody_else_changed_is_shown_beside_what_was_typed(
    som, client_of, kh_lead, regional_office
):
    name_delegates(delegation(som), [DARA], seen=fingerprint(()), by=regional_office, now=NOW)
    with pytest.raises(StaleRow):
        name_delegates(delegation(som), [CHAN], seen=fingerprint(()), by=kh_lead, now=NOW)

    lead = client_of(kh_lead)
    answer = lead.post(MINE, {"others": "Chan Vuthy", "seen": fingerprint(())})

    assert answer.status_code == 409
    assert all(word in answer.text for word in ("Sok Dara; Director", "Chan Vuthy", "regional office"))
    assert delegation(som).people == (DARA,)
    again = {"others": "Chan Vuthy", "seen": answer.context["form"]["seen"].value()}
    assert lead.post(MINE, again).status_code == 302
    assert delegation(som).people == (CHAN,)
    # The same list again is no event.
    name_delegates(delegation(som), [CHAN], by=kh_lead, now=NOW)
    assert Event.objects.filter(verb="name_delegates").count() == 2


def test_a_country_that_takes_no_part_in_the_year_names_nobody(som, client_of, regional_office):
    malaysia = Country.objects.create(code="MY", name="Malaysia", position=8)
    Taskforce.objects.create(country=malaysia, slug="my", position=8)
    name_delegates(delegation(som, "my"), [CHAN], by=regional_office, now=NOW)
    Meeting.objects.update(planned_from=date(2011, 7, 14), planned_until=None)
    som.refresh_from_db()
    said = "Malaysia does not take part in 2011. Add Malaysia on the page of the year, under “Countries”."
    with pytest.raises(RuleBroken, match=said):
        name_delegates(delegation(som, "my"), [DARA], by=regional_office, now=NOW)
    office = client_of(regional_office)
    assert said in office.get("/meetings/som-8/delegates/my/").text
    kept = office.post("/meetings/som-8/delegates/my/", {"others": "Sok Dara", "seen": fingerprint((CHAN,))})
    assert (kept.status_code, kept.context["form"]["others"].value()) == (422, "Sok Dara")
    assert "Takes no part in 2011" in office.get("/meetings/som-8/").text
    assert delegation(som, "my").people == (CHAN,)
    # Who has left is asked for a year in which it took part, and for no other.
    Taskforce.objects.filter(slug__in=("la", "my")).update(ends_on=date(2011, 6, 30))
    som.delegates.all().delete()
    places = [one.of.slug for one in delegations_of(som)]
    assert ("la" in places, "my" in places) == (True, False)
    assert not delegation(som, "la").absent_from


def test_a_lead_names_nobody_after_the_last_day_and_the_office_corrects(
    som, kh_lead, regional_office, lead, secretariat
):
    late = datetime(2098, 7, 16, 9, 0, tzinfo=UTC)
    assert secretariat.get(MINE).context["button"] == "Save and invite by e-mail"
    name_delegates(delegation(som), [DARA], by=kh_lead, now=late.replace(day=15))
    with pytest.raises(RuleBroken, match="The last day of this meeting was 15 Jul 2098"):
        name_delegates(delegation(som), [], by=kh_lead, now=late)
    Meeting.objects.update(planned_from=date(2011, 7, 14), planned_until=None)
    assert secretariat.get(MINE).context["button"] == "Save"
    assert lead.post(MINE, {"seen": fingerprint((DARA,))}).status_code == 422
    assert delegation(som).people == (DARA,)
    assert delegation_is_closed(delegation(som), late.date(), for_office=True) is None
    name_delegates(delegation(som), [CHAN], by=regional_office, now=late)
    assert delegation(som).people == (CHAN,)


def test_each_names_the_own_and_names_are_read_by_who_may(som, client_of, world):
    seats = world.seats
    for place in ("la", "regional", "ilo"):
        with pytest.raises(Refused):
            name_delegates(delegation(som, place), [DARA], by=seats["kh_lead"], now=NOW)
    for place, name in (("kh", "Quokka Khmer"), ("regional", "Quokka Region"), ("ilo", "Quokka Labour")):
        name_delegates(delegation(som, place), [Person(name, "Post")], by=seats["regional_office"], now=NOW)

    def read(seat):
        text = client_of(seats[seat]).get("/meetings/som-8/").text
        return [name for name in ("Khmer", "Region", "Labour") if f"Quokka {name}" in text]

    everything = ["Khmer", "Region", "Labour"]
    assert {name: read(name) for name in seats} == dict.fromkeys(seats, everything) | {
        "ilo": ["Labour"],
        "iom": [],
        "observer": [],
    }
    rows = client_of(seats["observer"]).get("/meetings/som-8/").context["delegations"]
    assert [(row["name"], row["count"]) for row in rows if row["count"]] == [
        ("Cambodia", 1),
        ("Regional", 1),
        ("ILO", 1),
    ]
    assert [row["name"] for row in rows if row["has_row"]][-2:] == ["Regional", "ILO"]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("som", {5: "Fewer than six", 6: "", 10: "", 11: "More than ten"}),
        ("rtf", {1: "Fewer than two", 2: "", 3: "More than two"}),
        ("imm", {1: "", 11: ""}),
    ],
)
def test_rv_2_the_mid_year_meeting_seats_two_delegates_a_country_and_the_som_six_to_ten(
    som, client_of, regional_office, kind, said
):
    som.parts.update(kind=kind)
    assert rv_2(delegation(som)) is None
    for count, remark in said.items():
        name_delegates(delegation(som), names(count), by=regional_office, now=NOW)
        assert str(rv_2(delegation(som)) or "") == remark
        page = client_of(regional_office).get("/meetings/som-8/").text
        assert re.findall(r'class="second">((?:Fewer|More) than [^<]+)</span>', page) == [remark] * bool(
            remark
        )
    # The Secretariat and partners have no guide.
    name_delegates(delegation(som, "regional"), names(1), by=regional_office, now=NOW)
    assert rv_2(delegation(som, "regional")) is None


def test_participants_are_one_list_in_the_order_of_the_book_to_print_and_as_a_file(
    som, client_of, regional_office, lao_officer
):
    Partner.objects.filter(acronym="ILO").update(kind=PartnerKind.OBSERVER)
    for place, people in {"ilo": [CHAN], "la": [KEO, HEAD], "kh": [DARA]}.items():
        name_delegates(delegation(som, place), people, by=regional_office, now=NOW)
    rows = client_of(regional_office).get("/meetings/som-8/").context["delegations"]
    assert [row["name"] for row in rows][-2:] == ["ILO (observer)", "IOM"]
    reader, address = client_of(lao_officer), "/meetings/som-8/people/"
    assert address in reader.get("/meetings/som-8/").text

    page = reader.get(address)
    of_laos = [("Lao PDR", *one[:2]) for one in (HEAD, KEO)]
    in_all = [("Cambodia", *DARA[:2]), *of_laos, ("ILO (observer)", *CHAN[:2])]
    shown = [(row["delegation"], row["name"], row["post"]) for row in page.context["listed"].rows]
    assert shown == in_all
    posts = (
        "Minister of Labour, Head of Delegation",
        "Deputy head of delegation",
        "Head of security of the delegation",
    )
    assert [bool(LEADS.search(post)) for post in posts] == [True, False, False]
    assert "data-print" in page.text

    book = workbooks.download(reader, "/meetings/som-8/people.xlsx")
    rows = [tuple(cell or "" for cell in row) for row in book.worksheets[0].values]
    safe = [(place, name, post.replace("=", "'=")) for place, name, post in in_all]
    assert rows == [("Delegation", "Name", "Post"), *safe]
    assert "SOM 8" in [cell for row in book.worksheets[1].values for cell in row]
    lines = reader.get("/meetings/som-8/people.csv").content.decode("utf-8-sig").splitlines()
    assert lines[:2] == ["Delegation,Name,Post", "Cambodia,Sok Dara,Director"]
    assert len(lines) == 5


def test_after_a_meeting_is_entered_who_took_part(som, secretariat, regional_office, observer, client_of):
    people = [DARA, CHAN, Person("Lim, Srey", "Judge")]
    name_delegates(delegation(som), people, by=regional_office, now=NOW)
    name_delegates(delegation(som, "la"), [Person("Keo")], by=regional_office, now=NOW)
    assert "came" not in secretariat.get(MINE).context["form"].fields
    Meeting.objects.update(planned_from=date(2011, 1, 14), planned_until=date(2011, 1, 15))

    def send(**typed):
        form = secretariat.get(MINE).context["form"]
        return secretariat.post(MINE, {name: form[name].value() for name in form.fields} | typed, follow=True)

    def shown(reader=secretariat):
        page = reader.get("/meetings/som-8/")
        rows = [(row["count"], row["came"]) for row in page.context["delegations"][:3]]
        return rows, page.context["total"], page.text

    assert shown()[0] == [(3, None), (0, None), (1, None)]
    assert "Took part" not in shown()[2]
    assert "Tick “Nobody”, or tick the people" in send(came=["-", "Sok Dara"]).text
    assert "The delegation is saved: Cambodia." in send(came=["Sok Dara"]).text
    rows, total, text = shown()
    assert (rows, total) == ([(3, 1), (0, None), (1, None)], {"count": 4, "came": 1, "unknown": 1})
    assert "Not known for 1 delegate" in text
    assert text.count("(did not take part)") == 2
    assert "Saved delegates, Cambodia (took part: 1 of 3)" in text
    assert (str(rv_2(delegation(som))), shown(client_of(observer))[0]) == ("Fewer than six", rows)

    # A corrected name stays announced. Who came without being announced is added, and has taken part; nothing is sent.
    others = secretariat.get(MINE).context["form"]["others"].value()
    assert others == "Chan Vuthy\nLim, Srey; Judge\nSok Dara; Director"
    corrected = others.replace("Vuthy", "Vuthi")
    send(came=["*"], members=["kh lead"], others=f"{corrected}\nNew One, Clerk")
    came = {one.name: one.attendance for one in delegation(som).people}
    assert [came.pop(name) for name in ("kh lead", "New One")] == ["unannounced"] * 2
    assert came == dict.fromkeys(("Chan Vuthi", "Lim, Srey", "Sok Dara"), "came")
    assert (shown()[0][0], shown()[2].count("(not announced)")) == ((3, 5), 2)
    # “Nobody” stays ticked beside those who were not announced.
    send(came=["-"])
    assert (send(members=[]).status_code, shown()[0][0]) == (200, (3, 1))
    assert (send(came=["-"], others=others).status_code, shown()[0][0]) == (200, (3, 0))
    book = workbooks.download(secretariat, "/meetings/som-8/people.xlsx")
    assert [row[3] for row in book.worksheets[0].values] == ["Took part", "No", "No", "No", "Not known"]
    assert (send(came=[]).status_code, shown()[0][0]) == (200, (3, None))
    # A list on paper that comes late names who was announced.
    send(others="")
    assert (send(others=others).status_code, shown()[0][0]) == (200, (3, None))


def test_a_meeting_without_participants_says_so(som, client_of, kh_lead):
    assert "Nobody is named yet." in client_of(kh_lead).get("/meetings/som-8/people/").text


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [True, False])
def test_who_names_a_delegation_second_is_told_and_without_the_lock_is_not(monkeypatch, is_locked):
    office, told = cast.make_world().seats["regional_office"], Counter[int]()
    som = add_meeting((("som", 8),), by=office, now=NOW)
    if not is_locked:
        monkeypatch.setattr(actions, "_locked", lambda meeting: Meeting.objects.get(pk=meeting.pk))
    for number in range(100):
        found = delegation(som)
        seen = fingerprint(found.people)

        def name(person, found=found, seen=seen) -> bool:
            try:
                name_delegates(found, [person], seen=seen, by=office, now=NOW)
            except StaleRow:
                return True
            return False

        sides = (partial(name, Person(f"{who} {number}")) for who in ("Dara", "Chan"))
        told[sum(at_once(*sides))] += 1
    assert told[1] == 100 if is_locked else told[0] > 0

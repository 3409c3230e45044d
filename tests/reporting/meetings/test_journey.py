"""The mid-year meeting and SOM 8 through the pages: planned, invited, moved twice, called off once, held, written down."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commit_portal.i18n import day
from commit_portal.models import Event
from reporting.meetings.actions import ADD_MINUTES
from reporting.models import Meeting
from tests.reporting.evidence import files
from tests.reporting.meetings.test_calendar_entries import entries
from workplans.models import Country

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
# The kind of each meeting, the review at it and its step of the year, and how many come for a country.
MEETINGS = [("rtf", "mid-year", 7, 2), ("som", "som", 8, 6)]


def sent(client, address, **changes):
    """Where the page leads once its form is sent as it stands, with these changes; None leaves a field out."""
    form = client.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields} | changes
    typed = {name: day(value) if isinstance(value, date) else value for name, value in shown.items()}
    answer = client.post(address, {name: value for name, value in typed.items() if value})
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.url


@pytest.mark.parametrize(("kind", "stage", "step", "count"), MEETINGS)
def test_a_meeting_from_its_invitation_to_its_minutes(
    cycle, world, client_of, time_machine, media, kind, stage, step, count
):
    def at(*when):
        """The office, the lead and a partner, signed in on a day."""
        time_machine.move_to(datetime(*when, 10, tzinfo=PHNOM_PENH), tick=False)
        return [client_of(world.seats[name]) for name in ("regional_office", "kh_lead", "ilo")]

    def said(client):
        """What the page of the year says of the step."""
        return client.get("/2011/").context["steps"][step - 1]["when"]

    thailand, viet_nam = (Country.objects.get(code=code) for code in ("TH", "VN"))
    office, lead, partner = at(2011, 3, 1)
    planned = {"planned_host": thailand.pk, "planned_from": "20 Jun 2011", "planned_until": "21 Jun 2011"}
    page = sent(office, "/meetings/add/", parts=[kind], som_number=8 if kind == "som" else None, **planned)
    meeting = Meeting.objects.get()
    sent(office, f"/2011/reviews/{stage}/meeting/", meeting=meeting.pk)
    assert said(lead) == ["Planned: 20 Jun to 21 Jun"]

    # Each of them gets the first entry, every later one counts up, and the newest is what stays.
    people = [f"Delegate {place}; Post; delegate.{place}@moi.example" for place in range(count)]
    sent(lead, f"{page}delegates/kh/", others="\n".join(people))
    invited = {f"delegate.{place}@moi.example" for place in range(count)}
    assert 'class="late"' not in lead.get(page).text
    first = (date(2011, 6, 20), date(2011, 6, 22), "Thailand")
    moved = (date(2011, 6, 27), date(2011, 6, 29), "Thailand")
    elsewhere = (*moved[:2], "Hanoi, Viet Nam")
    told = [entries()]
    days = {"planned_from": "27 Jun 2011", "planned_until": "28 Jun 2011"}
    sent(office, f"{page}edit/", **days, why="Elections in Thailand")
    told.append(entries())
    assert said(lead) == ["Planned: 27 Jun to 28 Jun"]
    office, lead, partner = at(2011, 4, 1)
    sent(office, f"{page}edit/", planned_host=viet_nam.pk, venue="Hanoi", why="Floods in Bangkok")
    told.append(entries())
    sent(office, f"{page}edit/", is_called_off="on", why="No quorum")
    told.append(entries())
    assert said(lead) == ["No date yet"]
    sent(office, f"{page}edit/", is_called_off=None)
    told.append(entries())
    asked = [("REQUEST", *first), ("REQUEST", *moved), ("REQUEST", *elsewhere), ("CANCEL", *elsewhere)]
    asked.append(("REQUEST", *elsewhere))
    assert all(one.keys() == invited for one in told)
    assert [{entry[:-1] for entry in one.values()} for one in told] == [{one} for one in asked]
    counted = [{entry[-1] for entry in one.values()} for one in told]
    assert counted == [{number} for number in sorted(max(one) for one in counted)]
    assert len({max(one) for one in counted}) == len(asked)

    office, lead, partner = at(2011, 6, 29)
    held = {"host": viet_nam.pk, "actual_from": "27 Jun 2011", "actual_until": "28 Jun 2011"}
    sent(office, f"{page}edit/", **held, agenda="1. Opening", minutes="All agreed.")
    paper = {"file": SimpleUploadedFile("minutes.pdf", files.pdf(text="All agreed.")), "what": "minutes"}
    assert office.post(f"{page}papers/add/", paper | {"looked": "on"}).status_code == 302
    for words in ("", "All agreed."):
        sent(office, f"{page}edit/", minutes=words)
    assert Event.objects.filter(verb=ADD_MINUTES).count() == 1
    asked_of = {"about": "", "addressees": [world.seats["kh_lead"].taskforce_id]}
    sent(office, f"{page}recommend/", text="Train more", **asked_of)
    assert entries() == {}

    shown = lead.get(page)
    assert [(one["was"], one["note"]) for one in shown.context["given_up"]] == [
        ("20 Jun to 21 Jun 2011", "Elections in Thailand"),
        ("Thailand", "Floods in Bangkok"),
        ("27 Jun to 28 Jun 2011, Hanoi, Viet Nam", "No quorum"),
    ]
    row = shown.context["row"]
    when_and_where = "Held", "27 Jun to 28 Jun 2011", "Hanoi, Viet Nam"
    assert (row["word"], row["actual"], row["place"]) == when_and_where
    inside = ("All agreed.", "minutes.pdf", "Train more", "Delegate 0, Post")
    assert all(words in shown.text for words in inside)
    assert not any(words in partner.get(page).text for words in inside)
    assert [one["name"] for one in lead.get(f"{page}people/").context["listed"].rows] == [
        f"Delegate {place}" for place in range(count)
    ]
    assert said(lead)[0] == "Done on 28 Jun"

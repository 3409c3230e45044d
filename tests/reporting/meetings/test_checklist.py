"""What is to be done for a meeting on a day, and who reads it."""

from datetime import UTC, date, datetime

import pytest

from reporting.meetings.actions import add_meeting
from reporting.meetings.checklist import checklist_of
from reporting.meetings.queries import delegations_of
from reporting.models import Delegate, Meeting, MeetingPaper, Recommendation
from reporting.reviews.actions import open_review
from workplans.models import Country, Partner, Taskforce, TaskforceMember

pytestmark = pytest.mark.django_db
NOW = datetime(2011, 6, 1, 9, 0, tzinfo=UTC)
TODAY, FIRST, LAST = NOW.date(), date(2011, 6, 20), date(2011, 6, 21)
DATES, HOST, CITY, AGENDA = "Set the dates", "Choose the host", "Give the city", "Add the agenda"
NAMES = "Name the delegates (countries done: {} of 6)"
ADDRESSES = "Enter the e-mail addresses of the delegates"
HELD, PLACE = "Enter the days on which the meeting was held", "Enter the host and the city"
MINUTES, DECISIONS, ASKED = "Add the minutes", "Enter the decisions", "Enter the recommendations"
REVIEW, CAME = "Close the review: Review at the Senior Officials Meeting 2011", "Enter who took part"


@pytest.fixture
def som(world) -> Meeting:
    return add_meeting((("som", 8),), by=world.seats["regional_office"], now=NOW)


def points(meeting, on):
    """The points that are open on a day, then those that are done."""
    fresh = Meeting.objects.get(pk=meeting.pk)
    found = checklist_of(fresh, delegations_of(fresh), on)["points"]
    return tuple(
        [words for is_done, words, _url in found if bool(is_done) is wanted] for wanted in (False, True)
    )


def paper(meeting, what, by):
    columns = {"kind": "pdf", "name": f"{what}.pdf", "path": what, "size": 4}
    MeetingPaper.objects.create(meeting=meeting, what=what, **columns, at=NOW, by=by.user)


def test_before_a_meeting_its_dates_place_delegates_and_agenda_are_asked_for(cycle, som, regional_office):
    asked = [DATES, HOST, CITY, NAMES.format(0), ADDRESSES, AGENDA]
    assert points(som, TODAY) == (asked, [])

    country = Country.objects.get(code="KH")
    Meeting.objects.update(planned_from=FIRST, planned_until=LAST, planned_host=country, venue="Siem Reap")
    for place, email in (("kh", "dara@moi.example"), ("la", "")):
        taskforce = Taskforce.objects.get(slug=place)
        Delegate.objects.create(meeting=som, taskforce=taskforce, name="Sok Dara", email=email)
    paper(som, "agenda", regional_office)
    lacking = "Enter the e-mail address of Sok Dara. Delegates without an address: 1"
    assert points(som, LAST) == ([NAMES.format(2), lacking], [DATES, HOST, CITY, AGENDA])
    found = checklist_of(som, delegations_of(som), LAST)["points"]
    assert "/meetings/som-8/delegates/la/" in [url for _is_done, words, url in found if words == lacking]
    Delegate.objects.update(email="")
    assert "Enter the e-mail address of Sok Dara. Delegates without an address: 2" in points(som, LAST)[0]
    # Of a member of the taskforce it is in the list of members; the delegation takes it over when it is saved again.
    cambodia = Taskforce.objects.get(slug="kh")
    member = TaskforceMember.objects.create(taskforce=cambodia, name="Sok Dara", starts_on=NOW.date())
    url = f"/book/member/{member.pk}/change/?meeting=som-8"
    assert url in [url for _is_done, _words, url in checklist_of(som, delegations_of(som), LAST)["points"]]
    TaskforceMember.objects.filter(pk=member.pk).update(email="dara@moi.example")
    invite = "Save the delegates again, to invite Sok Dara. Delegates without an invitation: 2"
    assert invite in points(som, LAST)[0]
    Delegate.objects.update(email="dara@moi.example")
    assert points(som, LAST) == ([NAMES.format(2)], [DATES, HOST, CITY, ADDRESSES, AGENDA])
    for taskforce in Taskforce.objects.national().exclude(delegate__meeting=som):
        Delegate.objects.create(meeting=som, taskforce=taskforce, name="Chan", email="chan@moi.example")
    assert points(som, LAST) == ([], [DATES, HOST, CITY, NAMES.format(6), ADDRESSES, AGENDA])


def test_after_it_what_was_said_and_decided_is_asked_for_until_a_year_has_gone(cycle, som, regional_office):
    Meeting.objects.update(planned_from=FIRST, planned_until=LAST)
    open_review(cycle, "som", meeting=Meeting.objects.get(), by=regional_office, now=NOW)
    after = date(2011, 6, 22)
    asked = [HELD, PLACE, NAMES.format(0), CAME, MINUTES, DECISIONS, ASKED, REVIEW]
    assert points(som, after) == (asked, [])

    Meeting.objects.update(actual_from=FIRST, venue="Siem Reap", decisions="Train more")
    Recommendation.objects.create(meeting=som, number=1, text="Train more")
    paper(som, "minutes", regional_office)
    assert points(som, FIRST) == ([NAMES.format(0), CAME, REVIEW], [HELD, PLACE, MINUTES, DECISIONS, ASKED])
    fresh = Meeting.objects.get()
    assert checklist_of(fresh, [], date(2012, 6, 20))
    assert checklist_of(fresh, [], date(2012, 6, 22)) == {}
    Meeting.objects.update(actual_from=None, planned_from=None, planned_until=None, source="The record")
    assert checklist_of(Meeting.objects.get(), [], FIRST) == {}
    Meeting.objects.update(source="", is_called_off=True)
    assert checklist_of(Meeting.objects.get(), [], FIRST) == {}


def test_the_list_is_the_regional_offices_and_each_open_point_leads_to_its_page(som, world, client_of):
    office = client_of(world.seats["regional_office"])
    Partner.objects.filter(acronym="ILO").update(position=99)
    page = office.get("/meetings/som-8/")
    assert "Still to do: 6 of 6 points" in " ".join(page.text.split())
    # Partners without a delegate stand by name, whatever their order in the book.
    assert page.text.index(">ILO</a>") < page.text.index(">IOM</a>")
    assert "</a> · " not in office.get("/meetings/").text
    for is_done, words, url in page.context["checklist"]["points"]:
        assert (f'<a href="{url}">{words}</a>' in page.text) is not bool(is_done)
        assert url.startswith("#") or office.get(url).status_code == 200
    shown = office.get("/meetings/som-8/papers/add/?what=agenda").context["form"]
    assert shown["what"].value() == "agenda"
    for name in ("kh_lead", "kh_desk", "ilo", "observer"):
        assert "Before the meeting" not in client_of(world.seats[name]).get("/meetings/som-8/").text

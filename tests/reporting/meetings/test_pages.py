"""Meetings, their recommendations, and what became of them."""

import re
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commit_portal import clock
from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow import StaleRow
from reporting.meetings import actions
from reporting.meetings.reference_data import load_meetings
from reporting.meetings.rules import city_is_of_the_host, meeting_can_recommend
from reporting.models import Meeting, Recommendation
from reporting.reviews.actions import open_review
from tests import workbooks
from workplans.models import Country, Taskforce

# After the meeting that it is about.
NOW = datetime(2012, 2, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def som(world):
    draft = {
        "parts": (("som", 8), ("imm", 3)),
        "host": Country.objects.get(code="VN"),
        "venue": "Ha Noi",
        "actual_from": date(2012, 2, 14),
        "actual_until": date(2012, 2, 16),
        "minutes": "What was said in the room",
    }
    return actions.add_meeting(**draft, by=world.seats["regional_office"], now=NOW)


@pytest.fixture
def asked(som, world):
    return actions.recommend(
        som,
        text="Train more",
        addressees=tuple(Taskforce.objects.filter(slug__in=["kh", "la"])),
        by=world.seats["regional_office"],
        now=NOW,
    )


def test_one_gathering_may_be_two_meetings(som):
    assert (str(som), som.slug) == ("SOM 8 and IMM 3", "som-8-and-imm-3")


def test_add_meeting_with_a_number_that_is_taken_is_refused(som, regional_office):
    with pytest.raises(RuleBroken):
        actions.add_meeting((("som", 8),), by=regional_office, now=NOW)
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(("number", "status"), [("99", 302), ("100", 422), ("32768", 422), ("9" * 30, 422)])
def test_meeting_with_a_number_that_no_meeting_has_is_asked_again(number, status, regional_office, client_of):
    answer = client_of(regional_office).post("/meetings/add/", {"parts": ["som"], "som_number": number})

    assert answer.status_code == status
    assert Meeting.objects.count() == (1 if status == 302 else 0)


@pytest.mark.parametrize(
    "draft",
    [
        {"parts": ()},
        {"parts": (("rtf", None),), "planned_from": date(2011, 2, 1), "planned_until": date(2011, 1, 1)},
        {"parts": (("rtf", None),), "actual_from": date(2011, 2, 1), "actual_until": date(2011, 1, 1)},
        {"parts": (("rtf", None),), "actual_until": date(2011, 2, 1)},
    ],
)
def test_add_meeting_that_contradicts_itself_is_refused(draft, regional_office):
    with pytest.raises(RuleBroken):
        actions.add_meeting(**draft, by=regional_office, now=NOW)


def test_change_meeting_over_somebody_elses_change_is_stale(som, regional_office, regional_manager):
    shown = actions.mark_of_meeting(som)
    actions.change_meeting(som, (("som", 8),), venue="Hue", seen=shown, by=regional_manager, now=NOW)
    with pytest.raises(StaleRow):
        actions.change_meeting(som, (("som", 9),), seen=shown, by=regional_office, now=NOW)
    assert str(Meeting.objects.get()) == "SOM 8"


def test_recommend_needs_words_and_somebody_who_is_asked(som, regional_office):
    with pytest.raises(RuleBroken) as broken:
        actions.recommend(som, text=" ", by=regional_office, now=NOW)
    assert [violation.field for violation in broken.value.violations] == ["text", "addressees"]


def test_recommend_bumps_the_year_of_the_review(cycle, som, regional_office):
    open_review(cycle, "som", meeting=som, by=regional_office, now=NOW)
    cycle.refresh_from_db()
    before = cycle.revision
    actions.recommend(
        som, text="Train more", addressees=(Taskforce.objects.get(slug="kh"),), by=regional_office, now=NOW
    )
    cycle.refresh_from_db()
    assert cycle.revision == before + 1


@pytest.mark.usefixtures("kh_lead")
def test_the_years_of_a_meeting_are_bumped_once_each_and_in_their_order(world, cycle, som, regional_office):
    """On PostgreSQL the bump locks the year: another order, and two meetings wait for each other for ever."""
    later = [world.open_year(year) for year in (2012, 2013)]
    for year in (later[0], cycle):
        open_review(year, "som", meeting=som, by=regional_office, now=NOW)

    with CaptureQueriesContext(connection) as queries:
        actions.change_meeting(som, (("som", 8),), by=regional_office, now=NOW)

    bumped = [
        int(query["sql"].rsplit("=", 1)[1])
        for query in queries
        if query["sql"].startswith('UPDATE "workplans_annualcycle"')
    ]
    assert bumped == [cycle.pk, later[0].pk, later[1].pk]


def test_follow_up_is_for_those_who_are_asked(asked, kh_officer, kh_member, lao_lead):
    mine = asked.addressees.get(taskforce__slug="kh")
    for seat in (kh_member, lao_lead):
        with pytest.raises(Refused):
            actions.follow_up(mine, status="done", words="Done", by=seat, now=NOW)

    assert (
        actions.follow_up(mine, status="done", words="Three courses", by=kh_officer, now=NOW).status == "done"
    )
    with pytest.raises(StaleRow):
        actions.follow_up(mine, status="open", words="", seen="older", by=kh_officer, now=NOW)


def test_the_regional_office_adds_and_changes_on_the_pages(cycle, secretariat):
    assert secretariat.get("/meetings/").status_code == 200
    assert secretariat.get("/meetings/add/").status_code == 200
    assert secretariat.post("/meetings/add/", {}).status_code == 422
    made = secretariat.post(
        "/meetings/add/", {"parts": ["som"], "som_number": "9", "planned_from": "1 Feb 2012"}
    )
    assert made.status_code == 302
    assert secretariat.get(made.url).status_code == 200
    assert secretariat.get(f"{made.url}edit/").status_code == 200

    form = {"parts": ["som", "imm"], "som_number": "9", "imm_number": "4", "seen": "older"}
    stale = secretariat.post(f"{made.url}edit/", form)
    assert stale.status_code == 409
    assert "SOM 9" in stale.text
    form["seen"] = stale.context["form"]["seen"].value()
    assert secretariat.post(f"{made.url}edit/", form).status_code == 302
    assert str(Meeting.objects.get()) == "SOM 9 and IMM 4"


def test_dates_of_a_meeting_the_wrong_way_round_are_said_at_their_fields(cycle, client_of, regional_office):
    dates = {"planned_from": "2 Feb 2012", "planned_until": "1 Feb 2012"}
    dates |= {"actual_from": "2 Mar 2012", "actual_until": "1 Mar 2012"}

    answer = client_of(regional_office).post("/meetings/add/", {"parts": ["som"], **dates})

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "planned_until": ["The meeting is planned to end before it starts. Correct one of the two dates."],
        "actual_until": ["The meeting ended before it started. Correct one of the two dates."],
    }
    assert not Meeting.objects.exists()


def test_a_recommendation_is_written_down_and_followed_up(cycle, som, client_of, regional_office, kh_lead):
    office, lead = client_of(regional_office), client_of(kh_lead)
    path = "/meetings/som-8-and-imm-3/"
    kh = Taskforce.objects.get(slug="kh")
    area = cycle.plan.areas.first()
    assert office.get(f"{path}recommend/").status_code == 200
    posted = {"text": "Train more", "about": f"area-{area.pk}", "addressees": [kh.pk]}
    assert office.post(f"{path}recommend/", posted).status_code == 302
    assert Recommendation.objects.get().area == area

    form = lead.get(f"{path}recommendations/1/kh/")
    assert form.status_code == 200
    stale = {"status": "done", "words": "Mine", "seen": "older"}
    assert lead.post(f"{path}recommendations/1/kh/", stale).status_code == 409
    stale["seen"] = form.context["form"]["seen"].value()
    assert lead.post(f"{path}recommendations/1/kh/", stale).status_code == 302
    assert "Mine" in lead.get(path).text


def test_outsiders_read_dates_and_hosts_and_nothing_of_what_was_said(asked, client_of, observer):
    text = client_of(observer).get("/meetings/som-8-and-imm-3/").text

    assert "Ha Noi" in text
    assert "What was said in the room" not in text
    assert "Train more" not in text


def test_the_foot_of_a_meeting_says_what_happened_to_who_may_know(asked, client_of, observer, kh_lead):
    mine = asked.addressees.get(taskforce__slug="kh")
    actions.follow_up(mine, status="done", words="Three courses", by=kh_lead, now=NOW)

    def said(seat):
        page = client_of(seat).get("/meetings/som-8-and-imm-3/")
        return [row["said"] for row in page.context["history"]]

    assert said(observer) == ["Added SOM 8 and IMM 3"]
    assert said(kh_lead) == [
        "Recommendation 8.1, Cambodia: done",
        "Added recommendation 8.1",
        "Added the minutes of SOM 8 and IMM 3",
        "Added SOM 8 and IMM 3",
    ]


def test_a_meeting_of_which_no_date_was_found_says_so_once(world, client_of, regional_office):
    draft = {"parts": (("som", 1),)}
    actions.add_meeting(**draft, by=regional_office, now=NOW)

    text = client_of(regional_office).get("/meetings/").text

    assert text.count("Date not known") == 1
    assert "Not held yet" not in text
    assert "agreed yet" not in text


def test_sources_are_named_and_linked_and_no_note_of_the_search_stands_on_a_page(world, client_of, observer):
    load_meetings(now=NOW)
    client = client_of(observer)

    pages = {
        slug: client.get(f"/meetings/{slug}/").text for slug in Meeting.objects.values_list("slug", flat=True)
    }

    assert (
        '<p class="second">Source: <a href="http://un-act.org/2015/06/">UN-ACT, June 2015</a>; '
        '<a href="http://un-act.org/updates/page/3/">UN-ACT, news</a>; Cabinet of Thailand, 2015.</p>'
    ) in pages["som-10-imm-4"]
    for page in (*pages.values(), client.get("/meetings/").text):
        words = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
        for note in ("http", "blog", "not found", "reference file", "scribd"):
            assert note not in words


@pytest.mark.parametrize("in_demo", [True, False])
def test_only_what_is_made_up_is_called_demonstration_data(
    asked, client_of, regional_office, observer, settings, in_demo
):
    settings.DEMO = in_demo
    invented = {"parts": (("rtf", None),), "planned_from": date(2011, 6, 20)}
    meeting = actions.add_meeting(**invented, is_demo=True, by=regional_office, now=NOW)
    tag = "Demonstration data"

    assert tag in client_of(observer).get(f"/meetings/{meeting.slug}/").text
    assert tag not in client_of(observer).get("/meetings/som-8-and-imm-3/").text
    # What a true meeting recommends in a demonstration is made up, and says so by itself.
    inside = client_of(regional_office).get("/meetings/som-8-and-imm-3/").text
    assert inside.count(tag) == in_demo
    assert (f'<h2>Recommendations <span class="tag">{tag}</span></h2>' in inside) == in_demo
    assert client_of(observer).get("/meetings/").text.count(tag) == 1
    assert tag not in client_of(observer).get("/help/").text
    assert tag not in client_of(observer).get("/who-sees-what/").text


def test_a_meeting_of_a_day_to_come_is_planned_and_recommends_nothing_yet(som, regional_office, secretariat):
    meeting = actions.add_meeting(
        (("som", 30),),
        venue="Ha Noi",
        actual_from=date(2098, 12, 5),
        actual_until=date(2098, 12, 7),
        by=regional_office,
        now=NOW,
    )

    rows = {row["name"]: row for row in secretariat.get("/meetings/").context["listed"].rows}
    form = secretariat.get(f"/meetings/{meeting.slug}/edit/").context["form"].initial
    text = secretariat.get(f"/meetings/{meeting.slug}/").text

    assert rows["SOM 8 and IMM 3"]["word"] == "Held"
    to_come = rows["SOM 30"]
    assert (
        to_come["word"],
        to_come["planned"],
        to_come["planned_place"],
        to_come["actual"],
        to_come["place"],
    ) == ("Planned", "5 Dec to 7 Dec 2098", "Ha Noi", "Not held yet", "")
    assert (form["planned_from"], form["planned_until"]) == (date(2098, 12, 5), date(2098, 12, 7))
    assert (form["actual_from"], form["actual_until"], form["host"]) == (None, None, None)
    said = "The first day of this meeting is 5 Dec 2098. From that day, the regional office can enter recommendations."
    assert said in text
    assert "Add a recommendation" not in text
    assert secretariat.get(f"/meetings/{meeting.slug}/recommend/").status_code == 403
    with pytest.raises(RuleBroken, match=re.escape(said)):
        actions.recommend(
            meeting,
            text="Train more",
            addressees=(Taskforce.objects.get(slug="kh"),),
            by=regional_office,
            now=NOW,
        )
    assert str(meeting_can_recommend(meeting, date(2098, 12, 4))) == said
    assert meeting_can_recommend(meeting, date(2098, 12, 5)) is None


def test_a_recommendation_typed_while_the_day_of_the_meeting_was_moved_is_kept(som, secretariat):
    page = f"/meetings/{som.slug}/recommend/"
    assert secretariat.get(page).status_code == 200
    Meeting.objects.filter(pk=som.pk).update(actual_from=date(2098, 12, 5), actual_until=None)

    sent = secretariat.post(page, {"text": "Train more", "addressees": [Taskforce.objects.get(slug="kh").pk]})

    assert sent.status_code == 422
    assert (
        "The first day of this meeting is 5 Dec 2098. From that day, the regional office can enter recommendations."
        in sent.text
    )
    assert sent.context["form"]["text"].value() == "Train more"
    assert not Recommendation.objects.exists()


def test_the_list_of_meetings_begins_with_what_is_next_on_the_day_of_the_portal(observer, settings, outsider):
    load_meetings(now=NOW)
    settings.DEMO = True
    clock.stand_on(date(2011, 2, 16))

    rows = outsider.get("/meetings/").context["listed"].rows

    assert [row["name"] for row in rows[:2]] == ["SOM 8 and IMM 3", "SOM 9"]
    first_held = next(place for place, row in enumerate(rows) if row["status"] == "done")
    name, actual = (rows[first_held][one] for one in ("name", "actual"))
    assert (name, actual) == ("SOM 7", "Began on 20 Jan 2010, last day not known")
    # Nothing that happened after this day is said to have been held.
    assert {row["status"] for row in rows[:first_held]} == {"planned"}
    assert rows[-1]["status"] == "not_reported"


def test_the_sources_and_minutes_of_a_meeting_to_come_are_not_known_yet(som, secretariat, settings):
    Meeting.objects.filter(pk=som.pk).update(source="Agency, February 2012")
    after = secretariat.get(f"/meetings/{som.slug}/").text

    settings.DEMO = True
    clock.stand_on(date(2011, 2, 16))
    before = secretariat.get(f"/meetings/{som.slug}/").text

    told = ("Agency, February 2012", "What was said in the room")
    assert ([words in after for words in told], [words in before for words in told]) == (
        [True, True],
        [False, False],
    )


@pytest.mark.usefixtures("som")
def test_meetings_are_filtered_by_kind_year_and_country_sorted_and_taken_as_a_file(regional_office, outsider):
    actions.add_meeting(
        (("rtf", None),),
        planned_from=date(2011, 6, 1),
        planned_host=Country.objects.get(code="KH"),
        by=regional_office,
        now=NOW,
    )

    def names(query):
        text = outsider.get(f"/meetings/{query}").text
        return [
            name for name in ("SOM 8 and IMM 3", "Regional Taskforce") if re.search(f">{name}[^<]*</a>", text)
        ]

    both = ["SOM 8 and IMM 3", "Regional Taskforce"]
    assert names("") == both
    assert names("?kind=imm") == names("?in=2012") == names("?country=vn") == both[:1]
    assert names("?kind=rtf") == names("?country=kh") == both[1:]
    assert names("?kind=rtf&country=vn") == []
    ordered = outsider.get("/meetings/?sort=-day&year=2011").text
    assert 'aria-sort="descending"' in ordered
    assert '<input type="hidden" name="year" value="2011">' in ordered
    book = workbooks.download(outsider, "/meetings/list.xlsx?country=vn")
    assert [row[0] for row in book.worksheets[0].values] == ["Meeting", "SOM 8 and IMM 3"]
    assert datetime in {type(cell) for row in book.worksheets[0].values for cell in row}


def test_a_new_meeting_is_suggested_its_number_the_next_host_and_the_third_year_of_the_imm(
    world, regional_office, secretariat
):
    by_rotation, next_som = (
        "Suggestion: by rotation, the next host of a SOM is",
        "Suggestion: the next SOM is SOM",
    )

    def suggested():
        fields = secretariat.get("/meetings/add/").context["form"].fields
        return [str(fields[name].help_text) for name in ("som_number", "planned_host", "imm_number")]

    def som(number, code, year, *imm):
        days = {"planned_host": Country.objects.get(code=code), "planned_from": date(year, 2, 14)}
        return actions.add_meeting((("som", number), *imm), **days, by=regional_office, now=NOW)

    # Where nothing is known, nothing is said.
    assert suggested() == ["", "", ""]
    actions.add_meeting((("som", 1), ("imm", 1)), by=regional_office, now=NOW)
    assert suggested() == [f"{next_som} 2.", "", ""]

    countries = list(Country.objects.filter(taskforce__isnull=False).order_by("position"))
    for number, country in enumerate(countries, start=2):
        som(number, country.code, 2000 + number)
    assert suggested() == [f"{next_som} 8.", f"{by_rotation} {countries[0]}.", ""]
    held = som(20, countries[0].code, 2012, ("imm", 3))
    due = "Suggestion: every third year, an IMM is held with the SOM. The next IMM is due in 2015."
    assert suggested() == [f"{next_som} 21.", f"{by_rotation} {countries[1]}.", due]
    # The number of one that is called off is not given again.
    Meeting.objects.filter(pk=held.pk).update(is_called_off=True)
    assert suggested() == [f"{next_som} 21.", f"{by_rotation} {countries[0]}.", ""]


def test_decisions_are_read_as_the_minutes_are_and_every_version_is_kept(som, client_of, world):
    office, page = client_of(world.seats["regional_office"]), f"/meetings/{som.slug}/"
    for words in ("Quoll alone", "Quoll one\nQuoll two"):
        form = office.get(f"{page}edit/").context["form"]
        typed = {"parts": ["som", "imm"], "som_number": "8", "imm_number": "3", "venue": "Ha Noi"}
        typed |= {"host": som.host_id, "actual_from": "14 Feb 2012", "actual_until": "16 Feb 2012"}
        typed |= {"decisions": words, "seen": form["seen"].value()}
        assert office.post(f"{page}edit/", typed).status_code == 302

    def file(reader):
        book = workbooks.download(reader, "/meetings/list.xlsx")
        return dict(zip(*book.worksheets[0].values, strict=True))

    outside = {"ilo", "iom", "observer"}
    for name, seat in world.seats.items():
        reader = client_of(seat)
        shown, listed = reader.get(page), file(reader)
        assert ("Quoll" in shown.text, "Decisions" in listed) == (name not in outside,) * 2, name
    lead = client_of(world.seats["kh_lead"])
    assert "Quoll one<br>Quoll two" in lead.get(page).text
    assert file(lead)["Decisions"] == "Quoll one\nQuoll two"
    kept = [row["saved"] for row in lead.get(page).context["history"] if "decisions" in row["said"]]
    assert kept == [["Quoll one", "Quoll two"], ["Quoll alone"]]
    # What was prepared for a day to come is on no page of that meeting, and in no list.
    Meeting.objects.update(actual_from=date(2098, 2, 14), actual_until=None)
    assert "Quoll" not in lead.get(page).text
    assert file(lead)["Decisions"] is None


@pytest.mark.parametrize(
    ("venue", "is_asked"), [("Bangkok", True), ("Bangkok, Viet Nam", False), ("Hanoi", False), ("", False)]
)
def test_the_city_of_the_host_before_is_asked_for(world, regional_office, secretariat, venue, is_asked):
    thailand, viet_nam = (Country.objects.get(code=code) for code in ("TH", "VN"))
    planned = {"planned_host": thailand, "planned_from": date(2011, 6, 18), "venue": "Bangkok"}
    meeting = actions.add_meeting((("som", 8),), **planned, by=regional_office, now=NOW)
    # A first host changes no city.
    assert city_is_of_the_host(meeting, None, "Bangkok") is None
    address = f"/meetings/{meeting.slug}/edit/"
    seen = secretariat.get(address).context["form"]["seen"].value()
    typed = {"parts": ["som"], "som_number": "8", "planned_from": "18 Jun 2011", "seen": seen}

    answer = secretariat.post(address, typed | {"planned_host": viet_nam.pk, "venue": venue})

    assert answer.status_code == (422 if is_asked else 302)
    if is_asked:
        assert answer.context["form"].errors == {
            "venue": [
                "The host is no longer Thailand, but the city is still “Bangkok”. Enter the city in Viet Nam, or clear "
                "this field. If the city is right, write “Bangkok, Viet Nam”."
            ]
        }
        # The planned host that hosted indeed is no other one.
        held = {"planned_host": thailand.pk, "host": thailand.pk, "actual_from": "20 Jun 2011"}
        moved = secretariat.post(address, typed | held | {"venue": "Bangkok"}, follow=True)
        # The planned day, a Saturday, was not changed now.
        assert moved.redirect_chain
        assert "Check the dates again" not in moved.text

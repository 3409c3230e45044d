"""Search: what is found in six scripts and by whom, and that nobody finds what they may not read."""

import html
import re
from collections.abc import Callable
from datetime import date

import pytest

from reporting.dataset_queries.year_facts import meeting_facts
from reporting.meetings.actions import add_meeting
from reporting.models import Meeting, MeetingPart, Recommendation
from reporting.reviews.actions import reopen_sheet, submit_sheet
from reporting.search.results import MOST
from spa.models import Target
from tests import cast, report_rows
from tests.answers import answer_sheet, target_answer
from tests.reporting.dataset_queries.test_rows import NOW, make_reviewed
from workplans.consultation.actions.openings import open_draft
from workplans.drafting.actions import withdraw_activity, write_needs
from workplans.models import Country, CountryName, Grant, Partner, Seat, TaskforceMember
from workplans.statuses import Audience, ContributionStatus, PartnerKind
from workplans.submitting.actions import amend_workplan

type Find = Callable[[Seat, str], dict[str, list[str]]]


def plain(marked: str) -> str:
    """The text of what is shown with marks."""
    return html.unescape(re.sub("</?mark>", "", marked))


@pytest.fixture
def find(client_of: cast.SignIn) -> Find:
    """The titles that a seat finds, by kind, as plain text."""

    def found(seat: Seat, asked: str) -> dict[str, list[str]]:
        response = client_of(seat).get("/search/", {"q": asked})
        assert response.status_code == 200
        return {
            str(section["heading"]): [plain(result["title"]) for result in section["results"]]
            for section in response.context["sections"]
        }

    return found


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Training of guards", "RAINI guar"),
        ("Hội thảo phòng chống mua bán người ở Đà Nẵng", "phong chong da nang"),
        ("សិក្ខាសាលា\u200bប្រឆាំង\u200bការជួញដូរមនុស្ស", "ប្រឆាំងការជួញ"),
        ("ກອງປະຊຸມຕ້ານການຄ້າມະນຸດ ໒໐໑໑", "ຄ້າມະນຸດ 2011"),
        ("လူကုန်ကူးမှု တိုက်ဖျက်ရေး", "ကုန်ကူး"),
        ("ประชุมต่อต้านการค้ามนุษย์ในน้ำ", "ค้ามนุษย์ น\u0e4d\u0e49า"),
        ("打击拐卖人口培训", "拐卖"),
    ],
)
def test_an_activity_is_found_by_a_fragment_in_each_script(find, kh_plan, kh_officer, title, asked):
    cast.complete_line(kh_plan, by=kh_officer, title=title)
    cast.complete_line(kh_plan, by=kh_officer, title="Another")
    assert find(kh_officer, asked) == {"Activities": [f"KH-2011-001 {title}"]}


def test_every_word_has_to_be_somewhere_in_code_lead_body_or_texts(find, kh_plan, kh_officer):
    cast.complete_line(kh_plan, title="One", lead_body="Ministry of Justice", expected_result="Forty judges.")
    assert find(kh_officer, "kh-2011-001 justice judges") == {"Activities": ["KH-2011-001 One"]}
    assert find(kh_officer, "justice guards") == {}


def test_a_changed_line_is_found_by_its_new_words_only(find, kh_plan, kh_officer):
    line = cast.complete_line(kh_plan, by=kh_officer, title="Training of guards")
    cast.change(line, kh_officer, title="Training of judges")
    assert find(kh_officer, "guards") == {}
    assert find(kh_officer, "judges") == {"Activities": ["KH-2011-001 Training of judges"]}


def test_a_draft_is_found_by_those_who_read_it_alone(find, world, kh_plan, kh_officer):
    line = cast.complete_line(kh_plan, by=kh_officer, title="Zebra crossing")
    write_needs(kh_plan, "Zebra needs", seen=kh_plan.row_version + 1, by=kh_officer, now=cast.NOW)
    readers = {name for name, seat in world.seats.items() if find(seat, "zebra")}
    assert readers == {"kh_officer", "kh_lead", "kh_member", "kh_desk"}
    assert find(world.seats["kh_desk"], "zebra") == {
        "Activities": [str(line)],
        "Workplans": ["Cambodia: workplan 2011"],
    }


def test_others_find_the_released_text_and_not_the_live_line(find, world, kh_plan, kh_officer, seats):
    line = cast.complete_line(kh_plan, by=kh_officer, title="Zebra crossing")
    cast.approved(kh_plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    plan = world.workplan("kh")
    assert find(seats["lao_officer"], "zebra") == {}
    cast.released(plan, Audience.TASKFORCES)
    amend_workplan(plan, note="More", by=seats["kh_lead"], now=cast.NOW)
    cast.change(line, kh_officer, title="Giraffe crossing")

    found = {name: (find(seat, "zebra"), find(seat, "giraffe")) for name, seat in seats.items()}
    zebra, giraffe = (
        {"Activities": ["KH-2011-001 Zebra crossing"]},
        {"Activities": ["KH-2011-001 Giraffe crossing"]},
    )
    assert {name: pair for name, pair in found.items() if pair != ({}, {})} == {
        **dict.fromkeys(("kh_officer", "kh_lead", "kh_member", "kh_desk"), ({}, giraffe)),
        **dict.fromkeys(
            ("lao_officer", "lao_lead", "lao_desk", "regional_office", "regional_manager"), (zebra, {})
        ),
    }


def test_a_technical_need_finds_its_line_for_those_who_read_the_line_alone(
    find, world, kh_plan, kh_officer, seats
):
    """The needs of the draft for its readers, those of the approved version for the others."""
    line = cast.complete_line(kh_plan, by=kh_officer, title="One", needs=("Two zebra trainers", "A room"))
    cast.complete_line(kh_plan, by=kh_officer, title="Two", needs=("Two trainers",))
    draft_readers = {"kh_officer", "kh_lead", "kh_member", "kh_desk"}
    assert {name for name, seat in seats.items() if find(seat, "zebra")} == draft_readers
    cast.approved(kh_plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    plan = world.workplan("kh")
    cast.released(plan, Audience.TASKFORCES)
    amend_workplan(plan, note="More", by=seats["kh_lead"], now=cast.NOW)
    cast.change(line, kh_officer, needs=("Two giraffe trainers", "A room"))

    found = {name: (find(seat, "one zebra room"), find(seat, "giraffe")) for name, seat in seats.items()}
    one = {"Activities": ["KH-2011-001 One"]}
    assert {name: pair for name, pair in found.items() if pair != ({}, {})} == {
        **dict.fromkeys(draft_readers, ({}, one)),
        **dict.fromkeys(
            ("lao_officer", "lao_lead", "lao_desk", "regional_office", "regional_manager"), (one, {})
        ),
    }


def test_a_result_shows_the_technical_need_that_was_found(world, kh_plan, kh_officer, officer):
    """A word of a need is not said to be a partner's, where a partner of the line has it in its name too."""
    line = cast.complete_line(kh_plan, by=kh_officer, title="One", needs=("A room", "Two labour inspectors"))
    cast.support(line, world.seats["ilo"].partner, ContributionStatus.ASKED, by=kh_officer)
    (section,) = officer.get("/search/", {"q": "labour inspectors"}).context["sections"]
    (result,) = section["results"]
    said = [(str(each["label"]), plain(each["text"])) for each in result.get("excerpts", ())]
    assert said == [("Technical needs", "Two labour inspectors")]


def test_of_two_approved_texts_the_newest_that_is_read_is_found(find, world, kh_plan, kh_officer, seats):
    line = cast.complete_line(kh_plan, by=kh_officer, title="Zebra crossing")
    plan = cast.approved(kh_plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    amend_workplan(plan, note="More", by=seats["kh_lead"], now=cast.NOW)
    cast.change(line, kh_officer, title="Giraffe crossing")
    cast.approved(world.workplan("kh"), lead=seats["kh_lead"], desk=seats["kh_desk"])
    assert find(seats["lao_desk"], "zebra") == {}
    assert find(seats["lao_desk"], "giraffe") == {"Activities": ["KH-2011-001 Giraffe crossing"]}


def test_a_partner_finds_its_own_offer_and_never_another_s(find, world, kh_plan, kh_officer, ilo, iom):
    """CO-12: the name of a partner finds a line only for who may know of its support."""
    line = cast.complete_line(kh_plan, by=kh_officer, title="Zebra crossing")
    for seat in (ilo, iom):
        open_draft(kh_plan, seat.partner, cast.LATER, by=world.seats["kh_lead"], now=cast.NOW)
    cast.support(line, ilo.partner, ContributionStatus.OFFERED, by=ilo)
    cast.support(line, iom.partner, ContributionStatus.DECLINED, by=iom)
    readers = {
        name: {partner for partner in ("ILO", "IOM") if "Activities" in find(seat, f"zebra {partner}")}
        for name, seat in world.seats.items()
        if find(seat, "zebra")
    }
    assert readers == {
        **{name: {"ILO"} for name in ("kh_officer", "kh_lead", "kh_member", "kh_desk", "ilo")},
        "iom": set(),
    }
    assert find(kh_officer, "labour zebra") == {"Activities": [str(line)]}


def test_a_line_that_only_its_taskforce_reads_is_found_by_it_alone(find, world, kh_plan, kh_officer):
    line = cast.complete_line(kh_plan, by=kh_officer, title="Zebra crossing")
    withdraw_activity(line, by=kh_officer, now=cast.NOW)
    assert {name for name, seat in world.seats.items() if find(seat, "zebra")} == {
        "kh_officer",
        "kh_lead",
        "kh_member",
    }


def test_people_are_found_by_those_who_may_see_them(find, world):
    TaskforceMember.objects.create(
        taskforce=world.workplan("kh").taskforce, name="Sok Kh_Dara", post="Judge", starts_on=date(2009, 1, 1)
    )
    found = {name: find(seat, "kh_").get("People", []) for name, seat in world.seats.items()}
    everybody = ["Sok Kh_Dara", "kh desk", "kh lead", "kh member", "kh officer"]
    reads_all = {
        "kh_officer",
        "kh_lead",
        "kh_member",
        "kh_desk",
        "lao_desk",
        "regional_office",
        "regional_manager",
    }
    assert {name for name, people in found.items() if people == everybody} == reads_all
    assert {name for name, people in found.items() if people == ["kh desk"]} == {"lao_officer", "lao_lead"}
    assert {name for name, people in found.items() if not people} == {"ilo", "iom", "observer"}


def test_partners_texts_of_the_plan_of_action_plans_and_meetings_are_found(find, world, observer, kh_officer):
    Country.objects.filter(code="KH").update(own_name="កម្ពុជា")
    Partner.objects.create(name="Tổ chức Phụ nữ", kind=PartnerKind.NGO, position=9)
    draft = {
        "parts": (("som", 8),),
        "venue": "Hạ Long",
        "host": Country.objects.get(code="VN"),
        "actual_from": cast.NOW.date(),
        "minutes": "Pangolins were discussed.",
        "theme": "Ten years on",
    }
    add_meeting(**draft, by=world.seats["regional_office"], now=cast.NOW)
    assert find(observer, "phu nu") == {"Partners": ["Tổ chức Phụ nữ"]}
    assert find(observer, "2.t2 law") == {"Plans of action": ["2.T2 Target 2 of law"]}
    assert find(observer, "senior viet nam ha long ten") == {"Meetings": ["SOM 8"]}
    assert find(observer, "pangolins") == {}
    assert list(find(observer, "cambodia")) == ["Ministries and agencies"]
    assert find(kh_officer, "កម្ពុជា 2011") == {"Workplans": ["Cambodia: workplan 2011"]}


def test_a_result_says_of_which_plan_it_is_and_where_else_the_words_are(
    client_of, world, kh_plan, regional_plan, kh_officer
):
    gone = cast.complete_line(kh_plan, by=kh_officer, title="Zebra")
    withdraw_activity(gone, by=kh_officer, now=cast.NOW)
    by = world.seats["regional_office"]
    line = cast.regional_line(regional_plan, by=by, title="Zebra")
    cast.support(line, world.seats["ilo"].partner, ContributionStatus.ACCEPTED, by=by)
    for seat, asked, url, about in (
        (kh_officer, "zebra", "/2011/kh/001/", "Cambodia: workplan 2011. Withdrawn."),
        (by, "ilo zebra interior", "/2011/regional/001/", "Regional workplan 2011"),
        (
            by,
            "kh_officer",
            f"/people/{kh_officer.user_id}/",
            "Taskforce officer · Cambodia · kh_officer@commit.example",
        ),
    ):
        result = client_of(seat).get("/search/", {"q": asked}).context["sections"][0]["results"][0]
        assert (result["url"], result["about"]) == (url, about)
        said = [(str(each["label"]), plain(each["text"])) for each in result.get("excerpts", ())]
        assert said == (
            [("Lead body", "Ministry of Interior"), ("Partner", "International Labour Organization")]
            if "ilo" in asked
            else []
        )


def test_words_are_marked_and_everything_is_escaped(kh_plan, kh_officer, officer):
    cast.complete_line(kh_plan, by=kh_officer, title="<b>Đào tạo</b>", description="x" * 300 + " <i>tạo</i>")
    page = officer.get("/search/", {"q": "tao"}).text
    assert "&lt;b&gt;Đào <mark>tạo</mark>&lt;/b&gt;" in page
    assert "…&lt;i&gt;<mark>tạo</mark>&lt;/i&gt;" in page
    assert "&lt;script&gt;" in officer.get("/search/", {"q": "<script>"}).text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "It finds only what you can read."),
        ("a", "Type at least two letters or figures."),
        ("\u200b!?", "Type at least two letters or figures."),
        ("a" * 101, "Use at most 100 characters."),
        ("zzzz", "The portal found no results for “zzzz”."),
    ],
)
def test_the_page_says_what_was_wrong_or_that_nothing_was_found(asked, said, officer):
    answer = officer.get("/search/", {"q": asked})
    assert answer.context["sections"] == []
    assert said in answer.text


def test_queries_stay_the_same_and_the_page_says_where_it_ends(
    officer, world, kh_plan, kh_officer, django_assert_max_num_queries
):
    """Twelve, and one is left for the number of notices in the masthead."""
    cast.complete_line(kh_plan, by=kh_officer, title="Target")
    counts = []
    officer.get("/search/", {"q": "target"})
    for more in (0, MOST):
        for _ in range(more):
            cast.complete_line(kh_plan, by=kh_officer, title="Target")
        with django_assert_max_num_queries(13) as queries:
            answer = officer.get("/search/", {"q": "target"})
        counts.append(len(queries))
        assert [section["is_cut"] for section in answer.context["sections"]] == [more > 0, False]
    assert counts[0] == counts[1]
    assert f"The page shows at most {MOST} results of each kind." in answer.text


@pytest.mark.parametrize("asked", ["KH-2011-002", "KH 2011 002", "kh2011002"])
def test_code_of_an_activity_is_found_however_it_is_typed_and_comes_first(find, kh_plan, kh_officer, asked):
    for title in ("After KH-2011-002", "Two", "In 2011 for 1002 people of KH"):
        cast.complete_line(kh_plan, by=kh_officer, title=title)

    assert find(kh_officer, asked) == {"Activities": ["KH-2011-002 Two", "KH-2011-001 After KH-2011-002"]}


def test_code_of_a_target_comes_before_what_only_has_it_in_its_text(find, world, kh_plan, kh_officer):
    target = world.plan.areas.get(code="2").targets.order_by("position")[0]
    cast.complete_line(kh_plan, by=kh_officer, title=f"For {target.code}")

    found = find(kh_officer, target.code)

    assert list(found) == ["Plans of action", "Activities"]
    assert found["Plans of action"][0].startswith(f"{target.code} ")


def test_a_ministry_is_found_by_each_of_its_names_until_it_ends(find, world, client_of, observer):
    taskforce = world.workplan("kh").taskforce
    earlier = [{"name": "Zebra office", "until": "2011-07-01"}]
    body = taskforce.ministries.create(name="Giraffe agency", earlier=earlier, position=9)
    taskforce.signing_bodies.create(name="Zebra court", position=9)
    office = world.seats["regional_office"]

    assert find(observer, "zebra")["Ministries and agencies"] == ["Giraffe agency", "Zebra court"]
    for seat, url in ((office, f"/book/ministry/{body.pk}/"), (observer, "/taskforces/#kh")):
        section = client_of(seat).get("/search/", {"q": "zebra cambodia office"}).context["sections"][0]
        (result,) = section["results"]
        assert (result["url"], result["about"]) == (url, "Ministries and agencies · Cambodia")
        assert plain(result["excerpts"][0]["text"]) == "Zebra office"
    taskforce.ministries.filter(pk=body.pk).update(ends_on=date(2011, 1, 1))
    assert find(observer, "giraffe") == {}
    assert "Ministries and agencies" in find(office, "giraffe")


def test_a_grant_is_found_by_its_title_and_donor_by_the_regional_office_alone(find, world, ilo):
    days = {"starts_on": date(2011, 1, 1), "ends_on": date(2011, 12, 31)}
    Grant.objects.create(partner=ilo.partner, plan=world.plan, title="Kiwi money", amount=9, **days)

    found = {name: find(seat, "kiwi labour").get("Grants") for name, seat in world.seats.items()}

    assert {name: titles for name, titles in found.items() if titles} == {
        "regional_office": ["ILO: Kiwi money"],
        "regional_manager": ["ILO: Kiwi money"],
    }


def test_other_printed_names_of_a_country_find_its_workplans(find, world, kh_plan, kh_officer):
    CountryName.objects.create(country=kh_plan.taskforce.country, name="Kampuchea")

    assert find(kh_officer, "kampuchea 2011") == {"Workplans": ["Cambodia: workplan 2011"]}


def test_recommendations_are_found_by_those_who_may_read_them(find, world, kh_officer, kh_desk, ilo):
    meeting = Meeting.objects.create(slug="som-7", actual_from=date(2011, 1, 20))
    MeetingPart.objects.create(meeting=meeting, kind="som", number=7)
    Recommendation.objects.create(meeting=meeting, number=3, text="Train zebra guards")

    for seat in (kh_officer, kh_desk):
        assert find(seat, "zebra") == {"Recommendations": [f"Recommendation 7.3: {meeting}"]}
    assert find(ilo, "zebra") == {}


def test_one_chinese_character_is_a_word_and_one_letter_is_none(find, kh_plan, kh_officer, officer):
    cast.complete_line(kh_plan, by=kh_officer, title="打击拐卖人口培训")

    assert find(kh_officer, "拐") == {"Activities": ["KH-2011-001 打击拐卖人口培训"]}
    assert "Type at least two letters" in officer.get("/search/", {"q": "k"}).text


def test_answers_are_found_as_far_as_the_comparison_shows_their_words(find, world, officer):
    make_reviewed(world)
    seats, kh_plan = world.seats, world.workplan("kh")
    inside = ("kh_officer", "kh_member", "kh_desk", "lao_desk", "regional_office", "regional_manager")
    of_target = "Answer for 1.T1: Cambodia, Mid-year review 2011"
    of_activity = "Answer for KH-2011-001: Cambodia, Mid-year review 2011"

    for name in inside:
        assert find(seats[name], "quiet") == {"Answers": [of_target]}, name
        assert find(seats[name], "SÉCRET words") == {"Answers": [of_activity]}, name
    for name in ("lao_officer", "lao_lead", "ilo", "observer"):
        assert find(seats[name], "quiet") == find(seats[name], "secret") == {}, name

    results = officer.get("/search/", {"q": "words"}).context["sections"][0]["results"]
    for result in results:
        assert result["url"] == "/2011/comparison/1.T1/kh/?stage=mid-year"
        assert plain(result["excerpts"][0]["text"]) in officer.get(result["url"]).text

    kh_plan.refresh_from_db()
    cast.released(kh_plan, Audience.TASKFORCES, Audience.OBSERVERS)
    assert find(seats["lao_officer"], "words") == {"Answers": [of_target, of_activity]}
    assert find(seats["observer"], "words") == {}


def test_only_the_last_closed_answers_of_a_review_are_found(find, world):
    review, seats = make_reviewed(world), world.seats
    sheet = review.sheets.get(taskforce__slug="kh")
    second = reopen_sheet(sheet, note="A word", by=seats["regional_office"], now=NOW)
    target = Target.objects.get(code="1.T1")
    answers = {target.pk: target_answer("achieved", "Loud zebras", date(2011, 6, 1))}
    answer_sheet(second, targets=answers, by=seats["kh_officer"], now=NOW)

    assert find(seats["kh_officer"], "zebras") == {}
    assert list(find(seats["kh_officer"], "quiet")) == ["Answers"]
    submit_sheet(second, by=seats["kh_lead"], now=NOW)

    assert list(find(seats["kh_officer"], "zebras")) == ["Answers"]
    assert find(seats["kh_officer"], "quiet") == {}


def test_editions_are_found_by_those_who_may_see_them(find, world):
    seats, cycle = world.seats, world.cycle
    files = {"pdf": "r.pdf", "workbook": "r.xlsx", "made_at": NOW, "why": "Zebras were counted twice"}
    by = {"released_at": NOW, "released_by": seats["regional_office"].user}
    report_rows.make_edition(cycle, 1, audience="observers", status="released", **files, **by)
    report_rows.make_edition(cycle, 2, audience="observers", status="ready", **files)
    report_rows.make_edition(cycle, 3, audience="observers", why="Zebras")

    assert find(seats["observer"], "edition zebras") == {"Editions": ["Annual report 2011, edition 1"]}
    assert find(seats["kh_desk"], "zebras") == {
        "Editions": ["Annual report 2011, edition 2", "Annual report 2011, edition 1"]
    }
    assert find(seats["ilo"], "zebras") == find(seats["kh_officer"], "zebras") == {}


def test_plans_and_answers_have_the_names_of_their_year_and_all_else_those_of_today(
    find, world, kh_officer, officer
):
    make_reviewed(world)
    for code, name, then, until in (
        ("KH", "Kampuchea", "Cambodia", "2012-01-01"),
        ("VN", "Vietland", "Viet Nam", "2999-01-01"),
    ):
        Country.objects.filter(code=code).update(name=name, earlier=[{"name": then, "until": until}])
    host = Country.objects.get(code="VN")
    draft = {"parts": (("som", 8),), "venue": "Hạ Long", "host": host, "planned_host": host}
    draft |= {"actual_from": cast.NOW.date()}
    meeting = add_meeting(**draft, by=world.seats["regional_office"], now=cast.NOW)
    before = {"name": "International Labour Organization", "acronym": "ILO", "until": "2999-01-01"}
    Partner.objects.filter(acronym="ILO").update(name="Work Office", acronym="WO", earlier=[before])

    assert find(kh_officer, "ilo")["Partners"] == ["International Labour Organization (ILO)"]
    assert find(kh_officer, "quiet") == {"Answers": ["Answer for 1.T1: Cambodia, Mid-year review 2011"]}
    assert find(kh_officer, "cambodia 2011")["Workplans"] == ["Cambodia: workplan 2011"]
    assert find(kh_officer, "kampuchea 2011")["Workplans"] == ["Cambodia: workplan 2011"]
    assert find(kh_officer, "ha long viet nam") == {"Meetings": ["SOM 8"]}
    assert find(kh_officer, "ha long vietland") == {}
    assert "Vietland" not in officer.get("/meetings/").text
    facts = meeting_facts(meeting, cast.NOW.date())
    assert (facts.planned_place, facts.actual_place) == ("Viet Nam", "Hạ Long, Viet Nam")

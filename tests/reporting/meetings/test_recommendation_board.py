"""The board of recommendations: rounds, order, what is overdue, who reads it, and its files."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commit_portal import clock
from commit_portal.refusals import RuleBroken
from commit_portal.workflow import events_about
from reporting.dataset import FollowUp
from reporting.dataset_queries.rows import report_rows
from reporting.home.review_tasks import recommendations_to_follow
from reporting.meetings.actions import add_meeting, follow_up, recommend
from reporting.meetings.queries import next_som, recommendations_waiting
from reporting.meetings.recommendation_board import load_board, number_of, state_of
from reporting.meetings.rules import not_followed_gives_its_reason
from reporting.models import RecommendationAddressee, RecommendationAnswer
from reporting.report.context import print_context
from reporting.reviews.actions import close_review, open_review
from reporting.statuses import FollowUpStatus
from tests import cast
from tests.queries import counted, queries_of
from tests.report_samples import book_of, imprint_of, sample_2009
from workplans.models import Taskforce
from workplans.statuses import Audience

MET = datetime(2010, 1, 21, 9, 0, tzinfo=UTC)
JUNE, JULY, DECEMBER = (datetime(2011, month, 8, 9, 0, tzinfo=UTC) for month in (6, 7, 12))
BOARD = "/meetings/recommendations/"


def som(world, number, on):
    draft = {"parts": (("som", number),), "actual_from": on}
    return add_meeting(**draft, by=world.seats["regional_office"], now=MET)


def recommended(world, meeting, *slugs, text="Train more", now=MET, **about):
    return recommend(
        meeting,
        text=text,
        addressees=tuple(Taskforce.objects.filter(slug__in=slugs).order_by("position")),
        **about,
        by=world.seats["regional_office"],
        now=now,
    )


def answered(one, seat, status="done", words="Three courses", *, now):
    asked = one.addressees.get(taskforce=seat.taskforce)
    return follow_up(asked, status=status, words=words, by=seat, now=now)


@pytest.fixture
def som_7(world):
    return som(world, 7, date(2010, 1, 20))


def held(world, stage, opened, closed):
    office = world.seats["regional_office"]
    review = open_review(world.cycle, stage, by=office, now=opened)
    return close_review(review, with_at_least=0, by=office, now=closed)


def steps_of(row):
    return [
        (str(step["label"]), str(step["word"]), str(step["second"])) for step in row.steps if step["follows"]
    ]


def test_each_review_shows_what_was_known_when_it_closed(world, som_7, kh_lead, lao_lead):
    one = recommended(world, som_7, "kh", "la")
    answered(one, kh_lead, "under_way", "Begun", now=datetime(2010, 11, 8, 9, 0, tzinfo=UTC))
    held(world, "mid-year", JUNE, JULY)
    answered(one, kh_lead, now=DECEMBER)

    mine, theirs = load_board(kh_lead, DECEMBER)

    assert steps_of(mine) == [
        ("Mid-year 2011", "Under way", "since 8 Nov 2010"),
        ("Now", "Done", "since 8 Dec 2011"),
    ]
    assert steps_of(theirs) == [("Mid-year 2011", "Open", ""), ("Now", "Open", "")]
    assert (mine.words, theirs.words) == ("Three courses", "")
    assert [answer.words for answer in RecommendationAnswer.objects.all()] == ["Begun", "Three courses"]


def test_the_round_of_an_open_review_is_the_last_one(world, som_7, kh_lead, regional_office):
    one = recommended(world, som_7, "kh")
    held(world, "mid-year", JUNE, JULY)
    open_review(world.cycle, "som", by=regional_office, now=DECEMBER)
    answered(one, kh_lead, now=DECEMBER)

    (row,) = load_board(kh_lead, DECEMBER)

    assert steps_of(row) == [("Mid-year 2011", "Open", ""), ("SOM 2011", "Done", "since 8 Dec 2011")]


def test_a_recommendation_has_no_round_of_a_review_before_it_or_of_its_own_meeting(
    world, kh_lead, regional_office
):
    held(world, "mid-year", JUNE, JULY)
    som_8 = som(world, 8, date(2012, 2, 14))
    review = open_review(world.cycle, "som", meeting=som_8, by=regional_office, now=DECEMBER)
    now = datetime(2012, 3, 1, 9, 0, tzinfo=UTC)
    close_review(review, with_at_least=0, by=regional_office, now=now)
    recommended(world, som_8, "kh", now=now)

    (row,) = load_board(kh_lead, now)

    assert steps_of(row) == [("Now", "Open", "")]


def test_what_was_written_down_after_a_review_has_no_round_of_it(world, kh_lead):
    without_days = som(world, 12, None)
    held(world, "mid-year", JUNE, JULY)
    for meeting in (som(world, 7, date(2010, 1, 20)), without_days):
        recommended(world, meeting, "kh", now=DECEMBER)
    recommended(world, without_days, "kh", text="In May", now=datetime(2011, 5, 2, 9, 0, tzinfo=UTC))

    found = {(number_of(row.recommendation), len(steps_of(row))) for row in load_board(kh_lead, DECEMBER)}

    assert found == {("7.1", 1), ("12.1", 1), ("12.2", 2)}


def test_the_same_answer_is_kept_once_until_a_review_asks_again(world, som_7, kh_lead, regional_office):
    one = recommended(world, som_7, "kh")
    first = answered(one, kh_lead, "under_way", "Begun", now=JUNE)

    assert answered(one, kh_lead, "under_way", " Begun ", now=JULY) == first
    assert answered(one, kh_lead, "under_way", "Half done", now=JULY) != first
    open_review(world.cycle, "mid-year", by=regional_office, now=JULY.replace(hour=10))
    answered(one, kh_lead, "under_way", "Half done", now=DECEMBER)
    assert RecommendationAnswer.objects.count() == events_about(som_7).filter(verb="follow_up").count() == 3


def test_not_followed_gives_its_reason_or_is_refused(world, som_7, kh_lead, lead):
    assert not_followed_gives_its_reason("not_followed", "Ours differs") is None
    one = recommended(world, som_7, "kh")
    with pytest.raises(RuleBroken, match=r"Give the reason\. The next SOM sees this reason\."):
        answered(one, kh_lead, "not_followed", " ", now=JULY)
    page = "/meetings/som-7/recommendations/1/kh/"
    sent = {"status": "not_followed", "words": "", "seen": lead.get(page).context["form"]["seen"].value()}

    refused = lead.post(page, sent)

    assert refused.status_code == 422
    assert refused.context["form"].errors == {"words": ["Give the reason. The next SOM sees this reason."]}
    assert not RecommendationAnswer.objects.exists()
    saved = lead.post(page, sent | {"words": "It has its own form"})
    assert (saved.status_code, saved.url) == (302, f"{BOARD}?meeting=som-7")
    board = lead.get(saved.url).text
    assert "list.xlsx?meeting=som-7" in board.partition("This view:")[2]
    assert "list.xlsx" not in board.partition("This view:")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        RecommendationAnswer.objects.create(addressee=one.addressees.get(), status="not_followed", at=JULY)


def test_overdue_begins_on_the_day_after_by_the_day_in_the_country(world, som_7, kh_lead, lao_lead):
    one = recommended(world, som_7, "kh", "la", due_on=date(2011, 6, 30))
    asked = one.addressees.get(taskforce__slug="kh")
    # 17:00 in London is midnight in Phnom Penh.
    last, first = (datetime(2011, 6, 30, hour, 30, tzinfo=UTC) for hour in (16, 17))

    assert (state_of(asked, last), state_of(asked, first)) == ("open", "overdue")
    answered(one, lao_lead, "under_way", "Begun", now=JUNE)
    states = {row.name: row.state for row in load_board(kh_lead, first)}
    assert states == {"Cambodia": "overdue", "Lao PDR": "overdue"}
    (_kh, lao) = load_board(kh_lead, first)
    assert steps_of(lao) == [("Now", "Overdue", "since 1 Jul 2011")]
    answered(one, kh_lead, now=JULY)
    answered(one, lao_lead, "not_followed", "Not ours", now=JULY)
    assert {row.state for row in load_board(kh_lead, JULY)} == {"done", "not_followed"}


def test_the_newest_meeting_comes_first_and_in_it_what_is_not_done(world, som_7, kh_lead, lao_lead):
    done = recommended(world, som_7, "kh", text="Done already")
    recommended(world, som_7, "la", "kh", text="Half done")
    answered(done, kh_lead, now=JULY)
    for one in RecommendationAddressee.objects.filter(recommendation__text="Half done", taskforce__slug="kh"):
        follow_up(one, status="done", words="", by=kh_lead, now=JULY)
    recommended(world, som(world, 8, date(2011, 2, 14)), "la", text="Newest", now=JULY)

    rows = load_board(lao_lead, JULY)

    assert [(number_of(row.recommendation), row.name) for row in rows] == [
        ("8.1", "Lao PDR"),
        ("7.2", "Cambodia"),
        ("7.2", "Lao PDR"),
        ("7.1", "Cambodia"),
    ]


def test_the_file_of_the_board_has_the_rows_of_the_screen(world, som_7, kh_lead, peer):
    area = world.plan.areas.first()
    one = recommended(world, som_7, "kh", "la", about=area, due_on=date(2010, 12, 31))
    recommended(world, som_7, "la", text="Share more")
    answered(one, kh_lead, now=JULY)
    asked = f"?state=not_done&area={world.plan.code}-{area.code}"

    page = peer.get(f"{BOARD}{asked}")
    rows = peer.get(f"{BOARD}list.csv{asked}").content.decode("utf-8-sig").splitlines()

    assert [row.name for row in page.context["listed"].rows] == ["Lao PDR"]
    name = f"{area.numbered}. {area.title}"
    assert rows == [
        "Meeting,No.,Recommendation,Subject,Due on,Addressed to,Now,Follow-up",
        f'SOM 7,7.1,Train more,{name},2010-12-31,Lao PDR,"Overdue, since 1 Jan 2011",',
    ]
    head = peer.get(f"{BOARD}list.csv?state=done&to=la").content.decode("utf-8-sig")
    assert (head.split(",")[-2:], head.count("\n")) == (["Now", "Follow-up\r\n"], 1)
    assert f"{BOARD}list.xlsx?area={world.plan.code}-{area.code}&amp;state=not_done" in page.text


def test_screen_file_print_and_workbook_say_the_same_of_a_follow_up(
    world, kh_lead, lao_lead, regional_office, tmp_path, lead
):
    som_8 = som(world, 8, date(2011, 2, 14))
    open_review(world.cycle, "som", meeting=som_8, by=regional_office, now=JUNE)
    one = recommended(world, som_8, "kh", "la", "cn", "regional", now=JUNE)
    recommended(world, som_8, "kh", text="By June", now=JUNE, due_on=date(2011, 6, 30))
    answered(one, lao_lead, "under_way", "Begun", now=JULY)
    for slug, status in (("cn", "done"), ("regional", "not_followed")):
        asked = one.addressees.get(taskforce__slug=slug)
        RecommendationAnswer.objects.create(
            addressee=asked, status=status, words="It has its own form", at=JULY
        )
    expected = [
        ("Train more", "Cambodia", "Open"),
        ("Train more", "China", "Done"),
        ("Train more", "Lao PDR", "Under way"),
        ("Train more", "The Secretariat", "Not followed"),
        ("By June", "Cambodia", "Overdue"),
    ]
    on_screen = [
        (row.recommendation.text, row.name, str(row.steps[-1]["word"])) for row in load_board(kh_lead, JULY)
    ]
    clock.stand_on(JULY.date())
    lines = list(csv.DictReader(io.StringIO(lead.get(f"{BOARD}list.csv").content.decode("utf-8-sig"))))
    made = report_rows(world.cycle, Audience.SECRETARIAT, on=JULY.date()).recommendations
    facts = replace(sample_2009(), recommendations=made, followed_up=())
    imprint = imprint_of(facts, as_of=JULY)
    printed = print_context(facts, imprint)["meeting"]["made"]
    sheet = list(book_of(facts, tmp_path, imprint)["Recommendations"].values)

    assert on_screen == expected
    assert [
        (one["text"], str(answer["names"]), answer["state"].word)
        for one in printed
        for answer in one["answers"]
    ] == expected
    assert [(row[2], row[5], row[6]) for row in sheet[1:]] == expected
    assert [
        (line["Recommendation"], line["Addressed to"], line["SOM 2011"].partition(",")[0]) for line in lines
    ] == expected
    assert set(FollowUpStatus.values) < set(FollowUp)


def test_the_board_takes_the_same_queries_for_one_recommendation_and_for_six(world, som_7, kh_lead, lead):
    one = recommended(world, som_7, "kh", "la", about=world.plan.areas.first())
    answered(one, kh_lead, now=JULY)
    first = queries_of(lead, BOARD)
    for number in (8, 9, 10):
        more = recommended(world, som(world, number, date(2011, 2, number)), "kh", "la", now=JULY)
        answered(more, kh_lead, now=JULY)

    assert queries_of(lead, BOARD) == first
    assert counted(lambda: load_board(kh_lead, JULY)) <= 8


def test_an_empty_board_says_so(world, client_of, kh_lead):
    assert "No meeting has recommended anything yet." in client_of(kh_lead).get(BOARD).text


def test_who_said_that_something_has_begun_is_asked_again_by_the_next_review(
    world, som_7, kh_lead, regional_office
):
    one = recommended(world, som_7, "kh")
    last = date(2011, 12, 31)
    assert len(recommendations_waiting(kh_lead, on=last)) == 1
    answered(one, kh_lead, "under_way", "Begun", now=JUNE)
    assert len(recommendations_waiting(kh_lead, on=last)) == 0

    open_review(world.cycle, "mid-year", by=regional_office, now=JULY)

    assert len(recommendations_waiting(kh_lead, on=last)) == 1
    answered(one, kh_lead, "under_way", "Begun", now=DECEMBER)
    assert len(recommendations_waiting(kh_lead, on=last)) == 0


def test_what_is_under_way_and_overdue_is_on_the_home_page(world, som_7, kh_lead, time_machine):
    one = recommended(world, som_7, "kh", due_on=date(2011, 6, 30))
    answered(one, kh_lead, "under_way", "Begun", now=JUNE)
    # 17:00 in London is midnight in Phnom Penh.
    for hour, found in ((16, []), (17, ["7.1 Train more"])):
        time_machine.move_to(datetime(2011, 6, 30, hour, 30, tzinfo=UTC), tick=False)
        assert [task.about[0] for task in recommendations_to_follow(kh_lead, clock.today())] == found


def test_the_next_som_begins_with_what_is_not_done(world, som_7, kh_lead, client_of, regional_office):
    one = recommended(world, som_7, "kh", "la", "th")
    answered(one, kh_lead, now=JULY)
    draft = {"parts": (("som", 30),), "planned_from": date(2098, 12, 5)}
    to_come = add_meeting(**draft, by=regional_office, now=MET)

    assert next_som(date(2011, 7, 8)) == to_come
    assert next_som(date(2098, 12, 6)) is None
    text = " ".join(client_of(kh_lead).get("/meetings/som-30/").text.split())
    assert "<h2>1 recommendation of an earlier meeting is not done</h2>" in text
    assert '<a href="/meetings/recommendations/?state=not_done">The list for SOM 30, to print</a>' in text
    # The list itself, without those who have done it.
    begins = text.partition("is not done</h2>")[2].partition("</section>")[0]
    assert one.text in begins
    assert ("Lao PDR" in begins, "Cambodia" in begins) == (True, False)
    assert "not done" not in client_of(kh_lead).get("/meetings/som-7/").text
    begins = "Next meeting: SOM 30. It begins with the recommendations that are not done."
    assert begins in client_of(kh_lead).get(BOARD).text
    # What is not followed is finished, and the next SOM notes its reason: counted as it is listed.
    other = recommended(world, som_7, "kh")
    answered(other, kh_lead, "not_followed", "No budget", now=JULY)
    page = client_of(kh_lead).get(f"{BOARD}?state=not_done")
    assert {row.recommendation for row in page.context["listed"].rows} == {one, other}
    text = " ".join(client_of(kh_lead).get("/meetings/som-30/").text.split())
    assert "<h2>2 recommendations of earlier meetings are not done</h2>" in text


def test_who_drafts_an_activity_reads_what_is_not_done_about_its_target(world, som_7, kh_lead, officer, line):
    target = line.target_links.get().target
    one = recommended(world, som_7, "kh", "la", text="Train the borders", about=target)
    recommended(world, som_7, "la", text="Not for Cambodia", about=line.area)
    pages = [f"/2011/kh/{line.number:03}/{page}/" for page in ("edit", "opened")]

    for page in pages:
        text = officer.get(page).text
        assert "Recommendation 7.1 of SOM 7: Open" in text
        assert "Train the borders" in text
        assert 'href="/meetings/som-7/recommendations/1/kh/"' in text
        assert "Not for Cambodia" not in text
    answered(one, kh_lead, now=JULY)
    for page in pages:
        assert "Train the borders" not in officer.get(page).text


def test_rows_that_come_back_opened_ask_for_recommendations_once(world, kh_plan, som_7, kh_officer, officer):
    lines = [cast.complete_line(kh_plan, by=kh_officer) for _ in range(3)]
    recommended(world, som_7, "kh", text="Train the borders", about=lines[0].area)
    typed = {f"r{line.short_code}-starts_on": "31 Feb" for line in lines}
    typed |= {f"r{line.short_code}-needs": "Rooms" for line in lines}
    typed |= {f"r{line.short_code}-v": line.row_version for line in lines}

    with CaptureQueriesContext(connection) as asked:
        text = officer.post("/2011/kh/", typed).text

    assert text.count("Train the borders") == len(lines)
    assert sum('FROM "reporting_recommendationaddressee"' in query["sql"] for query in asked) == 1


def test_a_target_is_put_before_the_next_som(world, som_7, client_of, regional_office, kh_lead):
    target = world.plan.targets.select_related("area").first()
    office, page = client_of(regional_office), f"{BOARD}new/?target={target.pk}"
    early = office.get(page)
    assert (early.status_code, "No SOM is planned. First add the next SOM." in early.text) == (403, True)
    draft = {"parts": (("som", 30),), "planned_from": date(2098, 12, 5), "agenda": "1. Opening"}
    to_come = add_meeting(**draft, by=regional_office, now=MET)

    assert client_of(kh_lead).get(page).status_code == 403
    assert office.get(f"{BOARD}new/?target=0").status_code == 404
    assert f"Add to the agenda of SOM 30: {target.code}</h1>" in office.get(page).text
    assert office.post(page, {"text": ""}).status_code == 422
    page += "&place=kh"
    assert "All taskforces can read your text immediately." in office.get(page).text
    for _ in range(2):
        assert office.post(page, {"text": "Ask\r\nfor dates"}).status_code == 302

    to_come.refresh_from_db()
    line = f"Target {target.code}, Cambodia: Ask for dates"
    assert to_come.agenda == f"1. Opening\n{line}"
    cell = f"/2011/comparison/{target.code}/kh/"
    for seat in (regional_office, kh_lead):
        asked = client_of(seat).get(cell).text.partition("What the SOM asked")[2].partition("</section>")[0]
        assert '<a href="/meetings/som-30/">SOM 30</a>' in asked
        assert (line in asked, "Opening" in asked) == (True, False)
    link = f'<a href="{page.replace("&", "&amp;")}">Add this target to the agenda of SOM 30</a>'
    assert link in office.get(cell).text
    assert link not in client_of(kh_lead).get(cell).text
    # Several answers at once, a line each; what is there already is not repeated.
    other = world.plan.targets.exclude(pk=target.pk).first()
    both = f"{page}&target={other.pk}&place=la"
    assert f"SOM 30: {target.code}, Cambodia; {other.code}, Lao PDR</h1>" in office.get(both).text
    assert office.post(both, {"text": "Ask for dates"}).status_code == 302
    assert office.get(f"{both}&target=0").status_code == 404
    to_come.refresh_from_db()
    assert to_come.agenda == f"1. Opening\n{line}\nTarget {other.code}, Lao PDR: Ask for dates"
    edit = "/meetings/som-30/edit/"
    for size, status in ((19_900, 302), (20_000, 422)):
        # Browsers send two characters at the end of a line.
        sent = {"parts": "som", "som_number": 30, "planned_from": "5 Dec 2098"}
        sent |= {"seen": office.get(edit).context["form"]["seen"].value()}
        assert office.post(edit, sent | {"agenda": "a\r\n" * 9 + "a" * (size - 18)}).status_code == 302
        assert office.post(page, {"text": "Ask"}).status_code == status
    recommend_page = office.get(f"/meetings/som-7/recommend/?target={target.pk}")
    assert recommend_page.context["form"]["about"].value() == f"target-{target.pk}"


def test_what_is_not_followed_is_in_the_list_of_the_next_som_and_not_after_it(
    world, som_7, client_of, kh_lead, lao_lead
):
    one = recommended(world, som_7, "kh", "la")
    answered(one, kh_lead, "not_followed", "Ours differs", now=JULY)
    answered(one, lao_lead, now=JULY)
    recommended(world, som_7, "th", text="Still open")

    def listed():
        rows = client_of(lao_lead).get(f"{BOARD}?state=not_done").context["listed"].rows
        return [row.name for row in rows]

    assert listed() == ["Cambodia", "Thailand"]
    som(world, 8, date(2011, 7, 20))
    assert listed() == ["Thailand"]

"""Coverage beside the year behind: it compares released plans, and says nothing of the others."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils.html import escape

from tests import cast, year_behind
from tests.replayed import replayed
from workplans.models import Activity, Comment, Opening, VersionLine
from workplans.statuses import Audience

PAGE = "/2012/kh/last-year/"
DATES = {"starts_on": date(2012, 3, 1), "ends_on": date(2012, 4, 30)}
PLANTED = "quokka"


@pytest.fixture
@replayed
def years(world: cast.World) -> year_behind.Years:
    return year_behind.open_next(world, approved=1)


def plan_in_laos(years: year_behind.Years, *, release: bool) -> None:
    """Lao PDR plans 1.T1 in 2012 too: approved, and released to the taskforces or not."""
    seats, plan = years.world.seats, years.of("la")
    cast.complete_line(plan, by=seats["lao_officer"], title=f"Workshop {PLANTED}", **DATES)
    cast.approved(plan, lead=seats["lao_lead"], desk=seats["lao_desk"])
    if release:
        cast.released(years.of("la"), Audience.TASKFORCES)


def bytes_of(client: Client) -> str:
    """The page without what differs at every request."""
    text = client.get(PAGE).text
    return re.sub(r"(csrfmiddlewaretoken\W+value=\W*|X-CSRFToken\W+)\w+", r"\1", text)


def test_targets_without_a_line_of_the_draft_are_listed_with_a_way_to_add_one(years, officer):
    cast.complete_line(years.plan, by=years.officer, **DATES)

    gaps = officer.get(PAGE).context["coverage"]["open_gaps"]

    assert [(gap["code"], gap["add_url"]) for gap in gaps] == [
        ("1.T2", "/2012/kh/activities/add/?area=1"),
        ("2.T1", "/2012/kh/activities/add/?area=2"),
        ("2.T2", "/2012/kh/activities/add/?area=2"),
    ]


def test_targets_without_activity_last_year_say_what_the_draft_has_for_them(years, officer):
    sheet = years.answers()
    years.answer_target(sheet, "1.T1", "no_activity")
    years.answer_target(sheet, "1.T2", "in_progress")
    years.answer_target(sheet, "2.T1", "no_activity")
    cast.complete_line(years.plan, by=years.officer, **DATES)

    text = officer.get(PAGE).text.partition("“No activity yet”</h2>")[2].partition("</section>")[0]

    assert re.findall(r"<strong>(\S+)</strong>[^<]+<span class=\"second\">([^<]+)</span>", text) == [
        ("1.T1", "KH-2012-001 in the draft has this target."),
        ("2.T1", "The draft has no activity for this target."),
    ]


def test_released_lines_of_others_that_serve_the_same_targets_are_named(years, officer):
    plan_in_laos(years, release=True)

    page = officer.get(PAGE)

    same = page.context["coverage"]["open_same"]
    assert [(one["line"].code, one["url"]) for one in same] == [("LA-2012-001", "/2012/la/001/")]
    words = page.text
    assert "This activity has targets in common with your KH-2011-001: 1.T1." in words
    assert "Workplans released to you now: Lao PDR." in words
    assert PLANTED in words
    assert officer.get("/2012/la/001/").status_code == 200
    (line,) = page.context["coverage"]["open_same"]
    assert line["line"].lead_body in words
    assert f'href="{escape(line["write_url"])}"' in words


def test_the_secretariat_reads_what_is_written_to_it_about_joint_work(years, officer):
    plan_in_laos(years, release=True)
    (line,) = officer.get(PAGE).context["coverage"]["open_same"]

    form = officer.get(line["write_url"])

    assert re.search(r'name="to" value="both"[^>]* checked', form.text)
    assert form.context["form"]["about"].value() == "Joint work with Lao PDR: LA-2012-001"
    sent = {"to": "both", "about": "Joint work", "text": "Shall we?", "told": ""}
    officer.post(line["write_url"], sent | {"made_with": form.context["form"]["made_with"].value()})
    (comment,) = Comment.objects.filter(workplan=years.plan)
    assert (comment.audience, comment.about) == ("both", "Joint work")


def test_an_approved_plan_that_is_not_released_and_an_absent_one_give_the_same_page(years, officer):
    officer.get(PAGE)
    empty = bytes_of(officer)
    plan_in_laos(years, release=False)
    hidden = bytes_of(officer)

    assert PLANTED not in hidden
    assert hidden == empty
    assert "No workplan is released to you yet." in hidden


def test_without_any_row_of_the_other_plan_the_page_is_the_same(years, officer):
    officer.get(PAGE)
    hidden = bytes_of(officer)
    plan = years.of("la")
    Opening.objects.filter(workplan=plan).delete()
    plan.delete()

    assert bytes_of(officer) == hidden


def test_a_draft_of_another_country_is_not_compared(years, officer):
    officer.get(PAGE)
    before = bytes_of(officer)
    cast.complete_line(years.of("la"), by=years.world.seats["lao_officer"], title=f"Draft {PLANTED}", **DATES)

    assert bytes_of(officer) == before


def test_a_release_that_ended_is_compared_no_more(years, officer):
    plan_in_laos(years, release=True)
    years.of("la").of_record.releases.update(ended_at=cast.NOW, ended_by=years.world.seats["lao_lead"].user)

    assert officer.get(PAGE).context["coverage"]["open_same"] == []


@pytest.mark.parametrize("name", ["lao_officer", "lao_desk", "ilo", "observer", "kh_member", "kh_desk"])
def test_the_page_says_nothing_of_last_year_to_who_does_not_draft(years, client_of, name):
    Activity.objects.filter(pk=years.line(1).pk).update(title=PLANTED)
    VersionLine.objects.filter(activity=years.line(1)).update(title=PLANTED, description=PLANTED)

    answer = client_of(years.world.seats[name]).get(PAGE)

    assert answer.status_code == (403 if name.startswith("kh_") else 404)
    assert PLANTED not in answer.text


def test_who_drafts_finds_the_word(years, officer):
    """The negative control of the test above."""
    VersionLine.objects.filter(activity=years.line(1)).update(title=PLANTED)

    assert PLANTED in officer.get(PAGE).text

"""A corrected text of the plan of action is what the pages of workplans and reviews print."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from reporting.dataset_queries.rows import report_rows
from reporting.meetings.actions import add_meeting, recommend
from reporting.models import Meeting
from reporting.report_text.values import said
from reporting.reviews.actions import open_review
from spa.models import MenuActivity, Target
from spa.queries import text_in_force, texts_in_force
from tests import cast
from workplans.models import Activity, Taskforce, Workplan
from workplans.plan.rules import wp_2, wp_12
from workplans.statuses import Audience
from workplans.submitting.actions import amend_workplan

OLD = ("Policy", "Target 1 of policy", "Support to policy")
NEW = ("Policy and cooperation", "Target 1 as corrected", "Support as corrected")


@pytest.fixture
def corrected(world: cast.World) -> cast.World:
    """Area 1, its first target and its menu say something else since 1 June 2011; what comes in 2999 waits."""
    area = world.plan.areas.get(code="1")
    rows = (area, Target.objects.get(code="1.T1"), MenuActivity.objects.get(code="1.A1"))
    for row, text in zip(rows, NEW, strict=True):
        for words, day in ((text, date(2011, 6, 1)), ("Not yet", date(2999, 1, 1))):
            cast.correct(row, words, day, by=world.seats["regional_office"])
    return world


@pytest.fixture
def line(corrected: cast.World) -> Activity:
    return cast.complete_line(corrected.workplan("kh"), by=corrected.seats["kh_officer"])


@pytest.fixture
def kh(line: Activity, corrected: cast.World) -> Workplan:
    return cast.approved(corrected.workplan("kh"))


def says(client: Client, address: str, words: tuple[str, ...]) -> None:
    page = client.get(address).text
    assert [text for text in words if text not in page] == []
    printed = (*(f">{text}<" for text in OLD), f". {OLD[0]}<", f" {OLD[1]}<", f" {OLD[2]}<", "Not yet</")
    assert [text for text in printed if text in page] == []


def test_a_sheet_names_an_area_by_its_number_which_no_correction_changes(corrected, line, client_of):
    officer = client_of(corrected.seats["kh_officer"])

    answer = officer.post(
        "/2011/kh/import/", {"rows": "Code\tArea\tActivity area\nKH-2011-001\t1\t9.A9"}, follow=True
    )

    text = answer.text
    assert "Row 2, Activity area: “9.A9” is not an activity area of this area. Use one of: 1.A1." in text
    assert OLD[0] not in text


@pytest.mark.parametrize("on", [date(2011, 5, 31), date(2011, 6, 1), date(2999, 1, 1)])
def test_texts_of_a_plan_are_those_of_each_row(corrected, on, django_assert_num_queries):
    plan = corrected.plan
    with django_assert_num_queries(1):
        texts = texts_in_force(plan, on, 1)

    rows = [*plan.areas.all(), *plan.targets.all(), *MenuActivity.objects.filter(area__plan=plan)]
    assert len(rows) == 8
    assert [texts.of(row) for row in rows] == [text_in_force(row, on, 1) for row in rows]


def test_draft_and_its_form_print_the_texts_in_force(corrected, line, client_of):
    officer = client_of(corrected.seats["kh_officer"])
    says(officer, "/2011/kh/", NEW[:1])
    says(officer, "/2011/kh/001/", NEW)
    says(officer, "/2011/kh/001/edit/", NEW)
    says(officer, "/2011/kh/activities/add/", NEW[:1])


def test_plan_of_record_prints_the_texts_in_force(corrected, kh, client_of):
    office = client_of(corrected.seats["regional_office"])
    says(office, "/2011/kh/", NEW[:1])
    says(office, "/2011/kh/001/", NEW)
    says(office, "/2011/kh/versions/1/", NEW[:1])


def test_form_of_an_activity_names_areas_and_menu_by_the_texts_in_force(corrected, line, client_of):
    officer = client_of(corrected.seats["kh_officer"])
    typed = {
        "area": line.area_id,
        "title": "Another",
        "funding": "counted",
        "secretariat_cost": "1000",
        "row_version": line.row_version,
    }
    theirs = replace(cast.complete_draft(corrected.plan), title="Theirs")
    cast.change_activity(line, theirs, seen=line.row_version, by=corrected.seats["kh_lead"], now=cast.NOW)

    shown = officer.post("/2011/kh/001/edit/", typed | {"show_area": "1"}).text
    stale = officer.post("/2011/kh/001/edit/", typed)

    assert f"Activity areas and targets of Area 1. {NEW[0]}." in shown
    text = stale.text
    assert stale.status_code == 409
    assert f"Area 1. {NEW[0]}" in text
    assert [old for old in OLD if f"{old}<" in text] == []


def test_rules_name_an_area_by_its_number_which_no_correction_changes(line):
    line.target_links.all().delete()

    without = wp_2(line)
    (elsewhere,) = wp_12(line, Target.objects.filter(code="2.T1"))

    assert str(without) == "Choose a target of Area 1 for KH-2011-001."
    assert str(elsewhere) == "2.T1 is not in Area 1. Choose from the list of this area."


def test_pages_of_the_desk_print_the_texts_in_force(corrected, kh, line, officer, desk):
    law = corrected.plan.areas.get(code="2")
    amend_workplan(kh, note="Another area.", by=corrected.seats["kh_lead"], now=cast.NOW)
    line.refresh_from_db()
    draft = cast.complete_draft(
        corrected.plan, area=law, menu_activity=law.menu.get(), targets=(law.targets.get(code="2.T1"),)
    )
    cast.change_activity(line, draft, seen=line.row_version, by=corrected.seats["kh_officer"], now=cast.NOW)
    cast.complete_line(corrected.workplan("kh"), title="New")
    undo = officer.get("/2011/kh/001/undo/").text
    assert f"Area 1. {NEW[0]}<" in undo
    assert f"1.A1 {NEW[2]}<" in undo
    cast.submitted(corrected.workplan("kh"))

    # The changed line stands in area 2 now; what it said before is of area 1, as the new line is.
    says(desk, "/2011/kh/decisions/", NEW[:1])
    says(desk, "/2011/kh/decisions/001/", (NEW[0], NEW[2]))
    says(desk, "/2011/kh/decisions/002/", (NEW[0], NEW[2]))


@pytest.fixture
def recommended(corrected: cast.World) -> Meeting:
    """A SOM of the year that recommends something about area 1."""
    office = corrected.seats["regional_office"]
    held = {"parts": (("som", 8),), "actual_from": date(2012, 2, 14), "actual_until": date(2012, 2, 16)}
    som = add_meeting(**held, by=office, now=cast.NOW)
    asked = tuple(Taskforce.objects.filter(slug="kh"))
    about = corrected.plan.areas.get(code="1")
    there = datetime(2012, 2, 16, 9, 0, tzinfo=UTC)
    recommend(som, text="Train more", addressees=asked, about=about, by=office, now=there)
    open_review(corrected.cycle, "som", meeting=som, by=office, now=cast.NOW)
    return som


def test_recommendation_names_its_area_by_the_text_in_force(corrected, recommended, client_of):
    says(client_of(corrected.seats["kh_lead"]), f"/meetings/{recommended.slug}/", NEW[:1])

    rows = report_rows(corrected.cycle, Audience.SECRETARIAT, on=corrected.cycle.ends_on)

    assert [said(row.about) for row in rows.recommendations] == [f"Area 1. {NEW[0]}"]


def test_review_sheet_prints_the_texts_in_force(corrected, kh, client_of):
    open_review(kh.cycle, "mid-year", by=corrected.seats["regional_office"], now=cast.NOW)
    says(client_of(corrected.seats["kh_member"]), "/2011/reviews/mid-year/kh/", NEW[1:2])
    says(client_of(corrected.seats["kh_officer"]), "/2011/reviews/mid-year/kh/areas/1/", NEW[:2])

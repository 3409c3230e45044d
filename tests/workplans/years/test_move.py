"""A year that moved to a revision without a target, an activity area and an area of its activities. All is made up."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commit_portal.mail.payload import MailPayload
from commit_portal.models import Event, Notice
from commit_portal.refusals import Refused, RuleBroken
from reporting.dataset.build import build_dataset
from reporting.dataset.serialization import to_json
from reporting.dataset_queries.printed_forms import figures_of_draft
from reporting.dataset_queries.rows import report_rows
from reporting.home.task_list import waiting_for
from reporting.notices.access import names_of_places, title_of
from reporting.notices.dispatch import tell_all
from spa.actions import texts
from spa.models import ActionPlan, Area
from tests import authz_matrix, cast, plan_texts
from tests.spa.test_revisions import NOW, adopt, begin, of
from workplans.drafting.actions import withdraw_activity
from workplans.drafting.saving import save_line
from workplans.models import Activity, AnnualCycle, Workplan
from workplans.submitting.actions import amend_workplan, close_workplan
from workplans.years.actions import ask_for_targets, move_year

# The code of the task, and a day when it is there.
ASKED, IN_YEAR = "choose_targets", date(2011, 5, 1)


def served(plan: Workplan, world: cast.World, *codes: str) -> Activity:
    """An activity of area 2 that serves these targets."""
    spa, officer = plan.cycle.plan, world.seats["kh_officer"]
    area, targets = spa.areas.get(code="2"), tuple(of(spa, code) for code in codes)
    return cast.complete_line(plan, by=officer, area=area, menu_activity=area.menu.get(), targets=targets)


def activities_on(page: str) -> str:
    """The words of the part about activities of the page of a move."""
    return " ".join(re.sub("<[^>]+>", " ", page[page.index("<h2>Activities") :]).split())


LOST = "Cambodia 2011: check the targets of {numbers}. Not in the new revision: {codes}"
MOVED = "{place} 2011: the workplan now follows another revision of the plan of action"


def told() -> dict[str, tuple[str, str]]:
    """The newest notice of each person who is told now: its title and its link."""
    known = {one.pk for one in Notice.objects.all()}
    tell_all(now=NOW)
    return {
        one.user.email.split("@")[0]: (title_of(facts, names_of_places()), facts.link)
        for one in Notice.objects.exclude(pk__in=known).select_related("user").order_by("pk")
        for facts in [MailPayload.from_plain(one.facts)]
    }


def dropped(plan: ActionPlan, world: cast.World) -> None:
    """A revision without 2.T1, the activity area 2.A1 and the areas without texts is adopted."""
    office = world.seats["regional_office"]
    revision = begin(plan, office)
    for row in (of(plan, "2.T1"), plan.areas.get(code="2").menu.get(), *plan.areas.filter(targets=None)):
        texts.remove_text(row, by=office, now=NOW)
    adopt(revision, office, world.seats["regional_manager"])


def test_activities_of_a_moved_year_are_read_and_saved(world, kh_plan, cycle, client_of):
    officer, line = world.seats["kh_officer"], served(kh_plan, world, "2.T1", "2.T2")
    other = served(kh_plan, world, "2.T1")
    changed = {"targets": (of(world.plan, "2.T2"),), "menu_activity": None}
    save_line(other, changed, seen=1, by=officer, now=NOW)
    dropped(world.plan, world)
    move_year(cycle, 2, reason="", by=world.seats["regional_office"], now=NOW)
    client = client_of(officer)

    assert 'value="2.T1, 2.T2"' in client.get("/2011/kh/").text
    assert "2.T1" in client.get("/2011/kh/history/").text
    for page in ("/2011/kh/001/", "/2011/kh/001/edit/"):
        assert client.get(page).status_code == 200
    file = SimpleUploadedFile("plan.xlsx", client.get("/2011/kh/export.xlsx").content)
    assert client.post("/2011/kh/import/", {"file": file}, follow=True).status_code == 200
    sent = {"person": officer.user_id, "r001-v": 1, "r001-lead_body": "Ministry of Justice"}
    refused = client.post("/2011/kh/001/save/", sent)
    assert (refused.status_code, "no longer has 2.T1" in refused.text) == (422, True)
    sent = {"person": officer.user_id, "r002-v": 2, "r002-lead_body": "Ministry of Justice"}
    assert client.post("/2011/kh/002/save/", sent).status_code == 200
    saved = save_line(line, changed, seen=1, by=officer, now=NOW).line
    assert [one.target.code for one in saved.target_links.all()] == ["2.T2"]


def test_approved_workplan_is_amended_and_a_closed_one_stops_no_move_and_its_version_keeps_its_targets(
    world, kh_plan, cycle, client_of
):
    served(kh_plan, world, "2.T1")
    cast.approved(kh_plan, lead=world.seats["kh_lead"], desk=world.seats["kh_desk"])
    dropped(world.plan, world)
    office, listed = client_of(world.seats["regional_office"]), "Cambodia 1 activity KH-2011-001"
    assert activities_on(office.get("/2011/revision/2/").text).count(listed) == 2
    AnnualCycle.objects.filter(pk=cycle.pk).update(asked_revision=2)
    places = {
        name: [one.goes_to for one in waiting_for(world.seats[name], on=IN_YEAR) if one.code == ASKED]
        for name in ("kh_officer", "kh_lead")
    }
    assert places == {"kh_officer": [], "kh_lead": ["/2011/kh/amend/"]}
    closed = {"status": "closed", "closed_at": NOW, "closed_by": world.seats["regional_office"].user}
    Workplan.objects.filter(pk=kh_plan.pk).update(**closed)
    told()
    moved = move_year(cycle, 2, reason="Agreed at IMM 3", by=world.seats["regional_office"], now=NOW)

    for page in ("/2011/kh/", "/2011/kh/001/", "/2011/kh/print/"):
        assert client_of(world.seats["kh_lead"]).get(page).status_code == 200, page
    assert "2.T1" in client_of(world.seats["lao_desk"]).get("/2011/kh/001/").text
    assert "KH-2011-001" in to_json(build_dataset(report_rows(moved, "secretariat", on=NOW.date())))
    assert told() == {
        "kh_officer": (LOST.format(codes="2.T1", numbers="001"), "/2011/kh/001/"),
        "kh_lead": (LOST.format(codes="2.T1", numbers="001"), "/2011/kh/001/"),
        "kh_desk": (MOVED.format(place="Cambodia"), "/2011/kh/"),
        **dict.fromkeys(
            ("lao_officer", "lao_lead", "lao_desk"), (MOVED.format(place="Lao PDR"), "/2011/la/")
        ),
        "regional_manager": (MOVED.format(place="Regional workplan"), "/2011/regional/"),
    }


def test_asked_taskforces_choose_from_the_coming_revision_and_the_year_then_moves(
    world, kh_plan, cycle, client_of
):
    spa, office, officer = world.plan, world.seats["regional_office"], world.seats["kh_officer"]
    lines = [served(kh_plan, world, "2.T1"), served(kh_plan, world, "2.T1", "2.T2")]
    law, revision = spa.areas.get(code="2"), begin(spa, office)
    new = texts.add_text(spa, plan_texts.new_target(law, "2.T3", "New in the revision"), by=office, now=NOW)
    added = texts.add_text(spa, plan_texts.new_area("9", "Added"), by=office, now=NOW)
    texts.remove_text(of(spa, "2.T1"), by=office, now=NOW)
    adopt(revision, office, world.seats["regional_manager"])
    client, sent = client_of(officer), {"person": officer.user_id, "r001-v": 1, "r001-targets": "2.T3"}
    assert "New in the revision" not in client.get("/2011/kh/001/edit/").text
    assert client.post("/2011/kh/001/save/", sent).status_code == 422

    assert told()["regional_manager"][1].endswith("/endorse/")
    ask_for_targets(cycle, 2, by=office, now=NOW)
    asked = LOST.format(codes="2.T1", numbers="001").replace(
        "check the targets of", "choose other targets for these activities:"
    )
    assert told() == dict.fromkeys(("kh_officer", "kh_lead"), (asked, "/2011/kh/001/"))
    page = client.get("/2011/kh/001/edit/").text
    assert all(words in page for words in ("New in the revision", "(new in revision 2)", str(added)))
    assert client.post("/2011/kh/001/save/", sent).status_code == 200
    with pytest.raises(RuleBroken, match=r"already use a text that revision 1 does not have: Cambodia \(1\)"):
        ask_for_targets(cycle, 1, by=office, now=NOW)
    move_year(cycle, 2, reason="", by=office, now=NOW)

    assert [link.target for line in lines[:1] for link in line.target_links.all()] == [new]
    lost = LOST.format(codes="2.T1", numbers="002")
    assert told()["kh_lead"] == (lost, "/2011/kh/002/")
    assert "2.T1" in client_of(world.seats["kh_lead"]).get("/2011/kh/history/").text
    assert lost in client_of(world.seats["kh_lead"]).get("/notices/").text


def test_approved_version_stops_the_move_while_its_amendment_is_open(world, kh_plan, cycle, client_of):
    seats, line = world.seats, served(kh_plan, world, "2.T1")
    cast.approved(kh_plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    amend_workplan(kh_plan, note="Another target", by=seats["kh_lead"], now=NOW)
    line.refresh_from_db()
    changed = {"targets": (of(world.plan, "2.T2"),), "menu_activity": None}
    save_line(line, changed, seen=line.row_version, by=seats["kh_lead"], now=NOW)
    dropped(world.plan, world)
    ask_for_targets(cycle, 2, by=seats["regional_office"], now=NOW)
    office = client_of(seats["regional_office"])
    with authz_matrix.undone():
        # The draft serves one target more, and nobody has decided on it when the plan is closed.
        line.target_links.create(target=of(world.plan, "2.T1"))
        close_workplan(kh_plan, by=seats["regional_office"], now=NOW)
        set_aside = activities_on(office.get("/2011/revision/2/").text)
    for page in (set_aside, activities_on(office.get("/2011/revision/2/").text)):
        assert "Cambodia 1 activity" in page
        assert "KH-2011" not in page, "what the draft of an amendment serves is not told"

    with pytest.raises(RuleBroken, match=r"Cambodia \(1\)"):
        move_year(cycle, 2, reason="", by=seats["regional_office"], now=NOW)
    assert [one for one in waiting_for(seats["kh_lead"], on=IN_YEAR) if one.code == ASKED]
    cast.approved(world.workplan("kh"), lead=seats["kh_lead"], desk=seats["kh_desk"])
    move_year(cycle, 2, reason="", by=seats["regional_office"], now=NOW)


def test_taskforces_are_asked_for_other_targets_until_the_year_can_move(world, kh_plan, cycle, client_of):
    area = Area.objects.create(plan=world.plan, code="3", title="Empty", position=3)
    seats, without = world.seats, {"area": area, "menu_activity": None, "targets": ()}
    placed = cast.complete_line(kh_plan, by=seats["kh_officer"], **without)
    lines = [served(kh_plan, world, *codes) for codes in (("2.T1",), ("2.T1", "2.T2"), ("2.T2",))]
    regional = cast.complete_line(world.workplan("regional"), by=seats["regional_office"], **without)
    dropped(world.plan, world)
    office = client_of(seats["regional_office"])

    with pytest.raises(Refused):
        move_year(cycle, 2, reason="", by=seats["kh_lead"], now=NOW)
    with pytest.raises(RuleBroken, match="Choose another adopted revision"):
        move_year(cycle, 1, reason="", by=seats["regional_office"], now=NOW)
    with pytest.raises(RuleBroken) as refused:
        move_year(cycle, 2, reason="", by=seats["regional_office"], now=NOW)
    assert [str(one) for one in refused.value.violations] == [
        "Activities of 2011 without a target or an area in revision 2: Cambodia (2), Regional (1). "
        "Ask the taskforces to change them first."
    ]
    page = activities_on(office.get("/2011/revision/2/").text)
    assert page.startswith(
        "Activities Activities without a target or an area in this revision Cambodia 2 activities "
        f"Regional 1 activity {regional.code} Activities with one target less Cambodia 1 activity "
        "Activities with an activity area that is not in this revision Cambodia 3 activities"
    )
    assert "KH-2011" not in page, "the office cannot read this draft"

    assert 'href="/2011/revision/2/">Move 2011</a>' in office.get("/plans/spa-test/").text

    with pytest.raises(RuleBroken, match="Choose another adopted revision"):
        ask_for_targets(cycle, 3, by=seats["regional_office"], now=NOW)
    for _twice in range(2):
        assert office.post("/2011/revision/2/ask/", follow=True).status_code == 200
    assert Event.objects.filter(verb="ask_for_targets").count() == 3, "of the year and two workplans, once"
    assert "You asked the taskforces." in office.get("/2011/revision/2/").text
    tell_all(now=NOW)
    told = Notice.objects.filter(facts__verb="targets_asked").values_list("user__email", flat=True)
    assert {name.split("@")[0] for name in told} == {"kh_officer", "kh_lead", "regional_manager"}

    def tasks_at(status: str) -> dict[str, list[tuple[str, str]]]:
        at, by = (NOW, seats["kh_lead"].user) if status == "submitted" else (None, None)
        Workplan.objects.filter(pk=kh_plan.pk).update(status=status, submitted_at=at, submitted_by=by)
        return {
            name: [
                (str(one.title), one.goes_to or one.url)
                for one in waiting_for(seats[name], on=IN_YEAR)
                if one.code == ASKED
            ]
            for name in ("kh_officer", "kh_lead", "kh_member", "regional_office")
        }

    asked = ("Choose other targets for 2 activities of the workplan 2011", "/2011/kh/001/")
    own = ("Choose another target for 1 activity of the regional workplan 2011", "/2011/regional/001/")
    nobody = {"kh_officer": [], "kh_lead": [], "kh_member": [], "regional_office": [own]}
    assert tasks_at("submitted") == nobody
    assert tasks_at("draft") == nobody | {"kh_officer": [asked], "kh_lead": [asked]}
    bars = {name: client_of(seats[name]).get("/2011/kh/").text for name in ("kh_officer", "kh_member")}
    assert [asked[0].split(" of the")[0] in bar for bar in bars.values()] == [True, False]
    lead = client_of(seats["kh_lead"])
    marked = [
        lead.get(f"/2011/kh/{page}").text.count("(not in revision 2)") for page in ("002/", "002/edit/")
    ]
    assert marked == [1, 1]

    office.post("/2011/revision/1/ask/")
    assert not [one for one in waiting_for(seats["kh_lead"], on=IN_YEAR) if one.code == ASKED]
    ask_for_targets(cycle, 2, by=seats["regional_office"], now=NOW)
    for line, by in ((placed, "kh_officer"), (lines[0], "kh_officer"), (regional, "regional_office")):
        withdraw_activity(line, by=seats[by], now=NOW)
    assert not [one for one in waiting_for(seats["kh_lead"], on=IN_YEAR) if one.code == ASKED]
    office.post("/2011/revision/1/ask/")
    with pytest.raises(RuleBroken, match="No activity stops the move"):
        ask_for_targets(cycle, 2, by=seats["regional_office"], now=NOW)
    moved = move_year(cycle, 2, reason="Agreed at IMM 3", by=seats["regional_office"], now=NOW)
    assert (moved.plan_revision, moved.asked_revision) == (2, None)
    assert "Move 2011" not in office.get("/plans/spa-test/").text
    read_by = {
        name: "Agreed at IMM 3" in client_of(seats[name]).get("/2011/").text
        for name in ("kh_member", "kh_desk", "ilo", "observer")
    }
    assert read_by == {"kh_member": True, "kh_desk": True, "ilo": False, "observer": False}
    assert "revision 2" in client_of(seats["kh_lead"]).get("/2011/kh/").text
    form = figures_of_draft(world.workplan("kh"), seats["kh_lead"], on=IN_YEAR, ministries=())
    assert form.plan_title.endswith("revision 2")

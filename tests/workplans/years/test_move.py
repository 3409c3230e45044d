"""A year that moved to a revision without a target, an activity area and an area of its activities. All is made up."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commit_portal.refusals import RuleBroken
from spa.actions import texts
from spa.models import ActionPlan, Area
from tests import cast
from tests.cast import SignIn
from tests.spa.test_revisions import NOW, adopt, begin, of
from workplans.drafting.saving import save_line
from workplans.models import Activity, AnnualCycle, Workplan
from workplans.years.actions import move_year
from workplans.years.plans import affected_lines


def served(plan: Workplan, world: cast.World, *codes: str) -> Activity:
    """An activity of area 2 that serves these targets."""
    spa, officer = plan.cycle.plan, world.seats["kh_officer"]
    area, targets = spa.areas.get(code="2"), tuple(of(spa, code) for code in codes)
    return cast.complete_line(plan, by=officer, area=area, menu_activity=area.menu.get(), targets=targets)


def dropped(plan: ActionPlan, world: cast.World) -> None:
    """A revision without 2.T1, the activity area 2.A1 and the areas without texts is adopted."""
    office = world.seats["regional_office"]
    revision = begin(plan, office)
    for row in (of(plan, "2.T1"), plan.areas.get(code="2").menu.get(), *plan.areas.filter(targets=None)):
        texts.remove_text(row, by=office, now=NOW)
    adopt(revision, office, world.seats["regional_manager"])


def test_activities_of_a_moved_year_are_read_and_saved(
    world: cast.World, kh_plan: Workplan, cycle: AnnualCycle, client_of: SignIn
) -> None:
    officer, line = world.seats["kh_officer"], served(kh_plan, world, "2.T1", "2.T2")
    other = served(kh_plan, world, "2.T1")
    changed = {"targets": (of(world.plan, "2.T2"),), "menu_activity": None}
    save_line(other, changed, seen=1, by=officer, now=NOW, only=changed)
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
    saved = save_line(line, changed, seen=1, by=officer, now=NOW, only=changed).line
    assert [one.target.code for one in saved.target_links.all()] == ["2.T2"]


def test_approved_version_keeps_its_targets(
    world: cast.World, kh_plan: Workplan, cycle: AnnualCycle, client_of: SignIn
) -> None:
    served(kh_plan, world, "2.T1", "2.T2")
    cast.approved(kh_plan, lead=world.seats["kh_lead"], desk=world.seats["kh_desk"])
    dropped(world.plan, world)
    move_year(cycle, 2, reason="", by=world.seats["regional_office"], now=NOW)

    assert "2.T1" in client_of(world.seats["lao_desk"]).get("/2011/kh/001/").text


def test_year_does_not_leave_an_activity_without_its_area(
    world: cast.World, kh_plan: Workplan, cycle: AnnualCycle, client_of: SignIn
) -> None:
    area = Area.objects.create(plan=world.plan, code="3", title="Empty", position=3)
    without = {"area": area, "menu_activity": None, "targets": ()}
    cast.complete_line(kh_plan, by=world.seats["kh_officer"], **without)
    served(kh_plan, world, "2.T2")
    dropped(world.plan, world)
    office = world.seats["regional_office"]

    assert affected_lines(cycle, 2)[1:] == [
        {"code": "KH-2011-002", "targets": "", "menu": "2.A1", "area": "", "is_left": False}
    ]
    with pytest.raises(RuleBroken) as refused:
        move_year(cycle, 2, reason="", by=office, now=NOW)
    said = "KH-2011-001 is in Area 3. Empty, which is not in this revision. Choose another area for it first."
    assert [str(one) for one in refused.value.violations] == [said]
    page = client_of(office).get("/2011/revision/2/").text
    assert "It is in Area 3. Empty, which is not in this revision." in page
    assert "Its activity area is not in this revision: 2.A1" in page

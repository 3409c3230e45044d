"""The plan of action as pages: read by everybody, kept by the regional office, whole without JavaScript."""

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from commit_portal.models import Event
from spa.actions import texts
from spa.actions.reference import load_plans
from spa.models import ActionPlan, Area, Correction, MenuActivity, Target, TextImport
from spa.statuses import Scope
from tests import cast, workbooks
from tests.plan_texts import new_area, new_target
from tests.queries import queries_of
from tests.replayed import replayed
from workplans.models import Seat

pytestmark = pytest.mark.slow

NOW = datetime(2011, 2, 1, 9, 0, tzinfo=UTC)
SPA_1 = (
    "This plan of action is endorsed, so you cannot change its text. Correct a misprint, or begin a revision."
)
TYPED = "Typed for an hour"


@pytest.fixture
@replayed
def world(db: None) -> cast.World:
    """The cast, beside the real plans of action."""
    load_plans(now=NOW)
    return cast.make_world()


@pytest.fixture
def plan(world: cast.World) -> ActionPlan:
    """SPA III as loaded: agreed, and no year of this world stands on it."""
    return ActionPlan.objects.get(code="spa-3")


@pytest.fixture
def office(client_of: cast.SignIn, regional_office: Seat) -> Client:
    return client_of(regional_office)


def words(response: Any) -> str:
    """The text of a page as a reader meets it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text)).replace("&#x27;", "'")


def test_path_of_a_plan_of_action_names_it_by_its_title(office, plan):
    assert f'<li aria-current="page">{plan.title}</li>' in office.get("/plans/spa-3/").text
    step = office.get("/plans/spa-3/extend/").text
    assert f'<li><a href="/plans/spa-3/">{plan.title}</a></li>' in step


def rows_of_everything() -> list[Any]:
    return [
        list(model._default_manager.order_by("pk").values())
        for model in (ActionPlan, Area, Target, MenuActivity, Correction, TextImport, Event)
    ]


def test_the_list_shows_every_plan_newest_first_with_its_stage(plan, office):
    page = words(office.get("/plans/"))

    places = [
        page.index(f"COMMIT Sub-regional Plan of Action {number} ") for number in ("IV", "III", "II", "I")
    ]
    assert places == sorted(places)
    assert "Agreed in principle 1 Jan 2011 to 31 Dec 2013 extended to 31 Dec 2014 5 23 30" in page


def test_the_page_of_spa_2_says_what_is_not_public_and_shows_the_printed_numbers(plan, office):
    page = words(office.get("/plans/spa-2/"))

    assert "so the portal has only these" in page
    assert "PPC 1. Training and Capacity Building" in page
    assert page.count("Printed as 1.5.") == 2
    assert "Printed as 1.2." not in page
    assert "That it is PPC 8 is an inference from the order." in page
    assert "The targets of this area are not in the portal." in page


def test_the_page_of_spa_3_holds_every_text_whole(plan, observer, client_of):
    page = words(client_of(observer).get("/plans/spa-3/"))

    for text in [*plan.targets.values_list("text", flat=True), *MenuActivity.objects.filter(
        area__plan=plan).values_list("text", flat=True)]:  # fmt: skip
        assert " ".join(text.split()) in page.replace("&amp;", "&")
    assert "Change" not in page
    assert "Change this plan of action" not in page


@pytest.mark.parametrize("address", ["/plans/", "/plans/spa-test/"])
def test_pages_cost_the_same_queries_at_one_row_and_at_three(address, world, regional_office, outsider):

    def queries() -> int:
        return queries_of(outsider, address)

    Target.objects.filter(plan=world.plan).exclude(code="1.T1").delete()
    at_one = queries()
    area = Area.objects.get(plan=world.plan, code="1")
    for number in range(2, 5):
        cast.another_plan(50 + number, 2011, 2012)
        Target.objects.create(plan=world.plan, area=area, code=f"1.T{number}", text="x", position=number)
    row = Target.objects.get(plan=world.plan, code="1.T2")
    cast.correct(row, "y", date(2011, 1, 1), by=regional_office)

    assert queries() == at_one <= 16


def test_an_area_a_target_and_an_activity_area_are_added(plan, office):
    answers = [
        office.post("/plans/spa-3/areas/new/", {"code": "6", "title": "New", "objective": "none"}),
        office.post(
            "/plans/spa-3/areas/6/targets/new/",
            {
                "area": (area := Area.objects.filter(plan=plan, code="6").first()) and area.pk,
                "code": "6.T1",
                "text": "A target",
                "scope": "national",
                "due_on": "30 Jun 2012",
            },
        ),
        office.post(
            "/plans/spa-3/areas/6/activities/new/",
            {
                "area": Area.objects.get(plan=plan, code="6").pk,
                "code": "6.A1",
                "text": "An act",
                "scope": "both",
            },
        ),
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert answers[1]["Location"] == "/plans/spa-3/#area-6"
    assert Target.objects.get(plan=plan, code="6.T1").due_on == date(2012, 6, 30)
    page = words(office.get("/plans/spa-3/"))
    assert "Area 6. New 1 target · 1 activity area" in page
    assert "Added target 6.T1" in page


def test_a_form_that_cannot_be_saved_keeps_what_was_typed_and_says_why(plan, office):
    area = plan.areas.first()

    response = office.post(
        "/plans/spa-3/areas/1/targets/new/",
        {"area": area.pk, "code": "1.T1", "text": "Typed with care", "scope": "both", "due_on": "3/25/2011"},
    )
    again = office.post(
        "/plans/spa-3/areas/1/targets/new/",
        {"area": area.pk, "code": "1.T1", "text": "Typed with care", "scope": "both"},
    )

    assert "“3/25/2011” has the month first." in words(response)
    assert "<title>Error:" in response.text
    assert "Target 1.T1 is already in this plan of action." in words(again)
    assert "Typed with care" in again.text


def filled_form(client: Client, address: str, **changes: str) -> dict[str, Any]:
    """The fields of a text's form as the page gives them out, with what was changed."""
    form = client.get(address).context["form"]
    return {name: value for name in form.fields if (value := form[name].value()) is not None} | changes


def test_a_stale_form_shows_both_versions_and_keeps_what_was_typed(plan, office, regional_manager):
    row = plan.targets.get(code="1.T1")
    texts.change_text(row, new_target(row.area, "1.T1", "Theirs"), seen=1, by=regional_manager, now=NOW)
    data = {"area": row.area_id, "code": "1.T1", "text": "Mine", "scope": "both", "row_version": "1"}

    stale = office.post("/plans/spa-3/targets/1.T1/edit/", data)

    assert stale.status_code == 409
    assert "Someone else saved this page before you. Your text is not saved." in words(stale)
    assert "Text Theirs Mine" in words(stale)
    assert stale.context["attempt"].last.by == regional_manager.user
    assert "Last saved by" in words(stale)
    assert 'name="row_version" value="2"' in stale.text
    assert plan.targets.get(code="1.T1").text == "Theirs"

    knowing = office.post("/plans/spa-3/targets/1.T1/edit/", {**data, "row_version": "2"})
    assert knowing.status_code == 302
    assert plan.targets.get(code="1.T1").text == "Mine"


@pytest.mark.parametrize(
    ("address", "begins", "becomes", "why"),
    [
        ("areas/new/", "agreed", "endorsed", SPA_1),
        ("targets/1.T1/edit/", "agreed", "endorsed", SPA_1),
        (
            "targets/1.T1/correct/",
            "endorsed",
            "agreed",
            "You can still change the text of this plan of action. You do not need a correction.",
        ),
        ("endorse/", "agreed", "superseded", "The plan of action is already replaced."),
    ],
)
def test_what_was_typed_while_the_plan_changed_its_state_stays_on_the_page(
    plan, office, address, begins, becomes, why
):
    rows = ActionPlan.objects.filter(pk=plan.pk)
    rows.update(status=begins, adopted_at="IMM 4", adopted_on=date(2011, 2, 1))
    assert office.get(f"/plans/spa-3/{address}").status_code == 200
    rows.update(status=becomes)
    before = rows_of_everything()
    names = ("title", "text", "adopted_at")

    response = office.post(f"/plans/spa-3/{address}", dict.fromkeys(names, TYPED))

    assert response.status_code == 409
    assert why in words(response)
    assert TYPED in response.text
    assert "This was changed while you typed. Your text is not saved, but it is still here." in response.text
    anchor = "#area-1" if address.startswith("targets") else ""
    assert f'<a href="/plans/spa-3/{anchor}">See what is saved now</a>' in response.text
    assert 'class="btn btn-primary"' not in response.text
    assert rows_of_everything() == before


@pytest.mark.parametrize(
    ("text", "named"),
    [("areas/1", "area"), ("targets/1.T1", "target"), ("areas/1/activities/1.A1", "activity area")],
)
def test_form_of_a_text_leads_to_its_removal(text, named, plan, office):
    page = office.get(f"/plans/spa-3/{text}/edit/")

    assert f"Change {named} {text.split('/')[-1]}</h1>" in page.text
    assert '<a href="../remove/">Remove the text instead</a>' in page.text


def test_a_text_is_removed_after_a_question(plan, office):
    address = "/plans/spa-3/areas/1/activities/1.A1/remove/"
    question = office.get(address)

    assert "Remove activity area 1.A1" in words(question)
    assert MenuActivity.objects.filter(area__plan=plan, code="1.A1").exists()
    assert "Removed activity area 1.A1. The history keeps the text." in words(
        office.post(address, follow=True)
    )
    assert not MenuActivity.objects.filter(area__plan=plan, code="1.A1").exists()


def test_a_closed_plan_refuses_changes_with_spa_1_and_offers_corrections(plan, office):
    ActionPlan.objects.filter(code="spa-2").update(is_complete=True)
    for address in ("areas/new/", "targets/1.T1/edit/", "targets/1.T1/remove/", "import/"):
        response = office.get(f"/plans/spa-2/{address}")
        assert response.status_code == 409
        assert SPA_1 in words(response)
    page = office.get("/plans/spa-2/").text
    assert 'href="targets/1.T1/correct/"' in page
    assert "/edit/" not in page


@pytest.mark.parametrize("scope", Scope)
def test_a_correction_is_shown_with_its_reason_and_source_beside_the_printed_text(plan, office, scope):
    Target.objects.filter(plan__code="spa-2", code="1.T2").update(scope=scope)
    response = office.post(
        "/plans/spa-2/targets/1.T2/correct/",
        {
            "text": "All countries have adapted it",
            "reason": "A misprint",
            "source": "SOM 6, page 3",
            "in_force_from": "1 Jan 2009",
        },
    )

    assert response["Location"] == "/plans/spa-2/#area-1"
    page = words(office.get("/plans/spa-2/"))
    for text in (
        "All countries have adapted it",
        "Printed All countries will have",
        "A misprint",
        "SOM 6, page 3",
    ):
        assert text in page
    before = words(office.get("/plans/spa-2/?on=2008-06-01"))
    assert "The text as it was on 1 Jun 2008." in before
    assert "1.T2 All countries will have adapted" in before


@pytest.mark.parametrize("day", ["3/25/2011", "x" * 300, "2555-01-01", "2011-02-30"])
def test_a_day_that_cannot_be_read_is_said_and_today_is_shown(day, plan, office):
    response = office.get("/plans/spa-2/", {"on": day})

    assert response.status_code == 200
    assert "The portal cannot read this day." in words(response)


def test_a_plan_goes_from_begun_to_superseded_on_the_screen(plan, office):
    begun = office.post(
        "/plans/new/",
        {
            "title": "Plan V",
            "number": "5",
            "code": "spa-5",
            "starts_on": "1 Jan 2010",
            "ends_on": "31 Dec 2011",
        },
    )
    assert begun["Location"] == "/plans/spa-5/"
    page = words(office.get("/plans/spa-5/"))
    assert "This plan of action has no areas yet. Add the areas first." in page
    refused = office.post("/plans/spa-5/agree/", {"note": ""})
    assert "This plan of action has no areas yet." in words(refused)
    office.post("/plans/spa-5/areas/new/", {"code": "1", "title": "One", "objective": "none"})
    office.post("/plans/spa-5/agree/", {"note": "At SOM 9"})
    mark = {"row_version": ActionPlan.objects.get(code="spa-5").row_version}
    ahead = office.post("/plans/spa-5/endorse/", {**mark, "adopted_at": "IMM 4", "adopted_on": "1 Jan 2099"})
    assert "1 Jan 2099 is in the future. Record the adoption on that day or later." in words(ahead)
    extended = office.post("/plans/spa-5/extend/", {"extended_to": "31 Dec 2012", "reason": "SOM 10"})
    assert extended.status_code == 302
    assert (
        words(office.post("/plans/spa-5/extend/", {"extended_to": "31 Dec 2012", "reason": "x"})).count(
            "The plan of action ends on 31 Dec 2012. Give a later day."
        )
        == 2
    )
    mark = {"row_version": ActionPlan.objects.get(code="spa-5").row_version}
    office.post("/plans/spa-5/endorse/", {**mark, "adopted_at": "IMM 4", "adopted_on": "1 Feb 2011"})

    plan5 = ActionPlan.objects.get(code="spa-5")
    assert (plan5.status, plan5.adopted_at, plan5.extended_to) == ("endorsed", "IMM 4", date(2012, 12, 31))
    assert "You have no task on this page now." in office.get("/plans/spa-5/endorse/").text
    assert office.post("/plans/spa-4/supersede/", {}).status_code == 302
    assert ActionPlan.objects.get(code="spa-4").status == "superseded"


def test_a_plan_that_cannot_be_begun_says_why(plan, office):
    response = office.post(
        "/plans/new/",
        {"title": "x", "number": "3", "code": "spa-9", "starts_on": "1 Jan 2010", "ends_on": "31 Dec 2009"},
    )

    assert "Another plan of action has this number. Give another number." in words(response)
    assert "The plan of action ends before it starts. Correct one of the two dates." in words(response)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_export_is_a_download_that_no_cache_keeps(form, plan, office):
    response = office.get(f"/plans/spa-3/plan.{form}")

    assert response["Content-Disposition"] == f'attachment; filename="spa-3.{form}"'
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("no-store", "nosniff")


def send(client: Client, data: bytes, name: str = "plan.xlsx") -> Any:
    """The page after a file was sent: what it would change, or why it is refused."""
    return client.post("/plans/spa-3/import/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_the_round_trip_through_excel_on_the_screen(plan, office):
    book = workbooks.download(office, "/plans/spa-3/plan.xlsx")
    sheet = book.active
    row = next(cells[0].row for cells in sheet.iter_rows() if cells[2].value == "1.T1")
    sheet.cell(row, 5, "Changed in Excel")

    preview = send(office, workbooks.file_of(book))

    assert "New: 0 · Changed: 1 · Unchanged: 57 · Refused: 0" in words(preview)
    assert "Changed in Excel" in words(preview)
    assert plan.targets.get(code="1.T1").text != "Changed in Excel"
    assert "Imported the spreadsheet. Texts added: 0, changed: 1, removed: 0." in words(
        workbooks.confirm(office, preview)
    )
    assert plan.targets.get(code="1.T1").text == "Changed in Excel"
    assert "There is no file to confirm." in words(workbooks.confirm(office, preview))


def test_a_file_of_texts_with_errors_is_downloaded_with_them_in_comments(plan, office):
    preview = send(office, b"Kind,Area,Code,Text,Due on\nTarget,1,1.T1,x,soon\n", "plan.csv")

    sheet = workbooks.download(office, preview.context["marked_url"]).active

    comments = {
        cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment
    }
    assert comments == {"E2": "Row 2, Due on: “soon” is not a date. Write the date like 4 Feb 2011."}


def test_somebody_elses_preview_is_not_there(plan, office, manager):
    sent = send(office, b"Kind,Area,Code,Text\nTarget,1,1.T1,Mine\n", "plan.csv")
    address = f"/plans/spa-3/import/?waiting={sent.context['waiting'].pk}"
    marked = sent.context["marked_url"]

    assert [reader.get(marked).status_code for reader in (office, manager)] == [200, 404]
    assert office.get(f"{marked}999").status_code == 404
    assert "Mine" not in words(manager.get(address, follow=True))
    assert "There is no file to confirm." in words(workbooks.confirm(manager, sent))
    assert plan.targets.get(code="1.T1").row_version == 1


def test_a_file_that_waits_for_one_plan_is_not_confirmed_in_another(plan, office):
    cast.another_plan(9, 2020, 2022)
    sent = send(office, b"Kind,Area,Code,Text\nTarget,1,1.T1,Mine\n", "plan.csv")

    assert "There is no file to confirm." in words(
        office.post("/plans/spa-9/import/confirm/", {"waiting": sent.context["waiting"].pk}, follow=True)
    )
    assert plan.targets.get(code="1.T1").row_version == 1
    workbooks.confirm(office, sent)
    assert plan.targets.get(code="1.T1").text == "Mine"


def test_a_file_with_faults_shows_them_and_cannot_be_confirmed(plan, office):
    preview = send(office, b"Kind,Area,Code,Text,Scope\nTarget,1,1.T1,x,nowhere\n", "plan.csv")

    forced = workbooks.confirm(office, preview)

    assert "Row 2, Scope: “nowhere” is not a scope." in words(preview)
    assert "Save these changes" not in words(preview)
    assert forced.status_code == 422
    assert "Nothing can be saved yet. 1 row is refused." in words(forced)
    assert plan.targets.get(code="1.T1").row_version == 1


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("plan.pdf", b"%PDF", "The portal cannot read this file as a spreadsheet."),
        ("plan.csv", b"<html></html>", "This is a web page, not a spreadsheet."),
        ("plan.csv", b"Kind,Area,Code,Text,Budget\nTarget,1,1.T1,x,1", "The portal does not know the column"),
        ("", b"", "Choose a file, or paste rows."),
    ],
)
def test_a_wrong_file_is_refused_on_the_screen_and_nothing_is_kept(name, data, said, plan, office):
    response = send(office, data, name) if name else office.post("/plans/spa-3/import/", {})

    assert response.status_code == 422
    assert said in words(response)
    assert TextImport.objects.count() == 0


def test_a_plan_that_changed_under_the_preview_writes_nothing(plan, office, regional_manager):
    sent = send(office, b"Kind,Area,Code,Text\nTarget,1,1.T1,Mine\n", "plan.csv")
    texts.add_text(plan, new_area("6", "New"), by=regional_manager, now=NOW)

    response = workbooks.confirm(office, sent)

    assert response.status_code == 409
    assert "has changed since you sent this spreadsheet" in words(response)
    assert plan.targets.get(code="1.T1").row_version == 1


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/plans/spa-3/areas/1/edit/", "1"),
        ("/plans/spa-3/targets/1.T1/edit/", "1.T1"),
        ("/plans/spa-3/areas/1/activities/1.A1/edit/", "1.A1"),
    ],
)
def test_what_was_typed_for_a_text_that_got_another_code_stays_and_can_be_saved(plan, office, address, code):
    typed = filled_form(office, address, title=TYPED, text=TYPED)
    office.post(address, filled_form(office, address, code=f"{code}b"))
    assert office.get(address).status_code == 404

    stale = office.post(address, typed)

    assert stale.status_code == 409
    assert TYPED in stale.text
    assert f"Code {code}b {code}" in words(stale)
    again = office.post(address, {**typed, "row_version": stale.context["form"]["row_version"].value()})
    assert again.status_code == 302
    assert TYPED in office.get("/plans/spa-3/").text


def test_what_was_typed_for_a_text_whose_area_got_another_code_is_saved(plan, office):
    address = "/plans/spa-3/areas/1/activities/1.A1/edit/"
    typed = filled_form(office, address, title=TYPED, text=TYPED)
    area = "/plans/spa-3/areas/1/edit/"
    office.post(area, filled_form(office, area, code="1b"))

    assert office.post(address, typed).status_code == 302
    assert MenuActivity.objects.get(pk=typed["row"]).text == TYPED


def test_what_was_typed_for_an_area_that_got_another_code_is_added_to_it(plan, office):
    area = plan.areas.get(code="1")
    plan.areas.filter(pk=area.pk).update(code="1b")
    typed = {"area": area.pk, "code": "1.T99", "text": TYPED, "scope": "both"}

    assert office.post("/plans/spa-3/areas/1/targets/new/", typed).status_code == 302
    assert area.targets.get(code="1.T99").text == TYPED
    assert office.get("/plans/spa-3/areas/1/targets/new/").status_code == 404


@pytest.mark.parametrize(
    ("address", "stage"), [("targets/1.T1/edit/", "agreed"), ("targets/1.T1/correct/", "endorsed")]
)
def test_what_was_typed_for_a_text_that_was_removed_meanwhile_stays_on_the_page(plan, office, address, stage):
    adopted = {"adopted_at": "IMM 4", "adopted_on": date(2011, 2, 1)}
    ActionPlan.objects.filter(pk=plan.pk).update(status=stage, **adopted)
    row = plan.targets.get(code="1.T1")
    assert f'name="row" value="{row.pk}"' in office.get(f"/plans/spa-3/{address}").text
    typed = {"row": row.pk, "text": TYPED}
    row.delete()

    response = office.post(f"/plans/spa-3/{address}", typed)

    assert response.status_code == 409
    assert "Someone has just removed this text. Look at the plan of action." in response.text
    assert TYPED in response.text
    assert 'class="btn btn-primary"' not in response.text


def test_a_text_of_another_plan_is_not_reached_by_its_key(plan, office):
    foreign = Target.objects.exclude(plan=plan).first()

    response = office.post("/plans/spa-3/targets/1.T1/edit/", {"row": foreign.pk, "text": "Mine"})

    assert response.status_code == 409
    assert foreign.text not in response.text

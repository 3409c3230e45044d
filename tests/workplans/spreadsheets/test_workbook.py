"""The workplan as a workbook: out, changed as in Excel, and back through the actions of the screen."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook
from pytest_django.asserts import assertContains

from commit_portal.files.spreadsheets import Table, read_pasted
from commit_portal.i18n import moment
from commit_portal.models import Event
from commit_portal.refusals import Refused, RuleBroken
from commit_portal.sheets.views import SheetPage
from spa.models import MenuActivity, Target
from spa.statuses import Scope
from tests import cast, workbooks
from tests.workbooks import EXPORT, IMPORT, download, upload
from workplans.consultation.actions.openings import end_opening
from workplans.drafting.actions import withdraw_activity, write_needs
from workplans.models import Activity, LineImport, Seat, Workplan
from workplans.spreadsheets import views as spreadsheets
from workplans.spreadsheets.actions import import_lines
from workplans.statuses import Audience
from workplans.submitting.actions import amend_workplan

pytestmark = [pytest.mark.slow, pytest.mark.asvs("V3.2.1 V5.4.1 V14.3.2 B40 B43")]

UNCHANGED = {"refused": 0, "choosing": 0, "changed": 0, "removed": 0, "new": 0, "unchanged": 2}


def _confirm(client: Client, preview: Any) -> Any:
    """Press the button of the page that shows the preview."""
    return client.post(IMPORT + "confirm/", {"waiting": preview.context["waiting"].pk})


def _about(client: Client, address: str = EXPORT) -> dict[str, str]:
    book = download(client, address)
    return {row[0].value: row[1].value for row in book["About this file"].iter_rows()}


def _version() -> int:
    return Workplan.objects.get(taskforce__slug="kh").row_version


def _errors(response: Any) -> str:
    return " ".join(str(fault) for row in response.context["preview"].rows for fault in row.faults)


def _with_cover(book: Workbook, head: str, written: Any) -> Workbook:
    """The workbook with another value in a line of its cover sheet."""
    for row in book["About this file"].iter_rows():
        if row[0].value == head:
            row[1].value = written
    return book


def _column(book: Workbook, name: str) -> int:
    heads = [cell.value for cell in book.worksheets[0][1]]
    return heads.index(name) + 1


@pytest.fixture
def officer(kh_plan: Workplan, kh_officer: Seat, client_of: cast.SignIn, line: Activity) -> Client:
    cast.complete_line(kh_plan, title="=SUM(A1:A9)", secretariat_cost=Decimal("2000.50"))
    return client_of(kh_officer)


def test_what_goes_out_comes_back_unchanged(officer):
    response = upload(officer, download(officer))

    assert response.context["preview"].counts == UNCHANGED
    assert "There is nothing to save." in response.text


def test_no_cell_of_the_download_is_a_formula(officer):
    cells = [cell for row in download(officer).worksheets[0].iter_rows() for cell in row]

    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert "'=SUM(A1:A9)" in [cell.value for cell in cells]
    assert Decimal("2000.50") in [
        Decimal(str(cell.value)) for cell in cells if cell.data_type == "n" and cell.value
    ]


def test_a_changed_and_a_new_row_are_shown_and_then_written(officer):
    book = download(officer)
    sheet = book.worksheets[0]
    cost = _column(book, "Secretariat US$")
    sheet.cell(2, cost).value = "US$ 1,750"
    for column in range(1, cost + 1):
        sheet.cell(4, column).value = sheet.cell(2, column).value
    sheet.cell(4, 1).value = None
    sheet.cell(4, _column(book, "Title")).value = "A new line from Excel"

    response = upload(officer, book)
    preview = response.context["preview"]
    assert [row.kind for row in preview.rows] == ["changed", "unchanged", "new"]
    assert [(item.column, item.old, item.new) for item in preview.rows[0].changes] == [
        ("Secretariat US$", "1,000", "1,750")
    ]
    assert [(item.column, item.old, item.new) for item in preview.rows[2].changes] == [
        ("Area", "", "1"),
        ("Activity area", "", "1.A1"),
        ("Title", "", "A new line from Excel"),
        ("Targets", "", "1.T1"),
        ("Type", "", "Training"),
        ("Lead body", "", "Ministry of Interior"),
        ("Starts on", "", "1 Mar 2011"),
        ("Ends on", "", "30 Apr 2011"),
        ("Kind of funding", "", "Ask the Secretariat to pay"),
        ("Secretariat US$", "", "1,750"),
    ]
    text = response.text
    assert "was 1,000, becomes 1,750" in text
    assert "US$3,000.50 becomes US$5,500.50 of US$100,000. US$94,499.50 is left." in text
    # What stays the same is folded away.
    folded = text[text.index('<details class="more"') : text.rindex("</details>")]
    assert re.search(r"<summary>\s*1 row changes nothing\s*</summary>", folded)
    assert "Row 3: KH-2011-002 =SUM(A1:A9)" in folded
    assert text.count("KH-2011-002 =SUM(A1:A9)") == 1
    assert Activity.objects.count() == 2

    _confirm(officer, response)
    rows = list(Activity.objects.order_by("number").values_list("title", "secretariat_cost"))
    assert rows == [
        ("Workshop on the national plan", Decimal(1750)),
        ("=SUM(A1:A9)", Decimal("2000.50")),
        ("A new line from Excel", Decimal(1750)),
    ]


def test_wp_3_holds_for_a_file_as_a_whole_and_the_preview_says_so(officer):
    book = download(officer)
    cost = _column(book, "Secretariat US$")
    book.worksheets[0].cell(2, cost).value = 60_000
    book.worksheets[0].cell(3, cost).value = "62,250.50"
    for column, value in (("Area", "1"), ("Title", "A new line"), ("Secretariat US$", 5)):
        book.worksheets[0].cell(4, _column(book, column)).value = value

    preview = upload(officer, book)

    text = preview.text
    assert "<title>Error: " in text
    assert "The total is US$22,255.50 above the ceiling of US$100,000." in text
    assert re.findall(r'href="(#row-.)">Row .,\s+(.*?)</a>:\s+(US.*?)\s+</li>', text) == [
        ("#row-3", "KH-2011-002 =SUM(A1:A9)", "US$2,000.50 becomes US$62,250.50, US$60,250 more"),
        ("#row-2", "KH-2011-001 Workshop on the national plan", "US$1,000 becomes US$60,000, US$59,000 more"),
        ("#row-4", "A new line", "US$5, new"),
    ]
    assert "Save these changes" not in text
    response = _confirm(officer, preview)
    assertContains(response, "US$22,255.50 above the ceiling", status_code=422)
    assert Activity.objects.get(number=1).secretariat_cost == Decimal(1000)
    assert LineImport.objects.count() == 1


@pytest.mark.parametrize(("cost", "may"), [("97999.49", True), ("97999.50", True), ("97999.51", False)])
def test_preview_and_confirmation_agree_at_the_ceiling(officer, cost, may):
    rows = f"Code\tSecretariat US$\nKH-2011-001\t{cost}"

    preview = officer.post(IMPORT, {"rows": rows}, follow=True)

    assert preview.context["preview"].may_be_confirmed is may
    assert ("Save these changes" in preview.text) is may
    assert _confirm(officer, preview).status_code == (302 if may else 422)


def test_reserve_and_withdrawn_money_is_not_counted_in_the_preview(officer, kh_plan, kh_officer):
    line = cast.complete_line(kh_plan, secretariat_cost=Decimal(50_000))
    withdraw_activity(line, by=kh_officer, now=cast.NOW)
    head = "Code\tArea\tTitle\tSecretariat US$\tKind of funding"

    rows = "\n".join([head, "\t1\tA new one\t97,999.50\t", "KH-2011-001\t1\tWorkshop\t1,000\tIn reserve"])
    preview = officer.post(IMPORT, {"rows": rows}, follow=True)

    assert preview.context["preview"].over is None
    assert _confirm(officer, preview).status_code == 302


def test_the_action_asks_wp_3_of_the_whole_itself(officer, kh_officer, world):
    upload(officer, download(officer))
    draft = cast.complete_draft(world.plan, secretariat_cost=Decimal(97_000))

    with pytest.raises(RuleBroken, match=r"above the ceiling of US\$"):
        import_lines(
            LineImport.objects.get(), [(4, None, draft)], seen=_version(), by=kh_officer, now=cast.NOW
        )

    assert Activity.objects.count() == 2
    assert LineImport.objects.count() == 1


def test_the_action_names_the_row_that_breaks_a_rule(officer, kh_officer, world):
    upload(officer, download(officer))
    draft = cast.complete_draft(world.plan, starts_on=date(2012, 3, 1), ends_on=date(2012, 4, 1))

    with pytest.raises(RuleBroken, match="Row 4: 1 Mar 2012 is outside"):
        import_lines(
            LineImport.objects.get(), [(4, None, draft)], seen=_version(), by=kh_officer, now=cast.NOW
        )


def test_a_new_row_in_a_returned_plan_is_refused_in_the_preview(officer, kh_plan):
    plan = cast.submitted(kh_plan)
    returned = Activity.objects.get(number=1)
    cast.decided(plan, returned, reason="Too dear.")

    preview = officer.post(IMPORT, {"rows": "Code\tArea\tTitle\n\t1\tA new one"}, follow=True)

    assert "Row 2: In a returned workplan you can change only the returned activities." in _errors(preview)
    assert _confirm(officer, preview).status_code == 422


def test_wp_3_does_not_ask_which_row_comes_first(officer, kh_plan, kh_lead):
    cast.complete_line(kh_plan, by=kh_lead, secretariat_cost=Decimal("96999.50"))
    book = download(officer)
    cost = _column(book, "Secretariat US$")
    book.worksheets[0].cell(2, cost).value = 11_000
    book.worksheets[0].cell(4, cost).value = "86999.50"
    preview = upload(officer, book)

    assert _confirm(officer, preview).status_code == 302

    kh_plan.refresh_from_db()
    assert kh_plan.committed == Decimal(100_000)
    assert Activity.objects.get(number=1).secretariat_cost == Decimal(11_000)


def test_many_rows_are_written_in_as_many_queries_as_few_and_each_leaves_its_event(
    officer, kh_plan, kh_officer, world
):
    """An import holds the only write lock of SQLite: five hundred rows must not take five hundred times as long."""
    draft = cast.complete_draft(world.plan, secretariat_cost=Decimal(100))
    other = tuple(Target.objects.filter(code="1.T2"))
    counts, events = [], Event.objects.filter(object_id=kh_plan.pk, verb__in=("add", "change"))

    for many in (1, 3):
        lines = list(kh_plan.activities.order_by("number")[:many])
        officer.post(IMPORT, {"rows": "Code\tTitle\n\tNew"}, follow=True)
        told = events.count()
        rows = [(number, None, draft) for number in range(many)]
        rows += [(9, line, replace(draft, title=f"Another {many}", targets=other)) for line in lines]
        with CaptureQueriesContext(connection) as queries:
            import_lines(LineImport.objects.get(), rows, seen=_version(), by=kh_officer, now=cast.NOW)
        counts.append(len(queries))
        assert events.count() - told == 2 * many
        changed = Activity.objects.get(pk=lines[-1].pk)
        assert (changed.title, changed.row_version) == (f"Another {many}", lines[-1].row_version + 1)
        assert [link.target.code for link in changed.target_links.all()] == ["1.T2"]

    assert counts[0] == counts[1]
    assert [line.number for line in kh_plan.activities.order_by("number")] == [1, 2, 3, 4, 5, 6]


def test_a_workbook_of_a_version_that_the_plan_never_had_is_refused(officer):
    for written in (_version() + 1, 0, "x"):
        response = upload(officer, _with_cover(download(officer), "Version of the draft", written))

        assert response.status_code == 422
        assert ("The cover sheet has a version number that the portal does not know") in response.text
    assert not LineImport.objects.exists()


def test_a_stale_workbook_says_what_changed_since_and_by_whom(officer, kh_plan, kh_lead, kh_desk):
    book = download(officer)
    line = Activity.objects.get(number=2)
    now = timezone.now() + timedelta(minutes=1)
    cast.change(line, kh_lead, now=now, title="Dearer now", secretariat_cost=Decimal(2500))
    end_opening(kh_plan.openings.get(), by=kh_lead, now=now)
    kh_plan.refresh_from_db()
    write_needs(kh_plan, "More trainers", seen=kh_plan.row_version, by=kh_lead, now=now)

    response = upload(officer, book)

    assert response.status_code == 200
    changed = response.context["changed"]
    who = f"{kh_lead.user}, {moment(now)}"
    assert changed == [
        {"said": "Changed KH-2011-002", "url": "/2011/kh/002/", "who": who},
        {"said": "Wrote the opportunities, gaps and needs", "url": "", "who": who},
    ]
    assert '<a href="/2011/kh/002/">Changed KH-2011-002</a>' in response.text


@pytest.mark.parametrize("written", [None, "yesterday", "2011-02-01T09:00:00"])
def test_a_stale_workbook_that_does_not_say_since_when_is_merged_all_the_same(
    officer, kh_plan, kh_lead, written
):
    book = _with_cover(download(officer), "Downloaded at", written)
    cast.complete_line(kh_plan, by=kh_lead)

    response = upload(officer, book)

    assert response.context["preview"].counts == UNCHANGED
    assert response.context["is_merged"]
    assert "What changed since you downloaded" not in response.text


def test_who_reads_a_released_version_downloads_nothing_of_the_live_plan(
    officer, kh_plan, kh_lead, lao_officer, client_of
):
    plan = cast.approved(kh_plan)
    cast.released(plan, Audience.TASKFORCES)
    lao = client_of(lao_officer)
    before, live = _about(lao), _about(officer)
    amend_workplan(plan, note="Prices rose.", by=kh_lead, now=cast.NOW)
    cast.complete_line(plan, by=kh_lead)

    assert _about(lao) == before == {"Workplan": "KH-2011", "Status": "Approved version 2"}
    # The control: whoever reads the draft is told which state of it they hold.
    assert _about(officer)["Version of the draft"] != live["Version of the draft"]


def test_a_file_is_confirmed_once_and_by_who_sent_it(officer, kh_officer, lead):
    book = download(officer)
    book.worksheets[0].cell(2, _column(book, "Title")).value = "From Excel"
    preview = upload(officer, book)
    waiting = LineImport.objects.get()

    assert _confirm(lead, preview)["Location"] == IMPORT
    assert not Activity.objects.filter(title="From Excel").exists()
    assert _confirm(officer, preview)["Location"] == "/2011/kh/"
    assert Activity.objects.filter(title="From Excel").exists()
    assert not LineImport.objects.exists()
    for typed in (str(waiting.pk), "x", ""):
        assert officer.post(IMPORT + "confirm/", {"waiting": typed})["Location"] == IMPORT
    with pytest.raises(Refused, match="already confirmed this file"):
        import_lines(waiting, [], seen=_version(), by=kh_officer, now=cast.NOW)


def test_a_file_that_waits_for_one_plan_is_not_confirmed_in_another(officer, world, kh_officer):
    world.open_year(2012)
    book = download(officer)
    book.worksheets[0].cell(2, _column(book, "Title")).value = "From Excel"
    preview = upload(officer, book)

    answer = officer.post("/2012/kh/import/confirm/", {"waiting": preview.context["waiting"].pk}, follow=True)

    assert answer.redirect_chain == [("/2012/kh/import/", 302)]
    assert "There is no file to confirm. Send the file again." in answer.text
    assert not Activity.objects.filter(title="From Excel").exists()
    assert _confirm(officer, preview)["Location"] == "/2011/kh/"
    assert Activity.objects.get(title="From Excel").workplan.cycle.year == 2011


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_export_is_a_download_that_no_cache_keeps(form, officer):
    response = officer.get(f"/2011/kh/export.{form}")

    assert response["Content-Disposition"] == f'attachment; filename="KH-2011-workplan.{form}"'
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("no-store", "nosniff")


def test_a_file_waits_for_twelve_hours_and_not_beside_a_newer_one(officer, kh_plan, kh_lead, lead):
    book = download(officer)
    book.worksheets[0].cell(2, _column(book, "Title")).value = "From Excel"
    preview = upload(officer, book)
    LineImport.objects.update(uploaded_at=timezone.now() - timedelta(hours=12))

    assert _confirm(officer, preview)["Location"] == IMPORT
    assert not Activity.objects.filter(title="From Excel").exists()

    upload(lead, book)
    assert [row.by for row in LineImport.objects.all()] == [kh_lead.user]
    upload(officer, book)
    upload(officer, book)
    assert LineImport.objects.count() == 2
    cast.complete_line(kh_plan, by=kh_lead)
    upload(officer, download(officer))
    # The lead's file is merged when it is confirmed, so it still waits.
    assert LineImport.objects.count() == 2


def test_a_new_row_that_cannot_be_read_is_named_by_its_title(officer):
    rows = "Area\tTitle\tStarts on\n1\tKhmer digits\t៣១ soon"

    page = officer.post(IMPORT, {"rows": rows}, follow=True).text

    assert re.search(r"Khmer digits\s*</td>", page)
    assert "The portal saves all rows or none." in page
    assert "in the file" not in page


def test_columns_that_are_left_out_stay_as_they_are(officer):
    before = download(officer)
    rows = "Code\tTitle\tSecretariat US$\nKH-2011-001\tTwo workshops\t1,250"

    preview = officer.post(IMPORT, {"rows": rows}, follow=True)

    assert [(item.column, item.new) for item in preview.context["preview"].rows[0].changes] == [
        ("Title", "Two workshops"),
        ("Secretariat US$", "1,250"),
    ]
    assert _confirm(officer, preview).status_code == 302
    changed = {"Title": "Two workshops", "Secretariat US$": 1250}
    after = download(officer)
    heads = [cell.value for cell in before.worksheets[0][1]]
    for row, touched in ((2, changed), (3, {})):
        for column, head in enumerate(heads, start=1):
            old, new = (book.worksheets[0].cell(row, column).value for book in (before, after))
            assert new == touched.get(head, old), head


def test_a_cell_that_is_emptied_is_emptied_and_a_new_row_needs_an_area_and_a_title(officer):
    emptied = officer.post(IMPORT, {"rows": "Code\tLead body\nKH-2011-001\t"}, follow=True)
    assert _confirm(officer, emptied).status_code == 302
    assert Activity.objects.get(number=1).lead_body == ""

    new = officer.post(IMPORT, {"rows": "Code\tLead body\n\tMinistry of Interior"}, follow=True)
    assert "Row 2, Area: Choose an area of the plan of action." in _errors(new)
    named = officer.post(IMPORT, {"rows": "Area\tTitle\n1\tOnly what is known"}, follow=True)
    assert _confirm(officer, named).status_code == 302
    made = Activity.objects.get(title="Only what is known")
    assert (made.funding, made.secretariat_cost, made.starts_on) == ("counted", None, None)


def test_another_area_without_its_own_targets_is_refused_by_name(officer):
    preview = officer.post(IMPORT, {"rows": "Code\tArea\nKH-2011-001\t2"}, follow=True)

    assert "Row 2, Targets: 1.T1 is not in Area 2. Choose from the list of this area." in _errors(preview)


@pytest.mark.parametrize("address", [IMPORT, IMPORT + "confirm/"])
def test_rows_pasted_into_a_plan_that_was_submitted_meanwhile_are_not_lost(officer, kh_plan, member, address):
    sent = {"rows": "Code\tTitle\nKH-2011-001\tA long evening"}
    waiting = officer.post(IMPORT, sent, follow=True).context["waiting"].pk
    cast.submitted(kh_plan)

    response = officer.post(address, sent | {"waiting": waiting})

    text = response.text
    assert response.status_code == 409
    assert (
        "The workplan is submitted, so you cannot change its activities. Ask the lead to cancel the "
        "submission."
    ) in text
    assert sent["rows"] in text
    assert "Send and look" not in text
    assert officer.get(IMPORT).status_code == 403
    assert member.post(address, sent).status_code == 403


def test_rows_pasted_into_a_plan_that_is_submitted_as_they_arrive_are_not_lost(officer, kh_plan, monkeypatch):
    def lead_is_faster(page: SheetPage, table: Table, given: dict[str, Any]) -> Any:
        cast.submitted(kh_plan)
        return SheetPage.keep(page, table, given)

    monkeypatch.setattr(spreadsheets.LinesPage, "keep", lead_is_faster)
    response = officer.post(IMPORT, {"rows": "Code\tTitle\n\tA long evening"}, follow=True)

    assertContains(response, "A long evening", status_code=409)


def test_a_preview_of_pasted_rows_carries_them_on_to_its_confirmation(officer, kh_plan, kh_officer):
    sent = {"rows": "Code\tTitle\nKH-2011-001\tA long evening"}
    preview = officer.post(IMPORT, sent, follow=True)
    assert f'<textarea name="rows" hidden>{sent["rows"]}</textarea>' in preview.text
    line = Activity.objects.get(number=1)
    cast.change(line, kh_officer, now=timezone.now(), title="Another word")

    response = officer.post(IMPORT + "confirm/", sent | {"waiting": preview.context["waiting"].pk, "seen": 1})

    assert response.status_code == 409
    assert response.context["pasted"] == sent["rows"]
    assert [choice.columns for choice in response.context["preview"].choices] == ["Title"]


def test_what_would_change_has_an_address_that_can_be_read_again(officer):
    sent = {"rows": 'Code\tTitle\nKH-2011-001\t"A long\nevening"\n\tA new one'}

    answer = officer.post(IMPORT, sent)
    first, second = (officer.get(answer["Location"]) for _ in range(2))
    saved = _confirm(officer, second)
    back = officer.get(answer["Location"], follow=True)

    assert answer.status_code == 302
    assert [page.status_code for page in (first, second, back)] == [200, 200, 200]
    assert [row.kind for row in first.context["preview"].rows] == ["changed", "refused"]
    assert first.context["pasted"] == 'Code\tTitle\nKH-2011-001\t"A long\nevening"\n\tA new one'
    assert [row.cells for row in read_pasted(first.context["pasted"]).rows] == [
        row.cells for row in read_pasted(sent["rows"]).rows
    ]
    assert saved.status_code == 422
    assert "Save these changes" not in back.text


def test_after_the_confirmation_the_address_of_the_comparison_asks_for_rows_again(officer, kh_desk):
    answer = officer.post(IMPORT, {"rows": "Code\tTitle\nKH-2011-001\tA long evening"})
    _confirm(officer, officer.get(answer["Location"]))

    back = officer.get(answer["Location"])

    assert (back.status_code, back["Location"]) == (302, IMPORT)


def test_a_comparison_of_somebody_else_is_not_shown_and_that_of_an_older_plan_is_merged(
    officer, kh_plan, lead
):
    answer = officer.post(IMPORT, {"rows": "Code\tTitle\nKH-2011-001\tA long evening"})

    other = lead.get(answer["Location"], follow=True)
    cast.complete_line(kh_plan)
    older = officer.get(answer["Location"])

    assert (other.status_code, "A long evening" in other.text) == (200, False)
    assert older.status_code == 200
    assert older.context["pasted"] == "Code\tTitle\nKH-2011-001\tA long evening"
    assert "Save these changes" in older.text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose a file, or paste rows."),
        ({"rows": "Code\tTitel\n\tOne"}, "The portal does not know the column “Titel”."),
        ({"rows": "Titel\tPreis\tCode\nA\t1\t"}, "The portal does not know the columns “Titel” and “Preis”."),
        ({"rows": "KH-2011-001\t1\n\tOne"}, "The first row has no column heading that the portal knows."),
        (
            {"rows": "KH-2011-001\t1"},
            "There are no rows below the column headings. Send the headings and the rows.",
        ),
        ({"rows": "x", "file": SimpleUploadedFile("plan.csv", b"x")}, "Send only the file or only the rows."),
    ],
)
def test_pasted_rows_that_cannot_be_read_stay_in_the_field(officer, sent, sentence):
    response = officer.post(IMPORT, sent, follow=True)

    assert response.status_code == 422
    assert sentence in response.context["error"]
    assert response.context["pasted"] == sent.get("rows", "")


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("Area", "9", "Row 2, Area: “9” is not an area of the plan"),
        ("Targets", "2.T1", "Row 2, Targets: 2.T1 is not in Area 1. Choose from the list of this area."),
        ("Targets", "1.T1; 1.T2", "1.T2 is only for the region. Choose another from the list."),
        ("Activity area", "2.A1", "Row 2, Activity area: “2.A1” is not an activity area of this area."),
        ("Title", "t" * 251, "Row 2, Title: This text has 251 characters."),
        ("Lead body", "t" * 201, "This text has 201 characters. The maximum is 200."),
        ("Description", "t" * 5001, "Row 2, Description: This text has 5,001 characters."),
        ("Expected result", "t" * 5001, "This text has 5,001 characters. The maximum is 5,000."),
        (
            "Kind of funding",
            "No Secretariat funding",
            "Row 2, Secretariat US$: You chose no Secretariat funding",
        ),
        ("Starts on", "1 Mar 2012", "Row 2, Starts on: 1 Mar 2012 is outside 1 Jan 2011 to 31 Dec 2011."),
    ],
)
def test_wp_12_to_wp_14_hold_for_a_file_as_for_the_form(officer, column, value, sentence):
    Target.objects.filter(code="1.T2").update(scope=Scope.REGIONAL)
    book = download(officer)
    book.worksheets[0].cell(2, _column(book, column)).value = value
    book.worksheets[0].cell(2, _column(book, "Ends on")).value = None

    response = upload(officer, book)

    assert sentence in _errors(response)
    assert _confirm(officer, response).status_code == 422


def test_a_menu_code_that_two_areas_have_is_the_one_of_the_row_s_area(officer):
    MenuActivity.objects.filter(code="2.A1").update(code="1.A1")

    response = upload(officer, download(officer))

    assert response.context["preview"].counts["unchanged"] == 2


def test_a_file_of_another_workplan_is_refused(officer, lao_plan, lao_officer, client_of):
    cast.complete_line(lao_plan)
    lao = client_of(lao_officer).get("/2011/la/export.xlsx").content

    response = officer.post(IMPORT, {"file": SimpleUploadedFile("plan.xlsx", lao)})

    assertContains(response, "This file belongs to LA-2011, not to KH-2011.", status_code=422)


def test_refused_rows_stand_on_top_and_are_named_in_the_summary(officer):
    book = download(officer)
    book.worksheets[0].cell(3, _column(book, "Title")).value = None

    response = upload(officer, book)

    text = response.text
    assert [row.number for row in response.context["preview"].by_kind["refused"]] == [3]
    assert text.index('id="row-3"') < text.index("1 row changes nothing")
    assert "Nothing can be saved yet. 1 row is refused." in text
    assert re.search(r'<a href="#cell-D3">Row 3[^<]*Enter a title', text)
    assert "If one row has an error, the portal saves no row." in text
    assert _confirm(officer, response).status_code == 422


def test_a_peer_to_whom_the_plan_is_released_finds_the_download(officer, kh_plan, peer):
    plan = cast.approved(kh_plan)
    cast.released(plan, Audience.TASKFORCES)

    text = peer.get("/2011/kh/").text

    assert '<a href="/2011/kh/export.xlsx">Download as Excel</a>' in text
    assert '<a href="/2011/kh/export.csv">Download as CSV</a>' in text
    assert workbooks.download(peer, "/2011/kh/export.xlsx")

"""The preview of a workbook in a browser: readable at each width, and its choices ticked with and without scripts."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from commit_portal import clock
from commit_portal.files.spreadsheets import XLSX_TYPE
from tests import browsing, cast
from tests.resaving import resaved
from tests.workbooks import with_cells
from workplans.models import Activity, LineImport, Seat, Workplan
from workplans.spreadsheets.sheet import HEADS

pytestmark = [pytest.mark.browser, pytest.mark.once]
LONG = "Support to the specialist police unit of the province, with transport for witnesses " * 2
ROWS = (
    {"title": "Mine", "lead_body": "Ministry of Labour", "secretariat_cost": "1250"},
    {"description": LONG, "starts_on": "1-Apr-11", "ends_on": "30/06/2011", "secretariat_cost": "7000"},
    {},
    {"code": "", "title": "A new line of the workbook", "needs": "Two trainers\nA room"},
)
WRONG: dict[str, str] = {"secretariat_cost": "about 7000", "ends_on": "30 Sep 2554"}


def _cells(line: Activity, **changes: str) -> dict[str, str]:
    cells = dict.fromkeys(HEADS, "") | {
        "code": line.code,
        "area": "1",
        "menu_activity": "1.A1",
        "title": line.title,
        "targets": "1.T1",
        "type": "Training",
        "lead_body": "Ministry of Interior",
        "starts_on": "2011-03-01",
        "ends_on": "2011-04-30",
        "funding": "counted",
        "secretariat_cost": "1000",
    }
    return cells | changes


@pytest.fixture
def sent(transactional_db: None, kh_plan: Workplan, kh_officer: Seat, kh_lead: Seat) -> Callable[..., str]:
    """Keeps a workbook of four rows, with `wrong` cells in the third, whose first row others changed since."""
    for title in ("One", LONG, "Three", "Four"):
        cast.complete_line(kh_plan, by=kh_officer, title=title)
    lines = list(Activity.objects.order_by("number"))
    kh_plan.refresh_from_db()
    made_from = kh_plan.row_version
    draft = cast.complete_draft(kh_plan.cycle.plan, title="Theirs", secretariat_cost=Decimal(1000))
    cast.change_activity(lines[0], draft, seen=lines[0].row_version, by=kh_lead, now=clock.now())

    def keep(wrong: dict[str, str]) -> str:
        changes: list[dict[str, str]] = [*ROWS[:2], {**ROWS[2], **wrong}, ROWS[3]]
        rows: list[dict[str, Any]] = [
            {"number": number, "cells": _cells(line, **change)}
            for number, (line, change) in enumerate(zip(lines, changes, strict=True), start=2)
        ]
        waiting = LineImport.objects.keep(
            {"workplan": kh_plan},
            version=made_from,
            rows=rows,
            columns=list(HEADS),
            file_name="KH-2011-workplan.xlsx",
            by=kh_officer.user,
            now=clock.now(),
        )
        return f"/2011/kh/import/?waiting={waiting.pk}"

    return keep


def test_the_preview_is_readable_at_each_width_and_each_error_leads_to_its_cell(
    sent, live_server, page, kh_officer, client_of
):
    browsing.sign_in(page.context, live_server.url, client_of(kh_officer))
    for wrong in (WRONG, {}):
        page.goto(sent(wrong))
        assert browsing.barriers(page) == []
        if wrong:
            link = page.get_by_role("link", name="about 7000")
            link.click()
            cell, sentence = page.locator("#cell-K4"), link.inner_text()
            expect(cell).to_be_focused()
            # To a reader: once as the link, once as the description of the cell.
            expect(cell).to_have_accessible_description(sentence)
            assert page.locator("main").aria_snapshot().count(sentence) == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_keep_all_of_theirs_ticks_and_saves_nothing_and_the_rest_is_written(scripts, sent, visit, kh_officer):
    page = visit(sent({}), kh_officer, java_script_enabled=scripts)
    theirs = page.get_by_label("Theirs, saved by")

    expect(theirs).not_to_be_checked()
    page.get_by_role("button", name="Save these changes").click()
    expect(page.get_by_role("heading", name="Choose in 1 place.")).to_be_visible()
    page.get_by_role("button", name="Keep all of theirs").click()
    expect(theirs).to_be_checked()
    page.get_by_role("button", name="Save these changes").click()
    expect(page.get_by_text("4 activities are saved from the file.")).to_be_visible()

    one = Activity.objects.get(number=1)
    assert (one.title, one.lead_body, one.secretariat_cost) == ("Theirs", "Ministry of Labour", Decimal(1250))


@pytest.mark.parametrize(("scripts", "width"), [(True, 1280), (False, 360)])
def test_a_workbook_of_libreoffice_goes_from_its_errors_over_a_choice_into_the_plan(
    scripts, width, kh_plan, kh_officer, kh_lead, officer, visit, soffice, tmp_path
):
    for title in ("One", "Two", "Three"):
        cast.complete_line(kh_plan, by=kh_officer, title=title)
    book = officer.get("/2011/kh/export.xlsx").content
    right = {
        (2, "Title"): "Mine",
        (2, "Secretariat US$"): 1250,
        (3, "Starts on"): "1-Apr-11",
        (5, "Title"): "New",
        (5, "Area"): 1,
    }
    wrong = right | {(3, "Starts on"): "31/04/2011", (4, "Secretariat US$"): "=500*2"}
    saved = resaved(soffice, tmp_path, {"right": with_cells(book, right), "wrong": with_cells(book, wrong)})
    one = Activity.objects.get(number=1)
    draft = cast.complete_draft(kh_plan.cycle.plan, title="Theirs", secretariat_cost=Decimal(1000))
    cast.change_activity(one, draft, seen=one.row_version, by=kh_lead, now=clock.now())
    setup = {"java_script_enabled": scripts, "viewport": {"width": width, "height": 900}}
    page = visit("/2011/kh/import/", kh_officer, **setup)

    def send(content: bytes) -> None:
        file = {"name": "KH-2011-workplan.xlsx", "mimeType": XLSX_TYPE, "buffer": content}
        page.get_by_label("Spreadsheet", exact=True).set_input_files(files=[file])
        page.get_by_role("button", name="Check the file").click()
        if scripts:
            assert browsing.barriers(page) == []

    send(saved["wrong"])
    save = page.get_by_role("button", name="Save these changes")
    expect(page.get_by_role("heading", name="Nothing can be saved yet. 2 rows are refused.")).to_be_visible()
    expect(save).to_have_count(0)
    for place, said in (("H3", "31/04/2011"), ("K4", "The portal does not read formulas.")):
        page.get_by_role("link", name=said).click()
        expect(page.locator(f"#cell-{place}")).to_be_focused()
    page.get_by_role("link", name="Choose the corrected file").click()
    send(saved["right"])
    expect(page.get_by_text("US$3,000 becomes US$3,250 of US$100,000. US$96,750 is left.")).to_be_visible()
    save.click()
    page.get_by_role("link", name="Row 2, Title: choose theirs or yours.").click()
    page.get_by_role("radio", name="Yours").check()
    save.click()
    expect(page.get_by_text("3 activities are saved from the file.")).to_be_visible()
    page.goto("/2011/kh/import/")
    send(officer.get("/2011/kh/export.xlsx").content)
    expect(
        page.get_by_text("The rows are the same as in the portal. There is nothing to save.")
    ).to_be_visible()
    expect(save).to_have_count(0)

    lines = Activity.objects.order_by("number").values_list("title", "secretariat_cost", "starts_on")
    assert list(lines) == [
        ("Mine", Decimal(1250), date(2011, 3, 1)),
        ("Two", Decimal(1000), date(2011, 4, 1)),
        ("Three", Decimal(1000), date(2011, 3, 1)),
        ("New", None, None),
    ]

"""Workbooks of one version of a plan come back one after another: what does not collide stands, the rest is asked."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from commit_portal import clock
from tests import cast, queries, workbooks
from tests.resaving import resaved
from tests.workbooks import IMPORT, file_of, upload, with_cells
from workplans.drafting.actions import add_activity, withdraw_activity
from workplans.fields import BY_NAME
from workplans.models import Activity, LineHistory, Seat, Workplan
from workplans.spreadsheets import views
from workplans.statuses import Funding

pytestmark = pytest.mark.slow

HEADS = (
    "Code", "Area", "Activity area", "Title", "Targets", "Type", "Lead body", "Starts on", "Ends on",
    "Kind of funding", "Secretariat US$", "Total cost, US$", "Technical needs", "Description", "Expected result",
)  # fmt: skip


@pytest.fixture
def officer(kh_plan: Workplan, kh_officer: Seat, client_of: cast.SignIn) -> Client:
    for title in ("One", "Two", "Three"):
        cast.complete_line(kh_plan, by=kh_officer, title=title)
    return client_of(kh_officer)


def _download(client: Client) -> bytes:
    content: bytes = client.get("/2011/kh/export.xlsx").content
    return content


def _confirm(client: Client, page: Any, **answers: str) -> Any:
    sent = {"waiting": page.context["waiting"].pk, "seen": page.context["plan"].row_version}
    return client.post(IMPORT + "confirm/", sent | answers)


def _change(number: int, *, by: Seat, **values: Any) -> Activity:
    line = Activity.objects.get(number=number)
    plan = line.workplan.cycle.plan
    draft = cast.complete_draft(
        plan, **({"title": line.title, "secretariat_cost": line.secretariat_cost} | values)
    )
    return cast.change_activity(line, draft, seen=line.row_version, by=by, now=clock.now())


def _line(number: int) -> Activity:
    return Activity.objects.get(number=number)


def test_five_copies_changed_in_different_cells_come_back_one_after_another_and_all_changes_stand(
    officer, soffice, tmp_path
):
    book = _download(officer)
    changes: dict[str, dict[tuple[int, str], Any]] = {
        "interior": {(2, "Title"): "One, by the ministry", (3, "Lead body"): "Ministry of Interior, unit 2"},
        "justice": {(2, "Lead body"): "Ministry of Justice", (4, "Description"): "Two\nlines"},
        "labour": {(2, "Secretariat US$"): 1250, (3, "Targets"): "1.T1; 1.T2"},
        "women": {
            (2, "Ends on"): date(2011, 6, 30),
            (2, "Starts on"): "1-Apr-11",
            (4, "Technical needs"): "A room",
        },
        "health": {(3, "Title"): "Two, by health", (5, "Title"): "A new line", (5, "Area"): "1"},
    }
    saved = resaved(soffice, tmp_path, {name: with_cells(book, cells) for name, cells in changes.items()})

    for name in changes:
        page = upload(officer, saved[name])
        shown = page.context["preview"]
        assert (shown.by_kind["refused"], shown.choices) == ([], ())
        assert _confirm(officer, page).status_code == 302

    one, two, three, new = Activity.objects.order_by("number")
    assert (one.title, one.lead_body, one.secretariat_cost) == (
        "One, by the ministry",
        "Ministry of Justice",
        Decimal(1250),
    )
    assert (one.starts_on, one.ends_on) == (date(2011, 4, 1), date(2011, 6, 30))
    assert (two.title, two.lead_body) == ("Two, by health", "Ministry of Interior, unit 2")
    assert sorted(link.target.code for link in two.target_links.all()) == ["1.T1", "1.T2"]
    assert (three.description, [need.what for need in three.technical_needs.all()]) == (
        "Two\nlines",
        ["A room"],
    )
    assert new.title == "A new line"


def test_the_lists_and_the_paper_of_a_workbook_outlive_libreoffice(officer, soffice, tmp_path):
    saved = resaved(soffice, tmp_path, {"book": _download(officer)}, kinds=("ods", "xlsx"))["book"]

    book = workbooks.opened(saved)
    sheet, choices = book.worksheets[0], book["Choices"]
    lists = {}
    for rule in sheet.data_validations.dataValidation:
        cells = choices[rule.formula1.replace("$", "").replace("'", "").rpartition("!")[2]]
        lists[sheet.cell(1, next(iter(rule.sqref.ranges)).min_col).value] = [cell.value for (cell,) in cells]
    assert lists["Area"] == ["1", "2"]
    assert lists["Kind of funding"] == [str(label) for label in Funding.labels]
    assert set(lists) == {"Area", "Activity area", "Type", "Kind of funding"}
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_two_copies_that_collide_are_asked_with_nothing_chosen_and_the_rest_of_the_row_is_written(officer):
    book = _download(officer)
    first = with_cells(book, {(2, "Title"): "Theirs", (3, "Title"): "Only theirs"})
    second = with_cells(book, {(2, "Title"): "Mine", (2, "Lead body"): "Ministry of Labour"})
    _confirm(officer, upload(officer, first))

    page = upload(officer, second)
    unanswered = _confirm(officer, page)
    (choice,) = page.context["preview"].choices
    written = _confirm(officer, page, **{choice.name: f"mine:{choice.version}"})

    assert [(side.before, side.theirs, side.mine) for side in choice.sides] == [("One", "Theirs", "Mine")]
    assert " checked" not in page.text
    assert unanswered.status_code == 422
    assert "Nothing was saved. Choose in 1 place." in unanswered.text
    assert f'href="#{choice.name}"' in unanswered.text
    assert written.status_code == 302
    assert (_line(1).title, _line(1).lead_body) == ("Mine", "Ministry of Labour")
    assert _line(2).title == "Only theirs"


def test_theirs_is_kept_where_it_is_chosen_and_the_button_only_ticks(officer):
    book = _download(officer)
    _confirm(officer, upload(officer, with_cells(book, {(2, "Title"): "Theirs"})))
    page = upload(officer, with_cells(book, {(2, "Title"): "Mine", (2, "Lead body"): "Ministry of Labour"}))
    (choice,) = page.context["preview"].choices

    ticked = _confirm(officer, page, keep_theirs="1")
    before = _line(1).lead_body
    _confirm(officer, ticked, **{choice.name: f"theirs:{choice.version}"})

    assert (ticked.status_code, ticked.text.count(" checked")) == (200, 1)
    assert before != "Ministry of Labour"
    assert (_line(1).title, _line(1).lead_body) == ("Theirs", "Ministry of Labour")


def test_a_third_change_asks_again_with_the_answer_still_ticked(officer, kh_lead):
    book = _download(officer)
    _change(1, by=kh_lead, title="Theirs")
    page = upload(officer, with_cells(book, {(2, "Title"): "Mine"}))
    (choice,) = page.context["preview"].choices
    _change(1, by=kh_lead, title="Theirs again")

    again = _confirm(officer, page, **{choice.name: f"mine:{choice.version}"})
    (asked,) = again.context["preview"].choices
    written = _confirm(officer, again, **{asked.name: f"mine:{asked.version}"})

    assert again.status_code == 409
    assert (asked.sides[0].theirs, asked.chosen, asked.ticked) == ("Theirs again", "", "mine")
    assert written.status_code == 302
    assert _line(1).title == "Mine"


def test_what_comes_between_the_merge_and_the_lock_is_merged_again(officer, kh_lead, monkeypatch):
    page = upload(officer, with_cells(_download(officer), {(2, "Title"): "Mine"}))
    write, faster = views.import_lines, iter((True,))

    def lead_is_faster(*given: Any, **named: Any) -> int:
        if next(faster, False):
            _change(1, by=kh_lead, lead_body="Ministry of Justice")
        return write(*given, **named)

    monkeypatch.setattr(views, "import_lines", lead_is_faster)
    response = _confirm(officer, page)

    assert response.status_code == 302
    assert (_line(1).title, _line(1).lead_body) == ("Mine", "Ministry of Justice")


def test_start_and_end_are_one_choice_where_both_moved_the_dates(officer, kh_lead):
    book = _download(officer)
    _change(1, by=kh_lead, starts_on=date(2011, 4, 1))

    page = upload(officer, with_cells(book, {(2, "Ends on"): date(2011, 3, 20)}))

    (choice,) = page.context["preview"].choices
    assert choice.columns == "Starts on, Ends on"


def test_a_file_that_is_sent_twice_adds_its_new_line_once(officer):
    book = with_cells(_download(officer), {(5, "Title"): "A new line", (5, "Area"): "1"})
    # Lines are stamped by the clock, and the cover has whole seconds.
    Activity.objects.update(entered_at=timezone.now() - timedelta(hours=1))
    _confirm(officer, upload(officer, book))
    Activity.objects.filter(title="A new line").update(entered_at=timezone.now() + timedelta(minutes=1))

    again = upload(officer, book)

    assert again.context["preview"].counts["new"] == 0
    assert not again.context["preview"].may_be_confirmed


def test_a_line_that_was_withdrawn_since_is_no_error_unless_its_row_was_changed(officer, kh_lead):
    book = _download(officer)
    withdraw_activity(_line(3), by=kh_lead, now=cast.NOW)

    same = upload(officer, book)
    changed = upload(officer, with_cells(book, {(4, "Title"): "Three, changed"}))

    assert same.context["preview"].counts["unchanged"] == 3
    assert "Row 4, Code: KH-2011-003 is withdrawn." in changed.text


def test_what_others_changed_is_said_and_stays_and_rows_that_the_file_lacks_stay(officer, kh_plan, kh_lead):
    book = _download(officer)
    _change(1, by=kh_lead, lead_body="Ministry of Justice")
    kh_plan.refresh_from_db()
    add_activity(kh_plan, cast.complete_draft(kh_plan.cycle.plan, title="Later"), by=kh_lead, now=cast.NOW)

    page = upload(officer, with_cells(book, {(2, "Title"): "Mine"}))

    (row,) = (row for row in page.context["preview"].rows if row.from_others)
    assert [(cell.column, cell.new) for cell in row.from_others] == [("Lead body", "Ministry of Justice")]
    assert "Those changes are kept, and your changes are added." in page.text
    assert "You left out 1 row. It does not change" in page.text


def test_the_merged_rows_stay_under_the_ceiling(officer, kh_lead):
    book = _download(officer)
    _change(2, by=kh_lead, secretariat_cost=Decimal(60_000))

    page = upload(officer, with_cells(book, {(2, "Secretariat US$"): 60_000}))

    assert "US$121,000 is US$21,000 more than the ceiling of US$100,000." in page.text
    assert _confirm(officer, page).status_code == 422


def test_one_wrong_cell_hides_no_other_and_each_links_to_its_cell(officer):
    wrong = {
        (2, "Secretariat US$"): "=500*2",
        (2, "Ends on"): "30 Sep 2554",
        (3, "Area"): "9",
        (3, "Title"): None,
        (4, "Code"): "KH-2011-099",
        (4, "Starts on"): "soon",
    }

    page = upload(officer, with_cells(_download(officer), wrong))

    places = [fault.place.anchor for row in page.context["preview"].rows for fault in row.faults]
    assert places == ["cell-I2", "cell-K2", "cell-B3", "cell-D3", "cell-A4", "cell-H4"]
    for place in places:
        assert f'href="#{place}"' in page.text
        assert f'id="{place}"' in page.text


def test_a_cell_that_breaks_a_rule_is_said_in_words_and_one_that_cannot_be_read_as_it_was_sent(officer):
    wrong = {
        (2, "Starts on"): date(2012, 4, 25),
        (2, "Ends on"): None,
        (3, "Starts on"): "2012-25-04",
        (4, "Code"): "KH-2011-099",
    }

    page = upload(officer, with_cells(_download(officer), wrong))

    rows = page.context["preview"].rows
    said = {cell.place.anchor: cell.new for row in rows for cell in row.cells if cell.state == "wrong"}
    assert said == {"cell-H2": "25 Apr 2012", "cell-H3": "2012-25-04"}
    # Each is the description of its cell, also that of the code.
    for place in ("H2", "H3", "A4"):
        assert f'id="cell-{place}" tabindex="-1" aria-describedby="cell-{place}-note"' in page.text
        assert page.text.count(f'id="cell-{place}-note"') == 1


def test_rows_that_say_the_same_share_a_cell_unless_it_is_wrong(officer):
    same = {(row, "Lead body"): "Ministry of <Justice>" for row in (2, 3)}
    wrong = {(row, "Starts on"): "soon" for row in (2, 3)}

    page = upload(officer, with_cells(_download(officer), same | wrong))

    first, second, _third = page.context["preview"].rows
    of = [{cell.head.name: cell for cell in row.cells} for row in (first, second)]
    assert of[0]["lead_body"] is of[1]["lead_body"]
    assert [cells["starts_on"].place.anchor for cells in of] == ["cell-H2", "cell-H3"]
    assert page.text.count('<ins aria-hidden="true">Ministry of &lt;Justice&gt;</ins>') == 2


def test_what_is_wrong_with_a_column_that_the_file_lacks_has_a_place_of_its_own(officer):
    page = officer.post(IMPORT, {"rows": "Code\tLead body\n\tMinistry of Interior"}, follow=True)

    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))
    for place in ("cell-area-2", "row-2"):
        assert place in ids
    assert 'href="#cell-area-2"' in page.text


@pytest.mark.parametrize("name", ["title", "lead_body", "starts_on", "secretariat_cost", "needs"])
def test_a_column_that_cannot_be_read_is_shown_in_its_own_words(officer, name):
    head = str(BY_NAME[name].head)

    page = upload(officer, with_cells(_download(officer), {(2, head): "=A1"}))

    (fault,) = page.context["preview"].rows[0].faults
    assert str(fault) == f"Row 2, {head}: The portal does not read formulas. Write the value in the cell."


def test_the_workbook_with_the_errors_marked_has_them_as_comments_and_merges_as_the_first_one(
    officer, kh_lead, client_of, soffice, tmp_path
):
    wrong = with_cells(_download(officer), {(2, "Secretariat US$"): "about 7000", (3, "Title"): "Two, mine"})
    page = upload(officer, wrong)
    _change(1, by=kh_lead, title="Theirs")

    answer = officer.get(page.context["marked_url"])
    marked = workbooks.opened(answer.content)
    sheet = marked.worksheets[0]
    comments = {
        cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment
    }
    lists = [str(rule.sqref) for rule in sheet.data_validations.dataValidation]
    sheet["K2"].value = 7000
    saved = resaved(soffice, tmp_path, {"marked": file_of(marked)})["marked"]
    again = upload(officer, saved)

    assert comments == {
        "K2": "Row 2, Secretariat US$: “about 7000” is not a number. Write the number like 1,200 or 1200.50."
    }
    assert len(lists) == 4
    assert client_of(kh_lead).get(page.context["marked_url"]).status_code == 404
    assert _confirm(officer, again).status_code == 302
    assert (_line(1).title, _line(1).secretariat_cost, _line(2).title) == (
        "Theirs",
        Decimal(7000),
        "Two, mine",
    )


def test_a_text_with_the_line_ends_of_a_browser_is_no_change(officer):
    Activity.objects.filter(number=1).update(description="Two\r\nlines")

    page = upload(officer, _download(officer))

    assert page.context["preview"].counts["unchanged"] == 3
    assert not LineHistory.objects.exists()


def test_cells_of_a_row_are_under_their_heads(officer):
    preview = upload(officer, with_cells(_download(officer), {(2, "Title"): "Another"})).context["preview"]

    (row,) = preview.sections[0][2]

    heads = [(head.name, head.letter) for head in preview.heads]
    assert heads == [(cell.head.name, cell.head.letter) for cell in row.beside]


def test_a_preview_asks_as_many_queries_for_many_rows_as_for_one(officer, kh_plan, kh_officer, kh_lead):
    for number in range(22):
        cast.complete_line(kh_plan, by=kh_officer, title=f"Further {number}")
    book = _download(officer)
    for number in range(1, 26):
        _change(number, by=kh_lead, title=f"Theirs {number}", secretariat_cost=Decimal(1000))

    counts = {}
    for many in (1, 3, 25):
        changed: dict[tuple[int, str], Any] = {}
        for row in range(2, many + 2):
            wrong = "about 700" if row % 2 else 700
            changed |= {(row, "Title"): f"Mine {row}", (row, "Lead body"): "Ministry of Labour"}
            changed |= {
                (row, "Secretariat US$"): wrong,
                (26 + row, "Title"): f"New {row}",
                (26 + row, "Area"): "1",
            }
        page = upload(officer, with_cells(book, changed))
        assert len(page.context["preview"].choices) + len(page.context["preview"].by_kind["refused"]) >= many
        counts[many] = queries.queries_of(officer, page.redirect_chain[-1][0])

    assert len(set(counts.values())) == 1, counts


@pytest.mark.parametrize(
    ("by_lead", "said", "unsaid"),
    [
        ({}, "In the portal, saved by you on", "Theirs, saved by"),
        ({"lead_body": "Ministry of Labour"}, "In the portal, saved by you on", "Theirs, saved by"),
        ({"title": "One, by the lead"}, "Theirs, saved by", "saved by you"),
    ],
)
def test_a_choice_says_whose_hand_the_other_side_is(officer, kh_officer, kh_lead, by_lead, said, unsaid):
    book = _download(officer)
    _change(1, by=kh_officer, title="One, in the table")
    if by_lead:
        _change(1, by=kh_lead, **by_lead)

    page = upload(officer, with_cells(book, {(2, "Title"): "One, in the file"}))

    text = page.text
    assert (said in text, unsaid in text) == (True, False)
    own = "title" not in by_lead
    assert ("Row 2, Title: you also saved this in the portal" in text) == own
    assert ("In your rows" in text) == ("Keep all saved text" in text) == own
    assert "Others changed" not in text


def test_a_choice_names_who_changed_that_field_and_not_who_saved_the_row_last(officer, kh_officer, kh_lead):
    book = _download(officer)
    _change(1, by=kh_lead, title="One, by the lead")
    _change(1, by=kh_officer, lead_body="Ministry of Labour")

    page = upload(officer, with_cells(book, {(2, "Title"): "Mine", (2, "Lead body"): "Ministry of Justice"}))

    choices = {choice.columns: choice for choice in page.context["preview"].choices}
    assert {name: bool(choice.own_at) for name, choice in choices.items()} == {
        "Title": False,
        "Lead body": True,
    }
    assert str(choices["Title"].by).startswith(f"{kh_lead.user.name}, ")
    assert f"Theirs, saved by {choices['Title'].by}" in page.text
    assert f"In the portal, saved by you on {choices['Lead body'].own_at}" in page.text

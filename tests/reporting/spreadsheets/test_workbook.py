"""The answers of a review as a workbook: out and back, row by row, merged with what others answered meanwhile."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from reporting import models
from reporting.answers.answer_content import content_of
from reporting.answers.queries import targets_asked_of
from reporting.dataset import PartnerAnswer
from reporting.reviews.actions import close_review, open_review, submit_sheet
from reporting.statuses import RowKind, TargetProgress
from spa.models import Target
from tests import cast, queries, resaving, workbooks
from tests.answers import NOW, activity_answer, answer_sheet, opened_sheet, target_answer
from tests.reporting.answers.test_partner_support import agree
from tests.workbooks import file_of, with_cells
from workplans.models import Activity, AnnualCycle, Seat, Workplan

HERE = "/2011/reviews/mid-year/kh/"
HEADS = ["Activity or target", "Text", "Status", "Started on", "Ended on", "Achieved on", "What happened"]


@pytest.fixture
def review(cycle: AnnualCycle, regional_office: Seat) -> models.Review:
    return open_review(cycle, "mid-year", by=regional_office, now=NOW)


@pytest.fixture
def sheet(review: models.Review) -> models.CountryReview:
    return review.sheets.get(taskforce__slug="kh")


@pytest.fixture
def officer(sheet: models.CountryReview, officer: Client) -> Client:
    return officer


def saved_answers() -> dict[str, tuple[str, str, date | None]]:
    rows = models.TargetStatus.objects.select_related("target")
    return {row.target.code: (row.status, row.narrative, row.achieved_on) for row in rows}


def key_of(code: str) -> int:
    return Target.objects.get(code=code).pk


def download(client: Client) -> bytes:
    response = client.get(f"{HERE}answers.xlsx")
    assert response.status_code == 200
    return response.content


def sent(client: Client, book: bytes) -> Any:
    return client.post(f"{HERE}import/", {"file": SimpleUploadedFile("answers.xlsx", book)}, follow=True)


def confirmed(client: Client, page: Any, **answers: str) -> Any:
    data = {"waiting": page.context["waiting"].pk, "seen": page.context["table"].row_version}
    return client.post(f"{HERE}import/confirm/", data | answers, follow=True)


def test_the_workbook_has_a_row_for_each_target_and_says_its_version(officer, sheet, kh_officer):
    answer_sheet(
        sheet,
        targets={key_of("1.T1"): target_answer("achieved", "Done", date(2011, 3, 1))},
        by=kh_officer,
        now=NOW,
    )

    rows, cover = workbooks.opened(download(officer)).worksheets[:2]

    found = list(rows.values)
    assert list(found[0]) == [*HEADS, "Spent by other partners"]
    assert [row[0] for row in found[1:]] == [target.code for target in targets_asked_of(sheet)]
    assert next(row[2:7] for row in found if row[0] == "1.T1")[0::4] == ("Achieved", "Done")
    about = {row[0]: row[1] for row in cover.values if row[0]}
    assert (about["Review"], about["Version of the answers"]) == ("KH-2011-mid-year", "2")


@pytest.fixture
def kh_line(line: Activity, approved_plan: Workplan, kh_lead: Seat, ilo: Seat) -> Activity:
    """An approved line, to which the ILO gives US$4,000."""
    agree(line, ilo.partner, kh_lead, amount=Decimal(4_000))
    return line


def test_an_activity_goes_out_and_back_with_the_money_of_each_partner(
    kh_line, officer, sheet, ilo, kh_desk, kh_lead
):
    answer_sheet(sheet, spent={kh_line.pk: Decimal(70)}, by=kh_desk, now=NOW)
    book = download(officer)
    heads, first = list(workbooks.opened(book).worksheets[0].values)[:2]
    assert heads == (*HEADS, "Spent by ILO", "Spent by other partners")
    assert first[:2] == (kh_line.code, kh_line.title)
    assert not sent(officer, book).context["preview"].does_something
    cells = {"Status": "Under way", "Started on": "1 Mar", "What happened": "Mine", "Spent by ILO": 1200.5}

    page = sent(officer, with_cells(book, {(2, name): value for name, value in cells.items()}))
    theirs = activity_answer("", narrative="", spending=(PartnerAnswer(None, Decimal(30)),))
    answer_sheet(sheet, activities={kh_line.pk: theirs}, by=kh_lead, now=NOW)
    assert "1 answer is saved." in confirmed(officer, page).text

    row = models.ActivityProgress.objects.get()
    ours = PartnerAnswer(ilo.partner_id, Decimal("1200.50"))
    spending = (ours, PartnerAnswer(None, Decimal(30)))
    assert content_of(RowKind.ACTIVITY, row) == activity_answer(
        "under_way", date(2011, 3, 1), None, spending, "Mine"
    )
    assert row.spent_secretariat == Decimal(70)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"Status": "Achieved"}, "“Achieved” is not a status. Use one of: Not started"),
        ({"Status": "Done", "Achieved on": date(2011, 3, 1)}, "An activity has no such answer."),
        ({"Status": "Done", "Ended on": "Nov 2098"}, "30 Nov 2098 is in the future."),
        ({"Status": "Not started", "Spent by ILO": 5}, "The activity has not started."),
        ({"Status": "Answer withdrawn", "What happened": "Why"}, "There is no closed answer to withdraw."),
    ],
)
def test_what_is_wrong_with_an_activity_keeps_no_target_back(kh_line, officer, cells, said):
    book = download(officer)
    typed = {(2, name): value for name, value in cells.items()} | {(3, "Status"): "In progress"}
    page = sent(officer, with_cells(book, typed))

    assert said in page.text
    assert "1 answer is saved. 1 row is not saved." in confirmed(officer, page).text
    assert list(saved_answers().values()) == [("in_progress", "", None)]
    assert not models.ActivityProgress.objects.exists()


def test_a_file_of_another_country_is_refused_before_its_columns_are_looked_at(
    kh_line, officer, review, client_of, lao_officer
):
    """Its columns of partners are other ones."""
    book = download(officer)
    file = {"file": SimpleUploadedFile("answers.xlsx", book)}

    refused = client_of(lao_officer).post(f"{HERE.replace('kh', 'la')}import/", file)

    assert refused.status_code == 422
    assert "This file belongs to Cambodia, Mid-year 2011, not to Lao PDR, Mid-year 2011." in refused.text


def test_words_without_a_status_are_kept_and_the_status_is_asked(officer, sheet):
    code = targets_asked_of(sheet)[0].code

    confirmed(officer, sent(officer, with_cells(download(officer), {(2, "What happened"): "Words"})))

    assert saved_answers() == {code: ("", "Words", None)}
    page = officer.get(HERE, follow=True).text
    assert "Words</textarea>" in page
    assert f"{code} has an explanation and no status. Choose a status." in page


def test_a_copy_that_libreoffice_saved_comes_back_unchanged_and_merges(
    officer, sheet, kh_officer, kh_lead, soffice, tmp_path
):
    first, second = (target.code for target in targets_asked_of(sheet)[:2])
    answers = {key_of(first): target_answer("achieved", "One\nTwo", date(2011, 3, 1))}
    answer_sheet(sheet, targets=answers, by=kh_officer, now=NOW)
    book = download(officer)
    mine = with_cells(book, {(3, "Status"): "In progress", (2, "What happened"): "Mine"})
    saved = resaving.resaved(soffice, tmp_path, {"same": book, "mine": mine})

    assert not sent(officer, saved["same"]).context["preview"].does_something
    answer_sheet(
        sheet, targets={key_of(first): target_answer("in_progress", "One\nTwo")}, by=kh_lead, now=NOW
    )
    page = sent(officer, saved["mine"])
    assert page.context["preview"].choices == ()
    assert "2 answers are saved." in confirmed(officer, page).text

    assert saved_answers() == {first: ("in_progress", "Mine", None), second: ("in_progress", "", None)}


def test_fifty_answers_come_back_from_libreoffice_and_a_wrong_date_keeps_back_its_row_alone(
    kh_plan, kh_officer, client_of, soffice, tmp_path
):
    for _ in range(46):
        cast.complete_line(kh_plan, secretariat_cost=Decimal(100))
    cast.approved(kh_plan)
    sheet = opened_sheet(kh_plan.cycle, "mid-year", now=NOW)
    officer = client_of(kh_officer)
    empty = download(officer)

    def filled(book: bytes, words: str, **wrong: Any) -> bytes:
        cells: dict[tuple[int, str], Any] = {(row, "What happened"): f"{words} {row}" for row in range(2, 52)}
        cells |= {(row, "Status"): "Under way" for row in range(2, 48)}
        cells |= {(row, "Started on"): date(2011, 3, row % 28 + 1) for row in range(2, 48)}
        cells |= {(row, "Status"): "In progress" for row in range(48, 52)}
        return with_cells(book, cells | {(20, name): value for name, value in wrong.items()})

    def words() -> list[str]:
        rows = (*sheet.progress.order_by("activity__number"), *sheet.target_answers.all())
        return [row.narrative for row in rows]

    first = resaving.resaved(soffice, tmp_path / "first", {"all": filled(empty, "First")})["all"]
    assert "50 answers are saved." in confirmed(officer, sent(officer, first)).text
    assert words() == [f"First {row}" for row in range(2, 52)]

    book = download(officer)
    wrong = filled(book, "Second", **{"Ended on": date(2098, 7, 2)})
    saved = resaving.resaved(soffice, tmp_path / "second", {"same": book, "wrong": wrong})
    assert not sent(officer, saved["same"]).context["preview"].does_something
    answer = confirmed(officer, sent(officer, saved["wrong"]))
    assert "49 answers are saved. 1 row is not saved." in answer.text
    assert words() == ["First 20" if row == 20 else f"Second {row}" for row in range(2, 52)]


def test_a_wrong_row_keeps_no_other_row_back(officer, sheet):
    codes = [target.code for target in targets_asked_of(sheet)]
    cells = {(row, "Status"): "In progress" for row in range(2, len(codes) + 2)}
    to_come = {(3, "Status"): "Achieved", (3, "Achieved on"): date(2098, 7, 2)}

    page = sent(officer, with_cells(download(officer), cells | to_come))

    rest = len(codes) - 1
    assert "1 row is refused and will not be saved" in page.text
    assert 'href="#cell-F3"' in page.text
    assert 'id="cell-F3"' in page.text
    assert "Row 3, Achieved on: 2 Jul 2098 is in the future." in page.text
    assert not models.TargetStatus.objects.exists()
    marked = officer.get(page.context["marked_url"])
    assert "2 Jul 2098" in workbooks.opened(marked.content).worksheets[0]["F3"].comment.text
    seen = models.AnswerImport.objects.get()
    answer = confirmed(officer, page)
    assert not models.AnswerImport.objects.claim(seen, by=seen.by), "its rows are others now"
    assert f"{rest} answers are saved. 1 row is not saved. Correct this row and send it again." in answer.text
    assert set(saved_answers()) == {codes[0], *codes[2:]}
    # It stays offered, alone, with the file in which it is marked.
    (row,) = answer.context["preview"].rows
    assert (row.number, row.code) == (3, codes[1])
    assert officer.get(answer.context["marked_url"]).status_code == 200


def test_a_wrong_status_is_told_those_of_its_kind(kh_line, officer):
    for word in ("Nearly", "Achieved"):
        page = sent(officer, with_cells(download(officer), {(2, "Status"): word}))
        (fault,) = page.context["preview"].rows[0].faults
        assert f"“{word}” is not a status. Use one of: Not started" in str(fault)
        assert "In progress" not in str(fault)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({(2, "Status"): "Nearly"}, "“Nearly” is not a status. Use one of: "),
        ({(2, "Achieved on"): date(2011, 3, 1)}, "Only an achieved target has this date."),
        ({(2, "Status"): "Done"}, "“Done” is not a status. Use one of: Achieved"),
        ({(2, "Started on"): date(2011, 3, 1)}, "A target has no such answer."),
        ({(2, "Activity or target"): "9.T9"}, "This code is not in this review."),
        ({(2, "Activity or target"): " "}, "This code is not in this review."),
    ],
)
def test_what_is_wrong_is_said_at_its_cell_and_nothing_is_saved(officer, cells, said):
    page = sent(officer, with_cells(download(officer), cells))

    assert said in page.text
    assert "There is nothing to save" not in page.text
    assert not page.context["preview"].may_be_confirmed
    assert confirmed(officer, page).status_code == 422
    assert not models.TargetStatus.objects.exists()


def test_what_both_answered_is_asked_and_a_third_change_asks_again(officer, sheet, kh_lead):
    code = targets_asked_of(sheet)[0].code
    book = with_cells(download(officer), {(2, "Status"): "In progress", (2, "What happened"): "Mine"})
    answer_sheet(sheet, targets={key_of(code): target_answer("no_activity")}, by=kh_lead, now=NOW)

    page = sent(officer, book)
    (choice,) = page.context["preview"].choices
    assert [str(side.column) for side in choice.sides] == ["Status"]
    assert str(kh_lead.user) in str(choice.by)
    assert confirmed(officer, page).status_code == 422
    mine = {choice.name: dict(choice.options)["mine"]}
    answer_sheet(sheet, targets={key_of(code): target_answer("achieved")}, by=kh_lead, now=NOW)
    assert confirmed(officer, page, **mine).status_code == 409
    assert saved_answers()[code] == ("achieved", "", None)

    again = sent(officer, book)
    (choice,) = again.context["preview"].choices
    assert confirmed(officer, again, **{choice.name: dict(choice.options)["mine"]}).status_code == 200
    assert saved_answers()[code] == ("in_progress", "Mine", None)


def test_a_file_is_confirmed_once_and_another_reviews_file_is_refused(officer, cycle, regional_office):
    book = with_cells(download(officer), {(2, "Status"): "In progress"})
    page = sent(officer, book)
    confirmed(officer, page)
    assert "There is no file to confirm." in confirmed(officer, page).text
    assert models.TargetStatus.objects.count() == models.AnswerHistory.objects.count() == 1
    assert not models.AnswerImport.objects.exists()

    open_review(cycle, "som", by=regional_office, now=NOW)
    file = {"file": SimpleUploadedFile("answers.xlsx", book)}
    refused = officer.post(f"{HERE.replace('mid-year', 'som')}import/", file)
    assert refused.status_code == 422
    assert (
        "belongs to Cambodia, Mid-year 2011, not to Cambodia, SOM 2011. Send it on the page of Cambodia, Mid-year 2011."
        in refused.text
    )


def test_a_version_that_the_answers_never_had_is_refused(officer):
    workbook = workbooks.opened(download(officer))
    (line,) = [row for row in workbook.worksheets[1].rows if row[0].value == "Version of the answers"]
    line[1].value = "99"

    assert "a version number that the portal does not know" in sent(officer, file_of(workbook)).text


def test_answers_that_are_submitted_or_closed_take_no_file_and_say_why(
    officer, review, sheet, kh_lead, regional_office
):
    book = with_cells(download(officer), {(2, "Status"): "In progress"})
    page = sent(officer, book)
    submit_sheet(sheet, by=kh_lead, now=NOW)

    assert "The answers are submitted." in officer.get(f"{HERE}import/").text
    assert officer.get(f"{HERE}import/").status_code == 403
    assert confirmed(officer, page).status_code == 409
    close_review(review, with_at_least=0, by=regional_office, now=NOW)
    refused = officer.post(f"{HERE}import/", {"rows": "Activity or target\tStatus\n1.T1\tIn progress"})
    assert refused.status_code == 409
    assert "The answers are closed." in refused.text
    assert "1.T1\tIn progress" in refused.text
    assert not models.TargetStatus.objects.exists()
    assert "Import the answers" not in officer.get(HERE, follow=True).text
    assert download(officer)


def test_the_page_of_the_answers_leads_to_both(officer, client_of, kh_desk):
    assert f'href="{HERE}answers.xlsx"' in officer.get(HERE, follow=True).text
    assert f'href="{HERE}import/"' in officer.get(HERE, follow=True).text
    desk = client_of(kh_desk).get(HERE).text
    assert f'href="{HERE}answers.xlsx"' in desk
    assert f'href="{HERE}import/"' not in desk


def test_preview_and_confirmation_ask_as_many_queries_for_many_rows_as_for_one(officer, sheet, kh_lead):
    targets = targets_asked_of(sheet)
    assert len(targets) > 2
    books = {
        many: with_cells(download(officer), {(row, "What happened"): "Mine" for row in range(2, many + 2)})
        for many in (1, len(targets))
    }
    theirs = {target.pk: target_answer(TargetProgress.IN_PROGRESS, "Theirs") for target in targets}
    answer_sheet(sheet, targets=theirs, by=kh_lead, now=NOW)

    counts = {}
    for many, book in books.items():
        page = sent(officer, book)
        assert len(page.context["preview"].choices) == many
        counts[many] = queries.queries_of(officer, page.redirect_chain[-1][0])

    assert len(set(counts.values())) == 1

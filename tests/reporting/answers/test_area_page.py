"""An area of a review's sheet: what is saved of it, what is not and why, and the rows that save themselves."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from reporting.answers.rules import REVIEW, warnings_about
from reporting.answers.sheet_data import SheetData
from reporting.dataset import PartnerAnswer
from reporting.models import CountryReview, TargetStatus
from reporting.reviews.actions import reopen_sheet, submit_sheet
from spa.models import Target
from tests.answers import activity_answer, answer_sheet, opened_sheet, submitted_and_closed, target_answer
from workplans.models import Activity, AnnualCycle, Seat

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("sheet")]

NOW = datetime(2011, 7, 1, 9, 0, tzinfo=UTC)
SHEET = "/2011/reviews/som/kh/"
FIRST = f"{SHEET}areas/1/"
HALF_WAY = activity_answer("under_way", date(2011, 3, 1), narrative="Two of four held")


@pytest.fixture
def target(line: Activity) -> Target:
    return Target.objects.get(code="1.T1")


@pytest.fixture
def sheet(cycle: AnnualCycle, line: Activity, target: Target, kh_lead: Seat) -> CountryReview:
    """The SOM's review is open; at mid-year the activity was under way, and the target achieved."""
    closed = opened_sheet(cycle, "mid-year", now=NOW)
    answers = {
        "activities": {line.pk: HALF_WAY},
        "targets": {target.pk: target_answer("achieved", "The law")},
    }
    answer_sheet(closed, **answers, by=kh_lead, now=NOW)
    submitted_and_closed(closed, now=NOW)
    return opened_sheet(cycle, "som", now=NOW)


def sent(sheet: CountryReview, by: Seat, row: str, **fields: str) -> dict[str, Any]:
    """What the page of a person sends of one row."""
    version = CountryReview.objects.get(pk=sheet.pk).row_version
    typed = {f"{row}-{name}": value for name, value in fields.items()}
    return {"person": by.user_id, "row": row, f"{row}-v": version, "token": uuid4(), **typed}


def test_the_old_address_leads_to_the_first_open_answer(officer, sheet, line, target, kh_officer):
    assert officer.get(SHEET).url == f"{FIRST}#row-a{line.pk}"

    answer_sheet(sheet, activities={line.pk: HALF_WAY}, by=kh_officer, now=NOW)

    assert officer.get(SHEET).url == f"{FIRST}#row-t{target.pk}"
    areas = officer.get(FIRST).context["areas"]
    assert [(area["number"], area["done"], area["is_current"]) for area in areas] == [
        (1, "1 of 3 answered, 1 as reported at mid-year", True),
        (2, "0 of 2 answered", False),
    ]
    folded = re.findall(r'<details class="answer[^"]*" id="row-(\w+)"( open)?', officer.get(FIRST).text)
    others = Target.objects.filter(area=target.area).exclude(pk=target.pk)
    assert folded == [
        (f"a{line.pk}", ""),
        *((f"t{key}", " open") for key in (target.pk, *others.values_list("pk", flat=True))),
    ]


def test_a_wrong_date_keeps_its_field_alone_back(officer, line, target, sheet):
    row = f"a{line.pk}"
    typed = {
        f"{row}-status": "done",
        f"{row}-actual_starts_on": "2 Mar",
        f"{row}-actual_ends_on": "31 Feb",
        f"{row}-spent_others": "US$ 40",
        f"t{target.pk}-status": "achieved",
        f"t{target.pk}-achieved_on": "1 Jan 2099",
        f"t{target.pk}-narrative": "The law holds",
    }

    answer = officer.post(
        FIRST, typed | {f"{row}-v": sheet.row_version, f"t{target.pk}-v": sheet.row_version}
    )

    assert answer.status_code == 422
    saved = sheet.progress.get()
    assert (saved.status, saved.actual_starts_on, saved.actual_ends_on, saved.spent_partners) == (
        "done",
        date(2011, 3, 2),
        None,
        Decimal(40),
    )
    reply = sheet.target_answers.get()
    assert (reply.status, reply.achieved_on, reply.narrative) == ("achieved", None, "The law holds")
    assert answer.context["page"].errors == [
        (
            f"id_{row}-actual_ends_on",
            f"{line.code}, Ended on: “31 Feb” is not in the calendar. Check the day and the month.",
        ),
        (
            f"id_t{target.pk}-achieved_on",
            "1.T1, Achieved on: 1 Jan 2099 is in the future. Leave the field empty until then.",
        ),
    ]
    assert 'value="31 Feb"' in answer.text
    assert "All other answers are saved." in answer.text
    assert sheet.history.count() == 2


@pytest.mark.parametrize("status", ["postponed", "taken_back"])
def test_a_chosen_status_is_never_replaced_by_that_of_mid_year(officer, line, sheet, kh_officer, status):
    row = f"a{line.pk}"
    confirmed = officer.post(FIRST, {"confirm": "area", f"{row}-v": 1, f"{row}-status": status})
    saved = list(sheet.progress.values_list("status", "narrative"))
    assert saved == ([("postponed", "")] if confirmed.status_code == 302 else [])
    assert (confirmed.status_code == 302) == (status == "postponed")


def test_confirming_an_area_writes_what_was_said_at_mid_year_and_no_money(officer, sheet, line, target):
    page = officer.get(FIRST)
    assert page.context["area"]["repeats"] == 2
    assert not sheet.progress.exists(), "opening the page copies nothing"

    assert (
        officer.post(FIRST, {"confirm": "area", f"a{line.pk}-v": 1, f"t{target.pk}-v": 1}).url
        == f"{SHEET}areas/2/"
    )

    row, reply = sheet.progress.get(), sheet.target_answers.get()
    assert (row.status, row.actual_starts_on, row.narrative) == (
        "under_way",
        date(2011, 3, 1),
        "Two of four held",
    )
    assert row.spent_partners is None
    assert (reply.status, reply.narrative) == ("achieved", "The law")
    assert officer.get(FIRST).context["area"]["repeats"] == 0


def test_a_row_takes_over_its_own_mid_year_answer_and_no_other(officer, sheet, line, target, kh_officer):
    row, other = f"a{line.pk}", f"t{target.pk}"
    offered = re.findall(r'name="confirm" value="(\w+)"', officer.get(FIRST).text)
    assert offered == ["area", row, other]

    answer = officer.post(FIRST, {"confirm": row, f"{row}-v": 1, f"{other}-v": 1})

    assert answer.url == f"{FIRST}#row-{row}"
    assert (sheet.progress.get().status, sheet.progress.get().narrative) == ("under_way", "Two of four held")
    assert not sheet.target_answers.exists()
    fresh = officer.post(f"{FIRST}save/", sent(sheet, kh_officer, other, status="") | {"confirm": other})
    assert sheet.target_answers.get().status == "achieved"
    assert 'name="confirm"' not in fresh.text


def test_a_row_saves_itself_and_the_answer_is_the_row(officer, sheet, line, target, kh_officer):
    row = f"a{line.pk}"
    typed = sent(sheet, kh_officer, row, status="done", narrative="Held\r\nTwice")

    answer = officer.post(f"{FIRST}save/", typed)

    assert answer.status_code == 200
    assert (sheet.progress.get().status, sheet.progress.get().narrative) == ("done", "Held\nTwice")
    assert sheet.history.get().token == typed["token"]
    assert f'<tr class="answer-row" role="row" id="{row}" data-code="001" data-row>' in answer.text
    assert "1 of 3 answered" in answer.text
    assert "All its activities are done: is the target met?" in answer.text
    # What is sent again changes nothing, and fields that were not sent stay.
    assert officer.post(f"{FIRST}save/", typed).status_code == 200
    officer.post(f"{FIRST}save/", sent(sheet, kh_officer, row, actual_ends_on="1 Jun"))
    assert (sheet.progress.get().narrative, sheet.progress.get().actual_ends_on) == (
        "Held\nTwice",
        date(2011, 6, 1),
    )
    late = officer.post(f"{FIRST}save/", sent(sheet, kh_officer, row, actual_ends_on="1 Jan 2099"))
    assert "<p data-said>001: Saved, except Ended on</p>" in late.text
    assert sheet.history.count() == 2


def test_two_people_in_one_row_are_merged_by_its_fields_and_a_clash_shows_theirs(
    officer, sheet, line, kh_officer, kh_lead
):
    row = f"a{line.pk}"
    mine = sent(sheet, kh_officer, row, narrative="Mine", actual_starts_on="1 Mar")
    answer_sheet(
        sheet, activities={line.pk: activity_answer("done", narrative="Theirs")}, by=kh_lead, now=NOW
    )

    answer = officer.post(f"{FIRST}save/", mine)

    assert answer.status_code == 409
    saved = sheet.progress.get()
    assert (saved.status, saved.actual_starts_on, saved.narrative) == ("done", date(2011, 3, 1), "Theirs")
    assert 'data-unsaved="narrative"' in answer.text
    assert 'data-theirs="status"' in answer.text
    assert "What happened: someone else changed this too.</strong> Their text: Theirs" in answer.text
    assert f'name="{row}-v" value="{mine[f"{row}-v"]}"' in answer.text, "it goes on from what it showed"
    # Sent again it is asked again, until somebody chooses.
    assert officer.post(f"{FIRST}save/", mine).status_code == 409
    assert (
        officer.post(f"{FIRST}save/", mine | {"replace": replacing(answer, "narrative")}).status_code == 200
    )
    assert sheet.progress.get().narrative == "Mine"


def replacing(answer: Any, field: str) -> str:
    """What the button sends that replaces their text of a field, in the answer to a row that clashed."""
    return next(
        found for found in re.findall(r'name="replace" value="([^"]+)"', answer.text) if field in found
    )


def test_replacing_one_field_leaves_what_others_saved_meanwhile_in_another(
    officer, sheet, line, kh_officer, kh_lead
):
    row = f"a{line.pk}"
    mine = sent(sheet, kh_officer, row, narrative="Mine", spent_others="10")
    theirs = activity_answer("done", narrative="Theirs", spending=(PartnerAnswer(None, Decimal(20)),))
    answer_sheet(sheet, activities={line.pk: theirs}, by=kh_lead, now=NOW)
    clash = officer.post(f"{FIRST}save/", mine)

    answer = officer.post(f"{FIRST}save/", mine | {"replace": replacing(clash, "narrative")})

    assert answer.status_code == 409
    assert (sheet.progress.get().narrative, sheet.progress.get().spent_partners) == ("Mine", 20)
    assert 'data-unsaved="spent_others"' in answer.text
    assert "Their text: 20" in answer.text
    assert "Their text: Theirs" not in answer.text


def test_a_text_that_others_changed_again_before_it_is_replaced_is_shown_first(
    officer, sheet, line, kh_officer, kh_lead
):
    mine = sent(sheet, kh_officer, f"a{line.pk}", narrative="Mine")
    answer_sheet(
        sheet, activities={line.pk: activity_answer("done", narrative="Theirs")}, by=kh_lead, now=NOW
    )
    clash = officer.post(f"{FIRST}save/", mine)
    answer_sheet(sheet, activities={line.pk: activity_answer("done", narrative="Newer")}, by=kh_lead, now=NOW)

    again = officer.post(f"{FIRST}save/", mine | {"replace": replacing(clash, "narrative")})

    assert again.status_code == 409
    assert "Their text: Newer" in again.text
    assert sheet.progress.get().narrative == "Newer"


def test_their_choice_is_shown_by_its_label_and_nothing_as_empty(officer, sheet, line, kh_officer, kh_lead):
    row = f"a{line.pk}"
    answer_sheet(sheet, activities={line.pk: HALF_WAY}, by=kh_lead, now=NOW)
    mine = sent(sheet, kh_officer, row, status="done", narrative="Mine")
    answer_sheet(sheet, activities={line.pk: activity_answer("not_started")}, by=kh_lead, now=NOW)

    answer = officer.post(f"{FIRST}save/", mine)

    assert "Status: someone else changed this too.</strong> Their text: Not started" in answer.text
    assert "What happened: someone else changed this too.</strong> Their text: empty" in answer.text
    assert f'name="use" value="{row}-status=not_started"' in answer.text
    assert f'name="use" value="{row}-narrative="' in answer.text


def test_a_closed_answer_can_be_withdrawn_in_the_next_round_and_no_other(
    officer, sheet, line, target, kh_officer, kh_lead, regional_office
):
    """RV-11 says “Choose “Answer withdrawn””: the form offers it where a closed answer stands."""

    def offered() -> set[str]:
        return set(re.findall(r'name="(\w+)-status" value="taken_back"', officer.get(FIRST).text))

    never_answered = Target.objects.get(code="1.T2")
    at_mid_year = {f"a{line.pk}", f"t{target.pk}"}
    assert offered() == at_mid_year == set(SheetData(sheet).stands)
    answer_sheet(sheet, targets={never_answered.pk: target_answer("in_progress")}, by=kh_lead, now=NOW)
    assert offered() == at_mid_year
    submitted_and_closed(sheet, now=NOW)
    fresh = reopen_sheet(sheet, note="Counted twice", by=regional_office, now=NOW)

    row = f"t{never_answered.pk}"
    assert offered() == {*at_mid_year, row}
    typed = sent(fresh, kh_officer, row, status="taken_back", narrative="Counted twice")
    assert officer.post(f"{FIRST}save/", typed).status_code == 200
    assert fresh.target_answers.get(target=never_answered).status == "taken_back"


def test_a_withdrawal_without_its_reason_is_refused_once_and_is_nobody_elses_change(
    officer, sheet, target, kh_officer
):
    typed = sent(sheet, kh_officer, f"t{target.pk}", status="taken_back", narrative="")

    answer = officer.post(f"{FIRST}save/", typed)

    assert answer.status_code == 422
    note = answer.text.partition('class="row-note"')[2].partition("</div>")[0]
    assert note.count("Give the reason for withdrawing the answer.") == 1
    assert "someone else" not in answer.text
    summary = officer.post(FIRST, typed).text.partition("data-error-summary")[2].partition("</div>")[0]
    assert summary.count("Give the reason for withdrawing the answer.") == 1


def test_an_answer_that_stays_reads_so_in_its_row_the_list_of_areas_and_the_open_points(
    officer, sheet, line, target
):
    page = officer.get(FIRST)

    marks = re.findall(
        r'data-sum="mark-(\w+)"><span class="mark" data-status="\w+">([^<]+)</span>'
        r'<span class="second">as reported at mid-year</span>',
        page.text,
    )
    assert marks == [(f"a{line.pk}", "Under way"), (f"t{target.pk}", "Achieved")]
    assert [area["done"] for area in page.context["areas"]] == [
        "0 of 3 answered, 2 as reported at mid-year",
        "0 of 2 answered",
    ]
    for words in ("Without an answer: 3 targets", "As reported at mid-year: 1 activity and 1 target"):
        assert f">{words}</a>" in page.text


def test_what_the_same_page_wrote_is_nobody_elses_change(officer, sheet, line, kh_officer):
    first = sent(sheet, kh_officer, f"a{line.pk}", status="done", narrative="It began")
    officer.post(f"{FIRST}save/", first)

    # The answer never came: the page sends what it has now, from the version that it showed.
    again = officer.post(f"{FIRST}save/", first | {f"a{line.pk}-narrative": "It began well"})

    assert again.status_code == 200
    assert sheet.progress.get().narrative == "It began well"


def test_a_row_that_takes_nothing_more_says_why_and_one_of_another_person_is_not_read(
    officer, sheet, line, kh_officer, kh_lead, kh_desk, kh_member, member, desk
):
    row = f"a{line.pk}"
    typed = sent(sheet, kh_officer, row, narrative="Too late")
    assert officer.post(f"{FIRST}save/", typed | {"person": kh_lead.user_id}).status_code == 401
    assert member.post(f"{FIRST}save/", typed | {"person": kh_member.user_id}).status_code == 403
    submit_sheet(CountryReview.objects.get(pk=sheet.pk), by=kh_lead, now=NOW)

    answer = officer.post(f"{FIRST}save/", typed)

    assert answer.status_code == 409
    assert answer.text.startswith("<p data-closed>The answers are submitted.")
    assert not sheet.progress.exists()
    spent = sent(sheet, kh_desk, f"s{line.pk}", spent_secretariat="900")
    assert desk.post(f"{SHEET}save/", spent).status_code == 200
    assert sheet.progress.get().spent_secretariat == Decimal(900)


def test_rv_7_rv_8_and_rv_9_are_asked_beside_the_answer_and_refuse_nothing(
    officer, sheet, target, kh_officer
):
    def found(rule: str) -> list[str]:
        asked = warnings_about(SheetData(CountryReview.objects.get(pk=sheet.pk)))
        return [str(one) for one in asked if one.rule == rule]

    row = f"t{target.pk}"
    answer = officer.post(f"{FIRST}save/", sent(sheet, kh_officer, row, status="in_progress"))
    said = "Target 1.T1 was achieved at mid-year 2011. Write why it is not achieved any more."
    assert found("RV-7") == [said]
    assert f"Please check: {said}" in answer.text
    officer.post(f"{FIRST}save/", sent(sheet, kh_officer, row, narrative="The law was repealed"))
    assert found("RV-7") == []

    officer.post(f"{FIRST}save/", sent(sheet, kh_officer, row, status="achieved", narrative=""))
    assert found("RV-8") == [
        "Target 1.T1 is achieved, but none of its activities is done. Write what was achieved."
    ]
    assert found("RV-9") == []
    TargetStatus.objects.filter(sheet=sheet).update(achieved_on=date(2012, 1, 9))
    assert found("RV-9") == [
        "Target 1.T1 was first reported as achieved in 2011. Write why the day is 9 Jan 2012."
    ]


def test_money_of_nobody_is_asked_until_words_say_whose_it_is(officer, sheet, line, kh_officer):
    def found() -> list[str]:
        data = SheetData(CountryReview.objects.get(pk=sheet.pk))
        return [str(one) for one in warnings_about(data) if one.rule == REVIEW]

    row = f"a{line.pk}"
    officer.post(f"{FIRST}save/", sent(sheet, kh_officer, row, status="under_way", spent_others="99,999"))
    assert found() == [f"{line.code}: no partner is named for US$99,999. Write who spent this money."]

    officer.post(f"{FIRST}save/", sent(sheet, kh_officer, row, narrative="A private donor paid it"))
    assert found() == []


def test_a_suggestion_is_on_no_page_that_is_read_or_printed(
    officer, sheet, line, kh_officer, kh_member, kh_lead, client_of
):
    answer_sheet(sheet, activities={line.pk: HALF_WAY}, by=kh_officer, now=NOW)

    assert 'class="suggested"' in officer.get(FIRST).text
    for seat, page in ((kh_member, SHEET), (kh_lead, f"{SHEET}submit/"), (kh_lead, "/2011/comparison/")):
        assert "Suggested" not in client_of(seat).get(page).text, page


def test_the_page_of_an_area_costs_ten_queries_beside_the_four_of_every_page(
    officer, sheet, line, kh_officer, django_assert_num_queries
):
    officer.get(FIRST)
    # Session, person, seat and year; two of the ten are questions of the desk and evidence.
    with django_assert_num_queries(4 + 10):
        officer.get(FIRST)

    answers = {
        target.pk: target_answer("in_progress", "Words")
        for target in Target.objects.filter(code__startswith="1.")
    }
    asked = {
        key: answer for key, answer in answers.items() if key in {one.pk for one in SheetData(sheet).targets}
    }
    answer_sheet(sheet, activities={line.pk: HALF_WAY}, targets=asked, by=kh_officer, now=NOW)

    with django_assert_num_queries(4 + 10):
        officer.get(FIRST)


def test_the_desks_page_says_each_answer_once_and_folds_it(sheet, line, target, desk, kh_officer):
    words = target_answer("achieved", "The law holds")
    answer_sheet(sheet, activities={line.pk: HALF_WAY}, targets={target.pk: words}, by=kh_officer, now=NOW)

    page, _head, history = desk.get(SHEET).text.partition("<h2>What happened</h2>")

    for said in ("Two of four held", "The law holds"):
        assert page.count(said) == 1
        assert re.search(rf"<details[^>]*>(?:(?!</details>).)*{said}", page, re.DOTALL)
    assert 'Saved 2 answers <span class="second">Area 1</span>' in history
    for of_officers in ("If an answer has not changed", "Only the lead", "Write dates like"):
        assert of_officers not in page


def test_what_to_check_is_counted_by_its_kind_on_both_pages(sheet, line, target, client_of, kh_lead):
    answers = {line.pk: activity_answer("done", narrative="")}
    answer_sheet(
        sheet, activities=answers, targets={target.pk: target_answer("", "Words")}, by=kh_lead, now=NOW
    )

    for page in (FIRST, f"{SHEET}submit/"):
        text = client_of(kh_lead).get(page).text
        assert re.findall(r"<summary>([^<]+: \d+)</summary>", text) == [
            "What does not agree: 1",
            "What is not explained: 1",
        ], page

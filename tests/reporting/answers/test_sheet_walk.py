"""A sheet as one person walks it: what a save takes away, money that stays or falls, and where things stand."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from reporting.answers.rules import rv_6
from reporting.answers.sheet_data import SheetData
from reporting.dataset import PartnerAnswer
from reporting.models import CountryReview
from reporting.questions.actions import answer_question, ask_question
from reporting.reviews.actions import close_review, submit_sheet
from spa.models import Target
from tests.answers import activity_answer, answer_sheet, opened_sheet, submitted_and_closed, target_answer
from workplans.models import Activity, AnnualCycle, Seat

pytestmark = pytest.mark.slow

NOW = datetime(2011, 7, 1, 9, 0, tzinfo=UTC)
SHEET = "/2011/reviews/som/kh/"
FIRST = f"{SHEET}areas/1/"
SPENT = Decimal(1000)


@pytest.fixture
def mid_year(cycle: AnnualCycle, line: Activity, kh_lead: Seat, kh_desk: Seat) -> CountryReview:
    """At mid-year the Secretariat and partners had spent 1,000 each."""
    sheet = opened_sheet(cycle, "mid-year", now=NOW)
    said = activity_answer("under_way", spending=(PartnerAnswer(None, SPENT),), narrative="ILO paid")
    answer_sheet(sheet, activities={line.pk: said}, by=kh_lead, now=NOW)
    answer_sheet(sheet, spent={line.pk: SPENT}, by=kh_desk, now=NOW)
    return sheet


@pytest.fixture
def som(mid_year: CountryReview, cycle: AnnualCycle) -> CountryReview:
    submitted_and_closed(mid_year, now=NOW)
    return opened_sheet(cycle, "som", now=NOW)


@pytest.mark.parametrize("address", [f"{FIRST}save/", FIRST])
def test_a_target_that_leaves_achieved_drops_its_day_and_says_so(som, client_of, kh_officer, address, target):
    achieved = target_answer("achieved", "The law", date(2011, 5, 1))
    answer_sheet(som, targets={target.pk: achieved}, by=kh_officer, now=NOW)
    row, version = f"t{target.pk}", CountryReview.objects.get(pk=som.pk).row_version
    typed = {f"{row}-status": "in_progress", f"{row}-v": version, "token": uuid4()}
    # Without a script the page sends the day too, which it hides.
    typed |= (
        {"person": kh_officer.user_id, "row": row} if "save" in address else {f"{row}-achieved_on": "1 May"}
    )

    answer = client_of(kh_officer).post(address, typed, follow=True)

    assert "1.T1: the date “Achieved on” is removed." in answer.text
    saved = som.target_answers.get()
    assert (saved.status, saved.achieved_on, saved.narrative) == ("in_progress", None, "The law")


def test_a_new_day_beside_another_status_is_refused(som, officer):
    row = f"t{Target.objects.get(code='1.T1').pk}"
    typed = {f"{row}-status": "in_progress", f"{row}-achieved_on": "1 May", f"{row}-v": 1}

    assert "Only an achieved target has this date." in officer.post(FIRST, typed).text
    assert not som.target_answers.filter(achieved_on__isnull=False).exists()


def test_money_that_stays_says_since_when_and_money_of_the_som_does_not(som, line, lead, kh_lead, kh_desk):
    answer_sheet(som, activities={line.pk: activity_answer("done")}, by=kh_lead, now=NOW)
    answer_sheet(som, spent={line.pk: SPENT}, by=kh_desk, now=NOW)
    submitted_and_closed(som, now=NOW)

    page = lead.get(SHEET)
    assert f'data-kept data-person="{kh_lead.user_id}" data-sheet="review-{som.pk}"' in page.text
    (row,) = page.context["readings"]
    assert (row["secretariat"], row["secretariat_as_of"]) == ("US$1,000", "")
    assert (row["partners"], row["partners_as_of"]) == ("US$1,000", "as reported at mid-year")
    facts = lead.get("/2011/comparison/1.T1/kh/").context["facts"]
    assert ("Partners, US$", "1,000", "as reported at mid-year") in facts
    assert "" in [as_of for label, _amount, as_of in facts if label == "Secretariat, US$"]
    assert "only at mid-year" in lead.get("/2011/comparison/money/").text


def test_spending_that_falls_below_mid_year_is_asked_about_and_never_refused(
    som, line, client_of, kh_lead, kh_desk
):
    half = activity_answer("done", spending=(PartnerAnswer(None, Decimal(500)),))
    answer_sheet(som, activities={line.pk: half}, by=kh_lead, now=NOW)
    answer_sheet(som, spent={line.pk: Decimal(500)}, by=kh_desk, now=NOW)

    said = [str(one) for one in rv_6(SheetData(som)) if "at mid-year" in str(one)]
    end = "spent US$500 on KH-2011-001 since 1 January, but US$1,000 was reported at mid-year."
    assert [words.split(" Correct")[0] for words in said] == [
        f"Other partners {end}",
        f"The Secretariat {end}",
    ]
    assert "The Secretariat spent US$500" in client_of(kh_desk).get(SHEET).text
    assert "Other partners spent US$500" in client_of(kh_lead).get(f"{SHEET}submit/").text
    # Words of the taskforce end its own, and the right amount that of the desk.
    half = half | {"narrative": "ILO took back 500"}
    answer_sheet(som, activities={line.pk: half}, by=kh_lead, now=NOW)
    assert len([one for one in rv_6(SheetData(som)) if "at mid-year" in str(one)]) == 1
    answer_sheet(som, spent={line.pk: SPENT}, by=kh_desk, now=NOW)
    assert not [one for one in rv_6(SheetData(som)) if "at mid-year" in str(one)]


def test_the_head_says_the_last_day_and_the_side_who_reads(som, client_of, kh_officer, kh_desk):
    som.review.answers_due_on = date(2012, 2, 20)
    som.review.save(update_fields=["answers_due_on"])

    for page in (client_of(kh_officer).get(FIRST), client_of(kh_desk).get(SHEET)):
        assert "Last day for answers: 20 Feb 2012." in page.text
        assert "Who sees this:" in page.text


def test_a_row_that_saves_itself_says_beside_mid_year_what_it_is_now(som, line, client_of, kh_officer):
    row = f"a{line.pk}"
    typed = {
        "person": kh_officer.user_id,
        "row": row,
        f"{row}-v": 1,
        f"{row}-status": "done",
        "token": uuid4(),
    }

    answer = client_of(kh_officer).post(f"{FIRST}save/", typed)

    assert f'<strong class="late" data-sum="now-{row}">now Done</strong>' in answer.text


def test_a_folded_row_says_where_the_desks_question_stands(som, line, desk, kh_officer, kh_desk):
    question = ask_question(som, activity=line, text="All of it?", by=kh_desk, now=NOW)
    folded = re.compile(r"<summary><strong>.*?</summary>", re.DOTALL)
    assert "A question of the desk is not answered yet" in folded.findall(desk.get(SHEET).text)[0]

    answer_question(question, answer=None, reply="Yes", seen=1, by=kh_officer, now=NOW)

    assert "The taskforce answered the desk’s question" in folded.findall(desk.get(SHEET).text)[0]


def test_the_desk_reads_a_column_of_mid_year_only_at_the_som_and_a_sum(mid_year, client_of, kh_desk):
    page = client_of(kh_desk).get("/2011/reviews/mid-year/kh/")

    assert 'data-label="At mid-year"' not in page.text
    assert page.context["area"]["sums"]["now"] == "1,000"


def test_a_reason_takes_the_question_for_it_away(som, line, client_of, kh_officer, target):
    answer_sheet(som, activities={line.pk: activity_answer("under_way")}, by=kh_officer, now=NOW)
    asked = "You chose more than is suggested"
    for words, is_asked in (("", True), ("The law is in force", False)):
        answer_sheet(som, targets={target.pk: target_answer("achieved", words)}, by=kh_officer, now=NOW)
        assert (asked in client_of(kh_officer).get(FIRST).text) == is_asked


def test_two_windows_of_one_person_are_called_that_when_a_row_saves_itself(
    som, line, client_of, kh_officer, kh_lead
):
    row, version = f"a{line.pk}", CountryReview.objects.get(pk=som.pk).row_version
    for other, words in (
        (kh_officer, "you changed this in your other window"),
        (kh_lead, "someone else changed"),
    ):
        answer_sheet(som, activities={line.pk: activity_answer("done", narrative=words)}, by=other, now=NOW)
        typed = {"person": kh_officer.user_id, "row": row, f"{row}-v": version, "token": uuid4()}
        typed[f"{row}-narrative"] = "Mine"
        answer = client_of(kh_officer).post(f"{FIRST}save/", typed)
        assert answer.status_code == 409
        assert words in answer.text.split("</table>")[-1].split("Saved there")[0].split("Their text")[0]


def test_a_row_that_comes_too_late_brings_the_state_of_the_sheet(som, line, client_of, kh_officer, kh_lead):
    submit_sheet(som, by=kh_lead, now=NOW)
    typed = {"person": kh_officer.user_id, "row": f"a{line.pk}", f"a{line.pk}-status": "done"}

    answer = client_of(kh_officer).post(f"{FIRST}save/", typed)

    assert answer.status_code == 409
    assert '<span data-sum="sheet-state"><span class="mark" data-status="submitted">' in answer.text


def test_the_check_page_groups_by_area_and_warns_who_submits_after_the_closing(som, regional_office, lead):
    warning = "The desk cannot enter its spending after this. Ask the regional office to reopen the answers."
    page = lead.get(f"{SHEET}submit/")
    assert f"<h3>{page.context['readings'][0]['area']}</h3>" in page.text
    assert warning not in page.text

    close_review(som.review, with_at_least=0, by=regional_office, now=NOW)

    assert warning in lead.get(f"{SHEET}submit/").text


def test_a_closed_sheet_leads_to_all_that_happened(som, line, lead, kh_lead):
    for number in range(12):
        day = datetime(2011, 8, 1 + number, 9, 0, tzinfo=UTC)
        said = activity_answer("under_way", narrative=f"Week {number}")
        answer_sheet(som, activities={line.pk: said}, by=kh_lead, now=day)
    submit_sheet(som, by=kh_lead, now=NOW)

    page = lead.get(SHEET)

    assert len(page.context["history"]) == 10
    assert 'href="?history=all"' in page.text
    assert len(lead.get(f"{SHEET}?history=all").context["history"]) > 12

"""The pages of a review, walked without JavaScript."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.asserts import assertContains

from commit_portal.i18n import day as in_words, message
from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow import events_about, record_event
from reporting.answers.answer_content import content_of
from reporting.answers.answer_rows import activity_readings
from reporting.answers.sheet_data import SheetData
from reporting.dataset import PartnerAnswer
from reporting.dataset.build import build_dataset
from reporting.dataset_queries.rows import report_rows
from reporting.meetings.actions import FACTS, add_meeting, recommend
from reporting.meetings.reference_data import load_meetings
from reporting.models import ActivityProgress, CountryReview, Meeting, Review, TargetStatus
from reporting.report_text.values import said
from reporting.reviews.actions import close_review, open_review, reopen_sheet, set_meeting, submit_sheet
from reporting.statuses import RowKind
from spa.models import Area, Target
from tests import cast
from tests.answers import activity_answer, answer_sheet, opened_sheet, submitted_and_closed, target_answer
from workplans.models import AnnualCycle, Taskforce
from workplans.releasing.actions import release_workplan
from workplans.statuses import Audience, Step

pytestmark = pytest.mark.slow

NOW = datetime(2011, 7, 1, 9, 0, tzinfo=UTC)
BASE = "/2011/reviews/mid-year/"


def form_of(client, path):
    """What the page would post unchanged; of answers, the first area with an open one."""
    response = client.get(path, follow=True)
    assert response.status_code == 200
    return sent_again(response)


def sent_again(response):
    """What the page would post as it is."""
    rows = response.context["page"].rows
    data = {}
    for row in rows:
        data[f"{row.prefix}-v"] = str(row.seen)
        for name in row.fields:
            value = row[name].value()
            data[row.add_prefix(name)] = "" if value is None else str(value)
    return data


@pytest.fixture
def som_8(regional_office):
    draft = {"parts": (("som", 8),), "actual_from": date(2012, 2, 14)}
    made = add_meeting(**draft, by=regional_office, now=NOW)
    recommend(
        made,
        text="Train more",
        addressees=(Taskforce.objects.get(slug="kh"),),
        by=regional_office,
        now=datetime(2012, 2, 16, 9, 0, tzinfo=UTC),
    )
    return made


@pytest.mark.parametrize("status", ["planned", "open", "closed"])
def test_a_meeting_is_joined_to_the_review_before_its_opening_and_after_it(
    status, world, cycle, kh_line, som_8, secretariat, regional_office
):
    if status != "planned":
        review = open_review(cycle, "som", by=regional_office, now=NOW)
        assert "Choose the meeting and the last day for answers" in secretariat.get("/2011/reviews/som/").text
    if status == "closed":
        close_review(review, with_at_least=0, by=regional_office, now=NOW)
    later = world.open_year(2012)
    revisions = [AnnualCycle.objects.get(pk=year.pk).revision for year in (cycle, later)]
    assert "/2011/reviews/som/meeting/" in secretariat.get("/2011/reviews/").text or status != "planned"
    form = secretariat.get("/2011/reviews/som/meeting/").context["form"]
    typed = {"meeting": som_8.pk, "answers_due_on": "1 Mar 2098", "seen": form["seen"].value()}

    saved = secretariat.post("/2011/reviews/som/meeting/", typed)

    assert (saved.status_code, Review.objects.get(stage="som").status) == (302, status)
    text = secretariat.get("/2011/reviews/som/").text
    assert "Meeting of this review: <a" in text
    assert "Linked the review to SOM 8" in text
    assert "Set the last day for answers to 1 Mar 2098" in text
    year = AnnualCycle.objects.get(pk=cycle.pk)
    dataset = build_dataset(report_rows(year, Audience.SECRETARIAT, on=year.ends_on))
    assert [said(meeting.name) for meeting in dataset.meetings] == ["SOM 8"]
    assert [found.text for found in dataset.recommendations] == ["Train more"]
    # The year after tells what became of the recommendations.
    bumped = [AnnualCycle.objects.get(pk=year.pk).revision for year in (cycle, later)]
    assert bumped == [revision + 1 for revision in revisions]


def test_joining_a_meeting_to_a_review_that_somebody_joined_meanwhile_is_asked_again(
    review, som_8, secretariat, regional_manager
):
    seen_before = secretariat.get(f"{BASE}meeting/").context["form"]["seen"].value()
    set_meeting(review, meeting=som_8, answers_due_on=None, by=regional_manager, now=NOW)

    answer = secretariat.post(f"{BASE}meeting/", {"meeting": "", "answers_due_on": "", "seen": seen_before})

    assert answer.status_code == 409
    rows = [(row.label, row.yours, row.saved) for row in answer.context["attempt"].differences]
    assert rows == [("Meeting", "Nothing", "SOM 8")]
    assert Review.objects.get(pk=review.pk).meeting == som_8
    again = answer.context["form"]["seen"].value()
    assert secretariat.post(f"{BASE}meeting/", {"meeting": "", "seen": again}).status_code == 302
    assert Review.objects.get(pk=review.pk).meeting is None


def test_saving_a_review_with_the_meeting_it_has_changes_nothing(review, regional_office, kh_lead):
    before = AnnualCycle.objects.get(pk=review.cycle_id).revision
    set_meeting(review, meeting=None, answers_due_on=None, by=regional_office, now=NOW)

    assert AnnualCycle.objects.get(pk=review.cycle_id).revision == before
    assert not events_about(review).filter(verb="set_meeting").exists()
    with pytest.raises(Refused):
        set_meeting(review, meeting=None, answers_due_on=date(2011, 8, 1), by=kh_lead, now=NOW)


def test_the_regional_office_opens_and_closes(cycle, kh_line, secretariat):
    assert secretariat.get("/2011/reviews/").status_code == 200
    assert secretariat.get(f"{BASE}open/").status_code == 200
    Review.objects.create(cycle=cycle, stage="mid-year")
    assert "The review is not open yet. Open it first." in secretariat.get(f"{BASE}close/").text

    opened = secretariat.post(f"{BASE}open/", {"meeting": "", "answers_due_on": "1 Aug 2098"})
    assert opened.status_code == 302
    assert secretariat.get(opened.url).status_code == 200
    assert secretariat.get(f"{BASE}close/").status_code == 200
    refused = secretariat.post(f"{BASE}close/")
    assert refused.status_code == 422
    assert (
        "Tick “Close it with 0 of 7”, or wait for Cambodia, China, Lao PDR, Myanmar, Thailand, Viet Nam and Regional."
        in refused.text
    )
    assert secretariat.post(f"{BASE}close/", {"with_1": "on"}).status_code == 422
    assert secretariat.post(f"{BASE}close/", {"with_0": "on"}).status_code == 302

    assert Review.objects.get().status == "closed"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("3/25/2011", "has the month first"),
        ("1 Aug 2011", "is in the past. Choose today or a later day, or leave the field empty."),
    ],
)
def test_a_last_day_for_answers_that_cannot_be_is_refused_at_its_field(cycle, typed, said, secretariat):
    answer = secretariat.post(f"{BASE}open/", {"answers_due_on": typed})

    assert answer.status_code == 422
    assert said in answer.context["form"].errors["answers_due_on"][0]
    assert said in answer.text
    assert not Review.objects.exists()


def test_the_officer_answers_and_the_lead_checks_and_submits(review, kh_line, lead, client_of, kh_officer):
    client = client_of(kh_officer)
    data = form_of(client, f"{BASE}kh/")
    data |= {
        f"a{kh_line.pk}-status": "done",
        f"a{kh_line.pk}-actual_starts_on": "2 Mar 2011",
        f"a{kh_line.pk}-spent_others": "US$ 1,200.50",
        f"a{kh_line.pk}-narrative": "It went well.",
    }
    assert client.post(f"{BASE}kh/", data).status_code == 302
    assert ActivityProgress.objects.get().spent_partners == Decimal("1200.50")

    check = lead.get(f"{BASE}kh/submit/")
    assert "What others will see" in check.text
    assert "hidden until the workplan is released" in check.text
    version = CountryReview.objects.get(taskforce__slug="kh").row_version
    done = lead.post(f"{BASE}kh/submit/", {"row_version": version}, follow=True)
    assert "What happens next" in done.text
    on = in_words(CountryReview.objects.get(taskforce__slug="kh").submitted_at)
    assert f"You submitted the answers on {on}." in done.text
    assert f"You submitted the answers on {on}." in lead.get(f"{BASE}kh/").text
    said = f"The lead of the Cambodia taskforce submitted the answers on {on}."
    assert said in client_of(kh_officer).get(f"{BASE}kh/").text


def test_what_cannot_be_read_keeps_what_was_typed_and_a_day_without_a_year_is_in_that_of_the_review(
    review, kh_line, officer
):
    typed = {"spent_others": "1e3", "actual_starts_on": "10 feb", "actual_ends_on": "31 Feb"}
    data = {f"a{kh_line.pk}-{name}": value for name, value in typed.items()}

    response = officer.post(f"{BASE}kh/", form_of(officer, f"{BASE}kh/") | data)

    text = response.text
    assert response.status_code == 422
    assert "<title>Error:" in text
    assert f'href="#id_a{kh_line.pk}-spent_others"' in text
    assert 'value="1e3"' in text
    assert "“31 Feb” is not in the calendar. Check the day and the month." in text
    assert 'value="10 Feb 2011"' in text
    assert "is not a date" not in text
    assert "Your text is still here." in text


def test_a_choice_that_is_refused_alone_is_no_text_that_is_kept(review, kh_line, officer):
    data = form_of(officer, f"{BASE}kh/") | {f"a{kh_line.pk}-status": "no such status"}

    response = officer.post(f"{BASE}kh/", data)

    assertContains(response, "Not saved yet", status_code=422)
    assert "is still here" not in response.text


def test_a_form_asks_only_about_the_field_that_both_changed(kh_line, officer, kh_lead, answered):
    data = form_of(officer, f"{BASE}kh/") | {f"a{kh_line.pk}-narrative": "Mine, typed for an hour"}
    answered(activity_answer("done", narrative="Theirs"), by=kh_lead)

    response = officer.post(f"{BASE}kh/", data)

    text = response.text
    assert response.status_code == 409
    assert "Mine, typed for an hour" in text
    assert "What happened: Theirs" in text
    assert "Status: " not in text
    assert re.search(r'value="done"[^>]* checked', text)
    assert ActivityProgress.objects.get().narrative == "Theirs"
    assert officer.post(f"{BASE}kh/", sent_again(response)).status_code == 302
    row = ActivityProgress.objects.get()
    assert (row.status, row.narrative) == ("done", "Mine, typed for an hour")


def test_a_page_without_a_version_that_is_known_writes_over_nothing(kh_line, officer, kh_lead, answered):
    data = form_of(officer, f"{BASE}kh/") | {f"a{kh_line.pk}-narrative": "Mine"}
    answered(activity_answer("done", narrative="Theirs"), by=kh_lead)

    for seen in ("", "0", "77", "x"):
        shown = {f"a{kh_line.pk}-v": seen}
        assert officer.post(f"{BASE}kh/", data | shown).status_code == 409
        nothing = {f"a{kh_line.pk}-narrative": "", **shown}
        assert officer.post(f"{BASE}kh/", data | nothing).status_code == 302
    row = ActivityProgress.objects.get()
    assert (row.status, row.narrative) == ("done", "Theirs")


def test_the_regional_office_answers_the_regional_column(review, secretariat, regional_office, target):
    data = form_of(secretariat, f"{BASE}regional/") | {f"t{target.pk}-status": "in_progress"}

    assert secretariat.post(f"{BASE}regional/", data).status_code == 302
    assert secretariat.get(f"{BASE}regional/submit/").status_code == 200

    sheet = CountryReview.objects.get(taskforce__slug="regional")
    submit_sheet(sheet, by=regional_office, now=NOW)
    submitted = secretariat.get(f"{BASE}regional/submit/")
    assert "The answers of the region are submitted" in submitted.text

    close_review(review, with_at_least=0, by=regional_office, now=NOW)
    closed = secretariat.get(f"{BASE}regional/submit/")
    assert "The answers of the region are closed" in closed.text
    assert "The answers are closed. You can change" in secretariat.post(f"{BASE}regional/", data).text
    still = "Some countries are late. They can still submit their answers."
    for due, is_said in ((None, False), (date(2099, 1, 1), False), (date(2011, 6, 1), True)):
        Review.objects.update(answers_due_on=due)
        for page in (secretariat.get(BASE).text, secretariat.get("/2011/reviews/").text):
            assert (f"The review was closed on {in_words(NOW)}." in page, still in page) == (True, is_said)
            # The mark beside it has the status already.
            assert not re.search(r"(?i)closed\W+closed", re.sub(r"<[^>]*>", " ", page))


def test_reopening_asks_for_a_reason(review, secretariat, client_of, kh_lead, kh_sheet):
    submitted_and_closed(kh_sheet, now=NOW)

    assert secretariat.get(f"{BASE}kh/reopen/").status_code == 200
    assert secretariat.post(f"{BASE}kh/reopen/", {"note": ""}).status_code == 422
    assert secretariat.post(f"{BASE}kh/reopen/", {"note": "A date"}).status_code == 302
    assert "A date" in client_of(kh_lead).get(f"{BASE}kh/", follow=True).text


@pytest.mark.usefixtures("review")
def test_a_date_too_early_is_said_once_at_its_field_and_words_without_a_status_are_saved(kh_line, officer):
    first, second = Target.objects.order_by("pk")[:2]
    data = form_of(officer, f"{BASE}kh/") | {
        f"t{first.pk}-narrative": "Words",
        f"t{second.pk}-status": "in_progress",
        f"t{second.pk}-achieved_on": "1 Jun 2011",
        f"a{kh_line.pk}-actual_starts_on": "2 Mar 2011",
        f"a{kh_line.pk}-actual_ends_on": "1 Mar 2011",
    }

    text = officer.post(f"{BASE}kh/", data).text

    assert not set(TargetStatus.objects.values_list("status", "narrative")) - {
        ("", "Words"),
        ("in_progress", ""),
    }
    summary = text.partition("data-error-summary")[2].partition("</div>")[0]
    assert summary.count("Only an achieved target has this date.") == 1
    assert f"{first.code} has an explanation and no status. Choose a status." in text
    assert "The activity ended before it started. Correct one of the two dates." in text


@pytest.mark.parametrize("closes", [False, True])
def test_typing_into_answers_that_were_submitted_or_closed_meanwhile_stays_on_the_page(
    review, kh_line, officer, kh_lead, regional_office, closes
):
    data = form_of(officer, f"{BASE}kh/") | {f"a{kh_line.pk}-narrative": "Typed for an hour"}
    submit_sheet(review.sheets.get(taskforce__slug="kh"), by=kh_lead, now=NOW)
    if closes:
        close_review(review, with_at_least=0, by=regional_office, now=NOW)

    response = officer.post(f"{BASE}kh/", data)

    text = response.text
    assert response.status_code == 409
    assert "Typed for an hour" in text
    assert "This was changed while you typed. Your text is not saved, but it is still here." in text
    assert f'<a href="{BASE}kh/">See what is saved now</a>' in text
    assert f"The answers are {'closed' if closes else 'submitted'}. You can change the answers after" in text
    assert "Save the answers" not in text
    assert not ActivityProgress.objects.exists()


def test_the_regional_office_loses_no_answer_typed_beside_spending_after_submitting(
    review, secretariat, regional_office, target
):
    data = form_of(secretariat, f"{BASE}regional/") | {
        f"t{target.pk}-status": "in_progress",
        f"t{target.pk}-narrative": "Typed in a second window",
    }
    submit_sheet(review.sheets.get(taskforce__slug="regional"), by=regional_office, now=NOW)

    response = secretariat.post(f"{BASE}regional/", data)

    assertContains(response, "Typed in a second window", status_code=409)


def test_saving_an_area_leads_to_the_next_and_checking_saves_first(review, kh_line, lead):
    first, second = Area.objects.order_by("position")[:2]
    data = form_of(lead, f"{BASE}kh/") | {f"a{kh_line.pk}-status": "done"}

    here, there = (f"{BASE}kh/areas/{area.position}/" for area in (first, second))
    assert lead.post(here, data | {"then": "next"}).url == there
    assert lead.post(here, data | {"then": "stay"}).url == here

    data = form_of(lead, f"{BASE}kh/") | {f"a{kh_line.pk}-narrative": "Words", "then": "check"}
    checked = lead.post(f"{BASE}kh/", data, follow=True)
    assert checked.request["PATH_INFO"] == f"{BASE}kh/submit/"
    assert "Words" in checked.text


def test_mid_year_answers_stand_beside_the_questions_of_the_som(
    cycle, review, kh_line, client_of, kh_officer, kh_lead, kh_desk, regional_office, kh_sheet, answered
):
    answered(activity_answer("under_way", narrative="Half"), by=kh_lead)
    answer_sheet(kh_sheet, spent={kh_line.pk: Decimal(440)}, by=kh_desk, now=NOW)
    open_review(cycle, "som", by=regional_office, now=NOW)
    first = "/2011/reviews/som/kh/areas/1/"
    assert "At mid-year" not in client_of(kh_officer).get(first).text

    submitted_and_closed(kh_sheet, now=NOW)

    then = re.findall(r"<dt>(.*?)</dt><dd>(.*?)(?: <strong.*?)?</dd>", client_of(kh_officer).get(first).text)
    assert then == [("Status", "Under way"), ("Spent", "US$440"), ("Explanation", "Half")]
    desk = client_of(kh_desk).get("/2011/reviews/som/kh/").text
    assert '<td role="cell" class="number" data-label="At mid-year">440</td>' in desk


def test_the_check_page_says_what_does_not_go_together_with_rv_6(kh_line, lead, answered):
    answered(activity_answer("done", actual_starts_on=date(2010, 12, 1)), target_answer("achieved"))

    warnings = lead.get(f"{BASE}kh/submit/").context["warnings"]

    assert [warning["words"] for warning in warnings] == [
        f"{kh_line.code} is done. Give the day on which the activity ended.",
        f"{kh_line.code} started on 1 Dec 2010. The year runs from 1 Jan 2011 to 31 Dec 2011.",
        "Target 1.T1 is achieved. Give the day, or write what was achieved.",
    ]
    assert warnings[0]["url"] == f"{BASE}kh/areas/1/#id_a{kh_line.pk}-actual_ends_on"


def test_spending_above_what_was_approved_is_said_where_it_is_typed_checked_and_closed(
    kh_line, desk, lead, secretariat, kh_lead, kh_sheet
):
    said = f"The Secretariat spent US$99,999 on {kh_line.code}: US$98,999 more than the US$1,000 approved."
    data = form_of(desk, f"{BASE}kh/") | {f"s{kh_line.pk}-spent_secretariat": "99,999"}

    saved = desk.post(f"{BASE}kh/", data, follow=True).text

    assert ActivityProgress.objects.get().spent_secretariat == Decimal(99_999)
    row = f"{BASE}kh/areas/1/#row-a{kh_line.pk}"
    assert f'Saved. 1 answer changed. Please check: <a href="{row}">{said}</a>' in saved
    assert f"Please check: {said}</p>" in saved[saved.index(f'id="row-a{kh_line.pk}"') :]
    assert f"Please check: {said}</p>" in lead.get(f"{BASE}kh/areas/1/").text
    warnings = lead.get(f"{BASE}kh/submit/").context["warnings"]
    assert (said, row) in {(warning["words"], warning["url"]) for warning in warnings}
    assert secretariat.get(f"{BASE}close/").context["warnings"] == []
    submit_sheet(kh_sheet, by=kh_lead, now=NOW)
    closing = secretariat.get(f"{BASE}close/")
    assert f'<a href="{BASE}kh/">Cambodia: {said}</a>' in closing.text
    assert "You can still close the review" in closing.text
    # A warning, never a refusal.
    assert secretariat.post(f"{BASE}close/", {"with_1": "on"}).status_code == 302


def test_amounts_of_a_sheet_have_cents_where_one_of_them_has(kh_line, kh_sheet, answered, kh_desk):
    answered(activity_answer("done", spending=(PartnerAnswer(None, Decimal("600.50")),)))
    kh_sheet.refresh_from_db()
    answer_sheet(kh_sheet, spent={kh_line.pk: Decimal(1200)}, by=kh_desk, now=NOW)

    (row,) = activity_readings(SheetData(kh_sheet))

    assert (row["secretariat"], row["partners"]) == ("US$1,200.00", "US$600.50")


def test_the_desk_reads_only_what_to_check_in_its_own_entries(kh_line, kh_officer, desk, officer, kh_sheet):
    answer_sheet(kh_sheet, activities={kh_line.pk: activity_answer("done")}, by=kh_officer, now=NOW)

    assert "Please check" not in desk.get(f"{BASE}kh/").text
    assert "Please check" in officer.get(f"{BASE}kh/", follow=True).text


def test_submitting_a_checked_page_that_is_out_of_date_is_a_409(kh_line, kh_officer, lead, kh_sheet):
    answer_sheet(kh_sheet, activities={kh_line.pk: activity_answer("done")}, by=kh_officer, now=NOW)

    for checked in ("1", "", "x"):
        with CaptureQueriesContext(connection) as queries:
            assert lead.post(f"{BASE}kh/submit/", {"row_version": checked}).status_code == 409
        loads = [
            asked["sql"] for asked in queries if '"reporting_review"."stage" = \'mid-year\'' in asked["sql"]
        ]
        assert len(loads) == 2, "before the action, and once after it"
    kh_sheet.refresh_from_db()
    assert kh_sheet.status == "open"


def test_the_foot_of_the_pages_says_what_happened_to_who_may_know(
    review, kh_line, client_of, kh_lead, kh_desk, lao_lead, regional_office, kh_sheet
):
    answer_sheet(kh_sheet, activities={kh_line.pk: activity_answer("done")}, by=kh_lead, now=NOW)
    submitted_and_closed(kh_sheet, now=NOW)
    reopen_sheet(kh_sheet, note="A date is wrong", by=regional_office, now=NOW)

    for seat, page in ((kh_lead, f"{BASE}kh/areas/1/?history"), (kh_desk, f"{BASE}kh/")):
        said = [str(row["said"]) for row in client_of(seat).get(page).context["history"]]
        assert said == [
            "Reopened the answers of Cambodia",
            "Closed the answers together with the review",
            "Submitted the answers",
            "Saved 1 answer",
        ]
    text = client_of(kh_desk).get(f"{BASE}kh/").text
    assert "A date is wrong" in text
    assert "Version 2 of the answers." in text
    for seat in (kh_lead, kh_desk):
        first = client_of(seat).get(BASE).context["history"][0]
        assert (first["said"], first["note"]) == ("Reopened the answers of Cambodia", "A date is wrong")
    page = client_of(lao_lead).get(BASE)
    assert [row["said"] for row in page.context["history"]] == [
        "Closed the review. Submitted answers change only if the regional office reopens them",
        "Opened the review",
    ]
    assert "A date is wrong" not in page.text
    assert client_of(lao_lead).get(f"{BASE}kh/").status_code == 404


@pytest.mark.parametrize("path", [BASE, f"{BASE}kh/areas/1/?history"])
def test_a_long_trail_costs_one_question_and_ten_rows(review, lead, kh_lead, path, kh_sheet):
    counts = []
    for number in (1, 12):
        for about in (review, kh_sheet):
            for days in range(number):
                at, facts = NOW - timedelta(days=days), message("answers.saved", count=1)
                record_event("answer", about, by=kh_lead, now=at, facts=facts)
        lead.get(path)
        with CaptureQueriesContext(connection) as queries:
            page = lead.get(path)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert len(page.context["history"]) == 10


def test_the_close_page_says_whose_answers_and_spending_are_missing_and_what_closing_does(
    cycle, review, kh_line, secretariat, regional_office, kh_lead, kh_desk
):
    submit_sheet(review.sheets.get(taskforce__slug="kh"), by=kh_lead, now=NOW)

    before = secretariat.get(f"{BASE}close/")

    text = before.text
    unsubmitted = "Not submitted: China, Lao PDR, Myanmar, Thailand, Viet Nam and Regional."
    unspent = "Without the Secretariat’s spending: Cambodia (1 activity)."
    assert unsubmitted in text
    assert unspent in text
    assert "If a taskforce has not submitted its answers, its targets show “Not reported”." in text
    answer_sheet(review.sheets.get(taskforce__slug="kh"), spent={kh_line.pk: Decimal(0)}, by=kh_desk, now=NOW)
    after = secretariat.get(f"{BASE}close/").text
    assert unsubmitted in after
    assert "Without the Secretariat’s spending" not in after
    open_review(cycle, "som", by=regional_office, now=NOW)
    som = secretariat.get("/2011/reviews/som/close/").text
    assert "its mid-year answers stay, with the words “as reported at mid-year”." in som


def test_meetings_to_choose_from_are_told_apart_by_day_and_place(cycle, client_of, regional_office):
    for venue, day in (("Bangkok", 3), ("Vientiane", None)):
        draft = {
            "parts": (("rtf", None),),
            "venue": venue,
            "actual_from": date(2011, 6, day) if day else None,
        }
        add_meeting(**draft, by=regional_office, now=NOW)
    to_come = {"parts": (("rtf", None),), "venue": "Vientiane", "actual_from": date(2098, 6, 3)}
    joined = add_meeting(**to_come, by=regional_office, now=NOW)
    open_review(cycle, "mid-year", meeting=joined, by=regional_office, now=NOW)

    text = client_of(regional_office).get(f"{BASE}meeting/").text

    assert ">Regional Taskforce meeting, planned from 3 Jun 2098, Vientiane<" in text
    assert ">Regional Taskforce meeting, from 3 Jun 2011, Bangkok<" in text
    assert ">Regional Taskforce meeting, no date yet, Vientiane<" in text


@pytest.mark.parametrize(
    ("name", "path", "address", "label"),
    [
        ("kh_lead", "kh/reopen/", "/2011/reviews/", "Reviews of 2011"),
        ("ilo", "", "/2011/", "The year 2011"),
    ],
)
def test_a_refusal_leads_back_to_a_page_that_opens(review, client_of, world, name, path, address, label):
    client = client_of(world.seats[name])

    refused = client.get(f"{BASE}{path}")

    assert refused.status_code == 403
    assert f'<a href="{address}">{label}</a>' in refused.text
    assert client.get(address).status_code == 200


def test_a_review_that_is_not_open_yet_has_the_days_that_the_year_plans(cycle, client_of, regional_office):
    def rows():
        text = client_of(regional_office).get("/2011/reviews/").text
        said = re.findall(
            r'<span class="second">The regional office has not chosen the meeting for this review\.(.*?)</span>',
            text,
            re.S,
        )
        return [" ".join(one.split()) for one in said]

    assert rows() == ["No dates yet.", "No dates yet."]

    cycle.steps.filter(step=Step.MID_YEAR).update(
        planned_from=date(2011, 6, 20), planned_until=date(2011, 6, 20)
    )
    assert rows() == ["Planned dates: 20 Jun 2011.", "No dates yet."]

    open_review(cycle, "mid-year", by=regional_office, now=NOW)
    assert rows() == ["The review was opened on 1 Jul 2011.", "No dates yet."]
    assert not re.search(
        r"Open\W+[Oo]pen", re.sub(r"<[^>]*>", " ", client_of(regional_office).get(BASE).text)
    )


HALF_WAY = activity_answer(
    "under_way",
    actual_starts_on=date(2011, 3, 2),
    spending=(PartnerAnswer(None, Decimal(40)),),
    narrative="Two of four held",
)


@pytest.fixture
def som_after_mid_year(cycle, review, kh_line, kh_lead, target):
    """The SOM's review is open; at mid-year Cambodia's activity was under way and 1.T1 in progress."""
    sheet = review.sheets.get(taskforce__slug="kh")
    said = target_answer("in_progress", narrative="Half of them trained")
    answer_sheet(sheet, activities={kh_line.pk: HALF_WAY}, targets={target.pk: said}, by=kh_lead, now=NOW)
    submitted_and_closed(sheet, now=NOW)
    return opened_sheet(cycle, "som", now=NOW)


def test_the_review_counts_what_stays_from_mid_year_and_the_spending_that_closed_answers_lack(
    som_after_mid_year, client_of, kh_lead, kh_line, regional_office
):
    def counted():
        come = client_of(regional_office).get("/2011/reviews/som/").context["come"]
        return come.sheets[0].answered, come.sheets[0].staying, come.sheets[0].staying_targets

    assert counted() == (0, 1, 1)
    answer_sheet(som_after_mid_year, activities={kh_line.pk: HALF_WAY}, by=kh_lead, now=NOW)
    submitted_and_closed(som_after_mid_year, now=NOW)

    assert counted() == (1, 0, 1)
    page = client_of(regional_office).get("/2011/reviews/som/")
    assert page.context["come"].sums["unspent"] == sum(row["sheet"].unspent for row in page.context["rows"])
    assert '<span class="second">1 as reported at mid-year</span>' in page.text


@pytest.mark.parametrize(
    ("of_target", "reached", "of_activity", "spent", "held"),
    [
        ({}, "Half of them trained", {}, None, "Two of four held"),
        ({"status": "in_progress"}, "Half of them trained", {}, None, "Two of four held"),
        (
            {"narrative": "All but one"},
            "All but one",
            {"spent_others": "0", "narrative": "Three of four held"},
            Decimal(0),
            "Three of four held",
        ),
    ],
)
def test_what_is_left_empty_is_taken_over_from_mid_year_and_no_money(
    som_after_mid_year, kh_line, client_of, kh_lead, of_target, reached, of_activity, spent, held, target
):
    client, sheet = client_of(kh_lead), "/2011/reviews/som/kh/"
    data = form_of(client, sheet) | {"confirm": "area"}
    data |= {f"t{target.pk}-{name}": value for name, value in of_target.items()}
    data |= {f"a{kh_line.pk}-{name}": value for name, value in of_activity.items()}

    assert client.post(sheet, data).status_code == 302

    answer = som_after_mid_year.target_answers.get()
    assert (answer.target, answer.status, answer.narrative) == (target, "in_progress", reached)
    activity = content_of(RowKind.ACTIVITY, som_after_mid_year.progress.get())
    assert {"spent_others": None, **activity} == HALF_WAY | {"spent_others": spent, "narrative": held}


def test_the_check_page_says_the_latest_answer_and_not_that_it_is_missing(
    som_after_mid_year, kh_line, client_of, kh_lead, target
):
    client, checked = client_of(kh_lead), "/2011/reviews/som/kh/submit/"
    page = client.get(checked)

    rows = {row["code"]: row for row in (*page.context["targets"], *page.context["readings"])}
    assert (rows["1.T1"]["word"], rows["1.T1"]["as_of"]) == (
        "In progress",
        "as reported at mid-year, 1 Jul 2011",
    )
    assert rows["1.T2"]["word"] == "Not reported"
    assert (rows["001"]["word"], rows["001"]["as_of"]) == ("Under way", "as reported at mid-year, 1 Jul 2011")
    assert "from 2 Mar 2011 · Secretariat: Not reported · Partners: US$40" in page.text
    assert "2 answers stay as reported at mid-year." in page.text
    assert "Activities without an answer" not in page.text

    answer_sheet(som_after_mid_year, activities={kh_line.pk: activity_answer("done")}, by=kh_lead, now=NOW)
    law = target_answer("", "The law is new")
    answer_sheet(som_after_mid_year, targets={target.pk: law}, by=kh_lead, now=NOW)
    (row, *_) = client.get(checked).context["targets"]
    assert (row["word"], row["as_of"]) == ("In progress", "as reported at mid-year, 1 Jul 2011")
    assert row["narrative"] == "The law is new"
    assert row["warning"] == "1.T1 has an explanation and no status. Choose a status."

    withdrawn = target_answer("taken_back", "Counted twice")
    answer_sheet(som_after_mid_year, targets={target.pk: withdrawn}, by=kh_lead, now=NOW)

    page = client.get(checked)
    rows = {row["code"]: row for row in (*page.context["targets"], *page.context["readings"])}
    assert (rows["001"]["word"], rows["001"]["narrative"]) == ("Done", "Two of four held")
    assert (rows["1.T1"]["word"], rows["1.T1"]["narrative"]) == ("Answer withdrawn", "Counted twice")


def test_before_a_review_is_opened_its_page_says_what_it_asks_of_whom(cycle, kh_line, secretariat):
    for step, year in ((Step.MID_YEAR, 2098), (Step.SOM, 2011)):
        cycle.steps.filter(step=step).update(planned_from=date(year, 6, 20), planned_until=date(year, 6, 21))

    early, after = (secretariat.get(f"/2011/reviews/{stage}/open/").text for stage in ("mid-year", "som"))

    days = (date(2098, 6, 20) - timezone.localdate()).days
    assert (
        f"The planned dates of the review are 20 Jun to 21 Jun 2098. The first planned day is in {days} days."
        in early
    )
    assert re.search(
        r"The planned dates of the review were 20 Jun to 21 Jun 2011\. They ended [\d,]+ days ago\.", after
    )
    assert (
        "No approved workplan yet: China, Lao PDR, Myanmar, Thailand, Viet Nam and the region. "
        "Without an approved workplan, there are no activities to report on." in early
    )
    assert (
        "7 sets of answers are needed, one from each of these: Cambodia, China, Lao PDR, Myanmar, "
        "Thailand, Viet Nam and the region." in early
    )


@pytest.mark.parametrize(("region", "said"), [(True, "6 countries and the region"), (False, "6 countries")])
def test_an_opened_review_says_who_has_a_sheet(cycle, kh_line, client_of, regional_office, region, said):
    if not region:
        cycle.workplans.filter(taskforce__slug="regional").delete()

    text = client_of(regional_office).post(f"{BASE}open/", {}, follow=True).text

    assert f"The review is open. {said} can answer." in text
    assert "Answers of the countries and the region" in text


def test_a_review_may_have_a_meeting_that_was_not_held_before_its_year_and_the_one_that_it_has(
    cycle, secretariat, regional_office
):
    """`held_before`: on the page and by the action. Of those without a day, one that others of its kind followed is over."""
    for number, days in (
        (5, {}),
        (7, {"actual_from": date(2010, 1, 20)}),
        (8, {"actual_from": date(2012, 2, 14)}),
        (9, {"planned_from": date(2012, 12, 30)}),
        (10, {"planned_from": date(2012, 12, 31)}),
        (11, {}),
        (12, {"venue": "Vientiane"}),
        (13, {"actual_from": date(2098, 12, 5)}),
        (14, {"actual_from": date(2011, 1, 1)}),
        (6, {"actual_from": date(2010, 12, 31)}),
    ):
        draft = {"parts": (("som", number),), **days}
        made = add_meeting(**draft, by=regional_office, now=NOW)
    with pytest.raises(RuleBroken, match=r"The date of SOM 6 is 31 Dec 2010, before the year 2011\."):
        open_review(cycle, "mid-year", meeting=made, by=regional_office, now=NOW)
    review = open_review(cycle, "mid-year", by=regional_office, now=NOW)
    Review.objects.filter(pk=review.pk).update(meeting=made)

    offered, with_its_own = (
        [
            label.split(",")[0]
            for _, label in secretariat.get(address).context["form"].fields["meeting"].choices
        ]
        for address in ("/2011/reviews/som/open/", "/2011/reviews/mid-year/meeting/")
    )

    # The nearest first.
    assert offered == ["No meeting", *(f"SOM {number}" for number in (14, 8, 9, 10, 11, 12))]
    assert set(with_its_own) == {*offered, "SOM 6"}


def test_both_days_are_shown_where_a_meeting_has_others_than_the_year(cycle, som_8, secretariat):
    days = {"actual_from": date(2011, 12, 5), "actual_until": date(2011, 12, 6)}
    cycle.steps.filter(step=Step.SOM).update(**days)

    asked = secretariat.post("/2011/reviews/som/open/", {"meeting": som_8.pk})

    assertContains(asked, "The actual dates of the meeting are from 14 Feb 2012.", status_code=422)
    assert "The actual dates of the step of the year are 5 Dec to 6 Dec 2011." in asked.text
    kept = secretariat.post("/2011/reviews/som/open/", {"meeting": som_8.pk, "kept_days": "meeting"})
    assert kept.status_code == 302
    page = secretariat.get("/2011/steps/")
    assert f'href="/meetings/{som_8.slug}/edit/">The dates of step 8 are the dates of {som_8}.' in page.text
    assert 'name="planned_from_8"' not in page.text
    typed = page.context["form"].initial | {"planned_from_8": "7 Dec 2011", "planned_from_9": "1 Feb 2012"}
    secretariat.post("/2011/steps/", {name: value or "" for name, value in typed.items()})
    assert [*cycle.steps.filter(step__gt=7).values_list("planned_from", flat=True)] == [
        None,
        date(2012, 2, 1),
    ]


@pytest.fixture
def mid_year_planned(cycle):
    cycle.steps.filter(step=Step.MID_YEAR).update(
        planned_from=date(2011, 6, 20), planned_until=date(2011, 6, 21)
    )


@pytest.mark.usefixtures("mid_year_planned", "demonstration")
def test_days_from_public_sources_stay_whatever_the_step_of_the_year_has(secretariat, settings):
    # With the days on which it met, which are still to come.
    settings.DEMO = False
    load_meetings(now=NOW)
    settings.DEMO = True
    som_8 = Meeting.objects.get(slug="som-8-imm-3")
    true_days = model_to_dict(som_8, FACTS)

    refused, kept = (
        secretariat.post(f"{BASE}open/", {"meeting": som_8.pk, "kept_days": days}) for days in ("step", "")
    )

    assert refused.status_code == 422
    assert "Which dates do you want to keep?</legend>" not in re.sub(
        r"\s+</legend>", "</legend>", refused.text
    )
    assert (
        "The dates of SOM 8 and IMM 3 come from public sources. Choose the dates of the meeting."
        in refused.text
    )
    assert kept.status_code == 302
    assert (
        "The planned dates of the step of the year are 20 Jun to 21 Jun 2011. The dates of SOM 8 and IMM 3 replace "
        "these dates." in secretariat.get(kept.url).text
    )
    assert model_to_dict(Meeting.objects.get(pk=som_8.pk), FACTS) == true_days


def test_days_that_were_chosen_are_shown_by_the_meeting_although_it_had_others_to_come(
    cycle, mid_year_planned, demonstration, secretariat, regional_office
):
    draft = {"parts": (("rtf", 1),), "actual_from": date(2011, 7, 1), "actual_until": date(2011, 7, 2)}
    meeting = add_meeting(**draft, by=regional_office, now=NOW)

    asked = secretariat.post(f"{BASE}open/", {"meeting": meeting.pk})
    secretariat.post(f"{BASE}open/", {"meeting": meeting.pk, "kept_days": "step"})

    assert "The planned dates of the meeting are 1 Jul to 2 Jul 2011." in asked.text
    meeting.refresh_from_db()
    assert meeting.days_planned(date(2011, 2, 16)) == (date(2011, 6, 20), date(2011, 6, 21))
    assert "20 Jun to 21 Jun 2011" in secretariat.get(f"/meetings/{meeting.slug}/").text


def test_a_meeting_that_is_not_in_the_list_can_be_added_first(cycle, secretariat, regional_office):
    before = secretariat.get(f"{BASE}open/").text
    open_review(cycle, "mid-year", by=regional_office, now=NOW)
    after = secretariat.get(f"{BASE}meeting/").text

    for text in (before, after):
        # A choice with one possibility is not asked.
        assert 'name="meeting"' not in text
        assert 'Is the meeting not in the list? <a href="/meetings/add/">Add it</a> first.' in text


def test_the_page_after_submitting_knows_whether_the_plan_is_released(review, lead, kh_lead, kh_plan):
    submit_sheet(review.sheets.get(taskforce__slug="kh"), by=kh_lead, now=NOW)
    before = lead.get(f"{BASE}kh/submit/").text
    kh_plan.refresh_from_db()
    release_workplan(kh_plan, Audience.TASKFORCES, by=kh_lead, now=NOW)

    after = lead.get(f"{BASE}kh/submit/").text

    assert "Release the workplan to the taskforces" in before
    kh_plan.of_record, record = None, kh_plan.of_record
    kh_plan.save()
    assert "Release the workplan" not in lead.get(f"{BASE}kh/submit/").text
    kh_plan.of_record = record
    kh_plan.save()
    assert "Release the workplan to the taskforces" not in after
    assert "The workplan is released to the taskforces." in after


def test_spending_that_is_not_entered_is_counted_by_the_line(
    cycle, kh_plan, kh_officer, kh_lead, kh_desk, regional_office, client_of, line
):
    cast.complete_line(kh_plan, by=kh_officer, title="Second")
    cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)
    review = open_review(cycle, "mid-year", by=regional_office, now=NOW)
    answer_sheet(review.sheets.get(taskforce__slug="kh"), spent={line.pk: Decimal(600)}, by=kh_desk, now=NOW)

    page = client_of(regional_office).get(f"{BASE}close/")

    assert "Without the Secretariat’s spending: Cambodia (1 activity)." in page.text

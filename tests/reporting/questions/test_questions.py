"""Questions of a desk about single answers: what they open, who answers them, and when they end."""

import pytest
from django.db.models import F
from pytest_django.asserts import assertContains

from commit_portal.refusals import Refused, RuleBroken, SomebodyWasFaster
from commit_portal.workflow import events_about
from reporting.models import Question
from reporting.questions.actions import answer_question, ask_question
from reporting.reviews.actions import close_review, reopen_sheet, submit_sheet
from spa.models import ActionPlan, Target
from tests.answers import NOW, activity_answer, answer_sheet, target_answer
from tests.queries import queries_of

DONE = activity_answer(status="done", narrative="Two courses")
ACHIEVED = target_answer(status="achieved", narrative="Adopted")
WORDS = "Were both courses held?"


@pytest.fixture
def kh_sheet(review, kh_line, kh_officer, kh_lead):
    """Submitted, with an answer for the line and none for the targets."""
    sheet = review.sheets.get(taskforce__slug="kh")
    answer_sheet(sheet, activities={kh_line.pk: DONE}, by=kh_officer, now=NOW)
    return submit_sheet(sheet, by=kh_lead, now=NOW)


@pytest.fixture
def question(kh_sheet, kh_line, kh_desk):
    return ask_question(kh_sheet, activity=kh_line, text=WORDS, by=kh_desk, now=NOW)


def reply_to(question, by, *, answer=DONE, reply="Both were held.", **more):
    seen = type(question.sheet).objects.get(pk=question.sheet_id).row_version
    return answer_question(question, answer=answer, reply=reply, seen=seen, by=by, now=NOW, **more)


def test_a_question_opens_one_answer_of_submitted_ones_and_no_other(question, kh_sheet, answered):
    for other in (None, activity_answer()):
        with pytest.raises(Refused, match="The answers are submitted"):
            answered(other, ACHIEVED)

    changed = answered(activity_answer(status="under_way"))

    assert (changed, kh_sheet.progress.get().status) == (1, "under_way")
    assert not kh_sheet.target_answers.exists()


def test_answering_closes_the_answer_again_and_keeps_it_submitted(question, kh_sheet, kh_line, kh_officer):
    answered = reply_to(question, kh_officer, answer=activity_answer(status="under_way"))

    assert (answered.reply, answered.answered_at, answered.answered_by) == (
        "Both were held.",
        NOW,
        kh_officer.user,
    )
    kh_sheet.refresh_from_db()
    assert (kh_sheet.status, kh_sheet.progress.get().status) == ("submitted", "under_way")
    with pytest.raises(Refused, match="The answers are submitted"):
        answer_sheet(kh_sheet, activities={kh_line.pk: DONE}, by=kh_officer, now=NOW)
    with pytest.raises(SomebodyWasFaster):
        reply_to(question, kh_officer)


def test_an_answer_says_something_or_changes_something(question, kh_officer):
    with pytest.raises(RuleBroken) as broken:
        reply_to(question, kh_officer, reply=" ")
    assert [violation.field for violation in broken.value.violations] == ["reply"]

    assert reply_to(question, kh_officer, reply="", answer=activity_answer(status="under_way")).answered_at


def test_closing_ends_the_question_and_what_it_had_opened(
    review, question, kh_sheet, kh_line, kh_officer, kh_desk, regional_office
):
    close_review(review, with_at_least=0, by=regional_office, now=NOW)

    for too_late in (
        lambda: reply_to(question, kh_officer),
        lambda: answer_sheet(kh_sheet, activities={kh_line.pk: activity_answer()}, by=kh_officer, now=NOW),
        lambda: ask_question(kh_sheet, activity=kh_line, text=WORDS, by=kh_desk, now=NOW),
    ):
        with pytest.raises(RuleBroken) as broken:
            too_late()
        assert [violation.rule for violation in broken.value.violations] == ["RV-1"]
    question.refresh_from_db()
    assert (question.answered_at, question.is_waiting) == (None, False)
    assert kh_sheet.progress.get().status == "done"


def test_the_desk_alone_asks_and_the_taskforce_alone_answers(
    question, kh_sheet, kh_line, kh_officer, kh_lead, kh_member, kh_desk, world, regional_office, target
):
    for stranger in (kh_officer, kh_lead, kh_member, regional_office, world.seats["lao_desk"]):
        with pytest.raises(Refused, match="Only the Cambodia desk"):
            ask_question(kh_sheet, target=target, text=WORDS, by=stranger, now=NOW)
    for stranger in (kh_member, kh_desk, regional_office, world.seats["lao_officer"]):
        with pytest.raises(Refused):
            reply_to(question, stranger)
    assert Question.objects.count() == 1


def test_one_question_about_an_answer_waits_at_a_time(question, kh_sheet, kh_line, kh_officer, kh_desk):
    with pytest.raises(RuleBroken, match="not answered your last question"):
        ask_question(kh_sheet, activity=kh_line, text="Really?", by=kh_desk, now=NOW)
    reply_to(question, kh_officer)

    again = ask_question(kh_sheet, activity=kh_line, text="Really?", by=kh_desk, now=NOW)

    assert (again.number, question.number) == (2, 1)


def test_an_answered_question_keeps_its_reply_while_the_next_one_about_the_answer_waits(
    question, kh_sheet, kh_line, kh_officer, kh_lead, kh_desk
):
    stale = Question.objects.get(pk=question.pk)
    reply_to(question, kh_officer)
    second = ask_question(kh_sheet, activity=kh_line, text="And in 2010?", by=kh_desk, now=NOW)

    with pytest.raises(SomebodyWasFaster, match="already answered this question"):
        reply_to(stale, kh_lead, reply="Neither was held.")

    question.refresh_from_db()
    assert (question.reply, question.answered_by) == ("Both were held.", kh_officer.user)
    assert Question.objects.get(pk=second.pk).answered_at is None


def test_a_question_is_about_what_the_review_asks(kh_sheet, kh_desk):
    Target.objects.filter(code="1.T2").update(scope="regional")
    # A change of a plan of action counts its version up.
    ActionPlan.objects.update(row_version=F("row_version") + 1)
    with pytest.raises(RuleBroken) as broken:
        ask_question(kh_sheet, target=Target.objects.get(code="1.T2"), text=WORDS, by=kh_desk, now=NOW)
    assert [violation.rule for violation in broken.value.violations] == ["RV-3"]


def test_the_trail_names_the_answer_and_holds_no_word_of_the_question(question, kh_sheet, kh_officer):
    reply_to(question, kh_officer)

    said = [str(event) for event in events_about(kh_sheet)][:2]
    assert said == [
        "Answered the question about the answer for KH-2011-001",
        "Asked a question about the answer for KH-2011-001",
    ]


def test_answers_reopened_keep_the_question_and_its_page_leads_to_it(
    question, kh_sheet, kh_officer, regional_office
):
    again = reopen_sheet(kh_sheet, note="A figure is missing", by=regional_office, now=NOW)

    assert (again.pk, question.is_waiting) == (kh_sheet.pk, True)
    assert reply_to(question, kh_officer).answered_at == NOW


@pytest.mark.slow
def test_the_pages_of_a_question(question, kh_sheet, kh_desk, kh_lead, kh_officer, kh_member, client_of):
    sheet = "/2011/reviews/mid-year/kh/"
    page, desk, lead = f"{sheet}questions/1/", client_of(kh_desk), client_of(kh_lead)
    for reader in (desk, client_of(kh_member)):
        text = reader.get(page).text
        assert WORDS in text
        assert "The taskforce has not answered yet." in text
        assert "Send to the desk" not in text
    assert f'href="{page}"' in lead.get(sheet, follow=True).text
    shown = lead.get(page)
    row = shown.context["form"].page.answers
    assert [one.prefix for one in row] == [question.place]

    typed = {f"{row[0].prefix}-v": row[0].seen, "reply": "Both were held."}
    typed |= {row[0].add_prefix("status"): "under_way", row[0].add_prefix("actual_starts_on"): "soon"}
    wrong = lead.post(page, typed)
    assertContains(wrong, "Both were held.", status_code=422)
    typed[row[0].add_prefix("actual_starts_on")] = "1 Mar 2011"
    assert lead.post(page, typed).status_code == 302

    said = desk.get(sheet).text
    assert "Both were held." in said
    assert lead.post(page, typed).status_code == 409
    assert "Both were held." in lead.get(page).text


@pytest.mark.slow
def test_the_desk_asks_from_the_sheet(kh_sheet, kh_line, desk):
    ask = "/2011/reviews/mid-year/kh/questions/1.T1/ask/"
    assert f'href="{ask}"' in desk.get("/2011/reviews/mid-year/kh/").text
    assert "Not reported" in desk.get(ask).text
    assert desk.post(ask, {"text": " "}).status_code == 422

    assert desk.post(ask, {"text": "Which law?"}).status_code == 302

    assert "Which law?" in desk.get("/2011/reviews/mid-year/kh/").text
    assert desk.post(ask, {"text": "And when?"}).status_code == 422
    assert desk.get("/2011/reviews/mid-year/kh/questions/9.T9/ask/").status_code == 404
    assert desk.get("/2011/reviews/mid-year/kh/questions/7/").status_code == 404


@pytest.mark.slow
def test_what_was_typed_stays_where_the_review_closes_meanwhile(question, review, regional_office, lead):
    close_review(review, with_at_least=0, by=regional_office, now=NOW)

    late = lead.post("/2011/reviews/mid-year/kh/questions/1/", {"reply": "Both were held."})

    assertContains(late, "Both were held.", status_code=422)
    assert "The answers are closed. You can change" in late.text
    assert (
        "The question ended when the answers were closed."
        in lead.get("/2011/reviews/mid-year/kh/questions/1/").text
    )


@pytest.mark.slow
def test_the_sheet_costs_the_same_queries_for_one_question_and_for_three(question, kh_sheet, kh_desk, lead):
    page = "/2011/reviews/mid-year/kh/"
    one = queries_of(lead, page)
    for code in ("1.T1", "2.T1"):
        ask_question(kh_sheet, target=Target.objects.get(code=code), text=WORDS, by=kh_desk, now=NOW)
    assert queries_of(lead, page) == one

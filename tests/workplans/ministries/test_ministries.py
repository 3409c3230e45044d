"""The ministries' word: asked by the lead, given by members or on paper, and kept inside the taskforce."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow import StaleRow, events_about
from reporting.dataset.serialization import form_from_json
from reporting.home.task_list import waiting_for
from reporting.printed.queries import figures_for
from reporting.report.pdf import form_html
from reporting.report_text.printed_form import agreed_words, ministry_rows
from tests import cast, queries
from tests.workplans.drafting.test_pages import client_of, page
from workplans.drafting.actions import withdraw_activity, write_needs
from workplans.drafting.saving import save_line
from workplans.ministries.actions import answer_for_ministry, ask_ministries, record_for_ministry
from workplans.ministries.queries import content_mark, content_of_plan
from workplans.ministries.rows import rows_of
from workplans.ministries.rules import a_no_says_why, each_has_a_member, paper_replaces_no_word
from workplans.models import Activity, Ministry, MinistryAnswer, Seat, Taskforce, Workplan
from workplans.people.actions import name_ministry, stop_seat
from workplans.people.rules import ministry_fits_the_seat
from workplans.presentation.loaders import load_live_lines
from workplans.submitting.actions import amend_workplan, take_back_workplan

PAGE, ANSWER = "/2011/kh/ministries/", "/2011/kh/ministries/answer/"
LATER = cast.NOW + timedelta(hours=1)
WHY = "The training is not in our budget"


@pytest.fixture
def justice(kh_plan: Workplan) -> Ministry:
    return Ministry.objects.create(taskforce=kh_plan.taskforce, name="Ministry of Justice", position=1)


@pytest.fixture
def interior(kh_plan: Workplan) -> Ministry:
    return Ministry.objects.create(taskforce=kh_plan.taskforce, name="Ministry of Interior", position=2)


@pytest.fixture
def member(kh_member: Seat, justice: Ministry, interior: Ministry, regional_office: Seat) -> Seat:
    """The member who answers for Justice. Nobody answers for Interior here."""
    return name_ministry(kh_member, justice, by=regional_office, now=cast.NOW)


@pytest.fixture
def asked(kh_plan: Workplan, line: Activity, member: Seat, justice: Ministry, kh_lead: Seat) -> Workplan:
    ask_ministries(kh_plan, [justice], by=kh_lead, now=cast.NOW)
    return kh_plan


def say(plan: Workplan, answer: str, word: str = "", *, by: Seat) -> None:
    answer_for_ministry(plan, answer, word, seen=None, by=by, now=LATER)


def agreed_by(plan: Workplan) -> list[str]:
    return [row["name"] for row in rows_of(Workplan.objects.get(pk=plan.pk)) if row["agrees"]]


def mark_of(plan: Workplan) -> str:
    return content_mark(content_of_plan(Workplan.objects.get(pk=plan.pk)))


def tasks(seat: Seat) -> list[str]:
    return [str(task.title) for task in waiting_for(seat, on=date(2011, 2, 10))]


def test_member_is_asked_answers_yes_and_the_submission_names_the_ministry(asked, member, kh_lead):
    task = waiting_for(member, on=date(2011, 2, 10))[0]
    assert (str(task.title), task.url) == (
        "Answer for your ministry: do you agree to the workplan 2011?",
        ANSWER,
    )

    form = {"seen": mark_of(asked), "answer": "yes", "word": ""}
    assert (
        ">Does the ministry agree with this workplan? Choose “Yes” or “No”.</a>"
        in client_of(member).post(ANSWER, form | {"answer": ""}).text
    )
    assert client_of(member).post(ANSWER, form).status_code == 302

    assert tasks(member) == []
    justice = asked.ministry_answers.get().ministry_id
    assert f'name="agreed_by" value="{justice}" checked' in page(kh_lead, "/2011/kh/submit/")
    told = events_about(asked).exclude(verb="add")
    assert [(event.verb, event.audience) for event in told] == [
        ("answer_for_ministry", "taskforce"),
        ("ask_ministries", "taskforce"),
    ]
    assert [str(event) for event in told] == [
        "Ministry of Justice agreed",
        "Asked these ministries whether they agree: Ministry of Justice",
    ]


def test_older_yes_says_what_changed_and_agrees_again_once_the_change_is_undone(
    asked, line, member, kh_officer, kh_lead
):
    say(asked, "yes", by=member)
    cast.change(line, kh_officer, title="Another workshop")
    withdraw_activity(cast.complete_line(asked, by=kh_officer), by=kh_officer, now=cast.NOW)
    added = cast.complete_line(asked, by=kh_officer)

    text = page(kh_lead, PAGE)
    assert "2 activities were changed later." in text
    assert "0 of 2 ministries agree" in text
    assert agreed_by(asked) == []
    assert "Yes, 1 Feb, but to an earlier draft" in page(member, "/2011/kh/")
    answering = page(member, ANSWER)
    assert all(f">{line.short_code}</a>" in answering for line in (line, added))

    withdraw_activity(added, by=kh_officer, now=cast.NOW)
    cast.change(line, kh_officer, title=line.title)
    assert agreed_by(asked) == ["Ministry of Justice"]

    plan = Workplan.objects.get(pk=asked.pk)
    write_needs(plan, "Interpreters", seen=plan.row_version, by=kh_officer, now=cast.NOW)
    assert "The opportunities, gaps and needs were changed later." in page(kh_lead, PAGE)
    assert "Yes, 1 Feb, but to an earlier draft" in page(kh_lead, "/2011/kh/submit/")


def test_lines_that_a_page_loaded_have_the_marks_of_those_that_are_stored(kh_plan, kh_officer, kh_lead):
    plan_of_action = kh_plan.cycle.plan
    targets = tuple(plan_of_action.areas.get(code="1").targets.all())
    cast.complete_line(kh_plan, by=kh_officer, targets=targets, needs=("Two trainers", "A room"))
    cast.complete_line(kh_plan, by=kh_officer, secretariat_cost=None, cost_in_all=None, targets=())
    stored = content_of_plan(kh_plan)
    load_live_lines(kh_plan, kh_lead)

    assert content_of_plan(kh_plan) == stored
    assert len(stored) == 3


def test_no_says_why_warns_before_the_submission_and_does_not_stop_it(asked, member, kh_lead):
    client = client_of(member)
    silent = client.post(ANSWER, {"seen": mark_of(asked), "answer": "no", "word": " "})
    assert silent.status_code == 422
    assert "Reason, or a message to the lead: If you answer “no”, give a reason." in silent.text
    assert client.post(ANSWER, {"seen": mark_of(asked), "answer": "no", "word": WHY}).status_code == 302

    text = page(kh_lead, "/2011/kh/submit/")
    assert re.search(r'<span class="mark" data-status="return">No, \d+ \w+( \d+)?</span>', text)
    assert WHY in text
    assert 'name="agreed_by"' not in text
    assert cast.submitted(asked, by=kh_lead).status == "submitted"


def test_no_is_read_on_the_submission_while_points_are_open(asked, member, kh_lead):
    say(asked, "no", WHY, by=member)
    Activity.objects.filter(workplan=asked).update(lead_body="")

    text = page(kh_lead, "/2011/kh/submit/")

    assert "1 point open" in text
    assert WHY in text


def test_no_stays_in_the_taskforce(asked, member, kh_desk, kh_lead, regional_office):
    say(asked, "no", WHY, by=member)
    draft = [page(kh_desk, address) for address in ("/2011/kh/", "/2011/kh/history/")]
    assert client_of(kh_desk).get(PAGE).status_code == 403
    plan = cast.submitted(asked, by=kh_lead)
    version = f"/2011/kh/versions/{plan.versions.get().number}/"
    pages = ("/2011/kh/", "/2011/kh/history/", version, "/")
    read = [page(seat, address) for seat in (kh_desk, regional_office) for address in pages]

    assert not any(WHY in text or "Ministry of Justice" in text for text in (*draft, *read))
    assert WHY in page(kh_lead, "/2011/kh/history/")


def test_answer_to_a_plan_that_changed_meanwhile_is_read_again_and_keeps_what_was_typed(
    asked, line, member, kh_officer
):
    client, form = client_of(member), {"answer": "no", "word": WHY}
    form["seen"] = str(client.get(ANSWER).context["form"].initial["seen"])
    cast.change(line, kh_officer, title="Another workshop")

    stale = client.post(ANSWER, form)

    assert stale.status_code == 409
    assert WHY in stale.text
    assert mark_of(asked) in stale.text
    assert "Someone changed this after you opened the page. Nothing was saved." in stale.text
    assert '<a href="/2011/kh/history/">See in the history what changed</a>' in stale.text
    assert "Another workshop" in client.get("/2011/kh/history/").text
    with pytest.raises(StaleRow):
        answer_for_ministry(asked, "yes", "", seen=form["seen"], by=member, now=LATER)
    assert client.post(ANSWER, form | {"seen": mark_of(asked)}).status_code == 302
    assert asked.ministry_answers.get().word == WHY


def test_own_activities_are_counted_as_changed_only_where_one_is(asked, line, member, kh_officer):
    Activity.objects.filter(pk=line.pk).update(lead_body="Ministry of Justice")
    say(asked, "yes", by=member)
    assert "changed or new" not in page(member, ANSWER)

    now = Activity.objects.get(pk=line.pk)
    save_line(now, {"title": "Another workshop"}, seen=now.row_version, by=kh_officer, now=cast.NOW)

    assert "1 changed or new" in page(member, ANSWER)


def test_lead_records_on_paper_but_never_over_a_member_s_own_answer_to_the_same_plan(
    asked, line, member, kh_lead, kh_officer, interior
):
    justice = asked.ministry_answers.get().ministry
    paper = {"seen": None, "by": kh_lead, "now": LATER}
    record_for_ministry(asked, interior, "yes", "", **paper)
    assert "The answer came on paper. kh lead entered it in the portal on 1 Feb 2011." in page(kh_lead, PAGE)
    say(asked, "no", WHY, by=member)
    refused = client_of(kh_lead).post(
        f"{PAGE}{justice.pk}/paper/",
        {"seen": mark_of(asked), "answer": "yes", "word": "", "letter_on": "20 Jan 2011"},
    )
    assert refused.status_code == 422
    assert "A member has already answered for this ministry about the current workplan" in refused.text
    assert agreed_by(asked) == ["Ministry of Interior"]

    cast.change(line, kh_officer, title="Another workshop")
    record_for_ministry(asked, justice, "yes", "", **paper)

    assert agreed_by(asked) == ["Ministry of Justice"]
    other = Ministry.objects.create(
        taskforce=Taskforce.objects.get(slug="la"), name="Ministry of Public Security", position=1
    )
    with pytest.raises(Refused, match="This ministry belongs to another country"):
        record_for_ministry(asked, other, "yes", "", **paper)


def test_only_a_ministry_with_a_member_is_asked(kh_plan, line, member, justice, interior, kh_lead):
    with pytest.raises(Refused, match="The lead did not ask your ministry yet"):
        say(kh_plan, "yes", by=member)
    text = page(kh_lead, f"{PAGE}ask/")
    assert ("Ministry of Justice" in text, "Ministry of Interior" in text) == (True, False)
    with pytest.raises(RuleBroken, match="No person can answer in the portal for Ministry of Interior"):
        ask_ministries(kh_plan, [justice, interior], by=kh_lead, now=cast.NOW)
    assert "Choose at least one ministry." in client_of(kh_lead).post(f"{PAGE}ask/").text
    sent = client_of(kh_lead).post(f"{PAGE}ask/", {"ministries": [justice.pk]}, follow=True)
    assert "You asked 1 ministry." in sent.text
    assert "kh member" in sent.text


def test_question_outlives_a_submission_and_its_cancelling_and_ends_with_the_answer_or_the_approval(
    asked, member, justice, kh_lead, kh_desk
):
    question = ["Answer for your ministry: do you agree to the workplan 2011?"]
    late = "The workplan was submitted without your answer. You can still answer; the desk can see a “yes”."
    cast.submitted(asked, by=kh_lead)
    assert tasks(member) == question
    assert late in page(member, "/")
    assert late in page(member, ANSWER)
    take_back_workplan(asked, by=kh_lead, now=LATER)
    assert tasks(member) == question
    assert late not in page(member, ANSWER)
    cast.submitted(asked, by=kh_lead)
    say(asked, "yes", by=member)
    assert tasks(member) == []
    take_back_workplan(asked, by=kh_lead, now=LATER)
    assert tasks(member) == []
    ask_ministries(asked, [justice], by=kh_lead, now=LATER + timedelta(hours=1))
    plan = cast.approved(asked, lead=kh_lead, desk=kh_desk)
    assert tasks(member) == []
    amend_workplan(plan, note="More.", by=kh_lead, now=LATER)
    assert tasks(member) == ["Answer for your ministry: do you agree to the amendment of the workplan 2011?"]


def test_older_no_stays_a_no_apart_from_an_older_yes_on_every_page_and_on_paper(
    asked, line, member, interior, kh_officer, kh_lead, kh_desk
):
    say(asked, "no", WHY, by=member)
    record_for_ministry(asked, interior, "yes", "", seen=None, by=kh_lead, now=LATER)
    now = [row["status"] for row in rows_of(asked)]
    cast.change(line, kh_officer, title="Another workshop")
    cast.complete_line(asked, by=kh_officer)

    rows = {row["name"]: row for row in rows_of(asked)}
    assert set(now) == {"return", "accepted"}
    assert rows["Ministry of Justice"]["status"] == "return"
    assert rows["Ministry of Justice"]["answer"] == "No, 1 Feb"
    assert rows["Ministry of Interior"]["status"] == "changed"
    assert rows["Ministry of Interior"]["answer"] == "Yes, 1 Feb, but to an earlier draft"
    assert {len(row["changed"]) for row in rows.values()} == {2}
    submitting = page(kh_lead, "/2011/kh/submit/")
    assert re.findall(r'<span class="mark" data-status="(\w+)">([^<]+)</span>', submitting) == [
        ("return", "No, 1 Feb"),
        ("changed", "Yes, 1 Feb, but to an earlier draft"),
    ]
    # On paper the taskforce reads the same, and nobody else a word of it.
    with CaptureQueriesContext(connection) as read:
        forms = {
            seat.role: form_from_json(figures_for(seat, asked, None).dataset) for seat in (kh_lead, kh_desk)
        }
    answers = f'FROM "{MinistryAnswer._meta.db_table}"'
    assert sum(answers in query["sql"] for query in read) == 1
    assert agreed_words(forms[kh_lead.role]) == "0 of 2 ministries agree. 1 agreed to an earlier draft."
    assert ministry_rows(forms[kh_lead.role]) == [
        ("Ministry of Justice", "Does not agree, 1 February 2011, to an earlier draft"),
        ("Ministry of Interior", "Agreed, on paper, to an earlier draft"),
    ]
    printed = form_html(forms[kh_lead.role], as_of=LATER, digest="")
    assert "Ministry of Justice</th><td>Does not agree, 1 February 2011, to an earlier draft</td>" in printed
    assert agreed_words(forms[kh_desk.role]) == "The lead gives the day when the workplan is submitted."
    assert "ministries" not in figures_for(kh_desk, asked, None).dataset


def test_draft_as_a_form_names_who_said_yes_so_far_to_the_taskforce_alone(asked, member, kh_lead, kh_desk):
    waits = form_from_json(figures_for(kh_lead, asked, None).dataset)
    assert agreed_words(waits) == "0 of 2 ministries agree."
    assert ministry_rows(waits) == [
        ("Ministry of Justice", "Not answered, asked on 1 February 2011"),
        ("Ministry of Interior", "Not asked"),
    ]
    say(asked, "yes", by=member)

    printed = {seat.role: figures_for(seat, asked, None).dataset for seat in (kh_lead, kh_desk)}

    assert "Ministry of Justice" in printed[kh_lead.role]
    assert "Ministry of Justice" not in printed[kh_desk.role]


def test_rules_of_the_word_name_what_is_wrong(asked, member, justice, interior, kh_lead):
    content, said = content_of_plan(asked), asked.ministry_answers.get()
    assert a_no_says_why("yes", "") is None
    assert a_no_says_why("no", " ") is not None
    assert each_has_a_member([justice], [justice, interior]) is None
    assert each_has_a_member([], [justice]) is not None
    assert paper_replaces_no_word(None, content) is None
    assert paper_replaces_no_word(said, content) is None
    record_for_ministry(asked, justice, "yes", "", seen=None, by=kh_lead, now=cast.NOW)
    assert paper_replaces_no_word(asked.ministry_answers.get(), content) is None
    say(asked, "yes", by=member)
    assert paper_replaces_no_word(asked.ministry_answers.get(), content) is not None
    assert paper_replaces_no_word(asked.ministry_answers.get(), {}) is None


def test_seat_names_a_ministry_of_its_own_taskforce(
    member, interior, regional_office, lao_officer, kh_desk, kh_lead
):
    with pytest.raises(RuleBroken, match="This ministry belongs to another country"):
        name_ministry(lao_officer, interior, by=regional_office, now=cast.NOW)
    with pytest.raises(RuleBroken, match="Only a role of a taskforce is for a ministry"):
        name_ministry(kh_desk, interior, by=regional_office, now=cast.NOW)
    assert ministry_fits_the_seat("member", interior.taskforce, interior) is None
    assert ministry_fits_the_seat("member", None, interior) is not None
    office, address = client_of(regional_office), f"/people/seats/{member.pk}/ministry/"

    named = office.post(address, {"ministry": interior.pk}, follow=True)

    assert "Chose the ministry of the role of kh member: Ministry of Interior" in named.text
    assert "Chose the ministry of the role of kh member" in page(kh_lead, "/people/")
    assert (
        "The role of kh member has no ministry any more"
        in office.post(address, {"ministry": ""}, follow=True).text
    )
    stop_seat(member, by=regional_office, now=cast.NOW)
    assert address not in page(regional_office, f"/people/{member.user_id}/")


@pytest.mark.parametrize(("address", "most"), [("/2011/kh/", 10), (PAGE, 10), (ANSWER, 10), ("/", 11)])
def test_pages_ask_as_many_queries_for_three_ministries_as_for_one(asked, member, kh_lead, address, most):
    client, counts = client_of(member), []
    for number in (1, 2, 3):
        ministry = Ministry.objects.create(taskforce=asked.taskforce, name=f"M {number}", position=9)
        record_for_ministry(asked, ministry, "yes", "", seen=None, by=kh_lead, now=cast.NOW)
        cast.complete_line(asked, by=kh_lead)
        counts.append(queries.queries_of(client, address))

    assert counts[0] == counts[2] <= most

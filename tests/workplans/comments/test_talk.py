"""Comments: who reads and writes them, what becomes of a thread, and what stays when something is over."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.test import Client
from pytest_django.asserts import assertContains

from commit_portal.models import Event
from commit_portal.refusals import MadeAlready, Refused, RuleBroken, SomebodyWasFaster
from commit_portal.workflow import events_about
from tests import cast
from tests.cast import NOW
from tests.queries import queries_of
from workplans.comments.actions import (
    answer_thread,
    open_thread_again,
    settle_thread,
    start_thread,
    take_back_comment,
)
from workplans.comments.queries import writers_of
from workplans.comments.targets import CommentTarget
from workplans.consultation.actions.openings import end_opening, open_draft
from workplans.deciding.actions import record_decision
from workplans.models import Activity, Comment, Opening, Seat, Workplan
from workplans.plan.visibility import comments_visible_to
from workplans.statuses import RELEASE_AUDIENCES, Outcome, ReviewStage, TalkAudience, WorkplanStatus

ADDRESS = "/2011/kh/001/"


def said(
    place: CommentTarget, by: Seat, audience: str = TalkAudience.BOTH, text: str = "Why?", **more: Any
) -> Comment:
    """A new thread of this text."""
    more = {"about": "Trainers", "key": uuid4(), "now": NOW} | more
    return start_thread(place, audience, text, by=by, **more)


def who_reads(world: cast.World, comment: Comment) -> set[str]:
    return {
        name for name, seat in world.seats.items() if comments_visible_to(seat).filter(pk=comment.pk).exists()
    }


OFFICE = {"regional_office", "regional_manager"}
KH = {"kh_officer", "kh_lead", "kh_member"}


def test_a_thread_is_not_there_at_the_address_of_another_workplan(world, kh_plan, desk):
    thread = said(CommentTarget(kh_plan), world.seats["kh_desk"], TalkAudience.SECRETARIAT)

    found = [
        desk.get(f"/2011/{place}/comments/{thread.key}/").status_code for place in ("kh", "regional", "la")
    ]

    assert found == [200, 404, 404]


@pytest.mark.parametrize(
    ("audience", "writer", "readers"),
    [
        (TalkAudience.TASKFORCE, "kh_member", KH),
        (TalkAudience.BOTH, "kh_officer", KH | {"kh_desk"}),
        (TalkAudience.SECRETARIAT, "kh_desk", {"kh_desk"}),
        (TalkAudience.PARTNER, "kh_lead", {"kh_officer", "kh_lead", "ilo"}),
    ],
)
def test_each_audience_reads_its_threads_in_a_draft_and_the_office_once_it_reads_the_plan(
    world, kh_plan, line, audience, writer, readers, seats
):
    ilo = seats["ilo"].partner
    open_draft(kh_plan, ilo, cast.LATER, by=seats["kh_lead"], now=NOW)
    to = {"partner": ilo if audience == TalkAudience.PARTNER else None}
    threads = [
        said(place, seats[writer], audience, **to)
        for place in (CommentTarget(kh_plan), CommentTarget(kh_plan, line))
    ]

    drafted = [who_reads(world, thread) for thread in threads]
    cast.submitted(kh_plan)
    submitted = [who_reads(world, thread) for thread in threads]

    hears = audience in (TalkAudience.BOTH, TalkAudience.SECRETARIAT)
    assert drafted == [readers] * 2
    assert submitted == [readers | (OFFICE if hears else set())] * 2


def test_a_thread_on_an_answer_is_read_by_taskforce_and_secretariat_and_by_no_partner(
    world, kh_plan, line, kh_member, kh_lead
):
    answer = CommentTarget(kh_plan, line, stage=ReviewStage.MID_YEAR)
    thread = said(answer, kh_member)
    assert who_reads(world, thread) == KH | {"kh_desk"} | OFFICE
    with pytest.raises(IntegrityError):
        said(answer, kh_lead, TalkAudience.PARTNER, partner=world.seats["ilo"].partner)


def test_a_partner_reads_its_threads_where_it_reads_the_line_and_no_other_partner_s(
    world, kh_plan, line, kh_lead, kh_officer, ilo, iom
):
    opening = open_draft(kh_plan, ilo.partner, cast.LATER, by=kh_lead, now=NOW)
    open_draft(kh_plan, iom.partner, cast.LATER, by=kh_lead, now=NOW)
    thread = said(CommentTarget(kh_plan, line), ilo, TalkAudience.PARTNER, partner=ilo.partner)
    assert comments_visible_to(ilo).get() == thread
    assert not comments_visible_to(iom).exists()

    end_opening(opening, by=kh_lead, now=NOW)
    assert not comments_visible_to(ilo).exists()
    with pytest.raises(Refused, match="You cannot read this workplan any more"):
        answer_thread(thread, "Still there?", key=uuid4(), by=ilo, now=NOW)
    assert comments_visible_to(kh_officer).get() == thread

    cast.support(line, ilo.partner, "accepted", by=kh_officer)
    assert comments_visible_to(ilo).get() == thread


@pytest.mark.parametrize(
    ("writer", "audience"),
    [
        ("kh_officer", TalkAudience.SECRETARIAT),
        ("kh_member", TalkAudience.PARTNER),
        ("kh_desk", TalkAudience.TASKFORCE),
        ("kh_desk", TalkAudience.PARTNER),
        ("regional_office", TalkAudience.TASKFORCE),
        ("ilo", TalkAudience.BOTH),
        ("iom", TalkAudience.PARTNER),
        ("lao_lead", TalkAudience.BOTH),
        ("lao_desk", TalkAudience.BOTH),
        ("observer", TalkAudience.BOTH),
    ],
)
def test_nobody_writes_to_an_audience_that_is_not_their_own(world, kh_plan, writer, audience):
    partner = world.seats["ilo"].partner if audience == TalkAudience.PARTNER else None
    with pytest.raises(Refused, match="You cannot read these comments"):
        said(CommentTarget(kh_plan), world.seats[writer], audience, partner=partner)
    assert not Comment.objects.exists()


def test_the_secretariat_writes_where_it_reads_the_plan_now(kh_plan, kh_desk, kh_lead, regional_office):
    with pytest.raises(Refused, match="You cannot read this workplan any more"):
        said(CommentTarget(kh_plan), regional_office)
    said(CommentTarget(kh_plan), kh_desk)
    end_opening(Opening.objects.get(workplan=kh_plan), by=kh_lead, now=NOW)
    with pytest.raises(Refused, match="You cannot read this workplan any more"):
        said(CommentTarget(kh_plan), kh_desk)


def test_an_answer_that_is_sent_again_leaves_a_thread_settled(kh_plan, line, kh_officer, kh_desk):
    thread, key = said(CommentTarget(kh_plan, line), kh_desk, text="Two courses?"), uuid4()
    answer = answer_thread(thread, "Yes.", key=key, by=kh_officer, now=NOW)
    settle_thread(thread, by=kh_desk, now=NOW)

    assert answer_thread(thread, "Yes.", key=key, by=kh_officer, now=NOW) == answer

    thread.refresh_from_db()
    assert thread.settled_at == NOW


def test_a_thread_is_answered_settled_and_opened_again_and_the_trail_holds_no_word_of_it(
    kh_plan, line, kh_officer, kh_desk, kh_member
):
    thread = said(CommentTarget(kh_plan, line), kh_desk, text="Two courses?")
    answer = answer_thread(
        thread, "Yes.", told=kh_desk.user, settles=True, key=uuid4(), by=kh_officer, now=NOW
    )
    thread.refresh_from_db()
    assert (thread.settled_by, answer.told, answer.parent) == (kh_officer.user, kh_desk.user, thread)
    with pytest.raises(SomebodyWasFaster, match="This thread was closed, by kh officer"):
        settle_thread(thread, by=kh_desk, now=NOW)
    open_thread_again(thread, by=kh_desk, now=NOW)
    with pytest.raises(SomebodyWasFaster, match="already open"):
        open_thread_again(thread, by=kh_desk, now=NOW)
    settle_thread(thread, by=kh_member, now=NOW)
    answer_thread(thread, "And rooms?", key=uuid4(), by=kh_desk, now=NOW)
    thread.refresh_from_db()
    assert thread.settled_at is None

    told = [(event.verb, str(event)) for event in reversed(events_about(thread))]
    assert told == [
        ("comment", "Started a thread of comments."),
        ("comment_settled", "Closed a thread of comments."),
        ("comment_reopened", "Opened a thread of comments again."),
        ("comment_settled", "Closed a thread of comments."),
        ("comment_reopened", "Opened a thread of comments again."),
    ]
    assert events_about(answer).get().verb == "comment"
    assert not events_about(kh_plan).filter(verb__startswith="comment").exists()
    assert writers_of(answer) == {kh_officer.user_id, kh_desk.user_id}


def test_only_the_author_takes_a_comment_back_and_its_words_are_gone(kh_plan, kh_officer, kh_lead):
    thread = said(CommentTarget(kh_plan), kh_officer, told=kh_lead.user)
    with pytest.raises(Refused, match="Only the person who wrote"):
        take_back_comment(thread, by=kh_lead, now=NOW)
    take_back_comment(thread, by=kh_officer, now=NOW)
    thread.refresh_from_db()
    assert (thread.text, thread.about, thread.told, thread.taken_back_at) == ("", "", None, NOW)
    with pytest.raises(Refused, match="This comment was already removed"):
        take_back_comment(thread, by=kh_officer, now=NOW)
    assert events_about(thread)[0].verb == "comment_taken_back"
    assert writers_of(thread) == set()


def test_the_page_of_a_thread_takes_back_the_comment_that_is_named_and_says_who_was_faster(
    kh_plan, line, kh_officer, kh_lead, officer
):
    thread = said(CommentTarget(kh_plan, line), kh_officer, text="Forty.")
    answer = answer_thread(thread, "Fifty.", key=uuid4(), by=kh_officer, now=NOW)
    address = f"/2011/kh/comments/{thread.key}/"
    assert officer.get(address).text.count("Remove this comment") == 2

    unknown = officer.post(f"{address}remove/", {"comment": str(uuid4())})
    text = officer.post(f"{address}remove/", {"comment": str(answer.key)}, follow=True).text
    assert unknown.status_code == 404
    assert "Forty." in text
    assert "Fifty." not in text
    assert "This comment was removed." in text

    settle_thread(thread, by=kh_lead, now=NOW)
    late = officer.post(f"{address}close/").text
    assert "This thread was closed, by kh lead" in late
    officer.post(address, {"text": "And rooms?", "made_with": uuid4(), "settled": "True"})
    thread.refresh_from_db()
    assert thread.settled_at is None


def test_a_form_sent_twice_makes_one_comment_and_another_text_none(kh_plan, kh_officer):
    key = uuid4()
    first = said(CommentTarget(kh_plan), kh_officer, key=key)
    assert said(CommentTarget(kh_plan), kh_officer, key=key) == first
    with pytest.raises(SomebodyWasFaster, match="already sent this form"):
        said(CommentTarget(kh_plan), kh_officer, key=key, text="Another")
    assert Event.objects.filter(verb="comment").count() == 1


def test_same_words_in_another_form_are_asked_about_unless_they_are_old_other_or_taken_back(
    kh_plan, kh_officer, kh_lead
):
    place, minutes = CommentTarget(kh_plan), timedelta(minutes=1)
    first = said(place, kh_officer)
    with pytest.raises(MadeAlready, match="You posted the same comment at") as raised:
        said(place, kh_officer, looks_back=True, now=NOW + 29 * minutes)
    assert raised.value.made == first
    for other in ({"text": "When?"}, {"about": "Rooms"}, {"told": kh_lead.user}):
        said(place, kh_officer, looks_back=True, **other)
    said(place, kh_officer, TalkAudience.TASKFORCE, looks_back=True)
    said(place, kh_lead, looks_back=True)
    said(place, kh_officer, looks_back=True, now=NOW + 30 * minutes)
    assert Comment.objects.count() == 7

    thread = said(place, kh_lead, text="Who trains?")
    answer = answer_thread(thread, "Yes.", key=uuid4(), by=kh_officer, now=NOW)
    with pytest.raises(MadeAlready):
        answer_thread(thread, "Yes.", key=uuid4(), looks_back=True, by=kh_officer, now=NOW)
    take_back_comment(answer, by=kh_officer, now=NOW)
    again = answer_thread(thread, "Yes.", key=uuid4(), looks_back=True, by=kh_officer, now=NOW)
    assert again != answer


def test_nobody_is_called_who_does_not_read_the_thread(kh_plan, kh_officer, regional_office, kh_desk):
    for outsider in (regional_office, kh_desk):
        with pytest.raises(RuleBroken, match="The person you chose cannot read these comments any more"):
            said(CommentTarget(kh_plan), kh_officer, TalkAudience.TASKFORCE, told=outsider.user)
    assert said(CommentTarget(kh_plan), kh_officer, told=kh_desk.user).told == kh_desk.user


def test_a_sent_return_starts_a_thread_with_its_reason_which_stays(
    kh_plan, line, kh_lead, kh_desk, kh_member, member
):
    cast.complete_line(kh_plan, by=kh_lead)
    cast.submitted(kh_plan)
    record_decision(line, Outcome.RETURN, reason="Say how many.", by=kh_desk, now=NOW)
    assert not Comment.objects.exists()
    cast.decided(kh_plan)

    thread = Comment.objects.get()
    assert (thread.activity, thread.audience, thread.decision) == (
        line,
        TalkAudience.BOTH,
        line.decisions.get(),
    )
    with pytest.raises(Refused, match="Nobody can change the reason"):
        take_back_comment(thread, by=kh_desk, now=NOW)
    settle_thread(thread, by=kh_member, now=NOW)
    text = member.get(ADDRESS).text
    assert "Returned, round 1" in text
    assert "0 open, 1 closed" in text
    assert text.count("Say how many.") == 2


def test_the_office_finds_from_every_page_why_a_line_was_returned_and_no_draft(
    kh_plan, line, secretariat, peer, kh_lead, kh_desk
):
    cast.complete_line(kh_plan, by=kh_lead)
    cast.submitted(kh_plan, by=kh_lead)
    cast.decided(kh_plan, line, by=kh_desk, reason="Say how many.")
    Activity.objects.filter(pk=line.pk).update(title="Quokka shelters")

    for page, told in (("", "/2011/kh/decisions/sent/"), ("history/", ADDRESS), ("comments/", ADDRESS)):
        links = re.findall(r'href="(/2011/kh/[^"?#]*)', secretariat.get(f"/2011/kh/{page}").text)
        found = {link: secretariat.get(link, follow=True) for link in {*links}}
        assert {link: answer.status_code for link, answer in found.items()} == dict.fromkeys(found, 200)
        assert "Say how many." in found[told].text
        assert not any(b"Quokka" in answer.getvalue() for answer in found.values())
    assert "You see the activity as it was submitted on" in secretariat.get(ADDRESS).text
    assert peer.get(ADDRESS).status_code == 404


def test_the_desk_finds_the_thread_of_a_line_where_it_decides(kh_plan, line, kh_lead, desk):
    thread = said(CommentTarget(kh_plan, line), kh_lead, about="Which provinces?")
    cast.submitted(kh_plan)
    link = f'<a href="/2011/kh/comments/{thread.key}/">Which provinces?</a>'
    assert link in desk.get("/2011/kh/decisions/001/").text


@pytest.fixture
def closed(kh_plan: Workplan, line: Activity, kh_lead: Seat, kh_desk: Seat) -> Workplan:
    """Cambodia's plan, closed, with one thread."""
    said(CommentTarget(kh_plan, line), kh_desk, text="Two courses?")
    cast.approved(kh_plan)
    office = kh_lead.user
    Workplan.objects.filter(pk=kh_plan.pk).update(
        status=WorkplanStatus.CLOSED, closed_at=NOW, closed_by=office
    )
    kh_plan.refresh_from_db()
    return kh_plan


def test_a_closed_plan_is_read_and_a_comment_that_was_typed_meanwhile_is_kept(closed, line, officer):
    thread = Comment.objects.get()
    address = f"/2011/kh/comments/{thread.key}/"
    page, own = officer.get(ADDRESS).text, officer.get(address).text
    assert "Two courses?" in page
    assert "you cannot write or change them" in page
    assert "Start a new thread" not in page
    assert "<textarea" not in own

    new = officer.get(f"{ADDRESS}comments/new/")
    typed = {"text": "Forty officials came.", "about": "Result", "made_with": uuid4()}
    started = officer.post(f"{ADDRESS}comments/new/?to=both", typed)
    answered = officer.post(address, typed)
    settled = officer.post(f"{address}close/")

    assert (new.status_code, started.status_code, answered.status_code, settled.status_code) == (
        403,
        409,
        409,
        403,
    )
    for answer in (started, answered):
        assert "Forty officials came.</textarea>" in answer.text
        assert "The workplan is closed" in answer.text
    assert Comment.objects.get() == thread


def test_a_partner_whose_opening_ended_meanwhile_keeps_what_it_typed_and_reads_nothing(
    kh_plan, line, kh_lead, kh_officer, ilo, partner
):
    opening = open_draft(kh_plan, ilo.partner, cast.LATER, by=kh_lead, now=NOW)
    thread = said(
        CommentTarget(kh_plan, line),
        kh_officer,
        TalkAudience.PARTNER,
        partner=ilo.partner,
        text="Can you train?",
    )
    address = f"/2011/kh/comments/{thread.key}/"
    assert "Can you train?" in partner.get(address).text
    end_opening(opening, by=kh_lead, now=NOW)

    typed = {"text": "Yes, in March.", "about": "March", "made_with": uuid4()}
    answers = [
        partner.post(at, typed) for at in (address, f"{ADDRESS}comments/new/", "/2011/kh/099/comments/new/")
    ]

    assert partner.get(address).status_code == 404
    for answer in answers:
        assertContains(answer, "Yes, in March.</textarea>", status_code=409)
        assert "Can you train?" not in answer.text
        assert line.title not in answer.text
    assert Comment.objects.count() == 1


def people_listed(page: str) -> dict[str, set[str]]:
    """The people in each list of a new thread, by the name of its field."""
    lists = re.findall(r'<select name="(told-[^"]*)".*?</select>', page, re.DOTALL)
    return {
        name: set(
            re.findall(
                r"<option value=.\d+.[^>]*>([^,<]*),", page.split(f'name="{name}"')[1].split("</select>")[0]
            )
        )
        for name in lists
    }


def test_who_is_called_is_chosen_from_the_list_of_the_chosen_readers(kh_plan, kh_desk, kh_lead, officer):
    typed = {"to": "taskforce", "text": "Two?", "about": "Courses", "made_with": uuid4()}
    lists = {"told-both": kh_lead.user_id, "told-taskforce": kh_desk.user_id}

    wrong = officer.post("/2011/kh/comments/new/", typed | lists)
    officer.post("/2011/kh/comments/new/", typed | lists | {"to": "both"})

    assert wrong.status_code == 422
    assert 'href="#id_told-taskforce"' in wrong.text
    assert "Your choice is not in the list any more." in wrong.text
    assert Comment.objects.get().told == kh_lead.user


def test_the_page_of_a_new_thread_names_its_readers_first_and_on_the_button(
    kh_plan, line, kh_lead, kh_officer, ilo, officer, client_of
):
    open_draft(kh_plan, ilo.partner, cast.LATER, by=kh_lead, now=NOW)
    narrow = officer.get(f"{ADDRESS}comments/new/").text
    assert re.findall(r'data-button="([^"]*)"', narrow) == [
        "Send (readers: Taskforce)",
        "Send (readers: Taskforce and Secretariat)",
        "Send (readers: ILO and the taskforce’s officers and lead)",
    ]
    assert "Send to the readers you chose" in narrow
    assert re.findall(r"(\d+) people can read this thread now", narrow) == ["3", "4", "3"]
    both = officer.get(f"{ADDRESS}comments/new/?to=both").text
    assert "Send (readers: Taskforce and Secretariat)" in both
    # Each audience has a list of its own readers, whichever is chosen.
    assert people_listed(both) == people_listed(narrow)
    assert people_listed(both) == {
        "told-taskforce": {"kh lead", "kh member"},
        "told-both": {"kh desk", "kh lead", "kh member"},
        "told-partner-ilo": {"kh lead"},
    }
    partner = officer.get(f"{ADDRESS}comments/new/?to=partner-ilo").text
    assert "Send (readers: ILO and the taskforce’s officers and lead)" in partner
    assert "No other partner can read this thread." in partner
    assert f'value="{ilo.user_id}"' not in partner

    sent = {"text": "Can you train?", "about": "Trainers", "made_with": uuid4()}
    sent["told-partner-ilo"] = kh_lead.user_id
    posted = officer.post(f"{ADDRESS}comments/new/?to=partner-ilo", sent, follow=True)
    assert "Your comment is posted." in posted.text
    read = client_of(ilo).get(ADDRESS).text
    assert "Can you train?" in read
    assert 'class="readers" data-partner' in read
    # Nothing of who sits in the taskforce, nor how many: only who wrote to it.
    page = client_of(ilo).get(f"/2011/kh/comments/{Comment.objects.get().key}/").text
    assert "people can read this thread now" not in page
    assert "kh member" not in page
    assert f'value="{kh_officer.user_id}"' in page


def test_readers_that_are_gone_are_not_replaced_by_others(kh_plan, line, kh_lead, ilo, officer):
    opening = open_draft(kh_plan, ilo.partner, cast.LATER, by=kh_lead, now=NOW)
    end_opening(opening, by=kh_lead, now=NOW)
    sent = {"text": "Can you train?", "about": "Trainers", "made_with": uuid4()}
    answer = officer.post(f"{ADDRESS}comments/new/?to=partner-ilo", sent)
    assert (answer.status_code, Comment.objects.count()) == (409, 0)
    assert "choose other readers" in answer.text
    assert "Can you train?</textarea>" in answer.text


def test_the_plan_s_page_counts_the_open_threads_that_its_reader_reads_in_no_more_queries(
    kh_plan, line, member, django_assert_num_queries, desk, seats
):
    member.get("/2011/kh/")
    with django_assert_num_queries(8):
        assert "No thread is open." in member.get("/2011/kh/").text
    said(CommentTarget(kh_plan, line), seats["kh_lead"], TalkAudience.TASKFORCE)
    listed = member.get("/2011/kh/comments/").text
    assert "No thread about the whole workplan is open." in listed
    assert "No comments yet." not in listed
    said(CommentTarget(kh_plan), seats["kh_officer"])
    said(CommentTarget(kh_plan, line), seats["kh_desk"], TalkAudience.SECRETARIAT)
    # One more: which of them call the reader.
    with django_assert_num_queries(9):
        assert "2 open threads" in member.get("/2011/kh/").text
    listed = member.get("/2011/kh/comments/").text
    assert "Why?" in listed
    assert re.findall(r"\d open thread", listed.partition('class="content"')[2]) == ["1 open thread"]
    assert "2 open threads" in desk.get("/2011/kh/").text


def test_in_the_region_the_office_talks_by_itself_and_with_partners(
    regional_plan, regional_office, ilo, lead, secretariat
):
    open_draft(regional_plan, ilo.partner, cast.LATER, by=regional_office, now=NOW)
    page = secretariat.get("/2011/regional/comments/new/").text
    assert "Send (readers: Regional office)" in page
    assert "ILO and regional office" in page
    assert "Secretariat" not in re.search(r'<fieldset class="choices.*?</fieldset>', page, re.DOTALL)[0]
    thread = said(CommentTarget(regional_plan), ilo, TalkAudience.PARTNER, partner=ilo.partner)
    assert answer_thread(thread, "Yes.", key=uuid4(), by=regional_office, now=NOW).partner == ilo.partner
    assert lead.get("/2011/regional/comments/").status_code in (403, 404)


def test_released_versions_and_other_taskforces_have_no_comments(kh_plan, line, client_of, seats):
    said(CommentTarget(kh_plan, line), seats["kh_officer"], text="A secret")
    plan = cast.approved(kh_plan)
    cast.released(plan, *RELEASE_AUDIENCES)
    for name in ("lao_lead", "lao_desk", "ilo", "observer"):
        text = client_of(seats[name]).get(ADDRESS).text
        assert "A secret" not in text
        assert ("Comments" in text) == (name == "ilo")


def test_choice_of_the_readers_is_part_of_the_form_and_empties_nothing(kh_plan, officer):
    """A form that is refused keeps the readers that were chosen."""
    typed = {"to": "both", "text": "Is it two courses?", "about": "", "made_with": uuid4()}

    wrong = officer.post("/2011/kh/comments/new/", typed)
    posted = officer.post("/2011/kh/comments/new/", {**typed, "about": "Courses"})

    assertContains(wrong, "Is it two courses?", status_code=422)
    assert re.search(r'value="both"[^>]* checked', wrong.text)
    assert posted.status_code == 302
    assert Comment.objects.get().audience == TalkAudience.BOTH


def test_answer_in_a_thread_that_was_settled_meanwhile_says_so_and_opens_it_only_when_sent_again(
    kh_plan, kh_officer, kh_lead, officer
):
    thread = said(CommentTarget(kh_plan), kh_officer, TalkAudience.TASKFORCE)
    address = f"/2011/kh/comments/{thread.key}/"
    form = officer.get(address).context["form"]
    settle_thread(thread, by=kh_lead, now=NOW)
    typed = {
        "text": "One more thing",
        "told": kh_lead.user_id,
        "made_with": form["made_with"].value(),
        "settled": "False",
    }

    late = officer.post(address, typed)

    assertContains(late, "closed while you wrote, by kh lead", status_code=409)
    assert "One more thing" in late.text
    assert late.context["form"]["told"].value() == str(kh_lead.user_id)
    thread.refresh_from_db()
    assert (thread.settled_at, thread.answers.count()) == (NOW, 0)
    again = officer.post(address, {**typed, "settled": late.context["form"]["settled"].value()})
    assert again.status_code == 302
    thread.refresh_from_db()
    assert (thread.settled_at, thread.answers.get().told) == (None, kh_lead.user)


def test_answer_that_settles_is_shown_in_its_thread(kh_plan, kh_officer, officer):
    thread = said(CommentTarget(kh_plan), kh_officer, TalkAudience.TASKFORCE)
    page = officer.get("/2011/kh/comments/").text
    key = re.search(r'name="made_with" value="([^"]+)"', page)[1]
    typed = {"text": "It is two courses", "made_with": key}

    shown = officer.post(f"/2011/kh/comments/{thread.key}/answer-and-close/", typed, follow=True)

    assert "Your comment is posted, and the thread is closed." in shown.text
    assert "It is two courses" in shown.text


def waiting_at(client: Client) -> list[str]:
    """The headings below "Waiting for your answer"."""
    page = client.get("/2011/kh/comments/").text
    part = re.search(r'<section class="section" id="waiting">.*?</section>', page, re.DOTALL)
    return re.findall(r'<a class="row-title"[^>]*>([^<]+)</a>', part[0]) if part else []


def test_threads_wait_for_an_answer_until_the_last_word_is_of_the_own_side(
    kh_plan, line, client_of, seats, desk
):
    taskforce = [client_of(seats[name]) for name in ("kh_officer", "kh_lead", "kh_member")]
    thread = said(CommentTarget(kh_plan, line), seats["kh_desk"], about="Rooms", told=None)
    said(CommentTarget(kh_plan, line, stage=ReviewStage.MID_YEAR), seats["kh_lead"], about="Progress")
    # Where one side talks with itself, it waits for everybody but who wrote last.
    said(CommentTarget(kh_plan), seats["kh_officer"], TalkAudience.TASKFORCE, about="Among us")
    cast.submitted(kh_plan)

    assert [waiting_at(client) for client in taskforce] == [
        ["Rooms"],
        ["Rooms", "Among us"],
        ["Rooms", "Among us"],
    ]
    assert waiting_at(desk) == ["Progress"]

    answer = answer_thread(thread, "Two.", key=uuid4(), by=seats["kh_member"], now=NOW)
    assert waiting_at(taskforce[0]) == []
    assert set(waiting_at(desk)) == {"Progress", "Rooms"}
    take_back_comment(answer, by=seats["kh_member"], now=NOW)
    assert waiting_at(taskforce[0]) == ["Rooms"]
    settle_thread(thread, by=seats["kh_desk"], now=NOW)
    assert waiting_at(taskforce[0]) == []


def test_reason_of_a_return_waits_until_it_is_answered_to_the_desk(line, seats, lead, submitted_plan):
    cast.decided(submitted_plan, line, reason="Say where.")
    assert waiting_at(lead) == ["Why the activity was returned"]

    cast.done(line, by=seats["kh_officer"], answer="In Takeo.")

    assert waiting_at(lead) == []


def test_threads_on_answers_of_reviews_are_listed_with_those_of_the_plan(
    kh_plan, line, member, django_assert_num_queries, officer, seats
):
    officer.get("/2011/kh/comments/")
    with django_assert_num_queries(9):
        assert "On answers of reviews" not in officer.get("/2011/kh/comments/").text
    for _ in range(2):
        said(CommentTarget(kh_plan, line, stage=ReviewStage.MID_YEAR), seats["kh_lead"])
        said(CommentTarget(kh_plan, line), seats["kh_lead"])
        said(CommentTarget(kh_plan), seats["kh_lead"])
    said(CommentTarget(kh_plan, line, stage=ReviewStage.SOM), seats["kh_member"], TalkAudience.TASKFORCE)

    with django_assert_num_queries(10):
        listed = officer.get("/2011/kh/comments/").text

    part = listed.partition("On answers of reviews")[2].partition("</section>")[0]
    assert re.findall(r'href="(/[^"]+)">([^<]+)</a><span class="second">([^<]+)', part) == [
        (
            "/2011/reviews/mid-year/kh/comments/001/#comments",
            f"Mid-year review: {line.code}",
            "2 open threads",
        ),
        (
            "/2011/reviews/som/kh/comments/001/#comments",
            f"Review at the Senior Officials Meeting: {line.code}",
            "1 open thread",
        ),
    ]
    assert "On answers of reviews" in member.get("/2011/kh/comments/").text


def test_a_thread_says_who_may_read_it_and_how_many_people_and_to_a_partner_no_number(
    kh_plan, line, seats, officer, partner
):
    ilo = seats["ilo"].partner
    open_draft(kh_plan, ilo, cast.LATER, by=seats["kh_lead"], now=NOW)
    own = said(CommentTarget(kh_plan, line), seats["kh_member"], TalkAudience.TASKFORCE)
    both = said(CommentTarget(kh_plan, line), seats["kh_lead"], TalkAudience.PARTNER, partner=ilo)
    Workplan.objects.filter(pk=kh_plan.pk).update(
        status=WorkplanStatus.CLOSED, closed_at=NOW, closed_by=seats["kh_lead"].user
    )

    # Also where nobody can answer any more.
    page = officer.get(f"/2011/kh/comments/{own.key}/").text
    assert "Only the Cambodia taskforce can read this thread. 3 people can read this thread now." in page
    page = partner.get(f"/2011/kh/comments/{both.key}/").text
    assert (
        "ILO can read this thread. The officers and the lead of the Cambodia taskforce can also read this thread."
        in page
    )
    assert "can read this thread now" not in page


def call_of(page: str) -> list[tuple[str, str]]:
    """Where a page leads with what calls its reader, and the words."""
    return re.findall(r'href="([^"]*)">(\d+ comments? for you)', page)


def test_a_row_says_that_a_comment_calls_its_reader_until_it_is_answered_or_closed(
    kh_plan, line, client_of, seats, lead, officer
):
    place, member = CommentTarget(kh_plan, line), seats["kh_member"]
    thread = said(place, seats["kh_officer"], TalkAudience.TASKFORCE, told=seats["kh_lead"].user)
    at = f"/2011/kh/comments/{thread.key}/#answer"
    listed = client_of(member)

    assert call_of(lead.get("/2011/kh/").text) == [(at, "1 comment for you")]
    assert call_of(lead.get("/2011/kh/?view=list").text) == [(at, "1 comment for you")]
    assert call_of(officer.get("/2011/kh/").text) == []
    assert call_of(listed.get("/2011/kh/").text) == []

    answer = answer_thread(thread, "Ask her.", told=member.user, key=uuid4(), by=seats["kh_lead"], now=NOW)
    assert call_of(lead.get("/2011/kh/").text) == []
    assert call_of(listed.get("/2011/kh/").text) == [(at, "1 comment for you")]
    other = said(place, seats["kh_lead"], told=member.user)
    assert call_of(listed.get("/2011/kh/").text) == [("/2011/kh/001/#comments", "2 comments for you")]
    settle_thread(other, by=seats["kh_lead"], now=NOW)
    assert call_of(listed.get("/2011/kh/").text) == [(at, "1 comment for you")]
    take_back_comment(answer, by=seats["kh_lead"], now=NOW)
    assert call_of(listed.get("/2011/kh/").text) == []


def test_the_desk_and_a_partner_see_what_calls_them_and_nobody_what_calls_others(
    world, kh_plan, line, client_of, partner, seats, desk
):
    ilo = seats["ilo"]
    open_draft(kh_plan, ilo.partner, cast.LATER, by=seats["kh_lead"], now=NOW)
    place, to = CommentTarget(kh_plan, line), TalkAudience.PARTNER
    for_ilo = said(place, ilo, to, partner=ilo.partner)
    answer_thread(for_ilo, "And you?", told=ilo.user, key=uuid4(), by=seats["kh_lead"], now=NOW)
    for_desk = said(place, seats["kh_lead"], told=seats["kh_desk"].user)
    called = {"ilo": ("/2011/kh/", for_ilo), "kh_desk": ("/2011/kh/decisions/", for_desk)}

    assert call_of(partner.get("/2011/kh/").text) == [
        (f"/2011/kh/comments/{for_ilo.key}/#answer", "1 comment for you")
    ]
    cast.submitted(kh_plan)
    assert call_of(desk.get(called["kh_desk"][0]).text) == [
        (f"/2011/kh/comments/{for_desk.key}/#answer", "1 comment for you")
    ]
    for name in sorted(world.seats.keys() - called.keys()):
        assert call_of(client_of(seats[name]).get("/2011/kh/").text) == []


@pytest.mark.parametrize(("name", "address"), [("kh_lead", "/2011/kh/"), ("kh_member", "/2011/kh/")])
def test_the_rows_of_a_plan_are_called_in_one_query_however_many(
    name, address, kh_plan, line, client_of, seats
):
    reader = seats[name]

    def queries() -> int:
        assert call_of(client.get(address).text)
        return queries_of(client, address)

    client = client_of(reader)
    said(CommentTarget(kh_plan, line), seats["kh_officer"], told=reader.user)
    one = queries()
    for _ in range(2):
        more = cast.complete_line(kh_plan)
        said(CommentTarget(kh_plan, more), seats["kh_officer"], told=reader.user)

    assert queries() == one

"""The desk's pages, and what nobody else sees on any page before the decisions are sent."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from pytest_django.asserts import assertContains

from commit_portal.i18n import moment
from commit_portal.refusals import SomebodyWasFaster
from commit_portal.workflow import events_about
from tests import cast, queries
from tests.cast import NOW, change, complete_line
from tests.workplans.comments.test_talk import said
from tests.workplans.pages.test_state_bar import bar_of
from workplans.comments.targets import CommentTarget
from workplans.deciding import views
from workplans.deciding.actions import approve_all_left, record_decision, send_decisions
from workplans.deciding.rules import every_line_is_decided
from workplans.drafting.actions import finish_return, withdraw_activity
from workplans.models import LineDecision
from workplans.plan.versions import decision_mark, decisions_mark
from workplans.statuses import Funding, Outcome, Role, WorkplanStatus
from workplans.submitting.actions import amend_workplan, take_back_workplan

QUEUE = "/2011/kh/decisions/"
COUNT = f"{QUEUE}count/"
WHO = "kh desk, Cambodia desk, on 1 Feb 2011 at 16:00"
AREA_1 = "Area 1. Policy"
CHANGED = "Activities decided in an earlier round and changed after that"
UNCHANGED = "Activities decided in an earlier round and not changed after that"
PLANTED = "Zanzibar: the cost covers one course."


def one_line(page):
    """The text of a page without the breaks of its template."""
    return " ".join(page.split())


def submit_lines(plan, officer, lead, number):
    lines = [complete_line(plan, by=officer, title=f"Line {place}") for place in range(1, number + 1)]
    return lines, cast.submitted(plan, by=lead)


def every_page(**values):
    """Every address of the portal that these values fill, whatever app it belongs to."""

    def names(patterns, prefix="", stem=()):
        for pattern in patterns:
            wanted = {*stem, *pattern.pattern.converters}
            if isinstance(pattern, URLResolver):
                space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from names(pattern.url_patterns, space, wanted)
            elif pattern.name:
                yield f"{prefix}{pattern.name}", {key: values[key] for key in wanted if key in values}

    for name, kwargs in names(get_resolver().url_patterns):
        if name == "account_logout":
            continue
        try:
            yield reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue


def texts_read(client, **values):
    """What somebody reads on every page, with the pages of each that answered."""
    read = {}
    for address in every_page(**values):
        response = client.get(address)
        if not response.streaming:
            read[address] = response.content.decode(errors="replace")
    return read


def row(line, outcome="", reason="", **more):
    """What the browser sends of one row: the marks of what the page shows now, and what is chosen and typed."""
    line.refresh_from_db()
    recorded = line.decisions.filter(sent_at=None).first()
    sent = {"outcome": outcome, "reason": reason, "seen": line.row_version, "shown": decision_mark(recorded)}
    return {f"{line.short_code}-{name}": value for name, value in (sent | more).items()}


def in_groups(page):
    """The numbers of the lines by the group of the table that they stand in."""
    return {group["head"]: [line.number for line in group["lines"]] for group in page.context["queue"].groups}


def post_decision(client, line, outcome, reason="", **more):
    return client.post(QUEUE, row(line, outcome, reason, **more))


def fingerprint(client, address):
    page = client.get(address)
    return page.context["mark"]


@pytest.fixture
def three(kh_plan, kh_officer, kh_lead):
    lines, _ = submit_lines(kh_plan, kh_officer, kh_lead, 3)
    kh_plan.refresh_from_db()
    return lines


def test_reason_is_on_no_page_of_the_taskforce_before_it_is_sent_and_is_after(
    three, kh_plan, kh_desk, desk, officer
):
    """What the lead and a member find is in tests/test_leaks.py."""
    record_decision(three[0], Outcome.RETURN, reason=PLANTED, by=kh_desk, now=NOW)
    approve_all_left(kh_plan, by=kh_desk, now=NOW)
    assert PLANTED in desk.get(f"{QUEUE}001/").text
    read = texts_read(officer, year=2011, place="kh", number=1)
    assert [address for address, text in read.items() if "Zanzibar" in text] == []

    send_decisions(kh_plan, by=kh_desk, now=NOW)

    assert "/2011/kh/" in read
    assert "Zanzibar" in officer.get("/2011/kh/").text


def test_saved_decision_is_on_the_list_of_who_decides_alone(three, kh_desk, desk, secretariat, lead):
    record_decision(three[0], Outcome.RETURN, reason=PLANTED, by=kh_desk, now=NOW)
    for client in (desk, secretariat):
        listed = client.get("/2011/kh/").text
        assert listed.count("Returned, not sent yet</span>") == 1
        assert listed.count("No decision yet</span>") == 2
        assert "Returned, not sent yet" in client.get("/2011/kh/001/").text

    for address in ("/2011/kh/", "/2011/kh/001/"):
        assert "not sent yet" not in lead.get(address).text


def test_regional_workplan_has_no_decisions(secretariat):
    answer = secretariat.get("/2011/regional/decisions/")

    assertContains(answer, "The regional workplan is approved as a whole", status_code=403)


def test_every_decision_page_says_that_there_is_no_veto(three, desk):
    for address in (QUEUE, f"{QUEUE}001/", f"{QUEUE}send/", f"{QUEUE}rest/"):
        assert "the government can still carry it out" in desk.get(address).text


def test_queue_shows_new_lines_with_counts_and_why_nothing_can_be_sent(three, desk):
    text = desk.get(QUEUE).text

    assert f"<h2>{AREA_1}</h2>" in text
    assert "3 to decide, US$3,000" in text
    assert "3 of 3 activities still need a decision." in text
    assert "3 activities have no decision yet. Decide on them first." in text
    assert "Only the Secretariat sees these" in text


def test_no_radio_and_no_tick_is_chosen_beforehand(three, desk):
    folded, text = desk.get(QUEUE).text, desk.get(f"{QUEUE}002/").text

    assert (folded.count('type="checkbox"'), folded.count('type="radio"')) == (3, 0)
    assert text.count('type="radio"') == 2
    assert " checked" not in folded + text
    assert [number for number in (1, 2, 3) if f'name="00{number}-reason"' in text] == [2]
    # An opened row shows no tick.
    assert re.findall(r'<span hidden><input type="checkbox"[^>]*\sname="(\d+)-tick"', text) == ["002"]


def test_opened_row_shows_only_the_fields_that_its_head_does_not_show(three, desk):
    folded = desk.get(QUEUE).text
    opened = desk.get(f"{QUEUE}002/", headers={"HX-Request": "true"}).text

    assert re.findall("<dt>(.*?)</dt>", opened) == [
        "Activity area of the plan of action",
        "Description",
        "Expected result",
        "Total cost",
        "Technical needs",
        "Partners",
        "Comments",
    ]
    assert "<!doctype" not in opened
    assert re.findall(r'data-line="(\d+)"', opened) == ["002"]
    assert "2 of 3" in opened
    assert "Forty officials trained." not in folded


@pytest.mark.parametrize("pressed", ["open", "return"])
def test_row_is_opened_without_a_script_and_nothing_that_was_ticked_or_typed_is_lost(pressed, three, desk):
    ticks = {f"00{number}-tick": "on" for number in (1, 2)}
    folded = {name: value for name, value in row(three[0]).items() if name in ("001-seen", "001-shown")}
    sent = folded | row(three[1]) | row(three[2], "", "Half a thought") | ticks

    answer = desk.post(COUNT, sent | {pressed: "001"})

    rows = {line["line"].number: line for line in answer.context["rows"]}
    assert answer.status_code == 200
    assert [number for number, line in rows.items() if line["is_open"]] == [1, 3]
    assert rows[1]["form"]["outcome"].value() == {"open": "approve", "return": "return"}[pressed]
    assert re.findall(r'name="(\d+)-tick" id="[^"]*" checked', answer.text) == ["002"]
    assert ">Half a thought</textarea>" in answer.text
    assert not LineDecision.objects.exists()


def test_decided_row_that_is_not_opened_is_not_touched_by_what_is_saved_beside_it(three, kh_desk, desk):
    record_decision(three[0], Outcome.RETURN, reason="Say where.", by=kh_desk, now=NOW)
    folded = {name: value for name, value in row(three[0]).items() if name in ("001-seen", "001-shown")}

    answer = desk.post(QUEUE, folded | row(three[1], "approve"))

    assert answer.url == f"{QUEUE}003/#line-003"
    assert LineDecision.objects.get(activity=three[0]).reason == "Say where."


def test_place_of_a_line_is_the_same_before_and_after_others_are_decided(three, desk):
    def place(number):
        return next(row["place"] for row in desk.get(QUEUE).context["rows"] if row["line"].number == number)

    before = [place(number) for number in (1, 2, 3)]
    post_decision(desk, three[0], "approve")

    assert before == [place(number) for number in (1, 2, 3)] == ["1 of 3", "2 of 3", "3 of 3"]


def test_open_comments_of_a_line_are_a_mark_and_a_link(three, kh_plan, kh_lead, desk):
    said(CommentTarget(kh_plan, three[1]), kh_lead, text="As agreed by telephone.", about="Which provinces?")

    marks = re.findall('<a class="desk-comments" href="(.*?)">(.*?)<', desk.get(QUEUE).text)

    assert marks == [("/2011/kh/002/#comments", "1 open thread")]
    assert ">Which provinces?</a>" in desk.get(f"{QUEUE}002/").text


def test_address_of_a_line_opens_it_in_the_table(three, desk):
    def opened(address):
        return [row["line"].number for row in desk.get(address).context["rows"] if row["is_open"]]

    assert opened(QUEUE) == []
    assert opened(f"{QUEUE}002/") == [2]
    assert desk.get(f"{QUEUE}099/").status_code == 404


def test_record_goes_to_the_next_line_and_after_the_last_to_the_queue(three, desk):
    assert post_decision(desk, three[0], "approve").url == f"{QUEUE}002/#line-002"
    assert post_decision(desk, three[2], "approve").url == f"{QUEUE}002/#line-002"
    assert post_decision(desk, three[1], "return", "Say where.").url == QUEUE
    text = desk.get(QUEUE).text
    assert "Send 3 decisions" in text
    assert "Every activity has a decision." in text
    assert "0 of 3" not in text


@pytest.mark.parametrize(
    ("typed", "where", "said"),
    [
        ({"outcome": "return", "reason": "  "}, ["id_001-reason"], "Give a reason for the return."),
        ({"reason": "Say where."}, ["id_001-outcome_0"], "Choose a decision."),
        (
            {"outcome": "return", "reason": "Say where.", "tick": "on"},
            ["id_001-outcome_0"],
            "You ticked this activity for approval, but you also chose “Return”.",
        ),
        ({}, [], "Choose a decision first, or tick the activities that you approve"),
    ],
)
def test_row_without_one_whole_decision_is_shown_again_with_its_words(three, typed, where, said, desk):
    """WP-7."""
    answer = desk.post(QUEUE, row(three[0], **typed))

    assertContains(answer, said, status_code=422)
    assert typed.get("reason", "") in answer.text
    assert [found for _, found, _ in answer.context["errors"]] == where
    assert not LineDecision.objects.exists()


TYPED = {"outcome": "return", "reason": "Say where, and how many days it takes."}


@pytest.mark.parametrize("moment", ["before the look", "after the look"])
def test_decision_on_a_plan_taken_back_meanwhile_is_not_recorded_and_the_reason_not_lost(
    moment, three, kh_plan, kh_lead, monkeypatch, desk
):
    typed = row(three[0], **TYPED)
    if moment == "before the look":
        take_back_workplan(kh_plan, by=kh_lead, now=NOW)
    else:

        def lead_is_faster(*given, **named):
            take_back_workplan(kh_plan, by=kh_lead, now=NOW)
            return record_decision(*given, **named)

        monkeypatch.setattr(views, "record_decision", lead_is_faster)

    answer = desk.post(QUEUE, typed)

    text = answer.text
    assert answer.status_code == 409
    assert "The taskforce is working on the workplan now. You can decide after the lead submits it." in text
    assert "Say where, and how many days it takes." in text
    assert "Return with a reason" in text
    # The draft is the taskforce's again: nothing of the line is on the page.
    assert "Line 1" not in text
    assert not LineDecision.objects.exists()
    assert desk.get(f"{QUEUE}001/").status_code == 302


def test_decision_on_a_line_withdrawn_meanwhile_is_not_recorded_and_the_reason_not_lost(
    three, kh_plan, kh_officer, kh_lead, desk
):
    take_back_workplan(kh_plan, by=kh_lead, now=NOW)
    withdraw_activity(three[0], by=kh_officer, now=NOW)
    kh_plan.refresh_from_db()
    cast.submitted(kh_plan, by=kh_lead)
    counted = desk.post(COUNT, row(three[0], **TYPED))
    assert (counted.status_code, TYPED["reason"] in counted.text) == (409, True)

    answer = desk.post(QUEUE, row(three[0], **TYPED) | row(three[1], "approve"))

    assertContains(answer, "needs no decision in this round", status_code=409)
    assert TYPED["reason"] in answer.text
    assert LineDecision.objects.get().activity == three[1]
    nowhere = {name.replace("001", "099"): value for name, value in row(three[0], **TYPED).items()}
    assert desk.post(QUEUE, nowhere).status_code == 422


def test_decision_on_a_text_that_changed_meanwhile_records_nothing_and_keeps_what_was_typed(
    three, kh_plan, kh_officer, kh_lead, desk
):
    seen = three[0].row_version
    take_back_workplan(kh_plan, by=kh_lead, now=NOW)
    change(three[0], kh_officer, title="Another text")
    kh_plan.refresh_from_db()
    cast.submitted(kh_plan, by=kh_lead)

    sent = row(three[0], "return", "Say where.", seen=seen) | row(three[1], "approve")
    answer = desk.post(QUEUE, sent)

    assert answer.status_code == 409
    text = answer.text
    assert "Another text" in text
    assert "Say where." in text
    assert "The taskforce changed this activity after you opened it, so your decision is not saved." in text
    # The other line was not touched by it, and what was typed can be sent again.
    assert LineDecision.objects.get().activity == three[1]
    form = answer.context["rows"][0]["form"]
    desk.post(QUEUE, {field.html_name: field.value() for field in form if field.name != "tick"})
    assert LineDecision.objects.get(activity=three[0]).reason == "Say where."


def test_decision_of_a_colleague_is_shown_and_not_overwritten(three, regional_office, desk):
    before = row(three[0], "approve")
    record_decision(three[0], Outcome.RETURN, reason=PLANTED, by=regional_office, now=NOW)

    answer = desk.post(QUEUE, before | row(three[1], "approve"))

    assertContains(
        answer, "Someone decided on this activity before you, so your decision is not saved.", status_code=409
    )
    assert PLANTED in answer.text
    assert {found.activity.number: found.outcome for found in LineDecision.objects.all()} == {
        1: "return",
        2: "approve",
    }


@pytest.mark.parametrize(("pressed", "status"), [({}, 302), ({"back": "001"}, 409)])
def test_row_that_nobody_touched_neither_replaces_nor_takes_back_a_colleague_s(
    three, kh_desk, regional_office, pressed, status, desk
):
    record_decision(three[0], Outcome.APPROVE, by=kh_desk, now=NOW)
    as_shown = row(three[0], "approve")
    record_decision(three[0], Outcome.RETURN, reason=PLANTED, by=regional_office, now=NOW)

    answer = desk.post(QUEUE, as_shown | row(three[1], "approve") | pressed)

    assert answer.status_code == status
    assert LineDecision.objects.get(activity=three[0]).outcome == Outcome.RETURN


def test_decision_that_is_sent_twice_is_recorded_once(three, kh_plan, desk):
    sent = row(three[0], "return", "Say\r\nwhere.")

    for _ in range(2):
        assert desk.post(QUEUE, sent).status_code == 302

    said = [event.label for event in events_about(kh_plan).filter(verb="decide")]
    assert said == ["KH-2011-001"]


def test_many_lines_are_recorded_at_once_and_the_wrong_ones_come_back(three, desk):
    sent = row(three[0], tick="on") | row(three[1], "return") | row(three[2], "return", "Say where.")

    answer = desk.post(QUEUE, sent)

    assertContains(answer, "KH-2011-002: Give a reason for the return.", status_code=422)
    recorded = {found.activity.number: found.outcome for found in LineDecision.objects.all()}
    assert recorded == {1: "approve", 3: "return"}
    assert [row["line"].number for row in answer.context["rows"] if row["is_open"]] == [2]


def test_lines_that_say_the_same_are_approved_by_one_button(three, kh_plan, kh_officer, kh_desk, desk):
    for line in three[:2]:
        record_decision(line, Outcome.RETURN, reason="Say where.", by=kh_desk, now=NOW)
    sent = cast.decided(kh_plan)
    for line in three[:2]:
        change(line, kh_officer, title="Elsewhere")
    change(three[0], kh_officer, title="Line 1")
    cast.done(*three[:2], by=kh_officer, answer="In Battambang.")
    cast.submitted(sent)

    page = desk.get(QUEUE)
    assert in_groups(page) == {CHANGED: [2], UNCHANGED: [1], "Decided": []}
    assert "Approve 1 unchanged activity" in page.text
    assert "If you approve these activities, US$98,000 of US$100,000 is left." in page.text
    desk.post(QUEUE, row(three[0]) | row(three[1]) | {"do": "unchanged"})

    found = LineDecision.objects.filter(sent_at=None)
    assert [(decision.activity, decision.outcome) for decision in found] == [(three[0], "approve")]


def submitted_with_reserve(plan, costs, *, officer, lead):
    """The activities at these costs, submitted with two more in reserve."""
    lines = [complete_line(plan, by=officer, secretariat_cost=Decimal(cost)) for cost in costs]
    for cost in (9_000, 11_000):
        complete_line(plan, by=officer, funding="reserve", secretariat_cost=Decimal(cost))
    cast.submitted(plan, by=lead)
    return lines


def test_room_counts_what_is_approved_and_names_the_reserve_that_fits(kh_plan, kh_officer, kh_lead, desk):
    lines = submitted_with_reserve(kh_plan, (60_000, 30_000), officer=kh_officer, lead=kh_lead)

    def room():
        page = desk.get(QUEUE)
        found = page.context["room"]
        said = re.findall(r'<p class="second">([^<]*\(?(?:in )?reserve[^<]*out of reserve\.)</p>', page.text)
        return (found.left, found.left_if_approved, *said)

    only_003 = (
        "If you approve all remaining activities, activity 003 (reserve, US$9,000) still fits under "
        "the ceiling. The lead can move it out of reserve."
    )
    assert room() == (100_000, 10_000, only_003)
    post_decision(desk, lines[1], "approve")
    assert room() == (70_000, 10_000, only_003)
    post_decision(desk, lines[0], "return", "Too dear.")
    assert room() == (
        70_000,
        70_000,
        (
            "Each of these activities (in reserve) would now fit under the ceiling: 003 and 004. The "
            "lead can move one of them out of reserve."
        ),
    )


def test_bar_and_page_have_one_sum_of_what_is_approved_and_say_what_was_asked_for(
    three, kh_plan, kh_desk, kh_officer, kh_lead, desk, lead
):
    pages = ("/2011/kh/", "/2011/kh/history/", "/2011/kh/comments/", QUEUE)
    record_decision(three[0], Outcome.APPROVE, by=kh_desk, now=NOW)
    record_decision(three[1], Outcome.RETURN, reason="Say where.", by=kh_desk, now=NOW)
    said = (
        "Step 4 of 9, US$3,000 asked for Your task now Next: the Cambodia taskforce "
        "1 activity to decide "
        "US$1,000 approved of 100,000 99,000 left"
    )

    assert [said in bar_of(desk, page) for page in pages] == [True] * 4
    assert "<strong>US$99,000</strong> left of US$100,000" in desk.get(QUEUE).text
    assert "US$3,000 of 100,000 97,000 left" in bar_of(lead, "/2011/kh/")

    record_decision(three[2], Outcome.APPROVE, by=kh_desk, now=NOW)
    send_decisions(kh_plan, by=kh_desk, now=NOW)
    change(three[1], kh_officer, title="Another title")
    finish_return(three[1], by=kh_officer, now=NOW)
    cast.submitted(type(kh_plan).objects.get(pk=kh_plan.pk), by=kh_lead)

    again = "1 activity to decide US$2,000 approved of 100,000 98,000 left"
    assert [again in bar_of(desk, page) for page in pages] == [True] * 4


def test_room_with_every_line_decided_speaks_of_no_remaining_lines(kh_plan, kh_officer, kh_lead, desk):
    """The last line to decide costs nothing: it remains all the same."""
    lines = submitted_with_reserve(kh_plan, (60_000, 30_000, 0), officer=kh_officer, lead=kh_lead)
    for line in lines[:2]:
        post_decision(desk, line, "approve")
    assert desk.get(QUEUE).text.lower().count("if you approve all remaining activities") == 2

    post_decision(desk, lines[2], "approve")

    page = desk.get(QUEUE)
    assert "if you approve all remaining" not in page.text.lower()
    assert (
        "Activity 004 (reserve, US$9,000) would now fit under the ceiling. The lead can move it out of "
        "reserve."
    ) in page.text


def test_room_of_the_second_round_says_the_difference(three, kh_plan, kh_officer, kh_lead, kh_desk, desk):
    sent = cast.decided(kh_plan, three[0], by=kh_desk, reason="Say where.")
    change(three[0], kh_officer, secretariat_cost=Decimal(1500))
    cast.done(three[0], by=kh_officer)
    cast.submitted(sent, by=kh_lead)

    page = desk.get(QUEUE).text
    sums = page.split('class="desk-sums"')[1].split("</dl>")[0]
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", sums))

    assert facts == {
        "Secretariat funding approved so far": "2,000",
        "Amount left if you approve all remaining activities, US$": "96,500",
        "Secretariat funding requested in this round, US$": "3,500",
        "Secretariat funding requested in the last round, US$": "3,000",
        "Difference": "US$500 more.",
    }


def test_decided_lines_come_last_and_say_how_who_and_when(three, kh_desk, desk):
    record_decision(three[0], Outcome.RETURN, reason="Say where.", by=kh_desk, now=NOW)

    page = desk.get(QUEUE)

    assert in_groups(page) == {AREA_1: [2, 3], "Decided": [1]}
    assert "2 of 3 activities still need a decision." in page.text
    assert "1 activity, US$1,000" in page.text
    assert '<span class="mark" data-status="returned">Returned</span>' in page.text
    assert page.text.count("Decision saved by") == 1
    assert f"Decision saved by {kh_desk.user}, {moment(NOW)}." in page.text


def test_count_says_what_the_ticks_leave_keeps_them_and_records_nothing(three, kh_desk, desk):
    record_decision(three[2], Outcome.APPROVE, by=kh_desk, now=NOW)
    sent = row(three[0], tick="on") | row(three[1], "return", "Wh") | row(three[2], "return")

    answer = desk.post(COUNT, sent)

    assert answer.status_code == 200
    assert answer.context["room"].left == 99_000
    said = (
        "<strong>3 chosen, US$1,000 to approve</strong> Approved so far 1,000. With these 1,000. Left 99,000."
    )
    assert said in answer.text
    assert "Save 3 decisions" in answer.text
    assert "Error:" not in answer.text.partition("</title>")[0]
    assert answer.context["errors"] == []
    assert 'name="001-tick" id="id_001-tick" checked' in one_line(answer.text)
    assert ">Wh</textarea>" in answer.text
    assert {row["line"].number for row in answer.context["rows"] if row["is_open"]} == {2, 3}
    assert LineDecision.objects.get().outcome == Outcome.APPROVE
    # The table that came back is sent as any other.
    assert desk.post(QUEUE, sent | {"do": "record", "002-reason": "Where?"}).status_code == 422
    assert LineDecision.objects.get(activity=three[1]).reason == "Where?"


def test_script_gets_only_the_sentence_of_what_was_counted(three, desk):
    sent = row(three[0], tick="on") | row(three[1], tick="on")

    answer = desk.post(COUNT, sent, headers={"HX-Request": "true"})
    nothing = desk.post(COUNT, row(three[0]), headers={"HX-Request": "true"})

    assert one_line(answer.text).strip() == (
        '<div class="desk-counted" id="desk-counted"><p class="desk-chosen" id="desk-chosen"><strong>2 chosen, '
        "US$2,000 to approve"
        "</strong> Approved so far 0. With these 2,000. Left 98,000.</p> "
        '<button type="submit" name="do" value="record" class="btn btn-primary">Approve 2 activities</button> '
        '<button type="button" class="link-button" data-untick>Untick all</button></div>'
    )
    assert "You chose no activity yet." in nothing.text
    assert not LineDecision.objects.exists()


@pytest.mark.parametrize("others", [False, True])
def test_count_names_a_line_that_is_ticked_and_returned(three, desk, others):
    sent = row(three[0], "return", "Wh", tick="on")
    if others:
        sent |= row(three[1], tick="on")
    said = (
        "You ticked KH-2011-001 for approval, but you also chose “Return”. Remove the tick or change the "
        "choice."
    )

    assert said in desk.post(COUNT, sent, headers={"HX-Request": "true"}).text
    page = desk.post(COUNT, sent).text
    assert said in page
    assert "You chose" not in page


def test_script_gets_the_row_the_sums_and_where_to_go_on(three, desk):
    answer = desk.post(QUEUE, row(three[0], "approve"), headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert "<!doctype" not in answer.text
    assert 'data-next="002" data-goes-on' in answer.text
    assert "Saved. 2 of 3 activities still need a decision." in answer.text
    assert "<strong>US$99,000</strong> left of US$100,000" in answer.text
    assert 'id="line-001"' in answer.text
    # The next line comes opened.
    assert re.findall(r'data-line="(\d+)"', answer.text) == ["001", "002"]
    assert answer.text.count('type="radio"') == 2
    assert 'data-in="decided" data-after="head-decided"' in one_line(answer.text)
    assert ">2 activities to decide</a>" in answer.text
    assert 'US$1,000 approved of 100,000</span> <strong data-sum="left">99,000 left' in answer.text
    assert (
        'id="room-002">US$1,000. With this and the saved decisions, US$98,000 of US$100,000 is left.'
        in answer.text
    )
    last = row(three[1], "approve") | row(three[2], "approve")
    assert (
        "Saved. Every activity has a decision." in desk.post(QUEUE, last, headers={"HX-Request": "true"}).text
    )


def test_script_gets_the_page_where_nothing_can_be_recorded_any_more(three, kh_plan, kh_lead, desk):
    sent = row(three[0], **TYPED)
    take_back_workplan(kh_plan, by=kh_lead, now=NOW)

    answer = desk.post(QUEUE, sent, headers={"HX-Request": "true"})

    assertContains(answer, "<!doctype", status_code=409)


def test_button_of_a_row_saves_that_row_alone_and_keeps_the_others_as_they_were_sent(three, desk):
    sent = row(three[0], tick="on") | row(three[1], "return", "Say where.") | {"do": "002"}

    answer = desk.post(QUEUE, sent)

    assert LineDecision.objects.get().activity == three[1]
    assert 'name="001-tick" id="id_001-tick" checked' in one_line(answer.text)
    assert [row["line"].number for row in answer.context["rows"] if row["is_open"]] == [3]


def test_taking_back_keeps_the_words_and_the_other_rows_unsaved(three, desk):
    post_decision(desk, three[0], "return", PLANTED)

    answer = desk.post(QUEUE, row(three[0], "return", PLANTED) | row(three[1], "approve") | {"back": "001"})

    assert "The decision on KH-2011-001 is cancelled. This activity needs a decision again." in answer.text
    form = answer.context["rows"][0]["form"]
    assert (form["outcome"].value(), form["reason"].value()) == (None, PLANTED)
    assert answer.context["rows"][1]["form"]["outcome"].value() == "approve"
    assert not LineDecision.objects.exists()
    assert [str(event) for event in events_about(three[0].workplan)[:2]] == [
        "Cancelled the decision on KH-2011-001",
        "Decided to return KH-2011-001",
    ]


def test_wrong_decision_is_taken_back_until_the_decisions_are_sent(three, kh_plan, kh_desk, desk):
    for line in three:
        post_decision(desk, line, "approve")
    assert desk.post(QUEUE, row(three[1], "approve") | {"back": "002"}).status_code == 200
    post_decision(desk, three[1], "return", "Say where.")
    shown = row(three[0], "approve")
    send_decisions(kh_plan, by=kh_desk, now=NOW)

    answer = desk.post(QUEUE, shown | {"back": "001"})

    assert answer.status_code == 409
    assert "Cancel this decision" not in desk.get(QUEUE).text
    found = LineDecision.objects.order_by("activity__number").values_list("outcome", "reason")
    assert list(found) == [("approve", ""), ("return", "Say where."), ("approve", "")]


def test_approve_all_left_asks_first_and_records_then(three, desk):
    asked = desk.get(f"{QUEUE}rest/")
    seen = asked.context["mark"]
    assert "If you approve these activities, US$97,000 of US$100,000 is left." in asked.text
    assert not LineDecision.objects.exists()

    answer = desk.post(f"{QUEUE}rest/", {"seen": seen})

    assert answer.url == QUEUE
    assert set(LineDecision.objects.values_list("outcome", "sent_at")) == {("approve", None)}


def test_send_shows_what_goes_out_and_then_what_happens_next(three, kh_plan, desk):
    post_decision(desk, three[0], "return", "Say where.")
    desk.post(f"{QUEUE}rest/", {"seen": fingerprint(desk, f"{QUEUE}rest/")})
    page = desk.get(f"{QUEUE}send/")
    assert "Say where." in page.text
    assert "1 activity is returned with a reason" in page.text
    assert "<strong>US$98,000</strong> left of US$100,000" in page.text
    heads = re.findall('<div class="section-head"><h2>(.*?)</h2><p>(.*?)</p></div>', page.text)
    assert heads == [
        ("Returned with a reason", "1 activity, US$1,000"),
        ("Approved for Secretariat funding", "2 activities, US$2,000"),
    ]

    answer = desk.post(f"{QUEUE}send/", {"seen": page.context["mark"]}, follow=True)

    assert answer.redirect_chain == [(f"{QUEUE}sent/", 302)]
    text = answer.text
    assert "What happens next" in text
    assert "The taskforce can change only the returned activities." in text
    kh_plan.refresh_from_db()
    assert kh_plan.status == WorkplanStatus.RETURNED
    assert "Sent on" in desk.get(QUEUE).text


def decided(plan, desk):
    approve_all_left(plan, by=desk, now=NOW)
    return decisions_mark(plan)


@pytest.fixture
def other_desk(kh_desk):
    return cast.make_seat("other_desk", Role.DESK, kh_desk.taskforce)


@pytest.mark.parametrize("page", ["send", "rest"])
def test_desk_that_comes_second_is_told_who_sent_the_decisions(
    three, kh_plan, kh_desk, other_desk, client_of, page, desk
):
    seen = decided(kh_plan, kh_desk)
    send_decisions(kh_plan, by=kh_desk, now=NOW)

    late = client_of(other_desk).post(f"{QUEUE}{page}/", {"seen": seen})
    own = desk.post(f"{QUEUE}{page}/", {"seen": seen})

    assert late.status_code == own.status_code == 409
    assert f"The decisions are already sent, by {WHO}. Look at the list of sent decisions." in late.text
    assert "The decisions are already sent, by you, on 1 Feb 2011 at 16:00." in own.text
    for answer in (late, own):
        assert f'href="{QUEUE}"' in answer.text
        assert f'<a href="{QUEUE}sent/">What was sent</a>' in answer.text
    with pytest.raises(SomebodyWasFaster, match=WHO):
        send_decisions(kh_plan, seen=seen, by=other_desk, now=NOW)


@pytest.mark.parametrize("page", ["send", "rest"])
def test_decisions_that_are_sent_between_a_page_and_its_lock_are_named(
    three, kh_plan, kh_desk, other_desk, client_of, monkeypatch, page
):
    seen = decided(kh_plan, kh_desk)
    asked = {"send": views.SendDecisions, "rest": views.ApproveRemaining}[page]
    step = asked.action

    def somebody_is_faster(plan, **given):
        send_decisions(kh_plan, by=kh_desk, now=NOW)
        return step(plan, **given)

    monkeypatch.setattr(asked, "action", staticmethod(somebody_is_faster))
    late = client_of(other_desk).post(f"{QUEUE}{page}/", {"seen": seen})

    assert late.status_code == 409
    assert f"The decisions are already sent, by {WHO}" in late.text


def test_what_waits_in_reserve_is_not_said_to_become_of_record(kh_plan, kh_officer, kh_lead, kh_desk, desk):
    complete_line(kh_plan, by=kh_officer)
    for _ in range(2):
        complete_line(kh_plan, by=kh_officer, funding="reserve")
    plan = cast.submitted(kh_plan, by=kh_lead)
    approve_all_left(plan, by=kh_desk, now=NOW)

    text = desk.get(f"{QUEUE}send/").text

    assert "<li>2 activities are in reserve. They wait until money is left under the ceiling.</li>" in text
    desk.post(f"{QUEUE}send/", {"seen": fingerprint(desk, f"{QUEUE}send/")})
    told = "Approved activities, and activities without Secretariat funding (“noted”), may start."
    assert told in desk.get(f"{QUEUE}sent/").text


def test_words_that_came_with_an_approval_are_a_remark_and_no_reason(
    three, kh_plan, kh_lead, kh_officer, kh_desk, desk
):
    record_decision(three[0], Outcome.APPROVE, reason="Mind the 7 per cent.", by=kh_desk, now=NOW)
    plan = cast.decided(kh_plan, by=kh_desk)
    plan = amend_workplan(plan, note="A new title.", by=kh_lead, now=NOW)
    change(three[0], kh_officer, title="Another")
    cast.submitted(plan, by=kh_lead)

    text = desk.get(f"{QUEUE}001/").text

    assert "Your message. Round 1, 1 Feb 2011" in text
    assert "Your reason" not in text


@pytest.mark.parametrize("page", [f"{QUEUE}send/", QUEUE])
def test_words_that_go_out_with_an_approval_stand_beside_its_line(three, kh_plan, kh_desk, page, desk):
    record_decision(three[0], Outcome.APPROVE, reason="Mind the 7 per cent.", by=kh_desk, now=NOW)
    approve_all_left(kh_plan, by=kh_desk, now=NOW)

    text = desk.get(page).text

    assert text.lower().count("to the taskforce:") == 1
    assert "Mind the 7 per cent." in text


def test_send_page_with_undecided_lines_sends_nothing_and_leads_to_the_first_of_them(three, desk):
    post_decision(desk, three[0], "approve")
    refused = desk.post(f"{QUEUE}send/", {"seen": fingerprint(desk, f"{QUEUE}send/")})
    assertContains(refused, "2 activities have no decision yet. Decide on them first.", status_code=409)
    assert every_line_is_decided(0) is None
    assert not LineDecision.objects.sent().exists()

    early, queue = desk.get(f"{QUEUE}send/").text, desk.get(QUEUE).text
    desk.post(f"{QUEUE}rest/", {"seen": fingerprint(desk, f"{QUEUE}rest/")})
    due = desk.get(f"{QUEUE}send/").text

    assert "<h1>Cambodia 2011: decisions so far</h1>" in early
    assert f'<a href="{QUEUE}002/#line-002">Decide on KH-2011-002</a>' in one_line(early)
    assert "Send 3 decisions" not in early + queue
    assert "<h1>Send 3 decisions</h1>" in due
    assert 'class="btn btn-primary">Send 3 decisions</button>' in due
    assert "Decide on" not in due


def test_send_page_says_what_the_decisions_so_far_would_make(three, desk):
    def said():
        page = desk.get(f"{QUEUE}send/").text
        return re.findall(r"<li>([^<]*)</li>", page.split("<main")[1])

    so_far = "These are your decisions so far. You can send all decisions when every activity has a decision."
    effect = [
        "When you send the decisions, the approved activities are added to the approved version. Then they may start.",
    ]
    noted = "Activities without Secretariat funding get the decision “noted”."
    assert noted not in desk.get(f"{QUEUE}send/").text
    assert "An activity without" not in desk.get(f"{QUEUE}rest/").text
    assert said() == [
        so_far,
        (
            "You returned no activity so far. If you return none, the Cambodia workplan is approved when "
            "you send the decisions."
        ),
        *effect,
    ]

    post_decision(desk, three[0], "return", "Say where.")
    assert said() == [
        so_far,
        "You return 1 activity. After you send the decisions, the taskforce can change only this activity.",
        *effect,
    ]

    post_decision(desk, three[0], "approve")
    desk.post(f"{QUEUE}rest/", {"seen": fingerprint(desk, f"{QUEUE}rest/")})
    assert said() == ["No activity is returned. The Cambodia workplan is approved.", *effect]

    type(three[0]).objects.filter(pk=three[0].pk).update(funding="none", secretariat_cost=0)
    LineDecision.objects.filter(activity=three[0]).delete()
    assert noted in desk.get(f"{QUEUE}send/").text
    assert "An activity without" in desk.get(f"{QUEUE}rest/").text


def test_second_round_shows_changed_fields_only_beside_the_last_reason(three, kh_plan, kh_officer, desk):
    first = desk.get(QUEUE).text
    sent = cast.decided(kh_plan, three[0], reason=PLANTED)
    change(three[0], kh_officer, secretariat_cost=Decimal(1500))
    cast.done(three[0], by=kh_officer)
    cast.submitted(sent)

    (line,) = desk.get(f"{QUEUE}001/").context["queue"].undecided
    text = desk.get(f"{QUEUE}001/").text

    assert [change.label for change in line.changes] == ["Secretariat funding"]
    assert "<ins>US$1,500</ins>" in text
    assert "US$500 more. Amount left under the ceiling: US$96,500." in text
    assert PLANTED in text
    assert "Changed since your decision" in text
    second = desk.get(QUEUE).text
    assert f"<h2>{CHANGED}</h2>" in second
    assert "1 field changed: Secretariat funding" in second
    assert CHANGED not in first
    assert desk.get(f"{QUEUE}002/").status_code == 404


def test_line_without_secretariat_money_offers_the_note_only(kh_plan, kh_officer, kh_lead, desk):
    complete_line(kh_plan, by=kh_officer, funding=Funding.NONE, secretariat_cost=None)
    cast.submitted(kh_plan, by=kh_lead)

    text = desk.get(f"{QUEUE}001/").text
    assert 'value="note"' in text
    assert 'value="return"' not in text
    page = desk.get(f"{QUEUE}rest/")
    desk.post(f"{QUEUE}rest/", {"seen": page.context["mark"]})
    assert LineDecision.objects.get().outcome == Outcome.NOTE


def test_queue_of_a_draft_says_that_nothing_waits(kh_plan, desk):
    assert "The workplan is not submitted yet." in desk.get(QUEUE).text
    for address in (f"{QUEUE}send/", f"{QUEUE}rest/"):
        assert ">Not submitted</h1>" in desk.get(address).text
        late = desk.post(address)
        assertContains(late, "You can decide after the lead submits it.", status_code=403)
    for address in (f"{QUEUE}001/", f"{QUEUE}sent/"):
        assert desk.get(address).url == QUEUE


@pytest.mark.parametrize("address", [QUEUE, f"{QUEUE}001/", f"{QUEUE}send/", f"{QUEUE}rest/"])
def test_decision_pages_ask_as_many_queries_for_three_lines_with_threads_as_for_one(
    address, kh_plan, lao_plan, kh_officer, kh_lead, lao_officer, lao_lead, secretariat
):
    submit_lines(kh_plan, kh_officer, kh_lead, 1)
    for line in submit_lines(lao_plan, lao_officer, lao_lead, 3)[0]:
        said(CommentTarget(lao_plan, line), lao_lead, text="As agreed by telephone.")

    with_one, with_three = (
        queries.queries_of(secretariat, address.replace("/kh/", f"/{place}/")) for place in ("kh", "la")
    )
    assert with_one == with_three <= 10


def test_approve_all_left_of_a_list_that_changed_or_by_own_hands_records_nothing(
    three, kh_plan, kh_lead, client_of, desk
):
    assert desk.post(f"{QUEUE}rest/", {"seen": "old"}).status_code == 409
    kh_lead.ends_on = kh_lead.starts_on
    kh_lead.save()
    second = cast.another_seat(kh_lead.user, Role.DESK, kh_plan.taskforce)
    client = client_of(second)
    assert "Another person must decide." in client.get(f"{QUEUE}001/").text

    one = post_decision(client, three[0], "approve")
    rest = client.post(f"{QUEUE}rest/", {"seen": fingerprint(client, f"{QUEUE}rest/")})

    assert (one.status_code, rest.status_code) == (422, 409)
    for answer in (one, rest):
        assert "You entered or submitted KH-2011-001. Ask another person" in answer.text
    assert not LineDecision.objects.exists()


def test_a_submission_taken_back_undecided_is_no_round_to_anybody(three, kh_plan, kh_lead, desk, lead):
    first = desk.get(QUEUE).text
    assert "decisions, round 1" in first
    assert "Taken back" not in first
    take_back_workplan(kh_plan, by=kh_lead, now=NOW)
    cast.submitted(kh_plan, by=kh_lead)

    again = desk.get(QUEUE).text

    assert "decisions, round 1" in again
    assert f"<h2>{AREA_1}</h2>" in again
    assert "The taskforce cancelled the submission on 1 Feb 2011, before any decision." in again
    assert "decisions, round 1" in desk.get(f"{QUEUE}001/").text
    assert "round 1" in lead.get("/2011/kh/submitted/").text
    history = lead.get("/2011/kh/history/").text
    assert "Made on 1 Feb 2011, without decisions." in history
    assert "1 Feb 2011, round 1" in history
    assert "without decisions. A version never changes." in lead.get("/2011/kh/versions/1/").text


def test_a_return_shows_the_day_on_which_it_was_sent_to_whoever_reads_it(three, kh_plan, kh_desk, lead):
    cast.decided(kh_plan, three[0], by=kh_desk, reason="Too dear.", now=NOW + timedelta(days=9))

    assert '<p class="second">10 Feb 2011</p>' in lead.get("/2011/kh/001/").text
    assert "Returned in round 1 on 10 Feb 2011" in lead.get("/2011/kh/001/edit/").text


def test_rounds_are_counted_by_what_was_decided(three, kh_plan, kh_lead, kh_officer, kh_desk, desk, lead):
    take_back_workplan(kh_plan, by=kh_lead, now=NOW)
    plan = cast.submitted(kh_plan, by=kh_lead)
    post_decision(desk, three[0], "return", "Too dear.")
    cast.decided(plan, by=kh_desk)

    assert "round 1" in desk.get(QUEUE).text
    assert "Round 1: Returned" in lead.get("/2011/kh/001/").text
    assert "Returned in round 1" in lead.get("/2011/kh/001/edit/").text
    change(three[0], kh_officer, title="Cheaper")
    cast.done(three[0], by=kh_officer)
    cast.submitted(plan, by=kh_lead)

    page = desk.get(f"{QUEUE}001/").text
    assert "decisions, round 2" in page
    assert "Your reason. Round 1," in page
    assert "Round 2, now" in page
    assert "Taken back" not in desk.get(QUEUE).text


def test_the_field_for_words_says_what_they_are_in_each_case(kh_plan, kh_officer, kh_lead, desk, line):
    complete_line(kh_plan, by=kh_officer, funding=Funding.NONE, secretariat_cost=Decimal(0))
    cast.submitted(kh_plan, by=kh_lead)

    asked, noted = (desk.get(f"{QUEUE}00{number}/").text for number in (1, 2))

    words = "Reason for the return, or a message to the taskforce"
    assert f'<label for="id_001-reason">{words}</label>' in asked
    assert '<label for="id_002-reason">Message to the taskforce (optional)</label>' in noted
    for text in (asked, noted):
        assert "The taskforce can read this text after you send the decisions" in text

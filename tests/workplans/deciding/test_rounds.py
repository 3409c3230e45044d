"""Deciding round by round: unseen, changeable, sent at once, and what becomes of record."""

from decimal import Decimal

import pytest

from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow import events_about
from tests import cast
from tests.cast import NOW, change, complete_line, fresh
from tests.replayed import replayed
from workplans.deciding import views
from workplans.deciding.actions import clear_decision, record_decision, send_decisions
from workplans.deciding.queue import decision_queue
from workplans.deciding.rules import outcome_fits, outcomes_for
from workplans.drafting import actions
from workplans.models import Activity, LineDecision, Seat, Workplan
from workplans.plan.amendments import changes_of_amendment
from workplans.plan.permissions import (
    may_add_activity,
    may_edit_activity,
    may_keep_without_support,
    may_restore_activity,
)
from workplans.presentation.timeline import events_for
from workplans.statuses import Funding, LineState, Outcome, WorkplanStatus
from workplans.submitting.actions import amend_workplan, take_back_workplan


@pytest.fixture
@replayed
def three(kh_plan):
    """Three finished lines in the Cambodian draft."""
    return [
        complete_line(kh_plan, title=f"Line {number}", secretariat_cost=Decimal(1000)) for number in (1, 2, 3)
    ]


@pytest.fixture
def plan(three, kh_plan, kh_lead):
    """The Cambodian plan, submitted with its three lines."""
    return cast.submitted(kh_plan, by=kh_lead)


def decide(line, outcome, by, reason=""):
    return record_decision(line, outcome, reason=reason, by=by, now=NOW)


def texts(version):
    return {line.code: line.title for line in version.lines.all()}


@pytest.fixture
def returned(three, plan, kh_desk):
    """The plan with its first line returned; the others are approved."""
    return cast.decided(plan, three[0], by=kh_desk, reason="Say where.")


def _amended(plan, by):
    return amend_workplan(plan, note="Plans move.", by=by, now=NOW)


@pytest.fixture
def amended(plan, kh_desk, kh_lead):
    """The plan, approved and opened again."""
    return _amended(cast.decided(plan, by=kh_desk), kh_lead)


@pytest.mark.parametrize(
    ("funding", "fits", "way_out"),
    [
        (Funding.COUNTED, (Outcome.APPROVE, Outcome.RETURN), "Approve or return this activity."),
        (Funding.NONE, (Outcome.NOTE,), "Choose “Note”."),
    ],
)
def test_outcome_fits_what_a_line_asks_and_no_other_is_recorded(three, plan, kh_desk, funding, fits, way_out):
    Activity.objects.filter(pk=three[0].pk).update(funding=funding, secretariat_cost=None)
    line = fresh(three[0])

    assert outcomes_for(line) == fits
    assert [outcome for outcome in Outcome if outcome_fits(line, outcome) is None] == list(fits)
    for outcome in (*(set(Outcome) - set(fits)), "postpone"):
        with pytest.raises(RuleBroken) as refused:
            decide(line, outcome, kh_desk, "Say where.")
        (violation,) = refused.value.violations
        assert str(violation).startswith(line.code)
        assert str(violation).endswith(way_out)
    assert not LineDecision.objects.exists()


def test_send_decisions_with_nothing_returned_approves_the_plan(three, plan, kh_desk):
    sent = cast.decided(plan, by=kh_desk)

    assert sent.status == WorkplanStatus.APPROVED
    assert texts(sent.of_record) == {line.code: line.title for line in three}


def test_send_decisions_with_a_return_opens_only_the_returned_line(three, returned, kh_officer):
    assert returned.status == WorkplanStatus.RETURNED
    assert [bool(may_edit_activity(kh_officer, fresh(line))) for line in three] == [True, False, False]
    assert not may_add_activity(kh_officer, returned)
    assert set(texts(returned.of_record)) == {three[1].code, three[2].code}


def test_submit_again_with_a_returned_line_unchanged_is_refused_with_wp_9(returned, kh_lead):
    with pytest.raises(RuleBroken) as refused:
        cast.submitted(returned, by=kh_lead)

    assert [violation.rule for violation in refused.value.violations] == ["WP-9"]


def test_second_round_needs_a_decision_on_changed_lines_only(three, returned, kh_officer, kh_lead):
    change(three[0], kh_officer, title="Line 1, in Battambang")
    cast.done(three[0], by=kh_officer)

    again = cast.submitted(returned, by=kh_lead)

    assert [line.code for line in again.activities.awaiting_decision()] == [three[0].code]
    assert LineDecision.objects.get(activity=three[0], round=1).reason == "Say where."


def test_unlocked_line_that_says_the_same_again_keeps_its_decision(three, returned, kh_officer, kh_lead):
    change(three[0], kh_officer, title="Line 1, in Battambang")
    cast.done(three[0], by=kh_officer)
    actions.unlock_activity(fresh(three[1]), by=kh_lead, now=NOW)
    change(three[1], kh_officer, title="Something else")
    change(three[1], kh_officer, title="Line 2")

    again = cast.submitted(returned, by=kh_lead)

    assert [line.code for line in again.activities.awaiting_decision()] == [three[0].code]
    assert fresh(three[1]).state == LineState.APPROVED


def test_version_of_record_keeps_the_old_text_of_a_line_under_change(three, amended, kh_desk, kh_officer):
    first = amended.of_record
    change(three[0], kh_officer, title="Line 1, new")
    change(three[1], kh_officer, title="Line 2, new")
    again = cast.submitted(amended)
    decide(three[0], Outcome.RETURN, kh_desk, "Not yet.")
    decide(three[1], Outcome.APPROVE, kh_desk)

    after = send_decisions(again, by=kh_desk, now=NOW)

    assert list(texts(after.of_record).values()) == ["Line 1", "Line 2, new", "Line 3"]
    assert list(texts(first).values()) == ["Line 1", "Line 2", "Line 3"]


def test_send_decisions_whose_version_of_record_exceeds_the_ceiling_is_refused_with_wp_3(
    kh_plan, kh_officer, kh_lead, kh_desk, desk
):
    large = complete_line(kh_plan, by=kh_officer, title="Large", secretariat_cost=Decimal(60_000))
    small = complete_line(kh_plan, by=kh_officer, title="Small", secretariat_cost=Decimal(30_000))
    sent = cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)
    amended = _amended(sent, kh_lead)
    change(large, kh_officer, secretariat_cost=Decimal(10_000))
    change(small, kh_officer, secretariat_cost=Decimal(90_000))
    again = cast.submitted(amended, by=kh_lead)
    decide(large, Outcome.RETURN, kh_desk, "Why so little?")
    decide(small, Outcome.APPROVE, kh_desk)

    with pytest.raises(RuleBroken) as refused:
        send_decisions(again, by=kh_desk, now=NOW)

    assert [violation.rule for violation in refused.value.violations] == ["WP-3"]
    address = "/2011/kh/decisions/send/"
    told = desk.post(address, {"seen": desk.get(address).context["mark"]})
    assert told.status_code == 409
    assert "The total is US$50,000 above the ceiling of US$100,000." in told.text
    again.refresh_from_db()
    assert again.status == WorkplanStatus.SUBMITTED
    assert again.of_record == sent.of_record
    assert not LineDecision.objects.filter(round=again.round, sent_at__isnull=False).exists()
    assert {fresh(large).state, fresh(small).state} == {LineState.PROPOSED}


def test_withdrawal_takes_effect_at_the_next_sending(three, amended, kh_desk, kh_officer, kh_lead):
    actions.withdraw_activity(fresh(three[2]), by=kh_officer, now=NOW)
    again = cast.submitted(amended, by=kh_lead)
    assert not again.of_record.lines.filter(withdrawn=True).exists()

    after = send_decisions(again, by=kh_desk, now=NOW)

    assert [line.code for line in after.of_record.lines.filter(withdrawn=True)] == [three[2].code]
    assert after.of_record.committed == Decimal(2000)


def test_a_line_whose_withdrawal_is_of_record_comes_back_to_be_decided_anew(
    three, amended, kh_desk, kh_officer, kh_lead
):
    actions.withdraw_activity(fresh(three[2]), by=kh_officer, now=NOW)
    sent = cast.approved(amended, lead=kh_lead, desk=kh_desk)
    assert sent.of_record.committed == Decimal(2000)
    amended = _amended(sent, kh_lead)
    actions.restore_activity(fresh(three[2]), by=kh_officer, now=NOW)

    again = cast.submitted(amended, by=kh_lead)

    assert fresh(three[2]).state == LineState.PROPOSED
    assert [line.code for line in again.activities.awaiting_decision()] == [three[2].code]
    with pytest.raises(RuleBroken, match="1 activity has no decision yet"):
        send_decisions(again, by=kh_desk, now=NOW)
    decide(three[2], Outcome.APPROVE, kh_desk)
    assert send_decisions(again, by=kh_desk, now=NOW).of_record.committed == Decimal(3000)


def test_a_line_withdrawn_and_brought_back_before_the_next_sending_keeps_its_decision(
    three, amended, kh_officer, kh_lead
):
    actions.withdraw_activity(fresh(three[2]), by=kh_officer, now=NOW)
    actions.restore_activity(fresh(three[2]), by=kh_officer, now=NOW)

    again = cast.submitted(amended, by=kh_lead)

    assert not again.activities.awaiting_decision().exists()
    assert fresh(three[2]).state == LineState.APPROVED


def test_a_return_stands_though_the_line_was_withdrawn_of_record(
    three, amended, kh_desk, kh_officer, kh_lead
):
    change(three[2], kh_officer, title="Line 3, dearer")
    again = cast.submitted(amended, by=kh_lead)
    decide(three[2], Outcome.RETURN, kh_desk, "Too dear.")
    returned = send_decisions(again, by=kh_desk, now=NOW)
    actions.withdraw_activity(fresh(three[2]), by=kh_officer, now=NOW)
    amended = _amended(send_decisions(cast.submitted(returned, by=kh_lead), by=kh_desk, now=NOW), kh_lead)
    actions.restore_activity(fresh(three[2]), by=kh_officer, now=NOW)

    with pytest.raises(RuleBroken, match="KH-2011-003 was returned and is not changed yet"):
        cast.submitted(amended, by=kh_lead)


@pytest.fixture
def moved(kh_plan, kh_officer, kh_lead, kh_desk):
    """A, approved at 60,000, moves to reserve; B rises from 40,000 to 90,000; both submitted in round 2."""
    a = complete_line(kh_plan, by=kh_officer, title="A", secretariat_cost=Decimal(60_000))
    b = complete_line(kh_plan, by=kh_officer, title="B", secretariat_cost=Decimal(40_000))
    amended = _amended(cast.approved(kh_plan, lead=kh_lead, desk=kh_desk), kh_lead)
    change(a, kh_officer, funding=Funding.RESERVE)
    change(b, kh_officer, secretariat_cost=Decimal(90_000))
    return cast.submitted(amended, by=kh_lead), a, b


def of_record(plan):
    return [(line.title, line.withdrawn, line.secretariat_cost) for line in plan.of_record.lines.all()]


def test_a_line_of_record_moved_to_reserve_frees_its_money_for_what_is_approved_with_it(moved, kh_desk, desk):
    plan, a, b = moved
    assert of_record(plan) == [("A", False, Decimal(60_000)), ("B", False, Decimal(40_000))]
    queue = decision_queue(plan, kh_desk)
    assert ([line.code for line in queue.to_reserve], len(queue.in_reserve), queue.withdrawn) == (
        [a.code],
        1,
        (),
    )
    decide(b, Outcome.APPROVE, kh_desk)
    assert "1 approved activity moved to reserve" in desk.get("/2011/kh/decisions/").text
    assert "Then the amount can be used for other activities" in desk.get("/2011/kh/decisions/send/").text

    sent = send_decisions(plan, by=kh_desk, now=NOW)

    assert of_record(sent) == [("A", True, Decimal(60_000)), ("B", False, Decimal(90_000))]
    assert (sent.of_record.committed, fresh(a).state) == (Decimal(90_000), LineState.PROPOSED)


def test_a_line_moved_to_reserve_leaves_the_record_though_the_other_is_returned(moved, kh_desk):
    plan, _, b = moved
    decide(b, Outcome.RETURN, kh_desk, "Why so much?")

    sent = send_decisions(plan, by=kh_desk, now=NOW)

    assert of_record(sent) == [("A", True, Decimal(60_000)), ("B", False, Decimal(40_000))]
    assert sent.of_record.committed == Decimal(40_000)


def test_a_line_moved_to_reserve_stood_there_before_the_next_amendment(moved, kh_desk, kh_officer, kh_lead):
    plan, a, b = moved
    decide(b, Outcome.APPROVE, kh_desk)
    amended = _amended(send_decisions(plan, by=kh_desk, now=NOW), kh_lead)
    assert changes_of_amendment(amended) == []
    change(b, kh_officer, secretariat_cost=Decimal(40_000))
    change(a, kh_officer, funding=Funding.COUNTED)

    again = cast.submitted(amended, by=kh_lead)

    assert decision_queue(again, kh_desk).to_reserve == ()
    assert [line.code for line in again.activities.awaiting_decision()] == [a.code, b.code]
    sent = cast.decided(again, by=kh_desk)
    assert of_record(sent) == [("A", False, Decimal(60_000)), ("B", False, Decimal(40_000))]


def test_a_line_moved_to_reserve_and_back_before_the_next_sending_keeps_its_decision(
    moved, kh_officer, kh_lead
):
    plan, a, b = moved
    take_back_workplan(plan, by=kh_lead, now=NOW)
    change(b, kh_officer, secretariat_cost=Decimal(40_000))
    change(a, kh_officer, funding=Funding.COUNTED)

    again = cast.submitted(plan, by=kh_lead)

    assert not again.activities.awaiting_decision().exists()


def test_a_withdrawal_that_is_of_record_is_not_announced_again(three, amended, kh_desk, kh_officer, kh_lead):
    actions.withdraw_activity(fresh(three[2]), by=kh_officer, now=NOW)
    again = cast.submitted(amended, by=kh_lead)
    assert [line.code for line in decision_queue(again, kh_desk).withdrawn] == [three[2].code]
    amended = _amended(send_decisions(again, by=kh_desk, now=NOW), kh_lead)

    assert decision_queue(cast.submitted(amended, by=kh_lead), kh_desk).withdrawn == ()


def test_only_a_withdrawn_line_of_the_approved_version_leaves_it(
    three, returned, kh_desk, kh_officer, kh_lead, desk
):
    """Line 1 was returned and never approved; line 2 was approved."""
    actions.withdraw_activity(fresh(three[0]), by=kh_officer, now=NOW)
    again = cast.submitted(returned, by=kh_lead)
    assert decision_queue(again, kh_desk).withdrawn == ()
    amended = _amended(send_decisions(again, by=kh_desk, now=NOW), kh_lead)
    actions.withdraw_activity(fresh(three[1]), by=kh_officer, now=NOW)

    again = cast.submitted(amended, by=kh_lead)

    assert [line.code for line in decision_queue(again, kh_desk).withdrawn] == [three[1].code]
    assert "1 activity withdrawn by the taskforce. It will be removed" in desk.get("/2011/kh/decisions/").text
    assert "Withdrawn by the taskforce (1)" in desk.get("/2011/kh/decisions/send/").text


def test_line_kept_without_support_is_noted(three, returned, kh_desk, kh_lead):
    withdrawn = fresh(three[0])
    withdrawn.withdrawn_at = NOW
    assert str(may_keep_without_support(kh_lead, withdrawn).reason) == (
        "This activity is withdrawn. Restore it first, then keep it without Secretariat funding."
    )
    actions.keep_without_support(fresh(three[0]), by=kh_lead, now=NOW)
    again = cast.submitted(returned, by=kh_lead)
    with pytest.raises(RuleBroken, match="Choose “Note”"):
        decide(three[0], Outcome.RETURN, kh_desk, "No.")
    decide(three[0], Outcome.NOTE, kh_desk)

    after = send_decisions(again, by=kh_desk, now=NOW)

    assert after.status == WorkplanStatus.APPROVED
    assert fresh(three[0]).state == LineState.NOTED
    assert after.of_record.lines.get(activity=three[0]).funding == Funding.NONE


def test_reserve_line_waits_and_is_not_of_record(three, kh_plan, kh_officer, kh_lead, kh_desk):
    reserve = complete_line(kh_plan, by=kh_officer, title="Later", funding=Funding.RESERVE)

    sent = cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)

    assert sent.status == WorkplanStatus.APPROVED
    assert reserve.code not in texts(sent.of_record)
    assert fresh(reserve).state == LineState.PROPOSED


def test_who_entered_a_line_does_not_decide_on_it(three, plan, kh_desk):
    Activity.objects.filter(pk=three[0].pk).update(entered_by=kh_desk.user)

    with pytest.raises(RuleBroken) as broken:
        decide(fresh(three[0]), Outcome.APPROVE, kh_desk)

    assert [violation.rule for violation in broken.value.violations] == ["WP-8"]


def test_record_decision_on_a_line_that_does_not_wait_is_refused(three, kh_plan, kh_desk):
    reserve = complete_line(kh_plan, title="Later", funding=Funding.RESERVE)
    cast.submitted(kh_plan)

    with pytest.raises(Refused, match="needs no decision in this round"):
        decide(reserve, Outcome.APPROVE, kh_desk)


def test_clear_decision_where_none_is_recorded_says_nothing(three, plan, kh_desk):
    clear_decision(three[0], by=kh_desk, now=NOW)

    assert not events_about(plan).filter(verb="decide").exists()


def test_accepted_support_that_is_new_is_a_changed_field(three, returned, kh_officer, kh_lead, ilo, iom):
    for seat, kind, amount, what, status in (
        (ilo, "funds", Decimal(500), "", "accepted"),
        (iom, "in_kind", None, "Two resource persons", "accepted"),
        (iom, "funds", Decimal(900), "", "declined"),
    ):
        cast.support(three[0], seat.partner, status, by=seat, kind=kind, amount=amount, what=what)
    change(three[0], kh_officer, funding=Funding.NONE, secretariat_cost=None)
    cast.done(three[0], by=kh_officer)
    again = cast.submitted(returned, by=kh_lead)

    (line,) = decision_queue(again, kh_lead).undecided

    assert {change.label: change.new[0].text for change in line.changes} == {
        "Secretariat funding": "No Secretariat funding",
        "Partners": "ILO: US$500, IOM: Two resource persons",
    }


def test_line_that_was_changed_and_changed_back_says_the_same_as_before(three, returned, kh_officer, desk):
    change(three[0], kh_officer, title="Something else")
    change(three[0], kh_officer, title="Line 1")
    cast.done(three[0], by=kh_officer, answer="There is no other place.")
    again = cast.submitted(returned)

    (line,) = decision_queue(again, kh_officer).undecided

    assert line.changes == ()
    assert (
        "Same as before. The taskforce answered." in desk.get(f"/2011/kh/decisions/{line.short_code}/").text
    )


def test_what_the_taskforce_does_to_a_line_it_holds_is_in_no_trail_of_the_secretariat(
    three, returned, kh_officer, kh_lead, kh_desk, regional_office
):
    before = {seat: events_for(seat, returned).count() for seat in (kh_desk, regional_office)}

    actions.unlock_activity(fresh(three[1]), by=kh_lead, now=NOW)
    actions.withdraw_activity(fresh(three[1]), by=kh_officer, now=NOW)
    actions.restore_activity(fresh(three[1]), by=kh_officer, now=NOW)
    actions.keep_without_support(fresh(three[0]), by=kh_lead, now=NOW)

    assert {seat: events_for(seat, returned).count() for seat in (kh_desk, regional_office)} == before
    assert list(events_for(kh_lead, returned).values_list("verb", flat=True)[:4]) == [
        "keep",
        "restore",
        "withdraw",
        "unlock",
    ]


def test_in_a_returned_plan_only_what_was_open_in_it_comes_back(three, plan, kh_officer, kh_lead, kh_desk):
    gone = _withdrawn_before(plan, kh_officer, kh_lead)
    cast.decided(plan, three[0], by=kh_desk, reason="Say where.")

    assert not may_restore_activity(kh_officer, fresh(gone))
    with pytest.raises(Refused, match=r"[Rr]estore .* in an amendment"):
        actions.restore_activity(fresh(gone), by=kh_officer, now=NOW)
    with pytest.raises(Refused, match=r"[Rr]estore .* in an amendment"):
        actions.unlock_activity(fresh(gone), by=kh_lead, now=NOW)

    # The control: a returned line that is withdrawn now is open, and comes back.
    actions.withdraw_activity(fresh(three[0]), by=kh_officer, now=NOW)
    assert not actions.restore_activity(fresh(three[0]), by=kh_officer, now=NOW).is_withdrawn


def _withdrawn_before(plan, officer, lead):
    """A line that was taken out of the draft before the plan was submitted."""
    take_back_workplan(plan, by=lead, now=NOW)
    gone = complete_line(plan, by=officer, title="Gone")
    actions.withdraw_activity(gone, by=officer, now=NOW)
    cast.submitted(plan, by=lead)
    return gone


@pytest.mark.usefixtures("submitted_plan")
@pytest.mark.parametrize("page", ["send", "rest"])
def test_a_decision_between_mark_and_queue_makes_the_page_out_of_date(
    line, kh_desk, regional_office, desk, monkeypatch, page
):
    read = views.decision_queue

    def then_a_colleague_decides(plan: Workplan, seat: Seat) -> views.Queue:
        queue = read(plan, seat)
        record_decision(line, Outcome.RETURN, reason="Say how many.", by=regional_office, now=cast.NOW)
        return queue

    record_decision(line, Outcome.APPROVE, by=kh_desk, now=cast.NOW)
    monkeypatch.setattr(views, "decision_queue", then_a_colleague_decides)
    shown = desk.get(f"/2011/kh/decisions/{page}/").context["mark"]
    monkeypatch.undo()

    assert desk.post(f"/2011/kh/decisions/{page}/", {"seen": shown}).status_code == 409
    assert LineDecision.objects.get().sent_at is None

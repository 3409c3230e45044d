"""Nobody sends what they have not read: asked by the actions, under the lock."""

from collections.abc import Callable

import pytest

from commit_portal.workflow.optimistic_locking import StaleRow
from tests.cast import NOW, SignIn, submitted
from workplans.deciding import views
from workplans.deciding.actions import approve_all_left, clear_decision, record_decision, send_decisions
from workplans.models import Activity, LineDecision, Seat, Workplan
from workplans.plan.snapshots import decisions_mark
from workplans.statuses import Outcome, WorkplanStatus


@pytest.fixture
def line(
    kh_plan: Workplan, kh_officer: Seat, kh_lead: Seat, complete_line: Callable[..., Activity]
) -> Activity:
    line = complete_line(kh_plan, by=kh_officer)
    submitted(kh_plan, by=kh_lead)
    return line


def test_send_decisions_that_a_colleague_changed_meanwhile_is_refused_and_sends_nothing(
    kh_plan: Workplan, line: Activity, kh_desk: Seat, regional_office: Seat
) -> None:
    record_decision(line, Outcome.APPROVE, by=kh_desk, now=NOW)
    kh_plan.refresh_from_db()
    read = decisions_mark(kh_plan)
    record_decision(line, Outcome.RETURN, reason="Say how many.", by=regional_office, now=NOW)

    with pytest.raises(StaleRow):
        send_decisions(kh_plan, seen=read, by=kh_desk, now=NOW)
    kh_plan.refresh_from_db()
    assert (kh_plan.status, kh_plan.of_record) == (WorkplanStatus.SUBMITTED, None)
    assert LineDecision.objects.get().sent_at is None

    # The control: what was read is sent.
    send_decisions(kh_plan, seen=decisions_mark(kh_plan), by=kh_desk, now=NOW)
    kh_plan.refresh_from_db()
    assert kh_plan.status == WorkplanStatus.RETURNED


def test_approve_all_left_after_a_decision_was_cleared_meanwhile_is_refused(
    kh_plan: Workplan, line: Activity, kh_desk: Seat, regional_office: Seat
) -> None:
    record_decision(line, Outcome.RETURN, reason="Say how many.", by=kh_desk, now=NOW)
    kh_plan.refresh_from_db()
    read = decisions_mark(kh_plan)
    clear_decision(line, by=regional_office, now=NOW)

    with pytest.raises(StaleRow):
        approve_all_left(kh_plan, seen=read, by=kh_desk, now=NOW)
    assert not LineDecision.objects.exists()

    assert approve_all_left(kh_plan, seen=decisions_mark(kh_plan), by=kh_desk, now=NOW) == 1


@pytest.mark.parametrize("page", ["send", "rest"])
def test_a_decision_between_mark_and_queue_makes_the_page_out_of_date(
    kh_plan: Workplan,
    line: Activity,
    kh_desk: Seat,
    regional_office: Seat,
    client_of: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
) -> None:
    read = views.read_queue

    def then_a_colleague_decides(plan: Workplan) -> views.Queue:
        queue = read(plan)
        record_decision(line, Outcome.RETURN, reason="Say how many.", by=regional_office, now=NOW)
        return queue

    record_decision(line, Outcome.APPROVE, by=kh_desk, now=NOW)
    monkeypatch.setattr(views, "read_queue", then_a_colleague_decides)
    client = client_of(kh_desk)
    shown = client.get(f"/2011/kh/decisions/{page}/").context["mark"]
    monkeypatch.undo()

    assert client.post(f"/2011/kh/decisions/{page}/", {"seen": shown}).status_code == 409
    assert LineDecision.objects.get().sent_at is None

"""Nobody sends what they have not read: asked by the actions, under the lock."""

from collections.abc import Callable

import pytest

from tests.cast import NOW, SignIn, submitted
from workplans.deciding import views
from workplans.deciding.actions import record_decision
from workplans.models import Activity, LineDecision, Seat, Workplan
from workplans.statuses import Outcome


@pytest.fixture
def line(
    kh_plan: Workplan, kh_officer: Seat, kh_lead: Seat, complete_line: Callable[..., Activity]
) -> Activity:
    line = complete_line(kh_plan, by=kh_officer)
    submitted(kh_plan, by=kh_lead)
    return line


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

"""Nobody sends what they have not read: asked by the actions, under the lock."""

import pytest

from tests import cast
from workplans.deciding import views
from workplans.deciding.actions import record_decision
from workplans.models import LineDecision, Seat, Workplan
from workplans.statuses import Outcome

pytestmark = pytest.mark.usefixtures("submitted_plan")


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

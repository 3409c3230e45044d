"""Several mails of one plan to one person become one: the first leaves at once, the others after ten minutes."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from commit_portal.models import Mail
from commit_portal.statuses import MailCode
from reporting.notices import dispatch
from reporting.notices.send import send_due
from tests import cast, smtp
from workplans.comments.actions import start_thread
from workplans.comments.targets import CommentTarget
from workplans.models import Seat, Workplan
from workplans.statuses import TalkAudience

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def together(together: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "TOGETHER", timedelta(minutes=10))


@pytest.fixture
def sink(world: cast.World, sink: smtp.Sink) -> smtp.Sink:
    dispatch.tell_all(now=timezone.now(), mailed=False)
    return sink


def call(plan: Workplan, called: Seat, by: Seat, *, now: datetime) -> None:
    """Write a comment that calls somebody, and tell it."""
    place, texts = CommentTarget(plan), {"about": "Rooms", "told": called.user, "key": uuid4()}
    start_thread(place, TalkAudience.BOTH, "Please read.", **texts, by=by, now=cast.NOW)
    dispatch.tell_all(now=now)


@pytest.mark.once
def test_sixty_comments_that_call_one_person_are_two_mails(kh_plan, kh_officer, kh_desk, sink):
    begun = timezone.now()
    for second in range(60):
        call(kh_plan, kh_desk, kh_officer, now=begun + timedelta(seconds=second))
        send_due()

    first, rest = Mail.objects.filter(user=kh_desk.user).order_by("due_at")
    Mail.objects.filter(pk=rest.pk).update(due_at=timezone.now())
    send_due()

    assert rest.due_at - first.due_at == timedelta(minutes=10)
    assert [to for to, _subject in sink.subjects] == ["kh_desk"] * 2
    (_, single), (_, several) = sink.taken
    assert str(several["Subject"]) == "COMMIT Portal: 59 notices"
    assert several.get_body(("plain",)).get_content().count("\n* Cambodia 2011: new comment") == 59
    assert "notices" not in str(single["Subject"])
    assert (single["List-Unsubscribe"][-8:], several["List-Unsubscribe"][-10:]) == ("/waits/>", "/at_once/>")


def test_other_plans_and_later_times_have_mails_of_their_own(
    kh_plan, lao_plan, kh_officer, kh_desk, lao_officer, sink
):
    """The control: none of these three waits for another."""
    begun = timezone.now()
    cast.another_seat(kh_desk.user, "desk", lao_plan.taskforce)
    call(kh_plan, kh_desk, kh_officer, now=begun)
    call(kh_plan, kh_desk, kh_officer, now=begun + timedelta(minutes=11))
    call(lao_plan, kh_desk, lao_officer, now=begun)

    mails = Mail.objects.filter(user=kh_desk.user, code=MailCode.NOTICE).order_by("due_at", "pk")
    waiting = mails.values_list("due_at", flat=True)
    assert [due - begun for due in waiting] == [timedelta(0), timedelta(0), timedelta(minutes=11)]

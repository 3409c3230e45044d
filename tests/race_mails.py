"""Workers that tell and send, and are killed at random points; tests/reporting/notices/test_kills.py starts them."""

import importlib
import os
import random
import signal
import time
from datetime import timedelta

from django.db import DatabaseError, connections
from django.db.models import Count
from django.test.utils import teardown_test_environment
from django.utils import timezone

from commit_portal.i18n import message
from commit_portal.models import Mail, MailSettings, Notice
from commit_portal.statuses import Delivery, MailState
from commit_portal.workflow import record_event
from reporting.notices import dispatch, send
from reporting.notices.dispatch import tell_all, untold
from reporting.notices.send import send_due
from tests import cast

# MAILS_EVENTS=1000 MAILS_KILLS=60 for the long run.
EVENTS, KILLS = int(os.environ.get("MAILS_EVENTS", "24")), int(os.environ.get("MAILS_KILLS", "8"))
WORKERS = 4
# Seconds between two kills, at most, and until everything must have been sent.
PAUSE_S, PATIENCE_S = 0.3, 240
ON_THEIR_WAY = (MailState.WAITING, MailState.SENDING)


def prepare() -> None:
    """So many decisions sent, each told to three people; nothing else is to be told."""
    world = cast.make_world()
    tell_all(now=timezone.now(), mailed=False)
    plan, desk, member = world.workplan("kh"), world.seats["kh_desk"], world.seats["kh_member"].user
    # A member reads decisions as news, in the daily mail unless it wants them at once.
    MailSettings.objects.update_or_create(user=member, defaults={"others": Delivery.AT_ONCE})
    for number in range(EVENTS):
        record_event(
            "send_decisions",
            plan,
            by=desk,
            now=cast.NOW + timedelta(seconds=number),
            facts=message("workplan.decisions_sent", approved=1, returned=0, noted=0),
        )


def work() -> None:
    """Tell and send until somebody kills this process."""
    while True:
        try:
            tell_all(now=timezone.now())
            send_due()
        except DatabaseError:
            connections.close_all()
        time.sleep(0.05)


def race() -> dict[str, object]:
    """Four workers; one of them is killed again and again. Ends when all is sent, and says what became of it."""
    # Mails leave, and what the environment says of them is read anew: the portal was read in that of another race.
    teardown_test_environment()
    for module in (dispatch, send):
        importlib.reload(module)
    signal.alarm(2 * PATIENCE_S)
    running = [_started() for _ in range(WORKERS)]
    for _ in range(KILLS):
        time.sleep(random.uniform(0, PAUSE_S))
        chosen = random.randrange(WORKERS)
        _kill(running[chosen])
        running[chosen] = _started()
    deadline = time.monotonic() + PATIENCE_S
    try:
        while untold().exists() or Mail.objects.filter(state__in=ON_THEIR_WAY).exists():
            assert time.monotonic() < deadline, "Not everything was sent in time."
            time.sleep(0.2)
    finally:
        for worker in running:
            _kill(worker)
    return outcome()


def outcome() -> dict[str, object]:
    """The Message-ID of each mail by its reader and key, with how many notices it holds; and how many are not sent."""
    sent = Mail.objects.filter(state=MailState.SENT).annotate(held=Count("notices"))
    mails = sent.values_list("user__email", "key", "message_id", "held")
    return {
        "mails": [list(mail) for mail in mails],
        "notices": Notice.objects.filter(mail__isnull=False).count(),
        "not sent": Mail.objects.exclude(state=MailState.SENT).count(),
    }


def _started() -> int:
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        work()
    return pid


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)

"""The lifecycle of an edition: one table. The machine's rows are the queue's (reporting.queue_lifecycle)."""

from __future__ import annotations

from commit_portal.lifecycle import Transition
from commit_portal.statuses import EventAudience
from reporting.permissions import may_release_edition, may_try_again
from reporting.queue_lifecycle import MACHINE_TRANSITIONS
from reporting.rules import ar_2, ar_3
from reporting.statuses import ReportStatus

RELEASE = Transition(
    name="release",
    label="Release the edition",
    sources=(ReportStatus.READY,),
    target=ReportStatus.RELEASED,
    permission=may_release_edition,
    said="released the edition",
    rules=(ar_2, ar_3),
    audience=EventAudience.READERS,
)
TRY_AGAIN = Transition(
    name="try_again",
    label="Try again",
    sources=(ReportStatus.FAILED,),
    target=ReportStatus.QUEUED,
    permission=may_try_again,
    said="asked for the edition again",
    rules=(ar_2,),
    audience=EventAudience.SECRETARIAT,
)
EDITION_LIFECYCLE = (*MACHINE_TRANSITIONS, TRY_AGAIN, RELEASE)

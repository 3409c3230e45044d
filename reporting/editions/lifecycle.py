"""The lifecycle of an edition: one table. The machine's rows are the queue's (reporting.queue.lifecycle)."""

from __future__ import annotations

from commit_portal.lifecycle import Transition
from commit_portal.statuses import EventAudience
from reporting.editions.permissions import may_release_edition, may_try_again
from reporting.editions.rules import ar_2, ar_3
from reporting.queue.lifecycle import MACHINE_TRANSITIONS
from reporting.statuses import ReportStatus

RELEASE = Transition(
    name="release",
    label="Release the edition",
    sources=(ReportStatus.READY,),
    target=ReportStatus.RELEASED,
    permission=may_release_edition,
    event="edition.released",
    rules=(ar_2, ar_3),
    audience=EventAudience.READERS,
)
TRY_AGAIN = Transition(
    name="try_again",
    label="Try again",
    sources=(ReportStatus.FAILED,),
    target=ReportStatus.QUEUED,
    permission=may_try_again,
    event="edition.asked_again",
    rules=(ar_2,),
    audience=EventAudience.SECRETARIAT,
)
EDITION_LIFECYCLE = (*MACHINE_TRANSITIONS, TRY_AGAIN, RELEASE)

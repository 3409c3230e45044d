"""The lifecycle of an edition: one table. The machine's rows are the queue's (reporting.queue.lifecycle)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import message
from commit_portal.statuses import EventAudience
from commit_portal.workflow.lifecycle import Transition
from reporting.editions import messages as messages
from reporting.editions.permissions import may_release_edition, may_try_again
from reporting.editions.rules import ar_2, ar_3
from reporting.queue.lifecycle import MACHINE_TRANSITIONS
from reporting.statuses import ReportStatus

NOT_READY = _("Not ready to release")

RELEASE = Transition(
    name="release",
    label=_("Release the edition"),
    sources=(ReportStatus.READY,),
    target=ReportStatus.RELEASED,
    permission=may_release_edition,
    event="edition.released",
    why_closed={
        ReportStatus.QUEUED: message("edition.not_made_yet"),
        ReportStatus.RENDERING: message("edition.not_made_yet"),
        ReportStatus.FAILED: message("edition.not_made_failed"),
        ReportStatus.RELEASED: message("edition.released_already"),
        ReportStatus.REPLACED: message("edition.replaced_already"),
    },
    heading_when_closed={
        ReportStatus.QUEUED: NOT_READY,
        ReportStatus.RENDERING: NOT_READY,
        ReportStatus.FAILED: NOT_READY,
        ReportStatus.RELEASED: _("Already released"),
        ReportStatus.REPLACED: _("Already replaced"),
    },
    rules=(ar_2, ar_3),
    audience=EventAudience.READERS,
)
TRY_AGAIN = Transition(
    name="try_again",
    label=_("Try again"),
    sources=(ReportStatus.FAILED,),
    target=ReportStatus.QUEUED,
    permission=may_try_again,
    event="edition.asked_again",
    why_closed={
        ReportStatus.QUEUED: message("edition.on_its_way"),
        ReportStatus.RENDERING: message("edition.on_its_way"),
        ReportStatus.READY: message("edition.made_already"),
        ReportStatus.RELEASED: message("edition.made_already"),
        ReportStatus.REPLACED: message("edition.made_already"),
    },
    rules=(ar_2,),
    audience=EventAudience.SECRETARIAT,
)
EDITION_LIFECYCLE = (*MACHINE_TRANSITIONS, TRY_AGAIN, RELEASE)

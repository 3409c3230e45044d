"""The lifecycle of an edition: one table. The machine's rows are the queue's (reporting.queue.lifecycle)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.statuses import EventAudience
from commit_portal.workflow import Transition
from reporting.editions.permissions import may_ask_edition, may_release_edition
from reporting.editions.rules import ar_2, ar_3
from reporting.queue.lifecycle import MACHINE_TRANSITIONS
from reporting.statuses import ReportStatus

NOT_READY = _("Not ready to release")
NOT_MADE_YET = _("The edition is not made yet. Wait until it is ready.")
ON_ITS_WAY = _("The portal is already making the edition. Wait until it is ready.")
MADE_ALREADY = _("The edition is already made. If you need other figures, make a new edition.")

RELEASE = Transition(
    name="release",
    label=_("Release the edition"),
    sources=(ReportStatus.READY,),
    target=ReportStatus.RELEASED,
    permission=may_release_edition,
    why_closed={
        **dict.fromkeys((ReportStatus.QUEUED, ReportStatus.RENDERING), NOT_MADE_YET),
        ReportStatus.FAILED: _("The portal could not make the edition. Try again first."),
        ReportStatus.RELEASED: _("The edition is already released. You do not need to do anything."),
        ReportStatus.REPLACED: _("A newer edition has replaced this one. Release the newer one."),
    },
    heading_when_closed={
        **dict.fromkeys((ReportStatus.QUEUED, ReportStatus.RENDERING, ReportStatus.FAILED), NOT_READY),
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
    permission=may_ask_edition,
    why_closed={
        **dict.fromkeys((ReportStatus.QUEUED, ReportStatus.RENDERING), ON_ITS_WAY),
        **dict.fromkeys((ReportStatus.READY, ReportStatus.RELEASED, ReportStatus.REPLACED), MADE_ALREADY),
    },
    rules=(ar_2,),
    audience=EventAudience.SECRETARIAT,
)
EDITION_LIFECYCLE = (*MACHINE_TRANSITIONS, TRY_AGAIN, RELEASE)

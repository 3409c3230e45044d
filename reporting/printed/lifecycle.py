"""The lifecycle of a form or a list: one table. The machine's rows are the queue's (reporting.queue.lifecycle)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.statuses import EventAudience
from commit_portal.workflow import Transition
from reporting.models import PrintedForm, PrintedList
from reporting.printed.permissions import may_make_again
from reporting.queue.jobs import JobKind
from reporting.statuses import ReportStatus

ON_ITS_WAY = _("The portal is already making the files. Wait until they are ready.")
# Forms and lists as the queue renders them: one that is finished asks nothing of others.
FORMS, LISTS = JobKind(PrintedForm), JobKind(PrintedList)
MAKE_AGAIN = Transition(
    name="make_again",
    label=_("Try again"),
    sources=(ReportStatus.FAILED,),
    target=ReportStatus.QUEUED,
    permission=may_make_again,
    why_closed={
        ReportStatus.QUEUED: ON_ITS_WAY,
        ReportStatus.RENDERING: ON_ITS_WAY,
        ReportStatus.READY: _("The files are ready. You can download them."),
    },
    audience=EventAudience.SECRETARIAT,
)

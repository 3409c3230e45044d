"""The lifecycle of a form: one table. The machine's rows are the queue's (reporting.queue.lifecycle)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import message
from commit_portal.statuses import EventAudience
from commit_portal.workflow.lifecycle import Transition
from reporting.models import PrintedForm
from reporting.printed import messages as messages
from reporting.printed.permissions import may_make_again
from reporting.queue.lease import JobKind
from reporting.statuses import ReportStatus

# Forms as the queue renders them: one that is finished asks nothing of others.
FORMS = JobKind(PrintedForm)
MAKE_AGAIN = Transition(
    name="make_again",
    label=_("Try again"),
    sources=(ReportStatus.FAILED,),
    target=ReportStatus.QUEUED,
    permission=may_make_again,
    event="form.asked_again",
    why_closed={
        ReportStatus.QUEUED: message("form.on_its_way"),
        ReportStatus.RENDERING: message("form.on_its_way"),
        ReportStatus.READY: message("form.made_already"),
    },
    audience=EventAudience.SECRETARIAT,
)
FORM_LIFECYCLE = (MAKE_AGAIN,)

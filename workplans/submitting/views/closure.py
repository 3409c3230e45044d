"""Close a plan with the review of its year, and reopen it: two pages of the regional office."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.i18n.messages import Param
from commit_portal.refusals import Permit
from commit_portal.workflow.lifecycle import violations_of
from workplans.models import Workplan
from workplans.plan.lifecycle import CLOSE, REOPEN
from workplans.presentation.views import PlanStep
from workplans.statuses import WorkplanStatus
from workplans.submitting.actions import close_workplan, reopen_workplan
from workplans.submitting.forms import ReopenForm


class CloseWorkplan(PlanStep):
    """Close the plan, after a question that says what is set aside."""

    transition, mark = CLOSE, "seen"
    template_name = "workplans/submitting/workplan_close.html"
    success_message = _("The workplan is closed: %(plan)s.")

    def act(self, form: None) -> Workplan:
        return close_workplan(self.object, seen=self.seen, by=self.actor, now=clock.now())

    def get_facts(self) -> Mapping[str, Param]:
        return {"plan": str(self.object)}

    def get_context_data(self, **kwargs: object) -> Values:
        broken = self.attempt.broken or violations_of(self.object, CLOSE)
        context = {"broken": broken, "suspends": self.object.status != WorkplanStatus.APPROVED}
        return super().get_context_data(**context | kwargs)


class ReopenWorkplan(PlanStep):
    """Open a closed plan again, with a reason; one that was typed while somebody else reopened it is not lost."""

    transition, form_class = REOPEN, ReopenForm
    template_name = "workplans/submitting/workplan_reopen.html"
    success_message = _("The workplan is open again and approved: %(plan)s.")

    def keeps(self) -> Permit:
        return self.get_permit()

    def act(self, form: ReopenForm) -> Workplan:
        note = form.cleaned_data["note"]
        return reopen_workplan(self.object, note=note, by=self.actor, now=clock.now())

    def get_facts(self) -> Mapping[str, Param]:
        return {"plan": str(self.object)}

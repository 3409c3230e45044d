"""The agenda, the minutes and other papers of a meeting, as files that are checked and stored as evidence is."""

from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy

from commit_portal import clock
from commit_portal.http.rate_limits import FileView
from commit_portal.refusals import require
from commit_portal.workflow import Values
from reporting.evidence import actions
from reporting.evidence.forms import PaperForm, RemoveForm
from reporting.evidence.views.evidence import BODY_LIMIT, checked_to_store, served
from reporting.meetings.permissions import may_read_papers
from reporting.meetings.views import MeetingStep
from reporting.models import Meeting, MeetingPaper
from workplans.request_context.request import SeatMixin


@method_decorator(non_atomic_requests, name="dispatch")
class AddPaper(MeetingStep[Meeting]):
    """Add a paper. Its file is checked outside of a transaction, so that nobody waits for that."""

    template_name, form_class = "reporting/evidence/paper_form.html", PaperForm
    heading, button = gettext_lazy("Add a paper to %(meeting)s"), gettext_lazy("Upload")
    lead = gettext_lazy("The taskforces and the Secretariat can open it. Partners and observers cannot.")
    success_message, body_limit = gettext_lazy("Stored. %(meeting)s has the paper now."), BODY_LIMIT

    def act(self, form: PaperForm) -> MeetingPaper:
        values, day = form.cleaned_data, self.object.begins_on() or clock.today()
        with checked_to_store(values["file"], day.year) as file:
            told: Values = {"what": values["what"], "by": self.actor, "now": clock.now()}
            return actions.add_paper(self.object, *file, **told)


class RemovePaper(MeetingStep[MeetingPaper]):
    """Delete a paper, with a reason."""

    form_class, button = RemoveForm, gettext_lazy("Remove")
    heading, success_message = gettext_lazy("Remove: %(paper)s"), gettext_lazy("Removed.")
    lead = gettext_lazy("Nobody can open it then. The history keeps who removed it, when, and your reason.")
    action = staticmethod(actions.remove_paper)

    @property
    def meeting(self) -> Meeting:
        return self.object.meeting

    def get_object(self) -> MeetingPaper:
        return _paper_or_404(self.kwargs["slug"], self.kwargs["pk"])

    def get_facts(self) -> dict[str, str]:
        return {"paper": str(self.object)}


class PaperFile(SeatMixin, FileView):
    """The file of a paper, for the taskforces and the Secretariat, never to be shown in a page."""

    def get(self, request: HttpRequest, *, slug: str, pk: int) -> HttpResponseBase:
        """Stream the file. Raises `Refused` for partners and observers; 404 where there is none."""
        require(may_read_papers(self.actor))
        return served(request, _paper_or_404(slug, pk))


def _paper_or_404(slug: str, pk: int) -> MeetingPaper:
    return get_object_or_404(MeetingPaper.objects.select_related("meeting"), meeting__slug=slug, pk=pk)

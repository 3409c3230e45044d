"""Technical needs over all countries: the list of those that nobody meets, and the mark that the Secretariat meets one."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Link
from commit_portal.workflow.views import ButtonView, ReadView, Values
from workplans.consultation.actions.needs import meet_need, unmeet_need
from workplans.consultation.permissions import may_ask_for, may_list_unmet_needs, may_meet_needs, may_offer
from workplans.consultation.queries import UnmetNeed, own_waiting, unmet_needs
from workplans.consultation.support_rows import offer_link
from workplans.models import Activity, Seat, TechnicalNeed
from workplans.plan.visibility import activities_visible_to, lines_visible_to
from workplans.presentation.loaders import cycle_or_404, workplan_or_404
from workplans.presentation.step_links import line_url
from workplans.request_context.request import SeatMixin, show_year


class UnmetNeeds(SeatMixin, ReadView):
    """The technical needs that nobody meets, country by country, each with what its reader can do for it."""

    template_name = "workplans/consultation/needs_unmet.html"

    def get_context_data(self, **kwargs: object) -> Values:
        cycle = cycle_or_404(self.request, self.kwargs["year"])
        require(may_list_unmet_needs(self.actor))
        show_year(self.request, cycle)
        own = own_waiting(self.actor, cycle)
        needs = ((need, _way(self.actor, need, own)) for need in unmet_needs(self.actor, cycle))
        by_place = groupby(needs, key=lambda one: one[0].activity.workplan.taskforce)
        places = [(taskforce, list(found)) for taskforce, found in by_place]
        return super().get_context_data(cycle=cycle, places=places)


def _way(seat: Seat, need: UnmetNeed, own: Mapping[tuple[int, str], Any]) -> Link | None:
    """Where this reader asks for support of a need or offers it; None where it does neither now."""
    line = need.activity
    if may_ask_for(seat, line):
        return _("Ask a partner for support"), line_url(line.workplan, line.number, "support_ask")
    waiting = own.get((line.pk, need.what))
    return offer_link(line.workplan, line, [waiting] if waiting else []) if may_offer(seat, line) else None


class MeetNeed(SeatMixin, ButtonView[Activity]):
    """Mark a technical need as met by the Secretariat. The form names the need by its text."""

    permission = staticmethod(may_meet_needs)
    success_message = _("The Secretariat meets this technical need.")
    action = staticmethod(meet_need)

    def get_object(self) -> Activity:
        plan = workplan_or_404(self.request, self.kwargs["year"], self.kwargs["place"])
        line = plan.activities.filter(number=self.kwargs["number"]).first()
        if line is None or not (
            activities_visible_to(self.actor).filter(pk=line.pk).exists()
            or lines_visible_to(self.actor).filter(activity=line).exists()
        ):
            raise Http404
        line.workplan = plan
        return line

    def act(self, form: None) -> TechnicalNeed:
        return self.action(self.object, self.request.POST.get("what", ""), by=self.actor, now=clock.now())

    def get_success_url(self) -> str:
        return f"{line_url(self.object.workplan, self.object.number)}#needs"


class UnmeetNeed(MeetNeed):
    """Take the mark from a technical need."""

    success_message = _("The Secretariat no longer meets this technical need.")
    action = staticmethod(unmeet_need)

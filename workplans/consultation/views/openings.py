"""The page of the consultation, and its openings: to whom the draft is opened, until when, and the end of that."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.addresses import address
from commit_portal.i18n.messages import Param
from commit_portal.refusals import Permit, require
from commit_portal.workflow.action_attempts import Link
from commit_portal.workflow.views import StepView, Values
from workplans.consultation.actions.openings import end_opening, move_last_day, open_draft
from workplans.consultation.forms import LastDayForm, OpenToPartnerForm
from workplans.consultation.opening_labels import open_since
from workplans.consultation.page import offers_context
from workplans.consultation.permissions import may_read_consultation
from workplans.consultation.queries import openings_of
from workplans.consultation.rules import latest_last_day
from workplans.models import Opening, Workplan
from workplans.plan.permissions import may_open_draft
from workplans.plan.queries import readers_now
from workplans.presentation.loaders import workplan_or_404
from workplans.presentation.step_links import address_parts, path_to
from workplans.presentation.views import PlanPage
from workplans.request_context.request import SeatMixin, seat_of


class ConsultationPage(PlanPage):
    """Who reads the draft, and requests, offers and accepted support, activity by activity."""

    template_name = "workplans/consultation/consultation.html"

    def get_plan(self) -> Workplan:
        plan = super().get_plan()
        require(may_read_consultation(self.actor, plan))
        return plan

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(**offers_context(self.plan, self.actor, now=clock.now()))


class OpeningStep[ObjectT](SeatMixin, StepView[ObjectT]):
    """A step with an opening of the draft to a partner, or with the draft. It leads to the consultation."""

    template_name = "workplans/consultation/consultation_open.html"

    # The workplan whose draft is opened. `get_object` sets it.
    plan: Workplan

    def get_permit(self) -> Permit:
        return may_open_draft(self.actor, self.plan)

    def get_path(self) -> Sequence[Link]:
        return path_below(self.plan)

    def get_success_url(self) -> str:
        return self.get_path()[-1][1]

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"latest": latest_last_day(self.plan, today=clock.today())}

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(plan=self.plan, **kwargs)


class OpenToPartner(OpeningStep[Workplan]):
    """Open the draft to a partner until a day. Requests that were prepared are shown to it then."""

    form_class = OpenToPartnerForm
    heading, button = _("Open the draft to a partner"), _("Open the draft to this partner")
    success_message = _("%(partner)s can now read the draft.")

    def get_object(self) -> Workplan:
        self.plan = consulted_or_404(self.request, self.kwargs["year"], self.kwargs["place"])
        return self.plan

    def get_form_kwargs(self) -> Values:
        reading = readers_now(self.object, now=clock.now())
        return super().get_form_kwargs() | {
            "already": [item.partner_id for item in reading if item.partner_id]
        }

    def act(self, form: OpenToPartnerForm) -> Opening:
        return open_draft(self.object, **form.cleaned_data, by=self.actor, now=clock.now())

    def get_facts(self) -> Mapping[str, Param]:
        return {"partner": str(self.made.partner)} if self.made else {}


class PartnersOpeningStep(OpeningStep[Opening]):
    """A step with the last opening of the draft to a partner, ended or not: the action says that it has ended."""

    def get_object(self) -> Opening:
        self.plan = consulted_or_404(self.request, self.kwargs["year"], self.kwargs["place"])
        slug = self.kwargs["partner"]
        found = [item for item in openings_of(self.plan) if item.partner and item.partner.slug == slug]
        if not found:
            raise Http404
        return found[-1]

    def get_facts(self) -> Mapping[str, Param]:
        opening = self.made or self.object
        return {"partner": str(opening.partner), "day": opening.until_on}

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(since=open_since(self.object), **kwargs)


class MoveLastDay(PartnersOpeningStep):
    """Let a partner read the draft until another day."""

    form_class = LastDayForm
    heading, button = _("Change the last day on which %(partner)s can read the draft"), _("Save the last day")
    success_message = _("%(partner)s can read the draft until %(day)s.")

    def get_initial(self) -> Values:
        return {"until_on": self.object.until_on}

    def act(self, form: LastDayForm) -> Opening:
        return move_last_day(self.object, **form.cleaned_data, by=self.actor, now=clock.now())


class EndOpening(PartnersOpeningStep):
    """End a partner's access to the draft now, after a question."""

    template_name = "workplans/consultation/consultation_close.html"
    heading = _("End access to the draft: %(partner)s")
    success_message = _("%(partner)s can no longer read the draft.")

    def act(self, form: None) -> None:
        end_opening(self.object, by=self.actor, now=clock.now())

    def get_context_data(self, **kwargs: object) -> Values:
        does = _(
            "The partner can no longer read the whole draft. The partner can still read the activities "
            "that this partner supports, in the draft too. You can open the draft again at any time."
        )
        return super().get_context_data(does=does, **kwargs)


def consulted_or_404(request: HttpRequest, year: int, place: str) -> Workplan:
    """Get the plan for who reads its consultation. Raises `Refused` for other readers, `Http404` for the others."""
    plan = workplan_or_404(request, year, place)
    require(may_read_consultation(seat_of(request), plan))
    return plan


def path_below(plan: Workplan) -> list[Link]:
    """The links above a page of the consultation."""
    return [*path_to(plan), (_("Consultation"), address("consultation", *address_parts(plan)))]

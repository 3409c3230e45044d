"""The consultation of taskforce and Secretariat: its page, openings, the steps of support, and needs over all countries."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from commit_portal import clock
from commit_portal.addresses import address, found_or_404
from commit_portal.i18n import Param, say
from commit_portal.refusals import Permit, require
from commit_portal.workflow import ButtonView, Link, ReadView, StepView, Values, typed_again
from workplans.consultation import forms, lifecycle, permissions, queries
from workplans.consultation.actions import offers
from workplans.consultation.actions.ask import ask_partner, change_request, take_back_request
from workplans.consultation.actions.needs import meet_need, unmeet_need
from workplans.consultation.actions.openings import end_opening, move_last_day, open_and_ask, open_draft
from workplans.consultation.actions.transitions import facts_of
from workplans.consultation.forms import LastDayForm, OpenToPartnerForm
from workplans.consultation.page import amount_of, clock_of, offer_link, offers_context, support_beside
from workplans.consultation.permissions import may_ask_for, may_list_unmet_needs, may_meet_needs, may_offer
from workplans.models import Activity, Contribution, Opening, Seat, TechnicalNeed, Workplan
from workplans.plan.line_content import gift_in_words
from workplans.plan.permissions import drafts, may_open_draft
from workplans.plan.visibility import offers_visible_to, reads_now
from workplans.presentation.loaders import activity_or_404, cycle_or_404, workplan_or_404
from workplans.presentation.step_links import address_parts, line_url, path_to
from workplans.presentation.views import PlanPage
from workplans.request_context.request import SeatMixin, show_year
from workplans.statuses import ContributionKind


class ConsultationPage(PlanPage):
    """Who reads the draft, and requests, offers and accepted support, activity by activity."""

    template_name = "workplans/consultation/consultation.html"
    permission = staticmethod(permissions.may_read_consultation)

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(**offers_context(self.plan, self.actor, now=clock.now()))


class ConsultationStep[ObjectT](SeatMixin, StepView[ObjectT]):
    """A step of the consultation on a workplan. It leads back there."""

    # The workplan of the address. `get_object` loads it.
    plan: Workplan

    def load_plan(self) -> Workplan:
        """Get the plan for who reads its consultation. Raises `Refused` for its other readers, `Http404` for the others."""
        self.plan = workplan_or_404(self.request, self.kwargs["year"], self.kwargs["place"])
        require(permissions.may_read_consultation(self.actor, self.plan))
        return self.plan

    def get_path(self) -> Sequence[Link]:
        consultation = address("consultation", *address_parts(self.plan))
        return [*path_to(self.plan), (_("Consultation"), consultation)]


class OpeningStep[ObjectT](ConsultationStep[ObjectT]):
    """A step with an opening of the draft to a partner, or with the draft."""

    template_name = "workplans/consultation/consultation_open.html"

    def get_permit(self) -> Permit:
        return may_open_draft(self.actor, self.plan)

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"plan": self.plan}


class OpenToPartner(OpeningStep[Workplan]):
    """Open the draft to a partner until a day. Requests that were prepared are shown to it then."""

    form_class = OpenToPartnerForm
    heading, button = _("Open the draft to a partner"), _("Open the draft to this partner")
    success_message = _("%(partner)s can now read the draft.")
    action = staticmethod(open_draft)

    def get_object(self) -> Workplan:
        return self.load_plan()

    def get_facts(self) -> Mapping[str, Param]:
        return {"partner": str(self.made.partner)} if self.made else {}


class PartnersOpeningStep(OpeningStep[Opening]):
    """A step with the last opening of the draft to a partner, ended or not: the action says that it has ended."""

    def get_object(self) -> Opening:
        openings, slug = queries.openings_of(self.load_plan()), self.kwargs["partner"]
        found = [item for item in openings if item.partner and item.partner.slug == slug]
        return found_or_404(found)[-1]

    def get_facts(self) -> Mapping[str, Param]:
        opening = self.made or self.object
        return {"partner": str(opening.partner), "day": opening.until_on}

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(clock=clock_of(self.plan.taskforce), **kwargs)


class MoveLastDay(PartnersOpeningStep):
    """Let a partner read the draft until another day."""

    form_class = LastDayForm
    heading, button = _("Change the last day on which %(partner)s can read the draft"), _("Save the last day")
    success_message = _("%(partner)s can read the draft until %(day)s.")
    action = staticmethod(move_last_day)

    def get_initial(self) -> Values:
        return {"until_on": self.object.until_on}


class EndOpening(PartnersOpeningStep):
    """End a partner's access to the draft now, after a question."""

    template_name = "workplans/consultation/consultation_close.html"
    heading = _("End access to the draft: %(partner)s")
    success_message = _("%(partner)s can no longer read the draft.")
    action = staticmethod(end_opening)


class ActivityStep[ObjectT](ConsultationStep[ObjectT]):
    """A step with an activity or with its support. Beside the form stands what the activity costs and who pays."""

    template_name = "workplans/consultation/support_form.html"

    # The activity that is supported. `get_object` loads it.
    line: Activity

    def load_line(self) -> Activity:
        """Get the activity for who reads the consultation: hidden and absent ones answer the others the same."""
        at = address_parts(self.load_plan())
        self.line = activity_or_404(self.request, *at, self.kwargs["number"])
        return self.line

    def get_form_kwargs(self) -> Values:
        """The form of support chooses among the needs of the activity."""
        found = super().get_form_kwargs()
        is_of_support = self.form_class is not None and issubclass(self.form_class, forms.SupportForm)
        return found | {"needs": self.line.technical_needs.all()} if is_of_support else found

    def keeps(self) -> Permit | bool:
        return permissions.may_steer_partners(self.actor, self.plan)

    def get_success_url(self) -> str:
        return f"{self.get_path()[-1][1]}#line-{self.line.short_code}"

    def get_facts(self) -> Mapping[str, Param]:
        support = self.made or self.object
        return facts_of(support) if isinstance(support, Contribution) else {}

    def get_context_data(self, **kwargs: object) -> Values:
        line = self.line
        supports = list(offers_visible_to(self.actor).filter(activity=line))
        return super().get_context_data(**kwargs) | {
            "line": line,
            "beside": support_beside(line, supports),
            "cancel_url": self.get_path()[-1][1],
        }


class LineStep(ActivityStep[Activity]):
    """A step that begins with an activity."""

    permission = staticmethod(permissions.may_ask_for)

    def get_object(self) -> Activity:
        return self.load_line()


class AskPartner(LineStep):
    """Ask a partner for support; who may open the draft opens it to the partner in the same step."""

    form_class = forms.AskForm
    heading, button = _("Ask a partner for support"), _("Ask this partner")
    success_template = "workplans/consultation/support_said.html#asked"

    def keeps(self) -> Permit | bool:
        return drafts(self.actor, self.object.workplan)

    def get_initial(self) -> Values:
        needs = self.object.technical_needs.all()
        return {"made_with": uuid4(), **forms.typed_for_need(needs, self.request.GET.get("need"))}

    def get_form_kwargs(self) -> Values:
        plan = self.object.workplan
        return super().get_form_kwargs() | {"plan": plan, "opens": bool(may_open_draft(self.actor, plan))}

    def act(self, form: forms.AskForm) -> Contribution:
        partner, until_on = form.cleaned_data["partner"], form.cleaned_data.get("until_on")
        sent: Values = {"by": self.actor, "now": clock.now(), "made_with": form.cleaned_data["made_with"]}
        if not until_on:
            return ask_partner(self.object, partner, form.draft(), **sent)
        return open_and_ask(self.object, partner, form.draft(), until_on, **sent)

    def not_done(self) -> HttpResponse | None:
        form = self.attempt.form
        if self.attempt.faster and form is not None:
            # The key is used. Whoever has read why may send the form once more.
            form.data = typed_again(form, made_with=str(uuid4()))
        return super().not_done()


class RecordSupport(LineStep):
    """Record support that a partner promised outside the portal, without a request before."""

    form_class = forms.ToldForm
    heading, button = _("Record support"), _("Record this support as accepted")
    success_template = "workplans/consultation/support_said.html#recorded"

    def get_permit(self) -> Permit:
        return permissions.may_answer_partners(self.actor, self.object.workplan) and super().get_permit()

    def act(self, form: forms.ToldForm) -> Contribution:
        partner = form.cleaned_data["partner"]
        return offers.record_support(
            self.object, partner, form.draft(), **form.told(), by=self.actor, now=clock.now()
        )


class SupportStep(ActivityStep[Contribution]):
    """A step with a request, an offer or accepted support."""

    def get_object(self) -> Contribution:
        line = self.load_line()
        return found_or_404(queries.support_at(line, self.kwargs["partner"], self.kwargs["nth"]))

    def get_initial(self) -> Values:
        names = ("row_version", "kind", "amount", "what", "need")
        return {name: getattr(self.object, name) for name in names}

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(support=self.object, said=gift_in_words(self.object), **kwargs)


class ChangeRequest(SupportStep):
    """Change what a partner is asked for, until it has answered. A second button cancels the request."""

    transition, form_class, compares = lifecycle.CHANGE_REQUEST, forms.ChangeRequestForm, True
    heading, button = _("Change the request to %(partner)s"), _("Ask for this instead")
    success_message = _("You now ask %(partner)s for %(what)s for %(code)s.")

    def keeps(self) -> Permit | bool:
        return drafts(self.actor, self.line.workplan)

    def act(self, form: forms.ChangeRequestForm) -> Contribution:
        return change_request(self.object, form.draft(), seen=self.seen, by=self.actor, now=clock.now())

    def get_context_data(self, **kwargs: object) -> Values:
        context: Values = {"cancel_request_url": address("support_cancel_request", **self.kwargs)}
        if self.attempt.stale:
            context["button"] = _("Save my version")
        return super().get_context_data(**context | kwargs)


class CancelRequest(SupportStep):
    """Cancel a request until the partner has answered."""

    transition = lifecycle.TAKE_BACK_REQUEST
    heading = _("Cancel the request to %(partner)s")
    success_message = _("You cancelled the request to %(partner)s for %(code)s.")
    action, has_mark = staticmethod(take_back_request), True

    def keeps(self) -> bool:
        return False

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(cancel_request_url=self.request.path, **kwargs)


class AcceptOffer(SupportStep):
    """Accept an offer as it was read. What was typed stays where the offer changed or ended meanwhile."""

    transition, form_class = lifecycle.ACCEPT, forms.AnswerOfferForm
    heading = _("Answer %(partner)s")
    success_message = _("You accepted %(what)s from %(partner)s for %(code)s.")
    action: Callable[..., Contribution] = staticmethod(offers.accept_offer)

    def get_context_data(self, **kwargs: object) -> Values:
        support, button = self.object, str(lifecycle.ACCEPT.label)
        weighed: Decimal | None = Decimal(0)
        if support.kind == ContributionKind.FUNDS:
            button = say(_("Accept US$%(amount)s"), amount=amount_of(support))
            weighed = queries.beyond_if_accepted(support)
        return super().get_context_data(**kwargs) | {
            "button": button,
            "accept_url": address("support_answer", **self.kwargs),
            "decline_url": address("support_decline", **self.kwargs),
            "decline": lifecycle.DECLINE.label,
            # What to weigh before money is accepted: more than the activity costs, or costs that are not known.
            "weighs": weighed != 0,
            "weighed": weighed,
            "secretariat": self.line.secretariat_cost or Decimal(0),
            "accepted": queries.money_accepted(self.line) if weighed is None else None,
        }


class DeclineOffer(AcceptOffer):
    """Decline an offer, by the second button of its page."""

    transition = lifecycle.DECLINE
    success_message = _("You declined %(what)s from %(partner)s for %(code)s.")
    action = staticmethod(offers.decline_offer)


class RecordAnswer(SupportStep):
    """Record what a partner answered outside the portal."""

    transition, form_class = lifecycle.RECORD_YES, forms.RecordForm
    heading, button = _("Record the answer of %(partner)s"), lifecycle.RECORD_ANSWER
    success_template = RecordSupport.success_template

    def act(self, form: forms.RecordForm) -> Contribution:
        gives = form.draft() if form.cleaned_data["gives"] == "yes" else None
        return offers.record_answer(
            self.object, gives, **form.told(), seen=self.seen, by=self.actor, now=clock.now()
        )


class LowerOrEndSupport(SupportStep):
    """Lower accepted money, or end accepted support, with a reason."""

    transition, form_class = lifecycle.END, forms.LowerOrEndForm
    heading, button = _("Change or end the support of %(partner)s"), pgettext_lazy("action", "Save")
    success_template = "workplans/consultation/support_said.html#lowered"

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"in_kind": self.object.kind == ContributionKind.IN_KIND}

    def act(self, form: forms.LowerOrEndForm) -> Contribution:
        told, seen, now = form.cleaned_data, self.seen, clock.now()
        word, amount = told["word"], told.get("amount") or Decimal(0)
        if told["how"] == "end":
            return offers.end_support(self.object, word=word, seen=seen, by=self.actor, now=now)
        return offers.lower_support(self.object, amount, word=word, seen=seen, by=self.actor, now=now)


class UnmetNeeds(SeatMixin, ReadView):
    """The technical needs that nobody meets, country by country, each with what its reader can do for it."""

    template_name = "workplans/consultation/needs_unmet.html"

    def get_context_data(self, **kwargs: object) -> Values:
        cycle = cycle_or_404(self.request, self.kwargs["year"])
        require(may_list_unmet_needs(self.actor))
        show_year(self.request, cycle)
        own = queries.own_waiting(self.actor, cycle)
        needs = [(need, _way(self.actor, need, own)) for need in queries.unmet_needs(self.actor, cycle)]
        return super().get_context_data(cycle=cycle, needs=needs)


def _way(seat: Seat, need: queries.UnmetNeed, own: Mapping[tuple[int, str], Any]) -> Link | None:
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
        if line is None or not reads_now(self.actor, plan, line):
            raise Http404
        return line

    def act(self, form: None) -> TechnicalNeed:
        return self.action(self.object, self.request.POST.get("what", ""), by=self.actor, now=clock.now())

    def get_success_url(self) -> str:
        return f"{line_url(self.object.workplan, self.object.number)}#needs"


class UnmeetNeed(MeetNeed):
    """Take the mark from a technical need."""

    success_message = _("The Secretariat no longer meets this technical need.")
    action = staticmethod(unmeet_need)

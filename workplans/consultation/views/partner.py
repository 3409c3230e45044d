"""A partner offers support of an activity, answers a request, changes and cancels its offer, or offers nothing."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.addresses import address, found_or_404
from commit_portal.i18n import Param, language_of, say
from commit_portal.refusals import Permit, Refused, refusal
from commit_portal.workflow import Link, StepView, Values
from commit_portal.workflow.action_attempts import differences_of
from commit_portal.workflow.lifecycle import open_in_state
from workplans.consultation import permissions, queries
from workplans.consultation.actions.offers import decline_request, offer_support, send_offer, take_back_offer
from workplans.consultation.actions.openings import say_nothing_to_offer
from workplans.consultation.forms import OfferForm, typed_for_need
from workplans.consultation.lifecycle import ANSWER_WITH_OFFER, CHANGE_OFFER, DECLINE_REQUEST, TAKE_BACK_OFFER
from workplans.consultation.rules import NOT_OPEN, not_read
from workplans.fields import BY_NAME
from workplans.models import Contribution, Opening, Workplan
from workplans.plan.line_content import gift_in_words, given, words_of_line
from workplans.plan.permissions import may_know
from workplans.plan.plan_types import say_of_asker
from workplans.plan.queries import workplan_of
from workplans.plan.visibility import was_opened_to
from workplans.presentation.loaders import plan_or_404, texts_today
from workplans.presentation.step_links import path_to
from workplans.request_context.request import SeatMixin
from workplans.statuses import ContributionKind, ContributionStatus, Role

# The fields of the activity that stand beside the form of an offer.
BESIDE_AN_OFFER = [
    BY_NAME[name] for name in ("starts_on", "secretariat_cost", "cost_in_all", "area", "targets")
]
# Who goes on after an offer, and who reads another answer: of a country, and for the region.
ANSWERED_TO = _("The lead of the %(country)s taskforce answers you."), _("The regional office answers you.")
READ_BY = _("The %(country)s taskforce can read your answer."), _("The regional office can read your answer.")


class PartnerStep[ObjectT](SeatMixin, StepView[ObjectT]):
    """A step of a partner. It leads to the workplan, or home where the partner can read nothing of it."""

    # The workplan whose activities are supported. `get_object` sets it.
    plan: Workplan

    def get_path(self) -> Sequence[Link]:
        return path_to(self.plan)

    def get_success_url(self) -> str:
        return self.get_path()[-1][1] if may_know(self.actor, self.plan) else reverse("home")


class OfferStep[ObjectT](PartnerStep[ObjectT]):
    """The form of an offer. Below its activity on the workplan's page only the form itself is taken."""

    form_class, template_name = OfferForm, "workplans/consultation/support_offer.html"
    success_template = "workplans/consultation/support_said.html#answered"
    # The activity as the partner can read it; None where it cannot.
    read: queries.LineRead | None = None
    support: Contribution | None = None

    def get_code(self) -> str:
        """The number of the activity."""
        return self.plan.code_of(self.kwargs["number"])

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"read": self.read, "support": self.support}

    def get_facts(self) -> dict[str, Param]:
        """The number of the activity; after the step what was offered, and what becomes of the answer."""
        if self.made is None:
            return {"code": self.get_code()}
        then = ANSWERED_TO if self.made.status == ContributionStatus.OFFERED else READ_BY
        return {"code": self.get_code(), "what": given(self.made), "then": say_of_asker(self.plan, *then)}

    def get_context_data(self, **kwargs: object) -> Values:
        form, read, support = cast(OfferForm, self.attempt.form), self.read, self.support
        status, title = support.status if support else "", read.content.title if read else ""
        return super().get_context_data(**kwargs) | {
            "code": self.get_code(),
            "title": title,
            "language": language_of(title),
            "support": support,
            "gift": gift_in_words(support) if support and status == ContributionStatus.ASKED else "",
            "purpose": support.what if support and support.kind == ContributionKind.FUNDS else "",
            "facts": words_of_line(read.content, texts_today(self.plan), BESIDE_AN_OFFER) if read else (),
            # Without a script the button fits every kind of answer.
            "button": _("Send the answer") if "word" in form.fields else ANSWER_WITH_OFFER.label,
            "labels": {
                "offer": ANSWER_WITH_OFFER.label,
                "nothing": DECLINE_REQUEST.label,
                "cancel": TAKE_BACK_OFFER.label,
            },
            "plan_url": self.get_path()[-1][1],
            "cancel_offer_url": address("support_take_back", **self.kwargs)
            if status == ContributionStatus.OFFERED
            else "",
        }


class OfferSupport(OfferStep[Workplan]):
    """Offer support of an activity that the partner can read. What it typed stays where it can read it no longer."""

    heading = _("Offer support for %(code)s")

    def get_object(self) -> Workplan:
        is_sent = self.request.method == "POST"
        self.plan = plan_or_404(self.actor, self.kwargs["year"], self.kwargs["place"], was_open=is_sent)
        self.read = queries.line_read(self.actor, self.plan, self.kwargs["number"])
        # The same answer whether there is such an activity.
        if self.read is None and not (is_sent and was_opened_to(self.actor, self.plan)):
            raise Http404
        return self.plan

    def get_permit(self) -> Permit:
        if self.read is None:
            return refusal(not_read(self.plan, self.get_code()))
        return permissions.may_offer(self.actor, self.read.activity)

    def keeps(self) -> bool:
        return self.actor.role == Role.PARTNER

    def get_initial(self) -> Values:
        return typed_for_need(self.read.needs, self.request.GET.get("need")) if self.read else {}

    def act(self, form: OfferForm) -> Contribution:
        line: Any = self.read and self.read.activity
        return offer_support(line, form.draft(), by=self.actor, now=clock.now())


class OwnSupportStep(PartnerStep[Contribution]):
    """A step of a partner with its own support."""

    # Of the page that says why there is nothing to answer or to change.
    closed_heading = _("Your support for %(code)s")

    def get_object(self) -> Contribution:
        """Get the support of the address, if the seat may read it."""
        plan = workplan_of(self.kwargs["year"], self.kwargs["place"])
        at = self.kwargs["number"], self.kwargs["partner"], self.kwargs["nth"]
        support = found_or_404(queries.own_support(self.actor, plan, *at) if plan else None)
        self.plan = support.activity.workplan
        return support

    def get_facts(self) -> dict[str, Param]:
        """The number of the activity."""
        return {"code": self.object.activity.code}

    def get_links(self) -> Sequence[Link]:
        """An offer can be cancelled also where it cannot be changed."""
        if self.object.status != ContributionStatus.OFFERED:
            return ()
        return [(TAKE_BACK_OFFER.label, address("support_take_back", **self.kwargs))]


class AnswerRequest(OfferStep[Contribution], OwnSupportStep):
    """Answer a request with an offer or with "not this time"; change an offer that is not answered yet."""

    permission = staticmethod(permissions.may_answer_request)

    def get_object(self) -> Contribution:
        self.support = support = super().get_object()
        self.read = queries.line_read(self.actor, self.plan, self.kwargs["number"])
        return support

    def keeps(self) -> bool:
        return self.actor.role == Role.PARTNER and self.actor.partner_id == self.object.partner_id

    def get_stop(self) -> Refused | None:
        support = self.object
        step = DECLINE_REQUEST if support.status == ContributionStatus.ASKED else CHANGE_OFFER
        if not (permit := open_in_state(support, step)):
            return Refused(permit.reason)
        now = clock.reading_time()
        if self.read is None or not queries.partner_reads(support.activity, support.partner, now=now):
            return Refused(not_read(self.plan, self.get_code()))
        return None

    def get_initial(self) -> Values:
        support = self.object
        return {
            "kind": support.kind,
            "amount": support.amount,
            "what": support.what if support.status == ContributionStatus.OFFERED else "",
            "row_version": support.row_version,
        }

    def act(self, form: OfferForm) -> Contribution:
        seen, now = self.seen, clock.now()
        if form.cleaned_data["kind"] == form.NOTHING:
            word = form.cleaned_data["word"]
            return decline_request(self.object, word=word, seen=seen, by=self.actor, now=now)
        return send_offer(self.object, form.draft(), seen=seen, by=self.actor, now=now)

    def show_theirs(self, form: forms.Form) -> None:
        saved = self.get_initial() | {"what": self.object.what}
        self.attempt.show_theirs(differences_of(form, saved), row_version=self.object.row_version)

    def get_context_data(self, **kwargs: object) -> Values:
        is_offered = self.object.status == ContributionStatus.OFFERED
        heading = _("Change your offer for %(code)s") if is_offered else _("Your answer for %(code)s")
        return super().get_context_data(heading=say(heading, **self.get_facts()), **kwargs)


class CancelOffer(OwnSupportStep):
    """Cancel an offer until it is answered, after a question."""

    transition, template_name = TAKE_BACK_OFFER, "workplans/consultation/support_take_back.html"
    heading = _("Cancel your offer for %(code)s")
    success_message = _("You cancelled your offer for %(code)s.")
    action, has_mark = staticmethod(take_back_offer), True

    def get_context_data(self, **kwargs: object) -> Values:
        back_url = address("support_change_offer", **self.kwargs)
        return super().get_context_data(gift=gift_in_words(self.object), back_url=back_url, **kwargs)


class NothingToOffer(PartnerStep[Opening]):
    """Answer that the partner has nothing to offer for a draft that is open to it, after a question."""

    permission = staticmethod(permissions.may_say_nothing_to_offer)
    open_if = staticmethod(lambda _seat, opening: permissions.is_unanswered(opening))
    template_name = "workplans/consultation/support_nothing.html"
    heading = _("We have nothing to offer to this workplan")
    closed_heading = _("You cannot give this answer now")
    action = staticmethod(say_nothing_to_offer)

    def get_object(self) -> Opening:
        self.plan = plan_or_404(self.actor, self.kwargs["year"], self.kwargs["place"], was_open=True)
        if self.actor.role != Role.PARTNER:
            raise Refused(permissions.ONLY_PARTNERS_ANSWER)
        openings = self.plan.openings.open_at(clock.reading_time())
        opening = openings.filter(partner=self.actor.partner_id).first()
        if opening is None:
            raise Refused(NOT_OPEN)
        return opening

    def get_words(self) -> str:
        country = _(
            "You told the %(country)s taskforce that you have nothing to offer. You can still make an offer."
        )
        region = _(
            "You told the regional office that you have nothing to offer. You can still make an offer."
        )
        return say_of_asker(self.plan, country, region)

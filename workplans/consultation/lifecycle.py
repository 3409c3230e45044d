"""The lifecycle of support: one table. A new request or offer has no row: no support exists before (`actions/`)."""

from functools import partial

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from commit_portal.i18n import Words
from commit_portal.workflow import Transition
from workplans.consultation.permissions import may_answer_offer, may_answer_request, may_change_request
from workplans.statuses import ContributionStatus as S

# Why a step is closed: what is over is said to both sides alike, what is open to the taskforce and to the partner.
OVER: dict[str, Words] = {
    S.ACCEPTED: _("This support is accepted. To change or end the support, give a reason."),
    S.DECLINED: _("This request or offer was declined. You can make a new request or offer."),
    S.WITHDRAWN: _("This request or support has ended. You can make a new request or offer."),
}
TO_TASKFORCE = OVER | {
    S.ASKED: _("The partner has not answered yet. Wait for its offer, or record its answer."),
    S.OFFERED: _("The partner has made an offer. Answer it."),
}
TO_PARTNER = OVER | {
    S.ASKED: _("This is a request to you. Answer with an offer, or choose “Not this time”."),
    S.OFFERED: _("You have already made this offer. You can change or cancel it."),
}

askers_step = partial(Transition, permission=may_change_request, why_closed=TO_TASKFORCE)
leads_step = partial(Transition, permission=may_answer_offer, why_closed=TO_TASKFORCE)
partners_step = partial(Transition, permission=may_answer_request, why_closed=TO_PARTNER)

# The page that records what a partner answered outside the portal, with either answer.
RECORD_ANSWER = _("Record the answer")

CHANGE_REQUEST = askers_step(
    name="change_asking",
    label=_("Change the request"),
    sources=(S.ASKED,),
    target=S.ASKED,
    page="support_change_request",
    link=_("Change or cancel the request to %(partner)s"),
)
TAKE_BACK_REQUEST = askers_step(
    name="take_back_asking", label=_("Cancel the request"), sources=(S.ASKED,), target=S.WITHDRAWN
)
ANSWER_WITH_OFFER = partners_step(
    name="answer_with_offer",
    label=_("Send the offer"),
    sources=(S.ASKED,),
    target=S.OFFERED,
    page="support_change_offer",
    link=_("Answer the request"),
)
DECLINE_REQUEST = partners_step(
    name="decline_asking", label=_("Not this time"), sources=(S.ASKED,), target=S.DECLINED
)
CHANGE_OFFER = partners_step(
    name="change_offer",
    label=_("Change the offer"),
    sources=(S.OFFERED,),
    target=S.OFFERED,
    page="support_change_offer",
)
TAKE_BACK_OFFER = partners_step(
    name="take_back_offer", label=_("Cancel the offer"), sources=(S.OFFERED,), target=S.WITHDRAWN
)
ACCEPT = leads_step(
    name="accept_offer",
    label=pgettext_lazy("action", "Accept"),
    sources=(S.OFFERED,),
    target=S.ACCEPTED,
    page="support_answer",
    link=_("Answer the offer of %(partner)s"),
)
DECLINE = leads_step(name="decline_offer", label=_("Decline"), sources=(S.OFFERED,), target=S.DECLINED)
# A partner without an account has told the lead its answer to a request.
RECORD_YES = leads_step(
    name="record_yes",
    label=_("Record this support as accepted"),
    sources=(S.ASKED, S.OFFERED),
    target=S.ACCEPTED,
    heading_when_closed=dict.fromkeys((S.ACCEPTED, S.DECLINED, S.WITHDRAWN), RECORD_ANSWER),
    page="support_record",
    link=_("Record the answer of %(partner)s"),
)
RECORD_NO = leads_step(
    name="record_no",
    label=_("Record that the partner gives nothing"),
    sources=(S.ASKED, S.OFFERED),
    target=S.DECLINED,
)
LOWER = leads_step(
    name="lower_support", label=_("Lower the amount"), sources=(S.ACCEPTED,), target=S.ACCEPTED
)
END = leads_step(
    name="end_support",
    label=_("End the support"),
    sources=(S.ACCEPTED,),
    target=S.WITHDRAWN,
    page="support_end",
    link=_("Change or end the support of %(partner)s"),
)

# In the order of their links.
SUPPORT_LIFECYCLE = (
    CHANGE_REQUEST,
    TAKE_BACK_REQUEST,
    ACCEPT,
    DECLINE,
    RECORD_YES,
    RECORD_NO,
    LOWER,
    END,
    ANSWER_WITH_OFFER,
    DECLINE_REQUEST,
    CHANGE_OFFER,
    TAKE_BACK_OFFER,
)

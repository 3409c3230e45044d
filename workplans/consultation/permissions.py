"""Who asks, offers and answers, and if not, why."""

from django.utils.translation import gettext as _, gettext_lazy

from commit_portal.refusals import Permit, allowed_if, refusal
from workplans.models import Activity, Contribution, Opening, Seat, Workplan
from workplans.plan.permissions import CLOSED, drafts, may_read_draft, may_see_rounds
from workplans.plan.plan_types import kind_of, say_of_asker
from workplans.plan.visibility import prepared_only
from workplans.statuses import SECRETARIAT_ROLES, Role, WorkplanStatus

ONLY_PARTNERS_ANSWER = gettext_lazy("Only a partner can answer that it has nothing to offer.")


def may_read_consultation(seat: Seat, workplan: Workplan) -> Permit:
    """The taskforce, and the Secretariat while it reads the draft. A partner reads its own part on the plan's page."""
    said = _(
        "This page is for the taskforce and the Secretariat. Go to the workplan: it shows what concerns you."
    )
    return allowed_if(may_see_rounds(seat, workplan), said) and may_read_draft(seat, workplan)


def may_ask_partners(seat: Seat, workplan: Workplan) -> Permit:
    """Officers and the lead of the taskforce, the regional office its own; in every state of the plan but closed."""
    if drafts(seat, workplan):
        return _while_open(workplan)
    country = _("Only the officers and the lead of the %(country)s taskforce ask partners. Ask one of them.")
    region = _("Only the regional office asks partners for the regional workplan.")
    return refusal(say_of_asker(workplan, country, region))


def may_ask_for(seat: Seat, line: Activity) -> Permit:
    """Ask a partner for support of a line."""
    return may_ask_partners(seat, line.workplan) and _while_live(line)


def may_change_request(seat: Seat, support: Contribution) -> Permit:
    """Change a request or cancel it: who asks."""
    return may_ask_partners(seat, support.activity.workplan)


def may_offer(seat: Seat, line: Activity) -> Permit:
    """A partner, each for itself. Whether it reads the line is CO-2."""
    if seat.role != Role.PARTNER:
        return refusal(_("Only a partner can offer support, and only for its own organisation."))
    return _while_open(line.workplan) and _while_live(line)


def may_answer_request(seat: Seat, support: Contribution) -> Permit:
    """The partner that is asked or has offered takes its own steps."""
    if seat.role != Role.PARTNER or seat.partner_id != support.partner_id:
        return refusal(_("Another partner got this request, or made this offer. Look at your own offers."))
    return _while_open(support.activity.workplan)


def may_steer_partners(seat: Seat, workplan: Workplan) -> Permit:
    """Answer partners, in whatever state the plan is: the lead of the taskforce, the regional office for the region."""
    said = _("Only the lead of the %(country)s taskforce answers partners. Ask the lead.")
    return kind_of(workplan.taskforce).may_steer(seat, workplan, said)


def may_answer_partners(seat: Seat, workplan: Workplan) -> Permit:
    """The lead of the taskforce, the regional office for the region; in every state of the plan but closed."""
    return may_steer_partners(seat, workplan) and _while_open(workplan)


def may_answer_offer(seat: Seat, support: Contribution) -> Permit:
    """Accept or decline an offer, record a partner's word, lower or end accepted support: the lead."""
    return may_answer_partners(seat, support.activity.workplan)


def may_say_nothing_to_offer(seat: Seat, opening: Opening) -> Permit:
    """The partner to which the draft is open."""
    return allowed_if(
        seat.role == Role.PARTNER and seat.partner_id == opening.partner_id, ONLY_PARTNERS_ANSWER
    )


def is_unanswered(opening: Opening) -> Permit:
    """A partner answers once that it has nothing to offer, and not while a request or an offer of it is open."""
    if opening.answered_at is not None:
        return refusal(_("You have already answered that you have nothing to offer."))
    waiting = Contribution.objects.unanswered().filter(
        activity__workplan=opening.workplan, partner=opening.partner_id
    )
    said = _("You have an open request or offer here. Answer the request, or cancel the offer, first.")
    return allowed_if(not waiting.exclude(prepared_only()).exists(), said)


def may_meet_needs(seat: Seat, line: Activity) -> Permit:
    """Say that the Secretariat meets a technical need, or no longer: the desk of the country, the regional office."""
    plan = line.workplan
    if seat.is_regional_office or seat.is_desk_of(plan.taskforce_id):
        return _while_open(plan) and _while_live(line)
    country = _("Only the %(country)s desk and the regional office can mark a technical need as met.")
    region = _("Only the regional office can mark a technical need of the regional workplan as met.")
    return refusal(say_of_asker(plan, country, region))


def may_list_unmet_needs(seat: Seat) -> Permit:
    """The list of what nobody meets yet, over all countries: the Secretariat, and partners, who may meet it."""
    said = _(
        "Only the Secretariat and partners can read this list. Look at the technical needs of each activity."
    )
    return allowed_if(seat.role in (*SECRETARIAT_ROLES, Role.PARTNER), said)


def _while_open(workplan: Workplan) -> Permit:
    return allowed_if(workplan.status != WorkplanStatus.CLOSED, CLOSED)


def _while_live(line: Activity) -> Permit:
    said = _("The activity was withdrawn. New requests and offers are not possible.")
    return allowed_if(not line.is_withdrawn, said)

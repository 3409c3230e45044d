"""Who may keep meetings, recommend and follow up."""

from django.urls import reverse
from django.utils.translation import gettext as _

from commit_portal.i18n import say
from commit_portal.refusals import Permit, allowed_if
from reporting.meetings.days_shown import meeting_of_step
from reporting.meetings.queries import Delegation
from reporting.models import RecommendationAddressee
from workplans.models import CycleStep, Partner, Seat, Taskforce
from workplans.statuses import SECRETARIAT_ROLES, TASKFORCE_ROLES, Role
from workplans.years.permissions import KeptElsewhere, register_keeper


def may_keep_meetings(seat: Seat) -> Permit:
    """Add meetings, what was said there and what they recommend: the regional office."""
    said = _(
        "Only the regional office can add or change meetings and recommendations. Ask the regional office."
    )
    return allowed_if(seat.is_regional_office, said)


def may_name_delegates(seat: Seat, delegation: Delegation) -> Permit:
    """Say who comes: the lead for the own country, the regional office for all."""
    said = _("Only the lead of this taskforce and the regional office can name delegates. Ask one of them.")
    own = isinstance(delegation.of, Taskforce) and seat.sits_in(delegation.of.pk)
    return allowed_if(seat.is_regional_office or (own and seat.role == Role.LEAD), said)


def may_read_delegates(seat: Seat, delegation: Delegation) -> Permit:
    """Names and posts: the taskforces, the Secretariat, and the partner for whom they come."""
    said = _("Only the taskforces and the Secretariat can read these names. Ask the regional office.")
    own = isinstance(delegation.of, Partner) and seat.partner_id == delegation.of.pk
    return allowed_if(own or may_read_recommendations(seat), said)


def may_read_papers(seat: Seat) -> Permit:
    """Open the agenda and the minutes: the taskforces and the Secretariat."""
    said = _("Only the taskforces and the Secretariat can open these papers. Ask the regional office.")
    return allowed_if(may_read_recommendations(seat), said)


def may_read_recommendations(seat: Seat | None) -> Permit:
    """Recommendations and follow-ups are the taskforces' and the Secretariat's until an edition is released."""
    said = _(
        "Only the taskforces and the Secretariat can read recommendations here. You can read them in "
        "the released reports."
    )
    return allowed_if(seat is not None and seat.role in (*TASKFORCE_ROLES, *SECRETARIAT_ROLES), said)


def may_follow_up(seat: Seat, addressee: RecommendationAddressee) -> Permit:
    """Say what became of a recommendation: officers and lead of the taskforce that is asked."""
    if addressee.taskforce.is_regional:
        said = _("Only the regional office can answer for the region. Ask the regional office.")
        return allowed_if(seat.is_regional_office, said)
    said = _("Only the officers and the lead of this taskforce can answer. Ask one of them.")
    return allowed_if(seat.sits_in(addressee.taskforce_id) and seat.role in (Role.OFFICER, Role.LEAD), said)


def kept_with_meeting(step: CycleStep) -> KeptElsewhere | None:
    """That the meeting of its review keeps the days of a step, and where; None for any other step."""
    meeting = meeting_of_step(step)
    if meeting is None:
        return None
    said = _(
        "The dates of step %(step)s are the dates of %(meeting)s. Change these dates on the page of the meeting."
    )
    words = say(said, meeting=meeting.called, step=str(step.step))
    return words, reverse("meeting_edit", args=[meeting.slug])


register_keeper(kept_with_meeting)

"""Who keeps grants, who reads what they paid, and who learns that an activity is paid for."""

from django.utils.translation import gettext as _

from commit_portal.refusals import Permit, allowed_if
from workplans.funding.rules import pays_for_nothing
from workplans.models import Grant, Seat, Workplan
from workplans.plan.permissions import may_see_rounds


def may_keep_grants(seat: Seat) -> Permit:
    """Record grants, read their conditions, and allot them: the regional office."""
    said = _("Only the regional office can read and change grants. Ask the regional office.")
    return allowed_if(seat.is_regional_office, said)


def is_removable(by: Seat, grant: Grant) -> Permit:
    """Whether a grant may go: it pays for nothing."""
    paying = pays_for_nothing(grant)
    return allowed_if(paying is None, str(paying or ""))


def may_read_statement(seat: Seat) -> Permit:
    """Read what grants paid: the regional office of all, a partner of its own (`queries.grants_visible_to`)."""
    said = _("Only the regional office and donors can read this page. Ask the regional office.")
    return allowed_if(seat.is_regional_office or seat.partner_id, said)


def may_see_funding(seat: Seat, workplan: Workplan) -> Permit:
    """Read whether the activities of a workplan are paid for: its taskforce, its desk, the regional office."""
    said = _("Only the taskforce, the desk and the regional office can read this page. Ask the taskforce.")
    return allowed_if(may_see_rounds(seat, workplan), said)

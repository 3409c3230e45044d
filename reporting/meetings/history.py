"""The latest events of a meeting."""

from commit_portal.workflow.events import events_about
from commit_portal.workflow.views import Values
from reporting.meetings.permissions import may_read_recommendations
from reporting.models import Meeting
from reporting.shared.years import HISTORY_LENGTH, audiences_for
from workplans.models import Seat
from workplans.presentation.timeline import trail


def history_of_meeting(meeting: Meeting, seat: Seat) -> tuple[Values, ...]:
    """Dates and hosts are public; what was recommended and became of it is not."""
    audiences = audiences_for(seat, inside=bool(may_read_recommendations(seat)))
    return trail(events_about(meeting).filter(audience__in=audiences)[:HISTORY_LENGTH])

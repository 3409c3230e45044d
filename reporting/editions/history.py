"""The latest events of a year's editions."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from commit_portal.i18n.messages import say
from commit_portal.workflow.events import events_about_all
from commit_portal.workflow.views import Values
from reporting.models import AnnualReport
from reporting.shared.years import HISTORY_LENGTH, audiences_for
from workplans.models import Seat
from workplans.presentation.timeline import trail


def history_of_editions(editions: Mapping[int, str], seat: Seat) -> tuple[Values, ...]:
    """Of editions that the seat may see, by their keys; the names say which one each sentence is about."""
    found = events_about_all(AnnualReport.objects.filter(pk__in=editions))
    events = list(found.filter(audience__in=audiences_for(seat, inside=False))[:HISTORY_LENGTH])
    about = _("%(about)s: %(event)s")
    return tuple(
        row | {"said": str(say(about, about=name, event=event.message))}
        if (name := editions[event.object_id])
        else row
        for event, row in zip(events, trail(events), strict=True)
    )

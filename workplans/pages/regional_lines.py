"""The regional activities on the page of a country."""

from django.db.models import Q
from django.utils.translation import gettext

from commit_portal.addresses import address
from commit_portal.forms.base import Values
from workplans.models import Participation, Seat, Workplan
from workplans.models.activities import ActivityQuerySet
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import lines_shared_with
from workplans.presentation.rows import months
from workplans.presentation.step_links import line_url


def own_part(workplan: Workplan, seat: Seat, activities: ActivityQuerySet) -> list[Values]:
    """Regional lines that name the reader's country, before the plan is approved."""
    lines = activities.not_withdrawn().filter(workplan=workplan).select_related("area", "type")
    year = workplan.cycle.year
    confirmed = set(
        Participation.objects.filter(
            Q(confirmed_at__isnull=False), taskforce=seat.taskforce_id, activity__workplan=workplan
        ).values_list("activity", flat=True)
    )
    takes_part = gettext("You take part")
    must_answer = gettext("The lead must answer: does your country take part?")
    return [
        {
            "code": line.code,
            "url": line_url(workplan, line.number),
            "title": line.title or gettext("No title yet"),
            "second": str(line.type or gettext("No type yet")),
            "runs": months(line.starts_on, line.ends_on, year),
            "status": "confirmed" if line.pk in confirmed else "asked",
            "state": takes_part if line.pk in confirmed else must_answer,
        }
        for line in lines.order_by("area__position", "number")
    ]


def shared_regional(workplan: Workplan, regional_version: int | None) -> list[dict[str, str]]:
    """Regional activities that a country shares, with their pages. Empty on the region's own page."""
    if kind_of(workplan.taskforce).names_countries or regional_version is None:
        return []
    year = workplan.cycle.year
    return [
        {
            "code": line.code,
            "title": line.title,
            "url": address("activity", year, "regional", line.activity.number),
            "runs": months(line.starts_on, line.ends_on, year),
        }
        for line in lines_shared_with(workplan.taskforce_id, regional_version)
    ]

"""What the pages of deciding share: the plan with its permission, the head of a page, the button that sends."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.permits import require
from commit_portal.words import day
from workplans.deciding.queue import Queue, send_words
from workplans.deciding.rules import every_line_is_decided
from workplans.frame.request import seat_of
from workplans.models import Workplan
from workplans.plan.permissions import may_decide
from workplans.plan.queries import rounds_of
from workplans.showing.loading import workplan_or_404
from workplans.submitting.amending import reason_of_amendment

NO_VETO = _(
    "The Secretariat decides on COMMIT support for each line. It has no veto over a government’s own plan."
)


def plan_to_decide(request: HttpRequest, year: int, place: str) -> Workplan:
    """The plan, for who decides on it. 404 for strangers, 403 with the reason for readers."""
    plan = workplan_or_404(request, year, place)
    require(may_decide(seat_of(request), plan))
    return plan


def context_of(plan: Workplan) -> dict[str, Any]:
    """The plan, its addresses and who submitted it: the head of every page of deciding."""
    year, place = plan.cycle.year, plan.taskforce.slug
    return {
        "plan": plan,
        "year": year,
        "place": place,
        "name": plan.taskforce.name,
        "year_url": reverse("year", args=[year]),
        "plan_url": reverse("workplan", args=[year, place]),
        "queue_url": reverse("decisions", args=[year, place]),
        "send_url": reverse("decisions_send", args=[year, place]),
        "rest_url": reverse("decisions_approve_rest", args=[year, place]),
        "submitted_on": day(plan.submitted_at),
        "submitted_by": str(plan.submitted_by) if plan.submitted_by else "",
        "why": reason_of_amendment(plan),
        "round": rounds_of(plan).shown(plan.round),
        "no_veto": NO_VETO,
    }


def send_button(queue: Queue) -> dict[str, Any]:
    """The button that sends, and why it is closed while a line is undecided."""
    left = len(queue.undecided)
    violation = every_line_is_decided(left)
    return {
        "label": send_words(len(queue.lines)) if violation is None else gettext("Send the decisions"),
        "open": violation is None,
        "reason": str(violation) if violation else "",
    }

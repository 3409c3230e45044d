"""What is worth a look before a plan is submitted: money that exceeds the costs in all. Warnings, never refusals."""

from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext

from commit_portal.i18n.formatting import money
from workplans.consultation.queries import beyond_cost, beyond_if_accepted, money_accepted
from workplans.models import Activity, Contribution, Workplan
from workplans.presentation.checklist import Point
from workplans.statuses import ContributionKind


def beyond_in_words(line: Activity) -> str:
    """The sentence where the Secretariat's part, askings, offers and support exceed the costs in all; else empty."""
    beyond = beyond_cost(line)
    if not beyond:
        return ""
    return gettext(
        "%(code)s: the Secretariat and partners together are US$%(beyond)s above the costs in all of US$%(in_all)s. "
        "Ask for less, or raise the costs in all."
    ) % {"code": line.code, "beyond": money(beyond), "in_all": money(line.cost_in_all)}


def before_accepting(support: Contribution) -> str:
    """What to weigh before an offer of money is accepted: more than the line costs, or costs that are not known.

    Empty where the costs in all cover it, and for people or things. It warns and refuses nothing.
    """
    if support.kind != ContributionKind.FUNDS:
        return ""
    line, beyond = support.activity, beyond_if_accepted(support)
    words = {
        "code": line.code,
        "secretariat": money(line.secretariat_cost or Decimal(0)),
        "accepted": money(money_accepted(line)),
    }
    if beyond is None:
        return (
            gettext(
                "%(code)s gives no costs in all: check first whether it needs this much. The Secretariat is asked for "
                "US$%(secretariat)s. Partners give US$%(accepted)s."
            )
            % words
        )
    if not beyond:
        return ""
    return gettext(
        "%(code)s needs less than this. With it, the Secretariat and partners give US$%(beyond)s more than the costs "
        "in all of US$%(in_all)s. You can accept it all the same."
    ) % (words | {"beyond": money(beyond), "in_all": money(line.cost_in_all)})


def points_beyond_cost(workplan: Workplan) -> list[Point]:
    """A point worth a look for each line, of those on the plan, whose money exceeds its costs in all."""
    year, place = workplan.cycle.year, workplan.taskforce.slug
    lines = [
        line for line in workplan.activities.all() if line.cost_in_all is not None and not line.is_withdrawn
    ]
    # Asks only where no page has loaded them: the region's pages do without.
    prefetch_related_objects(lines, "contributions")
    return [
        Point(
            "no_activity",
            gettext("Please check:"),
            said,
            reverse("activity", args=[year, place, line.number]),
        )
        for line in lines
        if (said := beyond_in_words(line))
    ]

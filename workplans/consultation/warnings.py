"""What is worth a look before a plan is submitted: money that exceeds the total cost. Warnings, never refusals."""

from decimal import Decimal

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _

from commit_portal.i18n.formatting import money
from workplans.consultation.queries import beyond_cost, beyond_if_accepted, money_accepted
from workplans.models import Activity, Contribution, Workplan
from workplans.presentation.checklist import Point
from workplans.statuses import ContributionKind


def beyond_in_words(line: Activity) -> str:
    """The sentence where the Secretariat's part, requests, offers and support exceed the total cost; else empty."""
    beyond = beyond_cost(line)
    if not beyond:
        return ""
    return _(
        "%(code)s: Secretariat and partner support is US$%(beyond)s more than the total cost (US$%(in_all)s). Ask for "
        "less, or correct the total cost."
    ) % {"code": line.code, "beyond": money(beyond), "in_all": money(line.cost_in_all)}


def before_accepting(support: Contribution) -> str:
    """What to weigh before an offer of money is accepted: more than the line costs, or costs that are not known.

    Empty where the total cost cover it, and for people or things. It warns and refuses nothing.
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
        said = _(
            "%(code)s has no total cost. Check that it needs this amount. The Secretariat is asked for "
            "US$%(secretariat)s. Partners give US$%(accepted)s."
        )
        return said % words
    if not beyond:
        return ""
    said = _(
        "%(code)s needs less than this. If you accept it, Secretariat and partner support is US$%(beyond)s more than "
        "the total cost (US$%(in_all)s). You can still accept it."
    )
    return said % (words | {"beyond": money(beyond), "in_all": money(line.cost_in_all)})


def points_beyond_cost(workplan: Workplan) -> list[Point]:
    """A point worth a look for each line, of those on the plan, whose money exceeds its total cost."""
    year, place = workplan.cycle.year, workplan.taskforce.slug
    lines = [
        line for line in workplan.activities.all() if line.cost_in_all is not None and not line.is_withdrawn
    ]
    # Asks only where no page has loaded them: the region's pages do without.
    prefetch_related_objects(lines, "contributions")
    return [
        Point(
            "no_activity",
            _("Please check:"),
            said,
            reverse("activity", args=[year, place, line.number]),
        )
        for line in lines
        if (said := beyond_in_words(line))
    ]

"""What an answer to a saved row needs beside the row: the line as the page loads it, and the sums that it changed."""

from decimal import Decimal

from django.db.models import BigIntegerField, QuerySet
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from commit_portal.db.compiled_queries import attach, prepared
from commit_portal.i18n.formatting import money
from workplans.consultation.support_rows import sum_in_words
from workplans.drafting.table.forms import Ground
from workplans.drafting.table.rows import left_words, standing_words, sum_of_area
from workplans.models import Activity, ActivityTarget, Contribution
from workplans.statuses import ContributionStatus


def put_on_ground(line: Activity, ground: Ground) -> None:
    """Give a line its area and targets of the ground, which are loaded: at most one query, for the keys."""
    line.area = next(area for area in ground.areas if area.pk == line.area_id)
    keys = {link.target_id for link in line.target_links.all()}
    links = [ActivityTarget(activity=line, target=one) for one in line.area.targets.all() if one.pk in keys]
    attach([line], "target_links", links, by="activity")


def sums_of(line: Activity) -> SafeString:
    """The money of the plan and of the line's area, as elements; the line gets its support. Two queries."""
    plan = line.workplan
    lines, supports = _costs(workplan=plan.pk), _supports(workplan=plan.pk)
    attach([line], "contributions", supports, by="activity")
    reserve = sum((item.secretariat_cost or Decimal(0) for item in lines if item.is_in_reserve), Decimal(0))
    sums = {
        "committed": standing_words(plan),
        "left": left_words(plan),
        "meter": f"{plan.committed:.2f}",
        "reserve": money(reserve),
        "asked": sum_in_words(supports, ContributionStatus.ASKED),
    }
    area = sum_of_area(line.area, [item for item in lines if item.area_id == line.area_id])
    return format_html_join("", '<b data-sum="{}">{}</b>', sums.items()) + area


@prepared(workplan=BigIntegerField())
def _costs(*, workplan: int) -> QuerySet[Activity]:
    """The lines of a plan with what its sums are made of, and nothing else."""
    lines = Activity.objects.filter(workplan=workplan).order_by()
    return lines.only("area_id", "funding", "secretariat_cost", "withdrawn_at", "workplan_id")


@prepared(workplan=BigIntegerField())
def _supports(*, workplan: int) -> QuerySet[Contribution]:
    """What partners are asked for, offer and give for the lines of a plan."""
    standing = Contribution.objects.filter(activity__workplan=workplan, activity__withdrawn_at__isnull=True)
    return standing.select_related("partner").order_by("pk")

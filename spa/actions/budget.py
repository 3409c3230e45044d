"""Record what a plan of action asks for: the figures of one heading of its budget, over its years."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from commit_portal.i18n import message
from commit_portal.refusals import Violation, obey, require
from commit_portal.workflow import Actor, Mark, require_unchanged
from spa.actions.texts import locked_plan, outdate_reports, record
from spa.budget_table import figures_of, mark_of
from spa.models import ActionPlan, BudgetFigure
from spa.permissions import may_keep_plan
from spa.rules import budget_faults
from spa.statuses import BudgetHeading

SET_BUDGET = "set_budget"


@transaction.atomic
def set_budget(
    plan: ActionPlan,
    heading: BudgetHeading,
    figures: Mapping[int, Decimal | None],
    *,
    source: str,
    remark: str = "",
    seen: Mark | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Let a heading have these figures by year, in US dollars, and no others. The remark is that of all of them.

    The source is that of the figures that change; where the figures stay as they are, of all of them. "" leaves theirs.

    It is no text of the plan: an endorsed plan may get its budget too. Reports of its years are out of date. Raises `Refused`,
    `RuleBroken`, or `StaleRow` where the figures are others than those `seen`. Saving the same leaves no event.
    """
    require(may_keep_plan(by))
    plan = locked_plan(plan)
    held = figures_of(plan, heading)
    before = mark_of(held)
    require_unchanged(plan, seen=seen, now=before)
    given = {year: amount for year, amount in figures.items() if amount is not None}
    amounts = {one.year: one.amount for one in held}
    changed = {year: amount for year, amount in given.items() if amounts.get(year) != amount}
    obey(*budget_faults(plan, changed, source))
    source, remark = source.strip(), remark.strip()
    if (source or remark) and not given and not amounts:
        obey(Violation("budget", _("Give at least one figure.")))
    held.exclude(year__in=given).delete()
    for year, amount in given.items():
        figure = {"amount": amount, "remark": remark}
        if source and (year in changed or given == amounts):
            figure["source"] = source
        BudgetFigure.objects.update_or_create(plan=plan, heading=heading, year=year, defaults=figure)
    if mark_of(figures_of(plan, heading)) == before:
        return
    of = message(f"budget.{heading}")
    facts = message("plan.budget_removed", heading=of)
    if given:
        told = tuple(
            message("plan.budget_figure", year=str(year), amount=amount)
            for year, amount in (changed or given).items()
        )
        said = source or "; ".join(dict.fromkeys(one.source for one in figures_of(plan, heading)))
        facts = message("plan.budget_set", heading=of, figures=told, source=said)
    outdate_reports(plan)
    record(SET_BUDGET, plan, facts, by=by, now=now, note=remark, label=heading.value, counts=False)

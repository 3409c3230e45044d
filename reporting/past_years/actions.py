"""Load the rows of a spreadsheet about past years, and remove a year that was loaded."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commit_portal.i18n import Param, say
from commit_portal.refusals import SomebodyWasFaster, Violation, obey, require, unless_taken
from commit_portal.statuses import EventAudience
from commit_portal.workflow import record_event
from reporting.models import PastImport, PastRow
from reporting.past_years.queries import edition_on, years_to_load
from reporting.shared.years import bump_with_later
from spa.actions.texts import count_up, locked_plan
from spa.models import ActionPlan
from workplans.models import AnnualCycle, Seat
from workplans.years.permissions import may_keep_years

# The code of what is wrong with a past year. No numbered rule speaks of them.
PAST_YEAR = "PAST-YEAR"


@transaction.atomic
def load_past_years(
    waiting: PastImport, rows: Sequence[tuple[PastRow | None, Mapping[str, Any]]], *, by: Seat, now: datetime
) -> int:
    """Write the rows of a kept spreadsheet: the saved row (None for a new one), its columns and year. Returns how many.

    A year that is not there yet is made as a loaded one, so it has no workplan, no step and no review. Raises `Refused`,
    `RuleBroken`, and `SomebodyWasFaster` where the plan, or what is loaded of its years, has changed since the preview.
    """
    require(may_keep_years(by))
    plan = locked_plan(waiting.plan)
    is_old = plan.row_version != waiting.plan_version
    if is_old or not PastImport.objects.claim(waiting, by=by.user):
        said = _("Nothing was saved. Someone changed the plan of action or past years. Send the file again.")
        raise SomebodyWasFaster(said)
    cycles: dict[int, AnnualCycle] = {}
    for saved, given in rows:
        columns = dict(given)
        year = columns.pop("year")
        cycles[year] = cycles.get(year) or _loaded_year(plan, year, now.date())
        row = saved or PastRow(cycle=cycles[year])
        for name, value in {**columns, "loaded_at": now, "loaded_by": by.user}.items():
            setattr(row, name, value)
        row.save()
    facts: Mapping[str, Param] = {"years": tuple(map(str, sorted(cycles))), "count": len(rows)}
    record_event("load_past_years", plan, by=by, now=now, facts=facts, audience=EventAudience.SECRETARIAT)
    count_up(plan)
    for _year, cycle in sorted(cycles.items()):
        bump_with_later(cycle)
    return len(rows)


@transaction.atomic
def remove_past_year(cycle: AnnualCycle, *, by: Seat, now: datetime) -> None:
    """Remove a loaded year with all its rows. Raises `Refused`, and `RuleBroken` where an edition was made with it."""
    require(may_keep_years(by))
    plan = locked_plan(cycle.plan)
    obey(against_removal(cycle))
    count_up(plan)
    bump_with_later(cycle)
    cycle.past_rows.all().delete()
    AnnualCycle.every.filter(pk=cycle.pk, is_loaded=True).delete()
    facts = {"year": str(cycle.year)}
    record_event("remove_past_year", plan, by=by, now=now, facts=facts, audience=EventAudience.SECRETARIAT)


def against_removal(cycle: AnnualCycle) -> Violation | None:
    """That an edition was made with a loaded year: its readers can still ask where a status comes from."""
    if (edition := edition_on(cycle)) is None:
        return None
    said = _(
        "Edition %(edition)s of the report %(year)s uses these rows, so they cannot be removed. Load corrected rows instead."
    )
    return Violation(PAST_YEAR, say(said, edition=edition.edition, year=str(edition.cycle.year)))


def _loaded_year(plan: ActionPlan, year: int, on: date) -> AnnualCycle:
    """The year, made where it is not there; a year that was opened meanwhile is refused."""
    said = say(_("%(year)s was opened in the portal. Delete this year from the file."), year=str(year))
    obey(None if year in years_to_load(plan, on) else Violation(PAST_YEAR, said))
    days = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
    made = {"plan_revision": plan.revision, **days}
    with unless_taken(said):
        # A year that was opened a moment ago has the number, and is not found here.
        return AnnualCycle.every.get_or_create(year=year, plan=plan, is_loaded=True, defaults=made)[0]

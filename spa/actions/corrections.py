"""Correct the texts of a closed plan of action (SPA-1)."""

from datetime import date, datetime

from django.db import transaction

from commit_portal.i18n.messages import message
from commit_portal.refusals import obey, require
from commit_portal.statuses import EventAudience
from commit_portal.workflow.events import record_event
from commit_portal.workflow.lifecycle import Actor
from spa.actions.texts import count_up, kind_of, locked_plan, plan_of, take_back_proposal
from spa.models import Area, Correction, MenuActivity, Target
from spa.permissions import may_keep_plan
from spa.queries import PlanText, newest_wording
from spa.rules import correction_changes_something, correction_lies_in_the_plan, plan_is_closed, text_faults


@transaction.atomic
def correct_text(
    row: PlanText,
    *,
    text: str,
    reason: str,
    source: str,
    in_force_from: date,
    by: Actor,
    now: datetime,
) -> Correction:
    """Correct an area's title, a target or an activity area from a day on; the row keeps its key.

    It corrects the wording of the newest adopted revision, in all revisions that have this wording.

    A reading as of an earlier day keeps the older text. Raises `Refused`, or `RuleBroken`: the plan is open,
    the text is the one that counts, the day is before the plan, it is of a draft, reason or source is missing.
    """
    require(may_keep_plan(by))
    plan = locked_plan(plan_of(row))
    correction = Correction(
        area=row if isinstance(row, Area) else None,
        target=row if isinstance(row, Target) else None,
        menu_activity=row if isinstance(row, MenuActivity) else None,
        text=text,
        reason=reason,
        source=source,
        by=by.user,
        made_at=now,
        in_force_from=in_force_from,
        since_revision=newest_wording(row, plan.revision),
    )
    obey(
        plan_is_closed(plan),
        *text_faults(correction),
        correction_lies_in_the_plan(correction, plan),
        correction_changes_something(correction, row),
    )
    correction.save()
    count_up(plan)
    take_back_proposal(plan)
    record_event(
        "correct_text",
        plan,
        by=by,
        now=now,
        facts=message(f"{kind_of(row)}.corrected", code=row.code, day=in_force_from, source=source),
        note=reason,
        label=row.code,
        audience=EventAudience.READERS,
    )
    return correction

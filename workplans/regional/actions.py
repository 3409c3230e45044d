"""The regional workplan: each country confirms, and a second person approves the plan."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import Param
from commit_portal.refusals import Refused, obey, require
from commit_portal.workflow import record_event, require_unchanged, walk
from commit_portal.workflow.optimistic_locking import save_if_unchanged
from workplans.consultation.actions.openings import end_support_of_withdrawn_lines
from workplans.funding.actions import follow_costs
from workplans.models import Activity, Participation, Seat, Workplan
from workplans.plan import versions
from workplans.plan.lifecycle import PROPOSE_REGIONAL, PUT_IN_FORCE
from workplans.plan.line_history import values_of, write_history
from workplans.plan.locking import bump_revision, locked_activity, locked_for_step, settle
from workplans.plan.permissions import may_confirm_participation
from workplans.plan.queries import DECLINE
from workplans.presentation.loaders import lines_loaded
from workplans.statuses import LineState, Step

ANSWERED_ALREADY = _(
    "You already answered, or your country is no longer in the activity. Look at the activity."
)


@transaction.atomic
def confirm_participation(
    participation: Participation, *, seen: str | None = None, by: Seat, now: datetime
) -> Participation:
    """Confirm that the country takes part. After that, others see its name.

    Makes open forms of the activity stale. Raises `Refused`; with `seen`, `StaleRow` when the activity has changed
    since the lead read it (`asked_mark`).
    """
    line = _asked(participation, seen=seen, by=by)
    if not Participation.objects.filter(pk=participation.pk, confirmed_at__isnull=True).update(
        confirmed_at=now, confirmed_by=by.user
    ):
        raise Refused(ANSWERED_ALREADY)
    save_if_unchanged(line, seen=line.row_version)
    _record("confirm", line, participation, by=by, now=now)
    participation.refresh_from_db()
    return participation


@transaction.atomic
def decline_participation(
    participation: Participation, *, seen: str | None = None, by: Seat, now: datetime
) -> None:
    """Record that the country does not take part. The activity no longer names it.

    Makes open forms of the activity stale: they would name the country again. Raises `Refused`; with `seen`,
    `StaleRow` when the activity has changed since the lead read it (`asked_mark`).
    """
    line = _asked(participation, seen=seen, by=by)
    before = values_of(line)
    if not Participation.objects.filter(pk=participation.pk).delete()[0]:
        raise Refused(ANSWERED_ALREADY)
    save_if_unchanged(line, seen=line.row_version)
    write_history(line.workplan, [(line, before, values_of(line))], by=by, now=now)
    settle(line.workplan)
    _record(DECLINE, line, participation, by=by, now=now)


@transaction.atomic
def propose_regional(workplan: Workplan, *, seen: str | None = None, by: Seat, now: datetime) -> Workplan:
    """Ask a second person of the regional office to approve the plan (WP-5, WP-10).

    With `seen`, raises `StaleRow` when the plan has changed since (`regional_mark`).
    """
    plan = locked_for_step(workplan, PROPOSE_REGIONAL, seen=seen, mark=versions.regional_mark, by=by)
    with lines_loaded(plan, by):
        walk(plan, PROPOSE_REGIONAL, by=by, now=now, also=plan.submission_by(by.user, now=now))
    versions.freeze_submitted(plan, by=by, now=now)
    return plan


@transaction.atomic
def put_in_force(workplan: Workplan, *, seen: str | None = None, by: Seat, now: datetime) -> Workplan:
    """Freeze the approved regional plan. Every taskforce reads it after that.

    With `seen`, raises `StaleRow` when the plan has changed since (`regional_mark`): for example, a country declined.
    """
    plan = locked_for_step(workplan, PUT_IN_FORCE, seen=seen, mark=versions.regional_mark, by=by)
    plan.activities.put_forward().update(state=LineState.APPROVED)
    end_support_of_withdrawn_lines(plan, by=by, now=now)
    lines = versions.lines_of_record(plan)
    obey(versions.wp_3_of_record(plan, lines))
    follow_costs(plan, lines)
    with lines_loaded(plan, by):
        walk(plan, PUT_IN_FORCE, by=by, now=now, also={"decided_at": now, "decided_by": by.user})
    versions.freeze_of_record(plan, lines, by=by, now=now)
    # End the year's step of the regional workplan on this day, unless its end is recorded.
    on = timezone.localdate(now)
    plan.cycle.steps.filter(step=Step.REGIONAL, actual_until__isnull=True).filter(
        Q(actual_from__isnull=True) | Q(actual_from__lte=on)
    ).update(actual_from=Coalesce("actual_from", Value(on)), actual_until=on)
    bump_revision(plan.cycle)
    return plan


def _asked(participation: Participation, *, seen: str | None, by: Seat) -> Activity:
    """Lock the activity for the answer of one country. The answer of another country does not make its page stale."""
    line = locked_activity(participation.activity)
    participation.activity = line
    require(may_confirm_participation(by, participation))
    require_unchanged(line, seen=seen, now=versions.asked_mark(line))
    return line


def _record(verb: str, line: Activity, participation: Participation, *, by: Seat, now: datetime) -> None:
    """Leave the event of a country's answer. Its facts name the country for `declines_that_stand`."""
    taskforce = participation.taskforce
    facts: dict[str, Param] = {"code": line.code, "activity_number": line.number}
    facts |= {"country": taskforce.name, "place": taskforce.slug}
    record_event(verb, line.workplan, by=by, now=now, label=line.code, facts=facts)

"""Decisions line by line. They can change, and only the Secretariat sees them, until all are sent at once."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F, QuerySet

from commit_portal.i18n import message, say
from commit_portal.refusals import Refused, obey, require
from commit_portal.statuses import EventAudience
from commit_portal.workflow import may_walk, record_event, require_unchanged, walk
from workplans.comments.actions import start_threads_of_returns
from workplans.consultation.actions.openings import end_support_of_withdrawn_lines
from workplans.deciding import rules
from workplans.funding.actions import follow_costs
from workplans.models import Activity, LineDecision, Seat, Workplan
from workplans.plan import versions
from workplans.plan.lifecycle import SEND_DECISIONS
from workplans.plan.locking import bump_revision, locked_activity, locked_for_step
from workplans.plan.queries import decisions_to_send
from workplans.statuses import Outcome, WorkplanStatus

_tell_the_secretariat = partial(record_event, "decide", audience=EventAudience.SECRETARIAT)


@transaction.atomic
def record_decision(
    activity: Activity,
    outcome: str,
    *,
    reason: str = "",
    seen: int | None = None,
    shown: str | None = None,
    by: Seat,
    now: datetime,
) -> LineDecision:
    """Record or change the decision on one line of this round. Nobody outside the Secretariat sees it yet.

    Each line has a transaction of its own, also where the desk records many at once: a line that somebody changed
    meanwhile, or a return without a reason, must not undo the other lines. Decisions depend on each other only when
    they are sent, and `send_decisions` asks for all of them.

    Raises `Refused`, or `RuleBroken` with WP-7 (a return without a reason) or WP-8 (own hands); with
    `seen`, `StaleRow` when the line was taken back, changed and submitted again since it was read; with `shown`
    (`decision_mark`), `StaleRow` when a colleague recorded something else. The same decision recorded twice is one
    decision, without a second event: a browser that did not get the answer may send it again.
    """
    line = locked_activity(activity)
    require(may_walk(line.workplan, SEND_DECISIONS, by=by))
    require_unchanged(line, seen=seen, now=line.row_version)
    if not line.workplan.activities.awaiting_decision().filter(pk=line.pk).exists():
        raise Refused(say(rules.NO_DECISION_NEEDED, code=line.code))
    recorded = decisions_to_send(line.workplan).filter(activity=line).first()
    if recorded is not None and versions.decision_mark(recorded) == versions.decision_text_mark(
        outcome, reason
    ):
        return recorded
    require_unchanged(line, seen=shown, now=versions.decision_mark(recorded))
    obey(rules.wp_7(outcome, reason), rules.wp_8(line, by.user.pk), rules.outcome_fits(line, outcome))
    decision, _ = LineDecision.objects.update_or_create(
        activity=line,
        round=line.workplan.round,
        defaults={"outcome": outcome, "reason": reason.strip(), "by": by.user, "at": now},
    )
    said = message(f"decision.recorded_{decision.outcome}", code=line.code)
    _tell_the_secretariat(line.workplan, facts=said, label=line.code, by=by, now=now)
    return decision


@transaction.atomic
def clear_decision(activity: Activity, *, shown: str | None = None, by: Seat, now: datetime) -> None:
    """Take a recorded decision of this round back, before it is sent. The line waits again.

    With `shown` (`decision_mark`), raises `StaleRow` when a colleague recorded something else since. Where none is
    recorded any more, nothing happens.
    """
    line = locked_activity(activity)
    require(may_walk(line.workplan, SEND_DECISIONS, by=by))
    recorded = decisions_to_send(line.workplan).filter(activity=line).first()
    if recorded is not None:
        require_unchanged(line, seen=shown, now=versions.decision_mark(recorded))
        recorded.delete()
        said = message("decision.cleared", code=line.code)
        _tell_the_secretariat(line.workplan, facts=said, label=line.code, by=by, now=now)


@transaction.atomic
def approve_all_left(workplan: Workplan, *, seen: str | None = None, by: Seat, now: datetime) -> int:
    """Approve every line that is still undecided, or note it where it asks no money. Returns how many.

    With `seen`, raises `StaleRow` when the round has changed since (`decisions_mark`). Raises `SomebodyWasFaster`
    where somebody has sent the decisions.
    """
    plan = locked_for_step(workplan, SEND_DECISIONS, seen=seen, mark=versions.decisions_mark, by=by)
    left = list(_undecided(plan))
    for line in left:
        line.workplan = plan
    obey(*(rules.wp_8(line, by.user.pk) for line in left))
    LineDecision.objects.bulk_create(
        LineDecision(activity=line, round=plan.round, outcome=rules.outcomes_for(line)[0], by=by.user, at=now)
        for line in left
    )
    _tell_the_secretariat(plan, facts=message("decision.rest_approved", count=len(left)), by=by, now=now)
    return len(left)


@transaction.atomic
def send_decisions(workplan: Workplan, *, seen: str | None = None, by: Seat, now: datetime) -> Workplan:
    """Send every decision of the round at once; the plan is approved, or returned with its reasons.

    Approved and noted lines enter the approved version, also where other lines are returned. Each return starts a
    thread of comments for taskforce and Secretariat. Raises `RuleBroken`
    where a line is undecided or the approved version would exceed the ceiling: then nothing is sent. With `seen`,
    raises `StaleRow` when the round has changed since (`decisions_mark`). Raises `SomebodyWasFaster` where somebody
    has sent them.
    """
    plan = locked_for_step(workplan, SEND_DECISIONS, seen=seen, mark=versions.decisions_mark, by=by)
    obey(rules.every_line_is_decided(_undecided(plan).count()))
    for outcome in Outcome:
        decided = decisions_to_send(plan).filter(outcome=outcome).values("activity")
        Activity.objects.filter(pk__in=decided).update(state=outcome.state, row_version=F("row_version") + 1)
    returns = list(decisions_to_send(plan).filter(outcome=Outcome.RETURN))
    decisions_to_send(plan).update(sent_at=now)
    start_threads_of_returns(plan, returns, by=by, now=now)
    plan.activities.update(unlocked=False)
    returned = plan.activities.returned()
    returned.update(unlocked=True)
    end_support_of_withdrawn_lines(plan, by=by, now=now)
    lines = versions.lines_of_record(plan)
    obey(versions.wp_3_of_record(plan, lines))
    follow_costs(plan, lines)
    back = returned.count()
    walk(
        plan,
        SEND_DECISIONS,
        by=by,
        now=now,
        target=WorkplanStatus.RETURNED if back else WorkplanStatus.APPROVED,
        facts={"count": back},
        also={"decided_at": now, "decided_by": by.user},
    )
    versions.freeze_of_record(plan, lines, by=by, now=now)
    bump_revision(plan.cycle)
    return plan


def _undecided(plan: Workplan) -> QuerySet[Activity]:
    return plan.activities.awaiting_decision().exclude(pk__in=decisions_to_send(plan).values("activity"))

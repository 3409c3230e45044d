"""Submit a plan, take it back, amend it, undo the changes of a line, drop the amendment, close it, reopen it."""

from collections.abc import Collection
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from commit_portal.db.related_rows import listed
from commit_portal.refusals import obey, require
from commit_portal.workflow import record_event, require_unchanged, walk
from commit_portal.workflow.optimistic_locking import save_if_unchanged
from workplans.consultation.actions.needs import name_needs
from workplans.consultation.actions.openings import end_open_support_of_plan
from workplans.drafting.writing import tell_the_taskforce, write_links
from workplans.ministries.agreement import as_stored
from workplans.ministries.queries import answers_of, content_of_plan
from workplans.ministries.rules import only_a_yes_is_named
from workplans.models import Activity, Ministry, Seat, Workplan
from workplans.plan import amendments, line_content, line_history, locking, permissions, rules, versions
from workplans.plan.lifecycle import AMEND, CLOSE, DROP_AMENDMENT, REOPEN, SUBMIT, TAKE_BACK
from workplans.presentation.loaders import lines_loaded
from workplans.statuses import WorkplanStatus


@transaction.atomic
def submit_workplan(
    workplan: Workplan,
    *,
    agreed_on: date | None,
    agreed_by: Collection[Ministry],
    seen: int | None = None,
    by: Seat,
    now: datetime,
) -> Workplan:
    """Hand the plan to the Secretariat, and freeze it as a submitted version.

    `agreed_by` are the ministries that agree. Each is stored with the day of its yes, of how many ministries. A line
    with the same content as in the approved version keeps its decision (WP-9). Raises `Refused`,
    `RuleBroken` (WP-2 to WP-5, WP-9, WP-11), `SomebodyWasFaster`; with `seen`, `StaleRow` when the plan
    has changed since the answers were checked.
    """
    plan = locking.locked_for_step(workplan, SUBMIT, seen=seen, mark=attrgetter("row_version"), by=by)
    plan.agreed_on = agreed_on
    answers, content, today = answers_of(plan), content_of_plan(plan), timezone.localdate(now)
    obey(rules.wp_11(plan, today=today), only_a_yes_is_named(agreed_by, answers, content))
    named = [answer for answer in answers if answer.ministry in agreed_by]
    # One that said yes and has ended since is one of them.
    counted = plan.taskforce.ministries.running(plan.ministries_on(today))
    every = {*counted, *(answer.ministry for answer in named)}
    agreed = {
        "agreed_on": agreed_on,
        "agreed_by": "\n".join(str(answer.ministry) for answer in named),
        "agreement": as_stored(named, content, of=len(every)),
    }
    _let_decisions_stand(plan)
    with lines_loaded(plan, by):
        walk(
            plan,
            SUBMIT,
            by=by,
            now=now,
            also={
                **locking.announced_columns(plan, plan.committed),
                **agreed,
                **plan.submission_by(by.user, now=now),
                "row_version": plan.row_version + 1,
            },
        )
    versions.freeze_submitted(plan, by=by, now=now)
    return plan


@transaction.atomic
def take_back_workplan(workplan: Workplan, *, by: Seat, now: datetime) -> Workplan:
    """Undo the submission, as long as no decision is recorded. Its round stays counted."""
    plan = locking.locked_workplan(workplan)
    walk(plan, TAKE_BACK, by=by, now=now, target=plan.submitted_from)
    return plan


@transaction.atomic
def amend_workplan(workplan: Workplan, *, note: str, by: Seat, now: datetime) -> Workplan:
    """Open an approved plan again. The approved version counts until the next decisions are sent."""
    plan = locking.locked_workplan(workplan)
    walk(plan, AMEND, by=by, now=now, note=note)
    return plan


@transaction.atomic
def undo_changes(activity: Activity, *, seen: int | None = None, by: Seat, now: datetime) -> Activity:
    """Give a line its text from before the amendment. The decision on that text is valid again (WP-9).

    Checks only the ceiling (WP-3), because the text was approved or submitted before. Open questions to partners stay
    open. In the regional workplan each country has to confirm again. Raises `Refused`, `RuleBroken` with WP-3 or (for
    technical needs, see `save_line`) CO-3, or, with `seen`, `StaleRow`.
    """
    line = locking.locked_activity(activity)
    require_unchanged(line, seen=seen, now=line.row_version)
    require(permissions.may_undo_changes(by, line))
    before, was = amendments.lines_before(line.workplan)[line.pk], line_history.values_of(line)
    save_if_unchanged(line, seen=line.row_version, withdrawn_at=None, withdrawn_by=None)
    change = amendments.change_of_line(before, line)
    if change is not None and change.fields:
        save_if_unchanged(
            line,
            seen=line.row_version,
            **line_content.as_columns(before.content),
            state=before.state,
            changed_by=by.user,
            changed_at=now,
        )
        write_links([(line, before.targets, [taskforce for taskforce, _ in before.countries])])
        name_needs([(line, [what for what, _ in before.needs])])
        for taskforce, role in before.countries:
            line.participations.filter(taskforce=taskforce).update(
                role=role, confirmed_at=None, confirmed_by=None
            )
        line_history.write_history(line.workplan, [(line, was, line_history.values_of(line))], by=by, now=now)
    locking.settle(line.workplan)
    tell_the_taskforce("undo", line, by, now)
    return line


@transaction.atomic
def drop_amendment(workplan: Workplan, *, seen: int | None = None, by: Seat, now: datetime) -> Workplan:
    """Undo the opening of an amendment that changes nothing: the plan is approved again.

    Decisions stay. The plan gets the agreement and the submission of its approved version again. A submission that
    was taken back meanwhile stays in the history, and its round stays counted. Raises `Refused`, `RuleBroken`,
    `SomebodyWasFaster`; with `seen`, `StaleRow` when the plan has changed since it was read.
    """
    plan = locking.locked_for_step(workplan, DROP_AMENDMENT, seen=seen, mark=attrgetter("row_version"), by=by)
    _let_decisions_stand(plan)
    walk(
        plan,
        DROP_AMENDMENT,
        by=by,
        now=now,
        also={**_as_of_record(plan), "row_version": plan.row_version + 1},
    )
    return plan


@transaction.atomic
def close_workplan(workplan: Workplan, *, seen: str | None = None, by: Seat, now: datetime) -> Workplan:
    """Close the plan with the SOM review. An open amendment is set aside, with an event of its own.

    Its changes stay in the lines until the plan is reopened and amended. Meanwhile readers see the approved version,
    and the plan has the agreement and the submission of that version again.

    Raises `Refused`, or `RuleBroken` where nothing is approved; with `seen` (the state on the page), `StaleRow`
    where the plan is in another state.
    """
    plan = locking.locked_for_step(workplan, CLOSE, seen=seen, mark=attrgetter("status"), by=by)
    was_amended = plan.status != WorkplanStatus.APPROVED
    walk(plan, CLOSE, by=by, now=now, also={**_as_of_record(plan), "closed_at": now, "closed_by": by.user})
    if was_amended:
        record_event("set_aside", plan, by=by, now=now)
    end_open_support_of_plan(plan, by=by, now=now)
    return plan


@transaction.atomic
def reopen_workplan(workplan: Workplan, *, note: str, by: Seat, now: datetime) -> Workplan:
    """Open a closed plan again, as approved, with a reason."""
    plan = locking.locked_workplan(workplan)
    walk(plan, REOPEN, by=by, now=now, note=note, also={"closed_at": None, "closed_by": None})
    return plan


def _as_of_record(plan: Workplan) -> dict[str, Any]:
    """The columns that a submission writes beside the state, with the values of the approved version."""
    version = plan.of_record
    submission = amendments.submission_of(version) if version else None
    if version is None or submission is None:
        return {}
    return {
        "agreed_on": version.agreed_on,
        "agreed_by": version.agreed_by,
        "agreement": version.agreement,
        "submitted_at": submission.made_at,
        "submitted_by": submission.made_by,
    }


def _let_decisions_stand(plan: Workplan) -> None:
    """Give lines that have the content of the approved version their state back: they need no new decision."""
    if plan.of_record is None:
        return
    record = versions.frozen_lines(plan.of_record)
    waiting = plan.activities.awaiting_decision().prefetch_related(
        "target_links", "participations", "contributions", "technical_needs"
    )
    approved = ((line, old) for line in waiting if (old := record.get(line.pk)) and not old.withdrawn)
    standing = listed((old.state, line.pk) for line, old in approved if versions.same_content(old, line))
    for state, lines in standing.items():
        Activity.objects.filter(pk__in=lines).update(state=state, row_version=F("row_version") + 1)

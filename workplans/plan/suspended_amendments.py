"""An amendment that was open when its plan was closed. Its changes stay in the live lines, but are not in force.

Pages show the approved version instead, until the plan is amended again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from commit_portal.workflow.events import events_about
from workplans.models import Activity, VersionLine, Workplan, WorkplanVersion
from workplans.plan.amendments import LineChange, changes_of_amendment, needs_differ, submission_of
from workplans.plan.lifecycle import CLOSE
from workplans.statuses import IN_FORCE, Funding


@dataclass(frozen=True)
class SuspendedAmendment:
    """What it would change: lines, and whether the needs in words. `record` is in force in its place."""

    record: WorkplanVersion
    changes: tuple[LineChange, ...]
    needs: bool


def set_aside(plan: Workplan, lines: Iterable[Activity] | None = None) -> SuspendedAmendment | None:
    """What is left of an amendment that was open when the plan was closed; None where nothing is.

    `lines` where they are loaded already. Only closing leaves one behind: a plan that never was closed costs one
    query, and nothing is compared.
    """
    if plan.status not in IN_FORCE or plan.of_record is None:
        return None
    if not events_about(plan).filter(verb=CLOSE.name).exists():
        return None
    aside = SuspendedAmendment(plan.of_record, tuple(changes_of_amendment(plan, lines)), needs_differ(plan))
    return aside if aside.changes or aside.needs else None


def lines_in_force(
    record: WorkplanVersion, load: Callable[[WorkplanVersion], Iterable[VersionLine]]
) -> list[VersionLine]:
    """The lines of an approved version with those in reserve, which were submitted with it: in the order of the
    plan. `load` reads the lines of a version with what hangs on them.
    """
    submission = submission_of(record)
    reserve = [line for line in load(submission) if line.funding == Funding.RESERVE] if submission else []
    waiting = {line.activity_id for line in reserve}
    lines = [*(line for line in load(record) if line.activity_id not in waiting), *reserve]
    return sorted(lines, key=lambda line: (line.area.position, line.code))

"""Whether somebody may still know what a mail is about, when it leaves. What waits ends when it is done."""

from datetime import date

from commit_portal.mail.payload import MailPayload
from reporting.notices.recipients import HeldSeats
from reporting.notices.reminder_tasks import tasks_of
from reporting.notices.subject_titles import Names
from reporting.notices.subjects import SubjectAccess
from workplans.models import Seat
from workplans.statuses import TASKFORCE_ROLES

# Told to the desk about tasks that are not its own.
OF_OTHERS = "late_with_them"


def may_still_know(seat: Seat | None, facts: MailPayload, *, on: date) -> bool:
    """Return whether a seat may know a fact on a day. `seat` is None where it is not held any more."""
    if seat is None:
        return False
    if facts.task:
        held = _of_the_taskforce(facts, on) if facts.verb == OF_OTHERS else [seat]
        return any(task.is_meant_by(facts) for one in held for task in tasks_of(one, on=on))
    # Without the names of places no line is read for its title.
    return SubjectAccess([(seat, facts)], Names(())).of(seat, facts).is_known


def _of_the_taskforce(facts: MailPayload, on: date) -> list[Seat]:
    held = HeldSeats(on).with_role(*TASKFORCE_ROLES)
    return [seat for seat in held if seat.taskforce and seat.taskforce.slug == facts.place]

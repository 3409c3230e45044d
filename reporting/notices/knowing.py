"""Whether somebody may still know what a mail is about, when it leaves. What waits ends when it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import resolve

from commit_portal.mail_facts import Facts
from reporting.models import AnnualReport
from reporting.notices.recipients import Seats
from reporting.notices.table import STILL, Still
from reporting.notices.waits import tasks_of
from workplans.models import Comment, Seat, Workplan
from workplans.plan.visibility import (
    activities_visible_to,
    comments_visible_to,
    drafts_visible_to,
    lines_visible_to,
    versions_visible_to,
)
from workplans.statuses import TASKFORCE_ROLES

# Told to the desk about tasks that are not its own.
OF_OTHERS = "late_with_them"


def may_still_know(seat: Seat | None, facts: Facts, *, on: date) -> bool:
    """Return whether a seat may know a fact on a day. `seat` is None where it is not held any more."""
    if seat is None:
        return False
    if facts.task:
        held = _of_the_taskforce(facts, on) if facts.verb == OF_OTHERS else [seat]
        return any(task.is_meant_by(facts) for one in held for task in tasks_of(one, on=on))
    return _ASKED[STILL.get(facts.verb, Still.SEAT)](seat, facts)


def _reads_draft(seat: Seat, facts: Facts) -> bool:
    plan = Workplan.objects.filter(cycle__year=facts.year or 0, taskforce__slug=facts.place)
    return (
        drafts_visible_to(seat).filter(pk__in=plan).exists()
        or activities_visible_to(seat).filter(workplan__in=plan).exists()
        or lines_visible_to(seat).filter(version__workplan__in=plan).exists()
    )


def _reads_version(seat: Seat, facts: Facts) -> bool:
    return (
        versions_visible_to(seat)
        .filter(workplan__cycle__year=facts.year or 0, workplan__taskforce__slug=facts.place)
        .exists()
    )


def _reads_edition(seat: Seat, facts: Facts) -> bool:
    editions = AnnualReport.objects.visible_to(seat)
    return editions.filter(cycle__year=facts.year or 0, edition=facts.number or 0).exists()


def _reads_thread(seat: Seat, facts: Facts) -> bool:
    return _threads(seat, facts).exists()


def _reads_words(seat: Seat, facts: Facts) -> bool:
    """Somebody else's words must still stand in the thread."""
    thread = _threads(seat, facts).first()
    if thread is None:
        return False
    words = Comment.objects.filter(Q(pk=thread.pk) | Q(parent=thread.pk), taken_back_at__isnull=True)
    return words.exclude(by=seat.user_id).exists()


def _threads(seat: Seat, facts: Facts) -> QuerySet[Comment]:
    return comments_visible_to(seat).filter(key=resolve(facts.link).kwargs["thread"])


def _of_the_taskforce(facts: Facts, on: date) -> list[Seat]:
    held = Seats(on).with_role(*TASKFORCE_ROLES)
    return [seat for seat in held if seat.taskforce and seat.taskforce.slug == facts.place]


_ASKED: dict[Still, Callable[[Seat, Facts], bool]] = {
    Still.SEAT: lambda _seat, _facts: True,
    Still.DRAFT: _reads_draft,
    Still.VERSION: _reads_version,
    Still.EDITION: _reads_edition,
    Still.THREAD: _reads_thread,
    Still.WORDS: _reads_words,
}

"""What waits for a seat, as facts: the tasks of the home page without the words of any plan."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import resolve, reverse

from commit_portal.i18n.messages import Message
from commit_portal.mail.payload import LINK_PARTS, MailPayload
from reporting.home.task_facts import HomeTask
from reporting.home.task_list import waiting_for
from workplans.models import Seat

# The task whose title is a sentence of the decisions' own queue.
SEND = "send"


@dataclass(frozen=True)
class Task:
    """A task of a seat: its facts without a verb of their own, and its last day.

    `short_name` names it among all tasks, in the key of a notice.
    """

    short_name: str
    task: str
    year: int | None
    place: str
    link: str
    due: date | None
    owed_by_others: bool

    def facts(self, verb: str, *, days_left: int | None = None) -> MailPayload:
        """The facts of a notice about this task."""
        return MailPayload(
            verb=verb,
            task=self.task,
            year=self.year,
            place=self.place,
            day=self.due,
            count=days_left,
            link=self.link,
        )

    def is_meant_by(self, facts: MailPayload) -> bool:
        """Whether a notice is about this task."""
        return (facts.task, facts.link, facts.day) == (self.task, self.link, self.due)


def tasks_of(seat: Seat, *, on: date) -> list[Task]:
    """What waits for a seat on a day, the nearest first."""
    return list(_tasks(waiting_for(seat, on=on)))


def task_of_code(code: str) -> str:
    """The task of a title on the home page. Of the regional plan it is the same one: the notice names the place."""
    return code.removeprefix("task.").removesuffix("_regional")


def _tasks(waiting: list[HomeTask]) -> Iterator[Task]:
    for one in waiting:
        task = task_of_code(one.title.code) if isinstance(one.title, Message) else SEND
        found = resolve(one.url.partition("#")[0].partition("?")[0])
        year, place = found.kwargs.get("year"), found.kwargs.get("place", "")
        yield Task(
            short_name=f"{task}:{_digest(one.url)}",
            task=task,
            year=year,
            place=place,
            link=_link(one.url, found.kwargs),
            due=one.due,
            owed_by_others=one.owed_by_others,
        )


def _digest(url: str) -> str:
    """The address, short enough for a key."""
    return hashlib.sha256(url.encode()).hexdigest()[:12]


def _link(url: str, parts: dict[str, object]) -> str:
    """The address of the task; that of its plan where the task's own names a partner."""
    if parts.keys() <= LINK_PARTS and "?" not in url:
        return url
    return reverse("workplan", args=[parts["year"], parts["place"]])

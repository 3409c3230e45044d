"""The kinds of jobs that the queue renders: what each asks of the queue beside its own row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reporting.models.jobs import FileJob


def nothing_more(*_of: Any) -> None:
    """Do nothing: the default for `hold` and `then`."""


@dataclass(frozen=True)
class JobKind[Job: FileJob]:
    """A kind of job by its rows.

    Both are called in the transaction that finishes a job: `hold` first, to lock what must not change meanwhile,
    `then` last, for what a finished one does to others.
    """

    rows: type[Job]
    hold: Callable[[Job], None] = nothing_more
    then: Callable[[Job, datetime], None] = nothing_more

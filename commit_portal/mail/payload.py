"""What a notice and its mail may be made of: codes, numbers, days and an address of the portal.

A mail lies outside the portal, where no right is asked. So nothing that a person has typed may stand in one: no title,
amount or reason, and no name of a person or partner. Each value is checked when it is made.
"""

import re
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, fields
from datetime import date
from typing import Any

from django.urls import Resolver404, resolve

from commit_portal.i18n.messages import sentence_of

# "kh", "regional": the taskforce in addresses.
PLACE = re.compile(r"[a-z]{2}|regional")
ROLE = re.compile(r"[a-z_]{1,12}")
STAGE = re.compile(r"[a-z-]{1,12}")
THREAD = re.compile(r"[0-9a-f]{32}")
# "som-7-imm-3": made of kinds and numbers, never typed.
MEETING = re.compile(r"[a-z0-9-]{1,40}")
# "2.T1", "003": the code of a target has at most three letters together, the number of an activity has none.
CODE = re.compile(r"(?!.*[A-Za-z]{4})[A-Za-z0-9.-]{1,12}")
# A path of the portal, perhaps with a part of its page: never another host, never a query.
LINK = re.compile(r"(?P<path>/(?:[\w-]+/)*)(?:#[a-z0-9-]{1,40})?", re.ASCII)
# The parts of an address that say nothing of what is planned: a thread of comments has a random key there. The name of a
# partner is none of them.
LINK_PARTS = frozenset({"year", "step", "place", "number", "stage", "slug", "audience", "edition", "thread"})
HIGHEST = 9_999


class NoFact(ValueError):
    """A value that no mail may hold."""


@dataclass(frozen=True)
class MailPayload:
    """The facts of one notice.

    - `verb`: what happened, the code of a sentence ("notice.VERB"); `task`: what waits ("do.TASK"), or "".
    - `year`, `place`: the workplan, by its year and the slug of its taskforce.
    - `number`: of an activity, recommendation or edition; `count`: how many, where several are told at once.
    - `stage`: the code of the review that it is about, or "". `meeting`: the slug of the meeting, `thread`: the key of
      the thread of comments, likewise.
    - `targets` and `activities`: their codes and numbers, where it names them.
    - `role`: of who did it; `day`: a date that it names; `link`: the path of the page, which asks for rights.
    - `is_stored`: read from a row. Its page may have another address since, so its link is not looked up again.

    Raises `NoFact` for any other text.
    """

    verb: str
    year: int | None = None
    place: str = ""
    number: int | None = None
    role: str = ""
    day: date | None = None
    count: int | None = None
    link: str = "/"
    task: str = ""
    stage: str = ""
    meeting: str = ""
    thread: str = ""
    targets: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    is_stored: InitVar[bool] = False

    def __post_init__(self, is_stored: bool) -> None:
        _require_code(f"notice.{self.verb}")
        if self.task:
            _require_code(f"do.{self.task}")
        _require_whole(self.year, 1990, 2099)
        _require_whole(self.number, 1, HIGHEST)
        _require_whole(self.count, 1, HIGHEST)
        _require(self.day is None or type(self.day) is date, self.day)
        _require(not self.place or PLACE.fullmatch(self.place), self.place)
        _require(not self.stage or STAGE.fullmatch(self.stage), self.stage)
        _require(not self.meeting or MEETING.fullmatch(self.meeting), self.meeting)
        _require(not self.thread or THREAD.fullmatch(self.thread), self.thread)
        _require(all(map(CODE.fullmatch, (*self.targets, *self.activities))), self.targets)
        _require(not self.role or ROLE.fullmatch(self.role), self.role)
        link = LINK.fullmatch(self.link)
        _require(link and (is_stored or _is_page(link["path"])), self.link)

    def to_plain(self) -> dict[str, Any]:
        """The facts as JSON keeps them; what is not known is left out."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        told["day"] = self.day.isoformat() if self.day else None
        return {name: value for name, value in told.items() if value not in (None, "", ())}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "MailPayload":
        """The facts that `to_plain` wrote. Raises `NoFact` for what is none, also where a column was written past us."""
        told = dict(plain)
        try:
            if "day" in told:
                told["day"] = date.fromisoformat(told["day"])
            told |= {name: tuple(told.get(name, ())) for name in ("targets", "activities")}
            return cls(**told, is_stored=True)
        except (TypeError, ValueError) as problem:
            raise NoFact(str(problem)) from problem


def _require(holds: object, value: object) -> None:
    if not holds:
        raise NoFact(f"No mail may hold {value!r}.")


def _require_code(code: str) -> None:
    try:
        sentence_of(code)
    except LookupError as unknown:
        raise NoFact(f"No mail may hold {code!r}.") from unknown


def _require_whole(value: object, lowest: int, highest: int) -> None:
    _require(value is None or (type(value) is int and lowest <= value <= highest), value)


def _is_page(path: str) -> bool:
    """Whether a page is at this path, and no part of it names a partner."""
    try:
        found = resolve(path)
    except Resolver404:
        return False
    # Not what the route itself adds (`year` has its days).
    return (found.captured_kwargs or {}).keys() <= LINK_PARTS  # type: ignore[attr-defined]

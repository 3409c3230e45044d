"""What a notice and its mail may be made of: codes, numbers, days and an address of the portal.

A mail lies outside the portal, where no right is asked. So nothing that a person has typed may stand in one: no title,
amount or reason, and no name of a person or partner. Each value is checked when it is made.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.urls import Resolver404, resolve

from commit_portal.i18n.messages import sentence_of

# "kh", "regional": the taskforce in addresses.
PLACE = re.compile(r"[a-z]{2}|regional")
ROLE = re.compile(r"[a-z_]{1,12}")
STAGE = re.compile(r"[a-z-]{1,12}")
PART_OF_PAGE = re.compile(r"[a-z0-9-]{1,40}")
# The parts of an address that say nothing of what is planned: a thread of comments has a random key there. The name of a
# partner is none of them.
LINK_PARTS = frozenset({"year", "place", "number", "stage", "slug", "audience", "edition", "thread"})
HIGHEST = 9_999


class NoFact(ValueError):
    """A value that no mail may hold."""


@dataclass(frozen=True)
class MailPayload:
    """The facts of one notice.

    - `verb`: what happened, the code of a sentence ("notice.VERB"); `task`: what waits ("do.TASK"), or "".
    - `year`, `place`: the workplan, by its year and the slug of its taskforce.
    - `number`: of an activity, recommendation or edition; `count`: how many, where several are told at once.
    - `stage`: the code of the review that it is about, or "".
    - `role`: of who did it; `day`: a date that it names; `link`: the path of the page, which asks for rights.

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

    def __post_init__(self) -> None:
        _require_code(f"notice.{self.verb}")
        if self.task:
            _require_code(f"do.{self.task}")
        _require_whole(self.year, 1990, 2099)
        _require_whole(self.number, 1, HIGHEST)
        _require_whole(self.count, 1, HIGHEST)
        _require(self.day is None or type(self.day) is date, self.day)
        _require(not self.place or PLACE.fullmatch(self.place), self.place)
        _require(not self.stage or STAGE.fullmatch(self.stage), self.stage)
        _require(not self.role or ROLE.fullmatch(self.role), self.role)
        _require(_is_link(self.link), self.link)

    def to_plain(self) -> dict[str, Any]:
        """The facts as JSON keeps them; what is not known is left out."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        told["day"] = self.day.isoformat() if self.day else None
        return {name: value for name, value in told.items() if value not in (None, "")}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "MailPayload":
        """The facts that `to_plain` wrote. Raises `NoFact` for what is none, also where a column was written past us."""
        told = dict(plain)
        try:
            if "day" in told:
                told["day"] = date.fromisoformat(told["day"])
            return cls(**told)
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


def _is_link(link: str) -> bool:
    path, _, part = link.partition("#")
    if part and not PART_OF_PAGE.fullmatch(part):
        return False
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return found.kwargs.keys() <= LINK_PARTS

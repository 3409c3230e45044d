"""Reads of search: plans, meetings and recommendations that have all the words. Words are folded already.

Lines and names are in modules of their own (`lines`, `names`). Each read starts at those of its noun, so that search
finds nothing that its reader cannot open. The number of queries is fixed: what would be a query for each kind of row is
one UNION.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from commit_portal.folding import fold
from commit_portal.prepared import attach, prepared
from reporting.meetings.permissions import may_read_recommendations
from reporting.meetings.queries import place_of
from reporting.models import Meeting, MeetingPart, Recommendation
from workplans.models import (
    AnnualCycle,
    Country,
    Seat,
    Taskforce,
    Workplan,
)
from workplans.plan.kinds import kind_of
from workplans.plan.visibility import (
    READER,
    Reader,
    approved_versions_to_read,
    drafts_visible_to,
    keys_of,
)


@dataclass(frozen=True)
class PlanKnown:
    """A workplan. `is_read` where the seat reads something of it; of the others nothing is shown.

    Its needs in words, and folded as `said`, are for those alone who read the draft.
    """

    key: int
    year: int
    position: int
    place: str
    country: str | None
    country_key: int | None
    own_name: str
    needs_read: str
    said: str
    is_read: bool
    reads_draft: bool

    @property
    def name(self) -> str:
        """The heading of its page."""
        return _name_of_plan(self.year, self.country_key, self.country, get_language())

    def has(self, words: Iterable[str], other_names: Mapping[int, str]) -> bool:
        """Whether it has all the words. `other_names` are the folded other names of countries, by their keys."""
        others = other_names.get(self.country_key or 0, "")
        said = f"{_folded_name(self.name)} {_folded_name(self.own_name)} {others} {self.said}"
        return all(word in said for word in words)


def plans_known(seat: Seat) -> list[PlanKnown]:
    """Every workplan, the newest year first: one query.

    Who reads the draft finds it by its needs in words as well. The regional office knows of every plan.
    """
    return [PlanKnown(**row) for row in _plans(seat.role, **keys_of(seat))]


@prepared(**READER)
def _plans(role: str, *, taskforce: Any, partner: Any, now: Any) -> QuerySet[Any, Any]:
    reader = Reader(role, taskforce, partner, now)
    approved = approved_versions_to_read(reader).values("workplan")
    plans = Workplan.objects.annotate(
        reads_draft=Exists(drafts_visible_to(reader).filter(pk=OuterRef("pk"))),
        is_read=Value(True)
        if reader.is_regional_office
        else ExpressionWrapper(Q(reads_draft=True) | Q(pk__in=approved), BooleanField()),
    )
    return plans.order_by("-cycle__year", "taskforce__position").values(
        "is_read",
        "reads_draft",
        key=F("pk"),
        year=F("cycle__year"),
        position=F("taskforce__position"),
        place=F("taskforce__slug"),
        country=F("taskforce__country__name"),
        country_key=F("taskforce__country"),
        own_name=Coalesce("taskforce__country__own_name", Value("")),
        needs_read=_if_read("needs"),
        said=_if_read("folded"),
    )


def _if_read(column: str) -> Case:
    return Case(When(reads_draft=True, then=F(column)), default=Value(""), output_field=TextField())


@lru_cache(maxsize=2048)
def _name_of_plan(year: int, country_key: int | None, country: str | None, _language: str | None) -> str:
    """The heading of a plan's page in one language: few plans are named again and again."""
    taskforce = Taskforce(country=Country(pk=country_key, name=country) if country else None)
    return kind_of(taskforce).title(Workplan(cycle=AnnualCycle(year=year), taskforce=taskforce))


def meetings_known() -> list[Meeting]:
    """Every meeting with its parts: one query."""
    parts = _parts_of_meetings()
    meetings = {part.meeting_id: part.meeting for part in parts}
    attach(list(meetings.values()), "parts", parts, by="meeting")
    return list(meetings.values())


def meetings_found(words: Collection[str], meetings: Iterable[Meeting]) -> list[Meeting]:
    """Those with all the words in what everybody reads of them: names, place, theme; the latest first."""
    found = [meeting for meeting in meetings if all(word in _said_at(meeting) for word in words)]
    return sorted(found, key=lambda meeting: (meeting.begins_on() or date.max, meeting.pk), reverse=True)


@dataclass(frozen=True)
class RecommendationFound:
    """A recommendation with the meeting that made it, and its text folded."""

    meeting: Meeting
    number: int
    text: str
    said: str


def recommendations_found(
    seat: Seat, words: Collection[str], meetings: Iterable[Meeting]
) -> list[RecommendationFound]:
    """Recommendations with all the words, for those who may read them: one query. `meetings` are all of them."""
    if not may_read_recommendations(seat):
        return []
    by_key = {meeting.pk: meeting for meeting in meetings}
    found = [
        RecommendationFound(by_key[row["meeting"]], row["number"], row["text"], _folded_name(row["text"]))
        for row in _recommendations()
        if row["meeting"] in by_key
    ]
    return [one for one in found if all(word in one.said for word in words)]


@prepared()
def _recommendations() -> QuerySet[Any, Any]:
    return Recommendation.objects.order_by("-meeting", "number").values("meeting", "number", "text")


@prepared()
def _parts_of_meetings() -> QuerySet[MeetingPart]:
    long_texts = (f"meeting__{name}" for name in ("agenda", "minutes", "note", "source"))
    return MeetingPart.objects.select_related("meeting__host", "meeting__planned_host").defer(*long_texts)


# Names of plans and meetings are folded at each search, and are few.
_folded_name = lru_cache(maxsize=2048)(fold)


def _said_at(meeting: Meeting) -> str:
    kinds = [part.get_kind_display() for part in meeting.parts.all()]
    return f"{meeting.folded} {_folded_name(' '.join((str(meeting), *kinds, place_of(meeting))))}"

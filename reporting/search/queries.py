"""Named reads of search: what a seat may read and has all the words. Words are folded already.

Each starts at the reads of its noun, so that search finds nothing that its reader cannot open. The number of queries
is fixed: what would be a query for each kind of row is one UNION.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce, NullIf

from commit_portal.folded import has_word, has_words
from commit_portal.folding import fold
from commit_portal.prepared import attach
from reporting.meetings.queries import place_of
from reporting.models import Meeting, MeetingPart
from workplans.models import Partner, Seat, VersionLine, Workplan
from workplans.models.activities import SEARCHED
from workplans.people.lists import members_visible_to, seats_visible_to
from workplans.plan.kinds import kind_of
from workplans.plan.visibility import (
    activities_visible_to,
    drafts_visible_to,
    lines_visible_to,
    offers_visible_to,
    supports_visible_to,
    versions_visible_to,
)
from workplans.statuses import OPEN_SUPPORT, ContributionStatus, VersionKind


@dataclass(frozen=True)
class LineFound:
    """An activity as its reader reads it: the draft, else the approved version.

    `country` is the name of the plan's country, and `country_key` its key; none for the region.
    """

    code: str
    title: str
    lead_body: str
    description: str
    expected_result: str
    year: int
    place: str
    country: str | None
    country_key: int | None
    position: int
    nth: int
    is_withdrawn: bool


def lines_found(
    seat: Seat, words: Collection[str], partners: Iterable[Named], *, most: int
) -> list[LineFound]:
    """Activities that have all the words, the newest year first: one query.

    A word may also be in the name of a partner whose support of the line the reader may know. A reader of the draft
    finds the draft alone; everybody else the line of the newest approved version that they read.
    """
    named = {word: [row.key for row in partners if word in row.said] for word in words}
    drafts = activities_visible_to(seat)
    offers = offers_visible_to(seat).filter(status__in=(*OPEN_SUPPORT, ContributionStatus.ACCEPTED))
    live = drafts.filter(_has(words, named, offers, "activity"))
    newest = (
        lines_visible_to(seat)
        .filter(version__kind=VersionKind.OF_RECORD)
        .order_by()
        .values("activity")
        .annotate(newest=Max("pk"))
        .values("newest")
    )
    frozen = VersionLine.objects.filter(
        _has(words, named, supports_visible_to(seat), "line"), pk__in=newest
    ).exclude(activity__in=drafts)
    found = _columns(live, "workplan__", F("number"), Q(withdrawn_at__isnull=False)).union(
        _columns(frozen, "version__workplan__", F("activity__number"), Q(withdrawn=True)), all=True
    )
    return [LineFound(**row) for row in found.order_by("-year", "position", "code")[:most]]


@dataclass(frozen=True)
class Named:
    """A partner, a person with a seat, or a member of a taskforce: one shape for three kinds of rows.

    `key` is the partner's, the person's or the member's; `detail` an acronym, an e-mail address or a post; `acts_as` a
    kind of partner or a role; `country` and `whom` (a partner or a ministry) say for whom; `said` is folded.
    """

    what: str
    key: int
    called: str
    detail: str
    acts_as: str
    country: str
    whom: str
    said: str

    def has(self, words: Iterable[str]) -> bool:
        return all(word in self.said for word in words)


PARTNER, SEAT, MEMBER = "partner", "seat", "member"


def names_found(seat: Seat, words: Collection[str], *, on: date) -> list[Named]:
    """People with all the words whom the seat may see, and every partner (`Named.has` tells): one query."""
    country = Coalesce("taskforce__country__name", Value(""))
    partners = _names(PARTNER, Partner.objects.all(), detail="acronym", acts_as=F("kind"))
    seats = _names(
        SEAT,
        seats_visible_to(seat).held_between(on, None).filter(has_words(words, "user__folded")),
        of="user__",
        key="user",
        detail="user__email",
        acts_as=F("role"),
        country=country,
        whom=Coalesce(NullIf("partner__acronym", Value("")), "partner__name", Value("")),
    )
    members = _names(
        MEMBER,
        members_visible_to(seat, on=on).filter(has_words(words)),
        detail="post",
        country=country,
        whom=Coalesce("ministry__name", Value("")),
    )
    return [Named(**row) for row in partners.union(seats, members, all=True).order_by("called", "key")]


def plans_found(seat: Seat, words: Collection[str]) -> list[Workplan]:
    """Workplans of which the seat reads something and whose name has all the words, the newest year first: one query.

    Who reads the draft finds it by its needs in words as well. The regional office knows of every plan.
    """
    plans = Workplan.objects.annotate(
        reads_draft=Exists(drafts_visible_to(seat).filter(pk=OuterRef("pk")))
    ).select_related("cycle", "taskforce__country")
    if not seat.is_regional_office:
        approved = versions_visible_to(seat).filter(kind=VersionKind.OF_RECORD).values("workplan")
        plans = plans.filter(Q(reads_draft=True) | Q(pk__in=approved))
    found = plans.order_by("-cycle__year", "taskforce__position")
    return [plan for plan in found if all(word in _said_of(plan) for word in words)]


def meetings_found(words: Collection[str]) -> list[Meeting]:
    """Meetings with all the words in what everybody reads of them: names, place, theme; the latest first: one query."""
    long_texts = (f"meeting__{name}" for name in ("agenda", "minutes", "note", "source"))
    parts = list(
        MeetingPart.objects.select_related("meeting__host", "meeting__planned_host").defer(*long_texts)
    )
    meetings = {part.meeting_id: part.meeting for part in parts}
    attach(list(meetings.values()), "parts", parts, by="meeting")
    found = [meeting for meeting in meetings.values() if all(word in _said_at(meeting) for word in words)]
    return sorted(found, key=lambda meeting: (meeting.begins_on() or date.max, meeting.pk), reverse=True)


def _has(words: Collection[str], named: dict[str, list[int]], supports: QuerySet[Any], line: str) -> Q:
    """The condition that each word is in the line, or in the name of a partner of these supports of it."""
    condition = Q()
    for word in words:
        here = has_word(word)
        if named[word]:
            here |= Q(pk__in=supports.filter(partner__in=named[word]).order_by().values(line))
        condition &= here
    return condition


def _columns(lines: QuerySet[Any], plan: str, number: F, withdrawn: Q) -> QuerySet[Any, Any]:
    """The columns of `LineFound`; `plan` is the path to the workplan."""
    return lines.order_by().values(
        *SEARCHED,
        year=F(f"{plan}cycle__year"),
        place=F(f"{plan}taskforce__slug"),
        country=F(f"{plan}taskforce__country__name"),
        country_key=F(f"{plan}taskforce__country"),
        position=F(f"{plan}taskforce__position"),
        nth=number,
        is_withdrawn=ExpressionWrapper(withdrawn, BooleanField()),
    )


def _names(
    what: str, rows: QuerySet[Any], *, of: str = "", key: str = "pk", detail: str, **more: Any
) -> QuerySet[Any, Any]:
    """The columns of `Named`; `of` is the path to the name."""
    empty = Value("", output_field=CharField())
    return rows.order_by().values(
        what=Value(what, output_field=CharField()),
        key=F(key),
        called=F(f"{of}name"),
        detail=F(detail),
        **({"acts_as": empty, "country": empty, "whom": empty} | more),
        said=F(f"{of}folded"),
    )


def _said_of(plan: Any) -> str:
    country = plan.taskforce.country
    names = (kind_of(plan.taskforce).title(plan), country.own_name if country else "")
    return f"{fold(' '.join(names))} {plan.folded if plan.reads_draft else ''}"


def _said_at(meeting: Meeting) -> str:
    kinds = [part.get_kind_display() for part in meeting.parts.all()]
    return f"{meeting.folded} {fold(' '.join((str(meeting), *kinds, place_of(meeting))))}"

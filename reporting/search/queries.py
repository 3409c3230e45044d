"""Named reads of search: what a seat may read and has all the words. Words are folded already.

Each starts at the reads of its noun, so that search finds nothing that its reader cannot open. The number of queries
is fixed: what would be a query for each kind of row is one UNION.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    DateField,
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
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language

from commit_portal.folded import has_word, has_word_by_like, has_words
from commit_portal.folding import fold
from commit_portal.prepared import Prepared, attach, prepared
from reporting.meetings.queries import place_of
from reporting.models import Meeting, MeetingPart
from workplans.models import (
    Activity,
    AnnualCycle,
    Contribution,
    Country,
    Participation,
    Partner,
    Seat,
    Taskforce,
    Workplan,
)
from workplans.models.activities import SEARCHED
from workplans.people.lists import members_visible_to, seats_visible_to
from workplans.plan.kinds import kind_of
from workplans.plan.visibility import (
    READER,
    Reader,
    activities_visible_to,
    approved_lines_to_read,
    approved_versions_to_read,
    drafts_visible_to,
    keys_of,
    offers_visible_to,
    supports_visible_to,
)
from workplans.statuses import OPEN_SUPPORT, ContributionStatus, Role


@dataclass(frozen=True)
class LineFound:
    """An activity as its reader reads it: the draft, else the approved version. `said` is folded."""

    plan: PlanKnown
    code: str
    title: str
    lead_body: str
    description: str
    expected_result: str
    nth: int
    is_withdrawn: bool
    said: str


def lines_found(
    seat: Seat, words: Sequence[str], partners: Iterable[Named], plans: Iterable[PlanKnown], *, most: int
) -> list[LineFound]:
    """Activities that have all the words, the newest year first: one query.

    A word may also be in the name of a partner whose support of the line the reader may know. A reader of the draft
    finds the draft alone; everybody else the line of the newest approved version that they read.
    """
    # In one order, so that as few forms of the query as possible are kept compiled.
    known = sorted(
        (connection.vendor == "sqlite" and word.isascii(), any(word in one.said for one in partners), word)
        for word in words
    )
    by_like, of_partners, words = zip(*known, strict=True)
    by_key = {plan.key: plan for plan in plans}
    drafts = _numbered("plan", (plan.key for plan in by_key.values() if plan.reads_draft))
    query = _lines_with(len(words), len(drafts))
    rows = query(seat.role, by_like, of_partners, most, **_numbered("word", words), **drafts, **keys_of(seat))
    found = [LineFound(plan=by_key[row.pop("plan_key")], **row) for row in rows]
    return sorted(found, key=lambda line: (-line.plan.year, line.plan.position, line.code))[:most]


@lru_cache(maxsize=64)
def _lines_with(number: int, drafts: int) -> Prepared[Any]:
    """The query of `lines_found` for a number of words, of which some are asked by LIKE and some name a partner.

    The drafts that the seat reads are given by their keys: PostgreSQL then does not go through the lines of all plans.
    """
    keys = {f"plan_{nth}": BigIntegerField() for nth in range(drafts)}

    @prepared(**_fields_of_words(number), **keys, **READER)
    def lines(
        role: str,
        by_like: tuple[bool, ...],
        of_partners: tuple[bool, ...],
        most: int,
        *,
        taskforce: Any,
        partner: Any,
        now: Any,
        **given: Any,
    ) -> QuerySet[Any, Any]:
        reader = Reader(role, taskforce, partner, now)
        words, plans = [given[name] for name in given if name not in keys], [given[name] for name in keys]
        sought = list(zip(words, by_like, of_partners, strict=True))
        offers = offers_visible_to(reader).filter(status__in=(*OPEN_SUPPORT, ContributionStatus.ACCEPTED))
        in_drafts, *beside = _live(reader, plans)
        live = [lines.filter(_has(sought, offers, "activity")) for lines in (in_drafts, *beside)]
        approved = approved_lines_to_read(reader).exclude(version__workplan__pk__in=plans)
        for lines in beside:
            approved = approved.exclude(activity__in=lines)
        frozen = approved.filter(_has(sought, supports_visible_to(reader), "line"))
        columns = _columns(frozen, "activity__", Q(withdrawn=True), most)
        drafts = [_columns(rows, "", Q(withdrawn_at__isnull=False), most) for rows in live]
        return columns.union(*drafts, all=True).order_by()

    return lines


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


def names_found(seat: Seat, words: Sequence[str], *, on: date) -> list[Named]:
    """People with all the words whom the seat may see, and every partner (`Named.has` tells): one query."""
    who = {"user": seat.user_id, "taskforce": seat.taskforce_id, "on": on}
    return [Named(**row) for row in _names_with(len(words))(seat.role, **who, **_numbered("word", words))]


@lru_cache(maxsize=64)
def _names_with(number: int) -> Prepared[Any]:
    """The query of `names_found` for a number of words."""

    @prepared(user=BigIntegerField(), taskforce=BigIntegerField(), on=DateField(), **_fields_of_words(number))
    def names(role: str, *, user: Any, taskforce: Any, on: Any, **words: Any) -> QuerySet[Any, Any]:
        seat = Seat(role=role, user_id=user, taskforce_id=taskforce)
        country = Coalesce("taskforce__country__name", Value(""))
        partners = _names(PARTNER, Partner.objects.all(), detail="acronym", acts_as=F("kind"))
        seats = _names(
            SEAT,
            seats_visible_to(seat).held_between(on, None).filter(has_words(words.values(), "user__folded")),
            of="user__",
            key="user",
            detail="user__email",
            acts_as=F("role"),
            country=country,
            whom=Coalesce(NullIf("partner__acronym", Value("")), "partner__name", Value("")),
        )
        members = _names(
            MEMBER,
            members_visible_to(seat, on=on).filter(has_words(words.values())),
            detail="post",
            country=country,
            whom=Coalesce("ministry__name", Value("")),
        )
        return partners.union(seats, members, all=True).order_by("called", "key")

    return names


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

    def has(self, words: Iterable[str]) -> bool:
        said = f"{_folded_name(self.name)} {_folded_name(self.own_name)} {self.said}"
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


def meetings_found(words: Collection[str]) -> list[Meeting]:
    """Meetings with all the words in what everybody reads of them: names, place, theme; the latest first: one query."""
    parts = _parts_of_meetings()
    meetings = {part.meeting_id: part.meeting for part in parts}
    attach(list(meetings.values()), "parts", parts, by="meeting")
    found = [meeting for meeting in meetings.values() if all(word in _said_at(meeting) for word in words)]
    return sorted(found, key=lambda meeting: (meeting.begins_on() or date.max, meeting.pk), reverse=True)


@prepared()
def _parts_of_meetings() -> QuerySet[MeetingPart]:
    long_texts = (f"meeting__{name}" for name in ("agenda", "minutes", "note", "source"))
    return MeetingPart.objects.select_related("meeting__host", "meeting__planned_host").defer(*long_texts)


def _live(reader: Reader, plans: Sequence[Any]) -> list[QuerySet[Activity]]:
    """`activities_visible_to`, apart: the lines of the plans whose draft is read, then the few of other plans.

    A database goes through all lines where both are asked for at once.
    """
    lines = activities_visible_to(reader)
    few: dict[str, QuerySet[Any]] = {
        Role.OFFICER: Participation.objects.filter(taskforce=reader.taskforce_id),
        Role.LEAD: Participation.objects.filter(taskforce=reader.taskforce_id),
        Role.PARTNER: Contribution.objects.filter(partner=reader.partner_id),
    }
    in_drafts = lines.filter(workplan__pk__in=plans)
    if reader.role not in few:
        return [in_drafts]
    return [
        in_drafts,
        lines.filter(pk__in=few[reader.role].values("activity")).exclude(workplan__pk__in=plans),
    ]


def _numbered(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """Several values of one kind for a prepared query, each by a name of its own."""
    return {f"{name}_{number}": value for number, value in enumerate(values)}


def _fields_of_words(number: int) -> dict[str, TextField[Any, Any]]:
    return {f"word_{nth}": TextField() for nth in range(number)}


def _has(words: Iterable[tuple[Any, bool, bool]], supports: QuerySet[Any], line: str) -> Q:
    """The condition that each word is in the line, or in the name of a partner of these supports of it."""
    condition = Q()
    for word, is_by_like, is_of_partner in words:
        here = has_word_by_like(word) if is_by_like else has_word(word)
        if is_of_partner:
            named = supports.filter(has_word(word, "partner__folded")).order_by().values(line)
            here |= Q(pk__in=named)
        condition &= here
    return condition


def _columns(lines: QuerySet[Any], activity: str, withdrawn: Q, most: int) -> QuerySet[Any, Any]:
    """The columns of `LineFound` of the first lines; `activity` is the path to the live line.

    The keys are put in order before the texts are read: to sort 10,000 lines with their texts takes longer.
    """
    plan = "version__workplan__" if activity else "workplan__"
    in_order = lines.order_by(f"-{plan}cycle__year", f"{plan}taskforce__position", "code")
    first = lines.model._default_manager.filter(pk__in=in_order.values("pk")[:most])
    return first.order_by().values(
        *SEARCHED,
        plan_key=F(f"{activity}workplan"),
        nth=F(f"{activity}number"),
        is_withdrawn=ExpressionWrapper(withdrawn, BooleanField()),
        said=F("folded"),
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


# Names of plans and meetings are folded at each search, and are few.
_folded_name = lru_cache(maxsize=2048)(fold)


def _said_at(meeting: Meeting) -> str:
    kinds = [part.get_kind_display() for part in meeting.parts.all()]
    return f"{meeting.folded} {_folded_name(' '.join((str(meeting), *kinds, place_of(meeting))))}"

"""What a notice says to its reader today, and whether they may still know it: rights are asked each time, in the portal
and when a mail leaves.

A mail holds facts alone; the page also names the activity or the thread, as far as the seat that was told reads it now.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import CharField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext

from commit_portal.db.related_rows import listed
from commit_portal.i18n import Message, message
from commit_portal.mail.payload import MailPayload
from commit_portal.workflow.events import Still
from reporting.home.task_facts import LATE_WITH_THEM
from reporting.home.task_list import waiting_for
from reporting.meetings.queries import meetings
from reporting.models import AnnualReport
from reporting.notices.recipients import HeldSeats
from reporting.notices.routing import TELLS
from reporting.statuses import ReviewStage
from workplans.activity_codes import activity_code, padded
from workplans.comments.queries import words_of
from workplans.models import Seat, Taskforce, Workplan
from workplans.plan import visibility
from workplans.statuses import TASKFORCE_ROLES

# Beside the kinds of `Still`: a line, by its code.
LINE = "line"
# The kinds whose name is the key of a thread.
OF_THREADS = (Still.THREAD.name, Still.WORDS.name)
# The draft is newer than every version.
DRAFT_RANK = 1_000_000
# What somebody reads: the key of the seat, the kind, and its name.
Read = tuple[int, str, str]


class Names(dict[str, str]):
    """The plan of each taskforce by its slug: "kh" is "Cambodia". Meetings are read where a notice names one."""

    def __init__(self, taskforces: Iterable[Taskforce]) -> None:
        found = list(taskforces)
        region = gettext("Regional workplan")
        super().__init__({one.slug: region if one.is_regional else one.name for one in found})
        self._codes = {one.slug: one.code for one in found}

    def line(self, facts: MailPayload) -> str:
        """The code of the line that a notice names, "KH-2011-011"; "" where it names none, or several."""
        code = self._codes.get(facts.place)
        if not code or not facts.number or facts.year is None or (facts.count or 1) > 1:
            return ""
        return activity_code(code, facts.year, facts.number)

    @cached_property
    def meetings(self) -> dict[str, str]:
        """The name of each meeting by its address. It is made of kind and number, never typed."""
        return {meeting.slug: str(meeting) for meeting in meetings()}


def names_of_places() -> Names:
    """The names that notices need. One query, and two more where a notice names a meeting."""
    return Names(Taskforce.objects.select_related("country"))


class Access:
    """What notices are about, each by the rights of the seat that was told: one query for all, none where none is needed.

    `told` are the seats with the facts of their notices.
    """

    def __init__(self, told: Sequence[tuple[Seat, MailPayload]], places: Names) -> None:
        self._places = places
        parts = [part for seat, of_seat in listed(told).items() for part in self._reads(seat, of_seat)]
        rows = parts[0].union(*parts[1:], all=True).order_by() if parts else ()
        # Of several versions of a line, the draft or the newest one stays.
        self._found: dict[Read, str] = {
            (seat, kind, name.replace("-", "") if kind in OF_THREADS else name): text
            for seat, kind, name, text, _rank in sorted(rows, key=lambda row: row[4])
        }

    def of(self, seat: Seat, facts: MailPayload) -> str | None:
        """What one notice is about that was told to a seat: the line, or the heading of a thread; "" where it names none.

        None where its reader may not know it any more.
        """
        still = _still(facts)
        read = seat.pk, still.name, _name(facts, still)
        if still is not Still.SEAT and read not in self._found:
            return None
        code = self._places.line(facts)
        line = self._found.get((seat.pk, LINE, code))
        return self._found.get(read, "") or (f"{code} {line}" if line else "")

    def _reads(self, seat: Seat, told: list[MailPayload]) -> Iterator[QuerySet[Any]]:
        """What the seat reads of that, in parts of one query: seat, kind, name, text, and what a later one overrules."""
        by_still = {still: [one for one in told if _still(one) is still] for still in Still}
        if by_still[Still.DRAFT]:
            here = OuterRef("pk")
            draft = (
                Q(Exists(visibility.drafts_visible_to(seat).filter(pk=here)))
                | Q(Exists(visibility.activities_visible_to(seat).filter(workplan=here)))
                | Q(Exists(visibility.lines_visible_to(seat).filter(version__workplan=here)))
            )
            yield _plans(seat, Still.DRAFT, by_still[Still.DRAFT], draft)
        if by_still[Still.VERSION]:
            version = Q(pk__in=visibility.versions_visible_to(seat).order_by().values("workplan"))
            yield _plans(seat, Still.VERSION, by_still[Still.VERSION], version)
        if by_still[Still.EDITION]:
            years = {one.year or 0 for one in by_still[Still.EDITION]}
            editions = AnnualReport.objects.visible_to(seat).filter(cycle__year__in=years)
            yield _part(editions, seat, Still.EDITION.name, _joined("cycle__year", "edition"), Value(""))
        for still in (Still.THREAD, Still.WORDS):
            if by_still[still]:
                yield _threads(seat, still, by_still[still])
        codes = {self._places.line(one) for one in told} - {""}
        if codes:
            live, frozen = visibility.activities_visible_to(seat), visibility.lines_visible_to(seat)
            yield _part(
                live.filter(code__in=codes), seat, LINE, F("code"), F("title"), rank=Value(DRAFT_RANK)
            )
            yield _part(
                frozen.filter(code__in=codes), seat, LINE, F("code"), F("title"), rank=F("version__number")
            )


def may_still_know(seat: Seat | None, facts: MailPayload, *, on: date) -> bool:
    """Return whether a seat may know a fact on a day. `seat` is None where it is not held any more."""
    if seat is None:
        return False
    if facts.task:
        held = [seat]
        if facts.verb == LATE_WITH_THEM:
            every = HeldSeats(on).with_role(*TASKFORCE_ROLES)
            held = [one for one in every if one.taskforce and one.taskforce.slug == facts.place]
        return any(task.is_meant_by(facts) for one in held for task in waiting_for(one, on=on))
    # Without the names of places no line is read for its title.
    return Access([(seat, facts)], Names(())).of(seat, facts) is not None


def title_of(facts: MailPayload, places: Names) -> str:
    """What happened or what is to be done: the title of a notice, and the subject of its mail."""
    what = task_of(facts, places) if facts.task else ""
    return str(_message(f"notice.{facts.verb}{_form(facts)}", facts, places, what=what))


def task_of(facts: MailPayload, places: Names) -> str:
    """The task of a notice, without its day."""
    return str(_message(f"do.{facts.task}", facts, places))


def _form(facts: MailPayload) -> str:
    """Which sentence of a notice says most of what it knows."""
    tell = TELLS.get(facts.verb)
    if tell is None:
        return ""
    if tell.naming and facts.targets:
        return ".naming"
    if tell.several and (facts.count or 1) > 1:
        return ".several"
    if tell.numbered and facts.number:
        return ".numbered"
    return ".dated" if tell.dated and facts.day else ""


def _message(code: str, facts: MailPayload, places: Names, **more: str) -> Message:
    number = facts.number or 0
    stage = ReviewStage(facts.stage).label if facts.stage in ReviewStage.values else gettext("Review")
    return message(
        code,
        place=places.get(facts.place, ""),
        year=str(facts.year or ""),
        number=padded(number),
        edition=str(number),
        count=facts.count or 1,
        day=facts.day,
        targets=facts.targets,
        activities=facts.activities,
        review=str(stage),
        meeting=places.meetings.get(facts.meeting, "") if facts.meeting else "",
        **more,
    )


def _still(facts: MailPayload) -> Still:
    """What the reader must still have. A task is a matter of the seat, which is held."""
    return Still.SEAT if facts.task or facts.verb not in TELLS else TELLS[facts.verb].still


def _name(facts: MailPayload, still: Still) -> str:
    """The name of what a notice is about, as `_part` gives it."""
    if still.name in OF_THREADS:
        return facts.thread
    return f"{facts.year} {facts.number}" if still is Still.EDITION else f"{facts.year} {facts.place}"


def _plans(seat: Seat, still: Still, told: list[MailPayload], reads: Q) -> QuerySet[Any]:
    plans = Workplan.objects.filter(
        reads,
        cycle__year__in={one.year or 0 for one in told},
        taskforce__slug__in={one.place for one in told},
    )
    return _part(plans, seat, still.name, _joined("cycle__year", "taskforce__slug"), Value(""))


def _threads(seat: Seat, still: Still, told: list[MailPayload]) -> QuerySet[Any]:
    """The headings of threads that the seat reads; for words those in which words of somebody else still stand."""
    threads = visibility.comments_visible_to(seat).filter(key__in={_name(one, still) for one in told})
    if still is Still.WORDS:
        threads = threads.filter(Exists(words_of(OuterRef("pk")).exclude(by=seat.user_id)))
    return _part(threads, seat, still.name, F("key"), F("about"))


def _joined(first: str, second: str) -> Concat:
    return Concat(Cast(first, CharField()), Value(" "), Cast(second, CharField()))


def _part(
    rows: QuerySet[Any], seat: Seat, kind: str, name: Any, text: Any, rank: Any = None
) -> QuerySet[Any]:
    """One part of the query, in columns that are the same for all of them on both databases."""
    return rows.order_by().values_list(
        Value(seat.pk, IntegerField()),
        Value(kind, CharField()),
        Cast(name, CharField()),
        Cast(text, CharField()),
        Cast(Value(0) if rank is None else rank, IntegerField()),
    )

"""Reads of meetings and recommendations."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from django.db.models import DateField, Exists, F, Max, OrderBy, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext

from commit_portal import clock
from commit_portal.i18n import Param, comma_list, fold
from commit_portal.workflow.events import events_about_all
from reporting.dataset import note
from reporting.dataset.values import Note
from reporting.models import (
    Meeting,
    MeetingPart,
    Recommendation as RecommendationRow,
    RecommendationAddressee,
    Review,
)
from reporting.statuses import Attendance, FollowUpStatus, MeetingKind, ReviewStatus
from spa.models import Area
from spa.queries import PlanTexts, texts_in_force
from workplans.models import AnnualCycle, Country, Partner, Seat, Taskforce, TaskforceMember, Workplan
from workplans.models.countries import regional
from workplans.models.names import names_of, still_runs
from workplans.plan.visibility import Reader, prepared_for_reader
from workplans.statuses import TASKFORCE_ROLES, PartnerKind
from workplans.years.plans import taskforces_active

CAME = (Attendance.CAME, Attendance.UNANNOUNCED)
# The post of who leads a delegation, alone or after another one: no deputy of the head.
HEAD = re.compile(r"(^|[,;:(/&–—]\s*|- |\band )(the )?head of (the )?((?!of )\w+ )*delegation\b", re.I)


class Person(NamedTuple):
    """A delegate, as somebody gives them; `attendance` is "" while nobody entered it."""

    name: str
    post: str = ""
    email: str = ""
    attendance: str = ""

    def __str__(self) -> str:
        """What others read: "Sok Dara; Director"."""
        return "; ".join(filter(None, (self.name, self.post)))


@dataclass(frozen=True)
class Delegation:
    """Who comes to a meeting for a taskforce or a partner, by name.

    `absent_from` is the year of the meeting where the country takes no part in it; "" where it does.
    """

    meeting: Meeting
    of: Taskforce | Partner
    people: tuple[Person, ...] = ()
    absent_from: str = ""

    @property
    def announced(self) -> tuple[Person, ...]:
        """Without those who came all the same."""
        return tuple(one for one in self.people if one.attendance != Attendance.UNANNOUNCED)

    @property
    def took_part(self) -> tuple[Person, ...] | None:
        """Who came; None while nobody entered it."""
        came = tuple(one for one in self.people if one.attendance in CAME)
        return came if any(one.attendance for one in self.people) else None

    def __str__(self) -> str:
        """Whom it comes for, as every list of a meeting says it: "Cambodia", "ILO", "ASEAN (observer)"."""
        if isinstance(self.of, Partner) and self.of.kind == PartnerKind.OBSERVER:
            return gettext("%(name)s (observer)") % {"name": self.of}
        return str(self.of)

    @cached_property
    def book(self) -> list[TaskforceMember]:
        """The members of its taskforce in the book on the first day of the meeting, or of today, where no day is known."""
        taskforce = self.of.pk if isinstance(self.of, Taskforce) else None
        day = self.meeting.begins_on() or clock.today()
        found = TaskforceMember.objects.filter(still_runs(day), taskforce=taskforce, starts_on__lte=day)
        return list(found)

    @cached_property
    def members(self) -> dict[str, Person]:
        """Its `book`, and who has a role of the taskforce in the portal on that day and is not in it.

        By what a form says of each: the second of two with the same words has a number.
        """
        taskforce = self.of.pk if isinstance(self.of, Taskforce) else None
        day = self.meeting.begins_on() or clock.today()
        seats = Seat.objects.held_on(day).filter(taskforce=taskforce, role__in=TASKFORCE_ROLES)
        found = {
            fold(seat.user.name): Person(seat.user.name, str(seat.ministry or ""), seat.user.email)
            for seat in seats.filter(user__is_active=True).select_related("user", "ministry")
        }
        members = set()
        for member in self.book:
            account = found.pop(fold(str(member)), None)
            members.add(Person(str(member), member.post, member.email or (account.email if account else "")))
        said: dict[str, Person] = {}
        for one in sorted(members.union(found.values())):
            same = sum(str(one) == str(other) for other in said.values())
            said[f"{one} ({same + 1})" if same else str(one)] = one
        return said


def delegations_of(meeting: Meeting) -> list[Delegation]:
    """Taskforces of its year and day in the order of the book, then partners, and who comes: 5 queries, 6 without a review.

    The head of a delegation comes first, the others by name.
    """
    people = defaultdict(list)
    for one in sorted(meeting.delegates.order_by("name"), key=lambda one: not HEAD.search(one.post)):
        people[one.taskforce_id, one.partner_id].append(Person(one.name, one.post, one.email, one.attendance))
    day = meeting.begins_on()
    cycles = list(cycles_of_meeting(meeting) or AnnualCycle.objects.filter(year=day.year if day else 0))
    takes_part = set(Workplan.objects.filter(cycle__in=cycles).values_list("taskforce", flat=True))
    years = comma_list(sorted(map(str, cycles)))
    on, come = day or clock.today(), [*takes_part, *(key for key, _partner in people if key)]
    taskforces = Taskforce.objects.filter(Q(pk__in=come) | Q(pk__in=taskforces_active(on, on).values("pk")))
    partners = Partner.objects.filter(still_runs(day) | Q(pk__in=[key for _taskforce, key in people if key]))
    return [
        *(
            Delegation(meeting, one, tuple(people[one.pk, None]), "" if one.pk in takes_part else years)
            for one in taskforces.select_related("country")
        ),
        *(Delegation(meeting, one, tuple(people[None, one.pk])) for one in partners),
    ]


def meetings() -> QuerySet[Meeting]:
    """Every meeting, the newest first. Dates and hosts are public; recommendations are not."""
    meetings = Meeting.objects.select_related("host", "planned_host").order_by(*_newest_first(), "-pk")
    return meetings.prefetch_related("parts", "reviews__cycle")


def _newest_first(of: str = "") -> list[OrderBy]:
    """The order of meetings by their days; `of` is the path to the meeting."""
    return [F(f"{of}{day}").desc(nulls_first=True) for day in ("actual_from", "planned_from")]


def meetings_from_the_next(on: date) -> list[Meeting]:
    """Every meeting: what is next first, then what has no day yet, then what was held, the latest first.

    On a day a meeting of a later day is still to come, whatever is recorded of it. Meetings of the past without a
    date come last.
    """
    return sorted(meetings(), key=lambda meeting: _place_in_list(meeting, on))


def _place_in_list(meeting: Meeting, on: date) -> tuple[int, int]:
    if meeting.actual_from and meeting.is_held(on):
        return 2, -meeting.actual_from.toordinal()
    first, last = meeting.days_planned(on)
    begins, ends = first or last, last or first
    if begins is None or ends is None:
        return (1 if place_planned(meeting) else 3), 0
    return (0, begins.toordinal()) if ends >= on else (1, -begins.toordinal())


def meetings_to_join(cycle: AnnualCycle, joined: int | None) -> QuerySet[Meeting]:
    """Meetings of the year or the next one (`rules.held_before`), and the one that the review is joined to already.

    One without a day may be meant, unless a later one of its kind was held before the year.
    """
    years = cycle.year, cycle.year + 1
    past = MeetingPart.objects.filter(
        kind=OuterRef("kind"), number__gt=OuterRef("number"), meeting__actual_from__year__lt=cycle.year
    )
    over = MeetingPart.objects.filter(Exists(past), meeting=OuterRef("pk"))
    undated = Q(actual_from=None, planned_from=None) & ~Exists(over)
    near = Q(actual_from__year__range=years) | Q(actual_from=None, planned_from__year__range=years)
    return meetings().filter(Q(near | undated, is_called_off=False) | Q(pk=joined))


def recommendations() -> QuerySet[RecommendationRow]:
    """Every recommendation with its addressees and their answers, the newest meeting first, by number: 4 queries."""
    asked = RecommendationAddressee.objects.select_related("taskforce__country").prefetch_related("answers")
    return (
        RecommendationRow.objects.select_related("meeting__host", "area__plan", "target__area__plan")
        .prefetch_related("meeting__parts", Prefetch("addressees", asked))
        .order_by(*_newest_first("meeting__"), "-meeting", "number")
    )


def next_som(on: date) -> Meeting | None:
    """The next Senior Officials Meeting that is still to come on a day."""
    to_come = Q(actual_from__gt=on) | Q(actual_from=None, planned_from__gte=on)
    soms = Meeting.objects.filter(to_come, parts__kind=MeetingKind.SOM, is_called_off=False)
    return soms.prefetch_related("parts").order_by(Coalesce("actual_from", "planned_from")).first()


def next_host_of_som(on: date) -> Country | None:
    """The country that hosts next by rotation: of those that take part, the one whose last SOM is the longest ago.

    None where no host of a SOM is known. The Secretariat's proposal: the governments host "on a rotational basis".
    """
    hosted = dict[int, date]()
    for som in Meeting.objects.filter(parts__kind=MeetingKind.SOM, is_called_off=False):
        host, day = som.host_id or som.planned_host_id, som.begins_on()
        if host and day:
            hosted[host] = max(day, hosted.get(host, day))
    countries = [one.country for one in taskforces_active(on, on) if one.country]
    return min(countries, key=lambda one: hosted.get(one.pk, date.min), default=None) if hosted else None


def next_imm_year() -> int | None:
    """The third year after the last IMM of which a day is known, as the proposal has it; None where there is none."""
    imms = Meeting.objects.filter(parts__kind=MeetingKind.IMM, is_called_off=False)
    years = [day.year for day in (imm.begins_on() for imm in imms) if day]
    return max(years) + 3 if years else None


def next_som_number() -> int | None:
    """One more than the highest number of a SOM, also of one that is called off; None where none has a number."""
    last: int | None = MeetingPart.objects.filter(kind=MeetingKind.SOM).aggregate(last=Max("number"))["last"]
    return last + 1 if last else None


def last_som(now: datetime) -> datetime:
    """When the last Senior Officials Meeting began; without one, long ago."""
    begun = Meeting.objects.filter(actual_from__lte=timezone.localdate(now), parts__kind=MeetingKind.SOM)
    found = begun.aggregate(last=Max("actual_from"))["last"] or date(1900, 1, 1)
    return timezone.make_aware(datetime.combine(found, time.min))


def reviews_opened() -> QuerySet[Review]:
    """Reviews that are closed, in the order of their closing; then those that are open."""
    opened = Review.objects.exclude(status=ReviewStatus.PLANNED).select_related("cycle")
    return opened.order_by(F("closed_at").asc(nulls_last=True), "opened_at")


def written_at() -> dict[tuple[int, Param], datetime]:
    """When recommendations were written down here, by meeting and number: one query."""
    found = events_about_all(Meeting.objects.all()).filter(verb="recommend")
    return {(event.object_id, event.message.param("recommendation_number")): event.at for event in found}


def number_of(one: RecommendationRow) -> str:
    """ "7.1": the first of SOM 7; of a meeting without a number its own number alone."""
    part = next(iter(one.meeting.parts.all()), None)
    return f"{part.number}.{one.number}" if part and part.number else str(one.number)


@prepared_for_reader(on=DateField())
def recommendations_waiting(reader: Reader, *, on: date) -> QuerySet[RecommendationAddressee]:
    """Recommendations that the reader's taskforce has to answer (the regional office: for the region), by meeting and
    number, in two queries: nothing has begun, or a review was opened since it said that something has, or it is overdue
    on this day.
    """
    whose = regional("taskforce__") if reader.is_regional_office else Q(taskforce=reader.taskforce_id)
    asked_again = Exists(Review.objects.filter(status=ReviewStatus.OPEN, opened_at__gt=OuterRef("latest_at")))
    return (
        RecommendationAddressee.objects.unfinished()
        .filter(Q(latest_status=FollowUpStatus.OPEN) | Q(recommendation__due_on__lt=on) | asked_again, whose)
        .select_related("taskforce", "recommendation__meeting")
        .prefetch_related("recommendation__meeting__parts")
        .order_by("recommendation__meeting__pk", "recommendation__number")
    )


def unfinished_of(taskforce: int) -> QuerySet[RecommendationAddressee]:
    """What a taskforce has not finished of its recommendations, the newest first."""
    return (
        RecommendationAddressee.objects.unfinished()
        .filter(taskforce=taskforce)
        .select_related("taskforce", "recommendation__meeting")
        .prefetch_related("answers", "recommendation__meeting__parts")
        .order_by("-recommendation__meeting", "recommendation__number")
    )


def addressee_of(slug: str, number: int, place: str) -> QuerySet[RecommendationAddressee]:
    """The one whom a recommendation asks in a place, with all that its page says."""
    beside = (
        "taskforce__country",
        *(f"recommendation__{name}" for name in ("meeting", "area__plan", "target")),
    )
    found = RecommendationAddressee.objects.select_related(*beside).prefetch_related("answers")
    return found.filter(
        recommendation__meeting__slug=slug, recommendation__number=number, taskforce__slug=place
    )


def cycles_of_meeting(meeting: Meeting) -> QuerySet[AnnualCycle]:
    """The years that a meeting serves."""
    return AnnualCycle.objects.filter(reviews__meeting=meeting).distinct()


def host_then(meeting: Meeting, host: Country | None) -> str:
    """The name that a host had in the year of the meeting (ADR 34)."""
    with names_of(meeting.year):
        return str(host or "")


def place_of(meeting: Meeting) -> str:
    """ "Bagan, Myanmar": where the meeting was held, as far as it is known."""
    return _place(meeting, meeting.host)


def place_planned(meeting: Meeting) -> str:
    """Where a meeting that is not held yet is to be, as far as it is known: its venue, and who hosts it."""
    return _place(meeting, meeting.host or meeting.planned_host)


def _place(meeting: Meeting, host: Country | None) -> str:
    """The venue with its country, unless it names that: "Hotel Cambodiana" does not name Cambodia."""
    venue, country = meeting.venue, host_then(meeting, host)
    if not venue or re.search(rf"\b{re.escape(country)}\b", venue):
        return venue or country
    return f"{venue}, {country}" if country else venue


def texts_about(areas: Iterable[Area | None], on: date, cycle: AnnualCycle | None = None) -> PlanTexts:
    """The names of areas on a date: one query for each plan of action.

    In the revision that a year follows; in the newest one of a plan that it does not follow.
    """
    plans = {area.plan for area in areas if area is not None}
    follows = {cycle.plan_id: cycle.plan_revision} if cycle else {}
    read = [texts_in_force(plan, on, follows.get(plan.pk, plan.revision)) for plan in plans]
    return PlanTexts({key: text for texts in read for key, text in texts.corrected.items()})


def about_of(recommendation: RecommendationRow, texts: PlanTexts) -> Note:
    """What a recommendation is about; an area by its name in `texts`."""
    if recommendation.target is not None:
        return note("about.target", code=recommendation.target.code)
    if recommendation.area is not None:
        return note("about.area", name=texts.name(recommendation.area))
    return note("about.all_areas")

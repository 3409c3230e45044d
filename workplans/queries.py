"""The one door for reads: what a seat may see of each noun, and the named reads of the pages.

Live rows are for the taskforce and whom it has opened its draft to. Everybody else reads versions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    prefetch_related_objects,
)
from django.db.models.fields.json import KT

from commit_portal.marks import fingerprint
from commit_portal.models import Event
from commit_portal.readers import read_number
from spa.models import Area, MenuActivity, Target
from spa.queries import targets_in_force
from workplans.frozen import content_of
from workplans.kinds import kind_of
from workplans.models import (
    Activity,
    AnnualCycle,
    Contribution,
    LineDecision,
    LineImport,
    Opening,
    Participation,
    Release,
    Seat,
    Taskforce,
    VersionLine,
    Workplan,
    WorkplanVersion,
)
from workplans.models.activities import ActivityQuerySet
from workplans.models.countries import regional
from workplans.models.standing import not_withdrawn
from workplans.statuses import (
    TASKFORCE_ROLES,
    Audience,
    ContributionStatus,
    Role,
    VersionKind,
    WorkplanStatus,
)

# The verb of the event of a country that declines a regional activity; its facts name the country by `place`.
DECLINE = "decline"


def seats_held(user: Any, *, on: date) -> QuerySet[Seat]:
    """The seats somebody holds on a day, the country's first."""
    return (
        Seat.objects.held_on(on)
        .filter(user=user)
        .select_related("user", "taskforce__country", "partner")
        # PostgreSQL and SQLite each put what has no country elsewhere, unless told.
        .order_by(F("taskforce__position").asc(nulls_last=True), "role", "pk")
    )


def seat_in_use(held: Sequence[Seat], chosen: int | None) -> Seat | None:
    """The chosen seat while it is held, else the first of those held, else none."""
    return next((seat for seat in held if seat.pk == chosen), held[0] if held else None)


def running_year(on: date) -> AnnualCycle | None:
    """The newest year that has started by a day, else the first to come: opening the next one changes nothing yet."""
    years = AnnualCycle.objects.select_related("plan")
    return years.filter(starts_on__lte=on).first() or years.last()


def taskforces_active(starts_on: date, ends_on: date) -> QuerySet[Taskforce]:
    """Those that are active on some day of a span, in protocol order."""
    return Taskforce.objects.select_related("country").filter(
        Q(active_from__isnull=True) | Q(active_from__lte=ends_on),
        Q(active_until__isnull=True) | Q(active_until__gte=starts_on),
    )


def audience_of(seat: Seat) -> Audience:
    """Which audience a seat belongs to when it reads of others."""
    if seat.role in TASKFORCE_ROLES:
        return Audience.TASKFORCES
    if seat.role == Role.PARTNER:
        return Audience.PARTNERS
    if seat.role == Role.OBSERVER:
        return Audience.OBSERVERS
    return Audience.SECRETARIAT


def drafts_visible_to(seat: Seat) -> QuerySet[Workplan]:
    """Workplans whose live lines the seat may read.

    Its own taskforce always; its desk while the draft is open to it or submitted; the regional office a
    submitted one and its own regional one; a partner while the draft is open to it. Nobody else.
    """
    plans = Workplan.objects.all()
    open_now = Opening.objects.filter(workplan=OuterRef("pk"), ended_at__isnull=True)
    if seat.role in TASKFORCE_ROLES:
        return plans.filter(taskforce=seat.taskforce_id)
    if seat.role == Role.DESK:
        return plans.filter(taskforce=seat.taskforce_id).filter(
            Q(status=WorkplanStatus.SUBMITTED) | Exists(open_now.filter(partner__isnull=True))
        )
    if seat.role == Role.REGIONAL_OFFICE:
        return plans.filter(regional("taskforce__") | Q(status=WorkplanStatus.SUBMITTED))
    if seat.role == Role.PARTNER:
        return plans.filter(Exists(open_now.filter(partner=seat.partner_id)))
    return plans.none()


def activities_visible_to(seat: Seat) -> ActivityQuerySet:
    """Live lines: of the drafts one may read, and the own part of the regional workplan.

    A line that was withdrawn before it ever was submitted stays with those who drafted it.
    """
    seen = Q(workplan__in=drafts_visible_to(seat))
    if seat.role in (Role.OFFICER, Role.LEAD):
        seen |= Q(
            regional("workplan__taskforce__"),
            pk__in=Participation.objects.filter(taskforce=seat.taskforce_id).values("activity"),
        )
    drafted = Q(pk__in=())
    if seat.role in TASKFORCE_ROLES:
        drafted = Q(workplan__taskforce=seat.taskforce_id)
    elif seat.role == Role.REGIONAL_OFFICE:
        drafted = regional("workplan__taskforce__")
    return Activity.objects.filter(seen, drafted | not_withdrawn() | Q(ever_submitted()))


def ever_submitted() -> Exists:
    """Whether a version holds the line: what was handed over once is not put out of sight again."""
    return Exists(VersionLine.objects.filter(activity=OuterRef("pk")))


def _newest_released(audience: Audience) -> Subquery:
    """The version an audience reads of a workplan: the newest whose release has not ended."""
    return Subquery(
        WorkplanVersion.objects.filter(
            Exists(Release.objects.filter(version=OuterRef("pk"), audience=audience, ended_at__isnull=True)),
            workplan=OuterRef("workplan"),
        )
        .order_by("-number")
        .values("pk")[:1]
    )


def versions_visible_to(seat: Seat) -> QuerySet[WorkplanVersion]:
    """Frozen versions: one's own, all of record for the Secretariat, for others what is released to them.

    The regional version of record is read by every taskforce and the Secretariat (it is in force for all).
    """
    versions = WorkplanVersion.objects.all()
    of_record = Q(kind=VersionKind.OF_RECORD)
    if seat.role == Role.REGIONAL_OFFICE:
        return versions
    if seat.role == Role.DESK:
        return versions.filter(of_record | Q(workplan__taskforce=seat.taskforce_id))
    released = Q(pk=_newest_released(audience_of(seat)))
    if seat.role in TASKFORCE_ROLES:
        return versions.filter(
            released
            | Q(workplan__taskforce=seat.taskforce_id)
            | (of_record & regional("workplan__taskforce__") & Q(pk=F("workplan__of_record")))
        )
    return versions.filter(released)


def lines_visible_to(seat: Seat) -> QuerySet[VersionLine]:
    """Frozen lines; a partner keeps reading the lines of record that it supports."""
    seen = Q(version__in=versions_visible_to(seat))
    if seat.role == Role.PARTNER:
        seen |= Q(version=F("version__workplan__of_record"), supports__partner=seat.partner_id)
    return VersionLine.objects.filter(seen).distinct()


def version_to_read(workplan: Workplan, seat: Seat) -> WorkplanVersion | None:
    """The version of record this seat reads of a workplan: the current one, or what is released to it."""
    return (
        versions_visible_to(seat)
        .filter(workplan=workplan, kind=VersionKind.OF_RECORD)
        .order_by("-number")
        .first()
    )


def versions_to_read(cycle: AnnualCycle, seat: Seat) -> dict[int, WorkplanVersion]:
    """Per taskforce, the version of record this seat reads; what is missing reads "Not released"."""
    found = versions_visible_to(seat).filter(workplan__cycle=cycle, kind=VersionKind.OF_RECORD)
    return {
        version.workplan.taskforce_id: version
        for version in found.select_related("workplan__taskforce__country").order_by("number")
    }


def versions_for_audience(cycle: AnnualCycle, audience: Audience) -> QuerySet[WorkplanVersion]:
    """One version a taskforce at most: what an edition for this audience may hold (AR-3)."""
    of_record = WorkplanVersion.objects.filter(workplan__cycle=cycle, kind=VersionKind.OF_RECORD)
    if audience == Audience.SECRETARIAT:
        return of_record.filter(pk=F("workplan__of_record"))
    released = Q(pk=_newest_released(audience))
    if audience == Audience.TASKFORCES:
        released |= regional("workplan__taskforce__") & Q(pk=F("workplan__of_record"))
    return of_record.filter(released)


def lines_of(version: WorkplanVersion) -> QuerySet[VersionLine]:
    """A version's lines with what hangs on them, in the order of the plan of action: 4 queries."""
    return version.lines.select_related("area", "type", "menu_activity", "activity").prefetch_related(
        "target_links__target", "participations__taskforce__country", "supports__partner"
    )


def regional_versions_in_force(seat: Seat, year: int) -> QuerySet[WorkplanVersion]:
    """The regional workplan of record as far as this seat reads it, the newest first."""
    return (
        versions_visible_to(seat)
        .filter(
            regional("workplan__taskforce__"),
            workplan__cycle__year=year,
            kind=VersionKind.OF_RECORD,
        )
        .order_by("-number")
    )


@lru_cache(maxsize=64)
def lines_shared_with(taskforce: int, version: int) -> tuple[VersionLine, ...]:
    """The lines of a regional version in which a taskforce takes part (their keys): one query, as neither changes."""
    lines = VersionLine.objects.not_withdrawn().filter(version=version, participations__taskforce=taskforce)
    return tuple(lines.select_related("activity").order_by("area__position", "code"))


def workplan_of(year: int, slug: str) -> Workplan | None:
    """The workplan at an address, whoever asks; the caller decides what the reader may see of it."""
    return (
        Workplan.objects.select_related("cycle__plan", "taskforce__country", "of_record", "submitted_by")
        .filter(cycle__year=year, taskforce__slug=slug)
        .first()
    )


def live_lines(workplan: Workplan) -> QuerySet[Activity]:
    """The live lines of a plan with targets, partners and decisions: a fixed number of queries."""
    return (
        workplan.activities.select_related("area", "type", "menu_activity")
        .prefetch_related(
            "target_links__target",
            Prefetch("contributions", Contribution.objects.select_related("partner")),
            Prefetch("participations", Participation.objects.select_related("taskforce__country")),
            "decisions",
        )
        .order_by("area__position", "number")
    )


def menu_of(area: Area, workplan: Workplan) -> list[MenuActivity]:
    """The area's menu as far as the plan's lines may pick from it. Reads `area.menu`, so prefetch it for lists."""
    foreign = kind_of(workplan.taskforce).foreign_scope
    return [item for item in area.menu.all() if item.scope != foreign]


def targets_of(area: Area, workplan: Workplan) -> list[Target]:
    """The area's targets that the plan's lines can serve: those of its own scope that are in force in its year.

    Reads `area.targets`, so prefetch them for lists.
    """
    cycle, foreign = workplan.cycle, kind_of(workplan.taskforce).foreign_scope
    own = [target for target in area.targets.all() if target.scope != foreign]
    return targets_in_force(own, cycle.starts_on, cycle.ends_on)


@contextmanager
def lines_loaded(workplan: Workplan) -> Iterator[None]:
    """Put the live lines on the plan, with what its rules ask of each: 5 queries, however many lines.

    For the rules alone: whoever asks the plan for its lines after that reads them anew.
    """
    lines = (
        Activity.objects.select_related("area__plan", "type")
        .prefetch_related(
            "target_links",
            "area__targets",
            Prefetch("participations", Participation.objects.select_related("taskforce__country")),
        )
        .order_by("area__position", "number")
    )
    prefetch_related_objects([workplan], Prefetch("activities", lines))
    yield
    workplan.refresh_from_db(fields=["activities"])  # Asks nothing: it forgets what was loaded.


def counted_cost(workplan: Workplan) -> Decimal:
    """US dollars under the ceiling, summed afresh from the lines."""
    return workplan.activities.counted().aggregate(total=Sum("secretariat_cost"))["total"] or Decimal(0)


def activities_awaiting_decision(workplan: Workplan) -> QuerySet[Activity]:
    """Lines of one plan that need a decision in this round."""
    return workplan.activities.awaiting_decision()


def decisions_to_send(workplan: Workplan) -> QuerySet[LineDecision]:
    """What the Secretariat has recorded in this round and nobody else sees yet."""
    return LineDecision.objects.unsent().filter(activity__workplan=workplan, round=workplan.round)


def decisions_mark(workplan: Workplan) -> str:
    """Says whether a round's decisions are still those that somebody looked at; 16 hexadecimal digits."""
    recorded = decisions_to_send(workplan).order_by("activity").values_list("activity", "outcome", "reason")
    return fingerprint(workplan.round, workplan.status, *recorded)


def regional_mark(workplan: Workplan) -> str:
    """Says whether the regional plan, its lines and each country's answer are still those that somebody looked at;
    16 hexadecimal digits.
    """
    lines = workplan.activities.order_by("pk").values_list("pk", "row_version")
    answers = Participation.objects.filter(activity__workplan=workplan).order_by("pk")
    return fingerprint(
        workplan.round,
        workplan.status,
        workplan.row_version,
        *lines,
        *answers.values_list("activity", "taskforce", "role", "confirmed_at"),
    )


def asked_mark(line: Activity) -> str:
    """Says whether an activity still says what a country was asked to take part in; 16 hexadecimal digits.

    Nothing of who else is asked or has answered: each answer counts the row version up, and two countries may answer
    at once.
    """
    return fingerprint(*content_of(line), *sorted(link.target_id for link in line.target_links.all()))


def declines_that_stand() -> QuerySet[Any]:
    """The newest decline of each country that its regional activity does not name again.

    Each says the country as `country` and its address as `place`.
    """
    declines = Event.objects.filter(verb=DECLINE).annotate(
        country=KT("facts__params__country"), place=KT("facts__params__place")
    )
    newer = declines.filter(label=OuterRef("label"), place=OuterRef("place"), pk__gt=OuterRef("pk"))
    named = Participation.objects.filter(activity__code=OuterRef("label"), taskforce__slug=OuterRef("place"))
    return declines.exclude(Exists(newer)).exclude(Exists(named)).order_by("-at", "-pk")


@dataclass(frozen=True)
class Rounds:
    """How the submissions of a plan are counted for its readers: only those that were decided on, and the next.

    A submission that was taken back before anything was decided keeps its number in the rows, where stale pages
    are told by it; to a reader it was no round.
    """

    decided: frozenset[int]

    def shown(self, number: int) -> int:
        """The round to be named for the submission of this number."""
        return 1 + sum(earlier < number for earlier in self.decided)

    def was_decided(self, number: int) -> bool:
        return number in self.decided


def rounds_of(workplan: Workplan) -> Rounds:
    """The plan's rounds: each sending of decisions has made a version of record."""
    made = workplan.versions.filter(kind=VersionKind.OF_RECORD)
    return Rounds(frozenset(made.values_list("round", flat=True)))


def lines_waiting(workplan: Workplan, seat: Seat, key: str, *, now: datetime) -> LineImport | None:
    """The spreadsheet of this workplan that its sender has not confirmed; nobody else's, and no old one."""
    return (
        LineImport.objects.waiting_for(seat.user, now=now)
        .filter(pk=read_number(key), workplan=workplan)
        .select_related("workplan")
        .first()
    )


def readers_now(workplan: Workplan) -> list[Opening]:
    """The openings of a draft that are in force, for "who can read this now"."""
    return list(workplan.openings.filter(ended_at__isnull=True).select_related("partner"))


def releases_now(workplan: Workplan) -> list[Release]:
    """The releases in force of any version, newest version first."""
    return list(
        Release.objects.filter(version__workplan=workplan, ended_at__isnull=True)
        .select_related("version")
        .order_by("-version__number", "audience")
    )


def plans_at_a_glance(cycle: AnnualCycle) -> QuerySet[Workplan]:
    """The year's workplans with their counts, for the Secretariat's eyes."""
    return (
        cycle.workplans.select_related("taskforce__country", "of_record", "cycle")
        .annotate(
            lines=Count("activities", filter=not_withdrawn("activities__")),
            partners_accepted=Subquery(
                Contribution.objects.filter(
                    activity__workplan=OuterRef("pk"), status=ContributionStatus.ACCEPTED
                )
                .order_by()
                .values("activity__workplan")
                .annotate(total=Sum("amount"))
                .values("total")
            ),
        )
        .order_by("taskforce__position")
    )

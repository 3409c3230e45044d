"""The one door for reads: what a seat may see of each noun.

The taskforce and those to whom its draft is open read live rows. Everybody else reads versions.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import update_wrapper
from typing import Any

from django.db.models import (
    BigIntegerField,
    DateTimeField,
    Exists,
    F,
    Field,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from commit_portal import clock
from commit_portal.db.compiled_queries import Prepared
from commit_portal.db.related_rows import all_placed
from workplans import models, statuses
from workplans.models.activities import ActivityQuerySet, not_withdrawn
from workplans.models.countries import regional

# Of a taskforce or a partner; None for a seat that has none.
type Key = int | None


@dataclass(frozen=True)
class Reader:
    """What visibility asks of a seat. In a prepared query its keys, and `now`, stand for those of each request.

    Only the lists of people ask `user_id`, and they do not ask `now`.
    """

    role: str
    taskforce_id: Key
    partner_id: Key
    now: datetime | None
    user_id: int | None = None

    @property
    def in_secretariat(self) -> bool:
        return self.role in statuses.SECRETARIAT_ROLES

    @property
    def is_regional_office(self) -> bool:
        return self.role == statuses.Role.REGIONAL_OFFICE


# The values of a reader in a prepared query, whose shape is the role.
READER: "dict[str, Field[Any, Any]]" = {
    "taskforce": BigIntegerField(),
    "partner": BigIntegerField(),
    "now": DateTimeField(),
}


def keys_of(seat: models.Seat) -> dict[str, Any]:
    """The values of `READER` for a seat that reads now."""
    return {"taskforce": seat.taskforce_id, "partner": seat.partner_id, "now": clock.reading_time()}


class PreparedForReader[Row](Prepared[Row]):
    """A prepared query of what a seat may see: it is built with a `Reader`, and called with the seat that reads now."""

    def __init__(
        self, build: Callable[..., QuerySet[Any, Row]], fields: "Mapping[str, Field[Any, Any]]"
    ) -> None:
        def of_reader(
            role: str, *shape: Any, taskforce: Key, partner: Key, now: datetime, **values: Any
        ) -> QuerySet[Any, Row]:
            return build(Reader(role, taskforce, partner, now), *shape, **values)

        super().__init__(of_reader, {**fields, **READER})
        update_wrapper(self, build)

    def __call__(self, *shape: Any, **values: object) -> list[Row]:
        """The rows that the seat sees, which comes first. What else shapes the query follows it."""
        seat, *others = shape
        return super().__call__(seat.role, *others, **values, **keys_of(seat))


def prepared_for_reader[Row](
    **fields: "Field[Any, Any]",
) -> Callable[[Callable[..., QuerySet[Any, Row]]], PreparedForReader[Row]]:
    """As `prepared`, for a function that takes a `Reader` before all else."""
    return lambda build: PreparedForReader(build, fields)


def moment_of(seat: models.Seat | Reader) -> Any:
    """The moment at which the seat reads: an opening that has passed its date lets nobody read."""
    return seat.now if isinstance(seat, Reader) else clock.reading_time()


def audience_of(seat: models.Seat | Reader) -> statuses.Audience:
    """The audience of a seat that reads other taskforces' plans."""
    if seat.role in statuses.TASKFORCE_ROLES:
        return statuses.Audience.TASKFORCES
    others = {
        statuses.Role.PARTNER.value: statuses.Audience.PARTNERS,
        statuses.Role.OBSERVER.value: statuses.Audience.OBSERVERS,
    }
    return others.get(seat.role, statuses.Audience.SECRETARIAT)


def drafts_visible_to(seat: models.Seat | Reader) -> QuerySet[models.Workplan]:
    """Workplans whose live lines the seat may read.

    A taskforce reads its own. The desk reads it while it is open to the desk or submitted. The regional office reads
    submitted ones and the regional one. A partner reads it while it is open to that partner.
    """
    plans = models.Workplan.objects.all()
    open_now = models.Opening.objects.open_at(moment_of(seat)).filter(workplan=OuterRef("pk"))
    if seat.role in statuses.TASKFORCE_ROLES:
        return plans.filter(taskforce=seat.taskforce_id)
    if seat.role == statuses.Role.DESK:
        is_open = Exists(open_now.filter(partner__isnull=True))
        submitted = Q(status=statuses.WorkplanStatus.SUBMITTED)
        return plans.filter(submitted | is_open, taskforce=seat.taskforce_id)
    if seat.role == statuses.Role.REGIONAL_OFFICE:
        return plans.filter(regional("taskforce__") | Q(status=statuses.WorkplanStatus.SUBMITTED))
    if seat.role == statuses.Role.PARTNER:
        return plans.filter(Exists(open_now.filter(partner=seat.partner_id)))
    return plans.none()


def reads_draft(seat: models.Seat, workplan: models.Workplan) -> bool:
    """Whether a loaded plan is one of `drafts_visible_to`. Asks the database only where an opening decides."""
    if seat.role in statuses.TASKFORCE_ROLES:
        return seat.sits_in(workplan.taskforce_id)
    if seat.role == statuses.Role.REGIONAL_OFFICE:
        return workplan.taskforce.is_regional or workplan.status == statuses.WorkplanStatus.SUBMITTED
    if seat.role == statuses.Role.DESK and not seat.is_desk_of(workplan.taskforce_id):
        return False
    if seat.role == statuses.Role.DESK and workplan.status == statuses.WorkplanStatus.SUBMITTED:
        return True
    return drafts_visible_to(seat).filter(pk=workplan.pk).exists()


def activities_visible_to(seat: models.Seat | Reader) -> ActivityQuerySet:
    """Live lines of the drafts that the seat may read, and its own part of the regional workplan.

    Only those who draft see a line that was withdrawn before it was ever submitted. A partner keeps reading a line
    that it supports until an approved version holds it: from then on it reads the approved text. Where the line went
    to reserve, it has left that version, and the partner reads that it is in reserve.
    """
    seen = Q(workplan__in=drafts_visible_to(seat))
    beside = lines_beside_drafts(seat)
    if beside is not None:
        seen |= Q(pk__in=beside.order_by().values("pk"))
    return live_lines(seat, seen)


def live_lines(seat: models.Seat | Reader, seen: Q) -> ActivityQuerySet:
    """Those of `activities_visible_to` that are `seen`: in drafts that were asked before, or for their own sake."""
    drafted = Q(pk__in=())
    if seat.role in statuses.TASKFORCE_ROLES:
        drafted = Q(workplan__taskforce=seat.taskforce_id)
    elif seat.role == statuses.Role.REGIONAL_OFFICE:
        drafted = regional("workplan__taskforce__")
    return models.Activity.objects.filter(seen, drafted | not_withdrawn() | Q(ever_submitted()))


def lines_beside_drafts(seat: models.Seat | Reader) -> ActivityQuerySet | None:
    """Live lines that the seat reads for their own sake, also where it does not read the draft; None for no such seat."""
    if seat.role == statuses.Role.PARTNER:
        supported = models.Contribution.objects.accepted().filter(partner=seat.partner_id)
        approved = models.VersionLine.objects.not_withdrawn().filter(
            activity=OuterRef("pk"), version=OuterRef("workplan__of_record")
        )
        return models.Activity.objects.filter(
            ~Exists(approved), pk__in=supported.order_by().values("activity"), withdrawn_at__isnull=True
        )
    if seat.role in (statuses.Role.OFFICER, statuses.Role.LEAD):
        own = models.Participation.objects.filter(taskforce=seat.taskforce_id)
        return models.Activity.objects.filter(
            regional("workplan__taskforce__"), pk__in=own.values("activity")
        )
    return None


def sees_every_line(seat: models.Seat, workplan: models.Workplan) -> bool:
    """Whether the seat reads every live line of a plan: only then the lines that it reads say the plan's sums."""
    if seat.role == statuses.Role.REGIONAL_OFFICE:
        return workplan.taskforce.is_regional
    return seat.sits_in(workplan.taskforce_id)


def ever_submitted() -> Exists:
    """Whether a version holds the line. A line that was submitted once stays visible."""
    return Exists(models.VersionLine.objects.filter(activity=OuterRef("pk")))


def _is_released(audience: statuses.Audience) -> Exists:
    """Whether a version is released to an audience, and its release has not ended."""
    releases = models.Release.objects.filter(version=OuterRef("pk"), audience=audience)
    return Exists(releases.filter(ended_at__isnull=True))


def _newest_released(audience: statuses.Audience) -> Subquery:
    """The version an audience reads of a workplan: the newest whose release has not ended."""
    released = models.WorkplanVersion.objects.filter(_is_released(audience), workplan=OuterRef("workplan"))
    return Subquery(released.order_by("-number").values("pk")[:1])


def versions_visible_to(seat: models.Seat | Reader) -> QuerySet[models.WorkplanVersion]:
    """Frozen versions: own ones, all approved ones for the Secretariat, released ones for the others.

    Every taskforce and the Secretariat read the approved regional version: it is for all.
    """
    return _versions(seat, Q(pk=_newest_released(audience_of(seat))))


def _versions(seat: models.Seat | Reader, released: Q) -> QuerySet[models.WorkplanVersion]:
    """The versions that a seat reads, where these are those that are released to it."""
    versions = models.WorkplanVersion.objects.all()
    of_record = Q(kind=statuses.VersionKind.OF_RECORD)
    if seat.role == statuses.Role.REGIONAL_OFFICE:
        return versions
    if seat.role == statuses.Role.DESK:
        return versions.filter(of_record | Q(workplan__taskforce=seat.taskforce_id))
    if seat.role in statuses.TASKFORCE_ROLES:
        return versions.filter(
            released
            | Q(workplan__taskforce=seat.taskforce_id)
            | (of_record & regional("workplan__taskforce__") & Q(pk=F("workplan__of_record")))
        )
    return versions.filter(released)


def versions_of(workplan: models.Workplan, seat: models.Seat) -> list[models.WorkplanVersion]:
    """Those of `versions_visible_to` of one plan, the newest first."""
    return all_placed(_versions_of(seat, workplan=workplan.pk), "workplan", workplan)


@prepared_for_reader(workplan=BigIntegerField())
def _versions_of(reader: Reader, *, workplan: int) -> QuerySet[models.WorkplanVersion]:
    return versions_visible_to(reader).filter(workplan=workplan).order_by("-number")


def lines_visible_to(seat: models.Seat | Reader) -> QuerySet[models.VersionLine]:
    """Frozen lines. A partner also reads the approved lines that it supports."""
    seen = Q(version__in=versions_visible_to(seat))
    if seat.role == statuses.Role.PARTNER:
        seen |= Q(version=F("version__workplan__of_record"), supports__partner=seat.partner_id)
    return models.VersionLine.objects.filter(seen).distinct()


def approved_versions_to_read(seat: models.Seat | Reader, *which: Q) -> QuerySet[models.WorkplanVersion]:
    """The approved version of each plan that the seat reads: the newest one. `which` are conditions on the plans."""
    # Of all versions that are released, the newest is asked for once a plan, and not once a version.
    approved = _versions(seat, Q(_is_released(audience_of(seat))))
    approved = approved.filter(*which, kind=statuses.VersionKind.OF_RECORD)
    newest = approved.order_by().values("workplan").annotate(newest=Max("pk")).values("newest")
    return models.WorkplanVersion.objects.filter(pk__in=newest)


def approved_lines_to_read(seat: models.Seat | Reader) -> QuerySet[models.VersionLine]:
    """Of each activity the approved line that its page shows to the seat where it reads no draft.

    It is that of the approved version that the seat reads; for a partner the line that it supports.
    """
    seen = _in_approved(seat, approved_versions_to_read(seat).values("pk"))
    supported = lines_beside_approved(seat)
    if supported is not None:
        seen |= Q(pk__in=supported.values("pk"))
    return models.VersionLine.objects.filter(seen)


def lines_in_approved(seat: models.Seat | Reader, versions: Iterable[int]) -> QuerySet[models.VersionLine]:
    """Those of `approved_lines_to_read` in these versions, keys of `approved_versions_to_read` that were asked before."""
    return models.VersionLine.objects.filter(_in_approved(seat, versions))


def _in_approved(seat: models.Seat | Reader, versions: Iterable[object]) -> Q:
    supported = lines_beside_approved(seat)
    in_versions = Q(version__pk__in=versions)
    return in_versions if supported is None else in_versions & ~Q(activity__in=supported.values("activity"))


def lines_beside_approved(seat: models.Seat | Reader) -> QuerySet[models.VersionLine] | None:
    """Approved lines that the seat reads for their own sake, in whatever version; None for no such seat."""
    if seat.role != statuses.Role.PARTNER:
        return None
    supports = models.VersionLineSupport.objects.filter(partner=seat.partner_id)
    return models.VersionLine.objects.filter(
        version=F("version__workplan__of_record"), pk__in=supports.order_by().values("line")
    )


def offers_visible_to(seat: models.Seat | Reader) -> QuerySet[models.Contribution]:
    """What partners were asked for and offered, for those who read the draft; others read what is approved.

    A partner reads only its own, and no request that is still prepared (CO-1, CO-12).
    """
    offers = models.Contribution.objects.select_related("partner")
    if seat.role == statuses.Role.PARTNER:
        return offers.filter(partner=seat.partner_id).exclude(prepared_only())
    return offers.filter(activity__workplan__in=drafts_visible_to(seat))


def was_opened_to(seat: models.Seat, workplan: models.Workplan) -> bool:
    """Whether a partner reads or has read the draft of a plan, or has been asked for its lines or has offered."""
    if seat.role != statuses.Role.PARTNER:
        return False
    return (
        models.Opening.objects.filter(workplan=workplan, partner=seat.partner_id).exists()
        or offers_visible_to(seat).filter(activity__workplan=workplan).exists()
    )


def prepared_only() -> Q:
    """The condition of a request that its partner may not read yet, or never read before it ended (CO-1)."""
    return Q(shown_at__isnull=True, answered_at__isnull=True)


def supports_visible_to(seat: models.Seat | Reader) -> QuerySet[models.VersionLineSupport]:
    """Accepted support of frozen lines. A partner reads its own, and who else supports a line released to it.

    Of some it learns no more than that: `is_named_only`.
    """
    supports = models.VersionLineSupport.objects.select_related("partner")
    if seat.role == statuses.Role.PARTNER:
        return supports.filter(Q(partner=seat.partner_id) | Q(line__version__in=versions_visible_to(seat)))
    return supports


def is_named_only(seat: models.Seat, support: models.VersionLineSupport) -> bool:
    """Whether the seat learns only which partner supports a line: no amount, and not what it gives (CO-12)."""
    if seat.role == statuses.Role.PARTNER:
        return support.partner_id != seat.partner_id
    return seat.role == statuses.Role.OBSERVER


def talk_of(seat: models.Seat | Reader) -> QuerySet[models.Comment]:
    """Comments whose audience the seat belongs to, also where it does not read now what they are about."""
    national, in_region = statuses.NATIONAL_TALK.get(seat.role, ()), statuses.REGIONAL_TALK.get(seat.role, ())
    of_region = regional("workplan__taskforce__")
    heard = ~of_region & Q(audience__in=national) | of_region & Q(audience__in=in_region)
    if seat.role in (*statuses.TASKFORCE_ROLES, statuses.Role.DESK):
        heard &= Q(workplan__taskforce=seat.taskforce_id)
    if seat.role == statuses.Role.PARTNER:
        heard &= Q(partner=seat.partner_id)
    return models.Comment.objects.filter(heard)


def comments_visible_to(seat: models.Seat | Reader) -> QuerySet[models.Comment]:
    """Comments of the seat's audiences, on what it reads: the plan, the line, the answers of a review.

    Outside the taskforce nobody reads on once the draft is closed to them, unless a version holds the line.
    """
    comments = talk_of(seat)
    if seat.role in statuses.TASKFORCE_ROLES:
        return comments
    versions, frozen = versions_visible_to(seat).order_by(), lines_visible_to(seat).order_by()
    plans = Q(workplan__in=drafts_visible_to(seat)) | Q(workplan__in=versions.values("workplan"))
    lines = Q(activity__in=activities_visible_to(seat)) | Q(activity__in=frozen.values("activity"))
    return comments.filter(Q(activity__isnull=True, stage="") & plans | Q(stage="") & lines | ~Q(stage=""))


def open_talk(seat: models.Seat | Reader) -> QuerySet[models.Comment]:
    """The first comments of the open threads that the seat reads."""
    return comments_visible_to(seat).filter(parent__isnull=True, settled_at__isnull=True)


def reads_now(
    seat: models.Seat | Reader,
    workplan: models.Workplan,
    activity: models.Activity | None = None,
    stage: str = "",
) -> bool:
    """Whether the seat reads what a comment may be about, as `comments_visible_to` asks of those that are there."""
    if stage:
        return seat.role != statuses.Role.PARTNER
    if activity is None:
        drafts, versions = drafts_visible_to(seat), versions_visible_to(seat)
        return drafts.filter(pk=workplan.pk).exists() or versions.filter(workplan=workplan.pk).exists()
    return (
        activities_visible_to(seat).filter(pk=activity.pk).exists()
        or lines_visible_to(seat).filter(activity=activity.pk).exists()
    )


def version_to_read(workplan: models.Workplan, seat: models.Seat) -> models.WorkplanVersion | None:
    """The approved version of a workplan that this seat reads: the current one, or the released one."""
    return approved_versions_to_read(seat, Q(workplan=workplan)).order_by().first()


def versions_to_read(cycle: models.AnnualCycle, seat: models.Seat) -> dict[int, models.WorkplanVersion]:
    """The approved version that this seat reads, by taskforce. A missing one is shown as "Not released"."""
    found = approved_versions_to_read(seat, Q(workplan__cycle=cycle))
    return {
        version.workplan.taskforce_id: version
        for version in found.select_related("workplan__taskforce__country")
    }


def versions_for_audience(
    cycles: Iterable[models.AnnualCycle], audience: statuses.Audience
) -> QuerySet[models.WorkplanVersion]:
    """The versions that editions of years for this audience may hold (AR-3): at most one of each taskforce and year."""
    of_record = models.WorkplanVersion.objects.filter(
        workplan__cycle__in=cycles, kind=statuses.VersionKind.OF_RECORD
    )
    if audience == statuses.Audience.SECRETARIAT:
        return of_record.filter(pk=F("workplan__of_record"))
    released = Q(pk=_newest_released(audience))
    if audience == statuses.Audience.TASKFORCES:
        released |= regional("workplan__taskforce__") & Q(pk=F("workplan__of_record"))
    return of_record.filter(released)

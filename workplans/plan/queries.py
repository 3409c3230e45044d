"""Named reads of workplans, their lines and decisions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.aggregates import StringAgg
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from commit_portal.db.compiled_queries import prepared
from commit_portal.db.related_rows import aggregated, attach_values, place, related_rows
from commit_portal.models import Event
from spa.models import ActivityType, Area, MenuActivity, Target, in_revision
from spa.queries import areas_adopted, newest_type, targets_in_force, types_by_key, types_until
from workplans import models
from workplans.models.activities import ActivityQuerySet, counted, not_withdrawn, put_forward, recorded
from workplans.plan.plan_types import kind_of
from workplans.plan.visibility import Reader, drafts_visible_to
from workplans.statuses import IN_FORCE, LineState, Outcome, VersionKind

type Types = Mapping[int, ActivityType]
# The verb of the event of a country that declines a regional activity; its facts name the country by `place`.
DECLINE = "decline"
# The verb of the event that opens an approved plan again (`lifecycle.AMEND`).
AMEND = "amend"


class ServedTarget(NamedTuple):
    """A target that a line serves, in place of the row that links them."""

    target_id: int
    target: Target


@lru_cache(maxsize=64)
def lines_shared_with(taskforce: int, version: int) -> tuple[models.VersionLine, ...]:
    """The lines of a regional version in which a taskforce takes part (their keys): one query, as neither changes."""
    lines = models.VersionLine.objects.not_withdrawn().filter(
        version=version, participations__taskforce=taskforce
    )
    return tuple(lines.select_related("activity").order_by("area__position", "code"))


def workplan_of(year: int, slug: str) -> models.Workplan | None:
    """The workplan at an address, for anybody. The caller decides what the reader may see of it."""
    return next(iter(_workplans(year=year, place=slug)), None)


@prepared(year=IntegerField(), place=CharField())
def _workplans(*, year: int, place: str) -> QuerySet[models.Workplan]:
    plans = models.Workplan.objects.filter(cycle__year=year, taskforce__slug=place)
    plans = plans.annotate(newest_type=newest_type())
    return plans.select_related("cycle__plan", "taskforce__country", "of_record", "submitted_by")


def approved_before(taskforce: OuterRef, year: OuterRef) -> QuerySet[models.Workplan]:
    """Plans of a taskforce with an approved version, of the years before this one. A draft can start from the newest."""
    return models.Workplan.objects.filter(taskforce=taskforce, cycle__year__lt=year, of_record__isnull=False)


def left_to_carry() -> QuerySet[models.VersionLine]:
    """Of a plan as `OuterRef`: the lines of the newest earlier year that are not carried over, withdrawn ones apart."""
    years = approved_before(OuterRef(OuterRef("taskforce")), OuterRef(OuterRef("cycle__year")))
    newest = years.order_by("-cycle__year").values("of_record")[:1]
    carried = models.Activity.objects.filter(
        workplan=OuterRef(OuterRef("pk")), carried_from=OuterRef("activity")
    )
    return models.VersionLine.objects.filter(~Exists(carried), version=Subquery(newest), withdrawn=False)


def was_amended() -> Exists:
    """Whether a plan was approved and opened again. A returned first draft has an approved version too, but was not."""
    of_plans = Event.objects.filter(content_type__app_label="workplans", content_type__model="workplan")
    return Exists(of_plans.filter(object_id=OuterRef("pk"), verb=AMEND))


def menu_of(area: Area, workplan: models.Workplan) -> list[MenuActivity]:
    """The area's menu as far as the plan's lines may pick from it. Reads `area.menu`, so prefetch it for lists."""
    cycle, foreign = workplan.cycle, kind_of(workplan.taskforce).foreign_scope
    menu = related_rows(area, "menu")
    return [item for item in menu if item.scope != foreign and cycle.offers(item)]


def targets_of(area: Area, workplan: models.Workplan) -> list[Target]:
    """The area's targets that the plan's lines can serve: those of its own scope that are in force in its year,
    in the revision that the year follows or the one that is asked for.

    Reads `area.targets`, so prefetch them for lists.
    """
    cycle, foreign = workplan.cycle, kind_of(workplan.taskforce).foreign_scope
    own = (
        target for target in related_rows(area, "targets") if target.scope != foreign and cycle.offers(target)
    )
    return targets_in_force(own, cycle.starts_on, cycle.ends_on)


def types_of(workplan: models.Workplan) -> Types:
    """The types by their keys: read once in a process where the plan came with the key of the newest."""
    newest = getattr(workplan, "newest_type", None)
    return types_until(newest) if newest else types_by_key()


def keys_of_targets(link: type[Any] = models.ActivityTarget, by: str = "activity") -> Subquery:
    """The keys of a line's targets, as `put_plan_of_action_on` reads them. `by` names the line in the links to them."""
    served = link.objects.filter(**{by: OuterRef("pk")})
    return aggregated(served, by, StringAgg(Cast("target", CharField()), delimiter=Value("|")))


def put_plan_of_action_on(
    lines: Sequence[Any], workplan: models.Workplan, types: Types | None = None
) -> None:
    """Give each line its area, type (of `types`, if given) and activity of the menu, and the links to its targets in order."""
    types = types_of(workplan) if types is None else types
    areas = {area.pk: area for area in areas_adopted(workplan.cycle.plan)}
    menu = {item.pk: item for area in areas.values() for item in related_rows(area, "menu")}
    links = [ServedTarget(row.pk, row) for area in areas.values() for row in related_rows(area, "targets")]
    places = {str(link.target_id): number for number, link in enumerate(links)}
    served: dict[int, list[ServedTarget]] = {}
    for line in lines:
        for name, rows in (("area", areas), ("type", types), ("menu_activity", menu)):
            if row := rows.get(getattr(line, f"{name}_id")):
                place(line, name, row)
        keys = (line.target_keys or "").split("|")
        served[line.pk] = [links[number] for number in sorted(places[key] for key in keys if key in places)]
    attach_values(lines, "target_links", served)


def are_loaded(workplan: models.Workplan) -> bool:
    """Whether all live lines were put on the plan, for a reader who sees them all."""
    return workplan.holds_all_lines and "activities" in getattr(workplan, "_prefetched_objects_cache", {})


def counted_cost(workplan: models.Workplan) -> Decimal:
    """US dollars under the ceiling, summed afresh from the lines in the database."""
    return next(iter(_counted_costs(workplan=workplan.pk)), None) or Decimal(0)


@prepared(workplan=BigIntegerField())
def _counted_costs(*, workplan: int) -> QuerySet[models.Activity, Decimal | None]:
    lines = models.Activity.objects.filter(counted(), workplan=workplan).order_by().values("workplan")
    return lines.annotate(total=Sum("secretariat_cost")).values_list("total", flat=True)


def lines_with_outcomes(workplan: models.Workplan) -> QuerySet[models.Activity]:
    """Live lines as far as `decided_so_far` reads them: one query."""
    saved = models.LineDecision.objects.filter(recorded(workplan.round), activity=OuterRef("pk"))
    lines = workplan.activities.put_forward().only("state", "funding", "secretariat_cost", "withdrawn_at")
    # By its name as a text: it takes the place of an attribute.
    return lines.annotate(**{"outcome_to_send": Subquery(saved.values("outcome")[:1])})


def decided_so_far(lines: Collection[models.Activity]) -> tuple[int, Decimal]:
    """How many of a submitted plan's lines still need a decision, and what is approved so far, in US dollars.

    Approved is what counts under the ceiling of lines approved in an earlier round or in this one (`outcome_to_send`).
    """
    approve = (Outcome.APPROVE, LineState.APPROVED)
    sums = (line.counted_cost for line in lines if (line.outcome_to_send or line.state) in approve)
    undecided = sum(line.awaits_decision and not line.outcome_to_send for line in lines)
    return undecided, sum(sums, Decimal(0))


def decisions_to_send(workplan: models.Workplan) -> QuerySet[models.LineDecision]:
    """Decisions of this round that only the Secretariat sees."""
    return models.LineDecision.objects.filter(recorded(workplan.round), activity__workplan=workplan)


def declines_that_stand() -> QuerySet[Any]:
    """The newest decline of each country that its regional activity does not name again.

    Each says the country as `country` and its address as `place`.
    """
    declines = Event.objects.filter(verb=DECLINE).annotate(
        country=KT("facts__params__country"), place=KT("facts__params__place")
    )
    newer = declines.filter(label=OuterRef("label"), place=OuterRef("place"), pk__gt=OuterRef("pk"))
    named = models.Participation.objects.filter(
        activity__code=OuterRef("label"), taskforce__slug=OuterRef("place")
    )
    return declines.exclude(Exists(newer)).exclude(Exists(named)).order_by("-at", "-pk")


@dataclass(frozen=True)
class Rounds:
    """Counts the submissions of a plan for its readers: those with decisions, and the next one.

    A submission that was taken back without a decision keeps its number in the rows, to detect stale pages. It is not
    counted as a round.
    """

    decided: frozenset[int]

    def shown(self, number: int) -> int:
        """The round to be named for the submission of this number."""
        return 1 + sum(earlier < number for earlier in self.decided)


def rounds_of(workplan: models.Workplan) -> Rounds:
    """The plan's rounds. Each sending of decisions made an approved version: no query where nothing is approved."""
    if workplan.of_record_id is None:
        return Rounds(frozenset())
    return rounds_in(workplan.versions.filter(kind=VersionKind.OF_RECORD))


def rounds_in(versions: Iterable[models.WorkplanVersion]) -> Rounds:
    """The same, of all versions of a plan."""
    return Rounds(frozenset(version.round for version in versions if version.kind == VersionKind.OF_RECORD))


def sent_decisions(line: models.Activity) -> list[Any]:
    """The decisions on a line that the taskforce reads, the last one first; `shown` as `Rounds` counts. One query.

    None where nothing is approved: each sending made an approved version.
    """
    if line.workplan.of_record_id is None:
        return []
    made = line.workplan.versions.filter(kind=VersionKind.OF_RECORD, round__lt=OuterRef("round"))
    earlier = aggregated(made, "workplan", Count("round", distinct=True))
    return list(line.decisions.sent().annotate(shown=1 + Coalesce(earlier, 0)))


def readers_now(workplan: models.Workplan, *, now: datetime) -> list[models.Opening]:
    """Openings of a draft that have not ended, for "who can read this now"."""
    return list(workplan.openings.open_at(now).select_related("partner"))


def approved_version(workplan: models.Workplan) -> models.WorkplanVersion:
    """The approved version of a plan that has one: `may_release_workplan` refuses every other plan.

    Raises `WorkplanVersion.DoesNotExist` where nothing is approved.
    """
    return workplan.versions.get(pk=F("workplan__of_record"))


@prepared(workplan=BigIntegerField())
def releases_now(workplan: int) -> QuerySet[models.Release]:
    """Releases of any version of a workplan that have not ended, newest version first."""
    releases = models.Release.objects.filter(version__workplan=workplan, ended_at__isnull=True)
    return releases.select_related("version").order_by("-version__number", "audience")


def plans_at_a_glance(cycle: int, reader: models.Seat | Reader) -> QuerySet[Any]:
    """The year's workplans with their counts and those of their approved version, for the Secretariat only.

    `is_live` says whether the reader sees the draft.
    """
    frozen = models.VersionLine.objects.not_withdrawn().filter(version=OuterRef("of_record"))
    given = models.VersionLineSupport.objects.filter(
        line__version=OuterRef("of_record"), line__withdrawn=False
    )
    live = models.Activity.objects.not_withdrawn().filter(workplan=OuterRef("pk"))
    accepted = models.Contribution.objects.accepted().filter(
        put_forward("activity__"), activity__workplan=OuterRef("pk")
    )
    return (
        models.Workplan.objects.filter(cycle=cycle)
        .select_related("taskforce__country", "of_record")
        .annotate(
            is_live=Exists(drafts_visible_to(reader).filter(pk=OuterRef("pk"))),
            frozen_lines=aggregated(frozen, "version", Count("pk")),
            frozen_partners=aggregated(given, "line__version", Sum("amount")),
            # Counted beside the plans: joined to them, every other column would be a key of the grouping.
            lines=Coalesce(aggregated(live, "workplan", Count("pk")), 0),
            partners_accepted=aggregated(accepted, "activity__workplan", Sum("amount")),
        )
        .order_by("taskforce__position")
    )


def left_by(revision: int | str) -> ActivityQuerySet:
    """The activities without a target or an area in a revision: its number, or their column that has it.

    While an amendment is open, those of the approved version too: it counts again where the amendment is dropped.
    """
    live = not_withdrawn() & _without(revision, models.ActivityTarget.objects.filter(activity=OuterRef("pk")))
    stuck = _without(revision, models.VersionLineTarget.objects.filter(line=OuterRef("pk")), "activity__")
    approved = models.VersionLine.objects.not_withdrawn().filter(version=OuterRef("workplan__of_record"))
    approved = approved.filter(stuck, activity=OuterRef("pk"))
    return models.Activity.objects.filter(live | (~Q(workplan__status__in=IN_FORCE) & Exists(approved)))


def _without(
    revision: int | str,
    links: QuerySet[models.ActivityTarget] | QuerySet[models.VersionLineTarget],
    of: str = "",
) -> Q:
    """Lines whose area a revision does not have, or none of their targets; `of` leads to the activity."""
    column = f"{of}{revision}"
    own, outer = (F(column), OuterRef(column)) if isinstance(revision, str) else (revision, revision)
    kept = links.filter(in_revision(outer, "target__"))
    return ~in_revision(own, "area__") | (Exists(links) & ~Exists(kept))


def asked_to_change() -> dict[str, Coalesce]:
    """Of a plan: how many activities the revision that is asked for leaves without a target, and the number of the first."""
    lines = left_by("workplan__cycle__asked_revision").filter(
        workplan=OuterRef("pk"), workplan__cycle__asked_revision__gt=0
    )
    return {
        "stuck": Coalesce(aggregated(lines, "workplan", Count("pk")), 0),
        "first_stuck": Coalesce(Subquery(lines.order_by("number").values("number")[:1]), 0),
    }

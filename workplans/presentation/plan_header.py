"""The head of a plan's pages: the plan, and who reads its draft, in one query."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import models
from django.db.models.aggregates import StringAgg
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.http import Http404, HttpRequest
from django.utils.translation import gettext, gettext_lazy

from commit_portal import clock
from commit_portal.db.related_rows import aggregated
from spa.queries import newest_type
from workplans.models import Activity, CycleStep, Ministry, Opening, Partner, Release, Seat, Workplan
from workplans.models.countries import regional
from workplans.models.names import Named, still_runs
from workplans.plan import visibility
from workplans.plan.permissions import may_know
from workplans.plan.queries import approved_before, asked_to_change, was_amended
from workplans.request_context.request import seat_of, show_year
from workplans.statuses import IN_FORCE, Audience, Step, WorkplanStatus

# Who reads an approved version, inside a sentence.
READERS = {
    Audience.SECRETARIAT: gettext_lazy("the whole Secretariat"),
    Audience.TASKFORCES: gettext_lazy("the other taskforces"),
    Audience.PARTNERS: gettext_lazy("partners"),
    Audience.OBSERVERS: gettext_lazy("observers"),
}


@dataclass(frozen=True)
class PlanHeader:
    """A workplan with everything that the head of its page shows. `open_threads`: of comments that the seat reads.

    `has_year_behind`: an earlier year of the taskforce has an approved plan, from which a draft can start.
    `ministries` are those of the taskforce that count for a draft, with their keys and names.
    """

    workplan: Workplan
    reads_draft: bool
    open_to_desk: bool
    open_to_partners: tuple[str, ...]
    released_to: tuple[Audience, ...]
    regional_version: int | None
    open_threads: int
    has_year_behind: bool
    ministries: tuple[Ministry, ...]
    has_lines: bool
    # The step of the year, the last day of what the seat has to do, whether the plan was amended, and is to be released.
    step: int
    step_until: date | None
    is_amended: bool
    is_to_release: bool
    stuck: int
    first_stuck: int

    @property
    def readers(self) -> dict[str, Any]:
        """Who reads the draft and the approved version, inside sentences (`plan_readers.html`)."""
        plan, taskforce = self.workplan, self.workplan.taskforce
        submitted = plan.status == WorkplanStatus.SUBMITTED
        names = [gettext("the %(country)s taskforce")]
        names += (
            [gettext("the %(country)s desk of the Secretariat")] if self.open_to_desk or submitted else []
        )
        names += [gettext("the regional office")] if submitted else []
        named = [name % {"country": taskforce.name} for name in names]
        own = gettext("every taskforce") if taskforce.is_regional else named[0]
        audiences = (Audience.SECRETARIAT, *self.released_to)
        return {
            "is_regional": taskforce.is_regional,
            "has_record": plan.of_record_id is not None,
            "open_to_partners": self.open_to_partners,
            "draft": [*named, *self.open_to_partners],
            "approved": [own, *(str(READERS[audience]) for audience in audiences)],
        }


def front_or_404(request: HttpRequest, year: int, place: str) -> PlanHeader:
    """Get the workplan at an address with its head, if this seat may know that it exists: one query for both."""
    seat = seat_of(request)
    front = front_of(seat, year, place)
    if front is None or not may_know(seat, front.workplan):
        raise Http404
    show_year(request, front.workplan.cycle)
    return front


def front_of(seat: Seat, year: int, place: str) -> PlanHeader | None:
    """Load the head of a workplan's page in one query; None where the year has no such plan."""
    row = next(iter(_fronts(seat, year=year, place=place, on=clock.today())), None)
    if row is None:
        return None
    audiences = set((row.audiences or "").split("|"))
    return PlanHeader(
        workplan=row,
        open_to_partners=tuple(sorted(map(str, _rows(Partner, row.partners_open)))),
        released_to=tuple(item for item in Audience if item in audiences),
        ministries=tuple(_rows(Ministry, row.ministries_running)),
        **{field.name: getattr(row, field.name) for field in fields(PlanHeader) if hasattr(row, field.name)},
    )


@visibility.prepared_for_reader(year=models.IntegerField(), place=models.CharField(), on=models.DateField())
def _fronts(reader: visibility.Reader, *, year: int, place: str, on: date) -> models.QuerySet[Any]:
    open_now = Opening.objects.open_at(visibility.moment_of(reader)).filter(workplan=models.OuterRef("pk"))
    to_partners = open_now.filter(partner__isnull=False)
    released = Release.objects.filter(version__workplan=models.OuterRef("pk"), ended_at__isnull=True)
    newest = released.filter(version=models.OuterRef("of_record"), audience=Audience.TASKFORCES)
    threads = visibility.open_talk(reader).filter(workplan=models.OuterRef("pk"), stage="")
    # As `Workplan.ministries_on` says of a draft.
    counted = still_runs(on) | models.Q(ends_on__gte=models.OuterRef("cycle__ends_on"))
    ministries = Ministry.objects.filter(counted, taskforce=models.OuterRef("taskforce"))
    step = CycleStep.objects.filter(cycle=models.OuterRef("cycle"), step=models.OuterRef("due_step"))
    behind = approved_before(models.OuterRef("taskforce"), models.OuterRef("cycle__year"))
    audiences = StringAgg("audience", delimiter=models.Value("|"))
    of_region = visibility.approved_versions_to_read(
        reader, regional("workplan__taskforce__"), models.Q(workplan__cycle__year=year)
    )
    return (
        Workplan.objects.filter(cycle__year=year, taskforce__slug=place)
        .select_related("cycle__plan", "taskforce__country", "of_record", "submitted_by")
        .annotate(
            step=_by_status({status: status.step for status in WorkplanStatus}),
            due_step=_by_status({status: status.due_step(reader.role) for status in WorkplanStatus}),
            step_until=models.Subquery(step.values("planned_until")[:1]),
            is_amended=was_amended(),
            is_to_release=~models.Exists(newest),
            has_lines=models.Exists(Activity.objects.filter(workplan=models.OuterRef("pk"))),
            newest_type=newest_type(),
            **asked_to_change(),
            regional_version=models.Subquery(of_region.order_by().values("pk")[:1]),
            open_threads=Coalesce(aggregated(threads, "workplan", models.Count("pk")), 0),
            has_year_behind=models.Exists(behind),
            ministries_running=aggregated(
                ministries, "taskforce", _listed("pk", "name", order_by="position")
            ),
            reads_draft=models.Exists(visibility.drafts_visible_to(reader).filter(pk=models.OuterRef("pk"))),
            open_to_desk=models.Exists(open_now.filter(partner__isnull=True)),
            partners_open=aggregated(to_partners, "workplan", _listed("name", "acronym", of="partner__")),
            audiences=aggregated(released, "version__workplan", audiences),
        )
    )


def _listed(*columns: str, of: str = "", order_by: str | None = None) -> StringAgg:
    """Rows with names, as JSON: a name may hold any separator. `earlier` is text in it, as each database has it."""
    earlier = Cast(f"{of}earlier", models.TextField())
    row = JSONObject(earlier=earlier, **{column: f"{of}{column}" for column in columns})
    return StringAgg(Cast(row, models.TextField()), delimiter=models.Value(","), order_by=order_by)


def _rows[NamedT: Named](model: type[NamedT], listed: str | None) -> list[NamedT]:
    """Make the rows again that `_listed` has."""
    found = json.loads(f"[{listed or ''}]")
    return [model(**row | {"earlier": json.loads(row["earlier"])}) for row in found]


def _by_status(steps: Mapping[WorkplanStatus, Step]) -> models.Case:
    """The step of a plan by its status; a regional plan has a step of its own until it is approved."""
    national = (models.When(status=status, then=models.Value(int(step))) for status, step in steps.items())
    return models.Case(
        models.When(
            regional("taskforce__") & ~models.Q(status__in=IN_FORCE), then=models.Value(int(Step.REGIONAL))
        ),
        *national,
    )

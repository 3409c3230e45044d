"""Loads with the access check, and lines with all that their pages need.

A stranger gets 404, whether something is hidden or absent.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.models.aggregates import StringAgg
from django.db.models.functions import Cast, JSONObject
from django.http import Http404, HttpRequest
from django.utils.translation import gettext

from commit_portal import clock
from commit_portal.addresses import found_or_404
from commit_portal.db.compiled_queries import prepared
from commit_portal.db.related_rows import aggregated, attach
from commit_portal.refusals import Refused, require
from spa.queries import PlanTexts, texts_in_force
from workplans.fields import STORED
from workplans.models import (
    Activity,
    AnnualCycle,
    Contribution,
    LineDecision,
    Participation,
    Seat,
    TechnicalNeed,
    VersionLine,
    VersionLineCountry,
    VersionLineNeed,
    VersionLineSupport,
    VersionLineTarget,
    Workplan,
    WorkplanVersion,
)
from workplans.plan import visibility
from workplans.plan.amendments import submission_of
from workplans.plan.permissions import may_know, may_read_draft, may_see_unsent_decisions
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import decisions_to_send, keys_of_targets, put_plan_of_action_on, workplan_of
from workplans.request_context.request import seat_of, show_year, year_of
from workplans.statuses import DRAFTING, Funding, Role, VersionKind, WorkplanStatus


def cycle_or_404(request: HttpRequest, year: int) -> AnnualCycle:
    """Get the year, for anybody who holds a seat."""
    seat_of(request)
    cycle = found_or_404(year_of(year))
    show_year(request, cycle)
    return cycle


def workplan_or_404(request: HttpRequest, year: int, place: str) -> Workplan:
    """Get the workplan at an address, if this seat may know that it exists."""
    seat = seat_of(request)
    workplan = workplan_of(year, place)
    if workplan is None or not may_know(seat, workplan):
        raise Http404
    show_year(request, workplan.cycle)
    return workplan


def plan_or_404(seat: Seat, year: int, place: str, *, was_open: bool) -> Workplan:
    """Get the workplan, if the seat may know it, or with `was_open` where the draft was once open to its partner."""
    plan = found_or_404(workplan_of(year, place))
    if not (may_know(seat, plan) or (was_open and visibility.was_opened_to(seat, plan))):
        raise Http404
    return plan


def draft_or_404(request: HttpRequest, year: int, place: str) -> Workplan:
    """Get the workplan for readers of its draft. Raises `Refused` for other readers."""
    workplan = workplan_or_404(request, year, place)
    require(may_read_draft(seat_of(request), workplan))
    return workplan


def activity_or_404(request: HttpRequest, year: int, place: str, number: int) -> Activity:
    """Get the live line at an address. Raises `Refused` for readers of a version only, `Http404` for the others."""
    seat = seat_of(request)
    workplan = workplan_or_404(request, year, place)
    activity = live_activity(workplan, number, seat)
    if activity is not None:
        return activity
    frozen = visibility.lines_visible_to(seat).filter(activity__workplan=workplan, activity__number=number)
    if not frozen.exists():
        raise Http404
    said = gettext(
        "You can read only the released version of this activity. Ask the taskforce to open the draft to you."
    )
    raise Refused(said)


def live_activity(workplan: Workplan, number: int, seat: Seat) -> Any:
    """The live line of a plan by its number, if the seat reads it, with all that its page needs.

    One query, one more for the region, and one more for who decides on a submitted plan.
    `was_carried` says whether it came from a line of another year or went to one.
    """
    found = _activities(seat, workplan=workplan.pk, number=number)
    put_plan_of_action_on(found, workplan)
    _attach_needs(found)
    for activity in found:
        activity.workplan = workplan
    _put_outcomes_to_send_on(found, workplan, seat)
    if kind_of(workplan.taskforce).names_countries:
        parts = Participation.objects.select_related("taskforce__country")
        models.prefetch_related_objects(found, models.Prefetch("participations", parts))
    return next(iter(found), None)


@visibility.prepared_for_reader(workplan=models.BigIntegerField(), number=models.IntegerField())
def _activities(reader: visibility.Reader, *, workplan: int, number: int) -> models.QuerySet[Any]:
    later = Activity.objects.filter(carried_from=models.OuterRef("pk"))
    lines = visibility.activities_visible_to(reader)
    return lines.filter(workplan=workplan, number=number).annotate(
        target_keys=keys_of_targets(),
        was_carried=models.Q(carried_from__isnull=False) | models.Exists(later),
        need_rows=_in_json(TechnicalNeed, "activity", "secretariat_at"),
    )


def load_live_lines(
    workplan: Workplan, seat: Seat, offers: list[Contribution] | None = None
) -> list[Activity]:
    """Load the live lines with all that a page needs, and put them on the plan for its rules: 2 queries, 3 for the region.

    `offers` are those of the plan that the seat reads, where a page has loaded them: one query less.

    A partner sees no other partner's offer, and no country that has not confirmed. `ever_submitted` says whether a
    version holds the line. The rows of the plan of action are read once in a process.
    """
    of_plan = {"workplan": workplan.pk}
    lines = _lines(seat, **of_plan)
    attach([workplan], "activities", lines, by="workplan")
    workplan.holds_all_lines = visibility.sees_every_line(seat, workplan)
    put_plan_of_action_on(lines, workplan)
    _attach_needs(lines)
    regional = kind_of(workplan.taskforce).names_countries
    countries = _participations(seat.role, **of_plan) if regional else []
    attach(lines, "participations", countries, by="activity")
    if offers is None:
        offers = offers_to_lines(seat, **of_plan)
    attach(lines, "contributions", offers, by="activity")
    _put_outcomes_to_send_on(lines, workplan, seat)
    return lines


@contextmanager
def lines_loaded(workplan: Workplan, seat: Seat) -> Iterator[None]:
    """Put the live lines on a plan of the seat, for its rules. After the block, the plan reads them from the database again."""
    load_live_lines(workplan, seat, offers=[])
    yield
    workplan.refresh_from_db(fields=["activities"])  # Asks nothing: it forgets what was loaded.
    workplan.holds_all_lines = False


def load_lines_to_check(plans: Sequence[Workplan]) -> None:
    """Put the live lines of one taskforce's plans on them, with what submitting asks of each, and nothing else: one query.

    The plans are drafts or returned; the others have nothing to check.
    """
    lines = _lines_to_check(taskforce=plans[0].taskforce_id) if plans else []
    attach(plans, "activities", lines, by="workplan")
    for plan in plans:
        plan.holds_all_lines = True
        if own := [line for line in lines if line.workplan_id == plan.pk]:
            put_plan_of_action_on(own, plan, types={})


@prepared(taskforce=models.BigIntegerField())
def _lines_to_check(taskforce: int) -> models.QuerySet[Any]:
    lines = Activity.objects.filter(workplan__taskforce=taskforce, workplan__status__in=DRAFTING)
    short = lines.defer("folded", "description", "expected_result")
    return short.annotate(target_keys=keys_of_targets()).order_by("area__position", "number")


def _put_outcomes_to_send_on(lines: Iterable[Activity], workplan: Workplan, seat: Seat) -> None:
    """Put the saved decisions on their lines, for who may see them before they are sent: one query."""
    if workplan.status == WorkplanStatus.SUBMITTED and may_see_unsent_decisions(seat, workplan):
        outcomes = dict(decisions_to_send(workplan).values_list("activity", "outcome"))
        for line in lines:
            line.outcome_to_send = outcomes.get(line.pk, "")


@visibility.prepared_for_reader(workplan=models.BigIntegerField())
def _lines(reader: visibility.Reader, *, workplan: int) -> models.QuerySet[Any]:
    sent = LineDecision.objects.sent().filter(activity=models.OuterRef("pk"))
    return (
        visibility.activities_visible_to(reader)
        .filter(workplan=workplan)
        .annotate(
            last_reason=models.Subquery(sent.values("reason")[:1]),
            ever_submitted=visibility.ever_submitted(),
            need_rows=_in_json(TechnicalNeed, "activity", "secretariat_at"),
            target_keys=keys_of_targets(),
            # A partner does not read the plans of the years before.
            came_from=models.Value("") if reader.role == Role.PARTNER else models.F("carried_from__code"),
        )
        .order_by("area__position", "number")
    )


@prepared(workplan=models.BigIntegerField())
def _participations(role: str, *, workplan: int) -> models.QuerySet[Participation]:
    parts = Participation.objects.filter(activity__workplan=workplan)
    if role == Role.PARTNER:
        # Until a country has confirmed, only the regional office and the country know of it (WP-10).
        parts = parts.filter(confirmed_at__isnull=False)
    return parts.select_related("taskforce__country")


@visibility.prepared_for_reader(workplan=models.BigIntegerField())
def offers_to_lines(reader: visibility.Reader, *, workplan: int) -> models.QuerySet[Contribution]:
    """What partners are asked for, offer and give for the lines of a plan, as far as the seat reads it."""
    return visibility.offers_visible_to(reader).filter(activity__workplan=workplan)


def load_version_lines(
    workplan: Workplan,
    version: WorkplanVersion,
    seat: Seat,
    *,
    beside: WorkplanVersion | None = None,
    visible_only: bool = False,
    with_activity: bool = False,
    has_supports: bool = True,
    types: Mapping[int, Any] | None = None,
) -> list[Any]:
    """Load the lines of a plan's version with targets, countries, needs and supports, as the seat may read them.

    `beside` is another version of the plan, whose lines come with them.
    `with_activity`: each with the live line that it was, for pages that ask more of it than its key.
    2 queries, 3 for the region, one less without supports. The rows of the plan of action are read once in a process.
    """
    keys = {"version": version.pk, "beside": (beside or version).pk}
    lines = _frozen(seat, visible_only, with_activity, **keys)
    _put_on_frozen(lines, workplan, types)
    regional = kind_of(workplan.taskforce).names_countries
    parts = VersionLineCountry.objects.filter(line__in=lines).select_related("taskforce__country")
    countries = list(parts) if regional else []
    attach(lines, "participations", countries, by="line")
    supports = _supports(seat, **keys) if has_supports else []
    attach(lines, "supports", supports, by="line")
    keep_names_only(seat, supports)
    return lines


def lines_in_force(workplan: Workplan, record: WorkplanVersion, seat: Seat) -> list[VersionLine]:
    """The lines of the approved version with those in reserve, which were submitted with it: in the order of the plan."""
    submission = submission_of(record)
    submitted = load_version_lines(workplan, submission, seat) if submission else ()
    found = {line.activity_id: line for line in load_version_lines(workplan, record, seat)}
    found |= {line.activity_id: line for line in submitted if line.funding == Funding.RESERVE}
    return sorted(found.values(), key=lambda line: (line.area.position, line.code))


def text_before(line: Activity, seat: Seat) -> VersionLine | None:
    """The text of one line before the amendment, as a row to show beside the live one."""
    plan, record = line.workplan, line.workplan.of_record
    before = lines_in_force(plan, record, seat) if record else ()
    return next((one for one in before if one.activity_id == line.pk), None)


def texts_decided_on(
    plan: Workplan, decisions: Collection[LineDecision]
) -> dict[tuple[int, int], VersionLine]:
    """The submitted texts of decided lines by round and activity: 2 queries, none where none was decided."""
    if not decisions:
        return {}
    decided = VersionLine.objects.filter(
        version__workplan=plan,
        version__kind=VersionKind.SUBMITTED,
        version__round__in={decision.round for decision in decisions},
        activity__in={decision.activity_id for decision in decisions},
    )
    lines = list(_with_keys(decided.select_related("version")))
    _put_on_frozen(lines, plan)
    supports = VersionLineSupport.objects.filter(line__in=lines).select_related("partner")
    attach(lines, "supports", list(supports), by="line")
    return {(line.version.round, line.activity_id): line for line in lines}


def _with_keys(lines: models.QuerySet[VersionLine]) -> models.QuerySet[Any]:
    """Frozen lines with the keys of their targets and their needs, as `_put_on_frozen` reads them."""
    keys = keys_of_targets(VersionLineTarget, "line")
    return lines.annotate(need_rows=_in_json(VersionLineNeed, "line", "by_secretariat"), target_keys=keys)


def _put_on_frozen(lines: Sequence[Any], workplan: Workplan, types: Mapping[int, Any] | None = None) -> None:
    """Give frozen lines their rows of the plan of action and their needs."""
    put_plan_of_action_on(lines, workplan, types)
    needs = [
        VersionLineNeed(row["pk"], line.pk, row["what"], bool(row["secretariat"]))
        for line in lines
        for row in _rows_in(line.need_rows)
    ]
    attach(lines, "needs", needs, by="line")


@visibility.prepared_for_reader(version=models.BigIntegerField(), beside=models.BigIntegerField())
def _frozen(
    reader: visibility.Reader, visible_only: bool, with_activity: bool, *, version: int, beside: int
) -> models.QuerySet[Any]:
    lines: models.QuerySet[VersionLine] = VersionLine.objects.all()
    if visible_only:
        lines = visibility.lines_visible_to(reader)
    if with_activity:
        live = ("folded", "made_with", "entered_at", "changed_at", *STORED)
        # The frozen line has a content of its own.
        lines = lines.select_related("activity").defer("folded", *(f"activity__{name}" for name in live))
    return _with_keys(lines.filter(version__pk__in=[version, beside])).annotate(
        came_from=models.F("activity__carried_from__code")
    )


@visibility.prepared_for_reader(version=models.BigIntegerField(), beside=models.BigIntegerField())
def _supports(reader: visibility.Reader, *, version: int, beside: int) -> models.QuerySet[VersionLineSupport]:
    return visibility.supports_visible_to(reader).filter(line__version__pk__in=[version, beside])


def _in_json(need: type[models.Model], by: str, secretariat: str) -> models.Subquery:
    """Technical needs of a line as rows in JSON. `secretariat` names what says that the Secretariat helps."""
    row = Cast(JSONObject(pk="pk", what="what", secretariat=secretariat), models.TextField())
    of_line = need._default_manager.filter(**{by: models.OuterRef("pk")})
    return aggregated(of_line, by, StringAgg(row, delimiter=models.Value(","), order_by="pk"))


def _attach_needs(lines: Sequence[Any]) -> None:
    needs = [
        TechnicalNeed(row["pk"], line.pk, row["what"], secretariat_at=_moment(row["secretariat"]))
        for line in lines
        for row in _rows_in(line.need_rows)
    ]
    attach(lines, "technical_needs", needs, by="activity")


def _rows_in(rows: str | None) -> list[dict[str, Any]]:
    return json.loads(f"[{rows}]") if rows else []


def _moment(written: str | None) -> datetime | None:
    """A moment as a database writes it in JSON: SQLite without its zone, which is UTC."""
    if written is None:
        return None
    found = datetime.fromisoformat(written)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def keep_names_only(seat: Seat, supports: Iterable[VersionLineSupport]) -> None:
    """Empty what the seat may not read of loaded support, so that no page can show it: all but the partner's name."""
    for support in supports:
        if visibility.is_named_only(seat, support):
            support.kind, support.amount, support.what = "", None, ""


def texts_today(plan: Workplan) -> PlanTexts:
    """The plan of action of the year, as it reads today."""
    return texts_in_force(plan.cycle.plan, clock.today(), plan.cycle.plan_revision)

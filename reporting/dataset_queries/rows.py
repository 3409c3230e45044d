"""The rows of the dataset: what an audience may see of a year, read from the database.

Answers of others are read through the dataset alone, so what they may not see is left out here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, When

from commit_portal.db.related_rows import grouped, listed
from reporting.dataset import CountryFacts, Facts, Rows, SaidAt, Span, note
from reporting.dataset.activities import ReportedText
from reporting.dataset.money import BudgetFact
from reporting.dataset.rows import AreaRow, GiftRow, LineRow, PlanRow, TargetRow, TypeRow
from reporting.dataset.schema import PlanFacts
from reporting.dataset.values import Note
from reporting.dataset_queries import answers as closed
from reporting.dataset_queries.cache import areas_at, served_by
from reporting.dataset_queries.past_years import past_rows_of, with_past_years
from reporting.dataset_queries.year_facts import meeting_facts, name_of, recommendation_facts, step_facts
from reporting.meetings.queries import recommendations
from reporting.models import Meeting
from reporting.reviews.queries import reviews_with_meetings
from reporting.shared.years import OUTSIDERS, may_be_compared, taskforces_read_by, years, years_compared
from reporting.statuses import MeetingKind, ReviewStage, ReviewStatus
from spa.models import ActivityType, BudgetFigure
from spa.queries import stage_of
from spa.statuses import BudgetHeading
from workplans import models
from workplans.fields import REPORTED, FieldKind
from workplans.models import AnnualCycle, Workplan
from workplans.models.countries import country_name
from workplans.models.names import name_then, names_of
from workplans.models.years import ceiling_on
from workplans.plan.visibility import versions_for_audience
from workplans.statuses import Audience, Funding, ParticipationRole

# What is read of a version, and what a row calls it.
_OF_VERSION = ("pk", "number", "ceiling", "needs", "agreed_on", "agreed_by")
_SAID = ("version", "version_number", *_OF_VERSION[2:])
_OF_PLAN = (
    *("cycle", "pk", "taskforce", "taskforce__lead_body", "taskforce__earlier"),
    *(
        f"taskforce__country__{name}"
        for name in ("pk", "code", "name", "earlier", "own_name", "own_language")
    ),
    *(f"of_record__{name}" for name in _OF_VERSION),
    *("ceiling", "next_ceiling", "next_ceiling_on"),
)

STATE_AT: dict[str, Note] = {
    ReviewStage.MID_YEAR: note("state_at.mid_year"),
    ReviewStage.SOM: note("state_at.som"),
}


# The workplans of each year that is read, and what is read of its answers by its key.
type _Plans = Mapping[AnnualCycle, Sequence[PlanRow]]
type _Answered = Mapping[int, closed.AnsweredYear]
# Who reads, as `reads_as` tells of a seat.
type _Reader = tuple[Audience, int | None]


class YearAsked(NamedTuple):
    """A year that is read, and the year that "was" compares with, by default the last one whose plan of action is the
    same or is continued; a year on any other plan compares nothing, nor does one without `compare`.
    """

    cycle: AnnualCycle
    compared: AnnualCycle | None = None
    compare: bool = True


def report_rows(cycle: AnnualCycle, audience: Audience, *, compare: bool = True, **options: Any) -> Rows:
    """The rows of one year, as `rows_of_years` reads those of several with the same options."""
    return rows_of_years([YearAsked(cycle, compare=compare)], audience, **options)[0]


def rows_of_years(
    asked: Sequence[YearAsked],
    audience: Audience,
    *,
    on: date,
    stage: ReviewStage | str | None = None,
    own: int | None = None,
    only_area: str | None = None,
    only_targets: bool = False,
) -> list[Rows]:
    """Everything the audience may see of each year on a day, as plain rows for `build_dataset`, all years read at once.

    On that day a meeting of a later day is only planned, whatever is recorded of it. `stage` None reads what each taskforce
    last said in the year: an answer holds, with the review that it was given at, until another one replaces it; a blank
    changes nothing. A stage is read alone. `own` is the taskforce that reads: it sees its own lines without a release.
    Outsiders read of an earlier year what was released of it, whatever is released of a later one (AR-3). With `only_area`
    the matrix of that area alone, of the first where no area has this code, `only_targets` the answers of all areas.
    One year costs as many queries as many, but for two more of each year that documents alone tell of. Names are those of
    each year.
    """
    outsiders, cycles = audience in OUTSIDERS, [one.cycle for one in asked]
    is_whole = only_area is None and not only_targets
    is_compared = is_whole or any(one.compare for one in asked)
    found = list(years() if outsiders else years_compared()) if is_compared else []
    compared = [_compared_with(one, found) for one in asked]
    past = {one.pk: one for earlier, _was in compared for one in earlier}
    before = dict(zip(past, closed.states_of((one.pk, one.revision) for one in past.values()), strict=True))
    if outsiders:
        released = taskforces_read_by(past.values(), audience)
        before = {key: said.read_alone(released[key]) for key, said in before.items()}
    plans = _plans(cycles, audience, own, on)
    areas = {one.pk: areas_at(one) for one in cycles}
    of_years = [(one.pk, one.revision, stage) for one in cycles]
    if only_area is None:
        answers = closed.answers_kept(of_years) if only_targets else closed.answers_read(of_years)
    else:
        targets = [target.key for of_year in areas.values() for target in _targets_of(of_year, only_area)]
        answers = closed.answers_read(of_years, (), targets)
    answered = {one.pk: year for one, (year, _answers) in zip(cycles, answers, strict=True)}
    budgets = _budgets(cycles) if is_whole else {}
    documents = () if outsiders else past_rows_of([*past.values(), *cycles])
    planned = {one: plans[one.pk] for one in cycles if not one.is_loaded}
    beside: _Rest | _Counted = (
        _Rest(planned, answered, found, (audience, own), on=on)
        if is_whole
        else _Counted(planned, answered, on=on)
    )
    rows = []
    for cycle, (earlier, was), (_year, said) in zip(cycles, compared, answers, strict=True):
        told = [one for one in documents if one.cycle_id in {cycle.pk, *(one.pk for one in earlier)}]
        known = {one.year for one in earlier if before[one.pk].taskforces} | {one.cycle.year for one in told}
        shown = was.year if was and was.year in known else None
        row = Rows(
            facts=_facts(cycle, audience, answered[cycle.pk], shown),
            plans=plans[cycle.pk],
            areas=areas[cycle.pk],
            answers=said,
            before={one.year: before[one.pk].states for one in earlier},
            asked_until=answered[cycle.pk].asked_until,
            statuses_need_release=outsiders,
            without_partner_money=outsiders,
            budget=tuple(budgets.get((cycle.plan_id, cycle.year), ())),
        )
        with names_of(cycle.year):
            row = with_past_years(row, cycle, told)
            rows.append(row if cycle.is_loaded else beside.put_into(row, cycle))
    return rows


def _budgets(cycles: Iterable[AnnualCycle]) -> dict[tuple[int, int], list[BudgetFact]]:
    """The budgets of plans of action by plan and year, their headings in the order of Table 3."""
    order = BudgetHeading.values
    figures = BudgetFigure.objects.filter(plan__in={one.plan_id for one in cycles})
    in_order = sorted(figures, key=lambda one: order.index(one.heading))
    return listed(((one.plan_id, one.year), BudgetFact(one.heading, one.amount)) for one in in_order)


def _targets_of(areas: tuple[AreaRow, ...], code: str) -> Iterable[TargetRow]:
    """The targets of the area with this code, else of the first one."""
    shown = [area for area in areas if area.code == code] or areas[:1]
    return (target for area in shown for target in area.targets)


def _compared_with(
    asked: YearAsked, found: Iterable[AnnualCycle]
) -> tuple[list[AnnualCycle], AnnualCycle | None]:
    """The earlier years of those `found` that a year compares with, the newest first, and the one of "was".

    To outsiders a loaded year is not there: what they read of other years is the same with it and without it.
    """
    if not asked.compare:
        return [], None
    earlier = [one for one in found if may_be_compared(one, asked.cycle)]
    if asked.compared is None:
        return earlier, next(iter(earlier), None)
    return earlier, asked.compared if asked.compared in earlier else None


def _plans(
    cycles: Sequence[AnnualCycle], audience: Audience, own: int | None, on: date
) -> dict[int, tuple[PlanRow, ...]]:
    """Every taskforce of each year in protocol order, with the version that the audience reads, by the key of the year.

    Needs, and when and by whom the plan was agreed, are those of that version. A taskforce that reads (`own`)
    reads its own approved version. One query for the Secretariat, which reads what is approved.
    """
    reads_all, years = audience == Audience.SECRETARIAT, {one.pk: one.year for one in cycles}
    versions = versions_for_audience(cycles, audience).values_list("workplan", *_OF_VERSION)
    released = {} if reads_all else {workplan: of_version for workplan, *of_version in versions}
    plans: dict[int, list[PlanRow]] = {key: [] for key in years}
    # As values: a model for each of four rows a plan takes longer than the rest of the page.
    found = Workplan.objects.filter(cycle__in=years).order_by("taskforce__position").values_list(*_OF_PLAN)
    for cycle, workplan, taskforce, led_by, led_before, *about in found:
        key, code, name, before, own_name, language, *record, ceiling, following, starts_on = about
        is_read = reads_all or (taskforce == own and record[0] is not None)
        of_version = record if is_read else released.get(workplan, [None] * len(_OF_VERSION))
        with names_of(years[cycle]):
            country = (
                CountryFacts(code, country_name(key, name, before), own_name, language) if code else None
            )
            led_by = name_then(led_by, led_before, "lead_body")
        said = {name: value for name, value in zip(_SAID, of_version, strict=True) if value is not None}
        if reads_all and record[0] is None:
            said["ceiling"] = ceiling_on(on, ceiling, following, starts_on)
        plans[cycle].append(PlanRow(taskforce, country, **{"version": None, "lead_body": led_by, **said}))
    return {key: tuple(rows) for key, rows in plans.items()}


def _facts(cycle: AnnualCycle, audience: Audience, now: closed.AnsweredYear, compared: int | None) -> Facts:
    plan = cycle.plan
    return Facts(
        year=cycle.year,
        plan=PlanFacts(
            code=plan.code,
            title=cycle.plan_title,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            stage=stage_of(plan, cycle.plan_revision),
            extended_to=plan.extended_to,
        ),
        audience=str(audience),
        demonstration=bool(settings.DEMO or cycle.is_demo),
        implementation=Span(cycle.starts_on, cycle.ends_on),
        guide_min=cycle.guide_min,
        guide_max=cycle.guide_max,
        state_at=STATE_AT.get(now.stage) if now.sheets else None,
        stage=SaidAt(now.stage) if now.sheets else None,
        provisional=now.status == ReviewStatus.OPEN,
        previous_year=compared,
        mid_year_on=now.mid_year_on if now.sheets else None,
    )


class _Counted:
    """What answers alone have beside them: how many lines serve each target, and the name of their meeting: 3 queries."""

    def __init__(self, plans: _Plans, answered: _Answered, *, on: date) -> None:
        self.on, self.answered = on, answered
        self.served = served_by(
            tuple(version for of_year in plans.values() for version in _read(of_year).values())
        )
        held = {answered[cycle.pk].meeting for cycle in plans} - {None}
        self.meetings = Meeting.objects.prefetch_related("parts").in_bulk(held) if held else {}

    def put_into(self, rows: Rows, cycle: AnnualCycle) -> Rows:
        """The rows of a year with both."""
        served = {
            (version, target): lines
            for version in _read(rows.plans).values()
            for target, lines in self.served.get(version, {}).items()
        }
        meeting = self.meetings.get(self.answered[cycle.pk].meeting or 0)
        return replace(rows, facts=_shown_at(rows.facts, meeting, self.on), served=served)


def _read(plans: Iterable[PlanRow]) -> dict[int, int]:
    """The versions that are read, by taskforce."""
    return {plan.taskforce: plan.version for plan in plans if plan.version is not None}


class _Rest:
    """What whole datasets of years have beside their answers, for editions and the pages with figures: read at once."""

    def __init__(
        self, plans: _Plans, answered: _Answered, found: Iterable[AnnualCycle], reader: _Reader, *, on: date
    ) -> None:
        """`found` are all years; the last one before a year was followed up in it, on whatever plan of action."""
        audience, own = reader
        self.on, self.answered, self.outsiders = on, answered, audience in OUTSIDERS
        before = [one for one in found if not one.is_loaded]
        self.followed = {
            one.pk: next((past for past in before if past.year < one.year), None) for one in plans
        }
        every = {*plans, *filter(None, self.followed.values())}
        self.read_by = taskforces_read_by(every, audience) if self.outsiders else {}
        versions = {one.pk: _read(of_year) for one, of_year in plans.items()}
        every_version = [version for of_year in versions.values() for version in of_year.values()]
        self.lines = _ApprovedLines(every_version, audience)
        sheets = [
            key
            for year, of_year in versions.items()
            for key, sheet in answered[year].sheets.items()
            if sheet.taskforce in of_year
        ]
        self.progress = closed.progress_by_sheet(sheets, partner_money=not self.outsiders)
        self.evidence = closed.evidence_shown(sheets, audience, own)
        self.types = tuple(TypeRow(kind.pk, kind.code, str(kind)) for kind in ActivityType.objects.all())
        self.steps = grouped(models.CycleStep.objects.filter(cycle__in=plans).order_by("step"), "cycle_id")
        hosts = ("meeting__host", "meeting__planned_host")
        reviews = reviews_with_meetings().filter(cycle__in=every).select_related(*hosts)
        self.reviews = grouped(reviews, "cycle_id")
        soms = set[int]().union(*(self._soms_of(one) for one in every))
        self.recommended = list(recommendations().filter(meeting__in=soms)) if soms else []

    def put_into(self, rows: Rows, cycle: AnnualCycle) -> Rows:
        """The rows of a year with all this."""
        now, versions, on = self.answered[cycle.pk], _read(rows.plans), self.on
        held = {one.meeting.pk: one.meeting for one in self.reviews[cycle.pk] if one.meeting}
        made, earlier = self._soms_of(cycle), self.followed[cycle.pk]
        before = self._soms_of(earlier) - made if earlier else set()
        # Outsiders read a follow-up only of a taskforce that has released both years.
        told = set(versions) if self.outsiders else None
        told_before = told & self.read_by[earlier.pk] if told is not None and earlier else told
        facts_of = partial(recommendation_facts, self.recommended, on=cycle.ends_on)
        return replace(
            rows,
            facts=_shown_at(rows.facts, held.get(now.meeting) if now.meeting else None, on),
            lines=tuple(
                self.lines.row(line)
                for version in sorted(versions.values())
                for line in self.lines.by_version[version]
            ),
            progress=closed.progress_rows(now, self.progress),
            types=self.types,
            steps=step_facts(cycle, self.steps[cycle.pk], self.reviews[cycle.pk], on),
            meetings=tuple(meeting_facts(meeting, on) for meeting in held.values()),
            recommendations=facts_of(made, told, cycle),
            # But what the same meeting is of this year as well.
            followed_up=facts_of(before, told_before, earlier),
            evidence=self.evidence.get(cycle.pk, {}),
        )

    def _soms_of(self, cycle: AnnualCycle) -> set[int]:
        found = (one.meeting_id for one in self.reviews[cycle.pk] if one.stage == ReviewStage.SOM)
        return {key for key in found if key}


class _ApprovedLines:
    """The lines of versions, in five queries, and one for what grants pay.

    What hangs on them is read as values: there are some thousands.
    """

    def __init__(self, versions: Collection[int], audience: Audience) -> None:
        """Outsiders read no amounts of partners, and only the Secretariat reads what grants pay."""
        self.partner_money, of = audience not in OUTSIDERS, {"line__version__in": versions}
        lines = models.VersionLine.objects.filter(version__in=versions).order_by("area__position", "code")
        self.by_version = grouped(lines, "version_id")
        paid = models.Allotment.objects.filter(activity__version_lines__version__in=versions).order_by()
        paid = paid if audience == Audience.SECRETARIAT else paid.none()
        self.secured = dict(paid.values_list("activity", "of_activity"))
        supports = models.VersionLineSupport.objects.filter(**of).select_related("partner")
        self.supports = grouped(supports, "line_id")
        self.targets = listed(models.VersionLineTarget.objects.filter(**of).values_list("line", "target"))
        self.needs = listed(models.VersionLineNeed.objects.filter(**of).values_list("line", "what"))
        host_first = Case(When(role=ParticipationRole.HOST, then=0), default=1)
        countries = models.VersionLineCountry.objects.filter(**of).order_by(host_first, "taskforce__position")
        self.countries = listed(countries.values_list("line", "taskforce"))

    def row(self, line: models.VersionLine) -> LineRow:
        """A line with the names of the year of the moment."""
        supports, needs = self.supports[line.pk], "\n".join(self.needs[line.pk])
        return LineRow(
            version=line.version_id,
            activity=line.activity_id,
            targets=tuple(self.targets[line.pk]),
            code=line.code,
            title=line.title,
            area=line.area_id,
            type=line.type_id,
            # The texts of a list stand on a line each.
            texts=tuple(
                ReportedText(item.name, needs if item.kind is FieldKind.LIST else getattr(line, item.name))
                for item in REPORTED
            ),
            starts_on=line.starts_on,
            ends_on=line.ends_on,
            cost=line.secretariat_cost if line.funding == Funding.COUNTED else None,
            secured=self.secured.get(line.activity_id),
            withdrawn=line.withdrawn,
            gifts=tuple(
                GiftRow(gift.partner_id, str(gift.partner), gift.amount, gift.what)
                for gift in supports
                if self.partner_money
            ),
            partners=tuple(dict.fromkeys(str(gift.partner) for gift in supports)),
            countries=tuple(self.countries[line.pk]),
        )


def _shown_at(facts: Facts, meeting: Meeting | None, on: date) -> Facts:
    """Name the review after its meeting: answers given at SOM 7, or for SOM 8, which is still to come on a day."""
    if meeting is None or facts.state_at is None:
        return facts
    senior = any(part.kind != MeetingKind.REGIONAL_TASKFORCE for part in meeting.parts.all())
    code = "state_at.meeting" if senior else "state_at.taskforce_meeting"
    code = code if meeting.is_held(on) else f"{code}_to_come"
    return replace(facts, state_at=note(code, name=name_of(meeting)))


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Everything read inside comes from one moment: REPEATABLE READ on PostgreSQL, set before the first read.

    On SQLite a transaction is a snapshot. Inside a transaction, the caller's transaction decides.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield

"""The rows of the dataset: what an audience may see of a year, read from the database.

Answers of others are read through the dataset alone, so what they may not see is left out here.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import BigIntegerField, Prefetch, QuerySet

from commit_portal.db.compiled_queries import prepared
from reporting.dataset.activities import ReportedText
from reporting.dataset.rows import AreaRow, GiftRow, LineRow, PlanRow, Rows, TypeRow, lineage
from reporting.dataset.schema import CountryFacts, Facts, PlanFacts
from reporting.dataset.values import Note, SaidAt, Span, note
from reporting.dataset_queries.answers import (
    AnsweredYear,
    answer_rows,
    answered_in,
    evidence_shown,
    progress_rows,
    read_alone,
    sheets_of,
)
from reporting.dataset_queries.cache import areas_at, served_by
from reporting.dataset_queries.past_years import past_rows_of, with_past_years
from reporting.dataset_queries.recommendations import followed_up, meeting_facts, name_of, recommended
from reporting.dataset_queries.step_days import step_facts
from reporting.models import Meeting
from reporting.reviews.queries import reviews_with_meetings
from reporting.shared.years import OUTSIDERS, may_be_compared, taskforces_read_by, years, years_compared
from reporting.statuses import MeetingKind, ReviewStage, ReviewStatus
from spa.models import ActivityType
from spa.queries import stage_of
from workplans.fields import REPORTED, FieldKind
from workplans.models import AnnualCycle, VersionLine, VersionLineSupport, Workplan
from workplans.models.countries import country_name
from workplans.models.names import name_then
from workplans.plan.visibility import versions_for_audience
from workplans.statuses import Audience, Funding

# What is read of a version beside its key.
_OF_VERSION = ("number", "ceiling", "needs", "agreed_on", "agreed_by")
# A version that the audience may not read: its key and these columns.
_NOT_RELEASED = (None,) * (1 + len(_OF_VERSION))


STATE_AT: dict[str, Note] = {
    ReviewStage.MID_YEAR: note("state_at.mid_year"),
    ReviewStage.SOM: note("state_at.som"),
}


def report_rows(
    cycle: AnnualCycle,
    audience: Audience,
    *,
    on: date,
    stage: ReviewStage | str | None = None,
    own: int | None = None,
    compared: AnnualCycle | None = None,
    compare: bool = True,
    only_area: str | None = None,
    only_targets: bool = False,
) -> Rows:
    """Everything the audience may see of a year on a day, as plain rows for `build_dataset`.

    On that day a meeting of a later day is only planned, whatever is recorded of it. `stage` None reads what each taskforce
    last said in the year: an answer holds, with the review that it was given at, until another one replaces it; a blank
    changes nothing. A stage is read alone. `own` is the taskforce that reads: it sees its own lines without a release.
    `compared` is the year that "was" compares with, by default the last one whose plan of action is the same or is
    continued; a year on any other plan compares nothing. Outsiders read of an earlier year what was released of it,
    whatever is released of this one (AR-3). With `only_area` the matrix of that area alone, of the first where no area has
    this code, `only_targets` the answers of all areas: six queries, and two of its meeting. A fixed number otherwise, and
    one more for each earlier year that outsiders read.
    """
    earlier, compared = _compared_with(cycle, audience, compared) if compare else ([], None)
    plans = _plans(cycle, audience, own)
    versions = {plan.taskforce: plan.version for plan in plans if plan.version is not None}
    sheets = sheets_of([cycle, *earlier])
    now = answered_in(sheets, cycle.pk, stage)
    before = {year.year: answered_in(sheets, year.pk, None) for year in earlier}
    outsiders = audience in OUTSIDERS
    if outsiders:
        before = {
            one.year: read_alone(before[one.year], taskforces_read_by(one, audience)) for one in earlier
        }
    areas = areas_at(cycle)
    shown = tuple(area for area in areas if only_area in (None, area.code)) or areas[:1]
    answered = None if only_area is None else [*_targets(shown), *(one.key for one in lineage(shown))]
    answers, answers_before = answer_rows(now, before, answered)
    past = () if outsiders else past_rows_of([cycle, *earlier])
    known = {year for year, read in before.items() if read.sheets} | {one.cycle.year for one in past}
    facts = _facts(cycle, audience, now, compared.year if compared and compared.year in known else None)
    rows = Rows(
        facts=facts,
        plans=plans,
        areas=areas,
        answers=answers,
        before=answers_before,
        years_before=tuple(before),
        statuses_need_release=outsiders,
        without_partner_money=outsiders,
    )
    rows = with_past_years(rows, cycle, past)
    if cycle.is_loaded:
        return rows
    if only_area is None and not only_targets:
        rows = replace(rows, lines=_lines(versions.values(), partner_money=not outsiders))
        return _with_the_rest(rows, cycle, now, set(versions), audience, on=on, own=own)
    meeting = Meeting.objects.prefetch_related("parts").get(pk=now.meeting) if now.meeting else None
    facts = _shown_at(rows.facts, meeting, on)
    return replace(rows, facts=facts, served=served_by(tuple(versions.values()), tuple(_targets(shown))))


def _compared_with(
    cycle: AnnualCycle, audience: Audience, asked: AnnualCycle | None
) -> tuple[list[AnnualCycle], AnnualCycle | None]:
    """The earlier years that a year compares with, the newest first, and the one of "was".

    To outsiders a loaded year is not there: what they read of other years is the same with it and without it.
    """
    found = years() if audience in OUTSIDERS else years_compared()
    earlier = [one for one in found if may_be_compared(one, cycle)]
    if asked is None:
        return earlier, next(iter(earlier), None)
    return earlier, asked if asked in earlier else None


def _plans(cycle: AnnualCycle, audience: Audience, own: int | None) -> tuple[PlanRow, ...]:
    """Every taskforce of the year in protocol order, each with the version that the audience reads.

    Needs, and when and by whom the plan was agreed, are those of that version. A taskforce that reads (`own`)
    reads its own approved version. One query for the Secretariat, which reads what is approved.
    """
    rows = _of_the_year(cycle=cycle.pk)
    released: dict[int, tuple[Any, ...]] = {}
    if audience != Audience.SECRETARIAT:
        found = versions_for_audience(cycle, audience).values_list(
            "workplan__taskforce_id", "pk", *_OF_VERSION
        )
        released = {taskforce: version for taskforce, *version in found}
    plans = []
    for taskforce, lead_body, led_earlier, key, code, name, earlier, own_name, language, *of_record in rows:
        reads = audience == Audience.SECRETARIAT or (taskforce == own and of_record[0] is not None)
        version, number, ceiling, needs, agreed_on, agreed_by = (
            of_record if reads else released.get(taskforce, _NOT_RELEASED)
        )
        plans.append(
            PlanRow(
                taskforce=taskforce,
                country=(
                    CountryFacts(code, country_name(key, name, earlier), own_name, language) if code else None
                ),
                version=version,
                version_number=number,
                ceiling=ceiling,
                lead_body=name_then(lead_body, led_earlier, "lead_body"),
                needs=needs or "",
                agreed_on=agreed_on,
                agreed_by=agreed_by or "",
            )
        )
    return tuple(plans)


@prepared(cycle=BigIntegerField())
def _of_the_year(cycle: int) -> QuerySet[Workplan, tuple[Any, ...]]:
    """The plans of a year with their taskforces, and what is read of the approved version."""
    return (
        Workplan.objects.filter(cycle=cycle)
        .order_by("taskforce__position")
        .values_list(
            "taskforce_id",
            "taskforce__lead_body",
            "taskforce__earlier",
            "taskforce__country_id",
            "taskforce__country__code",
            "taskforce__country__name",
            "taskforce__country__earlier",
            "taskforce__country__own_name",
            "taskforce__country__own_language",
            "of_record_id",
            *(f"of_record__{name}" for name in _OF_VERSION),
        )
    )


def _facts(cycle: AnnualCycle, audience: Audience, now: AnsweredYear, compared: int | None) -> Facts:
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


def _targets(areas: tuple[AreaRow, ...]) -> list[int]:
    """The keys of the targets of areas."""
    return [target.key for area in areas for target in area.targets]


def _lines(versions: Collection[int], *, partner_money: bool) -> tuple[LineRow, ...]:
    """The lines of all versions with what hangs on them: five queries. Outsiders read no amounts of partners."""
    supports = Prefetch("supports", VersionLineSupport.objects.select_related("partner"))
    beside = ("target_links", "participations", "needs", supports)
    lines = VersionLine.objects.filter(version__in=versions).prefetch_related(*beside)
    return tuple(
        LineRow(
            version=line.version_id,
            activity=line.activity_id,
            targets=tuple(link.target_id for link in line.target_links.all()),
            code=line.code,
            title=line.title,
            area=line.area_id,
            type=line.type_id,
            # The texts of a list stand on a line each.
            texts=tuple(
                ReportedText(
                    item.name,
                    "\n".join(need.what for need in line.needs.all())
                    if item.kind is FieldKind.LIST
                    else getattr(line, item.name),
                )
                for item in REPORTED
            ),
            starts_on=line.starts_on,
            ends_on=line.ends_on,
            cost=line.secretariat_cost if line.funding == Funding.COUNTED else None,
            withdrawn=line.withdrawn,
            gifts=tuple(
                GiftRow(gift.partner_id, str(gift.partner), gift.amount, gift.what)
                for gift in line.supports.all()
                if partner_money
            ),
            partners=tuple(dict.fromkeys(str(gift.partner) for gift in line.supports.all())),
            # The host first.
            countries=tuple(
                part.taskforce_id
                for part in sorted(line.participations.all(), key=lambda part: part.role != "host")
            ),
        )
        for line in lines.order_by("version", "area__position", "code")
    )


def _with_the_rest(
    rows: Rows,
    cycle: AnnualCycle,
    now: AnsweredYear,
    released: set[int],
    audience: Audience,
    *,
    on: date,
    own: int | None,
) -> Rows:
    """Progress, evidence, types, steps, meetings and recommendations, for editions and the pages with figures."""
    reviews = list(
        reviews_with_meetings().filter(cycle=cycle).select_related("meeting__host", "meeting__planned_host")
    )
    gatherings = {review.meeting.pk: review.meeting for review in reviews if review.meeting}
    shown = gatherings.get(now.meeting) if now.meeting else None
    told = released if audience in OUTSIDERS else None
    return replace(
        rows,
        facts=_shown_at(rows.facts, shown, on),
        progress=progress_rows(now, released, partner_money=not rows.without_partner_money),
        types=tuple(TypeRow(kind.pk, kind.code, str(kind)) for kind in ActivityType.objects.all()),
        steps=step_facts(cycle, reviews, on),
        meetings=tuple(meeting_facts(meeting, on) for meeting in gatherings.values()),
        recommendations=recommended(cycle, told),
        followed_up=followed_up(cycle, told, audience),
        evidence=evidence_shown(now, released, audience, own),
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

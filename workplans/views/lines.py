"""What the pages of a workplan show, as words: every value is formatted once, here, never by a filter in a loop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.urls import reverse

from commit_portal.decisions import Violation
from commit_portal.events import events_about
from commit_portal.models import Event
from commit_portal.statuses import EventAudience
from commit_portal.words import counted, day, money, sentence, span
from spa.models import Area
from spa.queries import PlanTexts
from workplans.models import (
    Activity,
    ActivityTarget,
    Contribution,
    LineDecision,
    Participation,
    Seat,
    VersionLine,
    VersionLineCountry,
    VersionLineSupport,
    VersionLineTarget,
    Workplan,
    WorkplanVersion,
)
from workplans.permissions import may_add_activity, may_edit_workplan
from workplans.queries import (
    activities_visible_to,
    ever_submitted,
    lines_shared_with,
    lines_visible_to,
    menu_of,
    targets_of,
)
from workplans.rules import OR_KEEP, lines_fit_the_year, wp_3, wp_5, wp_6, wp_9, wp_10
from workplans.statuses import (
    ContributionStatus,
    Funding,
    LineState,
    ParticipationRole,
    Role,
    WorkplanStatus,
)

STATUS_WORDS = {
    WorkplanStatus.DRAFT: "The taskforce is drafting it.",
    WorkplanStatus.SUBMITTED: "The Secretariat has it and decides line by line.",
    WorkplanStatus.RETURNED: "Some lines came back with a reason; the taskforce changes them.",
    WorkplanStatus.APPROVED: "It is approved, and what is of record is in force.",
    WorkplanStatus.CLOSED: "It is closed with the year's review.",
}
REGIONAL_STATUS_WORDS = STATUS_WORDS | {
    WorkplanStatus.DRAFT: "The regional office is drafting it.",
    WorkplanStatus.SUBMITTED: "It is proposed; a second person of the regional office puts it in force.",
    WorkplanStatus.APPROVED: "It is in force.",
}


@dataclass(frozen=True)
class LineRow:
    code: str
    short_code: str
    url: str
    title: str
    second: str
    partners: str
    runs: str
    cost: str
    status: str
    state: str
    reason: str = ""
    amended: str = ""

    @property
    def not_counted(self) -> bool:
        """Whether its cost stands beside the plan's sum: in reserve, or withdrawn."""
        return self.status in ("reserve", "withdrawn") and self.cost[:1].isdigit()


@dataclass(frozen=True)
class AreaRows:
    title: str
    summed: str
    lines: tuple[LineRow, ...]


@dataclass(frozen=True)
class Point:
    """One point of the checklist: open with a link to the very field, done, or worth a look."""

    status: str
    word: str
    text: str
    url: str = ""
    second: str = ""


@dataclass(frozen=True)
class TrailRow:
    said: str
    second: str
    note: str


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    field: str = ""


def load_live_lines(workplan: Workplan, seat: Seat) -> list[Activity]:
    """The live lines with all that the page needs, put on the plan for its rules: 4 queries, however many.

    A partner sees no other partner's offer. Regional lines carry their countries instead of offers. Each line
    says as `ever_submitted` whether a version holds it.
    """
    sent = LineDecision.objects.filter(activity=OuterRef("pk"), sent_at__isnull=False).order_by("-round")
    lines = (
        activities_visible_to(seat)
        .select_related("area__plan", "type")
        .prefetch_related(
            Prefetch("target_links", ActivityTarget.objects.select_related("target__area")), "area__targets"
        )
        .annotate(last_reason=Subquery(sent.values("reason")[:1]), ever_submitted=ever_submitted())
        .order_by("area__position", "number")
    )
    if workplan.taskforce.is_regional:
        lines = lines.prefetch_related(
            Prefetch("participations", Participation.objects.select_related("taskforce__country"))
        )
    else:
        offers = Contribution.objects.select_related("partner")
        if seat.role == Role.PARTNER:
            offers = offers.filter(partner=seat.partner_id)
        lines = lines.prefetch_related(Prefetch("contributions", offers))
    prefetch_related_objects([workplan], Prefetch("activities", lines))
    return list(workplan.activities.all())


def live_areas(
    workplan: Workplan,
    lines: Iterable[Activity],
    texts: PlanTexts,
    *,
    reasons: bool,
    amends: Mapping[int, str] | None = None,
) -> tuple[AreaRows, ...]:
    """Live lines by area. Reasons of returns, and what an amendment changes by the key of the line, are for the
    taskforce and the Secretariat alone.
    """
    year, place = workplan.cycle.year, workplan.taskforce.slug
    unfinished = {violation.where for violation in wp_5(workplan)}
    rows = []
    for area, group in groupby(lines, key=lambda line: line.area):
        members = list(group)
        rows.append(
            AreaRows(
                texts.name(area),
                _summed([line for line in members if not line.is_withdrawn]),
                tuple(
                    replace(
                        _live_row(line, year, place, line.short_code in unfinished, reasons),
                        amended=(amends or {}).get(line.pk, ""),
                    )
                    for line in members
                ),
            )
        )
    return tuple(rows)


def lines_never_submitted(lines: Iterable[Activity]) -> list[Activity]:
    """Lines as `load_live_lines` loads them that were withdrawn before anybody outside was handed them."""
    return [line for line in lines if line.is_withdrawn and not getattr(line, "ever_submitted", True)]


def load_version_lines(
    version: WorkplanVersion, seat: Seat, *, visible_only: bool = False
) -> list[VersionLine]:
    """A version's lines with what hangs on them: 4 queries. A partner sees its own support only."""
    supports = VersionLineSupport.objects.select_related("partner")
    if seat.role == Role.PARTNER:
        supports = supports.filter(partner=seat.partner_id)
    lines = lines_visible_to(seat).filter(version=version) if visible_only else version.lines.all()
    return list(
        lines.select_related("area__plan", "type", "activity").prefetch_related(
            Prefetch("target_links", VersionLineTarget.objects.select_related("target__area")),
            Prefetch("participations", VersionLineCountry.objects.select_related("taskforce__country")),
            Prefetch("supports", supports),
        )
    )


def frozen_areas(
    workplan: Workplan, lines: Iterable[VersionLine], texts: PlanTexts, *, linked: bool = True
) -> tuple[AreaRows, ...]:
    """Frozen lines by area. Links lead to the activity as it is read now, so older versions carry none."""
    year, place = workplan.cycle.year, workplan.taskforce.slug
    rows = []
    for area, group in groupby(lines, key=lambda line: line.area):
        members = list(group)
        rows.append(
            AreaRows(
                texts.name(area),
                _summed([line for line in members if not line.withdrawn]),
                tuple(_frozen_row(line, year, place, linked) for line in members),
            )
        )
    return tuple(rows)


def checklist_of(workplan: Workplan, seat: Seat) -> tuple[Point, ...]:
    """What stands between the plan and its submission, open points first, each with a link to its field.

    Linked and worded for the reader: a member reads the line and does not edit it, only the lead keeps a
    returned line without support.
    """
    broken = [*wp_5(workplan), *lines_fit_the_year(workplan), *wp_9(workplan)]
    if over := wp_3(workplan, workplan.committed):
        broken.append(over)
    if workplan.taskforce.is_regional:
        broken.extend(wp_10(workplan))
    points = [
        Point("open", "Open:", _for(seat, violation).rstrip("."), _where_to(seat, workplan, violation))
        for violation in broken
    ]
    count = sum(not line.is_withdrawn for line in workplan.activities.all())
    if count and not any(violation.rule == "WP-5" for violation in broken):
        points.append(Point("done", "Done:", "Every activity has a title, type, dates, lead body and cost"))
    if not over:
        points.append(Point("done", "Done:", "The cost is within the ceiling"))
    if not workplan.taskforce.is_regional:
        cycle = workplan.cycle
        unusual = wp_6(workplan)
        guide = f"{cycle.guide_min} to {cycle.guide_max} is the guide" + ("; not a limit" if unusual else "")
        status, word = ("no_activity", "Worth a look:") if unusual else ("done", "Done:")
        points.append(Point(status, word, counted(count, "activity", "activities"), second=guide))
    return tuple(points)


def events_for(seat: Seat, workplan: Workplan) -> QuerySet[Event]:
    """The trail as far as this seat may read it: hands of the taskforce stay in the taskforce."""
    audiences = {EventAudience.READERS}
    if seat.sits_in(workplan.taskforce_id):
        audiences |= {EventAudience.TASKFORCE, EventAudience.BOTH}
    if seat.is_desk_of(workplan.taskforce_id) or seat.is_regional_office:
        audiences |= {EventAudience.SECRETARIAT, EventAudience.BOTH}
    if workplan.taskforce.is_regional and seat.is_regional_office:
        audiences.add(EventAudience.TASKFORCE)
    return events_about(workplan).filter(audience__in=audiences)


def trail(events: Iterable[Event]) -> tuple[TrailRow, ...]:
    """Events as sentences: what was said, then when and by which seat."""
    rows = []
    for event in events:
        rows.append(TrailRow(sentence(str(event)), f"{day(event.at)}, {event.seat_words}", event.note))
    return tuple(rows)


def facts_of(line: Activity | VersionLine, texts: PlanTexts, *, countries: str = "") -> tuple[Fact, ...]:
    """The content of a line, label by label; what is missing says so, and the plan's words are those in force."""
    reserve = line.funding == Funding.RESERVE
    cost = f"US${money(line.secretariat_cost)}" if line.secretariat_cost is not None else "No cost yet"
    withdrawn = line.is_withdrawn if isinstance(line, Activity) else line.withdrawn
    if line.funding == Funding.NONE:
        cost = "No Secretariat money is asked"
    elif reserve:
        cost = f"{cost}, in reserve: not counted until there is room"
    elif withdrawn:
        cost = f"{cost}, not counted: the activity is withdrawn"
    targets = "\n".join(texts.name(link.target) for link in line.target_links.all())
    facts = [
        Fact("Area", texts.name(line.area), "area"),
        Fact(
            "Activity area of the plan",
            texts.name(line.menu_activity) if line.menu_activity else "None picked",
            "menu_activity",
        ),
        Fact("Targets it serves", targets or "None chosen yet", "targets"),
        Fact("Type", str(line.type or "Not chosen yet"), "type"),
        Fact("Runs", sentence(span(line.starts_on, line.ends_on)), "starts_on"),
        Fact("Lead body", line.lead_body or "Not named yet", "lead_body"),
        Fact("Secretariat cost", cost, "secretariat_cost"),
        Fact("Description", line.description or "None yet", "description"),
        Fact("Expected result", line.expected_result or "None yet", "expected_result"),
    ]
    if countries:
        facts.insert(1, Fact("Countries that take part", countries, "countries"))
    return tuple(facts)


def countries_for(seat: Seat, activity: Activity) -> str:
    """Who takes part in a regional activity: the regional office sees whom it waits for, others the confirmed."""
    names = []
    for part in activity.participations.all():
        if part.confirmed_at is not None:
            names.append(part.taskforce.name)
        elif seat.is_regional_office or seat.sits_in(part.taskforce_id):
            names.append(f"{part.taskforce.name} (not confirmed yet)")
    return ", ".join(names) or "None confirmed yet"


def months(first: date | None, last: date | None, year: int) -> str:
    """Mar to Apr; the year is named only where it is another one."""
    if first is None and last is None:
        return "No dates yet"
    if first is None or last is None:
        return sentence(span(first, last))
    if first.year == last.year == year:
        return f"{first:%b}" if first.month == last.month else f"{first:%b} to {last:%b}"
    return f"{first:%b %Y} to {last:%b %Y}"


def partner_sums(lines: Iterable[Activity]) -> dict[str, Decimal]:
    """US dollars of partners, accepted, offered and asked of them, over lines that are not withdrawn."""
    told = (ContributionStatus.ACCEPTED, ContributionStatus.OFFERED, ContributionStatus.ASKED)
    sums = dict.fromkeys(told, Decimal(0))
    for line in lines:
        for gift in [] if line.is_withdrawn else line.contributions.all():
            if gift.status in sums:
                sums[ContributionStatus(gift.status)] += gift.amount or Decimal(0)
    return {status.value: total for status, total in sums.items()}


def reserve_sum(lines: Iterable[Activity]) -> Decimal:
    """US dollars of lines in reserve, which do not count."""
    return sum(
        (
            line.secretariat_cost or Decimal(0)
            for line in lines
            if line.funding == Funding.RESERVE and not line.is_withdrawn
        ),
        Decimal(0),
    )


def own_part(workplan: Workplan, seat: Seat, activities: QuerySet[Activity]) -> tuple[LineRow, ...]:
    """The regional lines that name the reader's country, before the plan is in force."""
    lines = activities.filter(workplan=workplan, withdrawn_at__isnull=True).select_related("area", "type")
    year, place = workplan.cycle.year, workplan.taskforce.slug
    confirmed = set(
        Participation.objects.filter(
            Q(confirmed_at__isnull=False), taskforce=seat.taskforce_id, activity__workplan=workplan
        ).values_list("activity", flat=True)
    )
    return tuple(
        LineRow(
            line.code,
            line.short_code,
            reverse("activity", args=[year, place, line.number]),
            line.title or "No title yet",
            str(line.type or "No type yet"),
            "",
            months(line.starts_on, line.ends_on, year),
            money(line.secretariat_cost) if line.secretariat_cost is not None else "No cost yet",
            "confirmed" if line.pk in confirmed else "asked",
            "You take part" if line.pk in confirmed else "Waits for your lead",
        )
        for line in lines.order_by("area__position", "number")
    )


def shared_regional(workplan: Workplan, regional_version: int | None) -> list[dict[str, str]]:
    """The regional activities that a country shares, each with its page; none on the region's own page."""
    if workplan.taskforce.is_regional or regional_version is None:
        return []
    year = workplan.cycle.year
    return [
        {
            "code": line.code,
            "title": line.title,
            "url": reverse("activity", args=[year, "regional", line.activity.number]),
            "runs": months(line.starts_on, line.ends_on, year),
        }
        for line in lines_shared_with(workplan.taskforce_id, regional_version)
    ]


def _for(seat: Seat, violation: Violation) -> str:
    words = violation.detail or violation.sentence
    return words if seat.role == Role.LEAD else words.replace(OR_KEEP, "or ask the lead to keep it")


def _where_to(seat: Seat, workplan: Workplan, violation: Violation) -> str:
    year, place = workplan.cycle.year, workplan.taskforce.slug
    if violation.field == "activities":
        return reverse("activity_add", args=[year, place]) if may_add_activity(seat, workplan) else ""
    if not violation.where:
        return ""
    if not violation.field or not may_edit_workplan(seat, workplan):
        return reverse("activity", args=[year, place, int(violation.where)])
    group = violation.field in ("targets", "countries")
    anchor = f"div_id_{violation.field}" if group else f"id_{violation.field}"
    return f"{reverse('activity_edit', args=[year, place, int(violation.where)])}#{anchor}"


def _summed(lines: list[Any]) -> str:
    total = sum(
        (line.secretariat_cost or Decimal(0) for line in lines if line.funding == Funding.COUNTED), Decimal(0)
    )
    return f"{counted(len(lines), 'activity', 'activities')} · US${money(total)}"


def _second(line: Activity | VersionLine) -> str:
    codes = ", ".join(link.target.code for link in line.target_links.all())
    kind = str(line.type) if line.type else "No type yet"
    if codes:
        return f"{kind} · serves {codes}"
    return kind


def _gifts(line: Activity) -> str:
    if line.is_withdrawn:
        return ""
    verbs = {"offered": "offers", "accepted": "adds", "asked": "is asked for"}
    return " · ".join(
        f"{gift.partner} {verbs[gift.status]} {money(gift.amount) if gift.amount else gift.what}"
        for gift in line.contributions.all()
        if gift.status in verbs
    )


def _parts(line: Activity) -> str:
    waiting = {True: "", False: " (not confirmed yet)"}
    return ", ".join(
        f"{part.taskforce.name}{waiting[part.confirmed_at is not None]}" for part in line.participations.all()
    )


def state_of(line: Activity, *, unfinished: bool) -> tuple[str, str]:
    """Status and word of a live line, the same in the list and on its own page."""
    if line.is_withdrawn:
        return "withdrawn", "Withdrawn"
    if line.funding == Funding.RESERVE:
        return "reserve", "In reserve"
    if unfinished:
        return "unfinished", "Unfinished"
    return line.state, line.get_state_display()


def frozen_state_of(line: VersionLine) -> tuple[str, str]:
    """Status and word of a line of a version."""
    if line.withdrawn:
        return "withdrawn", "Withdrawn since"
    if line.funding == Funding.RESERVE:
        return "reserve", "In reserve"
    return line.state, line.get_state_display()


def _cost(line: Activity | VersionLine) -> str:
    if line.funding == Funding.NONE:
        return "None asked"
    return money(line.secretariat_cost) if line.secretariat_cost is not None else "No cost yet"


def _live_row(line: Activity, year: int, place: str, unfinished: bool, reasons: bool) -> LineRow:
    status, state = state_of(line, unfinished=unfinished)
    returned = reasons and line.state == LineState.RETURNED and not line.is_withdrawn
    return LineRow(
        code=line.code,
        short_code=line.short_code,
        url=f"/{year}/{place}/{line.short_code}/",
        title=line.title or "No title yet",
        second=_second(line),
        partners=_parts(line) if place == "regional" else _gifts(line),
        runs=months(line.starts_on, line.ends_on, year),
        cost=_cost(line),
        status=status,
        state=state,
        reason=(getattr(line, "last_reason", "") or "") if returned else "",
    )


def _frozen_row(line: VersionLine, year: int, place: str, linked: bool) -> LineRow:
    gifts = [
        f"{gift.partner} adds {money(gift.amount) if gift.amount else gift.what}"
        for gift in line.supports.all()
    ]
    names = [
        f"{part.taskforce.name}{' (host)' if part.role == ParticipationRole.HOST else ''}"
        for part in line.participations.all()
    ]
    status, state = frozen_state_of(line)
    return LineRow(
        code=line.code,
        short_code=line.short_code,
        url=f"/{year}/{place}/{line.short_code}/" if linked else "",
        title=line.title or "No title yet",
        second=_second(line),
        partners=" · ".join(filter(None, [", ".join(names), *gifts])),
        runs=months(line.starts_on, line.ends_on, year),
        cost=_cost(line),
        status=status,
        state=state,
    )


def areas_to_choose(workplan: Workplan, texts: PlanTexts) -> list[tuple[str, Area, str]]:
    """The areas of the year's plan of action by their names in force, for the choice before a new activity.

    Each with how much of its menu and of its targets there is to pick from.
    """
    areas = (
        Area.objects.filter(plan=workplan.cycle.plan_id)
        .select_related("plan")
        .prefetch_related("targets", "menu")
        .order_by("position")
    )
    return [
        (
            texts.name(area),
            area,
            f"{counted(len(menu_of(area, workplan)), 'activity area')}, "
            f"{counted(len(targets_of(area, workplan)), 'target')}",
        )
        for area in areas
    ]


def status_words(workplan: Workplan, *, amended: bool = False) -> str:
    """One sentence on where the plan stands. `amended` for readers who may know that a version is of record."""
    if amended and workplan.status == WorkplanStatus.DRAFT:
        return "This is an amendment, not a first draft."
    words = REGIONAL_STATUS_WORDS if workplan.taskforce.is_regional else STATUS_WORDS
    return words[WorkplanStatus(workplan.status)]

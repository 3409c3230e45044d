"""Rows of a workplan's pages: every value is formatted once, here, never by a filter in a loop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, Subquery, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from commit_portal.words import SHORT_MONTHS, money, sentence, span
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
from workplans.models.activities import ActivityQuerySet
from workplans.plan.kinds import kind_of
from workplans.plan.queries import lines_shared_with, menu_of, targets_of
from workplans.plan.rules import wp_5
from workplans.plan.visibility import activities_visible_to, ever_submitted, lines_visible_to
from workplans.showing.facts import not_confirmed
from workplans.statuses import (
    ContributionStatus,
    Funding,
    ParticipationRole,
    Role,
)


@dataclass(frozen=True)
class ShownLine:
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
    # It has no dates and needs them.
    undated: bool = False
    # Its cost is no part of the plan's sum: it is in reserve, or withdrawn.
    not_counted: bool = False


@dataclass(frozen=True)
class AreaRows:
    title: str
    summed: str
    lines: tuple[ShownLine, ...]


def load_live_lines(workplan: Workplan, seat: Seat) -> list[Activity]:
    """The live lines with all that the page needs, put on the plan for its rules: 4 queries, however many.

    A partner sees no other partner's offer. Regional lines carry their countries instead of offers. Each line
    says as `ever_submitted` whether a version holds it.
    """
    sent = LineDecision.objects.sent().filter(activity=OuterRef("pk"))
    lines = (
        activities_visible_to(seat)
        .select_related("area__plan", "type")
        .prefetch_related(
            Prefetch("target_links", ActivityTarget.objects.select_related("target__area")), "area__targets"
        )
        .annotate(last_reason=Subquery(sent.values("reason")[:1]), ever_submitted=ever_submitted())
        .order_by("area__position", "number")
    )
    if kind_of(workplan.taskforce).names_countries:
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


def months(first: date | None, last: date | None, year: int) -> str:
    """Mar to Apr; the year is named only where it is another one."""
    return _months(first, last, year, get_language())


@lru_cache(maxsize=1024)
def _months(first: date | None, last: date | None, year: int, language: str | None) -> str:
    if first is None and last is None:
        return gettext("No dates yet")
    if first is None or last is None:
        return sentence(span(first, last))
    if first.year == last.year == year:
        begin, end = str(SHORT_MONTHS[first.month - 1]), str(SHORT_MONTHS[last.month - 1])
    else:
        begin, end = _month(first), _month(last)
    return begin if begin == end else gettext("%(first)s to %(last)s") % {"first": begin, "last": end}


def _month(value: date) -> str:
    return gettext("%(month)s %(year)s") % {"month": SHORT_MONTHS[value.month - 1], "year": value.year}


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
        (line.secretariat_cost or Decimal(0) for line in lines if line.is_in_reserve),
        Decimal(0),
    )


def own_part(workplan: Workplan, seat: Seat, activities: ActivityQuerySet) -> tuple[ShownLine, ...]:
    """The regional lines that name the reader's country, before the plan is in force."""
    lines = activities.not_withdrawn().filter(workplan=workplan).select_related("area", "type")
    year, place = workplan.cycle.year, workplan.taskforce.slug
    confirmed = set(
        Participation.objects.filter(
            Q(confirmed_at__isnull=False), taskforce=seat.taskforce_id, activity__workplan=workplan
        ).values_list("activity", flat=True)
    )
    return tuple(
        ShownLine(
            line.code,
            line.short_code,
            reverse("activity", args=[year, place, line.number]),
            line.title or gettext("No title yet"),
            str(line.type or gettext("No type yet")),
            "",
            months(line.starts_on, line.ends_on, year),
            money(line.secretariat_cost) if line.secretariat_cost is not None else gettext("No cost yet"),
            "confirmed" if line.pk in confirmed else "asked",
            gettext("You take part") if line.pk in confirmed else gettext("Waits for your lead"),
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


def _summed(lines: list[Any]) -> str:
    total = sum((line.counted_cost for line in lines), Decimal(0))
    words = ngettext("%(count)s activity · US$%(total)s", "%(count)s activities · US$%(total)s", len(lines))
    return words % {"count": len(lines), "total": money(total)}


def activities_counted(number: int) -> str:
    return ngettext("%(count)s activity", "%(count)s activities", number) % {"count": number}


def _second(line: Activity | VersionLine) -> str:
    codes = ", ".join(link.target.code for link in line.target_links.all())
    kind = str(line.type) if line.type else gettext("No type yet")
    if codes:
        return gettext("%(type)s · serves %(targets)s") % {"type": kind, "targets": codes}
    return kind


def _gifts(line: Activity) -> str:
    if line.is_withdrawn:
        return ""
    return " · ".join(filter(None, (_gift(gift) for gift in line.contributions.all())))


def _gift(gift: Contribution) -> str:
    """What a partner offers, adds or is asked for; nothing of an offer that was declined or withdrawn."""
    named = {"partner": gift.partner, "what": money(gift.amount) if gift.amount else gift.what}
    if gift.status == ContributionStatus.OFFERED:
        return gettext("%(partner)s offers %(what)s") % named
    if gift.status == ContributionStatus.ACCEPTED:
        return gettext("%(partner)s adds %(what)s") % named
    if gift.status == ContributionStatus.ASKED:
        return gettext("%(partner)s is asked for %(what)s") % named
    return ""


def _parts(line: Activity) -> str:
    return ", ".join(
        part.taskforce.name if part.confirmed_at is not None else not_confirmed(part)
        for part in line.participations.all()
    )


def state_of(line: Activity, *, unfinished: bool) -> tuple[str, str]:
    """Status and word of a live line, the same in the list and on its own page."""
    if line.is_withdrawn:
        return "withdrawn", gettext("Withdrawn")
    if line.funding == Funding.RESERVE:
        return "reserve", gettext("In reserve")
    if unfinished:
        return "unfinished", gettext("Unfinished")
    return line.state, line.get_state_display()


def frozen_state_of(line: VersionLine) -> tuple[str, str]:
    """Status and word of a line of a version."""
    if line.withdrawn:
        return "withdrawn", gettext("Withdrawn since")
    if line.funding == Funding.RESERVE:
        return "reserve", gettext("In reserve")
    return line.state, line.get_state_display()


def _cost(line: Activity | VersionLine) -> str:
    if line.funding == Funding.NONE:
        return gettext("None asked")
    return money(line.secretariat_cost) if line.secretariat_cost is not None else gettext("No cost yet")


def _has_cost_beside_the_sum(line: Activity | VersionLine) -> bool:
    """Whether a cost is shown that the plan's sum leaves out: in reserve, or withdrawn."""
    beside = line.is_withdrawn or line.funding == Funding.RESERVE
    return beside and line.funding != Funding.NONE and line.secretariat_cost is not None


def _live_row(line: Activity, year: int, place: str, unfinished: bool, reasons: bool) -> ShownLine:
    status, state = state_of(line, unfinished=unfinished)
    returned = reasons and line.is_returned
    return ShownLine(
        code=line.code,
        short_code=line.short_code,
        url=f"/{year}/{place}/{line.short_code}/",
        title=line.title or gettext("No title yet"),
        second=_second(line),
        partners=_parts(line) if place == "regional" else _gifts(line),
        runs=months(line.starts_on, line.ends_on, year),
        cost=_cost(line),
        status=status,
        state=state,
        reason=(getattr(line, "last_reason", "") or "") if returned else "",
        undated=line.starts_on is None and line.ends_on is None and not line.is_withdrawn,
        not_counted=_has_cost_beside_the_sum(line),
    )


def _frozen_row(line: VersionLine, year: int, place: str, linked: bool) -> ShownLine:
    gifts = [
        gettext("%(partner)s adds %(what)s")
        % {"partner": gift.partner, "what": money(gift.amount) if gift.amount else gift.what}
        for gift in line.supports.all()
    ]
    names = [
        gettext("%(country)s (host)") % {"country": part.taskforce.name}
        if part.role == ParticipationRole.HOST
        else part.taskforce.name
        for part in line.participations.all()
    ]
    status, state = frozen_state_of(line)
    return ShownLine(
        code=line.code,
        short_code=line.short_code,
        url=f"/{year}/{place}/{line.short_code}/" if linked else "",
        title=line.title or gettext("No title yet"),
        second=_second(line),
        partners=" · ".join(filter(None, [", ".join(names), *gifts])),
        runs=months(line.starts_on, line.ends_on, year),
        cost=_cost(line),
        status=status,
        state=state,
        undated=line.starts_on is None and line.ends_on is None and not line.is_withdrawn,
        not_counted=_has_cost_beside_the_sum(line),
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
            f"{_menu_size(len(menu_of(area, workplan)))} · {_targets_size(len(targets_of(area, workplan)))}",
        )
        for area in areas
    ]


def _menu_size(number: int) -> str:
    return ngettext("%(count)s activity area", "%(count)s activity areas", number) % {"count": number}


def _targets_size(number: int) -> str:
    return ngettext("%(count)s target", "%(count)s targets", number) % {"count": number}

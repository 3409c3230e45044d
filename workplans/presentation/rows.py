"""Rows of a workplan's pages. Every value is formatted here, once, never by a filter in a loop."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from django.utils.translation import get_language, gettext, ngettext

from commit_portal.i18n.formatting import SHORT_MONTHS, comma_list, day, money
from commit_portal.workflow.action_attempts import Link
from spa.queries import PlanTexts
from workplans.models import Activity, VersionLine, Workplan
from workplans.plan.line_content import said_of_gift
from workplans.plan.plan_types import kind_of
from workplans.plan.rules import wp_5
from workplans.presentation.facts import not_confirmed
from workplans.statuses import ContributionStatus, Funding, LineState, Outcome, ParticipationRole


@dataclass(frozen=True)
class Yours:
    """What a partner asked, offers or gives for a line, in words, and the pages where it answers, changes or offers."""

    marks: tuple[tuple[str, str], ...] = ()
    act: str = ""
    url: str = ""


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
    # The plan's sum leaves its cost out: it is in reserve or withdrawn.
    not_counted: bool = False
    # Where it was carried over from, in words.
    came_from: str = ""
    # A partner's own support, in place of the state.
    yours: Yours | None = None
    # What calls the reader in its comments.
    called: Link | None = None


@dataclass(frozen=True)
class AreaRows:
    title: str
    summed: str
    lines: tuple[ShownLine, ...]


def live_areas(
    workplan: Workplan,
    lines: Iterable[Activity],
    texts: PlanTexts,
    *,
    reasons: bool,
    amends: Mapping[int, str] | None = None,
    yours: Mapping[int, Yours] | None = None,
) -> tuple[AreaRows, ...]:
    """Live lines by area. `yours`, by the key of the line, is a partner's own support.

    Only the taskforce and the Secretariat see `reasons` of returns, where a line was carried over from, and what an
    amendment changes (`amends`, by the same key).
    """
    year, place = workplan.cycle.year, workplan.taskforce.slug
    unfinished = {violation.where for violation in wp_5(workplan)}

    def row_of(line: Activity) -> ShownLine:
        return _live_row(
            line,
            address=f"/{year}/{place}/{line.short_code}/",
            year=year,
            unfinished=line.short_code in unfinished,
            reasons=reasons,
            amended=(amends or {}).get(line.pk, ""),
            yours=(yours or {}).get(line.pk),
        )

    return _by_area(lines, texts, row_of)


def frozen_areas(
    workplan: Workplan,
    lines: Iterable[VersionLine],
    texts: PlanTexts,
    *,
    linked: bool = True,
    yours: Mapping[int, Yours] | None = None,
) -> tuple[AreaRows, ...]:
    """Frozen lines by area. Older versions have no links: a link leads to the present text.

    `yours`, by the key of the activity, is a partner's own support.
    """
    year, place = workplan.cycle.year, workplan.taskforce.slug
    return _by_area(
        lines,
        texts,
        lambda line: _frozen_row(line, year, place, linked, (yours or {}).get(line.activity_id)),
    )


def _by_area[Line: (Activity, VersionLine)](
    lines: Iterable[Line], texts: PlanTexts, row_of: Callable[[Line], ShownLine]
) -> tuple[AreaRows, ...]:
    """Lines as rows, area by area, with what those that are not withdrawn come to."""
    areas = []
    for area, group in groupby(lines, key=lambda line: line.area):
        members = list(group)
        costs = [line.counted_cost for line in members if not line.is_withdrawn]
        said = ngettext(
            "%(count)s activity · US$%(total)s", "%(count)s activities · US$%(total)s", len(costs)
        )
        summed = said % {"count": len(costs), "total": money(sum(costs, Decimal(0)))}
        areas.append(AreaRows(texts.name(area), summed, tuple(map(row_of, members))))
    return tuple(areas)


def with_calls(areas: Iterable[AreaRows], called: Mapping[str, Link]) -> tuple[AreaRows, ...]:
    """The areas with what calls the reader in the comments on a line, by the line's number."""
    if not called:
        return tuple(areas)
    return tuple(
        replace(area, lines=tuple(replace(line, called=called.get(line.short_code)) for line in area.lines))
        for area in areas
    )


def months(first: date | None, last: date | None, year: int) -> str:
    """Months in words, like Mar to Apr. The year is named where it is another one."""
    return _months(first, last, year, get_language())


@lru_cache(maxsize=1024)
def _months(first: date | None, last: date | None, year: int, language: str | None) -> str:
    if first is None and last is None:
        return gettext("No dates yet")
    if first is None:
        return gettext("Until %(day)s") % {"day": day(last)}
    if last is None:
        return gettext("From %(day)s") % {"day": day(first)}
    if first.year == last.year == year:
        begin, end = str(SHORT_MONTHS[first.month - 1]), str(SHORT_MONTHS[last.month - 1])
    else:
        begin, end = _month(first), _month(last)
    return begin if begin == end else gettext("%(first)s to %(last)s") % {"first": begin, "last": end}


def _month(value: date) -> str:
    # Translators: Feb 2011.
    return gettext("%(month)s %(year)s") % {"month": SHORT_MONTHS[value.month - 1], "year": value.year}


def _second(line: Activity | VersionLine) -> str:
    codes = ", ".join(link.target.code for link in line.target_links.all())
    kind = str(line.type) if line.type else gettext("No type yet")
    if codes:
        return gettext("%(type)s · targets: %(targets)s") % {"type": kind, "targets": codes}
    return kind


GIFTS = {
    ContributionStatus.OFFERED: "gift.offered",
    ContributionStatus.ACCEPTED: "gift.accepted",
    ContributionStatus.ASKED: "gift.asked",
}


def gifts_in_words(line: Activity) -> str:
    """What partners offer, add or are asked for, without declined and withdrawn offers."""
    if line.is_withdrawn:
        return ""
    return " · ".join(
        str(said_of_gift(GIFTS[ContributionStatus(gift.status)], gift))
        for gift in line.contributions.all()
        if gift.status in GIFTS
    )


@lru_cache(maxsize=64)
def _state_words(language: str | None) -> dict[str, str]:
    """The words of the states. Django makes a table of all of them for each line that asks for one."""
    return {state.value: str(state.label) for state in LineState}


def state_of(line: Activity, *, unfinished: bool) -> tuple[str, str]:
    """Status and word of a live line, for the list and for its own page."""
    if line.is_withdrawn:
        return "withdrawn", gettext("Withdrawn")
    if line.funding == Funding.RESERVE:
        return "reserve", gettext("In reserve")
    if unfinished:
        return "unfinished", gettext("Incomplete")
    if line.outcome_to_send:
        state = Outcome(line.outcome_to_send).state.label
        return line.state, gettext("%(state)s, not sent yet") % {"state": state}
    return line.state, _state_words(get_language())[line.state]


def frozen_state_of(line: VersionLine) -> tuple[str, str]:
    """Status and word of a line of a version."""
    if line.withdrawn:
        return "withdrawn", gettext("Withdrawn later")
    if line.funding == Funding.RESERVE:
        return "reserve", gettext("In reserve")
    return line.state, _state_words(get_language())[line.state]


def _cost(line: Activity | VersionLine) -> str:
    if line.funding == Funding.NONE:
        return gettext("No request")
    return money(line.secretariat_cost) if line.secretariat_cost is not None else gettext("No amount yet")


def _has_cost_beside_the_sum(line: Activity | VersionLine) -> bool:
    """Whether the plan's sum leaves this cost out: the line is in reserve or withdrawn."""
    beside = line.is_withdrawn or line.funding == Funding.RESERVE
    return beside and line.funding != Funding.NONE and line.secretariat_cost is not None


def _live_row(
    line: Activity,
    *,
    address: str,
    year: int,
    unfinished: bool,
    reasons: bool,
    amended: str,
    yours: Yours | None,
) -> ShownLine:
    status, state = state_of(line, unfinished=unfinished)
    countries = (
        ", ".join(
            part.taskforce.name if part.confirmed_at is not None else not_confirmed(part)
            for part in line.participations.all()
        )
        if kind_of(line.workplan.taskforce).names_countries
        else ""
    )
    # "" where nobody carried the line over, or the page did not ask.
    earlier = getattr(line, "came_from", "")
    return ShownLine(
        code=line.code,
        short_code=line.short_code,
        url=address,
        title=line.title or gettext("No title yet"),
        second=_second(line),
        partners=" · ".join(filter(None, [countries, gifts_in_words(line) if yours is None else ""])),
        runs=months(line.starts_on, line.ends_on, year),
        cost=_cost(line),
        status=status,
        state=state,
        reason=(getattr(line, "last_reason", "") or "") if reasons and line.is_returned else "",
        amended=amended,
        came_from=gettext("from %(code)s") % {"code": earlier} if reasons and earlier else "",
        undated=line.starts_on is None and line.ends_on is None and not line.is_withdrawn,
        not_counted=_has_cost_beside_the_sum(line),
        yours=yours,
    )


def _frozen_row(line: VersionLine, year: int, place: str, linked: bool, yours: Yours | None) -> ShownLine:
    # The partner's own stands in its column.
    gifts = [
        str(said_of_gift("gift.accepted", gift))
        for gift in line.supports.all()
        if yours is None or not gift.kind
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
        partners=" · ".join(filter(None, [comma_list(names), *gifts])),
        runs=months(line.starts_on, line.ends_on, year),
        cost=_cost(line),
        status=status,
        state=state,
        undated=line.starts_on is None and line.ends_on is None and not line.is_withdrawn,
        not_counted=_has_cost_beside_the_sum(line),
        yours=yours,
    )

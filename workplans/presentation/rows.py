"""Rows of a workplan's pages. Every value is formatted here, once, never by a filter in a loop."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.utils.translation import get_language, gettext

from commit_portal.db.related_rows import related_rows
from commit_portal.forms.base import Values
from commit_portal.i18n import comma_list, day, money, ngettext_lazy, say
from commit_portal.i18n.formatting import month_name, month_of_year
from commit_portal.workflow import Link
from workplans.models import Activity, VersionLine, Workplan
from workplans.plan.line_content import gift_message, money_counted
from workplans.plan.plan_types import kind_of
from workplans.plan.rules import lacks
from workplans.presentation.facts import not_confirmed
from workplans.presentation.loaders import texts_today
from workplans.presentation.step_links import line_url
from workplans.statuses import SUPPORT_NOT_ENDED, Funding, LineState, Outcome, ParticipationRole


def areas_of(plan: Workplan, lines: Iterable[Activity | VersionLine], **shown: Any) -> list[Values]:
    """Live or frozen lines as rows, area by area, with what those that are not withdrawn come to.

    `shown` is what the rows show beside the line itself (`_row`).
    """
    areas, texts = [], texts_today(plan)
    for area, group in groupby(lines, key=lambda line: line.area):
        members = list(group)
        standing = [line for line in members if not line.is_withdrawn]
        said = ngettext_lazy("%(count)s activity · US$%(total)s", "%(count)s activities · US$%(total)s")
        summed = say(said, count=len(standing), total=money_counted(standing))
        rows = [_row(plan, line, **shown) for line in members]
        areas.append({"title": texts.name(area), "summed": summed, "lines": rows})
    return areas


def _row(
    plan: Workplan,
    line: Any,
    *,
    states: Mapping[str, tuple[str, str]] | None = None,
    is_inside: bool = False,
    is_linked: bool = True,
    amends: Mapping[int, str] | None = None,
    yours: Mapping[int, Values] | None = None,
    called: Mapping[str, Link] | None = None,
) -> Values:
    """A live or frozen line as its list shows it.

    `states` are those of lines (`state_of`) by code, where they are known. Who `is_inside`, the taskforce and the
    Secretariat, reads why a line was returned and where it was carried over from. A link leads to the present text: an
    older version is not linked. `amends` is what an amendment changes, and `yours` a partner's own support in place of
    the state, by the keys of the activities; `called` what calls the reader in the comments, by the lines' numbers.
    """
    is_live, number = isinstance(line, Activity), line.short_code
    key = line.pk if is_live else line.activity_id
    own, reads = (yours or {}).get(key), is_live and is_inside
    status, state = (states or {}).get(line.code) or state_of(line)
    # "" where nobody carried the line over, or the page did not ask.
    earlier = getattr(line, "came_from", "") if reads else ""
    second = [
        _type_and_targets(line),
        gettext("from %(code)s") % {"code": earlier} if earlier else "",
        _countries(line) if kind_of(plan.taskforce).names_countries else "",
        gifts_in_words(line, is_own_apart=own is not None),
    ]
    has_cost = line.funding != Funding.NONE and line.secretariat_cost is not None
    reason = (getattr(line, "last_reason", "") or "") if reads and line.is_returned else ""
    amended, call = (amends or {}).get(key, ""), (called or {}).get(number)
    shown = {
        "code": line.code,
        "short_code": number,
        "url": line_url(plan, number) if is_linked else "",
        "title": line.title or gettext("No title yet"),
        "second": " · ".join(filter(None, second)),
        "runs": months(line.starts_on, line.ends_on, plan.cycle.year),
        # It has no dates and needs them.
        "is_undated": line.starts_on is None and line.ends_on is None and not line.is_withdrawn,
        "cost": _cost(line),
        # The plan's sum leaves its cost out.
        "is_not_counted": has_cost and (line.is_withdrawn or line.funding == Funding.RESERVE),
        "reason": reason,
        "amended": amended,
        "called": call,
        "status": status,
        "state": "" if own else state,
    }
    return {"shown": shown, "yours": own}


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
        begin, end = month_name(first), month_name(last)
    else:
        begin, end = month_of_year(first), month_of_year(last)
    return begin if begin == end else gettext("%(first)s to %(last)s") % {"first": begin, "last": end}


def gifts_in_words(line: Activity | VersionLine, *, is_own_apart: bool = False) -> str:
    """What partners offer, add or are asked for, without declined and withdrawn offers.

    `is_own_apart`: a partner's own stands in a column of its own, and it reads of others what is accepted.
    """
    if isinstance(line, VersionLine):
        gifts = [gift for gift in related_rows(line, "supports") if not (is_own_apart and gift.kind)]
        return " · ".join(str(gift_message(gift)) for gift in gifts)
    if line.is_withdrawn or is_own_apart:
        return ""
    gifts = [gift for gift in related_rows(line, "contributions") if gift.status in SUPPORT_NOT_ENDED]
    return " · ".join(str(gift_message(gift)) for gift in gifts)


def _type_and_targets(line: Activity | VersionLine) -> str:
    kind = str(line.type) if line.type else gettext("No type yet")
    if codes := comma_list(link.target.code for link in related_rows(line, "target_links")):
        return gettext("%(type)s · targets: %(targets)s") % {"type": kind, "targets": codes}
    return kind


def _countries(line: Activity | VersionLine) -> str:
    """The countries that take part: with the host of a frozen line, and those of a live one that have not confirmed."""
    names = []
    for part in related_rows(line, "participations"):
        name = part.taskforce.name
        if isinstance(line, Activity):
            name = name if part.confirmed_at is not None else not_confirmed(part)
        elif part.role == ParticipationRole.HOST:
            name = gettext("%(country)s (host)") % {"country": name}
        names.append(name)
    return comma_list(names)


def state_of(line: Activity | VersionLine, *, unfinished: bool | None = None) -> tuple[str, str]:
    """Status and word of a live line, or of a line of a version, for the list and for its own page.

    `unfinished` says whether the line is incomplete, where the page does not ask that of its rule.
    """
    live = line if isinstance(line, Activity) else None
    if line.is_withdrawn:
        return "withdrawn", gettext("Withdrawn") if live else gettext("Withdrawn later")
    if line.funding == Funding.RESERVE:
        return "reserve", gettext("In reserve")
    if live and (any(lacks(live)) if unfinished is None else unfinished):
        return "unfinished", gettext("Incomplete")
    if live and live.outcome_to_send:
        state = Outcome(live.outcome_to_send).state.label
        return line.state, gettext("%(state)s, not sent yet") % {"state": state}
    return line.state, str(LineState(line.state).label)


def _cost(line: Activity | VersionLine) -> str:
    if line.funding == Funding.NONE:
        return gettext("No request")
    return money(line.secretariat_cost) if line.secretariat_cost is not None else gettext("No amount yet")

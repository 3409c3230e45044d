"""The year behind as its page shows it: areas, lines, ways. Every value is in words here, none in the template."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from commit_portal.i18n.formatting import day, language_of, money, span
from commit_portal.i18n.messages import say
from reporting.carry_over.copy import CarryChoice, CarryOption, Costs, days_in
from reporting.carry_over.forms import LookBackForm, area_of, area_of_all, way_of
from reporting.carry_over.previous_year import YearBehind
from reporting.carry_over.queries import LastAnswer
from reporting.carry_over.totals import new_of
from reporting.models import Recommendation
from reporting.statuses import ProgressStatus, TargetProgress
from spa.models import Target
from spa.queries import PlanTexts
from workplans.models import VersionLine
from workplans.plan.line_content import targets_of_line


@dataclass(frozen=True)
class ShownRecommendation:
    """A recommendation of the Senior Officials Meeting."""

    head: str
    text: str


@dataclass(frozen=True)
class TargetState:
    """Targets of a line of which the same was said: the state, its word, and code and address of each."""

    status: str
    word: str
    targets: tuple[tuple[str, str], ...]
    is_provisional: bool


@dataclass(frozen=True)
class ShownWay:
    """One radio. `amount` is US dollars in words, or what is said in their place."""

    value: str
    label: str
    amount: str
    chosen: bool


@dataclass(frozen=True)
class ShownList:
    """A list of this year's areas: the name and key of its field, its choices and what is chosen."""

    name: str
    choices: tuple[tuple[str, str, bool], ...]
    is_proposed: bool
    errors: tuple[str, ...]


@dataclass(frozen=True)
class ThereAlready:
    """The line of the draft that was carried over from a line."""

    code: str
    url: str
    is_withdrawn: bool


@dataclass(frozen=True)
class ShownRow:
    key: int
    code: str
    full_code: str
    url: str
    title: str
    language: str
    type: str
    status: str
    word: str
    is_provisional: bool
    narrative: str
    spent: str
    not_spent: str
    targets: tuple[TargetState, ...]
    said: tuple[ShownRecommendation, ...]
    name: str
    ways: tuple[ShownWay, ...]
    chosen: bool
    area: ShownList | None
    there: ThereAlready | None


@dataclass(frozen=True)
class ShownArea:
    """An area of the year behind with its lines; `area` is the list for all of them, where the plan of action changed."""

    head: str
    code: str
    said: tuple[ShownRecommendation, ...]
    area: ShownList | None
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True)
class ForMany:
    """A button that chooses a way for all lines of a state."""

    value: str
    label: str


def areas_of(
    behind: YearBehind, form: LookBackForm, texts: PlanTexts, said: Sequence[Recommendation]
) -> list[ShownArea]:
    """The lines of the year behind, area by area. `texts` are those of its own plan of action."""
    return [
        ShownArea(
            head=texts.name(area),
            code=str(area.numbered),
            said=tuple(_said(item) for item in said if item.area_id == area.pk),
            area=_list(form, area_of_all(area)) if behind.changes_plan else None,
            rows=tuple(_row(behind, form, line, said) for line in lines),
        )
        for area, lines in groupby(behind.lines, key=lambda line: line.area)
    ]


def said_of_all(said: Sequence[Recommendation]) -> list[ShownRecommendation]:
    """What the meeting recommended without naming an area or a target."""
    return [_said(item) for item in said if item.area_id is None and item.target_id is None]


def for_many(behind: YearBehind) -> list[ForMany]:
    """Buttons for all lines that are under way, postponed, not started, and for all."""
    open_lines = behind.to_choose
    count = Counter(behind.answers.of(line.activity_id).status for line in open_lines)
    buttons = [
        ForMany(f"{way}:{status}", words)
        for way, status, words in (
            (
                CarryOption.ONLY_THE_REST,
                ProgressStatus.UNDER_WAY,
                ngettext(
                    "Status “Under way”: continue the %(count)s activity with the unspent amount",
                    "Status “Under way”: continue the %(count)s activities with the unspent amount",
                    count[ProgressStatus.UNDER_WAY],
                )
                % {"count": count[ProgressStatus.UNDER_WAY]},
            ),
            (
                CarryOption.AS_IT_IS,
                ProgressStatus.POSTPONED,
                ngettext(
                    "Status “Postponed”: continue the %(count)s activity with the full amount",
                    "Status “Postponed”: continue the %(count)s activities with the full amount",
                    count[ProgressStatus.POSTPONED],
                )
                % {"count": count[ProgressStatus.POSTPONED]},
            ),
            (
                CarryOption.AS_IT_IS,
                ProgressStatus.NOT_STARTED,
                ngettext(
                    "Status “Not started”: continue the %(count)s activity with the full amount",
                    "Status “Not started”: continue the %(count)s activities with the full amount",
                    count[ProgressStatus.NOT_STARTED],
                )
                % {"count": count[ProgressStatus.NOT_STARTED]},
            ),
        )
        if count[status]
    ]
    if open_lines:
        words = ngettext(
            "Continue the %(count)s activity, with the full amount",
            "Continue all %(count)s activities, with the full amount",
            len(open_lines),
        )
        buttons.append(ForMany(f"{CarryOption.AS_IT_IS}:", words % {"count": len(open_lines)}))
    return buttons


def chosen_for_many(behind: YearBehind, value: str) -> dict[str, str]:
    """What such a button sets: the way of each line that it speaks of, by the name of its radios.

    A line that does not offer the rest keeps what was chosen for it. An unreadable button sets nothing.
    """
    way, _, status = value.partition(":")
    return {
        way_of(line): way
        for line in behind.to_choose
        if way in behind.costs[line.activity_id].ways
        and status in ("", behind.answers.of(line.activity_id).status)
    }


def past_words(behind: YearBehind, choices: Sequence[CarryChoice], form: LookBackForm) -> str:
    """The chosen lines whose start day has passed: which they are, or the days to which they are moved."""
    begun = [choice for choice in new_of(behind, choices) if choice.line.activity_id in form.begun]
    days = [(choice, *days_in(behind.plan, choice.line, choice.starts_on)) for choice in begun]
    shown = tuple(
        f"{choice.line.short_code} ({span(first, last) if first and last else day(first)})"
        for choice, first, last in days
    )
    if not begun:
        return ""
    if begun[0].starts_on is None:
        said = ngettext(
            "%(count)s activity would start on a day that has passed: %(days)s.",
            "%(count)s activities would start on days that have passed: %(days)s.",
            len(begun),
        )
    else:
        said = ngettext(
            "The start day of %(count)s activity will be moved: %(days)s.",
            "The start days of %(count)s activities will be moved: %(days)s.",
            len(begun),
        )
    return say(said, count=len(begun), days=shown)


def closed_words(behind: YearBehind) -> str:
    """Whether the answers of the year behind can still change."""
    year = behind.cycle.year
    if not behind.answers.activities and not behind.answers.targets:
        return gettext("There are no answers to a review of %(year)s.") % {"year": year}
    if behind.answers.are_closed:
        return gettext(
            "The results are the last answers to the reviews of %(year)s. These answers are closed."
        ) % {"year": year}
    return gettext("Some answers of %(year)s can still change. They are marked as provisional.") % {
        "year": year
    }


def _row(
    behind: YearBehind, form: LookBackForm, line: VersionLine, said: Sequence[Recommendation]
) -> ShownRow:
    key = line.activity_id
    answer, costs = behind.answers.of(key), behind.costs[key]
    targets = targets_of_line(line)
    served = {target.pk for target in targets}
    there = behind.there.get(key)
    chosen = form[way_of(line)].value() or CarryOption.LEAVE
    spent, not_spent = _spent(costs, answer)
    place, plan = behind.plan.taskforce.slug, behind.plan
    return ShownRow(
        key=key,
        code=line.short_code,
        full_code=line.code,
        url=reverse("activity", args=[behind.cycle.year, place, line.activity.number]),
        title=line.title,
        language=language_of(line.title),
        type=str(line.type or ""),
        status=answer.status or "not_reported",
        word=str(ProgressStatus(answer.status).label) if answer.status else gettext("Not reported"),
        is_provisional=answer.is_provisional,
        narrative=answer.narrative,
        spent=spent,
        not_spent=not_spent,
        targets=tuple(_states(behind, targets)),
        said=tuple(_said(item) for item in said if item.target_id in served),
        name=way_of(line),
        ways=tuple(ShownWay(way, str(way.label), _amount(costs, way), way == chosen) for way in costs.ways),
        chosen=there is None and chosen != CarryOption.LEAVE,
        area=_list(form, area_of(line)) if behind.changes_plan else None,
        there=ThereAlready(
            there.code, reverse("activity", args=[plan.cycle.year, place, there.number]), there.is_withdrawn
        )
        if there
        else None,
    )


def _spent(costs: Costs, answer: LastAnswer) -> tuple[str, str]:
    """What was spent of the approved money, and what was not."""
    approved, spent = costs.approved, answer.spent
    if approved is None or not costs.asks_money:
        return gettext("No Secretariat funding"), ""
    if spent is None:
        return gettext("Not reported"), gettext("%(approved)s approved") % {"approved": money(approved)}
    of = gettext("%(spent)s of %(approved)s") % {"spent": money(spent), "approved": money(approved)}
    if spent > approved:
        return of, gettext("%(more)s more spent than approved") % {"more": money(spent - approved)}
    if spent == approved:
        return of, gettext("everything spent")
    return of, gettext("%(left)s not spent") % {"left": money(approved - spent)}


def _amount(costs: Costs, way: CarryOption) -> str:
    if way == CarryOption.LEAVE or not costs.asks_money:
        return ""
    cost = costs.of(way)
    return gettext("not known") if cost is None else money(cost)


def _states(behind: YearBehind, targets: Sequence[Target]) -> Iterator[TargetState]:
    """The states of targets in the order of the plan of action, those with the same state together."""
    by_state: dict[tuple[str, bool], list[Target]] = {}
    for target in targets:
        state = behind.answers.targets.get(target.pk, "")
        by_state.setdefault((state, target.pk in behind.answers.provisional_targets), []).append(target)
    place = behind.plan.taskforce.slug
    for (state, provisional), found in by_state.items():
        yield TargetState(
            status=state or "not_reported",
            word=str(TargetProgress(state).label) if state else gettext("Not reported"),
            targets=tuple(
                (target.code, reverse("comparison_cell", args=[behind.cycle.year, target.code, place]))
                for target in found
            ),
            is_provisional=provisional,
        )


def _said(item: Recommendation) -> ShownRecommendation:
    number = {"number": item.number}
    if item.due_on is None:
        return ShownRecommendation(gettext("Recommendation %(number)s") % number, item.text)
    head = gettext("Recommendation %(number)s, due %(day)s") % {**number, "day": day(item.due_on)}
    return ShownRecommendation(head, item.text)


def _list(form: LookBackForm, name: str) -> ShownList:
    bound = form[name]
    chosen = str(bound.value() or "")
    return ShownList(
        name=name,
        choices=tuple((str(key), str(words), str(key) == chosen) for key, words in form.lists[name]),
        is_proposed=form.is_proposed(name),
        errors=tuple(str(error) for error in bound.errors),
    )

"""The year behind as its page shows it: areas, lines, ways, and coverage.

Coverage is of targets that nobody here works on, and of released plans that serve the same ones. It says nothing of a plan
that the seat does not read: not that there is one, and not that there is none.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from commit_portal.forms.base import Values
from commit_portal.i18n import and_list, language_of, money, ngettext_lazy, say, span
from reporting.carry_over.costs import CarryOption, Costs
from reporting.carry_over.forms import LookBackForm, area_of, area_of_all, way_of
from reporting.carry_over.previous_year import CarryChoice, YearBehind, days_in, new_of
from reporting.meetings.queries import number_of
from reporting.models import Recommendation
from reporting.statuses import ProgressStatus, TargetProgress
from spa.models import Target
from spa.queries import PlanTexts, areas_of_plan
from workplans.models import Seat, VersionLine, VersionLineTarget, Workplan
from workplans.plan.line_content import targets_of_line
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import keys_of_targets, put_plan_of_action_on, targets_of
from workplans.plan.visibility import lines_visible_to, versions_to_read
from workplans.presentation.step_links import line_url, plan_url
from workplans.statuses import TalkAudience

# Rows that stand open; the others fold away.
SHOWN = 6


def areas_of(
    behind: YearBehind, form: LookBackForm, texts: PlanTexts, said: Sequence[Recommendation]
) -> list[Values]:
    """The lines of the year behind, area by area. `texts` are those of its own plan of action."""
    return [
        {
            "head": texts.name(area),
            "code": str(area.numbered),
            "said": tuple((number_of(item), item) for item in said if item.area_id == area.pk),
            "area": form[area_of_all(area)] if behind.changes_plan else None,
            "rows": tuple(_row(behind, form, line, said) for line in lines),
        }
        for area, lines in groupby(behind.lines, key=lambda line: line.area)
    ]


def said_of_all(said: Sequence[Recommendation]) -> list[tuple[str, Recommendation]]:
    """What the meeting recommended without naming an area or a target, with its number."""
    return [(number_of(item), item) for item in said if item.area_id is None and item.target_id is None]


def for_many(behind: YearBehind) -> list[Values]:
    """Buttons for all lines that are under way, postponed, not started, and for all."""
    whole = ngettext_lazy(
        "Status “%(status)s”: continue the %(count)s activity with the full amount",
        "Status “%(status)s”: continue the %(count)s activities with the full amount",
    )
    unspent = ngettext_lazy(
        "Status “%(status)s”: continue the %(count)s activity with the unspent amount",
        "Status “%(status)s”: continue the %(count)s activities with the unspent amount",
    )
    every = ngettext_lazy(
        "Continue the %(count)s activity, with the full amount",
        "Continue all %(count)s activities, with the full amount",
    )
    buttons = (
        (ProgressStatus.UNDER_WAY, CarryOption.ONLY_THE_REST, unspent),
        (ProgressStatus.POSTPONED, CarryOption.AS_IT_IS, whole),
        (ProgressStatus.NOT_STARTED, CarryOption.AS_IT_IS, whole),
        ("", CarryOption.AS_IT_IS, every),
    )
    counts = Counter(behind.answers.of(line.activity_id).status for line in behind.to_choose)
    counts[""], labels = len(behind.to_choose), dict(ProgressStatus.choices)
    return [
        {"value": f"{way}:{status}", "label": say(said, status=labels.get(status), count=counts[status])}
        for status, way, said in buttons
        if counts[status]
    ]


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
    days = tuple(
        f"{choice.line.short_code} ({span(*days_in(behind.plan, choice.line, choice.starts_on))})"
        for choice in begun
    )
    said = ngettext_lazy(
        "%(count)s activity would start on a day that has passed: %(days)s.",
        "%(count)s activities would start on days that have passed: %(days)s.",
    )
    if begun and begun[0].starts_on is not None:
        said = ngettext_lazy(
            "The start day of %(count)s activity will be moved: %(days)s.",
            "The start days of %(count)s activities will be moved: %(days)s.",
        )
    return say(said, count=len(begun), days=days) if begun else ""


def _row(behind: YearBehind, form: LookBackForm, line: VersionLine, said: Sequence[Recommendation]) -> Values:
    key = line.activity_id
    answer, costs = behind.answers.of(key), behind.costs[key]
    targets = targets_of_line(line)
    served = {target.pk for target in targets}
    there = behind.there.get(key)
    chosen = form[way_of(line)].value() or CarryOption.LEAVE
    spent, not_spent = _spent(costs)
    return {
        "line": line,
        "url": line_url(behind.version.workplan, line.activity.number),
        "language": language_of(line.title),
        "status": answer.status or "not_reported",
        "word": str(ProgressStatus(answer.status).label) if answer.status else gettext("Not reported"),
        "is_provisional": bool(answer.provisional),
        "narrative": answer.narrative,
        "spent": spent,
        "not_spent": not_spent,
        "targets": tuple(_states(behind, targets)),
        "said": tuple((number_of(item), item) for item in said if item.target_id in served),
        "name": way_of(line),
        "ways": tuple(
            {"value": way, "label": str(way.label), "amount": _amount(costs, way), "chosen": way == chosen}
            for way in costs.ways
        ),
        "chosen": there is None and chosen != CarryOption.LEAVE,
        "area": form[area_of(line)] if behind.changes_plan else None,
        "there": there,
    }


def _spent(costs: Costs) -> tuple[str, str]:
    """What was spent of the approved money, and what was not."""
    approved, spent = costs.approved, costs.spent
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


def _states(behind: YearBehind, targets: Sequence[Target]) -> Iterator[Values]:
    """The states of targets in the order of the plan of action, those with the same state together."""
    by_state: dict[tuple[str, bool], list[Target]] = {}
    for target in targets:
        state = behind.answers.targets.get(target.pk, "")
        by_state.setdefault((state, target.pk in behind.answers.provisional_targets), []).append(target)
    place = behind.plan.taskforce.slug
    for (state, provisional), found in by_state.items():
        yield {
            "status": state or "not_reported",
            "word": str(TargetProgress(state).label) if state else gettext("Not reported"),
            "targets": tuple(
                (target.code, reverse("comparison_cell", args=[behind.cycle.year, target.code, place]))
                for target in found
            ),
            "is_provisional": provisional,
        }


def coverage_of(behind: YearBehind, seat: Seat, texts: PlanTexts, old_texts: PlanTexts) -> Values:
    """What the draft, and the year behind, leave open: 2 queries. `old_texts` are of the earlier plan of action."""
    plan = behind.plan
    # For each target that a live line of the draft serves, the code of the first such line.
    here: dict[int, str] = {}
    for line in behind.drafted:
        for key in (line.target_keys or "").split("|"):
            if key and not line.is_withdrawn:
                here.setdefault(int(key), line.code)
    asked = [target for area in behind.areas.values() for target in targets_of(area, plan)]
    versions = versions_to_read(plan.cycle, seat)
    versions.pop(plan.taskforce_id, None)
    others = [version.workplan.taskforce.name for version in versions.values()]
    ours = dict(here)
    if not behind.changes_plan:
        for line in behind.to_choose:
            for target in targets_of_line(line):
                ours.setdefault(target.pk, line.code)
    gaps = [_gap(plan, target, texts) for target in asked if target.pk not in here]
    shared = list(
        lines_visible_to(seat)
        .filter(version__in=versions.values(), withdrawn=False, target_links__target__in=list(ours))
        .select_related("activity", "version__workplan__cycle", "version__workplan__taskforce__country")
        .annotate(target_keys=keys_of_targets(VersionLineTarget, "line"))
        .order_by("version__workplan__taskforce__position", "area__position", "code")
    )
    put_plan_of_action_on(shared, plan, types={})
    same = [_planned(line, plan, ours) for line in shared]
    return {
        "open_gaps": gaps[:SHOWN],
        "folded_gaps": gaps[SHOWN:],
        # Another plan of action has other targets: none of them is known to continue one of these.
        "without_activity": [
            _gap(behind.plan, target, old_texts, here=here.get(target.pk, ""), adds=not behind.changes_plan)
            for area in areas_of_plan(behind.cycle.plan, behind.cycle.plan_revision)
            for target in area.targets.all()
            if behind.answers.targets.get(target.pk) == TargetProgress.NO_ACTIVITY
        ],
        "open_same": same[:SHOWN],
        "folded_same": same[SHOWN:],
        # The places of the released plans that were compared.
        "compared": and_list(others),
    }


def _gap(plan: Workplan, target: Target, texts: PlanTexts, *, here: str = "", adds: bool = True) -> Values:
    """A target, the code of the line of the draft that serves it, and where a line for it is added."""
    add_url = f"{plan_url(plan, 'activity_add')}?area={target.area.code}" if adds and not here else ""
    return {"code": target.code, "text": texts.of(target), "here": here, "add_url": add_url}


def _planned(line: VersionLine, here: Workplan, ours: Mapping[int, str]) -> Values:
    """A released line of another plan, and where the Secretariat is asked about joint work; empty for its own plan."""
    shared = [target for target in targets_of_line(line) if target.pk in ours]
    plan = line.version.workplan
    return {
        "line": line,
        "place": plan.taskforce.name,
        "url": line_url(plan, line.activity.number),
        "language": language_of(line.title),
        "targets": [target.code for target in shared],
        "yours": [*dict.fromkeys(ours[target.pk] for target in shared)],
        "when": span(line.starts_on, line.ends_on),
        "write_url": _write_url(here, line),
    }


def _write_url(here: Workplan, line: VersionLine) -> str:
    """The form of a comment on the own plan that taskforce and Secretariat read. Taskforces do not read each other's."""
    if kind_of(here.taskforce).names_countries:
        return ""
    named = {"country": line.version.workplan.taskforce.name, "code": line.code}
    about = gettext("Joint work with %(country)s: %(code)s") % named
    return f"{plan_url(here, 'comment_on_plan')}?{urlencode({'to': TalkAudience.BOTH, 'about': about})}"

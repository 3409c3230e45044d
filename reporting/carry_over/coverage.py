"""Coverage beside the year behind: targets that nobody here works on, and released plans that serve the same ones.

It says nothing of a plan that the seat does not read: not that there is one, and not that there is none.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from commit_portal.forms.base import Values
from commit_portal.i18n.formatting import and_list, language_of, span
from reporting.carry_over.previous_year import YearBehind
from reporting.statuses import TargetProgress
from spa.models import Target
from spa.queries import PlanTexts, areas_of_plan
from workplans.models import Seat, VersionLine, VersionLineTarget, Workplan
from workplans.plan.line_content import targets_of_line
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import keys_of_targets, put_plan_of_action_on, targets_of
from workplans.plan.visibility import lines_visible_to, versions_to_read
from workplans.statuses import TalkAudience

# Rows that stand open; the others fold away.
SHOWN = 6


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
    versions = {
        key: version
        for key, version in versions_to_read(plan.cycle, seat).items()
        if key != plan.taskforce_id
    }
    others = [version.workplan.taskforce.name for version in versions.values()]
    ours = dict(here)
    if not behind.changes_plan:
        for line in behind.to_choose:
            for target in targets_of_line(line):
                ours.setdefault(target.pk, line.code)
    gaps = [_gap(texts, target, "", _add_url(plan, target)) for target in asked if target.pk not in here]
    shared = list(
        lines_visible_to(seat)
        .filter(version__in=versions.values(), withdrawn=False, target_links__target__in=list(ours))
        .select_related("activity", "version__workplan__cycle", "version__workplan__taskforce__country")
        .annotate(target_keys=keys_of_targets(VersionLineTarget, "line"))
        .order_by("version__workplan__taskforce__position", "area__position", "code")
    )
    put_plan_of_action_on(shared, plan, VersionLineTarget, by="line", types={})
    same = [_planned(line, plan, ours) for line in shared]
    return {
        "open_gaps": gaps[:SHOWN],
        "folded_gaps": gaps[SHOWN:],
        "without_activity": _without_activity(behind, here, old_texts),
        "open_same": same[:SHOWN],
        "folded_same": same[SHOWN:],
        # The places of the released plans that were compared.
        "compared": and_list(others),
    }


def _gap(texts: PlanTexts, target: Target, words: str, add_url: str) -> Values:
    """A target, what is done about it, and where a line for it is added."""
    return {"code": target.code, "text": texts.of(target), "words": words, "add_url": add_url}


def _without_activity(behind: YearBehind, here: Mapping[int, str], texts: PlanTexts) -> list[Values]:
    """Targets of which the year behind said "No activity yet", with the line of the draft that serves each now."""
    gaps = []
    areas = areas_of_plan(behind.cycle.plan, behind.cycle.plan_revision)
    for target in (target for area in areas for target in area.targets.all()):
        if behind.answers.targets.get(target.pk) != TargetProgress.NO_ACTIVITY:
            continue
        if target.pk in here:
            words, url = gettext("%(code)s in the draft has this target.") % {"code": here[target.pk]}, ""
        elif behind.changes_plan:
            # The new plan of action has other targets: none of them is known to continue this one.
            words, url = "", ""
        else:
            words, url = gettext("The draft has no activity for this target."), _add_url(behind.plan, target)
        gaps.append(_gap(texts, target, words, url))
    return gaps


def _planned(line: VersionLine, here: Workplan, ours: Mapping[int, str]) -> Values:
    """A released line of another plan, and where the Secretariat is asked about joint work; empty for its own plan."""
    shared = [target for target in targets_of_line(line) if target.pk in ours]
    words = gettext("This activity has targets in common with your %(codes)s: %(targets)s.") % {
        "targets": and_list(target.code for target in shared),
        "codes": and_list(dict.fromkeys(ours[target.pk] for target in shared)),
    }
    plan = line.version.workplan
    return {
        "place": plan.taskforce.name,
        "code": line.code,
        "url": reverse("activity", args=[plan.cycle.year, plan.taskforce.slug, line.activity.number]),
        "title": line.title,
        "language": language_of(line.title),
        "words": words,
        "when": span(line.starts_on, line.ends_on),
        "lead_body": line.lead_body,
        "write_url": _write_url(here, line),
    }


def _write_url(here: Workplan, line: VersionLine) -> str:
    """The form of a comment on the own plan that taskforce and Secretariat read. Taskforces do not read each other's."""
    if kind_of(here.taskforce).names_countries:
        return ""
    about = gettext("Joint work with %(country)s: %(code)s") % {
        "country": line.version.workplan.taskforce.name,
        "code": line.code,
    }
    address = reverse("comment_on_plan", args=[here.cycle.year, here.taskforce.slug])
    return f"{address}?{urlencode({'to': TalkAudience.BOTH, 'about': about})}"


def _add_url(plan: Workplan, target: Target) -> str:
    address = reverse("activity_add", args=[plan.cycle.year, plan.taskforce.slug])
    return f"{address}?area={target.area.code}"

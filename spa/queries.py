"""Reads of the plans of action: which is in use, and which text was in force when."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.apps import apps
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from commit_portal.db.translations import translated
from commit_portal.models import Event
from commit_portal.statuses import EventAudience
from spa import models
from spa.statuses import Change

type PlanText = models.Area | models.Target | models.MenuActivity


@dataclass(frozen=True)
class PlanTexts:
    """The texts of one revision on a date; `corrected` holds those that differ from print, by kind and key."""

    corrected: Mapping[tuple[type[PlanText], int], str] = field(default_factory=dict)

    def of(self, row: PlanText) -> str:
        """An area's title, a target's or an activity's text: the one in force."""
        return self.corrected.get((type(row), row.pk)) or translated(row, row.COLUMN)

    def name(self, row: PlanText) -> str:
        """The row's name with the text in force: "Area 1. Policy", "1.T1 A target"."""
        if isinstance(row, models.Area):
            return f"{row.numbered}. {self.of(row)}"
        return f"{row.code} {self.of(row)}"


def earlier_targets(target: models.Target) -> QuerySet[models.Target]:
    """The targets that this one can continue: of earlier plans of action, and of earlier revisions of its own."""
    own = Q(plan=target.plan_id, since_revision__lt=target.since_revision)
    adopted = models.Target.objects.in_revision(F("plan__revision")).filter(
        plan__number__lt=target.plan.number
    )
    known = (adopted | models.Target.objects.filter(own)).select_related("plan", "area")
    return known.order_by("-plan__number", "area__position", "position")


def stage_of(plan: models.ActionPlan, revision: int) -> str:
    """The stage of a text: that of the plan for the newest adopted one, else what was recorded when it was replaced."""
    return plan.status if revision == plan.revision else plan.revisions.get(number=revision).status


class Lineage(NamedTuple):
    """What the targets of a revision continue, over all steps, by the later target; and the earlier ones that are split.

    An earlier target is split where several continue it: of this revision, of the adopted text of an earlier plan of
    action, or on the way. A text that a revision dropped counts only where the way leads through it.
    """

    descents: Mapping[int, Sequence[models.Descent]]
    split: frozenset[int]


@lru_cache(maxsize=64)
def lineage_of(plan: int, row_version: int, revision: int) -> Lineage:
    """Read the descents step by step. A descent raises the row versions of its plan and of later ones."""
    found = defaultdict[int, list[models.Descent]](list)
    rows = models.Descent.objects.select_related("earlier__plan")
    more = rows.filter(models.in_revision(revision, "target__"), target__plan=plan)
    while step := list(more):
        for one in step:
            found[one.target_id].append(one)
        on_the_way = {one.earlier_id for one in step} - found.keys()
        more = rows.filter(target__in=on_the_way)
    pairs = {(one.target_id, one.earlier_id) for of_target in found.values() for one in of_target}
    adopted = models.in_revision(F("target__plan__revision"), "target__")
    earlier = {one.earlier.plan_id for of_target in found.values() for one in of_target} - {plan}
    pairs |= {*rows.filter(adopted, target__plan__in=earlier).values_list("target", "earlier")}
    later = Counter(past for _target, past in pairs)
    return Lineage(found, frozenset(past for past, count in later.items() if count > 1))


def plans_continued(plan: int, row_version: int, revision: int) -> frozenset[int]:
    """The keys of the plans of action that the targets of a revision continue, over all steps."""
    found = lineage_of(plan, row_version, revision).descents.values()
    return frozenset(one.earlier.plan_id for of_target in found for one in of_target)


def revision_on(plan: models.ActionPlan, on: date) -> int:
    """The number of the text that was the adopted one on a day; the first one before all adoptions of revisions."""
    if plan.revision == 1 or plan.adopted_on is None or plan.adopted_on <= on:
        return plan.revision
    adopted = plan.revisions.filter(number__lt=plan.revision, adopted_on__lte=on).last()
    return adopted.number if adopted else 1


def revision_at_work(plan: models.ActionPlan) -> int:
    """The number of the text that the regional office can change: that of the open revision, else the adopted one."""
    revision = open_revision(plan)
    return revision.number if revision else plan.revision


def plans_with_counts() -> QuerySet[models.ActionPlan]:
    """Every plan, newest first, with the number of the texts of its newest adopted revision; one query."""
    texts = {"area_count": "areas", "target_count": "targets", "menu_count": "areas__menu"}
    counted = {
        name: Count(of, filter=models.in_revision(F("revision"), f"{of}__"), distinct=True)
        for name, of in texts.items()
    }
    return models.ActionPlan.objects.annotate(**counted).order_by("-number")


def open_revision(plan: models.ActionPlan) -> models.PlanRevision | None:
    """The revision that is not adopted yet, if any: one query."""
    return plan.revisions.filter(models.IS_OPEN).first()


def wording_of(row: PlanText, revision: int) -> str:
    """The text that a revision has, as it was written: printed, reworded, and with every misprint corrected."""
    last = _in_force(row.corrections.all(), date.max, revision)
    return last.text if last else row.printed_text


def printed_in(row: PlanText, revision: int) -> tuple[str, str]:
    """The text as a revision prints it, and its source: those of its last rewording, else of the row."""
    found = [one for one in row.corrections.all() if not one.in_force_from and one.since_revision <= revision]
    return (found[-1].text, found[-1].source) if found else (row.printed_text, row.source)


def newest_wording(row: PlanText, revision: int) -> int:
    """The revision that gave the text the wording of this one; its own first one where none reworded it."""
    reworded = row.corrections.filter(in_force_from__isnull=True, since_revision__lte=revision).last()
    return reworded.since_revision if reworded else row.since_revision


def text_in_force(row: PlanText, on: date, revision: int) -> str:
    """The text a reader of this date meets in a revision: that of the newest correction until then, else the printed one.

    Reads `row.corrections`, so prefetch them for lists.
    """
    in_force = _in_force(row.corrections.all(), on, revision)
    return in_force.text if in_force else translated(row, row.COLUMN)


def texts_in_force(plan: models.ActionPlan, on: date, revision: int) -> PlanTexts:
    """Every text of a revision as it reads on a date: one query, the first time in a process.

    A correction raises the plan's row version (SPA-1), so what was read once holds for it.
    """
    return texts_of_version(plan.pk, plan.row_version, on, revision)


@lru_cache(maxsize=64)
def texts_of_version(plan: int, row_version: int, on: date, revision: int) -> PlanTexts:
    """`texts_in_force`, of a plan by its key and row version; most have no correction."""
    corrected: dict[tuple[type[PlanText], int], str] = {}
    for correction in _begun(corrections_of_version(plan, row_version), on, revision):
        keys: dict[type[PlanText], int | None] = {
            models.Area: correction.area_id,
            models.Target: correction.target_id,
            models.MenuActivity: correction.menu_activity_id,
        }
        corrected |= {(kind, key): correction.text for kind, key in keys.items() if key is not None}
    return PlanTexts(corrected)


@lru_cache(maxsize=16)
def corrections_of_version(plan: int, row_version: int) -> tuple[models.Correction, ...]:
    """Every correction and rewording of a plan, by its key and row version, in the order of revisions and days.

    All threads of a process share these rows: nobody writes into them.
    """
    of_plan = Q(area__plan=plan) | Q(target__plan=plan) | Q(menu_activity__area__plan=plan)
    return tuple(models.Correction.objects.filter(of_plan))


def areas_of_plan(plan: models.ActionPlan, revision: int) -> tuple[models.Area, ...]:
    """The areas of a revision with their targets and menus, in its order: 3 queries, the first time in a process."""
    return areas_of_version(plan.pk, plan.row_version, revision, revision)


def areas_adopted(plan: models.ActionPlan) -> tuple[models.Area, ...]:
    """`areas_of_plan` for all adopted revisions: what is saved may name a text that its year has no more."""
    return areas_of_version(plan.pk, plan.row_version, 1, plan.revision)


@lru_cache(maxsize=16)
def areas_of_version(plan: int, row_version: int, first: int, last: int) -> tuple[models.Area, ...]:
    """The areas of some revisions, of a plan by its key and row version, which counts every change.

    All threads of a process share these rows: nobody writes into them.
    """
    return tuple(areas_with_texts(plan, first, last=last).select_related("plan"))


def areas_with_texts(
    plan: int, revision: int, *more: str, of_targets: Collection[str] = (), last: int | None = None
) -> QuerySet[models.Area]:
    """The areas of a revision in its order, with its targets and activity areas, `more` of each text and `of_targets`."""
    targets = models.Target.objects.in_revision(revision, last).annotate(**_when_added())
    targets = targets.prefetch_related(*more, *of_targets)
    menu = models.MenuActivity.objects.in_revision(revision, last).prefetch_related(*more)
    return (
        models.Area.objects.in_revision(revision, last)
        .filter(plan=plan)
        .prefetch_related(Prefetch("targets", targets))
        .prefetch_related(Prefetch("menu", menu))
        .prefetch_related(*more)
        .order_by("position", "pk")
    )


def _when_added() -> dict[str, Subquery]:
    """When a missing target was added to an adopted text, as the trail has it; None for one that came with a revision."""
    of_target = {"object_id": OuterRef("plan"), "label": OuterRef("code"), "facts__code": "target.added"}
    # Events of a draft revision are for the Secretariat.
    of_adopted = {"content_type__model": "actionplan", "audience": EventAudience.READERS}
    added = Event.objects.filter(**of_adopted, **of_target)
    return {"added_at": Subquery(added.order_by("-at", "-pk").values("at")[:1])}


def types_by_key() -> dict[int, models.ActivityType]:
    """The types of activities by their keys, in their order: one query."""
    return {item.pk: item for item in models.ActivityType.objects.all()}


@lru_cache(maxsize=4)
def types_until(newest: int) -> Mapping[int, models.ActivityType]:
    """`types_by_key`, for the key of the newest: types are only ever added, so its key says whether they are known.

    All threads of a process share these rows: nobody writes into them.
    """
    return types_by_key()


def newest_type() -> Subquery:
    """The key of the newest type, for a read of something else that takes it along."""
    return Subquery(models.ActivityType.objects.order_by("-pk").values("pk")[:1])


def targets_in_force(targets: Iterable[models.Target], first: date, last: date) -> list[models.Target]:
    """The targets that are in force on a day of a span, for example a year; without a day it is open on that side."""
    return [
        target
        for target in targets
        if (target.in_force_from or last) <= last and (target.in_force_until or first) >= first
    ]


def _in_force(corrections: Iterable[models.Correction], on: date, revision: int) -> models.Correction | None:
    """The last of the corrections of a text, which stand in the order of their revisions and days."""
    begun = _begun(corrections, on, revision)
    return begun[-1] if begun else None


def _begun(corrections: Iterable[models.Correction], on: date, revision: int) -> list[models.Correction]:
    """Those that a reader of this date meets in a revision; of each text the last one holds."""
    return [
        one
        for one in corrections
        if one.since_revision <= revision and (one.in_force_from is None or one.in_force_from <= on)
    ]


def plan_outline(plan: models.ActionPlan, on: date, revision: int) -> list[models.Area]:
    """The areas of a revision with their texts as they read on a date (`RevisedText.shown`), and what is known of each.

    Seven queries however long it is, and two more where targets continue others. Of a text that a revision reworded,
    `reworded_in` is the number of the revision.
    """
    areas = list(areas_with_texts(plan.pk, revision, "corrections", of_targets=["continues__earlier__plan"]))
    for area in areas:
        area.objective = translated(area, "objective")
        rows: list[PlanText] = [area, *area.targets.all(), *area.menu.all()]
        for row in rows:
            # A later correction may be one of a draft.
            known = [one for one in row.corrections.all() if one.since_revision <= revision]
            in_force = _in_force(known, on, revision)
            for one in known:
                one.is_in_force = one == in_force
            row.shown, row.address = text_in_force(row, on, revision), _address(row)
            row.printed = row.printed_text if row.shown != row.printed_text else ""
            row.reworded_in = in_force.since_revision if in_force and not in_force.in_force_from else None
            row.known_corrections = known
    return areas


def _address(row: PlanText) -> str:
    """The address of a text below that of its plan (spa.urls)."""
    if isinstance(row, models.MenuActivity):
        return f"areas/{row.area.code}/activities/{row.code}/"
    return f"{'areas' if isinstance(row, models.Area) else 'targets'}/{row.code}/"


def changes_between(plan: models.ActionPlan, then: int, now: int, on: date | None = None) -> list[PlanText]:
    """What a revision changes of another one: each text that is new, dropped or reworded, in the order of the plan.

    Each has its `change`, and its `old` and `new` text, one of which may be empty. Texts read as on a day;
    without one with every misprint corrected. At most nine queries.
    """
    on = on or date.max
    found = []
    areas = models.Area.objects.filter(plan=plan).order_by("position", "pk")
    more = ("targets__continues__earlier__plan", "targets__corrections", "menu__corrections")
    for area in areas.prefetch_related("corrections", *more):
        rows: list[PlanText] = [area, *area.targets.all(), *area.menu.all()]
        for row in rows:
            was, stays = row.is_in_revision(then), row.is_in_revision(now)
            row.old = text_in_force(row, on, then) if was else ""
            row.new = text_in_force(row, on, now) if stays else ""
            if row.old != row.new:
                row.change = Change.REWORDED if was and stays else Change.NEW if stays else Change.DROPPED
                row.address = _address(row)
                found.append(row)
    return found


def a_year_stands_on(plan: models.ActionPlan) -> bool:
    """Return whether a year uses the plan. spa may not import workplans, so it asks for its model by name."""
    return apps.get_model("workplans", "AnnualCycle")._base_manager.filter(plan=plan).exists()

"""Reads of the plans of action: which is in use, and which text was in force when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.db.models import Count, ManyToOneRel, Q, QuerySet, Subquery
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.db.translations import translated
from commit_portal.i18n.formatting import day
from commit_portal.i18n.messages import Words
from spa.models import ActionPlan, ActivityType, Area, Correction, MenuActivity, Target
from spa.statuses import PlanStage, Scope

type PlanText = Area | Target | MenuActivity

# What is said of a text that is not for both.
ONLY: dict[str, Words] = {Scope.NATIONAL: _("For countries only."), Scope.REGIONAL: _("For the region only.")}


@dataclass(frozen=True)
class PlanTexts:
    """The texts of one plan on a date; `corrected` holds those that differ from print, by kind and key."""

    corrected: Mapping[tuple[type[PlanText], int], str] = field(default_factory=dict)

    def of(self, row: PlanText) -> str:
        """An area's title, a target's or an activity's text: the one in force."""
        return self.corrected.get((type(row), row.pk)) or _translated_text(row)

    def name(self, row: PlanText) -> str:
        """The row's name with the text in force: "Area 1. Policy", "1.T1 A target"."""
        if isinstance(row, Area):
            return f"{row.numbered}. {self.of(row)}"
        return f"{row.code} {self.of(row)}"


@dataclass(frozen=True)
class TextLine:
    """A target or an activity area as it reads on a date; `printed_text` is the paper's where it differs.

    `remark` says what else is known of it: printed number, scope, days, and its source if not its area's. Each correction
    knows whether it is in force then.
    """

    key: int
    code: str
    text: str
    printed_text: str
    remark: str
    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class AreaOutline:
    """An area with everything in it; `title` is the one in force, `printed_title` the paper's."""

    key: int
    code: str
    title: str
    printed_title: str
    objective: str
    source: str
    targets: tuple[TextLine, ...]
    menu: tuple[TextLine, ...]
    corrections: tuple[Correction, ...]


def plans_with_counts() -> QuerySet[ActionPlan]:
    """Every plan, newest first, with the number of its texts; one query."""
    return ActionPlan.objects.annotate(
        area_count=Count("areas", distinct=True),
        target_count=Count("targets", distinct=True),
        menu_count=Count("areas__menu", distinct=True),
    ).order_by("-number")


def printed_text(row: PlanText) -> str:
    """The text as loaded: an area's title, else the text."""
    return row.title if isinstance(row, Area) else row.text


def text_in_force(row: PlanText, on: date) -> str:
    """The text a reader of this date meets: that of the newest correction in force, else the printed one.

    Reads `row.corrections`, so prefetch them for lists.
    """
    in_force = _in_force(row.corrections.all(), on)
    return in_force.text if in_force else _translated_text(row)


def _translated_text(row: PlanText) -> str:
    """The printed text in the reader's language. A correction is read as it was written."""
    return translated(row, "title" if isinstance(row, Area) else "text")


def texts_in_force(plan: ActionPlan, on: date) -> PlanTexts:
    """Every text of a plan as it reads on a date: one query, the first time in a process.

    A correction raises the plan's row version (SPA-1), so what was read once holds for it.
    """
    return texts_of_version(plan.pk, plan.row_version, on)


@lru_cache(maxsize=64)
def texts_of_version(plan: int, row_version: int, on: date) -> PlanTexts:
    """`texts_in_force`, of a plan by its key and row version; most have no correction."""
    corrections = Correction.objects.filter(
        Q(area__plan=plan) | Q(target__plan=plan) | Q(menu_activity__area__plan=plan), in_force_from__lte=on
    ).order_by("in_force_from", "pk")
    corrected: dict[tuple[type[PlanText], int], str] = {}
    for correction in corrections:
        for kind, key in (
            (Area, correction.area_id),
            (Target, correction.target_id),
            (MenuActivity, correction.menu_activity_id),
        ):
            if key is not None:
                corrected[kind, key] = correction.text
    return PlanTexts(corrected)


def areas_of_plan(plan: ActionPlan) -> tuple[Area, ...]:
    """The areas of a plan with their targets and menus, in its order: 3 queries, the first time in a process."""
    return areas_of_version(plan.pk, plan.row_version)


@lru_cache(maxsize=16)
def areas_of_version(plan: int, row_version: int) -> tuple[Area, ...]:
    """`areas_of_plan`, of a plan by its key and row version, which counts every change.

    All threads of a process share these rows: nobody writes into them.
    """
    areas = Area.objects.filter(plan=plan).select_related("plan").prefetch_related("targets", "menu")
    return tuple(areas.order_by("position"))


def types_by_key() -> dict[int, ActivityType]:
    """The types of activities by their keys, in their order: one query."""
    return {item.pk: item for item in ActivityType.objects.all()}


@lru_cache(maxsize=4)
def types_until(newest: int) -> Mapping[int, ActivityType]:
    """`types_by_key`, for the key of the newest: types are only ever added, so its key says whether they are known.

    All threads of a process share these rows: nobody writes into them.
    """
    return types_by_key()


def newest_type() -> Subquery:
    """The key of the newest type, for a read of something else that takes it along."""
    return Subquery(ActivityType.objects.order_by("-pk").values("pk")[:1])


def targets_in_force(targets: Iterable[Target], first: date, last: date) -> list[Target]:
    """The targets that are in force on a day of a span, for example a year."""
    return [
        target
        for target in targets
        if is_in_force_within(target.in_force_from, target.in_force_until, first, last)
    ]


def is_in_force_within(begins: date | None, ends: date | None, first: date, last: date) -> bool:
    """Return whether a target with these days is in force on a day of a span; None means open on that side."""
    return (begins is None or begins <= last) and (ends is None or ends >= first)


def _in_force(corrections: Iterable[Correction], on: date) -> Correction | None:
    begun = [correction for correction in corrections if correction.in_force_from <= on]
    return max(begun, key=lambda correction: (correction.in_force_from, correction.pk), default=None)


def plan_outline(plan: ActionPlan, on: date) -> tuple[AreaOutline, ...]:
    """The whole text of a plan as it reads on a date, in six queries however long it is."""
    areas = plan.areas.prefetch_related("corrections", "targets__corrections", "menu__corrections").order_by(
        "position", "pk"
    )
    return tuple(
        AreaOutline(
            key=area.pk,
            code=area.code,
            title=text_in_force(area, on),
            printed_title=_if_corrected(area, on),
            objective=translated(area, "objective"),
            source=area.source,
            targets=tuple(_line(target, area, on) for target in area.targets.all()),
            menu=tuple(_line(activity, area, on) for activity in area.menu.all()),
            corrections=_corrections(area, on),
        )
        for area in areas
    )


def _line(row: Target | MenuActivity, area: Area, on: date) -> TextLine:
    return TextLine(
        key=row.pk,
        code=row.code,
        text=text_in_force(row, on),
        printed_text=_if_corrected(row, on),
        remark=_remark(row, area),
        corrections=_corrections(row, on),
    )


def _remark(row: Target | MenuActivity, area: Area) -> str:
    known = [str(ONLY[row.scope]) if row.scope in ONLY else ""]
    if isinstance(row, Target):
        printed, due, first, last = row.printed_number, row.due_on, row.in_force_from, row.in_force_until
        known = [
            gettext("Printed as %(number)s.") % {"number": printed} if printed else "",
            *known,
            gettext("Due %(day)s.") % {"day": day(due)} if due else "",
            gettext("Valid from %(day)s.") % {"day": day(first)} if first else "",
            gettext("Valid until %(day)s.") % {"day": day(last)} if last else "",
        ]
    return " ".join(filter(None, [*known, row.source if row.source != area.source else ""]))


def _if_corrected(row: PlanText, on: date) -> str:
    printed = printed_text(row)
    return printed if text_in_force(row, on) != printed else ""


def _corrections(row: PlanText, on: date) -> tuple[Correction, ...]:
    corrections = tuple(row.corrections.all())
    in_force = _in_force(corrections, on)
    for correction in corrections:
        correction.is_in_force = correction == in_force
    return corrections


def later_endorsed_plan(plan: ActionPlan) -> ActionPlan | None:
    """The endorsed plan with a higher number, if any."""
    return ActionPlan.objects.filter(
        number__gt=plan.number, status__in=(PlanStage.ENDORSED, PlanStage.SUPERSEDED)
    ).first()


def a_year_stands_on(plan: ActionPlan) -> bool:
    """Return whether another app's model points at the plan: today only a year of the workplans app.

    spa may not import workplans, so it asks its own model who points at it. Whatever app
    builds on a plan later counts too, without a registration that somebody could forget.
    """
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: plan}).exists()
        for relation in ActionPlan._meta.related_objects
        if isinstance(relation, ManyToOneRel) and relation.related_model._meta.app_label != "spa"
    )

"""The rules of the plan of action, by their numbers (docs/rules.md), and what a text of it must be."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import Sentence, has_cents, say
from commit_portal.refusals import Violation, broken, model_faults
from spa.models import ActionPlan, Area, Correction, Descent, MenuActivity, PlanRevision, Target
from spa.queries import PlanText, a_year_stands_on, changes_between, open_revision, text_in_force
from spa.statuses import PlanStage

# The sentences of the rule book.
SPA_1 = _(
    "After a plan of action is endorsed or a year uses it, nobody can change its text. A misprint is corrected. "
    "While a plan of action is not complete, a missing text can be added. Every other change needs a revision."
)
SPA_2 = _("Each target of a plan of action has its own code. Two targets can have the same printed number.")

# Why the adopted text is closed: by the stage of the plan, or because a year uses it.
CLOSED: dict[str, Sentence] = {
    PlanStage.ENDORSED: _(
        "This plan of action is endorsed, so you cannot change its text. Correct a misprint, or begin a revision."
    ),
    PlanStage.SUPERSEDED: _(
        "A later plan of action has replaced this one, so you cannot change its text. If a text is wrong, make a "
        "correction to that text."
    ),
}
A_YEAR_USES_IT = _(
    "The workplans of a year use this plan of action, so you cannot change its text. Correct a misprint, or begin a revision."
)

# What a revision cannot change of a text that it keeps.
ONLY_TEXT = _("A revision changes only the text. Remove this one and add a new one with the other values.")

# Of a text that is missing in an adopted text.
NO_SOURCE = _("Give the document and the page that has this text.")

# By how much a plan is extended at once at most: ten years.
LONGEST = timedelta(days=3653)

# Set by the actions, never typed.
_LINKS = (
    "plan",
    "area",
    "position",
    "row_version",
    "target",
    "earlier",
    "menu_activity",
    "by",
    "made_at",
    "at",
)


def only_text(changes: Collection[str], text: str, source: str) -> list[Violation]:
    """Return a violation for each changed column that a revision cannot change: the source changes with the text."""
    others = {*changes} - ({text, source} if text in changes else set())
    return [Violation("text", ONLY_TEXT, field=name) for name in sorted(others)]


def spa_1(plan: ActionPlan, *, adding: bool = False) -> Violation | None:
    """Return SPA-1 where the text of a plan is closed, unless a revision is open, or a missing text is added."""
    if open_revision(plan) or (adding and not plan.is_complete):
        return None
    return text_is_closed(plan)


def text_is_closed(plan: ActionPlan) -> Violation | None:
    """Return SPA-1 where the adopted text is closed: by the stage of the plan, or because a year uses it."""
    said = CLOSED.get(plan.status) or (A_YEAR_USES_IT if a_year_stands_on(plan) else None)
    return broken(spa_1, said, where=plan.code) if said else None


def spa_2(target: Target) -> Violation | None:
    """Return SPA-2 where another target of the plan has the code."""
    others = Target.objects.filter(plan=target.plan_id, code=target.code).exclude(pk=target.pk)
    said = say(_("Target %(code)s is already in this plan of action. Give another code."), code=target.code)
    return broken(spa_2, said, field="code", where=target.code) if others.exists() else None


def code_is_free(row: Area | MenuActivity) -> Violation | None:
    """Return a violation where the plan has another area, or the area another activity area, of this code."""
    taken: QuerySet[Area] | QuerySet[MenuActivity]
    if isinstance(row, Area):
        taken = Area.objects.filter(plan=row.plan_id, code=row.code)
        said = say(_("Area %(code)s is already in this plan of action. Give another code."), code=row.code)
    else:
        taken = MenuActivity.objects.filter(area=row.area_id, code=row.code)
        said = say(_("Activity area %(code)s is already in this area. Give another code."), code=row.code)
    others = taken.exclude(pk=row.pk)
    return Violation("code", said, field="code", where=row.code) if others.exists() else None


def text_faults(row: PlanText | Correction | PlanRevision | Descent) -> list[Violation]:
    """Return what is wrong with each column that people type, in the model's own sentences."""
    found = model_faults("text", partial(row.clean_fields, exclude=_LINKS))
    if isinstance(row, Target):
        first, last = row.in_force_from, row.in_force_until
        if first and last and last < first:
            said = say(_("The target is valid from %(day)s. Give the same day or a later day."), day=first)
            found.append(Violation("text", said, field="in_force_until"))
    return found


def plan_says_something(plan: ActionPlan | PlanRevision) -> Violation | None:
    """Return a violation where a plan that is to be agreed on has no area, or a revision changes nothing."""
    if isinstance(plan, PlanRevision):
        changes = plan.extended_to or changes_between(plan.plan, plan.number - 1, plan.number)
        said = _("This revision changes no text yet. Change a text first.")
        return None if changes else Violation("revision", said)
    said = _("This plan of action has no areas yet. Add the areas first.")
    return None if plan.areas.exists() else Violation("status", said, where=plan.code)


def a_later_plan_is_endorsed(plan: ActionPlan) -> Violation | None:
    """Return a violation where no later plan is endorsed that could supersede this one."""
    endorsed = (PlanStage.ENDORSED, PlanStage.SUPERSEDED)
    later = ActionPlan.objects.filter(number__gt=plan.number, status__in=endorsed)
    said = _("No later plan of action is endorsed. Endorse the later plan of action first.")
    return None if later.exists() else Violation("status", said, where=plan.code)


def no_revision_is_open(plan: ActionPlan) -> Violation | None:
    """Return a violation where a revision is open: to endorse it would bring a replaced plan back."""
    said = _("A revision is open. Endorse the revision, or cancel it first.")
    return Violation("status", said) if open_revision(plan) else None


def text_is_incomplete(plan: ActionPlan) -> Violation | None:
    """Return a violation where the text is recorded as complete already."""
    said = _("The text is already complete. Look at the plan of action.")
    return Violation("status", said) if plan.is_complete else None


def plan_is_closed(plan: ActionPlan) -> Violation | None:
    """Return a violation while the adopted text itself can be changed: corrections begin when it is closed (SPA-1)."""
    said = _("You can still change the text of this plan of action. You do not need a correction.")
    return None if text_is_closed(plan) else Violation("correction", said, where=plan.code)


def correction_changes_something(correction: Correction, row: PlanText) -> Violation | None:
    """Return a violation where a correction repeats the text that is in force on its day."""
    on = correction.in_force_from or correction.made_at.date()
    is_same = correction.text == text_in_force(row, on, correction.since_revision)
    said = _("This is already the current text. Change the text, or cancel the correction.")
    return Violation("correction", said, field="text") if is_same else None


def correction_lies_in_the_plan(correction: Correction, plan: ActionPlan) -> Violation | None:
    """Return a violation where a correction is of a draft, or counts before the plan begins."""
    if correction.since_revision > plan.revision:
        return Violation("correction", _("This text is not adopted yet. Change it in the revision."))
    is_early = correction.in_force_from is not None and correction.in_force_from < plan.starts_on
    said = say(_("The plan of action begins on %(day)s. Give that day or a later day."), day=plan.starts_on)
    return Violation("correction", said, field="in_force_from") if is_early else None


def revision_begins(plan: ActionPlan) -> Violation | None:
    """Return a violation where a plan needs no revision, or cannot have one now."""
    said = None
    if plan.status == PlanStage.SUPERSEDED:
        said = _("A later plan of action has replaced this one. You cannot begin a revision.")
    elif open_revision(plan):
        said = _("This plan of action already has an open revision. Change that revision.")
    elif not text_is_closed(plan):
        said = _("You can still change the text of this plan of action. You do not need a revision.")
    return Violation("revision", said, where=plan.code) if said else None


def descent_goes_back(target: Target, earlier: Target) -> Violation | None:
    """Return a violation where a target would continue a later one, or one of the same revision, and so itself.

    Plans and their revisions have an order, so no descent goes in a circle.
    """
    if (earlier.plan.number, earlier.since_revision) < (target.plan.number, target.since_revision):
        return None
    said = _(
        "Target %(code)s can only continue an earlier target. %(earlier)s is not in an earlier plan of action or revision."
    )
    return Violation("descent", say(said, code=target.code, earlier=earlier.code), field="earlier")


def extension_goes_on(plan: ActionPlan, extended_to: date) -> Violation | None:
    """Return a violation where an extension does not go beyond the plan's last day, or goes far beyond: nobody shortens it."""
    ends = plan.runs_until
    if ends < extended_to <= ends + LONGEST:
        return None
    said = _("The plan of action ends on %(day)s. Give a later day.")
    if extended_to > ends:
        said = _("The plan of action ends on %(day)s. Give a day that is at most ten years later.")
    return Violation("extension", say(said, day=ends), field="extended_to")


def budget_faults(plan: ActionPlan, figures: Mapping[int, Decimal], source: str) -> list[Violation]:
    """Return what is wrong with a budget's figures by year: whole US dollars, in years of the plan, with a source."""
    found = [] if source.strip() or not figures else [Violation("budget", _("Give the source."), "source")]
    for year, amount in figures.items():
        field = f"year_{year}"
        if not plan.starts_on.year <= year <= plan.runs_until.year:
            said = _("%(year)s is not a year of the plan of action. Leave this field empty.")
            found.append(Violation("budget", say(said, year=str(year)), field))
        elif amount < 0 or has_cents(amount):
            found.append(Violation("budget", _("Give whole US dollars, for example 700,000."), field))
    return found

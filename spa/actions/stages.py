"""The life of a plan of action and of its revisions: drafted, agreed in principle, endorsed, superseded; and extended."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from commit_portal.i18n import message, say
from commit_portal.refusals import SomebodyWasFaster, Violation, model_faults, obey, require, unless_taken
from commit_portal.statuses import EventAudience
from commit_portal.workflow import Actor, Transition, require_unchanged, walk
from spa.actions.texts import count_up, count_up_later, locked_plan, open_plan, record
from spa.lifecycle import AGREE, ENDORSE, SUPERSEDE
from spa.models import ActionPlan, Area, Correction, Descent, MenuActivity, PlanRevision, Target
from spa.permissions import may_endorse_plan, may_keep_plan
from spa.queries import open_revision
from spa.rules import extension_goes_on, revision_begins, text_faults, text_is_incomplete
from spa.statuses import PlanStage

NO_REVISION = gettext_lazy("No revision of this plan of action is open. Look at its page.")


@transaction.atomic
def draft_plan(
    *, code: str, number: int, title: str, starts_on: date, ends_on: date, by: Actor, now: datetime
) -> ActionPlan:
    """Begin a new plan of action; it is a draft without text. Raises `Refused` or `RuleBroken`."""
    require(may_keep_plan(by))
    plan = ActionPlan(code=code, number=number, title=title, starts_on=starts_on, ends_on=ends_on)
    obey(*model_faults("plan", plan.full_clean))
    with unless_taken(_("Someone has just used this code or number. Look at the list of plans of action.")):
        plan.save()
    # Row version 2 at once: the loader then leaves the plan to the people who began it.
    record("draft_plan", plan, by=by, now=now)
    return plan


@transaction.atomic
def agree_plan(plan: ActionPlan, *, by: Actor, now: datetime, note: str = "") -> None:
    """Record that the governments agreed in principle. Years may be planned on it; its text stays open.

    Of an open revision it is the proposal: somebody else may endorse it then. A change of its text takes it back.
    """
    _walk(locked_plan(plan), AGREE, {"proposed_by": by.user}, by=by, now=now, note=note)


@transaction.atomic
def endorse_plan(
    plan: ActionPlan,
    *,
    seen: int | None = None,
    adopted_at: str,
    adopted_on: date,
    by: Actor,
    now: datetime,
    note: str = "",
) -> None:
    """Record where and when the plan or its open revision was adopted. That text is closed from now on (SPA-1).

    The revision is the newest text then, and every year keeps its own. What was recorded of the text before stays with
    that one's number. Raises `StaleRow` where the plan has another row version than was `seen`.
    """
    locked = locked_plan(plan)
    revision = open_revision(locked)
    require(may_endorse_plan(by, revision or locked))
    require_unchanged(locked, seen=seen, now=locked.row_version)
    earliest = max(locked.starts_on, locked.adopted_on or locked.starts_on) if revision else date.min
    obey(*_adoption_faults(adopted_at, adopted_on, now, earliest))
    adoption = {"adopted_at": adopted_at.strip(), "adopted_on": adopted_on}
    before = {"status": locked.status, "adopted_at": locked.adopted_at, "adopted_on": locked.adopted_on}
    _walk(locked, ENDORSE, adoption, by=by, now=now, note=note)
    if revision:
        PlanRevision.objects.update_or_create(plan=plan, number=locked.revision, defaults=before)
        newest = {"status": PlanStage.ENDORSED, "revision": revision.number}
        newest |= {"extended_to": revision.extended_to or locked.extended_to}
        ActionPlan.objects.filter(pk=plan.pk).update(**adoption, **newest)
        count_up_later(locked)


@transaction.atomic
def supersede_plan(plan: ActionPlan, *, by: Actor, now: datetime, note: str = "") -> None:
    """Record that a later endorsed plan has replaced it. Years that use it keep it."""
    locked = locked_plan(plan)
    walk(locked, SUPERSEDE, by=by, now=now, note=note, also={"row_version": locked.row_version + 1})


@transaction.atomic
def extend_plan(plan: ActionPlan, *, extended_to: date, reason: str, by: Actor, now: datetime) -> None:
    """Let a plan run on beyond its end; targets without a day of their own are due then. Changes no text.

    A plan whose text is closed is extended with its open revision, when a second person endorses that.
    """
    locked, revision = open_plan(plan, by)
    lacks = Violation("extension", _("Write who agreed to the extension, and when."), field="reason")
    obey(extension_goes_on(locked, extended_to), None if reason.strip() else lacks)
    of: type[models.Model] = PlanRevision if revision else ActionPlan
    of._default_manager.filter(pk=(revision or locked).pk).update(extended_to=extended_to)
    record("extend_plan", locked, {"day": extended_to}, draft=revision, by=by, now=now, note=reason)


@transaction.atomic
def complete_text(plan: ActionPlan, *, by: Actor, now: datetime, note: str = "") -> None:
    """Record that no text is missing any more: none can be added after that but by a revision (SPA-1)."""
    require(may_keep_plan(by))
    locked = locked_plan(plan)
    obey(text_is_incomplete(locked))
    ActionPlan.objects.filter(pk=locked.pk).update(is_complete=True)
    record("complete_text", locked, by=by, now=now, note=note)


@transaction.atomic
def begin_revision(plan: ActionPlan, *, reason: str, source: str, by: Actor, now: datetime) -> PlanRevision:
    """Begin the next text of a closed plan (SPA-1). Only the regional office reads it before it is adopted."""
    require(may_keep_plan(by))
    plan = locked_plan(plan)
    revision = PlanRevision(plan=plan, number=plan.revision + 1, reason=reason.strip(), source=source.strip())
    obey(revision_begins(plan), *text_faults(revision))
    with unless_taken(_("Someone has just begun a revision. Look at the plan of action.")):
        revision.save()
    number, note = {"number": revision.number}, revision.reason
    record("begin_revision", plan, number, draft=revision, by=by, now=now, note=note)
    return revision


@transaction.atomic
def cancel_revision(plan: ActionPlan, *, seen: int | None = None, by: Actor, now: datetime) -> None:
    """Remove the open revision of a plan, with all that it adds, drops and rewords: what was `seen`, or `StaleRow`."""
    require(may_keep_plan(by))
    plan = locked_plan(plan)
    revision = open_revision(plan)
    if revision is None:
        raise SomebodyWasFaster(NO_REVISION)
    require_unchanged(plan, seen=seen, now=plan.row_version)
    number = revision.number
    Descent.objects.filter(target__plan=plan, target__since_revision=number).delete()
    for model, name, its_plan in (
        (Target, "target", "plan"),
        (MenuActivity, "menu_activity", "area__plan"),
        (Area, "area", "plan"),
    ):
        Correction.objects.filter(Q(**{f"{name}__{its_plan}": plan}), since_revision=number).delete()
        rows = model.objects.filter(**{its_plan: plan})
        rows.filter(until_revision=number - 1).update(until_revision=None)
        rows.filter(since_revision=number).delete()
    revision.delete()
    record("cancel_revision", plan, {"number": number}, draft=revision, by=by, now=now)


def _adoption_faults(adopted_at: str, adopted_on: date, now: datetime, earliest: date) -> Iterator[Violation]:
    """Violations of an adoption without a place, or on a day that is still to come, or before the text that it changes."""
    if not adopted_at.strip():
        said = _("Give the place where the plan of action was adopted.")
        yield Violation("adoption", said, field="adopted_at")
    if adopted_on > timezone.localdate(now):
        said = _("%(day)s is in the future. Record the adoption on that day or later.")
        yield Violation("adoption", say(said, day=adopted_on), field="adopted_on")
    if adopted_on < earliest:
        said = _("The revision cannot be adopted before %(day)s. Give that day or a later day.")
        yield Violation("adoption", say(said, day=earliest), field="adopted_on")


def _walk(
    plan: ActionPlan, step: Transition, also: dict[str, object], *, by: Actor, now: datetime, note: str
) -> None:
    """Take a step with the open revision of a plan, else with the plan itself."""
    revision = open_revision(plan)
    count_up(plan)
    if revision is None:
        also.pop("proposed_by", None)
        walk(plan, step, by=by, now=now, note=note, also=also)
    else:
        said = message(f"plan.{step.name}_revision", number=revision.number)
        # Readers hear of a revision when it is endorsed.
        step = step if step is ENDORSE else replace(step, audience=EventAudience.SECRETARIAT)
        walk(revision, step, by=by, now=now, note=note, also=also, facts=said, about=plan)

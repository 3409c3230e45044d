"""The life of a plan of action: drafted, agreed in principle, endorsed, superseded; and extended."""

from collections.abc import Iterator
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commit_portal.i18n.messages import Message, message, say
from commit_portal.refusals import Violation, obey, require, unless_taken
from commit_portal.statuses import EventAudience
from commit_portal.workflow.events import record_event
from commit_portal.workflow.lifecycle import Actor, walk
from spa.actions.texts import count_up, locked_plan
from spa.lifecycle import AGREE, ENDORSE, SUPERSEDE
from spa.models import ActionPlan
from spa.permissions import may_keep_plan
from spa.rules import extension_goes_on
from spa.statuses import PlanStage


@transaction.atomic
def draft_plan(
    *, code: str, number: int, title: str, starts_on: date, ends_on: date, by: Actor, now: datetime
) -> ActionPlan:
    """Begin a new plan of action; it is a draft without text. Raises `Refused` or `RuleBroken`."""
    require(may_keep_plan(by))
    plan = ActionPlan(code=code, number=number, title=title, starts_on=starts_on, ends_on=ends_on)
    found = list(_taken(plan))
    try:
        plan.full_clean(validate_unique=False)
    except ValidationError as error:
        found.extend(
            Violation("plan", sentence, field="" if name == "__all__" else name)
            for name, sentences in error.message_dict.items()
            for sentence in sentences
        )
    obey(*found)
    with unless_taken(_("Someone has just used this code or number. Look at the list of plans of action.")):
        plan.save()
    # Row version 2 at once: the loader then leaves the plan to the people who began it.
    count_up(plan)
    _record("draft_plan", message("plan.begun"), plan, by=by, now=now)
    return plan


@transaction.atomic
def agree_plan(plan: ActionPlan, *, by: Actor, now: datetime, note: str = "") -> None:
    """Record that the governments agreed in principle. Years may be planned on it; its text stays open."""
    locked = locked_plan(plan)
    walk(locked, AGREE, by=by, now=now, note=note, also={"row_version": locked.row_version + 1})


@transaction.atomic
def endorse_plan(
    plan: ActionPlan, *, adopted_at: str, adopted_on: date, by: Actor, now: datetime, note: str = ""
) -> None:
    """Record where and when the plan was adopted. Its text is closed from now on (SPA-1)."""
    locked = locked_plan(plan)
    require(may_keep_plan(by))
    if not adopted_at.strip():
        obey(
            Violation(
                "adoption", _("Give the place where the plan of action was adopted."), field="adopted_at"
            )
        )
    if adopted_on > timezone.localdate(now):
        obey(
            Violation(
                "adoption",
                say(_("%(day)s is in the future. Record the adoption on that day or later."), day=adopted_on),
                field="adopted_on",
            )
        )
    walk(
        locked,
        ENDORSE,
        by=by,
        now=now,
        note=note,
        also={
            "adopted_at": adopted_at.strip(),
            "adopted_on": adopted_on,
            "row_version": locked.row_version + 1,
        },
    )


@transaction.atomic
def supersede_plan(plan: ActionPlan, *, by: Actor, now: datetime, note: str = "") -> None:
    """Record that a later endorsed plan has replaced it. Years that use it keep it."""
    locked = locked_plan(plan)
    walk(locked, SUPERSEDE, by=by, now=now, note=note, also={"row_version": locked.row_version + 1})


@transaction.atomic
def extend_plan(plan: ActionPlan, *, extended_to: date, reason: str, by: Actor, now: datetime) -> None:
    """Let a plan run on beyond its end; targets without a day of their own are due then. Changes no text."""
    require(may_keep_plan(by))
    locked = locked_plan(plan)
    obey(
        Violation(
            "extension",
            _("You cannot extend a plan of action that is replaced. Extend the later plan of action."),
        )
        if locked.status == PlanStage.SUPERSEDED
        else None,
        extension_goes_on(locked, extended_to),
        None
        if reason.strip()
        else Violation("extension", _("Write who agreed to the extension, and when."), field="reason"),
    )
    ActionPlan.objects.filter(pk=locked.pk).update(extended_to=extended_to)
    count_up(locked)
    _record(
        "extend_plan",
        message("plan.extended", day=extended_to),
        locked,
        by=by,
        now=now,
        note=reason,
    )


def _record(verb: str, facts: Message, plan: ActionPlan, *, by: Actor, now: datetime, note: str = "") -> None:
    record_event(verb, plan, by=by, now=now, facts=facts, note=note, audience=EventAudience.READERS)


def _taken(plan: ActionPlan) -> Iterator[Violation]:
    """Violations of a new plan whose code or number another plan has."""
    if ActionPlan.objects.filter(code=plan.code).exists():
        yield Violation(
            "plan", _("Another plan of action has this short name. Give another short name."), field="code"
        )
    if ActionPlan.objects.filter(number=plan.number).exists():
        yield Violation(
            "plan", _("Another plan of action has this number. Give another number."), field="number"
        )

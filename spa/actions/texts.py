"""Add, change and remove the text of a plan of action while it is open (SPA-1), itself or in a draft revision, or correct it.

A spreadsheet does so with many texts at once. A draft revision adds, rewords and drops: the rows of the adopted text
stay, with the revisions that have them.
Every action locks the plan, asks permission and SPA-1, writes, counts the plan's row version up and leaves
an event about the plan. All raise `Refused` or `RuleBroken`, the changing ones also `StaleRow`; nothing is
written then. After a change the loader leaves the plan to the portal.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from commit_portal.i18n import Message, Param, message
from commit_portal.refusals import SomebodyWasFaster, Violation, obey, require
from commit_portal.statuses import EventAudience
from commit_portal.workflow import Actor, record_event, require_unchanged
from commit_portal.workflow.optimistic_locking import save_if_unchanged
from spa import rules
from spa.models import ActionPlan, Area, Correction, Descent, MenuActivity, PlanRevision, Target, TextImport
from spa.permissions import may_keep_plan
from spa.queries import PlanText, newest_wording, open_revision, printed_in, wording_of
from spa.statuses import PlanStage

# The verbs of the events of one text.
ADD_TEXT, CHANGE_TEXT, REMOVE_TEXT = "add_text", "change_text", "remove_text"
SET_DESCENT, CHANGE_DESCENT = "set_descent", "change_descent"


@dataclass(frozen=True)
class Entry:
    """One row that makes, changes or drops a text. `typed` is the text as the row has it, still without its area.

    `continues` are the earlier targets, of the same obligation or not; None where the row does not change them.
    """

    typed: PlanText
    area_code: str
    existing: PlanText | None
    is_dropped: bool = False
    continues: Sequence[Target] | None = None
    is_same: bool = True


def locked_plan(plan: ActionPlan) -> ActionPlan:
    """The plan as it is now, locked, so that no text slips past an endorsement. Call it inside `transaction.atomic`."""
    return ActionPlan.objects.select_for_update().get(pk=plan.pk)


def count_up(plan: ActionPlan) -> None:
    """The plan has changed: forms, imports and caches that have seen the older one are out of date."""
    ActionPlan.objects.filter(pk=plan.pk).update(row_version=F("row_version") + 1)
    plan.row_version += 1


def outdate_reports(plan: ActionPlan) -> None:
    """Figures beside the plan have changed: what reports of its years show is out of date, and no form is."""
    plan.cycles(manager="every").update(revision=F("revision") + 1)


def count_up_later(plan: ActionPlan) -> None:
    """The years of later plans of action look back through this one: what was made of them is out of date."""
    later = ActionPlan.objects.filter(number__gt=plan.number, targets__continues__isnull=False)
    ActionPlan.objects.filter(pk__in=later).update(row_version=F("row_version") + 1)


@transaction.atomic
def add_text(plan: ActionPlan, row: PlanText, *, by: Actor, now: datetime) -> PlanText:
    """Add an area at the end of the plan, or a target or an activity area at the end of its area.

    `row` has what people type (`TYPED`), and is not saved yet. One that is missing in an adopted text needs its source.
    """
    plan, revision = open_plan(plan, by, adding=True)
    siblings: Any
    if isinstance(row, MenuActivity):
        siblings = row.area.menu
    else:
        row.plan, siblings = plan, plan.areas if isinstance(row, Area) else row.area.targets
    row.position = (siblings.aggregate(last=Max("position"))["last"] or 0) + 1
    row.since_revision = revision.number if revision else plan.revision
    if not row.source.strip() and rules.spa_1(plan):
        obey(Violation("text", rules.NO_SOURCE, field="source"))
    _check(row, plan)
    row.save()
    said = message(f"{row.KIND}.added", code=row.code)
    record(ADD_TEXT, plan, said, draft=revision, by=by, now=now, label=row.code)
    return row


@transaction.atomic
def change_text(row: PlanText, typed: PlanText, *, seen: int, by: Actor, now: datetime) -> PlanText:
    """Change a text whose row version was `seen` to what is `typed`; a target may move to another area of the plan.

    A draft revision rewords a text of the adopted one, and changes nothing else of it. One that it has dropped is back.
    """
    plan, revision = open_plan(row.plan, by)
    wanted = {name: getattr(typed, name) for name in row.TYPED}
    held = {name: getattr(row, name) for name in wanted}
    is_adopted = revision is not None and row.since_revision < revision.number
    if revision is not None and is_adopted:
        held[row.COLUMN] = wording_of(row, revision.number)
        held["source"] = printed_in(row, revision.number)[1]
    changes = {name: value for name, value in wanted.items() if held[name] != value}
    fresh = type(row)._default_manager.get(pk=row.pk)
    for name, value in wanted.items():
        setattr(fresh, name, value)
    _check(fresh, plan)
    said = message(
        f"{row.KIND}.changed",
        code=row.code,
        changes=tuple(
            message("text.column_changed", column=name, old=_as_fact(held[name]), new=_as_fact(value))
            for name, value in changes.items()
        ),
    )
    if changes or row.row_version != seen or row.until_revision is not None:
        if revision is not None and is_adopted:
            save_if_unchanged(row, seen=seen, until_revision=None)
            _reword(row, changes, revision, by=by, now=now)
        else:
            save_if_unchanged(row, seen=seen, **changes)
        record(CHANGE_TEXT, plan, said, draft=revision, by=by, now=now, label=row.code)
    return row


@transaction.atomic
def remove_text(row: PlanText, *, by: Actor, now: datetime) -> None:
    """Remove a text; the trail keeps it. An area with targets or activity areas stays: empty it first.

    A draft revision drops a text of the adopted one: the row stays for the revisions before.
    """
    plan, revision = open_plan(row.plan, by)
    number = revision.number if revision else plan.revision
    if isinstance(row, Area) and (
        row.targets.in_revision(number).exists() or row.menu.in_revision(number).exists()
    ):
        obey(Violation("text", _("This area still has targets or activity areas. Remove them first.")))
    said = message(f"{row.KIND}.removed", code=row.code, text=row.printed_text)
    if revision is not None and row.since_revision < number:
        row.corrections.filter(since_revision=number).delete()
        type(row).objects.filter(pk=row.pk).update(until_revision=number - 1)
    else:
        try:
            if isinstance(row, Target):
                row.continues.all().delete()
            row.delete()
        except models.ProtectedError:
            used = _(
                "A workplan or a report uses this text, so you cannot remove it. Correct the text instead."
            )
            obey(Violation("text", used))
    record(REMOVE_TEXT, plan, said, draft=revision, by=by, now=now, label=row.code)


@transaction.atomic
def set_descent(
    target: Target,
    earlier: Collection[Target],
    *,
    is_same: bool = True,
    seen: int | None = None,
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    """Let a target continue these earlier targets and no others. It is no part of the text, and moves no answer."""
    require(may_keep_plan(by))
    plan = locked_plan(target.plan)
    require_unchanged(plan, seen=seen, now=plan.row_version)
    row = {"target": target, "is_same": is_same, "reason": reason.strip(), "by": by.user, "at": now}
    made = [Descent(**row, earlier=one) for one in earlier]
    obey(*(rules.descent_goes_back(target, one) for one in earlier), *rules.text_faults(Descent(**row)))
    target.continues.all().delete()
    Descent.objects.bulk_create(made)
    count_up_later(plan)
    said = message("target.continues_none", code=target.code)
    if made:
        said = message("target.continues", code=target.code, earlier=target.earlier_codes)
    # Of a draft, a second person looks at it before it is adopted; of an adopted text the colleagues are told.
    revision = open_revision(plan) if target.since_revision > plan.revision else None
    record(
        SET_DESCENT if revision or not rules.text_is_closed(plan) else CHANGE_DESCENT,
        plan,
        said,
        draft=revision,
        by=by,
        now=now,
        note=reason,
        label=target.code,
    )


def open_plan(plan: ActionPlan, by: Actor, *, adding: bool = False) -> tuple[ActionPlan, PlanRevision | None]:
    """The plan, locked, and its draft revision, if any."""
    require(may_keep_plan(by))
    locked = locked_plan(plan)
    obey(rules.spa_1(locked, adding=adding))
    take_back_proposal(locked)
    return locked, open_revision(locked)


def record(
    verb: str,
    plan: ActionPlan,
    said: Message | Mapping[str, Param] | None = None,
    *,
    draft: PlanRevision | None = None,
    by: Actor,
    now: datetime,
    note: str = "",
    label: str = "",
    counts: bool = True,
) -> None:
    """Leave an event about a change of a plan, and count the plan's row version up.

    Without `counts` where no text has changed, or each change has counted by itself. An event about a draft revision is
    read by the Secretariat alone.
    """
    if counts:
        count_up(plan)
    audience = EventAudience.SECRETARIAT if draft else EventAudience.READERS
    record_event(verb, plan, by=by, now=now, facts=said, note=note, label=label, audience=audience)


def take_back_proposal(plan: ActionPlan) -> None:
    """Nobody endorses another text than the one that was proposed."""
    proposed = plan.revisions.filter(status=PlanStage.AGREED, proposed_by__isnull=False)
    proposed.update(status=PlanStage.DRAFT, proposed_by=None)


@transaction.atomic
def confirm_import(
    waiting: TextImport, entries: Sequence[Entry], *, by: Actor, now: datetime
) -> Mapping[str, int]:
    """Write the rows of a kept spreadsheet, areas first. Returns how many texts were `added`, `changed` and `removed`.

    All or nothing. Raises `Refused`, `RuleBroken` (SPA-1, SPA-2), or `SomebodyWasFaster` where the plan has
    changed since the preview or the spreadsheet was confirmed already. No row that is missing is removed: a text
    leaves by the word "dropped" alone.
    """
    require(may_keep_plan(by))
    plan = locked_plan(waiting.plan)
    obey(rules.spa_1(plan, adding=True))
    is_old = plan.row_version != waiting.plan_version
    if is_old or not TextImport.objects.claim(waiting, by=by.user):
        gone = _(
            "The plan of action has changed since you sent this spreadsheet, or you already confirmed it. Nothing was "
            "saved now. Look at the plan of action, then send the spreadsheet again if you need to."
        )
        raise SomebodyWasFaster(gone)
    revision = open_revision(plan)
    stay = [entry for entry in entries if not entry.is_dropped]
    for entry in stay:
        if isinstance(entry.typed, Area):
            _write(plan, entry, by=by, now=now)
    areas = {area.code: area for area in plan.areas.all()}
    for entry in stay:
        if not isinstance(entry.typed, Area):
            entry.typed.area = areas[entry.area_code]
            row = _write(plan, entry, by=by, now=now)
            if entry.continues is not None and isinstance(row, Target):
                reason = revision.reason if revision else waiting.file_name or waiting.digest
                set_descent(row, entry.continues, is_same=entry.is_same, reason=reason, by=by, now=now)
    # An area goes after what is in it.
    for entry in sorted(entries, key=lambda entry: isinstance(entry.typed, Area)):
        if entry.is_dropped and entry.existing is not None:
            remove_text(entry.existing, by=by, now=now)

    added = sum(entry.existing is None for entry in entries)
    counts = {"added": added, "changed": len(stay) - added, "removed": len(entries) - len(stay)}
    said = message("plan.texts_imported", **counts, digest=waiting.digest)
    record("import_text", plan, said, draft=revision, by=by, now=now, counts=False)
    return counts


@transaction.atomic
def correct_text(
    row: PlanText, *, text: str, reason: str, source: str, in_force_from: date, by: Actor, now: datetime
) -> Correction:
    """Correct an area's title, a target or an activity area from a day on; the row keeps its key.

    It corrects the wording of the newest adopted revision, in all revisions that have this wording.

    A reading as of an earlier day keeps the older text. Raises `Refused`, or `RuleBroken`: the plan is open,
    the text is the one that counts, the day is before the plan, it is of a draft, reason or source is missing.
    """
    require(may_keep_plan(by))
    plan = locked_plan(row.plan)
    correction = Correction(
        area=row if isinstance(row, Area) else None,
        target=row if isinstance(row, Target) else None,
        menu_activity=row if isinstance(row, MenuActivity) else None,
        text=text,
        reason=reason,
        source=source,
        by=by.user,
        made_at=now,
        in_force_from=in_force_from,
        since_revision=newest_wording(row, plan.revision),
    )
    obey(
        rules.plan_is_closed(plan),
        *rules.text_faults(correction),
        rules.correction_lies_in_the_plan(correction, plan),
        rules.correction_changes_something(correction, row),
    )
    correction.save()
    take_back_proposal(plan)
    said = message(f"{row.KIND}.corrected", code=row.code, day=in_force_from, source=source)
    record("correct_text", plan, said, by=by, now=now, note=reason, label=row.code)
    return correction


def _write(plan: ActionPlan, entry: Entry, *, by: Actor, now: datetime) -> PlanText:
    row = entry.existing
    if row is None:
        return add_text(plan, entry.typed, by=by, now=now)
    return change_text(row, entry.typed, seen=row.row_version, by=by, now=now)


def _reword(
    row: PlanText, changes: Mapping[str, Any], revision: PlanRevision, *, by: Actor, now: datetime
) -> None:
    """Write the wording of a revision, with its source; back at the adopted one, the revision does not change it."""
    column, before = row.COLUMN, row.corrections.filter(since_revision=revision.number)
    obey(*rules.only_text(changes, column, "source"))
    source = changes.get("source") or next((one.source for one in before), revision.source)
    before.delete()
    text = changes.get(column, "")
    if text and text != wording_of(row, revision.number):
        wording = {"text": text, "reason": revision.reason, "source": source}
        row.corrections.create(**wording, by=by.user, made_at=now, since_revision=revision.number)


def _check(row: PlanText, plan: ActionPlan) -> None:
    elsewhere = row.area.plan_id != plan.pk
    obey(
        Violation("text", _("Choose an area of this plan of action."), field="area") if elsewhere else None,
        *rules.text_faults(row),
        rules.spa_2(row) if isinstance(row, Target) else rules.code_is_free(row),
    )


def _as_fact(value: object) -> Any:
    """A column's value as an event keeps it: an area by its code."""
    return value.code if isinstance(value, Area) else value

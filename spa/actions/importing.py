"""Writing a plan's spreadsheet: all of it or nothing, through the same actions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commit_portal.i18n import message
from commit_portal.refusals import SomebodyWasFaster, obey, require
from commit_portal.workflow import Actor, record_event
from spa.actions import texts
from spa.models import ActionPlan, Area, Target, TextImport
from spa.permissions import may_keep_plan
from spa.queries import PlanText, open_revision
from spa.rules import spa_1


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
    plan = texts.locked_plan(waiting.plan)
    obey(spa_1(plan, adding=True))
    is_old = plan.row_version != waiting.plan_version
    if is_old or not TextImport.objects.claim(waiting, by=by.user):
        raise SomebodyWasFaster(
            _(
                "The plan of action has changed since you sent this spreadsheet, or you already confirmed it. Nothing was "
                "saved now. Look at the plan of action, then send the spreadsheet again if you need to."
            )
        )
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
                texts.set_descent(row, entry.continues, is_same=entry.is_same, reason=reason, by=by, now=now)
    # An area goes after what is in it.
    for entry in sorted(entries, key=lambda entry: isinstance(entry.typed, Area)):
        if entry.is_dropped and entry.existing is not None:
            texts.remove_text(entry.existing, by=by, now=now)

    added = sum(entry.existing is None for entry in entries)
    counts = {"added": added, "changed": len(stay) - added, "removed": len(entries) - len(stay)}
    record_event(
        "import_text",
        plan,
        by=by,
        now=now,
        facts=message("plan.texts_imported", **counts, digest=waiting.digest),
        audience=texts.readers(revision),
    )
    return counts


def _write(plan: ActionPlan, entry: Entry, *, by: Actor, now: datetime) -> PlanText:
    row = entry.existing
    if row is None:
        return texts.add_text(plan, entry.typed, by=by, now=now)
    return texts.change_text(row, entry.typed, seen=row.row_version, by=by, now=now)

"""Save a row of the table: what can be saved is, and each field that cannot says why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID, uuid5

from django.db import transaction

from commit_portal.i18n.messages import Message, message
from commit_portal.refusals import RuleBroken, SomebodyWasFaster, Violation
from commit_portal.sheets.merge import same
from commit_portal.workflow.optimistic_locking import StaleRow
from spa.models import Area, MenuActivity
from workplans.drafting.actions import add_activity
from workplans.drafting.both import as_sent
from workplans.drafting.merged import typed_values
from workplans.drafting.saving import save_line
from workplans.drafting.table.forms import RowForm
from workplans.drafting.ways_out import WayOut
from workplans.models import Activity, LineHistory, Seat, Workplan
from workplans.plan.line_content import LineDraft, draft_from, value_of
from workplans.plan.line_history import content_at, values_of
from workplans.plan.rules import wp_3, wp_17

# The way money is paid and the cost mean something only together.
MONEY = ("secretariat_cost", "funding")


@dataclass(frozen=True)
class Over:
    """A cost that does not fit under the ceiling: by how much, and how much is left for the line. US dollars."""

    over: Decimal
    left: Decimal


@dataclass
class RowSaved:
    """What became of one row. `line` is None where nothing of a new row could be saved.

    `faults`: a sentence for each field that is not saved. `over`: the ceiling refused the money. `from_them`: fields
    that only somebody else changed. `clashes`: fields that both changed, which are not saved.
    `last`: the newest change of the others among them. `to_choose`: what the page of both changes is sent.
    `version`: what the page may take as seen. It stays the old one while a person has to choose, or nothing was merged.
    `closed`: why its key makes no line, however often it is sent; "" otherwise.
    """

    line: Activity | None
    faults: dict[str, str] = field(default_factory=dict)
    version: int = 0
    over: Over | None = None
    from_them: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()
    last: LineHistory | None = None
    to_choose: tuple[tuple[str, str], ...] = ()
    closed: str = ""

    @property
    def is_whole(self) -> bool:
        return not (self.faults or self.over or self.clashes)

    @property
    def tone(self) -> str:
        """The tone of the row: "error" where a field was refused, "kept" where only a choice is to be made, else ""."""
        return "error" if self.faults or self.over else "kept" if self.clashes else ""


def save_row(
    line: Activity,
    form: RowForm,
    *,
    seen: int,
    by: Seat,
    now: datetime,
    way_out: WayOut | None = None,
    token: UUID | None = None,
    unanswered: Collection[UUID] = (),
) -> RowSaved:
    """Save the fields that were sent. What breaks a rule is left out and says why, the rest is saved.

    `seen` is the version of the row that the page showed. `token` marks the page: what it wrote since then, and what
    the pages of `unanswered` wrote, is no change of somebody else. Raises `Refused`.
    """
    form.is_valid()
    done = RowSaved(line, dict(form.faults), version=seen)
    values = form.readable
    # Of a row that is out of date, the page has to hear what the others changed.
    if way_out is None and not 0 < seen < line.row_version:
        draft = draft_from(values)
        if all(value_of(line, name) == value_of(draft, name) for name in values):
            return done
    own = {sent for sent in (token, *unanswered) if sent is not None}
    while values:
        try:
            saved = save_line(
                line,
                values,
                seen=seen,
                by=by,
                now=now,
                way_out=way_out,
                cost_apart=way_out is None,
                token=token,
                unanswered=own,
            )
        except RuleBroken as error:
            values = _without(values, error, done)
            # A way out is about the cost that was typed.
            way_out = way_out if "secretariat_cost" in values else None
            continue
        except StaleRow:
            done.faults["title"] = str(message("table.row_unread"))
            break
        done.line, done.from_them = saved.line, saved.from_them
        done.clashes = tuple(name for clash in saved.clashes for name in clash.fields)
        done.over = _over(saved.over) if saved.over else done.over
        done.last = saved.last
        if done.clashes:
            # What the page that shows both changes (`drafting.views.both`) is sent: mine, and what I started from.
            sent = [("base", str(seen)), ("row_version", str(seen)), ("back", "plan")]
            sent += [("only", name) for name in done.clashes]
            sent += [(name, value) for name in done.clashes for value in as_sent(name, saved.mine[name])]
            done.to_choose = tuple(sent)
        else:
            done.version = saved.line.row_version
        break
    return done


def add_row(
    plan: Workplan,
    area: Area,
    form: RowForm,
    *,
    key: UUID,
    by: Seat,
    now: datetime,
    way_out: WayOut | None = None,
    token: UUID | None = None,
    unanswered: Collection[UUID] = (),
) -> RowSaved:
    """Make a line of an empty row that has a title; `key` makes a repeat harmless: the line it made is saved again.

    A key that made a line of another plan or person closes the row. Raises `Refused`.
    """
    made = Activity.objects.filter(made_with=key, workplan=plan, entered_by=by.user).first()
    if made is not None:
        made.workplan = plan
        return save_row(
            made, form, seen=1, by=by, now=now, way_out=way_out, token=token, unanswered=unanswered
        )
    form.is_valid()
    done = RowSaved(None, dict(form.faults))
    values = form.readable
    while values.get("title"):
        draft = draft_from({**values, "area": area})
        try:
            done.line = add_activity(plan, draft, by=by, now=now, way_out=way_out, made_with=key)
            done.version = done.line.row_version
            return done
        except RuleBroken as error:
            values = _without(values, error, done)
        except SomebodyWasFaster as faster:
            done.closed = done.faults["title"] = str(faster.reason)
            return done
    done.faults.setdefault("title", str(message("line.needs_title")))
    return done


@transaction.atomic
def add_from_menu(
    plan: Workplan, items: list[tuple[Area, MenuActivity]], *, key: UUID, by: Seat, now: datetime
) -> list[Activity]:
    """Add a line for each ticked activity area of the plan, or none; its words become the title.

    `key` is that of the page: sent twice, the page adds each line once. Raises `Refused`, `RuleBroken`, or
    `SomebodyWasFaster` where the page made a line with other words.
    """
    return [
        add_activity(
            plan,
            LineDraft(area=area, title=item.text[:250], menu_activity=item),
            by=by,
            now=now,
            made_with=uuid5(key, str(item.pk)),
        )
        for area, item in items
    ]


def _without(values: Mapping[str, Any], error: RuleBroken, done: RowSaved) -> dict[str, Any]:
    """The values without those that broke a rule, which say so in `done`.

    Money that exceeds the ceiling takes the cost out, and where that does not help how it is paid.
    """
    refused: set[str] = set()
    for violation in error.violations:
        names = {violation.field} & set(values)
        if violation.breaks(wp_3):
            done.over = done.over or _over(violation)
            names = set(MONEY[:1]) & set(values) or set(MONEY) & set(values)
        elif violation.field in ("starts_on", "ends_on"):
            names = names or {"starts_on", "ends_on"} & set(values)
            done.faults.setdefault(next(iter(names), violation.field), str(violation))
        elif violation.breaks(wp_17):
            # Where the costs in all were not sent, the Secretariat's part is what does not fit them.
            names = names or set(MONEY[:1]) & set(values) or set(MONEY) & set(values)
            said = str(violation)
            if "cost_in_all" not in values:
                said = f"{said} {message('table.in_opened_row')}"
            done.faults.setdefault(max(names, default=violation.field), said)
        else:
            names = names or set(MONEY) & set(values) if violation.field in MONEY else names
            done.faults.setdefault(violation.field, str(violation))
        refused |= names
    if not refused:
        # A rule about the line as it is: nothing of the row can be saved before that is put right.
        refused = set(values)
        for name in refused:
            done.faults.setdefault(name, "")
    return {name: value for name, value in values.items() if name not in refused}


def typed_since(line: Activity, form: RowForm, *, seen: int) -> list[str]:
    """The fields of a row that hold something else than the row version that its page showed: names, in order.

    What cannot be read was typed.
    """
    form.is_valid()
    shown = content_at(line, seen) if 0 < seen <= line.row_version else values_of(line)
    mine = typed_values(shown, form.readable, None)
    return [name for name in form.sent if name not in form.readable or not same(mine[name], shown[name])]


def _over(violation: Violation) -> Over:
    said = cast(Message, violation.message)
    return Over(cast(Decimal, said.param("over")), cast(Decimal, said.param("left")))

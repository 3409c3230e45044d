"""A row of the table as it was sent: what can be saved is, and each field that cannot says why, in its row."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property
from typing import cast
from uuid import UUID, uuid4

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.forms.base import Values
from commit_portal.i18n import Message, message, read_number, say
from commit_portal.refusals import RuleBroken, SomebodyWasFaster, Violation
from commit_portal.sheets.history import key_in, tokens_of
from commit_portal.sheets.merge import names_in, same
from commit_portal.workflow import StaleRow
from spa.models import Area
from workplans.drafting import saving
from workplans.drafting.actions import add_activity
from workplans.drafting.ways_out import Way, WayOut, cost_sentence, ways_offered
from workplans.fields import COLUMNS
from workplans.lines.options import LineOptions
from workplans.models import Activity, LineHistory, Partner, Seat
from workplans.plan.line_content import draft_from, value_of
from workplans.plan.line_history import content_at, values_of
from workplans.plan.rules import wp_3, wp_17
from workplans.statuses import Funding
from workplans.table.forms import NewRowForm, RowForm
from workplans.table.rows import TableRow, words_of_opened, words_of_row

PREFIX = re.compile(r"(r|n(?=\d{4}-))(\d{3,4})-")
# Fields that mean something only together. Where the one that breaks a rule was not sent, the next one is at fault.
MONEY, DATES = ("secretariat_cost", "funding"), ("starts_on", "ends_on")
TOGETHER = {"cost_in_all": MONEY, **dict.fromkeys(MONEY, MONEY), **dict.fromkeys(DATES, DATES)}


@dataclass
class RowSaved:
    """A row as it was sent, and what became of it. `line` is None where nothing of a new row could be saved.

    - `key`: of an empty row. `seen`: the row version that the page showed. `way_out`: the one that was pressed.
    - `faults`: a sentence for each field that is not saved. `over`: the ceiling refused the money (WP-3).
    - `from_them`: fields that only somebody else changed. `clashes`: fields that both changed, which are not saved.
      `last`: the newest change of the others among them. `to_choose`: what the page of both changes is sent.
    - `closed`: why its key makes no line, however often it is sent; "" otherwise.
    """

    prefix: str
    form: RowForm
    line: Activity | None = None
    key: str = ""
    seen: int = 0
    way_out: WayOut | None = None
    faults: dict[str, str] = field(init=False)
    over: Violation | None = None
    from_them: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()
    last: LineHistory | None = None
    to_choose: tuple[tuple[str, str], ...] = ()
    closed: str = ""

    def __post_init__(self) -> None:
        self.faults = dict(self.form.faults)

    @property
    def is_whole(self) -> bool:
        return not (self.faults or self.over or self.clashes)

    @property
    def tone(self) -> str:
        """The tone of the row: "error" where a field was refused, "kept" where only a choice is to be made, else ""."""
        return "error" if self.faults or self.over else "kept" if self.clashes else ""

    @property
    def way_said(self) -> str:
        """What became of the cost, where a way out of the ceiling was pressed and taken; "" where none was needed."""
        if not (self.way_out and self.line and self.is_whole):
            return ""
        cost = cost_sentence(self.line, self.way_out, self.form.readable.get("secretariat_cost"))
        return cost and format_html("{} {}", say(_("%(code)s is saved."), code=self.line.short_code), cost)

    def take(self, saved: saving.Saved, *, yields: bool) -> None:
        """Take over what was saved of the fields that could be read.

        With `yields`, what both changed is left to the others: it is taken back.
        """
        self.line, self.from_them, self.last = saved.line, saved.from_them, saved.last
        clashes = names_in(saved.clashes)
        if yields:
            self.from_them += clashes
        elif clashes:
            self.clashes = clashes
            # What the page that shows both changes (`activity_both`) is sent: mine, and what I started from.
            sent = [("base", str(self.seen)), ("row_version", str(self.seen)), ("back", "plan")]
            sent += [("only", name) for name in clashes]
            sent += [(name, value) for name in clashes for value in saving.as_sent(name, saved.mine[name])]
            self.to_choose = tuple(sent)

    def leave_out(self, error: RuleBroken, values: Mapping[str, object]) -> Values:
        """The values without those that broke a rule, which say so.

        Money that exceeds the ceiling is left as it was: the cost and how it is paid.
        """
        refused: set[str] = set()
        for violation in error.violations:
            if violation.breaks(wp_3):
                self.over = self.over or violation
                refused.update(MONEY)
                continue
            name = violation.field
            found = next((one for one in (name, *TOGETHER.get(name, ())) if one in values), "")
            refused.add(found)
            said = str(violation)
            if violation.breaks(wp_17) and "cost_in_all" not in values:
                said = f"{said} {gettext('To see the total cost, press the number of the row.')}"
            self.faults.setdefault(name if name in MONEY else found or name, said)
        left = {name: value for name, value in values.items() if name not in refused}
        if len(left) < len(values):
            return left
        # A rule about the line as it is: nothing of the row can be saved before that is put right.
        self.faults = dict.fromkeys(values, "") | self.faults
        return {}


@dataclass
class SentRows:
    """The rows that a page sends, against which they are read, and who sends them when."""

    sent: QueryDict
    options: LineOptions
    by: Seat
    now: datetime

    def save(self, line: Activity) -> RowSaved:
        """Save the fields of a line's row that were sent. What breaks a rule is left out and says why. Raises `Refused`."""
        form = self.form_of(line)
        prefix = f"{form.prefix}"
        seen = read_number(self.sent.get(f"{prefix}-v"))
        row = RowSaved(prefix, form, line, seen=seen, way_out=self._way_out(prefix))
        self._save(row, line)
        return row

    def add(self, form: NewRowForm, area: Area) -> RowSaved:
        """Make a line of an empty row that has a title. Raises `Refused`.

        Its key makes a repeat harmless: the line that it made is saved again. A key that made a line of another plan
        or person closes the row.
        """
        prefix, plan = f"{form.prefix}", self.options.plan
        key = self.key(f"{prefix}-key")
        row = RowSaved(prefix, form, key=str(key), way_out=self._way_out(prefix))
        made = Activity.objects.filter(made_with=key, workplan=plan, entered_by=self.by.user).first()
        if made is not None:
            made.workplan = plan
            row.line, row.seen = made, 1
            self._save(row, made)
            return row
        values = form.readable
        while values.get("title"):
            draft = draft_from({**values, "area": area})
            try:
                row.line = add_activity(
                    plan, draft, by=self.by, now=self.now, way_out=row.way_out, made_with=key
                )
                row.seen = row.line.row_version
                return row
            except RuleBroken as error:
                values = row.leave_out(error, values)
            except SomebodyWasFaster as faster:
                row.closed = row.faults["title"] = str(faster.reason)
                return row
        row.faults.setdefault("title", str(message("line.needs_title")))
        return row

    def _save(self, row: RowSaved, line: Activity) -> None:
        """Save what of a row can be saved. What pages of the same person wrote is no change of somebody else."""
        values, way_out = row.form.readable, row.way_out
        # Of a row that is out of date, the page has to hear what the others changed.
        if way_out is None and not 0 < row.seen < line.row_version:
            draft = draft_from(values)
            values = values if any(value_of(line, name) != value_of(draft, name) for name in values) else {}
        while values:
            try:
                saved = saving.save_line(
                    line,
                    values,
                    seen=row.seen,
                    by=self.by,
                    now=self.now,
                    way_out=way_out,
                    token=self.tokens[0],
                    unanswered=[key for key in (self.tokens[0], *self.tokens[1]) if key],
                )
            except RuleBroken as error:
                values = row.leave_out(error, values)
                # A way out is about the cost that was typed.
                way_out = way_out if "secretariat_cost" in values else None
            except StaleRow:
                row.faults["title"] = gettext("This row has changed. Load the page again.")
                break
            else:
                row.take(saved, yields="yields" in self.sent)
                break

    def form_of(self, line: Activity) -> RowForm:
        area = self.options.area(line.area_id)
        return RowForm(self.sent, options=self.options, area=area, prefix=f"r{line.short_code}")

    def new_form(self, prefix: str) -> NewRowForm:
        """The form of an empty row. The first two digits of its key are its area's place; None for that of no area."""
        place = read_number(prefix[1:3])
        area = next((area for area in self.options.areas if area.position == place), None)
        return NewRowForm(self.sent, options=self.options, area=area, prefix=prefix)

    def key(self, name: str) -> UUID:
        """The key of an empty row or of the page's menus; a new one for what is no key."""
        return key_in(self.sent.get(name)) or uuid4()

    @cached_property
    def partners(self) -> list[Partner]:
        """The partners that may be asked for the rest of a cost."""
        return list(Partner.objects.running())

    @cached_property
    def tokens(self) -> tuple[UUID | None, tuple[UUID, ...]]:
        """The token of the page that sends, and those of earlier pages whose rows it sends again: no answer came."""
        return tokens_of(self.sent)

    def _way_out(self, prefix: str) -> WayOut | None:
        """The way out of the ceiling that was chosen for a row; None for no or for an unknown one."""
        row, _, way = self.sent.get("way", "").partition(":")
        if row != prefix or way not in Way.values:
            return None
        partner = Partner.objects.running().filter(pk=read_number(self.sent.get(f"{prefix}-partner"))).first()
        return None if way == Way.TO_PARTNER and partner is None else WayOut(Way(way), partner)


def prefixes_of(sent: QueryDict) -> Iterator[str]:
    """The rows of a form, in its order."""
    found = dict.fromkeys("".join(known.groups()) for name in sent if (known := PREFIX.match(name)))
    yield from found


def typed_since(line: Activity, form: RowForm) -> list[str]:
    """The fields of a row that hold something else than the row version that its page showed: names, in order.

    What cannot be read was typed.
    """
    form.is_valid()
    seen = read_number(form.data.get(form.add_prefix("v")))
    shown = content_at(line, seen) if 0 < seen <= line.row_version else values_of(line)
    mine = saving.typed_values(shown, form.readable)
    return [name for name in form.sent if name not in form.readable or not same(mine[name], shown[name])]


def show_row(row: TableRow, typed: RowSaved, sent: SentRows) -> None:
    """Show in a row what of it was not saved, and why."""
    line, last, reader = typed.line, typed.last, sent.by.user
    # How it is paid and how much are refused together.
    kept = {*typed.faults, *typed.clashes, *(MONEY if typed.over or {*MONEY} & {*typed.faults} else ())}
    held = [name for name in typed.form.sent if name in kept or line is None]
    row.values |= {name: str(typed.form[name].value() or "") for name in held}
    if row.opened and "targets" in kept:
        ticked = row.values["targets"].replace(",", " ").split()
        row.opened["ticks"] = [(code, text, code in ticked) for code, text, _ in row.opened["ticks"]]
    row.faults, row.tone = dict(typed.faults), typed.tone
    row.unsaved = tuple(name for name in held if not typed.faults.get(name))
    row.code = typed.key or row.code
    row.missing = tuple(name for name in row.missing if name not in held)
    _name_words(row)
    if line is not None:
        # Else not the new one: what others saved in these fields was not seen in them.
        row.version = line.row_version if typed.is_whole else typed.seen
        row.theirs = typed.from_them
    if line is not None and last is not None and typed.from_them:
        values = {name: row.choices.said(name, row.values.get(name, "")) for name in COLUMNS}
        row.merged = saving.merged_sentences(typed.from_them, values, last, line, reader)
    if line is not None and last is not None and typed.clashes:
        # What the saved line holds, as the table shows it; of a list the words.
        saved = words_of_row(line, line.workplan.cycle.year) | words_of_opened(line)
        name, *others = typed.clashes
        value = "" if others else row.choices.said(name, saved[name])
        changed = saving.clash_sentence(typed.clashes, value, last, line, reader)
        row.look_words = f"{changed} {say(_('Your text for %(code)s is still in the row.'), code=row.key)}"
        row.to_choose = typed.to_choose
    if typed.over is not None:
        row.partners = sent.partners
        _show_over(row, typed, cast(Message, typed.over.message))


def _show_over(row: TableRow, typed: RowSaved, over: Message) -> None:
    """Show by how much a cost does not fit, what is saved, and the ways out. `over` is what WP-3 says.

    Of a line that stays in reserve the kind of funding is at fault, not the cost, which counts nowhere.
    """
    line, found = typed.line, typed.form.readable
    saved: Decimal | None = line.secretariat_cost if line else None
    cost = saved if found.get("secretariat_cost") is None else found["secretariat_cost"]
    in_reserve = line is not None and line.funding == Funding.RESERVE
    row.note_at = "funding" if in_reserve else "secretariat_cost"
    facts = {
        "code": row.key,
        "typed": cost,
        "over": over.param("over"),
        "lowered": str(over) if over.code == "workplan.over_lowered" else "",
        "saved": saved,
        "in_reserve": in_reserve,
    }
    row.note = render_to_string("workplans/table/table_over.html", facts).strip()
    in_all = found.get("cost_in_all", line.cost_in_all if line else None)
    left = cast(Decimal, over.param("left"))
    row.ways = ways_offered(cost, in_all, left, line)


def _name_words(row: TableRow) -> None:
    """Name words that are in no list, and those that were nearly written."""
    near = []
    for name, choices in row.choices.words.items():
        typed = row.values.get(name, "")
        if not row.faults.get(name) or typed in choices:
            continue
        row.faults[name] = gettext("“%(typed)s” is not in the list.") % {"typed": typed}
        folded = {words.casefold(): (value, words) for value, words in choices.items() if words}
        near += [
            (name, *folded[found]) for found in get_close_matches(typed.casefold(), folded, n=1, cutoff=0.7)
        ]
    row.near = tuple(near)

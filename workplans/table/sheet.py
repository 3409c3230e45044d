"""The whole table sent as one form: every row that can be saved is, the others come back as they were typed."""

import csv
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from uuid import uuid5

from django.db import transaction
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.forms.base import Values
from commit_portal.i18n import Sentence, Words, read_number, say
from commit_portal.refusals import Refused, RuleBroken, SomebodyWasFaster
from spa.models import Area, MenuActivity
from workplans.drafting import actions
from workplans.drafting.saving import move_line
from workplans.fields import COLUMNS
from workplans.lines.options import LineOptions
from workplans.models import Activity
from workplans.plan.line_content import LineDraft
from workplans.plan.permissions import may_add_activity, may_edit_activity
from workplans.plan.queries import menu_of
from workplans.table.cells import HEADS, LABELS, choices_of
from workplans.table.forms import NewRowForm, RowForm
from workplans.table.returned_lines import save_answers
from workplans.table.rows import EMPTY_ROWS, TableRow
from workplans.table.saving import RowSaved, SentRows, prefixes_of, show_row, typed_since

ROW_GONE = _("This row is not in the workplan. Load the page again.")


# By the name of the button: the action, and what is said after it. Why it waits: `table_waits.html`.
STEPS: Mapping[str, tuple[Callable[..., Activity], Sentence]] = {
    # A partner may have been asked since the row was opened.
    "withdraw": (partial(actions.withdraw_activity, ends_support=False), actions.WITHDRAWN),
    "restore": (actions.restore_activity, actions.RESTORED),
    "move": (move_line, _("%(code)s is in the other area now.")),
    "finish": (actions.finish_return, actions.DONE),
    "reopen": (actions.reopen_return, actions.NOT_DONE),
}
MOVE_NOWHERE = _("%(code)s was not moved. Choose the other area, then move the activity again.")


@dataclass
class SentTable(SentRows):
    """A table that was sent, and what became of it: how many rows were `written`; `rows` come back, by their prefix."""

    written: int = 0
    rows: dict[str, RowSaved] = field(default_factory=dict)
    ticked: frozenset[int] = frozenset()
    # The lines that ticked activity areas became.
    picked: list[Activity] = field(default_factory=list)
    # Why none of the ticked activity areas was added, and the area whose button was pressed with nothing ticked.
    menu_fault: str = ""
    menu_unticked: int = 0
    # Rows that take nothing: code, reason, and label and words of each field that was typed.
    closed: list[Values] = field(default_factory=list)
    # What is said of a way out of the ceiling that was pressed and taken.
    way_said: str = ""
    # The field where typing goes on: the title of the first empty row of the area that got a line last.
    goes_on: str = ""
    # Each line that was withdrawn, brought back or moved, behind what is said of it; or the place and the reason.
    steps: list[tuple[Sentence, Activity]] = field(default_factory=list)
    step_fault: tuple[str, str] | None = None
    # Why an answer to the desk is not saved, by the key of its line.
    answer_faults: dict[str, str] = field(default_factory=dict)

    def take(self, typed: RowSaved) -> None:
        """Keep a row that was sent: one that is not whole comes back, that of a new line in the line's own row."""
        self.way_said = typed.way_said or self.way_said
        if not typed.is_whole:
            self.rows[f"r{typed.line.short_code}" if typed.line else typed.prefix] = typed

    @property
    def is_whole(self) -> bool:
        return not (self.rows or self.closed or self.menu_fault or self.step_fault or self.answer_faults)

    @property
    def clashes(self) -> bool:
        return bool(self.closed or self.answer_faults) or any(row.clashes for row in self.rows.values())

    def save_all(self, lines: list[Activity]) -> None:
        """Save every row that differs from what is there, and the ticked activity areas of the menus."""
        sent = self.sent
        used, _equals, word = sent.get("use", "").partition("=")
        if used:
            self.sent = sent = sent.copy()
            sent[used] = word
        by_key = {line.short_code: line for line in lines}
        for prefix in prefixes_of(sent):
            kind, key = prefix[0], prefix[1:]
            if kind == "r" and key in by_key:
                self._save_line(by_key[key])
            elif kind == "n":
                self._save_new(self.new_form(prefix))
            else:
                self._close(RowForm(sent, options=self.options, area=None, prefix=prefix), key)
        keys = {read_number(key) for key in sent.getlist("menu")}
        menus = [(area, item) for area in self.options.areas for item in menu_of(area, self.options.plan)]
        ticked = [(area, item) for area, item in menus if item.pk in keys]
        if "add_menu" in sent:
            self._add_ticked(ticked)
        if "add_menu" not in sent or self.menu_fault:
            self.ticked = frozenset(item.pk for _area, item in ticked)
        self.answer_faults = save_answers(sent, by_key, by=self.by, now=self.now)
        self._take_step(by_key)

    def unchanged(self, lines: Iterable[Activity]) -> frozenset[str]:
        """The names of the fields that hold what the page of the table showed: nobody typed into them."""
        forms = [(line, self.form_of(line)) for line in lines]
        return frozenset(
            form.add_prefix(name)
            for line, form in forms
            for name in {*form.sent}.difference(typed_since(line, form))
        )

    def _save_line(self, line: Activity) -> None:
        line.workplan = self.options.plan
        if not (may := may_edit_activity(self.by, line)):
            form = self.form_of(line)
            self._close(form, line.short_code, may.reason, typed_since(line, form))
            return
        version = line.row_version
        typed = self.save(line)
        self.written += typed.line is not None and typed.line.row_version != version
        self.take(typed)

    def _save_new(self, form: NewRowForm) -> None:
        if not form.is_typed:
            return
        may = may_add_activity(self.by, self.options.plan)
        if form.area is None or not may:
            self._close(form, gettext("New activity"), None if may else may.reason)
            return
        typed = self.add(form, form.area)
        self.written += typed.line is not None
        self.goes_on = f"n{form.area.position:02d}01-title"
        self.take(typed)

    def _take_step(self, by_key: Mapping[str, Activity]) -> None:
        """Withdraw, bring back or move the line of the button that was pressed, or keep the reason why not.

        It waits until every row is saved. The page takes back a paste by withdrawing several lines.
        """
        all_saved = self.is_whole
        steps = [(name, by_key[key]) for name in STEPS for key in self.sent.getlist(name) if key in by_key]
        for name, line in steps:
            act, said = STEPS[name]
            place = f"r{line.short_code}"
            if name == "move":
                position = read_number(self.sent.get(f"to-{line.short_code}"))
                area = next((area for area in self.options.areas if area.position == position), None)
                if area is None:
                    self.step_fault = place, say(MOVE_NOWHERE, code=line.short_code)
                    continue
                act = partial(act, area=area)
            # What is done with one line alone waits for its own row only.
            own = self.rows.keys() | {f"r{key}" for key in self.answer_faults}
            if not (all_saved or (name in ("finish", "reopen") and place not in own)):
                waits = {"step": name, "code": line.short_code}
                said = render_to_string("workplans/table/table_waits.html", waits)
                self.step_fault = place, said.strip()
                continue
            try:
                self.steps.append((said, act(line, by=self.by, now=self.now)))
            except (RuleBroken, Refused, SomebodyWasFaster) as error:
                self.step_fault = place, str(error)

    def _add_ticked(self, ticked: list[tuple[Area, MenuActivity]]) -> None:
        """Add the ticked activity areas, or keep the reason why none of them was added."""
        if not ticked:
            self.menu_fault = gettext("Tick at least one activity area.")
            self.menu_unticked = read_number(self.sent.get("add_menu"))
            return
        # Sent twice, the page adds each line once.
        key = self.key("menu_key")
        try:
            with transaction.atomic():
                self.picked = [
                    actions.add_activity(
                        self.options.plan,
                        # The words of the plan become the title.
                        LineDraft(area=area, title=item.text[:250], menu_activity=item),
                        by=self.by,
                        now=self.now,
                        made_with=uuid5(key, str(item.pk)),
                    )
                    for area, item in ticked
                ]
        except (RuleBroken, Refused, SomebodyWasFaster) as error:
            self.menu_fault = str(error)

    def _close(
        self, form: RowForm, code: str, reason: Words | None = None, names: Collection[str] | None = None
    ) -> None:
        """Keep what was typed into a row that takes nothing: these fields, else all that are filled."""
        choices = choices_of(form.options)
        fields = [
            (str(LABELS[name]), words)
            for name in (form.sent if names is None else names)
            if (words := choices.said(name, str(form[name].value() or "").strip())) or names is not None
        ]
        if fields:
            self.closed.append({"code": code, "reason": reason or ROW_GONE, "fields": fields})


def show_typed(areas: list[Values], done: SentTable) -> None:
    """Put what was not saved back into the rows of a table, with the reasons."""
    for area in areas:
        for item in area["menu"]:
            item["ticked"] = item["key"] in done.ticked
        # More rows were sent than an area has empty ones: those that were pasted.
        shown = {row.prefix for row in area["empty"]}
        area["empty"] += [
            TableRow(prefix[1:], prefix, row.choices)
            for row in area["empty"][:1]
            for prefix in sorted(done.rows)
            if prefix.startswith(f"n{area['key']:02d}") and prefix not in shown
        ]
        area["is_ticked"] = any(item["ticked"] for item in area["menu"])
        area["menu_fault"] = done.menu_fault if area["is_ticked"] or area["key"] == done.menu_unticked else ""
        for row in (*area["rows"], *area["empty"]):
            if typed := done.rows.get(row.prefix):
                show_row(row, typed, done)


CODE = "code"
# The key of a new row has two digits for its place.
LAST_ROW = 99
NOT_IN_PLAN = _(
    "%(code)s is not in this workplan. Correct the code, or leave the code empty for a new activity."
)
TOO_MANY = _("You can paste %(count)s new activities together. Paste the rest again.")


def with_pasted(
    sent: QueryDict, options: LineOptions, lines: Iterable[Activity], heads: Mapping[str, Words]
) -> tuple[QueryDict, list[Values]]:
    """The form with its pasted cells in the fields of its rows. `heads` are those of the workbook, by field.

    Without heads of their own the cells are new activities of the chosen area, from the title on; with a code they go
    into that row. A row that has no place is given back, with the reason.
    """
    pasted = list(csv.reader(StringIO(sent.get("cells", "")), delimiter="\t"))
    area = next((one for one in options.areas if one.position == read_number(sent.get("cells_area"))), None)
    if not pasted or area is None:
        return sent, []
    sent = sent.copy()
    named = fields_by_head(heads)
    fields = [named.get(cell.strip().casefold(), "") for cell in pasted[0]]
    if len(pasted) > 1 and all(fields):
        del pasted[0]
    else:
        fields = list(COLUMNS)
    offered = choices_of(options).words
    keys = {name: {words.casefold(): key for key, words in offered[name].items()} for name in offered}
    known = {code: f"r{line.short_code}" for line in lines for code in (line.code, line.short_code)}
    areas = options.offered("area", None, by_words=True)
    free, left = iter(range(EMPTY_ROWS + 1, LAST_ROW + 1)), []
    for cells in filter(any, pasted):
        row = dict(zip(fields, cells, strict=False))
        code, word = row.pop(CODE, "").strip(), row.pop("area", "").strip()
        home, prefix = areas.named.get(word.casefold(), None if word else area), ""
        if code:
            prefix, reason = known.get(code, ""), say(NOT_IN_PLAN, code=code)
        elif home is None:
            reason = str(areas.refuse(word))
        elif number := next(free, 0):
            # A new row gets a key of the page: sent twice, it makes one activity.
            key = f"{home.position:02d}{number:02d}"
            prefix = f"n{key}"
            sent[f"{prefix}-key"] = f"{sent.get('menu_key', '')[:-4]}{key}"
        else:
            reason = say(TOO_MANY, count=LAST_ROW - EMPTY_ROWS)
        if not prefix:
            typed = [(str(LABELS[name]), words) for name, words in row.items() if words]
            left.append({"code": code or gettext("New activity"), "reason": reason, "fields": typed})
            continue
        for name, words in row.items():
            sent[f"{prefix}-{name}"] = keys.get(name, {}).get(words.strip().casefold(), words.strip())
    return sent, left


def fields_by_head(heads: Mapping[str, Words]) -> dict[str, str]:
    """The fields by what a column may be called: as in the table, on the form, in the workbook."""
    return {
        str(head).casefold(): name
        for known in (HEADS, LABELS, heads)
        for name, head in known.items()
        if name in (*COLUMNS, CODE, "area")
    }

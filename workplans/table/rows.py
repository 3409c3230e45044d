"""What the table of a draft shows: areas, rows and cells as words, formatted here once."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from commit_portal.db.related_rows import grouped
from commit_portal.forms.base import Values
from commit_portal.i18n import Words, activities_counted, and_list, money, short_day
from commit_portal.workflow import Link
from spa.models import Area
from spa.queries import PlanTexts
from workplans.fields import BY_NAME, COLUMNS, OPENED
from workplans.lines.options import LineOptions
from workplans.models import Activity, Contribution, Partner, Seat, Workplan
from workplans.plan.line_content import held_by, money_counted, money_in_reserve, targets_of_line, value_of
from workplans.plan.permissions import may_add_activity, may_edit_activity, may_restore_activity
from workplans.plan.queries import menu_of
from workplans.plan.rules import missing_fields
from workplans.presentation.history_links import advice_about, advice_for, carried_from
from workplans.presentation.loaders import texts_today
from workplans.presentation.rows import gifts_in_words, state_of
from workplans.presentation.step_links import line_url, plan_url
from workplans.statuses import Funding, LineState
from workplans.table.cells import LABELS, Choices, choices_of, element_of
from workplans.table.forms import RowForm

FOUR_DIGITS = re.compile(r"\d{4}")
# Without JavaScript an area has as many empty rows.
EMPTY_ROWS = 3


@dataclass
class TableRow:
    """A row: `key` is the last digits of the code, or names an empty row; `values` are what its fields hold.

    `tone` is "error" or "kept" where something is not saved, `unsaved` names fields that hold what was typed beside those
    at fault, and `missing` those that submitting asks for. `plain` rows are read, not changed: `reason` says why.
    """

    key: str
    prefix: str
    choices: Choices
    code: str = ""
    version: int = 0
    values: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    unsaved: tuple[str, ...] = ()
    # Fields that others changed, and what is said of that.
    theirs: tuple[str, ...] = ()
    merged: str = ""
    state: str = ""
    missing: tuple[str, ...] = ()
    mark: tuple[str, str] | None = None
    url: str = ""
    tone: str = ""
    note: str = ""
    # The field that the note is about.
    note_at: str = ""
    ways: Values = field(default_factory=dict)
    partners: Sequence[Partner] = ()
    # What the opened part shows beside the fields (`open_rows`); nothing where it is not opened.
    opened: Values = field(default_factory=dict)
    # A withdrawn row that may come back.
    comes_back: bool = False
    is_plain: bool = False
    reason: str = ""
    # The place above the table that says the reason, where several rows have it.
    reason_at: str = ""
    returned: str = ""
    # The saved line; None of an empty row.
    line: Any = None
    amended: str = ""
    gifts: str = ""
    # What of a list was nearly written: the field, the value to use, its words.
    near: tuple[tuple[str, str, str], ...] = ()
    # What calls the reader in its comments.
    called: Link | None = None
    # What somebody else saved meanwhile in the same fields, and what the page that shows both is sent.
    look_words: str = ""
    to_choose: tuple[tuple[str, str], ...] = ()

    @property
    def is_new(self) -> bool:
        return self.prefix[0] == "n"

    @property
    def anchor(self) -> str:
        """What the addresses of its parts end with."""
        return self.prefix if self.is_new else self.key

    @property
    def element(self) -> SafeString:
        return element_of(self)

    @property
    def opened_fields(self) -> list[tuple[str, Words, str, bool]]:
        """The fields of the opened part: name, label, what it holds, and whether that is refused."""
        return [
            (name, BY_NAME[name].head or "", self.values.get(name, ""), self.is_refused(name))
            for name in OPENED
        ]

    def is_refused(self, name: str) -> bool:
        """Whether something is wrong with a field: one that only waits for another field is not marked."""
        return bool(self.faults.get(name)) or name == self.note_at

    @property
    def summary(self) -> list[tuple[str, str]]:
        """What the summary of errors says of this row: the field to go to, and the words."""
        code = gettext("New activity") if self.is_new else self.key
        said = gettext("%(code)s, %(field)s: %(fault)s")
        found = [
            (name, said % {"code": code, "field": label, "fault": words})
            for name, label, words in self.fault_lines
        ]
        if self.note:
            found.append((self.note_at, self.note))
        if self.look_words:
            found.append(("title", self.look_words))
        return found

    @property
    def fault_lines(self) -> list[tuple[str, str, str]]:
        """Each field that is not saved: its name, its label and why."""
        return [(name, str(LABELS.get(name, "")), words) for name, words in self.faults.items() if words]

    @property
    def has_years(self) -> bool:
        """Whether a day of the row is written with its year."""
        return any(FOUR_DIGITS.search(self.values.get(name, "")) for name in ("starts_on", "ends_on"))


def words_of_row(line: Activity, year: int) -> dict[str, str]:
    """What the fields of a line's row hold, in house style, by field."""
    cost = line.secretariat_cost
    return {
        "title": line.title,
        "type": str(line.type_id or ""),
        "targets": ", ".join(target.code for target in targets_of_line(line)),
        "lead_body": line.lead_body,
        "starts_on": _day(line.starts_on, year),
        "ends_on": _day(line.ends_on, year),
        "secretariat_cost": "" if cost is None or line.funding == Funding.NONE else money(cost),
        "funding": line.funding,
    }


def words_of_opened(line: Activity) -> dict[str, str]:
    """What the fields of the opened row hold."""
    fields: Mapping[str, Any] = RowForm.base_fields
    return {name: fields[name].words(held_by(line, name)) for name in OPENED}


def time_words(at: datetime, *, today: date) -> str:
    """The time by the offices' clock on the same day, else the day."""
    local = timezone.localtime(at)
    return f"{local:%H:%M}" if local.date() == today else short_day(local.date(), today.year)


def row_of(line: Activity, options: LineOptions, choices: Choices, seat: Seat, *, today: date) -> TableRow:
    """The row of a saved line."""
    plan = options.plan
    may = may_edit_activity(seat, line)
    row = TableRow(
        line=line,
        key=line.short_code,
        prefix=f"r{line.short_code}",
        choices=choices,
        version=line.row_version,
        values=words_of_row(line, plan.cycle.year),
        state=time_words(line.changed_at, today=today),
        # What submitting will ask for (WP-2, WP-5).
        missing=missing_fields(line),
        url=line_url(plan, line.number),
        gifts=gifts_in_words(line),
        is_plain=not may,
        reason="" if may else str(may.reason),
        returned=(getattr(line, "last_reason", "") or "") if line.is_returned else "",
    )
    if line.is_withdrawn or line.state != LineState.PROPOSED:
        row.mark = state_of(line, unfinished=False)
    row.comes_back = line.is_withdrawn and bool(may_restore_activity(seat, line))
    return row


def empty_row(area: Area, number: int, choices: Choices, page: UUID) -> TableRow:
    """An empty row of an area, with the key of the line that it may become in its hidden field.

    The keys of one `page` differ in their last four digits: keys that have nothing in common cannot be compressed.
    """
    key = f"{area.position:02d}{number:02d}"
    code = f"{page}"[:-4] + key
    return TableRow(key, f"n{key}", choices, code, values={"funding": Funding.COUNTED})


def areas_of_table(
    options: LineOptions,
    lines: Iterable[Activity],
    seat: Seat,
    *,
    today: date,
    may_add: bool,
    page: UUID,
    order: str,
) -> list[Values]:
    """Every area of the plan of action with its rows, also one without a line. `page` is the key of the page.

    `order` names the column by which the rows of an area are sorted, with "-" before it the other way round.
    """
    choices, numbers = choices_of(options), range(1, EMPTY_ROWS + 1 if may_add else 1)
    by_area, texts = grouped(lines, "area_id"), texts_today(options.plan)
    shown = []
    for area in options.areas:
        members = _sorted(by_area.get(area.pk, []), order, choices)
        shown.append(
            {
                "key": area.position,
                "code": area.code,
                "numbered": str(area.numbered),
                "title": texts.name(area),
                "summed": sums_of_area(area, members),
                "rows": [row_of(line, options, choices, seat, today=today) for line in members],
                "empty": [empty_row(area, number, choices, page) for number in numbers],
                "menu": _menu(area, options.plan, members, texts) if may_add else [],
            }
        )
    return shown


def _sorted(members: list[Activity], order: str, choices: Choices) -> list[Activity]:
    """The lines in the order of a column: those that have nothing there come last."""
    name = order.removeprefix("-")
    if name not in COLUMNS:
        return members

    def shown(line: Activity) -> Any:
        if name == "targets":
            return [target.code for target in targets_of_line(line)]
        value = value_of(line, name)
        words = choices.words.get(name, {}).get(str(value), value)
        return words.casefold() if isinstance(words, str) else words

    filled = [line for line in members if shown(line) not in (None, "", [])]
    rest = [line for line in members if line not in filled]
    return sorted(filled, key=shown, reverse=order.startswith("-")) + rest


def sums_of_area(area: Area, members: Sequence[Activity]) -> Values:
    """Of one area: how many activities in words, US dollars under the ceiling, and what is in reserve (`area_sum.html`)."""
    standing = [line for line in members if not line.is_withdrawn]
    return {
        "position": area.position,
        "activities": activities_counted(len(standing)),
        "counted": money_counted(standing),
        "reserve": money_in_reserve(standing),
    }


def _menu(area: Area, plan: Workplan, members: Sequence[Activity], texts: PlanTexts) -> list[Values]:
    used = grouped((line for line in members if not line.is_withdrawn), "menu_activity_id")
    return [
        {
            "key": item.pk,
            "code": item.code,
            "text": texts.of(item),
            "used": and_list(line.short_code for line in used.get(item.pk, ())),
            "ticked": False,
        }
        for item in menu_of(area, plan)
    ]


def open_rows(rows: Sequence[TableRow], options: LineOptions, seat: Seat) -> None:
    """Open rows: whole targets as ticks, the long fields, and what else can be done with each line.

    A line with a request, an offer or accepted support is withdrawn on its own page, which says what ends. The number
    of queries is fixed.
    """
    if not rows:
        return
    plan, lines, texts = options.plan, [row.line for row in rows], texts_today(options.plan)
    came, advice = carried_from(seat, lines), advice_for(plan.taskforce_id)
    support = Contribution.objects.not_ended().filter(activity__in=lines)
    supported = set(support.values_list("activity", flat=True))
    may_copy = may_add_activity(seat, plan)
    for row, line in zip(rows, lines, strict=True):
        area = options.area(line.area_id) or line.area
        targets = [target.code for target in targets_of_line(line)]
        serves = {target.pk for target in targets_of_line(line)}
        left = {"menu": line.menu_activity, "targets": targets, "area": area.numbered}
        row.values |= words_of_opened(line)
        row.opened = {
            "carried_from": came.get(line.pk),
            "withdraws_here": line.pk not in supported,
            "copy_url": f"{plan_url(plan, 'activity_add')}?copy={line.short_code}" if may_copy else "",
            "areas": [(other.position, texts.name(other)) for other in options.areas if other != area],
            # What does not go along to another area.
            "left_behind": left if targets or line.menu_activity else None,
            "advice": advice_about(area.pk, serves, advice),
            "ticks": [
                (target.code, texts.of(target), target.pk in serves) for target in options.targets(area)
            ],
        }


def _day(value: date | None, year: int) -> str:
    return short_day(value, year) if value else ""

"""The lines of a workplan as a sheet: its columns, and what is special to them beside `commit_portal.sheets`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.db.related_rows import grouped
from commit_portal.files.spreadsheets import CellValue
from commit_portal.forms.base import Values
from commit_portal.i18n import Words, say
from commit_portal.sheets import engine
from commit_portal.sheets.fields import Reads
from commit_portal.sheets.merge import Content
from commit_portal.sheets.versions import VersionedSheet
from workplans.drafting.saving import MONEY, fields_of
from workplans.drafting.writing import broken_by
from workplans.fields import DRAFTED, FIELDS, ActivityField, FieldKind
from workplans.lines.forms import LineForm, face
from workplans.lines.options import line_options_of
from workplans.models import Activity, LineHistory, LineImport, Seat, VersionLine, Workplan
from workplans.models.activities import cost_that_counts
from workplans.plan.line_content import LineDraft, filled, held_by, money_counted
from workplans.plan.line_history import DATES, UNITS, WITH_AREA, content_before, values_of
from workplans.plan.permissions import may_add_activity, may_edit_activity
from workplans.plan.plan_types import kind_of
from workplans.plan.rules import wp_3
from workplans.presentation.history_links import came_from
from workplans.presentation.loaders import load_live_lines
from workplans.statuses import Funding
from workplans.table.sheet import NOT_IN_PLAN

CODE = "code"
# Where a line was carried over from: the portal writes it, and nobody changes it in a file.
CAME_FROM = "carried_from"
# The fields of a row by their names. Paragraphs go last: they are the widest.
IN_WORKBOOK: Mapping[str, ActivityField] = {
    item.name: item
    for item in sorted(
        (item for item in FIELDS if item.head is not None), key=lambda item: item.kind is FieldKind.TEXT
    )
}
HEADS: Mapping[str, Words] = {
    CODE: _("Code"),
    **{name: item.head for name, item in IN_WORKBOOK.items() if item.head is not None},
    CAME_FROM: _("Carried over from"),
}
STATE_LINE, HOW_TO_LINE = "state", "how_to"
COVER: Mapping[str, Words] = {
    engine.TABLE_LINE: _("Workplan"),
    STATE_LINE: _("Status"),
    engine.VERSION_LINE: _("Version of the draft"),
    engine.TAKEN_LINE: _("Downloaded at"),
    HOW_TO_LINE: _("Instructions"),
}

NO_OTHER_ORIGIN = _(
    "A file cannot change this. Clear the cell. To carry over an activity, use “Carry over activities from an earlier workplan”."
)


@face
class WorkbookForm(LineForm):
    """The cells of every row of a workbook, one row after another: rows of other tables are named by their codes."""

    names = tuple(IN_WORKBOOK)
    by_words = ("area", "menu_activity", "type", "targets")


class LinePreview(engine.Preview):
    """What a file would do to a workplan, and its sheet of support to the partners.

    `effect` is the Secretariat money under the ceiling `before` and `after`, what `changed` and `new` rows add, and what
    is left under or above the `ceiling` (None where there is none), in US dollars.
    `additions` are the rows that add money, where all of them are `over` the ceiling (WP-3). `requests` are rows of the
    sheet of support that ask a partner, or are refused.
    """

    effect: Values
    additions: Sequence[Values] = ()
    requests: Sequence[engine.SheetRow] = ()

    @property
    def requests_refused(self) -> list[engine.SheetRow]:
        return [row for row in self.requests if row.faults]

    @property
    def number_refused(self) -> int:
        return super().number_refused + len(self.requests_refused)

    @property
    def does_something(self) -> bool:
        return super().does_something or bool(self.requests)


class LineSheet(VersionedSheet):
    """The lines of one workplan, as a seat may change them. A file is taken whole: its money is one sum."""

    heads = HEADS
    cover = COVER
    choices = {"funding": Funding}
    beside = ("title", "targets", "type", "lead_body", "starts_on", "ends_on", "secretariat_cost")
    looks = {
        "title": "cell-title",
        "starts_on": "cell-day",
        "ends_on": "cell-day",
        "secretariat_cost": "number",
        "cost_in_all": "number",
    }
    widths = {name: item.width for name, item in IN_WORKBOOK.items() if item.width}
    measures = [name for name, item in IN_WORKBOOK.items() if item.kind in (FieldKind.DAY, FieldKind.MONEY)]
    units = UNITS
    judged_together = (WITH_AREA.fields, DATES.fields, MONEY)
    preview_class = LinePreview
    content_before = staticmethod(content_before)

    def __init__(
        self, workplan: Workplan, seat: Seat, waiting: LineImport | None = None, **given: object
    ) -> None:
        self._options = line_options_of(workplan)
        self._form = WorkbookForm(options=self._options)
        self._cells = cast(Mapping[str, Reads], self._form.fields)
        super().__init__(workplan, seat, waiting, **given)

    @property
    def name(self) -> str:
        """KH-2011, as the codes of its activities begin."""
        return f"{self.table.taskforce.code}-{self.table.cycle.year}"

    def widgets(self) -> Mapping[str, engine.FieldWidget]:
        return {name: engine.FieldWidget(field) for name, field in self._cells.items()}

    def offered(self) -> Mapping[str, Iterable[str]]:
        areas, types = self._options.areas, self._options.types.values()
        rows = {
            "area": areas,
            "menu_activity": [row for area in areas for row in area.menu.all()],
            "type": types,
        }
        said = {name: dict.fromkeys(map(self._cells[name].cell, among)) for name, among in rows.items()}
        return {**said, **super().offered()}

    def row_of(self, saved: Activity | VersionLine) -> list[CellValue]:
        cells = (self._cells[name].cell(held_by(saved, name)) for name in IN_WORKBOOK)
        return [saved.code, *cells, self._came_from.get(saved.code, "")]

    def cell(self, name: str, value: object) -> CellValue:
        return super().cell(name, self._options.held(name, value))

    def saved_rows(self) -> Mapping[str, Activity]:
        return {line.code: line for line in self.lines if not line.is_withdrawn}

    def gone_rows(self) -> Mapping[str, Activity]:
        return {line.code: line for line in self.lines if line.is_withdrawn}

    def why_unknown(self, row: engine.SheetRow) -> Words:
        is_gone = row.key in {line.code for line in self.lines}
        gone = _("%(code)s is withdrawn. Restore the activity on its page, or delete the row.")
        return say(gone if is_gone else NOT_IN_PLAN, code=row.key)

    def values_of(self, saved: Activity) -> Content:
        return values_of(saved)

    def changes_since(self, version: int) -> Mapping[int, Sequence[LineHistory]]:
        rows = LineHistory.objects.filter(activity__workplan=self.table, plan_version__gt=version)
        return grouped(rows.select_related("by").order_by("row_version"), "activity_id")

    def later_keys(self) -> Iterable[str]:
        taken = self.waiting.taken_at if self.is_older else None
        return [line.code for line in self._saved.values() if taken is not None and line.entered_at > taken]

    def import_field(
        self, field: Any, instance: engine.SheetRow, row: Any, is_m2m: bool = False, **kwargs: Any
    ) -> None:
        """Activity areas and targets are read in the area of the row; without one nothing is known of them."""
        if field.column_name in ("menu_activity", "targets"):
            area = self._options.area(getattr(instance.typed, "area", None))
            if area is None:
                return
            self._form.go_to(area)
        super().import_field(field, instance, row, is_m2m, **kwargs)

    def content_of(self, row: engine.SheetRow) -> Content | None:
        typed = vars(row.typed)
        origin, is_known = row.file.cells.get(CAME_FROM, "").strip().upper(), bool(row.saved or not row.key)
        if is_known and origin not in ("", self._came_from.get(row.key, "")):
            self.refuse(row, CAME_FROM, NO_OTHER_ORIGIN)
        if typed.get("area") is None:
            self.refuse(row, "area", _("Choose an area of the plan of action."))
            return None
        found = {item.name: filled(item, typed.get(item.name)) for item in DRAFTED}
        if found["funding"] == Funding.NONE and found["secretariat_cost"] is None:
            # A line without Secretariat money has the cost zero (WP-14); a cell leaves it empty.
            found["secretariat_cost"] = Decimal(0)
        return found

    def broken_by(self, row: engine.SheetRow, values: Content) -> Mapping[str, Words]:
        broken = broken_by(self.table, self._options.draft_of(values))
        return {violation.field: violation.message for violation in reversed(broken)}

    def breaks(self, row: engine.SheetRow, values: Content) -> Collection[str]:
        return fields_of(broken_by(self.table, self._options.draft_of(values)))

    def why_closed(self, saved: Activity | None) -> Words:
        if saved is None:
            return may_add_activity(self.seat, self.table).reason
        saved.workplan = self.table
        may = may_edit_activity(self.seat, saved)
        if may and kind_of(self.table.taskforce).names_countries and saved.participations.all():
            return _(
                "You cannot change a regional activity with a file. Change the activity on its page, where the "
                "countries confirm."
            )
        return may.reason

    def draft_of(self, row: engine.SheetRow) -> LineDraft:
        return self._options.draft_of(row.values or {})

    def after_import(self, dataset: Any, result: LinePreview, **kwargs: Any) -> None:
        super().after_import(dataset, result, **kwargs)
        added = [_money_of(row) for row in result.rows if row.kind in engine.WRITTEN]
        before = money_counted(self._saved.values())
        changed = sum((item["more"] for item in added if item["row"].saved), Decimal(0))
        new = sum((item["more"] for item in added if not item["row"].saved), Decimal(0))
        after, ceiling = before + changed + new, self.table.ceiling_on(clock.today())
        result.effect = {"before": before, "changed": changed, "new": new, "after": after}
        result.effect |= {"ceiling": ceiling, "from_ceiling": abs((ceiling or 0) - after), "less": -changed}
        result.over = wp_3(self.table, after, kept=before)
        if result.over:
            more = (item for item in added if item["more"] > 0)
            result.additions = sorted(more, key=lambda item: -item["more"])

    @cached_property
    def lines(self) -> list[Activity]:
        """The live lines of the plan, withdrawn ones too."""
        return load_live_lines(self.table, self.seat)

    @cached_property
    def _came_from(self) -> Mapping[str, str]:
        """The codes that lines were carried over from, by their codes."""
        return came_from(self.seat, self.table)


def _money_of(row: engine.SheetRow) -> Values:
    """Secretariat funding of a row, before and after the import, and the difference, in US dollars."""
    values, before = row.values or {}, row.saved.counted_cost if row.saved else Decimal(0)
    after = cost_that_counts(values["funding"], values["secretariat_cost"])
    return {"row": row, "before": before, "after": after, "more": after - before}

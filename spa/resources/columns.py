"""The columns of a plan's spreadsheet, and how each cell is read and written."""

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources, widgets

from commit_portal.files.widgets import DayWidget, StatusWidget
from spa.statuses import Scope, TextKind

KIND, AREA, CODE, NUMBER, TEXT = "kind", "area", "code", "printed_number", "text"
OBJECTIVE, SCOPE, DUE, FROM, UNTIL, SOURCE = (
    "objective", "scope", "due_on", "in_force_from", "in_force_until", "source",
)  # fmt: skip
REQUIRED = (KIND, AREA, CODE, TEXT)
# A column by its code, and its head in the file; the same for the lines of the cover sheet that are read back.
HEADS = {
    KIND: _("Kind"),
    AREA: _("Area"),
    CODE: _("Code"),
    NUMBER: _("Number in the plan of action"),
    TEXT: _("Text"),
    OBJECTIVE: _("Objective"),
    SCOPE: _("Scope"),
    DUE: _("Due on"),
    FROM: _("Valid from"),
    UNTIL: _("Valid until"),
    SOURCE: _("Source"),
}
PLAN_LINE, VERSION_LINE = "plan", "version"
COVER = {PLAN_LINE: _("Plan of action"), VERSION_LINE: _("Status of the plan of action")}

# What a text may have of each column; in another kind's row the cell stays empty.
COLUMNS_OF_KIND = {
    TextKind.AREA: {TEXT: "title", OBJECTIVE: "objective", SOURCE: "source"},
    TextKind.TARGET: {
        NUMBER: "printed_number",
        TEXT: "text",
        SCOPE: "scope",
        DUE: "due_on",
        FROM: "in_force_from",
        UNTIL: "in_force_until",
        SOURCE: "source",
    },
    TextKind.ACTIVITY_AREA: {TEXT: "text", SCOPE: "scope", SOURCE: "source"},
}


KINDS = StatusWidget(TextKind, refused="cell.unknown_kind")
SCOPES = StatusWidget(Scope, refused="cell.unknown_scope")
# The columns whose words are ours.
CHOICES: dict[str, type[TextChoices]] = {KIND: TextKind, SCOPE: Scope}


class LineWidget(widgets.Widget):
    """A text, with the line ends of every system made the same."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return str(value or "").replace("\r\n", "\n").replace("\r", "\n").strip()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return value or ""


class PlanTextResource(resources.Resource):
    """One row per text: areas, each followed by its targets and its menu."""

    kind = fields.Field("kind", KIND, KINDS)
    area = fields.Field("area", AREA, LineWidget())
    code = fields.Field("code", CODE, LineWidget())
    printed_number = fields.Field("printed_number", NUMBER, LineWidget())
    text = fields.Field("text", TEXT, LineWidget())
    objective = fields.Field("objective", OBJECTIVE, LineWidget())
    scope = fields.Field("scope", SCOPE, SCOPES)
    due_on = fields.Field("due_on", DUE, DayWidget())
    in_force_from = fields.Field("in_force_from", FROM, DayWidget())
    in_force_until = fields.Field("in_force_until", UNTIL, DayWidget())
    source = fields.Field("source", SOURCE, LineWidget())


FIELDS = PlanTextResource().fields
COLUMNS = tuple(field.column_name for field in FIELDS.values())

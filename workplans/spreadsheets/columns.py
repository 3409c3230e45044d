"""The columns of a workplan's spreadsheet: the face of a line whose cells are written and read back."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import Words
from commit_portal.sheets.engine import TABLE_LINE, TAKEN_LINE, VERSION_LINE
from workplans.fields import FIELDS, ActivityField, FieldKind
from workplans.lines.forms import LineForm, face

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
    TABLE_LINE: _("Workplan"),
    STATE_LINE: _("Status"),
    VERSION_LINE: _("Version of the draft"),
    TAKEN_LINE: _("Downloaded at"),
    HOW_TO_LINE: _("Instructions"),
}


@face
class WorkbookForm(LineForm):
    """The cells of every row of a workbook, one row after another: rows of other tables are named by their codes."""

    names = tuple(IN_WORKBOOK)
    by_words = ("area", "menu_activity", "type", "targets")

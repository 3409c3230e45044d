"""The columns of a workplan's spreadsheet: the face of a line whose cells are written and read back."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import Words
from spa.models import Area
from workplans.fields import FIELDS, ActivityField, FieldKind
from workplans.lines.forms import LineForm, face
from workplans.lines.ground import ground_of
from workplans.models import Activity, VersionLine, Workplan
from workplans.plan.line_content import LineDraft, held_by
from workplans.statuses import Funding

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
# The columns that a row is read from.
READ = tuple(name for name in HEADS if name != CAME_FROM)
# The columns whose words are ours. Areas, types and targets are data.
CHOICES: Mapping[str, type[TextChoices]] = {"funding": Funding}
# The lines of the cover sheet. The first three are read back.
PLAN_LINE, VERSION_LINE, TAKEN_LINE, STATE_LINE, HOW_TO_LINE = "plan", "version", "taken", "state", "how_to"
# A workbook from before lines kept their history names its version so. It cannot be merged.
OLD_VERSION_LINE = "version_without_history"
COVER: Mapping[str, Words] = {
    PLAN_LINE: _("Workplan"),
    STATE_LINE: _("Status"),
    VERSION_LINE: _("Version of the draft"),
    TAKEN_LINE: _("Downloaded at"),
    HOW_TO_LINE: _("Instructions"),
    OLD_VERSION_LINE: _("Plan version"),
}


@face
class WorkbookForm(LineForm):
    """The cells of every row of a workbook, one row after another: rows of other tables are named by their codes."""

    names = tuple(IN_WORKBOOK)
    by_words = ("area", "menu_activity", "type", "targets")


class Columns:
    """The columns of one workplan's workbook, with what may be chosen in each. The code of a new activity is empty."""

    def __init__(self, workplan: Workplan) -> None:
        self.ground = ground_of(workplan)
        self._form = WorkbookForm(ground=self.ground)
        self._fields: Mapping[str, Any] = self._form.fields
        self._heads = {name: str(head) for name, head in HEADS.items()}

    @property
    def heads(self) -> list[str]:
        return list(self._heads.values())

    def head(self, name: str) -> str:
        """The head of a column, in the reader's language."""
        return self._heads[name]

    @property
    def choices(self) -> dict[str, list[str]]:
        """The words that may be chosen, by the head of their column."""
        menu = dict.fromkeys(item.code for area in self.ground.areas for item in area.menu.all())
        offered: Mapping[str, Iterable[Any]] = {
            "area": [area.code for area in self.ground.areas],
            "type": [item.title for item in self.ground.types.values()],
            "menu_activity": menu,
            "funding": self._fields["funding"].listed.values(),
        }
        return {self._heads[name]: list(map(str, words)) for name, words in offered.items()}

    @property
    def widths(self) -> dict[str, int]:
        """Characters, by the head of the column."""
        return {str(item.head): item.width for item in IN_WORKBOOK.values() if item.width}

    def row_of(self, line: Activity | VersionLine, came_from: Mapping[str, str]) -> list[Any]:
        """One line as cells: numbers as numbers, days as days, empty where nothing is known.

        `came_from` has the codes that lines were carried over from, by their codes.
        """
        cells = (self._fields[name].cell(held_by(line, name)) for name in IN_WORKBOOK)
        return [line.code, *cells, came_from.get(line.code, "")]

    def go_to(self, area: Area | None) -> None:
        """Read the activity areas and targets that follow in another area."""
        self._form.go_to(area)

    def read(self, name: str, cell: str) -> Any:
        """The value of a cell. Raises `Unreadable`."""
        return self._fields[name].read(cell)

    def words(self, line: Activity | LineDraft, name: str) -> str:
        """The value of a field as the cell of a preview says it: "" where nothing is known."""
        return str(self._fields[name].words(held_by(line, name)))


def plan_code(workplan: Workplan) -> str:
    """KH-2011, as the codes of its activities begin. The cover sheet names the plan by it."""
    return f"{workplan.taskforce.code}-{workplan.cycle.year}"

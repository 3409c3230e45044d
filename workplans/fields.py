"""The table of the fields of an activity. Every face of an activity walks it, so that none loses a field.

The faces: form, row of the table, workbook, carry-over, history, versions, differences, search, report.
To add a plain field (text, day, money), add a column to `ActivityContent` with its migration, and a row here. A test
walks the faces. Targets, countries, needs and supports are rows of other tables; they have a row here for their words.
The module imports no model, because the process that prints has no database.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from commit_portal.i18n import Message, Sentence, message, register
from workplans.statuses import Funding

# Longest texts of a line, in characters (WP-13).
TITLE_LIMIT, LEAD_BODY_LIMIT, TEXT_LIMIT = 250, 200, 5_000
# Longest text of a technical need (WP-13), of what a partner adds, and of a word with an answer, in characters.
SUPPORT_LIMIT = 250
# The most technical needs of an activity (WP-18).
MOST_NEEDS = 10
NONE_YET = _("None yet")


class FieldKind(Enum):
    """What a field holds. It decides how the field is typed, read from a cell, compared and written."""

    LINE = auto()
    """One line of text."""
    TEXT = auto()
    """Paragraphs."""
    DAY = auto()
    MONEY = auto()
    """US dollars."""
    ROW = auto()
    """One row of another table: of the plan of action, or of the list of types."""
    CHOICE = auto()
    LINKS = auto()
    """Several rows of another table."""
    LIST = auto()
    """Several short texts, one on each line. Each is a row of a table of its own."""


TEXTS = (FieldKind.LINE, FieldKind.TEXT)
PLAIN = (*TEXTS, FieldKind.DAY, FieldKind.MONEY)
EMPTY: Mapping[FieldKind, Any] = {
    FieldKind.LINE: "",
    FieldKind.TEXT: "",
    FieldKind.CHOICE: Funding.COUNTED,
    FieldKind.LINKS: (),
    FieldKind.LIST: (),
}
"""What a draft has where nothing is given, by kind; None for the others."""


@dataclass(frozen=True)
class ActivityField:
    """One field.

    - `label`: on the form and on pages. `inside`: the same inside a sentence.
    - `head`: of its column in the workbook, `width` characters wide; None where the workbook has no such column.
    - `nothing`: shown where the field is empty.
    - `hint`: below the label on the form, where the table alone can say it.
    - `lacking`: asks for the field before a plan is submitted (WP-5); None where it may stay empty.
    - `limit`: the most characters (WP-13).
    - `part_of`: the field with which pages show this one in one row. `row` is the label of that row.

    Its faces. The form has all fields; the row alone says no to another face.

    - `in_table`: whether the table of a draft has it: as one of its `COLUMNS`, else in the opened row.
    - `carried`: whether the line of the next year takes it over.
    - `searched`: whether search reads this text.
    - `reported`: whether the report's dataset and workbook have this text.
    """

    name: str
    kind: FieldKind
    label: Sentence
    inside: Sentence
    nothing: Sentence = NONE_YET
    head: Sentence | None = None
    width: int = 0
    limit: int | None = None
    lacking: Sentence | None = None
    part_of: str = ""
    row: Sentence | None = None
    in_table: bool = True
    carried: bool = True
    searched: bool = False
    reported: bool = False
    hint: Sentence | None = None

    @property
    def empty(self) -> Any:
        """What a draft has where nothing is given."""
        return EMPTY.get(self.kind)

    @property
    def is_text(self) -> bool:
        return self.kind in TEXTS

    @property
    def is_plain(self) -> bool:
        """Whether form and workbook can be made from the kind alone."""
        return self.kind in PLAIN

    @property
    def is_stored(self) -> bool:
        return self.kind not in (FieldKind.LINKS, FieldKind.LIST)


FIELDS = (
    ActivityField("area", FieldKind.ROW, _("Area"), _("area"), head=_("Area"), in_table=False),
    ActivityField(
        "menu_activity",
        FieldKind.ROW,
        _("Activity area of the plan of action"),
        _("activity area of the plan of action"),
        nothing=_("None chosen"),
        head=_("Activity area"),
        in_table=False,
    ),
    ActivityField(
        "title",
        FieldKind.LINE,
        pgettext_lazy("noun", "Title"),
        _("title"),
        head=pgettext_lazy("noun", "Title"),
        width=44,
        limit=TITLE_LIMIT,
        lacking=_("Give %(code)s a title."),
        searched=True,
    ),
    ActivityField(
        "targets",
        FieldKind.LINKS,
        _("Targets of the activity"),
        _("targets"),
        nothing=_("None chosen yet"),
        head=_("Targets"),
        width=18,
    ),
    ActivityField(
        "type",
        FieldKind.ROW,
        pgettext_lazy("noun", "Type"),
        _("type"),
        nothing=_("Not chosen yet"),
        head=pgettext_lazy("noun", "Type"),
        lacking=_("Choose a type for %(code)s."),
    ),
    ActivityField(
        "countries",
        FieldKind.LINKS,
        _("Countries that take part"),
        _("countries"),
        nothing=_("None chosen yet"),
        in_table=False,
        carried=False,
    ),
    ActivityField(
        "lead_body",
        FieldKind.LINE,
        _("Lead body"),
        _("lead body"),
        nothing=_("Not named yet"),
        head=_("Lead body"),
        width=28,
        limit=LEAD_BODY_LIMIT,
        lacking=_("Enter a lead body for %(code)s."),
        reported=True,
        searched=True,
    ),
    ActivityField(
        "starts_on",
        FieldKind.DAY,
        _("Starts on"),
        _("start date"),
        nothing=_("No dates yet"),
        head=_("Starts on"),
        lacking=_("Give %(code)s a start date."),
        row=pgettext_lazy("when an activity runs", "Dates"),
    ),
    ActivityField(
        "ends_on",
        FieldKind.DAY,
        _("Ends on"),
        _("end date"),
        head=_("Ends on"),
        lacking=_("Give %(code)s an end date."),
        part_of="starts_on",
    ),
    ActivityField(
        "description",
        FieldKind.TEXT,
        _("Description"),
        _("description"),
        head=_("Description"),
        width=40,
        limit=TEXT_LIMIT,
        searched=True,
    ),
    ActivityField(
        "expected_result",
        FieldKind.TEXT,
        _("Expected result"),
        _("expected result"),
        head=_("Expected result"),
        width=40,
        limit=TEXT_LIMIT,
        searched=True,
    ),
    ActivityField(
        "funding",
        FieldKind.CHOICE,
        _("Kind of funding"),
        _("kind of funding"),
        head=_("Kind of funding"),
        width=26,
        part_of="secretariat_cost",
    ),
    ActivityField(
        "secretariat_cost",
        FieldKind.MONEY,
        _("Secretariat funding"),
        _("Secretariat funding"),
        head=_("Secretariat US$"),
        lacking=_("Enter the Secretariat funding for %(code)s."),
    ),
    ActivityField(
        "cost_in_all",
        FieldKind.MONEY,
        _("Total cost"),
        _("total cost"),
        nothing=_("Not given"),
        head=_("Total cost, US$"),
        hint=_(
            "What the Secretariat, partners and countries pay together. Leave this field empty if only the Secretariat "
            "pays."
        ),
        carried=False,
    ),
    ActivityField(
        "needs",
        FieldKind.LIST,
        _("Technical needs"),
        _("technical needs"),
        nothing=_("No technical needs"),
        head=_("Technical needs"),
        width=40,
        reported=True,
        hint=_(
            "Write which people or things the activity still needs. Do not write money here. Write each on its own line. "
            "For example: Two trainers for five days. Partners and the Secretariat can read this."
        ),
    ),
    ActivityField(
        "supports",
        FieldKind.LINKS,
        _("Partners"),
        _("partners"),
        nothing=_("No accepted support"),
        in_table=False,
        carried=False,
    ),
)
BY_NAME: Mapping[str, ActivityField] = {item.name: item for item in FIELDS}
STORED = tuple(item.name for item in FIELDS if item.is_stored)
DRAFTED = tuple(item for item in FIELDS if item.name != "supports")
"""The fields that a person types. Partners enter their supports elsewhere."""
REPORTED = tuple(item for item in FIELDS if item.reported)
SEARCHED = ("code", *(item.name for item in FIELDS if item.searched))
"""What search reads of a line."""
CARRIED = tuple(item for item in FIELDS if item.carried)
COLUMNS = ("title", "type", "targets", "lead_body", "starts_on", "ends_on", "secretariat_cost", "funding")
"""The columns of the table of a draft, in its order."""
OPENED = tuple(item.name for item in FIELDS if item.in_table and item.name not in COLUMNS)

register({f"field.{item.name}": item.inside for item in FIELDS})
register({f"activity.lacks_{item.name}": item.lacking for item in FIELDS if item.lacking is not None})
register(
    {
        "field.confirmed": _("%(country)s (confirmed)"),
        "field.cost": _("US$%(amount)s"),
        "field.starts": _("From %(day)s"),
        "field.ends": _("Until %(day)s"),
        "field.support": _("%(partner)s: %(what)s"),
        "field.cost_in_reserve": _("US$%(amount)s, in reserve"),
    }
)


def fields_but(*names: str) -> tuple[ActivityField, ...]:
    """Every field but these."""
    return tuple(item for item in FIELDS if item.name not in names)


def names_in_sentence(names: Collection[str]) -> tuple[Message, ...]:
    """The names of fields inside a sentence, in the order of the table."""
    return tuple(message(f"field.{item.name}") for item in FIELDS if item.name in names)

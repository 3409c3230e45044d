"""The rows of the table of a draft as elements, made here: a template of their own costs four times as much."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.formatting import language_of
from commit_portal.i18n.messages import Words
from workplans.drafting.table.forms import MONEY_WORDS
from workplans.fields import BY_NAME, COLUMNS, OPENED
from workplans.lines.ground import Ground

if TYPE_CHECKING:
    from workplans.drafting.table.rows import TableRow

LABELS = {name: BY_NAME[name].label for name in (*COLUMNS, *OPENED)}
# The heads of the columns, shorter than the labels of the long form.
HEADS: Mapping[str, Words] = {
    **LABELS,
    "targets": _("Targets"),
    "starts_on": _("Starts"),
    "ends_on": _("Ends"),
}
# The class of the cells of a column, and the address of its head.
LOOKS: Mapping[str, tuple[str, str]] = {
    "title": ("c-title", "h-title"),
    "type": ("c-type", "h-type"),
    "targets": ("c-targets", "h-targets"),
    "lead_body": ("c-lead", "h-lead"),
    "starts_on": ("c-day", "h-starts"),
    "ends_on": ("c-day", "h-ends"),
    "secretariat_cost": ("c-cost", "h-cost"),
    "funding": ("c-money", "h-money"),
}
# On paper a list and a field that wraps show nothing: their cells have the words too.
PRINTED = ("type", "targets", "lead_body", "funding")
EXTRA = {"lead_body": ' list="lead-bodies"', "secretariat_cost": ' inputmode="decimal"'}
NONE = SafeString("")


class Choices:
    """The options of the lists and the heads of the columns, made once for all rows of a page.

    The answer to a saved row has the `chosen_alone`: its page has the others.
    """

    def __init__(self, ground: Ground, *, chosen_alone: bool = False) -> None:
        self.chosen_alone = chosen_alone
        self.words: Mapping[str, dict[str, str]] = {
            "type": {"": "", **{str(key): str(item) for key, item in ground.types.items()}},
            "funding": {str(key): str(words) for key, words in MONEY_WORDS.items()},
        }
        self.heads = {name: escape(str(HEADS[name])) for name in COLUMNS}
        self.new = gettext("New")
        self._made: dict[tuple[str, str], SafeString] = {}

    def shown(self, row: "TableRow", name: str) -> str:
        """What a field holds, in words."""
        value = row.values.get(name, "")
        return self.words[name].get(value, "") if name in self.words else value

    def options(self, name: str, chosen: str) -> SafeString:
        """The options of a list, one of them chosen."""
        offered = self.words[name]
        if self.chosen_alone:
            offered = {chosen: offered.get(chosen, chosen)}
        if (name, chosen) not in self._made:
            self._made[name, chosen] = format_html_join(
                "",
                '<option value="{}"{}>{}</option>',
                (
                    (key, SafeString(" selected") if key == chosen else "", words)
                    # A word that the list does not have stays to be seen.
                    for key, words in ({chosen: chosen} | offered).items()
                ),
            )
        return self._made[name, chosen]


def element_of(row: "TableRow") -> SafeString:
    """A row, and the one below it with what was returned, what is wrong, and its opened part."""
    cells = SafeString("".join(_cell(row, name) for name in COLUMNS))
    if row.is_plain:
        return format_html(
            '<tr role="row" class="plain" id="{}">'
            '<th role="rowheader" scope="row" class="c-code" id="c{}"><a href="{}">{}</a></th>{}{}</tr>\n',
            *(row.prefix, row.key, row.url, row.key, cells, _closed_state(row)),
        )
    about = {
        "data-tone": row.tone,
        "data-unsaved": " ".join(row.unsaved),
        "data-theirs": " ".join(row.theirs),
    }
    said = "".join(f' {name}="{words}"' for name, words in about.items() if words)
    if row.is_new:
        start = f'class="new" id="{row.prefix}"'
        head = f'<input type="hidden" name="{row.prefix}-key" value="{row.code}">{escape(row.choices.new)}'
    else:
        start = f'id="{row.prefix}" data-row'
        head = (
            f'<input type="hidden" name="{row.prefix}-v" value="{row.version}"><button type="submit" name="open"'
            f' value="{"-" if row.opened else row.key}" aria-expanded="{f"{bool(row.opened)}".lower()}">{row.key}</button>'
        )
    return SafeString(
        f'<tr role="row" {start}{said}><th role="rowheader" scope="row" class="c-code" id="c{row.anchor}">{head}</th>{cells}'
        f'<td role="cell" class="c-state" id="s{row.anchor}">{_marks(row)}<span data-state>{escape(row.state)}</span></td></tr>\n'
        f"{_below(row)}"
    )


def opened_control(row: "TableRow", name: str) -> SafeString:
    """A field of the opened part."""
    field = f"{row.prefix}-{name}"
    described = [f"{field}-hint"] if name == "needs" else []
    attributes = flatatt(
        {
            "class": "form-control" if name != "cost_in_all" else "form-control width-10",
            "id": field,
            "name": field,
            "aria-invalid": "true" if row.is_refused(name) else None,
            "aria-describedby": " ".join([*described, *([f"e{row.anchor}"] if row.is_refused(name) else [])])
            or None,
        }
    )
    value = row.values.get(name, "")
    if name == "cost_in_all":
        return format_html('<input{} inputmode="decimal" value="{}">', attributes, value)
    return format_html('<textarea{} rows="{}">{}</textarea>', attributes, 2 if name == "needs" else 3, value)


def _cell(row: "TableRow", name: str) -> str:
    """A cell. Prefix and key are digits, and heads and options are escaped already: the text alone is not."""
    look = LOOKS[name][0]
    label = row.choices.heads[name]
    if row.is_plain:
        words = escape(row.choices.shown(row, name))
        if name == "title":
            return f'<td role="cell" class="c-title">{words}{_beside(row)}{_returned(row)}</td>'
        return f'<td role="cell" class="{look}" data-label="{label}">{words}</td>'
    if name == "targets" and row.opened:
        # Ticked below.
        return f'<td role="cell" class="{look}" data-label="{label}">{escape(row.values[name])}</td>'
    is_printed = name in PRINTED and not row.is_new
    printed = f' data-printed="{escape(row.choices.shown(row, name))}"' if is_printed else ""
    missing = " data-missing" if name in row.missing else ""
    beside = _beside(row) if name == "title" else ""
    return f'<td role="cell" class="{look}" data-label="{label}"{printed}{missing}>{_control(row, name)}{beside}</td>'


def _control(row: "TableRow", name: str) -> str:
    value, anchor, is_refused = row.values.get(name, ""), row.anchor, row.is_refused(name)
    # An empty row has no state yet.
    described = [f"s{anchor}"] if name == "title" and not row.is_new else []
    if is_refused or (name == "title" and row.tone):
        described.append(f"e{anchor}")
    if name in row.missing:
        described.append("missing")
    # Links lead to what is wrong and to what is missing.
    has_place = name == "title" or row.tone or name in row.missing
    attributes = "".join(
        (
            # The code twice side by side: far apart, it weighs a fifth of a page more over the wire.
            f' aria-labelledby="{LOOKS[name][1]} c{anchor}" name="{row.prefix}-{name}"',
            f' id="{row.prefix}-{name}"' if has_place else "",
            EXTRA.get(name, ""),
            ' aria-invalid="true"' if is_refused else "",
            f' aria-describedby="{" ".join(described)}"' if described else "",
        )
    )
    if name in row.choices.words:
        return f"<select{attributes}>{row.choices.options(name, value)}</select>"
    if name == "title":
        lang = language_of(value)
        attributes += f' lang="{escape(lang)}"' if lang else ""
        return f'<textarea rows="1"{attributes}>{escape(value)}</textarea>'
    return f'<input{attributes} value="{escape(value)}">'


def _beside(row: "TableRow") -> SafeString:
    """Below the title: what partners give or are asked for, what others changed meanwhile, and what calls the reader."""
    words = " ".join(filter(None, (row.gifts, row.merged)))
    said = format_html('<span class="second beside">{}</span>', words) if words else NONE
    if row.called is None:
        return said
    link = '<a class="second called" href="{}">{}<span class="visually-hidden">: {}</span></a>'
    return said + format_html(link, row.called[1], row.called[0], row.key)


def _returned(row: "TableRow") -> SafeString:
    if not row.returned:
        return NONE
    return format_html(
        '<blockquote class="quote"><p class="second">{}</p><p>{}</p></blockquote>',
        *(gettext("Returned with this reason"), row.returned),
    )


def _marks(row: "TableRow") -> SafeString:
    """Whether the row is changed by an amendment, and whether it is returned, approved or the like."""
    marks = [("changed", row.amended)] if row.amended else []
    marks += [row.mark] if row.mark else []
    if not marks:
        return NONE
    return format_html_join("", '<span class="mark" data-status="{}">{}</span> ', marks)


def _closed_state(row: "TableRow") -> SafeString:
    """The last cell of a row that is only read: its marks, and the way back or why there is none."""
    described = NONE
    if row.comes_back:
        what = format_html(
            '<button type="submit" class="link-button" name="restore" value="{}" aria-label="{}">{}</button>',
            row.key,
            gettext("Undo: restore %(code)s") % {"code": row.key},
            pgettext("action", "Undo"),
        )
    elif row.reason_at:
        described = format_html(' aria-describedby="{}" data-reason-at', row.reason_at)
        what = format_html('<span class="second" data-closed>{}</span>', gettext("Cannot be changed"))
    else:
        what = format_html('<span class="second">{}</span>', row.reason)
    return format_html('<td role="cell" class="c-state"{}>{}{}</td>', described, _marks(row), what)


def _below(row: "TableRow") -> SafeString:
    note = render_to_string("workplans/drafting/table_note.html", {"row": row}) if row.tone else NONE
    opened = render_to_string("workplans/drafting/table_opened.html", {"row": row}) if row.opened else NONE
    if not (row.returned or note or opened):
        return NONE
    return format_html(
        '<tr role="row" class="below" data-below="{}"><td role="cell" colspan="10">{}{}{}</td></tr>\n',
        *(row.prefix, _returned(row), note, opened),
    )

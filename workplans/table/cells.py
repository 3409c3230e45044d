"""The rows of the table of a draft as elements, made here: a template of their own costs four times as much."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy as _, pgettext_lazy

from commit_portal.i18n import Words, language_of
from workplans.fields import BY_NAME, COLUMNS, OPENED
from workplans.lines.options import LineOptions
from workplans.table.forms import MONEY_WORDS

if TYPE_CHECKING:
    from workplans.table.rows import TableRow

LABELS = {name: BY_NAME[name].label for name in (*COLUMNS, *OPENED)}
# The heads of the columns, shorter than the labels of the long form.
HEADS: Mapping[str, Words] = {
    **LABELS,
    "targets": _("Targets"),
    "starts_on": pgettext_lazy("first day", "Starts"),
    "ends_on": pgettext_lazy("last day", "Ends"),
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
    """The options of the lists and the heads of the columns in one language: all rows of all pages share them.

    The answer to a saved row has the `chosen_alone`: its page has the others.
    """

    def __init__(self, types: Iterable[tuple[str, str]], *, chosen_alone: bool) -> None:
        self.chosen_alone = chosen_alone
        self.words: Mapping[str, dict[str, str]] = {
            "type": {"": "", **dict(types)},
            "funding": {str(key): str(words) for key, words in MONEY_WORDS.items()},
        }
        self.heads = {name: escape(str(HEADS[name])) for name in COLUMNS}
        self.new = gettext("New")

    def said(self, name: str, value: str) -> str:
        """The words of a value, or what was typed where the list does not have it."""
        return self.words.get(name, {}).get(value, value)


def choices_of(options: LineOptions, *, chosen_alone: bool = False) -> Choices:
    types = tuple((str(key), str(item)) for key, item in options.types.items())
    return _choices(types, get_language(), chosen_alone)


@lru_cache(maxsize=64)
def _choices(types: tuple[tuple[str, str], ...], language: str | None, chosen_alone: bool) -> Choices:
    return Choices(types, chosen_alone=chosen_alone)


@lru_cache(maxsize=1024)
def _options(choices: Choices, name: str, chosen: str) -> SafeString:
    """The options of a list, one of them chosen."""
    offered = choices.words[name]
    if choices.chosen_alone:
        offered = {chosen: offered.get(chosen, chosen)}
    found = (
        (key, SafeString(" selected") if key == chosen else "", words)
        # A word that the list does not have stays to be seen.
        for key, words in ({chosen: chosen} | offered).items()
    )
    return format_html_join("", '<option value="{}"{}>{}</option>', found)


def element_of(row: "TableRow") -> SafeString:
    """A row, and the one below it with what was returned, what is wrong, and its opened part."""
    values, beside = tuple(row.values.get(name, "") for name in COLUMNS), _beside(row)
    if row.is_plain:
        shown = [
            (LOOKS[name][0], row.choices.heads[name], row.choices.said(name, value))
            for name, value in zip(COLUMNS, values, strict=True)
        ]
        context = {"row": row, "cells": shown, "beside": beside, "marks": _marks(row)}
        return render_to_string("workplans/table/table_read.html", context)
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
    refused = tuple(name for name in COLUMNS if row.is_refused(name))
    marks = refused, row.missing, bool(row.tone), bool(row.opened)
    cells = _written_cells(row.choices, row.prefix, values, beside, *marks)
    below = ""
    if row.returned or row.tone or row.opened:
        below = render_to_string("workplans/table/table_below.html", {"row": row})
    return SafeString(
        f'<tr role="row" {start}{said}><th role="rowheader" scope="row" class="c-code" id="c{row.anchor}">{head}</th>{cells}'
        f'<td role="cell" class="c-state" id="s{row.anchor}">{_marks(row)}<span data-state>{escape(row.state)}</span></td></tr>\n'
        f"{below}"
    )


@lru_cache(maxsize=4096)
def _written_cells(
    choices: Choices,
    prefix: str,
    values: tuple[str, ...],
    beside: SafeString,
    refused: tuple[str, ...],
    missing: tuple[str, ...],
    has_tone: bool,
    is_opened: bool,
) -> str:
    """The cells of a row that is written in. They are kept: what they show is given, and nothing says who reads.

    Prefix, heads and options are escaped already.
    """
    is_new, cells = prefix[0] == "n", []
    anchor = prefix if is_new else prefix[1:]
    for name, value in zip(COLUMNS, values, strict=True):
        is_title, is_missing = name == "title", name in missing
        printed = (
            f' data-printed="{escape(choices.said(name, value))}"' if name in PRINTED and not is_new else ""
        )
        # An empty row has no state yet.
        described = [f"s{anchor}"] if is_title and not is_new else []
        described += [f"e{anchor}"] if name in refused or (is_title and has_tone) else []
        described += ["missing"] if is_missing else []
        attributes = "".join(
            (
                # The code twice side by side: far apart, it weighs a fifth of a page more over the wire.
                f' aria-labelledby="{LOOKS[name][1]} c{anchor}" name="{prefix}-{name}"',
                # Links lead to what is wrong and to what is missing.
                f' id="{prefix}-{name}"' if is_title or has_tone or is_missing else "",
                EXTRA.get(name, ""),
                ' aria-invalid="true"' if name in refused else "",
                f' aria-describedby="{" ".join(described)}"' if described else "",
            )
        )
        control = f'<input{attributes} value="{escape(value)}">'
        if name in choices.words:
            control = f"<select{attributes}>{_options(choices, name, value)}</select>"
        elif is_title:
            lang = language_of(value)
            attributes += f' lang="{escape(lang)}"' if lang else ""
            control = f'<textarea rows="1"{attributes}>{escape(value)}</textarea>{beside}'
        elif name == "targets" and is_opened:
            # Ticked below.
            control, printed, is_missing = escape(value), "", False
        marks = printed + (" data-missing" if is_missing else "")
        cells.append(
            f'<td role="cell" class="{LOOKS[name][0]}" data-label="{choices.heads[name]}"{marks}>{control}</td>'
        )
    return "".join(cells)


def _beside(row: "TableRow") -> SafeString:
    """Below the title: what partners give or are asked for, what others changed meanwhile, and what calls the reader."""
    words = " ".join(filter(None, (row.gifts, row.merged)))
    said = format_html('<span class="second beside">{}</span>', words) if words else NONE
    if row.called is None:
        return said
    link = '<a class="second called" href="{}">{}<span class="visually-hidden">: {}</span></a>'
    return said + format_html(link, row.called[1], row.called[0], row.key)


def _marks(row: "TableRow") -> SafeString:
    """Whether the row is changed by an amendment, and whether it is returned, approved or the like."""
    marks = [("changed", row.amended)] if row.amended else []
    marks += [row.mark] if row.mark else []
    if not marks:
        return NONE
    return format_html_join("", '<span class="mark" data-status="{}">{}</span> ', marks)

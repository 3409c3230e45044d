"""Cells of a spreadsheet in the form of the table, for browsers without scripts: they become rows as if they were typed."""

import csv
from collections.abc import Mapping
from io import StringIO

from django.http import QueryDict

from commit_portal.i18n.messages import Words
from commit_portal.i18n.parsing import read_number
from workplans.drafting.table.cells import HEADS, LABELS, Choices
from workplans.drafting.table.rows import EMPTY_ROWS
from workplans.fields import COLUMNS
from workplans.lines.ground import Ground

CODE = "code"


def with_pasted(sent: QueryDict, ground: Ground, heads: Mapping[str, Words]) -> QueryDict:
    """The form with its pasted cells in the fields of its rows. `heads` are those of the workbook, by field.

    Without heads of their own the cells are new activities of the chosen area, from the title on; with a code they go
    into that row.
    """
    lines = list(csv.reader(StringIO(sent.get("cells", "")), delimiter="\t"))
    area = next((one for one in ground.areas if one.position == read_number(sent.get("cells_area"))), None)
    by_code = {one.code: one for one in ground.areas}
    if not lines or area is None:
        return sent
    sent = sent.copy()
    named = fields_by_head(heads)
    fields = [named.get(cell.strip().casefold(), "") for cell in lines[0]]
    if len(lines) > 1 and all(fields):
        del lines[0]
    else:
        fields = list(COLUMNS)
    offered = Choices(ground).words
    keys = {name: {words.casefold(): key for key, words in offered[name].items()} for name in offered}
    for number, cells in enumerate(filter(any, lines), start=EMPTY_ROWS + 1):
        row = dict(zip(fields, cells, strict=False))
        code = row.pop(CODE, "").strip()[-3:]
        home = by_code.get(row.pop("area", "").strip(), area)
        prefix = f"r{code}"
        if not code:
            # A new row gets a key of the page: sent twice, it makes one activity.
            key = f"{home.position:02d}{number:02d}"
            prefix = f"n{key}"
            sent[f"{prefix}-key"] = f"{sent.get('menu_key', '')[:-4]}{key}"
        for name, words in row.items():
            sent[f"{prefix}-{name}"] = keys.get(name, {}).get(words.strip().casefold(), words.strip())
    return sent


def fields_by_head(heads: Mapping[str, Words]) -> dict[str, str]:
    """The fields by what a column may be called: as in the table, on the form, in the workbook."""
    return {
        str(head).casefold(): name
        for known in (HEADS, LABELS, heads)
        for name, head in known.items()
        if name in (*COLUMNS, CODE, "area")
    }

"""Cells of a spreadsheet in the form of the table, for browsers without scripts: they become rows as if they were typed."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import Values
from commit_portal.i18n.messages import Words, say
from commit_portal.i18n.parsing import read_number
from workplans.drafting.table.cells import HEADS, LABELS, choices_of
from workplans.drafting.table.rows import EMPTY_ROWS
from workplans.fields import COLUMNS
from workplans.lines.ground import Ground
from workplans.models import Activity

CODE = "code"
# The key of a new row has two digits for its place.
LAST_ROW = 99
NOT_IN_PLAN = _(
    "%(code)s is not in this workplan. Correct the code, or leave the code empty for a new activity."
)
TOO_MANY = _("You can paste %(count)s new activities together. Paste the rest again.")


def with_pasted(
    sent: QueryDict, ground: Ground, lines: Iterable[Activity], heads: Mapping[str, Words]
) -> tuple[QueryDict, list[Values]]:
    """The form with its pasted cells in the fields of its rows. `heads` are those of the workbook, by field.

    Without heads of their own the cells are new activities of the chosen area, from the title on; with a code they go
    into that row. A row that has no place is given back, with the reason.
    """
    pasted = list(csv.reader(StringIO(sent.get("cells", "")), delimiter="\t"))
    area = next((one for one in ground.areas if one.position == read_number(sent.get("cells_area"))), None)
    if not pasted or area is None:
        return sent, []
    sent = sent.copy()
    named = fields_by_head(heads)
    fields = [named.get(cell.strip().casefold(), "") for cell in pasted[0]]
    if len(pasted) > 1 and all(fields):
        del pasted[0]
    else:
        fields = list(COLUMNS)
    offered = choices_of(ground).words
    keys = {name: {words.casefold(): key for key, words in offered[name].items()} for name in offered}
    known = {code: f"r{line.short_code}" for line in lines for code in (line.code, line.short_code)}
    areas = ground.offered("area", None, by_words=True)
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

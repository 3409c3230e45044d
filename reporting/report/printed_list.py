"""A list as its reader saw it: frozen, as it is printed, and as its workbook has it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from commit_portal.files.spreadsheets import Sheet, write_xlsx
from commit_portal.i18n import has_cents, say
from reporting.report.cells import breakable
from reporting.report.chapters.years import told
from reporting.report_text.printed_form import DEMONSTRATION
from reporting.report_text.values import moment


@dataclass(frozen=True)
class FrozenList:
    """A list in the language of its reader: what its rows are, for whom and what was asked, and its tables.

    The first table is the list itself, the others are its sums.
    """

    title: str
    lead: str
    about: Mapping[str, str]
    demonstration: bool
    tables: tuple[Sheet, ...]


def list_to_json(found: FrozenList) -> str:
    """The list as canonical JSON: equal lists give equal text, amounts and days keep their kind."""
    return json.dumps(asdict(found), ensure_ascii=False, separators=(",", ":"), default=_to_plain)


def list_from_json(text: str) -> FrozenList:
    """The list that `list_to_json` wrote."""
    plain = json.loads(text, object_hook=_from_plain)
    return FrozenList(**plain | {"tables": tuple(Sheet(**table) for table in plain["tables"])})


def _to_plain(value: object) -> dict[str, str]:
    """What JSON has no form of its own for. Raises `TypeError` for what a list does not hold, such as a moment."""
    if isinstance(value, Decimal):
        return {"money": str(value)}
    if isinstance(value, date) and not isinstance(value, datetime):
        return {"date": value.isoformat()}
    raise TypeError(f"A list holds no {type(value).__name__}.")


def _from_plain(plain: dict[str, Any]) -> Any:
    match plain:
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case {"money": str(amount)}:
            return Decimal(amount)
    return plain


def list_context(found: FrozenList, *, as_of: datetime, digest: str) -> dict[str, object]:
    """Everything that print/list.html places. `as_of`: the moment when the list was read."""
    groups = " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
    imprint = gettext("List of %(moment)s · check number of this list %(digest)s")
    about = {gettext("Date of the figures"): moment(as_of), **found.about}
    return {
        "title": breakable(found.title),
        "running_head": say(gettext("COMMIT · %(title)s"), title=found.title),
        "stage": DEMONSTRATION if found.demonstration else "",
        "imprint": say(imprint, moment=moment(as_of), digest=groups),
        "lead": breakable(found.lead),
        "facts": [{"label": label, "value": breakable(value)} for label, value in about.items()],
        "tables": [_table(one) for one in found.tables],
    }


def _table(table: Sheet) -> dict[str, object]:
    """Every value as it is read, and whether it stands in a column of figures."""
    rows = list(table.rows)
    figures = [
        any(isinstance(value, int | Decimal) for value in column) for column in zip(*rows, strict=True)
    ]
    cents = any(isinstance(value, Decimal) and has_cents(value) for row in rows for value in row)
    cells = [[breakable(told(value, cents=cents)) for value in row] for row in rows]
    heads, *lines = ([*zip(row, figures, strict=True)] for row in (table.columns, *cells))
    return {"title": table.title, "heads": heads, "rows": lines}


def write_list(found: FrozenList, path: Path, *, as_of: datetime, digest: str) -> None:
    """Write the workbook to a local file: a sheet for each table, and one that says what the list is."""
    about = {gettext("List"): found.title, gettext("Date of the figures"): moment(as_of), **found.about}
    about |= {gettext("About"): found.lead, gettext("Check number of this list (SHA-256)"): digest}
    if found.demonstration:
        about[gettext("Demonstration data")] = gettext("yes")
    path.write_bytes(write_xlsx(*found.tables, about=about))

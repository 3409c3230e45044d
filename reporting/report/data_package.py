"""The dataset of an edition as a data package: its tables as CSV files, and what is known of every column.

https://datapackage.org, version 2. No licence is named: nobody has given one.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import get_language, gettext, gettext_lazy as _

from commit_portal.files.spreadsheets import write_csv
from commit_portal.i18n.formatting import in_the_office
from reporting.dataset import Dataset
from reporting.report.numbering import Imprint
from reporting.report.workbook import add_tables
from reporting.report.worksheet_layout import ColumnType, ReportTable, ReportTables
from reporting.report_text.editions import edition_words, report_title
from reporting.report_text.values import AUDIENCE_WORDS, paragraph, said

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
# Of the identifiers in a package, which are the same in every language.
SOURCE_LANGUAGE = "en"
# Who has said what is in the tables, beside the plan of action.
SOURCES = (
    _("Activities and planned amounts: the approved versions of the workplans"),
    _("Statuses, results, explanations and spending of partners: the taskforces, in their reviews"),
    _("Spending of the Secretariat funding: the Secretariat"),
    _("Recommendations, meetings and dates: the regional office"),
)


def write_package(dataset: Dataset, imprint: Imprint) -> bytes:
    """A zip file, in the language of the moment; the names of tables and columns are English in every language."""
    out = BytesIO()
    made = in_the_office(imprint.as_of).timetuple()[:6]
    with ZipFile(out, "w", ZIP_DEFLATED) as package:

        def put(path: str, content: bytes) -> None:
            package.writestr(ZipInfo(path, made), content, ZIP_DEFLATED)

        resources = []
        for resource, content in _resources(dataset, imprint):
            put(resource["path"], content)
            resources.append(resource)
        descriptor = {**_about(dataset, imprint), "resources": resources}
        put("datapackage.json", json.dumps(descriptor, ensure_ascii=False, indent=2).encode())
    return out.getvalue()


def _about(dataset: Dataset, imprint: Imprint) -> dict[str, object]:
    facts = dataset.facts
    demonstration = gettext("Demonstration data") if facts.demonstration else ""
    return {
        "$schema": PROFILE,
        "name": f"commit-annual-report-{facts.year}-{facts.audience}-{imprint.edition}",
        "title": report_title(facts.year),
        "description": paragraph(
            edition_words(imprint.edition, facts.audience, imprint.as_of), *map(said, dataset.notes)
        ),
        "version": str(imprint.edition),
        "created": imprint.as_of.astimezone(UTC).isoformat(),
        "language": get_language(),
        "keywords": [word for word in ("COMMIT", str(facts.year), demonstration) if word],
        "readers": str(AUDIENCE_WORDS[facts.audience]),
        "checkNumber": imprint.check_number,
        "contributors": [{"title": gettext("COMMIT Secretariat")}],
        "sources": [{"title": str(one)} for one in (f"{facts.plan.code}, {facts.plan.title}", *SOURCES)],
    }


def _resources(dataset: Dataset, imprint: Imprint) -> Iterator[tuple[dict[str, Any], bytes]]:
    """What is known of each table, and its file."""
    tables, english = ReportTables(), ReportTables()
    add_tables(tables, dataset, imprint)
    with translation.override(SOURCE_LANGUAGE):
        add_tables(english, dataset, imprint)
    for table, source in zip(tables, english, strict=True):
        names = [slugify(head[0]).replace("-", "_") for head in source.head]
        name = slugify(source.title)
        content = write_csv(names, table.rows)
        yield (
            {
                "name": name,
                "type": "table",
                "path": f"data/{name}.csv",
                "title": table.title,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "schema": {"fields": [_field(table, at, called) for at, called in enumerate(names)]},
            },
            content,
        )


def _field(table: ReportTable, place: int, name: str) -> dict[str, object]:
    """A column. The words on what is not known, like "Not released", are no values of a number or a date."""
    title, _width, *kinds = table.head[place]
    (kind,) = kinds or (ColumnType.TEXT,)
    found: dict[str, object] = {"name": name, "title": title, "type": str(kind)}
    if kind is ColumnType.MONEY:
        found["unit"] = "USD"
    if kind is not ColumnType.TEXT:
        column = (row[place] for row in table.rows)
        found["missingValues"] = sorted({"", *(value for value in column if isinstance(value, str))})
    return found

"""A workbook comes back in the language in which it was written."""

import pytest

from commit_portal.models import User
from tests.words.walking import spoken
from tests.workbooks import download, upload
from workplans.models import Activity, LineImport
from workplans.statuses import Funding

pytestmark = pytest.mark.once


def test_a_workbook_in_another_language_is_read_by_who_reads_english(officer, language, line):
    with spoken(language):
        book = download(officer)
        assert "Code" not in [cell.value for cell in book.worksheets[0][1]]
        column = [cell.value for cell in book.worksheets[0][2]].index("Workshop on the national plan") + 1
        book.worksheets[0].cell(2, column).value = "Two workshops"

        User.objects.update(language="en")
        response = upload(officer, book)

    # A label is read where the table is read: what waits for its confirmation has the value.
    assert [row["cells"]["funding"] for row in LineImport.objects.get().rows] == [Funding.COUNTED]
    preview = response.context["preview"]
    assert [(row.kind, [change.column for change in row.changes]) for row in preview.rows] == [
        ("changed", ["Title"])
    ]
    officer.post("/2011/kh/import/confirm/", {"waiting": response.context["waiting"].pk})
    assert Activity.objects.get().title == "Two workshops"

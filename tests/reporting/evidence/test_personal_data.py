"""What looks personal in the text of a file: found by place, and masked."""

import pytest

from reporting.evidence.personal_data import Text, findings_in, masked
from tests.reporting.evidence import files
from tests.reporting.evidence.test_checks import check
from tests.workbooks import workbook

YEAR = 2011


def found_in(*texts):
    rows = (Text("row", "Nov", number, text) for number, text in enumerate(texts, start=1))
    return [(one["what"], one["number"], one["shown"], one["more"]) for one in findings_in(rows, YEAR)]


@pytest.mark.parametrize(
    ("text", "what", "shown"),
    [
        ("Sok Dara | 12/03/1984", "birth", "12••••••84"),
        ("1984-03-12 | Nguyễn Văn An", "birth", "19••••••12"),
        ("សុខ ដារ៉ា | 7 Feb 1979", "birth", "7 ••••••79"),
        ("สมชาย ใจดี, 12/03/2527", "birth", "12••••••27"),
        ("date of birth: 4.5.2010", "birth", "4.••••10"),
        ("Passport N01234541", "passport", "N0•••••41"),
        ("See case no. 12/2011", "case", "12•••11"),
        ("Victim number: TH-077", "case", "TH••77"),
        ("Call +855 12 345 678", "phone", "+8••••••••78"),
        ("Call 012 345 678", "phone", "01•••••••78"),
        ("dara@moj.example", "email", "da••••••••le"),
    ],
)
def test_what_looks_personal_is_found_and_masked(text, what, shown):
    assert found_in(text) == [(what, 1, shown, 0)]


@pytest.mark.parametrize(
    "text",
    [
        "Course for investigators in Siem Reap, 12 November 2011",
        "Sub-decree of 12 March 1984",
        "KH-2011-005 | Training | US$15,450",
        "Ministry of Justice, 14 Nov 2011 to 18 Nov 2011",
        "Law 12/2008, article 17",
        "20000123 20000124",
        "1,200 participants, 340 women",
    ],
)
def test_an_ordinary_row_is_not_asked_about(text):
    assert found_in(text) == []


def test_three_places_of_a_kind_are_named_and_the_others_are_counted():
    found = found_in(*(f"N012345{number}" for number in range(10, 62)))

    assert [(row, more) for _what, row, _shown, more in found] == [(1, 0), (2, 0), (3, 49)]


@pytest.mark.parametrize("value", ["", "a", "ab12", "ab123", "dara@moj.example"])
def test_a_masked_value_shows_four_letters_at_most(value):
    assert len(masked(value).replace("•", "")) <= 4


ROWS = (("Name", "Born"), ("Sok Dara", "12/03/1984"))
PARAGRAPHS = ("List", "Sok Dara, 12/03/1984")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("list.xlsx", workbook(*ROWS), ("row", "Nov", 2)),
        ("list.docx", files.office(word__document_dot_xml=files.document(*PARAGRAPHS)), ("paragraph", "", 2)),
        ("list.pdf", files.pdf(text="List\nSok Dara, 12/03/1984"), ("page", "", 1)),
    ],
)
def test_a_list_of_names_is_found_in_each_kind_of_document(name, content, place):
    facts, _stored = check(name, content)

    found = [(one["what"], (one["kind"], one["part"], one["number"]), one["shown"]) for one in facts["found"]]
    assert found == [("birth", place, "12••••••84")]

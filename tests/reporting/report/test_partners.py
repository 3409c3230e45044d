"""Money by partner: screen, PDF and workbook say the same to the cent, and outsiders read no amount of a partner."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import Workbook

from reporting.dataset import Dataset
from reporting.dataset.money import SupportFacts, money_by_partner
from reporting.dataset.serialization import digest, to_json
from reporting.dataset.totals import reads_partner_money
from reporting.report.pdf import render_pdf, report_html
from tests import papers, report_samples
from tests.reporting.editions.test_pages import finished

ODD = Decimal("1234.56")


def odd_year(audience: str = "secretariat") -> Dataset:
    """The sample with cents: the first line has a partner who gave nothing, and money that nobody names."""
    dataset = report_samples.sample_2009(2, audience=audience)
    first = dataset.chapters[0]
    support = (
        SupportFacts("ILO", ODD, Decimal("1000.01")),
        SupportFacts("UNODC", None, Decimal("75030.09")),
        SupportFacts("", None, Decimal("0.07")),
    )
    line = replace(
        first.activities[0],
        support=support,
        accepted=ODD,
        spent_partners=Decimal("76030.17"),
        partners=("ILO",),
    )
    return report_samples.summed(
        replace(
            dataset,
            chapters=(replace(first, activities=(line, *first.activities[1:])), *dataset.chapters[1:]),
        )
    )


def typed(cell: str) -> Decimal | None:
    """A figure of a table; None for a dash."""
    return None if cell in ("–", "") else Decimal(cell.replace(",", ""))


def on_screen(page: str) -> dict[str, tuple[Decimal | None, ...]]:
    """By partner the three amounts, as the page writes them."""
    table = page[page.index('scope="col">Partner</th>') :]
    found = {}
    for row in re.findall(
        r'<tr role="row">\s*<th role="rowheader".*?</tr>', table[: table.index("</table>")], re.S
    ):
        name = re.search(r'scope="row">(.*?)</th>', row)
        cells = re.findall(r'class="number" data-label="[^"]*">(.*?)</td>', row)
        found[name.group(1) if name else ""] = tuple(map(typed, cells))
    return found


def in_print(text: str, names: list[str]) -> dict[str, tuple[Decimal | None, ...]]:
    """The same from the text of the PDF; a row begins with the name of its partner."""
    table = text[text.rindex("Money and support in kind by partner") :]
    found = {}
    for name in names:
        row = re.search(rf"^ *{re.escape(name)} +(\S+) +(\S+) +(\S+)", table, re.M)
        assert row, name
        found[name] = tuple(map(typed, row.groups()))
    return found


def in_workbook(book: Workbook) -> dict[str, tuple[Decimal | None, ...]]:
    rows = list(book["Money"].iter_rows(values_only=True))
    head = list(rows[0])
    places = [head.index(name) for name in PARTNER_HEADS]
    found = {}
    for row in rows[1:]:
        if row[0] == "Partner" or row[2] == "All workplans":
            name = "All partners" if row[2] == "All workplans" else str(row[2])
            found[name] = tuple(None if row[place] is None else Decimal(str(row[place])) for place in places)
    return found


PARTNER_HEADS = ("Accepted from partners", "Accepted support that was spent", "Other spending of partners")


def test_screen_pdf_and_workbook_say_the_same_of_each_partner_to_the_cent(world, secretariat, tmp_path):
    dataset = odd_year()
    finished(world, of=dataset)
    made = render_pdf(report_html(dataset, report_samples.imprint_of(dataset)), identifier=digest(dataset))
    words = papers.text_of(made.content, "-layout")

    screen = on_screen(secretariat.get("/2011/report/secretariat/1/money/").text)

    assert screen == in_print(words, list(screen)) == in_workbook(report_samples.book_of(dataset, tmp_path))
    facts = {one.name or "Partners not named": one for one in money_by_partner(dataset.lines)}
    assert screen.keys() - {"All partners"} == facts.keys()
    assert screen["UNODC"][2] == facts["UNODC"].money.spent_apart
    everything = dataset.money.everything
    assert screen["All partners"] == (everything.accepted, everything.spent_within, everything.spent_apart)


def test_the_sheet_of_support_adds_up_to_the_sheet_of_money(tmp_path):
    dataset = odd_year()

    rows = list(report_samples.book_of(dataset, tmp_path)["Support"].iter_rows(values_only=True))

    places = [list(rows[0]).index(name) for name in PARTNER_HEADS]
    sums = tuple(
        sum((Decimal(str(row[place])) for row in rows[1:] if isinstance(row[place], int | float)), Decimal(0))
        for place in places
    )
    assert sums == in_workbook(report_samples.book_of(dataset, tmp_path))["All partners"]


@pytest.mark.parametrize("audience", ["partners", "observers"])
def test_outsiders_read_who_supports_what_and_no_amount_of_it(tmp_path, audience):
    dataset = odd_year(audience)
    assert not reads_partner_money(dataset)

    page = report_html(dataset, report_samples.imprint_of(dataset))
    book = report_samples.book_of(dataset, tmp_path)

    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert "with ILO" in page
    assert "This edition names partners. It does not show how much they give or spend." in page
    assert "Other spending" not in page
    assert "Support" not in book.sheetnames
    assert not [cell for cell in cells if cell.startswith("Partners, ")]
    assert "ILO" in cells
    for amount in ("1,234.56", "1234.56", "75,030.09", "75030.09", "76,030.17"):
        assert amount not in page
        assert amount not in cells
        assert amount not in to_json(dataset)


def test_a_workplan_without_accepted_support_has_a_zero_in_the_workbook_as_on_the_screen(tmp_path):
    dataset = report_samples.sample_2009(2)
    first, *others = dataset.money.by_country
    assert first
    money = replace(dataset.money, by_country=(replace(first, accepted=Decimal(0)), *others))

    book = report_samples.book_of(replace(dataset, money=money), tmp_path)

    head, cambodia, *_rest = book["Money"].iter_rows(values_only=True)

    assert cambodia[2] == "Cambodia"
    assert cambodia[head.index("Accepted from partners")] == 0

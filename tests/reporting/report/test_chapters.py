"""What the chapters of the report say: figures of targets that countries are not asked, and its abbreviations."""

import re
from dataclasses import replace
from html import unescape

from reporting.dataset import CellStatus, Dataset
from reporting.report.pdf import report_html
from tests.report_samples import imprint_of, several_years

# Words of data in capital letters: codes of places, names of partners, a numeral, what the text of a target says, "US
# dollars"; and two names of formats that nobody writes out.
DATA = {
    "CN", "KH", "LA", "MM", "TH", "VN", "RG", "ILO", "IOM", "UNICEF", "UNODC", "II", "GMS", "US", "PDF", "SHA",
}  # fmt: skip


def printed(dataset: Dataset) -> str:
    return report_html(dataset, imprint_of(dataset))


def test_target_that_no_country_is_asked_has_dashes_at_the_end_of_the_plan():
    dataset = several_years()
    end = printed(dataset).split('id="plan-end"')[1].split("<h1")[0]
    asked = []
    for target in (target for area in dataset.areas for target in area.targets):
        row = end.split(f'<th scope="row">{target.code} ')[1].split("</tr>")[0]
        achieved = sum(cell.status is CellStatus.ACHIEVED for cell in target.cells)
        is_asked = any(cell.status is not CellStatus.NOT_ASKED for cell in target.cells)
        count = str(achieved) if is_asked else "–"
        assert re.findall(r'class="figure">([^<]*)', row)[:2] == [count, count], target.code
        asked.append(is_asked)
    assert (asked.count(True), asked.count(False)) == (6, 1)


def unexplained(html: str) -> set[str]:
    """The abbreviations of the text that its own table does not explain."""
    table = html[html.index("Abbreviations") :].split("</table>")[0]
    explained = {unescape(short) for short in re.findall(r'<th scope="row">([^<]+)</th><td>[^<]+', table)}
    text = unescape(re.sub(r"<(head|style|svg)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL))
    return set(re.findall(r"US\$|\b[A-Z][A-Z&]+\b", text)) - explained - DATA


def test_report_explains_its_abbreviations():
    html = printed(several_years())

    assert unexplained(html) == set()
    assert unexplained(html.replace('<th scope="row">NPA</th>', '<th scope="row"></th>')) == {"NPA"}


def unmarked(html: str) -> list[str]:
    """The captions of tables and charts that do not say that their figures are made up."""
    # The last chapter explains words.
    captions = re.findall(r"<((?:fig)?caption)>(.*?)</\1>", html.split('id="reading"')[0], re.DOTALL)
    assert len(captions) > 20
    return [
        " ".join(one.split())
        for _tag, one in captions
        if 'class="demonstration">Demonstration data<' not in one
    ]


def test_tables_and_charts_of_a_made_up_year_say_so_each():
    proposed = several_years()
    made_up = replace(proposed, facts=replace(proposed.facts, year=2010))
    real = replace(made_up, facts=replace(made_up.facts, demonstration=False))

    counts = printed(made_up).split('id="counts"')[1].split("<h1")[0]
    assert unmarked(printed(made_up)) == []
    assert counts.count(">Demonstration data<") == 3
    # Table 1 of the proposal has counted the activities of 2009.
    assert len(unmarked(printed(proposed))) == 3
    assert ">Demonstration data<" not in printed(real)

"""The PDF: tagged, bookmarked, nothing logged, nothing fetched, and the same figures as everywhere."""

import io
import json
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread, Timer
from typing import Any

import pikepdf
import pytest
from openpyxl import load_workbook
from weasyprint import HTML

from commit_portal.i18n import message, to_plain
from reporting.dataset import Cell, CellStatus, Dataset
from reporting.dataset.activities import RegionalWorkplan, ReportedText
from reporting.dataset.serialization import digest, to_json
from reporting.queue.process import PARTING_SECONDS
from reporting.report import pdf
from reporting.report.context import print_context
from reporting.report.numbering import Imprint
from reporting.report.pdf import Mistaken, Rendered, check_fonts, render_pdf, report_html
from reporting.report_text.coverage import why_missing, why_region_is_missing
from tests.papers import text_of
from tests.report_samples import (
    AS_OF,
    SIX,
    TABLE_1,
    TOTAL_1,
    TOTALS_1,
    book_of,
    few_pages,
    imprint_of,
    noted,
    sample_2009,
    without_release,
)


@cache
def rendered() -> Rendered:
    dataset = sample_2009()
    return render_pdf(report_html(dataset, imprint_of(dataset)), identifier=digest(dataset))


@pytest.fixture
def document() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(rendered().content)) as opened:
        yield opened


def tags(node: Any) -> Iterator[Any]:
    """Every structure element below a node."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from tags(child)


def test_the_report_renders_without_a_line_in_the_log():
    assert rendered().log == ()
    assert rendered().pages == 35


def test_thirteen_countries_render_without_a_line_in_the_log():
    dataset = sample_2009(13)

    made = render_pdf(report_html(dataset, imprint_of(dataset)), identifier="x")

    assert made.log == ()


def test_a_seventh_country_stands_before_the_region_in_print():
    dataset = sample_2009(7)
    heads = re.findall("<thead>.*?</thead>", report_html(dataset, imprint_of(dataset)), re.DOTALL)
    columns = [" ".join(re.sub("<[^>]+>", " ", head).split()) for head in heads]

    assert any(head.endswith("Thailand Viet Nam Country 6 Regional Achieved") for head in columns)


def test_the_document_says_what_it_is(document):
    assert document.Root.Lang == "en"
    assert document.docinfo["/Title"] == "COMMIT Annual Report 2009"
    assert document.Root.MarkInfo.Marked
    assert document.Root.ViewerPreferences.DisplayDocTitle
    with document.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"


def test_every_figure_has_words_and_every_table_heads(document):
    found = list(tags(document.Root.StructTreeRoot))
    figures = [tag for tag in found if tag.S == "/Figure"]
    tables = [tag for tag in found if tag.S == "/Table"]

    assert len(figures) == 5
    assert all(str(figure.get("/Alt", "")) for figure in figures)
    assert len(tables) > 20
    assert all(any(tag.S == "/TH" for tag in tags(table)) for table in tables)
    assert sum(tag.S == "/H1" for tag in found) == 17


def test_every_cell_names_heads_that_are_listed_with_their_scope(document):
    found = list(tags(document.Root.StructTreeRoot))
    heads = {bytes(tag.ID): str(tag.A.Scope) for tag in found if "/ID" in tag}
    names = document.Root.StructTreeRoot.IDTree.Names

    assert {*heads.values()} == {"/Row", "/Column"}
    # A reader looks for a name by halves.
    assert [bytes(name) for name in names[::2]] == sorted(heads)
    assert all(name == tag.ID for name, tag in zip(names[::2], names[1::2], strict=True))
    for cell in (tag for tag in found if tag.S == "/TD"):
        assert set() < {bytes(name) for name in cell.A.Headers} <= heads.keys()


def test_every_chapter_has_a_bookmark_in_one_script(document):
    with document.open_outline() as outline:
        titles = [item.title for item in outline.root]

    assert titles[:4] == ["Contents", "Summary", "The year, planned and actual", "The comparison"]
    assert titles[8:14] == [country.name for country in SIX]


def test_contents_name_the_page_of_every_chapter(document):
    with document.open_outline() as outline:
        pages = {
            item.title: document.pages.index(pikepdf.Page(item.destination[0])) + 1 for item in outline.root
        }
    contents = text_of(rendered().content, "-layout", "-f", "2", "-l", "2")

    for country in SIX:
        assert re.search(rf"{country.name} [ .]+ {pages[country.name]}\n", contents)


def test_the_matrix_is_on_its_side_and_all_else_upright(document):
    wide = [page.mediabox[2] > page.mediabox[3] for page in document.pages]

    assert wide.count(True) == 1
    assert wide[4]


def test_table_1_is_the_same_in_dataset_pdf_and_workbook(tmp_path):
    dataset = sample_2009()
    sheet = book_of(dataset, tmp_path)["Activities by type"]
    published = [[*counts, sum(counts)] for *_, counts in TABLE_1] + [[*TOTALS_1, TOTAL_1]]

    in_dataset = [[*row.by_country, row.total] for row in dataset.types]
    in_dataset.append([*dataset.activity_totals, dataset.activity_total])
    in_workbook = [list(row[2:9]) for row in sheet.iter_rows(min_row=2, max_row=10, values_only=True)]
    table = text_of(rendered().content, "-layout").split("Table 4.1")[1].split("Source")[0]
    rows = [
        re.findall(r"\d+", line)[-7:] for line in table.splitlines() if len(re.findall(r"\d+", line)) >= 7
    ]
    in_pdf = [[int(number) for number in row] for row in rows[:9]]
    counts = print_context(dataset, imprint_of(dataset))["counts"]
    on_screen = [[int(cell["text"]) for cell in (*row["cells"], row["total"])] for row in counts["rows"]]
    on_screen.append([int(cell["text"]) for cell in counts["sums"]])

    assert in_dataset == published
    assert in_workbook == published
    assert in_pdf == published
    assert on_screen == published


# To the Secretariat nothing is withheld. AR-1: one edition has one word for it.
NOT_THERE = [("secretariat", "Not approved"), ("partners", "Not released")]


@pytest.mark.parametrize(("audience", "said"), NOT_THERE)
def test_an_edition_has_one_word_for_what_is_not_there(audience, said):
    dataset = without_release(sample_2009(audience=audience), "TH")
    other = next(word for _audience, word in NOT_THERE if word != said)

    page = report_html(dataset, imprint_of(dataset))

    counts_and_money = page.split('id="counts"')[1].split('id="progress"')[0]
    assert counts_and_money.count(said) > 10
    assert other not in counts_and_money


@pytest.mark.parametrize(("audience", "said"), NOT_THERE)
def test_ar_1_screen_pdf_and_workbook_name_the_missing_countries_in_the_frozen_words(
    audience, said, tmp_path
):
    frozen = "The frozen words on who is missing."
    hidden = without_release(sample_2009(audience=audience), "TH")
    dataset = replace(
        hidden,
        notes=(noted(frozen),),
        regional=RegionalWorkplan(released=False),
        money=replace(hidden.money, regional=None),
    )

    book = book_of(dataset, tmp_path)

    about = book["About"].iter_rows(values_only=True)
    money = [row[2:4] for row in book["Money"].iter_rows(values_only=True)]
    on_screen = print_context(dataset, imprint_of(dataset))
    page = report_html(dataset, imprint_of(dataset))
    assert [value for name, value in about if name == "Note"] == [frozen]
    assert on_screen["reading"]["notes"] == [frozen]
    assert on_screen["summary"]["findings"].count(frozen) == 1
    assert page.count(frozen) == 2
    assert ("Regional workplan", said) in money
    # Beside it Thailand's own chapter says it of Thailand; no other list names whom it is about.
    assert page.count(why_missing(["Thailand"], audience)) == 1
    assert page.count(why_region_is_missing(audience)) == 1


def test_what_is_not_released_says_so_and_its_lines_are_nowhere():
    dataset = without_release(sample_2009(audience="partners"), "TH")
    words = report_html(dataset, imprint_of(dataset))

    assert "Not released" in words
    assert "5 of 6 countries" in words
    assert "TH-2009" not in words
    assert "Social Development and Human Security" not in words
    # The negative control, in the print itself.
    assert "Social Development" in text_of(rendered().content, "-layout")


def test_own_scripts_are_printed_with_their_own_fonts(document):
    names = {
        str(font.BaseFont)
        for page in document.pages
        for font in page.get("/Resources", {}).get("/Font", {}).values()
    }

    for script in ("Khmer", "Lao", "Myanmar", "Thai", "CJK"):
        assert any(script in name for name in names), script


def test_the_same_edition_in_two_processes_and_zones_is_the_same_pdf_with_its_check_number(
    tmp_path, monkeypatch
):
    """The other process orders sets in its own way, reads a clock of another zone, and prints later."""
    monkeypatch.setenv("PYTHONHASHSEED", "20")
    monkeypatch.setenv("TZ", "America/Lima")
    dataset = sample_2009()

    last = run_render(tmp_path, dataset=dataset)

    assert last["done"]["log"] == []
    assert (tmp_path / "report.pdf").read_bytes() == rendered().content
    printed = re.sub(r"\s", "", text_of(rendered().content, "-layout"))
    assert digest(dataset) in printed
    # The first eight stand on the cover and on each page.
    assert printed.count(digest(dataset)[:8]) >= rendered().pages


def test_the_file_carries_its_identifier_and_needs_no_repair():
    dataset = sample_2009()

    with pikepdf.open(io.BytesIO(rendered().content), suppress_warnings=True) as document:
        assert [bytes(one).decode() for one in document.trailer["/ID"]] == [digest(dataset)] * 2
        assert document.check_pdf_syntax() == []
        assert document.get_warnings() == []


def test_less_reading_and_styling_prints_the_same_as_weasyprint_by_itself():
    """The page is read as XML and styled by elements.css; HTML5 parsing and the library's own sheet add nothing."""
    dataset = sample_2009(2)
    html = report_html(dataset, imprint_of(dataset))
    document = HTML(string=html, base_url=pdf.PRINT_ROOT, url_fetcher=pdf.PrintFiles())

    by_itself = document.write_pdf(finisher=pdf.name_heads, pdf_variant="pdf/ua-1")

    assert render_pdf(html, identifier="x").content.replace(b"/ID [<78><78>]", b"") == by_itself


def test_characters_that_no_page_may_hold_are_left_out():
    pasted = replace(few_pages(), notes=(noted("Copied\x0b from\x00 a\ufffe letter"),))

    made = render_pdf(report_html(pasted, imprint_of(pasted)), identifier="x")

    assert "Copied from a letter" in text_of(made.content, "-layout")


def test_texts_are_escaped():
    dataset = sample_2009(1)
    sharp = "<script>alert(1)</script><img src='file:///etc/passwd'>"
    html = report_html(replace(dataset, notes=(noted(sharp),)), imprint_of(dataset))

    assert "&lt;script&gt;" in html
    assert "<script" not in html


PAGE = '<html lang="en"><head><title>x</title></head><body>{}</body></html>'
PAYLOADS = (
    '<img src="{}" alt="x"/>',
    '<link rel="stylesheet" href="{}"/>',
    '<link rel="attachment" href="{}"/>',
    '<a rel="attachment" href="{}">x</a>',
    '<object data="{}"></object>',
    '<embed src="{}"/>',
    "<style>@import url({});</style>",
    "<style>body {{ background: url({}) }}</style>",
    "<style>@font-face {{ font-family: x; src: url({}) }} body {{ font-family: x }}</style>",
    "<style>li {{ list-style-image: url({}) }}</style><ul><li>x</li></ul>",
    "<style>p::before {{ content: url({}) }}</style><p>x</p>",
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title>'
    '<image href="{}" width="9" height="9"/></svg>',
)


@pytest.fixture
def listening() -> Iterator[tuple[str, list[str]]]:
    """A web server on loopback and the addresses that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/x", asked
        server.shutdown()


@pytest.mark.asvs("V1.3.6 V13.2.5 B45")
@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_an_address_outside_the_print_files_stops_the_rendering(payload, scheme, listening, tmp_path):
    address, asked = listening
    canary = tmp_path / "canary.svg"
    canary.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    wanted = address if scheme == "http" else canary.as_uri()

    with pytest.raises(Mistaken, match=r"failure\.address_blocked"):
        render_pdf(PAGE.format(payload.format(wanted)), identifier="x")

    assert asked == []


@pytest.mark.asvs("B45")
def test_a_print_file_is_served():
    """The negative control of the test above: the fetcher does serve what is on its list."""
    assert render_pdf(PAGE.format('<link rel="stylesheet" href="report.css"/>'), identifier="x").pages == 1


def test_missing_fonts_are_named_with_what_to_install(monkeypatch):
    monkeypatch.setitem(pdf.FAMILIES, "Noto Sans Atlantean", "fonts-noto-atlantean")

    with pytest.raises(Mistaken) as missing:
        check_fonts()

    named = {"fonts": ("Noto Sans Atlantean",), "packages": ("fonts-noto-atlantean",)}
    assert missing.value.why == message("failure.fonts_missing", **named)


def test_an_endless_word_renders_in_seconds():
    dataset = few_pages()
    (chapter,) = dataset.chapters
    lines = tuple(replace(line, title="x" * 5_000) for line in chapter.activities)
    long = replace(dataset, chapters=(replace(chapter, activities=lines),))

    made = render_pdf(report_html(long, imprint_of(long)), identifier="x")

    assert made.log == ()


def job_of(folder: Path, dataset: Dataset, **more: Any) -> str:
    job = {
        "kind": "edition",
        "folder": str(folder),
        "dataset": to_json(dataset),
        "digest": digest(dataset),
        "edition": 1,
        "as_of": AS_OF.isoformat(),
        "language": "en",
        "catalogues": [],
        **more,
    }
    return json.dumps(job) + "\n"


def renderer(memory_mb: int = 4096) -> list[str]:
    return [sys.executable, "-m", "reporting.queue.render", str(memory_mb * 1024**2), "100"]


def run_render(folder: Path, *, dataset: Dataset | None = None, memory_mb: int = 4096, **more: Any) -> Any:
    """The renderer as a process of its own, with its last words."""

    def limit() -> None:
        if octets := more.get("file_octets"):
            resource.setrlimit(resource.RLIMIT_FSIZE, (octets, octets))

    with subprocess.Popen(
        renderer(memory_mb),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=limit,
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(job_of(folder, dataset or few_pages(), **more))
        process.stdin.flush()
        # The portal's own parent has such a limit too: memory that runs out may also mean a standstill.
        limit_timer = Timer(60, process.kill)
        limit_timer.start()
        last: Any = {}
        for line in process.stdout:
            last = json.loads(line)
            if "done" in last or "failed" in last:
                break
        # As the portal's own parent does; and a process that is killed has measured nothing.
        with suppress(subprocess.TimeoutExpired):
            process.wait(PARTING_SECONDS)
        limit_timer.cancel()
        process.kill()
    return last


def test_a_full_disk_leaves_no_file_and_a_sentence(tmp_path):
    last = run_render(tmp_path, file_octets=60_000)

    assert last == {"failed": to_plain(message("failure.no_space"))}
    assert not (tmp_path / "report.pdf").exists()


def test_too_little_memory_makes_no_report(tmp_path):
    # In one text, so that Python asks for the memory: a C library that is refused some may end the process.
    long = replace(sample_2009(1), notes=(noted("x" * 50 * 1024**2),))

    last = run_render(tmp_path, memory_mb=450, dataset=long)

    assert last == {"failed": to_plain(message("failure.too_large"))}
    assert list(tmp_path.iterdir()) == []


def in_the_margins(edition: int) -> list[list[str]]:
    """What stands on each page beside its text, which no reader of the tags comes to."""
    html = report_html(few_pages(), Imprint(edition, "0" * 64, AS_OF))
    return [
        [
            box.text
            for margin in page._page_box.children[1:]
            for box in margin.descendants()
            if hasattr(box, "text")
        ]
        for page in pdf.Page(html, pdf.PrintFiles()).render().pages
    ]


def test_each_page_of_a_draft_is_crossed_by_the_word_and_none_of_an_edition():
    draft, edition = ([("Draft" in page) for page in in_the_margins(number)] for number in (0, 1))

    # The cover says it in words.
    assert draft == [False] + [True] * (len(draft) - 1)
    assert not any(edition)


def test_the_files_of_a_draft_hold_no_check_number(tmp_path):
    run_render(tmp_path, edition=0)

    printed = (tmp_path / "report.pdf").read_bytes()
    assert f"/ID [<{AS_OF.isoformat().encode().hex()}>".encode() in printed
    assert not load_workbook(tmp_path / "report.xlsx").properties.identifier


def test_figures_that_do_not_match_their_digest_are_not_printed(tmp_path):
    last = run_render(tmp_path, digest="0" * 64)

    assert last == {"failed": to_plain(message("failure.tampered"))}
    assert [path.name for path in tmp_path.iterdir()] == []


def test_the_process_ends_when_nobody_waits_any_more(tmp_path):
    process = subprocess.Popen(renderer(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert process.stdin
    process.stdin.write(job_of(tmp_path, sample_2009(30)))
    process.stdin.close()

    assert process.wait(timeout=20) == 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("start", [*"=+-@＝＋－＠", "\t", "\r", "\n", "\0", " =", "'=", "\u3000+"])
def test_no_text_becomes_a_formula(start, tmp_path):
    dataset = sample_2009(1)
    first = dataset.chapters[0]
    sharp = f"{start}HYPERLINK(1)"
    line = replace(first.activities[0], title=sharp, texts=(ReportedText("lead_body", f"={sharp}"),))
    changed = replace(
        dataset, chapters=(replace(first, activities=(line,)),), notes=(noted(sharp),), areas=dataset.areas
    )

    cells = [cell for sheet in book_of(changed, tmp_path) for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    told = [cell.value for cell in cells if cell.value and "HYPERLINK(1)" in str(cell.value)]
    # Twice in Activities (title and lead body), once in Support (title), once in the note.
    assert len(told) == 4
    assert all(value.startswith("'") for value in told)
    assert sum(value.startswith("''") for value in told) == (3 if start == "'=" else 0)


def test_the_workbook_has_numbers_as_numbers_and_dates_as_dates(tmp_path):
    dataset = sample_2009()

    book = book_of(dataset, tmp_path)

    assert book.sheetnames == [
        "About",
        "Comparison",
        "Coverage",
        "Comparison details",
        "Activities by type",
        "Money",
        "Money by target",
        "Support",
        "Activities",
        "Recommendations",
        "Dates",
    ]
    line = dict(zip([cell.value for cell in book["Activities"][1]], book["Activities"][2], strict=True))
    assert line["Code"].value == "KH-2009-001"
    assert line["Type"].value in [row[1].value for row in book["Activities by type"].iter_rows(min_row=2)]
    assert line["Planned from"].is_date
    assert line["Secretariat funding"].data_type == "n"
    assert len(list(book["Activities"].rows)) == 1 + TOTAL_1 + 2
    assert all(sheet.freeze_panes for sheet in book)
    assert dict(book["About"].iter_rows(min_row=2, values_only=True))["Check number (SHA-256)"] == digest(
        dataset
    )


def test_the_workbook_does_not_call_missing_what_countries_are_not_asked(tmp_path):
    dataset = sample_2009(1)
    area = dataset.areas[0]
    target = replace(area.targets[0], cells=(Cell(CellStatus.NOT_ASKED),))
    changed = replace(dataset, areas=(replace(area, targets=(target,)),))

    rows = book_of(changed, tmp_path)["Comparison details"].iter_rows(values_only=True)
    details = {row[2]: dict(zip(head, row, strict=True)) for head in [next(rows)] for row in rows}
    assert details["KH"]["Status"] == "Not asked"
    assert details["KH"]["Activities"] == "Not asked"


@pytest.mark.parametrize(("audience", "said"), NOT_THERE)
def test_the_workbook_says_what_is_not_there(tmp_path, audience, said):
    dataset = without_release(sample_2009(audience=audience), "CN")

    book = book_of(dataset, tmp_path)

    assert ["CN", said] in [[row[0], row[1]] for row in book["Activities"].iter_rows(values_only=True)]
    total = next(row for row in book["Activities by type"].iter_rows(values_only=True) if row[1] == "Total")
    assert total[2:] == (22, said, 22, 44, 24, 12, 124)

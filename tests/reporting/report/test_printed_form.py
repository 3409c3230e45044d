"""The printed form: pages, breaks, tags, grey, six scripts, and the same figures in its workbook."""

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from openpyxl import load_workbook

from reporting.dataset.printed_form import (
    FormNeed,
    FormPlace,
    FormStage,
    FormSupport,
    PartnersShown,
    Signatory,
    SignedForm,
    asked_of_secretariat,
    given_by_partners,
    money_by_partner,
)
from reporting.dataset.serialization import digest, form_from_json, to_json
from reporting.report.pdf import PRINT_FILES, Rendered, form_html, render_pdf
from reporting.report.printed_form_workbook import write_form
from reporting.report_text.printed_form import supports_words
from tests.form_samples import MADE_AT, SIX_SCRIPTS, sample_form, with_needs
from tests.reporting.report.test_pdf import tags, text_of

FOUR_BODIES = tuple(Signatory(f"the Ministry {number}") for number in range(1, 5))
HEADS = "KH-2011-  Activity"


@cache
def rendered(form: SignedForm) -> Rendered:
    return render_pdf(form_html(form, as_of=MADE_AT, digest=digest(form)), identifier=digest(form))


def pages_of(form: SignedForm) -> list[str]:
    """The text of each page, spaces joined."""
    pages = text_of(rendered(form).content).split("\f")
    return [re.sub(r"[ \u00a0]+", " ", page) for page in pages if page.strip()]


def workbook_of(form: SignedForm, folder: Path) -> Any:
    write_form(form, folder / "form.xlsx", as_of=MADE_AT, digest=digest(form))
    return load_workbook(folder / "form.xlsx")


@pytest.fixture
def document() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(rendered(sample_form()).content)) as opened:
        yield opened


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"stage": FormStage.SUBMITTED, "version": 1},
        {"stage": FormStage.DRAFT, "version": None},
        {"partners": PartnersShown.NAMES},
        {"needs": with_needs()},
        {"areas": (), "ceiling": None, "agreed_on": None},
        {"place": FormPlace("RG", "", is_regional=True)},
    ],
)
def test_every_kind_of_form_renders_on_one_page_without_a_line_in_the_log(changes: dict[str, Any]) -> None:
    form = sample_form(**changes)

    assert form_from_json(to_json(form)) == form
    assert (rendered(form).log, rendered(form).pages) == ((), 1)


def test_a_longer_form_repeats_its_heads_and_keeps_its_end_whole() -> None:
    first, last = pages_of(sample_form(44))

    assert "KH-2011- Activity" in first
    assert "KH-2011- Activity" in last
    closing = (
        "Money by source",
        "For the taskforce of Cambodia",
        "For the National Committee",
        "Place, date",
    )
    assert [said in first for said in closing] == [False] * 4
    assert [said in last for said in closing] == [True] * 4
    assert "Page 1 of 2" in first


@pytest.mark.parametrize("count", [20, 24, 28, 32, 36, 40])
def test_the_signatures_never_stand_without_the_last_area(count: int) -> None:
    form = sample_form(count, signatories=FOUR_BODIES)

    last = pages_of(form)[-1]

    assert "Area 5." in last
    assert all(f"{line.code[-3:]} " in last for line in form.areas[-1].lines)
    assert last.count("Signature and seal") == 6


def test_a_last_area_longer_than_a_page_still_prints_all_its_lines() -> None:
    form = sample_form(44)
    lines = tuple(form.lines())
    one_area = replace(form, areas=(replace(form.areas[0], lines=lines),))

    pages = pages_of(one_area)

    assert len(pages) == 2
    assert all(any(f"{line.code[-3:]} " in page for page in pages) for line in lines)
    assert "Money by source" in pages[-1]


def test_titles_in_six_scripts_stay_in_their_column() -> None:
    form = sample_form(18, titles=SIX_SCRIPTS)
    made = rendered(form)
    boxes = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=made.content, capture_output=True, check=True
    ).stdout.decode()
    words = re.findall(r'xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"[^>]*>([^<]*)<', boxes)

    assert made.log == ()
    # The country's own name stands in the heading.
    other = [
        float(right)
        for _left, right, word in words
        if re.search(r"[\u0e00-\u17ff\u3400-\u9fff]", word) and word != form.place.own_name
    ]
    assert len(other) > 18
    types = [float(left) for left, _right, word in words if word == "Type"]
    assert max(other) <= min(types)
    fonts = subprocess.run(
        ["pdffonts", "-"], input=made.content, capture_output=True, check=True
    ).stdout.decode()
    for family in ("Khmer", "Lao", "Myanmar", "Thai", "CJK"):
        assert family in fonts


def test_the_form_says_what_it_is_and_is_tagged(document: pikepdf.Pdf) -> None:
    assert document.Root.Lang == "en"
    assert document.docinfo["/Title"] == "Cambodia: workplan 2011"
    assert document.Root.MarkInfo.Marked
    with document.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    found = list(tags(document.Root.StructTreeRoot))
    tables = [tag for tag in found if tag.S == "/Table"]
    assert len(tables) == 3
    assert all(any(tag.S == "/TH" for tag in tags(table)) for table in tables)
    assert sum(tag.S == "/H1" for tag in found) == 1
    assert document.pages[0].mediabox[2] > document.pages[0].mediabox[3]


def test_an_approved_form_has_the_whole_digest_and_the_secretariat_s_signature() -> None:
    form = sample_form()
    (page,) = pages_of(form)

    assert digest(form) in page.replace(" ", "")
    assert "Version 2 · Approved · Demonstration data" in page
    assert "For the COMMIT Secretariat" in page


@pytest.mark.parametrize(
    ("stage", "version", "head"),
    [(FormStage.SUBMITTED, 1, "Version 1 · Not approved"), (FormStage.DRAFT, None, "Draft · Not approved")],
)
def test_a_form_that_is_not_approved_says_so_and_has_no_secretariat_signature(
    stage: FormStage, version: int | None, head: str
) -> None:
    form = sample_form(stage=stage, version=version)
    (page,) = pages_of(form)

    assert head in page
    assert "For the taskforce of Cambodia" in page
    assert "For the COMMIT Secretariat" not in page
    assert (digest(form) in page.replace(" ", "")) is (stage is FormStage.SUBMITTED)
    assert ("watermark" in form_html(form, as_of=MADE_AT, digest="")) is (stage is FormStage.DRAFT)


def test_the_draft_says_so_across_each_page() -> None:
    content = rendered(sample_form(44, stage=FormStage.DRAFT, version=None)).content
    text = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True
    ).stdout

    pages = text.decode().split("\f")[:-1]

    assert ["Draft" in page.splitlines() for page in pages] == [True, True]


def test_sums_are_the_same_in_figures_pdf_and_workbook(tmp_path: Path) -> None:
    form = sample_form()
    book = workbook_of(form, tmp_path)
    (page,) = pages_of(form)

    used, given = asked_of_secretariat(form.lines()), given_by_partners(form.lines())
    money = dict(book["Money by source"].iter_rows(min_row=2, values_only=True))
    costs = [row[8] for row in book["Activities"].iter_rows(min_row=2, values_only=True)]
    assert money == {
        "COMMIT Secretariat": used,
        "United Nations Development Programme": 4_500,
        "International Organization for Migration": 5_250,
        "Total": used + given,
    }
    assert 0 in costs
    assert sum(cost for cost in costs if cost is not None) == used
    for said in (f"Total {used:,.0f} {given:,.0f}", f"Total {used + given:,.0f}", "UNDP 2,500"):
        assert said in page


def test_two_partners_of_one_name_are_added_up_apart() -> None:
    form = sample_form()
    gifts = tuple(
        FormSupport(acronym, "Friends of Children", is_money=True, amount=Decimal(amount))
        for acronym, amount in (("FOC", 1_000), ("FCL", 2_000), ("FOC", 500))
    )
    line = replace(next(form.lines()), supports=gifts)
    form = replace(form, areas=(replace(form.areas[0], lines=(line,)),))

    assert money_by_partner(form) == (("Friends of Children", 1_500), ("Friends of Children", 2_000))


def test_without_amounts_neither_file_has_one(tmp_path: Path) -> None:
    form = sample_form()
    lines = [
        replace(
            line, supports=tuple(replace(gift, is_money=None, amount=None, what="") for gift in line.supports)
        )
        for line in form.lines()
    ]
    named = replace(form, partners=PartnersShown.NAMES, areas=(replace(form.areas[0], lines=tuple(lines)),))
    book = workbook_of(named, tmp_path)

    text = " ".join(pages_of(named))
    cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    for amount in (2_500, 5_250, 4_500, 9_750):
        assert f"{amount:,}" not in text
        assert amount not in cells
    assert "International Organization for Migration" in text
    assert "International Organization for Migration" in cells
    assert "Two trainers" not in text


def test_technical_needs_say_who_meets_them(tmp_path: Path) -> None:
    form = sample_form(needs=with_needs())

    (page,) = pages_of(form)
    rows = list(workbook_of(form, tmp_path)["Technical needs"].iter_rows(min_row=2, values_only=True))

    listed = page.partition("Technical needs")[2].splitlines()
    assert re.findall(r"\d{3}: (?:Need: )?\w+", " ".join(listed)) == [
        "006: Need: Somebody",
        "002: Support",
        "003: Need: An",
    ]
    assert "003: Need: An adviser. Support comes from ILO." in " ".join(page.split())
    assert "No support yet" in page
    assert rows == [
        ("KH-2011-003", "An adviser", "ILO"),
        ("KH-2011-006", "Somebody who drafts the agreement", "nobody yet"),
    ]


def test_what_is_given_in_kind_is_not_taken_for_a_technical_need(tmp_path: Path) -> None:
    gift = FormSupport("ILO", "ILO", is_money=False, what="Two trainers, ten days")
    line = replace(next(sample_form().lines()), supports=(gift,))
    form = sample_form(needs=(FormNeed(line.code, "Two trainers", met_by=("ILO",)),))
    form = replace(form, areas=(replace(form.areas[0], lines=(line,)),))

    (page,) = pages_of(form)
    book = workbook_of(form, tmp_path)

    assert f"{line.code[-3:]}: Support in kind from ILO: Two trainers, ten days." in " ".join(page.split())
    assert f"{line.code[-3:]}: Need: Two trainers. Support comes from ILO." in " ".join(page.split())
    assert [row[1] for row in book["Support in kind"].iter_rows(min_row=2, values_only=True)] == [gift.what]
    assert [row[1] for row in book["Technical needs"].iter_rows(min_row=2, values_only=True)] == [
        "Two trainers"
    ]


def test_what_a_partner_gives_stays_on_its_line_and_a_long_name_may_break() -> None:
    line = replace(
        next(sample_form().lines()),
        supports=(
            FormSupport("World Vision", "World Vision", is_money=True, amount=Decimal(1_500)),
            FormSupport("UNODC", "UNODC", is_money=False, what="A drafter"),
        ),
    )

    said = supports_words(line, cents=False)

    assert said == "World Vision\u00a01,500; UNODC,\u00a0in\u00a0kind"


def test_no_cell_of_the_workbook_is_a_formula(tmp_path: Path) -> None:
    book = workbook_of(sample_form(titles=("=HYPERLINK(1)", "+1", "@x", "-1", "plain")), tmp_path)

    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


def test_a_hostile_title_is_text() -> None:
    form = sample_form(titles=("<img src='file:///etc/passwd'/>\x00", "a" * 3_000, "&lt;", "</td>", "x"))

    made = rendered(form)

    assert made.log == ()
    assert "<img src='file:///etc/passwd'/>" in text_of(made.content).replace("\n", "")


def test_text_is_readable_on_everything_that_lies_under_it_also_in_grey() -> None:
    """A colour and its grey have the same luminance, from which the contrast is worked out."""
    sheets = "".join((PRINT_FILES / name).read_text() for name in ("form.css", "tokens.css"))
    under = re.findall(r"\.watermark \{[^}]*color: (#[0-9a-f]{6})", sheets)
    named = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", sheets))
    written = set(re.findall(r"[ ;{]color: (#[0-9a-f]{6})", sheets.replace(under[0], "")))
    written |= {named[name] for name in ("ink", "muted", "brand")}

    found = {
        (ink, paper): contrast(ink, paper)
        for ink in written
        for paper in ("#ffffff", named["sunk"], under[0])
    }

    assert len(found) >= 12
    assert {pair: ratio for pair, ratio in found.items() if ratio < 4.5} == {}


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG between two colours."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

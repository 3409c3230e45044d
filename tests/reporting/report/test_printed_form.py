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
from reporting.report.printed_form import write_form
from reporting.report_text.printed_form import signed_for, signing_words, supports_words, what_it_is
from tests.form_samples import MADE_AT, SIX_SCRIPTS, sample_form, sent_to_sign, with_needs
from tests.papers import text_of
from tests.reporting.report.form_pictures import MM, PAPER, Place, draw_seal, pictures_of, words_of
from tests.reporting.report.test_pdf import tags
from tests.test_look import contrast

HEADS = "KH-2011- Activity"
# Between the running head and the foot of a page, in millimetres.
PAGE = (15, 197)


@cache
def rendered(form: SignedForm) -> Rendered:
    return render_pdf(form_html(form, as_of=MADE_AT, digest=digest(form)), identifier=digest(form))


def pages_of(form: SignedForm) -> list[str]:
    """The text of each page, spaces joined."""
    pages = text_of(rendered(form).content, "-layout").split("\f")
    return [re.sub(r"[ \u00a0]+", " ", page) for page in pages if page.strip()]


def workbook_of(form: SignedForm, folder: Path) -> Any:
    write_form(form, folder / "form.xlsx", as_of=MADE_AT, digest=digest(form))
    return load_workbook(folder / "form.xlsx")


@pytest.fixture
def document() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(rendered(sample_form()).content)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("changes", "pages"),
    [
        ({}, 2),
        ({"stage": FormStage.SUBMITTED, "version": 1}, 2),
        ({"stage": FormStage.DRAFT, "version": None}, 2),
        ({"partners": PartnersShown.NAMES}, 2),
        ({"needs": with_needs()}, 2),
        ({"areas": (), "ceiling": None, "agreed_on": None}, 1),
        ({"place": FormPlace("RG", "", is_regional=True)}, 2),
    ],
)
def test_every_kind_of_form_renders_without_a_line_in_the_log(changes, pages):
    form = sample_form(**changes)

    assert form_from_json(to_json(form)) == form
    assert (rendered(form).log, rendered(form).pages) == ((), pages)


@pytest.mark.parametrize("count", [17, 25])
def test_page_1_has_the_table_and_page_2_all_else(count):
    first, last = pages_of(sent_to_sign(count))

    beside = (
        "2 of 5 ministries agree.",
        "Money by source",
        "Technical need",
        f"“Cambodia: workplan 2011”, with {count} activities and US$",
        "For the taskforce of Cambodia For the National Committee For Ministry of Women's Affairs, lead body For",
    )
    assert re.findall(r"Area \d|Total|Page . of .", first) == [
        *map("Area {}".format, range(1, 6)),
        "Total",
        "Page 1 of 2",
    ]
    assert [said in last for said in beside] == [True] * 5
    assert [said in first for said in beside[1:]] == [False] * 4
    assert HEADS not in last


@pytest.mark.parametrize("stage", [FormStage.DRAFT, FormStage.APPROVED])
@pytest.mark.parametrize("count", [8, 17, 25, 28, 34, 44, 60])
def test_no_area_is_torn_and_no_page_is_half_empty(count, stage):
    """Also where nothing is needed, so that the last page may have the places to sign alone."""
    form = sent_to_sign(count, stage=stage)
    pages = pages_of(form)

    for area in form.areas:
        found = [sum(f"{line.code[-3:]} {line.title}" in page for line in area.lines) for page in pages]
        assert sorted(found) == [0] * (len(pages) - 1) + [len(area.lines)]
    assert [HEADS in page for page in pages] == ["Area " in page for page in pages]
    assert min(full_parts(form)) > 1 / 2
    if stage == FormStage.DRAFT:
        *others, last = full_parts(sample_form(count, signatories=()))
        assert (min(others) > 1 / 2, last > 1 / 3) == (True, True)


def test_returned_activities_are_named_on_page_1_and_no_page_is_half_empty():
    form = sent_to_sign(25, returned=("KH-2011-026", "KH-2011-027"))
    first, *_others = pages_of(form)

    assert {"returned", "KH-2011-026", "KH-2011-027."} <= {*first.split()}
    assert min(full_parts(form)) > 1 / 2
    assert "returned" not in " ".join(pages_of(sent_to_sign(25)))


def full_parts(form: SignedForm) -> list[float]:
    """How much of each page has text, down to the last line above its foot."""
    first, end = PAGE
    return [
        (max(y / MM for said, _x, y in page if y / MM < end and said != "Draft") - first) / (end - first)
        for page in words_of(rendered(form).content)
    ]


@pytest.mark.parametrize("stage", [FormStage.DRAFT, FormStage.APPROVED])
@pytest.mark.parametrize("count", [17, 25, 44])
def test_a_seal_of_40_mm_falls_on_white_in_each_place_also_in_grey(count, stage):
    form = sent_to_sign(count, stage=stage)
    *before, (page, places) = pictures_of(rendered(form).content)

    assert [others for _page, others in before if others] == []
    assert len(places) == (4 if form.is_approved else 3)
    for place in places:
        width, height = (place[2] - place[0]) / MM, (place[3] - place[1]) / MM
        assert (60 <= width <= 60.8, 40 <= height <= 40.8) == (True, True)
        seal = middle_of(place)
        assert page.convert("L").crop(seal).getextrema()[0] >= PAPER
        draw_seal(page, place)
        assert page.convert("L").crop(seal).getextrema()[0] < PAPER


def middle_of(place: Place) -> Place:
    """What a round seal covers, without the words at the foot of its place."""
    left, top, right, bottom = place
    return (left + right) // 2 - 20 * MM, top, (left + right) // 2 + 20 * MM, bottom - 5 * MM


@pytest.mark.parametrize("bodies", [4, 9])
def test_places_of_more_bodies_stand_in_rows_that_stay_whole(bodies):
    named = tuple(Signatory(f"the Ministry {number}") for number in range(bodies))
    form = sent_to_sign(25, signatories=named)

    pages = [(page.count("Signature and seal"), page.count("Place, date")) for page in pages_of(form)]

    assert sum(places for places, _ends in pages) == bodies + 3
    assert all(places == ends for places, ends in pages)
    assert sum(len(places) for _page, places in pictures_of(rendered(form).content)) == bodies + 3


def test_the_lead_body_signs_once_also_where_it_is_named_as_a_body():
    named = (Signatory("the Ministry of Women's Affairs"),)

    assert signed_for(sample_form(signatories=named)) == [
        "For the taskforce of Cambodia",
        "For the Ministry of Women's Affairs",
        "For the COMMIT Secretariat",
    ]


def test_nothing_is_lost_where_much_is_said_beside_the_table():
    """Every ministry, need and place to sign is printed, on as many pages as it takes."""
    form = sent_to_sign(44, stage=FormStage.DRAFT)
    needs = tuple(FormNeed(line.code, f"Need {line.code} {'of words ' * 20}") for line in form.lines())
    many = tuple(replace(form.ministries[0], name=f"Ministry N{number}.") for number in range(60))
    form = replace(form, needs=needs, ministries=many)

    text = " ".join(pages_of(form))

    assert [one.name for one in many if one.name not in text] == []
    assert [need.code for need in needs if f"Need {need.code}" not in text] == []
    assert text.count("Place, date") == 3


def test_a_last_area_longer_than_a_page_still_prints_all_its_lines():
    form = sample_form(44)
    lines = tuple(form.lines())
    one_area = replace(form, areas=(replace(form.areas[0], lines=lines),))

    pages = pages_of(one_area)

    assert len(pages) == 3
    assert f"{lines[0].code[-3:]} " in pages[0]
    assert all(any(f"{line.code[-3:]} " in page for page in pages) for line in lines)
    assert "Money by source" in pages[1]


def test_titles_in_six_scripts_stay_in_their_column():
    form = sample_form(18, titles=SIX_SCRIPTS)
    made = rendered(form)
    boxes = text_of(made.content, "-bbox")
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


def test_the_form_says_what_it_is_and_is_tagged(document):
    assert document.Root.Lang == "en"
    assert document.docinfo["/Title"] == "Cambodia: workplan 2011"
    assert document.Root.MarkInfo.Marked
    with document.open_metadata() as metadata:
        assert metadata["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    found = list(tags(document.Root.StructTreeRoot))
    tables = [tag for tag in found if tag.S == "/Table"]
    assert len(tables) == 4
    assert all(any(tag.S == "/TH" for tag in tags(table)) for table in tables)
    assert sum(tag.S == "/H1" for tag in found) == 1
    assert document.pages[0].mediabox[2] > document.pages[0].mediabox[3]


def test_an_approved_form_has_the_whole_digest_and_the_secretariat_s_signature():
    form = sample_form()
    pages = pages_of(form)

    for page in pages:
        assert digest(form) in page.replace(" ", "")
        assert "Version 2 · Approved · Demonstration data" in page
    assert "For the COMMIT Secretariat" in pages[-1]


@pytest.mark.parametrize(
    ("stage", "version", "head"),
    [(FormStage.SUBMITTED, 1, "Version 1 · Not approved"), (FormStage.DRAFT, None, "Draft · Not approved")],
)
def test_a_form_that_is_not_approved_says_so_and_has_no_secretariat_signature(stage, version, head):
    form = sample_form(stage=stage, version=version)
    page = "\f".join(pages_of(form))

    assert head in page
    assert "For the taskforce of Cambodia" in page
    assert "For the COMMIT Secretariat" not in page
    assert (digest(form) in page.replace(" ", "")) is (stage is FormStage.SUBMITTED)
    assert ("watermark" in form_html(form, as_of=MADE_AT, digest="")) is (stage is FormStage.DRAFT)


def test_the_draft_says_so_across_each_page():
    content = rendered(sample_form(44, stage=FormStage.DRAFT, version=None)).content

    pages = text_of(content, "-raw").split("\f")[:-1]

    assert ["Draft" in page.splitlines() for page in pages] == [True, True, True]


def test_sums_are_the_same_in_figures_pdf_and_workbook(tmp_path):
    form = sample_form()
    book = workbook_of(form, tmp_path)
    page = "\f".join(pages_of(form))

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


def test_two_partners_of_one_name_are_added_up_apart():
    form = sample_form()
    gifts = tuple(
        FormSupport(acronym, "Friends of Children", is_money=True, amount=Decimal(amount))
        for acronym, amount in (("FOC", 1_000), ("FCL", 2_000), ("FOC", 500))
    )
    line = replace(next(form.lines()), supports=gifts)
    form = replace(form, areas=(replace(form.areas[0], lines=(line,)),))

    assert money_by_partner(form) == (("Friends of Children", 1_500), ("Friends of Children", 2_000))


def test_without_amounts_neither_file_has_one(tmp_path):
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


def test_needs_and_support_in_kind_are_said_once_with_who_gives_them(tmp_path):
    """Support that meets a need stands beside it. Other support is not taken for a need."""
    form = sample_form(needs=with_needs())

    rows = workbook_of(form, tmp_path)["Needs and support"].iter_rows(min_row=2, values_only=True)
    page = pages_of(form)[-1]

    assert list(rows) == [
        ("KH-2011-006", "Somebody who drafts the agreement", None, "nobody yet"),
        ("KH-2011-002", "Trainers", "Two trainers for the course", "UNODC"),
        ("KH-2011-003", "An adviser", None, "ILO"),
        ("KH-2011-003", None, "A room", "ILO"),
    ]
    assert [line for line in page.splitlines() if re.match(r"\d{3} ", line)] == [
        "006 Somebody who drafts the agreement nobody yet",
        "002 Trainers Two trainers for the course UNODC",
        "003 An adviser ILO",
        "003 A room ILO",
    ]
    for said in ("Somebody who drafts", "Trainers", "Two trainers", "An adviser", "A room"):
        assert "".join(pages_of(form)).count(said) == 1


def test_reserve_is_named_and_in_no_sum(tmp_path):
    """Of an approved form nothing is in reserve, and its workbook has no sheet of it."""
    draft = sent_to_sign(17, stage=FormStage.DRAFT)

    page = pages_of(draft)[-1]
    book = workbook_of(draft, tmp_path)

    assert re.search(r"In reserve, not in the totals US\$(.|\n)*018 Vocational help 6,250", page)
    assert [*book["In reserve"].iter_rows(min_row=2, values_only=True)] == [
        ("KH-2011-018", "Vocational help", "Ministry of Labour", 6_250)
    ]
    used = asked_of_secretariat(draft.lines())
    assert used == asked_of_secretariat(replace(draft, reserve=()).lines())
    assert f"COMMIT Secretariat {used:,.0f}" in page
    assert "In reserve" not in workbook_of(sent_to_sign(17), tmp_path).sheetnames


def test_form_counts_the_reserve_as_the_other_pages_do_and_says_so():
    """The home page and the year count 18 activities: so do the first sentence and the one above the signatures."""
    draft = sent_to_sign(17, stage=FormStage.DRAFT)

    said = what_it_is(draft), signing_words(draft)

    assert draft.activity_count == 18
    assert all("18 activities" in words and "1 of them is in reserve." in words for words in said)
    assert not any("in reserve" in words for words in map(what_it_is, [replace(draft, reserve=())]))


def test_answers_of_ministries_are_the_same_in_pdf_and_workbook(tmp_path):
    """A form that is not a draft names only those that agree."""
    said = {
        "Ministry of Justice": "Agreed, 16 February 2011",
        "Ministry of Labour": "Agreed, letter of 25 January 2011",
    }
    in_draft = {
        **said,
        "Ministry of Social Affairs": "Does not agree, letter of 26 January 2011",
        "Ministry of Interior": "Not answered, asked on 16 February 2011",
        "Ministry of Women's Affairs": "Not asked",
    }
    for stage, named in ((FormStage.DRAFT, in_draft), (FormStage.APPROVED, said)):
        form = sent_to_sign(17, stage=stage)
        text = "\n".join(pages_of(form))
        about = dict(workbook_of(form, tmp_path)["About"].iter_rows(min_row=2, values_only=True))

        assert {name: about[name] for name in in_draft if name in about} == named
        assert {name for name, answer in in_draft.items() if f"{name} {answer}" in text} == set(named)
        assert "2 of 5 ministries agree" in text


def test_what_a_partner_gives_stays_on_its_line_and_a_long_name_may_break():
    line = replace(
        next(sample_form().lines()),
        supports=(
            FormSupport("World Vision", "World Vision", is_money=True, amount=Decimal(1_500)),
            FormSupport("UNODC", "UNODC", is_money=False, what="A drafter"),
        ),
    )

    said = supports_words(line, cents=False)

    assert said == "World Vision\u00a01,500; UNODC,\u00a0in\u00a0kind"


def test_text_is_readable_on_everything_that_lies_under_it_also_in_grey():
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

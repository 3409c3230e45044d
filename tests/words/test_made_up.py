"""The made-up language and the walk notice what they should: the negative controls of tests/words/test_walk.py."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils.translation import gettext, ngettext, override
from openpyxl import Workbook

from commit_portal.files.spreadsheets import read_rows
from commit_portal.i18n import day
from commit_portal.sheets.workbook import workbook_of
from spa.sheet import KIND, TextSheet, texts_of
from spa.statuses import TextKind
from tests import cast
from tests.words import made_up
from workplans.models import Activity, Taskforce


def test_brackets_close_around_parameters_and_tags():
    assert made_up.made_up_words("Added %(noun)s here") == "««Added ~~»»%(noun)s«« here~»»"
    assert (
        made_up.made_up_words('See <a href="%(url)s">this</a>') == '««See ~»»<a href="%(url)s">««this~»»</a>'
    )


def test_a_page_in_the_made_up_language_has_no_fault_and_an_unmarked_sentence_is_one(language):
    marked = '{% load i18n formatting %}<p title="{% translate "Sign in" %}">{% translate "Cancel" %} {{ when|day }}</p>'
    unmarked = marked + "<p>Nobody marked this</p>"
    context = Context({"when": cast.NOW})
    with made_up.made_up(language):
        assert made_up.faults_of_page(Template(marked).render(context)) == []
        assert made_up.faults_of_page(Template(unmarked).render(context)) == [
            made_up.Fault("p", "Nobody marked this")
        ]


def test_a_sentence_of_django_and_a_counted_one_are_said_in_it_too(language):
    with made_up.made_up(language):
        said = [
            gettext("This field is required."),
            ngettext("%(count)s chosen", "%(count)s chosen", 2) % {"count": 2},
            day(cast.NOW),
        ]
    assert said == [
        "««This field is required.~~~~~~~»»",
        "2«« chosen~~»»",
        "1 ««Feb~»» 2011",
    ]


def test_an_english_parameter_does_not_hide_inside_a_sentence(language):
    with made_up.made_up(language):
        said = gettext("Row %(number)s") % {"number": "seven"}
    assert made_up.faults_of_text(said) == [made_up.Fault("paragraph 1", "seven")]


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ('<input type="submit" value="Save">', made_up.Fault("input value", "Save")),
        ('<input placeholder="A name">', made_up.Fault("input placeholder", "A name")),
        ('<img alt="A chart">', made_up.Fault("img alt", "A chart")),
        ('<meter aria-valuetext="half">50 %</meter>', made_up.Fault("meter aria-valuetext", "half")),
        ('<td data-label="Cost">1</td>', made_up.Fault("td data-label", "Cost")),
        ('<a data-confirm="Are you sure?">»</a>', made_up.Fault("a data-confirm", "Are you sure?")),
        ("<title>Workplan</title>", made_up.Fault("title", "Workplan")),
        ("<textarea>typed</textarea>", made_up.Fault("textarea", "typed")),
        ("<p>««Cut of~", made_up.Fault("p", "««Cut of~")),
    ],
)
def test_every_text_of_a_page_is_read(page, fault):
    assert made_up.faults_of_page(page) == [fault]


def test_data_is_no_fault():
    page = (
        "<p>KH-2011-001, 1.T1, US$10,918.50, kh@example.org</p><script>let words</script>"
        f'<dd lang="vi">Viet Nam</dd><p class="of words" data-status="draft">{made_up.full_width("Typed text")}</p>'
    )
    assert made_up.faults_of_page(page) == []


def test_a_workbook_is_read_to_its_margins():
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet"
    sheet["A1"], sheet["B1"] = "««Code~»»", "Cost"
    sheet.oddHeader.left.text = "Annual report"
    out = BytesIO()
    book.save(out)
    assert made_up.faults_of_workbook(out.getvalue()) == [
        made_up.Fault("sheet", "Sheet"),
        made_up.Fault("Sheet!B1", "Cost"),
        made_up.Fault("Sheet margin", "Annual report"),
    ]


def test_typed_text_is_set_full_width_and_codes_are_not(world):
    line = cast.complete_line(world.workplan("kh"), by=world.seats["kh_officer"])
    title = line.title
    made_up.set_full_width()
    assert Activity.objects.get(pk=line.pk).title == made_up.full_width(title) != title
    assert Taskforce.objects.get(slug="kh").name == "Ｃａｍｂｏｄｉａ"


@pytest.mark.parametrize("reader", ["en", "xx"])
def test_a_workbook_is_read_back_in_the_language_that_it_names(reader, language, world):
    with made_up.made_up(language):
        sheet = TextSheet(world.plan)
        data = workbook_of(sheet, "Plan", texts_of(world.plan, 1), {})
        with override(reader):
            table = read_rows(SimpleUploadedFile("plan.xlsx", data)).by_code(
                sheet.heads, sheet.cover, sheet.choices
            )
            kinds = {sheet.fields[KIND].widget.clean(row.cells["kind"]) for row in table.rows}
    assert table.columns == tuple(sheet.heads)
    assert table.about["plan"] == "spa-test"
    assert kinds == set(TextKind)

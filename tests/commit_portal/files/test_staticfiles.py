"""The one style sheet that is made when static files are collected."""

import re

import pytest
import tinycss2
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django_htmx.jinja import htmx_script

from commit_portal.files.staticfiles import SHEET, one_sheet, words_of_pages
from tests.modules import found


def test_sheet_imports_nothing_and_keeps_the_order_of_the_layers():
    written = (settings.BASE_DIR / "static" / SHEET).read_text()

    sheet = one_sheet({"btn"})

    assert "@import" not in sheet
    assert re.findall(r"^@layer (\w+)\{", sheet, re.MULTILINE) == re.findall(r"layer\((\w+)\)", written)
    assert sheet.startswith("@layer bootstrap, tokens, base, layout, forms, components, print;")


@pytest.mark.parametrize("source", found("static/css/*.css", at_least=14), ids=lambda path: path.name)
def test_our_own_rules_are_all_in_it(source):
    sheet = one_sheet(set())
    rules = tinycss2.parse_stylesheet(source.read_text(), skip_comments=True, skip_whitespace=True)

    assert [
        rule.serialize() for rule in rules if rule.type != "at-rule" and rule.serialize() not in sheet
    ] == []


def test_class_that_no_page_can_name_is_cut_also_out_of_a_list_and_inside_media():
    bootstrap = one_sheet({"btn", "row", "form-select"}).partition("@layer tokens")[0]

    assert re.search(r"\.btn[:{,]", bootstrap)
    assert re.search(r"\.form-select[:{,]", bootstrap)
    assert set(
        re.findall(r"(?<![\d(])\.([a-z][\w-]*)(?=[^{}]*\{)", re.sub(r":not\([^)]*\)", "", bootstrap))
    ) == {
        "btn",
        "form-select",
        "row",
    }


def test_rules_without_a_class_stay():
    bootstrap = one_sheet(set()).partition("@layer tokens")[0]

    assert "box-sizing:border-box" in bootstrap
    assert "prefers-reduced-motion" in bootstrap


@pytest.mark.parametrize("name", ["btn-primary", "form-control", "invalid-feedback", "visually-hidden"])
def test_classes_of_our_templates_and_of_the_template_pack_are_words_of_pages(name):
    assert name in words_of_pages()


def test_class_that_nothing_names_is_no_word_of_pages():
    assert "carousel-item" not in words_of_pages()


def test_of_htmx_only_what_pages_ask_for_is_collected():
    passed_over = apps.get_app_config("staticfiles").ignore_patterns
    found = {name for finder in get_finders() for name, _ in finder.list(passed_over) if "htmx" in name}

    assert found == {"django_htmx/django-htmx.js", "django_htmx/htmx-2.min.js"}
    assert "django_htmx/htmx-2.min.js" in htmx_script()

"""The table of fields is complete, and everything that takes, keeps or shows an activity walks it."""

from dataclasses import fields, replace

import pytest
from django import forms

from reporting.dataset import ActivityFacts as ReportedActivity
from reporting.dataset.activities import ReportedText
from tests import cast
from tests.report_samples import book_of, few_pages
from workplans.drafting.forms import ActivityForm
from workplans.fields import BY_NAME, DRAFTED, FIELDS, REPORTED, STORED, FieldKind
from workplans.models import Activity, VersionLine
from workplans.models.activities import ActivityContent
from workplans.plan.line_content import DraftedLine, LineDraft
from workplans.statuses import Funding

PLAIN = [item.name for item in FIELDS if item.is_plain]


def test_each_content_column_has_one_row_and_the_other_way_round():
    declared = [column.name for column in ActivityContent._meta.local_fields]

    assert sorted(STORED) == sorted(declared)


def test_a_draft_has_each_field_that_a_person_types():
    # Where a line was carried over from is written, and typed by nobody.
    typed = {column.name for column in fields(LineDraft)} - {"carried_from"}
    assert typed == {item.name for item in DRAFTED}


@pytest.mark.parametrize("changes", [{}, {"funding": Funding.NONE, "secretariat_cost": None}])
def test_the_rules_look_at_a_draft_as_at_the_line_that_it_would_be(kh_plan, changes):
    draft = cast.complete_draft(kh_plan.cycle.plan, **changes)

    drafted = DraftedLine(kh_plan, draft)

    line = Activity(workplan=kh_plan, number=0, **draft.columns())
    for name in (*STORED, "workplan", "area_id", "short_code"):
        assert getattr(drafted, name) == getattr(line, name), name


def test_the_form_has_each_field_in_the_order_of_the_table_under_its_label():
    given = ActivityForm.base_fields

    assert [name for name in ActivityForm.field_order if name in BY_NAME] == [item.name for item in DRAFTED]
    assert {name: given[name].label for name in BY_NAME if name != "supports"} == {
        item.name: item.label for item in DRAFTED
    }


def test_each_text_has_a_limit_which_is_its_column_s():
    limits = {item.name: item.limit for item in FIELDS if item.is_text}
    columns = {name: ActivityContent._meta.get_field(name).max_length for name in limits}

    assert None not in limits.values()
    assert {name: limit for name, limit in columns.items() if limit is not None} == {
        item.name: item.limit for item in FIELDS if item.kind is FieldKind.LINE
    }


def test_each_text_longer_than_its_limit_is_refused_by_the_database_s_constraint():
    (keeps,) = (
        one for one in Activity._meta.constraints if one.name == "activity_texts_keep_to_their_length"
    )

    said = str(keeps.condition)

    assert [item.name for item in FIELDS if item.limit and item.name not in said] == []


def test_each_field_that_wp_5_asks_for_is_in_the_constraint_of_a_complete_version():
    (complete,) = (
        one for one in VersionLine._meta.constraints if one.name == "line_of_a_version_is_complete"
    )

    said = str(complete.condition)

    asked = [item.name for item in FIELDS if item.lacking is not None]
    assert [name for name in (*STORED, "targets") if name in said and name != "funding"] == asked


def test_the_report_s_workbook_has_a_column_for_each_reported_text(tmp_path):
    dataset = few_pages()
    texts = tuple(ReportedText(item.name, f"The {item.name}") for item in REPORTED)
    chapters = tuple(
        replace(one, activities=tuple(replace(line, texts=texts) for line in one.activities))
        for one in dataset.chapters
    )

    sheet = book_of(replace(dataset, chapters=chapters), tmp_path)["Activities"]

    head = [cell.value for cell in sheet[1]]
    row = [cell.value for cell in sheet[2]]
    assert {item.name: row[head.index(str(item.label))] for item in REPORTED} == {
        text.field: text.words for text in texts
    }
    assert ReportedActivity("KH-2011-001", "Title", "1", "training").text("lead_body") == ""


def test_fields_that_the_form_does_not_declare_are_made_by_their_kind():
    kinds = {
        FieldKind.LINE: forms.TextInput,
        FieldKind.TEXT: forms.Textarea,
        FieldKind.DAY: forms.TextInput,
        FieldKind.MONEY: forms.TextInput,
    }

    assert {name: type(ActivityForm.base_fields[name].widget) for name in PLAIN} == {
        name: kinds[BY_NAME[name].kind] for name in PLAIN
    }

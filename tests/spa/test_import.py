"""The plan of action through Excel: out, changed, compared, confirmed; in one step, by the same actions."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from commit_portal.files.spreadsheets import UnreadableFile, read_rows, rows_kept, write_csv
from commit_portal.refusals import RuleBroken, SomebodyWasFaster
from commit_portal.sheets.engine import VERSION_LINE, Preview
from commit_portal.sheets.workbook import csv_of, workbook_of
from commit_portal.workflow import events_about
from spa.actions import stages, texts
from spa.actions.reference import load_plans
from spa.models import ActionPlan, Area, Descent, MenuActivity, Target, TextImport
from spa.queries import changes_between
from spa.rules import NO_SOURCE, ONLY_TEXT, only_text
from spa.sheet import TextSheet, texts_of
from tests import cast, plan_texts
from tests.replayed import replayed
from workplans.models import Seat
from workplans.years.actions import open_year

NOW = datetime(2011, 2, 1, 9, 0, tzinfo=UTC)
SAME = "It is the same obligation"


@pytest.fixture
@replayed
def plan(db: None) -> ActionPlan:
    """SPA III as loaded: open, because no year stands on it here."""
    load_plans(now=NOW)
    return ActionPlan.objects.get(code="spa-3")


def export_xlsx(plan: ActionPlan) -> bytes:
    about = {VERSION_LINE: str(plan.row_version)}
    return workbook_of(TextSheet(plan), "Plan of action", texts_of(plan, 1), about)


def export_csv(plan: ActionPlan) -> bytes:
    return csv_of(TextSheet(plan), texts_of(plan, 1))


def preview_of(waiting: TextImport) -> Preview:
    return TextSheet(waiting.plan, columns=waiting.columns).preview(rows_kept(waiting.rows))


def compared(plan: ActionPlan, data: bytes, by: Seat, name: str = "plan.csv") -> tuple[TextImport, Preview]:
    sheet = TextSheet(plan)
    table = sheet.check(read_rows(SimpleUploadedFile(name, data)))
    kept = sheet.kept(table, name)
    version = kept.pop("made_from")
    waiting = TextImport.objects.keep({"plan": plan}, by=by.user, now=NOW, version=version, **kept)
    waiting.plan.refresh_from_db()
    return waiting, preview_of(waiting)


def confirm(waiting: TextImport, *, by: Seat, now: datetime) -> tuple[int, ...]:
    """How many texts were added, changed and removed."""
    return tuple(texts.confirm_import(waiting, entries_of(preview_of(waiting)), by=by, now=now).values())


def entries_of(preview: Preview) -> list[Any]:
    return [entry for _number, _saved, entry in preview.to_write]


def rows(*given: dict[str, str]) -> bytes:
    heads = [str(head) for head in TextSheet.heads.values()]
    return write_csv(heads, [[row.get(head, "") for head in heads] for row in given])


def target(**changes: str) -> dict[str, str]:
    row = {"Kind": "Target", "Area": "1", "Code": "1.T1", "Text": "A text", "Scope": "National"} | changes
    return {"Continues": "none" if row["Kind"] == "Target" else ""} | row


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_was_exported_comes_back_unchanged(form, plan, regional_office):
    data = export_xlsx(plan) if form == "xlsx" else export_csv(plan)

    waiting, preview = compared(plan, data, regional_office, f"plan.{form}")

    assert preview.counts == {
        "refused": 0,
        "choosing": 0,
        "removed": 0,
        "changed": 0,
        "new": 0,
        "unchanged": 58,
    }
    assert preview.missing == ()
    assert confirm(waiting, by=regional_office, now=NOW) == (0, 0, 0)


def test_new_and_changed_rows_are_shown_and_then_written_in_one_step(plan, regional_office):
    data = rows(
        target(Area="6", Code="6.T1", Text="A new target", **{"Due on": "30 Jun 2012"}),
        {"Kind": "Area", "Area": "6", "Code": "6", "Text": "A new area"},
        {"Kind": "activity area", "Area": "1", "Code": "1.A1", "Text": "Other words", "Scope": "regional"},
    )

    waiting, preview = compared(plan, data, regional_office)

    assert [row.kind for row in preview.rows] == ["new", "new", "changed"]
    assert [(d.column, d.old, d.new) for d in preview.rows[2].changes] == [
        ("Text", "Support to National Plans of Action (NPAs)", "Other words"),
        ("Scope", "National and regional", "Regional"),
        ("Source", plan.areas.first().source, ""),
    ]
    assert len(preview.missing) == 57
    assert Area.objects.filter(plan=plan).count() == 5

    assert confirm(waiting, by=regional_office, now=NOW) == (2, 1, 0)

    assert Target.objects.get(plan=plan, code="6.T1").area.title == "A new area"
    assert MenuActivity.objects.get(area__plan=plan, code="1.A1").text == "Other words"
    assert Target.objects.filter(plan=plan).count() == 24
    assert TextImport.objects.count() == 0
    assert str(events_about(plan)[0]) == "Imported a spreadsheet. Texts added: 2, changed: 1, removed: 0"


def test_a_target_moves_to_another_area_by_its_area_column(plan, regional_office):
    old = Target.objects.get(plan=plan, code="1.T1")
    row = target(Area="2", Text=old.text, Scope="", Source=old.source)

    waiting, preview = compared(plan, rows(row), regional_office)
    confirm(waiting, by=regional_office, now=NOW)

    assert [(d.column, d.old, d.new) for d in preview.rows[0].changes] == [("Area", "1", "2")]
    old.refresh_from_db()
    assert old.area.code == "2"


def test_an_area_is_changed_and_an_activity_area_added(plan, regional_office):
    data = rows(
        {"Kind": "Area", "Area": "1", "Code": "1", "Text": "Policy", "Objective": "Work together"},
        {"Kind": "Activity area", "Area": "1", "Code": "1.A7", "Text": "A new one"},
    )

    waiting, preview = compared(plan, data, regional_office)

    assert [difference.new for difference in preview.rows[0].changes] == ["Policy", "Work together", ""]
    assert confirm(waiting, by=regional_office, now=NOW) == (1, 1, 0)
    assert plan.areas.get(code="1").objective == "Work together"
    assert MenuActivity.objects.get(area__plan=plan, code="1.A7").scope == "both"


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ({"Kind": "Goal"}, ["Row 2, Kind: “Goal” is not a kind of row. Use one of: Area, Target, Activity area."]),
        ({"Kind": ""}, ["Row 2, Kind: Choose the kind of this row."]),
        ({"Scope": "everywhere"}, [
            'Row 2, Scope: “everywhere” is not a scope. Use one of: National, Regional, National and regional.'
        ]),
        ({"Due on": "3/25/2011"}, [
            "Row 2, Due on: “3/25/2011” has the month first. "
            "Write the day first, or write the month as a word, like 4 Feb 2011."
        ]),
        ({"Due on": "1 Jan 2555"}, [
            (
                "Row 2, Due on: In “1 Jan 2555”, 2555 is a year of the Buddhist era. Write 2012 if you "
                "mean that year."
            )
        ]),
        ({"Text": ""}, ["Row 2, Text: This field cannot be blank."]),
        ({"Text": "x" * 4001}, ["Row 2, Text: Use at most 4,000 characters."]),
        ({"Text": "a\x0bb"}, ["Row 2, Text: This text has a character that cannot be printed. Type the text again."]),
        ({"Code": "1 T1"}, ["Row 2, Code: Use numbers, dots and at most three letters together, for example 1 or 1.T1."]),
        ({"Area": "9"}, [
            "Row 2, Area: There is no area “9” in the plan of action or in this file. Add the area, or correct its code."
        ]),
        ({"Objective": "x"}, ["Row 2, Objective: A target has no such text. Leave the cell empty."]),
        ({"Kind": "Area", "Scope": "", "Area": "1", "Code": "7"}, [
            "Row 2, Area: In the row of an area, give the code of the area: 7."
        ]),
        ({"Kind": "Activity area", "Due on": "1 Jan 2012", "Code": "1.A1"}, [
            "Row 2, Due on: An activity area has no such text. Leave the cell empty."
        ]),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_read_is_named_in_words(row, faults, plan, regional_office):
    waiting, preview = compared(plan, rows(target(**row)), regional_office)

    assert (preview.rows[0].kind, [str(fault) for fault in preview.rows[0].faults]) == ("refused", faults)
    assert not preview.may_be_confirmed
    assert confirm(waiting, by=regional_office, now=NOW) == (0, 0, 0)
    assert Target.objects.get(plan=plan, code="1.T1").row_version == 1


def test_two_targets_of_one_code_are_named_and_nothing_is_written(plan, regional_office):
    waiting, preview = compared(
        plan, rows(target(Code="1.T9"), target(Code="1.T9", Area="2")), regional_office
    )

    faults = [[str(fault) for fault in row.faults] for row in preview.rows]
    assert faults == [[], ["Row 3, Code: 1.T9 is already in row 2. Delete one of the two rows."]]
    assert confirm(waiting, by=regional_office, now=NOW) == (0, 0, 0)
    assert not plan.targets.filter(code="1.T9").exists()


def test_a_workbook_of_another_plan_or_of_an_older_state_is_refused(plan, regional_office):
    data = export_xlsx(plan)
    other = cast.another_plan(7, 2011, 2013)

    with pytest.raises(UnreadableFile, match=r"belongs to spa-3, not to spa-7\."):
        compared(other, data, regional_office, "plan.xlsx")
    texts.add_text(plan, plan_texts.new_area("6", "New"), by=regional_office, now=NOW)
    plan.refresh_from_db()
    with pytest.raises(UnreadableFile, match="has changed since this workbook was exported"):
        compared(plan, data, regional_office, "plan.xlsx")


def test_a_spreadsheet_is_confirmed_once(plan, regional_office):
    waiting, preview = compared(plan, rows(target()), regional_office)
    again = TextImport.objects.get(pk=waiting.pk)
    confirm(waiting, by=regional_office, now=NOW)
    again.plan_version += 1
    again.plan.refresh_from_db()

    with pytest.raises(SomebodyWasFaster, match="already confirmed"):
        confirm(again, by=regional_office, now=NOW)
    assert len(entries_of(preview)) == 1


def test_an_import_is_refused_once_the_plan_is_endorsed(plan, regional_office):
    waiting, _preview = compared(plan, rows(target()), regional_office)
    ActionPlan.objects.filter(pk=plan.pk).update(status="endorsed", adopted_at="IMM 3")

    with pytest.raises(RuleBroken, match=r"ou cannot change its text"):
        confirm(waiting, by=regional_office, now=NOW)


@pytest.mark.asvs("B41")
def test_a_failure_in_the_last_row_leaves_nothing_of_the_first(plan, regional_office):
    waiting, _preview = compared(plan, rows(target(), target(Code="1.T2", Text="x")), regional_office)
    entries = entries_of(preview_of(waiting))
    entries[1].typed.code = "not a code"

    with pytest.raises(RuleBroken):
        texts.confirm_import(waiting, entries, by=regional_office, now=NOW)

    assert Target.objects.get(plan=plan, code="1.T1").row_version == 1
    assert TextImport.objects.count() == 1


def test_a_preview_of_five_hundred_rows_is_quick(plan, regional_office, django_assert_max_num_queries):
    data = rows(*(target(Code=f"1.X{number}") for number in range(500)))
    waiting, _preview = compared(plan, data, regional_office)

    with django_assert_max_num_queries(13):
        assert preview_of(waiting).counts["new"] == 500


@pytest.fixture
def revised(plan: ActionPlan, regional_office: Seat) -> ActionPlan:
    """SPA III as endorsed, with an open revision."""
    adopted = {"adopted_at": "IMM 3 (made up)", "adopted_on": NOW.date()}
    stages.endorse_plan(plan, **adopted, by=regional_office, now=NOW)
    stages.begin_revision(plan, reason="Made up", source="Made up", by=regional_office, now=NOW)
    plan.refresh_from_db()
    return plan


def test_spreadsheet_of_a_revision_says_what_it_does_to_each_text(revised, regional_office):
    first = revised.targets.get(code="1.T1")
    data = rows(
        target(Text="Reworded", Scope="", Source=first.source),
        target(Code="1.T2", Text="", Change="Removed"),
        target(Code="1.T9", Text="New", Continues="spa-2:1.T1, spa-3:1.T2"),
    )
    waiting, preview = compared(revised, data, regional_office)

    words = [[(cell.column, cell.old, cell.new) for cell in row.changes] for row in preview.rows[:2]]
    assert words == [
        [("Text", first.text, "Reworded"), ("Change", "Unchanged", "Reworded")],
        [("Change", "Unchanged", "Removed")],
    ]
    assert confirm(waiting, by=regional_office, now=NOW) == (1, 1, 1)
    assert [(one.code, one.change) for one in changes_between(revised, 1, 2)] == [
        ("1.T1", "reworded"),
        ("1.T2", "dropped"),
        ("1.T9", "new"),
    ]
    assert revised.targets.get(code="1.T9").earlier_codes == "spa-2:1.T1, spa-3:1.T2"


def test_parts_of_a_split_target_are_not_the_same_obligation(revised, regional_office):
    def parts(**second: str) -> bytes:
        whole = revised.targets.get(code="1.T1")
        row = target(Text=whole.text, Scope="", Source=whole.source)
        others = [target(Code=code, Continues="spa-3:1.T1") for code in ("1.T8", "1.T9")]
        alone = target(Code="1.T7", Continues="spa-3:1.T2")
        return rows(row, others[0], others[1] | second, alone)

    waiting, preview = compared(revised, parts(**{SAME: "yes"}), regional_office)

    shown = [{cell.column: cell.new for cell in row.cells}[SAME] for row in preview.rows[1:]]
    assert shown == ["No", "Yes", "Yes"]
    confirm(waiting, by=regional_office, now=NOW)
    known = Descent.objects.order_by("target__code")
    assert [one.is_same for one in known] == [True, False, True]
    revised.refresh_from_db()
    waiting, preview = compared(revised, parts(**{SAME: "No"}), regional_office)
    assert [(row.code, [cell.new for cell in row.changes]) for row in preview.by_kind["changed"]] == [
        ("1.T9", ["No"])
    ]
    confirm(waiting, by=regional_office, now=NOW)
    assert [one.is_same for one in known.all()] == [True, False, False]
    sent = csv_of(TextSheet(revised), texts_of(revised, 2)).decode("utf-8-sig")
    assert sent.count("spa-3:1.T1,No") == 2


def test_new_target_and_a_removed_one_ask_what_continues(revised, regional_office):
    new, removed = target(Code="1.T9", Continues=""), target(Text="", Change="Removed", Continues="")
    for row, said in (
        (new, "Row 2, Continues: Write which earlier target it continues, for example spa-2:1.T3, or “none”."),
        (removed, "Row 2, Continues: No target continues this one. If you still want to remove it, write “none” here."),
    ):  # fmt: skip
        waiting, preview = compared(revised, rows(row), regional_office)
        assert [str(fault) for fault in preview.rows[0].faults] == [said]
        assert confirm(waiting, by=regional_office, now=NOW) == (0, 0, 0)

    continued = new | {"Continues": "spa-3:1.T1"}
    waiting, _preview = compared(revised, rows(removed, continued), regional_office)
    assert confirm(waiting, by=regional_office, now=NOW) == (1, 0, 1)
    # The first plan of action of all has nothing to continue.
    first = ActionPlan.objects.get(number=1)
    area = {"Kind": "Area", "Area": "9", "Code": "9", "Text": "Area", "Source": "Page 1"}
    _waiting, preview = compared(first, rows(area, new | {"Area": "9", "Source": "Page 1"}), regional_office)
    assert preview.counts["new"] == 2


def test_missing_text_is_imported_with_its_source(plan, regional_office):
    adopted = {"status": "endorsed", "adopted_at": "IMM 3", "is_complete": False}
    ActionPlan.objects.filter(pk=plan.pk).update(**adopted)
    plan.refresh_from_db()
    missing = target(Code="1.T9")

    waiting, preview = compared(plan, rows(missing), regional_office)
    assert [str(fault) for fault in preview.rows[0].faults] == [f"Row 2, Source: {NO_SOURCE}"]
    assert confirm(waiting, by=regional_office, now=NOW) == (0, 0, 0)

    waiting, _preview = compared(plan, rows(missing | {"Source": "Page 4"}), regional_office)
    assert confirm(waiting, by=regional_office, now=NOW) == (1, 0, 0)
    assert plan.targets.get(code="1.T9").source == "Page 4"


def test_the_missing_texts_of_spa_2_are_imported_while_2009_stands_on_it(plan, regional_office):
    """24 of its 31 targets are not public. The words are made up, and say so."""
    second, days = ActionPlan.objects.get(code="spa-2"), (date(2009, 1, 1), date(2009, 12, 31))
    open_year(2009, second, starts_on=days[0], ends_on=days[1], by=regional_office, now=NOW)
    before = list(second.targets.order_by("pk").values_list("code", "text"))
    made_up = {"Text": "Made up for a test", "Source": "Made up for a test"}
    places = [(str(area), f"{area}.T{number}") for area in range(2, 8) for number in range(1, 5)]
    missing = [target(Area=area, Code=code, **made_up) for area, code in places]

    waiting, preview = compared(second, rows(*missing), regional_office)
    assert (preview.counts["new"], preview.counts["refused"]) == (24, 0)
    assert confirm(waiting, by=regional_office, now=NOW) == (24, 0, 0)

    now = list(second.targets.order_by("pk").values_list("code", "text"))
    assert (now[:7], len(now)) == (before, 31)
    assert second.targets.filter(source=made_up["Source"]).count() == 24


def test_source_of_an_adopted_text_changes_only_with_it(revised, regional_office):
    same = revised.targets.get(code="1.T1").text
    _waiting, preview = compared(revised, rows(target(Text=same, Scope="", Source="Other")), regional_office)

    found = [str(fault).partition(": ")[2] for fault in preview.rows[0].faults]
    assert found == [str(only_text({"source"}, "text", "source")[0])] == [ONLY_TEXT]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            {"Continues": "spa-100:1.T1"},
            "Target 1.T9 can only continue an earlier target. 1.T1 is not in an earlier plan of action or revision.",
        ),
        ({"Continues": "spa-9:1.T1"}, "There is no target “spa-9:1.T1”. Write, for example, spa-2:1.T3."),
        ({"Continues": "spa-3:1.T9"}, "There is no target “spa-3:1.T9”. Write, for example, spa-2:1.T3."),
        (
            {"Code": "1.T1", "Scope": "", "Continues": "spa-3:1.T2"},
            "Target 1.T1 can only continue an earlier target. 1.T2 is not in an earlier plan of action or revision.",
        ),
        ({"Code": "1.T1", "Scope": "Regional"}, ONLY_TEXT),
        ({"Change": "Other"}, "“Other” is not a change. Use one of: New, Reworded, Removed, Unchanged."),
    ],
)
def test_row_that_a_revision_cannot_have_is_named_and_nothing_is_written(
    cells, said, revised, regional_office
):
    cast.another_plan(100, 2011, 2013, targets=1)
    waiting, preview = compared(revised, rows(target(**{"Code": "1.T9", **cells})), regional_office)

    assert [str(fault).partition(": ")[2] for row in preview.rows for fault in row.faults] == [said]
    assert confirm(waiting, by=regional_office, now=NOW) == (0, 0, 0)

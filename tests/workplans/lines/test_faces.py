"""Every face of an activity has every plain field, unless the field's own row says that it does not."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client

from reporting.carry_over.costs import CarryOption, costs_of
from reporting.carry_over.previous_year import CarryChoice, carried
from reporting.dataset.build import build_dataset
from reporting.dataset_queries.rows import report_rows
from spa.queries import PlanTexts
from tests import cast
from workplans.drafting.saving import as_sent
from workplans.fields import COLUMNS, FIELDS, OPENED, ActivityField, FieldKind
from workplans.models import Activity, Seat, VersionLine
from workplans.plan.amendments import change_of_line
from workplans.plan.differences import DECIDED_ON, changed_fields
from workplans.plan.line_content import draft_from, held_by, value_of, words_of_line
from workplans.plan.line_history import content_before, values_of
from workplans.plan.versions import freeze_submitted, frozen, same_content
from workplans.presentation.loaders import load_live_lines
from workplans.statuses import Audience

PLAIN = [item for item in FIELDS if item.is_plain]
ANOTHER: Mapping[FieldKind, Any] = {
    FieldKind.LINE: "Zanzibar",
    FieldKind.TEXT: "Zanzibar\nin two lines",
    FieldKind.DAY: date(2011, 4, 1),
    FieldKind.MONEY: Decimal("1777.50"),
}
SHOWN = {FieldKind.DAY: "1 Apr", FieldKind.MONEY: "1,777.50"}


@dataclass(frozen=True)
class Case:
    """A field, another value of it, and a line that has not got it yet."""

    item: ActivityField
    line: Activity
    officer: Seat
    client: Client
    world: cast.World

    @property
    def name(self) -> str:
        return self.item.name

    @property
    def value(self) -> Any:
        return ANOTHER[self.item.kind]

    @property
    def saved(self) -> Any:
        (line,) = load_live_lines(self.line.workplan, self.officer)
        return getattr(line, self.name)

    def change(self) -> Activity:
        """Write the value into the line."""
        held = {
            one.name: held_by(self.line, one.name)
            for one in FIELDS
            if one.name not in ("countries", "supports")
        }
        draft = replace(draft_from(held), **{self.name: self.value})
        cast.change_activity(self.line, draft, seen=1, by=self.officer, now=cast.NOW)
        (line,) = load_live_lines(self.line.workplan, self.officer)
        return line

    def version(self) -> VersionLine:
        """The line in a version that was frozen with the value."""
        line = self.change()
        return freeze_submitted(line.workplan, by=self.officer, now=cast.NOW).lines.get()


def on_the_form(case: Case) -> None:
    values = values_of(case.line) | {case.name: case.value}
    sent = {name: as_sent(name, value) for name, value in values.items() if name != "countries"}
    answer = case.client.post("/2011/kh/001/edit/", {**sent, "row_version": "1"})
    assert (answer.status_code, case.saved) == (302, case.value)
    page = case.client.get("/2011/kh/001/edit/").text
    tag = page[page.index(f' name="{case.name}"') :]
    assert SHOWN.get(case.item.kind, case.value) in tag[: tag.index("</")]


def in_a_row(case: Case) -> None:
    (typed,) = as_sent(case.name, case.value)
    sent = {"r001-v": "1", "person": str(case.officer.user_id), f"r001-{case.name}": typed}
    answer = case.client.post("/2011/kh/001/save/", sent)
    assert (answer.status_code, case.saved) == (200, case.value)
    page = case.client.get("/2011/kh/?open=001").text
    tag = page[page.index(f'name="r001-{case.name}"') :]
    assert SHOWN.get(case.item.kind, case.value) in tag[: tag.index("</")]


def out_in_a_cell_and_in_again(case: Case) -> None:
    book = openpyxl.load_workbook(io.BytesIO(case.client.get("/2011/kh/export.xlsx").content))
    sheet = book.worksheets[0]
    cell = sheet.cell(2, [head.value for head in sheet[1]].index(str(case.item.head)) + 1)
    assert (cell.value.date() if case.item.kind is FieldKind.DAY else cell.value or "") == (
        getattr(case.line, case.name) or ""
    )
    cell.value = case.value
    sent = io.BytesIO()
    book.save(sent)
    sent.name = "plan.xlsx"
    sent.seek(0)
    preview = case.client.post("/2011/kh/import/", {"file": sent}, follow=True).context["preview"]
    assert [change.column for row in preview.rows for change in row.changes] == [str(case.item.head)]
    assert getattr(preview.rows[0].draft, case.name) == case.value


def in_the_history(case: Case) -> None:
    before = value_of(case.line, case.name)
    line = case.change()
    (row,) = line.history.all()
    assert (list(row.before), content_before(values_of(line), [row])[case.name]) == ([case.name], before)


def in_a_version(case: Case) -> None:
    before = frozen(case.line)
    assert getattr(case.version(), case.name) == case.value
    (line,) = load_live_lines(case.line.workplan, case.officer)
    assert not same_content(before, line)
    amended = change_of_line(before, line)
    assert (amended.fields, amended.names) == ((case.name,), [str(case.item.inside)])


def in_words(case: Case) -> None:
    old = freeze_submitted(case.line.workplan, by=case.officer, now=cast.NOW).lines.get()
    shown = [words_of_line(line, PlanTexts(), DECIDED_ON) for line in (old, case.change())]
    (difference,) = changed_fields(*shown)
    assert (difference.fields, difference.field) == ((case.name,), case.item.part_of or case.name)
    words = difference.new[0].text if difference.whole else "".join(piece.text for piece in difference.new)
    assert words.replace("\n", "<br>") in case.client.get("/2011/kh/001/").text


def in_the_next_year(case: Case) -> None:
    line = case.version()
    choice = CarryChoice(line, CarryOption.AS_IT_IS, line.area)
    assert getattr(carried(choice, costs_of(line, None), case.line.workplan), case.name) == case.value


def in_search(case: Case) -> None:
    case.change()
    sections = case.client.get("/search/", {"q": "zanzibar"}).context["sections"]
    assert [section["results"][0]["url"] for section in sections] == ["/2011/kh/001/"]


def in_the_report(case: Case) -> None:
    plan, seats = case.line.workplan, case.world.seats
    case.change()
    cast.approved(plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    found = build_dataset(report_rows(plan.cycle, Audience.SECRETARIAT, on=cast.NOW.date()))
    assert [line.text(case.name) for part in found.chapters for line in part.activities] == [case.value]


# Each face, and how the row of a field says that the face has it.
FACES: Mapping[Callable[[Case], None], Callable[[ActivityField], bool]] = {
    on_the_form: lambda _item: True,
    in_a_row: lambda item: item.in_table,
    out_in_a_cell_and_in_again: lambda item: item.head is not None,
    in_the_history: lambda _item: True,
    in_a_version: lambda _item: True,
    in_words: lambda _item: True,
    in_the_next_year: lambda item: item.carried,
    in_search: lambda item: item.searched,
    in_the_report: lambda item: item.reported,
}


WALK = [
    pytest.param(face, item, id=f"{item.name}-{face.__name__}")
    for item in PLAIN
    for face, has in FACES.items()
    if has(item)
]


@pytest.mark.parametrize(("face", "item"), WALK)
def test_a_plain_field_is_lost_by_no_face(face, item, world, kh_officer, client_of, line):
    face(Case(item, line, kh_officer, client_of(kh_officer), world))


def test_a_body_of_the_list_is_spelled_as_there_by_form_table_and_workbook(kh_plan, kh_officer, client_of):
    kh_plan.taskforce.ministries.create(name="Ministry of Labour", position=90)
    lines = [cast.complete_line(kh_plan, by=kh_officer) for _ in range(2)]
    client, typed = client_of(kh_officer), "ministry  of labour"
    values = values_of(lines[0]) | {"lead_body": typed}
    sent = {name: as_sent(name, value) for name, value in values.items() if name != "countries"}

    client.post("/2011/kh/001/edit/", {**sent, "row_version": "1"})
    row = {"r002-v": "1", "person": str(kh_officer.user_id), "r002-lead_body": typed}
    client.post("/2011/kh/002/save/", row)
    rows = f"Area\tTitle\tLead body\n1\tCourse\t{typed}"
    preview = client.post("/2011/kh/import/", {"rows": rows}, follow=True).context["preview"]

    assert [line.lead_body for line in load_live_lines(kh_plan, kh_officer)] == ["Ministry of Labour"] * 2
    assert preview.rows[0].draft.lead_body == "Ministry of Labour"


def test_only_a_few_rows_say_no_to_a_face():
    silent = {item.name: [face.__name__ for face, has in FACES.items() if not has(item)] for item in PLAIN}
    others = {"in_search", "in_the_report"}

    assert {name: set(faces) - others for name, faces in silent.items() if set(faces) - others} == {
        "cost_in_all": {"in_the_next_year"}
    }
    assert {item.name for item in FIELDS if item.in_table} == {*COLUMNS, *OPENED}

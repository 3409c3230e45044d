"""Folded columns follow the columns of which they are made, whichever action writes those."""

from dataclasses import replace

from tests import cast
from workplans import models
from workplans.drafting.actions import write_needs
from workplans.drafting.writing import write_lines
from workplans.plan.line_content import LineDraft
from workplans.plan.locking import locked_workplan, settle
from workplans.submitting.actions import amend_workplan, undo_changes


def test_a_line_is_folded_by_each_action_that_writes_its_texts(world, kh_plan, kh_officer, kh_lead):
    draft = cast.complete_draft(kh_plan.cycle.plan, title="Đào tạo")
    line = cast.complete_line(kh_plan, by=kh_officer, title="Đào tạo")
    assert line.folded == "kh 2011 001\ndao tao\nministry of interior\n\nforty officials trained"
    kh_plan = cast.approved(kh_plan, lead=kh_lead, desk=world.seats["kh_desk"])
    assert {row.folded for row in models.VersionLine.objects.all()} == {line.folded}

    amend_workplan(kh_plan, note="More", by=kh_lead, now=cast.NOW)
    cast.change(line, kh_officer, title="Hai")
    assert _second_line(line) == "hai"
    undo_changes(line, by=kh_officer, now=cast.NOW)
    assert _second_line(line) == "dao tao"
    line.refresh_from_db()
    _write(kh_plan, kh_officer, (2, line, replace(draft, title="Ba")), (3, None, replace(draft, title="Bốn")))
    assert [_second_line(row) for row in models.Activity.objects.order_by("number")] == ["ba", "bon"]


def test_needs_in_words_are_folded_when_they_are_written(kh_plan, kh_officer):
    plan = write_needs(kh_plan, "Giảng viên", seen=kh_plan.row_version, by=kh_officer, now=cast.NOW)
    assert plan.folded == models.Workplan.objects.get(pk=plan.pk).folded == "giang vien"


def test_technical_needs_are_folded_by_each_action_that_names_them(world, kh_plan, kh_officer, kh_lead):
    draft = cast.complete_draft(kh_plan.cycle.plan, needs=("Giảng viên",))
    line = cast.complete_line(kh_plan, by=kh_officer, needs=("Giảng viên",))
    cast.change(line, kh_officer, needs=("Giảng viên", "Phòng họp"))
    _write(kh_plan, kh_officer, (2, None, replace(draft, title="Hai", needs=("Máy chiếu",))))
    folded = ["giang vien", "phong hop", "may chieu"]
    assert [need.folded for need in models.TechnicalNeed.objects.order_by("pk")] == folded
    cast.approved(kh_plan, lead=kh_lead, desk=world.seats["kh_desk"])
    assert {need.folded for need in models.VersionLineNeed.objects.all()} == set(folded)


def _write(
    workplan: models.Workplan, by: models.Seat, *rows: tuple[int, models.Activity | None, LineDraft]
) -> None:
    plan = locked_workplan(workplan)
    write_lines(plan, rows, by=by, now=cast.NOW)
    settle(plan)


def _second_line(line: models.Activity) -> str:
    return models.Activity.objects.get(pk=line.pk).folded.splitlines()[1]

"""Every write of a line's content keeps what it changed: the live row, walked back, is the content before."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from tests import cast, modules
from workplans.drafting.actions import (
    keep_without_support,
    restore_activity,
    unlock_activity,
    withdraw_activity,
)
from workplans.drafting.ways_out import Way, WayOut
from workplans.drafting.writing import write_lines
from workplans.models import Activity, LineHistory, Participation, Taskforce, Workplan
from workplans.plan.line_history import content_at, content_before, values_of
from workplans.plan.locking import locked_workplan, settle
from workplans.regional.actions import confirm_participation, decline_participation
from workplans.statuses import Funding
from workplans.submitting.actions import amend_workplan, undo_changes

KHMER = "វគ្គបណ្តុះបណ្តាល"


class Walk:
    """A plan whose content is noted after every step, by the versions of its lines and its own."""

    def __init__(self, plan: Workplan) -> None:
        self.plan = plan
        self.noted: list[tuple[int, dict[int, tuple[int, dict[str, Any]]]]] = []
        self.note()

    def note(self) -> None:
        version = Workplan.objects.get(pk=self.plan.pk).row_version
        lines = {
            line.pk: (line.row_version, values_of(line))
            for line in Activity.objects.filter(workplan=self.plan)
        }
        self.noted.append((version, lines))

    def holds(self) -> None:
        """Each line and the whole plan are found as they were after each step."""
        for version, lines in self.noted:
            for key, (row_version, content) in lines.items():
                line = Activity.objects.get(pk=key)
                assert content_at(line, row_version) == content
                since = line.history.filter(plan_version__gt=version).order_by("-row_version")
                assert content_before(values_of(line), since) == content


def line_of(plan: Workplan, number: int = 1) -> Activity:
    return Activity.objects.get(workplan=plan, number=number)


def test_form_workbook_and_undoing_are_walked_back(kh_plan, kh_officer, kh_lead, kh_desk):
    line = cast.complete_line(kh_plan, by=kh_officer, needs=("Two trainers", "A hall"))
    other = cast.complete_line(kh_plan, by=kh_officer, title="Course")
    walk = Walk(kh_plan)
    area = kh_plan.cycle.plan.areas.get(code="2")

    cast.change(line, kh_officer, title=KHMER, description="One\r\nTwo", needs=("A hall", "A bus"))
    walk.note()
    moved = {"area": area, "menu_activity": None, "targets": tuple(area.targets.all())}
    cast.change(
        line, kh_officer, **moved, starts_on=None, ends_on=date(2011, 5, 1), cost_in_all=Decimal("2000.50")
    )
    walk.note()
    dear = {"secretariat_cost": Decimal(200_000), "cost_in_all": None}
    cast.change(line, kh_officer, **dear, way_out=WayOut(Way.LOWER))
    walk.note()
    drafts = [
        cast.complete_draft(kh_plan.cycle.plan, title=title) for title in ("From a file", "Also", "New")
    ]
    looked_at = [*Activity.objects.filter(workplan=kh_plan).order_by("number"), None]
    drafts[0] = replace(drafts[0], secretariat_cost=Decimal(10))
    with transaction.atomic():
        plan = locked_workplan(kh_plan)
        write_lines(plan, list(zip((4, 5, 6), looked_at, drafts, strict=True)), by=kh_officer, now=cast.NOW)
        settle(plan)
    walk.note()
    withdraw_activity(other, by=kh_officer, now=cast.NOW)
    restore_activity(other, by=kh_officer, now=cast.NOW)
    walk.note()
    plan = cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)
    walk.note()
    amend_workplan(plan, note="More.", by=kh_lead, now=cast.NOW)
    cast.change(line, kh_officer, title="Amended", needs=("Chairs",), targets=())
    walk.note()
    withdraw_activity(line_of(kh_plan), by=kh_officer, now=cast.NOW)
    undo_changes(line_of(kh_plan), by=kh_officer, now=cast.NOW)
    walk.note()

    walk.holds()
    assert values_of(line_of(kh_plan))["title"] == "From a file"


def test_returned_line_that_is_kept_or_opened_is_walked_back(kh_plan, kh_officer, kh_lead, kh_desk, line):
    other = cast.complete_line(kh_plan, by=kh_officer, title="Course")
    cast.submitted(kh_plan, by=kh_lead)
    cast.decided(Workplan.objects.get(pk=kh_plan.pk), line_of(kh_plan), by=kh_desk, reason="Too dear.")
    walk = Walk(kh_plan)

    keep_without_support(line_of(kh_plan), by=kh_lead, now=cast.NOW)
    walk.note()
    unlock_activity(other, by=kh_lead, now=cast.NOW)
    cast.change(other, kh_officer, title="Course of two days")
    walk.note()

    walk.holds()
    kept, retitled = LineHistory.objects.order_by("pk")
    assert kept.before == {"funding": Funding.COUNTED, "secretariat_cost": "1000.00"}
    assert kept.after == {"funding": Funding.NONE, "secretariat_cost": "0"}
    assert (retitled.before, retitled.after) == ({"title": "Course"}, {"title": "Course of two days"})
    assert (line.pk, kept.by, kept.at) == (kept.activity_id, kh_lead.user, cast.NOW)


def test_country_that_declines_is_walked_back(regional_office, regional_plan, kh_lead, lao_lead):
    both = tuple(Taskforce.objects.filter(slug__in=("kh", "la")))
    cast.complete_line(regional_plan, by=regional_office, countries=both, targets=())
    walk = Walk(regional_plan)

    confirm_participation(_part("kh"), by=kh_lead, now=cast.NOW)
    walk.note()
    decline_participation(_part("la"), by=lao_lead, now=cast.NOW)
    walk.note()
    cast.change(line_of(regional_plan), regional_office, title="Later", countries=both, targets=())
    walk.note()

    walk.holds()
    assert [sorted(row.before) for row in LineHistory.objects.order_by("pk")] == [
        ["countries"],
        ["countries", "title"],
    ]


def _part(slug: str) -> Participation:
    return Participation.objects.get(taskforce__slug=slug)


def test_history_says_only_what_changed_and_keeps_khmer_as_it_is(kh_officer, line):
    cast.change(line, kh_officer, title=KHMER)
    same = cast.change(line, kh_officer, title=KHMER)

    with connection.cursor() as cursor:
        cursor.execute("SELECT before, after, row_version FROM workplans_linehistory")
        (before, after, version) = cursor.fetchone()

    assert LineHistory.objects.count() == 1
    assert "Workshop on the national plan" in str(before)
    assert (KHMER in str(after), len(str(after)) < 60) == (True, True)
    assert version == same.row_version == 2


def test_line_ends_of_the_browser_are_no_change(kh_officer, line):
    Activity.objects.filter(pk=line.pk).update(description="One\r\nTwo")

    saved = cast.change(line, kh_officer, description="One\nTwo")

    assert (saved.row_version, LineHistory.objects.count()) == (1, 0)


# Each module that writes a column of `ActivityContent`, a target, a country or a need, by what it does so with.
WRITES = re.compile(
    r"target_links|participations\.|Participation\.objects|name_needs\(|as_columns\(|\.columns\(\)|secretariat_cost=Decimal"
)


def test_every_module_that_writes_content_keeps_its_history():
    actions = modules.found("workplans/*/actions.py", "workplans/*/writing.py", at_least=10)
    writers = {path for path in actions if WRITES.search(path.read_text())}

    keep = {path for path in actions if "write_history(" in path.read_text()}

    assert {str(path.relative_to(modules.BASE)) for path in keep} == {
        "workplans/drafting/actions.py",
        "workplans/drafting/writing.py",
        "workplans/regional/actions.py",
        "workplans/submitting/actions.py",
    }
    assert not writers - keep

"""Who submits what somebody changed meanwhile reads which lines changed, who did it and when."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from spa.models import ActionPlan
from tests import cast
from workplans.drafting.actions import add_activity, restore_activity, withdraw_activity, write_needs
from workplans.models import Activity, Seat, Workplan
from workplans.presentation.timeline import changed_since, newest_event

CHECK = "/2011/kh/submit/"
AGREED = {"agreed_on": "20 Jan 2011"}


class Draft:
    """Cambodia's draft, in which a minute passes with each step."""

    def __init__(self, plan: Workplan, of_action: ActionPlan) -> None:
        self.plan, self.of_action, self.minute = plan, of_action, 0

    def now(self) -> datetime:
        self.minute += 1
        return cast.NOW + timedelta(minutes=self.minute)

    def add(self, by: Seat, title: str = "Workshop") -> Activity:
        draft = cast.complete_draft(self.of_action, title=title)
        return add_activity(self.plan, draft, by=by, now=self.now())

    def retitle(self, line: Activity, title: str, by: Seat) -> None:
        cast.change(line, by, now=self.now(), title=title)

    def marks(self) -> dict[str, Any]:
        self.plan.refresh_from_db()
        return {"version": self.plan.row_version, "events": Q(pk__gt=newest_event(2011, "kh"))}


@pytest.fixture
def draft(world: cast.World, kh_plan: Workplan, kh_officer: Seat) -> Draft:
    made = Draft(kh_plan, world.plan)
    for _ in range(5):
        made.add(kh_officer)
    return made


def said(found: list[Any]) -> list[tuple[str, str, str]]:
    return [(change["said"], change["url"], change["who"]) for change in found]


def test_each_line_is_named_once_with_its_newest_change_and_who_and_when(draft, kh_officer, kh_lead):
    first, second, third = Activity.objects.order_by("number")[:3]
    draft.retitle(first, "Seen by the lead", kh_officer)
    marks = draft.marks()
    assert changed_since(draft.plan, kh_lead, **marks) == []

    # No event tells of it: one speaks for half an hour.
    draft.retitle(first, "Course", kh_officer)
    new = draft.add(kh_officer, "New")
    draft.retitle(new, "Newer", kh_lead)
    draft.retitle(second, "Course", kh_officer)
    withdraw_activity(second, by=kh_lead, now=draft.now())
    withdraw_activity(third, by=kh_officer, now=draft.now())
    restore_activity(third, by=kh_officer, now=draft.now())
    draft.plan.refresh_from_db()
    write_needs(draft.plan, "More trainers.", seen=draft.plan.row_version, by=kh_officer, now=draft.now())

    assert said(changed_since(draft.plan, kh_lead, **marks)) == [
        ("Wrote the opportunities, gaps and needs", "", "kh officer, 1 Feb 2011, 16:14"),
        ("Restored KH-2011-003", "/2011/kh/003/", "kh officer, 1 Feb 2011, 16:13"),
        ("Withdrew KH-2011-002", "/2011/kh/002/", "You, 1 Feb 2011, 16:11"),
        ("Added KH-2011-006", "/2011/kh/006/", "kh officer, 1 Feb 2011, 16:08"),
        ("Changed KH-2011-001", "/2011/kh/001/", "kh officer, 1 Feb 2011, 16:07"),
    ]


@pytest.mark.parametrize(("changed", "more"), [(3, ""), (4, "And 1 more."), (5, "And 2 more.")])
def test_check_page_names_three_changes_and_counts_the_others(draft, kh_officer, lead, changed, more):
    check = lead.get(CHECK).text
    sent = dict(re.findall(r'type="hidden" name="(row_version|newest_event)" value="(\d+)"', check))
    for line in Activity.objects.order_by("number")[:changed]:
        draft.retitle(line, "Course", kh_officer)

    answer = lead.post(CHECK, AGREED | sent)

    assert answer.status_code == 409
    summary = answer.text.split("data-error-summary")[1].split("</div>")[0]
    last = f"KH-2011-00{changed}"
    newest = (
        rf'<a href="/2011/kh/00{changed}/">Changed {last}</a> <span class="second">kh officer, 1 Feb 2011'
    )
    assert newest in summary
    assert len(re.findall("Changed KH", summary)) == 3
    assert re.findall("And .*? more.", summary) == ([more] if more else [])
    # What it shows now is checked: sent again, it is submitted.
    now = dict(re.findall(r'type="hidden" name="(row_version|newest_event)" value="(\d+)"', answer.text))
    assert lead.post(CHECK, AGREED | now).status_code == 302


def test_line_added_while_the_page_was_being_made_is_named(draft, kh_officer, lead):
    waiting = [lambda: draft.add(kh_officer)]

    def add_after_the_plan(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Where the plan is read and its lines are not yet, the officer adds one."""
        if 'FROM "workplans_activity"' in sql and waiting:
            waiting.pop()()
        return execute(sql, *rest)

    with connection.execute_wrapper(add_after_the_plan):
        check = lead.get(CHECK).text
    sent = dict(re.findall(r'type="hidden" name="(row_version|newest_event)" value="(\d+)"', check))

    answer = lead.post(CHECK, AGREED | sent)

    assert answer.status_code == 409
    assert "Added KH-2011-006" in answer.text.split("data-error-summary")[1].split("</div>")[0]


@pytest.mark.parametrize("mark", [{}, {"newest_event": ""}, {"newest_event": "9" * 40}])
def test_page_without_its_mark_is_shown_again_and_names_nothing(draft, kh_officer, mark, lead):
    seen = {"row_version": draft.marks()["version"]}
    draft.add(kh_officer)

    answer = lead.post(CHECK, AGREED | seen | mark)

    assert answer.status_code == 409
    assert "The workplan has changed since you checked it." in answer.text
    assert "Added KH-2011-006" not in answer.text

"""What was just carried over, what it still needs, and its Undo. Walked without JavaScript."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from commit_portal.refusals import SomebodyWasFaster
from commit_portal.workflow import events_about
from tests import cast, year_behind
from tests.replayed import replayed
from workplans.comments.actions import CommentTarget, start_thread
from workplans.consultation.actions.ask import ask_partner
from workplans.consultation.rules import SupportDraft
from workplans.drafting.actions import add_activity, withdraw_activity
from workplans.models import Activity, TechnicalNeed
from workplans.statuses import TalkAudience

PAGE = "/2012/kh/last-year/"
DONE = "/2012/kh/last-year/done/"


@pytest.fixture
@replayed
def years(world: cast.World) -> year_behind.Years:
    return year_behind.open_next(world, approved=3)


def carry(years: year_behind.Years, client: Client, *numbers: int) -> Any:
    mark = client.get(PAGE).context["behind"].mark
    ways = {f"way-{years.line(number).pk}": "as_it_is" for number in numbers}
    return client.post(PAGE, {"seen": mark, "put": "1", **ways}, follow=True)


def undo(client: Client) -> Any:
    (mark,) = re.findall(r'name="seen" value="(\w+)"', client.get(DONE).text)
    return client.post(DONE, {"seen": mark}, follow=True)


def codes(years: year_behind.Years) -> list[str]:
    return list(years.plan.activities.order_by("number").values_list("code", flat=True))


def test_after_carrying_over_the_page_says_what_is_in_the_draft_and_what_it_needs(years, officer):
    done = carry(years, officer, 1, 2, 3)

    assert done.redirect_chain == [(DONE, 302)]
    assert "<h1>3 activities are in the draft</h1>" in done.text
    new = years.plan.activities
    new.filter(number__in=(1, 2)).update(starts_on=None)
    new.filter(number=2).update(lead_body="")
    done = officer.get(DONE)
    assert '<a href="/2012/kh/#r001-starts_on">2 activities need: start date</a>' in done.text
    assert '<a href="/2012/kh/#r002-lead_body">1 activity needs: lead body</a>' in done.text


def test_undo_removes_them_and_their_numbers_are_not_used_again(years, officer):
    carry(years, officer, 1, 2)

    answer = undo(officer)

    assert answer.redirect_chain == [(PAGE, 302)]
    assert "2 activities are removed from the draft. Their numbers are not used again." in answer.text
    assert (codes(years), years.plan.committed) == ([], 0)
    said = [(event.verb, str(event.message)) for event in events_about(years.plan)]
    assert (
        "remove",
        "Removed 2 activities that were just carried over: KH-2012-001 and KH-2012-002",
    ) in said
    carry(years, officer, 2)
    assert codes(years) == ["KH-2012-003"]
    undo(officer)
    made = add_activity(
        years.plan,
        cast.complete_draft(years.cycle.plan, starts_on=None, ends_on=None),
        by=years.officer,
        now=cast.NOW,
    )
    assert made.code == "KH-2012-004"


def _change(years: year_behind.Years, line: Activity) -> None:
    draft = cast.complete_draft(years.cycle.plan, title="Another", starts_on=None, ends_on=None)
    cast.change_activity(line, draft, seen=1, by=years.world.seats["kh_lead"], now=cast.NOW)


def _ask(years: year_behind.Years, line: Activity) -> None:
    partner = years.world.seats["ilo"].partner
    ask_partner(line, partner, SupportDraft(amount=100), by=years.officer, now=cast.NOW)


def _talk(years: year_behind.Years, line: Activity) -> None:
    start_thread(
        CommentTarget(years.plan, activity=line),
        TalkAudience.TASKFORCE,
        "Is it long enough?",
        about="Days",
        key=uuid4(),
        by=years.world.seats["kh_member"],
        now=cast.NOW,
    )


def _withdraw(years: year_behind.Years, line: Activity) -> None:
    withdraw_activity(line, by=years.world.seats["kh_lead"], now=cast.NOW)


def _meet(years: year_behind.Years, line: Activity) -> None:
    office = years.world.seats["regional_office"].user
    TechnicalNeed.objects.create(
        activity=line, what="A trainer", secretariat_at=cast.NOW, secretariat_by=office
    )


@pytest.mark.parametrize("touch", [_change, _ask, _talk, _withdraw, _meet])
def test_what_somebody_has_touched_since_stays_and_is_named(years, officer, touch):
    carry(years, officer, 1, 2, 3)
    touch(years, years.line(2, year=2012))

    answer = undo(officer)

    assert codes(years) == ["KH-2012-002"]
    said = "Someone changed or used these activities, so they stay in the draft: KH-2012-002."
    assert f"2 activities are removed from the draft. Their numbers are not used again. {said}" in answer.text


def test_nothing_is_removed_where_all_were_touched(years, officer):
    carry(years, officer, 1)
    _withdraw(years, years.line(1, year=2012))

    answer = undo(officer)

    assert codes(years) == ["KH-2012-001"]
    assert "Someone changed or used these activities, so they stay in the draft: KH-2012-001." in answer.text
    assert "removed from the draft" not in answer.text
    assert "remove" not in [event.verb for event in events_about(years.plan)]


def test_only_what_was_carried_over_last_and_by_the_same_person_is_undone(years, officer, client_of):
    carry(years, officer, 1)
    Activity.objects.filter(workplan=years.plan).update(entered_at=cast.NOW - timedelta(days=1))
    lead = client_of(years.world.seats["kh_lead"])
    assert "The draft has no activity that you carried over." in lead.get(DONE).text
    carry(years, officer, 2)

    undo(officer)

    assert codes(years) == ["KH-2012-001"]


def test_page_of_before_undoes_nothing_of_what_was_carried_over_since(years, officer):
    carry(years, officer, 1)
    (mark,) = re.findall(r'name="seen" value="(\w+)"', officer.get(DONE).text)
    carry(years, officer, 2)

    answer = officer.post(DONE, {"seen": mark})

    assert answer.status_code == 409
    assert codes(years) == ["KH-2012-001", "KH-2012-002"]


def test_undo_that_is_sent_twice_removes_once_and_says_that_nothing_is_left(years, officer):
    carry(years, officer, 1)
    (mark,) = re.findall(r'name="seen" value="(\w+)"', officer.get(DONE).text)

    sent = [officer.post(DONE, {"seen": mark}).status_code for _ in range(2)]

    assert sent == [302, 403]
    assert "The draft has no activity that you carried over." in officer.get(DONE).text


def test_submitted_plan_undoes_nothing(years, officer):
    carry(years, officer, 1)
    (mark,) = re.findall(r'name="seen" value="(\w+)"', officer.get(DONE).text)
    cast.submitted(years.plan, by=years.world.seats["kh_lead"])

    assert officer.post(DONE, {"seen": mark}).status_code == 403
    assert codes(years) == ["KH-2012-001"]


def test_colleague_who_types_into_a_removed_activity_is_told_so(years, officer):
    carry(years, officer, 1)
    line = years.line(1, year=2012)
    undo(officer)

    with pytest.raises(SomebodyWasFaster, match="removed from the draft"):
        _change(years, line)

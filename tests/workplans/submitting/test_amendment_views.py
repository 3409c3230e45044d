"""An amendment: dropped where nothing of it is left, its changes undone line by line until then."""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from commit_portal.refusals import Refused, RuleBroken
from tests import cast, queries
from tests.cast import fresh
from tests.replayed import replayed
from workplans.consultation.actions.ask import ask_partner
from workplans.consultation.actions.openings import open_draft
from workplans.consultation.rules import SupportDraft
from workplans.deciding.actions import record_decision, send_decisions
from workplans.drafting.actions import restore_activity, withdraw_activity, write_needs
from workplans.models import Activity, Contribution, Seat, Taskforce, Workplan
from workplans.presentation.timeline import events_for
from workplans.regional.actions import propose_regional
from workplans.statuses import Funding, LineState, ParticipationRole, WorkplanStatus
from workplans.submitting import actions
from workplans.submitting.actions import undo_changes

LATER = cast.NOW + timedelta(days=30)


@pytest.fixture
@replayed
def lines(kh_plan: Workplan) -> list[Activity]:
    """Two lines that count, one that asks for nothing, one in reserve."""
    return [
        cast.complete_line(kh_plan, title="Workshop"),
        cast.complete_line(kh_plan, title="Course"),
        cast.complete_line(kh_plan, title="Own", funding=Funding.NONE, secretariat_cost=Decimal(0)),
        cast.complete_line(kh_plan, title="Later", funding=Funding.RESERVE),
    ]


@pytest.fixture
@replayed
def approved_plan(lines: list[Activity], kh_plan: Workplan, kh_officer: Seat) -> Workplan:
    write_needs(
        kh_plan, "Trainers are missing.", seen=fresh_plan(kh_plan).row_version, by=kh_officer, now=cast.NOW
    )
    return cast.approved(kh_plan)


@pytest.fixture
def amendment(approved_plan: Workplan, kh_lead: Seat) -> Workplan:
    """The approved plan, opened again with nothing changed."""
    return actions.amend_workplan(approved_plan, note="By mistake.", by=kh_lead, now=LATER)


def fresh_plan(plan: Workplan) -> Workplan:
    return Workplan.objects.select_related("cycle__plan", "taskforce__country", "of_record").get(pk=plan.pk)


change = partial(cast.change, now=LATER)


def picture(plan: Workplan) -> tuple[Any, ...]:
    """All that an amendment could leave behind: the plan but for its row version, and what its lines say."""
    plan = fresh_plan(plan)
    columns = [field.attname for field in Workplan._meta.fields if field.name not in ("row_version",)]
    lines = [
        (line.code, line.state, line.is_withdrawn, line.unlocked, cast.drafted(line))
        for line in plan.activities.order_by("number")
    ]
    return [getattr(plan, name) for name in columns], lines, plan.versions.count()


def test_an_amendment_opened_by_mistake_is_dropped_and_nothing_is_left_of_it(approved_plan, kh_lead):
    before = picture(approved_plan)
    plan = actions.amend_workplan(approved_plan, note="By mistake.", by=kh_lead, now=LATER)

    dropped = actions.drop_amendment(plan, seen=fresh_plan(plan).row_version, by=kh_lead, now=LATER)

    assert picture(dropped) == before
    assert dropped.status == WorkplanStatus.APPROVED
    event = events_for(kh_lead, dropped)[0]
    assert (event.verb, str(event)) == (
        "drop_amendment",
        "Cancelled the amendment. The approved version stays valid",
    )


def test_decisions_stand_where_the_old_words_were_typed_again(approved_plan, lines, kh_officer, kh_lead):
    before = picture(approved_plan)
    plan = actions.amend_workplan(approved_plan, note="By mistake.", by=kh_lead, now=LATER)
    for title in ("Another", "Workshop"):
        change(lines[0], kh_officer, title=title)
    assert fresh(lines[0]).state == LineState.PROPOSED

    actions.drop_amendment(plan, by=kh_lead, now=LATER)

    assert picture(plan) == before


def test_a_submission_taken_back_leaves_only_its_round_and_its_version(amendment, kh_lead, approved_plan):
    agreed = (approved_plan.agreed_on, approved_plan.agreed_by, approved_plan.submitted_at)
    actions.submit_workplan(amendment, agreed_on=date(2011, 3, 1), agreed_by=(), by=kh_lead, now=LATER)
    plan = actions.take_back_workplan(amendment, by=kh_lead, now=LATER)
    assert (plan.status, plan.agreed_on) == (WorkplanStatus.DRAFT, date(2011, 3, 1))

    dropped = actions.drop_amendment(plan, by=kh_lead, now=LATER)

    assert (dropped.status, dropped.round, dropped.versions.count()) == (WorkplanStatus.APPROVED, 2, 3)
    assert (dropped.agreed_on, dropped.agreed_by, dropped.submitted_at) == agreed
    assert (dropped.submitted_by, dropped.of_record) == (kh_lead.user, approved_plan.of_record)
    again = actions.amend_workplan(dropped, note="In earnest.", by=kh_lead, now=LATER)
    assert cast.submitted(again, by=kh_lead).round == 3


def _changed(plan: Workplan, lines: list[Activity], by: Seat) -> None:
    area = plan.cycle.plan.areas.get(code="1")
    change(
        lines[0],
        by,
        title="Workshop, longer",
        secretariat_cost=Decimal(2000),
        targets=tuple(area.targets.all()),
    )


def _new(plan: Workplan, lines: list[Activity], by: Seat) -> None:
    cast.complete_line(plan, by=by, title="Added")


def _new_in_reserve(plan: Workplan, lines: list[Activity], by: Seat) -> None:
    cast.complete_line(plan, by=by, title="Added", funding=Funding.RESERVE)


def _withdrawn(plan: Workplan, lines: list[Activity], by: Seat) -> None:
    withdraw_activity(fresh(lines[1]), by=by, now=LATER)


def _reserve_withdrawn(plan: Workplan, lines: list[Activity], by: Seat) -> None:
    withdraw_activity(fresh(lines[3]), by=by, now=LATER)


def _reserve_counted(plan: Workplan, lines: list[Activity], by: Seat) -> None:
    change(lines[3], by, funding=Funding.COUNTED)


def _needs(plan: Workplan, lines: list[Activity], by: Seat) -> None:
    write_needs(plan, "Rooms are missing.", seen=fresh_plan(plan).row_version, by=by, now=LATER)


def _four(plan: Workplan, lines: list[Activity], by: Seat) -> None:
    for touch in (_changed, _withdrawn, _new, _needs):
        touch(plan, lines, by)


def _two(plan: Workplan, lines: list[Activity], by: Seat) -> None:
    _withdrawn(plan, lines, by)
    _needs(plan, lines, by)


@pytest.mark.parametrize(
    ("touch", "what"),
    [
        (_changed, "KH-2011-001"),
        (_new, "KH-2011-005"),
        (_new_in_reserve, "KH-2011-005"),
        (_withdrawn, "KH-2011-002"),
        (_reserve_withdrawn, "KH-2011-004"),
        (_reserve_counted, "KH-2011-004"),
        (_needs, "the opportunities, gaps and needs"),
        (_two, "KH-2011-002 and the opportunities, gaps and needs"),
    ],
)
def test_an_amendment_in_which_something_differs_is_not_dropped_and_it_is_named(
    amendment, lines, kh_officer, kh_lead, touch, what
):
    touch(amendment, lines, kh_officer)
    before = picture(amendment)

    with pytest.raises(RuleBroken) as refused:
        actions.drop_amendment(amendment, by=kh_lead, now=LATER)

    assert str(refused.value) == (
        f"The amendment still changes {what}. Cancel these changes first, or submit the amendment."
    )
    assert picture(amendment) == before


def test_a_new_line_that_is_withdrawn_again_stands_in_nobody_s_way(amendment, kh_officer, kh_lead):
    committed = amendment.committed
    line = cast.complete_line(amendment, by=kh_officer, title="Added")
    withdraw_activity(line, by=kh_officer, now=LATER)

    dropped = actions.drop_amendment(amendment, by=kh_lead, now=LATER)

    assert (dropped.status, dropped.committed) == (WorkplanStatus.APPROVED, committed)


def test_an_amendment_that_was_submitted_or_dropped_meanwhile_is_not_dropped(amendment, kh_lead):
    cast.submitted(amendment, by=kh_lead)
    with pytest.raises(Refused, match="The workplan is submitted"):
        actions.drop_amendment(amendment, by=kh_lead, now=LATER)
    actions.take_back_workplan(amendment, by=kh_lead, now=LATER)
    actions.drop_amendment(amendment, by=kh_lead, now=LATER)

    with pytest.raises(Refused, match="No amendment is open"):
        actions.drop_amendment(amendment, by=kh_lead, now=LATER)


def test_a_plan_that_was_returned_is_not_dropped(amendment, lines, kh_officer, kh_lead, kh_desk):
    change(lines[0], kh_officer, title="Another")
    again = cast.submitted(amendment, by=kh_lead)
    returned = cast.decided(again, lines[0], by=kh_desk, reason="Why?", now=LATER)

    with pytest.raises(Refused, match="The workplan is returned"):
        actions.drop_amendment(returned, by=kh_lead, now=LATER)
    with pytest.raises(
        Refused,
        match=("You can cancel changes only in an amendment, because a first draft has no earlier text"),
    ):
        undo_changes(fresh(lines[0]), by=kh_lead, now=LATER)


def test_a_line_put_in_reserve_by_an_earlier_amendment_stands_so(
    amendment, lines, kh_officer, kh_lead, kh_desk
):
    """What is of record of it is its older text; before this amendment it was in reserve."""
    change(lines[0], kh_officer, funding=Funding.RESERVE)
    plan = send_decisions(cast.submitted(amendment, by=kh_lead), by=kh_desk, now=LATER)
    assert plan.status == WorkplanStatus.APPROVED
    before = picture(plan)

    actions.drop_amendment(
        actions.amend_workplan(plan, note="By mistake.", by=kh_lead, now=LATER), by=kh_lead, now=LATER
    )
    assert picture(plan) == before

    actions.amend_workplan(plan, note="By mistake.", by=kh_lead, now=LATER)
    change(lines[0], kh_officer, title="Another", funding=Funding.COUNTED)
    undo_changes(fresh(lines[0]), by=kh_officer, now=LATER)
    actions.drop_amendment(plan, by=kh_lead, now=LATER)
    assert picture(plan) == before


def test_what_closing_set_aside_is_undone_before_the_next_amendment_is_dropped(
    amendment, lines, approved_plan, kh_officer, kh_lead, regional_office
):
    change(lines[0], kh_officer, title="Set aside")
    actions.close_workplan(amendment, by=regional_office, now=LATER)
    plan = actions.reopen_workplan(amendment, note="Too early.", by=regional_office, now=LATER)
    actions.amend_workplan(plan, note="By mistake.", by=kh_lead, now=LATER)
    with pytest.raises(RuleBroken, match="still changes KH-2011-001"):
        actions.drop_amendment(plan, by=kh_lead, now=LATER)

    undo_changes(fresh(lines[0]), by=kh_lead, now=LATER)

    assert actions.drop_amendment(plan, by=kh_lead, now=LATER).of_record == approved_plan.of_record
    assert (fresh(lines[0]).title, fresh(lines[0]).state) == ("Workshop", LineState.APPROVED)


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_undo_puts_text_targets_money_and_decision_back(approved_plan, lines, kh_officer, kh_lead, number):
    before = picture(approved_plan)
    plan = actions.amend_workplan(approved_plan, note="Prices rose.", by=kh_lead, now=LATER)
    area = plan.cycle.plan.areas.get(code="2")
    change(
        lines[number],
        kh_officer,
        area=area,
        title="Another",
        menu_activity=None,
        targets=tuple(area.targets.all()),
        funding=Funding.COUNTED,
        secretariat_cost=Decimal(77),
        starts_on=None,
    )
    withdraw_activity(fresh(lines[number]), by=kh_officer, now=LATER)

    undo_changes(fresh(lines[number]), seen=fresh(lines[number]).row_version, by=kh_officer, now=LATER)

    line = fresh(lines[number])
    assert (line.changed_by, line.changed_at) == (kh_officer.user, LATER)
    assert events_for(kh_officer, plan)[0].message.code == "line.undone"
    assert actions.drop_amendment(plan, by=kh_lead, now=LATER).status == WorkplanStatus.APPROVED
    assert picture(plan) == before


def test_undo_brings_a_line_back_that_is_only_withdrawn(amendment, lines, kh_officer):
    withdraw_activity(fresh(lines[0]), by=kh_officer, now=LATER)

    undo_changes(fresh(lines[0]), by=kh_officer, now=LATER)

    line = fresh(lines[0])
    assert (line.is_withdrawn, line.state, line.changed_at) == (False, LineState.APPROVED, cast.NOW)
    assert fresh_plan(amendment).committed == Decimal(2000)


def test_a_line_that_was_withdrawn_of_record_and_is_brought_back_is_withdrawn_again(
    amendment, lines, kh_officer, kh_lead, kh_desk
):
    withdraw_activity(fresh(lines[0]), by=kh_officer, now=LATER)
    plan = send_decisions(cast.submitted(amendment, by=kh_lead), by=kh_desk, now=LATER)
    actions.amend_workplan(plan, note="By mistake.", by=kh_lead, now=LATER)
    restore_activity(fresh(lines[0]), by=kh_officer, now=LATER)
    with pytest.raises(RuleBroken, match="still changes KH-2011-001"):
        actions.drop_amendment(plan, by=kh_lead, now=LATER)

    withdraw_activity(fresh(lines[0]), by=kh_officer, now=LATER)

    assert actions.drop_amendment(plan, by=kh_lead, now=LATER).status == WorkplanStatus.APPROVED


def test_what_a_partner_was_asked_for_stays_asked(amendment, lines, kh_officer, ilo, officer):
    line = fresh(lines[0])
    change(line, kh_officer, secretariat_cost=Decimal(400))
    ask_partner(fresh(line), ilo.partner, SupportDraft(amount=Decimal(600)), by=kh_officer, now=LATER)

    text = officer.get("/2011/kh/001/undo/").text
    undo_changes(fresh(line), by=kh_officer, now=LATER)

    assert "The request to ILO for money stays open." in text
    assert Contribution.objects.get(activity=line).status == "asked"


@pytest.fixture
def regional_amendment(regional_plan: Workplan, regional_office: Seat) -> Workplan:
    """One regional line that Cambodia hosts and Lao PDR takes part in, in force and opened again."""
    countries = tuple(Taskforce.objects.filter(slug__in=("kh", "la")).select_related("country"))
    line = cast.complete_line(regional_plan, by=regional_office, title="Patrols", countries=countries)
    line.participations.filter(taskforce__slug="kh").update(role=ParticipationRole.HOST)
    plan = cast.in_force(regional_plan)
    return actions.amend_workplan(plan, note="By mistake.", by=regional_office, now=LATER)


def test_a_regional_amendment_is_dropped_by_the_regional_office(regional_amendment, regional_office, kh_lead):
    with pytest.raises(Refused, match="Only the regional office can change the regional workplan"):
        actions.drop_amendment(regional_amendment, by=kh_lead, now=LATER)

    dropped = actions.drop_amendment(regional_amendment, by=regional_office, now=LATER)

    assert (dropped.status, dropped.submitted_by) == (WorkplanStatus.APPROVED, regional_office.user)


def test_a_regional_line_put_back_asks_each_country_again_before_the_amendment_is_dropped(
    regional_amendment, regional_office, secretariat
):
    line = regional_amendment.activities.get()
    before = cast.drafted(line)
    others = tuple(Taskforce.objects.filter(slug__in=("la", "vn")).select_related("country"))
    change(line, regional_office, title="Another", countries=others)
    with pytest.raises(RuleBroken, match=r"Cancel these changes first, or propose the amendment"):
        actions.drop_amendment(regional_amendment, by=regional_office, now=LATER)
    text = secretariat.get("/2011/regional/001/undo/").text
    assert "Each country must confirm again." in text
    assert re.search(r'data-label="Now"><?[del>]*Lao PDR, Viet Nam', text)

    undo_changes(fresh(line), by=regional_office, now=LATER)

    assert cast.drafted(line) == before
    assert line.participations.get(taskforce__slug="kh").role == ParticipationRole.HOST
    with pytest.raises(RuleBroken, match="The amendment still changes RG-2011-001"):
        actions.drop_amendment(regional_amendment, by=regional_office, now=LATER)
    with pytest.raises(
        Refused, match=("This activity is the same as before the amendment, so there is nothing to cancel")
    ):
        undo_changes(fresh(line), by=regional_office, now=LATER)
    cast.confirmed(regional_amendment)
    assert (
        actions.drop_amendment(regional_amendment, by=regional_office, now=LATER).status
        == WorkplanStatus.APPROVED
    )


def test_a_regional_line_that_is_only_brought_back_asks_nobody(regional_amendment, regional_office):
    line = regional_amendment.activities.get()
    withdraw_activity(fresh(line), by=regional_office, now=LATER)

    undo_changes(fresh(line), by=regional_office, now=LATER)

    assert line.participations.filter(confirmed_at__isnull=False).count() == 2


def test_the_page_drops_an_amendment_in_which_nothing_differs(amendment, lead, desk, officer):
    link = '<a href="/2011/kh/amend/drop/">cancel the amendment</a>'
    assert link in lead.get("/2011/kh/").text
    assert link not in officer.get("/2011/kh/").text
    text = lead.get("/2011/kh/amend/drop/").text
    assert "Every decision of the Secretariat stays valid." in text
    assert fresh_plan(amendment).status == WorkplanStatus.DRAFT

    seen = fresh_plan(amendment).row_version
    answer = lead.post("/2011/kh/amend/drop/", {"row_version": seen}, follow=True)

    assert answer.redirect_chain == [("/2011/kh/", 302)]
    text = answer.text
    assert "The amendment is cancelled. The workplan is approved as before" in text
    assert "An amendment is open" not in text
    assert fresh_plan(amendment).status == WorkplanStatus.APPROVED
    assert "You have no task on this page now." in lead.get("/2011/kh/amend/drop/").text
    history = desk.get("/2011/kh/history/").text
    assert "Cancelled the amendment. The approved version stays valid" in history


def test_the_page_says_what_differs_and_leads_to_where_each_is_undone(amendment, lines, kh_officer, lead):
    _four(amendment, lines, kh_officer)

    text = lead.get("/2011/kh/amend/drop/").text

    assert re.findall(r'<span class="second">([A-Z][a-z]+ in the amendment.*?)</span>', text) == [
        "Changed in the amendment: title, targets and Secretariat funding.",
        "Withdrawn in the amendment.",
        "Added in the amendment.",
    ]
    ways = ["/2011/kh/001/undo/", "/2011/kh/002/undo/", "/2011/kh/005/withdraw/"]
    assert re.findall(r'href="(/2011/kh/\d+/\w+/)"', text) == ways
    assert "Restore the approved text" in text
    assert '<button type="submit" class="btn btn-primary">Drop' not in text
    seen = fresh_plan(amendment).row_version
    assert lead.post("/2011/kh/amend/drop/", {"row_version": seen}).status_code == 409

    for way in ways:
        page = lead.get(way).text
        version = re.search(r'name="row_version" value="(\d+)"', page)
        data = {"row_version": version[1]} if version else {}
        assert lead.post(way, data).status_code == 302
    plan = fresh_plan(amendment)
    needs = {"row_version": plan.row_version, "before": plan.needs, "needs": "Trainers are missing."}
    assert lead.post("/2011/kh/needs/", needs).status_code == 302
    seen = fresh_plan(amendment).row_version
    assert lead.post("/2011/kh/amend/drop/", {"row_version": seen}).status_code == 302


def test_the_check_page_says_what_the_amendment_does_to_each_line_and_which_leave(
    amendment, lines, kh_officer, lead
):
    _four(amendment, lines, kh_officer)

    text = lead.get("/2011/kh/submit/").text
    of_lines, _, leaving = text.partition("<h2>Withdrawn</h2>")

    assert "Changed in the amendment: title, targets and Secretariat funding." in of_lines
    assert "Added in the amendment." in of_lines
    heading = of_lines.partition("<h2>Changed in this amendment</h2>")[2]
    assert '<a class="row-title" href="/2011/kh/needs/">Opportunities, gaps and needs</a>' in heading
    assert re.findall(r'class="row-title" href="[^"]+">(\S+)', leaving) == [lines[1].code]
    assert "The activity will be removed from the approved version after the next decisions." in leaving


def test_the_check_page_of_a_returned_plan_says_what_was_done_since_the_return(
    lines, kh_plan, kh_officer, kh_lead, kh_desk, lead
):
    plan = cast.decided(cast.submitted(kh_plan, by=kh_lead), *lines[:2], by=kh_desk, reason="Say where.")
    _changed(plan, lines, kh_officer)
    _withdrawn(plan, lines, kh_officer)
    _needs(plan, lines, kh_officer)
    cast.done(lines[0], by=kh_officer)

    text = lead.get("/2011/kh/submit/").text

    assert re.findall(
        r'class="row-title" href="[^"]+/(\d+)/">|<span class="second">(\w+ since .*?)</span>', text
    ) == [
        ("001", ""),
        ("", "Changed since the workplan was returned: title, targets and Secretariat funding."),
        ("002", ""),
        ("", "Withdrawn since the workplan was returned."),
    ]
    heading = text.partition("<h2>Changed since the workplan was returned</h2>")[2]
    assert ">Opportunities, gaps and needs</a>" in heading
    assert "in the amendment" not in text


def test_a_stale_page_is_shown_again_with_what_differs_now(amendment, lines, kh_officer, lead):
    seen = fresh_plan(amendment).row_version
    change(lines[0], kh_officer, title="Another")

    for sent in (str(seen), "", "none"):
        answer = lead.post("/2011/kh/amend/drop/", {"row_version": sent})
        assertContains(answer, "Someone changed this after you opened the page.", status_code=409)
        assert "Changed in the amendment: title." in answer.text


def test_the_page_of_a_first_draft_says_that_there_is_no_amendment(kh_plan, lead):
    assert "There is no amendment to cancel." in lead.get("/2011/kh/amend/drop/").text
    assert (
        lead.post("/2011/kh/amend/drop/", {"row_version": fresh_plan(kh_plan).row_version}).status_code == 409
    )
    assert "/amend/drop/" not in lead.get("/2011/kh/").text


@pytest.mark.usefixtures("amendment")
def test_the_page_of_a_line_shows_both_texts_before_it_is_put_back(lines, kh_officer, kh_lead, officer, lead):
    assert "Cancel the changes" not in officer.get("/2011/kh/001/").text
    nothing_yet = officer.get("/2011/kh/001/undo/")
    assert (nothing_yet.status_code, "You have no task on this page now." in nothing_yet.text) == (200, True)
    assert officer.post("/2011/kh/001/undo/").status_code == 403
    change(lines[0], kh_officer, title="Another")
    assert '<a href="/2011/kh/001/undo/">Cancel the changes</a>' in officer.get("/2011/kh/001/").text
    text = officer.get("/2011/kh/001/undo/").text
    assert '<td role="cell" data-label="Now">Another</td>' in text
    assert '<td role="cell" data-label="Before the amendment" class="new"><ins>Workshop</ins></td>' in text
    assert text.count('<tr role="row">\n') == 1
    seen = fresh(lines[0]).row_version
    change(lines[0], kh_lead, title="Another one")

    late = officer.post("/2011/kh/001/undo/", {"row_version": seen})
    assertContains(late, "Someone changed this after you opened the page.", status_code=409)
    assert "Another one" in late.text

    seen = fresh(lines[0]).row_version
    done = officer.post("/2011/kh/001/undo/", {"row_version": seen}, follow=True).text
    assert "KH-2011-001 has its text from before the amendment." in done
    assert "What else the amendment changes" not in done
    change(lines[0], kh_officer, title="Another")
    seen = fresh(lines[0]).row_version
    done = lead.post("/2011/kh/001/undo/", {"row_version": seen}, follow=True).text
    assert '<a href="/2011/kh/amend/drop/">See what else the amendment changes</a>' in done


def test_the_page_says_why_a_line_cannot_be_put_back(amendment, lines, kh_officer, officer):
    change(lines[0], kh_officer, secretariat_cost=Decimal(1))
    cast.complete_line(amendment, by=kh_officer, title="Large", secretariat_cost=Decimal(98_500))

    answer = officer.post("/2011/kh/001/undo/", {"row_version": fresh(lines[0]).row_version})

    assertContains(answer, "above the ceiling of US$", status_code=409)


def test_a_desk_with_an_opening_reads_on_as_before(approved_plan, kh_lead, desk):
    def read() -> str:
        content = desk.get("/2011/kh/").text.partition("<h2>History</h2>")[0]
        return re.sub("[A-Za-z0-9]{64}", "", content)

    if not approved_plan.openings.filter(partner=None, ended_at=None).exists():
        open_draft(approved_plan, None, by=kh_lead, now=cast.NOW)
    before = read()
    plan = actions.amend_workplan(approved_plan, note="By mistake.", by=kh_lead, now=LATER)
    assert "An amendment is open" in read()

    actions.drop_amendment(plan, by=kh_lead, now=LATER)

    assert read() == before


@pytest.mark.usefixtures("amendment")
def test_the_pages_of_an_amendment_ask_as_many_queries_at_one_change_as_at_three(lines, kh_officer, lead):
    def asked() -> list[int]:
        return [queries.queries_of(lead, address) for address in ("/2011/kh/", "/2011/kh/amend/drop/")]

    change(lines[0], kh_officer, title="Another")
    one = asked()
    change(lines[1], kh_officer, title="Another")
    change(lines[2], kh_officer, title="Another")
    assert asked() == one
    assert one[0] <= 10


def test_the_reason_of_an_amendment_stands_where_it_is_decided_until_it_is_approved(
    amendment, lines, kh_officer, kh_lead, kh_desk, desk, lead
):
    change(lines[0], kh_officer, title="Another")
    change(lines[1], kh_officer, title="Another course")
    plan = cast.submitted(amendment, by=kh_lead)
    pages = ("/2011/kh/decisions/", "/2011/kh/decisions/001/", "/2011/kh/decisions/rest/")
    who = f"The amendment was opened on 3 Mar 2011 by {kh_lead.user}, {kh_lead.words}"

    for page in pages:
        text = desk.get(page).text
        assert who in text, page
        assert "By mistake." in text, page
    assert "Reason: By mistake." in lead.get("/2011/kh/").text
    record_decision(fresh(lines[0]), "return", reason="Too dear.", by=kh_desk, now=LATER)
    record_decision(fresh(lines[1]), "approve", by=kh_desk, now=LATER)
    assert who in desk.get("/2011/kh/decisions/send/").text
    returned = send_decisions(plan, by=kh_desk, now=LATER)
    assert returned.status == WorkplanStatus.RETURNED
    change(lines[0], kh_officer, title="Cheaper")
    cast.done(lines[0], by=kh_officer)
    plan = cast.submitted(returned, by=kh_lead)
    assert who in desk.get("/2011/kh/decisions/001/").text

    record_decision(fresh(lines[0]), "approve", by=kh_desk, now=LATER)
    send_decisions(plan, by=kh_desk, now=LATER)
    for page in ("/2011/kh/decisions/", "/2011/kh/"):
        assert "By mistake." not in desk.get(page).text.partition("<h2>History</h2>")[0]


@pytest.mark.usefixtures("amendment")
def test_an_amendment_in_which_nothing_differs_is_warned_of_before_it_is_submitted(lines, kh_officer, lead):
    check = lead.get("/2011/kh/submit/").text
    change(lines[0], kh_officer, title="Another")
    changed = lead.get("/2011/kh/submit/").text

    assert "This amendment changes nothing in the approved version." in check
    assert '<a href="/2011/kh/amend/drop/">cancel the amendment</a>' in check
    assert "This amendment changes nothing" not in changed


def test_a_round_without_new_decisions_does_not_say_those_of_the_round_before(amendment, kh_desk, desk):
    send_decisions(cast.submitted(amendment), by=kh_desk, now=LATER)

    sent = desk.get("/2011/kh/decisions/sent/").text

    assert "<dd>Round 2, on 3 Mar 2011</dd>" in sent
    assert "<dd>No new decisions</dd>" in sent
    assert "Workshop" not in sent
    assert "Sent on 3 Mar 2011, round 2" in desk.get("/2011/kh/decisions/").text


def test_a_first_plan_that_is_submitted_again_gives_no_reason_of_an_amendment(
    lines, kh_plan, kh_officer, kh_lead, kh_desk, desk, lead
):
    plan = cast.decided(cast.submitted(kh_plan, by=kh_lead), lines[0], by=kh_desk, reason="Too dear.")
    change(lines[0], kh_officer, title="Cheaper")
    cast.done(lines[0], by=kh_officer)
    cast.submitted(plan, by=kh_lead)

    text = desk.get("/2011/kh/decisions/").text

    assert "Reason for the amendment" not in text
    assert "An amendment is open" not in lead.get("/2011/kh/").text


def test_who_puts_an_amended_regional_plan_in_force_reads_why_it_was_opened(
    regional_plan, regional_office, manager, regional_line
):
    plan = cast.in_force(regional_plan)
    actions.amend_workplan(plan, note="The host has changed.", by=regional_office, now=LATER)
    propose_regional(plan, by=regional_office, now=LATER)

    text = manager.get(reverse("regional_put_in_force", args=[2011])).text

    assert "The host has changed." in text
    assert f"opened on 3 Mar 2011 by {regional_office.user}" in text

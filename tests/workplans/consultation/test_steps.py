"""What partners are asked for, offer and add: the steps, their rules, and what each leaves behind."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from commit_portal.i18n import from_plain, message
from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow import events_about
from tests import cast
from tests.cast import LATER, NOW
from tests.workplans.consultation.supports import MONEY, PEOPLE
from workplans.consultation.actions import offers, openings
from workplans.consultation.actions.ask import ask_partner, change_request, take_back_request
from workplans.consultation.actions.needs import meet_need
from workplans.consultation.actions.offers import accept_offer
from workplans.consultation.rules import SupportDraft
from workplans.drafting.actions import withdraw_activity, write_needs
from workplans.models import Activity, Contribution, Opening, Seat, TechnicalNeed, Workplan
from workplans.plan.queries import counted_cost, rounds_of
from workplans.plan.visibility import (
    activities_visible_to,
    lines_visible_to,
    offers_visible_to,
    versions_visible_to,
)
from workplans.statuses import RELEASE_AUDIENCES, Audience, ContributionStatus, EndedBecause, VersionKind
from workplans.submitting.actions import amend_workplan, close_workplan, submit_workplan


def status_of(support: Contribution) -> str:
    return Contribution.objects.get(pk=support.pk).status


def rules_of(error: pytest.ExceptionInfo[RuleBroken]) -> list[str]:
    return [violation.rule for violation in error.value.violations]


def test_request_is_prepared_until_the_draft_is_opened_to_the_partner(
    kh_plan, line, kh_officer, kh_lead, ilo
):
    """CO-1."""
    support = ask_partner(line, ilo.partner, MONEY, by=kh_officer, now=NOW)
    assert support.is_prepared
    assert not offers_visible_to(ilo).exists()

    openings.open_draft(kh_plan, ilo.partner, LATER, by=kh_lead, now=NOW)

    assert [found.amount for found in offers_visible_to(ilo)] == [4_000]


def test_partner_offers_only_on_a_line_that_it_reads(line, iom):
    with pytest.raises(RuleBroken) as broken:
        offers.offer_support(line, MONEY, by=iom, now=NOW)
    assert rules_of(broken) == ["CO-2"]


def test_partner_offers_on_a_line_that_was_released_to_partners(line, ilo, approved_plan):
    with pytest.raises(RuleBroken):
        offers.offer_support(line, MONEY, by=ilo, now=NOW)

    cast.released(approved_plan, Audience.PARTNERS)

    assert offers.offer_support(line, MONEY, by=ilo, now=NOW).status == ContributionStatus.OFFERED


def test_partner_has_one_open_request_or_offer_for_a_line_kind_and_need(line, asked, kh_officer, ilo):
    """CO-3."""
    need = TechnicalNeed.objects.create(activity=line, what="Two trainers for five days")
    with pytest.raises(RuleBroken) as broken:
        offers.offer_support(line, MONEY, by=ilo, now=NOW)
    assert rules_of(broken) == ["CO-3"]

    offers.offer_support(line, PEOPLE, by=ilo, now=NOW)
    ask_partner(
        line, ilo.partner, SupportDraft(kind="in_kind", what="A room", need=need), by=kh_officer, now=NOW
    )

    assert Contribution.objects.unanswered().count() == 3


def test_accepted_money_stands_beside_the_ceiling(kh_plan, line, accepted):
    """CO-5: US$99,000 accepted beside a plan that is nearly full moves nothing."""
    before = counted_cost(kh_plan)
    Contribution.objects.filter(pk=accepted.pk).update(amount=Decimal(99_000))

    kh_plan.refresh_from_db()

    assert (kh_plan.committed, counted_cost(kh_plan)) == (before, before)


def test_offer_is_taken_back_until_it_is_answered(line, offered, kh_lead, ilo):
    """TAKE_BACK_OFFER."""
    offers.take_back_offer(offered, seen=1, by=ilo, now=NOW)
    assert status_of(offered) == ContributionStatus.WITHDRAWN
    with pytest.raises(Refused):
        offers.accept_offer(offered, seen=2, by=kh_lead, now=NOW)

    again = offers.accept_offer(
        offers.offer_support(line, MONEY, by=ilo, now=NOW), seen=1, by=kh_lead, now=NOW
    )
    with pytest.raises(Refused):
        offers.take_back_offer(again, seen=2, by=ilo, now=NOW)
    assert status_of(again) == ContributionStatus.ACCEPTED


def test_trail_keeps_amounts_of_support_without_the_words_of_a_language(accepted, kh_lead):
    """The sentence is said in the language of who reads it (ADR 9), not of who lowered the support."""
    offers.lower_support(accepted, Decimal(3_000), word="One trainer fewer", seen=2, by=kh_lead, now=NOW)

    facts = from_plain(events_about(accepted.activity.workplan).filter(verb="lower_support").get().facts)
    assert facts.param("what") == message("field.cost", amount=Decimal(3_000))
    assert facts.param("before") == message("field.cost", amount=Decimal(4_000))


def test_withdrawn_line_ends_its_requests_and_offers_at_once_and_support_with_the_sending(
    kh_plan, line, accepted, kh_officer, kh_lead, kh_desk, ilo
):
    """CO-9."""
    cast.complete_line(kh_plan, by=kh_officer)
    plan = cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)
    offer = offers.offer_support(line, PEOPLE, by=ilo, now=NOW)
    amend_workplan(plan, note="Less", by=kh_lead, now=NOW)

    withdraw_activity(line, by=kh_officer, now=NOW)

    assert (status_of(offer), status_of(accepted)) == ("withdrawn", "accepted")
    cast.submitted(plan, by=kh_lead)
    cast.decided(plan, by=kh_desk)
    ended = Contribution.objects.get(pk=accepted.pk)
    assert (ended.status, ended.ended_because) == ("withdrawn", EndedBecause.LINE_WITHDRAWN)


def test_end_of_an_opening_ends_requests_and_leaves_offers_to_be_answered(line, opening, asked, kh_lead, ilo):
    """CO-10: the partner reads only its own words after that."""
    offer = offers.offer_support(line, PEOPLE, by=ilo, now=NOW)

    openings.end_opening(opening, by=kh_lead, now=NOW)

    assert (status_of(asked), status_of(offer)) == ("withdrawn", "offered")
    assert not activities_visible_to(ilo).exists()
    assert set(offers_visible_to(ilo)) == {asked, offer}
    with pytest.raises(RuleBroken):
        offers.send_offer(offer, PEOPLE, seen=1, by=ilo, now=NOW)
    assert offers.accept_offer(offer, seen=1, by=kh_lead, now=NOW).status == ContributionStatus.ACCEPTED


def test_partner_reads_until_the_end_of_the_last_day_by_the_clock_of_the_country(
    kh_plan, kh_lead, ilo, line, monkeypatch
):
    opening = openings.open_draft(kh_plan, ilo.partner, date(2011, 2, 18), by=kh_lead, now=NOW)
    assert opening.closes_at.astimezone(kh_plan.taskforce.zone).isoformat() == "2011-02-19T00:00:00+07:00"
    assert opening.until_on == date(2011, 2, 18)
    for moment, reads in ((opening.closes_at - timedelta(seconds=1), True), (opening.closes_at, False)):
        monkeypatch.setattr("commit_portal.clock.reading_time", lambda moment=moment: moment)
        assert activities_visible_to(ilo).exists() is reads


def test_passed_opening_is_ended_by_the_portal_with_its_requests(kh_plan, line, kh_officer, kh_lead, ilo):
    openings.open_draft(kh_plan, ilo.partner, date(2011, 2, 18), by=kh_lead, now=NOW)
    asked = ask_partner(line, ilo.partner, MONEY, by=kh_officer, now=NOW)

    assert openings.end_passed_openings(now=NOW + timedelta(days=17)) == 0
    assert openings.end_passed_openings(now=NOW + timedelta(days=18)) == 1
    assert openings.end_passed_openings(now=NOW + timedelta(days=18)) == 0

    assert status_of(asked) == ContributionStatus.WITHDRAWN
    assert Opening.objects.get(partner=ilo.partner).ended_by is None


def test_last_day_is_moved_and_does_not_lie_in_the_past(kh_plan, opening, kh_lead, iom):
    for day in (None, date(2011, 1, 31)):
        with pytest.raises(RuleBroken):
            openings.move_last_day(opening, day, by=kh_lead, now=NOW)
        with pytest.raises(RuleBroken):
            openings.open_draft(kh_plan, iom.partner, day, by=kh_lead, now=NOW)

    assert openings.move_last_day(opening, date(2011, 2, 1), by=kh_lead, now=NOW).until_on == date(2011, 2, 1)


def test_partner_with_a_request_or_an_offer_that_waits_does_not_say_that_it_has_nothing_to_offer(
    opening, asked, ilo
):
    with pytest.raises(Refused):
        openings.say_nothing_to_offer(opening, by=ilo, now=NOW)
    offers.decline_request(asked, word="Not this year", seen=1, by=ilo, now=NOW)

    assert openings.say_nothing_to_offer(opening, by=ilo, now=NOW).answered_at == NOW


@pytest.mark.usefixtures("opening")
def test_support_accepted_after_approval_makes_a_version_of_its_own(line, kh_lead, ilo, approved_plan):
    """CO-11: no decision, no other change; and another version when it ends."""
    first = approved_plan.of_record
    offer = offers.offer_support(line, MONEY, by=ilo, now=NOW)
    assert approved_plan.versions.count() == 2

    offers.accept_offer(offer, seen=1, by=kh_lead, now=NOW)

    approved_plan.refresh_from_db()
    assert (approved_plan.status, approved_plan.of_record.number, first.number) == ("approved", 3, 2)
    assert [gift.amount for gift in approved_plan.of_record.lines.get().supports.all()] == [4_000]
    assert list(lines_visible_to(ilo)) == [approved_plan.of_record.lines.get()]
    offers.end_support(offer, word="The course is off", seen=2, by=kh_lead, now=NOW)
    approved_plan.refresh_from_db()
    assert (approved_plan.of_record.number, approved_plan.of_record.lines.get().supports.count()) == (4, 0)


def test_partner_learns_nothing_of_another_partner(kh_plan, line, asked, kh_lead, ilo, iom):
    """CO-12."""
    openings.open_draft(kh_plan, iom.partner, LATER, by=kh_lead, now=NOW)
    other = offers.offer_support(line, MONEY, by=iom, now=NOW)

    assert list(offers_visible_to(ilo)) == [asked]
    assert list(offers_visible_to(iom)) == [other]
    for step in (
        lambda: offers.take_back_offer(other, seen=1, by=ilo, now=NOW),
        lambda: offers.send_offer(other, MONEY, seen=1, by=ilo, now=NOW),
        lambda: offers.decline_request(asked, word="No", seen=1, by=iom, now=NOW),
    ):
        with pytest.raises(Refused):
            step()


def test_partner_keeps_reading_a_line_that_it_supports_until_it_is_approved_and_after_that_the_approved_text(
    kh_plan, line, opening, accepted, kh_officer, kh_lead, kh_desk, ilo
):
    cast.complete_line(kh_plan, by=kh_officer)
    openings.end_opening(opening, by=kh_lead, now=NOW)
    assert list(activities_visible_to(ilo)) == [line]

    plan = cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)

    assert not activities_visible_to(ilo).exists()
    assert list(lines_visible_to(ilo)) == [plan.of_record.lines.get(activity=line)]


def test_closed_plan_takes_no_step_and_its_open_requests_and_offers_end(
    line, accepted, kh_officer, kh_lead, regional_office, ilo, approved_plan
):
    offer = offers.offer_support(line, PEOPLE, by=ilo, now=NOW)

    close_workplan(approved_plan, by=regional_office, now=NOW)

    assert (status_of(offer), status_of(accepted)) == ("withdrawn", "accepted")
    for step in (
        lambda: ask_partner(line, ilo.partner, PEOPLE, by=kh_officer, now=NOW),
        lambda: offers.offer_support(line, PEOPLE, by=ilo, now=NOW),
        lambda: offers.end_support(accepted, word="Over", seen=2, by=kh_lead, now=NOW),
        lambda: openings.open_draft(approved_plan, ilo.partner, LATER, by=kh_lead, now=NOW),
    ):
        with pytest.raises(Refused, match="The workplan is closed"):
            step()


STEPS: tuple[tuple[str, Callable[..., object]], ...] = (
    ("asked", lambda it, seat: change_request(it, MONEY, seen=None, by=seat, now=NOW)),
    ("asked", lambda it, seat: take_back_request(it, seen=None, by=seat, now=NOW)),
    ("offered", lambda it, seat: offers.accept_offer(it, seen=None, by=seat, now=NOW)),
    ("offered", lambda it, seat: offers.decline_offer(it, word="No", seen=None, by=seat, now=NOW)),
    (
        "accepted",
        lambda it, seat: offers.lower_support(it, Decimal(1), word="Less", seen=None, by=seat, now=NOW),
    ),
    ("accepted", lambda it, seat: offers.end_support(it, word="Over", seen=None, by=seat, now=NOW)),
)


@pytest.mark.parametrize(("state", "step"), STEPS)
def test_only_the_taskforce_steers_its_support(world, request, state, step):
    support = request.getfixturevalue(state)

    for name in ("kh_member", "kh_desk", "lao_lead", "regional_office", "ilo", "iom", "observer"):
        with pytest.raises(Refused):
            step(support, world.seats[name])

    assert status_of(support) == state


def test_regional_office_asks_and_answers_for_the_region(regional_office, kh_lead, ilo, regional_line):
    with pytest.raises(Refused):
        ask_partner(regional_line, ilo.partner, MONEY, by=kh_lead, now=NOW)
    support = ask_partner(regional_line, ilo.partner, MONEY, by=regional_office, now=NOW)

    offers.record_answer(support, MONEY, told_how="Letter", seen=1, by=regional_office, now=NOW)

    assert status_of(support) == ContributionStatus.ACCEPTED


def test_request_that_was_prepared_is_shown_once_its_partner_reads_the_line(kh_plan, line, kh_officer, ilo):
    """CO-1: by a release, not only by an opening. The partner answers it; nothing unseen stands in its way (CO-3)."""
    prepared = ask_partner(line, ilo.partner, MONEY, by=kh_officer, now=NOW)
    plan = cast.approved(kh_plan)
    assert not offers_visible_to(ilo).exists()

    cast.released(plan, Audience.PARTNERS)

    assert list(offers_visible_to(ilo)) == [prepared]
    assert offers.send_offer(prepared, MONEY, seen=2, by=ilo, now=NOW).status == ContributionStatus.OFFERED


def test_accepted_support_shows_what_else_was_prepared_for_its_line(line, kh_officer, kh_lead, ilo):
    prepared = ask_partner(line, ilo.partner, MONEY, by=kh_officer, now=NOW)

    offers.record_support(line, ilo.partner, PEOPLE, told_how="By telephone", by=kh_lead, now=NOW)

    prepared.refresh_from_db()
    assert prepared.shown_at == NOW


def test_opening_anew_after_the_last_day_shows_what_is_asked_in_the_same_step(kh_plan, line, kh_lead, ilo):
    """The sweep has not come yet: the portal ends the old opening, and with it only what that one showed."""
    openings.open_draft(kh_plan, ilo.partner, date(2011, 2, 18), by=kh_lead, now=NOW)
    later = NOW + timedelta(days=30)

    asked = openings.open_and_ask(line, ilo.partner, MONEY, LATER, by=kh_lead, now=later)

    assert (asked.status, asked.shown_at) == (ContributionStatus.ASKED, later)
    passed = Opening.objects.get(ended_at=later)
    assert (passed.partner, passed.ended_by) == (ilo.partner, None)


def test_need_that_was_taken_out_meanwhile_is_said_to_who_chose_it(line, asked, kh_officer, kh_lead, ilo):
    need = TechnicalNeed.objects.create(activity=line, what="Two trainers")
    draft = replace(PEOPLE, need=need)
    TechnicalNeed.objects.filter(pk=need.pk).delete()

    for act in (
        lambda: ask_partner(line, ilo.partner, draft, by=kh_officer, now=NOW),
        lambda: change_request(asked, draft, seen=1, by=kh_officer, now=NOW),
        lambda: offers.offer_support(line, draft, by=ilo, now=NOW),
        lambda: offers.record_answer(asked, draft, told_how="Letter", seen=1, by=kh_lead, now=NOW),
    ):
        with pytest.raises(RuleBroken) as broken:
            act()
        assert [violation.field for violation in broken.value.violations] == ["need"]


def test_desk_meets_no_need_that_it_does_not_read(kh_plan, line, kh_lead, kh_desk):
    need = TechnicalNeed.objects.create(activity=line, what="Two trainers")
    openings.end_opening(kh_plan.openings.get(partner=None), by=kh_lead, now=NOW)

    with pytest.raises(Refused):
        meet_need(line, need.what, by=kh_desk, now=NOW)

    need.refresh_from_db()
    assert need.secretariat_at is None


TRAINERS, ROOM = "Two trainers for five days", "A room for forty people"


def supported(line: Activity, by: Seat, status: str, need: str) -> Contribution:
    need_id = line.technical_needs.get(what=need).pk
    return cast.support(line, by.partner, status, by=by, need_id=need_id)


@pytest.fixture
def amended(kh_plan: Workplan, world: cast.World) -> Workplan:
    """An approved plan under amendment: hidden words in each kind of need and in a new line, a line withdrawn.

    Support is accepted before, for a need that the draft then drops, and during the amendment.
    """
    lead, officer, ilo, iom = (world.seats[name] for name in ("kh_lead", "kh_officer", "ilo", "iom"))
    first = cast.complete_line(kh_plan, by=officer, needs=(TRAINERS, ROOM))
    second = cast.complete_line(kh_plan, by=officer, needs=(ROOM,))
    third = cast.complete_line(kh_plan, by=officer)
    supported(first, ilo, ContributionStatus.ACCEPTED, TRAINERS)
    offered = supported(second, ilo, ContributionStatus.OFFERED, ROOM)
    kh_plan.refresh_from_db()
    plan = write_needs(kh_plan, "Open words", seen=kh_plan.row_version, by=officer, now=cast.NOW)
    plan = cast.approved(plan, lead=lead, desk=world.seats["kh_desk"])
    plan = amend_workplan(plan, note="More.", by=lead, now=cast.NOW)
    write_needs(plan, "Hidden words", seen=plan.row_version, by=officer, now=cast.NOW)
    for line, *needs in ((first, "Hidden trainers", ROOM), (second, ROOM, "A hidden bus")):
        line.refresh_from_db()
        cast.change(line, officer, needs=tuple(needs))
    withdraw_activity(third, by=officer, now=cast.NOW)
    hidden = cast.complete_line(plan, by=officer, title="Hidden line", needs=("A hidden boat",))
    supported(hidden, iom, ContributionStatus.ACCEPTED, "A hidden boat")
    accept_offer(offered, seen=1, by=lead, now=cast.NOW)
    return Workplan.objects.get(pk=plan.pk)


def test_version_that_support_makes_during_an_amendment_has_nothing_of_the_draft(amended):
    before, made = amended.versions.filter(kind=VersionKind.OF_RECORD)

    assert amended.of_record == made
    assert (made.needs, made.round, made.committed) == ("Open words", before.round, Decimal(3000))
    assert [
        ([need.what for need in line.needs.all()], [gift.need.what for gift in line.supports.all()])
        for line in made.lines.all()
    ] == [([TRAINERS, ROOM], [TRAINERS]), ([ROOM], [ROOM]), ([], [])]
    assert not made.lines.filter(withdrawn=True).exists()


def test_version_that_support_makes_of_a_submitted_amendment_has_the_round_and_agreement_of_before(
    amended, kh_lead, ilo
):
    columns = ("round", "needs", "ceiling", "agreed_on", "agreed_by", "agreement")
    expected = amended.versions.filter(kind=VersionKind.OF_RECORD).values_list(*columns).first()
    submit_workplan(amended, agreed_on=date(2011, 2, 1), agreed_by=(), by=kh_lead, now=cast.NOW)
    offered = cast.support(amended.activities.get(number=1), ilo.partner, ContributionStatus.OFFERED, by=ilo)

    accept_offer(offered, seen=1, by=kh_lead, now=cast.NOW)

    plan = Workplan.objects.get(pk=amended.pk)
    made = plan.versions.filter(kind=VersionKind.OF_RECORD)
    assert list(made.values_list(*columns)) == [expected] * 3
    assert plan.round not in rounds_of(plan).decided


@pytest.mark.parametrize("name", ["lao_officer", "lao_desk", "regional_office", "ilo", "observer"])
@pytest.mark.usefixtures("kh_lead")
def test_nobody_outside_reads_the_draft_in_a_version_that_support_made(amended, world, client_of, name):
    cast.released(amended, *RELEASE_AUDIENCES)
    client = client_of(world.seats[name])

    pages = [client.get(f"/2011/kh/{part}") for part in ("", "001/", "002/")]

    assert {version.needs for version in versions_visible_to(world.seats[name])} == {"Open words"}
    assert [page.status_code for page in pages] == [200] * 3
    assert TRAINERS in pages[1].text
    assert not any(re.search(r"Hidden |hidden (bus|boat)", page.text) for page in pages)

"""Technical needs of a line, what meets them, and costs in all."""

import re
from decimal import Decimal

import pytest
from django.http import HttpResponse
from hypothesis import HealthCheck, given, settings, strategies as st

from commit_portal.db.related_rows import attach
from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow import events_about
from spa.models import Area
from tests import cast
from workplans.consultation.actions.needs import meet_need, unmeet_need
from workplans.consultation.actions.openings import end_opening, open_draft
from workplans.consultation.queries import beyond_cost, needs_with_support, unmet_needs
from workplans.drafting.actions import add_activity
from workplans.drafting.ways_out import Way, WayOut, divided
from workplans.models import Activity, Contribution, Partner, Seat, TechnicalNeed, Workplan
from workplans.plan.amendments import change_of_line, lines_before
from workplans.plan.line_content import LineDraft
from workplans.plan.rules import wp_17, wp_18
from workplans.presentation.loaders import load_live_lines
from workplans.statuses import Audience, ContributionStatus, Funding, LineState
from workplans.submitting.actions import amend_workplan, undo_changes

TRAINERS, ROOM, BUS = "Two trainers for five days", "A room for forty people", "A bus"
ACCEPTED, ASKED, OFFERED = ContributionStatus.ACCEPTED, ContributionStatus.ASKED, ContributionStatus.OFFERED


@pytest.fixture
def line(kh_plan: Workplan, kh_officer: Seat) -> Activity:
    return cast.complete_line(kh_plan, by=kh_officer, needs=(TRAINERS, ROOM))


def links_of(answer: HttpResponse) -> list[tuple[str, str]]:
    """The addresses and words of the links in the list of a page."""
    listed = "".join(re.findall(r'<ul class="rows-list">.*?</ul>', answer.text, re.DOTALL))
    return [
        (url, re.sub("<[^>]+>", "", words)) for url, words in re.findall(r'href="([^"]+)">(.*?)</a>', listed)
    ]


def kinds_of(broken: pytest.ExceptionInfo[RuleBroken]) -> list[str]:
    return [violation.rule for violation in broken.value.violations]


def rows(line: Activity) -> dict[str, int]:
    return {need.what: need.pk for need in TechnicalNeed.objects.filter(activity=line)}


# Texts and their rows.


def test_need_that_stays_keeps_its_row_and_what_meets_it(line, kh_officer, kh_desk, ilo):
    meet_need(line, ROOM, by=kh_desk, now=cast.NOW)
    before = rows(line)
    cast.support(line, ilo.partner, ACCEPTED, by=ilo, need_id=before[TRAINERS])

    cast.change(line, kh_officer, needs=(ROOM, TRAINERS, BUS))

    after = rows(line)
    assert {what: after[what] for what in before} == before
    assert list(after) == [TRAINERS, ROOM, BUS]
    assert [need.is_met for need in needs_with_support(kh_officer, line)] == [True, True, False]


def test_changed_need_is_changed_content_and_ends_the_decision(line, kh_officer, kh_lead, approved_plan):
    """WP-9."""
    amend_workplan(approved_plan, note="More.", by=kh_lead, now=cast.NOW)

    cast.change(line, kh_officer, needs=(TRAINERS, BUS))

    (live,) = load_live_lines(approved_plan, kh_officer)
    (before,) = lines_before(Workplan.objects.get(pk=approved_plan.pk)).values()
    amended = change_of_line(before, live)
    assert amended.fields == ("needs",)
    assert amended.names == ["technical needs"]
    assert live.state == LineState.PROPOSED
    undo_changes(line, by=kh_officer, now=cast.NOW)
    assert set(rows(line)) == {TRAINERS, ROOM}
    assert Activity.objects.get(pk=line.pk).state == LineState.APPROVED


def test_needs_in_another_order_change_nothing(line, kh_officer):
    assert cast.change(line, kh_officer, needs=(ROOM, TRAINERS)).row_version == line.row_version


def test_more_than_ten_needs_and_long_ones_are_refused_by_their_rules(line, kh_officer):
    with pytest.raises(RuleBroken) as broken:
        cast.change(line, kh_officer, needs=("x" * 251, *(f"Need {number}" for number in range(10))))

    assert kinds_of(broken) == ["WP-13", "WP-18"]
    assert wp_18([str(number) for number in range(10)]) is None


def test_support_of_a_need_that_is_gone_supports_the_line(line, kh_officer, ilo):
    gift = cast.support(line, ilo.partner, OFFERED, by=ilo, need_id=rows(line)[ROOM])

    cast.change(line, kh_officer, needs=(TRAINERS,))

    fresh = Contribution.objects.get(pk=gift.pk)
    assert (fresh.need_id, fresh.row_version) == (None, gift.row_version + 1)


def test_need_that_would_leave_a_partner_two_open_requests_is_kept_with_co_3(line, kh_officer, ilo):
    cast.support(line, ilo.partner, ASKED, by=kh_officer)
    cast.support(line, ilo.partner, ASKED, by=kh_officer, need_id=rows(line)[ROOM])

    with pytest.raises(RuleBroken) as broken:
        cast.change(line, kh_officer, needs=(TRAINERS,))

    assert kinds_of(broken) == ["CO-3"]
    assert set(rows(line)) == {TRAINERS, ROOM}


def test_form_keeps_each_text_of_a_line_and_shows_all_of_them_again(kh_plan, line, officer):
    form = officer.get("/2011/kh/001/edit/").context["form"]
    assert form["needs"].value() == f"{TRAINERS}\n{ROOM}"
    typed = {name: form[name].value() or "" for name in form.fields} | {"area": line.area_id, "targets": []}
    typed["targets"] = [link.target_id for link in line.target_links.all()]

    wrong = officer.post("/2011/kh/001/edit/", typed | {"needs": f" {BUS} \r\n\r\n{'y' * 251}\r\n{BUS}"})
    saved = officer.post("/2011/kh/001/edit/", typed | {"needs": f" {BUS} \r\n\r\n{ROOM}\r\n{BUS}"})

    assert (wrong.status_code, saved.status_code) == (422, 302)
    assert f"The technical need “{'y' * 40}…” has 251 characters." in wrong.text
    assert "y" * 251 in wrong.text
    assert set(rows(line)) == {BUS, ROOM}


# Who meets them.


def test_secretariat_meets_a_need_and_the_approved_plan_says_so(kh_plan, line, kh_desk, regional_office, ilo):
    """CO-11."""
    cast.support(line, ilo.partner, ACCEPTED, by=ilo, need_id=rows(line)[TRAINERS])
    plan = cast.approved(kh_plan)
    (frozen,) = plan.of_record.lines.all()
    assert [(need.what, need.by_secretariat) for need in frozen.needs.all()] == [
        (TRAINERS, False),
        (ROOM, False),
    ]
    assert [gift.need.what for gift in frozen.supports.all()] == [TRAINERS]

    meet_need(line, ROOM, by=regional_office, now=cast.NOW)
    meet_need(line, ROOM, by=kh_desk, now=cast.NOW)

    plan.refresh_from_db()
    (again,) = plan.of_record.lines.all()
    assert plan.of_record.number == 3
    assert [(need.what, need.by_secretariat) for need in again.needs.all()] == [
        (TRAINERS, False),
        (ROOM, True),
    ]
    assert [gift.need.what for gift in again.supports.all()] == [TRAINERS]
    assert unmet_needs(regional_office, plan.cycle) == []
    unmeet_need(line, ROOM, by=kh_desk, now=cast.NOW)
    assert [need.what for need in unmet_needs(kh_desk, plan.cycle)] == [ROOM]
    said = [str(event) for event in events_about(plan).filter(verb__in=("meet_need", "unmeet_need"))]
    assert said == [
        "KH-2011-001: the Secretariat no longer meets a technical need",
        "KH-2011-001: the Secretariat meets a technical need",
    ]


@pytest.mark.parametrize("name", ["kh_officer", "kh_lead", "lao_desk", "ilo", "observer"])
def test_nobody_else_says_what_the_secretariat_meets(line, world, name):
    with pytest.raises(Refused):
        meet_need(line, ROOM, by=world.seats[name], now=cast.NOW)


def test_need_that_is_gone_is_not_met(line, kh_desk):
    with pytest.raises(Refused, match="no longer has this technical need"):
        meet_need(line, BUS, by=kh_desk, now=cast.NOW)


# What nobody meets, for whom.


def test_unmet_needs_are_read_where_the_plan_is_read(kh_plan, line, world, kh_lead, kh_desk, ilo):
    def readers() -> dict[str, list[str]]:
        names = (
            "kh_officer",
            "kh_desk",
            "lao_desk",
            "lao_officer",
            "regional_office",
            "ilo",
            "iom",
            "observer",
        )
        found = {name: unmet_needs(world.seats[name], world.cycle) for name in names}
        return {name: [need.what for need in needs] for name, needs in found.items() if needs}

    both = [TRAINERS, ROOM]
    assert readers() == {"kh_officer": both, "kh_desk": both}
    open_draft(kh_plan, ilo.partner, cast.LATER, by=kh_lead, now=cast.NOW)
    assert readers() == {"kh_officer": both, "kh_desk": both, "ilo": both}
    for opening in kh_plan.openings.all():
        end_opening(opening, by=kh_lead, now=cast.NOW)
    assert readers() == {"kh_officer": both}
    plan = cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)
    assert readers() == dict.fromkeys(("kh_officer", "kh_desk", "lao_desk", "regional_office"), both)
    cast.released(plan, Audience.PARTNERS)
    assert readers() == dict.fromkeys(
        ("kh_officer", "kh_desk", "lao_desk", "regional_office", "ilo", "iom"), both
    )
    amend_workplan(plan, note="More.", by=kh_lead, now=cast.NOW)
    cast.change(line, world.seats["kh_officer"], needs=(BUS,))
    assert readers()["kh_officer"] == [BUS]
    assert readers()["kh_desk"] == both


def test_partner_learns_that_somebody_meets_a_need_and_not_who(kh_plan, line, kh_lead, ilo, iom, observer):
    """CO-12. An observer learns as little of a line that it reads."""
    open_draft(kh_plan, ilo.partner, cast.LATER, by=kh_lead, now=cast.NOW)
    cast.support(line, iom.partner, ACCEPTED, by=iom, need_id=rows(line)[TRAINERS])
    cast.support(line, ilo.partner, ACCEPTED, by=ilo, need_id=rows(line)[ROOM])

    read = {seat: needs_with_support(seat, line) for seat in (kh_lead, ilo, observer)}

    assert [(*map(str, need.partners), need.is_met) for need in read[kh_lead]] == [
        ("IOM", True),
        ("ILO", True),
    ]
    assert [(*map(str, need.partners), need.is_met) for need in read[ilo]] == [(True,), ("ILO", True)]
    assert [(*map(str, need.partners), need.is_met) for need in read[observer]] == [(True,), (True,)]


def test_need_that_two_meet_names_both_in_words(line, kh_desk, ilo, lead):
    cast.support(line, ilo.partner, ACCEPTED, by=ilo, need_id=rows(line)[ROOM])
    meet_need(line, ROOM, by=kh_desk, now=cast.NOW)

    page = lead.get("/2011/kh/001/").text

    assert "The Secretariat and ILO<" in page


def test_desk_marks_a_need_on_the_page_and_it_leaves_the_list(line, desk, lead):
    assert ROOM in desk.get("/2011/needs/").text
    page = desk.get("/2011/kh/001/").text
    assert page.count("No support yet") == 2

    done = desk.post("/2011/kh/001/need/", {"what": ROOM}, follow=True)

    assert "Record that the Secretariat no longer meets this need" in done.text
    assert ROOM not in desk.get("/2011/needs/").text
    assert "Record that the Secretariat meets this need<" not in lead.get("/2011/kh/001/").text
    desk.post("/2011/kh/001/need/unmark/", {"what": ROOM})
    assert ROOM in desk.get("/2011/needs/").text
    assert lead.get("/2011/needs/").status_code == 403


def test_each_unmet_need_leads_to_what_its_reader_can_do_for_it(
    kh_plan, line, kh_lead, kh_desk, ilo, client_of
):
    open_draft(kh_plan, ilo.partner, cast.LATER, by=kh_lead, now=cast.NOW)
    desk, partner = (links_of(client_of(seat).get("/2011/needs/")) for seat in (kh_desk, ilo))
    offer = "/2011/kh/001/offer/"
    assert desk == [("/2011/kh/001/#needs", what) for what in (TRAINERS, ROOM)]
    assert [(url, words) for url, words in partner if url == offer] == [
        (offer, f"Offer support: {what}") for what in (TRAINERS, ROOM)
    ]

    cast.support(line, ilo.partner, OFFERED, by=ilo, need_id=rows(line)[ROOM])

    again = links_of(client_of(ilo).get("/2011/needs/"))
    assert ("/2011/kh/001/support/ilo/1/offer/", f"Change the offer: {ROOM}") in again


def test_list_of_unmet_needs_takes_as_many_queries_for_three_lines_as_for_one(
    kh_plan, line, kh_officer, kh_lead, ilo, django_assert_max_num_queries, partner
):
    open_draft(kh_plan, ilo.partner, cast.LATER, by=kh_lead, now=cast.NOW)
    counts = []
    for more in (0, 2):
        for _line in range(more):
            cast.complete_line(kh_plan, by=kh_officer, needs=(BUS,))
        partner.get("/2011/needs/")
        with django_assert_max_num_queries(20) as captured:
            partner.get("/2011/needs/")
        counts.append(len(captured))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["kh_desk", "lao_desk", "regional_office"])
@pytest.mark.usefixtures("line")
def test_home_of_the_secretariat_leads_to_as_many_unmet_needs_as_are_listed(world, kh_plan, client_of, name):
    seat, said = world.seats[name], "technical needs without support</a>"
    home = client_of(seat).get("/").text
    assert (f">2 {said}" in home) is (name == "kh_desk")
    assert len(unmet_needs(seat, kh_plan.cycle)) == (2 if name == "kh_desk" else 0)
    cast.approved(kh_plan, lead=world.seats["kh_lead"], desk=world.seats["kh_desk"])

    home = client_of(seat).get("/").text

    assert f'<a href="/2011/needs/">2 {said}' in home
    assert len(unmet_needs(seat, kh_plan.cycle)) == 2


def test_desk_marks_a_need_of_the_approved_plan_while_it_is_amended(kh_plan, line, kh_lead, kh_officer, desk):
    end_opening(kh_plan.openings.get(), by=kh_lead, now=cast.NOW)
    plan = cast.approved(kh_plan)
    amend_workplan(plan, note="More.", by=kh_lead, now=cast.NOW)
    cast.change(line, kh_officer, needs=(ROOM, BUS))

    answers = [desk.post("/2011/kh/001/need/", {"what": what}).status_code for what in (ROOM, TRAINERS, BUS)]

    # The second is gone from the draft, the third is not in the version that the desk reads.
    assert answers == [302, 403, 403]
    plan.refresh_from_db()
    frozen = plan.of_record.lines.get().needs.all()
    assert [(need.what, need.by_secretariat) for need in frozen] == [(TRAINERS, False), (ROOM, True)]


# Total cost.


@pytest.mark.parametrize(
    ("in_all", "fits"), [("999.99", False), ("1000", True), ("5000", True), (None, True)]
)
def test_costs_in_all_are_not_below_the_secretariat_s_part(line, kh_officer, in_all, fits):
    """WP-17."""
    amount = None if in_all is None else Decimal(in_all)
    if fits:
        cast.change(line, kh_officer, cost_in_all=amount, title="Another")
        assert wp_17(Activity.objects.get(pk=line.pk)) is None
        return
    with pytest.raises(RuleBroken) as broken:
        cast.change(line, kh_officer, cost_in_all=amount)

    assert kinds_of(broken) == ["WP-17"]
    assert "US$999.99, but the Secretariat funding is US$1,000." in str(broken.value)


def test_more_money_than_the_costs_in_all_is_a_warning_and_no_refusal(
    kh_plan, line, kh_officer, kh_lead, ilo, iom, lead, partner
):
    assert beyond_cost(line) is None
    cast.change(line, kh_officer, cost_in_all=Decimal(2_000))
    assert beyond_cost(Activity.objects.get(pk=line.pk)) == 0
    cast.support(line, ilo.partner, OFFERED, by=ilo, amount=Decimal(800))
    cast.support(line, iom.partner, ASKED, by=kh_officer, amount=Decimal(300))
    cast.support(line, iom.partner, ContributionStatus.DECLINED, by=iom, amount=Decimal(900))
    assert beyond_cost(Activity.objects.get(pk=line.pk)) == 100
    said = "is US$100 more than the total cost (US$2,000)."

    assert said in lead.get("/2011/kh/001/").text
    assert said in lead.get("/2011/kh/").text
    assert said in lead.get("/2011/kh/submit/").text
    open_draft(kh_plan, ilo.partner, cast.LATER, by=kh_lead, now=cast.NOW)
    assert "above the costs in all" not in partner.get("/2011/kh/001/").text
    cast.submitted(Workplan.objects.get(pk=kh_plan.pk), by=kh_lead)


def test_moved_cost_is_kept_as_costs_in_all_and_asks_for_what_is_missing(
    world, kh_plan, kh_officer, ilo, iom
):
    cast.complete_line(kh_plan, by=kh_officer, secretariat_cost=Decimal(95_000))
    to_ilo = WayOut(Way.TO_PARTNER, ilo.partner)
    draft = cast.complete_draft(world.plan, secretariat_cost=Decimal(8_000))

    line = add_activity(kh_plan, draft, way_out=to_ilo, by=kh_officer, now=cast.NOW)

    assert (line.secretariat_cost, line.cost_in_all) == (5_000, 8_000)
    assert [gift.amount for gift in line.contributions.all()] == [3_000]
    cast.support(line, iom.partner, ACCEPTED, by=iom, amount=Decimal(1_000))
    cast.change(line, kh_officer, way_out=to_ilo, secretariat_cost=Decimal(6_000))
    assert [gift.amount for gift in line.contributions.filter(partner=ilo.partner)] == [2_000]
    assert beyond_cost(Activity.objects.get(pk=line.pk)) == 0


MONEY = st.decimals(0, 20_000, places=2)
IN_ITS_TIME = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@IN_ITS_TIME
@given(
    cost=MONEY,
    room=MONEY,
    in_all=st.none() | MONEY,
    others=MONEY,
    way=st.sampled_from([None, *Way]),
    funding=st.sampled_from(Funding.values),
)
def test_what_is_asked_never_exceeds_what_is_missing(cost, room, in_all, others, way, funding):
    line = Activity(pk=1)
    attach(
        [line], "contributions", [Contribution(activity_id=1, status=ACCEPTED, amount=others)], by="activity"
    )
    draft = LineDraft(area=Area(), funding=funding, secretariat_cost=cost, cost_in_all=in_all)
    done, ask = divided(draft, WayOut(way, Partner(pk=1)) if way else None, room=room, line=line)

    assert (done.secretariat_cost or 0) <= cost
    if ask:
        assert ask[1] > 0
        assert done.secretariat_cost == room
        assert room + others + ask[1] == done.cost_in_all == (cost if in_all is None else in_all)
    else:
        assert done.cost_in_all in (in_all, cost)


@IN_ITS_TIME
@given(
    in_all=st.none() | MONEY,
    gifts=st.lists(st.tuples(st.sampled_from(ContributionStatus.values), MONEY), max_size=5),
)
def test_money_beyond_the_costs_is_the_sum_of_what_counts_less_the_costs(in_all, gifts):
    line = Activity(pk=1, secretariat_cost=Decimal(100), cost_in_all=in_all)
    made = [Contribution(activity_id=1, status=status, amount=amount) for status, amount in gifts]
    attach([line], "contributions", made, by="activity")
    counted = sum(amount for status, amount in gifts if status in (ASKED, OFFERED, ACCEPTED))

    beyond = beyond_cost(line)

    assert beyond == (None if in_all is None else max(Decimal(0), 100 + counted - in_all))

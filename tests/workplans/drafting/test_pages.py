"""The workplan and its activities in the browser's words: who reads what, and what a form does."""

import re
from datetime import date
from decimal import Decimal

import pytest

from commit_portal.refusals import RuleBroken
from spa.models import Target
from spa.statuses import Scope
from tests import cast
from workplans.consultation.actions.ask import ask_partner
from workplans.consultation.actions.openings import open_draft
from workplans.consultation.rules import SupportDraft
from workplans.deciding.actions import approve_all_left, send_decisions
from workplans.drafting.actions import add_activity, withdraw_activity, write_needs
from workplans.drafting.views import steps
from workplans.models import Activity, Partner, Workplan
from workplans.regional.actions import propose_regional, put_in_force
from workplans.statuses import Audience
from workplans.submitting.actions import amend_workplan, take_back_workplan

pytestmark = pytest.mark.slow

TOKEN = re.compile(r"[A-Za-z0-9]{64}")


def client_of(seat):
    return cast.signed_in(seat.user)


def page(seat, address, status=200):
    answer = client_of(seat).get(address)
    assert answer.status_code == status, answer.text[-3000:]
    return answer.text


def send(seat, address, data=None, status=302):
    answer = client_of(seat).post(address, data or {})
    assert answer.status_code == status, answer.text[-3000:]
    return answer


def typed(world, **changes):
    area = world.plan.areas.get(code="1")
    return {
        "area": area.pk,
        "title": "Training of guards",
        "targets": [area.targets.first().pk],
        "lead_body": "Ministry of Interior",
        "starts_on": "1 Mar 2011",
        "ends_on": "30 Apr 2011",
        "funding": "counted",
        "secretariat_cost": "US$ 1,200",
    } | changes


@pytest.mark.parametrize("lines", [1, 3])
def test_released_workplan_page_asks_at_most_ten_queries(world, lines, django_assert_max_num_queries):
    lead, plan = world.seats["kh_lead"], world.workplan("kh")
    for _ in range(lines):
        cast.complete_line(plan, by=lead)
    cast.released(cast.approved(plan, lead=lead, desk=world.seats["kh_desk"]), Audience.TASKFORCES)
    client = client_of(world.seats["lao_lead"])
    client.get("/2011/kh/")

    with django_assert_max_num_queries(10):
        answer = client.get("/2011/kh/")

    assert len(set(re.findall(r"KH-2011-\d{3}", answer.text))) == lines


def test_list_of_who_has_the_table_leads_back_to_it(world):
    back = '<a href="/2011/kh/">Show the workplan as a table</a>'
    cast.complete_line(world.workplan("kh"), by=world.seats["kh_officer"])

    assert back in page(world.seats["kh_officer"], "/2011/kh/?view=list&area=1")
    assert back not in page(world.seats["kh_member"], "/2011/kh/?view=list")


def test_workplan_page_says_money_state_and_who_reads_it(world, kh_lead, kh_plan):
    cast.complete_line(kh_plan, by=kh_lead, secretariat_cost=Decimal(82_400))
    open_draft(kh_plan, world.seats["ilo"].partner, cast.LATER, by=kh_lead, now=cast.NOW)

    text = page(kh_lead, "/2011/kh/?view=list")

    assert (
        "These people can read the workplan now: the Cambodia taskforce, the Cambodia desk of the Secretariat and ILO."
        in text
    )
    assert ">US$82,400 of 100,000<" in text
    assert '<meter class="bar" min="0" max="100000.00" value="82400.00"' in text
    assert ">17,600 left<" in text
    assert "Mar to Apr" in text
    assert "1 Mar to 30 Apr 2011" in page(kh_lead, "/2011/kh/001/")


def test_unfinished_line_is_called_so_and_the_plan_links_to_the_very_field_that_is_missing(kh_lead, kh_plan):
    cast.complete_line(kh_plan, by=kh_lead, starts_on=None, targets=())

    text = page(kh_lead, "/2011/kh/?view=list")

    assert 'href="/2011/kh/#r001-starts_on"' in text
    assert 'href="/2011/kh/#r001-targets"' in text
    for shown in (text, page(kh_lead, "/2011/kh/001/")):
        assert '<span class="mark" data-status="unfinished">Incomplete</span>' in shown


def test_a_text_that_is_too_long_is_refused_in_words_and_never_cut(world):
    officer, title = world.seats["kh_officer"], "t" * 251
    assert "maxlength" not in page(officer, "/2011/kh/activities/add/?area=1")

    wrong = typed(world, title=title, description="t" * 5001)
    text = send(officer, "/2011/kh/activities/add/", wrong, 422).text

    assert "This text has 251 characters. The maximum is 250. Make the text shorter." in text
    assert "This text has 5,001 characters. The maximum is 5,000." in text
    assert 'href="#id_title"' in text
    assert 'href="#id_description"' in text
    assert not Activity.objects.exists()
    assert f'value="{title}"' in text
    assert "maxlength" not in page(world.seats["regional_office"], "/people/invite/")


def test_all_that_is_wrong_with_an_activity_is_said_at_once(world, kh_officer):
    wrong = {"starts_on": "1 Dec 2010", "ends_on": "1 Mar 2012", "funding": "none", "title": ""}
    wrong["targets"] = [world.plan.areas.get(code="2").targets.first().pk]

    answer = send(kh_officer, "/2011/kh/activities/add/", typed(world, **wrong), 422)

    errors = answer.context["form"].errors
    assert set(errors) == {"starts_on", "ends_on", "secretariat_cost", "title", "targets"}
    assert "You chose a target of another area." in errors["targets"][0]
    for field, on in (("starts_on", "1 Dec 2010"), ("ends_on", "1 Mar 2012")):
        assert f"{on} is outside 1 Jan 2011 to 31 Dec 2011." in errors[field][0]
        assert f'href="#id_{field}"' in answer.text
    assert "Leave the amount empty, or choose another kind of funding" in errors["secretariat_cost"][0]
    assert "Enter a title." in errors["title"][0]


def test_checklist_leads_a_member_to_no_form(kh_member, kh_lead, kh_plan):
    assert "There is no activity yet" in page(kh_member, "/2011/kh/")
    assert "/activities/add/" not in page(kh_member, "/2011/kh/")
    assert 'href="/2011/kh/activities/add/"' in page(kh_lead, "/2011/kh/")
    cast.complete_line(kh_plan, by=kh_lead, starts_on=None)

    text = page(kh_member, "/2011/kh/")

    assert "/edit/" not in text
    assert 'href="/2011/kh/001/"' in text.partition('id="points"')[2].partition("</dl>")[0]


def test_workplan_page_is_the_same_for_strangers_whatever_the_state_of_the_draft(world):
    lead, desk, plan = world.seats["kh_lead"], world.seats["kh_desk"], world.workplan("kh")
    strangers = [world.seats[name] for name in ("lao_lead", "ilo", "observer")]
    before = [TOKEN.sub("", page(seat, "/2011/kh/")) for seat in strangers]
    cast.complete_line(plan, by=lead, title="ZEBRA")
    cast.submitted(plan, by=lead)
    during = [TOKEN.sub("", page(seat, "/2011/kh/")) for seat in strangers]
    plan.refresh_from_db()
    cast.decided(plan, by=desk)
    after = [TOKEN.sub("", page(seat, "/2011/kh/")) for seat in strangers]

    assert before == during == after
    assert "Not released" in before[0]


def test_workplan_page_of_a_reader_shows_the_released_version_and_no_draft(world):
    lead, desk, plan = world.seats["kh_lead"], world.seats["kh_desk"], world.workplan("kh")
    line = cast.complete_line(plan, by=lead, title="As approved")
    cast.complete_line(plan, by=lead, title="Kept for later", funding="reserve")
    plan = cast.approved(plan, lead=lead, desk=desk)
    cast.released(plan, Audience.TASKFORCES)
    plan = amend_workplan(plan, note="ZEBRA", by=lead, now=cast.NOW)
    line.refresh_from_db()
    line.workplan = plan
    cast.change(line, lead, title="As drafted now")

    text = page(world.seats["lao_lead"], "/2011/kh/")
    detail = page(world.seats["lao_lead"], "/2011/kh/001/")

    assert "As approved" in text
    assert "As approved" in detail
    for hidden in ("As drafted now", "Kept for later", "ZEBRA", "round"):
        assert hidden not in text
        assert hidden not in detail
    assert "Not released" in page(world.seats["observer"], "/2011/kh/")
    assert "As drafted now" in page(lead, "/2011/kh/")


def test_somebody_without_a_seat_is_told_so_whatever_there_is(observer):
    type(observer).objects.filter(pk=observer.pk).update(ends_on=observer.starts_on)

    for address in ("/years/", "/2011/", "/2011/kh/", "/1999/kh/", "/2011/reviews/", "/plans/"):
        assert "You have no role today" in page(observer, address, 403)


def test_activity_add_asks_for_the_area_first_and_then_offers_its_targets(kh_officer):
    choice = page(kh_officer, "/2011/kh/activities/add/")
    form = page(kh_officer, "/2011/kh/activities/add/?area=2")

    assert 'href="?area=1"' in choice
    assert '<strong>2.T1</strong> <span class="choice-text">Target 1 of law</span>' in form
    assert "1.T1" not in form
    assert "2.A1" in form


def test_activity_add_offers_neither_what_is_for_the_region_nor_what_is_not_in_force_in_the_year(world):
    area = world.plan.areas.get(code="1")
    Target.objects.filter(code="1.T1").update(in_force_from=date(2012, 1, 1))
    area.menu.update(scope=Scope.REGIONAL)
    officer = world.seats["kh_officer"]

    assert re.search(r"0 activity areas,\s+1 target\s+<", page(officer, "/2011/kh/activities/add/"))
    form = page(officer, "/2011/kh/activities/add/?area=1")
    send(officer, "/2011/kh/activities/add/", typed(world, targets=[area.targets.get(code="1.T1").pk]), 422)

    assert "<strong>1.T2</strong>" in form
    assert "<strong>1.T1</strong>" not in form
    assert not Activity.objects.exists()


def test_a_plan_is_submitted_where_its_area_has_targets_for_the_region_only(world):
    Target.objects.update(scope=Scope.REGIONAL)
    plan = world.workplan("kh")
    cast.complete_line(plan, by=world.seats["kh_officer"], targets=())

    assert cast.submitted(plan, by=world.seats["kh_lead"]).status == "submitted"


def test_activity_form_shows_another_area_without_saving_or_losing_what_was_typed(world, kh_officer):
    line = cast.complete_line(world.workplan("kh"), by=kh_officer)
    asked = typed(world, area=world.plan.areas.get(code="2").pk, show_area="1")

    for address in ("activities/add/", "001/edit/"):
        text = send(kh_officer, f"/2011/kh/{address}", asked, 200).text
        assert "2.T1" in text
        assert 'value="Training of guards"' in text
    assert Activity.objects.get().title == line.title != "Training of guards"


def test_activity_add_saves_with_gaps_and_says_so(world, kh_officer):
    client = client_of(kh_officer)
    area = world.plan.areas.get(code="1")

    answer = client.post(
        "/2011/kh/activities/add/",
        {"area": area.pk, "title": "Only a title", "funding": "counted"},
        follow=True,
    )

    line = Activity.objects.get()
    assert (line.title, line.secretariat_cost, line.starts_on) == ("Only a title", None, None)
    assert "KH-2011-001" in answer.text
    assert "is added." in answer.text


def test_activity_add_names_what_cannot_be_read_and_keeps_what_was_typed(world):
    wrong = typed(world, secretariat_cost="1e3", starts_on="3/25/2011", ends_on="1 Mar 2554")

    text = send(world.seats["kh_officer"], "/2011/kh/activities/add/", wrong, 422).text

    assert "<title>Error: Add an activity" in text
    assert "Not saved yet: 3 points to correct" in text
    assert "“1e3” is written in short form" in text
    assert "“3/25/2011” has the month first." in text
    assert "Buddhist era" in text
    assert 'value="1e3"' in text
    assert not Activity.objects.exists()


def test_a_day_in_the_form_is_read_as_in_the_table(world, kh_officer):
    refused = send(kh_officer, "/2011/kh/activities/add/", typed(world, starts_on="31 Feb"), 422)
    send(kh_officer, "/2011/kh/activities/add/", typed(world, starts_on="1 mar", ends_on="Apr"))

    assert "“31 Feb” is not in the calendar. Check the day and the month." in refused.text
    line = world.workplan("kh").activities.get()
    assert (line.starts_on, line.ends_on) == (date(2011, 3, 1), date(2011, 4, 30))


def test_summary_says_that_what_was_typed_is_there_only_where_something_was(world):
    officer, said = world.seats["kh_officer"], "Your text is still here."
    untouched = {"area": typed(world)["area"], "funding": "counted"}

    empty = send(officer, "/2011/kh/activities/add/", untouched, 422).text
    half = send(officer, "/2011/kh/activities/add/", untouched | {"lead_body": "Police"}, 422).text

    assert "Not saved yet: 1 point to correct" in empty
    assert said not in empty
    assert said in half


@pytest.fixture
def nearly_full(world):
    cast.complete_line(world.workplan("kh"), by=world.seats["kh_lead"], secretariat_cost=Decimal(82_400))
    return world


def test_ceiling_refusal_says_the_rule_and_offers_three_ways_out(nearly_full):
    text = send(
        nearly_full.seats["kh_officer"],
        "/2011/kh/activities/add/",
        typed(nearly_full, secretariat_cost="24,000"),
        422,
    ).text

    said = (
        "The amount is US$6,400 above the ceiling. Amount left: US$17,600. Choose one of the options "
        "below the amount."
    )
    assert f'<a href="#id_secretariat_cost">Secretariat funding: {said}</a>' in text
    assert re.findall(r'<label for="way_\w+">(.*?)</label>', text) == [
        "Lower the amount to US$17,600",
        "Ask a partner for US$6,400",
        "Keep the activity in reserve",
    ]
    assert 'value="24,000"' in text
    assert text.count('class="btn btn-primary"') == 1
    assert "Other activities: US$82,400. Amount left: US$17,600." in text
    assert Activity.objects.count() == 1


@pytest.mark.parametrize(
    ("way", "cost", "funding", "sentence"),
    [
        (
            "lower",
            17_600,
            "counted",
            "You entered US$24,000. Only US$17,600 was left under the ceiling, so the amount is now US$17,600.",
        ),
        (
            "partner",
            17_600,
            "counted",
            "The activity keeps US$17,600 of Secretariat funding. ILO gets a request for US$6,400.",
        ),
        (
            "reserve",
            24_000,
            "reserve",
            "The activity is in reserve. The ceiling does not include it until you choose another kind of funding.",
        ),
    ],
)
def test_each_way_out_saves_the_line_and_says_what_became_of_the_money(
    nearly_full, way, cost, funding, sentence
):
    partner = nearly_full.seats["ilo"].partner
    sent = typed(nearly_full, secretariat_cost="24,000", way=way, partner=partner.pk)

    answer = client_of(nearly_full.seats["kh_officer"]).post("/2011/kh/activities/add/", sent, follow=True)

    assert f"KH-2011-002 is added.</a></strong> {sentence}" in answer.text
    line = Activity.objects.get(number=2)
    asked = list(line.contributions.values_list("partner", "amount", "status"))
    assert (line.secretariat_cost, line.funding) == (cost, funding)
    assert asked == ([(partner.pk, 6400, "asked")] if way == "partner" else [])
    assert Workplan.objects.get(pk=line.workplan_id).committed == (82_400 if way == "reserve" else 100_000)


def test_a_line_that_fits_is_added_without_a_word_about_money(nearly_full):
    answer = client_of(nearly_full.seats["kh_officer"]).post(
        "/2011/kh/activities/add/", typed(nearly_full, secretariat_cost="17,600", way="lower"), follow=True
    )

    assert "KH-2011-002 is added.</a></strong> </p>" in " ".join(answer.text.split())


def test_a_way_out_does_not_touch_money_that_is_not_counted(nearly_full):
    asked = typed(nearly_full, secretariat_cost="24,000", funding="reserve", way="lower")

    send(nearly_full.seats["kh_officer"], "/2011/kh/activities/add/", asked)

    line = Activity.objects.get(number=2)
    assert (line.secretariat_cost, line.funding) == (24_000, "reserve")


def test_with_nothing_left_lowering_is_no_way_out_and_writes_nothing(nearly_full):
    officer = nearly_full.seats["kh_officer"]
    cast.complete_line(
        nearly_full.workplan("kh"), by=nearly_full.seats["kh_lead"], secretariat_cost=Decimal(17_600)
    )

    for way in ("", "lower"):
        asked = typed(nearly_full, secretariat_cost="20,000", way=way)
        text = send(officer, "/2011/kh/activities/add/", asked, 422).text
        assert re.findall(r'<label for="way_\w+">(.*?)</label>', text) == [
            "Ask a partner for US$20,000",
            "Keep the activity in reserve",
        ]
        assert "Nothing is left, so the activity asks for no Secretariat funding." in text
    assert Activity.objects.count() == 2

    partner = nearly_full.seats["iom"].partner.pk
    asked = typed(nearly_full, secretariat_cost="20,000", way="partner", partner=partner)
    answer = client_of(officer).post("/2011/kh/activities/add/", asked, follow=True)
    text = answer.text
    assert "The activity asks for no Secretariat funding now. IOM gets a request for US$20,000." in text
    assert Activity.objects.get(number=3).funding == "none"


def test_way_out_to_a_partner_without_naming_one_is_asked_again(nearly_full):
    text = send(
        nearly_full.seats["kh_officer"],
        "/2011/kh/activities/add/",
        typed(nearly_full, secretariat_cost="24,000", way="partner"),
        422,
    ).text

    assert "Choose the partner to ask." in text
    assert 'aria-describedby="way_partner_hint" checked' in text


def test_activity_edit_shows_what_is_there_and_saves_what_is_typed(world, kh_officer, line):
    form = page(kh_officer, "/2011/kh/001/edit/")
    send(kh_officer, "/2011/kh/001/edit/", typed(world, row_version=line.row_version))

    assert 'value="1 Mar 2011"' in form
    assert 'value="1,000"' in form
    line.refresh_from_db()
    assert line.title == "Training of guards"


def test_form_of_a_plan_submitted_meanwhile_writes_nothing_and_keeps_what_was_typed(world):
    officer, lead, plan = world.seats["kh_officer"], world.seats["kh_lead"], world.workplan("kh")
    line = cast.complete_line(plan, by=officer)
    cast.submitted(plan, by=lead)

    for address in ("/2011/kh/001/edit/", "/2011/kh/activities/add/"):
        text = send(officer, address, typed(world, row_version=1, title="Too late"), 409).text
        assert "The workplan is submitted, so you cannot change its activities." in text
        assert 'value="Too late"' in text
        page(officer, address, 403)
    line.refresh_from_db()
    assert line.title != "Too late"
    assert Activity.objects.count() == 1


def test_activity_is_withdrawn_and_brought_back_after_a_question(kh_officer, line):
    assert "You can restore the activity" in page(kh_officer, "/2011/kh/001/withdraw/")
    assert not Activity.objects.get().is_withdrawn
    withdrawn = client_of(kh_officer).post("/2011/kh/001/withdraw/", {}, follow=True)
    assert Activity.objects.get().is_withdrawn
    # Back in the table, with a way to the activity.
    assert withdrawn.redirect_chain == [("/2011/kh/", 302)]
    assert '<a href="/2011/kh/001/">KH-2011-001 is withdrawn.</a>' in withdrawn.text
    assert "1 activity was withdrawn before it was submitted" in page(kh_officer, "/2011/kh/")
    page(kh_officer, "/2011/kh/001/restore/")
    send(kh_officer, "/2011/kh/001/restore/")
    assert not Activity.objects.get().is_withdrawn


def test_activity_that_no_longer_fits_is_not_brought_back(nearly_full):
    lead, plan = nearly_full.seats["kh_lead"], nearly_full.workplan("kh")
    line = Activity.objects.get()
    line.workplan = plan
    withdraw_activity(line, by=lead, now=cast.NOW)
    cast.complete_line(nearly_full.workplan("kh"), by=lead, secretariat_cost=Decimal(50_000))

    text = send(lead, "/2011/kh/001/restore/", status=409).text

    assert "<title>Error: " in text
    assert "above the ceiling of US$" in text


@pytest.fixture
def returned(world, kh_lead, kh_desk, kh_plan):
    lines = [cast.complete_line(kh_plan, by=kh_lead) for _ in range(2)]
    plan = cast.submitted(kh_plan, by=kh_lead)
    cast.decided(plan, lines[0], by=kh_desk, reason="Costs one course only")
    return world


def test_returned_plan_says_why_no_activity_is_added(returned):
    reason = (
        "In a returned workplan you can change only the returned activities. You can add activities "
        "in an amendment, after the Secretariat has approved the returned activities."
    )

    for name, expected in (("kh_officer", 1), ("kh_lead", 1), ("kh_member", 0), ("kh_desk", 0)):
        text = page(returned.seats[name], "/2011/kh/")
        assert text.count(reason) == expected, name
        assert 'href="/2011/kh/activities/add/"' not in text


def test_lead_opens_another_line_and_keeps_the_returned_one(returned):
    lead = returned.seats["kh_lead"]

    assert "If you change it, the Secretariat has to decide on it again." in page(
        lead, "/2011/kh/002/unlock/"
    )
    send(lead, "/2011/kh/002/unlock/")
    page(lead, "/2011/kh/002/edit/")
    assert "If the Secretariat does not pay for an activity, the government can still carry it out." in page(
        lead, "/2011/kh/001/keep/"
    )
    send(lead, "/2011/kh/001/keep/")

    assert Activity.objects.get(number=1).funding == "none"
    page(returned.seats["kh_officer"], "/2011/kh/002/unlock/", 403)
    send(lead, "/2011/kh/002/keep/", status=403)


def test_question_of_a_step_that_is_done_can_be_read_again(returned):
    lead = returned.seats["kh_lead"]
    for step, done in (
        ("002/unlock/", "You can already change this activity."),
        ("001/withdraw/", "Restore it first"),
    ):
        send(lead, f"/2011/kh/{step}")

        again = page(lead, f"/2011/kh/{step}")

        assert "You have no task on this page now." in again
        assert done in again
    send(lead, "/2011/kh/001/restore/")
    assert "This activity is not withdrawn" in page(lead, "/2011/kh/001/restore/")
    assert "You can keep only a returned activity" in page(lead, "/2011/kh/002/keep/")


def test_needs_are_written_although_a_line_was_saved_meanwhile(kh_officer, kh_plan, line):
    seen = kh_plan.row_version

    send(kh_officer, "/2011/kh/needs/", {"row_version": seen, "before": "", "needs": "A shelter."})

    assert "A shelter." in page(kh_officer, "/2011/kh/")


def test_stale_needs_show_both_texts_and_overwrite_nothing(world, kh_officer, kh_plan):
    seen = kh_plan.row_version
    write_needs(kh_plan, "The lead's words", seen=seen, by=world.seats["kh_lead"], now=cast.NOW)

    text = send(
        kh_officer, "/2011/kh/needs/", {"row_version": seen, "before": "", "needs": "Other words"}, 409
    ).text

    assert "The lead&#x27;s words" in text
    assert "Other words" in text
    assert "Last saved by kh lead, taskforce lead, Cambodia, on 1 Feb 2011 at 16:00." in text
    assert world.workplan("kh").needs == "The lead's words"


@pytest.mark.parametrize("moment", ["before the look", "after the look"])
def test_needs_of_a_plan_submitted_meanwhile_are_not_written_and_not_lost(world, monkeypatch, moment):
    officer, lead, plan = world.seats["kh_officer"], world.seats["kh_lead"], world.workplan("kh")
    cast.complete_line(plan, by=officer)
    typed = {
        "row_version": world.workplan("kh").row_version,
        "before": "",
        "needs": "A long evening's words.",
    }

    def lead_is_faster(*given, **named):
        cast.submitted(plan, by=lead)
        return write_needs(*given, **named)

    if moment == "before the look":
        cast.submitted(plan, by=lead)
    else:
        monkeypatch.setattr(steps.actions, "write_needs", lead_is_faster)
    text = send(officer, "/2011/kh/needs/", typed, 409).text

    assert (
        "The workplan is submitted, so you cannot change its activities. Ask the lead to cancel the "
        "submission."
    ) in text
    assert ">\nA long evening&#x27;s words.</textarea>" in text
    assert "Save needs" not in text
    assert world.workplan("kh").needs == ""
    page(officer, "/2011/kh/needs/", 403)
    send(world.seats["kh_member"], "/2011/kh/needs/", typed, 403)


def test_regional_form_offers_the_countries(world, regional_office):
    text = page(regional_office, "/2011/regional/activities/add/?area=1")
    kh, lao = (world.seats[name].taskforce.pk for name in ("kh_lead", "lao_lead"))
    send(regional_office, "/2011/regional/activities/add/", typed(world, countries=[kh, lao]))

    assert "Countries that take part" in text
    assert Activity.objects.get().participations.count() == 2
    page(regional_office, "/2011/regional/001/edit/")


def test_changed_line_over_the_ceiling_has_its_own_cost_as_room_and_says_which_partner_is_asked(nearly_full):
    officer, address = nearly_full.seats["kh_officer"], "/2011/kh/001/edit/"
    Partner.objects.filter(pk=nearly_full.seats["iom"].partner.pk).update(acronym="A & B")
    sent = typed(nearly_full, row_version=Activity.objects.get().row_version, secretariat_cost="100,000.01")
    text = send(officer, address, sent, 422).text
    assert "Lower the amount to US$100,000" in text
    assert "Ask a partner for US$0.01" in text

    sent |= {"secretariat_cost": "100,500", "way": "partner", "partner": nearly_full.seats["iom"].partner.pk}
    text = client_of(officer).post(address, sent, follow=True).text

    assert "keeps US$100,000 of Secretariat funding. A &amp; B gets a request for US$500." in text


@pytest.mark.parametrize("address", ["", "?area=x"])
def test_activity_without_a_known_area_is_asked_for_it(world, address):
    text = page(world.seats["kh_officer"], f"/2011/kh/activities/add/{address}")

    assert "Which area of the plan of action" in text


def test_activity_in_reserve_and_without_secretariat_money_say_so(kh_officer, kh_plan):
    cast.complete_line(kh_plan, by=kh_officer, funding="reserve", starts_on=None)
    cast.complete_line(kh_plan, by=kh_officer, funding="none", secretariat_cost=None)

    assert ", in reserve: not counted under the ceiling" in page(kh_officer, "/2011/kh/001/")
    assert "Until 30 Apr 2011" in page(kh_officer, "/2011/kh/001/")
    assert "No Secretariat funding" in page(kh_officer, "/2011/kh/002/")
    text = page(kh_officer, "/2011/kh/?view=list")
    assert "not counted" in text
    assert "No request" in text


def test_submitted_plan_leads_its_desk_to_the_decisions(world, kh_lead, kh_plan):
    cast.complete_line(kh_plan, by=kh_lead)
    cast.submitted(kh_plan, by=kh_lead)

    assert 'href="/2011/kh/decisions/"' in page(world.seats["kh_desk"], "/2011/kh/")
    assert 'href="/2011/kh/decisions/"' in page(world.seats["regional_office"], "/2011/kh/")
    assert 'href="/2011/kh/decisions/"' not in page(kh_lead, "/2011/kh/")


def test_regional_plan_is_read_by_whom_it_names_and_in_force_by_every_taskforce(
    world, regional_office, regional_manager, kh_lead, lao_lead, regional_plan
):
    cast.complete_line(
        regional_plan, title="Joint training", countries=(kh_lead.taskforce, lao_lead.taskforce)
    )
    own = page(kh_lead, "/2011/regional/001/")
    assert 'href="/2011/regional/001/confirm/"' in own
    assert "Cambodia (not confirmed yet)" in own
    assert "Lao PDR" not in own
    assert "Lao PDR (not confirmed yet)" in page(regional_office, "/2011/regional/001/")
    for name in ("observer", "kh_member"):
        assert "Not released" in page(world.seats[name], "/2011/regional/")
    cast.confirmed(regional_plan)
    assert 'href="/2011/regional/propose/"' in page(regional_office, "/2011/regional/")
    propose_regional(regional_plan, by=regional_office, now=cast.NOW)
    page(regional_office, "/2011/regional/take-back/")
    assert 'href="/2011/regional/in-force/"' in page(regional_manager, "/2011/regional/")
    put_in_force(regional_plan, by=regional_manager, now=cast.NOW)

    for name in ("kh_member", "lao_lead", "kh_desk"):
        text = page(world.seats[name], "/2011/regional/")
        assert "Joint training" in text
        assert "Cambodia, Lao PDR" in text
    assert "Cambodia, Lao PDR" in page(world.seats["kh_member"], "/2011/regional/001/")
    assert "Not released" in page(world.seats["observer"], "/2011/regional/")


def test_regional_office_reads_the_version_of_record_while_an_amendment_is_open(world):
    lead, plan = world.seats["kh_lead"], world.workplan("kh")
    cast.complete_line(plan, by=lead)
    plan = cast.approved(plan, lead=lead, desk=world.seats["kh_desk"])
    amend_workplan(plan, note="More", by=lead, now=cast.NOW)

    text = page(world.seats["regional_office"], "/2011/kh/")

    assert "There may be a newer draft." in text
    assert "Status now: Draft." in text


def test_the_first_button_of_the_activity_form_saves(world):
    """Enter in a field presses it, with JavaScript and without."""
    area = world.plan.areas.get(code="1")

    text = page(world.seats["kh_officer"], f"/2011/kh/activities/add/?area={area.code}")

    content = text[text.index('<div class="content">') :]
    first = re.search(r"<button[^>]*>", content)
    assert 'type="submit" class="visually-hidden" form="typed"' in first[0]
    assert "name=" not in first[0]


def test_activity_without_a_title_is_refused_with_wp_16_and_takes_no_number(world, kh_officer):
    text = send(kh_officer, "/2011/kh/activities/add/", typed(world, title=" "), 422).text

    assert "Enter a title." in text
    assert 'href="#id_title"' in text
    assert not Activity.objects.exists()
    line = cast.complete_line(world.workplan("kh"), by=kh_officer)
    with pytest.raises(RuleBroken) as broken:
        cast.change_activity(
            line,
            cast.complete_draft(world.plan, title=""),
            seen=line.row_version,
            by=kh_officer,
            now=cast.NOW,
        )
    assert [(found.rule, found.field) for found in broken.value.violations] == [("WP-16", "title")]


def test_a_withdrawn_line_is_not_counted_and_asks_nobody(world, kh_officer, kh_lead, kh_plan):
    asked = SupportDraft(amount=Decimal(3450))
    line = add_activity(kh_plan, cast.complete_draft(world.plan), by=kh_officer, now=cast.NOW)
    ask_partner(line, world.seats["ilo"].partner, asked, by=kh_officer, now=cast.NOW)
    assert "Request to ILO: US$3,450" in page(kh_officer, "/2011/kh/")
    take_back_workplan(cast.submitted(kh_plan, by=kh_lead), by=kh_lead, now=cast.NOW)

    withdraw_activity(line, by=kh_officer, now=cast.NOW)

    text = page(kh_officer, "/2011/kh/?view=list")
    assert "Request to ILO" not in text.partition("History")[0]
    assert '<span class="not-counted">1,000<br>not counted</span>' in text
    assert "US$1,000, not counted: the activity is withdrawn" in page(kh_officer, "/2011/kh/001/")
    # It was handed over once: whoever reads the draft reads that it is withdrawn.
    assert 'data-status="withdrawn"' in page(world.seats["kh_desk"], "/2011/kh/")


@pytest.fixture
def mistyped(world, kh_officer, kh_plan):
    """A line without dates that was withdrawn before it ever was submitted, in a draft that ILO may read."""
    cast.complete_line(kh_plan, by=kh_officer, title="Meant")
    line = cast.complete_line(kh_plan, by=kh_officer, title="Mistyped", starts_on=None, ends_on=None)
    open_draft(kh_plan, world.seats["ilo"].partner, cast.LATER, by=world.seats["kh_lead"], now=cast.NOW)
    for name in ("kh_desk", "ilo"):
        assert "Mistyped" in page(world.seats[name], "/2011/kh/")
    question = page(kh_officer, "/2011/kh/002/withdraw/")
    assert (
        "The activity was never submitted. After this, only people who can change the draft see it."
    ) in question
    return withdraw_activity(line, by=kh_officer, now=cast.NOW)


def test_a_line_withdrawn_before_being_submitted_is_folded_away_for_its_taskforce(world, mistyped):
    for name in ("kh_officer", "kh_lead", "kh_member"):
        text = page(world.seats[name], "/2011/kh/")
        assert "1 activity was withdrawn before it was submitted" in text
        assert text.count("KH-2011-002 Mistyped") == 1
        assert "No dates yet" not in text
        page(world.seats[name], "/2011/kh/002/")
    made = cast.complete_line(world.workplan("kh"), by=world.seats["kh_officer"], title="Next")
    assert made.code == "KH-2011-003"


def test_a_line_withdrawn_before_being_submitted_is_seen_by_nobody_else(world, mistyped, kh_lead, kh_desk):
    def unseen(*names):
        for name in names:
            for address in ("/2011/kh/", "/2011/kh/history/", "/2011/kh/decisions/"):
                answer = client_of(world.seats[name]).get(address)
                assert "Mistyped" not in answer.text, (name, address)
                assert "KH-2011-002" not in answer.text, (name, address)
            page(world.seats[name], "/2011/kh/002/", 404)

    unseen("kh_desk", "ilo")
    cast.submitted(world.workplan("kh"), by=kh_lead)
    unseen("kh_desk", "ilo", "regional_office")
    cast.decided(world.workplan("kh"), by=kh_desk)
    unseen("kh_desk", "ilo", "regional_office")


def test_the_region_s_withdrawn_line_stays_with_the_regional_office(world):
    office, kh, lao = (world.seats[name] for name in ("regional_office", "kh_lead", "lao_lead"))
    line = cast.complete_line(
        world.workplan("regional"), by=office, title="Mistyped", countries=(kh.taskforce, lao.taskforce)
    )
    assert "Mistyped" in page(kh, "/2011/regional/")

    withdraw_activity(line, by=office, now=cast.NOW)

    assert "Only the regional office can see these activities." in page(office, "/2011/regional/")
    page(kh, "/2011/regional/001/", 404)


def test_an_open_amendment_says_why_and_marks_what_it_changes_for_those_inside(world):
    lead, plan = world.seats["kh_lead"], world.workplan("kh")
    lines = [cast.complete_line(plan, by=lead, title=f"Line {number}") for number in (1, 2, 3)]
    open_draft(plan, world.seats["ilo"].partner, cast.LATER, by=lead, now=cast.NOW)
    plan = cast.approved(plan, lead=lead, desk=world.seats["kh_desk"])
    amend_workplan(plan, note="Prices rose.", by=lead, now=cast.NOW)
    lines[0].refresh_from_db()
    cast.change(lines[0], lead, title="Anew")
    withdraw_activity(lines[1], by=lead, now=cast.NOW)
    cast.complete_line(plan, by=lead, title="Line 4")

    text = page(lead, "/2011/kh/")

    assert "An amendment is open since 1 Feb 2011." in text
    assert "Reason: Prices rose." in text
    assert '<a href="/2011/kh/versions/2/">Version 2</a>' in text
    marks = re.findall(r">(\w+) in this amendment<", text)
    assert marks == ["Changed", "Withdrawn", "New"]
    ilo = page(world.seats["ilo"], "/2011/kh/")
    assert "amendment" not in ilo
    assert "Prices rose." not in ilo


def test_the_reason_of_a_return_stands_above_the_form_and_keeping_is_asked_of_the_lead(world):
    lead, officer, desk = (world.seats[name] for name in ("kh_lead", "kh_officer", "kh_desk"))
    plan = world.workplan("kh")
    line = cast.complete_line(plan, by=lead)
    plan = cast.submitted(plan, by=lead)
    assert "Ask the lead to cancel the submission." in page(officer, "/2011/kh/001/edit/", 403)
    assert "Cancel the submission first." in page(lead, "/2011/kh/001/edit/", 403)
    cast.decided(plan, line, by=desk, reason="Say how many courses.")

    assert "Say how many courses." in page(officer, "/2011/kh/001/edit/")
    asks = "The lead can also keep it without Secretariat funding."
    assert asks in page(officer, "/2011/kh/001/")
    assert asks not in page(lead, "/2011/kh/001/") + page(world.seats["kh_member"], "/2011/kh/001/")
    assert "The lead can also keep a returned activity if the Secretariat pays nothing for it." in page(
        officer, "/"
    )


@pytest.mark.parametrize(
    ("title", "language"), [("វគ្គបណ្តុះបណ្តាល", "km"), ("ການຝຶກອົບຮົມ", "lo"), ("သင်တန်း", "my"), ("อบรม", "th")]
)
def test_a_title_in_a_script_of_tall_lines_names_its_language(world, title, language, kh_officer):
    cast.complete_line(world.workplan("kh"), by=kh_officer, title=title)

    assert f'<h1><span lang="{language}">{title}</span></h1>' in page(kh_officer, "/2011/kh/001/")


def sums_on(text):
    """The money list in the side column, label by label."""
    return dict(re.findall(r"<dt>([^<]*)</dt><dd[^>]*>([\d,.]+)</dd>", text))


def test_money_asked_of_partners_stands_as_asked_and_a_partner_reads_its_own_part_alone(world):
    officer, desk = world.seats["kh_officer"], world.seats["kh_desk"]
    plan = world.workplan("kh")
    for name, amount in (("ilo", 3450), ("iom", 7573)):
        asked = SupportDraft(amount=Decimal(amount))
        line = add_activity(plan, cast.complete_draft(world.plan), by=officer, now=cast.NOW)
        ask_partner(line, world.seats[name].partner, asked, by=officer, now=cast.NOW)
        open_draft(plan, world.seats[name].partner, cast.LATER, by=world.seats["kh_lead"], now=cast.NOW)

    for inside in (officer, desk):
        sums = sums_on(page(inside, "/2011/kh/"))
        assert sums["Requests to partners, not answered yet, US$"] == "11,023"
        assert (
            sums["Offers from partners, not answered yet, US$"],
            sums["Accepted support from partners, US$"],
        ) == ("0", "0")
    for name, own, other in (("ilo", "3,450", "7,573"), ("iom", "7,573", "3,450")):
        text = page(world.seats[name], "/2011/kh/")
        assert sums_on(text)["Requests to you, not answered yet, US$"] == own
        assert other not in text


def test_the_desk_reads_on_a_line_what_is_asked_and_readers_outside_do_not(world):
    officer, lead, desk = (world.seats[name] for name in ("kh_officer", "kh_lead", "kh_desk"))
    plan = world.workplan("kh")
    asked = SupportDraft(amount=Decimal(7573))
    line = add_activity(plan, cast.complete_draft(world.plan), by=officer, now=cast.NOW)
    ask_partner(line, world.seats["iom"].partner, asked, by=officer, now=cast.NOW)
    cast.support(line, world.seats["ilo"].partner, "offered", by=lead, kind="in_kind", what="Two trainers")
    cast.submitted(plan, by=lead)

    text = page(desk, "/2011/kh/decisions/001/")

    assert "Partner support, not accepted yet" in text
    assert "Request to IOM: US$7,573" in text
    assert "Offer from ILO: Two trainers" in text
    approve_all_left(plan, by=desk, now=cast.NOW)
    cast.released(send_decisions(plan, by=desk, now=cast.NOW), Audience.PARTNERS)
    for address in ("/2011/kh/", "/2011/kh/001/"):
        assert "7,573" not in page(world.seats["ilo"], address)
        assert "Two trainers" not in page(world.seats["iom"], address)
    # What was prepared to be asked of it is shown, because it reads the line now (CO-1).
    assert "Request to you for 001: US$7,573" in page(world.seats["iom"], "/2011/kh/")


@pytest.mark.parametrize(
    ("in_all", "offered"),
    [("30,000", "Ask a partner for US$12,400"), ("24,000", "Ask a partner for US$6,400"), ("17,600", "")],
)
def test_partner_is_asked_for_what_is_missing_of_the_costs_in_all(nearly_full, in_all, offered):
    officer, partner = nearly_full.seats["kh_officer"], nearly_full.seats["ilo"].partner
    sent = typed(nearly_full, secretariat_cost="24,000", cost_in_all=in_all)

    text = send(officer, "/2011/kh/activities/add/", sent, 422).text
    send(officer, "/2011/kh/activities/add/", sent | {"way": "partner", "partner": partner.pk})

    ways = re.findall(r'<label for="way_partner">(.*?)</label>', text)
    assert ways == ([offered] if offered else [])
    line = Activity.objects.get(number=2)
    amounts = [f"{amount:,.0f}" for amount in line.contributions.values_list("amount", flat=True)]
    assert amounts == ([offered.rpartition("$")[2]] if offered else [])
    assert line.cost_in_all == Decimal(in_all.replace(",", ""))


def test_way_out_of_a_line_that_partners_cover_already_names_no_amount(nearly_full):
    officer, ilo = nearly_full.seats["kh_officer"], nearly_full.seats["ilo"]
    line = cast.complete_line(nearly_full.workplan("kh"), by=officer, cost_in_all=Decimal(30_000))
    cast.support(line, ilo.partner, "accepted", by=ilo, amount=Decimal(12_400))
    sent = typed(nearly_full, secretariat_cost="24,000", cost_in_all="30,000", row_version=line.row_version)
    address = "/2011/kh/002/edit/"

    text = send(officer, address, sent, 422).text
    done = client_of(officer).post(address, sent | {"way": "partner", "partner": ilo.partner_id}, follow=True)

    assert re.findall(r'<label for="way_partner">(.*?)</label>', text) == ["Ask a partner for the rest"]
    assert "Partners already have a request for the rest, or already give it." in done.text
    assert line.contributions.count() == 1

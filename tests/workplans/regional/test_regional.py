"""The regional workplan: confirmed by each country, unnamed until then, put in force by a second person."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from commit_portal.models import User
from commit_portal.refusals import Refused, RuleBroken
from reporting.home.task_list import waiting_for
from tests import cast
from tests.cast import NOW, approved, change, complete_line, submitted
from tests.queries import queries_of
from tests.reporting.home.test_pages import titles
from workplans.drafting.actions import withdraw_activity
from workplans.drafting.saving import save_line
from workplans.models import Activity, Participation, Seat, Taskforce, Workplan
from workplans.people.actions import end_seat, give_seat
from workplans.plan.plan_types import PlanKind, Regional
from workplans.plan.versions import asked_mark, regional_mark
from workplans.presentation.timeline import events_for
from workplans.regional import actions, views as regional
from workplans.releasing.actions import release_workplan
from workplans.statuses import Audience, LineState, Role, Step, WorkplanStatus
from workplans.submitting.actions import amend_workplan, close_workplan, reopen_workplan


def countries(*slugs):
    return tuple(Taskforce.objects.filter(slug__in=slugs).select_related("country").order_by("position"))


@pytest.fixture
def line(regional_plan):
    """A regional activity that names Cambodia and Lao PDR; neither has answered."""
    return complete_line(regional_plan, title="Joint patrol days", countries=countries("kh", "la"))


def read(client, address):
    """What the form on a check page sends."""
    context = client.get(address).context
    return {"seen": context["mark"], "last": context["last"]}


def mark_of(line):
    """What the page that asks a country sends of the activity."""
    return asked_mark(Activity.objects.get(pk=line.pk))


def part_of(line, slug):
    return Participation.objects.select_related("activity__workplan", "taskforce__country").get(
        activity=line, taskforce__slug=slug
    )


def test_confirm_page_names_no_country_that_has_not_confirmed(line, kh_lead, lao_lead, client_of):
    address = reverse("regional_confirm", args=[2011, line.short_code])
    before = client_of(kh_lead).get(address).text
    assert "Lao PDR" not in before
    assert "No country has confirmed yet" in before

    assert client_of(lao_lead).post(address, {"seen": mark_of(line)}).status_code == 302

    assert "Lao PDR" in client_of(kh_lead).get(address).text


def test_unconfirmed_country_is_named_on_no_regional_page_of_another(
    line, kh_lead, kh_officer, lao_lead, client_of
):
    actions.confirm_participation(part_of(line, "kh"), by=kh_lead, now=NOW)
    addresses = [
        reverse("workplan", args=[2011, "regional"]),
        reverse("activity", args=[2011, "regional", line.number]),
    ]
    for seat in (kh_lead, kh_officer):
        for address in addresses:
            assert "Lao PDR" not in client_of(seat).get(address).text

    actions.confirm_participation(part_of(line, "la"), by=lao_lead, now=NOW)

    assert "Lao PDR" in client_of(kh_lead).get(addresses[1]).text


def test_decline_takes_the_country_off_the_activity(line, lao_lead, client_of):
    address = reverse("regional_decline", args=[2011, line.short_code])
    assert client_of(lao_lead).get(address).status_code == 200

    assert client_of(lao_lead).post(address, {"seen": mark_of(line)}).status_code == 302

    assert [part.taskforce.slug for part in line.participations.all()] == ["kh"]


@pytest.mark.parametrize("step", ["regional_confirm", "regional_decline"])
def test_answer_to_an_activity_that_changed_meanwhile_is_refused(step, line, lao_lead, client_of):
    address = reverse(step, args=[2011, line.short_code])
    for seen in ("", "7", "x"):
        answer = client_of(lao_lead).post(address, {"seen": seen})
        assertContains(
            answer, "Someone changed this after you opened the page. Nothing was saved.", status_code=409
        )
    assert list(line.participations.values_list("confirmed_at", flat=True)) == [None, None]


def test_a_country_s_page_lists_what_it_shares_once_it_is_in_force_for_who_reads_the_region(
    line, world, regional_plan, regional_office, kh_lead, kh_desk, lao_lead, ilo, client_of
):
    for slug, lead in (("kh", kh_lead), ("la", lao_lead)):
        complete_line(world.workplan(slug), by=lead)
    plan = approved(world.workplan("kh"), lead=kh_lead, desk=kh_desk)
    cast.released(plan, Audience.TASKFORCES, Audience.PARTNERS)

    def shared_on(seat, address):
        found = client_of(seat).get(address).context.get("shared") or []
        return [(line.code, f"/2011/regional/{line.activity.number:03}/") for line, _runs in found]

    cast.confirmed(regional_plan)
    assert shared_on(kh_lead, "/2011/kh/") == []
    in_force = cast.in_force(regional_plan)

    there = [("RG-2011-001", "/2011/regional/001/")]
    for seat in (kh_lead, kh_desk, regional_office, lao_lead):
        assert shared_on(seat, "/2011/kh/") == there
        assert client_of(seat).get("/2011/regional/001/").status_code == 200
    assert shared_on(lao_lead, "/2011/la/") == there
    assert shared_on(kh_lead, "/2011/regional/") == []
    # A partner reads Cambodia's plan, and the region's only once it is released as well.
    assert shared_on(ilo, "/2011/kh/") == []
    release_workplan(in_force, Audience.PARTNERS, by=regional_office, now=NOW)
    assert shared_on(ilo, "/2011/kh/") == there


def test_the_region_answers_each_question_about_a_plan_itself():
    """What it did not say again, it would answer as a country does, and nobody would notice."""
    questions = {name for name in vars(PlanKind) if not name.startswith("_")} - {"foreign_scope"}

    assert questions - vars(Regional).keys() == set()
    assert len(questions) > 20


def test_form_of_a_regional_activity_speaks_of_no_decisions_and_no_government(
    regional_plan, regional_office, kh_plan, kh_officer, client_of
):
    regional = client_of(regional_office).get("/2011/regional/activities/add/?area=1").text
    country = client_of(kh_officer).get("/2011/kh/activities/add/?area=1").text

    for words in ("decides", "decisions", "notes it", "government", "taskforce's own", "before you submit"):
        assert words not in regional, words
    assert "The desk decides." in country
    assert (
        "The activity is part of the ceiling. The ceiling is the most that the Secretariat pays for the region."
        in regional
    )
    for label in ("In reserve", "No Secretariat funding"):
        assert label in regional
        assert label in country
    # The office is of the Secretariat: it asks nobody.
    asks = "Ask the Secretariat to pay"
    assert (asks in country, asks in regional, "The Secretariat pays" in regional) == (True, False, True)


def test_a_country_that_is_named_again_is_no_longer_said_to_take_no_part(
    line, regional_office, lao_lead, client_of
):
    """Nor is Home told of its answer; what is told is the last one of each country that is not named."""
    address = reverse("activity", args=[2011, "regional", line.number])

    def name_again(*slugs):
        change(line, regional_office, countries=countries(*slugs))

    def told():
        on_page = [row["said"] for row in client_of(regional_office).get(address).context["declined"]]
        at_home = [
            str(task.title)
            for task in waiting_for(regional_office, on=NOW.date())
            if task.code in ("second_country", "another_country")
        ]
        return on_page, at_home

    declined = f"Lao PDR does not take part in {line.code}"
    another = f"Choose another country for {line.code}, because Lao PDR does not take part"
    actions.decline_participation(part_of(line, "la"), by=lao_lead, now=NOW)
    assert told() == ([declined], [another])

    name_again("kh", "la")
    assert told() == ([], [])
    actions.confirm_participation(part_of(line, "la"), by=lao_lead, now=NOW)
    assert told() == ([], [])

    actions.decline_participation(part_of(line, "la"), by=lao_lead, now=NOW)
    assert told() == ([declined], [another])
    name_again("la")
    assert told() == ([], [f"Choose a second country for {line.code}"])


def test_decline_sent_twice_is_told_once(line, regional_plan, regional_office, lao_lead):
    twice = [part_of(line, "la"), part_of(line, "la")]
    actions.decline_participation(twice[0], by=lao_lead, now=NOW)

    with pytest.raises(Refused, match="You already answered, or your country is no longer in the activity"):
        actions.decline_participation(twice[1], by=lao_lead, now=NOW)

    assert events_for(regional_office, regional_plan).filter(verb="decline").count() == 1


def test_who_sends_a_form_that_is_stale_reads_which_country_has_confirmed(line, kh_lead, secretariat):
    typed = {
        "row_version": Activity.objects.get(pk=line.pk).row_version,
        "area": line.area_id,
        "title": "Joint patrol weeks",
        "funding": "counted",
        "countries": [taskforce.pk for taskforce in countries("kh", "la")],
    }
    actions.confirm_participation(part_of(line, "kh"), by=kh_lead, now=NOW)

    address = reverse("activity_edit", args=[2011, "regional", 1])
    saved = secretariat.post(address, typed, follow=True)

    asked = "The activity changed, so these countries must confirm again: Cambodia."
    assert asked in saved.text
    assert part_of(line, "kh").confirmed_at is None


def test_what_is_saved_beside_a_clash_says_which_country_is_asked_again(
    line, regional_office, regional_manager, kh_lead, client_of
):
    seen = Activity.objects.get(pk=line.pk).row_version
    save_line(line, {"title": "Joint border weeks"}, seen=seen, by=regional_manager, now=NOW)
    actions.confirm_participation(part_of(line, "kh"), by=kh_lead, now=NOW)
    typed = {
        "row_version": seen,
        "area": line.area_id,
        "title": "Joint patrol weeks",
        "expected_result": "Fewer gaps.",
        "funding": "counted",
        "countries": [taskforce.pk for taskforce in countries("kh", "la")],
    }

    answer = client_of(regional_office).post(reverse("activity_edit", args=[2011, "regional", 1]), typed)

    assert answer.status_code == 409
    asked = "The activity changed, so these countries must confirm again: Cambodia."
    assert asked in answer.text
    assert part_of(line, "kh").confirmed_at is None


@pytest.mark.parametrize("page", ["regional_confirm", "regional_decline"])
def test_a_country_s_answer_makes_no_other_country_s_page_stale(line, page, kh_lead, lao_lead, client_of):
    address = reverse(page, args=[2011, line.short_code])
    mark = client_of(kh_lead).get(address).context["mark"]

    actions.confirm_participation(part_of(line, "la"), by=lao_lead, now=NOW)

    assert client_of(kh_lead).post(address, {"seen": mark}).status_code == 302


def test_a_country_does_not_answer_to_what_was_changed_since_it_read_it(line, regional_office, lead):
    address = reverse("regional_confirm", args=[2011, line.short_code])
    mark = lead.get(address).context["mark"]
    change(line, regional_office, targets=tuple(line.workplan.cycle.plan.targets.filter(code="1.T2")))

    assert lead.post(address, {"seen": mark}).status_code == 409
    assert part_of(line, "kh").confirmed_at is None


@pytest.fixture
def unanswered(line, regional_plan, regional_office):
    """In force with Cambodia and Lao PDR; in an amendment still open both are asked again."""
    amend_workplan(cast.in_force(regional_plan), note="Longer.", by=regional_office, now=NOW)
    Participation.objects.filter(activity=line).update(confirmed_at=None, confirmed_by=None)
    return line


@pytest.mark.parametrize("answer", [actions.confirm_participation, actions.decline_participation])
@pytest.mark.parametrize(("reopen", "words"), [(False, "is closed. Ask"), (True, "is approved. Ask")])
def test_a_country_answers_neither_in_a_closed_plan_nor_in_one_in_force(
    unanswered, answer, reopen, words, regional_plan, kh_lead, regional_office, lead
):
    read_before = part_of(unanswered, "kh")
    assert read_before.activity.workplan.status == WorkplanStatus.DRAFT
    link = "Answer whether your country takes part"
    assert link in lead.get("/2011/regional/001/").text
    asked = "Answer whether your country takes part in 1 regional activity"
    assert asked in titles(kh_lead)
    plan = close_workplan(regional_plan, by=regional_office, now=NOW)
    if reopen:
        reopen_workplan(plan, note="Too early.", by=regional_office, now=NOW)

    with pytest.raises(Refused, match=words):
        answer(read_before, by=kh_lead, now=NOW)

    for name in ("regional_confirm", "regional_decline"):
        address = reverse(name, args=[2011, unanswered.short_code])
        refused = lead.post(address, {"seen": mark_of(unanswered)})
        assertContains(refused, words, status_code=403)
    assert link not in lead.get("/2011/regional/001/").text
    assert asked not in titles(kh_lead)
    assert unanswered.participations.filter(confirmed_at=None).count() == 2


def test_a_country_that_has_confirmed_is_offered_no_confirm(line, kh_lead, lead):
    address = reverse("regional_confirm", args=[2011, line.short_code])
    button = '<button type="submit" class="btn btn-primary">Confirm that Cambodia takes part</button>'
    assert button in lead.get(address).text

    actions.confirm_participation(part_of(line, "kh"), by=kh_lead, now=NOW)

    text = lead.get(address).text
    assert button not in text
    assert "Cambodia has already confirmed." in text
    assert reverse("regional_decline", args=[2011, line.short_code]) in text


def test_the_regional_workplan_is_proposed_never_submitted_and_a_country_s_never_proposed(
    line, kh_plan, regional_plan, kh_lead, regional_office
):
    cast.confirmed(regional_plan)
    with pytest.raises(Refused, match="The regional office proposes it"):
        submitted(regional_plan, by=regional_office)
    complete_line(kh_plan, by=kh_lead)
    for seat in (kh_lead, regional_office):
        with pytest.raises(Refused, match="The lead of a taskforce submits the workplan of a country"):
            actions.propose_regional(kh_plan, by=seat, now=NOW)


@pytest.mark.parametrize("page", ["regional_propose", "regional_put_in_force"])
def test_regional_steps_ask_as_many_queries_for_three_lines_as_for_one(
    page, line, regional_plan, kh_lead, lao_lead, regional_office, manager
):
    def asked():
        if page == "regional_put_in_force":
            Workplan.objects.filter(pk=regional_plan.pk).update(
                status="submitted", submitted_at=NOW, submitted_by=regional_office.user
            )
        queries = queries_of(manager, reverse(page, args=[2011]))
        Workplan.objects.filter(pk=regional_plan.pk).update(status="draft")
        return queries

    with_one = asked()
    for names in (("kh", "th"), ("la", "vn", "mm")):
        complete_line(regional_plan, by=regional_office, countries=countries(*names))

    assert asked() == with_one


def test_propose_before_every_country_has_confirmed_is_refused_with_wp_10(
    line, regional_plan, regional_office, client_of
):
    with pytest.raises(RuleBroken) as refused:
        actions.propose_regional(regional_plan, by=regional_office, now=NOW)
    assert [violation.rule for violation in refused.value.violations] == ["WP-10"]

    address = reverse("regional_propose", args=[2011])
    assert "Cambodia and Lao PDR must confirm" in client_of(regional_office).get(address).text
    assert client_of(regional_office).post(address).status_code == 409


def test_put_in_force_needs_a_second_person(line, regional_plan, secretariat, manager):
    cast.confirmed(regional_plan)
    propose = reverse("regional_propose", args=[2011])
    assert secretariat.post(propose, read(secretariat, propose)).status_code == 302
    regional_plan.refresh_from_db()
    address = reverse("regional_put_in_force", args=[2011])
    own = secretariat.post(address, {"seen": regional_mark(regional_plan)})
    assertContains(own, "Ask a second person of the regional office", status_code=403)
    assert manager.post(address).status_code == 409

    assert manager.post(address, read(manager, address)).status_code == 302

    regional_plan.refresh_from_db()
    line.refresh_from_db()
    assert (regional_plan.status, line.state) == (WorkplanStatus.APPROVED, LineState.APPROVED)
    assert [item.taskforce.slug for item in regional_plan.of_record.lines.get().participations.all()] == [
        "kh",
        "la",
    ]


def test_put_in_force_needs_a_second_person_and_not_a_second_seat(
    line, regional_plan, regional_office, regional_manager, secretariat
):
    cast.confirmed(regional_plan)
    propose, address = reverse("regional_propose", args=[2011]), reverse("regional_put_in_force", args=[2011])
    secretariat.post(propose, read(secretariat, propose))
    today = timezone.localdate()
    end_seat(regional_office, ends_on=today - timedelta(days=1), by=regional_manager, now=timezone.now())
    give_seat(regional_office.user, "regional", starts_on=today, by=regional_manager, now=timezone.now())

    own = secretariat.post(address, {"seen": regional_mark(regional_plan)})

    assertContains(own, "Ask a second person of the regional office", status_code=403)
    assert not set(User.objects.values_list("pk", flat=True)) & set(Seat.objects.values_list("pk", flat=True))


@pytest.fixture
def three_confirmed(line, regional_plan):
    """A second activity, in which Cambodia, Lao PDR and Viet Nam take part; Viet Nam's lead comes with it."""
    wide = complete_line(regional_plan, title="Wide", countries=countries("kh", "la", "vn"))
    vn_lead = cast.make_seat("vn_lead", Role.LEAD, Taskforce.objects.get(slug="vn"))
    cast.confirmed(regional_plan)
    return wide, vn_lead


@pytest.mark.parametrize("step", ["regional_propose", "regional_put_in_force"])
def test_a_country_that_declines_after_the_page_was_opened_is_shown_before_anything_is_done(
    step, three_confirmed, regional_plan, regional_office, regional_manager, client_of
):
    wide, vn_lead = three_confirmed
    if step == "regional_put_in_force":
        actions.propose_regional(regional_plan, by=regional_office, now=NOW)
    manager, address = client_of(regional_manager), reverse(step, args=[2011])
    opened = read(manager, address)
    assert "Viet Nam confirmed" in manager.get(address).text
    actions.decline_participation(part_of(wide, "vn"), by=vn_lead, now=NOW)
    regional_plan.refresh_from_db()
    before = regional_plan.status

    answer = manager.post(address, opened)

    text = answer.text
    assert answer.status_code == 409
    assert "The page is up to date now." in text
    assert f"Viet Nam does not take part in {wide.code}" in text
    assert "Viet Nam confirmed" not in text
    regional_plan.refresh_from_db()
    assert (regional_plan.status, regional_plan.of_record) == (before, None)
    # What is shown now can be done.
    assert manager.post(address, {"seen": answer.context["mark"]}).status_code == 302


@pytest.mark.parametrize("step", ["regional_propose", "regional_put_in_force"])
def test_a_country_that_declines_between_mark_and_lines_makes_the_page_out_of_date(
    step, three_confirmed, regional_plan, regional_office, regional_manager, client_of, monkeypatch
):
    wide, vn_lead = three_confirmed
    if step == "regional_put_in_force":
        actions.propose_regional(regional_plan, by=regional_office, now=NOW)
    load = regional.loaders.load_live_lines

    def then_viet_nam_declines(plan, seat):
        lines = load(plan, seat)
        actions.decline_participation(part_of(wide, "vn"), by=vn_lead, now=NOW)
        return lines

    monkeypatch.setattr(regional.loaders, "load_live_lines", then_viet_nam_declines)
    manager, address = client_of(regional_manager), reverse(step, args=[2011])
    opened = read(manager, address)
    monkeypatch.undo()

    assert manager.post(address, opened).status_code == 409


@pytest.mark.parametrize("answer", [actions.confirm_participation, actions.decline_participation])
def test_no_country_answers_to_a_withdrawn_activity(line, answer, regional_office, kh_lead):
    withdraw_activity(line, by=regional_office, now=NOW)
    asked = part_of(line, "kh")

    with pytest.raises(Refused, match="This activity is withdrawn"):
        answer(asked, by=kh_lead, now=NOW)

    asked.refresh_from_db()
    assert asked.confirmed_at is None


def test_the_step_of_the_regional_workplan_ends_when_it_is_put_in_force(
    line, regional_plan, regional_office, regional_manager
):
    steps = regional_plan.cycle.steps.filter(step=Step.REGIONAL)
    steps.update(actual_from=date(2011, 1, 10))
    cast.confirmed(regional_plan)
    plan = actions.propose_regional(regional_plan, by=regional_office, now=NOW)

    actions.put_in_force(plan, by=regional_manager, now=NOW)

    step = steps.get()
    assert (step.actual_from, step.actual_until) == (date(2011, 1, 10), date(2011, 2, 1))


def test_the_regional_plan_says_whose_hands_it_is_in(line, regional_plan, regional_office, secretariat):
    draft = secretariat.get("/2011/regional/").text
    assert "The regional office is writing the draft." in draft
    assert ">1 point open</h2>" in draft
    cast.confirmed(regional_plan)
    assert (
        'href="/2011/regional/propose/">Propose for approval</a>' in secretariat.get("/2011/regional/").text
    )
    actions.propose_regional(regional_plan, by=regional_office, now=NOW)

    text = secretariat.get("/2011/regional/").text

    assert "A second person of the regional office must approve it" in text
    assert "decides line by line" not in text


def test_who_reads_the_regional_plan_names_the_taskforces_and_offers_them_no_release(
    line, kh_officer, lao_officer, regional_office, client_of
):
    plan = cast.in_force(line.workplan)
    address = reverse("workplan_readers", args=[2011, "regional"])
    assert "Joint patrol days" in client_of(lao_officer).get("/2011/regional/").text

    text = client_of(regional_office).get(address).text

    assert "The taskforces of all countries" in text
    assert "Officers and leads of the countries" in text
    assert "The other taskforces" not in text
    assert "release/taskforces/" not in text
    assert "release/partners/" in text
    assert client_of(regional_office).get(f"{address}release/taskforces/").status_code == 404
    with pytest.raises(Refused, match="You cannot release this workplan to these readers"):
        release_workplan(plan, Audience.TASKFORCES, by=regional_office, now=NOW)


def test_page_of_the_amended_regional_plan_asks_at_most_ten_queries(
    unanswered, secretariat, django_assert_max_num_queries
):
    secretariat.get("/2011/regional/")

    with django_assert_max_num_queries(10):
        text = secretariat.get("/2011/regional/").text

    assert "Longer." in text
    assert text.count("Changed in this amendment") == 1

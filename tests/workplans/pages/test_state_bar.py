"""The state bar of a plan: one count of what is open on four pages, and one button by seat and state."""

import html
import re
from datetime import date
from functools import partial

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings as examples, strategies as st

from tests import cast, queries
from workplans import models
from workplans.comments.actions import settle_thread
from workplans.consultation.actions.openings import open_draft
from workplans.deciding.actions import record_decision, send_decisions
from workplans.ministries.actions import answer_for_ministry, ask_ministries, record_for_ministry
from workplans.plan.queries import workplan_of
from workplans.plan.rules import missing_fields
from workplans.presentation.checklist import open_points
from workplans.presentation.loaders import load_lines_to_check
from workplans.statuses import Audience, Outcome, Step
from workplans.submitting.actions import amend_workplan

PLAN = "/2011/kh/"
PAGES = (
    PLAN,
    f"{PLAN}?view=list",
    f"{PLAN}submit/",
    f"{PLAN}history/",
    f"{PLAN}versions/",
    f"{PLAN}comments/",
)
MORE = (f"{PLAN}ministries/", f"{PLAN}readers/", f"{PLAN}consultation/", f"{PLAN}import/")
EMPTY = {"type": None, "lead_body": "", "starts_on": None, "ends_on": None, "secretariat_cost": None}
# A number of the bar, of the list of open points, and of a task on the home page.
BAR = re.compile(r'data-status="(?:unfinished|done)">(?:(\d+) points? open|No open points)<')
LISTED, AT_HOME = re.compile(r">(\d+) points? open</h2>"), re.compile(r"(\d+) points? open\.")


def number_in(pattern: re.Pattern[str], page: str) -> int:
    found = pattern.search(page)
    return int(found[1] or 0) if found else 0


def bar_of(client: Client, address: str = PLAN) -> str:
    """The bar of a page as its reader reads it."""
    page = client.get(address, follow=True).text.partition("data-state-bar>")[2].partition("</section>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def button_of(client: Client, address: str = PLAN) -> tuple[str, str, bool]:
    """The words of the one button, its address, and whether it is solid."""
    page = client.get(address).text
    found = re.findall(
        r'bar-button"(?: data-sum="button")?><a class="btn btn-(\S+)" href="(.*?)">(.*?)</a>', page
    )
    kind, url, words = found[0] if len(found) == 1 else ("", "", "")
    return html.unescape(words), html.unescape(url), kind == "primary"


@pytest.fixture
def lines(demonstration: None, kh_plan: models.Workplan) -> list[models.Activity]:
    return [cast.complete_line(kh_plan, secretariat_cost=500) for _ in range(5)]


@examples(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(holes=st.lists(st.sets(st.sampled_from([*EMPTY, "targets"])), min_size=5, max_size=5))
def test_home_bar_table_and_submit_page_give_the_number_of_holes_that_were_made(
    holes, lines, kh_lead, client_of
):
    for line, names in zip(lines, holes, strict=True):
        kept = {name: getattr(line, name) for name in EMPTY}
        kept["type"], target = line.type, line.area.targets.first()
        models.Activity.objects.filter(pk=line.pk).update(
            **kept | {name: EMPTY[name] for name in names & {*EMPTY}}
        )
        if "targets" in names:
            line.target_links.all().delete()
        elif not line.target_links.exists():
            models.ActivityTarget.objects.create(activity=line, target=target)
    client, made = client_of(kh_lead), sum(map(len, holes))

    home, table, submit = (client.get(address).text for address in ("/", PLAN, f"{PLAN}submit/"))

    marked = table.count(" data-missing>")
    assert number_in(AT_HOME, home) == number_in(BAR, table) == number_in(LISTED, submit) == made
    assert marked == number_in(LISTED, table) == number_in(BAR, submit) == made
    assert submit.partition('id="points"')[2].partition("</dl>")[0].count(f'href="{PLAN}#r') == made


def test_each_open_point_leads_to_a_cell_that_is_on_the_page(lines, lead):
    models.Activity.objects.filter(pk=lines[1].pk).update(**EMPTY)
    lines[1].target_links.all().delete()
    page = lead.get(PLAN).text

    cells = re.findall(rf'href="{PLAN}#([\w-]+)"', page)

    assert len(set(cells)) == 6
    assert all(page.count(f'id="{cell}"') == 1 for cell in cells)
    assert "Next point: activity 002, targets" in bar_of(lead)


def test_points_and_missing_fields_are_the_same_and_one_query_reads_the_plans(
    lines, kh_lead, django_assert_num_queries
):
    models.Activity.objects.filter(pk=lines[0].pk).update(**EMPTY)
    lines[2].target_links.all().delete()
    plan = workplan_of(2011, "kh")
    load_lines_to_check([plan])

    with django_assert_num_queries(1):
        load_lines_to_check([plan])
    with django_assert_num_queries(0):
        points = open_points(plan, kh_lead)
        missing = {line.short_code: missing_fields(line) for line in plan.activities.all()}

    assert sorted((point.where, point.field) for point in points) == sorted(
        (code, name) for code, names in missing.items() for name in names
    )
    assert missing["003"] == ("targets",)


def test_every_page_of_a_plan_has_the_bar_with_the_same_words(lines, lead):
    models.Activity.objects.filter(pk=lines[0].pk).update(starts_on=None)

    said = {address: bar_of(lead, address) for address in (*PAGES, *MORE)}
    words = {re.sub("Next open point$", "Check and submit", one) for one in said.values()}

    assert len(words) == 1, [address for address, one in said.items() if not one]
    assert words.pop().startswith(
        "Cambodia 2011 Workplan Draft Step 2 of 9: Draft Your task now Next: the Cambodia desk 1 point open "
        "Next point: activity 001, start date"
    )


def test_the_one_button_of_a_draft_follows_from_seat_and_points(lines, world, client_of):
    officer, lead = (client_of(world.seats[name]) for name in ("kh_officer", "kh_lead"))
    models.Activity.objects.filter(pk=lines[2].pk).update(ends_on=None)
    cell = f"{PLAN}#r003-ends_on"

    assert button_of(officer) == ("Next open point", cell, True)
    assert button_of(lead) == ("Check and submit", f"{PLAN}submit/", True)
    assert button_of(lead, f"{PLAN}submit/") == ("Next open point", cell, True)
    models.Activity.objects.filter(pk=lines[2].pk).update(ends_on=lines[0].ends_on)

    words, url, solid = button_of(officer)
    assert (words, solid) == ("Tell the lead it is ready", True)
    form = officer.get(url).context["form"]
    lead_key = world.seats["kh_lead"].user_id
    assert [form[name].value() for name in ("about", "text", "told")] == [
        "The workplan is ready to submit",
        "The workplan is ready to submit",
        lead_key,
    ]
    typed = {"about": "Ready", "text": "Ready", "told-taskforce": lead_key, "to": "taskforce"}
    officer.post(url, typed | {"made_with": form["made_with"].value()})
    assert "Your task now You told the lead on 16 Feb" in bar_of(officer)
    assert button_of(lead) == ("Check and submit", f"{PLAN}submit/", True)
    bar = lead.get(f"{PLAN}submit/").text.partition("data-state-bar>")[2].partition("</section>")[0]
    assert (
        '<button type="submit" form="submit" class="btn btn-primary">Submit to the Secretariat</button>'
        in bar
    )
    settle_thread(models.Comment.objects.get(), by=world.seats["kh_lead"], now=cast.NOW)
    again = officer.get(url).context["form"]["made_with"].value()
    officer.post(url, {"about": "A date", "text": "Is it May?", "to": "taskforce", "made_with": again})
    assert "You told the lead" not in bar_of(officer)


def test_the_one_button_of_a_returned_plan_leads_to_what_came_back(lines, kh_plan, world, client_of):
    desk, lead = world.seats["kh_desk"], client_of(world.seats["kh_lead"])
    plan = cast.submitted(kh_plan)
    first, *others = plan.activities.order_by("number")
    record_decision(first, Outcome.RETURN, reason="Too short", by=desk, now=cast.NOW)
    assert button_of(client_of(desk)) == ("Send decisions", f"{PLAN}decisions/#sending", False)
    for line in others:
        record_decision(line, Outcome.APPROVE, by=desk, now=cast.NOW)
    assert button_of(client_of(desk)) == ("Send decisions", f"{PLAN}decisions/send/", True)
    send_decisions(models.Workplan.objects.get(pk=plan.pk), by=desk, now=cast.NOW)

    assert button_of(lead) == ("Next: 001", f"{PLAN}#r001", True)
    assert "1 point open" in bar_of(client_of(world.seats["kh_officer"]))
    models.Activity.objects.filter(pk=first.pk).update(state="proposed")

    assert button_of(lead) == ("Submit again", f"{PLAN}submit/", True)
    officer = client_of(world.seats["kh_officer"])
    assert button_of(officer)[0] == "Tell the lead"
    assert "Task of the lead" in bar_of(officer)
    assert "You have no tasks now" in officer.get("/").text
    assert "Cambodia taskforce" in client_of(desk).get("/").text
    submit = lead.get(f"{PLAN}submit/").text
    assert "The workplan is not submitted again yet." in submit
    assert "The workplan is not submitted yet." not in submit


def test_the_lead_has_the_turn_until_the_approved_version_is_released(lines, kh_plan, client_of, kh_lead):
    plan = cast.approved(kh_plan)
    assert "Your task now" in bar_of(client_of(kh_lead))

    cast.released(plan, Audience.TASKFORCES)

    assert "Nobody has a task in the portal now" in bar_of(client_of(kh_lead))


@pytest.mark.usefixtures("lines")
def test_a_no_of_a_ministry_is_counted_for_the_taskforce_alone(kh_plan, world, lead, client_of, kh_lead):
    no, _yes = (
        models.Ministry.objects.create(taskforce=kh_plan.taskforce, name=name, position=place)
        for place, name in enumerate(("Ministry of Justice", "Ministry of Labour"), start=1)
    )
    record_for_ministry(kh_plan, no, "no", "Not in our budget", seen=None, by=kh_lead, now=cast.NOW)

    pages = [client_of(world.seats[name]).get(PLAN).text for name in ("kh_lead", "kh_officer", "kh_member")]
    desk = client_of(world.seats["kh_desk"]).get(PLAN).text

    # Nobody asked the other one: it has nothing to answer.
    assert [fact_of_ministries(text) for text in pages] == [
        "0 of 2 agree. 1 does not agree. 1 was not asked."
    ] * 3
    assert "does not" not in desk
    assert "Do the ministries agree?" not in desk
    cast.submitted(kh_plan)
    assert not any("1 does not agree" in lead.get(page).text for page in (PLAN, f"{PLAN}ministries/"))


def test_only_ministries_that_have_not_ended_are_counted_and_each_has_the_name_of_the_year(
    lines, kh_plan, world, client_of
):
    lead, taskforce = world.seats["kh_lead"], kh_plan.taskforce
    ministry, renamed = partial(models.Ministry.objects.create, taskforce=taskforce), {"until": "2012-01-01"}
    ended = ministry(name="Justice", position=1)
    ministry(name="Labour", position=2, ends_on=date(2011, 2, 16))
    ministry(name="Peace", position=3, earlier=[renamed | {"name": "Order | Law"}])
    record_for_ministry(kh_plan, ended, "no", "Not in our budget", seen=None, by=lead, now=cast.NOW)
    models.Ministry.objects.filter(pk=ended.pk).update(ends_on=date(2011, 2, 15))
    ilo = world.seats["ilo"].partner
    open_draft(kh_plan, ilo, cast.LATER, by=lead, now=cast.NOW)
    models.Partner.objects.filter(pk=ilo.pk).update(earlier=[renamed | {"name": "Labour", "acronym": "I|LO"}])

    page = client_of(lead).get(PLAN)

    assert fact_of_ministries(page.text) == "0 of 2 agree. 2 were not asked."
    assert page.context["bodies"] == ["Cambodia lead body", "Labour", "Order | Law"]
    assert page.context["front"].open_to_partners == ("I|LO",)


def fact_of_ministries(page: str) -> str:
    """What stands beside the link to the ministries."""
    (fact,) = re.findall(r"Do the ministries agree\?</a>\s*<[^>]+>([^<]+)<", page)
    return " ".join(fact.split())


def test_a_taskforce_without_ministries_is_not_counted(lines, lead):
    page = lead.get(PLAN).text

    assert "Do the ministries agree?" in page
    assert "0 of 0" not in page


def test_a_member_that_has_answered_changes_its_answer_also_while_the_plan_is_submitted(
    lines, kh_plan, client_of, kh_lead, kh_member
):
    ministry = models.Ministry.objects.create(
        taskforce=kh_plan.taskforce, name="Ministry of Justice", position=1
    )
    models.Seat.objects.filter(pk=kh_member.pk).update(ministry=ministry)
    kh_member.refresh_from_db()
    ask_ministries(kh_plan, [ministry], by=kh_lead, now=cast.NOW)
    plan, client, url = cast.submitted(kh_plan), client_of(kh_member), f"{PLAN}ministries/answer/"
    assert button_of(client) == ("Answer", url, False)

    answer_for_ministry(plan, "yes", "", seen=None, by=kh_member, now=cast.NOW)

    pages = (PLAN, f"{PLAN}history/")
    assert {button_of(client, page) for page in pages} == {("Change the answer", url, False)}
    form = client.get(url).text
    assert button_of(client, url) == ("Change the answer", "#div_id_answer", False)
    assert form.count('id="div_id_answer"') == 1


def test_home_and_bar_have_one_deadline_for_who_has_the_task(lines, kh_plan, world, client_of):
    lead, officer = (client_of(world.seats[name]) for name in ("kh_lead", "kh_officer"))
    models.Activity.objects.filter(pk=lines[0].pk).update(type=None)
    for step, day in ((Step.DRAFT, date(2011, 1, 28)), (Step.APPROVE, date(2011, 2, 25))):
        kh_plan.cycle.steps.filter(step=step).update(planned_until=day)

    # The year was opened on 1 February: nobody was late for a day before that.
    assert (
        "Last day: 28 Jan 2011. The year was opened later, so this task is not late" in officer.get("/").text
    )
    assert "late" not in bar_of(officer)
    models.AnnualCycle.objects.update(opened_on=date(2010, 11, 1))

    assert "19 days late, planned 28 Jan 2011" in officer.get("/").text
    assert "Draft Step 2 of 9: Draft, 19 days late" in bar_of(officer)
    assert "Last day: 25 Feb 2011, in 9 days" in lead.get("/").text
    assert "late" not in bar_of(lead)
    kh_plan.cycle.steps.filter(step=Step.APPROVE).update(planned_until=date(2011, 2, 14))

    assert "2 days late, planned 14 Feb 2011" in lead.get("/").text
    assert "Draft Step 2 of 9: Draft, 2 days late" in bar_of(lead)


def test_an_amendment_has_no_day_of_a_first_draft(lines, kh_plan, world, client_of):
    lead, desk, client = world.seats["kh_lead"], world.seats["kh_desk"], client_of(world.seats["kh_lead"])
    models.CycleStep.objects.update_or_create(
        cycle=kh_plan.cycle, step=Step.APPROVE, defaults={"planned_until": date(2011, 2, 28)}
    )
    cast.submitted(kh_plan, by=lead)
    for reader in (client, client_of(world.seats["regional_office"])):
        assert "The Cambodia desk must decide Last day: 28 Feb" in bar_of(reader)
    cast.decided(world.workplan("kh"), by=desk)
    amend_workplan(world.workplan("kh"), note="Prices", by=lead, now=cast.NOW)
    cast.submitted(world.workplan("kh"), by=lead)

    assert "The Cambodia desk must decide" in bar_of(client)
    assert "until 28 Feb" not in bar_of(client)


def test_readers_of_a_version_have_no_bar(lines, kh_plan, world, client_of, member):
    cast.approved(kh_plan)

    pages = {
        name: client_of(world.seats[name]).get(PLAN).text for name in ("lao_officer", "observer", "kh_member")
    }

    assert ["data-state-bar" in text for text in pages.values()] == [False, False, True]
    assert "Nobody has a task in the portal now" in bar_of(member)


@pytest.mark.parametrize("page", ["history", "comments", "readers", "consultation", "ministries"])
def test_pages_with_the_bar_ask_at_most_ten_queries_whatever_the_rows(page, lines, kh_plan, world, client_of):
    client, address, counts = client_of(world.seats["kh_lead"]), f"{PLAN}{page}/", []
    for _ in range(2):
        counts.append(queries.queries_of(client, address))
        cast.complete_line(kh_plan, type=None)

    assert counts[0] == counts[1] <= 10

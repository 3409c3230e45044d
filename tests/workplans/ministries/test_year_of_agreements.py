"""A year of agreements: yes, yes to an earlier draft, no, no answer, not asked, on paper; each face for each reader."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from commit_portal.models import Notice
from commit_portal.refusals import RuleBroken
from reporting.dataset.build import build_dataset
from reporting.dataset.printed_form import FormAnswer
from reporting.dataset.serialization import form_from_json, to_json
from reporting.dataset_queries.rows import report_rows
from reporting.home.task_list import waiting_for
from reporting.models import CalendarFeed, PrintedForm
from reporting.notices.calendars import calendar_of
from reporting.notices.dispatch import tell_all
from reporting.notices.reminders import remind_all
from reporting.printed.actions import ask_for_form
from reporting.printed.queries import figures_for
from reporting.report_text.printed_form import agreed_words, agreeing_words, ministry_rows
from tests import cast, queries
from tests.cast import NOW, World
from tests.mails import sent
from tests.replayed import replayed
from tests.test_leaks import readable
from tests.workplans.drafting.test_pages import client_of, page
from workplans.ministries.actions import answer_for_ministry, ask_ministries, record_for_ministry
from workplans.ministries.agreement import Agreed, Agreement, agreement_of
from workplans.ministries.permissions import may_ask_ministries
from workplans.ministries.queries import content_of_plan, later_yes
from workplans.ministries.rules import letter_is_not_of_the_future, only_a_yes_is_named
from workplans.models import Activity, CycleStep, Ministry, MinistryAnswer, Seat, Workplan, WorkplanVersion
from workplans.statuses import RELEASE_AUDIENCES, Audience, Role, Step
from workplans.submitting.actions import amend_workplan, submit_workplan, take_back_workplan

# The name of the ministry that says no, and its reason.
REFUSING, WHY = "Ministry of Quartz", "Obsidian is missing"
INSIDE = ("kh_officer", "kh_lead", "kh_member")
OUTSIDE = ("kh_desk", "regional_office", "regional_manager", "lao_lead", "lao_desk", "ilo", "observer")
ADDRESSES = (
    "/",
    "/notices/",
    "/2011/",
    "/2011/kh/",
    "/2011/kh/001/",
    "/2011/kh/history/",
    "/2011/kh/versions/",
    "/2011/kh/versions/1/",
    "/2011/kh/versions/2/",
    "/2011/kh/decisions/",
    "/2011/kh/decisions/sent/",
    "/2011/kh/decisions/send/",
    "/2011/kh/submit/",
    "/2011/kh/submitted/",
    "/2011/kh/ministries/",
    "/2011/kh/ministries/answer/",
    "/2011/kh/print/",
    "/2011/kh/print/?version=1",
    "/2011/kh/export.xlsx",
    "/2011/kh/export.csv",
    "/2011/comparison/",
    "/2011/report/",
    "/search/?q=Quartz",
)
BEFORE, AFTER = NOW - timedelta(days=2), NOW + timedelta(days=2)


@dataclass
class Agreements:
    """Cambodia's draft with five ministries, of which each has another answer."""

    world: World
    plan: Workplan
    line: Activity
    ministries: dict[str, Ministry]
    members: dict[str, Seat]

    @property
    def lead(self) -> Seat:
        return self.world.seats["kh_lead"]

    def submit(self, *names: str) -> Workplan:
        named = [self.ministries[name] for name in names]
        return submit_workplan(self.plan, agreed_on=date(2011, 1, 31), agreed_by=named, by=self.lead, now=NOW)


@pytest.fixture
@replayed
def year(world: World, seats: dict[str, Seat], kh_plan: Workplan) -> Agreements:
    names = ("Justice", "Labour", "Interior", "Quartz", "Women")
    ministries = {
        name: Ministry.objects.create(taskforce=kh_plan.taskforce, name=f"Ministry of {name}", position=at)
        for at, name in enumerate(names)
    }
    members = {"Justice": seats["kh_member"]} | {
        name: cast.make_seat(f"kh_{name}", Role.MEMBER, kh_plan.taskforce) for name in ("Interior", "Quartz")
    }
    for name, seat in members.items():
        Seat.objects.filter(pk=seat.pk).update(ministry=ministries[name])
        seat.refresh_from_db()
    line = cast.complete_line(kh_plan, by=seats["kh_officer"])
    cast.complete_line(kh_plan, by=seats["kh_officer"], title="Hotline", lead_body="Ministry of Justice")
    asked = [ministries[name] for name in members]
    ask_ministries(kh_plan, asked, question="Please look at the costs.", by=seats["kh_lead"], now=BEFORE)
    letter = {"letter_on": date(2011, 1, 25), "seen": None, "by": seats["kh_lead"], "now": BEFORE}
    record_for_ministry(kh_plan, ministries["Labour"], "yes", "", **letter)
    answer_for_ministry(kh_plan, "no", WHY, seen=None, by=members["Quartz"], now=BEFORE)
    cast.change(line, seats["kh_officer"], now=BEFORE, title="Another workshop", secretariat_cost=2500)
    answer_for_ministry(kh_plan, "yes", "", seen=None, by=members["Justice"], now=NOW)
    return Agreements(world, world.workplan("kh"), line, ministries, members)


def texts(seat: Seat) -> dict[str, str]:
    """What a reader finds at each address; a page that is refused may say why."""
    client = client_of(seat)
    return {address: readable(client.get(address, follow=True)) for address in ADDRESSES}


def finds_the_no(text: str) -> bool:
    return REFUSING in text or WHY in text


def cancelled(year: Agreements) -> Callable[[], object]:
    return lambda: take_back_workplan(year.plan, by=year.lead, now=NOW)


def unfolded(calendar: bytes) -> str:
    return calendar.decode().replace("\r\n ", "")


def is_about(notice: Notice) -> bool:
    return notice.facts["task"] == "answer_for_ministry"


def words_on(plan: Workplan) -> dict[str, str]:
    return {one.name: one.words for one in agreement_of(plan).ministries}


def test_the_lead_s_page_has_a_box_only_where_there_is_a_yes_and_a_tick_where_it_is_to_this_plan(year):
    text = page(year.lead, "/2011/kh/submit/")

    boxes = {
        name: (f'"agreed_by" value="{one.pk}"' in text, f'"agreed_by" value="{one.pk}" checked' in text)
        for name, one in year.ministries.items()
    }
    assert boxes == {
        "Justice": (True, True),
        "Labour": (True, False),
        "Interior": (False, False),
        "Quartz": (False, False),
        "Women": (False, False),
    }
    for said in (
        "Yes, 1 Feb",
        "Yes, 25 Jan, but to an earlier draft",
        "1 activity was changed later.",
        "Not answered",
        "No, 30 Jan",
        WHY,
        "Not asked",
        "1 of 5 ministries agrees.",
        "show the ticked ministries as agreed",
    ):
        assert said in text

    year.plan.ministry_answers.filter(answer="yes").delete()
    none = page(year.lead, "/2011/kh/submit/")

    assert "The submission and the printed form show the name of each ministry that agrees." in none
    assert "ticked" not in none


def test_a_yes_that_came_on_paper_without_a_letter_is_on_paper_and_has_no_day_of_a_letter(year):
    labour = year.ministries["Labour"]
    record_for_ministry(year.plan, labour, "yes", "", letter_on=None, seen=None, by=year.lead, now=NOW)
    draft = form_from_json(figures_for(year.lead, year.plan, None).dataset)
    assert ("Ministry of Labour", "Agreed, on paper") in ministry_rows(draft)

    plan = year.submit("Labour")

    (agreed,) = agreement_of(plan).ministries
    assert (agreed.on_paper, agreed.on, agreed.words) == (True, None, "Yes, on paper")
    signed = form_from_json(figures_for(year.lead, plan, plan.versions.get()).dataset)
    assert ministry_rows(signed) == [("Ministry of Labour", "Agreed, on paper")]


def test_submission_stores_who_agreed_on_which_day_of_how_many(year):
    plan = year.submit("Justice", "Labour")

    agreed = Agreement(
        (
            Agreed("Ministry of Justice", date(2011, 2, 1)),
            Agreed("Ministry of Labour", date(2011, 1, 25), on_paper=True, is_earlier=True),
        ),
        of=5,
    )
    assert agreement_of(plan) == agreement_of(plan.versions.get()) == agreed
    assert agreed.summary == "2 of 5 ministries agree."
    assert plan.agreed_by == "Ministry of Justice\nMinistry of Labour"
    assert words_on(plan) == {
        "Ministry of Justice": "Yes, 1 Feb 2011",
        "Ministry of Labour": "Yes, 25 Jan 2011, but to an earlier draft",
    }


def test_a_ministry_that_ended_after_its_yes_is_among_those_of_which_some_agree(year):
    """The other one that ended is not."""
    ended = [year.ministries[name].pk for name in ("Labour", "Women")]
    Ministry.objects.filter(pk__in=ended).update(ends_on=date(2011, 1, 31))

    plan = year.submit("Justice", "Labour")

    assert agreement_of(plan).summary == "2 of 4 ministries agree."


@pytest.mark.parametrize(
    ("end", "of"), [(date(2012, 2, 20), 5), (date(2011, 2, 10), 5), (date(2011, 1, 31), 3)]
)
def test_a_ministry_that_ends_later_changes_no_count(year, end, of):
    """Later than the submission; of a draft, later than its year."""
    some = Ministry.objects.filter(name__in=("Ministry of Labour", "Ministry of Quartz"))
    some.update(ends_on=date(2012, 2, 20))
    assert "1 of 5 agrees." in page(year.lead, "/2011/kh/")
    year.submit("Justice", "Labour")
    some.update(ends_on=end)

    text = page(year.lead, "/2011/kh/ministries/")

    assert (f"1 of {of} ministries agrees." in text, WHY in text) == (True, of == 5)


@pytest.mark.parametrize("name", ["Quartz", "Interior", "Women"])
def test_nobody_is_named_as_agreed_without_a_yes(year, name):
    with pytest.raises(RuleBroken, match=f"Ministry of {name} has no “yes” to this workplan"):
        year.submit("Justice", name)
    form = {"row_version": year.plan.row_version, "agreed_on": "20 Jan 2011"}

    posted = client_of(year.lead).post("/2011/kh/submit/", form | {"agreed_by": [year.ministries[name].pk]})

    assert posted.status_code == 422
    assert "A ministry changed its answer. Look at the answers of the ministries again." in posted.text


def test_lead_submits_by_the_pages_what_is_ticked_and_no_yes_is_needed(year):
    client, form = client_of(year.lead), {"row_version": year.plan.row_version, "agreed_on": "20 Jan 2011"}
    labour = year.ministries["Labour"].pk
    assert "1 of 5 ministries agrees" in client.get("/2011/kh/submit/").text

    client.post("/2011/kh/submit/", form | {"agreed_by": [labour]})

    plan = year.world.workplan("kh")
    assert [one.name for one in agreement_of(plan).ministries] == ["Ministry of Labour"]
    take_back_workplan(plan, by=year.lead, now=NOW)
    # The lead says anew that the earlier yes still holds: the count of the page is that of its ticks.
    again = page(year.lead, "/2011/kh/submit/")
    assert "1 of 5 ministries agrees" in again
    assert re.findall(r'name="agreed_by" value="(\d+)" checked', again) == [
        str(year.ministries["Justice"].pk)
    ]
    assert agreement_of(year.submit()).summary == "0 of 5 ministries agree."


def test_the_page_asks_only_a_ministry_with_a_member_and_names_the_ministry_in_its_notice(year):
    held = Seat.objects.filter(role=Role.MEMBER, ministry=year.ministries["Interior"])
    interior, ask = year.ministries["Interior"].pk, "/2011/kh/ministries/ask/?ministry="
    asked = re.findall(rf'href="{re.escape(ask)}(\d+)"', page(year.lead, "/2011/kh/submit/"))
    assert str(interior) in asked
    tell_all(now=timezone.now())
    assert REFUSING in page(year.lead, "/notices/")

    held.delete()
    text = page(year.lead, "/2011/kh/submit/")

    assert str(interior) not in re.findall(rf'href="{re.escape(ask)}(\d+)"', text)
    assert f"/2011/kh/ministries/{interior}/" in text


def test_a_ministry_that_was_asked_again_has_not_answered(year):
    year.plan.ministry_answers.filter(ministry=year.ministries["Labour"]).update(
        asked_at=NOW, asked_by=year.lead.user
    )

    text = page(year.lead, "/2011/kh/submit/")

    assert "The ministry answered “yes” on 25 Jan. The lead asked again on 1 Feb." in text
    assert f'name="agreed_by" value="{year.ministries["Labour"].pk}"' not in text


def test_no_is_read_by_its_taskforce_alone_on_every_face_of_a_year(year):
    plan = year.plan
    draft = {name: texts(year.world.seats[name]) for name in OUTSIDE}
    own = {name: texts(year.world.seats[name]) for name in INSIDE}
    year.submit("Justice", "Labour")
    submitted = {name: texts(year.world.seats[name]) for name in OUTSIDE}
    desk = year.world.seats["kh_desk"]
    cast.decided(plan, by=desk)
    cast.released(plan, *RELEASE_AUDIENCES)
    released = {name: texts(year.world.seats[name]) for name in OUTSIDE}

    leaks = [
        (name, address)
        for state in (draft, submitted, released)
        for name, found in state.items()
        for address, text in found.items()
        # Who searches for the name reads it again.
        if (WHY in text if address.startswith("/search/") else finds_the_no(text))
    ]
    assert leaks == []
    # The negative control: the taskforce finds it where it should.
    for name in INSIDE:
        assert finds_the_no(own[name]["/2011/kh/"])
        assert finds_the_no(own[name]["/2011/kh/ministries/"])
    # What the others do find: who agreed, of how many.
    for address in ("/2011/kh/", "/2011/kh/history/", "/2011/kh/versions/1/", "/2011/kh/decisions/"):
        assert "2 of 5 ministries agree" in submitted["kh_desk"][address]
    assert "2 of 5 ministries agree" in submitted["regional_office"]["/2011/kh/versions/1/"]


def test_no_is_in_no_notice_mail_reminder_or_dataset_of_others(year):
    year.submit("Justice")
    tell_all(now=AFTER)
    remind_all(now=AFTER)
    mails = [f"{mail.subject}\n{mail.body}" for mail in sent()]
    notices = [str(notice.facts) for notice in Notice.objects.all()]
    rows = report_rows(year.plan.cycle, Audience.SECRETARIAT, on=date(2011, 2, 10))

    assert mails
    assert notices
    assert not any(finds_the_no(text) for text in (*mails, *notices, to_json(build_dataset(rows))))


@pytest.mark.parametrize("name", [*INSIDE, *OUTSIDE])
def test_form_of_a_draft_has_every_answer_for_the_taskforce_and_none_for_others(year, name):
    seat = year.world.seats[name]
    if seat.role in (Role.PARTNER, Role.OBSERVER):
        # They print no draft.
        with pytest.raises(PermissionDenied):
            figures_for(seat, year.plan, None)
        return
    dataset = figures_for(seat, year.plan, None).dataset
    form = form_from_json(dataset)

    if name not in INSIDE:
        assert (form.ministries, form.ministry_count, form.agreed_by) == ((), 0, "")
        assert not finds_the_no(dataset)
        return
    assert ministry_rows(form) == [
        ("Ministry of Justice", "Agreed, 1 February 2011"),
        ("Ministry of Labour", "Agreed, letter of 25 January 2011, to an earlier draft"),
        ("Ministry of Interior", "Not answered, asked on 30 January 2011"),
        ("Ministry of Quartz", "Does not agree, 30 January 2011, to an earlier draft"),
        ("Ministry of Women", "Not asked"),
    ]
    assert agreeing_words(form) == "1 of 5 ministries agrees. 1 agreed to an earlier draft."
    assert WHY not in dataset


def test_printed_draft_of_the_lead_is_opened_by_the_lead_alone(year):
    form = ask_for_form(year.plan, None, by=year.lead, now=NOW)
    assert finds_the_no(form.dataset)

    readers = {
        name
        for name in (*INSIDE, *OUTSIDE)
        if PrintedForm.objects.visible_to(year.world.seats[name]).filter(pk=form.pk).exists()
    }

    assert readers == {"kh_lead"}


@pytest.mark.parametrize("name", [*INSIDE, "kh_desk", "regional_office"])
def test_form_of_a_version_prints_what_was_true_on_its_day(year, name):
    plan, seat = year.submit("Justice", "Labour"), year.world.seats[name]
    version = plan.versions.get()
    signed = form_from_json(figures_for(seat, plan, version).dataset)
    assert agreed_words(signed) == "31 January 2011. 2 of 5 ministries agree."
    assert ministry_rows(signed) == [
        ("Ministry of Justice", "Agreed, 1 February 2011"),
        ("Ministry of Labour", "Agreed, letter of 25 January 2011, to an earlier draft"),
    ]
    assert {one.answer for one in signed.ministries} == {FormAnswer.YES}

    answer_for_ministry(plan, "yes", "", seen=None, by=year.members["Interior"], now=AFTER)
    answer_for_ministry(plan, "no", WHY, seen=None, by=year.members["Justice"], now=AFTER)
    Ministry.objects.filter(pk=year.ministries["Labour"].pk).update(name="Ministry of Work")

    again = WorkplanVersion.objects.get(pk=version.pk)
    assert form_from_json(figures_for(seat, plan, again).dataset) == signed


@pytest.mark.parametrize("name", ["ilo", "observer", "lao_lead"])
def test_form_of_a_released_version_tells_others_the_names_of_who_agreed_alone(year, name):
    plan, desk, seat = year.submit("Justice", "Labour"), year.world.seats["kh_desk"], year.world.seats[name]
    cast.decided(plan, by=desk)
    cast.released(plan, *RELEASE_AUDIENCES)
    version = year.world.workplan("kh").of_record
    told = ask_for_form(plan, version, by=year.lead, now=NOW)

    form = form_from_json(figures_for(seat, plan, version).dataset)

    assert agreed_words(form) == "31 January 2011, Ministry of Justice, Ministry of Labour"
    assert ministry_rows(form) == []
    own = ask_for_form(plan, version, by=seat, now=NOW)
    assert [*PrintedForm.objects.visible_to(seat)] == [own] != [told]
    assert "ministries agree" not in page(seat, "/2011/kh/print/")


def test_desk_reads_a_later_yes_and_no_later_no(year):
    plan, desk = year.submit("Justice"), year.world.seats["kh_desk"]
    assert later_yes(plan) == []
    assert "Only a member can answer now" in may_ask_ministries(year.lead, plan).reason
    answer_for_ministry(plan, "no", WHY, seen=None, by=year.members["Justice"], now=AFTER)
    answer_for_ministry(plan, "yes", "", seen=None, by=year.members["Interior"], now=AFTER)

    for address in ("/2011/kh/", "/2011/kh/decisions/"):
        text = page(desk, address)
        assert "1 of 5 ministries agrees" in text
        assert "After the submission, Ministry of Interior answered “yes” on 3 Feb 2011." in text
        assert WHY not in text
    assert [answer.ministry.name for answer in later_yes(plan)] == ["Ministry of Interior"]


def test_a_desk_is_not_told_that_a_ministry_is_late_with_its_answer(year):
    now = timezone.now().replace(hour=1, minute=0)
    missed = timezone.localdate(now) - timedelta(days=1)
    CycleStep.objects.update_or_create(
        cycle=year.plan.cycle, step=Step.APPROVE, defaults={"planned_until": missed}
    )
    year.submit("Justice")
    remind_all(now=now)

    told = {
        name: [notice.facts["verb"] for notice in Notice.objects.filter(user=seat.user) if is_about(notice)]
        for name, seat in (("member", year.members["Interior"]), ("desk", year.world.seats["kh_desk"]))
    }
    assert told == {"member": ["due_missed"], "desk": []}


def test_question_stays_in_the_calendar_after_the_submission(year):
    CycleStep.objects.update_or_create(
        cycle=year.plan.cycle, step=Step.APPROVE, defaults={"planned_until": date(2011, 2, 20)}
    )
    interior = year.members["Interior"]
    feed = CalendarFeed.objects.create(seat=interior, key_hash="0" * 64, made_at=NOW)
    title = "answer whether your ministry agrees"

    for state in (lambda: None, lambda: year.submit("Justice"), cancelled(year)):
        state()
        assert title in unfolded(calendar_of(feed, on=date(2011, 2, 10)))
        assert [task.code for task in waiting_for(interior, on=date(2011, 2, 10))] == ["answer_for_ministry"]


@pytest.mark.parametrize(
    ("name", "address", "most"),
    [
        ("kh_lead", "/2011/kh/submit/", 10),
        ("kh_lead", "/2011/kh/ministries/", 10),
        ("kh_desk", "/2011/kh/", 11),
    ],
)
def test_pages_ask_as_many_queries_for_eight_ministries_as_for_five(year, name, address, most):
    if name == "kh_desk":
        year.submit("Justice", "Labour")
    client, counts = client_of(year.world.seats[name]), []
    for more in range(2):
        counts.append(queries.queries_of(client, address))
        for number in range(3):
            one = Ministry.objects.create(taskforce=year.plan.taskforce, name=f"M {more}{number}", position=9)
            MinistryAnswer.objects.create(
                workplan=year.plan,
                ministry=one,
                answer="yes",
                content={},
                answered_at=AFTER,
                answered_by=year.lead.user,
            )

    assert counts[0] == counts[1] <= most


def test_member_reads_its_own_activities_beside_those_that_it_answered_to(year):
    interior, justice = year.members["Interior"], year.members["Justice"]
    first = page(interior, "/2011/kh/ministries/answer/")
    assert "Ministry of Interior: do you agree?" in first
    assert "Another workshop" in first
    assert "Hotline" not in first
    assert "Please look at the costs." in first
    assert "Changed since the answer" not in first
    answer_for_ministry(year.plan, "yes", "", seen=None, by=interior, now=NOW)
    officer, plan = year.world.seats["kh_officer"], year.plan
    targets = tuple(plan.cycle.plan.targets.filter(code="1.T2"))
    cast.change(year.line, officer, secretariat_cost=3000, ends_on=date(2011, 5, 31), targets=targets)
    cast.complete_line(plan, by=officer, title="Added later")

    text = " ".join(page(interior, "/2011/kh/ministries/answer/").split())

    assert "Changed since the answer of 1 Feb" in text
    for said in (
        "<del>US$2,500</del> <ins>US$3,000</ins>",
        "Targets of the activity: <del>1.T1</del> <ins>1.T2</ins>",
        "<del>1 Mar to 30 Apr 2011</del> <ins>1 Mar to 31 May 2011</ins>",
        "<ins>New</ins>",
    ):
        assert said in text
    assert "Not changed" in page(justice, "/2011/kh/ministries/answer/")
    Activity.objects.update(lead_body="Ministry of Justice")
    assert "Your ministry leads no activity." in page(interior, "/2011/kh/ministries/answer/")


def test_old_submissions_keep_the_names_that_the_lead_typed(year, kh_lead):
    plan = year.submit()
    old: dict[str, Any] = {"agreed_by": "Interior, by letter\nJustice", "agreement": {}}
    Workplan.objects.filter(pk=plan.pk).update(**old)
    plan.versions.update(**old)

    assert agreement_of(year.world.workplan("kh")).summary == "Interior, by letter, Justice"
    assert "Interior, by letter, Justice" in page(kh_lead, "/2011/kh/versions/1/")
    signed = form_from_json(figures_for(kh_lead, plan, plan.versions.get()).dataset)
    assert agreed_words(signed) == "31 January 2011, Interior, by letter, Justice"


def test_form_of_a_returned_draft_gives_the_day_of_its_submission_to_who_read_that(year):
    plan, seats = year.submit("Justice"), year.world.seats
    plan = cast.decided(plan, plan.activities.first(), by=seats["kh_desk"], reason="Say where.")
    MinistryAnswer.objects.all().delete()

    said = {
        name: agreed_words(form_from_json(figures_for(seats[name], plan, None).dataset))
        for name in ("kh_lead", "kh_desk")
    }

    told = "31 January 2011, for the last submission. Later changes are not agreed yet."
    assert said["kh_lead"] == said["kh_desk"] == told


def test_dropped_amendment_has_the_agreement_of_its_approved_version_again(year):
    plan, desk = year.submit("Justice"), year.world.seats["kh_desk"]
    cast.decided(plan, by=desk)
    before = agreement_of(year.world.workplan("kh"))
    amended = amend_workplan(year.world.workplan("kh"), note="Prices", by=year.lead, now=NOW)

    assert agreement_of(amended) == before == agreement_of(amended.of_record)
    assert page(year.lead, "/2011/kh/submit/").count(" checked") == 1


def test_rules_of_the_agreement_name_what_is_wrong(year):
    answers, content = list(MinistryAnswer.objects.all()), content_of_plan(year.plan)
    assert only_a_yes_is_named([year.ministries["Justice"]], answers, content) is None
    assert only_a_yes_is_named([year.ministries["Women"]], answers, content) is not None
    assert letter_is_not_of_the_future(None, today=date(2011, 1, 1)) is None
    assert letter_is_not_of_the_future(date(2011, 1, 1), today=date(2011, 1, 1)) is None
    assert letter_is_not_of_the_future(date(2011, 1, 2), today=date(2011, 1, 1)) is not None

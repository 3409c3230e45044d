"""Every kind of task, on the home page, in a reminder, in the daily mail and in the calendar: made of the same facts."""

import ast
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.html import escape

from commit_portal import clock
from commit_portal.i18n import to_plain
from commit_portal.mail.payload import MailPayload
from commit_portal.models import Mail, Notice
from commit_portal.statuses import NoticeKind
from reporting.home import task_facts
from reporting.home.messages import TASKS
from reporting.home.task_list import waiting_for
from reporting.models import Recommendation, Review
from reporting.notices.access import names_of_places, task_of
from reporting.notices.calendars import dates_of
from reporting.notices.dispatch import Telling, write
from reporting.notices.emails import letter_of
from reporting.notices.reminders import remind_all
from reporting.queue.process import STOPPED
from spa.models import PlanRevision, Target
from tests import cast
from tests.authz_matrix import APPROVED, DRAFT, SUBMITTED, Office, undone
from tests.cast import NOW, signed_in
from tests.report_rows import make_edition
from workplans import models
from workplans.comments.actions import start_thread
from workplans.comments.targets import CommentTarget
from workplans.deciding.actions import approve_all_left
from workplans.drafting.actions import withdraw_activity
from workplans.regional.actions import decline_participation, propose_regional
from workplans.statuses import TalkAudience
from workplans.submitting.actions import amend_workplan

pytestmark = pytest.mark.django_db

# No deadline: a comment and a question of the desk have none, the year has no date yet, an amendment has none of the
# first draft's, and to read or release is no duty.
UNDATED = frozenset(
    {
        "answer_comment",
        "answer_question",
        "choose_targets",
        "date_review",
        "date_year",
        "decide_again",
        "endorse_revision",
        "failed_edition",
        "finish_plan",
        "open_next_year",
        "read_plan",
        "release",
        "release_version",
        "role_goes_on",
        "send_nothing_new",
    }
)


def read_plan(office: Office) -> None:
    models.MinistryAnswer.objects.all().delete()


def finish_lines(office: Office) -> None:
    office.plan(DRAFT).activities.update(type=None)


def amended(office: Office) -> models.Workplan:
    amend_workplan(office.plan(APPROVED), note="A new need", by=office.world.seats["kh_lead"], now=NOW)
    return office.plan(APPROVED)


def amended_and_submitted(office: Office) -> models.Workplan:
    plan = amended(office)
    days = {"starts_on": date(APPROVED, 3, 1), "ends_on": date(APPROVED, 4, 30)}
    cast.complete_line(plan, by=office.world.seats["kh_officer"], secretariat_cost=Decimal(1), **days)
    return cast.submitted(office.plan(APPROVED), by=office.world.seats["kh_lead"])


def send(office: Office) -> None:
    approve_all_left(office.plan(SUBMITTED), by=office.world.seats["kh_desk"], now=NOW)


def send_nothing_new(office: Office) -> None:
    plan = amended(office)
    seats = office.world.seats
    withdraw_activity(plan.activities.order_by("number")[0], by=seats["kh_officer"], now=NOW)
    plan = office.plan(APPROVED)
    cast.submitted(plan)


def release_version(office: Office) -> None:
    seats = office.world.seats
    cast.released(office.plan(APPROVED), "taskforces")
    cast.decided(amended_and_submitted(office), by=seats["kh_desk"])


def start_from_last_year(office: Office) -> None:
    office.world.open_year(2015)


def propose(office: Office) -> None:
    models.Participation.objects.update(confirmed_at=NOW, confirmed_by=office.world.seats["kh_lead"].user)


def put_in_force(office: Office) -> None:
    propose(office)
    propose_regional(office.plan(DRAFT, "regional"), by=office.world.seats["regional_office"], now=NOW)


def second_country(office: Office) -> None:
    models.Participation.objects.exclude(taskforce__slug="kh").delete()


def another_country(office: Office) -> None:
    part = models.Participation.objects.get(taskforce__slug="kh")
    decline_participation(part, by=office.world.seats["kh_lead"], now=NOW)


def read_regional_and_offer(office: Office) -> None:
    models.Opening.objects.create(
        workplan=office.plan(DRAFT, "regional"),
        partner=office.world.seats["ilo"].partner,
        opened_at=NOW,
        opened_by=office.world.seats["regional_office"].user,
        closes_at=datetime(2100, 1, 1, tzinfo=models.Taskforce.objects.get(slug="regional").zone),
    )


def answer_office(office: Office) -> None:
    read_regional_and_offer(office)
    line = models.Activity.objects.get(workplan=office.plan(DRAFT, "regional"))
    cast.support(line, office.world.seats["ilo"].partner, "asked", by=office.world.seats["regional_office"])


def failed_edition(office: Office) -> None:
    make_edition(office.plan(DRAFT).cycle, 1, audience="partners", status="failed", failure=to_plain(STOPPED))


def called(office: Office) -> None:
    """The lead calls an officer in a thread on a line."""
    seats, plan = office.world.seats, office.plan(DRAFT)
    place = CommentTarget(plan, plan.activities.order_by("number")[0])
    words: dict[str, Any] = {"about": "Rooms", "told": seats["kh_officer"].user, "key": uuid4()}
    start_thread(place, TalkAudience.BOTH, "Quokka?", **words, by=seats["kh_lead"], now=NOW)


def asked_for_targets(office: Office) -> None:
    """The revision has none of the targets."""
    Target.objects.update(until_revision=1)
    models.AnnualCycle.objects.filter(year=DRAFT).update(asked_revision=2)


def proposed_revision(office: Office) -> None:
    by = office.world.seats["regional_manager"].user
    PlanRevision.objects.create(plan=office.world.plan, number=2, status="agreed", proposed_by=by)


def role_ends(office: Office) -> None:
    seat = office.world.seats["kh_officer"]
    models.Seat.objects.filter(pk=seat.pk).update(ends_on=clock.today() + timedelta(days=3))


def role_goes_on(office: Office) -> None:
    seat, gone = office.world.seats["kh_officer"], clock.today() - timedelta(days=3)
    who = {"name": seat.user.name, "starts_on": gone, "ends_on": gone}
    models.TaskforceMember.objects.create(taskforce=seat.taskforce, **who)


def late_answers(office: Office) -> None:
    by = office.world.seats["regional_office"].user
    Review.objects.filter(status="open").update(status="closed", closed_at=NOW, closed_by=by)


def release_report(office: Office) -> None:
    by, review = office.world.seats["regional_office"].user, Review.objects.filter(stage="som").first()
    Review.objects.filter(pk=review.pk).update(
        status="closed", opened_at=NOW, opened_by=by, closed_at=NOW, closed_by=by
    )


# What the office lacks, by the code of the task that it makes.
MORE: dict[str, Callable[[Office], object]] = {
    "read_plan": read_plan,
    "finish_lines": finish_lines,
    "finish_plan": amended,
    "decide_again": amended_and_submitted,
    "send": send,
    "send_nothing_new": send_nothing_new,
    "release_version": release_version,
    "start_from_last_year": start_from_last_year,
    "propose": propose,
    "put_in_force": put_in_force,
    "second_country": second_country,
    "another_country": another_country,
    "read_regional_and_offer": read_regional_and_offer,
    "answer_office": answer_office,
    "failed_edition": failed_edition,
    "late_answers": late_answers,
    "role_ends": role_ends,
    "own_role_ends": role_ends,
    "role_goes_on": role_goes_on,
    "release_report": release_report,
    "answer_comment": called,
    "choose_targets": asked_for_targets,
    "endorse_revision": proposed_revision,
}


def give_days(due: date) -> None:
    """Every step, review, opening and recommendation is due on one day, in years that have begun."""
    models.CycleStep.objects.update(planned_from=due, planned_until=due)
    models.CycleStep.objects.filter(step=1).update(planned_from=clock.today())
    Review.objects.update(answers_due_on=due)
    for opening in models.Opening.objects.filter(partner__isnull=False).select_related("workplan__taskforce"):
        end = datetime.combine(due + timedelta(days=1), time(), opening.workplan.taskforce.zone)
        models.Opening.objects.filter(pk=opening.pk).update(closes_at=end)
    Recommendation.objects.update(due_on=due)


def the_task(office: Office, code: str) -> tuple[models.Seat, task_facts.Task]:
    found = (
        (seat, task)
        for seat in office.world.seats.values()
        for task in waiting_for(seat, on=clock.today())
        if task.code == code and (task.due is None) == (code in UNDATED)
    )
    return next(found)


def close_plans(review: Review) -> None:
    """Close the workplans that can be closed. Of the others the answers are there."""
    plans = models.Workplan.objects.filter(cycle=review.cycle)
    assert plans.exclude(of_record=None).update(status="closed", closed_at=NOW, closed_by=review.opened_by)
    of_others = plans.filter(of_record=None).values("taskforce")
    review.sheets.filter(taskforce__in=of_others).update(answered_on=NOW.date())


def open_the_next(review: Review) -> None:
    later = {"opened_at": review.opened_at + timedelta(1), "opened_by": review.opened_by}
    assert Review.objects.filter(cycle=review.cycle, stage="som").update(status="open", **later)


@pytest.mark.parametrize(("ends", "waits"), [(None, True), (close_plans, False), (open_the_next, False)])
def test_the_office_waits_for_answers_until_they_change_nothing(office, ends, waits):
    with undone():
        late_answers(office)
        if ends:
            ends(Review.objects.get(status="closed"))
        tasks = waiting_for(office.world.seats["regional_office"], on=clock.today())
        assert ("late_answers" in {task.code for task in tasks}) is waits


@pytest.mark.parametrize("code", sorted(TASKS))
def test_task_is_the_same_on_the_home_page_in_a_reminder_in_the_daily_mail_and_in_the_calendar(office, code):
    with undone():
        MORE.get(code, lambda _office: None)(office)
        models.AnnualCycle.objects.update(ends_on=date(2099, 12, 31))
        due = clock.today() + timedelta(days=3)
        if code not in ("date_year", "date_review"):
            give_days(due)
        seat, task = the_task(office, code)
        client = signed_in(seat.user)
        facts = task.notice("due_today")
        said = task_of(facts, names_of_places())

        home = client.get("/").text
        assert escape(str(task.title)) in home
        assert f'href="{task.goes_to or task.url}"' in home
        for link in {task.url, facts.link}:
            assert client.get(link, follow=True).status_code == 200

        is_dated = code not in UNDATED and not task.owed_by_others
        assert client.get("/notices/calendar/").status_code == 200
        entries = {entry.said: entry.first for entry in dates_of(seat, on=clock.today())}
        assert entries.get(said) == (task.due if is_dated else None)

        remind_all(now=datetime.combine(clock.today(), time(), UTC))
        reminders = Notice.objects.filter(user=seat.user, facts__task=code, facts__link=facts.link)
        assert {MailPayload.from_plain(one.facts).day for one in reminders} == (
            {task.due} if is_dated else set()
        )
        for reminder in reminders:
            letter = letter_of(Mail.objects.get(notices=reminder), now=timezone.now())
            assert letter.subject.startswith(said)

        daily = the_daily_mail(seat)
        assert (said in daily) == (not task.owed_by_others)
        assert (f"{facts.link}\n" in daily) == (not task.owed_by_others)


def the_daily_mail(seat: models.Seat) -> str:
    """A daily mail with one notice, which lists what the seat has to do."""
    now = timezone.now()
    facts = MailPayload("in_force", year=DRAFT, place="regional", link="/notices/")
    write([Telling(seat, "event:1", NoticeKind.OTHERS, facts, at=now, due_at=now)], now=now)
    letter = letter_of(Mail.objects.get(user=seat.user, notices__key="event:1"), now=now)
    return str(letter.body)


def test_table_has_every_task_that_the_home_page_yields():
    """The codes are read from the calls that make tasks, and from the choices before them."""
    folder = Path(task_facts.__file__).parent
    trees = [ast.parse(path.read_text()) for path in sorted(folder.glob("*.py")) if path.stem != "messages"]
    made: set[str] = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            place = {"Task": 0, "plan_task": 0, "_year_task": 0, "sheets_waiting": 1}.get(called)
            chosen = [] if place is None else [node.args[place]]
        else:
            chosen = (
                [node.value] if isinstance(node, ast.Assign) and isinstance(node.value, ast.IfExp) else []
            )
        made |= {
            one.value
            for value in chosen
            for one in ast.walk(value)
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        }

    assert made & TASKS.keys() == TASKS.keys()
    assert len(trees) > 6

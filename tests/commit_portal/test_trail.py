"""Who reads which sentence of a trail: hands of a taskforce, of the Secretariat, and what every reader may know."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from reporting.editions.actions import ask_for_edition, release_edition, try_again
from reporting.editions.queries import history_of_editions
from reporting.editions.successors import EDITIONS
from reporting.meetings import actions
from reporting.meetings.views import history_of_meeting
from reporting.models import AnnualReport
from reporting.queue import jobs, sweep
from reporting.statuses import ReportStatus
from tests import cast
from tests.cast import NOW
from workplans.consultation.actions.openings import end_opening, open_draft
from workplans.deciding.actions import clear_decision, record_decision
from workplans.drafting.actions import write_needs
from workplans.models import Participation, Seat, Taskforce
from workplans.presentation.timeline import events_for
from workplans.regional import actions as regional
from workplans.releasing.actions import end_release, release_workplan
from workplans.statuses import Audience, Outcome
from workplans.submitting import actions as submitting

TASKFORCE = {"kh_officer", "kh_lead", "kh_member"}
OTHERS = {"lao_officer", "lao_lead"}
REGION = {"regional_office", "regional_manager"}
DESKS = {"kh_desk", "lao_desk"}
BOTH = TASKFORCE | REGION | {"kh_desk"}
EVERYBODY = TASKFORCE | OTHERS | REGION | DESKS | {"ilo", "iom", "observer"}


def read_by(world: cast.World, said: Callable[[Seat], set[str]]) -> dict[str, set[str]]:
    """By sentence, or by verb, the names of those who read it."""
    found: dict[str, set[str]] = {}
    for name, seat in world.seats.items():
        for words in said(seat):
            found.setdefault(words, set()).add(name)
    return found


def test_the_trail_of_a_workplan_is_read_by_its_two_sides_each_its_own(world):
    officer, lead, desk, office = (
        world.seats[name] for name in ("kh_officer", "kh_lead", "kh_desk", "regional_office")
    )
    plan = world.workplan("kh")
    line = cast.complete_line(plan, by=officer)
    write_needs(world.workplan("kh"), "Trainers", seen=world.workplan("kh").row_version, by=officer, now=NOW)
    opening = open_draft(plan, world.seats["ilo"].partner, cast.LATER, by=lead, now=NOW)
    end_opening(opening, by=lead, now=NOW)
    submitting.take_back_workplan(cast.submitted(plan, by=lead), by=lead, now=NOW)
    cast.submitted(plan, by=lead)
    record_decision(line, Outcome.APPROVE, by=desk, now=NOW)
    clear_decision(line, by=desk, now=NOW)
    cast.decided(plan, by=desk)
    end_release(release_workplan(plan, Audience.OBSERVERS, by=lead, now=NOW), by=lead, now=NOW)
    submitting.drop_amendment(
        submitting.amend_workplan(plan, note="More", by=lead, now=NOW), by=lead, now=NOW
    )
    submitting.reopen_workplan(
        submitting.close_workplan(plan, by=office, now=NOW), note="Asked for", by=office, now=NOW
    )
    cast.released(plan, Audience.TASKFORCES, Audience.PARTNERS)

    read = read_by(world, lambda seat: set(events_for(seat, plan).values_list("verb", flat=True)))

    assert read == {
        **dict.fromkeys(("add", "needs"), TASKFORCE),
        "decide": REGION | {"kh_desk"},
        **dict.fromkeys(("open", "end_opening", "submit", "take_back", "send_decisions"), BOTH),
        **dict.fromkeys(("release", "end_release", "amend", "drop_amendment", "close", "reopen"), BOTH),
    }


def test_the_trail_of_the_regional_workplan_is_the_regional_office_s_until_it_is_in_force(
    world, regional_office, regional_manager, regional_plan
):
    asked = tuple(Taskforce.objects.filter(slug__in=("kh", "la", "th")))
    cast.complete_line(regional_plan, by=regional_office, countries=asked)
    for name in ("kh_lead", "lao_lead"):
        part = Participation.objects.get(taskforce=world.seats[name].taskforce)
        regional.confirm_participation(part, by=world.seats[name], now=NOW)
    thai = cast.make_seat("thai_lead", "lead", asked[-1])
    regional.decline_participation(Participation.objects.get(taskforce=thai.taskforce), by=thai, now=NOW)
    regional.propose_regional(regional_plan, by=regional_office, now=NOW)
    regional.put_in_force(regional_plan, by=regional_manager, now=NOW)

    read = read_by(world, lambda seat: set(events_for(seat, regional_plan).values_list("verb", flat=True)))

    assert read == {
        **dict.fromkeys(("add", "confirm", "decline", "propose_regional"), REGION),
        "put_in_force": EVERYBODY,
    }


def test_the_trail_of_a_meeting_tells_outsiders_of_its_dates_alone(world, regional_office, kh_lead):
    meeting = actions.add_meeting((("som", 8),), by=regional_office, now=NOW)
    actions.change_meeting(meeting, (("som", 9),), by=regional_office, now=NOW)
    asked = actions.recommend(
        meeting, text="Train more", addressees=(kh_lead.taskforce,), by=regional_office, now=NOW
    ).addressees.get()
    actions.follow_up(asked, status="done", words="Forty", by=kh_lead, now=NOW)

    read = read_by(world, lambda seat: {row["said"] for row in history_of_meeting(meeting, seat)})

    insiders = EVERYBODY - {"ilo", "iom", "observer"}
    assert read == {
        "Added SOM 8": EVERYBODY,
        "Changed SOM 9": EVERYBODY,
        "Added recommendation 9.1": insiders,
        "Recommendation 9.1, Cambodia: done": insiders,
    }


def test_the_trail_of_editions_tells_their_readers_what_was_released_and_replaced(world, regional_office):
    editions = {}
    for why in ("", "A correction"):
        report = ask_for_edition(
            world.cycle, Audience.OBSERVERS, why=why, by=regional_office, now=NOW, ring_the_bell=False
        )
        editions[report.pk] = ""
        AnnualReport.objects.filter(pk=report.pk).update(
            status=ReportStatus.RENDERING,
            attempts=jobs.MOST_ATTEMPTS,
            token="gone",
            lease_until=timezone.now() - timedelta(hours=1),
        )
        sweep.fail_the_exhausted(EDITIONS, now=timezone.now())
        report.refresh_from_db()
        try_again(report, by=regional_office, now=NOW)
        AnnualReport.objects.filter(pk=report.pk).update(
            status=ReportStatus.READY, made_at=NOW, started_at=NOW, pdf="a.pdf", workbook="a.xlsx"
        )
        report.refresh_from_db()
        release_edition(report, by=regional_office, now=NOW)
        type(world.cycle).objects.filter(pk=world.cycle.pk).update(guide_max=44)

    read = read_by(world, lambda seat: {row["said"] for row in history_of_editions(editions, seat)})

    secretariat = REGION | DESKS
    assert read == {
        "Asked the portal to make this edition": secretariat,
        "Could not make the edition: The worker stopped in all 3 attempts, so no file was saved.": secretariat,
        "Asked the portal to make the same edition again": secretariat,
        "Released the edition": EVERYBODY,
        "Replaced the edition with edition 2": EVERYBODY,
    }

"""The demonstration command in a portal of its own: where it is refused, and the stages after the first."""

import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils.timezone import localdate

from commit_portal import clock
from commit_portal.accounts.demo_password import kept_password
from commit_portal.models import Event, Notice, User
from reporting.comparison.selection import asked_by, dataset_of
from reporting.dataset.span import Effort, Movement, build_span, effort_of
from reporting.editions.actions import ask_for_edition
from reporting.models import AnnualReport, CountryReview, Meeting, Review, TargetStatus
from tests.reporting.demo.test_demo import said_in_vain
from workplans.models import AnnualCycle, CycleStep, Seat, Workplan
from workplans.statuses import Audience, Step

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    """The password of these demonstrations is not that of the portal of this machine."""
    settings.VAR = tmp_path / "var"
    return settings.VAR


def statuses_of_2011() -> set[str]:
    return set(Workplan.objects.filter(cycle__year=2011).values_list("status", flat=True))


@pytest.mark.django_db
def test_outside_demo_mode_it_is_refused(settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="The portal is not in demo mode"):
        call_command("demo")

    assert not User.objects.exists()


@pytest.mark.django_db
def test_where_such_people_are_already_it_is_refused(settings):
    settings.DEMO = True
    User.objects.create_user("kh.officer@commit.example", "Somebody")

    with pytest.raises(CommandError, match="This portal already has people of commit"):
        call_command("demo")


@pytest.mark.django_db(transaction=True)
def test_the_last_stage_goes_through_the_whole_year_to_the_mid_year_of_the_next(settings, data_folder):
    settings.DEMO = True
    settings.DEMO_PASSWORD = ""
    output = StringIO()

    call_command("demo", stage="nextyear", stdout=output)

    said = output.getvalue()
    assert "2011 at the stage nextyear" in said
    assert said.count("@commit.example") == 25
    password = re.search(r"password (\S+)", said)
    assert password is not None
    assert User.objects.get(email="ilo@commit.example").check_password(password[1])
    # `make run` prints the password that opens these accounts.
    assert kept_password(data_folder) == password[1]
    assert statuses_of_2011() == {"closed"}
    assert set(Review.objects.values_list("status", flat=True)) == {"closed"}
    assert said_in_vain(2011) == said_in_vain(2012) == []
    # Two reviewed years of one plan of action: something moved each way, and one target nobody works on.
    lead = Seat.objects.get(user__email="th.lead@commit.example")
    of_both = [
        dataset_of(asked_by(lead, year, compared=None))
        for year in AnnualCycle.objects.filter(plan__code="spa-3").select_related("plan")
    ]
    moved = {row.movement(2011, 2012) for row in build_span(of_both, clock.today()).answers}
    assert moved >= {Movement.FORWARD, Movement.BACK, Movement.SAME}
    efforts = {row.effort for year in of_both for row in effort_of(year) if year.facts.year == 2012}
    assert efforts == {Effort.SERVED, Effort.NOBODY}
    ran = CycleStep.objects.get(cycle__year=2012, step=Step.IMPLEMENT)
    assert (ran.actual_from, ran.actual_until) == (date(2012, 3, 1), None)
    # What was achieved in 2011 is not achieved on a later day.
    achieved = TargetStatus.objects.filter(status="achieved").values_list("sheet__taskforce", "target")
    before = set(achieved.filter(sheet__review__cycle__year=2011))
    dated = achieved.filter(sheet__review__cycle__year=2012, achieved_on__isnull=False)
    assert before
    assert before.isdisjoint(dated)
    late = CountryReview.objects.get(answered_on__gt=F("due_on"))
    assert (late.taskforce.slug, late.review.stage) == ("vn", "mid-year")
    assert Meeting.objects.filter(is_demo=True).count() == 1
    report = AnnualReport.objects.get(cycle__year=2011)
    assert (report.status, localdate(report.as_of)) == ("queued", date(2012, 7, 2))
    prepared = Event.objects.exclude(content_type__model__in=("annualreport", "reportdraft"))
    assert localdate(prepared.latest("at").at) < clock.today() == date(2012, 7, 2)


@pytest.mark.django_db(transaction=True)
def test_the_sweep_makes_and_releases_the_editions_of_2009_and_mails_nobody(settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr("reporting.queue.sweep.DOORBELL", timedelta(0))
    call_command("demo", stdout=StringIO())
    editions = AnnualReport.objects.filter(cycle__year=2009)
    asked = {("taskforces", "queued"), ("partners", "queued"), ("observers", "queued")}
    assert set(editions.values_list("audience", "status")) == asked
    # A visitor's own edition is made too, and waits for its own release.
    office = Seat.objects.get(user__email="regional@commit.example")
    cycle = AnnualCycle.objects.get(year=2009)
    ask_for_edition(cycle, Audience.SECRETARIAT, by=office, now=clock.now(), ring_the_bell=False)

    call_command("sweep", once=True)

    released = {(audience, "released") for audience, _ in asked}
    assert set(editions.values_list("audience", "status")) == released | {("secretariat", "ready")}
    editions = editions.exclude(audience="secretariat")
    assert set(editions.values_list("asked_by__email", "released_by__email")) == {
        ("regional@commit.example", "regional@commit.example")
    }
    told = Notice.objects.filter(facts__verb="edition_released")
    assert {"observer@commit.example", "ilo@commit.example", "kh.officer@commit.example"} <= set(
        told.values_list("user__email", flat=True)
    )
    assert set(told.values_list("mail", flat=True)) == {None}

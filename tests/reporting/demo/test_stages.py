"""The demonstration command in a portal of its own: where it is refused, and what its sweep makes.

Its last stage is looked at where its questions are asked (test_questions.py).
"""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from commit_portal import clock
from commit_portal.models import Notice, User
from reporting.editions.actions import ask_for_edition
from reporting.models import AnnualReport
from workplans.models import AnnualCycle, Seat
from workplans.statuses import Audience

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    """The password of these demonstrations is not that of the portal of this machine."""
    settings.VAR = tmp_path / "var"
    return settings.VAR


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
def test_the_sweep_makes_and_releases_the_editions_of_2009_and_mails_nobody(settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setattr("reporting.queue.sweep.DOORBELL", timedelta(0))
    call_command("demo", stdout=StringIO())
    editions = AnnualReport.objects.filter(cycle__year=2009)
    asked = {("taskforces", "queued"), ("partners", "queued"), ("observers", "queued")}
    assert set(editions.values_list("audience", "status")) == asked
    # A visitor's own edition waits for its own release.
    office = Seat.objects.get(user__email="regional@commit.example")
    cycle = AnnualCycle.objects.get(year=2009)
    ask_for_edition(cycle, Audience.SECRETARIAT, by=office, now=clock.now(), ring_the_bell=False)
    # Printing takes 6 s of CPU: one of them is printed here, and the others are when the sweep comes.
    printed = {"status": "ready", "pdf": "r.pdf", "workbook": "r.xlsx", "made_at": clock.now()}
    AnnualReport.objects.exclude(audience=Audience.OBSERVERS).update(**printed)

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

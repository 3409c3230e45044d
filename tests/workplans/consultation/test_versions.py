"""The approved version that accepted support makes: the support of now, and nothing of a draft (CO-11)."""

import re
from datetime import date
from decimal import Decimal

import pytest

from tests import cast
from workplans.consultation.actions.offers import accept_offer
from workplans.drafting.actions import withdraw_activity, write_needs
from workplans.models import Activity, Contribution, Seat, Workplan
from workplans.plan.queries import rounds_of
from workplans.plan.visibility import versions_visible_to
from workplans.statuses import RELEASE_AUDIENCES, ContributionStatus, VersionKind
from workplans.submitting.actions import amend_workplan, submit_workplan

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

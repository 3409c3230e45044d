"""Who reads how much partners give and spend: the Secretariat and the taskforces, never other partners (CO-12)."""

from decimal import Decimal

import pytest

from reporting.dataset import Dataset, PartnerAnswer
from reporting.dataset.build import build_dataset
from reporting.dataset.money import SupportFacts
from reporting.dataset.serialization import to_json
from reporting.dataset_queries.rows import report_rows
from tests import cast, queries
from tests.answers import NOW, activity_answer, answer_sheet, opened_sheet, submitted_and_closed
from tests.replayed import replayed
from workplans.consultation.actions.offers import record_support
from workplans.consultation.rules import SupportDraft
from workplans.models import Activity, Partner
from workplans.statuses import RELEASE_AUDIENCES, Audience, ContributionStatus

AMOUNTS = ("41237", "31236", "20105", "7.07")


@pytest.fixture
@replayed
def line(world: cast.World) -> Activity:
    """A released line with money of the ILO, help of IOM, an open offer of IOM, and closed answers on all of it."""
    seats, plan = world.seats, world.workplan("kh")
    line = cast.complete_line(plan, by=seats["kh_officer"])
    cast.approved(plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    ilo, iom = seats["ilo"].partner, seats["iom"].partner
    told = {"told_how": "By letter", "by": seats["kh_lead"], "now": NOW}
    record_support(line, ilo, SupportDraft(amount=Decimal(41_237)), **told)
    record_support(line, iom, SupportDraft(kind="in_kind", what="A room"), **told)
    cast.support(
        line, iom, ContributionStatus.OFFERED, by=seats["iom"], amount=Decimal(31_236), what="An open word"
    )
    sheet = opened_sheet(world.cycle, "mid-year", now=NOW)
    spending = (
        PartnerAnswer(ilo.pk, Decimal(20_105)),
        PartnerAnswer(iom.pk, None, "partly"),
        PartnerAnswer(None, Decimal("7.07")),
    )
    answer = activity_answer("under_way", spending=spending)
    answer_sheet(sheet, activities={line.pk: answer}, by=seats["kh_officer"], now=NOW)
    submitted_and_closed(sheet, now=NOW)
    plan = world.workplan("kh")
    cast.released(plan, *RELEASE_AUDIENCES)
    return line


def dataset(world: cast.World, audience: Audience) -> Dataset:
    return build_dataset(report_rows(world.cycle, audience, on=NOW.date()))


@pytest.mark.parametrize("audience", [Audience.SECRETARIAT, Audience.TASKFORCES])
def test_secretariat_and_taskforces_read_the_money_of_each_partner(world, line, audience):
    found = dataset(world, audience)

    (activity,) = found.chapters[0].activities
    assert activity.support == (
        SupportFacts("ILO", Decimal(41_237), Decimal(20_105)),
        SupportFacts("IOM", None, None, ("A room",), "partly"),
        SupportFacts("", None, Decimal("7.07")),
    )
    row = found.money.by_country[0]
    assert (row.accepted, row.spent_within, row.spent_apart, row.spent_partners) == (
        Decimal(41_237),
        Decimal(20_105),
        Decimal("7.07"),
        Decimal("20112.07"),
    )
    before = {"acronym": "IOM", "until": "2012-01-01"}
    Partner.objects.filter(acronym="IOM").update(acronym="M", earlier=[before])
    assert dataset(world, audience) == found


@pytest.mark.parametrize("audience", [Audience.PARTNERS, Audience.OBSERVERS])
def test_outsiders_read_the_names_of_partners_and_nothing_of_what_they_give(world, line, audience):
    found = dataset(world, audience)

    (activity,) = found.chapters[0].activities
    assert (activity.partners, activity.support) == (("ILO", "IOM"), ())
    assert (activity.accepted, activity.spent_partners) == (None, None)
    assert activity.said_at.spent_partners is None
    frozen = to_json(found)
    assert [amount for amount in (*AMOUNTS, "A room") if amount in frozen] == []
    # The negative control: the Secretariat's holds all but the offer.
    assert [amount for amount in AMOUNTS if amount in to_json(dataset(world, Audience.SECRETARIAT))] == [
        "41237",
        "20105",
        "7.07",
    ]


@pytest.mark.usefixtures("line")
def test_an_observer_reads_on_a_released_plan_who_supports_a_line_and_not_with_how_much(world, client_of):
    pages = ("/2011/kh/", "/2011/kh/001/")
    found = {
        name: "".join(client_of(world.seats[name]).get(page).text for page in pages)
        for name in ("observer", "lao_lead", "ilo")
    }

    assert "ILO" in found["observer"]
    assert "Accepted support from ILO" in found["observer"]
    for words in ("41,237", "A room"):
        assert words not in found["observer"]
        assert words in found["lao_lead"]
    # A partner reads its own, and nothing of the others (CO-12).
    assert "41,237" in found["ilo"]
    assert "A room" not in found["ilo"]


@pytest.mark.parametrize("audience", list(Audience))
def test_an_offer_that_is_not_answered_is_in_no_edition(world, line, audience):
    frozen = to_json(dataset(world, audience))

    assert "31236" not in frozen
    assert "An open word" not in frozen


def test_the_queries_do_not_grow_with_partners(world, line):
    def asked() -> int:
        return queries.counted(lambda: dataset(world, Audience.SECRETARIAT))

    asked()  # the plan of action is read once and remembered
    before = asked()
    frozen = world.workplan("kh").of_record.lines.get()
    for partner in (world.seats["ilo"].partner, world.seats["iom"].partner):
        frozen.supports.create(partner=partner, kind="funds", amount=Decimal(5))

    assert asked() == before

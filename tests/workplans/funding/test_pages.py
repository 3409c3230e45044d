"""The pages of grants: what the office types and reads, what a country learns, and what a donor gets."""

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest

from reporting.dataset.build import build_dataset
from reporting.dataset_queries.rows import report_rows
from reporting.report.pdf import render_pdf, report_html
from spa.models import BudgetFigure
from tests import cast, workbooks
from tests.papers import text_of
from tests.queries import queries_of
from tests.report_samples import imprint_of
from tests.reporting.dataset_queries.test_rows import make_reviewed
from workplans.funding.queries import promised_in
from workplans.models import Activity, Grant, Partner
from workplans.releasing.actions import release_workplan
from workplans.statuses import Audience

pytestmark = pytest.mark.slow
GRANTS, FUNDING = "/grants/spa-test/", "/2011/kh/funding/"


@pytest.fixture
def office(client_of, world):
    return client_of(world.seats["regional_office"])


@pytest.fixture
def plan(world):
    """Cambodia's approved workplan with three activities of US$1,000."""
    for _ in range(3):
        cast.complete_line(world.workplan("kh"), by=world.seats["kh_officer"])
    return cast.approved(world.workplan("kh"), lead=world.seats["kh_lead"], desk=world.seats["kh_desk"])


def recorded(office, *, at: str = "add/", status: int = 302, **more: object):
    """Send the form of a grant, as somebody fills it in; its page where it is not saved."""
    typed = {"partner": Partner.objects.get(acronym="ILO").pk, "title": "A kiwi grant", "amount": "1,500"}
    typed |= {"starts_on": "1 Jan 2011", "ends_on": "31 Dec 2011", "row_version": "1"}
    answer = office.post(f"{GRANTS}{at}", typed | more)
    assert answer.status_code == status
    return Grant.objects.order_by("pk").last() if status == 302 else answer


def pay(office, grant: Grant, amount: str, number: int = 1, **more: object):
    """Send the form of the page, which begins with the activity and the grant of its address."""
    address = f"{FUNDING}?line={Activity.objects.get(number=number).pk}&grant={grant.pk}"
    first = office.get(address).context["form"].initial
    asked = {
        "line": first["line"].activity_id,
        "grant": first["grant"].pk,
        "amount": amount,
        "seen": first["seen"],
    }
    return office.post(address, asked | more)


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") :]).split())


def test_without_a_grant_the_page_says_so_and_with_three_what_is_still_missing(world, office, plan):
    assert "No grant is recorded yet." in office.get(GRANTS).text
    for year in (2011, 2012):
        figure = {"heading": "areas", "year": year, "amount": 2000, "source": "A letter"}
        BudgetFigure.objects.create(plan=world.plan, **figure)
    recorded(office)
    one = queries_of(office, GRANTS)
    recorded(office, title="Other", amount="731", ends_on="31 Dec 2012", no_countries=["mm"], areas=["2"])
    limits = {"headings": ["travel", "areas"], "countries": ["kh", "regional"]}
    recorded(office, title="Travel", amount="100.50", **limits)

    assert queries_of(office, GRANTS) == one
    words = words_of(office.get(GRANTS).text)
    assert "Budget 2,000 2,000 0 4,000 Promised by grants 1,965.50 366 0 2,331.50" in words
    assert "Still missing 34.50 1,634 0 1,668.50" in words
    odd = Grant(amount=Decimal(550_000), starts_on=date(2011, 1, 15), ends_on=date(2013, 6, 30))
    assert sum(promised_in([odd], year) for year in range(2010, 2015)) == odd.amount
    assert "Other ILO, until 31 Dec 2012 Area 2 Myanmar 0 of 731 731 left" in words
    assert "Cambodia, Regional, Travel, All areas together No exceptions" in words


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"ends_on": "31 Dec 2010"}, "The grant ends before it begins. Correct one of the two days."),
        ({"amount": "0"}, "Enter an amount above zero."),
        ({"areas": ["9"]}, "“9” is not in the list. Choose again."),
    ],
)
def test_bad_input_gets_the_field_and_a_sentence(office, plan, more, said):
    assert recorded(office, **more, status=422).context["form"].errors == {next(iter(more)): [said]}
    assert not Grant.objects.exists()


def test_same_grant_again_and_a_stale_form_are_not_saved(office, plan):
    at = f"{recorded(office).pk}/"
    recorded(office, status=409)
    recorded(office, at=at, received="900", received_on="3 May 2011", reason="A letter")

    late = recorded(office, at=at, amount="1,400", status=409)

    assert "Received until now 900 Nothing" in words_of(late.text)
    page = words_of(office.get(f"{GRANTS}{at}").text)
    assert "Received, US$ 900 until 3 May 2011" in page
    assert "US$1,500, 1 Jan 2011 to 31 Dec 2011. Received: US$900 A letter" in page


def test_activities_that_a_grant_may_pay_for_stand_below_their_workplans(world, office, plan):
    cast.complete_line(world.workplan("la"), by=world.seats["lao_officer"])
    cast.approved(world.workplan("la"), lead=world.seats["lao_lead"], desk=world.seats["lao_desk"])

    grant = recorded(office, countries=["kh", "la"])
    pay(office, grant, "400", number=2)
    pay(office, grant, "1,000", number=3)
    page = office.get(f"{GRANTS}{grant.pk}/").text

    assert (
        "1 Jan 2011 to 31 Dec 2011 May pay for Cambodia, Lao PDR May not pay for No exceptions"
        in words_of(page)
    )
    assert re.findall(r"US\$([\d,]+) still needed", page) == ["1,000", "600", "1,000"]
    page = page[page.index("that still need money") :]
    found = re.findall(r"<h3[^>]*>(.*?)</h3>|>((?:KH|LA)-2011-\d+)", page)
    assert [head or line for head, line in found] == [
        "Cambodia workplan 2011",
        "KH-2011-001",
        "KH-2011-002",
        "Lao PDR workplan 2011",
        "LA-2011-001",
    ]


@pytest.mark.usefixtures("media")
def test_a_grant_for_travel_alone_has_a_statement_of_what_has_come_and_what_is_left(world, client_of, office):
    grant = recorded(office, title="Travel", headings=["travel"], received="400", received_on="3 May 2011")
    recorded(office, title="Other", amount="100")
    form = office.get(f"{GRANTS}{grant.pk}/").text
    assert "For activities, tick “All areas together”." in form
    assert "still need money and that the grant may pay for" not in form

    assert GRANTS in office.get("/").text
    Partner.objects.create(name="Made-up donor", kind="donor", position=99)
    new = office.get(f"{GRANTS}add/")
    assert '<a href="/partners/">add the donor to the partners</a>' in new.text
    kinds = [one.kind for one in new.context["form"].fields["partner"].queryset]
    assert kinds == ["donor", "un", "un"]
    for reader in (office, client_of(world.seats["ilo"])):
        page = words_of(reader.get("/statement/").text)
        assert "Some grants pay only for meetings, travel or offices" in page
        assert "ILO: Travel 1,500 400 0 1,500 ILO: Other 100 Not known 0 100" in page
        assert reader.post("/statement/list.pdf").status_code == 302


def test_country_learns_only_what_is_secured(world, client_of, office, plan):
    grant = recorded(office, original="NOK 9,000 for kiwis")
    link = f"{FUNDING}?line={Activity.objects.all()[0].pk}&amp;grant={grant.pk}#allot"
    assert link in office.get(f"{GRANTS}{grant.pk}/").text
    assert f"{link.partition('&')[0]}#allot" in office.get("/2011/kh/001/").text

    assert pay(office, grant, "1,000").status_code == 302
    assert pay(office, grant, "499.99", number=2).status_code == 302
    refused = pay(office, grant, "0.02", number=3)
    stale = pay(office, grant, "900", seen="0" * 12)
    removed = office.post(f"{GRANTS}{grant.pk}/remove/", {"row_version": "1"})

    said = "The grant has only US$0.01 left. This activity needs US$1,000 more."
    assert refused.context["form"].errors["amount"] == [said]
    assert stale.status_code == 409
    assert "Saved text Your text Amount to allot 1,000 900 Activity" in words_of(stale.text)
    assert "US$0.01 left: ILO: A kiwi grant" in stale.text
    assert "Cancel its allotments first" in removed.text
    page = office.get(FUNDING).text
    assert "Secured A kiwi grant US$1,000 Change : KH-2011-001" in words_of(page)
    assert f'<a class="grant-name" href="{GRANTS}{grant.pk}/">A kiwi grant</a>' in page
    for name in ("kh_lead", "kh_officer", "kh_desk"):
        page = client_of(world.seats[name]).get(FUNDING).text
        secured = re.findall(r'data-status="\w+">([\w ]*ecured)<', page)
        assert secured == ["Secured", "Partly secured", "Not yet secured"]
        assert "Secured: US$1,499.99 of US$3,000." in page
        assert not re.search("kiwi|ILO", page)
    for name in ("kh_lead", "kh_desk", "regional_office"):
        assert FUNDING in client_of(world.seats[name]).get("/2011/kh/").text
    assert "Cancel its allotments first" in office.get(f"{GRANTS}{grant.pk}/remove/").text
    assert "Not released" in client_of(world.seats["lao_lead"]).get("/2011/kh/").text


@pytest.mark.parametrize("audience", Audience)
def test_secured_amounts_are_the_same_on_screen_in_print_and_in_excel_for_the_secretariat_alone(
    world, client_of, office, plan, audience
):
    money = "/2011/comparison/money/"
    for heading, amount in {"travel": 30, "areas": 7_000}.items():
        BudgetFigure.objects.create(plan=world.plan, heading=heading, year=2011, amount=amount, source="x")
    assert "No grant pays for an activity of 2011 yet." in office.get(money).text
    grant = recorded(office)
    pay(office, grant, "1,000")
    pay(office, grant, "210.50", number=2)
    if audience != Audience.SECRETARIAT:
        release_workplan(plan, audience, by=world.seats["kh_lead"], now=cast.NOW)
    reads, others = audience == Audience.SECRETARIAT, ("kh_lead", "lao_lead", "kh_officer")
    told = "Cambodia 3,000.00 1,210.50 1,789.50"

    rows = report_rows(world.cycle, audience, on=cast.NOW.date())
    dataset = build_dataset(rows)
    print_out = report_html(dataset, imprint_of(dataset, as_of=cast.NOW))
    in_print = " ".join(text_of(render_pdf(print_out, identifier="x").content, "-layout").split())

    assert (told in in_print, "ecured" in in_print) == (reads, reads)
    still_open = "5 national workplans are not approved yet. Their ceilings allow up to US$500,000 together."
    assert (still_open in in_print, still_open in words_of(office.get(money).text)) == (reads, True)
    assert not [name for name in others if "approved yet" in client_of(world.seats[name]).get(money).text]
    assert (f"{told} " in words_of(office.get(money).text)) is True
    assert "Grants pay US$1,210.50 of the approved US$3,000." in words_of(office.get(money).text)
    leading = words_of(office.get(money).text).partition("By country")[0]
    assert leading.endswith(
        "US$ approved in 1 of 7 workplans 3,000 US$ for 5 national workplans that are not approved up to 500,000 US$ secured by "
        "grants 1,210.50 US$ accepted from partners 0 US$ in the budget for the activities of 2011 7,000 US$ still "
        "missing. The budget of 2011 is US$7,030 5,530 "
    )
    desk = words_of(client_of(world.seats["lao_desk"]).get(money).text)
    assert ("US$ secured by grants 1,210.50" in desk, "till missing" in desk) == (True, False)
    elsewhere = "Not in the portal"
    beside = f"All areas together 7,000.00 3,000.00 Not reported Travel 30.00 {elsewhere} {elsewhere} Whole budget 7,030.00"
    assert (beside if reads else beside.replace(".00", "")) in in_print
    assert all(beside in page for page in (words_of(office.get(money).text), desk))
    assert all("has US$7,000 for the activities of all areas in 2011." in page for page in (in_print, desk))
    assert not [name for name in others if "ecured" in client_of(world.seats[name]).get(money).text]
    book = workbooks.download(office, "/2011/comparison/xlsx/")
    secured = {row[2]: row[5] for row in book["Money"].iter_rows(values_only=True) if row[0] != "What"}
    assert secured["Cambodia"] == secured["All workplans"] == 1210.5
    heads, *_rows, areas, travel, whole = book["Money"].iter_rows(values_only=True)
    assert (heads[-1], areas[-1], travel[-1]) == ("Amount in the budget", 7_000, 30)
    assert areas[2:7] == ("All areas together", None, 3_000, 1_210.5, "Not reported")
    assert travel[2:6] == ("Travel", None, elsewhere, None)
    assert (whole[0], whole[2], whole[-1]) == ("Total", "Whole budget", 7_030)


def test_donor_reads_what_was_released_of_what_its_grant_paid(world, client_of, office):
    make_reviewed(world)
    mine, iom = recorded(office), Partner.objects.get(acronym="IOM")
    other = recorded(office, title="Other", partner=iom.pk)
    pay(office, mine, "200")
    pay(office, other, "100")
    pay(office, mine, "50", number=2, spent="12.34")
    donor = client_of(world.seats["ilo"])
    assert "Statement of your grants" in donor.get("/").text
    assert "No activity that a grant paid for is released to you yet." in donor.get("/statement/").text
    assert "kiwi" not in donor.get("/statement/list.csv").text

    release_workplan(world.workplan("kh"), "partners", by=world.seats["kh_lead"], now=cast.NOW)

    words = words_of(donor.get("/statement/").text)
    assert "2011 2 250.00 132.34 All years 2 250.00 132.34" in words
    assert "national plan Cambodia 200.00 ILO: A kiwi grant 120.00 Done Secret words" in words
    assert "ILO: A kiwi grant 1,500.00 Not known 250.00 1,250.00 132.34" in words
    assert "Other" not in words
    _heads, *rows = csv.reader(io.StringIO(donor.get("/statement/list.csv").content.decode("utf-8-sig")))
    assert [(row[3], row[5]) for row in rows] == [("200.00", "120.00"), ("50.00", "12.34")]
    book = workbooks.download(donor, "/statement/list.xlsx").worksheets[0]
    assert [row[3:6:2] for row in book.iter_rows(values_only=True)][1:] == [(200, 120), (50, 12.34)]
    page = office.get(f"/statement/?grant={other.pk}").text
    assert ("<option" in page, f"list.csv?grant={other.pk}" in page) == (False, True)
    both = words_of(page)
    assert "Cambodia 100 IOM: Other 60 Done" in both
    assert "Cambodia 200" not in both
    assert "IOM: Other 1,500 Not known 100 1,400 60 Totals by year Year Activities" in both
    assert "Grants Other Statement of grants" in both
    assert '<a href="/statement/">Statement of all grants</a>' in page
    assert "Totals by donor" not in office.get("/statement/").text
    recorded(office, title="Third", partner=iom.pk, received="40", received_on="3 May 2011")
    totals = "ILO 1,500.00 Not known 250.00 1,250.00 132.34 IOM 3,000.00 Not known 100.00 2,900.00 60.00 "
    assert f"{totals}All donors 4,500.00 Not known 350.00" in words_of(office.get("/statement/").text)
    book = workbooks.download(office, "/statement/list.xlsx")
    assert [*book["Totals by donor"].values][2] == ("IOM", 3_000, "Not known", 100, 2_900, 60)

"""The home page of a partner: what waits and when it ends, which plans it reads and why, what it gives and offered."""

import html
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reporting.home.task_list import waiting_for
from reporting.models import ActivityProgress, CountryReview, PartnerSpending
from reporting.reviews.actions import close_review, open_review
from tests import cast
from tests.cast import LATER, NOW
from workplans.book.actions import rename
from workplans.consultation.actions import offers
from workplans.consultation.actions.ask import ask_partner, take_back_request
from workplans.consultation.actions.openings import open_draft, say_nothing_to_offer
from workplans.consultation.rules import SupportDraft
from workplans.drafting.actions import withdraw_activity
from workplans.models import Contribution, Country, Opening, Seat, TechnicalNeed
from workplans.statuses import Audience, ContributionKind, ContributionStatus, Funding

ON = date(2011, 2, 16)
MONEY = SupportDraft(amount=Decimal(4_000), what="Fees of two trainers")
PEOPLE = SupportDraft(kind=ContributionKind.IN_KIND, what="Two trainers")


def titles(seat: Seat) -> list[str]:
    return [str(task.title) for task in waiting_for(seat, on=ON)]


def home(client: Client) -> str:
    """The words of the home page."""
    answer = client.get("/")
    assert answer.status_code == 200
    main = answer.text.partition('id="main"')[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


# What waits, and what ends it.


@pytest.mark.usefixtures("opening")
def test_request_waits_until_it_is_answered_and_says_from_whom_and_until_when(line, kh_officer, ilo, iom):
    asked = ask_partner(line, ilo.partner, MONEY, by=kh_officer, now=NOW)

    task = next(one for one in waiting_for(ilo, on=ON) if "Answer" in str(one.title))

    assert str(task.title) == "Answer the request of Cambodia: US$4,000 for activity 001"
    assert " ".join(map(str, task.about)) == (
        "Workshop on the national plan. The taskforce of Cambodia asked you on 1 Feb 2011."
    )
    assert (task.url, task.due) == ("/2011/kh/001/support/ilo/1/offer/", LATER)
    assert titles(iom) == []

    offers.decline_request(asked, word="Not this year", seen=1, by=ilo, now=NOW)

    assert titles(ilo) == []


@pytest.mark.usefixtures("opening")
def test_open_draft_waits_with_its_lines_and_those_that_look_for_support(kh_plan, line, kh_officer, ilo):
    cast.complete_line(kh_plan, funding=Funding.RESERVE)
    for what in ("An adviser", "A statistician"):
        TechnicalNeed.objects.create(activity=line, what=what)
    withdraw_activity(cast.complete_line(kh_plan), by=kh_officer, now=NOW)

    (task,) = waiting_for(ilo, on=ON)

    assert str(task.title) == "Read the draft workplan of Cambodia and offer support"
    assert " ".join(map(str, task.about)) == (
        "The draft has 2 activities. 2 activities still need support. "
        f"After 31 Dec {LATER.year} you can read only the activities that you support."
    )


def test_open_draft_counts_a_request_like_the_page_of_the_workplan(line, opening, kh_officer, ilo, partner):
    ask_partner(line, ilo.partner, MONEY, by=kh_officer, now=NOW)

    _asked, draft = waiting_for(ilo, on=ON)

    assert "1 activity still needs support." in " ".join(map(str, draft.about))
    page = partner.get("/2011/kh/").context
    assert [len(page[name]) for name in ("requests", "in_reserve", "unmet")] == [1, 0, 0]


@pytest.mark.parametrize("end", ["offer", "nothing", "date", "closed"])
def test_draft_to_read_ends_with_an_offer_with_nothing_to_offer_or_with_the_opening(
    line, opening, ilo, kh_lead, end
):
    assert titles(ilo) == ["Read the draft workplan of Cambodia and offer support"]

    if end == "offer":
        offers.offer_support(line, PEOPLE, by=ilo, now=NOW)
    elif end == "nothing":
        say_nothing_to_offer(opening, by=ilo, now=NOW)
    elif end == "date":
        Opening.objects.filter(pk=opening.pk).update(closes_at=NOW + timedelta(days=1))
    else:
        Opening.objects.filter(pk=opening.pk).update(ended_at=NOW + timedelta(days=1), ended_by=kh_lead.user)

    assert titles(ilo) == []


def test_tasks_of_the_regional_draft_name_the_regional_office_and_its_clock(
    regional_plan, regional_office, ilo, partner, regional_line
):
    open_draft(regional_plan, ilo.partner, LATER, by=regional_office, now=NOW)
    assert titles(ilo) == ["Read the draft of the regional workplan and offer support"]

    ask_partner(regional_line, ilo.partner, MONEY, by=regional_office, now=NOW)

    assert "Answer the request of the regional office: US$4,000 for activity 001" in titles(ilo)
    assert f"The end of 31 Dec {LATER.year} (Bangkok time)" in home(partner)


# Which plans it reads, and why.


def test_plans_say_why_they_are_read_and_those_not_released_stand_in_one_row(opening, lao_plan, ilo, partner):
    lao_line = cast.complete_line(lao_plan)
    cast.support(lao_line, ilo.partner, ContributionStatus.ACCEPTED, by=ilo, amount=Decimal(8_000))

    text = home(partner)

    assert (
        f"Cambodia Open to you You can read the full draft. The end of 31 Dec {LATER.year} (Cambodia time) None"
        in text
    )
    assert (
        "Lao PDR Only 1 activity, which you support As long as you support the activity 1 activity, US$8,000"
        in text
    )
    assert "China, Myanmar, Thailand, Viet Nam and Regional Not released Nothing to read yet None" in text

    approved = cast.approved(lao_plan)
    cast.released(approved, Audience.PARTNERS)

    assert "Lao PDR Released You can read version 2. No last day 1 activity, US$8,000" in home(partner)


# What it supports, what it has offered, and the sums.


def test_supported_line_says_what_was_accepted_and_the_words_of_the_last_closed_review(
    world, line, kh_plan, opening, kh_lead, ilo, iom, regional_office, client_of
):
    offers.accept_offer(offers.offer_support(line, MONEY, by=ilo, now=NOW), seen=1, by=kh_lead, now=NOW)
    cast.approved(kh_plan)
    client = client_of(ilo)
    assert (
        "US$4,000, accepted on 1 Feb 2011. No progress to show yet. You can read the progress after the next review is closed."
        in home(client)
    )
    review = open_review(world.cycle, "mid-year", by=regional_office, now=NOW)
    sheet = CountryReview.objects.get(review=review, taskforce__slug="kh")
    ActivityProgress.objects.filter(sheet=sheet).delete()
    said = ActivityProgress.objects.create(
        sheet=sheet, activity=line, status="under_way", narrative="The invitations are out."
    )
    for partner, amount in ((ilo.partner, 3_500), (iom.partner, 77_777)):
        PartnerSpending.objects.create(progress=said, partner=partner, amount=amount)
    assert "The invitations are out." not in home(client)

    CountryReview.objects.filter(pk=sheet.pk).update(
        status="closed", submitted_at=NOW, submitted_by=kh_lead.user, closed_at=NOW
    )
    close_review(review, with_at_least=0, by=regional_office, now=NOW)

    text = home(client)
    assert "KH-2011-001 Workshop on the national plan" in text
    assert "The taskforce of Cambodia: “The invitations are out.” Under way" in text
    assert "The invitations" not in home(client_of(iom))
    own = " ".join(re.sub(r"<[^>]+>", " ", client.get("/support/").text).split())
    assert "Year Activities Accepted, US$ Spent, US$ 2011 1 4,000 3,500 All years 1 4,000 3,500" in own
    assert client.get("/support/list.csv").text.splitlines()[1:] == [
        "2011,KH-2011-001 Workshop on the national plan,Cambodia,4000.00,,3500.00,,Under way"
    ]
    assert "No support of your organisation" in client_of(iom).get("/support/").text

    gift = Contribution.objects.get()
    offers.end_support(gift, word="No funds left", seen=gift.row_version, by=kh_lead, now=NOW)
    rename(
        Country.objects.get(code="KH"), name="Kampuchea", begins=date(2012, 1, 1), by=regional_office, now=NOW
    )
    (row,) = client.get("/support/list.csv").text.splitlines()[1:]
    assert row.split(",")[2:] == ["Kampuchea (then Cambodia)", "", "", "3500.00", "", "Ended"]
    PartnerSpending.objects.filter(partner=ilo.partner).delete()
    assert "No support of your organisation" in client.get("/support/").text


def test_who_is_no_partner_is_sent_to_a_page_that_it_may_read(world, client_of):
    said = {
        "observer": "Open a report that is released to you.",
        "kh_lead": "To see their support, open “Comparison”, then “Money”.",
    }
    for name, words in said.items():
        answer = client_of(world.seats[name]).get("/support/")
        assert answer.status_code == 403
        assert f"This page is for partners. {words}" in answer.text


def test_offers_say_what_became_of_each(kh_plan, opening, kh_officer, kh_lead, ilo, partner):
    lines = [cast.complete_line(kh_plan) for _ in range(6)]
    offers.offer_support(lines[0], MONEY, by=ilo, now=NOW)
    declined = offers.offer_support(lines[1], PEOPLE, by=ilo, now=NOW)
    offers.decline_offer(declined, word="We have trainers.", seen=1, by=kh_lead, now=NOW)
    asked = ask_partner(lines[2], ilo.partner, MONEY, by=kh_officer, now=NOW)
    offers.decline_request(asked, word="Our year is full.", seen=1, by=ilo, now=NOW)
    offers.take_back_offer(offers.offer_support(lines[3], MONEY, by=ilo, now=NOW), seen=1, by=ilo, now=NOW)
    taken = ask_partner(lines[4], ilo.partner, MONEY, by=kh_officer, now=NOW)
    take_back_request(taken, seen=1, by=kh_officer, now=NOW)
    ended = offers.accept_offer(
        offers.offer_support(lines[5], MONEY, by=ilo, now=NOW), seen=1, by=kh_lead, now=NOW
    )
    offers.end_support(ended, word="The course was cancelled.", seen=2, by=kh_lead, now=NOW)

    text = home(partner)

    assert (
        "KH-2011-002: US$4,000 Offered on 1 Feb 2011. The taskforce of Cambodia has not answered yet." in text
    )
    assert (
        "KH-2011-003: Two trainers The taskforce declined your offer on 1 Feb 2011: “We have trainers.”"
        in text
    )
    assert "You declined the request on 1 Feb 2011: “Our year is full.”" in text
    assert text.count("Cancelled on 1 Feb 2011.") == 2
    assert "The taskforce ended your support on 1 Feb 2011: “The course was cancelled.”" in text
    assert (
        "US$0 accepted Your offers, not answered yet, US$ 4,000 Requests to you, not answered yet, US$ 0"
        in text
    )


def test_offers_for_the_regional_plan_say_that_the_regional_office_ended_or_declined_them(
    world, regional_plan, regional_office, ilo, partner
):
    lines = [cast.regional_line(regional_plan) for _ in range(2)]
    open_draft(regional_plan, ilo.partner, LATER, by=regional_office, now=NOW)
    declined = offers.offer_support(lines[0], PEOPLE, by=ilo, now=NOW)
    offers.decline_offer(declined, word="We have trainers.", seen=1, by=regional_office, now=NOW)
    ended = offers.accept_offer(
        offers.offer_support(lines[1], MONEY, by=ilo, now=NOW), seen=1, by=regional_office, now=NOW
    )
    offers.end_support(ended, word="The course was cancelled.", seen=2, by=regional_office, now=NOW)

    text = home(partner)

    assert "The regional office declined your offer on 1 Feb 2011: “We have trainers.”" in text
    assert "The regional office ended your support on 1 Feb 2011: “The course was cancelled.”" in text


def test_offer_after_the_opening_names_its_code_and_no_title(line, opening, ilo, partner):
    """CO-10: the offer waits; its partner reads its own words alone."""
    offers.offer_support(line, PEOPLE, by=ilo, now=NOW)
    Opening.objects.filter(pk=opening.pk).update(closes_at=NOW + timedelta(days=1))

    text = home(partner)

    assert "KH-2011-001: Two trainers Offered on 1 Feb 2011." in text
    assert "Workshop" not in text


def test_sums_count_what_is_accepted_by_country(line, lao_plan, ilo, iom, client_of):
    lao_line = cast.complete_line(lao_plan)
    for where, partner, gift in (
        (line, ilo, {"amount": Decimal(8_000)}),
        (lao_line, ilo, {"kind": ContributionKind.IN_KIND, "what": "Two trainers"}),
        (lao_line, iom, {"amount": Decimal(7_777)}),
    ):
        cast.support(where, partner.partner, ContributionStatus.ACCEPTED, by=partner, **gift)

    text = home(client_of(ilo))

    assert "US$8,000 accepted" in text
    assert "Activities with accepted support in kind 1" in text
    assert "By country Cambodia 1 activity, US$8,000 Lao PDR 1 activity, support in kind" in text
    assert "7,777" not in text


def test_partner_s_home_takes_as_many_queries_for_one_line_as_for_four(kh_plan, opening, ilo, partner):
    home(partner)
    asked = []
    for status in list(ContributionStatus)[:4]:
        more = cast.complete_line(kh_plan)
        TechnicalNeed.objects.create(activity=more, what="A trainer")
        cast.support(more, ilo.partner, status, by=ilo)
        with CaptureQueriesContext(connection) as captured:
            home(partner)
        asked.append([query["sql"] for query in captured])

    assert len(asked[0]) == len(asked[3]), [sql[:200] for sql in asked[3]]


def test_partner_s_home_loads_its_own_support_and_its_openings_once(line, opening, kh_officer, ilo, partner):
    ask_partner(line, ilo.partner, MONEY, by=kh_officer, now=NOW)

    with CaptureQueriesContext(connection) as captured:
        home(partner)

    for table in ("workplans_contribution", "workplans_opening"):
        rows = [query["sql"] for query in captured if query["sql"].startswith(f'SELECT "{table}"."id"')]
        assert len(rows) == 1, table


def test_home_says_the_same_of_a_request_that_is_prepared_and_of_none(line, kh_officer, ilo, partner):
    """CO-1."""
    before = home(partner)

    ask_partner(line, ilo.partner, MONEY, by=kh_officer, now=NOW)

    assert home(partner) == before

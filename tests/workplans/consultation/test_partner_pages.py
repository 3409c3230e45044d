"""A partner's screens: the plan as it reads it, offering, answering, taking back, and saying that it has nothing."""

import html
import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commit_portal import clock
from commit_portal.refusals import RuleBroken
from tests import cast
from tests.cast import LATER, NOW
from tests.workplans.consultation.supports import MONEY
from workplans import models
from workplans.consultation.actions.ask import ask_partner, change_request, take_back_request
from workplans.consultation.actions.offers import accept_offer, end_support, offer_support
from workplans.consultation.actions.openings import end_opening, open_draft
from workplans.consultation.rules import SupportDraft
from workplans.drafting.actions import withdraw_activity
from workplans.statuses import Audience, ContributionKind, ContributionStatus, Funding

OFFER = "/2011/kh/001/offer/"
ANSWER = "/2011/kh/001/support/ilo/1/offer/"
BACK = "/2011/kh/001/support/ilo/1/take-back/"


def text_of(answer: Any, status: int = 200) -> str:
    """The words of a page, without its markup."""
    assert answer.status_code == status, answer.text[-3000:]
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def the_only(line: models.Activity) -> models.Contribution:
    return models.Contribution.objects.get(activity=line)


def end_now(opening: models.Opening) -> None:
    """The last day of an opening passes: its moment lies behind the clock."""
    models.Opening.objects.filter(pk=opening.pk).update(opened_at=NOW, closes_at=NOW + timedelta(days=1))


# The plan as a partner reads it.


def test_open_draft_says_until_when_and_offers_support_on_each_line(kh_plan, line, opening, partner):
    answer = partner.get("/2011/kh/")

    text = text_of(answer)
    assert (
        f"Open to you You can read the workplan until the end of 31 Dec {LATER.year} (Cambodia time)." in text
    )
    assert f'href="{OFFER}"' in answer.text
    assert "We have nothing to offer to this workplan" in text
    assert f'href="{OFFER}">Offer support' in partner.get("/2011/kh/001/").text


def test_partner_s_plan_shows_its_own_request_beside_the_line_and_what_is_looked_for(
    kh_plan, asked, iom, partner
):
    cast.support(asked.activity, iom.partner, ContributionStatus.OFFERED, by=iom, amount=Decimal(7_777))
    reserve = cast.complete_line(kh_plan, secretariat_cost=Decimal(6_250), funding=Funding.RESERVE)
    models.TechnicalNeed.objects.create(activity=reserve, what="An adviser for ten days")

    text = text_of(partner.get("/2011/kh/"))

    assert "Requested: US$4,000 Answer the request" in text
    assert "Request to you for 001: US$4,000" in text
    assert "002: US$6,250, in reserve" in text
    assert "002: An adviser for ten days" in text
    assert "7,777" not in text
    assert "IOM" not in text


@pytest.mark.usefixtures("opening")
def test_sums_of_people_or_things_alone_say_that_there_is_no_amount(line, kh_lead, ilo, client_of, partner):
    in_kind = {"kind": ContributionKind.IN_KIND, "what": "Two trainers"}
    cast.support(line, ilo.partner, ContributionStatus.OFFERED, by=ilo, **in_kind)
    cast.support(line, ilo.partner, ContributionStatus.ACCEPTED, by=ilo, **in_kind)
    words = "No money, only support in kind"

    for seat, address, labels in (
        (ilo, "/2011/kh/", ("Your offers, not answered yet, US$", "Your accepted support, US$")),
        (ilo, "/", ("Your offers, not answered yet, US$",)),
        (
            kh_lead,
            "/2011/kh/",
            ("Offers from partners, not answered yet, US$", "Accepted support from partners, US$"),
        ),
        (
            kh_lead,
            "/2011/kh/001/",
            ("Offers from partners, not answered yet, US$", "Accepted support from partners, US$"),
        ),
        (
            kh_lead,
            "/2011/kh/consultation/",
            ("Offers from partners, not answered yet, US$", "Accepted support from partners, US$"),
        ),
    ):
        page = client_of(seat).get(address).text
        for label in labels:
            assert f"<dt>{label}</dt><dd>{words}</dd>" in page, (address, label)
    assert "Accepted: no money, only support in kind" in text_of(partner.get("/"))


def test_need_that_somebody_meets_is_not_looked_for_any_more(line, opening, iom, partner):
    need = models.TechnicalNeed.objects.create(activity=line, what="An adviser for ten days")
    assert "An adviser" in text_of(partner.get("/2011/kh/"))

    cast.support(line, iom.partner, ContributionStatus.ACCEPTED, by=iom, need=need)

    assert "An adviser" not in text_of(partner.get("/2011/kh/"))


def test_after_the_opening_a_partner_reads_only_the_draft_lines_that_it_supports(
    kh_plan, offered, opening, kh_lead, partner
):
    cast.complete_line(kh_plan, title="Nobody else's business")
    accept_offer(offered, seen=1, by=kh_lead, now=NOW)
    end_now(opening)

    text = text_of(partner.get("/2011/kh/"))

    assert "You support activities You can read 1 activity that you support." in text
    assert "The consultation ended on 2 Feb 2011." in text
    assert "Workshop on the national plan" in text
    assert "Nobody else" not in text
    assert partner.get("/2011/kh/001/").status_code == 200
    assert partner.get("/2011/kh/002/").status_code == 404


def test_after_the_opening_without_support_the_page_says_that_it_ended_and_shows_no_line(
    kh_plan, opening, kh_lead, partner
):
    end_opening(opening, by=kh_lead, now=NOW + timedelta(days=2))

    text = text_of(partner.get("/2011/kh/"))

    assert "Not released The consultation ended on 3 Feb 2011." in text
    assert "Workshop" not in text


def test_released_plan_is_offered_for_as_well(line, partner, approved_plan):
    """CO-2."""
    assert "Not released" in text_of(partner.get("/2011/kh/"))
    cast.released(approved_plan, Audience.PARTNERS)

    assert f'href="{OFFER}">Offer support' in partner.get("/2011/kh/001/").text
    answer = partner.get("/2011/kh/")
    assert "Released You can read version 2." in text_of(answer)
    assert f'href="{OFFER}"' in answer.text
    sent = partner.post(OFFER, {"kind": "funds", "amount": "900"})

    assert sent.headers["Location"] == "/2011/kh/"
    assert the_only(line).amount == 900


def test_line_of_a_released_plan_shows_the_partner_its_request_to_answer(
    kh_plan, line, kh_officer, ilo, iom, partner
):
    """CO-12. A request that was never shown is counted by addresses, and not by what the partner sees."""
    never_shown = ask_partner(line, ilo.partner, MONEY, by=kh_officer, now=NOW)
    take_back_request(never_shown, seen=1, by=kh_officer, now=NOW)
    plan = cast.approved(kh_plan)
    cast.released(plan, Audience.PARTNERS)
    ask_partner(line, ilo.partner, MONEY, by=kh_officer, now=NOW)
    cast.support(line, iom.partner, ContributionStatus.ASKED, by=kh_officer, amount=Decimal(7_777))

    answer = partner.get("/2011/kh/001/")

    assert 'href="/2011/kh/001/support/ilo/2/offer/">Answer' in answer.text
    assert "ILO: US$4,000 Fees of two trainers" in text_of(answer)
    assert text_of(answer).count("ILO:") == 1
    assert "7,777" not in answer.text


@pytest.mark.usefixtures("opening")
def test_partner_s_plan_takes_as_many_queries_for_one_line_as_for_three(kh_plan, kh_officer, ilo, partner):
    partner.get("/2011/kh/")
    asked = []
    for lines in (1, 2, 3):
        more = cast.complete_line(kh_plan)
        models.TechnicalNeed.objects.create(activity=more, what="A trainer")
        cast.support(more, ilo.partner, ContributionStatus.ASKED, by=kh_officer)
        with CaptureQueriesContext(connection) as captured:
            answer = partner.get("/2011/kh/")
        assert text_of(answer).count("Requested: US$500") == lines
        asked.append([query["sql"][:200] for query in captured])

    assert len(asked[0]) == len(asked[2]), asked[2]


# Names without amounts.


@pytest.mark.parametrize("reader", ["ilo", "observer"])
def test_released_plan_names_the_partners_of_others_without_amounts(
    world, kh_plan, line, reader, iom, client_of, lead
):
    cast.support(line, iom.partner, ContributionStatus.ACCEPTED, by=iom, amount=Decimal(7_777), what="Rooms")
    plan = cast.approved(kh_plan)
    cast.released(plan, Audience.PARTNERS, Audience.OBSERVERS)
    client = client_of(world.seats[reader])

    for address in ("/2011/kh/", "/2011/kh/001/"):
        text = text_of(client.get(address))
        assert "IOM" in text
        assert "7,777" not in text
        assert "Rooms" not in text
    assert "7,777" in text_of(client_of(iom).get("/2011/kh/001/"))
    assert "7,777" in text_of(lead.get("/2011/kh/001/"))


# Offering.


def test_offer_is_made_from_the_page_of_its_line(line, opening, partner):
    text = text_of(partner.get(OFFER))
    assert (
        "The Cambodia taskforce and the Secretariat can read your offer. Other partners cannot read your offer."
        in text
    )
    assert "Not this time" not in text

    sent = partner.post(OFFER, {"kind": "in_kind", "what": "An expert for a month"}, follow=True)

    assert "You offered An expert for a month for KH-2011-001." in text_of(sent)
    assert the_only(line).status == ContributionStatus.OFFERED


def test_offer_names_the_need_that_it_is_for(line, opening, partner):
    need = models.TechnicalNeed.objects.create(activity=line, what="Two trainers for five days")
    room = models.TechnicalNeed.objects.create(activity=line, what="A room")
    assert "Technical need: Two trainers for five days" in text_of(partner.get(OFFER))
    for address in ("/2011/kh/", "/2011/kh/001/"):
        assert f'href="{OFFER}?need=2"' in partner.get(address).text
    typed = partner.get(f"{OFFER}?need=2").context["form"]
    assert [typed[name].value() for name in ("kind", "what", "need")] == ["in_kind", "A room", room.pk]

    partner.post(OFFER, {"kind": "in_kind", "what": "Two trainers", "need": str(need.pk)})

    assert the_only(line).need == need


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "What kind of support: Choose one of the kinds of support shown."),
        ({"kind": "funds"}, "Write an amount above zero, in US dollars."),
        ({"kind": "funds", "amount": "0"}, "Write an amount above zero, in US dollars."),
        ({"kind": "funds", "amount": "-5"}, "Write an amount above zero, in US dollars."),
        ({"kind": "in_kind", "what": "A room", "amount": "300"}, "People and things have no amount."),
        ({"kind": "funds", "amount": "many"}, "Amount in US dollars"),
        ({"kind": "in_kind", "what": "  "}, "Describe the people or things that are given."),
        ({"kind": "nothing", "word": "No"}, "What kind of support"),
    ],
)
def test_offer_with_something_missing_keeps_what_was_typed_and_says_what(line, opening, typed, said, partner):
    """CO-4."""
    answer = partner.post(OFFER, typed)

    assert said in text_of(answer, 422)
    assert not models.Contribution.objects.exists()


def test_second_offer_of_the_same_kind_is_refused_with_co_3(line, offered, partner):
    answer = partner.post(OFFER, {"kind": "funds", "amount": "900"})

    assert "ILO has an open request or offer for KH-2011-001 already." in text_of(answer, 422)


def test_page_of_a_line_offers_to_answer_or_change_what_is_open_in_words_for_the_partner(
    kh_plan, asked, partner, desk
):
    """A new offer of the same would be refused (CO-3)."""
    page = partner.get("/2011/kh/001/")
    assert f'href="{OFFER}"' not in page.text
    assert page.text.count(f'<a href="{ANSWER}">Answer the request</a>') == 2
    assert "you have not answered yet" in text_of(page)
    assert "Requests to you, not answered yet, US$ 4,000" in text_of(page)
    for others in ("the partner", "from partners", "Only the officers and the lead"):
        assert others not in text_of(page)
    assert "the partner has not answered yet" in text_of(desk.get("/2011/kh/001/"))

    partner.post(ANSWER, {"kind": "funds", "amount": "900", "row_version": asked.row_version})
    cast.released(cast.approved(kh_plan), Audience.PARTNERS)

    page = partner.get("/2011/kh/001/")
    assert f'href="{OFFER}"' not in page.text
    assert page.text.count(f'<a href="{ANSWER}">Change the offer</a>') == 2


def test_offer_of_many_times_the_cost_is_asked_about_once(line, opening, partner):
    models.Activity.objects.filter(pk=line.pk).update(secretariat_cost=Decimal(6_250), cost_in_all=None)
    typed = {"kind": "funds", "amount": "US$ 900,000"}

    asks = partner.post(OFFER, typed)

    assert (
        "US$900,000 is more than 10 times the total cost of this activity. If you mean this amount, send the offer again."
        in text_of(asks, 422)
    )
    assert not models.Contribution.objects.exists()
    meant = {"meant": asks.context["form"]["meant"].value()}
    assert partner.post(OFFER, typed | meant | {"amount": "800,000"}).status_code == 422
    assert partner.post(OFFER, typed | meant).status_code == 302
    assert the_only(line).amount == 900_000


@pytest.mark.parametrize(
    ("cost", "amount"), [({"secretariat_cost": 90}, "900"), ({"secretariat_cost": None}, "900,000")]
)
def test_offer_of_ten_times_the_cost_or_of_an_unknown_cost_is_taken(line, opening, cost, amount, partner):
    models.Activity.objects.filter(pk=line.pk).update(**cost, cost_in_all=None)

    assert partner.post(OFFER, {"kind": "funds", "amount": amount}).status_code == 302


def test_offer_on_a_line_that_was_withdrawn_meanwhile_is_kept_and_told(line, opening, kh_officer, partner):
    """CO-6."""
    partner.get(OFFER)
    withdraw_activity(line, by=kh_officer, now=NOW)

    answer = partner.post(OFFER, {"kind": "funds", "amount": "900", "what": "Fees for all"})

    text = text_of(answer, 409)
    assert (
        "You can no longer read KH-2011-001. The activity was withdrawn, or your access to the draft has ended."
        in text
    )
    assert "Fees for all" in answer.text
    assert 'value="900"' in answer.text


def test_offer_after_the_last_day_is_kept_and_answered_alike_whether_the_line_exists(
    line, opening, iom, partner, client_of
):
    end_now(opening)
    typed = {"kind": "funds", "amount": "900", "what": "Fees for all"}

    there, absent = (partner.post(f"/2011/kh/{number}/offer/", typed) for number in ("001", "099"))

    assert "Fees for all" in there.text
    assert text_of(there, 409).replace("001", "099") == text_of(absent, 409)
    assert partner.get(OFFER).status_code == 404
    assert client_of(iom).post(OFFER, typed).status_code == 404


# Answering and changing.


def test_request_is_answered_with_a_part_of_it(line, asked, partner):
    text = text_of(partner.get(ANSWER))
    assert "The Cambodia taskforce asks ILO for US$4,000: Fees of two trainers" in text
    # Fits "Not this time" too; a script names the amount.
    assert "Send the answer" in text
    assert "Offer US$4,000" not in text
    assert "Not this time Short reason (the Cambodia taskforce can read it)" in text

    partner.post(ANSWER, {"kind": "funds", "amount": "2,500", "row_version": "1"})

    support = the_only(line)
    assert (support.status, support.amount) == (ContributionStatus.OFFERED, Decimal(2_500))


def test_request_is_declined_with_a_word(line, asked, partner):
    """CO-7."""
    refused = partner.post(ANSWER, {"kind": "nothing", "row_version": "1"})
    assert "Give a short reason why you decline." in text_of(refused, 422)

    partner.post(ANSWER, {"kind": "nothing", "word": "No money this year", "row_version": "1"})

    support = the_only(line)
    assert (support.status, support.word) == (ContributionStatus.DECLINED, "No money this year")


def test_answer_to_a_request_that_was_changed_meanwhile_shows_theirs_and_yours(
    line, asked, kh_officer, partner
):
    """CO-6."""
    change_request(asked, SupportDraft(amount=Decimal(5_000)), seen=1, by=kh_officer, now=NOW)

    answer = partner.post(ANSWER, {"kind": "funds", "amount": "4,000", "what": "Fees", "row_version": "1"})

    text = text_of(answer, 409)
    assert "Someone else saved this page before you." in text
    assert "Amount in US dollars 5,000 4,000" in text
    assert 'value="4,000"' in answer.text
    assert 'name="row_version" value="2"' in answer.text
    assert the_only(line).status == ContributionStatus.ASKED


def test_offer_is_changed_until_it_is_answered(line, offered, kh_lead, partner):
    assert "Change your offer for KH-2011-001" in text_of(partner.get(ANSWER))
    partner.post(ANSWER, {"kind": "funds", "amount": "3,000", "row_version": "1"})
    assert the_only(line).amount == 3_000

    accept_offer(offered, seen=2, by=kh_lead, now=NOW)
    late = partner.post(ANSWER, {"kind": "funds", "amount": "1", "row_version": "2"})

    assert "This support is accepted." in text_of(late, 409)
    assert the_only(line).amount == 3_000


def test_offer_is_taken_back_after_a_question(line, offered, partner):
    page = partner.get(BACK).text
    assert "Cancel your offer for KH-2011-001" in page
    (path,) = re.findall('class="path".*?</nav>', page, re.DOTALL)
    assert re.findall("<a [^>]*>([^<]+)", path)[-1] == "Cambodia"

    stale = partner.post(BACK, {"row_version": "0"})
    assert "Someone changed this after you opened the page." in text_of(stale, 409)
    partner.post(BACK, {"row_version": "1"})

    assert the_only(line).status == ContributionStatus.WITHDRAWN
    assert "You have no task on this page now." in text_of(partner.get(BACK))


@pytest.mark.usefixtures("offered")
def test_offer_waits_after_the_opening_and_is_taken_back_without_reading_the_line(line, opening, partner):
    """CO-10."""
    end_now(opening)

    text = text_of(partner.get(ANSWER))
    assert "You can no longer read KH-2011-001." in text
    assert "Workshop" not in text
    assert "Cancel the offer" in text
    sent = partner.post(BACK, {"row_version": "1"})

    assert the_only(line).status == ContributionStatus.WITHDRAWN
    assert sent.status_code == 302


@pytest.mark.parametrize("address", [ANSWER, BACK])
def test_another_partner_finds_no_request_or_offer_and_the_taskforce_is_refused(
    offered, kh_plan, kh_lead, iom, address, client_of, lead, peer
):
    """CO-12: what another partner offers answers as if it were not there."""
    open_draft(kh_plan, iom.partner, LATER, by=kh_lead, now=NOW)

    hidden = client_of(iom).get(address)
    absent = client_of(iom).get(address.replace("/1/", "/7/"))

    assert hidden.status_code == absent.status_code == 404
    assert peer.get(address).status_code == 404
    assert lead.get(address).status_code == 403
    assert client_of(iom).post(address, {"row_version": "1"}).status_code == 404


def test_request_that_ended_before_it_was_shown_stays_unread(
    line, kh_officer, kh_plan, kh_lead, ilo, partner
):
    """CO-1."""
    prepared = ask_partner(line, ilo.partner, MONEY, by=kh_officer, now=NOW)
    take_back_request(prepared, seen=1, by=kh_officer, now=NOW)
    open_draft(kh_plan, ilo.partner, LATER, by=kh_lead, now=NOW)

    assert partner.get(ANSWER).status_code == 404
    assert "4,000" not in text_of(partner.get("/2011/kh/001/"))


@pytest.mark.parametrize("address", [OFFER, ANSWER])
def test_form_of_an_offer_has_days_cost_area_and_targets_of_its_activity_beside_it(
    asked, kh_officer, address, partner
):
    line = cast.change(asked.activity, kh_officer, cost_in_all=Decimal(9_500))

    page = partner.get(address)

    aside = text_of(page).partition("The activity ")[2].partition("Technical need")[0]
    target = line.target_links.get().target
    for words in (
        "Area",
        line.area.title,
        "Targets",
        target.code,
        "1 Mar to 30 Apr 2011",
        "US$1,000",
        "9,500",
    ):
        assert words in aside, words


def test_form_of_an_offer_shows_the_approved_text_to_a_partner_that_reads_only_that(
    line, approved_plan, partner
):
    cast.released(approved_plan, Audience.PARTNERS)
    models.Activity.objects.filter(pk=line.pk).update(secretariat_cost=Decimal(77))

    text = text_of(partner.get(OFFER))

    assert "US$1,000" in text
    assert "US$77" not in text


# Nothing to offer.


def test_partner_says_that_it_has_nothing_to_offer_once(opening, ilo, partner):
    nothing = "/2011/kh/consultation/nothing/"
    assert f"You can read the draft until 31 Dec {LATER.year}" in text_of(partner.get(nothing))

    sent = partner.post(nothing, follow=True)

    assert "You told the Cambodia taskforce that you have nothing to offer." in text_of(sent)
    assert models.Opening.objects.get(pk=opening.pk).answered_by == ilo.user
    assert "You have already answered that you have nothing to offer." in text_of(partner.get(nothing))
    assert partner.post(nothing).status_code == 403


def test_nothing_to_offer_beside_an_open_request_says_what_to_do_first(asked, partner):
    page = partner.get("/2011/kh/consultation/nothing/")

    assert "<h1>You cannot give this answer now</h1>" in page.text
    assert "Answer the request, or cancel the offer, first." in text_of(page)
    assert "<form" not in page.text.partition("<main")[2].partition("</main>")[0]


def test_nothing_to_offer_after_the_opening_says_that_the_draft_is_not_open(
    opening, iom, client_of, lead, partner
):
    end_now(opening)
    nothing = "/2011/kh/consultation/nothing/"

    assert "You can no longer read this draft." in text_of(partner.post(nothing), 403)
    assert client_of(iom).get(nothing).status_code == 404
    assert "Only a partner can answer" in text_of(lead.get(nothing), 403)


def test_regional_plan_in_force_is_offered_for_once_it_is_released(world, regional_plan, partner):
    line = cast.regional_line(regional_plan)
    cast.in_force(regional_plan)
    cast.released(world.workplan("regional"), Audience.PARTNERS)
    offer = "/2011/regional/001/offer/"
    assert "The regional office can read your offer. Other partners cannot read your offer." in text_of(
        partner.get(offer)
    )

    sent = partner.post(offer, {"kind": "funds", "amount": "900"}, follow=True)

    assert f"You offered US$900 for {line.code}. The regional office answers you." in text_of(sent)
    assert "The regional office has not answered yet." in text_of(partner.get("/"))


@pytest.fixture
def regional_line(
    regional_line: models.Activity,
    regional_plan: models.Workplan,
    regional_office: models.Seat,
    ilo: models.Seat,
) -> models.Activity:
    """A line of the regional draft that the ILO reads."""
    cast.confirmed(regional_plan)
    open_draft(regional_plan, ilo.partner, LATER, by=regional_office, now=NOW)
    return regional_line


def test_partner_of_the_regional_draft_reads_that_the_regional_office_is_told(
    regional_line, regional_office, ilo, partner
):
    nothing, at = "/2011/regional/consultation/nothing/", "/2011/regional/001/support/ilo"

    assert f"You can read the workplan until the end of 31 Dec {LATER.year} (Bangkok time)." in text_of(
        partner.get("/2011/regional/")
    )
    tell = "You tell the regional office that you have nothing to offer for the regional workplan 2011."
    told = "You told the regional office that you have nothing to offer. You can still make an offer."
    assert tell in text_of(partner.get(nothing))
    assert told in text_of(partner.post(nothing, follow=True))

    ask_partner(regional_line, ilo.partner, MONEY, by=regional_office, now=NOW)
    assert "Short reason (the regional office can read it)" in text_of(partner.get(f"{at}/1/offer/"))
    no = {"kind": "nothing", "word": "Our budget is spent", "row_version": "1"}
    declined = text_of(partner.post(f"{at}/1/offer/", no, follow=True))
    assert "this time. The regional office can read your answer." in declined

    offer_support(regional_line, MONEY, by=ilo, now=NOW)
    assert "The regional office gets a notice that you cancelled the offer." in text_of(
        partner.get(f"{at}/2/take-back/")
    )


def test_partner_that_no_longer_reads_the_regional_draft_is_sent_to_the_regional_office(
    regional_line, ilo, partner
):
    end_now(models.Opening.objects.get(partner=ilo.partner))

    with pytest.raises(RuleBroken) as refused:
        offer_support(regional_line, MONEY, by=ilo, now=clock.now())
    sent = partner.post("/2011/regional/001/offer/", {"kind": "funds", "amount": "900"})

    assert "Ask the regional office." in str(refused.value)
    assert "or your access to the draft has ended. Ask the regional office." in text_of(sent, 409)


@pytest.mark.parametrize("place", ["regional", "kh"])
def test_ended_support_says_who_ended_it(
    regional_line, regional_office, kh_lead, ilo, place, request, client_of
):
    line, lead = regional_line, regional_office
    if place == "kh":
        line, lead = request.getfixturevalue("line"), kh_lead
    accepted = cast.support(line, ilo.partner, ContributionStatus.ACCEPTED, by=ilo)
    end_support(accepted, word="Not needed", seen=accepted.row_version, by=lead, now=NOW)

    text = text_of(client_of(lead).get(f"/2011/{place}/001/"))

    who = {"regional": "the regional office", "kh": "the Cambodia taskforce"}[place]
    assert f"Ended by {who}, 1 Feb" in text


def test_partner_without_an_acronym_has_an_address_of_its_name(line, kh_plan, kh_lead, client_of):
    club = models.Partner.objects.create(name="Friends of Children", kind="ngo", position=9)
    seat = cast.make_seat("friend", "partner", partner=club)
    open_draft(kh_plan, club, LATER, by=kh_lead, now=NOW)
    offer_support(line, SupportDraft(ContributionKind.IN_KIND, what="Rooms"), by=seat, now=NOW)

    assert client_of(seat).get("/2011/kh/001/support/friends-of-children/1/offer/").status_code == 200


@pytest.mark.usefixtures("opening")
def test_line_changed_while_a_partner_offers_changes_nothing_for_the_offer(line, kh_officer, partner):
    partner.get(OFFER)
    cast.change(line, kh_officer, title="Another title")

    assert partner.post(OFFER, {"kind": "funds", "amount": "900"}).status_code == 302

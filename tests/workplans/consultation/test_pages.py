"""The lead's pages of the consultation: what they show to whom, what they do, and what they keep of what was typed."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from commit_portal.workflow import events_about
from tests import cast
from tests.cast import LATER, NOW
from tests.workplans.consultation.supports import MONEY, PEOPLE
from tests.workplans.drafting.test_pages import page, send
from workplans.consultation.actions.ask import ask_partner, change_request
from workplans.consultation.actions.offers import accept_offer, offer_support, send_offer
from workplans.consultation.actions.openings import end_opening, open_draft
from workplans.consultation.page import shown_supports
from workplans.consultation.queries import numbered
from workplans.consultation.rules import SupportDraft, latest_last_day
from workplans.drafting.actions import withdraw_activity
from workplans.models import Activity, Contribution, Opening, Partner, Seat, TechnicalNeed, Workplan
from workplans.statuses import Audience, ContributionStatus
from workplans.submitting.actions import amend_workplan, close_workplan

PAGE = "/2011/kh/consultation/"


@pytest.fixture
def line(kh_plan: Workplan) -> Activity:
    return cast.complete_line(kh_plan, title="A course for prosecutors")


def steps_of(seat: Seat, support: Contribution) -> list[str]:
    """The words of the links to the steps of support that this seat may take."""
    own = numbered(Contribution.objects.filter(pk=support.pk))
    (shown,) = shown_supports(seat, support.activity, own)
    return [label for label, _url in shown["steps"]]


def words_on(html: str) -> str:
    """The text of the page's main part, without its tags."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def at(support: Contribution, step: str) -> str:
    line, partner = support.activity, support.partner
    nth = line.contributions.filter(partner=partner, pk__lte=support.pk).count()
    place = f"{line.workplan.cycle.year}/{line.workplan.taskforce.slug}"
    return f"/{place}/{line.number:03d}/support/{partner.slug}/{nth}/{step}/"


@pytest.mark.parametrize(
    ("status", "of_officer", "of_lead"),
    [
        (
            "asked",
            ["Change or cancel the request to ILO"],
            ["Change or cancel the request to ILO", "Record the answer of ILO"],
        ),
        ("offered", [], ["Answer the offer of ILO", "Record the answer of ILO"]),
        ("accepted", [], ["Change or end the support of ILO"]),
        ("declined", [], []),
        ("withdrawn", [], []),
    ],
)
def test_steps_of_support_are_those_that_the_lifecycle_opens_to_the_seat(
    line, kh_officer, kh_lead, kh_desk, ilo, status, of_officer, of_lead
):
    support = cast.support(line, ilo.partner, ContributionStatus(status), by=ilo)

    assert [steps_of(seat, support) for seat in (kh_officer, kh_lead, kh_desk)] == [of_officer, of_lead, []]


def now_of(support: Contribution) -> Contribution:
    return Contribution.objects.get(pk=support.pk)


def request(partner: Partner, **typed: Any) -> dict[str, Any]:
    return {"partner": partner.pk, "kind": "funds", "amount": "4,000", "what": "Fees", **typed}


def test_consultation_says_first_who_reads_until_when_and_that_reserve_and_costs_are_read_too(
    opening, kh_lead, kh_plan, iom
):
    open_draft(kh_plan, iom.partner, LATER, by=kh_lead, now=NOW)

    said = words_on(page(kh_lead, PAGE))

    assert (
        f"Open to 2 partners ILO and IOM can read the draft until the end of 31 Dec {LATER.year} (Cambodia time)."
        in said
    )
    assert "Partners who can read the draft also see all amounts and the activities in reserve." in said
    assert said.index("Partners who can read the draft") < said.index("Requests and offers by activity")


def test_consultation_shows_each_line_with_its_support_its_sums_and_its_next_step(
    kh_plan, line, offered, kh_officer, kh_lead, iom
):
    cast.support(line, iom.partner, ContributionStatus.ACCEPTED, by=kh_lead, word="With thanks")
    cast.support(line, iom.partner, ContributionStatus.DECLINED, by=kh_lead, amount=Decimal(70))
    cast.support(
        line, iom.partner, ContributionStatus.OFFERED, by=kh_lead, kind="in_kind", what="A room for five days"
    )
    undp = Partner.objects.create(name="UNDP", kind="un", position=3)
    ask_partner(line, undp, SupportDraft(amount=Decimal(250)), by=kh_officer, now=NOW)
    cast.complete_line(kh_plan, title="Nobody is asked for this")

    html = page(kh_lead, PAGE)

    said = words_on(html)
    assert "Offers that the lead must answer: 2. Requests that partners must answer: 1." in said
    assert "“With thanks”" in said
    assert "The partner sees this request after you open the draft to the partner." in said
    sums = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", html))
    assert sums == {
        "Accepted support from partners, US$": "500",
        "Offers from partners, not answered yet, US$": "4,000",
        "Requests to partners, not answered yet, US$": "250",
        "Declined requests and offers, US$": "70",
        "Accepted support in kind (people or things)": "0 offers",
        "Offers in kind, not answered yet": "1 offer",
    }
    assert f'href="{at(offered, "answer")}"' in html
    assert f'href="{at(Contribution.objects.get(status="accepted"), "end")}"' in html
    assert f'href="{at(Contribution.objects.get(status="asked"), "change")}"' in html
    assert "1 activity without a request or an offer" in said
    assert 'href="/2011/kh/002/ask/"' in html


def test_consultation_lists_the_needs_that_nobody_meets(kh_plan, line, kh_officer, kh_lead, ilo, iom):
    needs = [
        TechnicalNeed.objects.create(activity=line, what=what)
        for what in ("A statistician", "An adviser", "A lawyer", "A nurse")
    ]
    TechnicalNeed.objects.filter(pk=needs[3].pk).update(secretariat_at=NOW, secretariat_by=kh_lead.user)
    cast.support(line, ilo.partner, "accepted", by=kh_lead, kind="in_kind", what="Our lawyer", need=needs[2])
    ask_partner(
        line,
        iom.partner,
        SupportDraft(kind="in_kind", what="An adviser", need=needs[1]),
        by=kh_officer,
        now=NOW,
    )

    html = page(kh_officer, PAGE)

    unmet = words_on(html).partition("Technical needs without support")[2]
    assert "A statistician No partner has been asked to support activity 001 yet." in unmet
    assert (
        "An adviser This need is in activity 001. These partners were asked and have not answered yet: IOM."
        in unmet
    )
    assert "A lawyer" not in unmet
    assert "A nurse" not in unmet
    form = page(kh_officer, "/2011/kh/001/ask/?need=1")
    assert 'value="A statistician"' in form
    assert f'value="{needs[0].pk}" selected' in form


def test_partner_whose_consultation_has_ended_is_named_with_what_it_keeps_reading(
    kh_plan, accepted, opening, kh_lead, iom
):
    end_opening(open_draft(kh_plan, iom.partner, LATER, by=kh_lead, now=NOW), by=kh_lead, now=NOW)
    end_opening(opening, by=kh_lead, now=NOW)

    said = words_on(page(kh_lead, PAGE))

    assert "Not open to partners No partner can read the draft now." in said
    assert (
        "Access of ILO ended on 1 Feb. ILO can still read the 1 activity that this partner supports." in said
    )
    assert (
        "Access of IOM ended on 1 Feb. IOM supports no activity, so this partner cannot read the workplan."
        in said
    )
    # Midnight in Cambodia, after the last day.
    ran_out = datetime(2011, 2, 3, 17, tzinfo=UTC)
    Opening.objects.filter(partner=iom.partner).update(opened_at=NOW, closes_at=ran_out, ended_at=ran_out)
    assert "Access of IOM ended on 3 Feb." in words_on(page(kh_lead, PAGE))
    assert "The consultation ended on 3 Feb 2011." in page(iom, "/2011/kh/")


def test_consultation_says_in_each_state_of_the_plan_who_reads_what(
    world, kh_plan, line, opening, kh_lead, kh_member, regional_office
):
    TechnicalNeed.objects.create(activity=line, what="A nurse")
    for shown in (opening, *kh_plan.openings.filter(partner=None, ended_at=None)):
        end_opening(shown, by=kh_lead, now=NOW)

    def said(*sentences: str, seat: Seat = kh_lead, never: str = "You can prepare") -> None:
        words = words_on(page(seat, PAGE))
        assert [sentence for sentence in sentences if sentence not in words] == []
        assert never not in words

    draft = "Not open to partners No partner can read the draft now."
    unread = "The Secretariat can see this list when the Secretariat can read the draft."
    said(f"{draft} You can prepare requests now.", unread, never="released")
    said(draft, seat=kh_member)
    plan = cast.submitted(kh_plan)
    said("The Secretariat can see this list.", never=unread)
    plan = cast.decided(plan)
    said(draft, "The Secretariat can see the technical needs of the approved version.", never="released")
    cast.released(plan, Audience.PARTNERS)
    said(
        "Released to partners No partner can read the draft now. "
        "Partners can read the released version, and offer support for its activities.",
        "Access of ILO to the draft ended on 1 Feb. ILO can read the released version.",
    )
    close_workplan(world.workplan("kh"), by=regional_office, now=NOW)
    said(
        "No partner can read the draft now. Partners can read the released version.",
        "The workplan is closed. New requests, offers and answers are not possible.",
        "The workplan is closed. The regional office can reopen the workplan.",
        never="offer support",
    )


def test_lead_opens_the_draft_moves_the_day_and_closes_it_after_a_question(line, kh_lead, kh_officer, ilo):
    ask_partner(line, ilo.partner, MONEY, by=kh_officer, now=NOW)
    assert "in reserve" in page(kh_lead, PAGE + "open/")
    send(kh_lead, PAGE + "open/", {"partner": ilo.partner.pk, "until_on": f"31 Dec {LATER.year}"})
    assert "A course for prosecutors" in page(ilo, "/2011/kh/")
    assert not Contribution.objects.get().is_prepared

    assert f'value="31 Dec {LATER.year}"' in page(kh_lead, PAGE + "ilo/until/")
    send(kh_lead, PAGE + "ilo/until/", {"until_on": f"30 Dec {LATER.year}"})
    assert f"until 30 Dec {LATER.year}" in page(kh_lead, PAGE)

    assert "Requests without an answer are closed if the partner can no longer read the activity." in page(
        kh_lead, PAGE + "ilo/close/"
    )
    assert Opening.objects.get(partner=ilo.partner).ended_at is None
    send(kh_lead, PAGE + "ilo/close/", {})
    assert "Not released" in page(ilo, "/2011/kh/")
    send(kh_lead, PAGE + "ilo/close/", {}, 403)
    send(kh_lead, PAGE + "ilo/until/", {"until_on": f"30 Dec {LATER.year}"}, 403)
    page(kh_lead, PAGE + "unicef/close/", 404)
    page(kh_lead, PAGE + "unicef/until/", 404)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"partner": "", "until_on": f"31 Dec {LATER.year}"}, "partner"),
        ({"until_on": ""}, "until_on"),
        ({"until_on": "31 Dec 2010"}, "until_on"),
        ({"until_on": "3/4/2099"}, "until_on"),
        ({"until_on": f"1 Jan {LATER.year + 1}"}, "until_on"),
    ],
)
def test_opening_form_names_what_is_wrong(kh_plan, kh_lead, ilo, typed, field):
    answer = send(kh_lead, PAGE + "open/", {"partner": ilo.partner.pk, **typed}, 422).text

    assert "<title>Error: " in answer
    assert f'href="#id_{field}"' in answer
    assert not Opening.objects.filter(partner__isnull=False).exists()


def test_last_day_that_is_too_late_is_refused_by_the_latest_one(line, opening, kh_lead, iom):
    """`latest_last_day`: when opening, when moving, and when asking."""
    far = {"until_on": f"1 Jan {LATER.year + 1}"}
    said = f"1 Jan {LATER.year + 1} is too late. The latest day is 31 Dec {LATER.year}."
    for address, typed in (
        (PAGE + "open/", {"partner": iom.partner.pk, **far}),
        (PAGE + "ilo/until/", far),
        ("/2011/kh/001/ask/", request(iom.partner, **far)),
    ):
        assert said in send(kh_lead, address, typed, 422).text

    plan = opening.workplan
    assert latest_last_day(plan, today=date(2010, 11, 1)) == date(2012, 12, 31)
    assert latest_last_day(plan, today=date(2012, 3, 1)) == date(2013, 12, 31)


def test_page_of_an_answer_warns_before_more_is_accepted_than_the_line_needs(line, offered, kh_lead, iom):
    """It warns and refuses nothing; what others only offer is not counted."""
    cast.support(line, iom.partner, ContributionStatus.OFFERED, by=iom, amount=Decimal(9_000))
    Activity.objects.filter(pk=line.pk).update(secretariat_cost=8_000)
    for in_all, said in (
        (None, "KH-2011-001 has no total cost. Check that it needs this amount."),
        (11_000, "is US$1,000 more than the total cost (US$11,000). You can still accept the offer."),
    ):
        Activity.objects.filter(pk=line.pk).update(cost_in_all=in_all)
        assert said in page(kh_lead, at(offered, "answer"))
    Activity.objects.filter(pk=line.pk).update(cost_in_all=12_000)
    assert "The total cost of an activity is not below its Secretariat funding" not in page(
        kh_lead, at(offered, "answer")
    )

    Activity.objects.filter(pk=line.pk).update(cost_in_all=11_000)
    send(kh_lead, at(offered, "answer"), {"row_version": "1", "word": ""})
    assert now_of(offered).status == ContributionStatus.ACCEPTED


def test_officer_asks_a_partner_and_the_request_waits_for_the_opening(line, kh_officer, kh_lead, ilo):
    assert "until_on" not in page(kh_officer, "/2011/kh/001/ask/")

    answer = send(kh_officer, "/2011/kh/001/ask/", request(ilo.partner))

    assert answer["Location"] == PAGE + "#line-001"
    asked = Contribution.objects.get()
    assert (asked.amount, asked.is_prepared, asked.asked_by) == (4_000, True, kh_officer.user)
    assert "The partner sees this request after you open the draft to the partner." in page(kh_lead, PAGE)


def test_lead_asks_and_opens_in_one_step(line, kh_lead, ilo):
    send(kh_lead, "/2011/kh/001/ask/", request(ilo.partner, until_on=f"31 Dec {LATER.year}"))

    assert not Contribution.objects.get().is_prepared
    assert "US$4,000" in page(ilo, "/2011/kh/001/")
    again = send(
        kh_lead,
        "/2011/kh/001/ask/",
        request(ilo.partner, kind="in_kind", what="A room", until_on=f"31 Dec {LATER.year}"),
        422,
    )
    assert "ILO can already read the draft." in again.text


@pytest.mark.parametrize("typed", [{"until_on": "31 Dec 2010"}, {"amount": "0"}, {"amount": "a lot"}])
def test_neither_is_done_where_request_or_opening_is_refused(line, kh_lead, ilo, typed):
    sent = request(ilo.partner, **{"until_on": f"31 Dec {LATER.year}", **typed})
    answer = send(kh_lead, "/2011/kh/001/ask/", sent, 422).text

    assert 'value="Fees"' in answer
    assert not Contribution.objects.exists()
    assert not Opening.objects.filter(partner__isnull=False).exists()


def test_asking_the_same_twice_is_refused_and_keeps_what_was_typed(line, asked, kh_officer, ilo):
    answer = send(kh_officer, "/2011/kh/001/ask/", request(ilo.partner), 422).text

    assert "ILO has an open request or offer for KH-2011-001 already." in answer
    assert Contribution.objects.count() == 1


def test_asking_for_a_line_that_was_withdrawn_meanwhile_keeps_what_was_typed(line, kh_officer, ilo):
    withdraw_activity(line, by=kh_officer, now=NOW)

    answer = send(kh_officer, "/2011/kh/001/ask/", request(ilo.partner), 409).text

    assert "The activity was withdrawn." in answer
    assert 'value="4,000"' in answer
    page(kh_officer, "/2011/kh/001/ask/", 403)


def test_request_is_changed_and_a_colleague_who_was_faster_is_shown_beside_it(asked, kh_officer, kh_lead):
    address = at(asked, "change")
    assert 'value="4,000"' in page(kh_officer, address)
    change_request(asked, SupportDraft(amount=Decimal(900)), seen=1, by=kh_lead, now=NOW)
    typed = {"kind": "funds", "amount": "2,500", "what": "Fees", "row_version": "1"}

    stale = send(kh_officer, address, typed, 409).text

    assert "Someone else saved this page before you." in stale
    assert all(words in stale for words in ("900", 'value="2,500"', 'name="row_version" value="2"'))
    send(kh_officer, address, typed | {"row_version": "2"})
    assert now_of(asked).amount == 2_500


def test_request_that_was_answered_meanwhile_keeps_what_was_typed_and_says_so(asked, kh_officer, ilo):
    send_offer(asked, SupportDraft(amount=Decimal(3_000)), seen=1, by=ilo, now=NOW)
    typed = {"kind": "funds", "amount": "2,500", "what": "Fees", "row_version": "1"}

    answer = send(kh_officer, at(asked, "change"), typed, 409).text

    assert "The partner has made an offer." in answer
    assert 'value="2,500"' in answer
    assert now_of(asked).amount == 3_000
    assert "You have no task on this page now." in page(kh_officer, at(asked, "change"))


def test_request_is_taken_back_as_it_was_read(asked, kh_officer, kh_lead):
    change_request(asked, SupportDraft(amount=Decimal(900)), seen=1, by=kh_lead, now=NOW)
    assert f'action="{at(asked, "cancel")}"' in page(kh_officer, at(asked, "change"))

    stale = send(kh_officer, at(asked, "cancel"), {"row_version": "1"}, 409).text
    assert "Someone changed this after you opened the page." in stale
    assert 'name="row_version" value="2"' in stale
    send(kh_officer, at(asked, "cancel"), {"row_version": "2"})

    assert now_of(asked).status == ContributionStatus.WITHDRAWN
    assert 'data-status="withdrawn">Cancelled</span>' in page(kh_officer, "/2011/kh/001/")
    send(kh_officer, at(asked, "cancel"), {"row_version": "3"}, 403)
    assert "You have no task on this page now." in page(kh_officer, at(asked, "cancel"))


@pytest.mark.parametrize(
    ("step", "status"), [("answer", ContributionStatus.ACCEPTED), ("decline", ContributionStatus.DECLINED)]
)
def test_lead_answers_an_offer_with_a_word(kh_plan, offered, kh_lead, step, status):
    html = page(kh_lead, at(offered, "answer"))
    assert "Accept US$4,000" in html
    assert "Answer later" in html
    assert f'formaction="{at(offered, "decline")}"' in html

    answer = send(kh_lead, at(offered, step), {"word": "Thank you", "row_version": "1"})

    assert answer["Location"] == PAGE + "#line-001"
    assert (now_of(offered).status, now_of(offered).word) == (status, "Thank you")
    assert events_about(kh_plan).filter(note="Thank you").count() == 1
    assert "You have no task on this page now." in page(kh_lead, at(offered, "answer"))


def test_decline_without_a_word_is_refused(offered, kh_lead):
    answer = send(kh_lead, at(offered, "decline"), {"word": " ", "row_version": "1"}, 422).text

    assert "Give a short reason why you decline." in answer
    assert 'href="#id_word"' in answer
    assert now_of(offered).status == ContributionStatus.OFFERED


def test_answer_to_an_offer_that_changed_meanwhile_keeps_the_word_and_shows_the_offer_of_now(
    offered, kh_lead, ilo
):
    """CO-6."""
    send_offer(offered, SupportDraft(amount=Decimal(9_000), what="More"), seen=1, by=ilo, now=NOW)
    typed = {"word": "With thanks", "row_version": "1"}

    answer = send(kh_lead, at(offered, "answer"), typed, 409).text

    assert "Someone changed this after you opened the page." in answer
    assert "Accept US$9,000" in answer
    assert 'value="With thanks"' in answer
    assert 'name="row_version" value="2"' in answer
    send(kh_lead, at(offered, "answer"), typed | {"row_version": "2"})
    assert now_of(offered).status == ContributionStatus.ACCEPTED


@pytest.mark.parametrize(
    ("gives", "word", "status"),
    [("yes", "", ContributionStatus.ACCEPTED), ("no", "No money this year", ContributionStatus.DECLINED)],
)
def test_lead_records_what_a_partner_answered_outside_the_portal(asked, kh_lead, gives, word, status):
    typed = {"gives": gives, "kind": "funds", "amount": "3,000", "what": "Fees", "row_version": "1"}
    told = {"told_how": "Letter of 3 February", "word": word}

    missing = send(kh_lead, at(asked, "record"), typed | {"word": word}, 422).text
    assert 'href="#id_told_how"' in missing
    if word:
        send(kh_lead, at(asked, "record"), typed | told | {"word": " "}, 422)
    send(kh_lead, at(asked, "record"), typed | told)

    recorded = now_of(asked)
    assert (recorded.status, recorded.told_how) == (status, "Letter of 3 February")
    assert recorded.amount == (3_000 if gives == "yes" else 4_000)
    assert "How the partner informed the taskforce: Letter of 3 February" in page(kh_lead, PAGE)


def test_lead_records_support_without_a_request(line, kh_lead, iom):
    page(kh_lead, "/2011/kh/001/told/")
    sent = request(iom.partner, told_how="By telephone, 2 February", word="Thank you")

    send(kh_lead, "/2011/kh/001/told/", sent)

    given = Contribution.objects.get()
    assert (given.status, given.told_how, given.amount) == ("accepted", "By telephone, 2 February", 4_000)


def test_accepted_support_is_lowered_and_then_ended_with_a_reason(accepted, kh_lead, ilo):
    """CO-8."""
    address = at(accepted, "end")
    lower = {"how": "lower", "amount": "3,000", "word": "One trainer fewer", "row_version": "2"}

    wrong_amounts = ({"amount": amount} for amount in ("5,000", "4,000", "0", ""))
    for wrong in ({"word": ""}, {"how": ""}, {"how": "end", "word": ""}, *wrong_amounts):
        send(kh_lead, address, lower | wrong, 422)
    send(kh_lead, address, lower)
    assert now_of(accepted).amount == 3_000
    plan = accepted.activity.workplan
    event = events_about(plan).get(verb="lower_support")
    assert str(event) == "KH-2011-001: lowered the support of ILO from US$4,000 to US$3,000"
    assert "lowered from US$4,000 to US$3,000" in page(kh_lead, PAGE)
    assert "Accepted: US$3,000, lowered from US$4,000" in page(ilo, "/2011/kh/")
    assert "Lowered from US$4,000 to US$3,000: “One trainer fewer”" in page(ilo, "/")
    stale = send(kh_lead, address, {"how": "end", "word": "The course is off", "row_version": "2"}, 409)
    assert 'value="The course is off"' in stale.text
    send(kh_lead, address, {"how": "end", "word": "The course is off", "row_version": "3"})

    assert (now_of(accepted).status, now_of(accepted).word) == ("withdrawn", "The course is off")
    assert 'data-status="withdrawn">Ended</span>' in page(kh_lead, "/2011/kh/001/")


def test_help_in_kind_is_ended_and_has_no_amount_to_lower(line, opening, kh_lead, ilo):
    given = accept_offer(offer_support(line, PEOPLE, by=ilo, now=NOW), seen=1, by=kh_lead, now=NOW)
    html = page(kh_lead, at(given, "end"))
    assert 'name="amount"' not in html
    assert 'value="lower"' not in html

    send(kh_lead, at(given, "end"), {"how": "lower", "word": "Less", "row_version": "2"}, 422)
    send(kh_lead, at(given, "end"), {"how": "end", "word": "Not needed", "row_version": "2"})

    assert now_of(given).status == ContributionStatus.WITHDRAWN


def test_activity_shows_what_is_asked_offered_and_accepted_with_the_next_step_of_its_reader(
    line, offered, kh_lead, kh_officer, kh_member, iom
):
    cast.support(line, iom.partner, "accepted", by=kh_lead, amount=Decimal(600), word="With thanks")

    html = page(kh_lead, "/2011/kh/001/")
    sums = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", html))

    assert sums["Offers from partners, not answered yet, US$"] == "4,000"
    assert (sums["Accepted support from partners, US$"], sums["Secretariat"]) == ("600", "US$1,000")
    assert "“With thanks”" in html
    assert at(offered, "answer") in html
    assert "/2011/kh/001/ask/" in html
    assert "/2011/kh/001/told/" in html
    officer, member = page(kh_officer, "/2011/kh/001/"), page(kh_member, "/2011/kh/001/")
    assert "/2011/kh/001/ask/" in officer
    assert "/2011/kh/001/told/" not in officer
    assert "/answer/" not in officer
    assert "/ask/" not in member


def test_workplan_and_readers_link_to_the_consultation(kh_plan, kh_lead, kh_desk):
    for seat in (kh_lead, kh_desk):
        assert f'href="{PAGE}"' in page(seat, "/2011/kh/")
        assert f'href="{PAGE}"' in page(seat, "/2011/kh/readers/")


def test_line_that_goes_to_reserve_keeps_its_support_and_lead_and_partner_are_told(
    world, line, opening, accepted, kh_officer, kh_lead, ilo, approved_plan
):
    end_opening(opening, by=kh_lead, now=NOW)
    amend_workplan(approved_plan, note="Prices rose", by=kh_lead, now=NOW)

    cast.change(line, kh_officer, funding="reserve")

    event = events_about(approved_plan).get(verb="keep_support_in_reserve")
    assert str(event) == "KH-2011-001: is now in reserve. The support of ILO, US$4,000, stays accepted"
    told = "In reserve: the support of ILO stays accepted, but this support is not in the approved version."
    assert told in page(kh_lead, PAGE)
    assert told in page(kh_lead, "/2011/kh/001/")
    cast.approved(world.workplan("kh"))
    assert now_of(accepted).status == ContributionStatus.ACCEPTED
    assert "In reserve" in page(ilo, "/2011/kh/001/")


def test_line_that_stays_in_reserve_tells_nothing_again(world, kh_plan, kh_officer, kh_lead, ilo):
    line = cast.complete_line(kh_plan, funding="reserve")
    cast.support(line, ilo.partner, "accepted", by=kh_lead)

    cast.change(line, kh_officer, title="Another title")

    assert not events_about(kh_plan).filter(verb="keep_support_in_reserve").exists()


def test_regional_office_opens_the_regional_draft_asks_and_answers(
    world, regional_plan, regional_office, kh_lead, ilo
):
    line = cast.regional_line(regional_plan, title="A regional course")
    place = "/2011/regional"
    page(kh_lead, f"{place}/consultation/", 403)

    send(
        regional_office,
        f"{place}/001/ask/",
        request(ilo.partner, until_on=f"31 Dec {LATER.year}"),
    )
    asked = Contribution.objects.get()
    send_offer(asked, SupportDraft(amount=Decimal(3_000)), seen=2, by=ilo, now=NOW)
    assert "(Bangkok time)" in page(regional_office, f"{place}/consultation/")
    assert "3,000" not in page(kh_lead, f"{place}/001/")
    send(regional_office, at(asked, "answer"), {"row_version": "3", "word": ""})

    assert now_of(asked).status == ContributionStatus.ACCEPTED
    assert "Accepted support from ILO: US$3,000" in page(regional_office, f"{place}/")
    answered = page(regional_office, at(asked, "answer"))
    assert "This support is accepted. To change or end the support, give a reason." in answered
    Contribution.objects.update(told_how="By phone")
    assert "How the partner informed the taskforce: By phone" in page(
        regional_office, f"{place}/consultation/"
    )
    assert line.code in page(ilo, f"{place}/001/")


def test_partner_reads_no_country_of_the_regional_draft_that_has_not_confirmed(
    regional_plan, regional_office, ilo, regional_line
):
    regional_line.participations.filter(taskforce__slug="kh").update(
        confirmed_at=NOW, confirmed_by=regional_office.user
    )
    open_draft(regional_plan, ilo.partner, LATER, by=regional_office, now=NOW)

    for address in ("/2011/regional/", "/2011/regional/001/"):
        html = words_on(page(ilo, address))
        assert "Cambodia" in html
        assert "Lao PDR" not in html


def test_regional_plan_has_no_desk_to_open_it_to(regional_plan, regional_office):
    send(regional_office, "/2011/regional/readers/desk/open/", {}, 403)
    assert "Open the draft to the desk" not in page(regional_office, "/2011/regional/readers/")
    assert "/2011/regional/consultation/" in page(regional_office, "/2011/regional/readers/")


def test_countries_read_the_support_of_a_regional_line_once_it_is_in_force(
    world, regional_office, kh_lead, ilo, regional_line
):
    cast.support(regional_line, ilo.partner, "accepted", by=regional_office, amount=Decimal(3_456))
    cast.confirmed(world.workplan("regional"))
    assert "3,456" not in page(kh_lead, "/2011/regional/001/")

    cast.in_force(world.workplan("regional"))

    for address in ("/2011/regional/", "/2011/regional/001/"):
        assert "US$3,456" in page(kh_lead, address)


def test_offers_to_answer_stand_before_all_other_support_of_the_plan_and_of_their_activity(
    kh_plan, line, kh_officer, kh_lead, ilo, iom
):
    second = cast.complete_line(kh_plan)
    cast.support(line, ilo.partner, "accepted", by=ilo)
    cast.support(second, ilo.partner, "asked", by=kh_officer)
    cast.support(second, iom.partner, "offered", by=iom)

    table = page(kh_lead, PAGE).partition('<table class="offers"')[2].partition("</table>")[0]

    found = re.findall(r'id="line-(\d+)"|class="offers-partner">(\w+)', table)
    assert [number or partner for number, partner in found] == ["002", "IOM", "ILO", "001", "ILO"]


def test_fields_that_some_kind_of_support_needs_are_not_called_optional(line, iom, officer):
    sent = {"partner": iom.partner_id, "row_version": line.row_version}

    asked = words_on(officer.get("/2011/kh/001/ask/").text)
    money = officer.post("/2011/kh/001/ask/", sent | {"kind": "funds"})
    in_kind = officer.post("/2011/kh/001/ask/", sent | {"kind": "in_kind"})

    assert "Amount in US dollars For people or things, leave this field empty." in asked
    assert "Description of the support For people or things, describe them." in asked
    assert list(money.context["form"].errors) == ["amount"]
    assert list(in_kind.context["form"].errors) == ["what"]

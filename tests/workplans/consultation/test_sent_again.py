"""The form of a request that is sent again: one request, or a word why not."""

import re
from typing import Any

import pytest
from pytest_django.asserts import assertContains

from commit_portal.models import Event
from tests import cast
from tests.workplans.drafting.test_pages import client_of
from workplans.consultation.actions.ask import take_back_request
from workplans.models import Contribution, Opening, Partner, Seat

ADDRESS = "/2011/kh/001/ask/"


def typed(seat: Seat, partner: Partner, **changes: Any) -> dict[str, Any]:
    """What somebody types into the page of a request, with the key of that page."""
    found = re.search(r'name="made_with" value="([^"]+)"', client_of(seat).get(ADDRESS).text)
    assert found
    return {
        "partner": partner.pk,
        "kind": "funds",
        "amount": "4,000",
        "what": "Fees",
        "made_with": found[1],
        **changes,
    }


def send(seat: Seat, data: dict[str, Any]) -> Any:
    return client_of(seat).post(ADDRESS, data, follow=True)


def test_form_that_is_sent_twice_makes_one_request_and_says_that_it_was_sent(line, kh_officer, ilo):
    sent = typed(kh_officer, ilo.partner)

    first, second = send(kh_officer, sent), send(kh_officer, sent)

    assert [answer.redirect_chain for answer in (first, second)] == [
        [("/2011/kh/consultation/#line-001", 302)]
    ] * 2
    assert "You already sent this request to ILO for KH-2011-001." in second.text
    assert Contribution.objects.count() == Event.objects.filter(verb="ask").count() == 1


def test_form_that_opens_the_draft_and_is_sent_twice_opens_and_asks_once(line, kh_lead, ilo):
    sent = typed(kh_lead, ilo.partner, until_on=f"31 Dec {cast.LATER.year}")

    send(kh_lead, sent)
    again = send(kh_lead, sent)

    assert "You already sent this request to ILO for KH-2011-001." in again.text
    assert Contribution.objects.count() == Opening.objects.filter(partner=ilo.partner).count() == 1


def test_request_that_was_cancelled_since_is_not_made_anew_by_its_own_form(line, kh_officer, ilo):
    sent = typed(kh_officer, ilo.partner)
    send(kh_officer, sent)
    take_back_request(Contribution.objects.get(), seen=None, by=kh_officer, now=cast.NOW)

    send(kh_officer, sent)

    assert [support.status for support in Contribution.objects.all()] == ["withdrawn"]


@pytest.mark.parametrize("change", ["partner", "amount", "kind"])
@pytest.mark.usefixtures("line")
def test_other_content_with_the_same_key_says_so_and_can_be_sent_once_more(kh_officer, ilo, iom, change):
    sent = typed(kh_officer, ilo.partner)
    send(kh_officer, sent)
    other = {
        "partner": {"partner": iom.partner_id},
        "amount": {"amount": "5"},
        "kind": {"kind": "in_kind", "amount": ""},
    }
    changed = sent | other[change]

    answer = send(kh_officer, changed)

    assertContains(answer, "You already sent a request with this form.", status_code=409)
    assert Contribution.objects.count() == 1
    key = answer.context["form"]["made_with"].value()
    once_more = send(kh_officer, changed | {"made_with": key})
    # Another amount of money from the same partner is no second request (CO-3).
    assert once_more.status_code == (422 if change == "amount" else 200)
    assert Contribution.objects.count() == (1 if change == "amount" else 2)


def test_key_of_somebody_else_makes_nothing_and_names_nobody(line, kh_officer, kh_lead, ilo):
    sent = typed(kh_officer, ilo.partner)
    send(kh_officer, sent)

    answer = send(kh_lead, sent)

    assertContains(answer, "You already sent a request with this form.", status_code=409)
    assert Contribution.objects.count() == 1


def test_key_that_is_no_key_is_an_error_of_the_page(line, kh_officer, ilo):
    answer = send(kh_officer, typed(kh_officer, ilo.partner, made_with="9" * 40))

    assertContains(answer, "This page is out of date.", status_code=422)


def test_form_without_a_key_makes_a_request(line, kh_officer, ilo):
    send(kh_officer, typed(kh_officer, ilo.partner, made_with=""))

    assert Contribution.objects.get().made_with is None

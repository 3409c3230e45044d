"""Who must have a second factor is let in with it alone, and asked for it again before a step that weighs much."""

import time
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client

from tests.cast import PASSWORD
from tests.commit_portal.accounts.test_second_factor import FACTORS, code_of, set_up, with_password
from workplans.models import Seat
from workplans.request_context.second_factor import SecondFactorMiddleware
from workplans.statuses import Role

pytestmark = pytest.mark.asvs("V7.5.3 B56")

INVITE = "/people/invite/"


@pytest.fixture
def office(regional_office: Seat, settings: Any) -> Client:
    """The regional office, which has given a password and must have a second factor."""
    settings.MFA_REQUIRED = [Role.REGIONAL_OFFICE]
    regional_office.user.set_password(PASSWORD)
    regional_office.user.save()
    return with_password(regional_office.user.email)


def test_role_that_needs_a_second_factor_opens_no_page_before_one_is_set_up(office, kh_plan, lead):
    led = office.get("/2011/kh/", follow=True)
    assert led.redirect_chain == [(FACTORS, 302)]
    assert "Your role needs a second factor. Set one up now, then use the portal." in led.text
    assert lead.get("/2011/kh/").status_code == 200

    set_up(office)

    assert office.get("/2011/kh/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_heavy_step_asks_for_a_code_that_is_not_older_than_a_quarter_of_an_hour(office):
    typed = {
        "name": "Chann <b>",
        "email": "chann@commit.example",
        "role": "observer",
        "starts_on": "1 Jan 2011",
    }
    # Whoever sets an app up gives a code of it.
    secret = set_up(office)
    assert office.get(INVITE).status_code == 200

    with time_machine.travel(time.time() + 16 * 60, tick=False):
        confirm = office.get(INVITE).url
        kept = office.post(INVITE, typed)

        assert confirm == f"{FACTORS}confirm/?next=%2Fpeople%2Finvite%2F"
        assert (kept.status_code, "Use your second factor again" in kept.text) == (403, True)
        assert "Chann &lt;b&gt;" in kept.text
        assert office.get("/people/").status_code == 200
        assert office.post(confirm, {"code": "000000"}).status_code == 200
        assert office.post(confirm, {"code": code_of(secret)}).url == INVITE
        assert office.get(INVITE).status_code == 200


@pytest.mark.parametrize(("needed", "status"), [([], 200), ([Role.REGIONAL_OFFICE], 302)])
def test_who_removed_the_last_factor_is_asked_for_none_at_a_heavy_step(office, settings, needed, status):
    set_up(office)
    office.post(f"{FACTORS}app/remove/")
    settings.MFA_REQUIRED = needed

    with time_machine.travel(time.time() + 16 * 60, tick=False):
        answer = office.get(INVITE)

    assert (answer.status_code, answer.headers.get("Location")) == (status, FACTORS if needed else None)


@pytest.mark.parametrize(("roles", "unknown"), [(["regional", "desks"], "'desks'"), (["Lead"], "'Lead'")])
def test_portal_does_not_start_where_a_factor_is_required_of_no_role(settings, roles, unknown):
    settings.MFA_REQUIRED = roles
    with pytest.raises(ImproperlyConfigured, match=f"MFA_REQUIRED has no role {unknown}. Name some"):
        SecondFactorMiddleware(lambda request: HttpResponse())

"""What is counted: failed sign-ins of an address, and the files that one person takes."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from commit_portal.i18n import moment
from commit_portal.workflow import fingerprint
from reporting.models import Meeting
from spa.models import BudgetFigure
from tests.commit_portal.test_signing_in import cache_server

__all__ = ["cache_server"]

CALLING = {"made_with": "{key}", "about": "Rooms", "text": "Zebrafish", "to": "both", "told-both": "{desk}"}
INVITED = {"email": "{key}@commit.example", "name": "New", "role": "observer", "starts_on": "2011-02-01"}
RESET = {"email": "A@commit.example"}
NOBODY = {"seen": fingerprint(())}
EXPORTS = (
    "/2011/kh/export.csv",
    "/2011/kh/export.xlsx",
    "/plans/spa-test/plan.csv",
    "/plans/spa-test/budget/budget.csv",
    "/2011/comparison/xlsx/",
)


def ends_in(**wait: float) -> datetime:
    return timezone.now() + timedelta(**wait)


def test_limits_are_those_that_the_year_was_worked_out_for(settings):
    """Whoever changes one says so here as well."""
    assert settings.QUOTAS == {
        **{"export": "60/h/user", "search": "600/h/user", "import": "100/d/user"},
        **{"call": "100/d/user", "invite": "100/d/user", "reset": "10/d/key"},
        **{"delegates": "100/d/user", "report": "60/h/ip"},
    }
    assert (settings.SIGN_IN_QUOTA, settings.RESET_LINK_AGE) == ("100/d/key", 60 * 60)
    assert settings.ACCOUNT_RATE_LIMITS == {"login": None, "login_failed": "60/m/ip,5/5m/key"}


@pytest.mark.django_db
def test_limit_of_resets_is_a_page_in_the_portal_s_look(cache_server, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    sent = {"email": "person@commit.example"}
    Client().post("/accounts/password/reset/", sent)

    refused = Client().post("/accounts/password/reset/", sent)

    assert refused.status_code == 429
    # allauth counts by the minute, and so it does for the page that changes a password.
    assert refused.headers["Retry-After"] == "60"
    assert "You sent too many requests in a short time" in refused.text
    assert "Wait one minute, then try again." in refused.text
    assert 'class="masthead"' in refused.text


@pytest.mark.usefixtures("cache_server")
def test_files_of_one_person_are_counted_together_and_others_are_not(kh_lead, officer, lead, settings):
    settings.QUOTAS = settings.QUOTAS | {"export": f"{len(EXPORTS)}/h/user"}
    BudgetFigure.objects.create(
        plan=kh_lead.taskforce.workplans.get().cycle.plan,
        heading="travel",
        year=2011,
        amount=1,
        source="A letter",
    )

    taken = [officer.get(address).status_code for address in EXPORTS]
    refused = officer.get(EXPORTS[0])

    assert taken == [200] * len(EXPORTS)
    assert refused.status_code == 429
    said = re.search(
        r"You downloaded 5 files in an hour\. Download the next file after ([^.<]+)\.", refused.text
    )
    assert said
    assert said[1] in {moment(ends_in(minutes=59)), moment(ends_in(minutes=60))}
    assert '<a href="/2011/kh/">The workplan</a>' in refused.text
    assert lead.get(EXPORTS[0]).status_code == 200
    # Pages are no files.
    assert officer.get("/2011/kh/").status_code == 200


@pytest.mark.asvs("V2.3.2 V2.4.1 V15.2.2 B59")
@pytest.mark.parametrize("is_away", [False, True])
@pytest.mark.parametrize(
    ("quota", "address", "sent", "status", "sentence"),
    [
        ("search", "/search/?q=rooms", None, 429, "You searched 2 times in an hour. Search again after"),
        ("export", "/2011/kh/print/make/", {}, 429, "You downloaded 2 files in an hour. Download the next file after"),
        ("import", "/2011/kh/import/", {"rows": "Nr\n1"}, 422, "You sent 2 tables in a day. Send the next table after"),
        ("call", "/2011/kh/comments/new/", CALLING, 422, "You sent 2 comments with notices in a day. Choose “Nobody”"),
        ("invite", "/people/invite/", INVITED, 422, "You sent 2 invitations in a day. Send the next invitation after"),
        ("delegates", "/meetings/som-8/delegates/kh/", NOBODY, 422, "You saved 2 delegations in a day. Save the next delegation"),
        ("reset", "/accounts/password/reset/", RESET, 429, "You asked for 2 links in a day. Look for an e-mail, or ask"),
    ],
)  # fmt: skip
def test_what_one_person_may_do_so_often_ends_with_a_sentence_that_says_when_again(
    world, client_of, cache_server, settings, quota, address, sent, status, sentence, is_away
):
    """What was typed stays on the page of a form. The control is the second time, and whoever calls nobody.

    Without the cache, rows count all but searches and files.
    """
    if is_away:
        cache_server.kill9()
    settings.QUOTAS = settings.QUOTAS | {quota: f"2/{settings.QUOTAS[quota].partition('/')[2]}"}
    seat = world.seats["kh_officer" if quota in ("export", "import", "call") else "regional_office"]
    Meeting.objects.create(slug="som-8")
    client, desk = Client() if quota == "reset" else client_of(seat), world.seats["kh_desk"].user_id

    def ask() -> Any:
        if sent is None:
            return client.get(address)
        typed = {name: text.format(key=uuid4(), desk=desk) for name, text in sent.items()}
        return client.post(address, typed)

    first, second, refused = ask(), ask(), ask()

    assert sentence not in first.text + second.text
    is_counted = not (is_away and quota in ("search", "export"))
    assert (sentence in refused.text, refused.status_code == status) == (is_counted, is_counted)
    if quota == "call":
        assert CALLING["text"] in refused.text
        assert client.post(address, CALLING | {"made_with": uuid4(), "told-both": ""}).status_code == 302

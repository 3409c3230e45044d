"""The key of a link that sets a password reaches no log, and no other address."""

import io
import json
import logging
import re

import pytest
from celery.signals import after_setup_logger
from django.conf import settings
from django.test import Client, RequestFactory

from commit_portal.logs import sender_of
from tests import services
from tests.commit_portal.http.test_slow_callers import bare, status
from tests.mails import sent

__all__ = ["bare"]

KEY = "c0ffee-0123456789abcdef"
ADDRESS = f"/accounts/password/reset/key/1-{KEY}/"
# Each address of a link with a key, by itself and where another one names it; and what nobody should write in an address.
WITH_KEYS = (
    f"/calendar/{KEY}/",
    f"/notices/stop/{KEY}/waits/",
    f"/accounts/login/?next={ADDRESS}",
    f"/accounts/login/?next={ADDRESS.replace('/', '%2F')}",
    f"/accounts/login/?login=a@commit.example&password={KEY}",
)


@pytest.mark.asvs("V16.2.1 V16.2.2 V16.2.4 V16.2.5 V16.3.2 V16.3.3 V16.3.4 B60")
def test_no_log_of_a_real_server_holds_the_key_of_a_link(bare):
    """The portal has no tables here: what the web server and Django write of refusals and of faults is all in the log."""
    port, server = bare

    assert status(port, "GET", ADDRESS) == 500
    assert status(port, "POST", ADDRESS) == 403
    assert status(port, "GET", ADDRESS.removesuffix("/")) == 301
    for address in WITH_KEYS:
        sent = f"password={KEY}&next={address}".encode()
        assert min(status(port, "GET", address), status(port, "POST", address, sent)) >= 200

    assert KEY not in server.output
    lines = [json.loads(line) for line in server.output.splitlines() if line.startswith("{")]
    said = {line["message"].split(":")[0]: line for line in lines}
    assert {name: (line["level"], "traceback" in line) for name, line in said.items()} == {
        "Internal Server Error": ("ERROR", True),
        "Forbidden (CSRF cookie not set.)": ("WARNING", False),
    }
    hidden = ADDRESS.replace(f"1-{KEY}", "***")
    assert {line["asked"] for line in lines} >= {f"GET {hidden}", f"POST {hidden}"}
    assert {(line["from"], line["time"][-6:]) for line in lines} == {("127.0.0.1", "+00:00")}


# Where all loggers of a process of the portal write; then with one more.
WRITES_TO = """
import logging, django
django.setup()
import commit_portal.celery, commit_portal.management.commands.serve, reporting.management.commands.sweep
for more in (logging.NullHandler(), logging.FileHandler("/dev/null")):
    logging.getLogger("more").addHandler(more)
    found = [one for name in (None, *logging.root.manager.loggerDict) for one in logging.getLogger(name).handlers]
    print(*sorted({getattr(getattr(one, "stream", None), "name", "nowhere") for one in found}))
"""


@pytest.mark.asvs("V16.2.3")
def test_logs_go_to_standard_error_alone(tmp_path):
    """The second line is the negative control."""
    said = services.ran("-c", WRITES_TO, VAR=str(tmp_path)).stdout
    assert said.splitlines() == ["<stderr> nowhere", "/dev/null <stderr> nowhere"]


def test_portal_that_sends_no_mail_keeps_it_in_files_of_its_own(tmp_path):
    send = (
        "import django; django.setup(); from django.core.mail import send_mail;"
        "send_mail('About', 'A key', None, ['a@commit.example'])"
    )

    ended = services.ran("-c", send, VAR=str(tmp_path))

    [text] = [path.read_text() for path in (tmp_path / "mail").glob("*.log")]
    assert "A key" in text
    assert "A key" not in ended.stdout + ended.stderr
    assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700


def test_worker_leaves_the_key_in_an_exception_out():
    """In the exception's words, and in the line of code that raised it."""
    written, logger = io.StringIO(), logging.Logger("of the worker")
    logger.addHandler(logging.StreamHandler(written))
    after_setup_logger.send(sender=None, logger=logger)

    try:
        raise ValueError(f"no row for {ADDRESS}")
    except ValueError:
        logger.exception("Asked for %s", ADDRESS)

    assert (
        "ValueError: no row for /accounts/password/reset/key/***/"
        in json.loads(written.getvalue())["traceback"]
    )
    assert KEY not in written.getvalue()


@pytest.mark.django_db
def test_page_of_a_link_has_an_address_without_its_key_and_tells_it_to_no_other_site(kh_lead):
    """So neither the browser's history nor what it says to the next address holds the key."""
    client = Client()
    client.post("/accounts/password/reset/", {"email": kh_lead.user.email})
    link = re.search(r"/accounts/password/reset/key/\S+", sent()[0].body)

    answer = client.get(link[0])
    page = client.get(answer.url)

    assert re.fullmatch(r"/accounts/password/reset/key/\w+-set-password/", answer.url)
    assert link[0] not in page.text
    assert page["Referrer-Policy"] == settings.SECURE_REFERRER_POLICY == "same-origin"


@pytest.mark.parametrize("passed", ["", " , "])
def test_a_request_that_passed_no_proxy_has_its_own_sender_in_the_log(passed, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    asked = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR=passed)
    through = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="198.51.100.7, 192.0.2.1")

    assert [sender_of(one) for one in (asked, through)] == ["192.0.2.9", "192.0.2.1"]

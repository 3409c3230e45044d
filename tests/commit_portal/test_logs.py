"""The key of a link that sets a password reaches no log, and no other address."""

import contextlib
import http.client
import io
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from celery.signals import after_setup_logger
from django.conf import settings
from django.test import Client

from commit_portal.logs import WithoutKeys, leave_keys_out
from tests import services
from tests.mails import sent
from workplans.models import Seat

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


@pytest.mark.asvs("V16.2.5 B60")
def test_no_log_of_a_real_server_holds_the_key_of_a_link(tmp_path: Path) -> None:
    """The portal has no tables here: what the web server and Django write of refusals and of faults is all in the log."""
    port = services.free_port()
    env = dict(os.environ) | {
        "VAR": str(tmp_path / "var"),
        "STATIC_ROOT": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}",
        "PYTHONUNBUFFERED": "1",
    }
    server = services.Process(services.web_server(port), env=env, log=tmp_path / "web.log")

    def ask(method: str, address: str, body: str = "") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request(method, address, body, {"Content-Type": "application/x-www-form-urlencoded"})
        with contextlib.closing(connection):
            return connection.getresponse().status

    def answers() -> bool:
        with contextlib.suppress(OSError):
            return ask("GET", "/health/") == 200
        return False

    try:
        server.wait_until(answers, timeout_s=60)
        assert ask("GET", ADDRESS) == 500
        assert ask("POST", ADDRESS) == 403
        assert ask("GET", ADDRESS.removesuffix("/")) == 301
        for address in WITH_KEYS:
            assert min(ask("GET", address), ask("POST", address, f"password={KEY}&next={address}")) >= 200
    finally:
        server.stop()

    assert KEY not in server.output
    for said in ("Internal Server Error: ", "Forbidden (CSRF cookie not set.): "):
        assert f"{said}/accounts/password/reset/key/***" in server.output


@pytest.mark.parametrize(("name", "said"), [("", "file_path"), ("console:", "{}")])
def test_portal_that_sends_no_mail_keeps_it_in_files_of_its_own(tmp_path: Path, name: str, said: str) -> None:
    """Unless somebody asks for it on the screen."""
    env = dict(os.environ) | {
        "VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "commit_portal.settings",
    }
    if name:
        env["EMAIL_URL"] = name
    send = (
        "import django; django.setup(); from django.conf import settings; from django.core.mail import send_mail;"
        "print(settings.MAILERS['default']['OPTIONS']); send_mail('About', 'A key', None, ['a@commit.example'])"
    )

    ended = subprocess.run(
        [sys.executable, "-c", send],
        cwd=services.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )

    files = [path.read_text() for path in (tmp_path / "mail").glob("*.log")]
    assert said in ended.stdout
    assert ("A key" in ended.stdout, len(files)) == ((False, 1) if not name else (True, 0))
    assert all("A key" in text for text in files)
    if not name:
        assert (tmp_path / "mail").stat().st_mode & 0o777 == 0o700


def test_handler_s_own_layout_is_kept_and_the_key_in_an_exception_is_not() -> None:
    """In the exception's words, in the line of code that raised it, and in what was raised before it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logging.Formatter("[%(levelname)s] %(message)s"))
    logger = logging.Logger("of the test")
    logger.addHandler(handler)
    leave_keys_out(logger)

    try:
        try:
            raise LookupError(ADDRESS)
        except LookupError as first:
            raise ValueError(f"no row for {ADDRESS}") from first
    except ValueError:
        logger.exception("Asked for %s", ADDRESS)

    said = written.getvalue()
    assert said.startswith("[ERROR] Asked for /accounts/password/reset/key/***/\nTraceback")
    assert "ValueError: no row for /accounts/password/reset/key/***/" in said
    assert "LookupError: /accounts/password/reset/key/***/" in said
    assert KEY not in said


def test_handlers_of_the_portal_and_of_the_worker_leave_keys_out() -> None:
    worker = logging.Logger("of the worker")
    worker.addHandler(logging.StreamHandler())
    after_setup_logger.send(sender=None, logger=worker)
    console = settings.LOGGING["handlers"]["console"]["formatter"]

    assert isinstance(worker.handlers[0].formatter, WithoutKeys)
    assert settings.LOGGING["formatters"][console]["()"] == "commit_portal.logs.without_keys"


@pytest.mark.django_db
def test_page_of_a_link_has_an_address_without_its_key_and_tells_it_to_no_other_site(
    kh_lead: Seat,
) -> None:
    """So neither the browser's history nor what it says to the next address holds the key."""
    client = Client()
    client.post("/accounts/password/reset/", {"email": kh_lead.user.email})
    link = re.search(r"/accounts/password/reset/key/\S+", sent()[0].body)
    assert link is not None

    answer = client.get(link[0])
    page = client.get(answer.url)

    assert re.fullmatch(r"/accounts/password/reset/key/\w+-set-password/", answer.url)
    assert link[0] not in page.text
    assert page["Referrer-Policy"] == settings.SECURE_REFERRER_POLICY == "same-origin"

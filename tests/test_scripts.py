"""Scripts of a stranger in every typed text: no page runs one, and no other site frames a page."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.urls import reverse
from django.utils.csp import build_policy
from playwright.sync_api import Error, Page

from commit_portal.models import User
from tests import authz_matrix, browsing

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.slow]
pytestmark += [pytest.mark.asvs("V1.1.2 V1.2.1 V1.2.3 V1.3.10 V3.4.3 V3.4.6 B47 B48 B50")]
# What formats would fill in or fail on.
FORMATS = "%(code)s%d{0}"
# Out of a text, an attribute, a script, a style and a comment; each would speak by a dialog.
PAYLOAD = (
    f"{FORMATS}\"'></title></textarea></script><script>alert(1)</script><img src=x onerror=alert(2)>"
    "<svg/onload=alert(3)><a href=javascript:alert(4)>x</a>{{7*7}}<style>@import'//evil.example'</style>"
)
READERS = ("regional_office", "kh_lead")
OURS = ("spa", "workplans", "reporting")


@pytest.fixture
def office(transactional_db: None, settings: Any, tmp_path: Path) -> authz_matrix.Office:
    """The office of the matrix, with the payload in every text that people type and that is long enough for it."""
    settings.MEDIA_ROOT = tmp_path
    made = authz_matrix.make_office()
    for model in (User, *(model for app in OURS for model in apps.get_app_config(app).get_models())):
        for field in model._meta.concrete_fields:
            if is_typed(field):
                # What can only be added to, or is joined by its text, keeps what it has.
                with suppress(DatabaseError), transaction.atomic():
                    model._base_manager.exclude(**{field.name: ""}).update(**{field.name: PAYLOAD})
    return made


def is_typed(field: Any) -> bool:
    """Not a key, a code or an address of ours, nor the frozen figures of an edition or form."""
    is_text = type(field) is models.TextField or (
        type(field) is models.CharField and field.max_length >= len(PAYLOAD)
    )
    return is_text and not (field.choices or field.unique or field.name == "dataset")


def test_no_page_runs_what_somebody_typed(office, live_server, page, client_of, caplog):
    spoken: list[str] = []
    page.on("dialog", lambda dialog: (spoken.append(f"{page.url} {dialog.message}"), dialog.dismiss()))
    page.on(
        "console", lambda said: spoken.append(said.text) if "Content Security Policy" in said.text else None
    )
    shown = 0
    for name in READERS:
        page.context.clear_cookies()
        browsing.sign_in(page.context, live_server.url, client_of(office.world.seats[name]))
        for address in addresses_of(office, name):
            if is_page(page, live_server.url + address):
                texts = page.content()
                shown += "alert(1)" in texts
                assert texts.count("alert(1)") <= texts.count(FORMATS), page.url

    assert spoken == reports(caplog) == []
    assert shown > 60, shown
    # The negative control: where it is not escaped, it speaks.
    page.set_content(PAYLOAD)
    page.wait_for_timeout(300)
    assert spoken != []


def test_browser_reports_what_breaks_the_policy(db, live_server, page, caplog):
    """The negative control: of the same page without the policy there is no report."""
    answer = {"body": "<script>alert(1)</script>", "content_type": "text/html"}
    policy = {"Content-Security-Policy": build_policy(settings.SECURE_CSP)}
    page.route("**/free/", lambda route: route.fulfill(**answer))
    page.route("**/bound/*", lambda route: route.fulfill(**answer, headers=policy))
    page.goto(f"{live_server.url}/free/", wait_until="load")
    page.goto(f"{live_server.url}/bound/?a-secret", wait_until="load")
    for _ in range(50):
        if not reports(caplog):
            page.wait_for_timeout(100)

    assert reports(caplog) == [(f"{live_server.url}/bound/", "inline", "script-src-elem")]


def reports(caplog: pytest.LogCaptureFixture) -> list[tuple[str, ...]]:
    """What browsers have reported of the policy: page, what it was kept from, and directive."""
    found = [record.facts for record in caplog.records if record.name == "commit_portal.views"]
    return [(facts["document-uri"], facts["blocked-uri"], facts["directive"]) for facts in found]


def test_no_other_site_frames_a_page(db, live_server, page):
    """The negative control: a page that says nothing about it is framed."""
    paths = ("/plain/", "/accounts/login/")
    frames = "".join(f'<iframe src="{live_server.url}{path}"></iframe>' for path in paths)
    page.route("http://localhost:1/", lambda route: route.fulfill(body=frames, content_type="text/html"))
    page.route("**/plain/", lambda route: route.fulfill(body="<input name=login>", content_type="text/html"))
    page.goto("http://localhost:1/", wait_until="load")
    page.wait_for_timeout(300)

    assert [frame.locator("input[name=login]").count() for frame in page.frames[1:]] == [1, 0]


def addresses_of(office: authz_matrix.Office, name: str) -> Iterator[str]:
    """The addresses of the matrix at which a reader gets a page or a file."""
    for row in authz_matrix.ROWS:
        cells = dict(zip(authz_matrix.COLUMNS, row.cells.replace("|", " ").split(), strict=True))
        if row.method == "get" and cells[name] == "200":
            yield reverse(row.name, kwargs=office.filled(row.parts), query=office.filled(row.query))


def is_page(page: Page, address: str) -> bool:
    """Opens an address; whether a page came, and no file, which the browser keeps beside the page that it shows."""
    try:
        answer = page.goto(address, wait_until="load")
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return False
    return answer is not None and answer.headers["content-type"].startswith("text/html")

"""Ask for a page in the made-up language, and list what it says outside the brackets."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.test import Client

from commit_portal.models import User
from tests.authz_matrix import let_go, undone
from tests.words import made_up

READER = {"Accept-Language": made_up.LANGUAGE}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@contextmanager
def spoken(language: Path) -> Iterator[None]:
    """Everybody has chosen the made-up language; whoever is not signed in sends `READER`."""
    with made_up.made_up(language):
        User.objects.update(language=made_up.LANGUAGE)
        yield


def walk(
    client: Client, language: Path, address: str, method: str = "get", data: dict[str, Any] | None = None
) -> list[made_up.Fault]:
    """The faults of one page, and of the page that a form leads to; whatever is written is undone."""
    sent = {name: _wide(value) for name, value in (data or {}).items()}
    typed = tuple(value for value in sent.values() if isinstance(value, str) and len(value) > 2)
    # Signing out takes the cookie with it, and undoing the database does not bring it back.
    cookies = deepcopy(client.cookies)
    with undone(), spoken(language):
        response = getattr(client, method)(address, sent, follow=True, headers=READER)
        found = faults_of_answer(response, typed)
        let_go(response)
    client.cookies = cookies
    return found


def faults_of_answer(response: Any, typed: tuple[str, ...] = ()) -> list[made_up.Fault]:
    """Of a page, a workbook or a text, by its content type; `typed` is what was sent and may be shown again."""
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    body = b"".join(response) if response.streaming else response.content
    if kind == XLSX and body.startswith(b"PK"):
        return made_up.faults_of_workbook(body, typed)
    if kind == "text/html":
        return made_up.faults_of_page(body.decode(), typed)
    return made_up.faults_of_text(body.decode(), typed) if kind.startswith("text/") else []


def _wide(value: Any) -> Any:
    """Whatever begins with a capital letter is a text; codes, choices and days do not."""
    return made_up.full_width(value) if isinstance(value, str) and value[:1].isupper() else value

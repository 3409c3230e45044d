"""What tests in a real browser share: signing in, what axe finds, what is wider than the screen."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]},
    # What is in order is not told element by element.
    "resultTypes": ["violations"],
    "reporter": "no-passes",
    # Style sheets that others import it would look for at wrong addresses, and no rule asks for them.
    "preload": False,
}
HANDED_OVER = Axe()
# What reaches beyond the screen, by its class.
TOO_WIDE = """width => document.documentElement.scrollWidth === width ? [] :
    [...document.querySelectorAll("main *")].filter(item => item.getBoundingClientRect().right > width)
        .map(item => `${item.tagName} ${item.className}`)"""


def sign_in(context: BrowserContext, address: str, client: Client) -> None:
    """Let a browser be signed in as a client is, at the address of a server."""
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])


def faults(page: Page, axe: Axe = HANDED_OVER) -> list[str]:
    """What axe finds, each with the first three places."""
    found = axe.run(page, options=WCAG).response["violations"]
    return [
        f"axe {fault['id']}: {'; '.join(node['html'][:120] for node in fault['nodes'][:3])}"
        for fault in found
    ]

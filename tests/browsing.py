"""What tests in a real browser share: signing in, what axe finds, what is wider than the screen."""

from __future__ import annotations

import re
from collections.abc import Callable

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
AXE = Axe()
# Attributes that hold words, addresses or values: axe asks whether they are there. Any other may decide what it finds.
HOLD_WORDS = {
    "action",
    "alt",
    "aria-label",
    "content",
    "datetime",
    "href",
    "name",
    "placeholder",
    "src",
    "title",
    "value",
}
HOLD_MORE_WORDS = ("hx-", "data-say-")
HOLD_NUMBERS = ("id", "for", "aria-", "data-")
_ATTRIBUTE = re.compile(r' ([\w-]+)="([^"]+)"')
_TEXT = re.compile(r">[^<]*\S[^<]*<")
# Which parts of the style sheets hold, also of imported ones: they ask for the width, and for light or dark. Whether there
# is JavaScript they ask too, but axe runs only with it.
MEDIA = """(function held(rules) {
    return [...rules].map(rule => {
        const text = rule.media?.mediaText ?? "";
        const asks = text.includes("scripting") ? "" : text && Number(matchMedia(text).matches);
        return asks + held((rule.styleSheet || rule).cssRules || []);
    }).join("");
})([...document.styleSheets].flatMap(sheet => [...sheet.cssRules]))"""
# Pages in which axe found nothing, of this process.
_in_order: set[tuple[str, str]] = set()
# What reaches beyond the screen, by its class.
TOO_WIDE = """width => document.documentElement.scrollWidth === width ? [] :
    [...document.querySelectorAll("main *")].filter(item => item.getBoundingClientRect().right > width)
        .map(item => `${item.tagName} ${item.className}`)"""


def sign_in(context: BrowserContext, address: str, client: Client) -> None:
    """Let a browser be signed in as a client is, at the address of a server."""
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])


def faults(page: Page, copy: Callable[[], Page] | None = None) -> list[str]:
    """What axe finds, each with the first three places; measured in a copy of the page where that is given.

    A page that differs only by its words and numbers from one in order is in order: axe takes longer than the page.
    """
    seen = (_without_words(page.content()), page.evaluate(MEDIA))
    if seen in _in_order:
        return []
    found = AXE.run(copy() if copy else page, options=WCAG).response["violations"]
    if not found:
        _in_order.add(seen)
    return [
        f"axe {fault['id']}: {'; '.join(node['html'][:120] for node in fault['nodes'][:3])}"
        for fault in found
    ]


def _without_words(html: str) -> str:
    """The page's tags with what decides how they look and hang together; of every text, whether there is one."""
    return _TEXT.sub(">w<", _ATTRIBUTE.sub(_blurred, html))


def _blurred(attribute: re.Match[str]) -> str:
    name, value = attribute.groups()
    if name in HOLD_WORDS or name.startswith(HOLD_MORE_WORDS):
        return f' {name}="w"'
    if name.startswith(HOLD_NUMBERS):
        return f' {name}="{re.sub("[0-9]+", "#", value)}"'
    return attribute[0]

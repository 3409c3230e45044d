"""What tests in a real browser share: signing in, what axe finds, what is wider than the screen."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import urljoin

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Error, Page

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]},
    "rules": {"color-contrast": {"enabled": False}},
    # What is in order is not told element by element.
    "resultTypes": ["violations"],
    "reporter": "no-passes",
    # Style sheets that others import it would look for at wrong addresses, and no rule asks for them.
    "preload": False,
}
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
_SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
# Which parts of the style sheets hold, also of imported ones: first those that ask for light or dark, then the others,
# which ask for the width. Whether there is JavaScript they ask too, but axe runs only with it.
MEDIA = """(() => {
    const texts = (function held(rules) {
        return [...rules].flatMap(rule =>
            [rule.media?.mediaText || [], held((rule.styleSheet || rule).cssRules || [])].flat());
    })([...document.styleSheets].flatMap(sheet => [...sheet.cssRules]));
    const ask = isScheme => texts.filter(text => text.includes("color-scheme") === isScheme && !text.includes("scripting"))
        .map(text => Number(matchMedia(text).matches)).join("");
    return [ask(true), ask(false)];
})()"""
# axe on a page, and its slowest rule, of contrast, only on one element of each look that was not in order before: its own
# letters, and what is painted beneath them. What has nothing to read, or is disabled, axe does not measure either.
# Beneath are the elements that hold it: one placed over another ground that does not hold it is not measured anew.
LOOK = """async ([options, known]) => {
    const beneath = new Map([[null, ""]]);
    const painted = element => {
        if (!beneath.has(element)) {
            const style = getComputedStyle(element);
            const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.position, style.clip].join();
            beneath.set(element, painted(element.parentElement) + (own === "rgba(0, 0, 0, 0),none,1,static,auto" ? "" : own));
        }
        return beneath.get(element);
    };
    const seen = new Set(known), unlike = new Map();
    for (const element of document.body.querySelectorAll("*:not(:disabled, [aria-disabled] *)")) {
        const read = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (!(read || element.matches("input, select, textarea")) || !element.checkVisibility()) continue;
        const style = getComputedStyle(element);
        const letters = [style.color, style.fontSize, style.fontWeight, style.textShadow].join();
        const look = `${letters} on ${painted(element)}`;
        if (!seen.has(look) && !unlike.has(look)) unlike.set(look, element);
    }
    const found = await axe.run(options);
    const shades = {...options, rules: {}, runOnly: {type: "rule", values: ["color-contrast"]}};
    const faint = unlike.size ? await axe.run({include: [...unlike.values()]}, shades) : {violations: []};
    return [[...found.violations, ...faint.violations], [...unlike.keys()]];
}"""
# Into a page that is there already: a style sheet is not fetched again for each copy, nor axe compiled.
COPY = """
    async ([address, text]) => {
        history.replaceState(null, "", address);
        document.open();
        const loaded = new Promise(done => window.addEventListener("load", done, {once: true}));
        document.write(text);
        document.close();
        await loaded;
    }
"""
# What a scheme may change: it sets colours, and no place (tests/test_look.py).
OF_COLOURS = {**WCAG, "runOnly": {"type": "rule", "values": ["link-in-text-block"]}}
# Pages in which axe found nothing, of this process: by tags and width, the schemes.
_in_order: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
# The page in which copies are looked at.
_copies: list[Page] = []
# Looks of elements in which it found nothing.
_readable: set[str] = set()
# How wide a page is that is wider than the screen, and by its class what reaches beyond.
TOO_WIDE = """width => document.documentElement.scrollWidth <= width ? [] :
    [`the page is ${document.documentElement.scrollWidth} px wide`,
        ...[...document.querySelectorAll("body *")].filter(item => item.getBoundingClientRect().right > width)
            .map(item => `${item.tagName} ${item.className}`)]"""
# 320 px is also what a screen of 1280 px shows at 400 %.
WIDTHS = (1280, 1920, 800, 360, 320)
DESKTOP_AND_PHONE = (1280, 360)
# A scheme changes colours and no place: dark is looked at where all is shown, and where all is folded.
IN_DARK = (1280, 320)


type Visit = Callable[..., Page]
# The pages that wait for their next visitor, by how they are set up. A new one takes a third of a second of CPU.
_waiting: defaultdict[str, list[Page]] = defaultdict(list)


@contextmanager
def visitor(browser: Browser, **setup: Any) -> Iterator[Page]:
    """A page of somebody who was never here, in a browser that is set up so."""
    setup = {"locale": "en-GB", "timezone_id": "UTC", "viewport": {"width": 1280, "height": 720}} | setup
    waiting = _waiting[repr(setup)]
    page = waiting.pop() if waiting else browser.new_context(**setup).new_page()
    listens, heard = page.on, list[tuple[Any, Any]]()

    def on(event: Any, listener: Any) -> None:
        heard.append((event, listener))
        listens(event, listener)

    with patch.object(page, "on", on):
        yield page
    for event, listener in heard:
        page.remove_listener(event, listener)
    try:
        _forget(page, setup)
    except Error:
        # It has left the portal's pages, or answers no more.
        page.context.close()
    else:
        waiting.append(page)


def _forget(page: Page, setup: dict[str, Any]) -> None:
    """What the visitor has changed, and what the portal has kept in the browser."""
    context = page.context
    for other in context.pages[1:]:
        other.close()
    page.unroute_all(behavior="ignoreErrors")
    context.set_offline(False)
    page.goto(urljoin(page.url, "/health/"))
    page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    context.clear_cookies()
    context.clear_permissions()
    context.grant_permissions(setup.get("permissions", ()))
    page.emulate_media(media="null", color_scheme="null")
    page.set_viewport_size(setup["viewport"])


def sign_in(context: BrowserContext, address: str, client: Client) -> None:
    """Let a browser be signed in as a client is, at the server of an address."""
    session, server = client.cookies[settings.SESSION_COOKIE_NAME].value, urljoin(address, "/")
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server}])


def barriers(page: Page, widths: Sequence[int] = WIDTHS, *, dark: Sequence[int] = ()) -> list[str]:
    """What axe finds and what is wider than the screen, in each width, and in some of them in dark mode too.

    A page is loaded once and made narrower: it looks as one that was loaded so. axe looks where all is shown and where all
    is folded: in the widths between, the same elements stand elsewhere.
    """
    before, found = page.viewport_size, []
    # A page that a button has just asked for has no elements yet.
    page.wait_for_load_state()
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width}: {wide}" for wide in page.evaluate(TOO_WIDE, width)]
        if width in (widths[0], widths[-1]):
            found += [f"{width}: {fault}" for fault in faults(page)]
        if width in dark:
            page.emulate_media(color_scheme="dark")
            found += [f"{width}, dark: {fault}" for fault in faults(page)]
            page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)
    return found


def faults(page: Page, copy: Callable[[Page], Page] | None = None) -> list[str]:
    """What axe finds, each with the first three places; measured in a copy of the page where that is given.

    A page that differs only by its words and numbers from one in order is in order: axe takes longer than the page.
    """
    scheme, width = page.evaluate(MEDIA)
    schemes = _in_order[_without_words(page.content()), width]
    if scheme in schemes:
        return []
    found = _look(copy(page) if copy else page, OF_COLOURS if schemes else WCAG)
    if not found:
        schemes.add(scheme)
    return [
        f"axe {fault['id']}: {'; '.join(node['html'][:120] for node in fault['nodes'][:3])}"
        for fault in found
    ]


def copied(page: Page) -> Page:
    """A copy of the page as it is now, without its scripts: axe runs there also for who has no JavaScript, and is warm.

    What only a script knows, as where the focus is, is not in it.
    """
    address, server, browser = page.url.partition("#")[0], urljoin(page.url, "/"), page.context.browser
    if not _copies or not _copies[-1].url.startswith(server):
        assert browser
        while _copies:
            _copies.pop().context.close()
        _copies.append(browser.new_context(locale="en-GB", timezone_id="UTC").new_page())
        _copies[-1].goto(f"{server}health/")
    _copies[-1].set_viewport_size(page.viewport_size or {"width": 1280, "height": 720})
    _copies[-1].evaluate(COPY, [address, _SCRIPT.sub("", page.content())])
    return _copies[-1]


def _look(page: Page, options: dict[str, Any]) -> list[dict[str, Any]]:
    # A page that was measured before, at another width, has axe.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]]
    found, looks = page.evaluate(LOOK, [options, list(_readable)])
    if not found:
        _readable.update(looks)
    return found


def _without_words(html: str) -> str:
    """The page's tags with what decides how they look and hang together; of every text, whether there is one."""
    return _TEXT.sub(">w<", _ATTRIBUTE.sub(_blurred, _SCRIPT.sub("", html)))


def _blurred(attribute: re.Match[str]) -> str:
    name, value = attribute.groups()
    if name in HOLD_WORDS or name.startswith(HOLD_MORE_WORDS):
        return f' {name}="w"'
    if name.startswith(HOLD_NUMBERS):
        return f' {name}="{re.sub("[0-9]+", "#", value)}"'
    return attribute[0]

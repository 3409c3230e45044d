"""What tests in a real browser share: signing in, what axe finds, what is wider than the screen."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

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
# What a scheme may change: it sets colours, and no place (tests/test_look.py).
OF_COLOURS = {**WCAG, "runOnly": {"type": "rule", "values": ["link-in-text-block"]}}
# Pages in which axe found nothing, of this process: by tags and width, the schemes.
_in_order: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
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


def sign_in(context: BrowserContext, address: str, client: Client) -> None:
    """Let a browser be signed in as a client is, at the address of a server."""
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])


def barriers(page: Page, widths: Sequence[int] = WIDTHS, *, dark: Sequence[int] = ()) -> list[str]:
    """What axe finds and what is wider than the screen, in each width, and in some of them in dark mode too.

    A page is loaded once and made narrower: it looks as one that was loaded so. axe looks where all is shown and where all
    is folded: in the widths between, the same elements stand elsewhere.
    """
    before, found = page.viewport_size, []
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


def faults(page: Page, copy: Callable[[], Page] | None = None) -> list[str]:
    """What axe finds, each with the first three places; measured in a copy of the page where that is given.

    A page that differs only by its words and numbers from one in order is in order: axe takes longer than the page.
    """
    scheme, width = page.evaluate(MEDIA)
    schemes = _in_order[_without_words(page.content()), width]
    if scheme in schemes:
        return []
    found = _look(copy() if copy else page, OF_COLOURS if schemes else WCAG)
    if not found:
        schemes.add(scheme)
    return [
        f"axe {fault['id']}: {'; '.join(node['html'][:120] for node in fault['nodes'][:3])}"
        for fault in found
    ]


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
    return _TEXT.sub(">w<", _ATTRIBUTE.sub(_blurred, html))


def _blurred(attribute: re.Match[str]) -> str:
    name, value = attribute.groups()
    if name in HOLD_WORDS or name.startswith(HOLD_MORE_WORDS):
        return f' {name}="w"'
    if name.startswith(HOLD_NUMBERS):
        return f' {name}="{re.sub("[0-9]+", "#", value)}"'
    return attribute[0]

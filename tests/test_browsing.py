"""What the tests of screens rely on finds what is wrong with a page, and waits for the answers of its server."""

import threading
from http.client import HTTPConnection
from unittest.mock import patch
from urllib.parse import urlsplit

import pytest
from django.core.servers.basehttp import WSGIRequestHandler
from django.db import connection

from tests import browsing, services

pytestmark = [pytest.mark.browser, pytest.mark.once]
PAGE = '<!DOCTYPE html><html lang="en"><title>A page</title><main>%s</main></html>'


def test_axe_names_a_picture_without_words_and_nothing_in_a_page_in_order(page):
    page.set_content(PAGE % '<h1>Plans</h1><img src="data:,">')
    found = browsing.faults(page)
    page.set_content(PAGE % "<h1>Plans</h1>")

    assert found == ['axe image-alt: <img src="data:,">']
    assert browsing.faults(page) == []


def test_axe_looks_again_at_a_page_that_differs_by_more_than_its_words(page):
    in_order = '<h1>Plans</h1><p>%s</p><label for="id_%s">Cost</label><input id="id_%s">'
    for words, nth in (("Two lines.", 1), ("Three lines.", 2)):
        page.set_content(PAGE % in_order % (words, nth, nth))
        assert browsing.faults(page) == []

    for wrong in (in_order % ("Two lines.", 1, "other"), "<h1>Plans</h1><p><a href='/'></a></p>"):
        page.set_content(PAGE % wrong)
        assert len(browsing.faults(page)) == 1, wrong


def test_axe_looks_again_where_a_style_asks_for_the_value_of_an_attribute(page):
    tones = "<style>[data-tone=fine] { color: #333 } [data-tone=faint] { color: #ddd }</style>"
    part = '<h1>Plans</h1><p data-tone="%s">Two lines.</p>'
    page.set_content(PAGE % (tones + part % "fine"))
    assert browsing.faults(page) == []

    page.set_content(PAGE % (tones + part % "faint"))

    assert "axe color-contrast" in browsing.faults(page)[0]


def test_axe_looks_again_in_the_dark(page):
    dark = (
        "<style>p { color: #333 } @media (prefers-color-scheme: dark) { body { background: #555 } }</style>"
    )
    page.set_content(PAGE % f"{dark}<h1>Plans</h1><p>Two lines.</p>")
    assert browsing.faults(page) == []

    page.emulate_media(color_scheme="dark")

    assert "axe color-contrast" in browsing.faults(page)[0]


def test_axe_looks_at_letters_and_grounds_that_no_page_had_before(page):
    part = '<h1>Plans</h1><p style="color: #333">Two lines.</p>'
    page.set_content(PAGE % part)
    assert browsing.faults(page) == []

    for style in ("color: #ddd", "background: #555"):
        page.set_content(
            PAGE % f'{part}<div style="{style}"><p style="color: #333">Three.</p><b>Four.</b></div>'
        )
        assert len(browsing.faults(page)) == 1, style


def test_what_is_wider_than_a_phone_is_named_by_its_class(page):
    page.set_content(PAGE % '<div class="meter" style="width: 400px">US$100,000</div>')

    assert browsing.barriers(page) == [
        f"{width}: {what}" for width in (360, 320) for what in ("the page is 408 px wide", "DIV meter")
    ]


def test_colours_of_the_dark_are_asked_in_the_widths_that_are_said(page):
    style = "@media (prefers-color-scheme: dark) { p { color: #777; background: #666 } }"
    page.set_content(PAGE % f"<style>{style}</style><p>US$100,000</p>")

    found = browsing.barriers(page, dark=(320,))

    assert len(found) == 1
    assert found[0].startswith("320, dark: axe color-contrast")


def test_live_server_reads_the_database_of_its_tests(live_server):
    """In SQLite's memory by their own connection; PostgreSQL has one for each."""
    assert set(live_server.thread.connections_override) == (
        {"default"} if connection.vendor == "sqlite" else set()
    )


def test_live_server_answers_nobody_once_it_is_waited_for(live_server, visit):
    def answering() -> list[str]:
        services.wait_for_answers(1)
        threads = [thread.name for thread in threading.enumerate()]
        return [name for name in threads if "process_request_thread" in name]

    visit("/accounts/login/")
    assert answering() == []
    # The negative control: who may keep a connection, keeps it until it is closed. A browser would for minutes.
    kept = HTTPConnection(urlsplit(live_server.url).netloc)
    with patch.object(WSGIRequestHandler, "protocol_version", "HTTP/1.1"):
        kept.request("GET", "/accounts/login/")
        kept.getresponse().read()
    assert answering() != []
    kept.close()
    assert answering() == []


def test_visitor_finds_nothing_of_the_one_before(live_server, browser):
    address, asked = f"{live_server.url}/accounts/login/", list[str]()
    with browsing.visitor(browser) as first:
        first.goto(address)
        first.evaluate("() => { sessionStorage.a = localStorage.a = document.cookie = 'a=1' }")
        first.route("**/login/", lambda route: route.abort())
        first.on("request", lambda request: asked.append(request.url))
        first.set_viewport_size({"width": 360, "height": 800})
        first.emulate_media(media="print", color_scheme="dark")
        first.context.set_offline(True)

    with browsing.visitor(browser) as second:
        second.goto(address)
        asked.clear()
        second.reload()

        assert second == first
        assert asked == []
        assert second.evaluate("sessionStorage.length + localStorage.length + document.cookie.length") == 0
        assert second.evaluate("matchMedia('print, (prefers-color-scheme: dark)').matches") is False
        assert second.viewport_size == {"width": 1280, "height": 720}


def test_a_connection_that_was_taken_this_moment_is_waited_for():
    answered = threading.Event()
    late = threading.Thread(target=answered.set, name="Thread-1 (process_request_thread)")
    threading.Timer(0.05, late.start).start()

    with patch.object(threading, "enumerate", lambda: [late]):
        services.wait_for_answers()

    assert answered.is_set()

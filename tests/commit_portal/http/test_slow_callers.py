"""Callers who send half a request and wait: the portal answers others meanwhile, by itself and behind its proxy."""

import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from wsgiref.simple_server import demo_app, make_server

import pytest
import yaml

from tests import services

pytestmark = pytest.mark.asvs("V15.2.2 V16.2.5 B59")

# Half a head, half a body, and a request whose answer nobody reads.
KINDS = (
    b"GET /health/ HTTP/1.1\r\nHost: localhost\r\nX-",
    b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nlogin=",
    b"GET /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n\r\n" * 4,
)
CALLERS, ASKED = 200, 12
CONFIGURATION = services.BASE_DIR / "commit_portal/nginx.conf"
COMMAND = yaml.safe_load((services.BASE_DIR / "docker-compose.yml").read_text())["services"]["proxy"][
    "command"
]


def status(
    port: int, method: str = "GET", address: str = "/health/", body: bytes | None = None, patience_s: int = 10
) -> int:
    """What the portal answers, or 0 where nothing answers."""
    with (
        suppress(OSError, HTTPException),
        closing(HTTPConnection("127.0.0.1", port, timeout=patience_s)) as asking,
    ):
        form = "application/x-www-form-urlencoded"
        asking.request(method, address, body=body, headers={"Host": "localhost", "Content-Type": form})
        with asking.getresponse() as answer:
            return answer.status
    return 0


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, services.Process]]:
    """A portal without tables: its port and its web server."""
    folder, port = tmp_path_factory.mktemp("slow"), services.free_port()
    env = dict(os.environ) | {
        "VAR": str(folder / "var"),
        "STATIC_ROOT": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'empty.sqlite3'}",
        "PYTHONUNBUFFERED": "1",
    }
    server = services.Process(services.web_server(port), env=env, log=folder / "web.log")
    server.wait_until(lambda: status(port) == 200, timeout_s=60)
    yield port, server
    server.stop()


@pytest.fixture(scope="module")
def portal(bare: tuple[int, services.Process]) -> int:
    """The port of a portal without tables."""
    return bare[0]


@pytest.fixture(scope="module")
def proxy(portal: int, nginx: str) -> Iterator[tuple[int, services.Process]]:
    """The proxy of docker-compose.yml before that portal, with its own configuration but for the places, and its port."""
    port, text = services.free_port(), CONFIGURATION.read_text()
    # Started by root, it works as nobody.
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        for shipped, here in (
            ("web:8000", f"127.0.0.1:{portal}"),
            ("listen 8080", f"listen 127.0.0.1:{port}"),
            ("/tmp/", f"{folder}/"),
        ):
            assert shipped in text
            text = text.replace(shipped, here)
        (folder / "nginx.conf").write_text(text)
        command = [nginx, *COMMAND[1:], "-e", "stderr", "-c", folder / "nginx.conf"]
        server = services.Process(command, log=folder / "nginx.log")
        server.wait_until(lambda: status(port) == 200, timeout_s=60)
        yield port, server
        server.stop()


@pytest.mark.parametrize("way", ["portal", "proxy"])
def test_others_are_answered_while_two_hundred_send_slowly(way, portal, request):
    port = portal if way == "portal" else request.getfixturevalue("proxy")[0]
    with ExitStack() as held:
        for half in islice(cycle(KINDS), CALLERS):
            caller = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            caller.sendall(half)

        assert [status(port) for _ in range(ASKED)] == [200] * ASKED
        # It is refused in a transaction, for which no slow caller holds the lock.
        assert status(port, "POST", "/accounts/login/") == 403
        # A report of a browser passes, and this is none.
        assert status(port, "POST", "/policy-reports/", b"{}") == 400


def test_a_body_that_is_broken_off_reaches_no_view(portal):
    """It would be a form with its last fields empty."""
    head, part = KINDS[1].split(b"\r\n\r\n")
    with socket.create_connection(("127.0.0.1", portal), timeout=10) as caller:
        caller.sendall(head + b"\r\n\r\n" + part)
        caller.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            assert caller.recv(1) == b""

    assert status(portal) == 200


def test_negative_control_a_server_that_reads_in_turn_answers_nobody():
    with make_server("127.0.0.1", services.free_port(), demo_app) as server, ThreadPoolExecutor(1) as thread:
        port = server.server_port
        thread.submit(server.serve_forever)
        with socket.create_connection(("127.0.0.1", port), timeout=10) as caller:
            caller.sendall(KINDS[0])
            assert status(port, patience_s=1) == 0
        server.shutdown()


def test_a_body_too_large_for_any_page_gets_the_portal_s_answer_through_the_proxy(proxy):
    """Also where the proxy itself refuses it: the web server hears of its length alone."""
    port, _server = proxy
    head = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    whole = b"Content-Length: 20000000\r\n\r\n" + bytes(20_000_000)

    assert status(port, "POST", "/accounts/login/", bytes(13_000_000)) == 413
    for body in (whole, b"Transfer-Encoding: chunked\r\n\r\n1312D00\r\n" + bytes(20_000_000)):
        with (
            socket.create_connection(("127.0.0.1", port), timeout=60) as caller,
            HTTPResponse(caller) as answer,
        ):
            caller.sendall(head + body)
            answer.begin()
            assert answer.status == 413
            assert b"<h1>This is too large</h1>" in answer.read()


def test_the_log_of_the_proxy_holds_the_first_part_of_an_address_alone(proxy):
    port, server = proxy

    assert status(port, address="/accounts/password/reset/key/a-secret/?next=another-secret") in (302, 500)

    assert " GET /accounts " in server.output
    assert "secret" not in server.output

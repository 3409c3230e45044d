"""What the web server refuses by itself has the portal's look, and leaves one line in the log."""

import socket

import pytest

from tests.commit_portal.http.test_slow_callers import bare
from tests.commit_portal.test_headers import USUAL

pytestmark = pytest.mark.asvs("V4.2.1")

__all__ = ["bare"]


def ask(port: int, *lines: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and page of a request that is sent as it is."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
    head, _, page = answer.partition("\r\n\r\n")
    first, *rest = head.split("\r\n")
    return int(first.split()[1]), dict(line.split(": ", 1) for line in rest), page


@pytest.mark.parametrize(
    ("lines", "status", "said"),
    [
        ((f"GET /{'a' * 20_000} HTTP/1.1", "Host: localhost"), 431, "The address is too long."),
        (("GET / HTTP/1.1", "<script>"), 400, "The portal could not read this request"),
        (("<script> / HTTP/1.1", "Host: localhost"), 400, "The portal could not read this request"),
        (("POST / HTTP/1.1", "Transfer-Encoding: <script>"), 501, "The portal could not read this request"),
        (("POST / HTTP/1.1", "Content-Length: 70000000"), 413, "This is too large"),
    ],
)
def test_what_the_web_server_refuses_has_the_portal_s_look_and_headers(bare, lines, status, said):
    port, _process = bare

    answered, headers, page = ask(port, *lines)

    assert answered == status
    assert said in page
    assert 'class="masthead"' in page
    assert "&lt;script" not in page
    assert {name: headers.get(name) for name in USUAL} == USUAL


def test_a_refused_request_leaves_a_line_in_the_log_and_no_traceback(bare):
    port, process = bare

    status, _headers, page = ask(port, "GET / HTTP/1.1", "Host: elsewhere.example", "Connection: close")

    assert (status, "The portal could not read this request" in page) == (400, True)
    assert "Invalid HTTP_HOST header: 'elsewhere.example'" in process.output
    assert "Traceback" not in process.output

"""The machine's own Firefox, driven by Marionette, the protocol that every Firefox speaks: JSON over one connection.

It has the few methods of Playwright's page that tests by keys use, so that they run in either browser. Mozilla's own
driver needs packages that have no wheel, and Playwright drives only a Firefox that it brings itself.
"""

import json
import os
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from tests.services import free_port

# How WebDriver calls the keys that no letter stands for.
KEYS = {
    "Tab": "\ue004",
    "Enter": "\ue006",
    "Shift": "\ue008",
    "Control": "\ue009",
    "Escape": "\ue00c",
    "ArrowUp": "\ue013",
    "ArrowDown": "\ue015",
}
# A page may be read and written by the clipboard without a press of the mouse, and is left without a question.
PREFERENCES = {
    "dom.events.testing.asyncClipboard": True,
    "dom.disable_beforeunload": True,
    # A test's server waits for connections that stay open.
    "network.http.keep-alive.timeout": 0,
    "network.http.speculative-parallel-limit": 0,
    "intl.accept_languages": "en-GB",
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


class Firefox:
    """One process with one page, and a profile of its own."""

    def __init__(self, path: str, folder: Path) -> None:
        port = free_port()
        preferences = {**PREFERENCES, "marionette.port": port}
        (folder / "user.js").write_text(
            "".join(f'user_pref("{name}", {json.dumps(value)});\n' for name, value in preferences.items())
        )
        self.log = (folder / "firefox.log").open("wb")
        self.process = subprocess.Popen(
            [path, "--headless", "--no-remote", "--marionette", "--profile", str(folder)],
            # It will not run in the home of somebody else.
            env={**os.environ, "HOME": str(folder)},
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self.keyboard = self
        self.number = 0
        self.socket = self._connected(port)
        self.answers = self.socket.makefile("rb")
        self._next()
        self.ask("WebDriver:NewSession", capabilities={})

    def close(self) -> None:
        self.answers.close()
        self.socket.close()
        self.process.kill()
        self.process.wait()
        self.log.close()

    def sign_in(self, address: str, client: Client) -> None:
        self.goto(f"{address}/door/")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.ask("WebDriver:AddCookie", cookie={"name": settings.SESSION_COOKIE_NAME, "value": session})

    def goto(self, address: str) -> None:
        self.ask("WebDriver:Navigate", url=address)

    def evaluate(self, function: str, *args: Any) -> Any:
        """What a function of the page gives, awaited."""
        script = (
            "const done = arguments[arguments.length - 1]; Promise.resolve((%s)(...arguments)).then(done);"
        )
        return self.ask("WebDriver:ExecuteAsyncScript", script=script % function, args=args)["value"]

    def wait_for_function(self, function: str, *, timeout: float = 30_000) -> None:
        """Wait until a function of the page gives something, at most so many milliseconds."""
        until = time.monotonic() + timeout / 1000
        while not self.evaluate(function):
            assert time.monotonic() < until, function
            time.sleep(0.05)

    def type(self, text: str) -> None:
        self._act([step for letter in text for step in (("keyDown", letter), ("keyUp", letter))])

    def press(self, keys: str) -> None:
        """One key with those that are held, as "Control+v"."""
        *held, key = [KEYS.get(name, name) for name in keys.split("+")]
        self._act([
            *(("keyDown", one) for one in held), ("keyDown", key), ("keyUp", key),
            *(("keyUp", one) for one in reversed(held)),
        ])  # fmt: skip

    def _act(self, steps: list[tuple[str, str]]) -> None:
        actions = [{"type": kind, "value": value} for kind, value in steps]
        self.ask("WebDriver:PerformActions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def ask(self, command: str, **parameters: Any) -> Any:
        self.number += 1
        body = json.dumps([0, self.number, command, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(body), body))
        _, _, fault, value = self._next()
        assert fault is None, fault
        return value

    def _next(self) -> Any:
        length = b""
        while (digit := self.answers.read(1)) != b":":
            assert digit, "Firefox has ended."
            length += digit
        return json.loads(self.answers.read(int(length)))

    def _connected(self, port: int) -> socket.socket:
        for _ in range(300):
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=60)
            except OSError:
                time.sleep(0.1)
        self.process.kill()
        raise AssertionError(Path(self.log.name).read_text())

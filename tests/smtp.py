"""A real mail server on this machine, which takes, puts off or refuses mails as a test says."""

import email
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from django.test import override_settings

from tests import services


class Sink:
    """What the server took: recipients and the mail itself. `answers` are by address.

    `hangs` is in seconds, and `hung` says how often it did.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.taken: list[tuple[str, EmailMessage]] = []
        self.answers: dict[str, str] = {}
        self.hangs = 0.0
        self.hung = 0

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Refuse, or put off, or take an address."""
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the mail."""
        self.hung += self.hangs > 0
        time.sleep(self.hangs)
        mail = email.message_from_bytes(envelope.content, policy=default)
        self.taken += [(address, mail) for address in envelope.rcpt_tos]
        return "250 OK"

    @property
    def subjects(self) -> list[tuple[str, str]]:
        """Who got what: the name before the @, and the subject; in the order of the alphabet."""
        return sorted((to.partition("@")[0], str(mail["Subject"])) for to, mail in self.taken)


@contextmanager
def running_server(*, timeout: float = 10) -> Iterator[Sink]:
    """A server that the portal sends to meanwhile."""
    sink = Sink(services.free_port())
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    with sending_to(sink.port, timeout=timeout):
        yield sink
    controller.stop()


@contextmanager
def sending_to(port: int, *, timeout: float = 10) -> Iterator[None]:
    """The portal sends to this port meanwhile, whether somebody listens or not."""
    options = {"host": "127.0.0.1", "port": port, "timeout": timeout}
    backend = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
    with override_settings(MAILERS={"default": backend}):
        yield

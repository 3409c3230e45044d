"""A portal of the table's own, in a process that is killed and started again; what its database holds afterwards."""

from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from django.conf import settings

from tests import cast, services
from tests.race import signed_in
from tests.workplans.drafting import typed_rows


def prepare() -> None:
    cast.make_world()


def session() -> str:
    """The session of Cambodia's officer."""
    return signed_in("officer").cookies[settings.SESSION_COOKIE_NAME].value


def written() -> list[dict[str, Any]]:
    """The lines of the draft, as they were typed."""
    return [asdict(row) for row in typed_rows.written()]


class Server:
    """The web server of `make run`, on one port and one database, to be killed and started again."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.port = services.free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        # Portals on one machine have cookies of their own.
        self.cookie = f"session-{self.port}"
        self.log = folder / "server.log"
        self.env = {**env, "PORT": str(self.port), "PORTAL": "embedded"}
        self.process: services.Process | None = None

    def start(self) -> None:
        self.process = services.Process(services.web_server(self.port), env=self.env, log=self.log)
        self.process.wait_until(self._answers, timeout_s=60)

    def kill(self) -> None:
        assert self.process
        self.process.kill9()

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.address}/health/", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

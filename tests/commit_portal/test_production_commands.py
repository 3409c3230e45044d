"""The commands of docker-compose.yml, by hand: no container, but a real PostgreSQL and a real broker."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml

from reporting.queue import process
from tests import services

COMPOSE_TEXT = (services.BASE_DIR / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
README = (services.BASE_DIR / "README.md").read_text()
README_BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
# What compose reads for these tests alone.
FOR_TESTS = {"SWEEP_ALIVE", "BEAT_SCHEDULE"}
ASKED_FOR = (
    "SECRET_KEY", "ALLOWED_HOSTS", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "EMAIL_URL", "DEFAULT_FROM_EMAIL",
)  # fmt: skip
SETTINGS = (
    "SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "MEDIA_ROOT",
)  # fmt: skip

# Says how long a statement waits for a lock, and how long it may take.
WAITS = """
import django
django.setup()
from django.db import connection
with connection.cursor() as cursor:
    for name in ("lock_timeout", "statement_timeout"):
        print(cursor.execute(f"SHOW {name}").fetchone()[0], end=" ")
"""
# Reads the settings without each of some and with it empty, and says each time why that ends.
WITHOUT = """
import os, sys
given = dict(os.environ)
for name in sys.argv[1:]:
    del os.environ[name]
    for _ in range(2):
        try:
            import commit_portal.settings
            print("It starts.")
        except Exception as fault:
            print(str(fault).splitlines()[-1])
        os.environ[name] = ""
    os.environ[name] = given[name]
"""


def interpolate(value: Any, given: Mapping[str, str]) -> Any:
    """Compose's own substitution, as far as the file uses it: ${X}, ${X:-default}, ${X:?message}, $$."""

    def replace(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        if text := given.get(found["name"]):
            return text
        if found["kind"] == "?":
            raise KeyError(found["rest"])
        return found["rest"] or ""

    if isinstance(value, dict):
        return {key: interpolate(item, given) for key, item in value.items()}
    if isinstance(value, list):
        return [interpolate(item, given) for item in value]
    if isinstance(value, str):
        return re.sub(r"\$\$|\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}", replace, value)
    return value


class Production:
    """The compose file's services as processes of this machine, sharing one environment."""

    def __init__(self, folder: Path, database_url: str, redis_url: str) -> None:
        self.folder = folder
        given = {
            "SECRET_KEY": "correct-horse-battery-staple-correct-horse-battery-staple",
            "ALLOWED_HOSTS": "portal.example,other.example",
            "POSTGRES_PASSWORD": "unused",
            "REDIS_PASSWORD": "unused",
            "EMAIL_URL": "submission://portal:secret@mail.example:587",
            "DEFAULT_FROM_EMAIL": "COMMIT Portal <portal@mail.example>",
            "BEAT_SCHEDULE": str(folder / "beat-schedule"),
            "SWEEP_ALIVE": str(folder / "sweep-alive"),
        }
        # The port of a container may be taken on this machine.
        compose = yaml.safe_load(COMPOSE_TEXT.replace(":8000", f":{services.free_port()}"))
        self.services = interpolate(compose["services"], given)
        # What a container would bring: its own PATH, its host name, the addresses of its neighbours.
        self.env = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOSTNAME": socket.gethostname(),
            "DJANGO_SETTINGS_MODULE": "commit_portal.settings",
            **self.services["worker"]["environment"],
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(folder / "static"),
        }

    def start(self, name: str) -> services.Process:
        command = self.services[name]["command"]
        return services.Process(command, env=self.env_of(name), log=self.folder / f"{name}.log")

    def env_of(self, name: str) -> dict[str, str]:
        """What all services have, with what this one has besides."""
        shared = self.services["worker"]["environment"]
        own = {key: said for key, said in self.services[name]["environment"].items() if key not in shared}
        return {**own, **self.env}

    def is_healthy(self, name: str) -> bool:
        kind, *command = self.services[name]["healthcheck"]["test"]
        if kind == "CMD-SHELL":
            command = ["sh", "-c", *command]
        return self.run(*command).returncode == 0

    def run(self, *command: str, name: str = "worker") -> subprocess.CompletedProcess[str]:
        env = self.env_of(name)
        return subprocess.run(
            command, cwd=services.BASE_DIR, env=env, capture_output=True, text=True, timeout=120
        )


@pytest.fixture(scope="module")
def production(
    tmp_path_factory: pytest.TempPathFactory, postgres: services.Postgres, migrated: str, redis_url: str
) -> Iterator[Production]:
    """Migrated, with its static files in place, as the image and the first service leave it.

    It is an update of a portal: a new database was migrated for all tests (tests/made_once.py).
    """
    with postgres.database(f"commit_{uuid.uuid4().hex[:12]}", like=migrated) as postgres_url:
        yield _prepared(Production(tmp_path_factory.mktemp("production"), postgres_url, redis_url))


def _prepared(production: Production) -> Production:
    collected = production.run("python", "manage.py", "collectstatic", "--no-input")
    assert collected.returncode == 0, collected.stderr
    migrate = production.start("migrate")
    assert migrate.popen.wait(120) == 0, migrate.output
    return production


@pytest.mark.postgres
@pytest.mark.parametrize(("name", "waits"), [("web", "4s 5s"), ("worker", "0 0")])
def test_web_server_alone_does_not_wait_for_the_database(
    production: Production, name: str, waits: str
) -> None:
    ended = production.run("python", "-c", WAITS, name=name)

    assert ended.stdout.strip() == waits, ended.stderr
    assert [service for service, said in COMPOSE["services"].items() if "PGOPTIONS" in str(said)] == ["web"]


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["web", "worker", "sweep", "beat"])
def test_service_becomes_healthy_and_ends_when_asked(production: Production, name: str) -> None:
    process = production.start(name)
    try:
        # Its check takes two seconds: it is asked once it can answer.
        process.wait_until(lambda: name != "worker" or " ready." in process.output, timeout_s=60)
        process.wait_until(lambda: production.is_healthy(name), timeout_s=60)
    finally:
        code = process.stop()
    assert code == 0, process.output


@pytest.mark.parametrize("name", ["web", "worker", "sweep", "beat"])
def test_health_check_of_a_service_that_does_not_run_fails(tmp_path: Path, name: str) -> None:
    production = Production(
        tmp_path, "postgres://127.0.0.1/none", f"redis://127.0.0.1:{services.free_port()}/0"
    )
    assert not production.is_healthy(name)


def test_every_service_that_stays_has_a_health_check() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "healthcheck" not in service] == [
        "migrate"
    ]


def test_health_check_of_the_sweep_waits_longer_than_a_heartbeat() -> None:
    """A render may take longer than the check waits: the file is touched at every heartbeat."""
    found = re.search(r"-mmin -(\d+)", COMPOSE["services"]["sweep"]["healthcheck"]["test"][1])
    assert found is not None
    assert int(found[1]) * 60 > 10 * process.HEARTBEAT_SECONDS


@pytest.fixture
def broker(tmp_path: Path, valkey_binary: Path) -> Iterator[tuple[services.Process, dict[str, str]]]:
    """The compose file's broker as a process of this machine, on a port and in a folder of the test's own."""
    port = services.free_port()
    # What the image brings: the entry point becomes what it is given, once it has left root.
    for name, line in {
        "docker-entrypoint.sh": 'exec "$@"',
        "redis-server": f'exec {valkey_binary} "$@" --bind 127.0.0.1 --port {port} --dir {tmp_path}',
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / name).chmod(0o755)
    service = interpolate(COMPOSE["services"]["redis"], dict.fromkeys(ASKED_FOR, "Given0Password"))
    env = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", **service["environment"]}
    process = services.Process(service["command"], env=env, log=tmp_path / "broker.log")
    yield process, {"host": "127.0.0.1", "port": str(port), "password": "Given0Password"}
    process.stop()


def test_the_broker_asks_for_its_password_and_shows_it_in_no_list_of_processes(broker: Any) -> None:
    process, place = broker

    def answers() -> bool:
        with contextlib.suppress(redis.ConnectionError), redis.Redis(**place) as client:
            return bool(client.ping())
        return False

    process.wait_until(answers)
    with redis.Redis(**place | {"password": None}) as stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
    with redis.Redis(**place, decode_responses=True) as client:
        kept = {
            name: client.config_get(name)[name] for name in ("appendonly", "appendfsync", "maxmemory-policy")
        }
    assert kept == {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"}
    assert b"Given0Password" not in Path(f"/proc/{process.popen.pid}/cmdline").read_bytes()


def test_no_service_has_a_secret_on_its_command_line() -> None:
    given = {name: f"given-{name}" for name in ASKED_FOR}
    for service in interpolate(COMPOSE["services"], given).values():
        assert "given-" not in f"{service.get('command')} {service.get('healthcheck')}"


@pytest.mark.parametrize("name", ASKED_FOR)
def test_compose_asks_for_what_it_must_be_told_by_name(name: str) -> None:
    given = dict.fromkeys(ASKED_FOR, "given")
    del given[name]
    with pytest.raises(KeyError, match=rf"Set {name}\b"):
        interpolate(COMPOSE["services"], given)


def test_server_without_a_setting_or_with_an_empty_one_refuses_to_start_and_makes_nothing_up(
    tmp_path: Path,
) -> None:
    production = Production(tmp_path, "postgres://127.0.0.1/none", "redis://127.0.0.1/0")
    production.env["VAR"] = str(tmp_path / "var")
    said = production.run("python", "-c", WITHOUT, *SETTINGS).stdout.splitlines()
    for name, missing, empty in zip(SETTINGS, said[::2], said[1::2], strict=True):
        assert name in missing
        assert f"{name} is empty" in empty
    assert not (tmp_path / "var").exists()


@pytest.mark.asvs("13.4.2")
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DEBUG", "true", "DEBUG is on. A server does not start with it. Leave DEBUG out."),
        (
            "ALLOWED_HOSTS",
            "portal.example, *",
            "ALLOWED_HOSTS is *. A server does not start with it. Name the hosts that the portal is reached by.",
        ),
        (
            "SECRET_KEY",
            "correct-horse-battery-staple-correct-horse-batter",
            "SECRET_KEY is too short or too plain. A server does not start with it. Give 50 random characters.",
        ),
        (
            "SECRET_KEY",
            "abc" * 20,
            "SECRET_KEY is too short or too plain. A server does not start with it. Give 50 random characters.",
        ),
    ],
)
def test_server_with_a_weak_setting_refuses_to_start_and_says_why(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    production = Production(tmp_path, "postgres://127.0.0.1/none", "redis://127.0.0.1/0")
    production.env[name] = value

    ended = production.run("python", "manage.py", "check")

    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].endswith(f": {said}")


def test_web_server_with_a_weak_setting_ends_and_says_why(tmp_path: Path) -> None:
    production = Production(tmp_path, "postgres://127.0.0.1/none", "redis://127.0.0.1/0")
    production.env["DEBUG"] = "true"

    web = production.start("web")

    assert web.popen.wait(60) == 1
    assert "DEBUG is on. A server does not start with it. Leave DEBUG out." in web.output


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("sqlite://:memory:", ":memory:"),
        ("sqlite:///:memory:", ":memory:"),
        ("sqlite:///sub/portal.sqlite3", "sub/portal.sqlite3"),
    ],
)
def test_database_in_memory_leaves_no_folder_behind(tmp_path: Path, address: str, name: str) -> None:
    production = Production(tmp_path, address, "redis://127.0.0.1/0")
    production.env |= {
        "PORTAL": "embedded",
        "VAR": str(tmp_path / "var"),
        "PYTHONPATH": str(services.BASE_DIR),
    }
    print_it = "from django.conf import settings as s; print(s.DATABASES['default']['NAME'])"
    here = tmp_path / "here"
    here.mkdir()
    ended = subprocess.run(
        [sys.executable, "-c", print_it], env=production.env, cwd=here, capture_output=True, text=True
    )

    assert (ended.stdout, ended.stderr) == (f"{name}\n", "")
    assert [found.name for found in here.iterdir()] == (["sub"] if "sub" in name else [])


def test_portal_of_one_machine_may_show_faults_to_who_writes_it(tmp_path: Path) -> None:
    production = Production(tmp_path, "sqlite://:memory:", "redis://127.0.0.1/0")
    production.env |= {"PORTAL": "embedded", "DEBUG": "true", "VAR": str(tmp_path), "SECRET_KEY": "short"}
    ended = production.run("python", "-c", "from django.conf import settings as s; print(s.DEBUG)")
    assert ended.stdout == "True\n"


def test_server_keeps_its_cache_beside_the_queue_and_looks_past_its_proxy(tmp_path: Path) -> None:
    production = Production(tmp_path, "postgres://127.0.0.1/none", "redis://:secret@redis:6379/3")
    asked = "s.CELERY_BROKER_URL, s.CACHES['default']['LOCATION'], s.ALLAUTH_TRUSTED_PROXY_COUNT"
    ended = production.run("python", "-c", f"from django.conf import settings as s; print({asked})")
    assert ended.stderr == ""
    assert ended.stdout == "redis://:secret@redis:6379/3 redis://:secret@redis:6379/4 2\n"


def test_check_deploy_is_clean(tmp_path: Path) -> None:
    production = Production(tmp_path, "postgres://127.0.0.1/none", "redis://127.0.0.1/0")
    ended = production.run("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "System check identified no issues (0 silenced).\n"


def test_the_readme_writes_secrets_with_which_the_server_starts(tmp_path: Path) -> None:
    (script,) = [block for block in README_BLOCKS if ">.env" in block]
    subprocess.run(["sh", "-euc", script], cwd=tmp_path, check=True)
    written = tmp_path / ".env"
    given = dict(line.split("=", 1) for line in written.read_text().splitlines())
    production = Production(tmp_path, "postgres://127.0.0.1/none", "redis://127.0.0.1/0")
    shared = interpolate(COMPOSE["services"], given)["worker"]["environment"]
    own = ("SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL", "DEFAULT_FROM_EMAIL")
    production.env |= {name: shared[name] for name in own}

    ended = production.run("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")

    assert set(ASKED_FOR) <= set(given)
    assert written.stat().st_mode & 0o777 == 0o600
    assert len({given[name] for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD")}) == 3
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\$\{(\w+)", COMPOSE_TEXT)) - FOR_TESTS))
def test_the_readme_explains_what_compose_reads(name: str) -> None:
    assert re.search(rf"^\|[^|]*`{name}`[^|]*\|", README, re.MULTILINE)


@pytest.mark.postgres
def test_what_the_readme_backs_up_is_restored_as_it_was(
    production: Production, postgres: services.Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "TEST_DATABASE_URL" in os.environ:
        pytest.skip("The programs of that PostgreSQL may not be here.")
    production.run("python", "manage.py", "load_reference")
    production.run("python", "manage.py", "first_seat", "first@commit.example", "First")
    stored = Path(production.env["MEDIA_ROOT"]) / "editions/report.pdf"
    stored.parent.mkdir(parents=True)
    stored.write_bytes(b"%PDF-")
    restored = tmp_path / "restored"
    restored.mkdir()

    with postgres.database(f"commit_{uuid.uuid4().hex[:12]}") as new:
        for kind, media, url in (
            ("--create", production.env["MEDIA_ROOT"], production.env["DATABASE_URL"]),
            ("--extract", restored, new),
        ):
            (script,) = [block for block in README_BLOCKS if kind in block]
            commands = "\n".join(
                line for line in script.splitlines() if "/srv/media" in line or "portal.dump" in line
            )
            here = re.sub(r"docker compose (exec|run --rm) -T (--no-deps )?\w+ ", "", commands)
            here = here.replace("/srv/media", f"{media}").replace("--username=portal", "")
            here = here.replace("--dbname=portal", f"--dbname={url}").replace(
                " portal >", f" --dbname={url} >"
            )
            path = f"{services.postgres_binaries()}{os.pathsep}{os.environ['PATH']}"
            subprocess.run(["sh", "-euc", here], cwd=tmp_path, env={"PATH": path}, check=True)
        monkeypatch.setitem(production.env, "DATABASE_URL", new)
        rows = (
            "from workplans.models import *; print(Seat.objects.get().user.email, Ministry.objects.exists())"
        )
        asked = production.run("python", "manage.py", "shell", "--verbosity=0", "--command", rows)
        unapplied = production.run("python", "manage.py", "migrate", "--check")

    assert asked.stdout == "first@commit.example True\n", asked.stderr
    assert unapplied.returncode == 0
    assert (restored / "editions/report.pdf").read_bytes() == b"%PDF-"

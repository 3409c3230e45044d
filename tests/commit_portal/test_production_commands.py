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

pytestmark = pytest.mark.asvs(
    "V3.3.1 V3.3.3 V3.4.1 V12.2.1 V13.2.2 V13.2.3 V13.2.4 V13.2.5 V13.3.2 V13.4.1 V13.4.2 V15.2.3 B52 B58"
)

COMPOSE_TEXT = (services.BASE_DIR / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
OPERATORS = (services.BASE_DIR / "docs/operators.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```", OPERATORS, re.DOTALL | re.MULTILINE)
# What compose reads for these tests alone.
FOR_TESTS = {"SWEEP_ALIVE", "BEAT_SCHEDULE"}
ASKED_FOR = ("ALLOWED_HOSTS", "DEFAULT_FROM_EMAIL")
# Which secrets a container reads, as files.
OF_PORTAL = ["bucket_keys", "database_url", "redis_url", "secret_key"]
SECRETS = {
    "migrate": sorted(["owner_database_url", *OF_PORTAL]),
    "web": OF_PORTAL,
    "beat": OF_PORTAL[1:],
    "worker": sorted(["email_url", *OF_PORTAL]),
    "sweep": sorted(["email_url", *OF_PORTAL]),
    "postgres": ["postgres_password"],
    "redis": ["redis_password"],
}
NETWORKS = {
    "proxy": {"inside", "front"},
    "tls": {"front"},
    "worker": {"inside", "mail"},
    "sweep": {"inside", "mail"},
}
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
        self.folder, self.owner_url = folder, database_url
        given = {
            "ALLOWED_HOSTS": "portal.example,other.example",
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
            # There are no containers here, so no secret lies in a file.
            **{
                name: said
                for name, said in self.services["worker"]["environment"].items()
                if not name.endswith("_FILE")
            },
            "SECRET_KEY": "correct-horse-battery-staple-correct-horse-battery-staple",
            "EMAIL_URL": "submission://portal:secret@mail.example:587",
            "DATABASE_URL": re.sub("//[^/]*@", "//portal_app:unused@", database_url),
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
        if own.pop("OWNER_DATABASE_URL_FILE", ""):
            own["OWNER_DATABASE_URL"] = self.owner_url
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
def test_web_server_alone_does_not_wait_for_the_database(production, name, waits):
    ended = production.run("python", "-c", WAITS, name=name)

    assert ended.stdout.strip() == waits, ended.stderr
    assert [service for service, said in COMPOSE["services"].items() if "PGOPTIONS" in str(said)] == ["web"]


@pytest.mark.postgres
@pytest.mark.asvs("B32")
@pytest.mark.parametrize("name", ["web", "worker", "sweep", "beat"])
def test_service_becomes_healthy_and_ends_when_asked(production, name):
    process = production.start(name)
    try:
        # Its check takes two seconds: it is asked once it can answer.
        process.wait_until(lambda: name != "worker" or " ready." in process.output, timeout_s=60)
        process.wait_until(lambda: production.is_healthy(name), timeout_s=60)
        # Connections that break are opened again: that of the web server before anybody is refused.
        services.break_connections(production.owner_url)
        assert production.is_healthy(name)
    finally:
        code = process.stop()
    assert code == 0, process.output


@pytest.mark.parametrize("name", ["web", "worker", "sweep", "beat"])
def test_health_check_of_a_service_that_does_not_run_fails(tmp_path, name):
    production = Production(
        tmp_path, "postgres://127.0.0.1/none", f"redis://127.0.0.1:{services.free_port()}/0"
    )
    assert not production.is_healthy(name)


def test_every_service_that_stays_has_a_health_check():
    assert [name for name, service in COMPOSE["services"].items() if "healthcheck" not in service] == [
        "migrate"
    ]


def test_health_check_of_the_sweep_waits_longer_than_a_heartbeat():
    """A render may take longer than the check waits: the file is touched at every heartbeat."""
    found = re.search(r"-mmin -(\d+)", COMPOSE["services"]["sweep"]["healthcheck"]["test"][1])
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
    (tmp_path / "redis_password").write_text("Given0Password")
    command = [
        part.replace("$$", "$").replace("/run/secrets", str(tmp_path))
        for part in COMPOSE["services"]["redis"]["command"]
    ]
    env = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    process = services.Process(command, env=env, log=tmp_path / "broker.log")
    yield process, {"host": "127.0.0.1", "port": str(port), "password": "Given0Password"}
    process.stop()


def test_the_broker_asks_for_its_password_and_shows_it_in_no_list_of_processes(broker):
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


def test_each_service_reads_its_own_secrets_from_files_and_has_none_in_its_environment():
    assert {
        name: sorted(service["secrets"])
        for name, service in COMPOSE["services"].items()
        if "secrets" in service
    } == SECRETS
    assert COMPOSE["secrets"] == {
        name: {"file": f"secrets/{name}"} for name in {secret for own in SECRETS.values() for secret in own}
    }
    for name, service in COMPOSE["services"].items():
        given = f"{service.get('command')} {service.get('healthcheck')} {service.get('environment')}"
        assert set(re.findall(r"/run/secrets/(\w+)", given)) == set(SECRETS.get(name, []))
        told = {*SETTINGS, "POSTGRES_PASSWORD"} & {*service.get("environment", {})}
        assert told <= {*ASKED_FOR, "MEDIA_ROOT", "EMAIL_URL"}
        assert "://" not in given.replace("http://127.0.0.1:", "")


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_each_service_is_held_within_bounds(name):
    """Only Caddy has a capability, for the ports 80 and 443. `inside` leads nowhere; only those that send get out."""
    service = COMPOSE["services"][name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "tls" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["pids_limit"] <= 200
    assert service["mem_limit"]
    assert service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}
    assert set(service["networks"]) == NETWORKS.get(name, {"inside"})
    assert "ports" not in service or name in ("proxy", "tls")
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert "privileged" not in service
    assert not any(str(volume).startswith("/") for volume in service.get("volumes", []))


@pytest.mark.parametrize("name", ASKED_FOR)
def test_compose_asks_for_what_it_must_be_told_by_name(name):
    given = dict.fromkeys(ASKED_FOR, "given")
    del given[name]
    with pytest.raises(KeyError, match=rf"Set {name}\b"):
        interpolate(COMPOSE["services"], given)


def test_server_without_a_setting_or_with_an_empty_one_refuses_to_start_and_makes_nothing_up(tmp_path):
    production = Production(tmp_path, "postgres://127.0.0.1/none", "redis://127.0.0.1/0")
    production.env["VAR"] = str(tmp_path / "var")
    said = production.run("python", "-c", WITHOUT, *SETTINGS).stdout.splitlines()
    for name, missing, empty in zip(SETTINGS, said[::2], said[1::2], strict=True):
        assert name in missing
        assert f"{name} is empty" in empty
    assert not (tmp_path / "var").exists()


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
def test_server_with_a_weak_setting_refuses_to_start_and_says_why(tmp_path, name, value, said):
    production = Production(tmp_path, "postgres://127.0.0.1/none", "redis://127.0.0.1/0")
    production.env[name] = value

    ended = production.run("python", "manage.py", "check")

    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1].endswith(f": {said}")


def test_server_keeps_its_cache_beside_the_queue_and_looks_past_its_proxy(tmp_path):
    production = Production(tmp_path, "postgres://127.0.0.1/none", "redis://:secret@redis:6379/3")
    asked = "s.CELERY_BROKER_URL, s.CACHES['default']['LOCATION'], s.ALLAUTH_TRUSTED_PROXY_COUNT"
    ended = production.run("python", "-c", f"from django.conf import settings as s; print({asked})")
    assert ended.stderr == ""
    assert ended.stdout == "redis://:secret@redis:6379/3 redis://:secret@redis:6379/4 2\n"


# Asks for the door over HTTP and over TLS, and says what names and keeps the cookies.
ASKS = """
import django
django.setup()
from django.conf import settings
from django.test import Client
client = Client(SERVER_NAME="portal.example")
plain, safe = client.get("/accounts/login/"), client.get("/accounts/login/", headers={"X-Forwarded-Proto": "https"})
print(plain.status_code, plain.url, safe.headers["Strict-Transport-Security"])
for kind in ("SESSION", "CSRF", "LANGUAGE"):
    print(*(getattr(settings, f"{kind}_COOKIE_{what}") for what in ("NAME", "SECURE", "PATH", "DOMAIN")))
print(safe.cookies)
"""


def test_server_answers_over_tls_alone_and_keeps_its_cookies_to_its_host(tmp_path):
    production = Production(tmp_path, f"sqlite:///{tmp_path / 'none.sqlite3'}", "redis://127.0.0.1/0")
    production.env["STATIC_COLLECTED"] = "false"
    first, *cookies, written = production.run("python", "-c", ASKS).stdout.splitlines()
    assert first == "301 https://portal.example/accounts/login/ max-age=31536000; includeSubDomains; preload"
    assert cookies == [f"__Host-{name} True / None" for name in ("session", "csrf", "language")]
    assert re.fullmatch(r"Set-Cookie: __Host-csrf=\w+; .*HttpOnly; .*Path=/; SameSite=Lax; Secure", written)


def test_image_holds_what_is_named_and_nothing_else():
    ignored, *named = (services.BASE_DIR / ".dockerignore").read_text().split()
    assert (ignored, {"!.git", "!tests", "!var", "!secrets"} & {*named}) == ("*", set())


def test_the_page_for_operators_writes_secrets_with_which_the_server_starts(tmp_path):
    """It reads them from their files, as in a container."""
    (script,) = [block for block in BLOCKS if "cat >.env" in block]
    subprocess.run(["sh", "-euc", script], cwd=tmp_path, check=True)
    written = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    given = dict(line.split("=", 1) for line in (tmp_path / ".env").read_text().splitlines())
    production = Production(tmp_path, "postgres://127.0.0.1/none", "redis://127.0.0.1/0")
    for name, said in interpolate(COMPOSE["services"], given)["worker"]["environment"].items():
        plain = name.removesuffix("_FILE")
        production.env.pop(plain, None)
        production.env[name] = said.replace("/run/secrets", str(tmp_path / "secrets"))
    production.env["MEDIA_ROOT"] = str(tmp_path)
    asked = "s.DATABASES['default']['PASSWORD'], s.REDIS_URL, s.MAILERS['default']['OPTIONS']['host'], s.SECRET_KEY"

    ended = production.run("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    read = production.run(
        "python", "-c", f"from django.conf import settings as s; print({asked})"
    ).stdout.split()

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "System check identified no issues (0 silenced).\n"
    assert written.keys() == COMPOSE["secrets"].keys()
    assert set(ASKED_FOR) <= set(given)
    assert f"//portal:{written['postgres_password']}@" in written["owner_database_url"]
    assert f"//portal_app:{read.pop(0)}@" in written["database_url"]
    assert read == [written["redis_url"], "mail.example", written["secret_key"]]
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "secrets").iterdir()} == {0o444}
    assert len(set(written.values())) == len(written)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"\$\{(\w+)", COMPOSE_TEXT)) - FOR_TESTS))
def test_the_page_for_operators_explains_what_compose_reads(name):
    assert re.search(rf"^\|[^|]*`{name}`[^|]*\|", OPERATORS, re.MULTILINE)

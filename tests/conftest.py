"""Real servers, and the cast. With CI=true a missing server is a failure; elsewhere its tests are skipped."""

import gc
import os
import uuid
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import cache, partial
from pathlib import Path
from threading import Lock
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from django.conf import UserSettingsHolder, settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.servers.basehttp import WSGIRequestHandler
from django.db import connection
from django.db.models.signals import post_migrate
from django.template.base import PartialTemplate, Template
from django.template.context import Context
from django.test import Client
from django.test.client import ClientHandler
from django.test.signals import template_rendered
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from whitenoise.middleware import WhiteNoiseMiddleware

from commit_portal import clock
from commit_portal.http.python_stack import with_stack_space
from commit_portal.templatetags.formatting import html_of_part
from reporting.comparison.matrix_page import matrix_rows_of
from reporting.dataset_queries import cache as unchanging
from reporting.dataset_queries.answers import answers_kept, states_of
from reporting.dataset_queries.shared_datasets import datasets_of, matrix_of, rows_of_targets, targets_of
from reporting.search.results import texts_of
from reporting.years.years_beside_page import answers_of, body_of
from spa import queries as plans
from spa.models import Target
from tests import cast, services
from tests.authz_matrix import Office, everybody, standing_office
from tests.browsing import Visit, sign_in, visitor
from tests.firefox import Firefox
from tests.made_once import collected, memory_like_migrated, migrated_copy, migrated_database
from tests.race_processes import Race
from tests.replayed import forget_records
from tests.words.made_up import language_in
from workplans.models import Activity, AnnualCycle, Seat, Workplan
from workplans.plan.queries import lines_shared_with

HERE = Path(__file__).parent

LONGEST = (
    "test_leaks",
    "test_journey",
    "reporting/queue/test_workers",
    "commit_portal/db/test_guards",
    "words/test_walk",
    "commit_portal/test_portal",
    "test_barriers",
    "reporting/reviews/test_seven_people",
    "workplans/table/test_table_states",
    "reporting/demo/test_questions",
    "workplans/deciding/test_desk",
    "reporting/report/test_pdf",
    "commit_portal/test_production_commands",
    "workplans/plan/test_races",
    "workplans/consultation/test_races",
    "reporting/report/test_printed_form",
    "reporting/queue/test_claiming",
    "reporting/dataset_queries/test_cache",
    "reporting/editions/test_races",
    "commit_portal/http/test_atomic_requests",
    "test_authz",
    "words/test_walk_empty",
    "words/test_walk_report",
    "reporting/report/test_breaks",
    "reporting/demo/test_stages",
    "reporting/demo/test_demo",
    "spa/test_spreadsheets",
    "test_hostile",
    "test_wire",
)

# Every address, by seats of every answer and with what no form sends, every notice, a cell and who reads evidence. `make test`
# asks for them on PostgreSQL, and `make check` on SQLite, where tests of words and leaks ask for every page too. What is found
# in an answer (test_leaks) is the same of both. The home page asks for every kind of task at each look, also where none is due.
EVERY_PAGE = (
    "test_authz",
    "test_hostile",
    "reporting/notices/test_routing",
    "reporting/comparison/test_cell",
    "reporting/evidence/test_readers",
)
# Fixtures of a test that asks for pages.
VISITORS = {"client", "client_of", "clients", "browser", "page"}

# What a test asks for that starts a server or a process: fixtures, modules in its file, marks. `make check` has no
# time for these, nor for what is marked slow.
SERVERS = {
    "postgres",
    "valkey",
    "valkey_binary",
    "redis_url",
    "start_worker",
    "browser",
    "firefox",
    "live_server",
    "soffice",
    "nginx",
    "bare",
    "migrated",
    "migrated_sqlite",
}
STARTERS = ("subprocess", "tests.services", "tests.race")
NOT_QUICK = ("browser", "postgres", "chaos", "slow")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--again",
        action="store_true",
        help="only tests that say something of the test database: the others read the same whichever it is",
    )
    parser.addoption(
        "--not-again",
        action="store_true",
        help="without the files that ask for every page and are run with --again elsewhere",
    )
    parser.addoption(
        "--quick",
        action="store_true",
        help="only tests that need no server or other process, commit nothing, and are not marked slow",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # A file is one piece of work for xdist: the long ones first, or the last of them ends alone.
    items.sort(key=lambda item: LONGEST.index(_file(item)) if _file(item) in LONGEST else len(LONGEST))
    if config.getoption("again"):
        _keep(config, items, _says_something_of_the_database)
    if config.getoption("not_again"):
        _keep(
            config,
            items,
            lambda item: _file(item) not in EVERY_PAGE or not _says_something_of_the_database(item),
        )
    if config.getoption("quick"):
        _keep(config, items, _is_quick)


def _file(item: pytest.Item) -> str:
    """The item's file below tests/, without its ending."""
    return _below(item.path)


@cache
def _below(path: Path) -> str:
    return path.relative_to(HERE).with_suffix("").as_posix()


def _keep(config: pytest.Config, items: list[pytest.Item], wanted: Callable[[pytest.Item], bool]) -> None:
    left_out = [item for item in items if not wanted(item)]
    items[:] = [item for item in items if wanted(item)]
    config.hook.pytest_deselected(items=left_out)


def pytest_itemcollected(item: pytest.Item) -> None:
    item.runtest = partial(with_stack_space, item.runtest)  # type: ignore[method-assign]


def pytest_collection_finish() -> None:
    # What is imported by now stays: the garbage collector need not go through it again and again.
    gc.collect()
    gc.freeze()
    # A page makes some ten thousand objects: looked through after every second thousand, they take a thirtieth longer.
    gc.set_threshold(100_000)


def _says_something_of_the_database(item: pytest.Item) -> bool:
    """Not so a test of pure functions, nor one whose processes have a database of their own, nor one of many alike.

    Nor one of pages: what they ask of the database, the files of every page ask there too.
    """
    fixtures = set(getattr(item, "fixturenames", ()))
    opens = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "django_db_setup"}
    visits = bool(fixtures & VISITORS) or (_is_of_a_wing(item) and _visits(getattr(item, "function", None)))
    of_pages = item.get_closest_marker("slow") is not None or visits
    once = item.get_closest_marker("once") is not None
    return bool(opens) and not once and (not of_pages or _file(item) in EVERY_PAGE)


def _is_of_a_wing(item: pytest.Item) -> bool:
    """Not of the ground, whose pages are about sessions, locks and transactions."""
    return _file(item).partition("/")[0] in ("spa", "workplans", "reporting")


def _visits(test: object) -> bool:
    """Whether it names Django's client, or a function of the tests that does."""
    waiting, seen = [test], set()
    while waiting:
        called = waiting.pop()
        if called is Client:
            return True
        if isinstance(called, FunctionType) and called not in seen and called.__module__.startswith("tests."):
            seen.add(called)
            waiting += _named(_names_in(called.__code__), called.__globals__)
    return False


def _named(names: set[str], scope: dict[str, Any]) -> list[object]:
    """What the names mean there, and in the modules of tests among them: many a helper is asked for by its module."""
    found = [scope[name] for name in names & scope.keys()]
    ours = (one for one in found if isinstance(one, ModuleType) and one.__name__.startswith("tests."))
    return [*found, *(vars(module)[name] for module in ours for name in names & vars(module).keys())]


def _names_in(code: CodeType) -> set[str]:
    """Also those of the functions inside it."""
    inside = (_names_in(part) for part in code.co_consts if isinstance(part, CodeType))
    return set(code.co_names).union(*inside)


def _is_quick(item: pytest.Item) -> bool:
    """Judged by what the test asks for: no server, no process, no table emptied after it, no mark against it."""
    fixtures = set(getattr(item, "fixturenames", ()))
    commits = any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db"))
    names = vars(getattr(item, "module", None)).values()
    starts = any(_module_of(value).startswith(STARTERS) for value in names)
    marked = any(item.get_closest_marker(name) for name in NOT_QUICK)
    return not (marked or commits or starts or fixtures & {*SERVERS, "transactional_db"})


def _module_of(value: object) -> str:
    """A module's own name; else the one that a function or class comes from."""
    return value.__name__ if isinstance(value, ModuleType) else str(getattr(value, "__module__", ""))


def pytest_configure(config: pytest.Config) -> None:
    # WhiteNoise warns of a static root that is not there, and a warning is an error here.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    # The same hasher with as little work as it takes: what makes a guess dear makes every sign-in of a test so too.
    Argon2PasswordHasher.time_cost = Argon2PasswordHasher.parallelism = 1
    Argon2PasswordHasher.memory_cost = 8
    # Nobody asks for Django's permissions: after each test that commits they would be written anew, 25 ms a time.
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    # A cache that happens to run on this machine would hand the datasets of one test to the next.
    settings.CACHES["default"]["LOCATION"] = "redis://127.0.0.1:1/0"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, shared_folder: Path
) -> Iterator[None]:
    """The test database of each process of a run is a copy of one that was migrated: that takes five CPU seconds."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        # One process alone migrates its own.
        yield
        return
    of_tests = connection.settings_dict["TEST"]
    of_tests["MIGRATE"] = False
    if connection.vendor == "sqlite":
        with memory_like_migrated(shared_folder, connection.creation._get_test_db_name()):
            yield
    else:
        of_tests["TEMPLATE"] = migrated_database(shared_folder, services.Postgres(os.environ["DATABASE_URL"]))
        yield


@pytest.fixture(autouse=True, scope="session")
def only_pages_are_noted(django_test_environment: None) -> Iterator[None]:
    """Django's client keeps each template of a page with a copy of its context: here the page's own, not its parts."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in (Template, PartialTemplate):
            patch.setattr(kind, "_render", noted_render)
        yield


def noted_render(template: Template, context: Context) -> str:
    """As `instrumented_test_render` of Django, for a template that no other one includes or extends."""
    if context.template is template:
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


@pytest.fixture(autouse=True, scope="session")
def static_files_found_once() -> Iterator[None]:
    """Every client has a middleware of its own, and WhiteNoise looks at each of its files again: 15 ms a client."""
    found: dict[str, Any] = {}
    find = WhiteNoiseMiddleware.add_files_from_finders

    def find_once(middleware: WhiteNoiseMiddleware) -> None:
        if not found:
            find(middleware)
            found.update(middleware.files)
        middleware.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", find_once)
        yield


@pytest.fixture(autouse=True, scope="session")
def middleware_made_once() -> Iterator[None]:
    """Clients share their middleware, as those of a web server do: one of its own takes each of them 4 ms."""
    first = ClientHandler()
    load = ClientHandler.load_middleware

    def load_once(handler: ClientHandler, is_async: bool = False) -> None:
        # It reads some settings when it is made, but not where files lie.
        if set_by_the_test() - {"MEDIA_ROOT"}:
            load(handler, is_async)
            return
        if not vars(first).get("_middleware_chain"):
            load(first)
        vars(handler).update(vars(first) | {"enforce_csrf_checks": handler.enforce_csrf_checks})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load_once)
        yield


def set_by_the_test() -> set[str]:
    """The names of the settings that a test has other than they are."""
    names, holder = set[str](), settings._wrapped
    while isinstance(holder, UserSettingsHolder):
        names.update(name for name in vars(holder) if name.isupper())
        holder = holder.default_settings
    return names


@pytest.fixture(autouse=True, scope="session")
def tables_with_rows_are_emptied() -> Iterator[None]:
    """After a test that commits, Django truncates each table of PostgreSQL, and that makes the files of them all anew."""
    if connection.vendor != "postgresql":
        yield
        return
    quoted = connection.ops.quote_name

    def with_rows(_operations: Any, _style: Any, tables: list[str], **_options: Any) -> list[str]:
        asked = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {quoted(name)})" for name in tables)
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(asked))
            return [f"DELETE FROM {quoted(name)}" for (name,) in cursor.fetchall()]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(connection.ops), "sql_flush", with_rows)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    # A process that a test kills leaves half a coverage file, and coverage leaves its connection to it open.
    # With xdist this is the process that gathers the files: it runs no test, so no leak of ours is hidden.
    if config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput"):
        warnings.filterwarnings(
            "ignore",
            message=r"Exception ignored in: <sqlite3\.Connection",
            category=pytest.PytestUnraisableExceptionWarning,
        )


@contextmanager
def or_skipped() -> Iterator[None]:
    """What a fixture does inside is skipped with its tests where a server or program is missing; in CI they fail."""
    try:
        yield
    except services.Missing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgres() -> Iterator[services.Postgres]:
    """A PostgreSQL server of this test process."""
    with or_skipped(), services.running_postgres() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: services.Postgres) -> Iterator[str]:
    """The address of an empty database of this test's own."""
    with postgres.database(f"commit_{uuid.uuid4().hex[:12]}") as url:
        yield url


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of all processes of this run: with xdist, the folder of this one lies in it."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def migrated(postgres: services.Postgres, shared_folder: Path) -> str:
    """The name of a database with the portal's tables, to be copied: migrating takes ten times as long."""
    return migrated_database(shared_folder, postgres)


@pytest.fixture(scope="session")
def migrated_sqlite(shared_folder: Path) -> Callable[[Path], str]:
    """Makes a database in SQLite with the portal's tables at a path, and says its address."""
    return lambda path: f"sqlite:///{migrated_copy(shared_folder, path)}"


@pytest.fixture
def portal_database(postgres: services.Postgres, migrated: str) -> Iterator[str]:
    """The address of a database of this test's own, with the portal's tables."""
    with postgres.database(f"commit_{uuid.uuid4().hex[:12]}", like=migrated) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of this test's own, on either engine, with nothing but the portal's tables."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("migrated_sqlite")(tmp_path / "portal.sqlite3"))
    return str(request.getfixturevalue("portal_database"))


@pytest.fixture
def race(request: pytest.FixtureRequest, portal_database: str, tmp_path: Path) -> Race:
    """Processes that do what the `RACE` of the test's module says, on PostgreSQL."""
    return Race(request.module.RACE, portal_database, tmp_path)


@pytest.fixture
def race_on_both(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Race:
    """The same on either engine."""
    return Race(request.module.RACE, database_url, tmp_path)


@pytest.fixture(scope="session")
def valkey_binary() -> Path:
    with or_skipped():
        return services.valkey_binary()


@pytest.fixture(scope="session")
def soffice() -> str:
    with or_skipped():
        return services.soffice()


@pytest.fixture(scope="session")
def nginx() -> str:
    with or_skipped():
        return services.nginx()


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[services.Valkey]:
    """A broker of this test's own, started: to be killed, frozen, wiped, started again."""
    with or_skipped(), services.Valkey(tmp_path / "valkey") as server:
        yield server


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A broker that the tests of this process share: TEST_REDIS_URL, else one of our own."""
    if given := os.environ.get("TEST_REDIS_URL"):
        yield given
        return
    with or_skipped(), services.Valkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server.url


@pytest.fixture
def start_worker(tmp_path: Path) -> Iterator[Callable[[dict[str, str]], services.Process]]:
    """Starts Celery workers with the given environment; those still there at the end are killed."""
    workers: list[services.Process] = []

    def start(env: dict[str, str]) -> services.Process:
        workers.append(services.start_worker(env, tmp_path / f"worker-{len(workers)}.log"))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill9()


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, live_server: LiveServer) -> Iterator[LiveServer]:
    """Started once the test database is there: before that, each of its connections would stay open for ever.

    It ends a connection with its answer: browsers stay, and would keep theirs when the tables are emptied.
    """
    # A browser keeps a spare connection until it ends itself, which may be after this server: its thread then closes the
    # connection to the database that it shares with the tests. In memory that closes nothing, but it must be allowed.
    for shared in live_server.thread.connections_override.values():
        shared.inc_thread_sharing()
        _answer_one_at_a_time(live_server)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIRequestHandler, "protocol_version", "HTTP/1.0")
        # Else each test that commits would wait for the spare connection, on which nothing comes.
        patch.setattr(WSGIRequestHandler, "timeout", 2)
        yield live_server
    # A connection may be accepted late, and its thread needs the test's connection to the database to the end.
    live_server.thread.terminate()
    services.wait_for_answers()


def _answer_one_at_a_time(live_server: LiveServer) -> None:
    """Two requests of one page would end each other's savepoints: they share the tests' connection."""
    answer, turn = live_server.thread.httpd.get_app(), Lock()

    def in_turn(*request: Any) -> Iterable[bytes]:
        with turn:
            return answer(*request)

    live_server.thread.httpd.set_app(in_turn)


@pytest.fixture(scope="session")
def static_files(shared_folder: Path) -> Path:
    """The static files as browsers get them from the portal: one sheet, cut to what pages use."""
    return collected(shared_folder)


@pytest.fixture(autouse=True)
def live_server_has_static_files(request: pytest.FixtureRequest) -> None:
    """It looks for a file in STATIC_ROOT first. Files from the sources make a page a tenth slower."""
    if "live_server" in request.fixturenames:
        settings = request.getfixturevalue("settings")
        settings.STATIC_ROOT = request.getfixturevalue("static_files")
        sheet = {"BACKEND": "commit_portal.files.staticfiles.OneSheetStorage"}
        settings.STORAGES = {**settings.STORAGES, "staticfiles": sheet}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium. Playwright's loop runs in this thread, which Django must be told."""
    with or_skipped():
        path = services.chromium()
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # On a machine with much to do, five seconds are too few for an answer.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=services.CHROMIUM_ARGUMENTS)
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """The machine's own Firefox, with one page."""
    with or_skipped():
        path = services.firefox()
    running = Firefox(path, tmp_path_factory.mktemp("firefox"))
    yield running
    running.close()


@pytest.fixture(scope="session")
def language_of(shared_folder: Path) -> Callable[[int], Path]:
    """The folder of the made-up language with so many plural forms (tests/words)."""
    return partial(language_in, shared_folder)


@pytest.fixture(scope="session")
def language(language_of: Callable[[int], Path]) -> Path:
    return language_of(2)


@pytest.fixture(autouse=True)
def only_on_postgresql(request: pytest.FixtureRequest) -> None:
    """Skips what is marked postgres and asks the test database, where that is one of SQLite: there one writes at a time."""
    marks = {mark.name for mark in request.node.iter_markers()}
    if connection.vendor != "postgresql" and {"postgres", "django_db"} <= marks:
        pytest.skip("The test database is one of SQLite.")


@pytest.fixture
def _django_db_helper(request: pytest.FixtureRequest) -> Iterator[None]:
    """After a test that commits, Django empties every table; after each, pytest-django closes the connection.

    That would end the transaction in which the office of a whole module stands.
    """
    if connection.in_atomic_block:
        yield
        return
    request.getfixturevalue("_django_db_helper")
    yield
    # The live server may still be reading for a browser that is closed, on this connection and in a transaction.
    services.wait_for_answers()
    if not connection.in_atomic_block:
        forget_records()


@pytest.fixture(scope="session")
def again(pytestconfig: pytest.Config) -> bool:
    """Whether this is the run on PostgreSQL: what says the same of both databases need not be said again."""
    return bool(pytestconfig.getoption("again"))


CAST = (
    "kh_officer", "kh_lead", "kh_member", "kh_desk", "lao_officer", "lao_lead", "lao_desk",
    "regional_office", "regional_manager", "ilo", "iom", "observer",
)  # fmt: skip


# Who of the cast is signed in before a test, in a browser without JavaScript.
SIGNED_IN = {
    "officer": "kh_officer",
    "lead": "kh_lead",
    "desk": "kh_desk",
    "secretariat": "regional_office",
    "manager": "regional_manager",
    "partner": "ilo",
    "member": "kh_member",
    "peer": "lao_lead",
    "outsider": "observer",
}


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """A place of the test's own for files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def demonstration(db: None, settings: Any) -> None:
    """A portal in demo mode whose demonstration stands on 16 February 2011, while plans are drafted."""
    settings.DEMO = True
    clock.stand_on(date(2011, 2, 16))


@pytest.fixture(scope="session")
def forget() -> Callable[[], None]:
    """What another process of the portal is: the same rows, and nothing remembered of the comparison."""

    def all_of_it() -> None:
        matrix_of.cache_clear()
        matrix_rows_of.cache_clear()
        answers_of.cache_clear()
        body_of.cache_clear()
        unchanging.areas_read.cache_clear()
        unchanging.served_by.cache_clear()
        for memory in (answers_kept, datasets_of, rows_of_targets, states_of, targets_of):
            memory.kept.clear()
        texts_of.cache_clear()
        lines_shared_with.cache_clear()
        plans.areas_of_version.cache_clear()
        plans.corrections_of_version.cache_clear()
        plans.lineage_of.cache_clear()
        plans.texts_of_version.cache_clear()
        plans.types_until.cache_clear()

    return all_of_it


@pytest.fixture(autouse=True)
def nothing_remembered(forget: Callable[[], None]) -> Iterator[None]:
    """A test's rows are rolled back, and the next test's have the same keys: what a process remembers must go."""
    yield
    forget()
    clock.day_written.cache_clear()
    html_of_part.cache_clear()


@pytest.fixture(scope="module")
def office(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    """The office of tests/authz_matrix.py, made once for a module whose tests undo what they write."""
    with standing_office(django_db_blocker, tmp_path_factory.mktemp("media")) as made:
        yield made


@pytest.fixture(scope="module")
def clients(office: Office) -> dict[str, Client]:
    """A browser of each column of the matrix."""
    return everybody(office.world)


@pytest.fixture
def world(db: None) -> cast.World:
    """One open year, six countries, the whole cast."""
    return cast.make_world()


@pytest.fixture
def seats(world: cast.World) -> dict[str, Seat]:
    return world.seats


@pytest.fixture
def target(world: cast.World) -> Target:
    """The first target of the first area."""
    return world.plan.targets.get(code="1.T1")


def _seat_fixture(name: str) -> Callable[[cast.World], Seat]:
    @pytest.fixture(name=name)
    def seat(world: cast.World) -> Seat:
        return world.seats[name]

    return seat


for _name in CAST:
    globals()[f"_{_name}"] = _seat_fixture(_name)


@pytest.fixture
def cycle(world: cast.World) -> AnnualCycle:
    return world.cycle


@pytest.fixture
def kh_plan(world: cast.World) -> Workplan:
    return world.workplan("kh")


@pytest.fixture
def lao_plan(world: cast.World) -> Workplan:
    return world.workplan("la")


@pytest.fixture
def regional_plan(world: cast.World) -> Workplan:
    return world.workplan("regional")


@pytest.fixture
def line(kh_plan: Workplan, kh_officer: Seat) -> Activity:
    """A finished line of Cambodia's draft."""
    return cast.complete_line(kh_plan, by=kh_officer)


@pytest.fixture
def regional_line(regional_plan: Workplan) -> Activity:
    """A finished line of the regional draft, in which Cambodia and Lao PDR are named."""
    return cast.regional_line(regional_plan)


@pytest.fixture
def submitted_plan(line: Activity, kh_plan: Workplan, kh_lead: Seat) -> Workplan:
    """Cambodia's plan of one line, submitted."""
    return cast.submitted(kh_plan, by=kh_lead)


@pytest.fixture
def approved_plan(line: Activity, kh_plan: Workplan, kh_lead: Seat, kh_desk: Seat) -> Workplan:
    """Cambodia's plan of one line, approved."""
    return cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)


@pytest.fixture
def client_of() -> cast.SignIn:
    """A browser without JavaScript, signed in as who holds the seat."""
    return lambda seat: cast.signed_in(seat.user)


def _client_fixture(name: str, of: str) -> Callable[..., Client]:
    @pytest.fixture(name=name)
    def client(client_of: cast.SignIn, world: cast.World) -> Client:
        return client_of(world.seats[of])

    return client


for _name, _of in SIGNED_IN.items():
    globals()[f"_{_name}"] = _client_fixture(_name, _of)


@pytest.fixture
def visit(browser: Browser, live_server: LiveServer, client_of: cast.SignIn) -> Iterator[Visit]:
    """Opens a page for a visitor of the live server: at a path, as who holds a seat, in a browser set up so."""
    with ExitStack() as visitors:

        def opened(path: str = "", seat: Seat | None = None, **setup: object) -> Page:
            page = visitors.enter_context(visitor(browser, base_url=live_server.url, **setup))
            if seat:
                sign_in(page.context, live_server.url, client_of(seat))
            if path:
                page.goto(path)
            return page

        yield opened


@pytest.fixture
def page(visit: Visit) -> Page:
    """A page of a fresh visitor."""
    return visit()

"""Requests a second of the portal's pages beside a bare page, on a web server of one thread."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median, quantiles

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.test import Client

from tests import services
from tests.bench.child import Trouble

WARMING = 5
# Countries: more of them would take minutes to make.
MOST_OF_TEN_YEARS = 30
FEWEST, MOST = 20, 400
TIDYING_S = 0.002
BARE, LINE = "/bench/{}/bare/", "/bench/{}/line/"


@dataclass(frozen=True)
class Measured:
    """Medians of one request: seconds by the clock, and of the worker's CPU (0 where the kernel does not say).

    `trouble` says why a page could not be measured.
    """

    page: str
    countries: int
    bare_s: float = 0.0
    line_s: float = 0.0
    page_s: float = 0.0
    bare_cpu_s: float = 0.0
    page_cpu_s: float = 0.0
    bytes: int = 0
    requests: int = 0
    trouble: str = ""

    @property
    def ratio(self) -> float:
        """Of the rate of the bare page: the frame with one line in it."""
        return self.bare_s / self.page_s

    @property
    def ratio_of_cpu(self) -> float:
        """The same by the worker's CPU, which other work on the machine disturbs less than the clock."""
        return self.bare_cpu_s / self.page_cpu_s if self.page_cpu_s else 0.0

    @property
    def ratio_of_line(self) -> float:
        """Of the rate of one line of text without the frame."""
        return self.line_s / self.page_s


@dataclass(frozen=True)
class Server:
    port: int
    process: services.Process

    def cpu_s(self) -> float:
        """What the server's threads have run so far; 0 on a kernel without schedstat."""
        nanoseconds = 0
        for thread in Path(f"/proc/{self.process.pid}/task").glob("*/schedstat"):
            with contextlib.suppress(OSError):
                nanoseconds += int(thread.read_text().split()[0])
        return nanoseconds / 1e9


class Reader:
    """One person on one connection that stays open."""

    def __init__(self, server: Server, user: object) -> None:
        self.server = server
        self.http = HTTPConnection("127.0.0.1", server.port, timeout=60)
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        self.headers = {"Cookie": f"{name}={client.cookies[name].value}"}

    def get(self, address: str) -> tuple[float, float, int]:
        """Seconds until the whole page was read, CPU seconds of the worker, and the page's octets."""
        took, cpu, body = self.ask("GET", address)
        return took, cpu, len(body)

    def ask(
        self, method: str, address: str, *, body: str | None = None, headers: dict[str, str] | None = None
    ) -> tuple[float, float, bytes]:
        """Seconds until the whole answer was read, CPU seconds of the worker, and the answer."""
        cpu = self.server.cpu_s()
        start = time.perf_counter()
        self.http.request(method, address, body=body, headers=headers or self.headers)
        response = self.http.getresponse()
        answer = response.read()
        took = time.perf_counter() - start
        if response.status != 200:
            raise Trouble(f"{address} answers {response.status}")
        # The worker still tidies up after the last octet.
        time.sleep(TIDYING_S)
        return took, self.server.cpu_s() - cpu, answer


def measure(size: float, seconds: float) -> list[Measured]:
    """Every page with so many countries, for at most so many seconds each."""
    from spa.models import ActionPlan
    from tests.bench.world import (
        COMPARED,
        CONSULTED,
        DRAFTED,
        REVIEWED,
        SUBMITTED,
        TENTH,
        consult_on_another,
        make_world,
        more_years,
        submit_another,
    )
    from workplans.models import AnnualCycle

    countries = int(size)
    world = make_world(countries)
    reader_of_submitted = submit_another(DRAFTED)
    reader_of_consulted = consult_on_another(DRAFTED)
    analyze()

    def bump(year: int = REVIEWED) -> None:
        AnnualCycle.objects.filter(year=year).update(revision=F("revision") + 1)

    def change_last_year() -> None:
        # What shows changes too: no cell, but what the page knows of its year.
        AnnualCycle.objects.filter(year=TENTH).update(guide_max=F("guide_max") + 1)
        bump(TENTH)

    def change_texts() -> None:
        # Then what a target continues is read anew (spa.queries.lineage_of).
        ActionPlan.objects.update(row_version=F("row_version") + 1)

    with web_server(Path(os.environ["VAR"]) / "web.log") as server:
        office, officer = Reader(server, world.office.user), Reader(server, world.officer.user)
        reading, consulting = (Reader(server, one.user) for one in (reader_of_submitted, reader_of_consulted))
        submitted, draft = f"/{DRAFTED}/{SUBMITTED}/", f"/{DRAFTED}/kh/"
        consulted = f"/{DRAFTED}/{CONSULTED}/"
        comparison, years = f"/{REVIEWED}/comparison/", f"/comparison/{COMPARED}-{REVIEWED}/"
        beside = partial(side_by_side, countries, seconds)
        rows = [
            beside("comparison, built", office, comparison, REVIEWED, bump),
            beside("comparison, cached", office, comparison, REVIEWED),
            beside("years beside, cached", office, years, REVIEWED),
            beside("workplan, read", reading, submitted, DRAFTED),
            beside("decisions", office, f"{submitted}decisions/", DRAFTED),
            beside("workplan, written in", officer, draft, DRAFTED),
            beside("activity", consulting, f"{consulted}001/", DRAFTED),
            beside("consultation", consulting, f"{consulted}consultation/", DRAFTED),
            beside("versions, compared", consulting, f"{consulted}versions/1/draft/", DRAFTED),
            beside("form to print", consulting, f"{consulted}print/", DRAFTED),
            beside("home, officer", officer, "/", DRAFTED),
            beside("home, office", office, "/", DRAFTED),
        ]
        if countries <= MOST_OF_TEN_YEARS:
            more_years(world)
            years, every = f"/comparison/{TENTH - 1}-{TENTH}/", f"/comparison/{COMPARED}-{TENTH}/"
            rows += [
                beside("ten years, built", office, years, TENTH, partial(bump, TENTH)),
                beside("ten years, changed", office, years, TENTH, change_last_year),
                beside("ten years, texts changed", office, years, TENTH, change_texts),
                beside("ten years, cached", office, years, TENTH),
                beside("first to tenth, built", office, every, TENTH, partial(bump, TENTH)),
                beside("first to tenth, cached", office, every, TENTH),
            ]
        return rows


def side_by_side(
    countries: int,
    seconds: float,
    page: str,
    reader: Reader,
    address: str,
    year: int,
    before: Callable[[], None] | None = None,
) -> Measured:
    """Line, bare page, page; line, bare page, page; ... `before` comes before each page and is not timed."""
    took: dict[str, list[float]] = {"line": [], "bare": [], "page": []}
    used: dict[str, list[float]] = {"line": [], "bare": [], "page": []}
    size = 0
    addresses = {"line": LINE.format(year), "bare": BARE.format(year), "page": address}
    until = time.monotonic() + seconds
    try:
        for turn in range(WARMING + MOST):
            for name, where in addresses.items():
                if before and name == "page":
                    before()
                seconds_taken, cpu, size = reader.get(where)
                if turn >= WARMING:
                    took[name].append(seconds_taken)
                    used[name].append(cpu)
            if turn >= WARMING + FEWEST and time.monotonic() > until:
                break
    except (Trouble, HTTPException, OSError) as trouble:
        reader.http.close()
        return Measured(page, countries, trouble=str(trouble) or type(trouble).__name__)
    middle = {name: median(times) for name, times in took.items()}
    return Measured(
        page,
        countries,
        bare_s=middle["bare"],
        line_s=middle["line"],
        page_s=middle["page"],
        bare_cpu_s=median(used["bare"]),
        page_cpu_s=median(used["page"]),
        bytes=size,
        requests=len(took["page"]),
    )


def analyze() -> None:
    """Have PostgreSQL count its rows: what was written at once it would count in time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


@contextmanager
def web_server(log: Path) -> Iterator[Server]:
    """The portal as production serves it, but with one thread."""
    port = services.free_port()
    server = services.Process(services.web_server(port, threads=1), log=log)
    try:
        server.wait_until(lambda: services.answers(port), timeout_s=60)
        yield Server(port, server)
    finally:
        server.stop()
        if "Traceback" in server.output:
            sys.stderr.write(server.output[-2000:])

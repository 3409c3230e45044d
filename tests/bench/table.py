"""One saved row of the table of 44 lines, and its page, beside the bare page, on a web server of one thread."""

import gzip
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.utils.crypto import get_random_string

from tests.bench.pages import BARE, Reader, analyze, p95, web_server

LINES, LINE = 44, 3
WARMING, FEWEST = 5, 60
VERSION = re.compile(r'name="r\d+-v" value="(\d+)"')
COSTS = (2_000, 2_400, 2_800)


@dataclass(frozen=True)
class Saved:
    """Seconds by the clock: 95 in 100 and medians, of the bare page, a row's answer and the table's page.

    `row_bytes` is the longest answer, `table_bytes` the page, as they go over the wire. The CPU is the worker's, in
    seconds, median; 0 where the kernel does not say.
    """

    bare_p95_s: float
    bare_half_s: float
    bare_cpu_s: float
    row_p95_s: float
    row_half_s: float
    row_cpu_s: float
    row_bytes: int
    table_half_s: float
    table_cpu_s: float
    table_bytes: int
    requests: int


class Writer(Reader):
    """A reader who also saves rows, as the page does: a form with the page's token, and the mark against forgery."""

    def __init__(self, server, user: object) -> None:
        super().__init__(server, user)
        secret = get_random_string(32)
        self.person, self.token = user.pk, uuid4()
        self.headers["Cookie"] += f"; {settings.CSRF_COOKIE_NAME}={secret}"
        self.secret = secret

    def save(self, address: str, row: dict[str, object]) -> tuple[float, float, bytes]:
        """Seconds until the whole answer was read, CPU seconds of the worker, and the answer."""
        body = urlencode({"person": self.person, "token": self.token, **row})
        headers = self.headers | {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-CSRFToken": self.secret,
        }
        return self.ask("POST", address, body=body, headers=headers)


def measure(seconds: float) -> Saved:
    """Bare page, saved row, table; bare page, saved row, table; ... Each row changes its title and its cost."""
    from tests.bench.world import DRAFTED, make_world
    from workplans.models import Activity

    world = make_world(6)
    _more_lines(world)
    analyze()
    line = Activity.objects.get(workplan__cycle__year=DRAFTED, workplan__taskforce__slug="kh", number=LINE)
    version, prefix = line.row_version, f"r{line.short_code}"
    took: dict[str, list[float]] = {"bare": [], "row": [], "table": []}
    used: dict[str, list[float]] = {"bare": [], "row": [], "table": []}
    longest = size = turn = 0
    with web_server(Path(os.environ["VAR"]) / "web.log") as server:
        officer = Writer(server, world.officer.user)
        until = time.monotonic() + seconds
        while turn < WARMING + FEWEST or time.monotonic() < until:
            bare = officer.get(BARE.format(DRAFTED))
            row = officer.save(
                f"/{DRAFTED}/kh/{LINE:03}/save/",
                {
                    f"{prefix}-v": version,
                    f"{prefix}-title": f"Training of provincial trainers, {turn} participants",
                    f"{prefix}-secretariat_cost": COSTS[turn % len(COSTS)],
                },
            )
            version = VERSION.search(row[2].decode())[1]
            page = officer.ask("GET", f"/{DRAFTED}/kh/")
            if turn >= WARMING:
                for name, (clock, cpu, _body) in (("bare", bare), ("row", row), ("table", page)):
                    took[name].append(clock)
                    used[name].append(cpu)
                longest = max(longest, _packed(row[2]))
                size = _packed(page[2])
            turn += 1
    return Saved(
        bare_p95_s=p95(took["bare"]),
        bare_half_s=median(took["bare"]),
        bare_cpu_s=median(used["bare"]),
        row_p95_s=p95(took["row"]),
        row_half_s=median(took["row"]),
        row_cpu_s=median(used["row"]),
        row_bytes=longest,
        table_half_s=median(took["table"]),
        table_cpu_s=median(used["table"]),
        table_bytes=size,
        requests=len(took["row"]),
    )


def _packed(body: bytes) -> int:
    return len(gzip.compress(body, compresslevel=6))


def _more_lines(world) -> None:
    """As many lines as the largest draft has, without a cost: the ceiling is full."""
    from tests.bench.world import DRAFTED, NARRATIVE, NOW, TITLE
    from workplans.drafting.actions import LineDraft, add_activity
    from workplans.models import Workplan

    plan = Workplan.objects.get(cycle__year=DRAFTED, taskforce=world.officer.taskforce)
    areas = list(plan.cycle.plan.areas.all())
    for number in range(plan.activities.count(), LINES):
        draft = LineDraft(
            area=areas[number % len(areas)],
            title=TITLE.format(number + 1),
            lead_body="Ministry of Interior",
            expected_result=NARRATIVE,
        )
        add_activity(plan, draft, by=world.officer, now=NOW)

"""CPU of a workplan's spreadsheet beside a plain resource of django-import-export, on the same 500 rows.

Ours are whole requests of the portal: reading, rules, events, page. The resource has the same columns, writes no event
and imports no target.
"""

import io
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client

ROWS, ROUNDS = 500, 9
# Calls by which each round is deeper in the stack than the one before.
STEP = 7
# US dollars: all of them stay under the ceiling.
COST = 40


@dataclass(frozen=True)
class Sheets:
    """Medians of CPU seconds, of ours and of the resource; `lock_s` is how long a confirmation holds the write lock,
    by the clock.
    """

    export_s: float
    preview_s: float
    confirm_s: float
    plain_export_s: float
    plain_preview_s: float
    plain_confirm_s: float
    lock_s: float


def measure() -> Sheets:
    """Our way and the plain one in turn, so that other work on the machine slows both."""
    from tests.bench.world import DRAFTED, make_world
    from tests.cast import signed_in

    call_command("createcachetable", verbosity=0)
    officer = make_world(6).officer
    client = signed_in(officer.user)
    address = f"/{DRAFTED}/kh/"
    workbook = _workbook()
    took: dict[str, list[float]] = {}
    for turn in range(ROUNDS + 1):
        seconds: dict[str, float] = {"depth": turn * STEP}
        # Each begins with the same plan.
        with transaction.atomic():
            _ours(client, address, workbook, seconds)
            transaction.set_rollback(True)
        with transaction.atomic():
            _plain(officer, workbook, seconds)
            transaction.set_rollback(True)
        del seconds["depth"]
        if turn:
            for name, value in seconds.items():
                took.setdefault(name, []).append(value)
    return Sheets(**{name: median(values) for name, values in took.items()})


def _ours(client: Client, address: str, workbook: bytes, seconds: dict[str, float]) -> None:
    from workplans.spreadsheets import actions, views

    def send() -> Any:
        upload = SimpleUploadedFile("plan.xlsx", workbook)
        return client.post(f"{address}import/", {"file": upload}, headers={"host": "localhost"}, follow=True)

    preview = _timed(seconds, "preview_s", send)
    waiting = _waiting(preview.text)
    import_lines = actions.import_lines

    def held(*args: Any, **kwargs: Any) -> int:
        start = time.perf_counter()
        written = import_lines(*args, **kwargs)
        seconds["lock_s"] = time.perf_counter() - start
        return written

    views.import_lines = held
    try:
        confirmed = _timed(
            seconds,
            "confirm_s",
            lambda: client.post(
                f"{address}import/confirm/", {"waiting": waiting}, headers={"host": "localhost"}
            ),
        )
    finally:
        views.import_lines = import_lines
    if confirmed.status_code != 302:
        raise RuntimeError(confirmed.text[-2000:])
    _timed(seconds, "export_s", lambda: client.get(f"{address}export.xlsx", headers={"host": "localhost"}))


def _waiting(page: str) -> str:
    """The key of the rows that wait, in the form of a preview."""
    found = re.search(r'name="waiting" value="(\d+)"', page)
    if found is None:
        raise RuntimeError(page[-2000:])
    return found[1]


def _plain(officer: Any, workbook: bytes, seconds: dict[str, float]) -> None:
    from import_export import fields, resources, widgets
    from tablib import Dataset

    from spa.models import ActivityType, Area, MenuActivity
    from tests.bench.world import DRAFTED, NOW
    from workplans.models import Activity, Workplan
    from workplans.spreadsheets.sheet import HEADS
    from workplans.statuses import Funding

    plan = Workplan.objects.select_related("cycle").get(cycle__year=DRAFTED, taskforce__slug="kh")
    columns = (
        "area",
        "type",
        "menu_activity",
        "funding",
        "title",
        "description",
        "lead_body",
        "starts_on",
        "ends_on",
        "expected_result",
        "secretariat_cost",
    )

    class AreaWidget(widgets.ForeignKeyWidget):
        def get_queryset(self, value: Any, row: Any, *args: Any, **kwargs: Any) -> Any:
            return Area.objects.filter(plan=plan.cycle.plan_id)

    class PlainResource(resources.ModelResource):
        area = fields.Field("area", "area", widget=AreaWidget(Area, "code"))
        type = fields.Field("type", "type", widget=widgets.ForeignKeyWidget(ActivityType, "title"))
        menu_activity = fields.Field(
            "menu_activity", "menu_activity", widget=widgets.ForeignKeyWidget(MenuActivity, "code")
        )
        targets = fields.Field(column_name="targets", readonly=True)

        class Meta:
            model = Activity
            fields = ("code", *columns, "targets")
            import_id_fields = ("code",)

        def dehydrate_targets(self, line: Any) -> str:
            return "; ".join(link.target.code for link in line.target_links.all())

        def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            instance.workplan_id, instance.number = plan.pk, int(instance.code.rpartition("-")[2])
            instance.entered_by_id = instance.changed_by_id = officer.user_id
            instance.entered_at = instance.changed_at = NOW
            instance.funding = instance.funding or Funding.COUNTED

    def read() -> Any:
        table = Dataset().load(io.BytesIO(workbook), format="xlsx")
        data = Dataset(headers=("code", *columns))
        heads = {head: index for index, head in enumerate(table.headers)}
        for number, row in enumerate(table, start=101):
            cells = [row[heads[str(HEADS[name])]] or "" for name in columns]
            data.append([f"KH-{DRAFTED}-{number}", *cells])
        return data

    def take(*, dry_run: bool) -> None:
        result = PlainResource().import_data(read(), dry_run=dry_run, raise_errors=True)
        if result.totals["new"] != ROWS:
            raise RuntimeError(f"The resource took {result.totals}.")

    _timed(seconds, "plain_preview_s", lambda: take(dry_run=True))
    _timed(seconds, "plain_confirm_s", lambda: take(dry_run=False))
    lines = Activity.objects.filter(workplan=plan).select_related("area", "type", "menu_activity")
    lines = lines.prefetch_related("target_links__target")
    _timed(seconds, "plain_export_s", lambda: PlainResource().export(lines).export("xlsx"))


def _timed(seconds: dict[str, float], name: str, act: Callable[[], Any]) -> Any:
    """Each round begins at another depth of the stack.

    CPython takes a new piece of memory where calls cross the end of the last one, and gives it back at once: whatever
    calls to and fro there costs twice as much. A server's stack has another depth than that of a test.
    """
    start = time.process_time()
    found = _deeper(seconds["depth"], act)
    seconds[name] = time.process_time() - start
    return found


def _deeper(by: float, act: Callable[[], Any]) -> Any:
    return _deeper(by - 1, act) if by > 0 else act()


def _workbook() -> bytes:
    """New activities, as somebody fills the portal's own workbook."""
    from commit_portal.files.spreadsheets import Sheet, write_xlsx
    from spa.models import ActivityType, Target
    from spa.statuses import Scope
    from tests.bench.world import DRAFTED, NARRATIVE, TITLE
    from workplans.models import Workplan
    from workplans.spreadsheets.sheet import HEADS, IN_WORKBOOK

    plan = Workplan.objects.select_related("cycle__plan").get(cycle__year=DRAFTED, taskforce__slug="kh")
    targets = list(
        Target.objects.filter(plan=plan.cycle.plan_id).exclude(scope=Scope.REGIONAL).select_related("area")
    )
    types = list(ActivityType.objects.values_list("title", flat=True))
    rows = []
    for number in range(ROWS):
        target = targets[number % len(targets)]
        said = {
            "area": target.area.code,
            "targets": target.code,
            "type": types[number % len(types)],
            "title": TITLE.format(number + 1),
            "lead_body": "Ministry of Interior",
            "starts_on": f"{DRAFTED}-03-01",
            "ends_on": f"{DRAFTED}-09-30",
            "expected_result": NARRATIVE,
            "secretariat_cost": COST,
        }
        rows.append(["", *(said.get(name, "") for name in IN_WORKBOOK), ""])
    return write_xlsx(Sheet("Plan", [str(head) for head in HEADS.values()], rows))

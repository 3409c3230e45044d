"""People and workers that race for the editions of one year; reporting/editions/test_races.py starts them.

Every race has its negative control: the same race with the guard off, which must go wrong.
"""

import threading
from collections import Counter
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from commit_portal.refusals import Refused, RuleBroken, SomebodyWasFaster, obey
from commit_portal.workflow import events_about, record_event, violations_of
from reporting.dataset import Dataset
from reporting.dataset.build import build_dataset
from reporting.dataset.serialization import from_json
from reporting.dataset_queries.rows import report_rows
from reporting.editions import successors
from reporting.editions.actions import ask_for_edition, release_edition
from reporting.editions.lifecycle import RELEASE
from reporting.models import AnnualReport
from reporting.queue import jobs, process, worker
from reporting.statuses import ReportStatus
from tests import cast, race, race_processes, threads
from tests.report_rows import make_edition
from workplans.models import AnnualCycle, Release, Seat, Workplan
from workplans.releasing.actions import end_release, release_workplan
from workplans.statuses import Audience, Role

ASKS = 10
ROUNDS = race_processes.rounds(5)
NOT_RENDERED = process.Files(
    1, {name: {"size": 1, "sha256": "0" * 64} for name in ("report.pdf", "report.xlsx")}
)


def prepare() -> None:
    """One country's plan is of record; nothing is released, and there is no edition."""
    cast.cambodia_agreed(cast.make_world())


def ask_for_the_same() -> Counter[str]:
    """The same figures for each audience, all at the same moment."""
    for audience in Audience:
        race.meet("ready")
        ask_for_edition(_year(), audience, by=_office(), now=timezone.now(), ring_the_bell=False)
    return Counter(answered=len(Audience))


def ask_for_others() -> Counter[str]:
    """Other figures before each ask. The guide's upper end counts: later figures have a higher one."""
    tally: Counter[str] = Counter()
    race.meet("ready")
    for _ in range(ASKS):
        AnnualCycle.objects.update(guide_max=F("guide_max") + 1)
        try:
            ask_for_edition(
                _year(), Audience.PARTNERS, by=_office(), now=timezone.now(), why="Race.", ring_the_bell=False
            )
            tally["answered"] += 1
        except RuleBroken:
            tally["refused"] += 1
    return tally


def ask_without_the_lock() -> Counter[str]:
    """As the action numbers an edition, without its lock: everybody has looked before anybody writes."""
    race.meet("ready")
    number = AnnualReport.objects.count() + 1
    race.meet("looked")
    try:
        make_edition(_year(), number, of=_figures(), audience=Audience.PARTNERS)
    except IntegrityError:
        return Counter(collided=1)
    return Counter(numbered=1)


def ask_without_the_second_look() -> Counter[str]:
    """With the lock, but without asking what came in between: who froze first comes to the lock last."""
    race.meet("ready")
    # One at a time, or all might freeze what the last of them counted.
    with transaction.atomic():
        AnnualCycle.objects.update(guide_max=F("guide_max") + 1)
        figures = _figures()
    race.meet("frozen")
    newer = _year().guide_max - figures.facts.guide_max
    race.wait_until(lambda: AnnualReport.objects.count() >= newer)
    with transaction.atomic():
        successors.hold_editions_of(_year().pk)
        make_edition(_year(), AnnualReport.objects.count() + 1, of=figures, audience=Audience.PARTNERS)
    return Counter(numbered=1)


def editions() -> dict[str, list[list[int]]]:
    """For each audience the numbers of its editions with what the guide said in their figures."""
    found: dict[str, list[list[int]]] = {}
    for report in AnnualReport.objects.order_by("audience", "edition"):
        counter = from_json(report.dataset).facts.guide_max
        found.setdefault(report.audience, []).append([report.edition, counter])
    return found


def release_against_a_newer_one() -> Counter[str]:
    """One releases an edition; a worker ends a newer one, and two people release that at once."""
    tally: Counter[str] = Counter()
    kh = _lead()
    release_workplan(_cambodia(), Audience.PARTNERS, by=kh, now=timezone.now())
    for number in range(1, 2 * ROUNDS, 2):
        older, newer = _ready(number), _ready(number + 1, ready=False)
        held = jobs.claim(successors.EDITIONS, newer.pk, now=timezone.now())
        assert held is not None
        ended = threading.Event()
        said = threads.at_once(
            partial(_release, older.pk),
            partial(_end_and_release, held, ended),
            partial(_wait_and_release, newer.pk, ended),
        )
        older.refresh_from_db()
        newer.refresh_from_db()
        released = AnnualReport.objects.filter(status=ReportStatus.RELEASED)
        out, made = _moment("release", older), _moment("make", newer)
        tally["rounds"] += 1
        tally["older released first"] += said[0] == "released"
        tally["newer released once"] += sorted(said[1:]) == ["late", "released"]
        tally["older released after"] += out is not None and made is not None and out > made
        tally["not replaced"] += older.replaced_by_id != newer.pk
        tally["more than one"] += [report.pk for report in released] != [newer.pk]
    return tally


def release_without_the_lock() -> Counter[str]:
    """Two editions, each released as the action writes it, without its lock: neither sees the other."""
    release_workplan(_cambodia(), Audience.PARTNERS, by=_lead(), now=timezone.now())
    first, second = _ready(1), _ready(2)
    written = threading.Event()
    return Counter(
        threads.at_once(
            partial(_release_and_linger, first, written),
            partial(_release_meanwhile, second, written),
        )
    )


def release_against_an_end(how: str = "") -> Counter[str]:
    """The lead ends a release while the regional office releases an edition that holds the plan."""
    tally: Counter[str] = Counter()
    for number in range(1, ROUNDS + 1):
        shown = release_workplan(_cambodia(), Audience.PARTNERS, by=_lead(), now=timezone.now())
        report = _ready(number)
        looked, over = threading.Event(), threading.Event()
        said = (
            threads.at_once(partial(_release, report.pk), partial(_end, shown.pk))
            if how != "unguarded"
            # Nothing is left to luck: the office has looked before the lead ends it, and writes after.
            else threads.at_once(
                partial(_release_unguarded, report.pk, looked, over),
                partial(_end_meanwhile, shown.pk, looked, over),
            )
        )
        report.refresh_from_db()
        plan = _cambodia()
        out, ended = _moment("release", report), _moment("end_release", plan)
        assert ended is not None
        tally["rounds"] += 1
        tally[said[0]] += 1
        tally["told otherwise"] += (said[0] == "released") != (report.status == ReportStatus.RELEASED)
        tally["released after"] += out is not None and out > ended
    return tally


def _release(pk: int, *, by: str = "regional_office") -> str:
    report = AnnualReport.objects.select_related("cycle").get(pk=pk)
    try:
        release_edition(report, by=_seat(by), now=timezone.now())
    except RuleBroken:
        return "refused"
    except (Refused, SomebodyWasFaster):
        return "late"
    return "released"


def _end_and_release(held: jobs.Claim[AnnualReport], ended: threading.Event) -> str:
    worker._finish(successors.EDITIONS, held, NOT_RENDERED, "r.pdf", "r.xlsx")
    ended.set()
    return _release(held.row.pk)


def _wait_and_release(pk: int, ended: threading.Event) -> str:
    assert ended.wait(race.PATIENCE_S)
    return _release(pk, by="regional_manager")


def _release_unguarded(pk: int, looked: threading.Event, ended: threading.Event) -> str:
    report = AnnualReport.objects.select_related("cycle").get(pk=pk)
    obey(*violations_of(report, RELEASE))
    looked.set()
    assert ended.wait(race.PATIENCE_S)
    now = timezone.now()
    with transaction.atomic():
        successors.replace_predecessors(report, reaches_readers=True, by=_office(), now=now)
        _write_release(report, now=now)
        record_event(RELEASE.name, report, by=_office(), now=now)
    return "released"


def _release_and_linger(report: AnnualReport, written: threading.Event) -> str:
    with transaction.atomic():
        _write_release(report, now=timezone.now())
        written.set()
        race.wait_until_somebody_waits()
    return "released"


def _release_meanwhile(report: AnnualReport, written: threading.Event) -> str:
    assert written.wait(race.PATIENCE_S)
    now = timezone.now()
    try:
        with transaction.atomic():
            successors.replace_predecessors(report, reaches_readers=True, by=_office(), now=now)
            _write_release(report, now=now)
    except IntegrityError:
        return "refused by the database"
    return "released"


def _write_release(report: AnnualReport, *, now: datetime) -> None:
    AnnualReport.objects.filter(pk=report.pk).update(
        status=ReportStatus.RELEASED, released_at=now, released_by=_office().user
    )


def _end(pk: int) -> str:
    end_release(Release.objects.get(pk=pk), by=_lead(), now=timezone.now())
    return "ended"


def _end_meanwhile(pk: int, looked: threading.Event, ended: threading.Event) -> str:
    assert looked.wait(race.PATIENCE_S)
    said = _end(pk)
    ended.set()
    return said


def _ready(number: int, *, ready: bool = True) -> AnnualReport:
    """An edition for partners of the figures as they stand, with files that nobody rendered, or queued."""
    files = {"status": "ready", "pdf": "r.pdf", "workbook": "r.xlsx", "made_at": timezone.now()}
    return make_edition(
        _year(), number, of=_figures(), audience=Audience.PARTNERS, **(files if ready else {})
    )


def _figures() -> Dataset:
    return build_dataset(report_rows(_year(), Audience.PARTNERS, on=timezone.localdate()))


def _moment(verb: str, about: AnnualReport | Workplan) -> int | None:
    """The place in the trail: what is done under one lock has its places in the order of the lock."""
    newest = events_about(about).filter(verb=verb).order_by("-pk").first()
    return newest.pk if newest else None


def _year() -> AnnualCycle:
    return AnnualCycle.objects.select_related("plan").get()


def _cambodia() -> Workplan:
    return Workplan.objects.select_related("cycle__plan", "taskforce__country", "of_record").get(
        taskforce__slug="kh"
    )


def _office() -> Seat:
    return _seat("regional_office")


def _lead() -> Seat:
    return _seat("kh_lead")


def _seat(name: str) -> Seat:
    return Seat.objects.select_related("user", "taskforce__country").get(
        user__email=f"{name}@commit.example", role__in=(Role.LEAD, Role.REGIONAL_OFFICE)
    )

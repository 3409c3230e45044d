"""Editions in a database of a test's own, for processes that are killed; tests/reporting/queue/test_workers.py runs it."""

from datetime import date

from django.utils import timezone

from reporting.dataset.serialization import digest, to_json
from reporting.editions.tasks import ring
from reporting.models import AnnualReport
from tests import cast, report_samples
from workplans.models import AnnualCycle


def make_cycle() -> AnnualCycle:
    plan = cast.another_plan(98, 2008, 2010)
    return AnnualCycle.objects.create(
        year=2009, plan=plan, starts_on=date(2009, 1, 1), ends_on=date(2009, 12, 31), is_demo=True
    )


def make_edition(cycle: AnnualCycle, edition: int = 1, **columns: object) -> AnnualReport:
    """A queued edition of the sample year; `columns` say what is different."""
    dataset = columns.pop("of", None) or report_samples.sample_2009()
    now = timezone.now()
    values: dict[str, object] = {
        "audience": "secretariat",
        "dataset": to_json(dataset),
        "digest": digest(dataset),
        "as_of": report_samples.AS_OF,
        "language": "en",
        "asked_at": now,
        "queued_at": now,
        **columns,
    }
    return AnnualReport.objects.create(cycle=cycle, edition=edition, **values)


def prepare(editions: str, countries: str) -> None:
    """So many queued editions for partners, of a year in which so many countries worked."""
    cycle, of = make_cycle(), report_samples.sample_2009(int(countries))
    for edition in range(1, int(editions) + 1):
        make_edition(cycle, edition, of=of, audience="partners")


def ring_all(times: str) -> None:
    """Ring so often for each edition."""
    for report in AnnualReport.objects.order_by("pk"):
        for _ in range(int(times)):
            ring(report.pk)

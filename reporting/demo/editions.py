"""The editions of the annual report that a visitor finds within the first minute."""

from django.conf import settings
from django.db.models import QuerySet

from commit_portal import clock
from reporting.demo.cast import Cast
from reporting.demo.past import YEAR
from reporting.editions.actions import ask_for_edition
from reporting.models import AnnualReport
from reporting.statuses import ReportStatus
from workplans.models import AnnualCycle
from workplans.statuses import RELEASE_AUDIENCES


def ask_for_editions_of_2009(cast: Cast) -> None:
    """Ask for the report of 2009 for taskforces, partners and observers. Outside of any transaction.

    It is not rendered here: three renders take longer than all the rest. The sweep makes and releases them while
    visitors already look round.
    """
    cycle = AnnualCycle.objects.get(year=YEAR)
    for audience in RELEASE_AUDIENCES:
        ask_for_edition(cycle, audience, by=cast.regional, now=clock.now(), ring_the_bell=False)


def made_editions_of_2009() -> QuerySet[AnnualReport]:
    """Those that are made by now, and have to be released; none that a visitor has asked for."""
    return AnnualReport.objects.light().filter(
        cycle__year=YEAR,
        cycle__is_demo=True,
        audience__in=RELEASE_AUDIENCES,
        language=settings.LANGUAGE_CODE,
        edition=1,
        status=ReportStatus.READY,
    )

"""The editions of the annual report that are there when a visitor first looks."""

from commit_portal import clock
from reporting.demo.cast import Cast
from reporting.editions.actions import ask_for_edition, release_edition
from reporting.editions.replaced_editions import EDITIONS
from reporting.queue.claim import render
from reporting.statuses import ReportStatus
from workplans.models import AnnualCycle
from workplans.statuses import RELEASE_AUDIENCES


def make_editions_of_2009(cast: Cast) -> None:
    """Make and release the report of 2009 for taskforces, partners and observers. Outside of any transaction.

    It is rendered here, not by a worker: it stands ready as soon as the portal is opened.
    """
    cycle = AnnualCycle.objects.get(year=2009)
    for audience in RELEASE_AUDIENCES:
        asked = ask_for_edition(cycle, audience, by=cast.regional, now=clock.now(), ring_the_bell=False)
        render(EDITIONS, asked.pk)
        asked.refresh_from_db()
        if asked.status == ReportStatus.READY:
            release_edition(asked, by=cast.regional, now=clock.now())

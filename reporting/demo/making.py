"""The demonstration: the year 2009, which is over, and the year 2011 at a chosen stage; at the last one also 2012.

What the screens can do is made through the actions that they call, so that it obeys every rule; only the moments
are given, not read from a clock. Written as rows: the people and the first seat, whom nobody can invite. Counts of
2009 are real (Table 1 of the proposal); the rest is made up and says so in its words.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from commit_portal.clock import stand_on
from commit_portal.i18n.messages import say
from commit_portal.refusals import Refused
from reporting.demo.people import BEGINNING, DAYS, DOMAIN, Cast, Stage, make_cast
from reporting.demo.spa_3_years import make_2011, make_2012
from reporting.demo.year_2009 import make_2009
from reporting.meetings.reference_data import load_meetings
from spa.actions.reference import load_plans
from spa.models import ActionPlan
from workplans.book.actions import add_to_book
from workplans.book.lists import SIGNING_BODIES
from workplans.models import AnnualCycle, Taskforce
from workplans.people.reference_data import load_countries_and_bodies


@transaction.atomic
def make_demonstration(stage: Stage, *, password: str) -> Cast:
    """Make the people, the year 2009 and the year 2011 at `stage`; all of it or nothing.

    What visitors do afterwards gets the day of that stage, which is after everything made here.
    Loads the reference data first where it is missing. Does not ask for an edition of the report: that
    freezes a snapshot of its own and follows once this has been committed (`ask_for_editions_of_2009`, `ask_for_report`).
    """
    cast = make_year_behind(password)
    bring_2011_to(stage, cast)
    return cast


def make_year_behind(password: str) -> Cast:
    """Make the people and the year 2009.

    Raises `Refused` outside demo mode, and where the portal already holds a year or such people.
    """
    if not settings.DEMO:
        raise Refused(
            _("The portal is not in demo mode. Set DEMO=1, but never in a portal with real workplans.")
        )
    if AnnualCycle.objects.exists():
        raise Refused(_("This portal already has a year. Use an empty portal."))
    if get_user_model().objects.filter(email__endswith=f"@{DOMAIN}").exists():
        said = _("This portal already has people of %(domain)s. Use an empty portal.")
        raise Refused(say(said, domain=DOMAIN))
    if not ActionPlan.objects.exists() or not Taskforce.objects.exists():
        load_plans(now=BEGINNING)
        load_countries_and_bodies(now=BEGINNING)
        load_meetings(now=BEGINNING)
    cast = make_cast(password, now=BEGINNING)
    # One body more signs Cambodia's workplan, so that the form shows where its name stands.
    body = {"taskforce": Taskforce.objects.get(slug="kh"), "name": "An office (demonstration)"}
    add_to_book(SIGNING_BODIES, body, by=cast["regional"], now=BEGINNING)
    make_2009(cast)
    return cast


def bring_2011_to(stage: Stage, cast: Cast) -> None:
    """Make the year 2011 at `stage`, and let visitors stand on its day."""
    make_2011(cast, stage)
    if stage.reached(Stage.NEXT_YEAR):
        make_2012(cast)
    stand_on(DAYS[stage])

"""People who ask for the same printed form at the same moment, in processes of their own.

The race has its negative control: the same race with the guard off, which must go wrong.
"""

from collections import Counter
from typing import Any

from django.db import IntegrityError
from django.test import Client

from reporting.models import PrintedForm
from reporting.printed.lifecycle import FORMS
from reporting.printed.queries import figures_for
from reporting.queue import jobs, worker
from tests import cast, race
from workplans.models import Workplan
from workplans.submitting.actions import amend_workplan

PRINT = "/2011/kh/print/"
# The submitted version, the approved one, and the draft of its amendment.
WHAT = ("1", "2", "draft")
ROLES = ("officer", "lead")


def prepare() -> None:
    """Cambodia's plan of record, which is amended."""
    world = cast.make_world()
    amend_workplan(cast.cambodia_agreed(world), note="More.", by=world.seats["kh_lead"], now=cast.NOW)


def ask(role: str) -> Counter[str]:
    """Press the button of each form once, all at the same moment."""
    client, tally = race.signed_in(role), Counter[str]()
    for what in WHAT:
        race.meet("ready")
        tally[str(client.post(f"{PRINT}make/?version={what}").status_code)] += 1
    return tally


def ask_unguarded(role: str) -> Counter[str]:
    """As the action queues a form, but by a look and a write: everybody has looked before anybody writes."""
    plan, seat = Workplan.objects.get(taskforce__slug="kh"), race.seat_of(role)
    figures = figures_for(seat, plan, plan.of_record)
    race.meet("ready")
    found = PrintedForm.objects.filter(version=plan.of_record, digest=figures.digest).exists()
    race.meet("looked")
    try:
        PrintedForm.objects.create(
            workplan=plan,
            version=plan.of_record,
            partners=figures.partners,
            language=figures.language,
            digest=figures.digest,
            dataset=figures.dataset,
            as_of=cast.NOW,
            asked_at=cast.NOW,
            asked_by=seat.user,
            **jobs.as_new(),
        )
    except IntegrityError:
        return Counter(collided=1, found=found)
    return Counter(made=1, found=found)


def outcome() -> dict[str, Any]:
    """How many forms there are of each, who asked for the drafts, and what both read once the worker has made one."""
    forms = PrintedForm.objects.select_related("version", "asked_by")
    (approved,) = forms.filter(version__number=2)
    worker.render(FORMS, approved.pk)
    return {
        "forms": Counter(form.what for form in forms),
        "drafts": sorted(form.asked_by.email for form in forms.filter(version=None)),
        "files": [_file(race.signed_in(role)) for role in ROLES],
    }


def _file(client: Client) -> str:
    answer = client.get(f"{PRINT}pdf/?version=2")
    return b"".join(answer.streaming_content)[:5].decode()

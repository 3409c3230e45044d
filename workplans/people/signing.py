"""Name the bodies that sign the printed workplan of a taskforce."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from commit_portal.i18n.messages import message
from commit_portal.refusals import obey, require
from commit_portal.workflow.events import record_event
from commit_portal.workflow.optimistic_locking import Mark, fingerprint, require_unchanged
from workplans.models import Seat, SigningBody, Taskforce
from workplans.people.permissions import may_name_signing_bodies
from workplans.people.rules import bodies_fit_on_the_form

# The verb of the event, by which the page finds who changed the list last.
NAME_SIGNING_BODIES = "name_signing_bodies"


def signing_mark(taskforce: Taskforce) -> Mark:
    """The mark of the list as a page shows it."""
    return fingerprint(*taskforce.signing_bodies.values_list("name", flat=True))


@transaction.atomic
def name_signing_bodies(
    taskforce: Taskforce, names: Sequence[str], *, seen: Mark, by: Seat, now: datetime
) -> None:
    """Write the bodies in the order in which they sign; the list that was there goes.

    The taskforce and the Secretariat sign without being named. Raises `Refused`, `RuleBroken` or `StaleRow`.
    """
    require(may_name_signing_bodies(by))
    fresh = Taskforce.objects.select_for_update(of=("self",), no_key=True).get(pk=taskforce.pk)
    require_unchanged(fresh, seen=seen, now=signing_mark(fresh))
    obey(*bodies_fit_on_the_form(names))
    before = list(fresh.signing_bodies.values_list("name", flat=True))
    if before == list(names):
        return
    fresh.signing_bodies.all().delete()
    SigningBody.objects.bulk_create(
        SigningBody(taskforce=fresh, name=name, position=place) for place, name in enumerate(names, start=1)
    )
    named = message("taskforce.signed_by", bodies="; ".join(names))
    facts = named if names else message("taskforce.signed_by_nobody_else")
    record_event(NAME_SIGNING_BODIES, fresh, by=by, now=now, facts=facts)

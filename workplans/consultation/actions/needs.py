"""Technical needs of a line: named by those who draft, met by a partner, by the Secretariat, or by nobody yet."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commit_portal.i18n import message, say
from commit_portal.refusals import Refused, broken, obey, require
from commit_portal.workflow import record_event
from workplans.consultation.actions.transitions import bring_support_into_force
from workplans.consultation.permissions import may_meet_needs
from workplans.consultation.queries import reads_need
from workplans.consultation.rules import co_3
from workplans.models import Activity, Contribution, Seat, TechnicalNeed
from workplans.plan.locking import locked_activity

# The verbs of the events of the Secretariat's mark.
MEET_NEED, UNMEET_NEED = "meet_need", "unmeet_need"


@transaction.atomic
def meet_need(activity: Activity, what: str, *, by: Seat, now: datetime) -> TechnicalNeed:
    """Say that the Secretariat meets a technical need of a line, given by its text.

    What is approved has it by a version of its own (CO-11). Raises `Refused`.
    """
    return _mark(activity, what, MEET_NEED, by=by, now=now)


@transaction.atomic
def unmeet_need(activity: Activity, what: str, *, by: Seat, now: datetime) -> TechnicalNeed:
    """Say that the Secretariat no longer meets a technical need. Raises `Refused`."""
    return _mark(activity, what, UNMEET_NEED, by=by, now=now)


def name_needs(written: Sequence[tuple[Activity, Sequence[str]]]) -> None:
    """Give lines the technical needs of these texts, under the lock of their plan. The caller leaves the event.

    A text that stays keeps its row, and with it what meets it. Support of a need that is gone supports its line as a
    whole. The number of queries is fixed where `technical_needs` is loaded. Raises `RuleBroken` with CO-3.
    """
    gone: list[TechnicalNeed] = []
    missing: list[TechnicalNeed] = []
    for line, needs in written:
        present = {need.what: need for need in line.technical_needs.all()}
        gone += [need for what, need in present.items() if what not in needs]
        missing += [TechnicalNeed(activity=line, what=what) for what in needs if what not in present]
    if gone:
        _let_go_of(gone)
    TechnicalNeed.objects.bulk_create(missing)


def _let_go_of(needs: Iterable[TechnicalNeed]) -> None:
    """Delete needs. Who answers support that was for one of them has to read it again (CO-6)."""
    keys = {need.pk for need in needs}
    lines = {need.activity_id for need in needs}
    waiting = (
        Contribution.objects.unanswered().filter(activity__in=lines).select_related("activity", "partner")
    )
    of_line = [support for support in waiting if support.need_id is None or support.need_id in keys]
    alike = Counter((support.activity_id, support.partner_id, support.kind) for support in of_line)
    two_open = _(
        "%(partner)s would have two open requests or offers for %(code)s. First close one of them, or keep "
        "the technical need."
    )
    said = (
        say(two_open, code=support.activity.code, partner=str(support.partner))
        for support in of_line
        if alike[support.activity_id, support.partner_id, support.kind] > 1
    )
    obey(*(broken(co_3, one, field="needs") for one in dict.fromkeys(said)))
    Contribution.objects.filter(need__in=keys).update(need=None, row_version=F("row_version") + 1)
    TechnicalNeed.objects.filter(pk__in=keys).delete()


def _mark(activity: Activity, what: str, verb: str, *, by: Seat, now: datetime) -> TechnicalNeed:
    is_met = verb == MEET_NEED
    line = locked_activity(activity)
    require(may_meet_needs(by, line))
    need = line.technical_needs.filter(what=what).first()
    if need is None or not reads_need(by, line, what):
        gone = _("%(code)s no longer has this technical need. Look at the activity again.")
        raise Refused(say(gone, code=line.code))
    if (need.secretariat_at is not None) == is_met:
        return need
    need.secretariat_at, need.secretariat_by = (now, by.user) if is_met else (None, None)
    need.save(update_fields=["secretariat_at", "secretariat_by"])
    # Without the text of the need: the regional office reads this before it reads the draft.
    said = message("need.met" if is_met else "need.not_met", code=line.code, activity_number=line.number)
    record_event(verb, line.workplan, by=by, now=now, label=line.code, facts=said)
    bring_support_into_force(line.workplan, "need.in_force", by=by, now=now)
    return need

"""Open a draft to the desk or to a partner, move the partner's last day, end that; and what ends by itself."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _, gettext_lazy

from commit_portal.i18n import Param, message, say
from commit_portal.refusals import Refused, RuleBroken, Violation, require
from commit_portal.workflow import MACHINE, Actor, record_event
from workplans.consultation.actions.ask import ask_partner
from workplans.consultation.actions.transitions import end_all, show_prepared, tell_of_all
from workplans.consultation.permissions import is_unanswered, may_say_nothing_to_offer
from workplans.consultation.queries import lines_read_by
from workplans.consultation.rules import NOT_OPEN, SupportDraft
from workplans.models import Activity, Contribution, Opening, Partner, Seat, Workplan
from workplans.models.partner_support import ContributionQuerySet
from workplans.plan.locking import locked_workplan
from workplans.plan.permissions import may_open_draft
from workplans.plan.plan_types import kind_of
from workplans.statuses import ContributionStatus, EndedBecause

# The verbs of the events of a draft that is opened to a reader, and of the end of that.
OPEN, END_OPENING = "open", "end_opening"
ENDED_ALREADY = gettext_lazy("This access has already ended. Load the page again.")


@transaction.atomic
def open_draft(
    workplan: Workplan, partner: Partner | None, until_on: date | None = None, *, by: Seat, now: datetime
) -> Opening:
    """Let the desk (partner None) or one partner read the draft from now on; a partner until the end of a day.

    What was prepared to be asked of the partner is shown to it (CO-1). Raises `Refused`, or `RuleBroken` for the day.
    """
    plan = locked_workplan(workplan)
    require(may_open_draft(by, plan))
    if partner is None and not kind_of(plan.taskforce).is_opened:
        raise Refused(_("The regional workplan has no desk. Open the draft to a partner instead."))
    # The partner's earlier opening, where its day has passed: the portal ends it, as the sweep would have.
    for passed in plan.openings.passed_at(now).filter(partner=partner):
        close_opening(passed, "draft.day_has_passed", by=MACHINE, now=now)
    if plan.openings.filter(partner=partner, ended_at__isnull=True).exists():
        if partner is None:
            raise Refused(_("The desk can read the draft already."))
        already = _("%(partner)s can read the draft already. Choose another partner.")
        raise Refused(say(already, partner=str(partner)))
    closes_at = None if partner is None else _end_of(until_on, plan, now=now)
    opening = Opening.objects.create(
        workplan=plan, partner=partner, opened_at=now, opened_by=by.user, closes_at=closes_at
    )
    if partner is None:
        _tell(OPEN, opening, "draft.opened_to_desk", by=by, now=now)
        return opening
    show_prepared(plan, partner, now=now)
    _tell(OPEN, opening, "draft.opened_to_partner_until", by=by, now=now, day=opening.until_on)
    return opening


@transaction.atomic
def open_and_ask(
    line: Activity,
    partner: Partner,
    draft: SupportDraft,
    until_on: date | None,
    *,
    by: Seat,
    now: datetime,
    made_with: UUID | None = None,
) -> Contribution:
    """Ask a partner for support of a line and open the draft to it, in one step.

    Raises as `ask_partner` does, or `RuleBroken` for the day; neither is done then.
    """
    support = ask_partner(line, partner, draft, by=by, now=now, made_with=made_with, opens_until=until_on)
    if support.is_made_before:
        return support
    open_draft(line.workplan, partner, until_on, by=by, now=now)
    support.refresh_from_db(fields=["shown_at", "row_version"])
    return support


@transaction.atomic
def move_last_day(opening: Opening, until_on: date | None, *, by: Seat, now: datetime) -> Opening:
    """Let a partner read the draft until another day. Raises `Refused`, or `RuleBroken` for the day."""
    plan = locked_workplan(opening.workplan)
    require(may_open_draft(by, plan))
    fresh = plan.openings.open_at(now).filter(pk=opening.pk).select_related("partner").first()
    if fresh is None:
        raise Refused(ENDED_ALREADY)
    if fresh.partner is None:
        raise Refused(_("The desk has no last day. Only a partner has one."))
    fresh.closes_at = _end_of(until_on, plan, now=now)
    fresh.save(update_fields=["closes_at"])
    _tell("move_last_day", fresh, "draft.moved_day", by=by, now=now, day=fresh.until_on)
    return fresh


@transaction.atomic
def end_opening(opening: Opening, *, by: Seat, now: datetime) -> None:
    """Close the draft to the desk or a partner from now on. Raises `Refused`, also where it has ended."""
    plan = locked_workplan(opening.workplan)
    require(may_open_draft(by, plan))
    fresh = plan.openings.filter(pk=opening.pk, ended_at__isnull=True).select_related("partner").first()
    if fresh is None:
        raise Refused(ENDED_ALREADY)
    close_opening(fresh, "draft.closed_to_partner", by=by, now=now)


@transaction.atomic
def say_nothing_to_offer(opening: Opening, *, by: Seat, now: datetime) -> Opening:
    """Answer an opening without an offer. The partner reads on until the end, and may still offer.

    Raises `Refused`, also where the draft is no longer open, or where a request or an offer of the partner waits.
    """
    plan = locked_workplan(opening.workplan)
    fresh = plan.openings.open_at(now).filter(pk=opening.pk).select_related("partner").first()
    if fresh is None:
        raise Refused(NOT_OPEN)
    require(may_say_nothing_to_offer(by, fresh) and is_unanswered(fresh))
    fresh.answered_at, fresh.answered_by = now, by.user
    fresh.save(update_fields=["answered_at", "answered_by"])
    _tell("nothing_to_offer", fresh, "draft.nothing_to_offer", by=by, now=now)
    return fresh


def close_opening(opening: Opening, code: str, *, by: Actor, now: datetime) -> None:
    """End an opening, and the requests of lines that its partner reads no longer (CO-10). Under the plan's lock.

    The event of a partner says it by the message of this code.
    """
    opening.ended_at, opening.ended_by = now, by.user
    opening.save(update_fields=["ended_at", "ended_by"])
    partner = opening.partner
    _tell(END_OPENING, opening, code if partner else "draft.closed_to_desk", by=by, now=now)
    if partner is None:
        return
    # What is prepared for another opening was never shown in this one.
    asked = Contribution.objects.filter(
        activity__workplan=opening.workplan,
        partner=partner,
        status=ContributionStatus.ASKED,
        shown_at__isnull=False,
    ).select_related("activity__workplan", "partner")
    reads = lines_read_by(partner, [support.activity for support in asked], now=now)
    ending = [support for support in asked if support.activity_id not in reads]
    end_all(ending, EndedBecause.OPENING_ENDED, "support.ended_with_opening", by=by, now=now)


def _tell(verb: str, opening: Opening, code: str, *, by: Actor, now: datetime, **facts: Param) -> None:
    """Record an event by the message of this code. Whom to tell says the key of the partner, if there is one."""
    if opening.partner:
        facts |= {"partner": str(opening.partner), "partner_key": opening.partner_id}
    record_event(verb, opening.workplan, by=by, now=now, facts=message(code, **facts))


def _end_of(until_on: date | None, plan: Workplan, *, now: datetime) -> datetime:
    """The moment after the last day, by the clock of the plan's country. Raises `RuleBroken`."""
    zone = plan.taskforce.zone
    if until_on is None or until_on < now.astimezone(zone).date():
        said = _("Give the last day on which the partner can read the draft.")
        if until_on is not None:
            said = say(_("%(day)s has passed. Give today or a later day."), day=until_on)
        raise RuleBroken(Violation("OPENING", said, field="until_on"))
    return datetime.combine(until_on + timedelta(days=1), time.min, tzinfo=zone)


def end_open_support_of_line(line: Activity, *, by: Actor, now: datetime) -> None:
    """End the requests and offers of a line that was withdrawn (CO-9). Under the plan's lock."""
    ending = _of_plan(line.workplan).unanswered().filter(activity=line)
    end_all(ending, EndedBecause.LINE_WITHDRAWN, "support.ended_with_line", by=by, now=now)


def end_support_of_withdrawn_lines(workplan: Workplan, *, by: Actor, now: datetime) -> None:
    """End the accepted support of lines whose withdrawal is sent now (CO-9). Before the version is made."""
    ending = _of_plan(workplan).accepted().filter(activity__withdrawn_at__isnull=False)
    end_all(ending, EndedBecause.LINE_WITHDRAWN, "support.ended_with_line", by=by, now=now)


def tell_of_support_in_reserve(lines: Sequence[Activity], *, by: Actor, now: datetime) -> None:
    """Tell the taskforce of accepted support of lines that go to reserve now. All are of one plan.

    The support stays accepted. It leaves the approved plan with the line, when the next decisions are sent.
    """
    if not lines:
        return
    kept = _of_plan(lines[0].workplan).accepted().filter(activity__in=[line.pk for line in lines])
    code = "support.now_in_reserve"
    tell_of_all(lines[0].workplan, "keep_support_in_reserve", code, kept, by=by, now=now)


def end_open_support_of_plan(workplan: Workplan, *, by: Actor, now: datetime) -> None:
    """End what is not answered when a plan is closed. Under the plan's lock."""
    ending = _of_plan(workplan).unanswered()
    end_all(ending, EndedBecause.PLAN_CLOSED, "support.ended_with_plan", by=by, now=now)


def end_passed_openings(*, now: datetime) -> int:
    """End every opening whose last day has passed, with its requests (CO-10), and return how many."""
    passed = list(Opening.objects.passed_at(now).select_related("workplan"))
    return sum(_end_passed(opening, now=now) for opening in passed)


@transaction.atomic
def _end_passed(opening: Opening, *, now: datetime) -> bool:
    plan = locked_workplan(opening.workplan)
    fresh = plan.openings.passed_at(now).filter(pk=opening.pk).select_related("partner").first()
    if fresh is None:
        return False
    close_opening(fresh, "draft.day_has_passed", by=MACHINE, now=now)
    return True


def _of_plan(workplan: Workplan) -> ContributionQuerySet:
    of_plan = Contribution.objects.filter(activity__workplan=workplan)
    return of_plan.select_related("activity__workplan", "partner")

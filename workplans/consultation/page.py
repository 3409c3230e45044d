"""Support as pages show it, and the page of the consultation: its readers, sums, and the needs that nobody meets."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext, gettext as _

from commit_portal.addresses import address
from commit_portal.db.related_rows import all_placed, grouped, related_rows
from commit_portal.forms.base import Values
from commit_portal.i18n import money, say, short_day
from commit_portal.workflow.lifecycle import open_steps
from workplans import statuses
from workplans.consultation.lifecycle import CHANGE_OFFER, SUPPORT_LIFECYCLE
from workplans.consultation.permissions import may_ask_partners
from workplans.consultation.queries import beyond_cost, offers_of, openings_of
from workplans.models import Activity, Contribution, Seat, Taskforce, VersionLineSupport, Workplan
from workplans.plan.line_content import cost_in_words, gift_in_words
from workplans.plan.permissions import may_open_draft
from workplans.plan.queries import releases_now
from workplans.presentation.checklist import Point
from workplans.presentation.loaders import load_live_lines
from workplans.presentation.step_links import address_parts, line_url
from workplans.statuses import Audience, ContributionKind, ContributionStatus, Funding, Role


def shown_supports(seat: Seat, line: Activity, supports: Iterable[Contribution]) -> tuple[Values, ...]:
    """The support of a line for this reader: offers to answer first, then by partner, with what was cancelled or ended.

    `supports` are those that the reader sees, numbered (`numbered`) for their addresses. The line has its plan.
    """
    ordered = sorted(
        supports, key=lambda one: (one.status != ContributionStatus.OFFERED, one.partner.position, one.pk)
    )
    return tuple(_shown(seat, line, support) for support in all_placed(ordered, "activity", line))


def offer_link(plan: Workplan, line: Activity, own: Iterable[Any]) -> tuple[str, str]:
    """The link by which a partner offers support of a line, or else answers or changes what is open already.

    `own` is its support of the line, numbered (`numbered`).
    """
    waiting = next((gift for gift in own if gift.is_open), None)
    if waiting is None:
        return _("Offer support"), line_url(plan, line.number, "support_offer")
    is_asked = waiting.status == ContributionStatus.ASKED
    parts = (*address_parts(plan), line.number, waiting.partner.slug, waiting.nth)
    url = address("support_change_offer", *parts)
    return _("Answer the request") if is_asked else str(CHANGE_OFFER.label), url


def shown_gifts(supports: Iterable[VersionLineSupport]) -> tuple[Values, ...]:
    """The accepted support of a frozen line, as far as the reader learns of it: no day and no step."""
    state = {"status": ContributionStatus.ACCEPTED, "state": str(ContributionStatus.ACCEPTED.label)}
    return tuple(_gift(gift) | state for gift in supports)


def _gift(gift: Contribution | VersionLineSupport) -> Values:
    return {"partner": str(gift.partner), "said": gift_in_words(gift), "what": gift.what}


def _shown(seat: Seat, line: Activity, support: Any) -> Values:
    """One request, offer or accepted support. `said` is how much or what, `amount` US dollars or "In kind"."""
    plan, partner, need = line.workplan, str(support.partner), str(support.need or "")
    year, of = address_parts(plan)
    at = {"year": year, "place": of, "number": line.number, "partner": support.partner.slug}
    steps = open_steps(support, SUPPORT_LIFECYCLE, by=seat, at=at | {"nth": support.nth})
    days = {
        ContributionStatus.ASKED: support.asked_at,
        ContributionStatus.OFFERED: support.offered_at,
        ContributionStatus.WITHDRAWN: support.ended_at,
    }
    return _gift(support) | {
        "purpose": say(_("For: %(need)s"), need=need) if need and need != support.what else "",
        "amount": amount_of(support),
        "before": None if support.lowered_from is None else money(support.lowered_from),
        "status": support.status,
        "state": support.status_words,
        # What is said of the last step (`support_state.html`).
        "day": short_day(days.get(support.status, support.answered_at), year),
        "is_own": seat.role == Role.PARTNER,
        "is_prepared": support.is_prepared,
        "ended_because": support.ended_because,
        "why": support.get_ended_because_display(),
        "country": "" if plan.taskforce.is_regional else plan.taskforce.name,
        "word": support.word,
        "told_how": support.told_how,
        "steps": tuple((say(step.words, partner=partner), step.url) for step in steps),
    }


def support_beside(line: Activity, supports: Sequence[Contribution]) -> Values:
    """What a line's pages show beside its support: what the Secretariat pays, and the sums.

    `supports` are those that the reader sees: the sums are those of the reader.
    """
    reserve = reserve_words(line, supports)
    return {"line": line, "pays": cost_in_words(line), "money": money_by_status(supports), "reserve": reserve}


def money_by_status(supports: Sequence[Contribution]) -> Values:
    """US dollars of support by its status."""
    return {status: sum_in_words(supports, status) for status in ContributionStatus}


def money_of_plan(supports: Sequence[Contribution]) -> Values:
    """The same, of the support of loaded lines. The printed form has it too: what is accepted for lines put forward.

    `in_reserve` is what is accepted for lines in reserve; "" where nothing is.
    """
    accepted = [gift for gift in supports if gift.status == ContributionStatus.ACCEPTED]
    counted = [gift for gift in accepted if gift.activity.is_put_forward]
    reserve = [gift for gift in accepted if gift.activity.is_in_reserve]
    return money_by_status(supports) | {
        ContributionStatus.ACCEPTED: sum_in_words(counted, ContributionStatus.ACCEPTED),
        "in_reserve": sum_in_words(reserve, ContributionStatus.ACCEPTED) if reserve else "",
    }


def sum_in_words(supports: Iterable[Contribution], status: ContributionStatus) -> str:
    """US dollars of the support in one state; words where all of it is people or things."""
    found = [support for support in supports if support.status == status]
    if found and all(support.kind == ContributionKind.IN_KIND for support in found):
        return _("No money, only support in kind")
    return money(sum((support.amount or Decimal(0) for support in found), Decimal(0)))


def reserve_words(line: Activity, supports: Iterable[Contribution]) -> str:
    """What becomes of accepted support where its line is in reserve; empty where there is none."""
    accepted = [str(support.partner) for support in supports if support.status == ContributionStatus.ACCEPTED]
    if line.funding != Funding.RESERVE or not accepted:
        return ""
    said = _(
        "In reserve: the support of %(partners)s stays accepted, but this support is not in the approved version."
    )
    return say(said, partners=tuple(dict.fromkeys(accepted)))


def amount_of(support: Contribution) -> str:
    """US dollars in words, or that it is in kind."""
    return money(support.amount) if support.kind == ContributionKind.FUNDS else _("In kind")


def beyond_in_words(line: Activity) -> str:
    """The sentence where the Secretariat's part, requests, offers and support exceed the total cost; else empty."""
    beyond = beyond_cost(line)
    if not beyond:
        return ""
    said = _(
        "%(code)s: Secretariat and partner support is US$%(beyond)s more than the total cost (US$%(in_all)s). Ask for "
        "less, or correct the total cost."
    )
    return say(said, code=line.code, beyond=beyond, in_all=line.cost_in_all)


def points_beyond_cost(workplan: Workplan) -> list[Point]:
    """A point worth a look for each line, of those on the plan, whose money exceeds its total cost."""
    lines = [
        line for line in workplan.activities.all() if line.cost_in_all is not None and not line.is_withdrawn
    ]
    # Asks only where no page has loaded them: the region's pages do without.
    prefetch_related_objects(lines, "contributions")
    return [Point(said, line_url(workplan, line.number)) for line in lines if (said := beyond_in_words(line))]


def offers_context(plan: Workplan, seat: Seat, *, now: datetime) -> Values:
    """What the page shows to this reader, in a fixed number of queries."""
    supports = offers_of(plan, seat)
    lines = load_live_lines(plan, seat, supports)
    every = openings_of(plan)
    openings = [item for item in every if item.partner_id is not None]
    open_now = [item for item in openings if item.is_open_at(now)]
    asks, may_open = bool(may_ask_partners(seat, plan)), may_open_draft(seat, plan)
    of_line = grouped(supports, "activity_id")
    # The sort keeps the order of the plan within both.
    shown = sorted(
        (line for line in lines if line.pk in of_line),
        key=lambda line: all(gift.status != ContributionStatus.OFFERED for gift in of_line[line.pk]),
    )
    rest = [line for line in lines if line.pk not in of_line and not line.is_withdrawn]
    until = sorted(open_now, key=lambda item: (item.until_on is not None, item.until_on))
    reading = {item.partner_id for item in open_now}
    ended = {item.partner_id: item for item in openings if item.partner_id not in reading}
    accepted = [item for item in supports if item.status == ContributionStatus.ACCEPTED]
    supported = Counter(key for key, _ in {(item.partner_id, item.activity_id) for item in accepted})
    released = any(release.audience == Audience.PARTNERS for release in releases_now(workplan=plan.pk))
    return {
        "released": released,
        # Who reads until when; where the clock stands by which a day ends.
        "until": [
            (on, [str(item.partner) for item in group])
            for on, group in groupby(until, key=lambda item: item.until_on)
        ],
        "clock": clock_of(plan.taskforce),
        "states": Counter(support.status for support in supports),
        "asks": asks,
        # Each activity with its support, what the Secretariat pays for it, and what is worth a look.
        "lines": [
            _row(line)
            | {
                "needs": [need.what for need in related_rows(line, "technical_needs")],
                "asks": asks and not line.is_withdrawn,
                "reserve": reserve_words(line, of_line[line.pk]),
                "beyond": beyond_in_words(line),
                "supports": shown_supports(seat, line, of_line[line.pk]),
            }
            for line in shown
        ],
        "rest": [_row(line) for line in rest] if asks else [],
        "openings": open_now,
        # Those whose access has ended, and how many activities each supports: it reads them on.
        "ended": [(item, supported[item.partner_id or 0]) for item in ended.values()],
        "may_open": may_open,
        "money": money_of_plan(supports),
        "in_kind": Counter(item.status for item in supports if item.kind == ContributionKind.IN_KIND),
        "needs": _unmet(lines, supports),
        "desk_reads_needs": plan.taskforce.is_regional
        or plan.status == statuses.WorkplanStatus.SUBMITTED
        or any(item.is_open_at(now) for item in every if item.partner_id is None),
        "has_needs": any(related_rows(line, "technical_needs") for line in lines),
    }


def _row(line: Activity) -> Values:
    """A line with what the Secretariat pays for it, and the addresses of its page and of the request to a partner."""
    return {
        "code": line.code,
        "short_code": line.short_code,
        "title": line.title,
        "pays": _pays(line),
        "url": line_url(line.workplan, line.number),
        "ask_url": line_url(line.workplan, line.number, "support_ask"),
    }


def _pays(line: Activity) -> str:
    if line.is_withdrawn:
        return _("Withdrawn")
    if line.funding == Funding.NONE:
        return _("No Secretariat funding")
    if line.secretariat_cost is None:
        return _("No amount yet")
    said = _("Secretariat: US$%(amount)s")
    if line.funding == Funding.RESERVE:
        said = _("Secretariat: US$%(amount)s, in reserve")
    return say(said, amount=line.secretariat_cost)


def clock_of(taskforce: Taskforce) -> str:
    """Where the clock stands by which a last day ends: in the country, or in the Secretariat's city for the region."""
    return gettext("Bangkok") if taskforce.is_regional else taskforce.name


def _unmet(lines: Iterable[Activity], supports: Iterable[Contribution]) -> list[Values]:
    """The technical needs that neither accepted support nor the Secretariat meets, and the partners that were asked."""
    met = {item.need_id for item in supports if item.status == ContributionStatus.ACCEPTED}
    asked = grouped((item for item in supports if item.is_open), "need_id")
    return [
        _row(line)
        | {
            "what": need.what,
            # Which of its line it is, as the address of a request counts them.
            "nth": number,
            "partners": list(dict.fromkeys(str(item.partner) for item in asked[need.pk])),
        }
        for line in lines
        if not line.is_withdrawn
        for number, need in enumerate(related_rows(line, "technical_needs"), start=1)
        if need.secretariat_at is None and need.pk not in met
    ]

"""The page of the consultation: the draft's readers, all support line by line, the sums, and the needs nobody meets."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from commit_portal.forms.base import Values
from commit_portal.i18n.formatting import and_list, day, short_day
from commit_portal.i18n.messages import say
from workplans.consultation.opening_labels import clock_of
from workplans.consultation.permissions import may_ask_partners
from workplans.consultation.queries import offers_of, openings_of, unmet_of
from workplans.consultation.support_rows import (
    accepted_sums,
    beyond_in_words,
    pays_words,
    reserve_words,
    shown_supports,
    sum_in_words,
)
from workplans.models import Activity, Contribution, Opening, Seat, TechnicalNeed, Workplan
from workplans.plan.permissions import may_open_draft
from workplans.plan.plan_types import say_of_asker
from workplans.plan.queries import releases_now
from workplans.presentation.loaders import load_live_lines
from workplans.presentation.step_links import address_parts
from workplans.statuses import Audience, ContributionKind, ContributionStatus, WorkplanStatus


def offers_context(plan: Workplan, seat: Seat, *, now: datetime) -> Values:
    """What the page shows to this reader, in a fixed number of queries."""
    lines = load_live_lines(plan, seat, offers_of(plan, seat))
    every = openings_of(plan)
    openings = [item for item in every if item.partner_id is not None]
    to_desk = any(_is_open(item, now) for item in every if item.partner_id is None)
    asks = bool(may_ask_partners(seat, plan))
    open_now = [item for item in openings if _is_open(item, now)]
    shown = [line for line in lines if line.contributions.all()]
    # The sort keeps the order of the plan within both.
    shown.sort(
        key=lambda line: all(gift.status != ContributionStatus.OFFERED for gift in line.contributions.all())
    )
    rest = [line for line in lines if not line.contributions.all() and not line.is_withdrawn]
    supports = [support for line in lines for support in line.contributions.all()]
    may_open = may_open_draft(seat, plan)
    released = any(release.audience == Audience.PARTNERS for release in releases_now(plan))
    to_partners = ngettext("Open to %(count)s partner", "Open to %(count)s partners", len(open_now))
    closed = gettext("Released to partners") if released else gettext("Not open to partners")
    return {
        "open_words": say(to_partners, count=len(open_now)) if open_now else closed,
        "status": "open" if open_now else "released" if released else "not_started",
        "read_by": _read_by(open_now, plan, released=released, asks=asks),
        "to_answer": _to_answer(supports, plan),
        "lines": [_line(seat, line, asks=asks) for line in shown],
        "rest": [_line(seat, line, asks=asks) for line in rest] if asks else [],
        "openings": [_opening(item, steers=bool(may_open)) for item in open_now],
        "closed": _closed(openings, open_now, supports, released=released),
        "open_url": reverse("consultation_open", args=address_parts(plan)) if may_open else "",
        "open_reason": may_open.reason,
        "sums": _sums(lines, supports),
        "ceiling": plan.ceiling,
        "needs": [
            _need(line, number, need, asks=asks)
            for line in lines
            if not line.is_withdrawn
            for number, need in enumerate(line.technical_needs.all(), start=1)
            if need in unmet_of(line)
        ],
        "needs_words": _who_reads_needs(plan, to_desk=to_desk),
        "has_needs": any(line.technical_needs.all() for line in lines),
    }


def _is_open(opening: Opening, now: datetime) -> bool:
    return opening.ended_at is None and not opening.is_over_at(now)


def _read_by(open_now: list[Opening], plan: Workplan, *, released: bool, asks: bool) -> list[str]:
    """Who reads until when, one sentence for each last day; then what they read, and what comes of a request."""
    closed = plan.status == WorkplanStatus.CLOSED
    approved = []
    if released and closed:
        approved = [gettext("Partners can read the released version.")]
    elif released:
        approved = [gettext("Partners can read the released version, and offer support for its activities.")]
    if not open_now:
        prepare = [gettext("You can prepare requests now.")] if asks and not released else []
        return [gettext("No partner can read the draft now."), *approved, *prepare]
    ordered = sorted(open_now, key=lambda item: (item.until_on is not None, item.until_on))
    said = []
    for until_on, group in groupby(ordered, key=lambda item: item.until_on):
        partners = [str(item.partner) for item in group]
        if until_on is None:
            words = ngettext(
                "%(partners)s can read the draft.", "%(partners)s can read the draft.", len(partners)
            )
        else:
            words = ngettext(
                "%(partners)s can read the draft until the end of %(day)s (%(place)s time).",
                "%(partners)s can read the draft until the end of %(day)s (%(place)s time).",
                len(partners),
            )
        said.append(say(words, partners=tuple(partners), day=until_on, place=clock_of(plan.taskforce)))
    reserve = gettext("Partners who can read the draft also see all costs and the activities in reserve.")
    return [*said, reserve, *approved]


def _to_answer(supports: Iterable[Contribution], plan: Workplan) -> list[str]:
    """How many offers wait for an answer, and how many requests; in a closed plan none can."""
    if plan.status == WorkplanStatus.CLOSED:
        return [gettext("The workplan is closed. New requests, offers and answers are not possible.")]
    states = [support.status for support in supports]
    offered, asked = states.count(ContributionStatus.OFFERED), states.count(ContributionStatus.ASKED)
    return [
        say_of_asker(
            plan,
            gettext("Offers that the lead must answer: %(count)s."),
            gettext("Offers that the regional office must answer: %(count)s."),
            count=offered,
        ),
        say(gettext("Requests that partners must answer: %(count)s."), count=asked),
    ]


def _line(seat: Seat, line: Activity, *, asks: bool) -> Values:
    """An activity with its support, what the Secretariat pays, and what is worth a look."""
    at = (*address_parts(line.workplan), line.number)
    supports = line.contributions.all()
    return {
        "code": line.code,
        "short_code": line.short_code,
        "title": line.title or gettext("No title yet"),
        "url": reverse("activity", args=at),
        "pays": gettext("Withdrawn") if line.is_withdrawn else pays_words(line),
        "needs": tuple(need.what for need in line.technical_needs.all()),
        "reserve": reserve_words(line, supports),
        "beyond": beyond_in_words(line),
        "ask_url": "" if line.is_withdrawn or not asks else reverse("support_ask", args=at),
        "supports": shown_supports(seat, line, supports),
    }


def _opening(opening: Opening, *, steers: bool) -> Values:
    """A partner that can read the draft, with its last answer."""
    year = opening.workplan.cycle.year
    at = (*address_parts(opening.workplan), opening.partner.slug if opening.partner else "")
    second = gettext("opened on %(day)s") % {"day": short_day(opening.opened_at, year)}
    if opening.answered_at is not None:
        second = gettext("answered on %(day)s: nothing to offer") % {
            "day": short_day(opening.answered_at, year)
        }
    return {
        "partner": str(opening.partner),
        "until": gettext("until %(day)s") % {"day": day(opening.until_on)} if opening.until_on else "",
        "second": second,
        "move_url": reverse("consultation_move", args=at) if steers else "",
        "close_url": reverse("consultation_close", args=at) if steers else "",
    }


def _closed(
    openings: list[Opening], open_now: list[Opening], supports: list[Contribution], *, released: bool
) -> list[str]:
    """What partners read whose consultation has ended: the released version, else the lines that they support."""
    reading = {item.partner_id for item in open_now}
    said: dict[int | None, str] = {}
    for opening in openings:
        if opening.partner_id in reading:
            continue
        kept = len(
            {
                item.activity_id
                for item in supports
                if item.partner_id == opening.partner_id and item.status == ContributionStatus.ACCEPTED
            }
        )
        words = ngettext(
            "Access of %(partner)s ended on %(day)s. %(partner)s can still read the %(count)s activity "
            "that this partner supports.",
            "Access of %(partner)s ended on %(day)s. %(partner)s can still read the %(count)s activities "
            "that this partner supports.",
            kept,
        )
        if released:
            words = gettext(
                "Access of %(partner)s to the draft ended on %(day)s. %(partner)s can read the released "
                "version."
            )
        elif not kept:
            words = gettext(
                "Access of %(partner)s ended on %(day)s. %(partner)s supports no activity, so this partner "
                "cannot read the workplan."
            )
        on = short_day(opening.ended_on, opening.workplan.cycle.year)
        said[opening.partner_id] = words % {"partner": opening.partner, "day": on, "count": kept}
    return list(said.values())


def _sums(lines: list[Activity], supports: list[Contribution]) -> list[tuple[str, str]]:
    """Labels and amounts: US dollars by state, then what is in kind, counted."""
    in_kind = Counter(item.status for item in supports if item.kind == ContributionKind.IN_KIND)
    return [
        *accepted_sums(gettext("Accepted support from partners, US$"), lines),
        (
            gettext("Offers from partners, not answered yet, US$"),
            sum_in_words(supports, ContributionStatus.OFFERED),
        ),
        (
            gettext("Requests to partners, not answered yet, US$"),
            sum_in_words(supports, ContributionStatus.ASKED),
        ),
        (gettext("Declined requests and offers, US$"), sum_in_words(supports, ContributionStatus.DECLINED)),
        *(
            (label, say(ngettext("%(count)s offer", "%(count)s offers", count), count=count))
            for label, count in (
                (gettext("Accepted people or things (in kind)"), in_kind[ContributionStatus.ACCEPTED]),
                (gettext("Offers in kind, not answered yet"), in_kind[ContributionStatus.OFFERED]),
            )
        ),
    ]


def _who_reads_needs(plan: Workplan, *, to_desk: bool) -> str:
    """Whether the Secretariat sees the needs that nobody meets: of the draft, or of what is approved."""
    if plan.taskforce.is_regional or plan.status == WorkplanStatus.SUBMITTED or to_desk:
        return gettext("The Secretariat can see this list.")
    if plan.of_record_id is not None:
        return gettext("The Secretariat can see the technical needs of the approved version.")
    return gettext("The Secretariat can see this list when the Secretariat can read the draft.")


def _need(line: Activity, number: int, need: TechnicalNeed, *, asks: bool) -> Values:
    """A need, and whether somebody was asked to meet it."""
    open_for = [item for item in line.contributions.all() if item.need_id == need.pk and item.is_open]
    said = {
        "code": line.short_code,
        "partners": and_list(dict.fromkeys(str(item.partner) for item in open_for)),
    }
    second = gettext("No partner has been asked to support activity %(code)s yet.") % said
    if open_for:
        second = (
            gettext(
                "This need is in activity %(code)s. These partners were asked and have not answered yet: "
                "%(partners)s."
            )
            % said
        )
    return {
        "what": need.what,
        "second": second,
        "line": line.code,
        "ask_url": f"{reverse('support_ask', args=(*address_parts(line.workplan), line.number))}?need={number}"
        if asks and not open_for
        else "",
    }

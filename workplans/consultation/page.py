"""The page of the consultation: the draft's readers, all support line by line, the sums, and the needs nobody meets."""

from collections import Counter
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext, ngettext

from commit_portal.db.compiled_queries import related_rows
from commit_portal.forms.base import Values
from commit_portal.i18n.formatting import and_list, day, short_day
from commit_portal.i18n.messages import say
from workplans.consultation import support_rows
from workplans.consultation.permissions import may_ask_partners
from workplans.consultation.queries import offers_of, openings_of
from workplans.models import Activity, Contribution, Opening, Seat, Taskforce, Workplan
from workplans.plan.permissions import may_open_draft
from workplans.plan.queries import releases_now
from workplans.presentation.loaders import load_live_lines
from workplans.presentation.step_links import line_url
from workplans.statuses import Audience, ContributionKind, ContributionStatus, WorkplanStatus


def offers_context(plan: Workplan, seat: Seat, *, now: datetime) -> Values:
    """What the page shows to this reader, in a fixed number of queries."""
    supports = offers_of(plan, seat)
    lines = load_live_lines(plan, seat, supports)
    every = openings_of(plan)
    openings = [item for item in every if item.partner_id is not None]
    open_now = [item for item in openings if item.is_open_at(now)]
    asks, may_open = bool(may_ask_partners(seat, plan)), may_open_draft(seat, plan)
    of_line: dict[int, list[Contribution]] = {}
    for support in supports:
        of_line.setdefault(support.activity_id, []).append(support)
    # The sort keeps the order of the plan within both.
    shown = sorted(
        (line for line in lines if line.pk in of_line),
        key=lambda line: all(gift.status != ContributionStatus.OFFERED for gift in of_line[line.pk]),
    )
    rest = [line for line in lines if line.pk not in of_line and not line.is_withdrawn]
    released = any(release.audience == Audience.PARTNERS for release in releases_now(workplan=plan.pk))
    return {
        "released": released,
        "read_by": _read_by(open_now, plan, released=released, asks=asks),
        "states": Counter(support.status for support in supports),
        "asks": asks,
        # Each activity with its support, what the Secretariat pays for it, and what is worth a look.
        "lines": [
            {
                "line": line,
                "pays": gettext("Withdrawn") if line.is_withdrawn else support_rows.pays_words(line),
                "reserve": support_rows.reserve_words(line, of_line[line.pk]),
                "beyond": support_rows.beyond_in_words(line),
                "supports": support_rows.shown_supports(seat, line, of_line[line.pk]),
            }
            for line in shown
        ],
        "rest": [(line, support_rows.pays_words(line)) for line in rest] if asks else [],
        "openings": open_now,
        "closed": _closed(openings, open_now, supports, released=released),
        "may_open": may_open,
        "sums": _sums(supports),
        "needs": _needs(lines, supports, asks=asks),
        "desk_reads_needs": plan.taskforce.is_regional
        or plan.status == WorkplanStatus.SUBMITTED
        or any(item.is_open_at(now) for item in every if item.partner_id is None),
        "has_needs": any(related_rows(line, "technical_needs") for line in lines),
    }


def open_since(opening: Opening) -> str:
    """The day from which the reader reads the draft, and the last one of a partner."""
    since = day(opening.opened_at)
    if opening.until_on is None:
        return gettext("Since %(day)s") % {"day": since}
    return gettext("Since %(since)s, until the end of %(until)s (%(place)s time)") % {
        "since": since,
        "until": day(opening.until_on),
        "place": clock_of(opening.workplan.taskforce),
    }


def clock_of(taskforce: Taskforce) -> str:
    """Where the clock stands by which a last day ends: in the country, or in the Secretariat's city for the region."""
    return gettext("Bangkok") if taskforce.is_regional else taskforce.name


def _read_by(open_now: list[Opening], plan: Workplan, *, released: bool, asks: bool) -> list[str]:
    """Who reads until when, one sentence for each last day; then what they read, and what comes of a request."""
    reads = gettext("Partners can read the released version, and offer support for its activities.")
    if plan.status == WorkplanStatus.CLOSED:
        reads = gettext("Partners can read the released version.")
    approved = [reads] if released else []
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


def _closed(
    openings: list[Opening], open_now: list[Opening], supports: list[Contribution], *, released: bool
) -> list[str]:
    """What partners read whose consultation has ended: the released version, else the lines that they support."""
    reading = {item.partner_id for item in open_now}
    accepted = {
        (item.partner_id, item.activity_id) for item in supports if item.status == ContributionStatus.ACCEPTED
    }
    supported = Counter(partner for partner, _activity in accepted)
    said: dict[int | None, str] = {}
    for opening in openings:
        if opening.partner_id in reading:
            continue
        kept = supported[opening.partner_id or 0]
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
        said[opening.partner_id] = say(words, partner=str(opening.partner), day=on, count=kept)
    return list(said.values())


def _sums(supports: list[Contribution]) -> list[tuple[str, str]]:
    """Labels and amounts: US dollars by state, then what is in kind, counted."""
    in_kind = Counter(item.status for item in supports if item.kind == ContributionKind.IN_KIND)
    by_state = (
        (gettext("Offers from partners, not answered yet, US$"), ContributionStatus.OFFERED),
        (gettext("Requests to partners, not answered yet, US$"), ContributionStatus.ASKED),
        (gettext("Declined requests and offers, US$"), ContributionStatus.DECLINED),
    )
    counted = (
        (gettext("Accepted support in kind (people or things)"), in_kind[ContributionStatus.ACCEPTED]),
        (gettext("Offers in kind, not answered yet"), in_kind[ContributionStatus.OFFERED]),
    )
    return [
        *support_rows.accepted_sums(gettext("Accepted support from partners, US$"), supports),
        *((label, support_rows.sum_in_words(supports, state)) for label, state in by_state),
        *(
            (label, say(ngettext("%(count)s offer", "%(count)s offers", count), count=count))
            for label, count in counted
        ),
    ]


def _needs(lines: list[Activity], supports: list[Contribution], *, asks: bool) -> list[Values]:
    """The technical needs that neither accepted support nor the Secretariat meets, and whether somebody was asked."""
    met = {item.need_id for item in supports if item.status == ContributionStatus.ACCEPTED}
    nobody = gettext("No partner has been asked to support activity %(code)s yet.")
    asked = gettext(
        "This need is in activity %(code)s. These partners were asked and have not answered yet: %(partners)s."
    )
    found = []
    for line in lines:
        for number, need in enumerate(
            () if line.is_withdrawn else related_rows(line, "technical_needs"), start=1
        ):
            if need.secretariat_at is not None or need.pk in met:
                continue
            partners = [str(item.partner) for item in supports if item.need_id == need.pk and item.is_open]
            words = and_list(dict.fromkeys(partners))
            ask_url = f"{line_url(line.workplan, line.number, 'support_ask')}?need={number}"
            found.append(
                {
                    "what": need.what,
                    "second": say(asked if partners else nobody, code=line.short_code, partners=words),
                    "line": line.code,
                    "ask_url": ask_url if asks and not partners else "",
                }
            )
    return found

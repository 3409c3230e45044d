"""The page of the consultation: the draft's readers, all support line by line, the sums, and the needs nobody meets."""

from collections import Counter
from datetime import datetime
from itertools import groupby

from django.utils.translation import gettext

from commit_portal.db.compiled_queries import related_rows
from commit_portal.forms.base import Values
from commit_portal.i18n.formatting import and_list, day
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
        # Those whose access has ended, and how many activities each supports: it reads them on.
        "ended": [(item, supported[item.partner_id or 0]) for item in ended.values()],
        "may_open": may_open,
        "sums": support_rows.accepted_sums(gettext("Accepted support from partners, US$"), supports),
        "money": {state: support_rows.sum_in_words(supports, state) for state in ContributionStatus},
        "in_kind": Counter(item.status for item in supports if item.kind == ContributionKind.IN_KIND),
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


def _needs(lines: list[Activity], supports: list[Contribution], *, asks: bool) -> list[Values]:
    """The technical needs that neither accepted support nor the Secretariat meets, and whether somebody was asked."""
    met = {item.need_id for item in supports if item.status == ContributionStatus.ACCEPTED}
    found = []
    for line in lines:
        for number, need in enumerate(
            () if line.is_withdrawn else related_rows(line, "technical_needs"), start=1
        ):
            if need.secretariat_at is not None or need.pk in met:
                continue
            partners = [str(item.partner) for item in supports if item.need_id == need.pk and item.is_open]
            ask_url = f"{line_url(line.workplan, line.number, 'support_ask')}?need={number}"
            found.append(
                {
                    "what": need.what,
                    "line": line,
                    "partners": and_list(dict.fromkeys(partners)),
                    "ask_url": ask_url if asks and not partners else "",
                }
            )
    return found

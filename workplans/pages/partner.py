"""The page of a workplan as a partner reads it: what is opened or released to it, its own support, where to offer."""

from collections.abc import Iterable, Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from commit_portal import clock
from commit_portal.db.related_rows import grouped
from commit_portal.i18n import say
from commit_portal.workflow import Values
from workplans.comments.thread_rows import plan_talk
from workplans.consultation.page import clock_of, money_by_status, offer_link
from workplans.consultation.permissions import may_offer
from workplans.consultation.queries import numbered_needs, offers_of, unmet_in_drafts
from workplans.models import Activity, Contribution, Opening, Seat, VersionLine, Workplan
from workplans.pages.filters import listed_areas
from workplans.pages.state_bar import calls_of, downloads, shared_regional
from workplans.plan.amendments import set_aside
from workplans.plan.line_content import gift_in_words
from workplans.plan.plan_types import kind_of
from workplans.plan.visibility import version_to_read
from workplans.presentation.loaders import lines_in_force, load_live_lines, load_version_lines
from workplans.presentation.plan_header import PlanHeader
from workplans.presentation.rows import areas_of
from workplans.presentation.step_links import print_link
from workplans.statuses import SUPPORT_NOT_ENDED, ContributionKind, ContributionStatus

ACCEPTED = ContributionStatus.ACCEPTED


def partner_page(request: HttpRequest, seat: Seat, front: PlanHeader) -> HttpResponse | None:
    """The page of a plan for a partner; None where it reads nothing of the plan and its draft was never open to it."""
    plan = front.workplan
    opening = plan.openings.filter(partner=seat.partner_id).order_by("-opened_at", "-pk").first()
    own = sorted(offers_of(plan, seat, with_activity=True), key=lambda gift: (gift.activity.number, gift.pk))
    if front.reads_draft and opening is not None:
        shown: Values | None = _draft(request, seat, front, opening, own)
    else:
        shown = _released(request, seat, front, opening, own)
    if shown is None:
        return None
    title = kind_of(plan.taskforce).title(plan)
    if front.reads_draft:
        said = gettext("%(country)s: draft workplan %(year)s")
        title = say(said, country=plan.taskforce.name, year=str(plan.cycle.year))
    context = {
        **shown,
        "plan": plan,
        "title": title,
        "money": money_by_status(own),
        "in_kind": sum(gift.kind == ContributionKind.IN_KIND for gift in own if gift.status == ACCEPTED),
        "shared": shared_regional(plan, front.regional_version),
        # Of the plan as a whole only to who reads the whole of it.
        "talk": plan_talk(seat, plan, front.open_threads)
        if shown["status"] in ("open", "released")
        else None,
    }
    return render(request, "workplans/pages/partner_plan.html", context)


def _draft(
    request: HttpRequest, seat: Seat, front: PlanHeader, opening: Opening, own: list[Contribution]
) -> Values:
    """The draft while it is open; the approved text of lines that an amendment changed and that was set aside."""
    plan = front.workplan
    lines = load_live_lines(plan, seat, own)
    yours = _yours(seat, plan, lines, own)
    # What the partner is asked for, offers or gives for a line, it need not look for.
    answered = {gift.activity_id for gift in own if gift.status in SUPPORT_NOT_ENDED}
    looking = [line for line in lines if line.pk not in answered and not line.is_withdrawn]
    unmet = numbered_needs(unmet_in_drafts().filter(activity__in=looking))
    context: Values = {
        "status": "open",
        "opening": opening,
        "clock": clock_of(plan.taskforce),
        "may_say_nothing": opening.answered_at is None and not any(gift.is_open for gift in own),
        "requests": _requests(own),
        "in_reserve": [line for line in looking if line.is_in_reserve and line.secretariat_cost],
        # Numbered for the addresses of offers.
        "unmet": unmet.select_related("activity").order_by("activity__number", "pk"),
        "needs": plan.needs,
        "links": downloads(plan),
    }
    in_list: Sequence[Activity | VersionLine] = lines
    if aside := set_aside(plan, lines):
        in_list = lines_in_force(plan, aside.record, seat)
        context["needs"] = aside.record.needs
    return context | listed_areas(request, plan, in_list, yours=yours, called=calls_of(seat, front))


def _released(
    request: HttpRequest, seat: Seat, front: PlanHeader, opening: Opening | None, own: list[Contribution]
) -> Values | None:
    """The approved version, or the lines of it that the partner supports, with draft lines that it supports."""
    plan = front.workplan
    version = version_to_read(plan, seat)
    lines: list[VersionLine] = []
    if version is not None:
        lines = load_version_lines(plan, version, seat, with_activity=True)
    elif plan.of_record is not None:
        lines = load_version_lines(plan, plan.of_record, seat, visible_only=True, with_activity=True)
    drafted = _supported_drafts(seat, plan, lines, own)
    # On its last day, or before it where the lead closed it.
    is_over = opening is not None and not opening.is_open_at(clock.reading_time())
    supported = len(lines) + len(drafted)
    if version is None and not supported and not is_over:
        return None
    for line in lines:
        line.activity.workplan = plan
    yours = _yours(seat, plan, [line.activity for line in lines], own)
    return {
        **listed_areas(request, plan, lines, yours=yours, called=calls_of(seat, front)),
        "status": "released" if version else "accepted" if supported else "not_released",
        "version": version,
        "supported": supported,
        "ended": opening if is_over else None,
        "who_releases": kind_of(plan.taskforce).who_releases(plan.taskforce),
        "drafted": areas_of(plan, drafted, yours=_yours(seat, plan, drafted, own)),
        "requests": _requests(own),
        "links": [*downloads(plan), print_link(seat, plan)] if version else (),
    }


def _supported_drafts(
    seat: Seat, plan: Workplan, lines: Iterable[VersionLine], own: list[Contribution]
) -> list[Activity]:
    """Lines of the draft that the partner supports, and that it does not read as approved: no query without one."""
    approved = {line.activity_id for line in lines}
    supported = {gift.activity_id for gift in own if gift.status == ACCEPTED}
    if supported <= approved:
        return []
    return [line for line in load_live_lines(plan, seat, own) if line.pk not in approved]


def _yours(
    seat: Seat, plan: Workplan, lines: Iterable[Activity], own: list[Contribution]
) -> Mapping[int, Values]:
    """The column "You" of each line: own support, and the page where the partner answers, changes or offers."""
    of_line = grouped(own, "activity_id")
    found = {}
    for line in lines:
        given = of_line.get(line.pk, [])
        act, url = offer_link(plan, line, given) if may_offer(seat, line) else ("", "")
        shown = [gift for gift in given if gift.status in SUPPORT_NOT_ENDED]
        found[line.pk] = {"gifts": shown, "act": act, "url": url}
    return found


def _requests(own: Iterable[Contribution]) -> list[tuple[Contribution, str]]:
    """What the partner is asked for, each with how much or what."""
    return [(gift, gift_in_words(gift)) for gift in own if gift.status == ContributionStatus.ASKED]

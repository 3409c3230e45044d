"""The page of a workplan: the draft for its readers, for others what is released to them, or "Not released"."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from commit_portal.lifecycle import may_walk
from commit_portal.words import and_list, day, money
from workplans.frame.request import seat_of
from workplans.frame.year import show_year
from workplans.models import Seat, VersionLine, Workplan, WorkplanVersion
from workplans.plan.amendments import is_amendment
from workplans.plan.kinds import kind_of
from workplans.plan.lifecycle import AMEND, PROPOSE_REGIONAL, PUT_IN_FORCE, SUBMIT, TAKE_BACK
from workplans.plan.permissions import may_add_activity, may_edit_workplan, may_see_rounds
from workplans.plan.set_aside import Aside, lines_in_force, set_aside
from workplans.plan.visibility import activities_visible_to, version_to_read
from workplans.showing.checklist import checklist_of
from workplans.showing.facts import Fact, status_words
from workplans.showing.loading import Front, front_of, place_or_404, texts_today
from workplans.showing.rows import (
    frozen_areas,
    lines_never_submitted,
    live_areas,
    load_live_lines,
    load_version_lines,
    own_part,
    partner_sums,
    reserve_sum,
    shared_regional,
)
from workplans.showing.trail import events_for, trail
from workplans.statuses import IN_FORCE, SECRETARIAT_ROLES, Audience, Funding, Role, WorkplanStatus
from workplans.submitting.amending import amendment_marks, amendment_of
from workplans.submitting.closing import closing_ways

HISTORY_ON_THE_PAGE = 6
# Who reads an approved version, inside a sentence.
READERS = {
    Audience.SECRETARIAT: gettext_lazy("the Secretariat"),
    Audience.TASKFORCES: gettext_lazy("the other taskforces"),
    Audience.PARTNERS: gettext_lazy("partners"),
    Audience.OBSERVERS: gettext_lazy("observers"),
}


@require_safe
def workplan(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The draft for those who read it; for everybody else what is released to them, or "Not released"."""
    seat = seat_of(request)
    front = front_of(seat, year, place)
    if front is None:
        return _not_released(request, year, place)
    show_year(request, front.workplan.cycle)
    if front.reads_draft:
        return _draft(request, seat, front)
    plan = front.workplan
    version = version_to_read(plan, seat)
    if version is not None:
        return _released(request, seat, front, version=version)
    if seat.role == Role.PARTNER and plan.of_record is not None:
        lines = load_version_lines(plan.of_record, seat, visible_only=True)
        if lines:
            return _released(request, seat, front, supported=lines)
    if kind_of(plan.taskforce).names_countries and seat.role in (Role.OFFICER, Role.LEAD):
        part = own_part(plan, seat, activities_visible_to(seat))
        if part:
            return _released(request, seat, front, part=part)
    if seat.is_regional_office:
        return _state_only(request, plan)
    return _not_released(request, year, place)


def _draft(request: HttpRequest, seat: Seat, front: Front) -> HttpResponse:
    plan = front.workplan
    year, place = plan.cycle.year, plan.taskforce.slug
    loaded = load_live_lines(plan, seat)
    never_submitted = lines_never_submitted(loaded)
    lines = [line for line in loaded if line not in never_submitted]
    regional = plan.taskforce.is_regional
    inside = may_see_rounds(seat, plan)
    edit = may_edit_workplan(seat, plan)
    may_add = may_add_activity(seat, plan)
    may_submit = may_walk(plan, SUBMIT, by=seat)
    drafting = plan.status in (WorkplanStatus.DRAFT, WorkplanStatus.RETURNED)
    points = checklist_of(plan, seat) if drafting and (seat.sits_in(plan.taskforce_id) or edit) else ()
    open_points = sum(point.status == "open" for point in points)
    sums = [(gettext("In reserve, not counted"), money(reserve_sum(lines)))]
    if not regional:
        sums += _partners_sums(seat, partner_sums(lines))
    events = events_for(seat, plan)[:HISTORY_ON_THE_PAGE]
    amendment = amendment_of(plan, seat) if inside else None
    context = {
        "plan": plan,
        "title": kind_of(plan.taskforce).title(plan),
        "status_label": plan.get_status_display(),
        "status_words": status_words(plan, amended=amendment is not None),
        "read_by": who_reads(front),
        "amendment": amendment,
        "areas": live_areas(
            plan,
            lines,
            texts_today(plan),
            reasons=inside,
            amends=amendment_marks(plan, lines) if amendment and is_amendment(plan) else None,
        ),
        "shared": shared_regional(plan, front.regional_version),
        "never_submitted": [
            {
                "code": line.code,
                "title": line.title,
                "url": reverse("activity", args=[year, place, line.number]),
                "second": gettext("withdrawn on %(day)s") % {"day": day(line.withdrawn_at)},
            }
            for line in never_submitted
        ],
        "never_submitted_words": _never_submitted(len(never_submitted)),
        "committed": plan.committed,
        "ceiling": plan.ceiling,
        "left": plan.left,
        "sums": sums,
        "points": points,
        "open_points": open_points,
        "open_words": _open_words(open_points, len(points)),
        "points_head": kind_of(plan.taskforce).checklist_heading,
        "submit_label": SUBMIT.label,
        "submit_url": reverse("workplan_submit", args=[year, place]) if may_submit and not regional else "",
        "submit_reason": "" if regional else may_submit.reason,
        "add_url": reverse("activity_add", args=[year, place]) if may_add else "",
        "add_reason": may_add.reason if edit else "",
        "edits": bool(edit),
        "needs": plan.needs,
        "needs_url": reverse("workplan_needs", args=[year, place]) if edit else "",
        "ways": _plan_ways(seat, front),
        "history": trail(events),
        "history_url": reverse("workplan_history", args=[year, place]) if inside else "",
    }
    if aside := set_aside(plan, lines):
        context |= _in_force(seat, plan, aside, inside=inside)
    return render(request, "workplans/workplan_detail.html", context)


def _partners_sums(seat: Seat, sums: Mapping[str, Decimal]) -> list[tuple[str, str]]:
    """A partner sees its own part; the others all partners."""
    own = seat.role == Role.PARTNER
    accepted = gettext("Your part, accepted") if own else gettext("Partners, accepted")
    offered = gettext("Your part, offered") if own else gettext("Partners, offered")
    asked = (
        gettext("Your part, asked and not answered") if own else gettext("Partners, asked and not answered")
    )
    labels = {"accepted": accepted, "offered": offered, "asked": asked}
    return [(labels[name], money(sums[name])) for name in labels if name in sums]


def _never_submitted(number: int) -> str:
    return ngettext(
        "%(count)s activity withdrawn before being submitted",
        "%(count)s activities withdrawn before being submitted",
        number,
    ) % {"count": number}


def _open_words(still_open: int, number: int) -> str:
    if not still_open:
        return gettext("No point is open.")
    words = ngettext(
        "Still open: %(open)s of %(count)s point.", "Still open: %(open)s of %(count)s points.", number
    )
    return words % {"open": still_open, "count": number}


def _in_force(seat: Seat, plan: Workplan, aside: Aside, *, inside: bool) -> dict[str, Any]:
    """What is of record, in place of lines that an amendment changed before it was set aside."""
    lines = lines_in_force(aside.record, partial(load_version_lines, seat=seat))
    standing = [line for line in lines if not line.withdrawn]
    reserve = sum(
        (line.secretariat_cost or Decimal(0) for line in standing if line.funding == Funding.RESERVE),
        Decimal(0),
    )
    sums = [(gettext("In reserve, not counted"), money(reserve))]
    if not kind_of(plan.taskforce).names_countries:
        accepted = sum(
            (gift.amount or Decimal(0) for line in standing for gift in line.supports.all()), Decimal(0)
        )
        sums += _partners_sums(seat, {"accepted": accepted})
    at = (plan.cycle.year, plan.taskforce.slug)
    changes = [
        {
            "code": change.activity.code,
            "url": reverse("activity", args=[*at, change.activity.number]),
            "words": change.words,
        }
        for change in aside.changes
    ]
    ceiling = aside.record.ceiling
    return {
        "areas": frozen_areas(plan, lines, texts_today(plan)),
        "committed": aside.record.committed,
        "ceiling": ceiling,
        "left": None if ceiling is None else ceiling - aside.record.committed,
        "sums": sums,
        "needs": aside.record.needs,
        "aside": {"changes": changes, "needs": aside.needs} if inside else None,
    }


def _released(
    request: HttpRequest,
    seat: Seat,
    front: Front,
    *,
    version: WorkplanVersion | None = None,
    supported: list[VersionLine] | None = None,
    part: tuple[Any, ...] = (),
) -> HttpResponse:
    plan = front.workplan
    regional = plan.taskforce.is_regional
    year = plan.cycle.year
    context: dict[str, Any] = {
        "plan": plan,
        "title": kind_of(plan.taskforce).title(plan),
        "part": part,
        "areas": (),
        "shared": shared_regional(plan, front.regional_version),
        "ways": [],
    }
    if version is not None:
        lines = load_version_lines(version, seat)
        if regional and seat.role in (Role.OFFICER, Role.LEAD) and plan.status not in IN_FORCE:
            context["part"] = own_part(plan, seat, activities_visible_to(seat))
        ceiling = version.ceiling
        context |= {
            "areas": frozen_areas(plan, lines, texts_today(plan)),
            "version": version.number,
            "since": day(version.made_at),
            "committed": version.committed,
            "ceiling": ceiling,
            "left": None if ceiling is None else ceiling - version.committed,
        }
        if seat.is_regional_office and plan.status != WorkplanStatus.APPROVED:
            context["state_now"] = plan.get_status_display()
            context["status_words"] = status_words(plan, amended=True)
        context["ways"] = [
            (
                gettext("Download as Excel"),
                reverse("workplan_export", args=[year, plan.taskforce.slug, "xlsx"]),
            )
        ]
        if may_see_rounds(seat, plan):
            context["ways"] += [
                *closing_ways(seat, plan),
                (
                    gettext("All of the history"),
                    reverse("workplan_history", args=[year, plan.taskforce.slug]),
                ),
            ]
    elif supported is not None:
        context |= {"areas": frozen_areas(plan, supported, texts_today(plan)), "supported": True}
    return render(request, "workplans/workplan_released.html", context)


def _state_only(request: HttpRequest, plan: Workplan) -> HttpResponse:
    """What the regional office sees of a draft that is not submitted: its state and dates, no figures."""
    steps = [
        Fact(gettext("State"), plan.get_status_display()),
        Fact(gettext("Submitted"), day(plan.submitted_at) if plan.submitted_at else gettext("Not yet")),
        Fact(gettext("Decided"), day(plan.decided_at) if plan.decided_at else gettext("Not yet")),
    ]
    context = {
        "plan": plan,
        "title": kind_of(plan.taskforce).title(plan),
        "status_label": plan.get_status_display(),
        "steps": steps,
    }
    return render(request, "workplans/workplan_state.html", context)


def _not_released(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The same page whether there is no plan, a draft, or one of record that is not shown to the reader."""
    cycle, taskforce = place_or_404(year, place)
    context = {"cycle": cycle, "taskforce": taskforce, "regional": taskforce.is_regional}
    return render(request, "workplans/workplan_not_released.html", context)


def who_reads(front: Front) -> tuple[str, ...]:
    """Who reads the draft now, and to whom the approved version is released: at the head of every plan."""
    plan = front.workplan
    if plan.taskforce.is_regional:
        draft = gettext(
            "The regional office reads the draft. Each country reads the activities that name it."
        )
    else:
        draft = gettext("Who can read it now: %(readers)s.") % {"readers": and_list(_readers_of_draft(front))}
    if plan.of_record is None:
        return (draft,)
    readers = [str(READERS[audience]) for audience in (Audience.SECRETARIAT, *front.released_to)]
    if plan.taskforce.is_regional:
        readers.insert(1, gettext("every taskforce"))
    return draft, gettext("Who reads the approved version: %(readers)s.") % {"readers": and_list(readers)}


def _readers_of_draft(front: Front) -> list[str]:
    plan = front.workplan
    submitted = plan.status == WorkplanStatus.SUBMITTED
    readers = [gettext("the %(country)s taskforce") % {"country": plan.taskforce.name}]
    if front.open_to_desk or submitted:
        readers.append(gettext("its desk"))
    if submitted:
        readers.append(gettext("the regional office"))
    return [*readers, *front.open_to_partners]


def _plan_ways(seat: Seat, front: Front) -> list[tuple[str, str]]:
    """The steps that are open to this seat now, as links; a write asks again on its own page."""
    plan = front.workplan
    at = (plan.cycle.year, plan.taskforce.slug)
    ways = []
    if may_walk(plan, TAKE_BACK, by=seat):
        ways.append((gettext("Take the submission back"), reverse("workplan_take_back", args=at)))
    if not plan.taskforce.is_regional:
        if plan.status == WorkplanStatus.SUBMITTED and seat.role in SECRETARIAT_ROLES:
            ways.append((gettext("Decide on the lines"), reverse("decisions", args=at)))
    else:
        if may_walk(plan, PROPOSE_REGIONAL, by=seat):
            ways.append((PROPOSE_REGIONAL.label, reverse("regional_propose", args=at[:1])))
        if may_walk(plan, PUT_IN_FORCE, by=seat):
            ways.append((PUT_IN_FORCE.label, reverse("regional_put_in_force", args=at[:1])))
    if may_walk(plan, AMEND, by=seat):
        ways.append((gettext("Amend the plan"), reverse("workplan_amend", args=at)))
    ways += closing_ways(seat, plan)
    if may_edit_workplan(seat, plan):
        ways.append((gettext("Paste rows from Excel"), reverse("workplan_import", args=at)))
    ways.append((gettext("Download as Excel"), reverse("workplan_export", args=(*at, "xlsx"))))
    if may_see_rounds(seat, plan):
        ways.append((gettext("Who reads it"), reverse("workplan_trust", args=at)))
    return ways

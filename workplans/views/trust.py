"""Who reads a plan: openings of the draft, releases of what is of record. Always the lead's hand."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.decisions import Refused, require
from commit_portal.forms import status_of
from commit_portal.pages import Attempt
from commit_portal.readers import read_number
from commit_portal.words import and_list, counted, day, money
from workplans.actions.trust import end_opening, end_release, open_draft, release_workplan
from workplans.forms import OpenToPartnerForm
from workplans.kinds import kind_of
from workplans.models import Opening, Release, Seat, Taskforce, Workplan, WorkplanVersion
from workplans.permissions import may_open_draft, may_release_workplan, may_see_rounds
from workplans.queries import readers_now, releases_now
from workplans.requests import number_sent, seat_of
from workplans.statuses import Audience
from workplans.views.loading import workplan_or_404

NOT_IN_IT = (
    "Rounds, reasons, comments, activities in reserve, and money or support of partners that was not accepted. "
    "What is drafted after this version is not in it either."
)
NOTHING_YET = "Nothing of it: the plan reads “Not released” to them"
BUT_PARTNERS = ", apart from a draft that is open to one of them, and the activities that one supports."
ALSO_REPORTED = "In annual reports that are made for them from now on."
ALSO_COMPARED = (
    "In the comparison: its activities and, once a review is closed, your answers in words and the amounts of "
    "partners. And in annual reports that are made for them from now on."
)


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_trust(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Everything about who reads it on one page; each button does one thing."""
    seat = seat_of(request)
    plan = workplan_or_404(request, year, place)
    if not may_see_rounds(seat, plan):
        raise Refused("Who reads a plan is the matter of its taskforce and its desk.")
    openings, releases = readers_now(plan), releases_now(plan)
    already = [opening.partner_id for opening in openings if opening.partner_id]
    form = OpenToPartnerForm(already=already)
    if request.method == "POST":
        deed = request.POST.get("do", "")
        if deed == "release":
            return _release(request, seat, plan)
        if deed == "open_partner":
            form = OpenToPartnerForm(request.POST, already=already)
        if deed != "open_partner" or form.is_valid():
            messages.success(request, _do(request, deed, seat, plan, form))
            return redirect("workplan_trust", year, place)
    elif "release" in request.GET:
        return _check_release(request, seat, plan, _audience(plan, request.GET.get("release", "")))
    elif question := _question(request, seat, plan, openings, releases):
        return render(request, "workplans/workplan_trust_end.html", {"plan": plan, "question": question})
    may_open, may_release = may_open_draft(seat, plan), may_release_workplan(seat, plan)
    context = {
        "plan": plan,
        "form": form,
        "may_open": bool(may_open),
        "open_reason": may_open.reason,
        "may_release": bool(may_release),
        "release_reason": may_release.reason,
        "desk_is_open": any(opening.partner_id is None for opening in openings),
        "openings": [
            {
                "pk": opening.pk,
                "who": str(opening.partner) if opening.partner else f"The {plan.taskforce.name} desk",
                "since": f"since {day(opening.opened_at)}",
            }
            for opening in openings
        ],
        "readers": [_reader(plan, audience, releases) for audience in kind_of(plan.taskforce).released_to],
        "of_record": plan.of_record.number if plan.of_record else None,
    }
    return render(request, "workplans/workplan_trust.html", context, status=status_of(form))


def _reader(plan: Workplan, audience: Audience, releases: list[Release]) -> dict[str, Any]:
    """What an audience reads of the plan, and what can be released to it: nothing that it reads already."""
    current = _read_by(audience, releases)
    row: dict[str, Any] = {"who": audience.label, "reads": "Not released", "release": None}
    offer = f"Release version {plan.of_record.number}" if plan.of_record else ""
    if current is not None:
        row |= {
            "release": current.pk,
            "reads": f"version {current.version.number}, since {day(current.at)}",
        }
        if current.version_id == plan.of_record_id:
            offer = ""
        elif offer:
            offer = f"{offer}; they read version {current.version.number}"
    return row | {"audience": audience.value, "offer": offer}


def _read_by(audience: Audience, releases: list[Release]) -> Release | None:
    """The release that an audience reads now: the newest version of those in force (`releases_now`)."""
    return next((release for release in releases if release.audience == audience), None)


def _check_release(
    request: HttpRequest, seat: Seat, plan: Workplan, audience: Audience, *, error: str = ""
) -> HttpResponse:
    """Who will read what from now on, asked before anything is released."""
    require(may_release_workplan(seat, plan))
    version = plan.of_record
    if version is None:
        raise Http404
    releases = releases_now(plan)
    current = _read_by(audience, releases)
    if current is not None and current.version_id == version.pk:
        messages.warning(request, f"{audience.label} read version {version.number} already.")
        return redirect("workplan_trust", plan.cycle.year, plan.taskforce.slug)
    context = {
        "plan": plan,
        "error": error,
        "audience": audience.value,
        "heading": f"Release version {version.number} to {audience.label.lower()}",
        "version": version.number,
        "since": day(version.made_at),
        "who": _who(plan, audience),
        "already": _already(releases),
        "now": f"Version {current.version.number}, since {day(current.at)}. This one takes its place."
        if current is not None
        else NOTHING_YET + (BUT_PARTNERS if audience == Audience.PARTNERS else "."),
        "lines": _lines_in_words(version),
        "money": f"US${money(version.committed)}"
        + ("" if version.ceiling is None else f" of the ceiling of {money(version.ceiling)}"),
        "not_in_it": NOT_IN_IT,
        "elsewhere": ALSO_COMPARED if audience == Audience.TASKFORCES else ALSO_REPORTED,
    }
    status = 409 if error else 200
    return render(request, "workplans/workplan_release.html", context, status=status)


def _release(request: HttpRequest, seat: Seat, plan: Workplan) -> HttpResponse:
    """Release the version that the check page showed; another one since is shown first."""
    audience = _audience(plan, request.POST.get("audience", ""))
    seen = number_sent(request, "version")
    with Attempt(request):
        release_workplan(plan, audience, seen=seen, by=seat, now=clock.now())
        messages.success(
            request, f"Version {seen} is released to {audience.label.lower()}: they read it from now on."
        )
        return redirect("workplan_trust", plan.cycle.year, plan.taskforce.slug)
    plan = workplan_or_404(request, plan.cycle.year, plan.taskforce.slug)
    number = plan.of_record.number if plan.of_record else None
    return _check_release(request, seat, plan, audience, error=_another_version(number))


def _audience(plan: Workplan, typed: str) -> Audience:
    """An audience that the plan can be released to; anything else is not there."""
    found = next((audience for audience in kind_of(plan.taskforce).released_to if audience == typed), None)
    if found is None:
        raise Http404
    return found


def _already(releases: list[Release]) -> str:
    """Who reads which version now, whoever is asked about."""
    read = {release.get_audience_display(): release.version.number for release in reversed(releases)}
    words = and_list(f"version {number} to {who.lower()}" for who, number in read.items())
    return f"Released already: {words}" if words else "Nothing has been released yet"


def _who(plan: Workplan, audience: Audience) -> str:
    """The people of an audience, in words."""
    if audience == Audience.PARTNERS:
        return "Every partner that has a seat in the portal: UN agencies, NGOs and donors."
    if audience == Audience.OBSERVERS:
        return "Everybody who has the seat of an observer."
    others = Taskforce.objects.national().exclude(pk=plan.taskforce_id)
    names = and_list(taskforce.name for taskforce in others.select_related("country").order_by("position"))
    return f"Officers, leads and members of the taskforces of {names}."


def _lines_in_words(version: WorkplanVersion) -> str:
    """How many activities a version holds, and how many of them only to say that they were withdrawn."""
    withdrawn = version.lines.filter(withdrawn=True).count()
    words = counted(version.lines.not_withdrawn().count(), "activity", "activities")
    return f"{words}, and {withdrawn} withdrawn since, marked so" if withdrawn else words


def _another_version(number: int | None) -> str:
    return (
        f"What is of record now is version {number}, and your page showed another one. Nothing was released. "
        "Read it, and release it then."
    )


def _question(
    request: HttpRequest, seat: Seat, plan: Workplan, openings: list[Opening], releases: list[Release]
) -> dict[str, str] | None:
    """What ending an opening or a release does, asked before it is done.

    None where neither is asked for, or where it has ended: the page then shows who reads the plan now.
    """
    if wanted := request.GET.get("end_opening"):
        require(may_open_draft(seat, plan))
        opening = next((item for item in openings if str(item.pk) == wanted), None)
        if opening is None:
            get_object_or_404(Opening, workplan=plan, pk=read_number(wanted))
            return None
        who = str(opening.partner) if opening.partner else f"the {plan.taskforce.name} desk"
        does = (
            "It no longer reads the draft. It keeps reading the lines that it supports, as they are of record."
            if opening.partner
            else "It no longer reads or comments on the draft. Once you submit, it reads the plan to decide on it."
        )
        return {
            "heading": f"End the reading of the draft by {who}",
            "does": f"{does} You can open the draft again at any time.",
            "do": "end_opening",
            "name": "opening",
            "pk": wanted,
        }
    if wanted := request.GET.get("end_release"):
        require(may_release_workplan(seat, plan))
        release = next((item for item in releases if str(item.pk) == wanted), None)
        if release is None:
            get_object_or_404(Release, version__workplan=plan, pk=read_number(wanted))
            return None
        who = release.get_audience_display().lower()
        return {
            "heading": f"End the release to {who}",
            "does": f"The plan reads “Not released” to {who} at once, and is left out of annual reports made for them "
            "from now on. Reports that are released already stay as they are. You can release it again at any time.",
            "do": "end_release",
            "name": "release",
            "pk": wanted,
        }
    return None


def _do(
    request: HttpRequest,
    deed: str,
    seat: Seat,
    plan: Workplan,
    partner_form: OpenToPartnerForm,
) -> str:
    """One deed of the page, and the sentence that says it is done."""
    now = clock.now()
    if deed == "open_desk":
        open_draft(plan, None, by=seat, now=now)
        return "The draft is open to the desk."
    if deed == "open_partner":
        partner = partner_form.cleaned_data["partner"]
        open_draft(plan, partner, by=seat, now=now)
        return f"The draft is open to {partner}."
    if deed == "end_opening":
        opening = get_object_or_404(Opening, workplan=plan, pk=number_sent(request, "opening"))
        end_opening(opening, by=seat, now=now)
        return f"The draft is closed to {opening.partner or 'the desk'}."
    if deed == "end_release":
        release = get_object_or_404(Release, version__workplan=plan, pk=number_sent(request, "release"))
        end_release(release, by=seat, now=now)
        return f"No longer released to {release.get_audience_display().lower()}."
    raise Http404

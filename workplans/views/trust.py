"""Who reads a plan: openings of the draft, releases of what is of record. Always the lead's hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.decisions import Refused, require
from commit_portal.forms import status_of
from commit_portal.rowversions import StaleRow
from commit_portal.words import day
from workplans.actions.trust import end_opening, end_release, open_draft, release_workplan
from workplans.forms import OpenToPartnerForm, ReleaseForm
from workplans.models import Opening, Release, Seat, Workplan
from workplans.permissions import may_open_draft, may_release_workplan, may_see_rounds
from workplans.queries import readers_now, releases_now
from workplans.requests import seat_of
from workplans.views.loading import workplan_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_trust(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Everything about who reads it on one page; each button does one thing."""
    seat = seat_of(request)
    plan = workplan_or_404(request, year, place)
    if not may_see_rounds(seat, plan):
        raise Refused("Who reads a plan is the matter of its taskforce and its desk.")
    openings, releases = readers_now(plan), releases_now(plan)
    already = [opening.partner_id for opening in openings if opening.partner_id]
    partner_form = OpenToPartnerForm(already=already)
    status = 200
    of_record = plan.of_record.number if plan.of_record else None
    release_form = ReleaseForm(initial={"version": of_record})
    if request.method == "POST":
        deed = request.POST.get("do", "")
        if deed == "open_partner":
            partner_form = OpenToPartnerForm(request.POST, already=already)
            valid = partner_form.is_valid()
        elif deed == "release":
            release_form = ReleaseForm(request.POST)
            valid = release_form.is_valid()
        else:
            valid = True
        if valid:
            try:
                said = _do(request, deed, seat, plan, partner_form, release_form)
            except StaleRow:
                status = 409
                plan = workplan_or_404(request, year, place)
                of_record = plan.of_record.number if plan.of_record else None
                release_form = ReleaseForm({**request.POST.dict(), "version": of_record})
                release_form.add_error(None, _another_version(of_record))
            else:
                messages.success(request, said)
                return redirect("workplan_trust", year, place)
    elif question := _question(request, seat, plan, openings, releases):
        return render(request, "workplans/workplan_trust_end.html", {"plan": plan, "question": question})
    may_open, may_release = may_open_draft(seat, plan), may_release_workplan(seat, plan)
    form = partner_form if partner_form.is_bound else release_form
    context = {
        "plan": plan,
        "form": form,
        "partner_form": partner_form,
        "release_form": release_form,
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
        "releases": [
            {
                "pk": release.pk,
                "who": release.get_audience_display(),
                "since": f"version {release.version.number}, since {day(release.at)}",
            }
            for release in releases
        ],
        "of_record": of_record,
    }
    return render(request, "workplans/workplan_trust.html", context, status=status_of(form, status))


def _another_version(number: int | None) -> str:
    return (
        f"What is of record now is version {number}, and your page showed another one. Nothing was released. "
        "Read it, and release it then."
    )


def _question(
    request: HttpRequest, seat: Seat, plan: Workplan, openings: list[Opening], releases: list[Release]
) -> dict[str, str] | None:
    """What ending an opening or a release does, asked before it is done; None where neither is asked for."""
    if wanted := request.GET.get("end_opening"):
        require(may_open_draft(seat, plan))
        opening = next((item for item in openings if str(item.pk) == wanted), None)
        if opening is None:
            raise Http404
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
            raise Http404
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
    release_form: ReleaseForm,
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
        opening = get_object_or_404(Opening, workplan=plan, pk=_key(request, "opening"))
        end_opening(opening, by=seat, now=now)
        return f"The draft is closed to {opening.partner or 'the desk'}."
    if deed == "release":
        answers = release_form.cleaned_data
        # A form that names no version never names the current one: they begin at 1.
        seen = answers["version"] or 0
        release = release_workplan(plan, answers["audience"], seen=seen, by=seat, now=now)
        return f"Released to {release.get_audience_display().lower()}."
    if deed == "end_release":
        release = get_object_or_404(Release, version__workplan=plan, pk=_key(request, "release"))
        end_release(release, by=seat, now=now)
        return f"No longer released to {release.get_audience_display().lower()}."
    raise Http404


def _key(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name, "")
    if not (typed.isdecimal() and len(typed) < 16):
        raise Http404
    return int(typed)

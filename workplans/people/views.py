"""Choose the seat in use; list people; invite them, give and end their seats, close and reopen their accounts."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.http.filters import files_of
from commit_portal.http.too_many_requests import counted_export
from commit_portal.i18n.formatting import day
from commit_portal.i18n.messages import message
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Attempt, Difference, done_already
from commit_portal.workflow.events import events_about
from workplans.models import Seat, Taskforce
from workplans.people.actions import (
    close_account,
    end_seat,
    give_seat,
    invite_again,
    invite_to_seat,
    name_ministry,
    reopen_account,
    stop_seat,
)
from workplans.people.filters import PEOPLE, counted_words, groups_shown, listed_people
from workplans.people.forms import EndSeatForm, InviteForm, SeatForm, SeatMinistryForm, SigningForm
from workplans.people.permissions import (
    may_close_account,
    may_edit_people,
    may_invite_again,
    may_name_signing_bodies,
)
from workplans.people.seat_groups import (
    members_by_taskforce,
    partners_listed,
    people_groups,
    seat_row,
    seats_visible_to,
    taskforces_with_bodies,
)
from workplans.people.signing import NAME_SIGNING_BODIES, name_signing_bodies, signing_mark
from workplans.presentation.timeline import trail
from workplans.request_context.active_seat import seats_held
from workplans.request_context.middleware import SEAT_KEY
from workplans.request_context.request import seat_of
from workplans.statuses import TASKFORCE_ROLES

# A glance at the seats of the own country that were given and ended last.
HISTORY_LENGTH = 10
CLOSE = gettext_lazy("Close the account")


@require_http_methods(["GET", "HEAD", "POST"])
def seats(request: HttpRequest) -> HttpResponse:
    """Choose the seat to use. A person without a seat gets a page that says so."""
    today = clock.today()
    held = list(seats_held(request.user, on=today))
    if request.method == "POST":
        chosen = next((seat for seat in held if str(seat.pk) == request.POST.get("seat")), None)
        if chosen is None:
            messages.error(request, gettext("Choose one of your own seats."))
            return redirect("seats")
        request.session[SEAT_KEY] = chosen.pk
        messages.success(request, gettext("You use this seat now: %(seat)s.") % {"seat": chosen.words})
        return redirect("home")
    current = getattr(request, "seat", None)
    rows = [
        {
            "pk": seat.pk,
            "role": seat.role_label,
            "place": seat.place_label,
            "dates": seat_row(seat, on=today).dates,
            "current": current is not None and seat.pk == current.pk,
        }
        for seat in held
    ]
    return render(request, "workplans/people/seat_list.html", {"rows": rows})


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the seats that the reader may see, with their holders."""
    seat = seat_of(request)
    events = events_about(seat.taskforce)[:HISTORY_LENGTH] if seat.taskforce else ()
    groups = people_groups(seats_visible_to(seat), on=clock.today())
    listed = PEOPLE.shown(request.GET, listed_people(groups))
    return render(
        request,
        "workplans/people/people_list.html",
        {
            "groups": groups_shown(groups, listed),
            "listed": listed,
            "counted": counted_words(listed),
            "files": files_of("people_file"),
            "may_edit": may_edit_people(seat),
            "history": trail(events),
        },
    )


@require_safe
@counted_export
def people_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """The list of people that the reader sees, filtered and sorted, as a file."""
    groups = people_groups(seats_visible_to(seat_of(request)), on=clock.today())
    shown = PEOPLE.shown(request.GET, listed_people(groups))
    return PEOPLE.file("people", gettext("People and seats"), shown, suffix)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person and the seats that the reader may see; to the regional office also the history."""
    return _person_page(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def people_invite(request: HttpRequest) -> HttpResponse:
    """Invite a person: an account, a seat, and an e-mail with a link to set a password."""
    seat = seat_of(request)
    require(may_edit_people(seat))
    form = InviteForm(posted(request), initial={"starts_on": clock.today()})
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            given = invite_to_seat(**form.cleaned_data, by=seat, now=clock.now())
            said = gettext("%(name)s is invited and gets an e-mail with a link to set a password.")
            messages.success(request, said % {"name": given.user.name})
            return redirect("person", given.user_id)
    return render(request, "workplans/people/people_invite.html", {"form": form}, status=attempt.status)


@require_POST
def person_invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the link again to a person who has not set a password yet."""
    seat = seat_of(request)
    require(may_edit_people(seat))
    user = get_object_or_404(get_user_model(), pk=pk)
    may = may_invite_again(seat, user)
    if may:
        invite_again(user, by=seat, now=clock.now())
        messages.success(
            request, gettext("%(name)s gets the e-mail with the link again.") % {"name": user.name}
        )
    else:
        messages.warning(request, str(may.reason))
    return redirect("person", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def seat_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person another seat."""
    seat = seat_of(request)
    require(may_edit_people(seat))
    user = get_object_or_404(get_user_model(), pk=pk)
    form = SeatForm(posted(request), initial={"starts_on": clock.today()})
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            given = give_seat(user, **form.cleaned_data, by=seat, now=clock.now())
            said = gettext("%(name)s now has this seat: %(seat)s.")
            messages.success(request, said % {"name": user.name, "seat": given.words})
            return redirect("person", pk)
    context = {"form": form, "person": user}
    return render(request, "workplans/people/seat_form.html", context, status=attempt.status)


@require_http_methods(["GET", "HEAD", "POST"])
def seat_ministry(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the ministry of a taskforce for which a seat is."""
    seat = seat_of(request)
    require(may_edit_people(seat))
    seats = Seat.objects.select_related("user", "taskforce__country", "ministry")
    named = get_object_or_404(seats, pk=pk, role__in=TASKFORCE_ROLES)
    form = SeatMinistryForm(posted(request), seat=named)
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            name_ministry(named, form.cleaned_data["ministry"], by=seat, now=clock.now())
            messages.success(request, gettext("The ministry of the seat is saved."))
            return redirect("person", named.user_id)
    context = {"form": form, "person": named.user, "words": named.words}
    return render(request, "workplans/people/seat_ministry.html", context, status=attempt.status)


@require_http_methods(["GET", "HEAD", "POST"])
def seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a seat; it counts until the end of its last day."""
    seat = seat_of(request)
    require(may_edit_people(seat))
    ending = get_object_or_404(Seat.objects.select_related("user", "taskforce__country", "partner"), pk=pk)
    today = clock.today()
    form = EndSeatForm(posted(request), initial={"ends_on": today})
    attempt = Attempt(request, form)
    if attempt.is_due:
        ended = end_seat(ending, on=form.cleaned_data["ends_on"], by=seat, now=clock.now())
        said = gettext("The last day of this seat is %(day)s: %(seat)s.")
        messages.success(request, said % {"day": day(ended.ends_on), "seat": ended.words})
        return redirect("person", ended.user_id)
    return render(
        request,
        "workplans/people/seat_end.html",
        {"form": form, "row": seat_row(ending, on=today), "words": ending.words},
        status=attempt.status,
    )


@require_POST
def seat_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """End a seat at once; its holder has no access with it from the next request on."""
    seat = seat_of(request)
    require(may_edit_people(seat))
    stopped = stop_seat(get_object_or_404(Seat, pk=pk), by=seat, now=clock.now())
    messages.success(request, gettext("This seat has ended: %(seat)s.") % {"seat": stopped.words})
    return redirect("person", stopped.user_id)


@require_http_methods(["GET", "HEAD", "POST"])
def person_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what closing an account does, and close it."""
    seat = seat_of(request)
    require(may_edit_people(seat))
    user = get_object_or_404(get_user_model(), pk=pk)
    require(may_close_account(seat, user))
    if request.method == "POST":
        close_account(user, by=seat, now=clock.now())
        messages.success(request, gettext("The account of %(name)s is closed.") % {"name": user.name})
        return redirect("person", pk)
    if not user.is_active:
        return done_already(
            request,
            heading=CLOSE,
            reason=str(message("account.closed_already", person=str(user))),
            path=[(gettext("People"), reverse("people")), (user.name, reverse("person", args=[pk]))],
        )
    return render(request, "workplans/people/people_close.html", {"person": user, "heading": CLOSE})


@require_POST
def person_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    seat = seat_of(request)
    require(may_edit_people(seat))
    user = reopen_account(get_object_or_404(get_user_model(), pk=pk), by=seat, now=clock.now())
    messages.success(request, gettext("The account of %(name)s is open again.") % {"name": user.name})
    return redirect("person", pk)


@require_safe
def taskforces(request: HttpRequest) -> HttpResponse:
    """List the taskforces with their bodies, and with the members that the reader may see."""
    seat = seat_of(request)
    members = members_by_taskforce(seat, on=clock.today())
    may_name = may_name_signing_bodies(seat)
    rows = [
        {
            "name": taskforce.name,
            "own_name": taskforce.country.own_name if taskforce.country else "",
            "own_language": taskforce.country.own_language if taskforce.country else "",
            "lead_body": taskforce.lead_body or gettext("Not known"),
            "bodies": [body.name for body in taskforce.ministries.all()],
            "signing": [body.name for body in taskforce.signing_bodies.all()],
            "signing_url": reverse("taskforce_signing", args=[taskforce.slug]) if may_name else "",
            "members": [
                ", ".join(filter(None, (member.name, member.post, str(member.ministry or ""))))
                for member in members.get(taskforce.pk, [])
            ],
        }
        for taskforce in taskforces_with_bodies()
    ]
    return render(request, "workplans/people/people_taskforces.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def taskforce_signing(request: HttpRequest, place: str) -> HttpResponse:
    """Name the bodies that sign the printed workplan of a taskforce, in the order in which they sign."""
    seat = seat_of(request)
    taskforce = get_object_or_404(Taskforce.objects.select_related("country"), slug=place)
    initial = {"seen": signing_mark(taskforce), "bodies": _signing(taskforce)}
    form = SigningForm(posted(request), initial=initial)
    attempt = Attempt(request, form, may_name_signing_bodies(seat))
    if attempt.is_due:
        names = form.cleaned_data["bodies"]
        with attempt:
            name_signing_bodies(taskforce, names, seen=form.cleaned_data["seen"], by=seat, now=clock.now())
            messages.success(request, gettext("The bodies that sign are saved."))
            return redirect("taskforces")
        if attempt.stale:
            label = str(form.fields["bodies"].label)
            theirs = Difference(label, "\n".join(names), _signing(taskforce) or gettext("Nothing"))
            last = events_about(taskforce).filter(verb=NAME_SIGNING_BODIES).select_related("by").first()
            attempt.show_theirs([theirs], last=last, seen=signing_mark(taskforce))
    always = gettext(
        "The taskforce always signs, and the COMMIT Secretariat signs an approved workplan. Enter "
        "other bodies here."
    )
    if taskforce.is_regional:
        always = gettext("The COMMIT Secretariat signs an approved workplan. Enter other bodies here.")
    context = {"taskforce": taskforce, "form": form, "attempt": attempt, "always": always}
    return render(request, "workplans/people/people_signing.html", context, status=attempt.status)


@require_safe
def partners(request: HttpRequest) -> HttpResponse:
    """List the partners."""
    seat_of(request)
    rows = [
        {
            "name": partner.name,
            "acronym": partner.acronym or "–",
            "kind": partner.get_kind_display(),
        }
        for partner in partners_listed()
    ]
    return render(request, "workplans/people/people_partners.html", {"rows": rows})


def _person_page(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_of(request)
    user = get_object_or_404(get_user_model(), pk=pk)
    today = clock.today()
    visible = list(seats_visible_to(seat).filter(user=user))
    may_edit = may_edit_people(seat)
    if not visible and user.pk != request.user.pk and not may_edit:
        raise Http404
    return render(
        request,
        "workplans/people/people_detail.html",
        {
            "person": user,
            "rows": [_row(row, today, own=row.pk == seat.pk) for row in visible],
            "may_edit": may_edit,
            "waiting": bool(may_invite_again(seat, user)),
            "may_close": user.is_active and bool(may_close_account(seat, user)),
            "invited_on": day(user.invited_at) if user.invited_at else "",
            "history": trail(events_about(user)[:50]) if may_edit else (),
        },
    )


def _row(seat: Seat, today: date, *, own: bool) -> dict[str, Any]:
    row = seat_row(seat, on=today)
    ended = seat.is_over_on(today)
    return {
        "role": row.role,
        "place": row.place,
        "ministry": row.ministry,
        "ministry_url": reverse("seat_ministry", args=[seat.pk])
        if seat.role in TASKFORCE_ROLES and not ended
        else "",
        "dates": row.dates,
        "status": "done" if ended else ("confirmed" if row.held else "planned"),
        "word": _state(ended=ended, held=row.held),
        "end_url": "" if ended or own else reverse("seat_end", args=[seat.pk]),
    }


def _state(*, ended: bool, held: bool) -> str:
    if ended:
        return pgettext("seat", "Ended")
    return pgettext("seat", "Held") if held else pgettext("seat", "Not yet begun")


def _signing(taskforce: Taskforce) -> str:
    """The bodies that sign, one a line."""
    return "\n".join(taskforce.signing_bodies.values_list("name", flat=True))

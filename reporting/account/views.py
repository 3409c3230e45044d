"""The page of one's own account: name, time zone, language, password, seats, and sessions on other devices."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.i18n.formatting import day
from commit_portal.models import User
from commit_portal.workflow.lifecycle import Actor, Themselves
from reporting.account.actions import end_sessions, keep_account
from reporting.account.forms import AccountForm, EndSessionsForm
from reporting.account.other_sessions import SignedIn, signed_in_elsewhere, stay_here
from workplans.models import Seat
from workplans.people.seat_groups import seat_row
from workplans.request_context.request import PortalRequest, say_made_up


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """The page, and the saving of name, time zone and language. Everybody who is signed in has one, without a seat too."""
    user = _reader(request)
    form = AccountForm(posted(request), user=user)
    if form.is_bound and form.is_valid():
        keep_account(**{"language": user.language, **form.cleaned_data}, by=_actor(request), now=clock.now())
        messages.success(request, gettext("Your account is saved."))
        return redirect("account")
    return _page(request, form, EndSessionsForm(user=user))


@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Sign out on all other devices, after the password."""
    user = _reader(request)
    ending = EndSessionsForm(request.POST, user=user)
    if not ending.is_valid():
        return _page(request, AccountForm(user=user), ending)
    stay_here(request, end_sessions(by=_actor(request), now=clock.now()))
    messages.success(request, gettext("You are now signed out on all other devices."))
    return redirect("account")


def _page(request: HttpRequest, form: AccountForm, ending: EndSessionsForm) -> HttpResponse:
    user, on = _reader(request), clock.today()
    seats = Seat.objects.filter(user=user).select_related("user", "taskforce__country", "partner", "ministry")
    zone = _zone(request)
    say_made_up(request, settings.DEMO)
    context = {
        "form": form,
        "ending": ending,
        "person": user,
        "rows": [seat_row(seat, on=on) for seat in seats if not seat.is_over_on(on)],
        "elsewhere": [_row(one, zone) for one in signed_in_elsewhere(user, request.session.session_key)],
    }
    failed = form.errors or ending.errors
    return render(request, "reporting/account/account.html", context, status=422 if failed else 200)


def _row(one: SignedIn, zone: ZoneInfo) -> dict[str, Any]:
    """A session in words, by the reader's own clock."""

    def moment(at: Any) -> str:
        local = timezone.localtime(at, zone)
        return gettext("%(day)s at %(time)s") % {"day": day(local.date()), "time": f"{local:%H:%M}"}

    return {
        "browser": one.browser,
        "address": one.address,
        "began": moment(one.began),
        "seen": moment(one.seen),
    }


def _zone(request: HttpRequest) -> ZoneInfo:
    seat = cast(PortalRequest, request).seat
    return seat.zone if seat is not None else ZoneInfo(_reader(request).time_zone or settings.TIME_ZONE)


def _actor(request: HttpRequest) -> Actor:
    return cast(PortalRequest, request).seat or Themselves(_reader(request))


def _reader(request: HttpRequest) -> User:
    return cast(User, request.user)

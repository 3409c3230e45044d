"""The page of notices, how they reach one, the address that stops mails, and mails that were not sent."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.i18n.formatting import clock_said, day, language_of, moment, span
from commit_portal.mail.outbox import Fault, Mail, MailSettings, Notice
from commit_portal.mail.payload import MailPayload
from commit_portal.refusals import require
from commit_portal.statuses import Delivery, MailCode, MailState
from commit_portal.workflow.action_attempts import Attempt
from reporting.models import CalendarFeed
from reporting.notices.actions import (
    end_calendar_address,
    make_calendar_address,
    mark_as_read,
    open_notice,
    save_mail_settings,
    send_again,
    stop_mails,
    tell_again,
)
from reporting.notices.calendar_feed import calendar_of, dates_of, feed_behind
from reporting.notices.forms import MailSettingsForm
from reporting.notices.permissions import may_look_after_mails
from reporting.notices.queries import (
    addresses_refused,
    faults_given_up,
    faults_waiting,
    mails_not_sent,
    notices_of,
)
from reporting.notices.subject_titles import Names, names_of_places, role_words, title_of
from reporting.notices.subjects import Subject, SubjectAccess
from reporting.notices.unsubscribe import kinds_to_stop
from workplans.request_context.request import number_sent, seat_of, seats_of

ON_A_PAGE = 20
MOST_FAILURES = 100


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """Show what the reader was told, and save how it reaches them."""
    seat = seat_of(request)
    user: Any = request.user
    own = MailSettings.objects.select_related("user").filter(user=user).first()
    own = own or MailSettings(user=user)
    own.zone = seat.zone.key
    form = MailSettingsForm(posted(request), own=own)
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            own, _ = MailSettings.objects.select_related("user").get_or_create(user=user)
            save_mail_settings(own, by=seat, now=clock.now(), **form.cleaned_data)
            messages.success(request, gettext("Saved. From now on notices reach you like this."))
            return redirect("notices")
    pages = Paginator(notices_of(user, on=clock.today()), ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    places = names_of_places()
    seats = {one.pk: one for one in seats_of(request)}
    told = [(one, MailPayload.from_plain(one.facts)) for one in page.object_list if one.seat in seats]
    subjects = SubjectAccess([(seats[notice.seat], facts) for notice, facts in told], places)
    with timezone.override(own.clock):
        rows = [_row(notice, facts, subjects.of(seats[notice.seat], facts), places) for notice, facts in told]
    return render(
        request,
        "reporting/notices/notices.html",
        {
            "rows": rows,
            "page": page,
            "newest": max((notice.pk for notice in page.object_list), default=0),
            "new": getattr(request, "new_notices", 0),
            "form": form,
            "clock": clock_said(own.clock),
            "reaches": Delivery,
            "has_calendar": CalendarFeed.objects.filter(seat=seat).exists(),
            "may_look_after_mails": bool(may_look_after_mails(seat)),
        },
        status=attempt.status,
    )


@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """Mark as read what the page showed, and what is older."""
    seat_of(request)
    mark_as_read(request.user, until=number_sent(request, "newest"), now=timezone.now())
    return redirect("notices")


@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to what a new notice is about; it is read then. Only the reader's own, under the seats held today."""
    seat_of(request)
    notice = get_object_or_404(notices_of(request.user, on=clock.today()), pk=pk)
    return redirect(open_notice(request.user, notice, now=timezone.now()))


@require_http_methods(["GET", "HEAD", "POST"])
def notices_calendar(request: HttpRequest) -> HttpResponse:
    """Say what an address of the calendar does, make it, and switch it off. It is shown once."""
    seat = seat_of(request)
    if request.POST.get("do") == "end":
        end_calendar_address(seat, now=clock.now())
        messages.success(request, gettext("The address of your calendar is switched off."))
        return redirect("notices")
    if request.method == "POST":
        key = make_calendar_address(seat, now=timezone.now())
        address = f"{settings.PORTAL_URL}{reverse('calendar_feed', args=[key])}"
        messages.success(
            request, render_to_string("reporting/notices/notices_address.html", {"address": address})
        )
        return redirect("notices")
    return render(
        request,
        "reporting/notices/notices_calendar.html",
        {
            "has_one": CalendarFeed.objects.filter(seat=seat).exists(),
            "seat_words": seat.words,
            "dates": [
                {"what": one.said, "days": span(one.first, one.last)}
                for one in dates_of(seat, on=clock.today())
            ],
        },
    )


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar of a seat, for whoever has its address: dates alone, and never a plan."""
    feed = feed_behind(key, on=clock.today())
    if feed is None:
        raise Http404
    with translation.override(feed.seat.user.language):
        content = calendar_of(feed, on=clock.today())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "no-store, private"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def notices_stop(request: HttpRequest, key: str, what: str) -> HttpResponse:
    """Stop mails of a kind: a mail program sends the form by itself, a person by the button (RFC 8058).

    A mail program has no session and no token of a form. The key in the address is the right to do it.
    """
    own = get_object_or_404(MailSettings.objects.select_related("user"), stop_key=key)
    kinds = kinds_to_stop(own, what)
    if kinds is None:
        raise Http404
    if request.method == "POST":
        stop_mails(own, kinds, now=clock.now())
    names = [str(kind.label) for kind in kinds]
    context = {"names": names, "is_done": request.method == "POST" or not names}
    return render(request, "reporting/notices/notices_stop.html", context)


@require_safe
def notices_failures(request: HttpRequest) -> HttpResponse:
    """Show the regional office which mails could not be sent and why, and which addresses are refused."""
    require(may_look_after_mails(seat_of(request)))
    rows = [
        {
            "pk": mail.pk,
            "to": mail.user.email if mail.user else mail.address,
            "what": mail.get_code_display(),
            "why": mail.failure_said,
            "when": moment(mail.failed_at or mail.due_at),
        }
        for mail in mails_not_sent()[:MOST_FAILURES]
    ]
    untold = [
        {
            "what": _fault_words(fault),
            "why": fault.failure_said,
            "when": moment(fault.failed_at),
            "again_url": reverse("notices_tell_again", args=[fault.pk]) if fault.event else "",
        }
        for fault in faults_given_up()[:MOST_FAILURES]
        if fault.failed_at
    ]
    waiting = Mail.objects.filter(state=MailState.WAITING, attempts__gt=0).count() + faults_waiting()
    return render(
        request,
        "reporting/notices/notices_failures.html",
        {"rows": rows, "untold": untold, "refused": _refused(), "waiting": waiting},
    )


@require_POST
def notices_send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a failed mail into the outbox again."""
    seat = seat_of(request)
    require(may_look_after_mails(seat))
    send_again(get_object_or_404(Mail, pk=pk), by=seat, now=timezone.now())
    messages.success(request, gettext("The mail waits to be sent again."))
    return redirect("notices_failures")


@require_POST
def notices_tell_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an event that was given up be told again."""
    seat = seat_of(request)
    require(may_look_after_mails(seat))
    tell_again(pk, by=seat, now=timezone.now())
    messages.success(request, gettext("The event waits to be told again."))
    return redirect("notices_failures")


def _row(notice: Notice, facts: MailPayload, subject: Subject, places: Names) -> dict[str, Any]:
    row = {"when": moment(notice.at), "how": _how(notice.mail), "is_new": notice.seen_at is None}
    if not subject.is_known:
        return row
    return row | {
        "title": title_of(facts, places),
        "url": facts.link,
        "open_url": reverse("notice_open", args=[notice.pk]),
        "subject": subject.text,
        "language": language_of(subject.text),
        "by": role_words(facts),
    }


def _how(mail: Mail | None) -> str:
    """How a notice came: by which mail, if any left or will."""
    if mail is None or mail.state == MailState.DROPPED:
        return gettext("only here")
    if mail.state == MailState.FAILED:
        return gettext("only here: the mail could not be sent")
    if mail.code == MailCode.NOTICE:
        return gettext("mailed at once") if mail.state == MailState.SENT else gettext("mail at once")
    # The day is that of the key: a mail that was tried again leaves later.
    reach, _, of_day = mail.key.partition(":")
    said = day(date.fromisoformat(of_day))
    if reach == Delivery.WEEKLY:
        return gettext("in the weekly mail of %(day)s") % {"day": said}
    return gettext("in the daily mail of %(day)s") % {"day": said}


def _fault_words(fault: Fault) -> str:
    """What could not be told, by its number in the history and not by its words: they may not be the reader's to read."""
    if fault.event:
        return gettext("Event %(number)s of %(day)s") % {"number": fault.event_id, "day": day(fault.event.at)}
    return gettext("Reminders of %(day)s for %(person)s") % {
        "day": day(fault.day),
        "person": fault.user.email if fault.user else "",
    }


def _refused() -> list[str]:
    said = [
        (address, ngettext("%(count)s mail", "%(count)s mails", number) % {"count": number})
        for address, number in addresses_refused()
    ]
    return [gettext("%(address)s (%(mails)s)") % {"address": one, "mails": mails} for one, mails in said]

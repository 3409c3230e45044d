"""The page of notices, how they reach one, the address that stops mails, and mails that were not sent."""

from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse, reverse_lazy
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from commit_portal import clock
from commit_portal.addresses import found_or_404
from commit_portal.i18n import Words, clock_said, language_of, moment, span
from commit_portal.mail.outbox import Fault, Mail, MailSettings, Notice
from commit_portal.mail.payload import MailPayload
from commit_portal.models import Event, User
from commit_portal.refusals import ALLOWED, Permit, require
from commit_portal.statuses import Delivery, MailState
from commit_portal.workflow import ButtonView, ReadView, StepView, Values
from reporting.models import CalendarFeed
from reporting.notices import calendars, preferences
from reporting.notices.access import Access, Names, names_of_places, title_of
from reporting.notices.permissions import may_look_after_mails
from workplans.models import Seat
from workplans.request_context.request import SeatMixin, number_sent, seats_of
from workplans.statuses import Role

ON_A_PAGE = 20
OF_A_MINISTRY = ("ministry_answered", "ministry_recorded")
MOST_FAILURES = 100


class NoticeStep[ObjectT](SeatMixin, StepView[ObjectT]):
    """A step with what is the reader's own: with the seat, if nothing else. It leads back to the page of notices."""

    success_url = reverse_lazy("notices")

    def get_object(self) -> Any:
        return self.actor

    def get_permit(self) -> Permit:
        return ALLOWED


class NoticeList(NoticeStep[MailSettings]):
    """Show what the reader was told, and save how it reaches them."""

    template_name, form_class = "reporting/notices/notices.html", preferences.MailSettingsForm
    success_message = _("Your e-mail settings are saved.")

    def get_object(self) -> MailSettings:
        zone, user = self.actor.zone.key, cast(User, self.request.user)
        own = MailSettings.objects.select_related("user").filter(user=user).first() or MailSettings(user=user)
        own.zone = zone
        return own

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"own": self.object}

    def act(self, form: preferences.MailSettingsForm) -> None:
        own, _is_new = MailSettings.objects.select_related("user").get_or_create(user=self.object.user)
        preferences.save_mail_settings(own, by=self.actor, now=clock.now(), **form.cleaned_data)

    def get_context_data(self, **kwargs: object) -> Values:
        own, request = self.object, self.request
        page = Paginator(preferences.notices_of(own.user, on=clock.today()), ON_A_PAGE).get_page(
            request.GET.get("page")
        )
        places = names_of_places()
        seats = {one.pk: one for one in seats_of(request)}
        told = [(one, MailPayload.from_plain(one.facts)) for one in page.object_list if one.seat in seats]
        access = Access([(seats[notice.seat], facts) for notice, facts in told], places)
        with timezone.override(own.clock):
            rows = [_row(one, facts, access.of(seats[one.seat], facts), places) for one, facts in told]
        _name_ministries(rows, told)
        context = {
            "rows": rows,
            "page": page,
            "newest": max((notice.pk for notice in page.object_list), default=0),
            "new": getattr(request, "new_notices", 0),
            "clock": clock_said(own.clock),
            "reaches": Delivery,
            # Mails leave on real days, and the notices beside them are of the demonstration's year.
            "is_another_day": clock.demonstration_day() is not None,
            "has_calendar": CalendarFeed.objects.filter(seat=self.actor).exists(),
            "may_look_after_mails": bool(may_look_after_mails(self.actor)),
        }
        return super().get_context_data(**context | kwargs)


class MarkNoticesRead(NoticeStep[Seat], ButtonView[Seat]):
    """Mark as read what the page showed, and what is older."""

    def act(self, form: None) -> None:
        newest = number_sent(self.request, "newest")
        preferences.mark_as_read(self.actor.user, until=newest, now=timezone.now())


class OpenNotice(NoticeStep[Notice], ButtonView[Notice]):
    """Go to what a new notice is about; it is read then. Only the reader's own, under the seats held today."""

    def get_object(self) -> Notice:
        return get_object_or_404(
            preferences.notices_of(self.actor.user, on=clock.today()), pk=self.kwargs["pk"]
        )

    def act(self, form: None) -> str:
        return preferences.open_notice(self.actor.user, self.object, now=timezone.now())

    def get_success_url(self) -> str:
        return str(self.made)


class MakeCalendarAddress(NoticeStep[Seat]):
    """Say what an address of the calendar does, and make it. It is shown once."""

    template_name = "reporting/notices/notices_calendar.html"

    def act(self, form: None) -> str:
        return calendars.make_calendar_address(self.actor, now=timezone.now())

    def get_words(self) -> Words:
        address = f"{settings.PORTAL_URL}{reverse('calendar_feed', args=[self.made])}"
        return render_to_string("reporting/notices/notices_address.html", {"address": address})

    def get_context_data(self, **kwargs: object) -> Values:
        context = {
            "has_one": CalendarFeed.objects.filter(seat=self.actor).exists(),
            "dates": [
                {"what": one.said, "days": span(one.first, one.last)}
                for one in calendars.dates_of(self.actor, on=clock.today())
            ],
        }
        return super().get_context_data(**context | kwargs)


class EndCalendarAddress(NoticeStep[Seat], ButtonView[Seat]):
    """End the link of the calendar."""

    success_message = _("The link of your calendar has ended.")

    def act(self, form: None) -> None:
        calendars.end_calendar_address(self.actor, now=clock.now())


@method_decorator(login_not_required, name="dispatch")
class CalendarFile(ReadView):
    """The calendar of a seat, for whoever has its address: dates alone, and never a plan."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        feed = found_or_404(calendars.feed_of_key(self.kwargs["key"], on=clock.today()))
        with translation.override(feed.seat.user.language):
            content = calendars.calendar_of(feed, on=clock.today())
        headers = {"Cache-Control": "no-store, private", "X-Robots-Tag": "noindex"}
        return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


@method_decorator((csrf_exempt, login_not_required), name="dispatch")
class StopMails(StepView[MailSettings]):
    """Stop mails of a kind: a mail program sends the form by itself, a person by the button (RFC 8058).

    A mail program has no session and no token of a form. The key in the address is the right to do it.
    """

    template_name = "reporting/notices/notices_stop.html"

    def get_object(self) -> MailSettings:
        own = get_object_or_404(MailSettings.objects.select_related("user"), stop_key=self.kwargs["key"])
        kinds = preferences.kinds_to_stop(own, self.kwargs["what"])
        if kinds is None:
            raise Http404
        self.kinds = kinds
        return own

    def get_permit(self) -> Permit:
        return ALLOWED

    def act(self, form: None) -> None:
        preferences.stop_mails(self.object, self.kinds, now=clock.now())

    def done(self) -> HttpResponse:
        """Say so on the same page: a mail program follows no redirect."""
        return self.render_to_response(self.get_context_data(is_done=True))

    def get_context_data(self, **kwargs: object) -> Values:
        context = {"names": [str(kind.label) for kind in self.kinds], "is_done": not self.kinds}
        return super().get_context_data(**context | kwargs)


class MailFailures(SeatMixin, ReadView):
    """Show the regional office which mails could not be sent and why, and which addresses are refused."""

    template_name = "reporting/notices/notices_failures.html"

    def get_context_data(self, **kwargs: object) -> Values:
        require(may_look_after_mails(self.actor))
        waiting = Mail.objects.filter(state=MailState.WAITING, attempts__gt=0).count()
        waiting += Fault.objects.filter(again_at__isnull=False).count()
        context = {
            "mails": preferences.mails_not_sent()[:MOST_FAILURES],
            "faults": preferences.faults_given_up()[:MOST_FAILURES],
            "refused": preferences.addresses_refused(),
            "waiting": waiting,
        }
        return super().get_context_data(**context | kwargs)


class SendAgain(SeatMixin, ButtonView[int]):
    """Put a failed mail into the outbox again."""

    right = staticmethod(may_look_after_mails)
    success_message, success_url = _("The e-mail will be sent again soon."), reverse_lazy("notices_failures")

    def get_object(self) -> int:
        return int(self.kwargs["pk"])

    def act(self, form: None) -> None:
        preferences.send_again(get_object_or_404(Mail, pk=self.object), by=self.actor, now=timezone.now())


class TellAgain(SendAgain):
    """Let an event that was given up be told again."""

    success_message = _("The portal will try again soon.")

    def act(self, form: None) -> None:
        preferences.tell_again(self.object, by=self.actor, now=timezone.now())


def _name_ministries(rows: list[Values], told: list[tuple[Notice, MailPayload]]) -> None:
    """Name the ministry in the notices that are about one: no mail holds the name."""
    both = zip(rows, told, strict=True)
    of_event = {one.key.split(":")[1]: row for row, (one, facts) in both if facts.verb in OF_A_MINISTRY}
    for event in Event.objects.filter(pk__in=of_event) if of_event else ():
        of_event[str(event.pk)]["subject"] = event.message.param("ministry")


def _row(notice: Notice, facts: MailPayload, subject: str | None, places: Names) -> Values:
    row = {"when": moment(notice.at), "mail": notice.mail, "is_new": notice.seen_at is None}
    if subject is None:
        return row
    return row | {
        "title": title_of(facts, places),
        "url": facts.link,
        "open_url": reverse("notice_open", args=[notice.pk]),
        "subject": subject,
        "language": language_of(subject),
        # The role of who did it; nothing for what the portal did.
        "by": Role(facts.role).label if facts.role in Role.values else "",
    }

"""How notices reach a person: read marks, kinds and hour, the link that stops mails, the calendar; and failed mails.

The calendar stands behind an address that asks for no sign-in. So it holds dates and facts (`commit_portal.mail.payload`),
and no word of a plan. The address that stops mails asks for none either (RFC 8058).
"""

import hashlib
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from icalendar import Calendar
from icalendar import Event as Entry

from commit_portal.i18n.messages import message
from commit_portal.mail.outbox import Fault, Mail, MailSettings, Notice, Told
from commit_portal.mail.payload import MailPayload
from commit_portal.models import Event
from commit_portal.refusals import Refused, require
from commit_portal.statuses import Delivery, MailState, NoticeKind
from commit_portal.workflow.events import record_event
from commit_portal.workflow.lifecycle import Actor, Themselves
from reporting.home.plan_tasks import waiting_for
from reporting.meetings.queries import meetings
from reporting.models import CalendarFeed, Meeting
from reporting.notices.access import names_of_places, task_of
from reporting.notices.permissions import may_look_after_mails
from workplans.models import CycleStep, Seat
from workplans.request_context.active_seat import seats_held

# Years that ended longer ago are left out, and meetings that were held before.
KEPT = timedelta(days=366)
# How often a program should ask again.
ASK_AGAIN = timedelta(hours=6)
HINTS = {
    NoticeKind.WAITS: _(
        "A workplan to decide on, a returned workplan, a comment for you, a deadline that is near or missed"
    ),
    NoticeKind.COMMENTS: _(
        "New comments in threads where you wrote. Leads, country desks and partners get the comments of all their threads."
    ),
    NoticeKind.OFFERS: _("Requests to partners, their offers, and answers"),
    NoticeKind.OTHERS: _(
        "Workplans that were amended or closed. Workplans and reports that were released to you"
    ),
}


class MailSettingsForm(forms.Form):
    """One choice for each kind, and the hour."""

    hour = forms.TypedChoiceField(
        label=_("Hour of the daily and weekly e-mail and of reminders"),
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(24)],
    )

    def __init__(self, *args: Any, own: MailSettings, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(own, name) for name in (*NoticeKind.values, "hour")}
        super().__init__(*args, **kwargs)
        for kind in NoticeKind:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=Delivery.choices, widget=forms.RadioSelect
            )

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """A row of the table for each kind: its field, hint and choices."""
        return [{"field": self[kind.value], "hint": HINTS[kind]} for kind in NoticeKind]


def notices_of(user: Any, *, on: Any) -> QuerySet[Notice]:
    """What a person was told under the seats that they hold today, the newest first."""
    held = seats_held(user, on=on).order_by().values("pk")
    return Notice.objects.filter(user=user, seat__in=held).select_related("mail").order_by("-at", "-pk")


def mails_not_sent() -> QuerySet[Mail]:
    """Mails that failed for good, the newest first."""
    return Mail.objects.filter(state=MailState.FAILED).select_related("user").order_by("-failed_at", "-pk")


def faults_given_up() -> QuerySet[Fault]:
    """Events that could not be told and people who could not be reminded, the newest first."""
    given_up = Fault.objects.filter(failed_at__isnull=False)
    return given_up.select_related("event__content_type", "user").order_by("-failed_at", "-pk")


def faults_waiting() -> int:
    """How many are tried again."""
    return Fault.objects.filter(again_at__isnull=False).count()


def addresses_refused() -> list[tuple[str, int]]:
    """Addresses that the mail server refuses for good, with how many mails it refused."""
    refused = mails_not_sent().filter(is_refused=True).order_by()
    counted = refused.values_list("user__email", "address").annotate(mails=Count("pk"))
    return sorted((email or address, mails) for email, address, mails in counted)


@transaction.atomic
def mark_as_read(user: Any, *, until: int, now: datetime) -> int:
    """Mark a person's notices as read up to the newest that the page showed, by its key. Returns how many were new."""
    return Notice.objects.filter(user=user, pk__lte=until, seen_at__isnull=True).update(seen_at=now)


@transaction.atomic
def open_notice(user: Any, notice: Notice, *, now: datetime) -> str:
    """Mark a notice of a person as read, and return the address of what it is about."""
    Notice.objects.filter(pk=notice.pk, user=user, seen_at__isnull=True).update(seen_at=now)
    return MailPayload.from_plain(notice.facts).link


@transaction.atomic
def save_mail_settings(own: MailSettings, *, by: Actor, now: datetime, **chosen: Any) -> None:
    """Save how each kind reaches the person, and at which hour; an event where one differs.

    What is in the outbox already stays there, but for the kinds that come no more by mail: their mails do not leave.
    """
    # Another window may have saved since the page was read: what is saved now is compared.
    saved = MailSettings.objects.select_for_update().get(pk=own.pk)
    changed = {name: value for name, value in chosen.items() if getattr(saved, name) != value}
    if not changed:
        return
    MailSettings.objects.filter(pk=own.pk).update(**changed)
    record_event("choose_mails", own.user, by=by, now=now, facts=message("mails.chosen"))
    stopped = [
        name for name, value in changed.items() if name in NoticeKind.values and value == Delivery.HERE
    ]
    # Notices of these kinds stand only on the page now, and a mail that would hold nothing else does not leave.
    waiting = Mail.objects.filter(user=own.user, state=MailState.WAITING)
    told = Notice.objects.filter(user=own.user, kind__in=stopped, mail__in=waiting.values("pk"))
    mails = list(waiting.select_for_update().filter(pk__in=list(told.values_list("mail", flat=True))))
    told.update(mail=None)
    empty = Mail.objects.filter(pk__in=[mail.pk for mail in mails], notices__isnull=True)
    empty.update(state=MailState.DROPPED)


def stop_mails(own: MailSettings, kinds: Collection[NoticeKind], *, now: datetime) -> None:
    """Let these kinds reach the person only on the page. Whoever has the link of a mail does it, without a seat."""
    by = Themselves(own.user, "seat.link_of_mail")
    save_mail_settings(own, by=by, now=now, **{kind.value: Delivery.HERE for kind in kinds})


@transaction.atomic
def make_calendar_address(seat: Seat, *, now: datetime) -> str:
    """Give the calendar of a seat a new address, and return its key: nothing else knows it. The old one ends."""
    key = secrets.token_urlsafe(16)
    CalendarFeed.objects.update_or_create(seat=seat, defaults={"key_hash": hash_of(key), "made_at": now})
    record_event("make_calendar", seat.user, by=seat, now=now, facts=message("calendar.address_made"))
    return key


@transaction.atomic
def end_calendar_address(seat: Seat, *, now: datetime) -> None:
    """End the address of a seat's calendar. Raises `Refused` where it has none."""
    ended, _by_model = CalendarFeed.objects.filter(seat=seat).delete()
    if not ended:
        raise Refused(_("Your calendar has no address. You do not need to do anything."))
    record_event("end_calendar", seat.user, by=seat, now=now, facts=message("calendar.address_ended"))


@transaction.atomic
def send_again(mail: Mail, *, by: Seat, now: datetime) -> None:
    """Put a mail that failed into the outbox again, with all its attempts. Raises `Refused` for any other."""
    require(may_look_after_mails(by))
    changed = Mail.objects.filter(pk=mail.pk, state=MailState.FAILED).update(
        state=MailState.WAITING,
        attempts=0,
        due_at=now,
        failure=None,
        failed_at=None,
        is_refused=False,
    )
    if not changed:
        raise Refused(_("This e-mail did not fail, or it will be sent again soon. Load the page again."))
    record_event("send_again", mail, by=by, now=now, facts=message("mail.sent_again"))


@transaction.atomic
def tell_again(key: int, *, by: Seat, now: datetime) -> None:
    """Let the worker tell an event that was given up, with all its attempts. `key` is that of the fault.

    Raises `Refused` where it is not given up, or not any more: somebody else may have done it, or it went well. The
    reminders of a day are not made again.
    """
    require(may_look_after_mails(by))
    given_up = Fault.objects.filter(pk=key, failed_at__isnull=False, event__isnull=False)
    # The reason stays until it goes well, or is given up again.
    if not given_up.update(attempts=0, again_at=now, failed_at=None):
        raise Refused(
            _("This notice has been written by now, or it will be tried again soon. Load the page again.")
        )
    fault = Fault.objects.get(pk=key)
    Told.objects.filter(event=fault.event_id).delete()
    record_event("tell_again", fault, by=by, now=now, facts=message("notice.told_again"))


def stop_path(own: MailSettings, what: NoticeKind | Delivery) -> str:
    """The path that stops mails of a kind, or the daily or weekly mail."""
    return reverse("notices_stop", args=[own.stop_key, what.value])


def kinds_to_stop(own: MailSettings, word: str) -> tuple[NoticeKind, ...] | None:
    """The kinds that an address stops: one, or those that come daily or weekly now. None for no address of ours."""
    if word in NoticeKind.values:
        return (NoticeKind(word),)
    if word in (Delivery.DAILY, Delivery.WEEKLY):
        return tuple(kind for kind in NoticeKind if own.reach_of(kind) == word)
    return None


def hash_of(key: str) -> str:
    """What is kept of the key in an address."""
    return hashlib.sha256(key.encode()).hexdigest()


def feed_of_key(key: str, *, on: date) -> CalendarFeed | None:
    """The calendar behind an address; None where there is none, or where its seat is not held on the day."""
    feed = (
        CalendarFeed.objects.filter(key_hash=hash_of(key), seat__user__is_active=True)
        .select_related("seat__user", "seat__taskforce__country", "seat__partner")
        .first()
    )
    return feed if feed is not None and feed.seat.is_held_on(on) else None


@dataclass(frozen=True)
class Dated:
    """An entry of whole days, both of them in it. `stamp`: when it was changed last; None where nobody keeps that."""

    name: str
    said: str
    first: date
    last: date
    stamp: datetime | None = None


def calendar_of(feed: CalendarFeed, *, on: date) -> bytes:
    """The calendar as RFC 5545 writes it."""
    calendar = Calendar()
    calendar.add("prodid", "-//COMMIT Portal//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", gettext("COMMIT Portal"))
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    for one in _sorted(feed.seat, _last_changes(), on):
        calendar.add_component(_entry(one, made_at=feed.made_at))
    return bytes(calendar.to_ical())


def dates_of(seat: Seat, *, on: date) -> list[Dated]:
    """What the calendar of a seat holds on a day, the earliest first. It does not ask when that was changed."""
    return _sorted(seat, {}, on)


def _sorted(seat: Seat, changed: dict[tuple[str, int], datetime], on: date) -> list[Dated]:
    found = (*_steps(changed, on), *_meetings(changed, on), *_deadlines(seat, on))
    return sorted(found, key=lambda one: (one.first, one.last, one.name))


def _steps(changed: dict[tuple[str, int], datetime], on: date) -> Iterator[Dated]:
    """Steps with days of their own: as they were, and as planned where that is not known yet. A review's may be the
    meeting's.
    """
    for step in CycleStep.objects.filter(cycle__ends_on__gte=on - KEPT).select_related("cycle"):
        first, last = step.actual_from or step.planned_from, step.actual_until or step.planned_until
        # One that began after its planned end is still under way.
        days = first, max(first, last) if first and last else last
        year = str(step.cycle.year)
        said = gettext("%(year)s: %(step)s") % {"year": year, "step": step.get_step_display()}
        yield from _dated(f"step-{year}-{step.step}", said, days, changed.get(("annualcycle", step.cycle_id)))


def _meetings(changed: dict[tuple[str, int], datetime], on: date) -> Iterator[Dated]:
    for meeting in meetings():
        days = _days_of(meeting, on)
        if (days[1] or days[0] or on) >= on - KEPT:
            stamp = changed.get(("meeting", meeting.pk))
            yield from _dated(f"meeting-{meeting.slug}", str(meeting), days, stamp)


def _deadlines(seat: Seat, on: date) -> Iterator[Dated]:
    places = names_of_places()
    for task in waiting_for(seat, on=on):
        if not task.owed_by_others:
            said = task_of(task.notice("due_today"), places)
            yield from _dated(f"due-{task.name}", said, (task.due, None))


def _days_of(meeting: Meeting, on: date) -> tuple[date | None, date | None]:
    if meeting.is_held(on):
        return meeting.actual_from, meeting.actual_until
    return meeting.days_planned(on)


def _dated(
    name: str, said: str, days: tuple[date | None, date | None], stamp: datetime | None = None
) -> Iterator[Dated]:
    """An entry; nothing where no day is known."""
    first, last = days[0] or days[1], days[1] or days[0]
    if first is not None and last is not None:
        yield Dated(name, said, first, last, stamp)


def _entry(one: Dated, *, made_at: datetime) -> Entry:
    """An entry of whole days. RFC 5545 does not count the last day."""
    entry = Entry()
    entry.add("uid", f"{one.name}@{settings.MAIL_DOMAIN}")
    entry.add("summary", one.said)
    entry.add("dtstart", one.first)
    entry.add("dtend", one.last + timedelta(days=1))
    entry.add("dtstamp", one.stamp or made_at)
    entry.add("transp", "TRANSPARENT")
    return entry


def _last_changes() -> dict[tuple[str, int], datetime]:
    """When each year and meeting was changed last, by the trail."""
    changes = Event.objects.filter(content_type__model__in=("annualcycle", "meeting")).order_by()
    last = changes.values_list("content_type__model", "object_id").annotate(last=Max("at"))
    return {(model, key): at for model, key, at in last}

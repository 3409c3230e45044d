"""How notices reach a person: read marks, kinds and hour, the link that stops mails; and failed mails.

The address that stops mails asks for no sign-in (RFC 8058).
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commit_portal.mail.outbox import Fault, Mail, MailSettings, Notice, Told
from commit_portal.mail.payload import MailPayload
from commit_portal.models import User
from commit_portal.refusals import Refused, require
from commit_portal.statuses import Delivery, MailState, NoticeKind
from commit_portal.workflow import Actor, record_event
from commit_portal.workflow.lifecycle import Seatless
from reporting.notices.permissions import may_look_after_mails
from workplans.models import Seat
from workplans.request_context.active_seat import seats_held

HINTS = {
    NoticeKind.WAITS: _(
        "A workplan to decide on, a returned workplan, a comment for you, a deadline that is near or missed"
    ),
    NoticeKind.COMMENTS: _(
        "New comments in threads where you wrote. Leads, country desks and partners get the new "
        "comments in all threads that they can read."
    ),
    NoticeKind.OFFERS: _("Requests to partners, their offers, and answers"),
    NoticeKind.OTHERS: _(
        "Workplans that were submitted, amended or closed. Workplans and reports that were released to you"
    ),
}


class MailSettingsForm(forms.Form):
    """One choice for each kind, and the hour."""

    hour = forms.TypedChoiceField(
        label=_("Hour of the daily e-mail, the weekly e-mail and the reminders of deadlines"),
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


def notices_of(user: User, *, on: date) -> QuerySet[Notice]:
    """What a person was told under the seats that they hold today, the newest first."""
    held = seats_held(user.pk, on=on).order_by().values("pk")
    return Notice.objects.filter(user=user, seat__in=held).select_related("mail").order_by("-at", "-pk")


def mails_not_sent() -> QuerySet[Mail]:
    """Mails that failed for good, the newest first."""
    return Mail.objects.filter(state=MailState.FAILED).select_related("user").order_by("-failed_at", "-pk")


def faults_given_up() -> QuerySet[Fault]:
    """Events that could not be told and people who could not be reminded, the newest first."""
    given_up = Fault.objects.filter(failed_at__isnull=False)
    return given_up.select_related("event__content_type", "user").order_by("-failed_at", "-pk")


def addresses_refused() -> list[tuple[str, int]]:
    """Addresses that the mail server refuses for good, with how many mails it refused."""
    refused = mails_not_sent().filter(is_refused=True).order_by()
    counted = refused.values_list("user__email", "address").annotate(mails=Count("pk"))
    return sorted((email or address, mails) for email, address, mails in counted)


@transaction.atomic
def mark_as_read(user: User, *, until: int, now: datetime) -> int:
    """Mark a person's notices as read up to the newest that the page showed, by its key. Returns how many were new."""
    return Notice.objects.filter(user=user, pk__lte=until, seen_at__isnull=True).update(seen_at=now)


@transaction.atomic
def open_notice(user: User, notice: Notice, *, now: datetime) -> str:
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
    record_event("choose_mails", own.user, by=by, now=now)
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
    by = Seatless(own.user, "seat.link_of_mail")
    save_mail_settings(own, by=by, now=now, **{kind.value: Delivery.HERE for kind in kinds})


@transaction.atomic
def send_again(mail: Mail, *, by: Seat, now: datetime) -> None:
    """Put a mail that failed into the outbox again, with all its attempts. Raises `Refused` for any other."""
    require(may_look_after_mails(by))
    changed = Mail.objects.filter(pk=mail.pk, state=MailState.FAILED).update(
        state=MailState.WAITING, attempts=0, due_at=now, failure=None, failed_at=None, is_refused=False
    )
    if not changed:
        raise Refused(_("This e-mail did not fail, or it will be sent again soon. Load the page again."))
    record_event("send_again", mail, by=by, now=now)


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
        said = _("This notice has been written by now, or it will be tried again soon. Load the page again.")
        raise Refused(said)
    fault = Fault.objects.get(pk=key)
    Told.objects.filter(event=fault.event_id).delete()
    record_event("tell_again", fault, by=by, now=now)


def stop_path(own: MailSettings, what: NoticeKind | Delivery) -> str:
    """The path that stops mails of a kind, or those that come at once, daily or weekly."""
    return reverse("notices_stop", args=[own.stop_key, what.value])


def kinds_to_stop(own: MailSettings, word: str) -> tuple[NoticeKind, ...] | None:
    """The kinds that an address stops: one, or those that come at once, daily or weekly now. None for no address of ours."""
    if word in NoticeKind.values:
        return (NoticeKind(word),)
    if word in (Delivery.AT_ONCE, Delivery.DAILY, Delivery.WEEKLY):
        return tuple(kind for kind in NoticeKind if own.reach_of(kind) == word)
    return None

"""From a row of the outbox to the mail itself: text and HTML, in the person's language and by their clock.

Links with keys are made here, and stand nowhere else. A mail whose reader may not know its content any more is None.
"""

import email.policy
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from email.policy import Policy
from email.utils import format_datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.i18n import Sentence, clock_said, comma_list, day as day_words, moment, say, span
from commit_portal.mail.outbox import Mail, MailSettings, Notice
from commit_portal.mail.payload import MailPayload
from commit_portal.models import User
from commit_portal.statuses import Delivery, MailCode, NoticeKind
from reporting.home.task_facts import in_order
from reporting.home.task_list import waiting_for
from reporting.meetings.days_shown import parts_words
from reporting.meetings.queries import meetings, place_planned
from reporting.notices.access import Names, may_still_know, names_of_places, task_of, title_of
from reporting.notices.calendars import entry_of_meeting
from reporting.notices.dispatch import settings_of
from reporting.notices.preferences import stop_path
from workplans.models import Seat
from workplans.request_context.active_seat import seats_held
from workplans.statuses import Role

HOUR = 60 * 60  # seconds
DAY = 24 * HOUR
# What changed in an account, by the code that its mail keeps; django-allauth has chosen most of them.
CHANGES: dict[str, Sentence] = {
    "password_changed": _("Your password was changed."),
    "password_reset": _("Your password was set with a link from an e-mail."),
    "totp_activated": _("An authenticator app was set up for your account."),
    "totp_deactivated": _("The authenticator app was removed from your account."),
    "webauthn_added": _("A security key was added to your account."),
    "webauthn_removed": _("A security key was removed from your account."),
    "recovery_codes_generated": _(
        "New recovery codes were made. The codes that you had do not work any more."
    ),
    "factors_removed": _("The regional office removed the second factor of your account."),
}
# Letters of a header's line. Python breaks longer ones, and encodes what it cannot break: no program reads that address.
LONGEST_LINE = 300
# Who did what a notice tells.
BY: dict[str, Sentence] = {
    Role.OFFICER: _("From a taskforce officer, %(moment)s."),
    Role.LEAD: _("From a taskforce lead, %(moment)s."),
    Role.MEMBER: _("From a taskforce member, %(moment)s."),
    Role.DESK: _("From a country desk, %(moment)s."),
    Role.REGIONAL_OFFICE: _("From the regional office, %(moment)s."),
    Role.PARTNER: _("From a partner, %(moment)s."),
}


# Instead of the kind of a single notice.
STOP_DIGEST = {
    Delivery.AT_ONCE: _("To stop all e-mails that you get immediately, open this link and press the button"),
    Delivery.DAILY: _("To stop the daily e-mail, open this link and press the button"),
    Delivery.WEEKLY: _("To stop the weekly e-mail, open this link and press the button"),
}


class Letter(EmailMultiAlternatives):
    """A mail whose addresses in headers stay whole."""

    def message(self, *, policy: "Policy[Any] | None" = None) -> Any:
        """Build the message, with longer lines than usual."""
        given = policy or email.policy.default
        return super().message(policy=given.clone(max_line_length=LONGEST_LINE))


@dataclass(frozen=True)
class MailEntry:
    """One thing in a mail: a sentence, when and by whom in words, and its address."""

    title: str
    about: str
    url: str


def letter_of(mail: Mail, *, now: datetime) -> Letter | None:
    """Build a mail. None where there is nothing left to say, or nobody to say it to."""
    code = MailCode(mail.code)
    if code in _TO_ADDRESS:
        return _TO_ADDRESS[code](mail, now)
    if mail.user is None or not (mail.user.is_active or code is MailCode.ACCOUNT):
        return None
    return _TO_PERSON[code](mail, mail.user, now)


def _notice(mail: Mail, user: User, now: datetime) -> Letter | None:
    """One notice; as a list where several of one plan wait in it (`dispatch`)."""
    told = mail.notices.prefetch_related("further").first()
    if told and mail.notices.count() > 1:
        return _digest(mail, user, now)
    # The one that is left, where its first one was stopped or moved.
    facts = MailPayload.from_plain(told.facts if told else mail.params)
    keys = _seats_told(told) if told else [mail.seat]
    found = seats_held(user.pk, on=clock.today()).filter(pk__in=[key or 0 for key in keys])
    held = {seat.pk: seat for seat in found}
    own = _settings(user, next(iter(held.values()), None))
    seat = _seat_that_may_know([held.get(key or 0) for key in keys], facts, on=_today(own, now))
    kind = NoticeKind(told.kind if told else NoticeKind.WAITS)
    if seat is None or own.reach_of(kind) == Delivery.HERE:
        return None
    with _in_their_words(own):
        places = names_of_places()
        entry = _entry(facts, places, told.at if told else now)
        # A reminder is about a task itself.
        tasks = [] if facts.task else _tasks([seat], places, _today(own, now), about=facts)
        stop_url = _url(stop_path(own, kind))
        context = {
            "entry": entry,
            "tasks": tasks,
            "is_reminder": bool(facts.task),
            "asks": kind == NoticeKind.WAITS,
            "seat": seat.words,
            "stop_words": gettext("To stop e-mails about “%(kind)s”, open this link and press the button")
            % {"kind": kind.label},
            "clock": clock_said(own.clock),
        }
        return _letter(mail, user.email, entry.title, "mail/notice", context, now=now, stop=stop_url)


def _digest(mail: Mail, user: User, now: datetime) -> Letter | None:
    told = list(Notice.objects.filter(mail=mail).prefetch_related("further").order_by("at", "pk"))
    held = {seat.pk: seat for seat in seats_held(user.pk, on=clock.today())}
    own = _settings(user, next(iter(held.values()), None))
    today = _today(own, now)
    with _in_their_words(own):
        places = names_of_places()
        entries = [
            _entry(facts, places, notice.at)
            for notice in told
            for facts in [MailPayload.from_plain(notice.facts)]
            if own.reach_of(notice.kind) != Delivery.HERE
            and _seat_that_may_know([held.get(key or 0) for key in _seats_told(notice)], facts, on=today)
        ]
        tasks = _tasks(held.values(), places, today)
        if not entries:
            return None
        reach = Delivery.AT_ONCE if mail.code == MailCode.NOTICE else mail.digest[0]
        stop_url = _url(stop_path(own, reach))
        context = {
            "entries": entries,
            "tasks": tasks,
            "stop_words": STOP_DIGEST[reach],
            "clock": clock_said(own.clock),
        }
        subject = ngettext(
            "COMMIT Portal: %(count)s notice", "COMMIT Portal: %(count)s notices", len(entries)
        ) % {"count": len(entries)}
        return _letter(mail, user.email, subject, "mail/digest", context, now=now, stop=stop_url)


def _invitation(mail: Mail, user: User, now: datetime) -> Letter | None:
    if user.has_usable_password():
        return None
    own = _settings(user, seats_held(user.pk, on=clock.today()).first())
    with _in_their_words(own):
        # Held today or later.
        coming = Seat.objects.held_between(clock.today(), None).filter(user=user)
        seats = coming.select_related("taskforce__country", "partner").order_by("pk")
        context = {
            "seats": [seat.words for seat in seats],
            "days": user.link_age // DAY,
            "url": _password_url(user),
        }
        subject = gettext("Invitation to the COMMIT Portal")
        return _letter(mail, user.email, subject, "mail/invitation", context, now=now)


def _reset(mail: Mail, now: datetime) -> Letter | None:
    """To a known address the link, to another one that there is no account: the worker alone looks."""
    user = User.objects.filter(email__iexact=mail.address, is_active=True).first()
    if user is None:
        subject = gettext("No account in the COMMIT Portal")
        return _letter(mail, mail.address, subject, "mail/no_account", {}, now=now)
    with _in_their_words(_settings(user, None)):
        subject = gettext("Set your password for the COMMIT Portal")
        context = {"url": _password_url(user), "hours": user.link_age // HOUR}
        return _letter(mail, user.email, subject, "mail/reset", context, now=now)


def _account(mail: Mail, user: User, now: datetime) -> Letter | None:
    with _in_their_words(_settings(user, None)):
        context = {"said": CHANGES[mail.params["change"]], "moment": moment(mail.due_at)}
        subject = gettext("Your account in the COMMIT Portal has changed")
        return _letter(mail, user.email, subject, "mail/account", context, now=now)


def _meeting(mail: Mail, now: datetime) -> Letter | None:
    """A meeting as it is when the mail leaves, with its entry for the calendar. Days, host and place are public."""
    meeting = meetings().filter(slug=mail.params["meeting"]).first()
    if meeting is None:
        return None
    days = span(meeting.begins_on(), meeting.ends_on())
    place = place_planned(meeting)
    calendar = entry_of_meeting(meeting, mail.address, place=place, now=now)
    is_on = calendar["method"] == "REQUEST"
    said = _("%(meeting)s: please remove it from your calendar")
    if is_on:
        invited, changed = _("Invitation: %(meeting)s, %(days)s"), _("Changed: %(meeting)s, %(days)s")
        said = changed if "changed" in mail.params else invited
    if meeting.is_called_off:
        said = _("Called off: %(meeting)s")
    subject = say(said, meeting=meeting.called, days=days)
    context: Values = {"is_on": is_on, "place": place, "parts": parts_words(meeting)}
    context["kinds"] = comma_list(part.get_kind_display() for part in meeting.parts.all())
    of_bodies = meeting.delegates.select_related("taskforce__country", "partner")
    context["invited"] = of_bodies.filter(email__iexact=mail.address)
    # Whoever holds a seat can open the page; a delegate without an account cannot.
    seats = Seat.objects.held_on(clock.today())
    if seats.filter(user__email__iexact=mail.address, user__is_active=True).exists():
        context["page"] = _url(reverse("meeting", args=[meeting.slug]))
    letter = _letter(mail, mail.address, subject, "mail/meeting", context, now=now)
    letter.attach_alternative(calendar.to_ical().decode(), f"text/calendar; method={calendar['method']}")
    return letter


_TO_PERSON = {
    MailCode.NOTICE: _notice,
    MailCode.DIGEST: _digest,
    MailCode.INVITATION: _invitation,
    MailCode.ACCOUNT: _account,
}
_TO_ADDRESS = {MailCode.RESET: _reset, MailCode.MEETING: _meeting}


def _letter(
    mail: Mail, to: str, subject: str, template: str, context: Values, *, now: datetime, stop: str = ""
) -> Letter:
    """The message. No line break reaches a header."""
    headers = {
        "Message-ID": mail.message_id,
        "Date": format_datetime(now),
        "Auto-Submitted": "auto-generated",
    }
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    said = {
        **context,
        "subject": " ".join(subject.split()),
        "language": translation.get_language(),
        "contact": settings.REGIONAL_OFFICE_EMAIL,
        "notices_url": _url(reverse("notices")),
        "stop_url": stop,
    }
    body = render_to_string(f"{template}.txt", said).strip() + "\n"
    letter = Letter(subject=said["subject"], body=body, to=[to], headers=headers)
    letter.attach_alternative(render_to_string(f"{template}.html", said), "text/html")
    return letter


def _seats_told(notice: Notice) -> list[int | None]:
    """The keys of the seats of a person to which a notice was told."""
    return [notice.seat, *(one.seat for one in notice.further.all())]


def _seat_that_may_know(seats: Iterable[Seat | None], facts: MailPayload, *, on: date) -> Seat | None:
    """The first of these seats that may know a fact on a day, or None. A seat that has ended is None."""
    return next((seat for seat in seats if may_still_know(seat, facts, on=on)), None)


def _entry(facts: MailPayload, places: Names, at: datetime) -> MailEntry:
    # The role of who did it, and when by the reader's clock. A reminder names its day itself.
    when = str(BY.get(facts.role, _("From the portal, %(moment)s."))) % {"moment": moment(at)}
    when = "" if facts.task else when
    return MailEntry(title_of(facts, places), when, _url(facts.link))


def _tasks(
    seats: Iterable[Seat], places: Names, today: date, *, about: MailPayload | None = None
) -> list[MailEntry]:
    """What seats have to do, with its last day, the nearest first: all, or what follows from a notice."""
    found = []
    for task in sorted((task for seat in seats for task in waiting_for(seat, on=today)), key=in_order):
        if not task.owed_by_others and (about is None or task.follows_from(about)):
            said = gettext("It was due on %(day)s") if task.is_late(today) else gettext("Due on %(day)s")
            due = said % {"day": day_words(task.due)} if task.due else ""
            facts = task.notice("due_today")
            found.append(MailEntry(task_of(facts, places), due, _url(facts.link)))
    # One sentence stands once: two failed editions with one number, for different readers, are on one page.
    return list(dict.fromkeys(found))


def _settings(user: User | None, seat: Seat | None) -> MailSettings:
    if seat is not None:
        return settings_of([seat])[seat.user_id]
    found = MailSettings.objects.select_related("user").filter(user=user).first()
    return found or MailSettings(user=user)


def _today(own: MailSettings, now: datetime) -> date:
    """The person's own day; in the demonstration the day of its year, on which its tasks are."""
    return clock.demonstration_day() or timezone.localdate(now, own.clock)


@contextmanager
def _in_their_words(own: MailSettings) -> Iterator[None]:
    with translation.override(own.user.language), timezone.override(own.clock):
        yield


def _password_url(user: User) -> str:
    parts = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return _url(reverse("account_reset_password_from_key", kwargs=parts))


def _url(path: str) -> str:
    return f"{settings.PORTAL_URL}{path}"

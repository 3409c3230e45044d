"""The trail: every change leaves an event, in the same transaction. What is said of it is in the row of its verb."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from commit_portal.i18n import Message, Param, Saying, day, message, register, to_plain
from commit_portal.models import Event, User
from commit_portal.statuses import EventAudience, NoticeKind

if TYPE_CHECKING:
    from commit_portal.workflow.lifecycle import Actor

# The verb under which reference data enters the portal.
LOAD = "load"


class Who(Enum):
    """Whom an event concerns, beside whoever did it.

    Of the regional workplan the regional office is officer and lead, and it has no members and no desk.
    """

    OFFICERS = auto()
    LEADS = auto()
    MEMBERS = auto()
    DESK = auto()
    REGIONAL_OFFICE = auto()
    # The desk, where a draft is opened to the desk and no partner.
    READING_DESK = auto()
    # The partner that the event names.
    PARTNER = auto()
    # The partner that is asked, once it can read that.
    ASKED_PARTNER = auto()
    # Those to whom a plan or an edition is released.
    AUDIENCE = auto()
    # Leads of countries that are asked whether they take part in a regional activity.
    ASKED_COUNTRIES = auto()
    # Leads of the taskforces that a recommendation is addressed to.
    ADDRESSEES = auto()
    EVERY_LEAD = auto()
    TAKING_PART = auto()
    # Officers and leads of every taskforce that answers in a review; its members and desk, who read along.
    ANSWERING = auto()
    FOLLOWING = auto()
    # The desk of a plan that was submitted with technical needs that nobody meets.
    DESK_WITH_NEEDS = auto()
    # Members of the ministries that were asked with the event.
    ASKED_MINISTRIES = auto()
    # Of those who read a thread of comments: whom the comment calls, who else wrote in it, and those to whom the
    # audience speaks: the lead, the desk, the partner.
    CALLED = auto()
    WRITERS = auto()
    ADDRESSED = auto()


TASKFORCE = (Who.OFFICERS, Who.LEADS, Who.MEMBERS)
COUNTRY = (*TASKFORCE, Who.DESK)


class Still(Enum):
    """What the person must still have when the mail leaves. The seat they must hold in any case."""

    SEAT = auto()
    # They read the draft or a line of it.
    DRAFT = auto()
    # They read the approved version of the plan.
    VERSION = auto()
    # They read the editions of this audience.
    EDITION = auto()
    # They read the thread of comments.
    THREAD = auto()
    # They read the thread, and words of somebody else still stand in it.
    WORDS = auto()


@dataclass(frozen=True)
class Said:
    """A sentence of the trail, by the code that events store. It is never removed or given another meaning."""

    code: str
    sentence: Saying

    @property
    def sentences(self) -> dict[str, Saying]:
        return {self.code: self.sentence}


@dataclass(frozen=True)
class Tell:
    """What people are told of an event, in the row of its verb (`events.py` of an app).

    - `says` is the code that is stored, and `said` its sentence, of facts alone (`commit_portal.mail.payload`).
    - Other sentences, where a notice has that: `numbered` names one activity, `several` counts them, `dated` names a day,
      `naming` names the codes of targets and the numbers of activities.
    - `kind` says how it reaches people who have chosen nothing; `once_a_day`: at most that often, however often it happens.
    - `informs`: to whom it is news, without anything to do.
    - `page`: of the plan or, with a number, of its activity; without it that of the subject.
    """

    says: str
    said: Saying
    who: tuple[Who, ...]
    kind: NoticeKind
    still: Still = Still.SEAT
    informs: tuple[Who, ...] = ()
    once_a_day: bool = False
    numbered: Saying = ""
    several: Saying = ""
    dated: Saying = ""
    naming: Saying = ""
    page: str = ""

    @property
    def sentences(self) -> dict[str, Saying]:
        """Its sentences by their codes."""
        forms = {name: getattr(self, name) for name in ("numbered", "several", "dated", "naming")}
        others = {f"notice.{self.says}.{form}": sentence for form, sentence in forms.items() if sentence}
        return {f"notice.{self.says}": self.said, **others}


class Verb:
    """A row of `events.py`: what the trail says of a verb, and what people are told."""

    def __init__(self, *parts: Said | Tell) -> None:
        self.parts = parts
        self.tells = tuple(part for part in parts if isinstance(part, Tell))


# The verbs of a model.
type Verbs = dict[str, Verb]
# The rows of every app, by the name of the model and the verb.
_rows: dict[tuple[str | None, str], Verb] = {}


def register_verbs(verbs: Mapping[str, Verbs]) -> None:
    """Make the rows of an app known, by the names of its models, with the sentences of their events and notices."""
    for model, of_model in verbs.items():
        for name, verb in of_model.items():
            _rows[model, name] = verb
            for part in verb.parts:
                register(part.sentences)


def code_of(verb: str, about: models.Model) -> str:
    """The code of the first sentence in the row of a verb. Raises `LookupError` where there is no such row or sentence."""
    for part in _rows[about._meta.model_name, verb].parts:
        if isinstance(part, Said):
            return part.code
    raise LookupError(f"The row of {verb} has no sentence.")


def record_event(
    verb: str,
    about: models.Model,
    *,
    by: "Actor",
    now: datetime,
    facts: Message | Mapping[str, Param] | None = None,
    note: str = "",
    label: str = "",
    audience: EventAudience = EventAudience.BOTH,
) -> Event:
    """Write one event about an object; `label` names a part of it (an activity's code, say).

    `facts` are the parameters of the first sentence in the verb's row, or a message with another one. Stored is its
    code with them; the sentence is made when somebody reads it. `by` is `MACHINE` for what the portal does by itself.
    """
    said = facts if isinstance(facts, Message) else message(code_of(verb, about), **(facts or {}))
    told = [(verb, label, said)]
    [event] = record_events(about, told, by=by, now=now, note=note, audience=audience)
    return event


def record_events(
    about: models.Model,
    told: Iterable[tuple[str, str, Message]],
    *,
    by: "Actor",
    now: datetime,
    note: str = "",
    audience: EventAudience,
) -> list[Event]:
    """Write many events about one object at once: the verb, the label and the facts of each. One query."""
    return Event.objects.bulk_create(
        Event(
            verb=verb,
            content_type=ContentType.objects.get_for_model(about),
            object_id=about.pk,
            label=label,
            facts=to_plain(facts),
            note=note.strip(),
            by=by.user,
            seat=to_plain(by.described),
            at=now,
            audience=audience,
        )
        for verb, label, facts in told
    )


def said_by(event: Event, reader: User | None = None) -> str:
    """Who did it, under which seat, and when by the offices' clock. `reader` is the user who reads it, where known."""
    at = timezone.localtime(event.at)
    if reader is not None and event.by_id == reader.pk:
        return gettext("you, on %(day)s at %(time)s") % {"day": day(at), "time": f"{at:%H:%M}"}
    who = {"person": event.by, "seat": event.seat_words, "day": day(at), "time": f"{at:%H:%M}"}
    return gettext("%(person)s, %(seat)s, on %(day)s at %(time)s") % who


def said_on(event: Event) -> str:
    """The day and the seat. In the demonstration reference data has no day: it was not known so early."""
    if event.verb == LOAD and settings.DEMO:
        return gettext("Real data, loaded from public documents")
    return gettext("%(day)s, %(seat)s") % {"day": day(event.at), "seat": event.seat_words}


def events_about(about: models.Model) -> models.QuerySet[Event]:
    """The trail of one object, newest first; the caller narrows it to the reader's audiences."""
    return Event.objects.filter(
        content_type=ContentType.objects.get_for_model(about), object_id=about.pk
    ).order_by("-at", "-pk")


def events_about_all(rows: models.QuerySet[Any]) -> models.QuerySet[Event]:
    """The trail of several objects of one kind, newest first; narrowed by the caller likewise."""
    return Event.objects.filter(
        content_type=ContentType.objects.get_for_model(rows.model), object_id__in=rows.values("pk")
    ).order_by("-at", "-pk")

"""Meetings: their facts, what they recommend, and what became of it. Each bumps the years it serves."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, count

from django.db import transaction
from django.db.models import Max
from django.forms import model_to_dict
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import Param, message
from commit_portal.mail.outbox import Mail, post_to_address
from commit_portal.refusals import Violation, obey, require, unless_taken
from commit_portal.statuses import EventAudience, MailCode, MailState
from commit_portal.workflow import fingerprint, record_event, require_unchanged
from commit_portal.workflow.events import events_about
from reporting.meetings import permissions, rules
from reporting.meetings.queries import Delegation, Person, cycles_of_meeting, delegations_of, number_of
from reporting.meetings.rules import Parts
from reporting.models import (
    Delegate,
    Meeting,
    MeetingPart,
    Recommendation,
    RecommendationAddressee,
    RecommendationAnswer,
    Review,
)
from reporting.statuses import FollowUpStatus, ReviewStatus
from spa.models import Area, Target
from workplans.models import Partner, Seat, Taskforce
from workplans.plan.locking import bump_with_following

# The verbs of the events of a changed meeting, of one that is held on another day, elsewhere or not at all, and of a
# changed delegation.
CHANGE_MEETING, MOVE_MEETING = CHANGES = "change_meeting", "move_meeting"
NAME_DELEGATES, TAKE_DAYS, ADD_MINUTES = "name_delegates", "take_days", "add_minutes"
# Those after which a meeting may have other days or another place: their facts have both.
MOVES = (MOVE_MEETING, TAKE_DAYS)
DAYS = ("planned_from", "planned_until", "actual_from", "actual_until")
# What is typed of a meeting besides its parts.
FACTS = ("planned_host", "host", "venue", *DAYS, "is_called_off", "theme", "agenda", "minutes", "decisions")
TAKEN = _(
    "Someone has just saved another meeting with this name or number. Look at the list of meetings. "
    "If your meeting is a different one, enter the right number and save again."
)


def parts_of(meeting: Meeting) -> Parts:
    """The parts of a meeting, as they are typed."""
    return tuple((part.kind, part.number, part.begins_on, part.ends_on) for part in meeting.parts.all())


def mark_of_meeting(meeting: Meeting) -> str:
    """Fingerprint of what a form shows of a meeting, to detect a stale one."""
    return fingerprint(parts_of(meeting), model_to_dict(meeting, FACTS))


@transaction.atomic
def add_meeting(parts: Parts, *, by: Seat, now: datetime, is_demo: bool = False, **facts: object) -> Meeting:
    """A new meeting, planned or held. Its address comes from its parts: som-8-and-imm-3."""
    require(permissions.may_keep_meetings(by))
    meeting = Meeting(is_demo=is_demo, **facts)
    obey(*_against_meeting(meeting, parts))
    meeting.slug = _slug(meeting, parts)
    with unless_taken(TAKEN):
        meeting.save()
        _write_parts(meeting, parts)
    said = {"meeting": meeting.called}
    record_event("add_meeting", meeting, by=by, now=now, facts=said, audience=EventAudience.READERS)
    _keep_results(meeting, "", "", by=by, now=now)
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting,
    parts: Parts,
    *,
    why: str = "",
    seen: str | None = None,
    by: Seat,
    now: datetime,
    **facts: object,
) -> Meeting:
    """Change the facts of a meeting; its address stays. `StaleRow` where somebody else changed them.

    Delegates get a mail where it or a part has another day, it another place, is called off, or is held after all. What is
    written down of one that is over moves nothing: it is told to nobody. Of one without a day nobody gets a mail.
    """
    require(permissions.may_keep_meetings(by))
    fresh = _locked(meeting)
    require_unchanged(fresh, seen=seen, now=mark_of_meeting(fresh))
    before, parts_before = when_and_where(fresh), parts_of(fresh)
    was, results = fresh.ends_on(), (fresh.decisions, fresh.minutes)
    host, venue = fresh.host or fresh.planned_host, fresh.venue
    for name, value in facts.items():
        setattr(fresh, name, value)
    obey(*_against_meeting(fresh, parts), rules.city_is_of_the_host(fresh, host, venue))
    fresh.save()
    with unless_taken(TAKEN):
        fresh.parts.all().delete()
        _write_parts(fresh, parts)
    after, told = when_and_where(fresh), EventAudience.READERS
    is_to_come = rules.is_to_come(was, fresh.ends_on(), on=timezone.localdate(now))
    if after != before and is_to_come:
        moved = {"meeting": fresh.called, "before": before, "after": after}
        record_event(MOVE_MEETING, fresh, by=by, now=now, facts=moved, note=why, audience=told)
    else:
        said = {"meeting": fresh.called}
        record_event(CHANGE_MEETING, fresh, by=by, now=now, facts=said, note=why, audience=told)
    if is_to_come and (was or fresh.ends_on()) and (before, parts_before) != (after, parts_of(fresh)):
        post_entries(fresh, fresh.delegates.values_list("email", flat=True), changed="yes")
    _keep_results(fresh, *results, by=by, now=now)
    bump_with_following(*cycles_of_meeting(fresh))
    return fresh


@transaction.atomic
def name_delegates(
    delegation: Delegation, people: Sequence[Person], *, seen: str | None = None, by: Seat, now: datetime
) -> set[str]:
    """Make these people the delegation: who is not among them does not come. The same list again is no event.

    Who is new in it, or no longer in it, gets a mail with the entry for the calendar, if the meeting `invites`.
    Returns their addresses. Raises `Refused`, `RuleBroken`, or `StaleRow` where somebody else changed it. RV-2 refuses nothing.
    """
    meeting, place = _locked(delegation.meeting), delegation.of
    require(permissions.may_name_delegates(by, delegation))
    fresh = next((one for one in delegations_of(meeting) if one.of == place), delegation)
    require_unchanged(meeting, seen=seen, now=fingerprint(fresh.people))
    obey(
        rules.delegation_is_closed(fresh, timezone.localdate(now), for_office=by.is_regional_office),
        *rules.may_come([one._replace(attendance="") for one in people], fresh.members.values()),
    )
    if sorted(people) == sorted(fresh.people):
        return set()
    whom = {"partner" if isinstance(place, Partner) else "taskforce": place}
    meeting.delegates.filter(**whom).delete()
    Delegate.objects.bulk_create(Delegate(meeting=meeting, **whom, **one._asdict()) for one in people)
    called = str(place) if isinstance(place, Partner) else place.called
    facts = {"place": called, "count": len(people), "people": _in_words(people)}
    came = replace(fresh, people=tuple(people)).took_part
    said = message("delegates.named", **facts)
    after, before = ({one._replace(email="") for one in rows} for rows in (people, fresh.people))
    if after == before:
        said = message("delegates.addressed", place=called)
    elif came is not None:
        said = message("delegates.came", **facts, came=len(came))
    elif before:
        said = message(
            "delegates.changed", **facts, new=_in_words(after - before), gone=_in_words(before - after)
        )
    record_event(NAME_DELEGATES, meeting, by=by, now=now, label=place.slug, facts=said)
    told = {one.email for one in fresh.people} ^ {one.email for one in people}
    told = told - {""} if rules.invites(meeting, timezone.localdate(now)) else set()
    post_entries(meeting, told)
    return told


def _in_words(people: Iterable[Person]) -> str:
    return " · ".join(sorted(map(str, people))) or "–"


@transaction.atomic
def recommend(
    meeting: Meeting,
    *,
    text: str,
    addressees: Sequence[Taskforce] = (),
    about: Area | Target | None = None,
    due_on: date | None = None,
    by: Seat,
    now: datetime,
) -> Recommendation:
    """Write down what a meeting recommends, with a row for each taskforce that is asked. Without `about` it is of all areas.

    Raises `Refused`, or `RuleBroken`: also where the meeting's first day is still to come, or it is called off.
    """
    require(permissions.may_keep_meetings(by))
    fresh = _locked(meeting)
    obey(
        None if text.strip() else Violation(rules.MEETING, _("Write the recommendation."), field="text"),
        None
        if addressees
        else Violation(rules.MEETING, _("Choose at least one taskforce."), field="addressees"),
        rules.meeting_can_recommend(fresh, timezone.localdate(now)),
    )
    number = (fresh.recommendations.aggregate(last=Max("number"))["last"] or 0) + 1
    recommendation = fresh.recommendations.create(
        number=number,
        text=text.strip(),
        area=about if isinstance(about, Area) else None,
        target=about if isinstance(about, Target) else None,
        due_on=due_on,
    )
    RecommendationAddressee.objects.bulk_create(
        RecommendationAddressee(recommendation=recommendation, taskforce=taskforce)
        for taskforce in addressees
    )
    facts = {"number": number_of(recommendation), "recommendation_number": number}
    record_event("recommend", fresh, by=by, now=now, facts=facts)
    bump_with_following(*cycles_of_meeting(fresh))
    return recommendation


@transaction.atomic
def follow_up(
    addressee: RecommendationAddressee,
    *,
    status: str,
    words: str,
    seen: str | None = None,
    by: Seat,
    now: datetime,
) -> RecommendationAnswer:
    """Add what became of a recommendation at one taskforce that is asked. Earlier answers stay on record.

    What was the last answer already is not said twice, unless a review was opened since.
    Raises `Refused`, `StaleRow`, or `RuleBroken` where it is not followed without a reason.
    """
    meeting = _locked(addressee.recommendation.meeting)
    locked = RecommendationAddressee.objects.select_for_update(of=("self",), no_key=True)
    fresh = locked.select_related("taskforce__country", "recommendation").get(pk=addressee.pk)
    require(permissions.may_follow_up(by, fresh))
    require_unchanged(fresh, seen=seen, now=mark_of(fresh))
    obey(rules.not_followed_gives_its_reason(status, words))
    latest = fresh.latest()
    # Who says the same again answers a review that was opened since.
    opened = Review.objects.filter(status=ReviewStatus.OPEN, opened_at__gt=latest.at if latest else now)
    if latest and (latest.status, latest.words) == (status, words.strip()) and not opened.exists():
        return latest
    answer = RecommendationAnswer.objects.create(
        addressee=fresh, status=FollowUpStatus(status), words=words.strip(), at=now, by=by.user
    )
    place = fresh.taskforce
    name = message("addressee.secretariat") if place.is_regional else place.called
    said = message(
        f"recommendation.is_{answer.status}", number=number_of(fresh.recommendation), taskforce=name
    )
    record_event("follow_up", meeting, by=by, now=now, facts=said)
    bump_with_following(*cycles_of_meeting(meeting))
    return answer


def mark_of(addressee: RecommendationAddressee) -> str:
    """Fingerprint of the answers that a form showed, to detect a stale one."""
    return fingerprint([answer.pk for answer in addressee.answers.all()])


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)


def when_and_where(meeting: Meeting) -> tuple[Param, ...]:
    """What is known of its days and its place, or that it is called off, as an event keeps it."""
    if meeting.is_called_off:
        return (message("meeting.called_off"),)
    days = dict.fromkeys((meeting.begins_on(), meeting.ends_on()))
    known = (*days, meeting.venue, str(meeting.host or meeting.planned_host or ""))
    return tuple(filter(None, known)) or (message("meeting.not_known"),)


def post_entries(meeting: Meeting, addresses: Iterable[str], **news: str) -> None:
    """Send these addresses the entry of a meeting as it will be when the mail leaves. `news`: that it is `changed`.

    Who has a mail that did not leave yet gets no second one: that mail waits for this transaction, and has its news.
    """
    to = set(filter(None, addresses))
    waiting = Mail.objects.select_for_update().filter(state=MailState.WAITING, attempts=0, address__in=to)
    to -= {mail.address for mail in waiting.filter(code=MailCode.MEETING, params__meeting=meeting.slug)}
    for address in sorted(to):
        post_to_address(address, MailCode.MEETING, now=timezone.now(), meeting=meeting.slug, **news)


def has_told_of_minutes(meeting: Meeting) -> bool:
    """Whether its readers were told that it has minutes: once, also where these are removed and given again."""
    return events_about(meeting).filter(verb=ADD_MINUTES).exists()


def _keep_results(meeting: Meeting, decided: str, minuted: str, *, by: Seat, now: datetime) -> None:
    """Keep what the decisions say from now on, in an event for their readers alone, and tell of the first minutes."""
    if meeting.minutes and not (minuted or has_told_of_minutes(meeting)):
        record_event(ADD_MINUTES, meeting, by=by, now=now, facts={"meeting": meeting.called})
    if meeting.decisions != decided:
        facts = {"meeting": meeting.called, "decisions": meeting.decisions}
        record_event("decide", meeting, by=by, now=now, facts=facts)


def _write_parts(meeting: Meeting, parts: Parts) -> None:
    names = ("kind", "number", "begins_on", "ends_on")
    rows = (dict(zip(names, part, strict=False)) for part in parts)
    MeetingPart.objects.bulk_create(MeetingPart(meeting=meeting, **row) for row in rows)


def _slug(meeting: Meeting, parts: Parts) -> str:
    words = {"som": "som", "imm": "imm", "rtf": "regional-taskforce"}
    names = [f"{words[kind]}-{number}" if number else words[kind] for kind, number, *_days in parts]
    when = meeting.actual_from or meeting.planned_from
    if any(number is None for _kind, number, *_days in parts) and when:
        names.append(str(when.year))
    base = slugify("-and-".join(names))[:34] or "meeting"
    slugs = chain((base,), (f"{base}-{number}" for number in count(2)))
    return next(slug for slug in slugs if not Meeting.objects.filter(slug=slug).exists())


def _against_meeting(meeting: Meeting, parts: Parts) -> Iterable[Violation]:
    if len(meeting.agenda) > rules.AGENDA_CHARACTERS:
        said = _("The agenda of a meeting has at most 20,000 characters. Shorten the agenda first.")
        yield Violation(rules.MEETING, said, field="agenda")
    if not parts:
        yield Violation(rules.MEETING, _("Choose at least one of the three kinds."), field="parts")
    if meeting.planned_from and meeting.planned_until and meeting.planned_until < meeting.planned_from:
        said = _("The meeting is planned to end before it starts. Correct one of the two dates.")
        yield Violation(rules.MEETING, said, field="planned_until")
    if meeting.actual_from and meeting.actual_until and meeting.actual_until < meeting.actual_from:
        said = _("The meeting ended before it started. Correct one of the two dates.")
        yield Violation(rules.MEETING, said, field="actual_until")
    if meeting.is_called_off and (meeting.actual_from or meeting.actual_until):
        said = _("A meeting that was held cannot be called off. Clear “Held from” and “Held until”.")
        yield Violation(rules.MEETING, said, field="is_called_off")
    if (meeting.host or meeting.actual_until) and not meeting.actual_from:
        said = _(
            "If the meeting was held, enter the first day. If not, choose “Not held yet” as the host and clear “Held until”."
        )
        yield Violation(rules.MEETING, said, field="actual_from")
    yield from rules.parts_are_within(meeting, parts)
    for kind, number, *_days in parts:
        same = MeetingPart.objects.filter(kind=kind, number=number) if number else MeetingPart.objects.none()
        if same.exclude(meeting=meeting.pk).exists():
            said = _("Another meeting of this kind has this number. Choose another number.")
            yield Violation(rules.MEETING, said, field=f"{kind}_number")

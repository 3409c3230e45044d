"""Rules of meetings."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import Sentence, fold, say
from commit_portal.refusals import Violation, broken
from reporting.meetings.queries import Delegation, Person, place_planned
from reporting.models import Meeting
from reporting.statuses import FollowUpStatus, KeptDays, MeetingKind
from workplans.book.rules import TELEPHONE
from workplans.models import Country, Taskforce

# The sentence of the rule book.
RV_2 = _("Each country sends two delegates to the mid-year meeting, and six to ten to the SOM.")

# Kinds, numbers, and the first and last days that are known: (("som", 8, date(2012, 2, 14), date(2012, 2, 15)), ("imm", 3)).
type Parts = tuple[tuple[str, int | None, *tuple[date | None, ...]], ...]

# The code of what is wrong with a meeting or a recommendation, where no numbered rule speaks of it.
MEETING = "MEETING"

CALLED_OFF = _(
    "This meeting is called off. The regional office can change that: open the meeting and press “Change”."
)
AGENDA_CHARACTERS = 20_000
MID_YEAR_DELEGATES = (2, 2)
SOM_DELEGATES = (6, 10)
# Of one delegation, and the columns of its names and posts: `Delegate`.
MOST_DELEGATES, LONGEST_WORDS = 40, 120


def rv_2(delegation: Delegation) -> Violation | None:
    """Return RV-2 for a country with fewer or more delegates: a remark, never a refusal.

    It counts who took part, or who is announced while nobody entered that. Of a country without names nothing is known
    yet; a meeting of ministers alone has no guide.
    """
    came = delegation.announced if delegation.took_part is None else delegation.took_part
    kinds, count = {part.kind for part in delegation.meeting.parts.all()}, len(came)
    is_of_country = isinstance(delegation.of, Taskforce) and not delegation.of.is_regional
    if MeetingKind.SOM in kinds:
        (low, high), few, many = SOM_DELEGATES, _("Fewer than six"), _("More than ten")
    else:
        (low, high), few, many = MID_YEAR_DELEGATES, _("Fewer than two"), _("More than two")
    if not count or not is_of_country or low <= count <= high or kinds == {MeetingKind.IMM}:
        return None
    return broken(rv_2, few if count < low else many)


def delegation_is_closed(delegation: Delegation, on: date, *, for_office: bool) -> Violation | None:
    """Return a violation where nobody can be named: the country takes no part, or the meeting is over or called off.

    The regional office corrects the list of a meeting that is over.
    """
    if delegation.absent_from:
        said = _("%(place)s does not take part in %(year)s. Ask the regional office to add %(place)s.")
        if for_office:
            said = _(
                "%(place)s does not take part in %(year)s. Add %(place)s on the page of the year, under “Countries”."
            )
        return Violation(MEETING, say(said, place=delegation.of.name, year=delegation.absent_from))
    if delegation.meeting.is_called_off:
        return Violation(MEETING, CALLED_OFF)
    last = delegation.meeting.ends_on()
    if for_office or last is None or last >= on:
        return None
    said = _("The last day of this meeting was %(day)s. Ask the regional office to correct the list.")
    return Violation(MEETING, say(said, day=last))


def is_to_come(*last_days: date | None, on: date) -> bool:
    """Whether a meeting is not over on a day by one of its last days, the old and the new one; also where none is known."""
    known = [day for day in last_days if day]
    return not known or max(known) >= on


def invites(meeting: Meeting, on: date) -> bool:
    """Whether a delegate who is named on a day gets a mail: the meeting has a day, and is not over."""
    return meeting.ends_on() is not None and is_to_come(meeting.ends_on(), on=on)


def may_come(people: Sequence[Person], members: Collection[Person] = ()) -> Iterator[Violation]:
    """Refuse too many people, one without a name, a name or a post that is too long, and a name that stands twice.

    A telephone number too, and an address among the words, but of `members`: their posts are those of the taskforce.
    """
    if len(people) > MOST_DELEGATES:
        said = _("A delegation has at most %(count)s people. Remove some people from the list.")
        yield Violation(MEETING, say(said, count=MOST_DELEGATES), field="others")
    before: set[str] = set()
    for one in people:
        (name, post, email), is_typed = one[:3], one not in members
        wrong: Sentence = ""
        if not name:
            wrong = _("Write a name before “%(after)s”.")
        elif max(map(len, (name, post, email))) > LONGEST_WORDS:
            wrong = _("A name or a post has at most %(count)s characters. Shorten the entry of “%(name)s”.")
        elif TELEPHONE.search(f"{name} {post}"):
            wrong = _("Telephone numbers are not allowed. Remove the telephone number of “%(name)s”.")
        elif is_typed and "@" in name + post:
            wrong = _("Write one e-mail address for “%(name)s”, after the name and the post.")
        elif fold(name) in before:
            wrong = _("“%(name)s” is in this delegation twice. Remove one of the two entries.")
        if wrong:
            words = say(wrong, name=name[:40], after=(post or email)[:40], count=LONGEST_WORDS)
            yield Violation(MEETING, words, field="others")
        before.add(fold(name))


def meeting_can_recommend(meeting: Meeting, on: date) -> Violation | None:
    """Return a violation before the meeting's first day, and where it is called off: then it recommends nothing.

    One without a day may have been held.
    """
    if meeting.is_called_off:
        return Violation(MEETING, CALLED_OFF)
    if not meeting.is_ahead(on):
        return None
    said = _(
        "The first day of this meeting is %(day)s. From that day, the regional office can enter recommendations."
    )
    return Violation(MEETING, say(said, day=meeting.begins_on()))


def parts_are_within(meeting: Meeting, parts: Parts) -> Iterator[Violation]:
    """Refuse a day of a part that is not among the days of the meeting, or a last one that is before the first one."""
    for kind, _number, *days in parts:
        begins, ends = meeting.begins_on(), meeting.ends_on()
        for end, day in zip(("from", "until"), days, strict=False):
            if day and not (begins and ends and begins <= day <= ends):
                said = _("Choose a day of the meeting, from %(first)s to %(last)s.")
                said = said if begins else _("First give the days of the meeting.")
                yield Violation(MEETING, say(said, first=begins, last=ends), field=f"{kind}_{end}")
            begins = day or begins


def city_is_of_the_host(meeting: Meeting, host: Country | None, venue: str) -> Violation | None:
    """Return a violation where the host is not `host` any more, and the city is still `venue`, without the new country."""
    new = meeting.host or meeting.planned_host
    is_kept = venue and venue == meeting.venue != place_planned(meeting)
    if not is_kept or None in (host, new) or host == new:
        return None
    said = _(
        "The host is no longer %(before)s, but the city is still “%(venue)s”. Enter the city in %(host)s, or clear "
        "this field. If the city is right, write “%(venue)s, %(host)s”."
    )
    return Violation(MEETING, say(said, venue=venue, before=str(host), host=str(new)), field="venue")


def not_followed_gives_its_reason(status: str, words: str) -> Violation | None:
    """Return a violation where a recommendation is not followed, without words: the next SOM notes the reason."""
    if status != FollowUpStatus.NOT_FOLLOWED or words.strip():
        return None
    return Violation(MEETING, _("Give the reason. The next SOM sees this reason."), field="words")


def held_before(meeting: Meeting, year: int) -> Violation | None:
    """Return a violation where the meeting of a review was held before its year; it may be held long after it."""
    first = meeting.actual_from
    if first is None or first.year >= year:
        return None
    said = _("The date of %(meeting)s is %(day)s, before the year %(year)s. Choose a later meeting.")
    return Violation(MEETING, say(said, meeting=meeting.called, day=first, year=str(year)), field="meeting")


def one_set_of_days(meeting: Meeting, different: Iterable[str], kept_days: str) -> Violation | None:
    """Return a question where the step and the meeting have different days and none is chosen.

    Days from public sources stay, so of them nothing is asked: choosing the step's instead is a violation.
    """
    if not any(different) or kept_days == KeptDays.MEETING:
        return None
    said = _("The year and %(meeting)s have different dates for this review. Choose the dates to keep.")
    if meeting.source:
        said = _("The dates of %(meeting)s come from public sources. Choose the dates of the meeting.")
    if bool(meeting.source) != (kept_days == KeptDays.STEP):
        return None
    return Violation(MEETING, say(said, meeting=meeting.called), field="kept_days")

"""From the facts of a notice to its sentence, in the reader's language."""

from collections.abc import Iterable
from functools import cached_property

from django.urls import resolve

from commit_portal.i18n.messages import Message, message
from commit_portal.mail.payload import MailPayload
from reporting.meetings.queries import meetings
from reporting.statuses import ReviewStage
from workplans.models import Taskforce
from workplans.statuses import Role

# These name the activity, where there is one: "notice.VERB_on_line".
RECOMMENDED = "recommended"
ON_LINES = frozenset({"comment_for_you", "commented", "thread_settled", "thread_reopened"})


class Names(dict[str, str]):
    """The name of each taskforce by its slug: "kh" is "Cambodia". Meetings are read where a notice names one."""

    def __init__(self, taskforces: Iterable[Taskforce]) -> None:
        found = list(taskforces)
        super().__init__({one.slug: one.name for one in found})
        self._codes = {one.slug: one.code for one in found}

    def line(self, facts: MailPayload) -> str:
        """The code of the line that a notice names, "KH-2011-011"; "" where it names none, or several."""
        code = self._codes.get(facts.place)
        if not code or not facts.number or facts.year is None or (facts.count or 1) > 1:
            return ""
        return f"{code}-{facts.year}-{facts.number:03d}"

    @cached_property
    def meetings(self) -> dict[str, str]:
        """The name of each meeting by its address. It is made of kind and number, never typed."""
        return {meeting.slug: str(meeting) for meeting in meetings()}


def names_of_places() -> Names:
    """The names that notices need. One query, and two more where a notice names a meeting."""
    return Names(Taskforce.objects.select_related("country"))


def title_of(facts: MailPayload, places: Names) -> str:
    """What happened or what waits: the title of a notice, and the subject of its mail."""
    what = _said(f"do.{facts.task}", facts, places) if facts.task else ""
    verb = f"{facts.verb}_on_line" if facts.number and facts.verb in ON_LINES else facts.verb
    return str(_said(f"notice.{verb}", facts, places, what=what))


def task_of(facts: MailPayload, places: Names) -> str:
    """What waits, without its day."""
    return str(_said(f"do.{facts.task}", facts, places))


def role_words(facts: MailPayload) -> str:
    """The role of who did it; "" for what the portal did."""
    return str(Role(facts.role).label) if facts.role in Role.values else ""


def _said(code: str, facts: MailPayload, places: Names, **more: Message | str) -> Message:
    number = facts.number or 0
    return message(
        code,
        place=places.get(facts.place, ""),
        year=str(facts.year or ""),
        number=f"{number:03d}",
        edition=str(number),
        count=facts.count or 1,
        day=facts.day,
        review=str(ReviewStage(facts.stage).label) if facts.stage in ReviewStage.values else "",
        meeting=_meeting(facts, places) if facts.verb == RECOMMENDED else "",
        **more,
    )


def _meeting(facts: MailPayload, places: Names) -> str:
    """The name of the meeting to which the address of a notice leads."""
    return places.meetings.get(resolve(facts.link).kwargs["slug"], "")

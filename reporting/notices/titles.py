"""From the facts of a notice to its sentence, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from commit_portal.mail_facts import Facts
from commit_portal.messages import Message, message
from workplans.models import Taskforce
from workplans.statuses import Role

# These name the activity, where there is one: "notice.VERB_on_line".
ON_LINES = frozenset({"comment_for_you", "commented", "thread_settled", "thread_reopened"})


def names_of_places() -> dict[str, str]:
    """The name of each taskforce by its slug: "kh" is "Cambodia". One query."""
    return {one.slug: one.name for one in Taskforce.objects.select_related("country")}


def title_of(facts: Facts, places: Mapping[str, str]) -> str:
    """What happened or what waits: the title of a notice, and the subject of its mail."""
    what = _said(f"do.{facts.task}", facts, places) if facts.task else ""
    verb = f"{facts.verb}_on_line" if facts.number and facts.verb in ON_LINES else facts.verb
    return str(_said(f"notice.{verb}", facts, places, what=what))


def task_of(facts: Facts, places: Mapping[str, str]) -> str:
    """What waits, without its day."""
    return str(_said(f"do.{facts.task}", facts, places))


def role_words(facts: Facts) -> str:
    """The role of who did it; "" for what the portal did."""
    return str(Role(facts.role).label) if facts.role in Role.values else ""


def _said(code: str, facts: Facts, places: Mapping[str, str], **more: Message | str) -> Message:
    number = facts.number or 0
    return message(
        code,
        place=places.get(facts.place, ""),
        year=str(facts.year or ""),
        number=f"{number:03d}",
        edition=str(number),
        count=facts.count or 1,
        day=facts.day,
        **more,
    )

"""Which ministries agreed to a submission, on which day, of how many: as a plan and its versions store it.

A "no" is never stored here: who reads a submission or a version does not learn of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from commit_portal.i18n import comma_list, day
from workplans.ministries.messages import counted_words
from workplans.models import MinistryAnswer, Workplan, WorkplanVersion


@dataclass(frozen=True)
class Agreed:
    """A ministry that agreed, `on_paper` in a letter of that day; None where the letter has no day.

    `is_earlier`: to an earlier draft; the lead stated that it still agrees.
    """

    name: str
    on: date | None
    on_paper: bool = False
    is_earlier: bool = False

    @property
    def words(self) -> str:
        """ "Yes, 16 Feb 2011"; "Yes, 25 Jan 2011, to an earlier draft"; "Yes, on paper"."""
        return yes_words(day(self.on) if self.on else gettext("on paper"), is_earlier=self.is_earlier)


@dataclass(frozen=True)
class Agreement:
    """The ministries that agreed, `of` all ministries of the taskforce; None where nobody stored the answers.

    `typed`: the names that a lead typed before the answers were stored.
    """

    ministries: tuple[Agreed, ...] = ()
    of: int | None = None
    typed: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """ "1 of 5 ministries agrees."; the typed names of an older submission."""
        if self.of is None:
            return comma_list(self.typed)
        return counted_words(len(self.ministries), self.of) if self.of else ""


def agreement_of(head: Workplan | WorkplanVersion) -> Agreement:
    """The agreement of the last submission of a plan, or of a version."""
    if not head.agreement:
        return Agreement(typed=tuple(filter(None, map(str.strip, head.agreed_by.splitlines()))))
    ministries = (
        Agreed(**one | {"on": date.fromisoformat(one["on"]) if one["on"] else None})
        for one in head.agreement["ministries"]
    )
    return Agreement(tuple(ministries), head.agreement["of"])


def as_stored(answers: Iterable[MinistryAnswer], content: dict[str, str], *, of: int) -> dict[str, Any]:
    """The agreement by these answers, each a yes, to the content of a plan as it is submitted."""
    ministries = [
        {
            "name": str(answer.ministry),
            "on": on.isoformat() if (on := told_day(answer)) else None,
            "on_paper": answer.on_paper,
            "is_earlier": answer.content != content,
        }
        for answer in answers
    ]
    return {"of": of, "ministries": ministries}


def day_of(answer: MinistryAnswer) -> date:
    """The day of the letter, or of the answer in the portal, by the offices' clock."""
    if answer.letter_on is not None:
        return answer.letter_on
    return timezone.localdate(answer.answered_at)


def told_day(answer: MinistryAnswer) -> date | None:
    """The day of an answer for who reads it later: none of an answer on paper whose letter has no day."""
    return answer.letter_on if answer.on_paper else day_of(answer)


def yes_words(on: str, *, is_earlier: bool = False) -> str:
    """ "Yes, 16 Feb"; "Yes, 25 Jan, to an earlier draft"."""
    said = gettext("Yes, %(day)s, but to an earlier draft") if is_earlier else gettext("Yes, %(day)s")
    return said % {"day": on}

"""What each ministry says of a plan, in words: for the pages, and as points beside the checklist."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commit_portal.i18n.messages import Message, message, say
from workplans.ministries.queries import answers_of, content_of_plan, lines_changed
from workplans.models import MinistryAnswer, Workplan
from workplans.presentation.checklist import Point
from workplans.statuses import MinistryWord

# The data-status of each answer to the content of now; an older one is worth a look.
STATUSES = {MinistryWord.YES: "accepted", MinistryWord.NO: "return"}


@dataclass(frozen=True)
class MinistryRow:
    """One ministry: what it says, its word, who answered when, and since when it is asked.

    `said` is the whole of it; in a table `mark` is its yes or no, and `since` what has changed after that.
    """

    pk: int
    name: str
    status: str
    mark: str
    said: str
    since: str = ""
    word: str = ""
    by: str = ""
    asked: str = ""
    on_paper: bool = False
    # Yes to the plan as it is now.
    agrees: bool = False
    # No, to the plan as it is now or as it was.
    refuses: bool = False


def rows_of(workplan: Workplan) -> list[MinistryRow]:
    """The ministries that were asked or have answered, in their order; the lines may be loaded already."""
    answers = answers_of(workplan)
    content = content_of_plan(workplan) if any(answer.answer for answer in answers) else {}
    return [row_of(answer, content) for answer in answers]


def row_of(answer: MinistryAnswer, content: Mapping[str, str]) -> MinistryRow:
    """What one ministry says, beside the content of now."""
    ministry = answer.ministry
    again = _("The lead asked again on %(day)s. The ministry has not answered again yet.")
    words = again if answer.answer else _("The lead asked on %(day)s.")
    asked = say(words, day=answer.asked_at) if answer.waits else ""
    if not answer.answer:
        waits = str(said_in(answer, content))
        return MinistryRow(ministry.pk, ministry.name, "asked", waits, waits, asked=asked)
    is_current = answer.content == content
    how = _("Answered by %(person)s on %(day)s.")
    if answer.on_paper:
        how = _("The answer came on paper. %(person)s entered it in the portal on %(day)s.")
    return MinistryRow(
        ministry.pk,
        ministry.name,
        # An older no stays a no; an older yes is worth a look.
        STATUSES[MinistryWord(answer.answer)] if is_current or not answer.is_yes else "changed",
        str(message(f"ministry.{answer.answer}")),
        str(said_in(answer, content)),
        since=_since(answer, content),
        word=answer.word,
        by=say(how, person=str(answer.answered_by), day=answer.answered_at),
        asked=asked,
        on_paper=answer.on_paper,
        agrees=is_current and answer.is_yes,
        refuses=not answer.is_yes,
    )


def said_in(answer: MinistryAnswer, content: Mapping[str, str]) -> Message:
    """The whole of what a ministry answered: "No", or "Said no. 2 lines changed after that"; that it has not."""
    if not answer.answer:
        return message("ministry.waits")
    code = f"ministry.{answer.answer}"
    if answer.content == content:
        return message(code)
    if changed := lines_changed(answer.content, content):
        return message(f"{code}.before_lines", count=len(changed))
    return message(f"{code}.before_needs")


def yes_and_beside(workplan: Workplan) -> tuple[list[str], list[tuple[str, str, int]]]:
    """The ministries that say yes to the plan as it is now, and the others that were asked: no, older yes, no answer.

    Of the others the name, the code of what is said ("ministry.no.before_lines"), and how many lines changed since.
    """
    answers = answers_of(workplan)
    content = content_of_plan(workplan) if any(answer.answer for answer in answers) else {}
    agreed = [answer for answer in answers if answer.is_yes and answer.content == content]
    beside = [answer for answer in answers if answer not in agreed]
    return [answer.ministry.name for answer in agreed], [
        (answer.ministry.name, said_in(answer, content).code, len(lines_changed(answer.content, content)))
        for answer in sorted(beside, key=lambda answer: (not answer.answer, answer.is_yes))
    ]


def points_of_ministries(workplan: Workplan) -> list[Point]:
    """A point worth a look for each ministry that was asked and does not agree to the plan as it is now.

    Those that say no come first, and are marked apart.
    """
    url = reverse("ministries", args=[workplan.cycle.year, workplan.taskforce.slug])
    rows = sorted((row for row in rows_of(workplan) if not row.agrees), key=lambda row: not row.refuses)
    return [
        Point(
            row.status if row.refuses else "no_activity",
            _("For your information:"),
            str(message(f"ministry.point.{row.status}{'.before' if row.since else ''}", ministry=row.name)),
            url,
            second=row.word,
        )
        for row in rows
    ]


def _since(answer: MinistryAnswer, content: Mapping[str, str]) -> str:
    """What has changed after an answer, beside it in a table; "" where nothing has."""
    if answer.content == content:
        return ""
    if changed := len(lines_changed(answer.content, content)):
        said = ngettext(
            "After this answer, %(count)s activity was changed.",
            "After this answer, %(count)s activities were changed.",
            changed,
        )
        return say(said, count=changed)
    return _("After this answer, the opportunities, gaps and needs were changed.")

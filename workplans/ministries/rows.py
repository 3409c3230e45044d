"""What each ministry says of a plan, in words, for the taskforce alone."""

from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.i18n import say, short_day
from workplans.activity_codes import short_code
from workplans.ministries.agreement import day_of, told_day, yes_words
from workplans.ministries.messages import counted_words
from workplans.ministries.queries import answers_of, content_of_plan, lines_changed, members_on
from workplans.models import Ministry, MinistryAnswer, Workplan
from workplans.presentation.step_links import line_url

# Status and code of a ministry that nobody asked and that has not answered.
NOT_ASKED = "not_asked"


def rows_of(workplan: Workplan) -> list[Values]:
    """The ministries that were asked or have answered, in their order; the lines may be loaded already."""
    answers = answers_of(workplan)
    content = content_of_plan(workplan) if any(answer.answer for answer in answers) else {}
    return [row_of(workplan, answer, content) for answer in answers]


def asked_of(rows: Iterable[Values]) -> frozenset[int]:
    """The keys of the ministries that were asked."""
    return frozenset(row["pk"] for row in rows if row["asked"])


def with_the_others(workplan: Workplan, rows: Iterable[Values]) -> list[Values]:
    """Every ministry of the taskforce, in their order: these rows, and those that were not asked. One query.

    One that ends later changes nothing of a plan that was submitted before, nor of an earlier year.
    """
    found, today = {row["pk"]: row for row in rows}, clock.today()
    members = members_on(workplan.taskforce, today).filter(ministry=OuterRef("pk"))
    counted = workplan.taskforce.ministries.running(workplan.ministries_on(today))
    every = counted.annotate(may_be_asked=Exists(members))
    return [(found.get(one.pk) or _not_asked(one)) | {"may_be_asked": one.may_be_asked} for one in every]


def agreeing_words(rows: Iterable[Values]) -> str:
    """ "1 of 5 ministries agrees. 2 agreed to an earlier draft."; "" where the taskforce has none."""
    agree = [row["agrees"] for row in rows]
    return counted_words(sum(agree), len(agree), earlier_yes(rows)) if agree else ""


def earlier_yes(rows: Iterable[Values]) -> int:
    """How many ministries said yes to an earlier draft."""
    return sum(row["code"] == "yes" and row["is_earlier"] for row in rows)


def row_of(workplan: Workplan, answer: MinistryAnswer, content: Mapping[str, str]) -> Values:
    """What one ministry says, beside the content of now: its answer, who gave it when, when it was asked.

    `code` is the answer as a printed form has it, and `agrees` a yes to the plan as it is now. `differs`: something
    changed after the answer, `changed` has the activities. `given` is the answer itself. `on` is the day of the answer
    or its letter; without an answer, the day of the question.
    """
    year, asked = workplan.cycle.year, answer.asked_at
    asked_on = timezone.localdate(asked) if asked else None
    row = _not_asked(answer.ministry) | {
        "status": "asked",
        "answer": _("Not answered"),
        "code": "not_answered",
        "asked": short_day(asked_on, year) if asked_on else "",
        "on": asked_on,
    }
    if not answer.answer:
        return row
    is_current = answer.content == content
    on = short_day(day_of(answer), year)
    row |= {
        "answered_on": on,
        "differs": not is_current,
        "changed": [
            (short_code(code), line_url(workplan, short_code(code)))
            for code in lines_changed(answer.content, content)
        ],
        "given": answer,
        "letter": short_day(answer.letter_on, year) if answer.letter_on else "",
        "on_paper": answer.on_paper,
        "may_be_named": answer.may_be_named(content),
    }
    if answer.waits and not is_current:
        return row
    row |= {"on": told_day(answer), "is_earlier": not is_current}
    if not answer.is_yes:
        return row | {"status": "return", "code": "no", "answer": say(_("No, %(day)s"), day=on)}
    said = yes_words(on, is_earlier=not is_current)
    status = "accepted" if is_current else "changed"
    return row | {"status": status, "code": "yes", "answer": said, "agrees": is_current}


def _not_asked(ministry: Ministry) -> Values:
    said = {"status": NOT_ASKED, "code": NOT_ASKED, "answer": _("Not asked"), "on": None}
    nothing = dict.fromkeys(
        ("given", "agrees", "is_earlier", "on_paper", "may_be_named", "may_be_asked"), False
    )
    return {"pk": ministry.pk, "name": str(ministry), "asked": "", **said, **nothing}

"""Ask the ministries about a plan, answer for one, and record what one answered on paper."""

from collections.abc import Collection
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commit_portal.i18n import message
from commit_portal.refusals import Refused, obey, require
from commit_portal.statuses import EventAudience
from commit_portal.workflow import Mark, record_event, require_unchanged
from workplans.ministries import permissions, rules
from workplans.ministries.queries import content_mark, content_of_plan, ministries_to_ask
from workplans.models import Ministry, MinistryAnswer, Seat, Workplan
from workplans.plan.locking import locked_workplan

# The verbs of the events.
ASK, ANSWER, RECORD = "ask_ministries", "answer_for_ministry", "record_for_ministry"
_tell_the_taskforce = partial(record_event, audience=EventAudience.TASKFORCE)


@transaction.atomic
def ask_ministries(
    workplan: Workplan, ministries: Collection[Ministry], *, question: str = "", by: Seat, now: datetime
) -> list[MinistryAnswer]:
    """Ask ministries whether they agree to the plan. What one has answered before stays until it answers again.

    `question` are the words of the lead to them; only the taskforce reads them.

    Raises `Refused`, or `RuleBroken` where no member can answer for one.
    """
    plan = locked_workplan(workplan)
    require(permissions.may_ask_ministries(by, plan))
    obey(
        rules.each_has_a_member(ministries, list(ministries_to_ask(plan.taskforce, timezone.localdate(now))))
    )
    asked = [
        MinistryAnswer.objects.update_or_create(
            workplan=plan,
            ministry=ministry,
            defaults={"asked_at": now, "asked_by": by.user, "question": question.strip()},
        )[0]
        for ministry in ministries
    ]
    names = tuple(str(ministry) for ministry in ministries)
    said = message("ministry.asked", ministries=names)
    _tell_the_taskforce(ASK, plan, facts=said, by=by, now=now, note=question)
    return asked


@transaction.atomic
def answer_for_ministry(
    workplan: Workplan, answer: str, word: str, *, seen: Mark | None, by: Seat, now: datetime
) -> MinistryAnswer:
    """Say yes or no for the ministry of one's seat, to the plan as it was read.

    Raises `Refused`; `StaleRow` where the plan has changed since; `RuleBroken` for a no without a word.
    """
    plan = locked_workplan(workplan)
    require(permissions.may_answer_for_ministry(by, plan))
    ministry = Ministry.objects.get(seats=by)
    return _write(ANSWER, plan, ministry, answer, word, seen=seen, by=by, now=now)


@transaction.atomic
def record_for_ministry(
    workplan: Workplan,
    ministry: Ministry,
    answer: str,
    word: str,
    *,
    letter_on: date | None = None,
    seen: Mark | None,
    by: Seat,
    now: datetime,
) -> MinistryAnswer:
    """Record what a ministry answered on paper, in a letter of a day, to the plan as it was read.

    Raises `Refused`; `StaleRow` where the plan has changed since; `RuleBroken` for a no without a word, for a day that
    is still to come, and where a member has answered to this content.
    """
    plan = locked_workplan(workplan)
    require(permissions.may_record_for_ministry(by, plan))
    if ministry.taskforce_id != plan.taskforce_id:
        raise Refused(_("This ministry belongs to another country. Choose a ministry of your country."))
    obey(rules.letter_is_not_of_the_future(letter_on, today=timezone.localdate(now)))
    return _write(RECORD, plan, ministry, answer, word, letter_on=letter_on, seen=seen, by=by, now=now)


def _write(
    verb: str,
    plan: Workplan,
    ministry: Ministry,
    answer: str,
    word: str,
    *,
    letter_on: date | None = None,
    seen: Mark | None,
    by: Seat,
    now: datetime,
) -> MinistryAnswer:
    content = content_of_plan(plan)
    require_unchanged(plan, seen=seen, now=content_mark(content))
    obey(rules.a_no_says_why(answer, word))
    on_paper = verb == RECORD
    if on_paper:
        said = MinistryAnswer.objects.filter(workplan=plan, ministry=ministry).first()
        obey(rules.paper_replaces_no_word(said, content))
    written, _is_new = MinistryAnswer.objects.update_or_create(
        workplan=plan,
        ministry=ministry,
        defaults={
            "answer": answer,
            "word": word.strip(),
            "content": content,
            "plan_version": plan.row_version,
            "answered_at": now,
            "answered_by": by.user,
            "on_paper": on_paper,
            "letter_on": letter_on,
        },
    )
    how = "paper" if on_paper else "said"
    facts = message(f"ministry.{how}_{answer}", ministry=str(ministry))
    _tell_the_taskforce(verb, plan, facts=facts, by=by, now=now, note=word)
    return written

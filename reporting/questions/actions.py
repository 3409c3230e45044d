"""Questions of a desk about single answers: asked, and answered by the taskforce."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commit_portal.i18n import Param
from commit_portal.refusals import SomebodyWasFaster, Violation, obey, require
from commit_portal.sheets.merge import Content
from commit_portal.workflow import record_event
from reporting.answers.answer_actions import answer_sheet, locked_sheet
from reporting.answers.answer_content import Sending
from reporting.answers.permissions import answers_are_of, may_ask
from reporting.answers.queries import places_in_question
from reporting.answers.rules import REVIEW, rv_1, rv_3
from reporting.answers.sheet_data import SheetData
from reporting.models import CountryReview, Question
from spa.models import Target
from workplans.models import Activity, Seat

# The verbs of their events.
ASK, REPLY = "ask_question", "answer_question"


@transaction.atomic
def ask_question(
    sheet: CountryReview,
    *,
    activity: Activity | None = None,
    target: Target | None = None,
    text: str,
    by: Seat,
    now: datetime,
) -> Question:
    """Send one answer back to the taskforce with a question. The answer itself stays as it is.

    In submitted answers the question opens this answer, until it is answered or the review closes. Raises
    `Refused` for all but the desk, and `RuleBroken` (RV-1, RV-3) or where the last question waits.
    """
    fresh = locked_sheet(sheet)
    obey(rv_1(fresh))
    require(may_ask(by, fresh.taskforce))
    asked = Question.objects.filter(sheet__review=fresh.review, sheet__taskforce=fresh.taskforce)
    last = asked.order_by("-number").first()
    question = Question(
        sheet=fresh,
        number=last.number + 1 if last else 1,
        activity=activity,
        target=target,
        text=text.strip(),
        asked_at=now,
        asked_by=by.user,
    )
    obey(rv_3(SheetData(fresh), [question.place]))
    if question.place in places_in_question(fresh):
        said = _("The taskforce has not answered your last question about this answer. Wait for its answer.")
        obey(Violation(REVIEW, said, field="text"))
    question.save()
    _record(ASK, question, by=by, now=now)
    return question


@transaction.atomic
def answer_question(
    question: Question, *, answer: Content | None, reply: str, seen: int, by: Seat, now: datetime
) -> Question:
    """Answer the desk's question: change the answer, write to the desk, or both. Afterwards it is closed again.

    `answer` has the fields that were sent, from the version `seen` of the sheet. Raises what `answer_sheet` raises,
    `RuleBroken` where nothing is changed or written, and `SomebodyWasFaster`.
    """
    fresh = locked_sheet(question.sheet)
    obey(rv_1(fresh))
    require(answers_are_of(by, fresh.taskforce))
    # The lock of the sheet keeps it waiting. Another question about the same answer may wait too.
    waiting = Question.objects.filter(pk=question.pk, answered_at__isnull=True)
    if not waiting.exists():
        raise SomebodyWasFaster(_("Someone has already answered this question. Look at the answer."))
    said = {} if answer is None else {question.place: answer}
    sending = Sending(dict.fromkeys(said, seen))
    changed = answer_sheet(fresh, said, sending=sending, by=by, now=now)
    if not changed and not reply.strip():
        obey(Violation(REVIEW, _("Change the answer, or write to the desk."), field="reply"))
    waiting.update(reply=reply.strip(), answered_at=now, answered_by=by.user)
    question.refresh_from_db(fields=("reply", "answered_at", "answered_by"))
    _record(REPLY, question, by=by, now=now)
    return question


def _record(verb: str, question: Question, *, by: Seat, now: datetime) -> None:
    """Leave an event about the sheet. It names the answer, and holds no word of the question."""
    about = question.activity or question.target
    facts: dict[str, Param] = {"what": about.code if about else "", "question": question.number}
    record_event(verb, question.sheet, by=by, now=now, facts=facts)

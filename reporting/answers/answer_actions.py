"""Answering a sheet: what a taskforce and its desk say of activities and targets, a file of it, and the desk's questions."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from commit_portal.i18n import Param, message
from commit_portal.refusals import Refused, SomebodyWasFaster, Violation, obey, require
from commit_portal.sheets.engine import Preview
from commit_portal.sheets.history import sides
from commit_portal.sheets.merge import Content, Merged, merge
from commit_portal.workflow import StaleRow, record_event, require_unchanged
from reporting import models
from reporting.answers import answer_content
from reporting.answers.answer_content import Answer, Place, TargetAnswer, alike, answer_in, content_of
from reporting.answers.permissions import answers_are_of, may_answer, may_ask, may_enter_spending
from reporting.answers.queries import places_in_question
from reporting.answers.rules import REVIEW, contradictions, rv_1, rv_3, rv_4, rv_5, rv_10, rv_11
from reporting.answers.sheet_data import SheetData
from reporting.statuses import RowKind
from spa.models import Target
from workplans.models import Activity, Seat
from workplans.plan.locking import bump_revision

# The verb of the event of saved answers and spending.
ANSWER = "answer"
# The verbs of the events of questions.
ASK, REPLY = "ask_question", "answer_question"


class StaleAnswers(StaleRow):
    """Others changed the same fields of some answers meanwhile.

    `merged` has every answer of the page as it merges with that `version` of the sheet.
    """

    def __init__(self, current: models.CountryReview, merged: Mapping[Place, Merged]) -> None:
        super().__init__(current)
        self.merged, self.version = merged, current.row_version


@transaction.atomic
def answer_sheet(
    sheet: models.CountryReview,
    answers: Mapping[Place, Answer] | None = None,
    *,
    activities: Mapping[int, answer_content.ActivityAnswer] | None = None,
    targets: Mapping[int, TargetAnswer] | None = None,
    spent: Mapping[int, Decimal | None] | None = None,
    seen: int | None = None,
    sending: answer_content.Sending | None = None,
    by: Seat,
    now: datetime,
) -> int:
    """Save answers, everything or nothing, by their place or by the key of the activity or target; how many changed.

    The taskforce answers. The desk enters what the Secretariat `spent` on each activity since 1 January, in US dollars,
    also when the answers are submitted. The regional office does both of the Regional column. Empties remove the answer:
    blank is "not reported", not "no activity", and takes no closed answer back. `seen` is the version of the sheet that
    the page showed: what others changed since then stays, field by field, and a field that both changed raises
    `StaleAnswers`. Without it the answers are written as they are. Of a `sending` only its fields are written, each answer
    from the version that was sent with it. Raises `Refused`, `RuleBroken` (RV-1, RV-3, RV-4, RV-5, RV-10, RV-11).
    """
    typed = {**(answers or {})}
    kinds = {RowKind.ACTIVITY: activities, RowKind.TARGET: targets, RowKind.SPENDING: spent}
    typed |= {(kind, key): answer for kind, given in kinds.items() for key, answer in (given or {}).items()}
    said = [kind.of(key) for kind, key in typed if kind != RowKind.SPENDING]
    fresh = locked_sheet(sheet)
    obey(rv_1(fresh))
    if said:
        require(may_answer(by, fresh, *said))
    if len(said) < len(typed):
        require(may_enter_spending(by, fresh))
    data = SheetData(fresh)
    obey(rv_3(data, typed))
    saved = {place: data.saved(place) for place in typed}
    today = timezone.localdate(now)
    merged = _merged(fresh, saved, typed, seen, sending, by=by, today=today)
    changed = {
        place: both
        for place, answer in merged.items()
        if (both := sides(*alike(content_of(saved[place]), content_of(answer))))
    }
    written = {place: merged[place] for place in changed}
    obey(*broken_by(merged, today), *rv_10(data, written), *rv_11(data, written))
    for key in {key for kind, key in changed if kind != RowKind.TARGET}:
        places = (RowKind.ACTIVITY, key), (RowKind.SPENDING, key)
        answer, amount = (written.get(place, data.saved(place)) for place in places)
        _write_progress(fresh, key, answer, amount, before=data.saved(places[0]))
    for (kind, key), answer in written.items():
        if kind == RowKind.TARGET and answer == TargetAnswer():
            fresh.target_answers.filter(target=key).delete()
        elif kind == RowKind.TARGET:
            models.TargetStatus.objects.update_or_create(sheet=fresh, target_id=key, defaults=vars(answer))
    _settle(fresh, changed, sending, by=by, now=now)
    return len(changed)


def locked_review(review: models.Review) -> models.Review:
    locked = models.Review.objects.select_for_update(of=("self",), no_key=True)
    return locked.select_related("cycle__plan", "meeting").get(pk=review.pk)


def locked_sheet(sheet: models.CountryReview) -> models.CountryReview:
    """The sheet as it is now, locked after its review."""
    review = locked_review(sheet.review)
    locked = models.CountryReview.objects.select_for_update(of=("self",), no_key=True)
    fresh = locked.select_related("taskforce__country", "version").get(pk=sheet.pk)
    fresh.review = review
    return fresh


def broken_by(answers: Mapping[Place, Answer], today: date) -> Iterable[Violation]:
    """What each answer breaks by itself: RV-4, RV-5, and the constraints of the database."""
    return *rv_4(answers, today=today), *rv_5(answers), *contradictions(answers)


@transaction.atomic
def ask_question(
    sheet: models.CountryReview,
    *,
    activity: Activity | None = None,
    target: Target | None = None,
    text: str,
    by: Seat,
    now: datetime,
) -> models.Question:
    """Send one answer back to the taskforce with a question. The answer itself stays as it is.

    In submitted answers the question opens this answer, until it is answered or the review closes. Raises
    `Refused` for all but the desk, and `RuleBroken` (RV-1, RV-3) or where the last question waits.
    """
    fresh = locked_sheet(sheet)
    obey(rv_1(fresh))
    require(may_ask(by, fresh.taskforce))
    asked = models.Question.objects.filter(sheet__review=fresh.review, sheet__taskforce=fresh.taskforce)
    last = asked.order_by("-number").first()
    question = models.Question(
        sheet=fresh,
        number=last.number + 1 if last else 1,
        activity=activity,
        target=target,
        text=text.strip(),
        asked_at=now,
        asked_by=by.user,
    )
    obey(rv_3(SheetData(fresh), [question.about]))
    if question.place in places_in_question(fresh):
        said = _("The taskforce has not answered your last question about this answer. Wait for its answer.")
        obey(Violation(REVIEW, said, field="text"))
    question.save()
    _record(ASK, question, by=by, now=now)
    return question


@transaction.atomic
def answer_question(
    question: models.Question,
    *,
    answer: answer_content.ActivityAnswer | TargetAnswer | None,
    reply: str,
    seen: int,
    by: Seat,
    now: datetime,
) -> models.Question:
    """Answer the desk's question: change the answer, write to the desk, or both. Afterwards it is closed again.

    `seen` is the version of the sheet that the page showed. Raises what `answer_sheet` raises, `RuleBroken` where
    nothing is changed or written, and `SomebodyWasFaster`.
    """
    fresh = locked_sheet(question.sheet)
    obey(rv_1(fresh))
    require(answers_are_of(by, fresh.taskforce))
    # The lock of the sheet keeps it waiting. Another question about the same answer may wait too.
    waiting = models.Question.objects.filter(pk=question.pk, answered_at__isnull=True)
    if not waiting.exists():
        raise SomebodyWasFaster(_("Someone has already answered this question. Look at the answer."))
    said = {} if answer is None else {question.about: answer}
    changed = answer_sheet(fresh, said, seen=seen, by=by, now=now)
    if not changed and not reply.strip():
        obey(Violation(REVIEW, _("Change the answer, or write to the desk."), field="reply"))
    waiting.update(reply=reply.strip(), answered_at=now, answered_by=by.user)
    question.refresh_from_db(fields=("reply", "answered_at", "answered_by"))
    _record(REPLY, question, by=by, now=now)
    return question


@transaction.atomic
def import_answers(
    waiting: models.AnswerImport, preview: Preview, *, seen: int, by: Seat, now: datetime
) -> int:
    """Write the answers of a preview, and keep the rows that are refused. Returns how many answers have changed.

    `seen` is the version of the sheet that they were merged with: `StaleRow` where it has changed since. Raises `Refused`
    where they were confirmed already, and as `answer_sheet` does.
    """
    fresh = locked_sheet(waiting.sheet)
    require(may_answer(by, fresh))
    require_unchanged(fresh, seen=seen, now=fresh.row_version)
    if not models.AnswerImport.objects.claim(waiting, preview.left, by=by.user):
        gone = _(
            "Nothing was saved, because you already confirmed this file or sent a newer file. Look at the answers."
        )
        raise Refused(gone)
    answers = {saved.place: answer for _number, saved, answer in preview.to_write}
    return answer_sheet(fresh, answers, by=by, now=now)


def _merged(
    sheet: models.CountryReview,
    saved: Mapping[Place, Answer],
    typed: Mapping[Place, Answer],
    seen: int | None,
    sending: answer_content.Sending | None,
    *,
    by: Seat,
    today: date,
) -> Mapping[Place, Answer]:
    """The answers to write: typed from the version that was seen of the sheet, and merged with what is saved.

    From an unknown version, everything that is saved counts as changed by others. Raises `StaleAnswers`.
    """
    if seen is None and sending is None:
        return typed
    versions = {place: sending.answers[place][1] if sending else seen or 0 for place in typed}
    known = [version for version in versions.values() if 0 < version < sheet.row_version]
    later = answer_content.changes_since(sheet, min(known)) if known else {}
    own_pages = {sending.token, *sending.unanswered} - {None} if sending else set()
    merged: dict[Place, Merged] = {}
    for place, answer in typed.items():
        theirs, mine = alike(content_of(saved[place]), content_of(answer))
        base = {name: "" if isinstance(value, str) else None for name, value in mine.items()}
        if 0 < versions[place] <= sheet.row_version:
            changes = [
                change
                for change in reversed(later.get(place[0].of(place[1]), ()))
                if change.sheet_version > versions[place]
            ]
            own = [change for change in changes if change.token in own_pages and change.by_id == by.user_id]
            base = answer_content.content_before(theirs, changes, own)
        base, theirs, mine = alike(base, theirs, mine)
        if sending:
            mine = base | {name: value for name, value in mine.items() if name in sending.answers[place][0]}

        def breaks(content: Content, place: Place = place) -> set[str]:
            found = {fault.field for fault in broken_by({place: answer_in(place[0], content)}, today)}
            return found | {"status"} if found else found

        merged[place] = merge(base, theirs, mine, answer_content.UNITS, breaks)
    if any(one.clashes for one in merged.values()):
        raise StaleAnswers(sheet, merged)
    return {place: answer_in(place[0], one.values) for place, one in merged.items()}


def _write_progress(
    sheet: models.CountryReview, key: int, answer: Any, amount: Answer, *, before: Any
) -> None:
    """One row an activity, with its partners; it goes when neither the taskforce nor the desk says anything in it."""
    if answer == answer_content.ActivityAnswer() and amount is None:
        sheet.progress.filter(activity=key).delete()
        return
    said = {name: value for name, value in vars(answer).items() if name != "spending"}
    said |= {"spent_partners": answer.spent_partners, "spent_secretariat": amount}
    row, _made = models.ActivityProgress.objects.update_or_create(sheet=sheet, activity_id=key, defaults=said)
    if answer.spending != before.spending:
        row.partner_spending.all().delete()
        models.PartnerSpending.objects.bulk_create(
            models.PartnerSpending(
                progress=row, partner_id=one.partner, amount=one.amount, delivered=one.delivered
            )
            for one in answer.spending
        )


def _settle(
    sheet: models.CountryReview,
    changed: Mapping[Place, Mapping[str, Any]],
    sending: answer_content.Sending | None,
    *,
    by: Seat,
    now: datetime,
) -> None:
    """Count the sheet up, keep what was changed, say so in the trail, and make caches of the year out of date.

    The comparison shows closed answers alone, and yet every save bumps: so nobody has to judge which one shows.
    """
    if not changed:
        return
    models.CountryReview.objects.filter(pk=sheet.pk).update(row_version=F("row_version") + 1)
    version, token = sheet.row_version + 1, sending.token if sending else None
    of_saving: dict[str, Any] = {"sheet_version": version, "token": token, "by": by.user, "at": now}
    models.AnswerHistory.objects.bulk_create(
        models.AnswerHistory(sheet=sheet, place=kind.of(key), **both, **of_saving)
        for (kind, key), both in changed.items()
    )
    spent = sum(kind == RowKind.SPENDING for kind, _key in changed)
    for code, count in (("answers.saved", len(changed) - spent), ("answers.spending_entered", spent)):
        if count:
            facts = message(code, count=count)
            record_event(ANSWER, sheet, by=by, now=now, facts=facts)
    bump_revision(sheet.review.cycle)


def _record(verb: str, question: models.Question, *, by: Seat, now: datetime) -> None:
    """Leave an event about the sheet. It names the answer, and holds no word of the question."""
    about = question.activity or question.target
    facts: dict[str, Param] = {"what": about.code if about else "", "question": question.number}
    record_event(verb, question.sheet, by=by, now=now, facts=facts)

"""Answering a sheet: what a taskforce and its desk say of activities and targets, row by row or in a file."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from commit_portal.i18n import message
from commit_portal.refusals import Refused, Violation, obey, require
from commit_portal.sheets.engine import Preview
from commit_portal.sheets.history import sides
from commit_portal.sheets.merge import Content, Merged, merge
from commit_portal.workflow import StaleRow, record_event, require_unchanged
from reporting import models
from reporting.answers import answer_content
from reporting.answers.answer_content import alike, is_empty, partners_in, spent_in
from reporting.answers.permissions import may_answer, may_enter_spending
from reporting.answers.rules import contradictions, rv_1, rv_3, rv_4, rv_5, rv_10, rv_11
from reporting.answers.sheet_data import SheetData
from reporting.dataset import sum_of_known
from reporting.dataset.rows import PROGRESS_FIELDS
from reporting.statuses import RowKind
from workplans.models import Seat
from workplans.plan.locking import bump_revision

# The verb of the event of saved answers and spending.
ANSWER = "answer"


class StaleAnswers(StaleRow):
    """Others changed the same fields of some answers meanwhile.

    `merged` has every answer of the page as it merges with the sheet as it is now.
    """

    def __init__(self, current: models.CountryReview, merged: Mapping[str, Merged]) -> None:
        super().__init__(current)
        self.merged = merged


@transaction.atomic
def answer_sheet(
    sheet: models.CountryReview,
    typed: Mapping[str, Content],
    *,
    sending: answer_content.Sending | None = None,
    by: Seat,
    now: datetime,
) -> int:
    """Save the content of answers by their place (`RowKind.of`), everything or nothing; how many changed.

    The taskforce answers. The desk enters what the Secretariat spent on each activity since 1 January, in US dollars,
    also when the answers are submitted. The regional office does both of the Regional column. Empties remove the answer:
    blank is "not reported", not "no activity", and takes no closed answer back. Of a `sending` only the fields that are
    there are written, each answer from the version that was sent with it: what others changed since then stays, and a
    field that both changed raises `StaleAnswers`. Without it the answers are whole and written as they are.
    Raises `Refused`, `RuleBroken` (RV-1, RV-3, RV-4, RV-5, RV-10, RV-11).
    """
    said = [place for place in typed if not place.startswith(RowKind.SPENDING)]
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
    merged = _merged(fresh, saved, typed, sending, by=by, today=today)
    changed = {
        place: both for place, content in merged.items() if (both := sides(*alike(saved[place], content)))
    }
    written = {place: merged[place] for place in changed}
    obey(*broken_by(merged, today), *rv_10(data, written), *rv_11(data, written))
    rows = [RowKind.parts(place) for place in changed]
    for key in {key for kind, key in rows if kind != RowKind.TARGET}:
        _write_progress(data, key, written)
    for key in {key for kind, key in rows if kind == RowKind.TARGET}:
        content = written[RowKind.TARGET.of(key)]
        if is_empty(content):
            fresh.target_answers.filter(target=key).delete()
        else:
            models.TargetStatus.objects.update_or_create(sheet=fresh, target_id=key, defaults=content)
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


def broken_by(answers: Mapping[str, Content], today: date) -> Iterable[Violation]:
    """What each answer breaks by itself: RV-4, RV-5, and the constraints of the database."""
    return *rv_4(answers, today=today), *rv_5(answers), *contradictions(answers)


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
    answers = {saved.name: answer for _number, saved, answer in preview.to_write}
    return answer_sheet(fresh, answers, by=by, now=now)


def _merged(
    sheet: models.CountryReview,
    saved: Mapping[str, Content],
    typed: Mapping[str, Content],
    sending: answer_content.Sending | None,
    *,
    by: Seat,
    today: date,
) -> Mapping[str, Content]:
    """The answers to write: typed from the version that was seen of the sheet, and merged with what is saved.

    From an unknown version, everything that is saved counts as changed by others. Raises `StaleAnswers`.
    """
    if sending is None:
        return typed
    known = [version for version in sending.versions.values() if 0 < version < sheet.row_version]
    later = answer_content.changes_since(sheet, min(known)) if known else {}
    own_pages = {sending.token, *sending.unanswered} - {None}
    merged: dict[str, Merged] = {}
    for place, sent in typed.items():
        theirs, _sent = alike(saved[place], sent)
        base = {name: "" if isinstance(value, str) else None for name, value in theirs.items()}
        seen = sending.versions[place]
        if 0 < seen <= sheet.row_version:
            changes = [change for change in reversed(later.get(place, ())) if change.sheet_version > seen]
            own = [change for change in changes if change.token in own_pages and change.by_id == by.user_id]
            base = answer_content.content_before(theirs, changes, own)
        base, theirs = alike(base, theirs)

        def breaks(content: Content, place: str = place) -> set[str]:
            found = {fault.field for fault in broken_by({place: content}, today)}
            return found | {"status"} if found else found

        merged[place] = merge(base, theirs, {**base, **sent}, answer_content.UNITS, breaks)
    if any(one.clashes for one in merged.values()):
        raise StaleAnswers(sheet, merged)
    return {place: one.values for place, one in merged.items()}


def _write_progress(data: SheetData, key: int, written: Mapping[str, Content]) -> None:
    """One row an activity, with its partners; it goes when neither the taskforce nor the desk says anything in it."""
    places = RowKind.ACTIVITY.of(key), RowKind.SPENDING.of(key)
    contents = [written.get(place, data.saved(place)) for place in places]
    content = {**contents[0], **contents[1]}
    if is_empty(content):
        data.sheet.progress.filter(activity=key).delete()
        return
    spending = partners_in(content)
    said = {name: content[name] for name in PROGRESS_FIELDS}
    said["spent_partners"] = sum_of_known(spent_in(contents[0]).values())
    row, _made = models.ActivityProgress.objects.update_or_create(
        sheet=data.sheet, activity_id=key, defaults=said
    )
    if {*spending} != {*data.spending(key)}:
        row.partner_spending.all().delete()
        models.PartnerSpending.objects.bulk_create(
            models.PartnerSpending(
                progress=row, partner_id=one.partner, amount=one.amount, delivered=one.delivered
            )
            for one in spending
        )


def _settle(
    sheet: models.CountryReview,
    changed: Mapping[str, Mapping[str, Any]],
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
        models.AnswerHistory(sheet=sheet, place=place, **both, **of_saving) for place, both in changed.items()
    )
    spent = sum(place.startswith(RowKind.SPENDING) for place in changed)
    for code, count in (("answers.saved", len(changed) - spent), ("answers.spending_entered", spent)):
        if count:
            record_event(ANSWER, sheet, by=by, now=now, facts=message(code, count=count))
    bump_revision(sheet.review.cycle)
